"""The hatches of page, picture, report and GIS style, as data: how a mark repeats over a fill."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Hatch:
    """Marks on a square tile that repeats.

    Attributes
    ----------
    tile : the side of the tile, in pixels of the screen or eighths of the sheet's type.
    angle : of the strokes, in degrees counter-clockwise from the x axis; None for dots.
    gap : from one stroke's middle to the next one's, across; for dots from dot to dot along both axes.
    width : of a stroke; for dots their diameter.
    """

    tile: float
    angle: float | None
    gap: float
    width: float


# possible; held in part, nobody says which; beyond the line; held by the line alone; unknown;
# contested (the second colour's stripes)
PATTERNS: Mapping[str, Hatch] = {
    "hatch": Hatch(tile=8, angle=45, gap=5.657, width=2.4),
    "rows": Hatch(tile=8, angle=0, gap=4, width=2),
    "thin": Hatch(tile=8, angle=135, gap=5.657, width=0.8),
    "posts": Hatch(tile=8, angle=90, gap=4, width=1.2),
    "dots": Hatch(tile=8, angle=None, gap=8, width=2.6),
    "stripes": Hatch(tile=12, angle=45, gap=8.485, width=4.243),
}
