"""A new map from boundaries and figures: look at the files, guess what is not told, join, write.

Nothing is written before everything is known; a row that cannot be drawn is kept in `unmatched.csv` with the reason.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import shapely

from geo.boundary_files import Boundaries, read_boundaries
from geo.columns import (
    END_NAMES,
    NAME_NAMES,
    NOTHING,
    START_NAMES,
    TIME_NAMES,
    code_width,
    find_day_order,
    guess_column,
    guess_keys,
    is_time,
    make_id,
    pick_column,
    read_numbers,
    read_when,
)
from geo.dates import Span, parse_date
from geo.errors import DateError, InputError, JoinError, SaveError
from geo.join import fold_name, join_places, near_names, shared_names
from geo.schema import Place, Source, Statement
from geo.table_files import Table, read_table
from geo.words import LANGUAGES
from geo.write_package import check_overwrite, package_files, write_table

MOST_NEAR = 200  # names for which the nearest are looked up
FIGURES, BOUNDARIES = "figures", "boundaries"  # ids of the two sources


@dataclass(frozen=True)
class Request:
    """What was told; everything else is guessed, and said."""

    folder: Path
    boundaries: str
    figures: str
    place: str | None = None
    start: str | None = None
    end: str | None = None
    time: str | None = None
    value: str | None = None
    lang: str = "en"
    title: str = ""
    source: str = ""
    unit: str = ""
    crs: str | None = None
    encoding: str | None = None
    sheet: str | None = None
    dates: str | None = None
    strict: bool = False
    replace: bool = False


@dataclass(frozen=True)
class Left:
    """A row that is not drawn: its number in the file, the name in it, why, and the nearest names."""

    number: int
    name: str
    reason: str
    near: tuple[str, ...]
    cells: tuple[str, ...]

    def __str__(self) -> str:
        near = f"; nearest: {', '.join(self.near)}" if self.near else ""
        return f"row {self.number}, {self.name!r}: {self.reason}{near}"


@dataclass
class New:
    """What came of it: `said` is what was found and guessed, `left` the rows not drawn, `files` by path."""

    name: str
    said: list[str] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    joined: int = 0


@dataclass(frozen=True)
class _Land:
    """Places made of the boundaries' features."""

    places: tuple[Place, ...]
    frame: geopandas.GeoDataFrame


@dataclass(frozen=True)
class _Plan:
    """Which column of the figures is what; a series in columns per time has `wide`."""

    place: str
    key: str
    start: str | None = None
    end: str | None = None
    time: str | None = None
    value: str | None = None
    wide: tuple[str, ...] = ()


def make_new(request: Request) -> New:
    """Look, guess, join; return everything that is to be written.

    Raises
    ------
    GeoError
        A file cannot be read, a column is not there or cannot be guessed, nothing matches, or (strict) a
        row does not; nothing has been written then.
    """
    name = make_id(request.folder.resolve().name) or "map"
    new = New(name)
    if not request.replace:
        check_overwrite(request.folder / "data")
    aliases = read_aliases(request.folder / "aliases.csv")
    boundaries = read_boundaries(request.boundaries, crs=request.crs)
    table = read_table(request.figures, encoding=request.encoding, sheet=request.sheet)
    new.said.append(f"{boundaries.name}: {len(boundaries.frame)} features, {boundaries.crs}")
    new.said += _told(boundaries)
    new.said.append(f"{table.name}: {len(table.rows)} rows; {'; '.join(table.remarks)}")
    plan = _plan(request, table, boundaries, new)
    land = _make_places(boundaries, plan.key, request.lang, new)
    if plan.wide:
        table = _lengthen(table, plan)
        plan = _Plan(plan.place, plan.key, time="time", value="value")
    ids = _join(table, plan, land, aliases, new)
    sources = _sources(request, boundaries, table)
    title = request.title or _title(Path(table.name).stem)
    statements: list[Statement] = []
    values: list[dict[str, str]] | None = None
    if plan.start or plan.end:
        statements = _read_periods(table, plan, ids, request, new)
        new.joined = len({row.place for row in statements})
    else:
        values = _read_series(table, plan, ids, request, new)
        new.joined = len({row["place"] for row in values})
    if not statements and not values:
        first = f"; first {new.left[0]}" if new.left else ""
        raise JoinError(f"{table.name}: no row could be drawn{first}; name the columns with --place and the others")
    if request.strict and new.left:
        more = f" (and {len(new.left) - 1} more)" if len(new.left) > 1 else ""
        raise JoinError(f"{table.name}, {new.left[0]}{more}; correct the rows, or add the names to aliases.csv")
    files = package_files(
        name, title, places=land.places, sources=sources, boundaries=land.frame, statements=statements,
        values=values, unit=request.unit,
    )  # fmt: skip
    new.files = {f"data/{path}": data for path, data in files.items()}
    text = _write_definition(request, title, land, statements, plan)
    new.files[f"maps/{name}.toml"] = text.encode("utf-8")
    new.files["unmatched.csv"] = _write_left(new.left, table)
    return new


