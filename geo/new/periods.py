"""Rows of the figures as statements of when something began and ended."""

from datetime import date

from geo.errors import DateError
from geo.new.guess import Plan
from geo.new.request import FIGURES, Left, New, Request
from geo.package.schema import Statement
from geo.reading.numbers import NOTHING
from geo.reading.table import Table
from geo.reading.when import Times, read_times
from geo.text.dates import Span, parse_date

_UNKNOWN = frozenset({"?", "??", "???", "unknown", "not known", "неизвестно", "naməlum", "անհայտ", "inconnu", "unbekannt"})
_STILL = frozenset({"present", "now", "today", "ongoing", "current", "still", "to date", "н.в.",
                   "настоящее время", "по настоящее время",
                   "hazırda", "indi", "heute", "aujourd'hui", "9999", "9999-12-31"})  # fmt: skip
_OPEN = NOTHING | _UNKNOWN | _STILL


def read_periods(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> list[Statement]:
    """Turn rows into starts and ends; several rows of a place are its periods, in time."""
    starts = table.column(plan.start) if plan.start else ("",) * len(ids)
    ends = table.column(plan.end) if plan.end else ("",) * len(ids)
    given = [text for text in {*starts, *ends} if text.casefold() not in _OPEN]
    times = read_times(given, " and ".join(filter(None, (plan.start, plan.end))), request.dates)
    new.said += times.said
    rows: dict[str, list[tuple[Span | None, Span | None, int]]] = {}
    marks: set[str] = set()
    for position, place in enumerate(ids):
        if place is None:
            continue
        number = table.numbers[position]
        try:
            start = _span(starts[position], times)
            end = _span(ends[position], times)
            if end is None and start and ends[position]:
                marks.add(ends[position])
            if start is None and end is None:
                raise DateError("has neither start nor end")
            if start and end and start.earliest and end.latest and end.latest < start.earliest:
                raise DateError(f"ends ({end.text}) before it starts ({start.text})")
        except DateError as error:
            new.left.append(Left(number, table.column(plan.place)[position], str(error), (), table.rows[position]))
            continue
        rows.setdefault(place, []).append((start, end, position))
    if marks:
        shown = ", ".join(map(repr, sorted(marks)))
        new.said.append(f"{table.name}: an end written {shown} is open: it is drawn as holding on, as an empty one is")
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


def _span(text: str, times: Times) -> Span | None:
    if text in times.wrong:
        raise DateError(times.wrong[text])
    return parse_date(times.when[text]) if text in times.when else None


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
