"""Land filled as its style asks. Hatches are shapes, the same in every format, and read from `geo.look.hatches`."""

import math
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.look.hatches import PATTERNS, Hatch
from geo.model.scene import Style
from geo.picture.sheet import Sheet

_PIXEL = 2.1 / 8  # millimetres of a hatch's pixel at a type of eight points


def paint(sheet: Sheet, land: BaseGeometry, style: Style, thick: float) -> None:
    """Fill land (millimetres) in a style; `thick` is its hatches' weight against a sheet of eight points."""
    sheet.area(land, fill=style.fill)
    if style.pattern and style.mark:
        hatch(sheet, land, style.pattern, style.mark, thick)


def hatch(sheet: Sheet, land: BaseGeometry, pattern: str, colour: str, thick: float) -> None:
    """Lay a hatch over land, on one grid for the whole sheet, so that neighbouring faces join."""
    marks = PATTERNS[pattern]
    pixel = _PIXEL * thick
    if not land.is_empty:
        sheet.area(_dots(land, marks, pixel) if marks.angle is None else _stripes(land, marks, pixel), fill=colour)


def _stripes(land: BaseGeometry, marks: Hatch, pixel: float) -> Any:
    turn = math.radians(marks.angle or 0.0)
    step, width = marks.gap * pixel, marks.width * pixel
    along, across = np.array([math.cos(turn), math.sin(turn)]), np.array([-math.sin(turn), math.cos(turn)])
    left, bottom, right, top = land.bounds
    corners = np.array([[left, bottom], [left, top], [right, bottom], [right, top]])
    low, high = (corners @ across).min(), (corners @ across).max()
    first, last = ((corners @ along).min() - 1) * along, ((corners @ along).max() + 1) * along
    middles = (np.arange(math.floor(low / step), math.ceil(high / step) + 1) * step)[:, None]
    near, far = (middles - width / 2) * across, (middles + width / 2) * across
    rings = np.stack([first + near, last + near, last + far, first + far], axis=1)
    return shapely.intersection(shapely.multipolygons(np.asarray(shapely.polygons(rings))), land)


def _dots(land: BaseGeometry, marks: Hatch, pixel: float) -> Any:
    """Dots in rows, every second one shifted by half a step."""
    step, radius = marks.gap * pixel * math.sqrt(0.5), marks.width * pixel / 2
    left, bottom, right, top = land.bounds
    rows = np.arange(math.floor(bottom / step), math.ceil(top / step) + 1)
    columns = np.arange(math.floor(left / step), math.ceil(right / step) + 1)
    xs, ys = np.meshgrid(columns * step, rows * step)
    xs = xs + (rows % 2)[:, None] * step / 2
    dots = shapely.buffer(shapely.points(xs.ravel(), ys.ravel()), radius, quad_segs=3)
    shapely.prepare(land)
    whole = shapely.covers(land, dots) if len(dots) else np.array([], dtype=bool)
    return shapely.multipolygons(dots[whole])
