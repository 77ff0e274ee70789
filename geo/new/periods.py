"""Rows of the figures as statements of when something began and ended, and who held it then."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from geo.errors import DateError, InputError
from geo.new.guess import Plan
from geo.new.request import FIGURES, Left, New, Request
from geo.new.times import read_columns
from geo.package.schema import Party, Source, Statement
from geo.reading.columns import make_id
from geo.reading.numbers import NOTHING
from geo.reading.table import Table
from geo.reading.when import Times
from geo.text.dates import Span, parse_date

_UNKNOWN = frozenset({"?", "??", "???", "unknown", "not known", "неизвестно", "naməlum", "անհայտ", "inconnu", "unbekannt"})
_STILL = frozenset({
    "present", "now", "today", "ongoing", "current", "currently", "still", "to date", "till now", "until now", "to present",
    "continuing", "to this day", "н.в.", "по н.в.", "настоящее время", "по настоящее время", "по сей день", "до сих пор",
    "hazırda", "hal-hazırda", "indi", "indiyədək", "günümüz", "halen", "heute", "bis heute", "aujourd'hui", "aujourd’hui",
    "à ce jour", "en cours", "actualidad", "hoy", "presente", "oggi", "մինչ այժմ", "9999", "9999-12-31",
})  # fmt: skip
_OPEN = NOTHING | _UNKNOWN | _STILL


@dataclass(frozen=True)
class Periods:
    """What a table of periods says: statements, with the parties and sources that they name.

    `followed` are the ids of the sources, the one named first before the others, where several tell of one period.
    """

    statements: tuple[Statement, ...]
    parties: tuple[Party, ...] = ()
    sources: tuple[Source, ...] = ()
    followed: tuple[str, ...] = ()


@dataclass
class _Row:
    """One row: from when to when, by whom, on whose word; `position` among the table's rows."""

    start: Span | None
    end: Span | None
    position: int
    party: str
    source: str