def write_new(folder: Path, new: New, *, replace: bool = False) -> list[str]:
    """Write what `make_new` made; return what was kept as somebody had changed it.

    Raises
    ------
    SaveError
        A file cannot be written.
    """
    kept = []
    memory = folder / "data" / "datapackage.json"
    before = _made_before(memory)
    own = f"maps/{new.name}.toml"
    new.files["data/datapackage.json"] = _remember(new.files["data/datapackage.json"], new.files[own])
    for path, data in new.files.items():
        target = folder / path
        if path == own and target.exists() and not replace and _digest(target.read_bytes()) != before:
            kept.append(f"{target}: kept as it was changed; --replace writes it anew")
            continue
        if path == "unmatched.csv" and not new.left:
            target.unlink(missing_ok=True)
            continue
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        except OSError as error:
            raise SaveError(f"{target}: cannot be written ({error.strerror}); check folder and rights") from None
    aliases = folder / "aliases.csv"
    if not aliases.exists():
        aliases.write_bytes(b"name,place\n")
    return kept


def read_aliases(file: Path) -> dict[str, str]:
    """Read names and the places they mean, by id or name; none when there is no such file.

    Raises
    ------
    InputError
        The file is not a table of `name` and `place`.
    """
    if not file.exists() or len(file.read_bytes().strip().splitlines()) < 2:
        return {}
    table = read_table(file)
    if not {"name", "place"} <= set(table.columns):
        raise InputError(f"{file}: has the columns {', '.join(table.columns)}; wanted name and place")
    return dict(zip(table.column("name"), table.column("place"), strict=True))


def _told(boundaries: Boundaries) -> list[str]:
    shown = [str(finding) for finding in boundaries.findings[:5]]
    more = len(boundaries.findings) - len(shown)
    return shown + ([f"{boundaries.name}: {more} more features were repaired or left out in the same ways"] if more else [])


