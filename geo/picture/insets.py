"""Land far from the rest: each group of it in a small frame of its own where the map is free, as large on paper as the rest.

At a scale of their own, few islands would get the ink of a province.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.look.letters import POINT, fit_lines, text_width
from geo.picture.frame import Frame
from geo.picture.ground import Far

_MOST = 0.45  # of the frame's sides: a larger inset is no small map any more
_STEPS = 24  # places that are tried along each edge of the frame
_GAP = 1.5  # millimetres around an inset and within it, at a type of eight points
_INSETS = 6  # on one map
_NAMES = 3  # places in an inset's words
_SPECK = 1.0  # millimetres across: smaller land has a ring around it
_TYPE = 0.8  # of the map's: an inset's words


@dataclass(frozen=True)
class Inset:
    """Some far land, in a frame of its own on the frame of the map; its words, already broken into lines."""

    far: Far
    frame: Frame
    lines: tuple[str, ...]

    def draw(self, day: date, lang: str) -> None:
        """Draw it, over the map."""
        sheet, unit, (left, bottom, right, top) = self.frame.sheet, self.frame.unit, self.frame.rect
        sheet.box(left, bottom, right - left, top - bottom, fill="paper")
        self.frame.draw(day, lang, names=not self.lines, must=(), notes=False, bar=False, graticule=False, weight=0.8)
        west, south, east, north = self.far.ground.frame_of()
        if max(east - west, north - south) * self.frame.scale < _SPECK * unit:
            spot = self.frame.paper(shapely.Point((west + east) / 2, (south + north) / 2))
            sheet.area(shapely.boundary(shapely.buffer(spot, _SPECK * unit)), edge="ink", width=0.5 * unit)
        size = _TYPE * sheet.size.type
        for number, line in enumerate(reversed(self.lines)):
            y = bottom + (0.5 * _GAP * unit) + number * 1.14 * size * POINT + 0.26 * size * POINT
            sheet.write((left + right) / 2, y, line, size, align="center", halo="paper", halo_width=0.3 * size)

    def moved(self, frame: Frame, day: date) -> dict[int, tuple[BaseGeometry, BaseGeometry]]:
        """Return by place, in millimetres, what of its land the map's own frame would show, and what is shown here instead."""
        places = {place for piece in self.far.pieces for place in frame.ground.scene.land.places(piece)}
        there = frame.paper(self.far.parts)
        return {
            place: (there, self.frame.paper(shape)) for place, shape in self.far.ground.outlines(day) if place in places
        }


def find_insets(frame: Frame, lang: str) -> tuple[list[Inset], frozenset[int]]:
    """Return the insets that a frame has room for, along its edges and off the land, and which far land it shows with them.

    Parameters
    ----------
    frame : where the map is drawn.
    lang : of the insets' words.

    Returns
    -------
    list, and the numbers, in `Ground.far`, of what is in an inset or all in the frame itself.
    """
    far = frame.ground.far
    inside = [shapely.box(*frame.bounds).contains(each.parts) for each in far]
    shown = set(np.flatnonzero(inside).tolist())
    taken: Any = None
    found: list[Inset] = []
    for number in sorted(range(len(far)), key=lambda number: (not far[number].whole, -far[number].parts.area)):
        if number in shown or not far[number].worth or len(found) == _INSETS:
            continue
        taken = frame.paper(frame.ground.whole) if taken is None else taken
        made = _place(frame, far[number], taken, lang)
        if made is not None:
            found.append(made)
            shown.add(number)
            taken = shapely.union(taken, shapely.box(*made.frame.rect).buffer(_GAP * frame.unit))
    return found, frozenset(shown)


def _place(frame: Frame, far: Far, taken: Any, lang: str) -> Inset | None:
    """Put an inset where it is free, as near as may be to the side on which its land lies."""
    left, bottom, right, top = frame.rect
    gap, size = _GAP * frame.unit, _TYPE * frame.sheet.size.type
    west, south, east, north = far.ground.frame_of()
    wide, high = (east - west) * frame.scale + 2 * gap, (north - south) * frame.scale + 2 * gap
    places = dict.fromkeys(place for piece in far.pieces for place in far.ground.scene.land.places(piece))
    names = ", ".join(far.ground.scene.places[place].name(lang) for place in places) if len(places) <= _NAMES else ""
    lines = fit_lines(names, max(wide - gap, 9 * size * POINT), size) if names else []
    said = (len(lines) * 1.14 * size * POINT) if lines else 0.0
    wide = max([wide, 6 * gap, *(text_width(line, size) + 1.4 * gap for line in lines)])
    high = max(high, 4 * gap) + said
    if wide > _MOST * (right - left) or high > _MOST * (top - bottom):
        return None
    xs, ys = np.linspace(left + gap, right - gap - wide, _STEPS), np.linspace(bottom + gap, top - gap - high, _STEPS)
    tried = np.array([(x, y) for x in xs for y in (ys[0], ys[-1])] + [(x, y) for y in ys for x in (xs[0], xs[-1])])
    boxes: Any = shapely.box(*(tried.T - gap), *(tried.T + np.array([[wide], [high]]) + gap))
    free = np.flatnonzero(~shapely.intersects(boxes, taken))
    if len(free) == 0:
        return None
    x0, y0, x1, y1 = frame.bounds
    spot = shapely.get_coordinates(far.parts.centroid)[0]
    wanted = (np.clip(spot, (x0, y0), (x1, y1)) - (x0, y0)) * frame.scale + (left, bottom)
    away = np.hypot(*(tried[free] + (wide / 2, high / 2) - wanted).T)
    x, y = tried[free[int(np.argmin(np.round(away, 6)))]].tolist()
    half, middle = wide / 2 / frame.scale, ((west + east) / 2, (south + north) / 2)
    below, above = (high + said) / 2 / frame.scale, (high - said) / 2 / frame.scale
    seen = (middle[0] - half, middle[1] - below, middle[0] + half, middle[1] + above)
    small = Frame(frame.sheet, far.ground, (x, y, x + wide, y + high), seen=seen, margin=0.0)
    return Inset(far, small, tuple(lines))


def draw_map(frame: Frame, insets: Sequence[Inset], day: date, lang: str, **how: Any) -> None:
    """Draw a frame's map of one day, and its far land in the insets; `how` is what `Frame.draw` takes."""
    moved: dict[int, list[tuple[BaseGeometry, BaseGeometry]]] = {}
    for inset in insets:
        for place, shapes in inset.moved(frame, day).items():
            moved.setdefault(place, []).append(shapes)
    frame.draw(day, lang, taken=[inset.frame.rect for inset in insets], moved=moved, **how)
    for inset in insets:
        inset.draw(day, lang)
