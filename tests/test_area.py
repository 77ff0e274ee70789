import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.area import cut_faces, geodesic_km2, keep_polygons, measure_km2, planar_km2, union_km2
from geo.errors import MeasureError

# WGS 84: half axes in km, and the area between two parallels over a degree of longitude in closed form
# (Snyder 1987, Map Projections: A Working Manual, 3-12).
A, F = 6378.137, 1 / 298.257223563
E = (F * (2 - F)) ** 0.5


def authalic(latitude: float) -> float:
    sine = np.sin(np.radians(latitude))
    return sine / (1 - (E * sine) ** 2) + np.log((1 + E * sine) / (1 - E * sine)) / (2 * E)


def strip_km2(south: float, north: float) -> float:
    return np.radians(1) * A**2 * (1 - E**2) / 2 * (authalic(north) - authalic(south))


@pytest.mark.parametrize("south", [0, 39, 60, -45])
def test_a_box_of_a_degree_is_what_the_ellipsoid_gives(south: int) -> None:
    fine = shapely.segmentize(shapely.box(46, south, 47, south + 1), 0.01)  # a parallel is no geodesic
    assert geodesic_km2(fine) == pytest.approx(strip_km2(south, south + 1), rel=1e-5)


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


def test_metres_are_refused_as_degrees() -> None:
    with pytest.raises(MeasureError, match="EPSG:4326"):
        geodesic_km2(shapely.box(500_000, 4_400_000, 501_000, 4_401_000))


def test_a_series_is_measured_in_its_own_order_whatever_its_crs() -> None:
    degrees = geopandas.GeoSeries(
        [shapely.box(46, 39, 46.1, 39.1), shapely.box(46, 39, 46.2, 39.1)], index=["b", "a"], crs=4326
    )
    here, there = measure_km2(degrees), measure_km2(degrees.to_crs(32638))
    assert list(here.index) == ["b", "a"]
    assert here.to_numpy() == pytest.approx(there.to_numpy(), rel=1e-6)
    with pytest.raises(MeasureError, match="CRS"):
        measure_km2(degrees.set_crs(None, allow_override=True))


@pytest.mark.parametrize("crs", [4326, 3857, 3395])
def test_planar_formulas_are_refused_where_they_would_lie(crs: int) -> None:
    series = geopandas.GeoSeries([shapely.box(46, 39, 47, 40)], crs=4326).to_crs(crs)
    with pytest.raises(MeasureError, match="measure_km2"):
        planar_km2(series)


def test_an_equal_area_plane_agrees_with_the_ellipsoid() -> None:
    box = geopandas.GeoSeries([shapely.segmentize(shapely.box(46, 39, 47, 40), 0.01)], crs=4326)
    assert planar_km2(box.to_crs(6933))[0] == pytest.approx(measure_km2(box)[0], rel=1e-3)


def test_a_union_counts_nothing_twice() -> None:
    assert union_km2([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)]) == pytest.approx(
        geodesic_km2(shapely.box(0, 0, 3, 1))
    )


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


squares = st.tuples(st.integers(0, 12), st.integers(0, 12), st.integers(1, 6))


@given(st.lists(squares, min_size=1, max_size=6), squares)
@settings(deadline=None, max_examples=60)
def test_faces_partition_the_union(boxes, outline) -> None:
    shapes = {
        f"p{n}": shapely.box(x / 10, y / 10, (x + size) / 10, (y + size) / 10)
        for n, (x, y, size) in enumerate(boxes)
    }
    x, y, size = outline
    faces = cut_faces(shapes, {"line": shapely.box(x / 10, y / 10, (x + size) / 10, (y + size) / 10)})
    assert sum(face.km2 for face in faces) == pytest.approx(union_km2(list(shapes.values())), rel=1e-6)
    for name, shape in shapes.items():
        mine = [face for face in faces if name in face.places]
        assert sum(face.km2 for face in mine) == pytest.approx(geodesic_km2(shape), rel=1e-6)
    for one, face in enumerate(faces):
        for other in faces[one + 1 :]:
            assert shapely.intersection(face.geometry, other.geometry).area < 1e-9