def _plan(request: Request, table: Table, boundaries: Boundaries, new: New) -> _Plan:
    """Find out which column is what; say what was guessed."""
    columns = table.columns
    told = {
        option: pick_column(getattr(request, option), columns, f"--{option}", table.name)
        for option in ("place", "start", "end", "time", "value")
    }
    attributes = {str(column): list(boundaries.frame[column]) for column in boundaries.frame.columns if column != "geometry"}
    if not attributes:
        raise InputError(f"{boundaries.name}: its features have no attributes; add one that names each place")
    asked = [told["place"]] if told["place"] else list(columns)
    found = guess_keys({column: sorted(set(table.column(column))) for column in asked if column}, attributes)
    if found is None:
        near = ", ".join(f"{column} ({', '.join(values[:3])})" for column, values in list(attributes.items())[:5])
        raise JoinError(
            f"{table.name}: no {'value of ' + repr(told['place']) if told['place'] else 'column'} matches the boundaries' "
            f"attributes: {near}; name the column of places with --place"
        )
    place, key, share = found
    if not told["place"]:
        new.said.append(f"guessed: places stand in the column {place!r}")
    new.said.append(f"guessed: {place!r} means {key!r} of the boundaries ({share:.0%} of the names match)")
    rest = [column for column in columns if column != place]
    if told["start"] or told["end"]:
        return _Plan(place, key, start=told["start"], end=told["end"])
    if not told["time"] and not told["value"]:
        start, end = guess_column(rest, START_NAMES), guess_column(rest, END_NAMES)
        if start:
            also = f", ends in {end!r}" if end else ""
            new.said.append(f"guessed: starts stand in {start!r}{also}")
            return _Plan(place, key, start=start, end=end)
        wide = tuple(column for column in rest if is_time(column))
        if len(wide) > 1:
            new.said.append(f"guessed: one column a time, from {wide[0]!r} to {wide[-1]!r}")
            return _Plan(place, key, wide=wide)
    time = told["time"] or _guess_time(table, rest, new)
    value = told["value"] or _guess_value(table, [column for column in rest if column != time], new)
    return _Plan(place, key, time=time, value=value)


def _guess_time(table: Table, columns: list[str], new: New) -> str:
    usual = guess_column(columns, TIME_NAMES)
    found = [usual] if usual else []
    found += [column for column in columns if all(is_time(text) for text in set(table.column(column)) if text)]
    if not found:
        raise InputError(
            f"{table.name}: no column holds times; there are: {', '.join(table.columns)}; "
            "name one with --start, or with --time and --value"
        )
    new.said.append(f"guessed: times stand in {found[0]!r}")
    return found[0]


def _guess_value(table: Table, columns: list[str], new: New) -> str:
    numeric = [column for column in columns if read_numbers(table.column(column), table.separator)]
    found = [column for column in numeric if fold_name(column) in ("value", "rate", "share", "figure")] or numeric
    found = found or columns
    if not found:
        raise InputError(f"{table.name}: no column is left for the values; name it with --value")
    new.said.append(f"guessed: values stand in {found[0]!r}")
    return found[0]


def _make_places(boundaries: Boundaries, key: str, lang: str, new: New) -> _Land:
    """One place per value of the key; features of one place and no time of their own become one boundary."""
    frame = boundaries.frame
    columns = [str(column) for column in frame.columns if column != "geometry"]
    shown = _name_column(frame, columns, key)
    names = {code: guess_column(columns, (f"name{code}",)) for code in LANGUAGES}
    first, last = guess_column(columns, ("validfrom", "startdate", "from")), guess_column(columns, ("validto", "enddate", "to"))
    new.said.append(f"guessed: {shown!r} of the boundaries names the places")
    width = code_width(frame[key])
    groups: dict[str, list[int]] = {}
    for number, value in enumerate(frame[key]):
        if not value:
            new.said.append(f"{boundaries.name}, feature {number + 1}: {key!r} is empty; left out, give it a name")
            continue
        groups.setdefault(str(value), []).append(number)
    taken: set[str] = set()
    places, rows = [], []
    for number, (value, members) in enumerate(groups.items(), start=1):
        lead = frame.iloc[members[0]]
        place_id = base = make_id(value) or make_id(str(lead[shown])) or f"place-{number}"
        again = 2
        while place_id in taken:
            place_id, again = f"{base}-{again}", again + 1
        taken.add(place_id)
        texts = {f"name_{code}": str(lead[column]) for code, column in names.items() if column}
        plain = str(lead[shown]) or value
        texts.setdefault("name_en", plain)
        texts.setdefault(f"name_{lang}", plain)
        others = [value] if value not in texts.values() and value != place_id else []
        if width:
            others = [value] if value != place_id else []
        versions = _versions(frame, members, first, last)
        if len(versions) < len(members):
            merged = f"{len(members)} features" if len(versions) == 1 else "features of one time"
            new.said.append(f"{boundaries.name}: {merged} share {key} {value!r}; taken together as one place")
        land = [version for version in versions if not version[2].is_empty]
        drawn = BOUNDARIES if land else ""
        places.append(Place(id=place_id, kind="area", boundary=drawn, other_names="; ".join(others), **texts))
        for count, (start, end, shape) in enumerate(land, start=1):
            row_id = place_id if count == 1 else f"{place_id}.{count}"
            valid = {"valid_from": start, "valid_to": end}
            rows.append({"id": row_id, "place": place_id, "source": BOUNDARIES, **valid, "geometry": shape})
    note = "" if boundaries.crs == "EPSG:4326" else f"Reprojected from {boundaries.crs}."
    made = geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326").assign(note=note)
    return _Land(tuple(sorted(places, key=lambda place: place.id)), made)


