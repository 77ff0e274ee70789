"""How room is shared: what the first page leaves for the large map, and a table's width among its columns."""

import re
from dataclasses import replace

from geo.look.letters import POINT, text_width, wrap_text
from geo.report.blocks import Block, Bullets, Cell, Figure, Heading, Paragraph, Report, Table

WIDTH, HEIGHT = 170.0, 256.0  # millimetres of A4 within the margins that report.typ sets
TALLEST, LOWEST = 112.0, 70.0  # millimetres: of the large map
_PITCH = 1.41  # lines' distance, in their size
_CAPTION = 12.0  # millimetres: two lines under the map, and some air
_CELL, _INSET = 7.4, 2.6  # a table's type in points, and what the sides of a cell take in millimetres
_WIDEST = 34.0  # millimetres: a longer word is broken


def share_room(report: Report) -> Report:
    """Return a report whose map and columns have their sizes in millimetres.

    The large map fills the first page, or is as tall as it can be on the second; no column is narrower than its
    longest word.
    """
    room = HEIGHT - used_height(report) - _CAPTION
    height = min(TALLEST, room) if room >= LOWEST else TALLEST

    def sized(block: Block) -> Block:
        if isinstance(block, Figure) and block.name == "map":
            return replace(block, height=round(height, 1))
        if isinstance(block, Table):
            columns = zip(block.columns, share_width(block), strict=True)
            return replace(block, columns=tuple(replace(column, width=width) for column, width in columns))
        return block

    return replace(report, blocks=tuple(sized(block) for block in report.blocks))


def share_width(table: Table) -> tuple[float, ...]:
    """Return the width of each column in millimetres: as the table asks, but room for every word first."""
    needs = [
        max(_longest(column.title, bold=True), *(_longest(_line(row.cells[n]), row.tone == "strong") for row in table.rows))
        for n, column in enumerate(table.columns)
    ] if table.rows else [_longest(column.title, bold=True) for column in table.columns]  # fmt: skip
    scale = min(1.0, WIDTH / sum(needs))
    needs = [need * scale for need in needs]
    free, narrow = WIDTH, set[int]()
    while True:
        asked = sum(column.width for n, column in enumerate(table.columns) if n not in narrow) or 1.0
        widths = [needs[n] if n in narrow else free * c.width / asked for n, c in enumerate(table.columns)]
        more = {n for n, width in enumerate(widths) if n not in narrow and width < needs[n]}
        if not more:
            return tuple(round(width, 2) for width in widths)
        narrow |= more
        free = WIDTH - sum(needs[n] for n in narrow)


def _longest(text: str, bold: bool) -> float:
    words = re.split(r"[ \n]|(?<=[-/])", text)
    return min(_WIDEST, max(text_width(word, _CELL, bold) for word in words)) + _INSET


def used_height(report: Report) -> float:
    """Estimate in millimetres what stands above the first figure, from the sizes in `report.typ`."""
    high = 6.5 + _high(report.title, 21, 1.23, bold=True) + _high(report.byline, 7) + 4.5
    if report.subtitle:
        high += _high(report.subtitle, 10.5) + 4.0
    for block in report.blocks:
        match block:
            case Figure():
                break
            case Heading():
                high += 13.4
            case Bullets():
                high += sum(_high(_line(item), 8.6, narrower=4.5) + 0.5 for item in block.items)
            case Paragraph():
                high += _high(_line(block.texts), 8.0, narrower=3.2) + 8.0
    return high


def _line(runs: Cell) -> str:
    return " ".join(f"{run.text} [{', '.join(map(str, run.cites))}]" if run.cites else run.text for run in runs)


def _high(text: str, size: float, pitch: float = _PITCH, *, bold: bool = False, narrower: float = 0.0) -> float:
    return len(wrap_text(text, WIDTH - narrower, size, bold)) * size * pitch * POINT
