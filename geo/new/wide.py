"""Tables with one column a time, a month of the row's year, or a place: found by the columns' names, and turned into rows."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from geo.errors import InputError
from geo.limits import check
from geo.new.request import New
from geo.reading.numbers import read_numbers
from geo.reading.table import Table
from geo.reading.when import is_time, read_month, read_times
from geo.text.names import fold_name

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
TIME, VALUE, PLACE = "time of the column", "value in the column", "place of the column"
MOSTLY_PLACES = 0.6  # of the columns: so many must be called like places
Wide = tuple[tuple[str, str], ...]  # columns, each with its time


def find_wide(columns: Sequence[str], new: New, order: str | None = None, word: str = "") -> tuple[Wide, str]:
    """Return the columns that are times, in their order, and what the rest of their names says the values are.

    Columns such as `pop_2019` and `pop_2020` differ in a year alone; of several such families the largest is taken, or the
    one that `word` names.
    """
    plain = tuple((column, column) for column in columns if is_time(column, order or "mdy") or is_time(column, order or "dmy"))
    families: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        years = _YEAR.findall(column)
        if len(years) == 1 and (column, column) not in plain:
            families.setdefault(fold_name(_YEAR.sub(" ", column)), []).append((column, years[0]))
    named = [tuple(family) for name, family in families.items() if word and name == fold_name(word)]
    found: Wide = max(named or (plain, *map(tuple, families.values())), key=len)
    if len(found) < 2:
        return (), ""
    if found == plain:
        times = read_times([column for column, _ in found], "the header", order)
        found = tuple((column, times.when[column]) for column, _ in found if column in times.when)
        new.said += [said for said in times.said if "years" in said or "year" in said]
    if len({time for _, time in found}) < len(found) or len(found) < 2:
        return (), ""
    plainly = bool(plain) and found[0][0] == plain[0][0]
    word = "" if plainly else " ".join(re.sub(r"[_\s]+", " ", _YEAR.sub(" ", found[0][0])).strip(" ,;:-_.").split())
    new.said.append(f"guessed: one column a time, {len(found)} from {found[0][0]!r} to {found[-1][0]!r}")
    others = [family for family in families.values() if len(family) > 1 and tuple(family) != found]
    if others:
        words = [" ".join(_YEAR.sub(" ", family[0][0]).replace("_", " ").split()) for family in others]
        left = ", ".join(f"{family[0][0]} …" for family in others)
        new.said.append(f"left out: {left}; a map draws one kind of value, so say --value {words[0]!r} to draw another")
    return found, word


def find_months(table: Table, columns: Sequence[str], year: str, new: New) -> Wide:
    """Return the columns that are months, or quarters, of the year in each row, each with what stands behind the year.

    Without a column `year` they must be months by name, three at least.
    """
    found = [(column, number) for column in columns if column != year and (number := read_month(column))]
    found = [(column, number) for column, number in found if (number > 12) == (found[0][1] > 12)]
    numbers = [number for _, number in found]
    if len(numbers) < 2 or len(set(numbers)) < len(numbers) or (all(column.isdigit() for column, _ in found) and len(found) < 12):
        return ()
    if not year:
        named = len(numbers) > 2 and not any(any(map(str.isdigit, column)) for column, _ in found)
        return tuple((column, f"-{number:02d}") for column, number in found) if named else ()
    if not all(re.fullmatch(r"\d{4}(?:\.0)?", text) for text in table.column(year) if text):
        return ()
    finer = "month" if numbers[0] <= 12 else "quarter"
    new.said.append(f"guessed: one column a {finer} of {year!r}, {found[0][0]!r} to {found[-1][0]!r}")
    return tuple((column, f"-{number:02d}") for column, number in found)


def turn_table(table: Table, names: Collection[str], new: New) -> Table:
    """Turn a table with one row a time and one column a place into one row a place and time; any other stays as it is.

    `names` are those of the places, folded.
    """
    columns = table.columns
    called = [column for column in columns if fold_name(column) in names]
    if len(called) < 2 or len(called) < MOSTLY_PLACES * (len(columns) - 1):
        return table
    rest = [column for column in columns if column not in called]
    times = [column for column in rest if (given := set(table.column(column)) - {""}) and all(map(is_time, given))]
    if len(times) != 1 or any(fold_name(text) in names for column in rest for text in table.column(column)[:50] if text):
        return table
    numeric = [column for column in columns if column != times[0] and read_numbers(table.column(column), table.separator)]
    if len(numeric) < len(called):
        return table
    at = {column: columns.index(column) for column in numeric}
    kept = [columns.index(column) for column in rest if column not in numeric]
    rows, numbers = [], []
    for row, number in zip(table.rows, table.numbers, strict=True):
        for column, place in at.items():
            rows.append((*(row[position] for position in kept), column, row[place]))
            numbers.append(number)
    new.said.append(f"guessed: one column a place, {len(at)} from {numeric[0]!r} to {numeric[-1]!r}, and one row a time")
    named = (*(columns[position] for position in kept), PLACE, VALUE)
    return replace(table, columns=named, rows=tuple(rows), numbers=tuple(numbers))


def lengthen(
    table: Table, wide: Wide, ids: Sequence[str | None], new: New, year: str = ""
) -> tuple[Table, list[str | None]]:
    """Turn one column a time into one row a place and time, with the columns `TIME` and `VALUE` at the end.

    Takes each row's place along, and the cells of rows left over already. Times that begin with a hyphen follow the year in
    the row's column `year`.
    """
    times = [(table.columns.index(column), time) for column, time in wide]
    kept = [at for at in range(len(table.columns)) if at not in {position for position, _ in times}]
    years = table.column(year) if year else ("",) * len(table.rows)
    cells = len(table.rows) * len(times) * (len(kept) + 2)
    check("CELLS", cells, f"{table.name}: cells, with a row for each of {len(times)} columns", "leave out columns not to draw")
    rows, numbers, places = [], [], []
    for row, number, place, begun in zip(table.rows, table.numbers, ids, years, strict=True):
        if place is None:
            continue
        for position, time in times:
            when = f"{begun[:4]}{time}" if time.startswith("-") else time
            rows.append((*(row[at] for at in kept), when, row[position]))
            numbers.append(number)
            places.append(place)
    new.left = [replace(left, cells=(*(left.cells[at] for at in kept), "", "")) for left in new.left]
    columns = (*(table.columns[at] for at in kept), TIME, VALUE)
    return replace(table, columns=columns, rows=tuple(rows), numbers=tuple(numbers)), list(places)


def choose_rows(table: Table, conditions: Sequence[str], new: New) -> Table:
    """Keep the rows that meet every condition `column=text`, or `column!=text`.

    Raises
    ------
    InputError
        A condition names no column, or no row meets it; names what is there.
    """
    from geo.reading.columns import pick_column

    for condition in conditions:
        name, equals, wanted = condition.partition("=")
        without = name.endswith("!")
        name = name.removesuffix("!")
        if not equals:
            raise InputError(f"--where: came {condition!r}, wanted COLUMN=TEXT, such as sex=T")
        column = pick_column(name.strip(), table.columns, "--where", table.name) or ""
        at = table.columns.index(column)
        texts = {part.strip() for part in wanted.split("|")}
        meets = [(row[at] in texts) != without for row in table.rows]
        if not any(meets):
            there = sorted(set(table.column(column)))
            shown = ", ".join(map(repr, there[:12])) + (", ..." if len(there) > 12 else "")
            raise InputError(f"--where: no row of {table.name} has {wanted!r} in {column!r}; there are: {shown}")
        rows = tuple(row for row, good in zip(table.rows, meets, strict=True) if good)
        numbers = tuple(number for number, good in zip(table.numbers, meets, strict=True) if good)
        new.said.append(f"{table.name}: {len(rows)} of {len(table.rows)} rows have {condition}")
        table = replace(table, rows=rows, numbers=numbers)
    return table