def read_periods(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> Periods:
    """Turn rows into starts and ends; several rows of a place, or of one party there, are its periods in time."""
    rows = _read_rows(table, plan, ids, request, new)
    _end_on_the_last_day(table, plan, rows, new)
    parties = _name_all(table, plan.party, "party")
    sources = _name_all(table, plan.source, "source")
    if request.until_next or (not plan.end and any(len(own) > 1 for own in rows.values())):
        new.said.append(f"{table.name}: what has no end lasts until the place's next row")
        for own in rows.values():
            _end_with_next(own)
    made: list[Statement] = []
    for place, own in sorted(rows.items()):
        for party in sorted({row.party for row in own}):
            periods = [row for row in own if row.party == party]
            made += _state(table, plan, place, parties.get(party, ""), periods, sources, new)
    followed = _follow(table, plan, made, sources, new)
    used, held = {row.source for row in made}, {row.party for row in made}
    return Periods(
        tuple(made),
        tuple(Party(id=key, name_en=name) for name, key in sorted(parties.items(), key=lambda item: item[1]) if key in held),
        tuple(_source(key, text) for text, key in sorted(sources.items(), key=lambda item: item[1]) if key in used),
        followed,
    )


def _read_rows(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> dict[str, list[_Row]]:
    starts = table.column(plan.start) if plan.start else ("",) * len(ids)
    ends = table.column(plan.end) if plan.end else ("",) * len(ids)
    parties = table.column(plan.party) if plan.party else ("",) * len(ids)
    sources = table.column(plan.source) if plan.source else ("",) * len(ids)
    times = read_columns(table, [column for column in (plan.start, plan.end) if column], request.dates, _OPEN)
    new.said += times.said
    if times.clocks:
        new.said.append(f"{table.name}: times of day, such as {min(times.clocks)!r}, are left out, as days are the finest")
    rows: dict[str, list[_Row]] = {}
    marks: set[str] = set()
    for position, place in enumerate(ids):
        if place is None:
            continue
        try:
            start, end = _span(starts[position], times), _span(ends[position], times)
            if end is None and start and ends[position]:
                marks.add(ends[position])
            if start is None and end is None:
                raise DateError("has neither start nor end")
            if start and end and start.earliest and end.latest and end.latest < start.earliest:
                raise DateError(f"ends ({end.text}) before it starts ({start.text})")
            if plan.party and parties[position].casefold() in NOTHING:
                raise DateError(f"has no {plan.party}")
        except DateError as error:
            new.left.append(_left(table, plan, position, str(error)))
            continue
        rows.setdefault(place, []).append(_Row(start, end, position, parties[position], sources[position]))
    if marks:
        shown = ", ".join(map(repr, sorted(marks)))
        new.said.append(f"{table.name}: an end written {shown} is open: it is drawn as holding on, as an empty one is")
    return rows


def _left(table: Table, plan: Plan, position: int, reason: str) -> Left:
    return Left(table.numbers[position], table.column(plan.place)[position], reason, (), table.rows[position])


def _name_all(table: Table, column: str, kind: str) -> dict[str, str]:
    """Give each text of a column an id of its own; none for no column."""
    found: dict[str, str] = {}
    for text in sorted(set(table.column(column)) - {""}) if column else ():
        base = key = make_id(text) or f"{kind}-{len(found) + 1}"
        again = 2
        while key in found.values() or (kind == "source" and key in (FIGURES, "boundaries")):
            key, again = f"{base}-{again}", again + 1
        found[text] = key
    if column and not found:
        raise InputError(f"{table.name}: {column!r} is empty; name another column, or none")
    return found


def _source(key: str, text: str) -> Source:
    return Source(id=key, title=text, url=text if text.startswith(("http://", "https://")) else "")


def _end_on_the_last_day(table: Table, plan: Plan, rows: dict[str, list[_Row]], new: New) -> None:
    """Move ends on by a day where they name the last day that still held: the next row of a place begins the day after."""
    after: list[int] = []
    for own in rows.values():
        starts = {row.start.earliest for row in own if row.start and row.start.earliest == row.start.latest}
        for row in own:
            if day := _one_day(row.end):
                if day in starts:  # as elsewhere here, the first day no longer
                    return
                after += [table.numbers[row.position]] * (day + timedelta(days=1) in starts)
    if not after:
        return
    for row in (row for own in rows.values() for row in own):
        if day := _one_day(row.end):
            row.end = parse_date((day + timedelta(days=1)).isoformat())
    new.said.append(
        f"guessed: {plan.end!r} names the last day that held, as after row {min(after)} the next begins a day later; "
        "written is the first day no longer"
    )


def _one_day(span: Span | None) -> date | None:
    """Return the day that a date is, where it is exact and another follows."""
    exact = span is not None and span.text == str(span.earliest) and span.earliest != date.max
    return span.earliest if span and exact else None


def _end_with_next(rows: list[_Row]) -> None:
    """Let what has no end last until the place's next row, whoever holds it then."""
    rows.sort(key=_first_day)
    for at, row in enumerate(rows):
        after = next((later for later in rows[at + 1 :] if later.start and _first_day(later)[0] > _first_day(row)[0]), None)
        if row.end is None and after:
            row.end = after.start


def _state(
    table: Table, plan: Plan, place: str, party: str, rows: list[_Row], sources: dict[str, str], new: New
) -> list[Statement]:
    """State the periods of one party at one place, in time.

    A row that clashes with another source's is that source's account of the same period; with its own source's it is left over.
    """
    made: list[Statement] = []
    count, known = 0, set()
    told: dict[str, Span | None] = {}  # when the present period ended, by source
    for row in sorted(rows, key=_first_day):
        start, end = row.start, row.end
        source = sources.get(row.source, FIGURES)
        said = (source, start.text if start else "", end.text if end else "")
        number = table.numbers[row.position]
        name = table.column(plan.place)[row.position]
        if said in known:
            new.said.append(f"{table.name}, row {number}: says the same of {name!r} as a row before; taken once")
            continue
        clash = next(filter(None, (_clash(before, start) for before in told.values())), "")
        if clash and source in told:
            new.left.append(_left(table, plan, row.position, clash))
            continue
        known.add(said)
        if not clash:
            count, told = count + 1, {}
        by = f"-by-{source}" if told else ""
        told[source] = end
        for quantity, span in (("start", start), ("end", end)):
            if span is not None:
                stem = "-".join(filter(None, (place, party, quantity)))
                record = {
                    **{"id": f"{stem if count == 1 else f'{stem}-{count}'}{by}", "place": place, "period": count, "party": party},
                    **{"quantity": quantity, "date": span.text, "source": source},
                    "locator": f"row {number}",
                }
                made.append(Statement.model_validate(record))
    return made


def _follow(table: Table, plan: Plan, made: list[Statement], sources: dict[str, str], new: New) -> tuple[str, ...]:
    """Return the sources in the order in which the table names them, where several tell of one period, and say so."""
    rows = {(row.place, row.party, row.period, row.source): row.locator.removeprefix("row ") for row in made}
    periods = Counter(key[:3] for key in rows)
    again = [(int(number), key[3]) for key, number in rows.items() if periods[key[:3]] > 1]
    if not again:
        return ()
    order = tuple(dict.fromkeys(sources[text] for text in table.column(plan.source) if text))
    first, many = min(again)[0], sum(count > 1 for count in periods.values())
    new.said.append(
        f"{table.name}: sources speak of the same period of {many} place{'s' * (many > 1)}, first in row {first}; the one named "
        f"first is followed ({order[0]}), and `sources` in the definition names another"
    )
    return order


def _span(text: str, times: Times) -> Span | None:
    if text in times.wrong:
        raise DateError(times.wrong[text])
    return parse_date(times.when[text]) if text in times.when else None


def _first_day(row: _Row) -> tuple[date, int]:
    span = row.start or row.end
    return (span.earliest if span and span.earliest else date.min), row.position


def _clash(before: Span | None, start: Span | None) -> str:
    if before is None:
        return "begins while an earlier row of the same place has no end; state when that one ended"
    if start is None:
        return "has no start and follows an earlier row of the same place; state when it began"
    if start.latest and before.earliest and start.latest < before.earliest:
        return f"starts ({start.text}) before an earlier row of the same place ended ({before.text})"
    return ""
