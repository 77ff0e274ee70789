import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.look.plane import Plane


def test_greenwich_on_the_equator_is_the_middle_of_the_world() -> None:
    plane = Plane(zoom=0, left=0, top=0, width=256, height=256)
    assert plane.units([[0, 0]])[0] == pytest.approx((128, 128))
    assert plane.units([[-180, 0], [180, 0]])[:, 0] == pytest.approx([0, 256])


def test_window_holds_its_extent_and_stays_small() -> None:
    plane = Plane.around(44.7, 38.4, 50.9, 41.9)
    south, west, north, east = plane.bounds
    assert west <= 44.7
    assert east >= 50.9
    assert south <= 38.4
    assert north >= 41.9
    assert plane.width <= 16_000


def test_the_whole_world_fits() -> None:
    plane = Plane.around(-180, -90, 180, 90)
    assert 0 < plane.width <= 16_000
    assert math.isfinite(plane.height)


@given(st.floats(-179, 179), st.floats(-84, 84))
def test_degrees_undo_units(lon: float, lat: float) -> None:
    plane = Plane.around(-180, -85, 180, 85)
    x, y = plane.units([[lon, lat]])[0]
    assert plane.degrees(x, y) == pytest.approx((lon, lat), abs=1e-9)


def test_path_is_relative_whole_and_closed() -> None:
    plane = Plane(zoom=8, left=0, top=0, width=65536, height=65536)
    side = 360 / 65536  # one unit of longitude
    path = plane.path(shapely.box(0, 0, 10 * side, 10 * side))
    assert path.startswith("M")
    assert path.endswith("z")
    assert "." not in path
    assert path.count("l") == 1


def test_path_has_holes_and_leaves_out_what_is_smaller_than_a_unit() -> None:
    plane = Plane(zoom=8, left=0, top=0, width=65536, height=65536)
    ring = shapely.Polygon(shapely.box(0, 0, 1, 1).exterior.coords, [shapely.box(0.4, 0.4, 0.6, 0.6).exterior.coords])
    assert plane.path(ring).count("M") == 2
    assert plane.path(shapely.box(0, 0, 1e-6, 1e-6)) == ""
    assert plane.path(shapely.Point(0, 0)) == ""
