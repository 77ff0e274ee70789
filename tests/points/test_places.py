import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from geo.errors import InputError
from geo.points import places as event_places
from geo.points.places import PlaceIndex, read_places


def found(index, *points):
    """The ids at each point, sorted."""
    lon, lat = (np.array(side, float) for side in zip(*points, strict=True))
    located = index.locate(lon, lat)
    ids = [[] for _ in points]
    for row, place in zip(located.rows.tolist(), located.places.tolist(), strict=True):
        ids[row].append(index.ids[place])
    return ["".join(sorted(names)) for names in ids]


def expected(shapes, lon, lat):
    """The rule, point by point."""
    point = shapely.Point(lon, lat)
    inside = [name for name in sorted(shapes) if shapely.contains(shapes[name], point)]
    touching = [name for name in sorted(shapes) if shapely.touches(shapes[name], point)]
    return "".join(inside or touching[:1])


def test_a_shared_border_belongs_to_the_id_that_sorts_first():
    index = PlaceIndex(["b", "a"], [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    assert found(index, (0.5, 0.5), (1.5, 0.5), (1, 0.5), (1, 0), (0, 0), (2, 1)) == [
        "b",
        "a",
        "a",
        "a",
        "b",
        "a",
    ]


def test_outside_is_nowhere():
    index = PlaceIndex(["a"], [box(0, 0, 1, 1)])
    assert (
        found(index, (-1e-12, 0.5), (1 + 1e-12, 0.5), (90, 45), (0.5, 1e9), (float("nan"), 0.5)) == [""] * 5
    )


def test_places_that_overlap_each_count():
    index = PlaceIndex(["a", "b"], [box(0, 0, 2, 1), box(1, 0, 3, 1)])
    points = [(1.5, 0.5), (0.5, 0.5), (1, 0.5), (1.5, 1)]
    # On b's edge but inside a it is a's; on the edge of both it is the first's.
    assert found(index, *points) == ["ab", "a", "a", "a"]
    assert index.locate(np.array([1.5, 0.5]), np.array([0.5, 0.5])).shared == 1


def test_a_place_within_another_counts_in_both():
    index = PlaceIndex(["in", "out"], [box(0.4, 0.4, 0.6, 0.6), box(0, 0, 1, 1)])
    assert found(index, (0.5, 0.5), (0.4, 0.5), (0.1, 0.1)) == ["inout", "out", "out"]


def test_a_hole_is_outside():
    ring = shapely.difference(box(0, 0, 3, 3), box(1, 1, 2, 2))
    assert found(PlaceIndex(["r"], [ring]), (1.5, 1.5), (0.5, 0.5), (1, 1.5)) == ["", "r", "r"]


@st.composite
def places_on_a_lattice(draw):
    """Triangles, rectangles and unions with corners on whole numbers, so that points often lie on borders."""
    corner = st.tuples(st.integers(0, 6), st.integers(0, 6))
    shapes = {}
    for name in draw(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=5, unique=True)):
        hulls = [
            shapely.convex_hull(shapely.MultiPoint(draw(st.lists(corner, min_size=3, max_size=5))))
            for _ in range(draw(st.integers(1, 2)))
        ]
        shape = shapely.union_all([hull for hull in hulls if hull.area > 0])
        if shape.area > 0:
            shapes[name] = shape
    return shapes


@given(places_on_a_lattice(), st.sampled_from([1, 30, 400]))
@settings(max_examples=60)
def test_every_point_is_where_the_rule_puts_it(shapes, cells):
    if not shapes:
        return
    before = event_places._FEWEST_CELLS
    event_places._FEWEST_CELLS = cells
    try:
        index = PlaceIndex(shapes, list(shapes.values()))
    finally:
        event_places._FEWEST_CELLS = before
    steps = np.arange(-0.5, 7, 0.5)
    points = [(lon, lat) for lon in steps for lat in steps]
    assert found(index, *points) == [expected(shapes, *point) for point in points]


def test_an_index_travels_as_bytes():
    index = PlaceIndex(["b", "a"], [box(0, 0, 1, 1), box(1, 0, 2, 1)])
    again = PlaceIndex.unpack(index.pack())
    assert again.ids == ("a", "b")
    assert found(again, (0.5, 0.5), (1, 0.5)) == ["b", "a"]


SQUARES = (box(0, 0, 1, 1), box(1, 0, 2, 1))


def frame(crs=4326, shapes=SQUARES, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


@pytest.mark.parametrize(
    ("columns", "ids"),
    [
        ({"name": ["n", "m"], "id": ["2", "10"]}, ("10", "2")),
        ({"id": ["1", "1"], "name": ["m", "n"]}, ("m", "n")),
        ({"iso_3166_2": ["AZ-A", None], "adm1_code": [7, 8]}, ("7", "8")),
    ],
)
def test_the_id_column_is_found(columns, ids):
    assert read_places(frame(**columns)).ids == ids


def test_the_id_column_is_named():
    assert read_places(frame(id=["1", "2"], code=["x", "y"]), id_column="code").ids == ("x", "y")


def test_other_systems_are_taken_to_degrees():
    metres = frame(id=["a", "b"]).to_crs(32631)
    assert found(read_places(metres), (0.5, 0.5), (1.5, 0.5)) == ["a", "b"]


def test_a_broken_polygon_is_mended():
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)])
    assert found(read_places(frame(shapes=[bow], id=["bow"])), (0.2, 1), (1.8, 1), (1, 0.2)) == [
        "bow",
        "bow",
        "",
    ]


