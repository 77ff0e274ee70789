"""The plane a picture is drawn in: UTM for a region, equal-area for anything wider, named in the foot."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Geod, Transformer
from shapely.geometry.base import BaseGeometry

from geo.text.words import format_number, say

_WIDEST_UTM = 7.0  # degrees of longitude; a zone has six, and half a degree at each side does no harm
_WIDEST_LOCAL = 100.0
_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True)
class Projection:
    """A plane in metres.

    Parameters
    ----------
    code : str
        What pyproj builds it from.
    kind : {"utm", "laea", "equal_earth"}
        Which family it is of.
    values : tuple of (str, float or str)
        What its name needs: the zone, or the centre in degrees.
    """

    code: str
    kind: str
    values: tuple[tuple[str, float | str], ...]

    @cached_property
    def _forward(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", CRS.from_user_input(self.code), always_xy=True)

    def metres(self, geometry: BaseGeometry) -> Any:
        """Return a geometry (EPSG:4326) in the plane."""
        return shapely.transform(geometry, self._project)

    def _project(self, degrees: Any) -> Any:
        x, y = self._forward.transform(degrees[:, 0], degrees[:, 1])
        return np.column_stack([x, y])

    def degrees(self, points: Any) -> Any:
        """Return longitudes and latitudes (n, 2) of points of the plane (n, 2)."""
        lon, lat = self._forward.transform(points[:, 0], points[:, 1], direction="INVERSE")
        return np.column_stack([lon, lat])

    def north(self, x: float, y: float) -> float:
        """Return by how many degrees north leans to the right at a point of the plane."""
        lon, lat = self.degrees(np.array([[x, y]]))[0]
        ahead = np.array([[lon, lat], [lon, min(89.9, lat + 0.01)]])
        (x0, y0), (x1, y1) = self._project(ahead)
        return math.degrees(math.atan2(x1 - x0, y1 - y0))

    def stretch(self, x: float, y: float) -> float:
        """Return how many metres of the plane a true metre takes, eastwards at a point of the plane."""
        lon, lat = self.degrees(np.array([[x, y]]))[0]
        east, north, _ = _WGS84.fwd(lon, lat, 90, 1000)
        (x0, y0), (x1, y1) = self._project(np.array([[lon, lat], [east, north]]))
        return math.hypot(x1 - x0, y1 - y0) / 1000

    def name(self, lang: str) -> str:
        """Return what the foot calls it."""
        values = {
            key: value if isinstance(value, str) else format_number(value, lang, 1)
            for key, value in self.values
        }
        return say(f"picture.projection_{self.kind}", lang, **values)


def choose_projection(west: float, south: float, east: float, north: float) -> Projection:
    """Choose the plane for an extent.

    Parameters
    ----------
    west, south, east, north : float
        The extent in degrees (EPSG:4326).

    Returns
    -------
    Projection
        UTM where one zone holds it, else Lambert's azimuthal equal-area plane around its middle, else Equal Earth.
    """
    lon, lat = (west + east) / 2, (south + north) / 2
    zone = min(60, max(1, math.floor((lon + 180) / 6) + 1))
    middle = zone * 6 - 183
    reach = max(abs(west - middle), abs(east - middle))
    if reach <= _WIDEST_UTM / 2 and south >= -80 and north <= 84 and north - south <= 12:
        code = f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"
        return Projection(code, "utm", (("zone", f"{zone}{'N' if lat >= 0 else 'S'}"),))
    if max(east - west, 2 * (north - south)) <= _WIDEST_LOCAL:
        lon, lat = round(lon, 1), round(lat, 1)
        code = f"+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84 +units=m +no_defs"
        return Projection(code, "laea", (("lon", lon), ("lat", lat)))
    lon = round(lon, 0)
    return Projection(f"+proj=eqearth +lon_0={lon} +datum=WGS84 +units=m +no_defs", "equal_earth", (("lon", lon),))
