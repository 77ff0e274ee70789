"""Areas a reader can derive: boxes between parallels and meridians have a closed formula on the ellipsoid."""

import re

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import MeasureError
from geo.land.area import cut_faces, geodesic_km2, keep_polygons, measure_km2, planar_km2, union_km2

# WGS 84: half axes in km, and the area between two parallels over a degree of longitude in closed form
# (Snyder 1987, Map Projections: A Working Manual, 3-12).
A, F = 6378.137, 1 / 298.257223563
E = (F * (2 - F)) ** 0.5


def authalic(latitude: float) -> float:
    sine = np.sin(np.radians(latitude))
    return sine / (1 - (E * sine) ** 2) + np.log((1 + E * sine) / (1 - E * sine)) / (2 * E)


def strip_km2(south: float, north: float) -> float:
    return np.radians(1) * A**2 * (1 - E**2) / 2 * (authalic(north) - authalic(south))


def box_km2(west: float, south: float, east: float, north: float) -> float:
    return (east - west) * strip_km2(south, north)


@pytest.mark.parametrize(
    "box",
    [
        (0, 0, 1, 1),
        (46, 39, 47, 40),
        (0, -45, 30, -44),
        (10, 40, 20, 50),
        (0, 80, 90, 90),
        (170, -10, 190, 10),
        (0, 0, 360, 1),
        (-180, -60, 180, 60),
        (-180, -90, 180, 90),
    ],
)
def test_a_box_is_what_the_closed_formula_gives(box: tuple[float, float, float, float]) -> None:
    assert geodesic_km2(shapely.box(*box)) == pytest.approx(box_km2(*box), rel=1e-6)


def test_the_whole_earth_is_what_textbooks_print() -> None:
    assert geodesic_km2(shapely.box(-180, -90, 180, 90)) == pytest.approx(510_065_622, abs=1)


def test_cutting_changes_no_area() -> None:
    wide = shapely.box(40, 60, 60, 70)
    west, east = (shapely.intersection(wide, shapely.box(start, 0, start + 11.7, 80)) for start in (40, 51.7))
    assert geodesic_km2(west) + geodesic_km2(east) == pytest.approx(geodesic_km2(wide), rel=1e-6)
    more_vertices = shapely.segmentize(wide, 0.013)
    assert geodesic_km2(more_vertices) == pytest.approx(geodesic_km2(wide), rel=1e-6)


def test_land_under_two_parts_of_one_geometry_counts_once() -> None:
    twice = shapely.GeometryCollection([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])
    assert geodesic_km2(twice) == pytest.approx(box_km2(0, 0, 3, 1), rel=1e-6)


def test_a_bow_tie_is_its_two_triangles() -> None:
    left, right = (shapely.Polygon([(x, 0), (0.5, 0.5), (x, 1)]) for x in (0, 1))
    tie = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert geodesic_km2(tie) == pytest.approx(geodesic_km2(left) + geodesic_km2(right))


def test_a_hole_is_not_land_and_parts_add_up() -> None:
    box, hole = shapely.box(0, 0, 1, 1), shapely.box(0.25, 0.25, 0.75, 0.75)
    ring = shapely.Polygon(box.exterior.coords, [hole.exterior.coords])
    assert geodesic_km2(ring) == pytest.approx(geodesic_km2(box) - geodesic_km2(hole))
    both = shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 0, 6, 1)])
    assert geodesic_km2(both) == pytest.approx(2 * geodesic_km2(box))


def test_direction_and_kind_do_not_matter() -> None:
    box = shapely.box(0, 0, 1, 1)
    assert geodesic_km2(shapely.reverse(box)) == pytest.approx(geodesic_km2(box))
    assert geodesic_km2(shapely.GeometryCollection([box, shapely.Point(0, 0)])) == pytest.approx(
        geodesic_km2(box)
    )
    for nothing in (None, shapely.Point(1, 1), shapely.LineString([(0, 0), (1, 1)]), shapely.Polygon()):
        assert geodesic_km2(nothing) == 0


@pytest.mark.parametrize(
    "box", [(500_000, 4_400_000, 501_000, 4_401_000), (0, 0, 1, 91), (-361, 0, 0, 1), (0, 0, float("inf"), 1)]
)
def test_what_is_no_degrees_is_refused(box: tuple[float, float, float, float]) -> None:
    with pytest.raises(
        MeasureError, match="which are no degrees; reproject to EPSG:4326 first, or use measure_km2"
    ):
        geodesic_km2(shapely.box(*box))


def test_a_series_is_measured_in_its_own_order_whatever_its_crs() -> None:
    degrees = geopandas.GeoSeries(
        [shapely.box(46, 39, 46.1, 39.1), shapely.box(46, 39, 46.2, 39.1)], index=["b", "a"], crs=4326
    )
    here, there = measure_km2(degrees), measure_km2(degrees.to_crs(32638))
    assert list(here.index) == ["b", "a"]
    assert here.to_numpy() == pytest.approx(there.to_numpy(), rel=1e-6)
    with pytest.raises(MeasureError, match="CRS"):
        measure_km2(degrees.set_crs(None, allow_override=True))


