"""Rows of the figures as statements of periods, or as values over time."""

from datetime import date

from geo.columns import NOTHING, find_day_order, read_numbers, read_when
from geo.dates import Span, parse_date
from geo.errors import DateError
from geo.new.guess import Plan
from geo.new.request import FIGURES, Left, New, Request
from geo.schema import Statement
from geo.table_files import Table


def read_periods(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> list[Statement]:
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


def read_series(
    table: Table, plan: Plan, ids: list[str | None], request: Request, new: New
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
