"""What the rows of a package say of one another: ids, references, and what contradicts itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from geo.errors import Finding
from geo.limits import most
from geo.package.boundaries import Feature
from geo.package.schema import Place, Statement
from geo.text.names import nearest

Rows = Mapping[str, Mapping[int, Any]]


def check_references(
    tables: Rows, ids: Mapping[str, set[str]], files: Mapping[str, str], features: Sequence[Feature]
) -> list[Finding]:
    """Find doubled ids, references to nothing, circles, and sources that contradict themselves.

    Parameters
    ----------
    tables : mapping of str to rows by number
        The good rows of `places`, `statements`, `events`, `parties`, `sources`.
    ids : mapping of str to set of str
        All ids of each table, those of its bad rows too; a table that is not there is not asked.
    files : mapping of str to str
        Each resource's path by name, for the findings.
    features : sequence of Feature
        From `read_boundaries`.
    """
    return [
        *_check_ids(tables, files),
        *_check_links(tables, ids, files, features),
        *_check_circles(tables["places"], files["places"]),
        *_check_statements(tables["statements"], files["statements"]),
        *_check_times(tables, files["statements"], features),
    ]


def _error(file: str, row: int | None, field: str, came: str, wanted: str, remedy: str) -> Finding:
    return Finding("error", file, row, field, came, wanted, remedy)


def _check_ids(tables: Rows, files: Mapping[str, str]) -> list[Finding]:
    findings = []
    for name, rows in tables.items():
        first: dict[str, int] = {}
        for number, row in rows.items():
            if first.setdefault(row.id, number) != number:
                remedy = f"row {first[row.id]} has it; give this row an id of its own"
                findings.append(_error(files[name], number, "id", row.id, "each id once", remedy))
    return findings


def _check_links(
    tables: Rows, ids: Mapping[str, set[str]], files: Mapping[str, str], features: Sequence[Feature]
) -> list[Finding]:
    places, sources = ids.get("places"), ids.get("sources")
    # Without the table a party needs no row: it is called by its id.
    parties = ids.get("parties")
    drawn = {(row.file, row.place) for row in features}
    findings: list[Finding] = []

    def check(file: str, number: int | None, field: str, value: str | None, known: set[str] | None) -> None:
        if value and known is not None and value not in known:
            near = nearest(value, sorted(known), "none is near")
            findings.append(_error(file, number, field, value, "a known id", f"nearest: {near}"))

    for number, place in tables["places"].items():
        check(files["places"], number, "part_of", place.part_of, places)
        if place.boundary and (place.boundary, place.id) not in drawn:
            wanted = f"a boundary file with a feature for {place.id}"
            remedy = "add the feature, or leave the field empty"
            findings.append(_error(files["places"], number, "boundary", place.boundary, wanted, remedy))
    for number, row in tables["statements"].items():
        check(files["statements"], number, "place", row.place, places)
        check(files["statements"], number, "source", row.source, sources)
        check(files["statements"], number, "also_source", row.also_source, sources)
        check(files["statements"], number, "party", row.party, parties)
    for number, row in tables["events"].items():
        check(files["events"], number, "source", row.source, sources)
        check(files["events"], number, "also_source", row.also_source, sources)
    for row in features:
        check(files[row.file], None, f"place of {row.id}", row.place, places)
        check(files[row.file], None, f"source of {row.id}", row.source, sources)
        check(files[row.file], None, f"party of {row.id}", row.party, parties)
    about = Counter(row.place for row in tables["statements"].values())
    limit = most("STATEMENTS")
    for place, count in about.items():
        if count > limit:
            wanted = f"at most {limit} statements about {place}"
            remedy = "keep those that are to be drawn, or raise it with GEO_MOST_STATEMENTS"
            findings.append(_error(files["statements"], None, "place", str(count), wanted, remedy))
    return findings


def _check_circles(places: Mapping[int, Place], file: str) -> list[Finding]:
    parents = {place.id: place.part_of for place in places.values()}
    for number, place in places.items():
        seen, here = {place.id}, place.part_of
        while here:
            if here in seen:
                remedy = "a place cannot lie in itself: correct one of the rows"
                return [_error(file, number, "part_of", str(place.part_of), "no circle", remedy)]
            seen.add(here)
            here = parents.get(here)
    return []


def _check_statements(rows: Mapping[int, Statement], file: str) -> list[Finding]:
    """Find a source that dates one thing twice, or an end before its own start."""
    findings: list[Finding] = []
    dated: dict[tuple[str, str, int, str, str], Statement] = {}
    for number, row in rows.items():
        if row.quantity not in ("start", "end") or row.date is None:
            continue
        key = (row.place, row.party, row.period, row.source)
        if (*key, row.quantity) in dated:
            came = f"a second {row.quantity} of {row.place}, period {row.period}, by {row.source}"
            remedy = "merge the two as one EDTF date, or give the page its own source row"
            findings.append(_error(file, number, "source", came, "one date per source", remedy))
        dated[(*key, row.quantity)] = row
        start, end = dated.get((*key, "start")), dated.get((*key, "end"))
        first = start.date.earliest if start and start.date else None
        last = end.date.latest if end and end.date else None
        if start and end and first and last and last < first:
            wanted = f"an end of {row.place} not before its start ({start.id} and {end.id})"
            findings.append(_error(file, number, "date", row.date.text, wanted, "correct one of the two"))
    return findings


def _check_times(tables: Rows, file: str, features: Sequence[Feature]) -> list[Finding]:
    """Find statements of a time that is not that of their place's newest boundary, which maps of periods draw."""
    using = {place.id: place.boundary for place in tables["places"].values()}
    newest: dict[str, tuple[str, str]] = {}
    for row in sorted(features, key=lambda row: (row.valid_from, row.id)):
        if row.place and row.file == using.get(row.place):
            newest[row.place] = (row.valid_from, row.valid_to)
    findings = []
    for number, row in tables["statements"].items():
        first, after = newest.get(row.place, ("", ""))
        day = row.date.earliest.isoformat() if row.date and row.date.earliest else ""
        # An end is the first day no longer held: it may be the day on which the boundary ends too.
        late = day > after if row.quantity == "end" else day >= after
        if row.quantity in ("start", "end") and day and ((first and day < first) or (after and late)):
            wanted = f"a time of the newest boundary of {row.place} ({first or '..'}/{after or '..'})"
            remedy = "that boundary is drawn at all times: say in a note that the land was another, or make it a place of its own"
            findings.append(Finding("warning", file, number, "date", row.date.text, wanted, remedy))
    return findings
