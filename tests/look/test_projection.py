"""The plane follows the extent, and names itself."""

import numpy as np
import pytest
import shapely

from geo.land.area import geodesic_km2
from geo.look.projection import choose_projection


@pytest.mark.parametrize(
    ("extent", "kind", "name"),
    [((45.5, 38.8, 47.4, 40.5), "utm", "38N"), ((10, -35, 11.9, -33), "utm", "32S"), ((44.7, 38.3, 50.7, 42.0), "laea", "47.7°"),
     ((-10, 35, 40, 70), "laea", "52.5°"), ((-180, -60, 180, 80), "equal_earth", "Equal Earth")],
)  # fmt: skip
def test_projection_follows_the_extent(extent: tuple[float, float, float, float], kind: str, name: str) -> None:
    projection = choose_projection(*extent)
    assert projection.kind == kind
    assert name in projection.name("en")
    middle = shapely.Point((extent[0] + extent[2]) / 2, (extent[1] + extent[3]) / 2)
    x, y = shapely.get_coordinates(projection.metres(middle))[0]
    assert projection.north(x, y) == pytest.approx(0, abs=2)
    assert projection.degrees(np.array([[x, y]]))[0] == pytest.approx((middle.x, middle.y), abs=1e-6)


def test_wide_extents_keep_areas() -> None:
    land = shapely.segmentize(shapely.box(0, 40, 10, 50), 0.1)
    plane = choose_projection(-10, 35, 40, 70).metres(land)
    assert plane.area / 1e6 == pytest.approx(geodesic_km2(land), rel=1e-4)


def test_stretch_is_the_zones_scale_on_its_meridian() -> None:
    projection = choose_projection(44, 39, 46, 41)
    x, y = shapely.get_coordinates(projection.metres(shapely.Point(45, 40)))[0]
    assert projection.stretch(x, y) == pytest.approx(0.9996, abs=2e-5)
