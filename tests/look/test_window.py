import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.look.choice import choose_plane
from geo.look.plane import WEB, Plane
from geo.look.projection import EqualEarth
from geo.look.window import Window

WORLD = Window(Plane(EqualEarth()), zoom=5, left=0, top=0, width=8192, height=8192)


def test_greenwich_on_the_equator_is_the_middle_of_the_world() -> None:
    web = Window(WEB, zoom=0, left=0, top=0, width=256, height=256)
    assert web.units([[0, 0]])[0] == pytest.approx((128, 128))
    assert web.units([[-180, 0], [180, 0]])[:, 0] == pytest.approx([0, 256])


def test_window_holds_its_land_and_stays_small() -> None:
    land = shapely.box(44.7, 38.4, 50.9, 41.9)
    plane = choose_plane([land])
    window = Window.around(plane, plane.home)
    left, top, right, bottom = window.project(land).bounds
    assert (left >= -1e-6, top >= -1e-6, right <= window.width, bottom <= window.height) == (
        True,
        True,
        True,
        True,
    )
    assert 8_000 < window.width <= 16_000


def test_the_whole_world_fits() -> None:
    plane = choose_plane([shapely.box(-180, -90, 180, 90)])
    window = Window.around(plane, plane.home)
    assert 0 < window.width <= 16_000
    assert math.isfinite(window.height)


@given(st.floats(-179, 179), st.floats(-84, 84))
def test_degrees_undo_units(lon: float, lat: float) -> None:
    x, y = WORLD.units([[lon, lat]])[0]
    assert WORLD.degrees(x, y) == pytest.approx((lon, lat), abs=1e-7)


def test_path_is_relative_whole_and_closed() -> None:
    web = Window(WEB, zoom=8, left=0, top=0, width=65536, height=65536)
    side = 360 / 65536  # one unit of longitude
    path = web.path(shapely.box(0, 0, 10 * side, 10 * side))
    assert path.startswith("M")
    assert path.endswith("z")
    assert "." not in path
    assert path.count("l") == 1


def test_path_has_holes_and_leaves_out_what_is_smaller_than_a_unit() -> None:
    ring = shapely.Polygon(shapely.box(0, 0, 4, 4).exterior.coords, [shapely.box(1, 1, 3, 3).exterior.coords])
    assert WORLD.path(ring).count("M") == 2
    assert WORLD.path(shapely.box(0, 0, 1e-6, 1e-6)) == ""
    assert WORLD.path(shapely.Point(0, 0)) == ""
