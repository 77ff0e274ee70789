"""A table as text: its header found, its rows checked and trimmed, whatever file it stood in."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from typing import Any

from geo.errors import UNFIT, InputError, fit_text
from geo.limits import check
from geo.reading.headers import join_header, part_header

LARGEST_BYTES = 1 << 29  # of a table, unpacked
MOST_ROWS = 5_000_000
MOST_COLUMNS = 4_096
MOST_CELLS = 50_000_000  # of a sheet, empty ones between others too
LONGEST_CELL = 1 << 16  # characters
Numbered = tuple[int, Sequence[str]]  # a row with its number, as a spreadsheet counts
_LOOKED_AT = 50  # rows that are looked at to tell a title from the header


_FIGURE = re.compile(r"(?!(?:1[5-9]|20)\d\d$)[+-]?\d[\d.,\s]*%?")  # but a year


@dataclass(frozen=True)
class Table:
    """A table as text.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    columns : tuple of str
        The header, trimmed.
    rows : tuple of tuple of str
        Cells, trimmed; each row as long as the header.
    numbers : tuple of int
        Each row's number as a spreadsheet counts it: the header is row 1.
    remarks : tuple of str
        What was found out about the file, in words.
    separator : str
        What parts the columns, where the file is text.
    above : tuple of str
        What stands above the header, row by row: a title, a source.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    remarks: tuple[str, ...] = ()
    separator: str = ","
    above: tuple[str, ...] = ()

    def column(self, name: str) -> tuple[str, ...]:
        """Return one column's cells, in the order of the rows."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


def tabulate(name: str, rows: Iterable[Numbered], remarks: list[str], separator: str = ",") -> Table:
    """Take the first row that is as wide as the table as the header; refuse rows that do not fit it.

    Raises
    ------
    InputError
        Names the row that does not fit, or says that there is no table.
    """
    header: tuple[str, ...] = ()
    given = header  # as it stands, where its empty cells have no name yet
    room = 0
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    odd: list[int] = []
    repeats: list[int] = []
    filled = _clean_rows(name, rows, odd)
    first = list(islice(filled, _LOOKED_AT))
    above = _find_title(first)
    first, above, two = join_header(first, above)
    if two:
        remarks.append(two)
    for number, cells in chain(first[len(above) :], filled):
        if not header:
            given, header, room = cells, _check_header(name, number, cells), len(cells)
            below = [row for later, row in first if later > number]
            longer = len(below) > 1 and all(len(row) == room + 1 for row in below)
            if longer and len(header) == room and any(row[-1] for row in below):
                header = ("row name", *header)  # as R writes a frame
                remarks.append("each row has one field more than the header; the first is taken for the row's name")
            if above and not two:
                remarks.append(f"row {number} is the header; above it: {above[0][:60]!r}")
            continue
        if len(cells) > len(header) and not any(cells[len(header) :]):
            cells = cells[: len(header)]
        if len(header) < len(cells) <= room:  # empty cells at the end of the header have figures below
            header += tuple(f"column {place}" for place in range(len(header) + 1, len(cells) + 1))
            kept = [row + ("",) * (len(header) - len(row)) for row in kept]
        if len(cells) > len(header):
            raise InputError(
                f"{name}, row {number}: has {len(cells)} fields, the header {len(header)}; "
                "put quotes round a field that holds a separator"
            )
        if len(cells) > 1 and cells in (header[: len(cells)], given[: len(cells)]):
            repeats.append(number)
            continue
        kept.append(cells + ("",) * (len(header) - len(cells)))
        numbers.append(number)
        if len(kept) % 1000 == 0:
            check("CELLS", len(kept) * len(header), f"{name}: cells", "keep only the rows and columns to draw")
        if len(kept) > MOST_ROWS:
            raise InputError(f"{name}: has more than {MOST_ROWS:,} rows; keep only those to draw")
    if not header:
        raise InputError(f"{name}: holds no table; the first row is the header")
    if not kept:
        raise InputError(f"{name}: has a header ({', '.join(header)[:80]}) and no rows; add the figures")
    header, kept = part_header(header, kept)
    if repeats:
        shown = f"row {repeats[0]} repeats" if len(repeats) == 1 else f"{len(repeats)} rows, first {repeats[0]}, repeat"
        remarks.append(f"{shown} the header and is left out")
    if odd:
        remarks.append(f"characters that cannot be shown were left out of {len(odd)} rows, first row {odd[0]}")
    return Table(name, header, tuple(kept), tuple(numbers), tuple(remarks), separator, above)


def _clean_rows(
    name: str, rows: Iterable[tuple[int, Sequence[str]]], odd: list[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows that are not empty, trimmed; note in `odd` those that held what cannot be shown."""
    letters = 0
    for number, row in rows:
        cells = tuple(cell.strip() for cell in row)
        letters += sum(map(len, cells))
        if letters > LARGEST_BYTES or max(map(len, cells), default=0) > LONGEST_CELL:
            raise InputError(f"{name}, row {number}: has too long a text; a field may hold {LONGEST_CELL:,} characters")
        if any(map(UNFIT.search, cells)):
            odd.append(number)
            cells = tuple(map(fit_text, cells))
        if any(cells):
            yield number, cells


def _find_title(first: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    """Return what stands above the header: rows at the top that fill less than half as many cells as most rows do."""
    sizes = [sum(map(bool, cells)) for _, cells in first]
    halves = (sizes, sizes[len(sizes) // 2 :])  # many lines may stand above the header
    usual = max(sorted(half)[len(half) // 2] if half else 0 for half in halves)
    top = next((at for at, size in enumerate(sizes) if 2 * size >= usual), 0)
    widths = [len(cells) for _, cells in first]
    full = next((at for at in range(top, len(first)) if widths[at] >= usual), top)  # a title with a comma has fields too
    if full > top and max(widths[top:full]) < max(widths[full:]) and not any(map(_FIGURE.fullmatch, first[full][1])):
        top = full
    return tuple(" ".join(filter(None, cells)) for _, cells in first[:top])


def _check_header(name: str, number: int, cells: tuple[str, ...]) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise InputError(f"{name}, row {number}: has {len(cells)} columns, at most {MOST_COLUMNS} are read")
    while cells and not cells[-1]:
        cells = cells[:-1]
    cells = tuple(" ".join(cell.split()) for cell in cells)
    named = tuple(cell or f"column {place}" for place, cell in enumerate(cells, start=1))
    doubled = [cell for cell, count in Counter(named).items() if count > 1]
    if doubled:
        raise InputError(f"{name}, row {number}: the column {doubled[0]!r} stands twice; rename one of them")
    return named


def cell_text(value: Any) -> str:
    """Write a typed cell as a careful person would: whole numbers without a point, midnight as a day."""
    if value is None or value != value:  # NaN, and the NaT that stands for no date, are not themselves
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
