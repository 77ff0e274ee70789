"""A sheet of paper to draw on: its size, its measure of type, and the few marks a map is made of.

Everything is placed in millimetres from the lower left corner; type is in points.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import matplotlib
import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.text import Text
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D
from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.look.letters import FAMILY, POINT, families, fit_lines, text_width
from geo.look.style import PALETTE
from geo.look.vision import luminance

SIZES = {
    "a4": (297.0, 210.0),
    "a5": (210.0, 148.0),
    "letter": (279.4, 215.9),
    "slide": (338.7, 190.5),
    "square": (200.0, 200.0),
}
# Points of body type per millimetre of the sheet's shorter side: a slide is read from afar.
_TYPE = {"slide": 0.052, "square": 0.042}
MOST_LINES = 60  # of a paragraph: more fits on no sheet
_LEADING = 1.32  # of a paragraph: from line to line, in its size
_SMALLEST, _LARGEST = 60.0, 2000.0
# Unhinted letters are as wide in pixels as in print, text in SVG and PDF stays text, and ids repeat.
STYLE: Any = {
    "text.hinting": "no_hinting",
    "svg.fonttype": "none",
    "svg.hashsalt": "geo",
    "pdf.fonttype": 42,
    "pdf.compression": 6,
    "font.family": [FAMILY],
    "text.parse_math": False,  # a dollar sign is a dollar sign
    "path.simplify": False,
}


@dataclass(frozen=True)
class Size:
    """A sheet's size in millimetres and its body type in points."""

    name: str
    width: float
    height: float
    type: float

    @property
    def margin(self) -> float:
        """The white around everything, in millimetres."""
        return max(3.5, 0.042 * min(self.width, self.height))


def parse_size(text: str) -> Size:
    """Read a size: a name, or `WxHmm`.

    Raises
    ------
    DefinitionError
        It is neither, or smaller than 60 mm or larger than 2 m.

    Examples
    --------
    >>> parse_size("a5").width
    210.0
    """
    name = text.strip().lower()
    if name in SIZES:
        width, height = SIZES[name]
    else:
        match = re.fullmatch(r"(\d+(?:\.\d+)?)x(\d+(?:\.\d+)?)mm", name)
        if not match:
            raise DefinitionError(f"size: came {text!r}, wanted {', '.join(SIZES)} or WxHmm such as 180x120mm")
        width, height = float(match[1]), float(match[2])
    if not (_SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST):
        raise DefinitionError(
            f"size: came {text!r}, wanted sides of {_SMALLEST:g} to {_LARGEST:g} mm; choose a size in between"
        )
    points = max(5.2, _TYPE.get(name, 0.039) * min(width, height, 420.0))
    return Size(name, width, height, round(points, 2))