def _versions(
    frame: geopandas.GeoDataFrame, members: list[int], first: str | None, last: str | None
) -> list[tuple[str, str, Any]]:
    spans: dict[tuple[str, str], list[Any]] = {}
    for member in members:
        row = frame.iloc[member]
        ends = tuple(_day(str(row[column])) if column else "" for column in (first, last))
        spans.setdefault((ends[0], ends[1]), []).append(row.geometry)
    return [(start, end, shapely.union_all(shapes)) for (start, end), shapes in sorted(spans.items())]


def _day(text: str) -> str:
    try:
        span = parse_date(read_when(text)) if text.lower() not in NOTHING else None
    except DateError:
        return ""
    return span.earliest.isoformat() if span and span.earliest else ""


def _name_column(frame: geopandas.GeoDataFrame, columns: list[str], key: str) -> str:
    usual = guess_column(columns, NAME_NAMES)
    if usual:
        return usual
    wordy = [column for column in columns if all(not str(v).isdigit() and len(str(v)) > 2 for v in frame[column] if v)]
    return key if key in wordy or not wordy else max(wordy, key=lambda column: frame[column].nunique())


def _lengthen(table: Table, plan: _Plan) -> Table:
    """Turn one column a time into one row a place and time; empty cells say nothing."""
    place = table.columns.index(plan.place)
    times = [(table.columns.index(column), column) for column in plan.wide]
    rows, numbers = [], []
    for row, number in zip(table.rows, table.numbers, strict=True):
        for position, column in times:
            rows.append((row[place], column, row[position]))
            numbers.append(number)
    return Table(table.name, (plan.place, "time", "value"), tuple(rows), tuple(numbers), table.remarks, table.separator)


def _join(table: Table, plan: _Plan, land: _Land, aliases: Mapping[str, str], new: New) -> list[str | None]:
    """Find each row's place; rows without one are left, with the nearest names."""
    cells = table.column(plan.place)
    unique = sorted(set(cells))
    width = code_width([place.others[0] if place.others else place.id for place in land.places])
    padded = {name: name.zfill(width) if width and name.isascii() and name.isdigit() else name for name in unique}
    if any(name != full for name, full in padded.items()):
        new.said.append(f"guessed: zeros in front of {plan.place!r} were lost and are put back ({width} digits)")
    meant = _resolve_aliases(aliases, land.places)
    doubtful = shared_names([padded[name] for name in unique], land.places, meant)
    clear = [name for name in unique if padded[name] not in doubtful]
    joined = join_places([padded[name] for name in clear], land.places, aliases=meant, strict=False)
    ids = dict(zip(clear, joined.ids, strict=True))
    shown = {fold_name(place.name()): place.name() for place in land.places}
    near = {name: near_names(name, shown) for name in [n for n in clear if ids[n] is None][:MOST_NEAR] if name}
    found: list[str | None] = []
    for number, cell, row in zip(table.numbers, cells, table.rows, strict=True):
        place = ids.get(cell)
        if place is None:
            owners = doubtful.get(padded[cell], ())
            reason = f"fits {len(owners)} places ({', '.join(owners[:5])})" if owners else "matches no place"
            new.left.append(Left(number, cell, reason if cell else "names no place", near.get(cell, ()), row))
        found.append(place)
    if not any(found):
        raise JoinError(f"{table.name}: no row matches a place; first {new.left[0]}; name another column with --place")
    return found


