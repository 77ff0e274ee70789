"""Projections of the WGS 84 ellipsoid in metres, forward and inverse: three that keep areas, and Web Mercator.

`geo/page/assets/plane.js` holds the same formulas. The equal-area ones are those of the sphere at authalic latitude
(Snyder, J. P. (1987), Map Projections: A Working Manual, USGS Professional Paper 1395, pages 16, 98 and 182; Šavrič, B.,
Patterson, T., Jenny, B. (2019), The Equal Earth map projection, Int. J. Geographical Information Science 33, 454-465).
On geodetic latitude they would be off by 1.3 % between equator and pole.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
import numpy.typing as npt
from pyproj import CRS, Transformer

Floats = npt.NDArray[np.float64]

A = 6378137.0  # metres: WGS 84's half axis
_F = 1 / 298.257223563
E2 = _F * (2 - _F)
_E = math.sqrt(E2)
AROUND = 2 * math.pi * A  # metres round the equator
# Of authalic latitude back to geodetic, by sin 2, 4 and 6 times it (Snyder, 3-18).
_BACK = (
    E2 / 3 + 31 * E2**2 / 180 + 517 * E2**3 / 5040,
    23 * E2**2 / 360 + 251 * E2**3 / 3780,
    761 * E2**3 / 45360,
)
_EQUAL_EARTH = (1.340264, -0.081106, 0.000893, 0.003796)
_HALF_ROOT = math.sqrt(3) / 2
_POLE = 85.05112877980659  # degrees: where Web Mercator's square ends


def _q(sine: Floats) -> Floats:
    found: Floats = (1 - E2) * (sine / (1 - E2 * sine**2) + np.arctanh(_E * sine) / _E)
    return found


_QP = float(_q(np.ones(1))[0])
RADIUS = A * math.sqrt(_QP / 2)  # metres: of the sphere with the ellipsoid's area


def _parallel(lat: float) -> float:
    """Radius of a parallel, in half axes."""
    sine = math.sin(math.radians(lat))
    return math.cos(math.radians(lat)) / math.sqrt(1 - E2 * sine**2)


def authalic_sine(lat: Floats) -> Floats:
    """Return the sine of the authalic latitude of geodetic latitudes in degrees."""
    sine: Floats = np.clip(_q(np.sin(np.radians(lat))) / _QP, -1, 1)
    return sine


def geodetic(sine: Floats) -> Floats:
    """Return geodetic latitudes in degrees of sines of authalic ones."""
    beta = np.arcsin(np.clip(sine, -1, 1))
    lat: Floats = np.degrees(beta + sum(c * np.sin(2 * (n + 1) * beta) for n, c in enumerate(_BACK)))
    return lat


class Projection(Protocol):
    """A plane in metres: x to the east of a central meridian, y to the north."""

    @property
    def lon(self) -> float:
        """The central meridian in degrees."""

    def forward(self, turn: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres of degrees east of the central meridian (-180 to 180) and latitudes in degrees."""

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return degrees east of the central meridian and latitudes; off the globe, its nearest edge or NaN."""


@dataclass(frozen=True)
class EqualEarth:
    """Equal Earth: the whole world, its edge a curve."""

    lon: float = 0.0

    def forward(self, turn: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres."""
        a1, a2, a3, a4 = _EQUAL_EARTH
        theta = np.arcsin(_HALF_ROOT * authalic_sine(lat))
        square = theta**2
        sixth = square**3
        x = np.radians(turn) * np.cos(theta) / (_HALF_ROOT * (a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)))
        return RADIUS * x, RADIUS * theta * (a1 + a2 * square + sixth * (a3 + a4 * square))

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return degrees east of the central meridian and latitudes."""
        a1, a2, a3, a4 = _EQUAL_EARTH
        most = np.full(np.shape(y), np.pi / 3)
        wanted = y / RADIUS
        theta = np.clip(wanted / a1, -most, most)
        for _ in range(8):  # Newton, to the last digit
            square = theta**2
            sixth = square**3
            reached = theta * (a1 + a2 * square + sixth * (a3 + a4 * square))
            slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
            theta = np.clip(theta - (reached - wanted) / slope, -most, most)
        square = theta**2
        sixth = square**3
        slope = a1 + 3 * a2 * square + sixth * (7 * a3 + 9 * a4 * square)
        turn = np.degrees(x / RADIUS * _HALF_ROOT * slope / np.cos(theta))
        return np.clip(turn, -180, 180), geodetic(np.sin(theta) / _HALF_ROOT)


@dataclass(frozen=True)
class Azimuthal:
    """Lambert's azimuthal equal-area projection, around a centre."""

    lon: float
    lat: float

    @cached_property
    def _centre(self) -> tuple[float, float, float]:
        """Sine and cosine of the centre's authalic latitude, and what keeps its scale true."""
        sine = float(authalic_sine(np.array([self.lat]))[0])
        cosine = math.sqrt(max(0.0, 1 - sine**2))
        even = A * _parallel(self.lat) / (RADIUS * cosine) if abs(self.lat) < 89.99 else 1.0
        return sine, cosine, even

    def forward(self, turn: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres."""
        sine0, cosine0, even = self._centre
        sine = authalic_sine(lat)
        cosine = np.sqrt(1 - sine**2)
        angle = np.radians(np.where(turn == -180, 180.0, turn))  # opposite the centre both ways meet, to the last digit
        near = 1 + sine0 * sine + cosine0 * cosine * np.cos(angle)
        size = RADIUS * np.sqrt(2 / np.maximum(near, 1e-9))
        x = size * even * cosine * np.sin(angle)
        return x, size / even * (cosine0 * sine - sine0 * cosine * np.cos(angle))

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return degrees east of the central meridian and latitudes."""
        sine0, cosine0, even = self._centre
        x, y = x / even, y * even
        far = np.hypot(x, y)
        away = 2 * np.arcsin(np.minimum(far / (2 * RADIUS), 1))
        share = np.where(far > 0, np.sin(away) / np.where(far > 0, far, 1), 1 / RADIUS)
        sine = np.cos(away) * sine0 + y * share * cosine0
        turn = np.arctan2(x * share, cosine0 * np.cos(away) - y * share * sine0)
        return np.degrees(turn), geodetic(sine)


@dataclass(frozen=True)
class Albers:
    """Albers' conic equal-area projection: true along two parallels, for land that is wide."""

    lon: float
    lat: float
    south: float
    north: float

    @cached_property
    def _cone(self) -> tuple[float, float, float]:
        low, high, middle = (_QP * float(s) for s in authalic_sine(np.array([self.south, self.north, self.lat])))
        m_low, m_high = _parallel(self.south) ** 2, _parallel(self.north) ** 2
        n = (m_low - m_high) / (high - low) if self.south != self.north else math.sin(math.radians(self.south))
        c = m_low + n * low
        return n, c, A * math.sqrt(max(0.0, c - n * middle)) / n

    def forward(self, turn: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres."""
        n, c, origin = self._cone
        far = A * np.sqrt(np.maximum(c - n * _QP * authalic_sine(lat), 0)) / n
        angle = n * np.radians(turn)
        return far * np.sin(angle), origin - far * np.cos(angle)

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return degrees east of the central meridian and latitudes."""
        n, c, origin = self._cone
        side = math.copysign(1.0, n)
        far = np.hypot(x, origin - y)
        turn = np.degrees(np.arctan2(side * x, side * (origin - y)) / n)
        return np.clip(turn, -180, 180), geodetic((c - (far * n / A) ** 2) / (n * _QP))


@dataclass(frozen=True)
class Mercator:
    """Web Mercator (EPSG:3857): what online tiles and other people's maps are in; it swells areas."""

    lon: float = 0.0

    def forward(self, turn: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres of the equator."""
        sine = np.sin(np.radians(np.clip(lat, -_POLE, _POLE)))
        return A * np.radians(turn), A * np.arctanh(sine)

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return degrees east of the central meridian and latitudes."""
        return np.degrees(x / A), np.degrees(np.arctan(np.sinh(y / A)))


@dataclass(frozen=True)
class Coded:
    """Any projection that pyproj knows by its code, for pictures."""

    code: str
    lon: float = 0.0

    @cached_property
    def _transformer(self) -> Transformer:
        return Transformer.from_crs("EPSG:4326", CRS.from_user_input(self.code), always_xy=True)

    @cached_property
    def _axes(self) -> npt.NDArray[np.float64]:
        """A matrix from the code's own axes, whichever way they point, to metres to the east and north."""
        axes = CRS.from_user_input(self.code).axis_info
        ways = [axis.direction for axis in axes]
        turned = {"east": (0, 1.0), "west": (0, -1.0), "north": (1, 1.0), "south": (1, -1.0)}
        if ways == ["north", "east"] or len({turned.get(way, (2,))[0] for way in ways} - {2}) < 2:
            ways = ["east", "north"]  # as pyproj gives them; around a pole both lead away from it
        matrix = np.zeros((2, 2))
        for own, way in enumerate(ways):
            to, sign = turned[way]
            matrix[to, own] = sign * axes[own].unit_conversion_factor
        return matrix

    def forward(self, turn: Floats, lat: Floats) -> tuple[Floats, Floats]:
        """Return x and y in metres; infinite ones where the projection shows nothing."""
        own = np.array(self._transformer.transform(np.asarray(turn) + self.lon, lat))
        on = np.isfinite(own).all(axis=0)
        x, y = np.where(on, self._axes @ np.where(on, own, 0.0), np.inf)
        return x, y

    def inverse(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return degrees east of the central meridian and latitudes."""
        own = np.linalg.inv(self._axes) @ np.array([x, y], dtype=float)
        lon, lat = self._transformer.transform(own[0], own[1], direction="INVERSE")
        return (np.asarray(lon) - self.lon + 180) % 360 - 180, np.asarray(lat)