def test_a_place_without_land_holds_nothing():
    index = read_places(frame(shapes=[box(0, 0, 1, 1), None], id=["a", "b"]))
    assert index.ids == ("a",)


def test_a_file_is_read(tmp_path):
    frame(id=["a", "b"]).to_file(tmp_path / "b.geojson")
    frame(id=["a", "b"]).to_parquet(tmp_path / "b.parquet")
    for name in ("b.geojson", "b.parquet"):
        assert read_places(tmp_path / name).ids == ("a", "b")


@pytest.mark.parametrize(
    ("boundaries", "options", "message"),
    [
        (frame(crs=None, id=["a", "b"]), {}, "no coordinate reference system"),
        (
            frame(id=["a", "a"]),
            {},
            "none of the columns id, place, iso_3166_2, adm1_code, name holds unique ids",
        ),
        (
            frame(code=["a", "a"]),
            {"id_column": "code"},
            "id 'a' stands 2 times in column 'code'; ids must be unique",
        ),
        (frame(code=["a", None]), {"id_column": "code"}, "column 'code' is empty in feature 2"),
        (frame(code=["a", "b"]), {"id_column": "id"}, "no column 'id' for ids; there are: code"),
        (
            frame(shapes=[shapely.Point(0, 0), box(0, 0, 1, 1)], id=["p", "b"]),
            {},
            "place 'p' is a Point; polygons are wanted",
        ),
        (frame(shapes=[None, None], id=["a", "b"]), {}, "no polygons; give a file of boundaries"),
        (gpd.GeoDataFrame({"id": ["a"]}), {}, "has no active geometry"),
        (7, {}, "a GeoDataFrame or a path is wanted, not int"),
        ("nowhere.geojson", {}, "nowhere.geojson: no such file"),
    ],
)
def test_boundaries_that_cannot_serve_say_why(boundaries, options, message):
    with pytest.raises(InputError) as caught:
        read_places(boundaries, **options)
    assert message in str(caught.value)


def test_a_file_that_is_no_map_says_so(tmp_path):
    path = tmp_path / "b.geojson"
    path.write_text("hello")
    with pytest.raises(InputError, match=r"b\.geojson: is no file of boundaries known here"):
        read_places(path)
    table = tmp_path / "t.csv"
    table.write_text("id,n\na,1\n")
    with pytest.raises(InputError, match=r"t\.csv: is no file of boundaries known here"):
        read_places(table)