def _resolve_aliases(aliases: Mapping[str, str], places: Iterable[Place]) -> dict[str, str]:
    places = list(places)
    joined = join_places(list(aliases.values()), places, strict=False)
    for (alias, meant), place in zip(aliases.items(), joined.ids, strict=True):
        if place is None:
            near = ", ".join(near_names(meant, [known.id for known in places])) or "none"
            raise JoinError(f"aliases.csv: {alias!r} names place {meant!r}, which does not exist; nearest: {near}")
    return {alias: place for alias, place in zip(aliases, joined.ids, strict=True) if place}


def _read_periods(table: Table, plan: _Plan, ids: list[str | None], request: Request, new: New) -> list[Statement]:
    """Turn rows into starts and ends; several rows of a place are its periods, in time."""
    starts = table.column(plan.start) if plan.start else ("",) * len(ids)
    ends = table.column(plan.end) if plan.end else ("",) * len(ids)
    order = find_day_order([*starts, *ends], plan.start or plan.end or "", request.dates)
    rows: dict[str, list[tuple[Span | None, Span | None, int]]] = {}
    for position, place in enumerate(ids):
        if place is None:
            continue
        number = table.numbers[position]
        try:
            start, end = (_span(text[position], order) for text in (starts, ends))
            if start is None and end is None:
                raise DateError("has neither start nor end")
            if start and end and start.earliest and end.latest and end.latest < start.earliest:
                raise DateError(f"ends ({end.text}) before it starts ({start.text})")
        except DateError as error:
            new.left.append(Left(number, table.column(plan.place)[position], str(error), (), table.rows[position]))
            continue
        rows.setdefault(place, []).append((start, end, position))
    made = []
    for place, periods in sorted(rows.items()):
        count, before, known = 0, None, set()
        for start, end, position in sorted(periods, key=_first_day):
            said = (start.text if start else "", end.text if end else "")
            number, cells = table.numbers[position], table.rows[position]
            name = table.column(plan.place)[position]
            if said in known:
                new.said.append(f"{table.name}, row {number}: says the same of {name!r} as a row before; taken once")
                continue
            clash = _clash(before, start) if count else ""
            if clash:
                new.left.append(Left(number, name, clash, (), cells))
                continue
            known.add(said)
            count, before = count + 1, end
            for quantity, span in (("start", start), ("end", end)):
                if span is not None:
                    row_id = f"{place}-{quantity}" if count == 1 else f"{place}-{quantity}-{count}"
                    made.append(
                        Statement.model_validate(
                            {
                                **{"id": row_id, "place": place, "period": count, "quantity": quantity},
                                **{"date": span.text, "source": FIGURES, "locator": f"row {number}"},
                            }
                        )
                    )
    return made


def _span(text: str, order: str) -> Span | None:
    return None if text.lower() in NOTHING else parse_date(read_when(text, order))


def _first_day(row: tuple[Span | None, Span | None, int]) -> tuple[date, int]:
    span = row[0] or row[1]
    return (span.earliest if span and span.earliest else date.min), row[2]


def _clash(before: Span | None, start: Span | None) -> str:
    if before is None:
        return "begins while an earlier row of the same place has no end; state when that one ended"
    if start is None:
        return "has no start and follows an earlier row of the same place; state when it began"
    if start.latest and before.earliest and start.latest < before.earliest:
        return f"starts ({start.text}) before an earlier row of the same place ended ({before.text})"
    return ""


