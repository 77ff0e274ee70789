"""The formulas against pyproj, which knows them on the ellipsoid."""

import numpy as np
import pytest
from pyproj import Transformer

from geo.look.projection import Albers, Azimuthal, Coded, EqualEarth, Mercator, Projection

CASES: list[tuple[Projection, str, float, tuple[float, float]]] = [
    (EqualEarth(11), "+proj=eqearth +lon_0=11 +datum=WGS84", 180, (-90, 90)),
    (Azimuthal(47, 40), "+proj=laea +lat_0=40 +lon_0=47 +datum=WGS84", 80, (-30, 90)),
    (Azimuthal(178, -17), "+proj=laea +lat_0=-17 +lon_0=178 +datum=WGS84", 80, (-80, 50)),
    (Azimuthal(0, 90), "+proj=laea +lat_0=90 +lon_0=0 +datum=WGS84", 180, (-30, 90)),
    (
        Albers(-96, 38, 29.5, 45.5),
        "+proj=aea +lat_0=38 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +datum=WGS84",
        90,
        (-30, 89),
    ),
    (
        Albers(134, -25, -36, -18),
        "+proj=aea +lat_0=-25 +lon_0=134 +lat_1=-18 +lat_2=-36 +datum=WGS84",
        90,
        (-89, 30),
    ),
    (Mercator(), "EPSG:3857", 180, (-85, 85)),
    (Coded("EPSG:3035", 10), "EPSG:3035", 60, (10, 80)),
]


@pytest.mark.parametrize(("projection", "code", "wide", "lats"), CASES, ids=lambda value: str(value)[:24])
def test_forward_and_inverse_are_pyprojs(
    projection: Projection, code: str, wide: float, lats: tuple[float, float]
) -> None:
    rng = np.random.default_rng(15)
    turn, lat = rng.uniform(-wide, wide, 4000), rng.uniform(*lats, 4000)
    x, y = projection.forward(turn, lat)
    reference = Transformer.from_crs("EPSG:4326", code, always_xy=True)
    lon = (turn + projection.lon + 180) % 360 - 180
    wanted = np.array(reference.transform(lon, lat))
    assert np.abs(np.array([x, y]) - wanted).max() < 0.001  # metres
    back_turn, back_lat = projection.inverse(x, y)
    north = np.abs(back_lat - lat) * 111_320
    east = np.abs(back_turn - turn) * np.cos(np.radians(lat)) * 111_320
    assert np.maximum(north, east).max() < 0.01  # metres


@pytest.mark.parametrize(
    "projection", [EqualEarth(11), Azimuthal(47, 40), Albers(-96, 38, 29.5, 45.5), Mercator()]
)
def test_off_the_globe_is_still_a_place(projection: Projection) -> None:
    far = np.array([-3e7, 0.0, 3e7])
    turn, lat = projection.inverse(far, np.full(3, 2.9e7))
    assert np.isfinite(turn).all()
    assert np.isfinite(lat).all()
    assert (np.abs(lat) <= 90).all()


def test_a_plane_by_its_code_comes_back_from_beyond_180() -> None:
    pacific = Coded("EPSG:3832", 150)
    turn, lat = pacific.inverse(*pacific.forward(np.array([40.0]), np.array([10.0])))
    assert (turn[0], lat[0]) == (pytest.approx(40), pytest.approx(10))
