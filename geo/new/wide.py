"""Tables with one column a time: found by the columns' names, and turned into one row a place and time."""

import re
from collections.abc import Sequence
from dataclasses import replace

from geo.new.request import New
from geo.reading.columns import is_time, read_when
from geo.reading.tables import Table
from geo.text.names import fold_name

_YEAR = re.compile(r"(?<!\d)(1[5-9]\d\d|20\d\d)(?!\d)")
TIME, VALUE = "time of the column", "value in the column"
Wide = tuple[tuple[str, str], ...]  # columns, each with its time


def find_wide(columns: Sequence[str], new: New) -> tuple[Wide, str]:
    """Return the columns that are times, in their order, and what the rest of their names says the values are.

    Columns such as `pop_2019` and `pop_2020` differ in a year alone; of several such families the largest is taken.
    """
    plain = tuple((column, column) for column in columns if is_time(column))
    families: dict[str, list[tuple[str, str]]] = {}
    for column in columns:
        years = _YEAR.findall(column)
        if len(years) == 1 and not is_time(column):
            families.setdefault(fold_name(_YEAR.sub(" ", column)), []).append((column, years[0]))
    found: Wide = max((plain, *map(tuple, families.values())), key=len)
    times = {read_when(time) for _, time in found}
    if len(found) < 2 or len(times) < len(found):
        return (), ""
    word = "" if found == plain else " ".join(re.sub(r"[_\s]+", " ", _YEAR.sub(" ", found[0][0])).strip(" ,;:-_.").split())
    new.said.append(f"guessed: one column a time, {len(found)} from {found[0][0]!r} to {found[-1][0]!r}")
    others = [family for family in families.values() if len(family) > 1 and tuple(family) != found]
    if others:
        left = ", ".join(f"{family[0][0]} …" for family in others)
        new.said.append(f"left out: {left}; a map draws one kind of value, so keep the columns of that kind to draw another")
    return found, word


def lengthen(table: Table, wide: Wide, ids: Sequence[str | None], new: New) -> tuple[Table, list[str | None]]:
    """Turn one column a time into one row a place and time, with the columns `TIME` and `VALUE` at the end.

    Takes each row's place along, and the cells of rows left over already.
    """
    times = [(table.columns.index(column), time) for column, time in wide]
    kept = [at for at in range(len(table.columns)) if at not in {position for position, _ in times}]
    rows, numbers, places = [], [], []
    for row, number, place in zip(table.rows, table.numbers, ids, strict=True):
        if place is None:
            continue
        for position, time in times:
            rows.append((*(row[at] for at in kept), time, row[position]))
            numbers.append(number)
            places.append(place)
    new.left = [replace(left, cells=(*(left.cells[at] for at in kept), "", "")) for left in new.left]
    columns = (*(table.columns[at] for at in kept), TIME, VALUE)
    return replace(table, columns=columns, rows=tuple(rows), numbers=tuple(numbers)), list(places)
