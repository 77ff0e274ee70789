"""Land far from the rest: each group of it in a small map of its own, at a scale of its own, where the frame is free."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely

from geo.picture.frame import Frame
from geo.picture.labels import Rect

_SIDE = 0.24  # of the frame's shorter side: an inset's longer one
_LEAST = 0.6  # of an inset's longer side: its shorter one
_STEPS = 24  # places that are tried along each edge of the frame
_GAP = 1.5  # millimetres around an inset, at a type of eight points


def find_room(frame: Frame) -> list[Rect] | None:
    """Return where insets of a frame's far land go: along its edges, off the land; None where one has no place."""
    left, bottom, right, top = frame.rect
    gap = _GAP * frame.unit
    taken = frame.paper(frame.ground.whole)
    found: list[Rect] = []
    for far, _ in frame.ground.far:
        west, south, east, north = far.frame_of()
        side = _SIDE * min(right - left, top - bottom)
        shape = (north - south) / (east - west)
        wide, high = side * min(1.0, max(_LEAST, 1 / shape)), side * min(1.0, max(_LEAST, shape))
        xs, ys = np.linspace(left + gap, right - gap - wide, _STEPS), np.linspace(bottom + gap, top - gap - high, _STEPS)
        # the lower edge first, then the sides from below, then the upper one
        tried = [(x, ys[0]) for x in xs] + [(x, y) for y in ys[1:] for x in (xs[0], xs[-1])] + [(x, ys[-1]) for x in xs]
        boxes: Any = shapely.box(*(np.array(tried).T - gap), *(np.array(tried).T + np.array([[wide], [high]]) + gap))
        free = np.flatnonzero(~shapely.intersects(boxes, taken))
        if len(free) == 0:
            return None
        x, y = tried[free[0]]
        found.append((float(x), float(y), float(x + wide), float(y + high)))
        taken = shapely.union(taken, boxes[free[0]])
    return found


def draw_insets(frame: Frame, rects: Sequence[Rect], day: date, lang: str) -> None:
    """Draw a frame's far land in its insets, each with its names and scale bar."""
    land = frame.ground.scene.land
    for (far, pieces), rect in zip(frame.ground.far, rects, strict=True):
        left, bottom, right, top = rect
        frame.sheet.box(left, bottom, right - left, top - bottom, fill="paper")
        small = Frame(frame.sheet, far, rect, margin=0.14)
        named = [place for piece in pieces for place in land.places(piece)]
        small.draw(day, lang, notes=False, graticule=False, weight=0.8, must=named, named_land=True)
