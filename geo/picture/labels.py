"""Where names go: inside their own land if it holds them, else beside it on a leader; never on each other.

adjustText moves labels by repeated random nudges and may push them over the frame; a search over fixed candidates
is quick, repeats exactly, and can refuse.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.look.letters import POINT, text_width

Rect = tuple[float, float, float, float]  # left, bottom, right, top in millimetres


@dataclass(frozen=True)
class Name:
    """A label to place: its lines as (text, points, bold), its land in millimetres, and how hard to try.

    `must` names get a leader where their land is too small; the others are left out instead.
    """

    key: str
    lines: tuple[tuple[str, float, bool], ...]
    land: BaseGeometry
    must: bool
    colour: str = "ink"

    @property
    def size(self) -> tuple[float, float]:
        """Width and height in millimetres."""
        wide = max(text_width(text, points, bold) for text, points, bold in self.lines)
        return wide, sum(points * POINT * 1.14 for _, points, _ in self.lines)


@dataclass(frozen=True)
class Placed:
    """A label's box, and the two ends of its leader if it has one."""

    name: Name
    box: Rect
    leader: tuple[tuple[float, float], tuple[float, float]] | None = None


@dataclass
class Placer:
    """Places names in a frame, in the order in which they are given.

    Parameters
    ----------
    frame : tuple of float
        Left, bottom, right, top in millimetres; no label crosses it.
    taken : list of tuple of float
        Boxes that are already in use, such as a scale bar's.
    """

    frame: Rect
    taken: list[Rect] = field(default_factory=list)
    gap: float = 0.7

    def place(self, names: Sequence[Name], lands: BaseGeometry | None = None) -> list[Placed]:
        """Place names; those without room are left out unless they must appear.

        `lands` is the land that leaders' labels had better not cover.
        """
        done = []
        for name in names:
            spot = self._inside(name)
            if spot is None and name.must:
                spot = self._beside(name, lands)
            if spot is not None:
                self.taken.append(spot.box)
                done.append(spot)
        return done

    def _free(self, box: Rect) -> bool:
        left, bottom, right, top = self.frame
        edge = 0.8
        if box[0] < left + edge or box[1] < bottom + edge or box[2] > right - edge or box[3] > top - edge:
            return False
        return not any(
            box[0] < r + self.gap and l - self.gap < box[2] and box[1] < t + self.gap and b - self.gap < box[3]
            for l, b, r, t in self.taken  # noqa: E741
        )

    def _inside(self, name: Name) -> Placed | None:
        land = shapely.intersection(name.land, shapely.box(*self.frame))
        if land.is_empty or land.area == 0:
            return None
        wide, high = name.size
        shapely.prepare(land)
        anchor = _middle(land)
        reach = math.sqrt(land.area)
        middles = [
            (x, y)
            for x, y in _candidates(land, anchor)
            if self._free((x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))
        ]
        if not middles:
            return None
        points = np.array(middles)
        held = _share(land, points, wide, high)
        away = np.hypot(points[:, 0] - anchor[0], points[:, 1] - anchor[1]) / reach
        score = np.where(held >= (0.72 if name.must else 0.97), held - 0.25 * away, -np.inf)
        best = int(np.argmax(np.round(score, 9)))
        if not np.isfinite(score[best]):
            return None
        x, y = middles[best]
        return Placed(name, (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2))

    def _beside(self, name: Name, lands: BaseGeometry | None) -> Placed | None:
        land = shapely.intersection(name.land, shapely.box(*self.frame))
        if land.is_empty:
            return None
        wide, high = name.size
        anchor = _middle(land)
        best: tuple[float, Placed] | None = None
        limit = math.hypot(self.frame[2] - self.frame[0], self.frame[3] - self.frame[1]) * 0.45
        if lands is not None:
            shapely.prepare(lands)
        for step in range(1, 15):
            away = limit * step / 14
            for turn in range(24):
                angle = math.tau * turn / 24
                x = anchor[0] + math.cos(angle) * (away + wide / 2)
                y = anchor[1] + math.sin(angle) * (away + high / 2)
                box = (x - wide / 2, y - high / 2, x + wide / 2, y + high / 2)
                if not self._free(box):
                    continue
                end = (min(max(anchor[0], box[0] - 0.4), box[2] + 0.4), min(max(anchor[1], box[1] - 0.2), box[3] + 0.2))
                if self._crosses(anchor, end):
                    continue
                cover = float(_share(lands, np.array([[x, y]]), wide, high)[0]) if lands is not None else 0.0
                score = -away / limit - 0.9 * cover
                if best is None or score > best[0] + 1e-9:
                    best = score, Placed(name, box, (anchor, end))
        return best[1] if best else None

    def _crosses(self, start: tuple[float, float], end: tuple[float, float]) -> bool:
        leader = shapely.LineString([start, end])
        return any(leader.intersects(shapely.box(*box)) for box in self.taken)


def _middle(land: BaseGeometry) -> tuple[float, float]:
    """The middle of the widest room in a shape."""
    largest = max(shapely.get_parts(land), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=max(0.05, 0.02 * math.sqrt(largest.area)))
    x, y = shapely.get_coordinates(circle)[0]
    return float(x), float(y)


def _candidates(land: BaseGeometry, anchor: tuple[float, float]) -> Iterator[tuple[float, float]]:
    yield anchor
    left, bottom, right, top = land.bounds
    xs, ys = np.meshgrid(np.linspace(left, right, 17)[1:-1], np.linspace(bottom, top, 21)[1:-1])
    inside = shapely.contains_xy(land, xs.ravel(), ys.ravel())
    yield from zip(xs.ravel()[inside].tolist(), ys.ravel()[inside].tolist(), strict=True)


def _share(land: BaseGeometry, middles: Any, wide: float, high: float) -> Any:
    """How much of a box around each middle lies on a shape, by a grid of points."""
    xs, ys = np.meshgrid(np.linspace(-wide / 2, wide / 2, 7), np.linspace(-high / 2, high / 2, 3))
    x = middles[:, :1] + xs.ravel()
    y = middles[:, 1:] + ys.ravel()
    return shapely.contains_xy(land, x, y).mean(axis=1)
