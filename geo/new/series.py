"""Rows of the figures as values over time: numbers to their last digit, or categories, each with its flag."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from geo.errors import InputError
from geo.new.guess import Plan
from geo.new.request import FIGURES, Left, New, Request
from geo.new.times import read_columns
from geo.reading.flags import HIDDEN, read_flags
from geo.reading.numbers import Cell, find_gaps, is_nothing, read_numbers
from geo.reading.table import Table
from geo.reading.when import Times
from geo.text.date_words import ALWAYS

MOST_KINDS = 60  # of values in one table
MANY_GAPS = 0.75  # of the cells of places by times: where no more are filled, words may be changes
MOST_SHOWN = 8  # kinds that a message lists


@dataclass(frozen=True)
class Column:
    """A column of values as read: what each text says, and whether these are numbers."""

    cells: Mapping[str, Cell]
    numeric: bool


def read_series(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> list[dict[str, str]]:
    """Turn rows into values: numbers written plainly, or categories as they stand; records as `values.csv` has them.

    Raises
    ------
    InputError
        The column does not show how its numbers are written, or there are several figures for one place and time.
    """
    names = table.column(plan.place)
    times = table.column(plan.time) if plan.time else ("",) * len(ids)
    when = _read_times(table, plan, request, new)
    columns = {column: _read_values(table, column, request, new) for column in (plan.value or "", *plan.figures)}
    main = columns[plan.value or ""]
    plan_flags = table.column(plan.flag) if plan.flag else ("",) * len(ids)
    made: dict[tuple[str, str], list[int]] = {}
    cells: dict[int, Cell] = {}
    blank = 0
    texts = table.column(plan.value or "")
    others = {column: table.column(column) for column in plan.figures}
    for position, place in enumerate(ids):
        if place is None:
            continue
        cell = main.cells[texts[position]]
        more = [columns[column].cells[others[column][position]] for column in plan.figures]
        flag = read_flags(plan_flags[position]) if plan_flags[position] and not is_nothing(plan_flags[position]) else ""
        cell = Cell(cell.value, " ".join(dict.fromkeys(f"{cell.flag} {flag}".split())), cell.wrong)
        reason = cell.wrong or when.wrong.get(times[position], "")
        if not reason and not cell.value and HIDDEN not in cell.flag.split() and not any(item.value for item in more):
            blank += 1
            continue
        if reason:
            new.left.append(Left(table.numbers[position], names[position], reason, (), table.rows[position]))
            continue
        cells[position] = cell
        made.setdefault((place, when.when[times[position]]), []).append(position)
    _settle(table, plan, request, new, made, cells, when, times)
    if blank:
        marks = ", ".join(sorted({repr(text) for text in set(texts) if text and is_nothing(text)}))
        zero = f" ({marks} are read so; write 0 where none was counted)" if marks else ""
        new.said.append(f"{table.name}: {blank} cells have no value{zero}; drawn as missing, not as zero")
    _tell_withheld(table, texts, cells, new)
    _tell_changes(table, request, new, made, numeric=main.numeric)
    records = []
    for place, time in sorted(made):
        positions = made[place, time]
        if positions:
            first = positions[0]
            cell = cells[first]
            figures = {column: columns[column].cells[others[column][first]].value or "" for column in plan.figures}
            value = {"value": cell.value or "", "flag": cell.flag, "source": FIGURES}
            records.append({"place": place, "time": time, **value, **figures})
    return records


def _settle(
    table: Table, plan: Plan, request: Request, new: New, made: dict[tuple[str, str], list[int]], cells: dict[int, Cell],
    when: Times, times: Sequence[str],
) -> None:  # fmt: skip
    """Leave one row for each place and time: equal rows are one, hours of a day are put together as told, others are refused."""
    repeated: list[int] = []
    joined: list[int] = []
    names = table.column(plan.place)
    if not plan.time:
        _refuse_undated(table, plan, made, cells)
    for key, positions in made.items():
        if len(positions) < 2:
            continue
        if any(times[position] in when.clocks for position in positions):
            if request.day is None:
                first, second = positions[:2]
                raise InputError(
                    f"{table.name}, row {table.numbers[first]}: {times[first]!r} and {times[second]!r} are times of day, and "
                    "days are the finest here; say --day mean, --day sum or --day last, by which the figures of a day become one"
                )
            _join_figures(table, request.day, sorted(positions, key=lambda position: times[position]), cells)
            made[key] = positions[:1]
            continue
        kept = positions[:1]
        against: list[int] = []
        for position in positions[1:]:
            if cells[position].value == cells[kept[0]].value:
                repeated.append(table.numbers[position])
                continue
            _refuse_kinds(table, plan, kept[0], position)
            against += (kept[0], position)
        if against and not request.twice:
            first, second = against[:2]
            raise InputError(
                f"{table.name}, row {table.numbers[second]}: {cells[second].value or 'nothing'} for {names[second]!r}, "
                f"{times[second] or 'without a time'}, where row {table.numbers[first]} has "
                f"{cells[first].value or 'nothing'}; delete one, or say --twice first, last, mean or sum, to make them one"
            )
        if against and request.twice:
            _join_figures(table, request.twice, positions, cells)
            joined.append(table.numbers[positions[0]])
        made[key] = kept
    if repeated:
        rows = f"row {repeated[0]} repeats" if len(repeated) == 1 else f"{len(repeated)} rows, first {repeated[0]}, repeat"
        new.said.append(f"{table.name}: {rows} an earlier row; taken once")
    if joined:
        many = f"{len(joined)} place{'s have' if len(joined) > 1 else ' has'} several figures of one time"
        new.said.append(f"{table.name}: {many}, first in row {joined[0]}; drawn is the {request.twice}")
    if when.clocks:
        text = min(when.clocks)
        done = f"a day has the {request.day} of its figures" if request.day else "a day has one figure"
        new.said.append(f"{table.name}: times of day, such as {text!r}, are left out, as days are the finest; {done}")


def _refuse_undated(table: Table, plan: Plan, made: Mapping[tuple[str, str], Sequence[int]], cells: Mapping[int, Cell]) -> None:
    """Refuse several figures of a place where no column tells them apart by time.

    Raises
    ------
    InputError
        Names two such rows.
    """
    for positions in made.values():
        other = next((at for at in positions if cells[at].value != cells[positions[0]].value), None)
        if other is not None:
            _refuse_kinds(table, plan, positions[0], other)
            name = table.column(plan.place)[other]
            raise InputError(
                f"{table.name}, row {table.numbers[other]}: a second value for {name!r}, after row "
                f"{table.numbers[positions[0]]}, and no column holds times; name it with --time, or choose "
                f"rows with --where; there are: {', '.join(table.columns)}"
            )


def _join_figures(table: Table, how: str, order: Sequence[int], cells: dict[int, Cell]) -> None:
    """Put the figures of one place and time into the first of their rows, as told: their mean, sum, first or last.

    Raises
    ------
    InputError
        A sum or a mean is asked for, and they are no numbers.
    """
    first = min(order)
    numbers = [cells[position].value for position in order if cells[position].value]
    if how in ("first", "last") or not numbers:
        cells[first] = cells[order[0 if how == "first" else -1]]
        return
    try:
        total = sum((Decimal(number) for number in numbers if number), Decimal(0))
    except ArithmeticError:
        raise InputError(
            f"{table.name}, row {table.numbers[first]}: the {how} is of numbers, and this row has none; say first or last"
        ) from None
    found = total if how == "sum" else total / len(numbers)
    flags = " ".join(dict.fromkeys(flag for position in order for flag in cells[position].flag.split()))
    cells[first] = Cell(f"{found.normalize():f}", flags)


def _refuse_kinds(table: Table, plan: Plan, first: int, second: int) -> None:
    """Refuse values of several kinds, such as births and deaths, of which a map would draw what happens to come first.

    Raises
    ------
    InputError
        Two rows of one place and time differ in a column of a few words, each of which stands in many rows.
    """
    differ: list[tuple[str, list[str]]] = []
    for at, column in enumerate(table.columns):
        one, other = table.rows[first][at], table.rows[second][at]
        if one == other or column in (plan.place, plan.time, plan.value, plan.flag, *plan.figures):
            continue
        kinds = Counter(table.column(column))
        if len(kinds) <= MOST_KINDS and min(kinds[one], kinds[other]) > 1:
            differ.append((column, sorted(kinds)))
    if differ:
        column, kinds_there = differ[0]
        shown = ", ".join(repr(kind) for kind in kinds_there[:MOST_SHOWN]) + (", ..." if len(kinds_there) > MOST_SHOWN else "")
        more = "".join(f"; {name!r} differs too" for name, _ in differ[1:3])
        at = table.columns.index(column)
        one, other = table.rows[first][at], table.rows[second][at]
        example = next((kind for kind in kinds_there if kind.casefold() in _WHOLE), kinds_there[0])
        quoted = f"'{column}={example}'" if " " in f"{column}{example}" else f"{column}={example}"
        raise InputError(
            f"{table.name}, row {table.numbers[second]}: a second value for one place and time, as {column!r} says {one!r} and "
            f"{other!r}{more}; a map draws one kind of value. {column!r} has {shown}: choose with --where {quoted}"
        )


_WHOLE = frozenset({"t", "total", "all", "both", "both sexes", "totals", "_t", "tot", "y_ge0", "insgesamt", "всего", "cəmi"})


def _tell_withheld(table: Table, texts: Sequence[str], cells: Mapping[int, Cell], new: New) -> None:
    hidden = [position for position in sorted(cells) if HIDDEN in cells[position].flag.split() and not cells[position].value]
    if hidden:
        marks = ", ".join(repr(mark) for mark in sorted({texts[position] for position in hidden} - {""})[:6]) or "a flag"
        first = table.numbers[hidden[0]]
        new.said.append(
            f"{table.name}: {len(hidden)} numbers are withheld ({marks}), first in row {first}; drawn as withheld, not as zero"
        )


def _tell_changes(table: Table, request: Request, new: New, made: Collection[tuple[str, str]], *, numeric: bool) -> None:
    """Say how words that few places have at each time may be meant: as changes, each lasting until the next."""
    places, times = {place for place, _ in made}, {time for _, time in made}
    if not numeric and not request.until_next and len(times) > 1 and MANY_GAPS * len(places) * len(times) >= len(made):
        new.said.append(
            f"{table.name}: not every place has a value at every time, and each is drawn at its own alone; where it lasts until "
            "the place's next, say --until-next"
        )


def read_divisor(table: Table, plan: Plan, ids: list[str | None], request: Request, new: New) -> list[dict[str, str]]:
    """Return what values are divided by, such as a population, for each place and time.

    Raises
    ------
    InputError
        The column does not hold numbers.
    """
    column = _read_values(table, plan.per, request, new)
    if not column.numeric:
        raise InputError(f"--per: {plan.per!r} of {table.name} does not hold numbers; name one that does, or km2")
    when = _read_times(table, plan, request, New(new.name))
    times = table.column(plan.time) if plan.time else ("",) * len(ids)
    found: dict[tuple[str, str], str] = {}
    for place, text, time in zip(ids, table.column(plan.per), times, strict=True):
        number = column.cells[text].value
        if place is not None and number and time not in when.wrong:
            found.setdefault((place, when.when[time]), number)
    return [{"place": p, "time": t, "value": number, "source": FIGURES} for (p, t), number in sorted(found.items())]


def _read_values(table: Table, column: str, request: Request, new: New) -> Column:
    """Return what each text of a column says.

    Raises
    ------
    InputError
        Its marks may part thousands or decimals, and nothing in the table shows which.
    """
    texts = table.column(column)
    numbers = read_numbers(texts, table.separator, request.decimal or "")
    if numbers and numbers.question:
        shown = find_decimal(table)
        if not shown:
            text = numbers.question
            row = table.numbers[next(at for at, cell in enumerate(texts) if text in cell)]
            mark = "." if "." in text else ","
            whole, other = text.replace(mark, ""), "," if mark == "." else "."
            raise InputError(
                f"{table.name}, row {row}: {text!r} in {column!r} may be {whole} or a little over {text.split(mark)[0]}, as "
                f"no other figure shows which; say --decimal {other} if the mark parts thousands, --decimal {mark} if "
                "decimals begin there"
            )
        numbers = read_numbers(texts, table.separator, shown)
    if not numbers:
        new.said.append(f"guessed: {column!r} holds categories")
        return Column(_read_categories(texts, new), False)
    if numbers.said:
        new.said.append(f"guessed: {column!r} is written with {'; '.join(numbers.said)}")
    gaps = find_gaps(numbers, texts)
    if gaps:
        count = sum(text in gaps for text in texts)
        named = f"{table.name}: {column!r} has {', '.join(map(repr, gaps))} in {count} cell{'s' * (count > 1)}"
        new.said.append(f"guessed: {named}, far from all other figures: drawn as missing")
    return Column({**numbers.cells, **dict.fromkeys(gaps, Cell())}, True)


def _read_categories(texts: Sequence[str], new: New) -> dict[str, Cell]:
    """Take words as they stand, of those that differ in capitals and spaces the usual; `None` beside others is no gap."""
    given = {text for text in texts if not is_nothing(text)}
    steps = {text for text in texts if text.casefold() == "none"} if given else set()
    count = Counter(text for text in texts if text in given | steps)
    usual: dict[str, str] = {}
    for text in sorted(count, key=lambda text: (-count[text], text.isupper(), text)):
        usual.setdefault(" ".join(text.split()).casefold(), text)
    meant = {text: usual[" ".join(text.split()).casefold()] for text in count}
    for text, other in sorted(meant.items()):
        if text != other:
            new.said.append(f"guessed: {text!r} is the same category as {other!r}")
    return {text: Cell(meant.get(text)) for text in set(texts)}


def find_decimal(table: Table) -> str:
    """Return the decimal mark that some column of a table shows; empty where none does, or they differ."""
    found: set[str] = set()
    for column in table.columns:
        numbers = read_numbers(table.column(column), table.separator)
        if numbers and not numbers.question:
            said = set(numbers.said)
            if "a decimal comma" in said or "thousands parted by dots" in said:
                found.add(",")
            elif any("." in (cell.value or "") for cell in numbers.cells.values()) or "thousands parted" in said:
                found.add(".")
    return found.pop() if len(found) == 1 else ""


def _read_times(table: Table, plan: Plan, request: Request, new: New) -> Times:
    """Return what the times mean; without a column of them, all is of one time."""
    if not plan.time:
        return Times({"": plan.when or ALWAYS})
    times = read_columns(table, [plan.time], request.dates)
    new.said += times.said
    return times
