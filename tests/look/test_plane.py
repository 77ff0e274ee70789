"""The plane itself: edges, opposite land, north, where one scale is true, and lines across it."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from geo.land.antimeridian import cut_edges, recentre
from geo.look.plane import WEB, Plane
from geo.look.projection import Albers, Azimuthal, Coded, EqualEarth


def test_a_marker_lands_where_it_belongs_and_comes_back() -> None:
    plane = Plane(Azimuthal(178.5, -17))
    points = np.array([[179.99, -16.5], [-179.99, -16.5], [178.4, -18.1]])
    units = plane.units(points)
    assert np.diff(units[:2, 0])[0] * plane.metres_per_unit == pytest.approx(2133, abs=5)
    assert plane.inverse(units) == pytest.approx(points, abs=1e-7)
    x, y = plane.to_metres(units).T
    wanted = Transformer.from_crs(
        "EPSG:4326", "+proj=laea +lat_0=-17 +lon_0=178.5 +datum=WGS84", always_xy=True
    )
    assert np.abs(np.array(wanted.transform(*points.T)) - (x, y)).max() < 1


def test_long_edges_bend_the_same_from_both_sides() -> None:
    low, high = shapely.box(-100, 40, -60, 49), shapely.box(-100, 49, -60, 60)
    both = Plane(Albers(-80, 45, 40, 50), longest=1.0).project(np.array([low, high], dtype=object))
    assert shapely.coverage_is_valid(both)
    assert len(shapely.get_coordinates(both[0])) > 90
    assert shapely.area(shapely.intersection(*both)) == 0


def test_short_edges_stay_as_they_are() -> None:
    land = np.array([shapely.box(0, 0, 1, 1)], dtype=object)
    assert cut_edges(land, 2.0) is land
    line = cut_edges(np.array([shapely.LineString([(0, 0), (0, 10)])], dtype=object), 2.5)[0]
    assert shapely.get_coordinates(line)[:, 1].tolist() == [0, 2.5, 5, 7.5, 10]


def test_land_is_cut_opposite_the_middle() -> None:
    moved = recentre(np.array([shapely.box(-175, 0, -160, 10), shapely.Point(-175, 0)], dtype=object), 11)
    assert moved[0].bounds == (-169, 0, 191, 10)
    assert moved[0].area == pytest.approx(150)
    assert moved[1].x == 185


def test_land_opposite_the_middle_does_not_cover_the_map() -> None:
    china = shapely.box(80, 20, 130, 50)
    drawn = Plane(Azimuthal(-64, -38)).metres(china)
    assert not shapely.make_valid(drawn).contains(shapely.Point(0, 0))


@pytest.mark.parametrize("lat", [-90, 84])
def test_land_round_a_pole_has_no_seam(lat: float) -> None:
    pole = 90 if lat > 0 else -90
    plane = Plane(Azimuthal(20, lat))
    low, high = sorted([pole, 0.8 * pole])
    hair = shapely.box(-179.9999999999, low, 180, high)  # as Natural Earth has Antarctica
    sectors = np.array([hair, *(shapely.box(lon, 0.7 * pole, lon + 90, 0.8 * pole) for lon in range(-180, 180, 90))])
    for drawn in (plane.metres(sectors), plane.project(sectors)):
        assert shapely.is_valid(drawn).all()
        assert drawn[0].boundary.geom_type == "LineString"
    opposite = plane.metres(shapely.Point(-160, 0.9 * pole))
    assert plane.metres(hair).contains(opposite.buffer(1000))
    assert plane.holds_pole((-1e6, -1e6, 1e6, 1e6))
    assert not Plane(Azimuthal(20, 50)).holds_pole((-1e6, -1e6, 1e6, 1e6))


def test_what_is_drawn_is_valid_where_edges_stay_straight_beside_bent_ones() -> None:
    notched = shapely.Polygon([(0, 50), (40, 50), (40, 60), (20, 50.01), (0, 60)])
    plane = Plane(Albers(20, 45, 20, 60), longest=45.0)
    assert notched.is_valid
    assert not plane.project(notched).is_valid
    assert plane.metres(np.array([notched]))[0].is_valid
    assert plane.metres(notched).is_valid


def test_north_leans_away_from_the_meridian() -> None:
    plane = Plane(Albers(-96, 38, 29.5, 45.5))
    x, y = plane.metres(shapely.Point(-96, 40)).coords[0]
    assert plane.north(x, y) == pytest.approx(0, abs=0.01)
    x, y = plane.metres(shapely.Point(-120, 45)).coords[0]
    assert plane.north(x, y) == pytest.approx(14.5, abs=1)


def test_one_scale_is_true_over_a_country_and_not_over_a_world() -> None:
    local = Plane(Azimuthal(47, 40))
    assert local.is_true((-3e5, -3e5, 3e5, 3e5))
    assert not local.is_true((-6e6, -6e6, 6e6, 6e6))
    assert not Plane(EqualEarth()).is_true((-1.7e7, -8e6, 1.7e7, 8e6))
    assert not WEB.is_true((0, 0, 1e6, 8e6))
    assert Plane(Coded("EPSG:32638", 45)).is_true((3e5, 4.2e6, 7e5, 4.6e6))


def test_graticule_has_round_degrees() -> None:
    lines = Plane(Azimuthal(178, -17)).graticule((-5e5, -5e5, 5e5, 5e5))
    assert [value for axis, value, _ in lines if axis == "lon"] == [174, 176, 178, 180, -178]
    poles = Plane(Azimuthal(0, 90)).graticule((-2e6, -2e6, 2e6, 2e6))
    assert len([value for axis, value, _ in poles if axis == "lon"]) >= 6
    world = Plane(EqualEarth(11)).graticule((-1.73e7, -8.4e6, 1.73e7, 8.4e6), 12)
    assert {value for axis, value, _ in world if axis == "lat"} >= {-60, -30, 0, 30, 60}


def test_the_globe_has_an_edge_only_where_all_of_it_is_shown() -> None:
    edge = Plane(EqualEarth(11)).globe()
    assert edge is not None
    assert edge.area / 1e6 == pytest.approx(510_065_622, rel=1e-4)  # km² of the ellipsoid
    assert Plane(Azimuthal(0, 50)).globe() is None


def test_parameters_travel_to_the_page() -> None:
    data = Plane(Albers(-96, 38, 29.5, 45.5), home=(0.4, 0.3, 0.6, 0.5)).crs_data()
    assert data == {"kind": "albers", "lon": -96, "lat": 38, "south": 29.5, "north": 45.5, "home": [0.4, 0.3, 0.6, 0.5],
                    "whole": [0, 0, 1, 1]}  # fmt: skip
