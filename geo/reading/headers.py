"""Headers of two rows, as spreadsheets have them: a merged cell above several columns says what they have in common."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

Numbered = tuple[int, tuple[str, ...]]  # a row with its number, as a spreadsheet counts
_YEAR = re.compile(r"\d{4}")
_NUMBER = re.compile(r"[+-]?[\d.,\s]+%?")


def join_header(rows: Sequence[Numbered], above: tuple[str, ...]) -> tuple[list[Numbered], tuple[str, ...], str]:
    """Make one header of two, where the first row of the table and the next, or the last above it, belong together.

    Parameters
    ----------
    rows : sequence of row numbers and cells
        The first rows of the file, those above the header too.
    above : tuple of str
        What stands above the header, one text a row.

    Returns
    -------
    tuple
        All three anew: the rows, what stands above, and what was done in words, empty for nothing.
    """
    top = len(above)
    for at in (top - 1, top):
        if 0 <= at < len(rows) - 1:
            (number, upper), (after, lower) = rows[at], rows[at + 1]
            under = rows[at + 2][1] if at + 2 < len(rows) else ()
            names = _join_cells(upper, lower, under, strict=at == top)
            if names:
                highest = rows[at - 1] if at else (number, ())
                third = _join_cells(highest[1], names, under, strict=False) if _spans(highest[1]) else ()
                if third:
                    joined = [*rows[: at - 1], (after, third), *rows[at + 2 :]]
                    return joined, above[: at - 1], f"rows {highest[0]} to {after} are the header"
                joined = [*rows[:at], (after, names), *rows[at + 2 :]]
                return joined, above[:at], f"rows {number} and {after} are the header"
    return list(rows), above, ""


def _spans(cells: Sequence[str]) -> bool:
    """Whether a row has several groups, or one that does not stand at the left, where a title does."""
    return sum(map(bool, cells)) > 1 and not cells[0]


def _join_cells(
    upper: Sequence[str], lower: Sequence[str], under: Sequence[str] = (), *, strict: bool
) -> tuple[str, ...]:
    """Return the names of the columns, or nothing where the two rows are no header together.

    A cell that was merged stands in its first column and leaves the others empty. `strict` where the lower row may be
    the first of the table's own: it must look like a header.
    """
    pairs = list(zip_longest(upper, lower, fillvalue=""))
    while pairs and not any(pairs[-1]):
        pairs.pop()
    twice = any(count > 1 for cell, count in Counter(lower).items() if cell)
    hanging = any(top and below in ("", top) for top, below in pairs)  # a cell merged downwards may stand in both rows
    merged = any(below and not top for top, below in pairs)
    whole = all(top or below for top, below in pairs)
    if not (merged and whole and sum(map(bool, upper)) > 1 and (hanging or twice)):
        return ()
    years = sum(bool(_YEAR.fullmatch(cell)) for cell in lower)
    repeated = twice and years > 1 and not any(map(_YEAR.fullmatch, under))  # years under each group, and none in the rows
    looks = all(_YEAR.fullmatch(cell) or not _NUMBER.fullmatch(cell) for cell in lower if cell)
    if strict and not ((hanging or repeated) and looks):
        return ()
    names, group = [], ""
    for top, below in pairs:
        group = (top if below else "") if top else group
        names.append(" ".join(filter(None, (top or group, below))) if below != top else top)
    return tuple(names)


def part_header(
    header: tuple[str, ...], rows: list[tuple[str, ...]]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    r"""Part a first column that holds several, such as Eurostat's `freq,unit,geo\TIME_PERIOD`, in the header and every row.

    >>> part_header(("unit,geo\\time", "2019"), [("PC,DE", "5")])
    (('unit', 'geo', '2019'), [('PC', 'DE', '5')])
    """
    names, bar, _ = header[0].partition("\\")
    parts = names.split(",")
    if not bar or not all(row[0].count(",") == len(parts) - 1 for row in rows):
        return header, rows
    named = tuple(part.strip() for part in parts)
    return (*named, *header[1:]), [(*(part.strip() for part in row[0].split(",")), *row[1:]) for row in rows]
