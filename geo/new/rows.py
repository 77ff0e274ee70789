"""Rows of the figures as statements of periods, or as values over time."""

import re
from collections import Counter
from datetime import date

from geo.errors import DateError, InputError
from geo.new.guess import Plan
from geo.new.request import FIGURES, Left, New, Request
from geo.package.schema import Statement
from geo.reading.columns import NOTHING, find_day_order, read_numbers, read_when, read_years_across
from geo.reading.tables import Table
from geo.text.dates import Span, parse_date

UNKNOWN = frozenset({"?", "??", "???", "unknown", "not known", "неизвестно", "naməlum", "անհայտ", "inconnu", "unbekannt"})
MOST_KINDS = 50  # of values in one table
MOSTLY = 0.8  # of the different texts: where so many are numbers, the others are mistakes, not categories

def read_periods(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> list[Statement]:
    """Turn rows into starts and ends; several rows of a place are its periods, in time."""
    starts = table.column(plan.start) if plan.start else ("",) * len(ids)
    ends = table.column(plan.end) if plan.end else ("",) * len(ids)
    order = find_day_order([*starts, *ends], plan.start or plan.end or "", request.dates)
    rows: dict[str, list[tuple[Span | None, Span | None, int]]] = {}
    open_ended = False
    for position, place in enumerate(ids):
        if place is None:
            continue
        number = table.numbers[position]
        try:
            start = _span(starts[position], order)
            end = _span(ends[position], order)
            if end is None and start and ends[position].casefold() in UNKNOWN:
                end, open_ended = _some_time_from(start), True
            if start is None and end is None:
                raise DateError("has neither start nor end")
            if start and end and start.earliest and end.latest and end.latest < start.earliest:
                raise DateError(f"ends ({end.text}) before it starts ({start.text})")
        except DateError as error:
            new.left.append(Left(number, table.column(plan.place)[position], str(error), (), table.rows[position]))
            continue
        rows.setdefault(place, []).append((start, end, position))
    if open_ended:
        remark = "an end that is not known, such as '?', is drawn as possible from the start on; an empty one as no end"
        new.said.append(f"{table.name}: {remark}")
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
    if text.casefold() in NOTHING | UNKNOWN:
        return None
    try:
        return parse_date(read_when(text, order))
    except DateError as error:
        raise DateError(_quote(text, error)) from None


def _some_time_from(start: Span) -> Span:
    """Return an end of which only is known that the start lies before it."""
    first, last = start.ends
    known = re.sub("[?~%]", "", (last or first or start).text)
    return parse_date(f"{known}/..")


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
    texts, names, times = (table.column(column or "") for column in (plan.value, plan.place, plan.time))
    given, refused = _read_values(table, plan, new)
    when, wrong = _read_times(table, plan, request)
    values: dict[tuple[str, str], dict[str, str]] = {}
    blank = 0
    repeated: list[int] = []
    kept: dict[tuple[str, str], int] = {}
    for position, place in enumerate(ids):
        if place is None:
            continue
        time, value = times[position], given[position]
        reason = refused.get(texts[position], "") or wrong.get(time, "")
        if value is None and not reason:
            blank += 1
            continue
        before = values.get((place, when[time])) if not reason else None
        if before and before["value"] == value:
            repeated.append(table.numbers[position])
            continue
        if before:
            _refuse_kinds(table, plan, kept[place, when[time]], position)
            reason = f"a second value for {time}: {value}, after {before['value']}"
        if reason or value is None:
            new.left.append(Left(table.numbers[position], names[position], reason, (), table.rows[position]))
            continue
        kept[place, when[time]] = position
        values[place, when[time]] = {"place": place, "time": when[time], "value": value, "source": FIGURES}
    if repeated:
        rows = f"row {repeated[0]} repeats" if len(repeated) == 1 else f"{len(repeated)} rows, first {repeated[0]}, repeat"
        new.said.append(f"{table.name}: {rows} an earlier row; taken once")
    if blank:
        marks = ", ".join(sorted({repr(text) for text in texts if text and text.lower() in NOTHING}))
        zero = f" ({marks} are read so; write 0 where none was counted)" if marks else ""
        new.said.append(f"{table.name}: {blank} cells have no value{zero}; drawn as missing, not as zero")
    return [values[key] for key in sorted(values)]


def _refuse_kinds(table: Table, plan: Plan, first: int, second: int) -> None:
    """Refuse values of several kinds, such as births and deaths, of which a map would draw what happens to come first.

    Raises
    ------
    InputError
        Two rows of one place and time differ in a column of a few words, each of which stands in many rows.
    """
    for at, column in enumerate(table.columns):
        one, other = table.rows[first][at], table.rows[second][at]
        if one == other or column in (plan.place, plan.time, plan.value) or not one or not other or one[:1].isdigit():
            continue
        kinds = Counter(table.column(column))
        if len(kinds) <= MOST_KINDS and min(kinds[one], kinds[other]) > 1:
            raise InputError(
                f"{table.name}, row {table.numbers[second]}: a second value for one place and time, as {column!r} says {one!r} "
                f"and {other!r}; a map draws one kind of value, so keep the rows of one in a file of their own"
            )


def read_divisor(table: Table, plan: Plan, ids: list[str | None], request: Request) -> list[dict[str, str]]:
    """Return what values are divided by, such as a population, for each place and time.

    Raises
    ------
    InputError
        The column does not hold numbers.
    """
    numbers = read_numbers(table.column(plan.per), table.separator)
    if numbers is None:
        raise InputError(f"--per: {plan.per!r} of {table.name} does not hold numbers; name one that does, or km2")
    when, wrong = _read_times(table, plan, request)
    found: dict[tuple[str, str], str] = {}
    for place, number, time in zip(ids, numbers[0], table.column(plan.time or ""), strict=True):
        if place is not None and number is not None and time not in wrong:
            found.setdefault((place, when[time]), number)
    return [{"place": p, "time": t, "value": number, "source": FIGURES} for (p, t), number in sorted(found.items())]


def _read_values(table: Table, plan: Plan, new: New) -> tuple[list[str | None], dict[str, str]]:
    """Return each row's value, None where there is none; and what is wrong with the texts that are no numbers."""
    texts = table.column(plan.value or "")
    given = sorted({text for text in texts if text.lower() not in NOTHING})
    numeric = [text for text in given if read_numbers([text], table.separator)]
    mostly = len(numeric) >= MOSTLY * len(given)
    refused = {text: f"{text!r} is no number" for text in given if mostly and text not in numeric}
    numbers = read_numbers(["" if text in refused else text for text in texts], table.separator)
    if not numbers:
        new.said.append(f"guessed: {plan.value!r} holds categories")
        return [text if text.lower() not in NOTHING else None for text in texts], {}
    if numbers[1]:
        new.said.append(f"guessed: {plan.value!r} is written with {numbers[1]}")
    return list(numbers[0]), refused


def _read_times(table: Table, plan: Plan, request: Request) -> tuple[dict[str, str], dict[str, str]]:
    """Return the times by what is written, and what is wrong with those that cannot be read."""
    unique = sorted(set(table.column(plan.time or "")))
    order = find_day_order(unique, plan.time or "", request.dates)
    across = read_years_across(unique)
    when: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for text in unique:
        try:
            when[text] = read_when(across.get(text, text), order)
            if parse_date(when[text]).earliest is None:
                raise DateError("has no first day")
        except DateError as error:
            wrong[text] = _quote(text, error)
    return when, wrong


def _quote(text: str, error: DateError) -> str:
    """Return what is wrong with a text, which is told where the message leaves it out."""
    return str(error) if not text or text in str(error) else f"{text!r}: {error}"