@pytest.mark.parametrize(
    ("crs", "message"),
    [
        (4326, "WGS 84 is in degrees, which have no area; use measure_km2"),
        (4979, "is in degrees"),
        (3857, "WGS 84 / Pseudo-Mercator is a Mercator projection, which swells areas; use measure_km2"),
        ("EPSG:3857+5773", "is a Mercator projection"),
        (3395, "is a Mercator projection"),
        ("+proj=merc +ellps=WGS84", "is a Mercator projection"),
        (4978, "is no projected CRS, so no area can be told in it; use measure_km2"),
        (None, "the geometries have no CRS, so no area can be told; set it first"),
    ],
)
def test_planar_formulas_are_refused_where_they_would_lie(crs: object, message: str) -> None:
    with pytest.raises(MeasureError, match=re.escape(message)):
        planar_km2(geopandas.GeoSeries([shapely.box(0, 0, 1000, 1000)], crs=crs))


@pytest.mark.parametrize(
    ("crs", "side"),
    [
        (32638, 1000),
        ("EPSG:32638+5773", 1000),  # with heights
        (2056, 1000),  # an oblique Mercator is no Mercator
        (2225, 1000 * 3937 / 1200),  # California in US survey feet
    ],
)
def test_a_square_kilometre_of_the_plane_in_any_unit(crs: object, side: float) -> None:
    series = geopandas.GeoSeries([shapely.box(0, 0, side, side)], index=["x"], crs=crs)
    assert planar_km2(series)["x"] == pytest.approx(1)


def test_an_equal_area_plane_agrees_with_the_ellipsoid() -> None:
    box = geopandas.GeoSeries([shapely.segmentize(shapely.box(46, 39, 47, 40), 0.01)], crs=4326)
    assert planar_km2(box.to_crs(6933))[0] == pytest.approx(measure_km2(box)[0], rel=1e-6)


def test_a_union_counts_nothing_twice() -> None:
    assert union_km2([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]) == pytest.approx(
        geodesic_km2(shapely.box(0, 0, 3, 1))
    )


def test_a_series_may_hold_nothing() -> None:
    assert measure_km2(geopandas.GeoSeries([None, shapely.Polygon()], crs=4326)).tolist() == [0, 0]
    assert measure_km2(geopandas.GeoSeries([], crs=4326)).empty
    assert union_km2([]) == 0
    assert cut_faces({}) == cut_faces({"a": shapely.Polygon()}) == ()


def test_only_polygons_are_kept() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert keep_polygons(bow).is_valid
    assert keep_polygons(shapely.LineString([(0, 0), (1, 1)])).is_empty
    assert keep_polygons(None).is_empty


def test_faces_name_their_places_and_outlines() -> None:
    faces = cut_faces(
        {"a": shapely.box(0, 0, 2, 1), "b": shapely.box(1, 0, 3, 1)}, {"line": shapely.box(0, 0, 2.5, 1)}
    )
    assert [(face.places, face.outlines) for face in faces] == [
        (("a",), ("line",)), (("a", "b"), ("line",)), (("b",), ()), (("b",), ("line",)),
    ]  # fmt: skip


def test_land_of_no_place_inside_an_outline_is_a_face_of_its_own() -> None:
    faces = cut_faces({"a": shapely.box(0, 0, 1, 1)}, {"line": shapely.box(0, 0, 3, 1)})
    assert [(face.places, face.outlines) for face in faces] == [(("a",), ("line",)), ((), ("line",))]
    assert faces[1].km2 == pytest.approx(2 * faces[0].km2, rel=1e-3)


squares = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 6))


@given(st.lists(squares, min_size=1, max_size=6), squares)
@settings(max_examples=60)
def test_faces_partition_the_union(boxes, outline) -> None:
    shapes = {
        f"p{n}": shapely.box(x / 10, y / 10, (x + size) / 10, (y + size) / 10)
        for n, (x, y, size) in enumerate(boxes)
    }
    x, y, size = outline
    faces = cut_faces(shapes, {"line": shapely.box(x / 10, y / 10, (x + size) / 10, (y + size) / 10)})
    whole = union_km2(list(shapes.values()))
    assert sum(face.km2 for face in faces if face.places) == pytest.approx(whole, rel=1e-6)
    with_line = union_km2([*shapes.values(), shapely.box(x / 10, y / 10, (x + size) / 10, (y + size) / 10)])
    assert sum(face.km2 for face in faces) == pytest.approx(with_line, rel=1e-6)
    for name, shape in shapes.items():
        mine = [face for face in faces if name in face.places]
        assert sum(face.km2 for face in mine) == pytest.approx(geodesic_km2(shape), rel=1e-6)
    for one, face in enumerate(faces):
        for other in faces[one + 1 :]:
            assert shapely.intersection(face.geometry, other.geometry).area < 1e-9
