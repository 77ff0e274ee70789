"""The page's plane: Web Mercator in pixels of one zoom level, as Leaflet counts them, x right and y down.

Only for drawing; nothing is measured here.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

_LIMIT = 85.0511287798  # latitude where Web Mercator becomes square
_WIDEST = 16_000  # units across the drawn extent: about the zoom at which districts fill a screen


@dataclass(frozen=True, slots=True)
class Plane:
    """A window of Web Mercator in whole pixels of a zoom level.

    Parameters
    ----------
    zoom : int
        The level whose pixels are the units (the world is 256 · 2^zoom wide).
    left, top : int
        The window's corner, in those pixels.
    width, height : int
        The window's size.
    """

    zoom: int
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def around(cls, west: float, south: float, east: float, north: float) -> "Plane":
        """Return the finest plane over an extent in degrees (EPSG:4326) that stays below the size limit."""
        zoom = 14
        while zoom > 2 and (east - west) / 360 * 256 * 2**zoom > _WIDEST:
            zoom -= 1
        x0, y0 = _pixels(np.array([[west, north]]), zoom)[0]
        x1, y1 = _pixels(np.array([[east, south]]), zoom)[0]
        left, top = math.floor(x0), math.floor(y0)
        return cls(zoom, left, top, max(1, math.ceil(x1) - left), max(1, math.ceil(y1) - top))

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """South, west, north, east of the window, in degrees."""
        west, north = self.degrees(0, 0)
        east, south = self.degrees(self.width, self.height)
        return south, west, north, east

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return longitude and latitude of a point of the plane."""
        world = 256 * 2**self.zoom
        lon = (x + self.left) / world * 360 - 180
        lat = math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * (y + self.top) / world))))
        return lon, lat

    def units(self, coordinates: Any) -> Any:
        """Return plane coordinates, an (n, 2) array, of degrees, an (n, 2) array of longitude and latitude."""
        return _pixels(np.asarray(coordinates, dtype=float), self.zoom) - (self.left, self.top)

    def path(self, geometry: BaseGeometry) -> str:
        """Return a geometry (EPSG:4326) as SVG path data in whole units, relative after each start."""
        pieces = []
        for part in shapely.get_parts(geometry):
            if part.geom_type == "Polygon":
                pieces += [self._line(ring, closed=True) for ring in (part.exterior, *part.interiors)]
            elif part.geom_type in ("LineString", "LinearRing"):
                pieces.append(self._line(part, closed=False))
        return "".join(pieces)

    def _line(self, line: Any, *, closed: bool) -> str:
        points = np.rint(self.units(shapely.get_coordinates(line))).astype(int)
        keep = np.ones(len(points), dtype=bool)
        keep[1:] = np.any(np.diff(points, axis=0) != 0, axis=1)
        points = points[keep]
        if closed and len(points) > 1 and (points[0] == points[-1]).all():
            points = points[:-1]
        if len(points) < (3 if closed else 2):
            return ""
        steps = np.diff(points, axis=0)
        body = "".join(f"{x:d}{'' if y < 0 else ','}{y:d}" if i == 0 or x < 0 else f" {x:d}{'' if y < 0 else ','}{y:d}"
                       for i, (x, y) in enumerate(steps.tolist()))  # fmt: skip
        return f"M{points[0][0]},{points[0][1]}l{body}{'z' if closed else ''}"


def _pixels(degrees: Any, zoom: int) -> Any:
    world = 256 * 2**zoom
    latitude = np.radians(np.clip(degrees[:, 1], -_LIMIT, _LIMIT))
    x = (degrees[:, 0] + 180) / 360 * world
    y = (1 - np.arcsinh(np.tan(latitude)) / math.pi) / 2 * world
    return np.column_stack([x, y])
