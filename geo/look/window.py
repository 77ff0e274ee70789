"""A window on a map's plane in whole pixels of one zoom level, as Leaflet counts them: x right and y down.

Only for drawing; nothing is measured here.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.land.rounding import settle
from geo.look.plane import Box, Plane

_WIDEST = 16_000  # units across the drawn extent: about the zoom at which districts fill a screen
_POLYGON, _LINES = 3, (1, 2)  # kinds of geometries
DIGITS = 3  # decimals that the smallest land keeps


@dataclass(frozen=True, slots=True)
class Window:
    """A window of a plane in whole pixels of a zoom level.

    Parameters
    ----------
    plane : Plane
        What is projected with.
    zoom : int
        The level whose pixels are the units (the plane's unit square is 256 · 2^zoom wide).
    left, top : int
        The window's corner, in those pixels.
    width, height : int
        The window's size.
    """

    plane: Plane
    zoom: int
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def around(cls, plane: Plane, box: Box, far: Box | None = None) -> "Window":
        """Return the finest window over a box of the unit square (left, top, right, bottom) that stays below the size limit.

        `far` is a larger box, which it goes over without being less fine.
        """
        zoom = 14
        while zoom > 2 and (box[2] - box[0]) * 256 * 2**zoom > _WIDEST:
            zoom -= 1
        world = 256 * 2**zoom
        box = far or box
        left, top = math.floor(box[0] * world), math.floor(box[1] * world)
        return cls(
            plane, zoom, left, top, max(1, math.ceil(box[2] * world) - left), max(1, math.ceil(box[3] * world) - top)
        )

    @property
    def world(self) -> int:
        """Units across the plane's unit square."""
        return 256 << self.zoom

    @property
    def box(self) -> Box:
        """Left, top, right, bottom in the plane's unit square."""
        world = self.world
        return (
            self.left / world, self.top / world, (self.left + self.width) / world, (self.top + self.height) / world
        )  # fmt: skip

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a point of the window."""
        lon, lat = self.plane.inverse(self.back([[x, y]]))[0].tolist()
        return lon, lat

    def units(self, coordinates: Any) -> Any:
        """Return the window's coordinates, an (n, 2) array, of degrees, an (n, 2) array of longitude and latitude."""
        return self.place(self.plane.units(coordinates))

    def place(self, units: Any) -> Any:
        """Return the window's coordinates, an (n, 2) array, of points of the unit square."""
        return units * self.world - np.array([self.left, self.top])

    def back(self, points: Any) -> Any:
        """Return points of the unit square, an (n, 2) array, of the window's coordinates."""
        return (np.asarray(points, dtype=float) + np.array([self.left, self.top])) / self.world

    def project(self, geometries: Any) -> Any:
        """Return geometries (EPSG:4326, an array or one) in the window's units."""
        return shapely.transform(self.plane.project(geometries), self.place)

    def graticule(self, box: Box) -> str:
        """Return meridians and parallels at a round step over a box of the unit square as SVG path data."""
        left, top, right, bottom = box
        (x0, y0), (x1, y1) = self.plane.to_metres([[left, bottom], [right, top]]).tolist()
        lines = (shapely.clip_by_rect(line, x0, y0, x1, y1) for _, _, line in self.plane.graticule((x0, y0, x1, y1), 14))
        return "".join(self._write_line(line) for line in lines)

    def globe(self) -> str:
        """Return the edge of the globe as SVG path data; empty where the plane shows only a part of it."""
        edge = self.plane.globe()
        return self._write_line(edge) if edge is not None else ""

    def _write_line(self, metres: BaseGeometry) -> str:
        return self.write(shapely.simplify(self.cut(shapely.transform(metres, self.plane.to_units)), 0.7))

    def cut(self, geometry: BaseGeometry) -> Any:
        """Return a geometry of the unit square in the window's units, cut to the window."""
        return shapely.clip_by_rect(shapely.transform(geometry, self.place), 0, 0, self.width, self.height)

    def path(self, geometry: BaseGeometry) -> str:
        """Return a geometry (EPSG:4326) as SVG path data in whole units, relative after each start."""
        return self.write(self.project(geometry))

    def settle(self, units: Any) -> Any:
        """Return polygons of the unit square, an array, in the window's units as `settle` rounds them, for `write`."""
        return settle(shapely.transform(units, self.place), DIGITS, 10)

    def write(self, geometries: Any, digits: int = 0) -> str:
        """Return geometries, one or many, in the window's units as SVG path data, at most so many decimals."""
        parts = shapely.get_parts(geometries)
        kinds = shapely.get_type_id(parts)
        rings = shapely.get_rings(parts[kinds == _POLYGON])
        lines = parts[np.isin(kinds, _LINES)]
        return _write(rings, "z", digits) + _write(lines, "", digits)


def _write(lines: Any, end: str, digits: int) -> str:
    """Write lines, each from a place of its own, then by steps; those that end in "z" are closed."""
    lines = lines[~shapely.is_empty(lines)]
    if len(lines) == 0:
        return ""
    xy, of = shapely.get_coordinates(lines, return_index=True)
    xy = np.rint(xy * 10**digits).astype(np.int64)
    last = np.append(of[1:] != of[:-1], True)
    again = np.append((xy[1:] == xy[:-1]).all(axis=1), False) & ~last  # a vertex that the next one repeats
    xy, of = xy[~again], of[~again]
    sizes = np.bincount(of, minlength=len(lines))
    starts = np.cumsum(sizes) - sizes
    steps = np.diff(xy, axis=0, prepend=0)
    steps[starts] = xy[starts]
    closed = bool(end) & (xy[starts] == xy[starts + sizes - 1]).all(axis=1)
    xs, ys = steps.T.tolist()
    named = {step: f"{step / 10**digits:.10g}" if digits else str(step) for step in {*xs, *ys}}
    right = {step: named[step] if step < 0 else " " + named[step] for step in named}
    down = {step: named[step] if step < 0 else "," + named[step] for step in named}
    words = [right[x] + down[y] for x, y in zip(xs, ys, strict=True)]
    pieces = []
    for start, size, ring in zip(starts.tolist(), sizes.tolist(), closed.tolist(), strict=True):
        size -= ring and size > 1
        if size >= (3 if end else 2):
            body = "".join(words[start + 1 : start + size]).lstrip()
            pieces.append(f"M{named[xs[start]]},{named[ys[start]]}l{body}{end}")
    return "".join(pieces)