def _read_series(
    table: Table, plan: _Plan, ids: list[str | None], request: Request, new: New
) -> list[dict[str, str]]:
    """Turn rows into values: numbers written plainly, or categories as they stand."""
    times, texts = table.column(plan.time or ""), table.column(plan.value or "")
    names = table.column(plan.place)
    order = find_day_order(sorted(set(times)), plan.time or "", request.dates)
    numbers = read_numbers(texts, table.separator)
    if numbers and numbers[1]:
        new.said.append(f"guessed: {plan.value!r} is written with {numbers[1]}")
    if not numbers:
        new.said.append(f"guessed: {plan.value!r} holds categories")
    given: list[str | None] = list(numbers[0]) if numbers else [t if t.lower() not in NOTHING else None for t in texts]
    when: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for text in sorted(set(times)):
        try:
            when[text] = read_when(text, order)
            if parse_date(when[text]).earliest is None:
                raise DateError(f"{text!r} has no first day")
        except DateError as error:
            wrong[text] = str(error)
    values: dict[tuple[str, str], dict[str, str]] = {}
    blank = 0
    for position, place in enumerate(ids):
        if place is None:
            continue
        text, value = times[position], given[position]
        if value is None:
            blank += 1
            continue
        reason = wrong.get(text, "")
        before = values.get((place, when[text])) if not reason else None
        if before and before["value"] == value:
            new.said.append(f"{table.name}, row {table.numbers[position]}: repeats an earlier row; taken once")
            continue
        if before:
            reason = f"a second value for {text}: {value}, after {before['value']}"
        if reason:
            new.left.append(Left(table.numbers[position], names[position], reason, (), table.rows[position]))
            continue
        values[place, when[text]] = {"place": place, "time": when[text], "value": value, "source": FIGURES}
    if blank:
        new.said.append(f"{table.name}: {blank} rows have no value; drawn as missing")
    return [values[key] for key in sorted(values)]


def _sources(request: Request, boundaries: Boundaries, table: Table) -> list[Source]:
    note = "" if boundaries.crs == "EPSG:4326" else f"Reprojected from {boundaries.crs}."
    return [
        Source(id=BOUNDARIES, title=boundaries.name, note=note),
        Source(id=FIGURES, title=request.source or table.name),
    ]


def _title(stem: str) -> str:
    words = stem.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:] or "Map"


def _write_definition(request: Request, title: str, land: _Land, statements: list[Statement], plan: _Plan) -> str:
    def quote(text: str) -> str:
        return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")

    lines = [
        "# Made by `geo new`; change it as you like: every key is explained in maps/README.md.",
        f"title = {quote(title)}",
        'data = "../data"',
        f"language = {quote(request.lang)}",
    ]
    if statements:
        drawn = [place.id for place in land.places if place.boundary]
        lines += ["places = [", *(f"  {quote(place)}," for place in drawn), "]"]
    else:
        lines += ['values = "values"', f"unit = {quote(request.unit)}"]
        if plan.value not in (None, "value"):
            lines.append(f"subtitle = {quote(str(plan.value))}")
    return "\n".join(lines) + "\n"


def _write_left(left: Iterable[Left], table: Table) -> bytes:
    fields = ["row", "reason", "nearest", *table.columns]
    twice = Counter(fields)
    header = ["row", "reason", "nearest", *(f"{name} (figures)" if twice[name] > 1 else name for name in table.columns)]
    records = [
        dict(zip(header, (str(item.number), item.reason, "; ".join(item.near), *item.cells), strict=True))
        for item in sorted(left, key=lambda item: item.number)
    ]
    return write_table(header, records)


def _digest(data: bytes) -> str:
    import hashlib

    return hashlib.sha256(data).hexdigest()


def _made_before(memory: Path) -> str:
    try:
        return str(json.loads(memory.read_text("utf-8")).get("map", ""))
    except (OSError, ValueError, AttributeError):
        return ""


def _remember(descriptor: bytes, definition: bytes) -> bytes:
    described = {**json.loads(descriptor), "map": _digest(definition)}
    return (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