class Sheet:
    """One page: a matplotlib figure addressed in millimetres.

    Parameters
    ----------
    size : Size
        Of the page.
    grey : bool
        Draw every colour as the grey of its lightness.
    transparent : bool
        Leave the paper out.
    outlined : bool
        Draw letters as shapes, for pixels: a line that many pictures share is then laid out only once.
    joined : bool
        Whether what reads the sheet can join the letters of every script; where not, those are drawn as shapes.
    """

    def __init__(
        self, size: Size, *, grey: bool = False, transparent: bool = False, outlined: bool = False,
        joined: bool = True,
    ) -> None:  # fmt: skip
        self.size, self.grey, self.transparent, self.outlined, self.joined = size, grey, transparent, outlined, joined
        self.figure = Figure(figsize=(size.width / 25.4, size.height / 25.4))
        FigureCanvasAgg(self.figure)
        self.figure.patch.set_facecolor(self.colour("paper"))
        self.figure.patch.set_alpha(0.0 if transparent else None)
        self.plane = Affine2D().scale(1 / 25.4) + self.figure.dpi_scale_trans
        self._order = 1.0
        self.texts: list[str] = []
        self.boxes: list[tuple[str, float, float, float, float]] = []
        self.day: tuple[float, float, float, str] | None = None  # where the large date stands

    def colour(self, name: str) -> str:
        """Return a palette colour, or the given one, as this sheet prints it."""
        value = PALETTE.get(name, name)
        if self.grey and name == "water":
            return "#ffffff"  # land and water have the same lightness, and would be one grey
        return grey_of(value) if self.grey else value

    def _next(self) -> float:
        # Later marks lie above earlier ones, whatever their kind.
        self._order += 0.001
        return self._order

    def area(
        self, geometry: BaseGeometry, *, fill: str | None = None, edge: str | None = None, width: float = 0.0,
        dashes: Sequence[float] | None = None, name: str = "",
    ) -> None:  # fmt: skip
        """Draw polygons or lines given in millimetres; `width` and `dashes` are in points, `name` is an SVG's."""
        path = outline_of(geometry)
        if path is None:
            return
        patch = PathPatch(
            path,
            facecolor=self.colour(fill) if fill else "none",
            edgecolor=self.colour(edge) if edge else "none",
            linewidth=width,
            linestyle=(0, tuple(dashes)) if dashes else "solid",
            capstyle="round" if dashes and dashes[0] < 0.5 else "butt",
            joinstyle="round",
            transform=self.plane,
            zorder=self._next(),
            gid=name or None,
        )
        self.figure.add_artist(patch)

    def box(
        self, x: float, y: float, width: float, height: float, *, fill: str | None = None, edge: str | None = None,
        line: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw a rectangle from its lower left corner."""
        patch = Rectangle(
            (x, y), width, height,
            facecolor=self.colour(fill) if fill else "none", edgecolor=self.colour(edge) if edge else "none",
            linewidth=line, joinstyle="miter", transform=self.plane, zorder=self._next(),
        )  # fmt: skip
        self.figure.add_artist(patch)

    def stroke(self, points: Sequence[tuple[float, float]], *, edge: str = "ink", width: float = 0.5) -> None:
        """Draw a line through points."""
        xs, ys = zip(*points, strict=True)
        line = Line2D(
            xs, ys, color=self.colour(edge), linewidth=width, solid_capstyle="butt", transform=self.plane,
            zorder=self._next(),
        )  # fmt: skip
        self.figure.add_artist(line)

    def write(
        self, x: float, y: float, text: str, size: float, *, bold: bool = False, colour: str = "ink",
        align: str = "left", halo: str | None = None, halo_width: float = 0.0, turn: float = 0.0,
    ) -> None:  # fmt: skip
        """Write one line with its baseline at `y`; a halo is a stroked copy beneath, so that text stays text."""
        text = text.replace("\ufeff", "")  # stands for nothing, and the drawing library stumbles over it
        if not text:
            return
        wide = text_width(text, size, bold)
        left = {"left": x, "center": x - wide / 2, "right": x - wide}[align]
        if halo:
            self._halo(left, y, text, size, bold, halo, halo_width)
        self.texts.append(text)
        if not turn:
            self.boxes.append((text, left, y - 0.22 * size * POINT, left + wide, y + 0.76 * size * POINT))
        if self.outlined or not (self.joined or len(families(text)) == 1):
            shape = Affine2D().scale(POINT * size / 100).rotate_deg(turn).translate(left if not turn else x, y)
            self.figure.add_artist(
                PathPatch(
                    _letters(text, bold), facecolor=self.colour(colour), edgecolor="none", linewidth=0,
                    transform=shape + self.plane, zorder=self._next(),
                )
            )  # fmt: skip
            return
        item = Text(
            left if not turn else x, y, text, fontsize=size, fontweight="bold" if bold else "normal",
            family=families(text), color=self.colour(colour), verticalalignment="baseline",
            horizontalalignment="left", parse_math=False, transform=self.plane, zorder=self._next(),
            rotation=turn, rotation_mode="anchor",
        )  # fmt: skip
        self.figure.add_artist(item)

    def _halo(self, x: float, y: float, text: str, size: float, bold: bool, colour: str, width: float) -> None:
        patch = PathPatch(
            _letters(text, bold), facecolor=self.colour(colour), edgecolor=self.colour(colour), linewidth=width,
            joinstyle="round", transform=Affine2D().scale(POINT * size / 100).translate(x, y) + self.plane,
            zorder=self._next(),
        )  # fmt: skip
        self.figure.add_artist(patch)

    def paragraph(
        self, x: float, top: float, width: float, text: str, size: float, *, bold: bool = False,
        colour: str = "ink", leading: float = _LEADING, most: int = MOST_LINES,
    ) -> float:  # fmt: skip
        """Write wrapped lines downwards from `top`, at most so many, and return where they end."""
        step = size * leading * POINT
        y = top
        for line in fit_lines(text, width, size, bold, most):
            self.write(x, y - 0.98 * size * POINT, line, size, bold=bold, colour=colour)
            y -= step
        return y

    def height_of(
        self, text: str, width: float, size: float, *, bold: bool = False, most: int = MOST_LINES
    ) -> float:
        """Return the height in millimetres that a paragraph will take."""
        return len(fit_lines(text, width, size, bold, most)) * size * _LEADING * POINT


@lru_cache(maxsize=4096)
def _letters(text: str, bold: bool) -> Outline:
    """A line's letters as shapes, at 100 points; wherever it is called from, a dollar sign is a dollar sign."""
    with matplotlib.rc_context(STYLE):
        weight = "bold" if bold else "normal"
        return TextPath((0, 0), text, size=100, prop=FontProperties(family=families(text), weight=weight))


def outline_of(geometry: BaseGeometry) -> Outline | None:
    """Return polygons and lines as one matplotlib path, holes included; None when empty."""
    points: list[Any] = []
    codes: list[int] = []
    for part in _pieces(shapely.get_parts(geometry)):
        closed = part.geom_type == "LinearRing"
        xy = shapely.get_coordinates(part)
        if len(xy) < 2:
            continue
        points.append(xy)
        last = Outline.CLOSEPOLY if closed else Outline.LINETO
        codes += map(int, [Outline.MOVETO, *[Outline.LINETO] * (len(xy) - 2), last])
    return Outline(np.concatenate(points), codes) if points else None


def _pieces(parts: Iterable[Any]) -> list[Any]:
    pieces: list[Any] = []
    for part in parts:
        if part.geom_type == "Polygon" and not part.is_empty:
            whole = shapely.orient_polygons(part)
            pieces += [whole.exterior, *whole.interiors]
        elif part.geom_type in ("LineString", "LinearRing"):
            pieces.append(part)
        elif part.geom_type.startswith(("Multi", "Geometry")):
            pieces += _pieces(shapely.get_parts(part))
    return pieces


def grey_of(colour: str) -> str:
    """Return the grey of the same lightness as a hex colour."""
    light = luminance(colour)
    tone = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
    return "#" + f"{round(tone * 255):02x}" * 3
