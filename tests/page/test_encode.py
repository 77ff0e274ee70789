"""Boundaries as compact bytes, and back."""

import base64
import zlib
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.errors import InputError
from geo.look.plane import WEB
from geo.page.encode import (
    FINE,
    TILE,
    encode_boundaries,
    encode_level,
    find_apart,
    find_arcs,
    keep_polygons,
    opening_zoom,
    repair,
    simplify_shared,
    take_apart,
)


def unpack(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


def read_varints(content: bytes) -> list[int]:
    numbers, value, shift = [], 0, 0
    for byte in content:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value, shift = 0, 0
    return numbers


def signed(number: int) -> int:
    return (number >> 1) ^ -(number & 1)


def decode(level) -> list[list[list[tuple[int, int]]]]:
    """Read a level as the page's script does: per area, its arcs as lists of vertices."""
    numbers = iter(read_varints(unpack(level.text)))
    grain, arc_count, areas, vertices, uses = (next(numbers) for _ in range(5))
    sizes = [next(numbers) for _ in range(arc_count)]
    x = np.cumsum([signed(next(numbers)) for _ in range(vertices)]) * grain
    y = np.cumsum([signed(next(numbers)) for _ in range(vertices)]) * grain
    per_area = [next(numbers) for _ in range(areas)]
    back = [next(numbers) for _ in range(uses)]
    if grain > 1:
        x, y = (axis + np.array([next(numbers) for _ in range(vertices)], int) for axis in (x, y))
    assert next(numbers, None) is None
    points = list(zip(x.tolist(), y.tolist(), strict=True))
    ends = np.cumsum(sizes).tolist()
    arcs = [points[end - size : end] for size, end in zip(sizes, ends, strict=True)]
    awaited, decoded, at = 0, [], 0
    for count in per_area:
        mine = []
        for step in back[at : at + count]:
            mine.append(arcs[awaited - step])
            awaited += step == 0
        decoded.append(mine)
        at += count
    assert sum(per_area) == uses
    return decoded


def area_of(arcs) -> float:
    """Even-odd area inside some arcs, in square units."""
    lines = [shapely.LineString(arc) for arc in arcs if len(set(arc)) > 1]
    polygons = shapely.get_parts(shapely.polygonize(lines))
    # Faces of the arrangement at an even depth are outside.
    total = 0.0
    for polygon in polygons:
        probe = shapely.LineString([polygon.representative_point(), (-1, -7)])
        crossings = sum(
            shapely.get_num_geometries(probe.intersection(line)) for line in lines if probe.crosses(line)
        )
        total += polygon.area if crossings % 2 else 0
    return total


def boxes(*bounds) -> np.ndarray:
    return np.array([shapely.box(*b) for b in bounds], dtype=object)


UNIT = 1 / (TILE * FINE)  # of a level for zoom 0


def test_two_squares_share_one_arc_by_hand():
    # Two unit squares side by side: three arcs (left's own, the shared edge, right's own), six vertices in two.
    level = encode_level(
        boxes((10 * UNIT, 10 * UNIT, 20 * UNIT, 20 * UNIT), (20 * UNIT, 10 * UNIT, 30 * UNIT, 20 * UNIT)), 0
    )
    left, right = decode(level)
    assert len(left) == len(right) == 2
    shared = [arc for arc in left if arc in right]
    assert [sorted(arc) for arc in shared] == [[(20, 10), (20, 20)]]
    assert level.vertices == 4 + 2 + 4
    assert area_of(left) == area_of(right) == 100


def test_an_island_in_a_hole_is_the_hole():
    outer = shapely.box(0, 0, 40 * UNIT, 40 * UNIT)
    inner = shapely.box(10 * UNIT, 10 * UNIT, 20 * UNIT, 20 * UNIT)
    around, within = decode(encode_level(np.array([outer - inner, inner], dtype=object), 0))
    assert within[0] in around
    assert area_of(within) == 100
    assert area_of(around) == 1600 - 100


def test_a_vertex_where_three_lands_meet_cuts_an_edge_that_is_straight():
    # Left is one square; right is two halves meeting it in the middle of its edge.
    left = shapely.Polygon([(0, 0), (20, 0), (20, 10), (20, 20), (0, 20)])
    low, high = shapely.box(20, 0, 40, 10), shapely.box(20, 10, 40, 20)
    plane = shapely.transform(np.array([left, low, high], dtype=object), lambda xy: xy * UNIT)
    found = find_arcs(take_apart(plane), TILE * FINE)
    assert len(found.starts) - 1 == 6  # three outer arcs, three inner ones
    assert found.uses_per_area.tolist() == [3, 3, 3]
    assert sorted(np.bincount(found.uses).tolist()) == [1, 1, 1, 2, 2, 2]


def test_an_area_too_small_for_its_zoom_stays_as_a_point():
    small = shapely.box(10.1 * UNIT, 10.1 * UNIT, 10.2 * UNIT, 10.2 * UNIT)
    thin = shapely.box(30 * UNIT, 10.1 * UNIT, 40 * UNIT, 10.2 * UNIT)
    point, line = decode(encode_level(np.array([small, thin], dtype=object), 0))
    assert {vertex for arc in point for vertex in arc} == {(10, 10)}
    assert len({vertex for arc in line for vertex in arc}) == 1


def test_crumbs_go_and_the_largest_part_stays():
    parts = shapely.MultiPolygon(
        [shapely.box(0, 0, 40 * UNIT, 40 * UNIT), shapely.box(60 * UNIT, 60 * UNIT, 61 * UNIT, 61 * UNIT)]
    )
    (mine,) = decode(encode_level(np.array([parts], dtype=object), 0))
    assert area_of(mine) == 1600


def test_empty_areas_keep_their_place():
    plane = np.array([shapely.Polygon(), shapely.box(0, 0, 0.5, 0.5), shapely.Polygon()], dtype=object)
    assert [len(arcs) for arcs in decode(encode_level(plane, 0))] == [0, 1, 0]
    assert decode(encode_level(np.array([shapely.Polygon()], dtype=object), 0)) == [[]]


@settings(max_examples=40)
@given(
    cuts=st.lists(st.integers(1, 30), min_size=2, max_size=6, unique=True),
    rows=st.lists(st.integers(1, 30), min_size=2, max_size=6, unique=True),
    merge=st.randoms(use_true_random=False),
)
def test_areas_of_a_patchwork_survive(cuts, rows, merge):
    # A grid of cells of whole units, cells given to areas at random: holes, islands and touching corners occur.
    cuts, rows = sorted(cuts), sorted(rows)
    cells = [shapely.box(a, c, b, d) for a, b in pairwise(cuts) for c, d in pairwise(rows)]
    groups: dict[int, list] = {}
    for cell in cells:
        groups.setdefault(merge.randrange(3), []).append(cell)
    lands = [shapely.union_all(group) for group in groups.values()]
    plane = shapely.transform(np.array(lands, dtype=object), lambda xy: xy * UNIT * FINE)
    for land, arcs in zip(lands, decode(encode_level(plane, 0)), strict=True):
        assert area_of(arcs) == pytest.approx(land.area * FINE**2)


def test_levels_coarse_to_fine_with_shared_edges_and_small_errors():
    t = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    wave = 0.2 + 0.01 * np.sin(40 * t)
    border = [(x, y) for x, y in zip(np.linspace(0.1, 0.4, 4000), wave, strict=True)]
    north = shapely.Polygon([*border, (0.4, 0.1), (0.1, 0.1)])
    south = shapely.Polygon([*border, (0.4, 0.3), (0.1, 0.3)])
    plane = np.array([north, south], dtype=object)
    levels, shapes = encode_boundaries(plane, [1, 5])
    apart = find_apart(plane, shapes)
    assert apart.tolist() == []
    assert [level.zoom for level in levels] == [1, 5]
    assert levels[0].vertices < levels[1].vertices < 8000
    for level in levels:
        pixel = 1 / (TILE * 2**level.zoom)
        one, two = decode(level)
        assert any(arc in two for arc in one)
        drawn = shapely.get_parts(shapely.polygonize([shapely.LineString(arc) for arc in one]))[0]
        there = shapely.transform(drawn, lambda xy, units=level.units: xy / units)
        assert there.symmetric_difference(north).area < pixel * north.length / 2
        assert there.hausdorff_distance(north) < 2 * pixel


def test_a_level_that_saves_little_is_left_out():
    levels, *_ = encode_boundaries(boxes((0.1, 0.1, 0.2, 0.2)), [2, 4, 6])
    assert [level.zoom for level in levels] == [6]


def test_no_zoom_is_refused():
    with pytest.raises(InputError, match="zooms: came empty"):
        encode_boundaries(boxes((0, 0, 1, 1)), [])


def test_overlaps_are_drawn_and_said():
    plane = boxes((0.1, 0.1, 0.3, 0.3), (0.2, 0.1, 0.4, 0.3))
    levels, shapes = encode_boundaries(plane, [3])
    apart = find_apart(plane, shapes)
    assert apart.tolist() == [0, 1]
    assert [area_of(arcs) for arcs in decode(levels[0])] == pytest.approx(
        [(0.2 * levels[0].units) ** 2] * 2, rel=0.01
    )


def test_a_bow_tie_is_mended_before_it_spoils_others():
    bow = shapely.Polygon([(0.1, 0.1), (0.3, 0.3), (0.3, 0.1), (0.1, 0.3)])
    mended = repair(np.array([bow], dtype=object))
    assert mended[0].is_valid
    assert mended[0].area == pytest.approx(0.02)


def test_edges_stay_shared_when_simplified():
    a, b = simplify_shared(boxes((0, 0, 0.5, 0.5), (0.5, 0, 1, 0.5)), 0.01)
    assert a.union(b).area == 0.5


def test_collections_keep_their_polygons():
    square = shapely.box(0, 0, 1, 1)
    nested = shapely.GeometryCollection(
        [shapely.GeometryCollection([square]), shapely.LineString([(0, 0), (9, 9)])]
    )
    kept, empty = keep_polygons([nested, shapely.GeometryCollection(), shapely.MultiPoint([(0, 0)])])
    assert shapely.area(kept).tolist() == [1, 0, 0]
    assert empty.tolist() == [1, 2]


def test_projection_by_hand():
    # The equator at Greenwich is the middle; the square's corner is at 180 W, 85.05 N; the pole is clipped to it.
    points = WEB.project(np.array([shapely.Point(0, 0), shapely.Point(-180, 90)], dtype=object))
    assert shapely.get_coordinates(points) == pytest.approx(np.array([[0.5, 0.5], [0, 0]]), abs=1e-12)


@pytest.mark.parametrize(
    ("bounds", "zoom"), [((0, 0, 1, 1), 1.0), ((0.5, 0.5, 0.51, 0.501), 8.7), ((0.5, 0.5, 0.5, 0.5), 16)]
)
def test_opening_zoom(bounds, zoom):
    # 640 / 256 = 2.5: 1.3 doublings; 1280 / 2.56 = 500: 9.0; less what looks sharp all the same
    assert opening_zoom(bounds) == zoom


def read_values(values) -> list[int]:
    planes = np.frombuffer(unpack(values.text), np.uint8).reshape(4, -1).T
    steps = np.ascontiguousarray(planes).view("<u4").reshape(-1)
    return np.cumsum([signed(int(step)) for step in steps]).tolist()


def test_small_places_stay_on_every_level():
    t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    sizes = {0.2: 1e-7, 0.3: 3e-5, 0.4: 0.05}
    islands = [
        shapely.Polygon(np.column_stack([x + r * np.cos(t), 0.5 + r * np.sin(t)])) for x, r in sizes.items()
    ]
    levels, shapes = encode_boundaries(np.array(islands, dtype=object), [2, 4, 6])
    assert find_apart(np.array(islands, dtype=object), shapes).tolist() == []
    assert not shapely.is_empty(shapes).any()
    for level in levels:
        assert all(len(arcs) >= 1 for arcs in decode(level))
    assert shapely.area(shapes[2]) == pytest.approx(np.pi * 0.05**2, rel=0.05)
    finest = [area_of(arcs) / levels[-1].units ** 2 for arcs in decode(levels[-1])]
    assert finest[1:] == pytest.approx(
        shapely.area(islands)[1:], rel=0.005
    )  # the first is smaller than a unit's parts


def test_an_edge_walked_there_and_back_bounds_nothing():
    spiked = [(0, 0), (0.25, 0), (0.25, 0.1), (0.5, 0.1), (0.25, 0.1), (0.25, 0.25), (0, 0.25)]
    level = encode_level(np.array([shapely.Polygon(spiked)], dtype=object), 3)
    (arcs,) = decode(level)
    assert max(x for arc in arcs for x, _ in arc) == level.units / 4


def test_crumbs_that_are_all_of_an_area_together_stay():
    side = 2.0**-13  # of an island: a sixteenth of a pixel of the coarsest level's zoom
    islands = [shapely.box(x, y, x + side, y + side) for x in np.arange(0.1, 0.9, 0.1) for y in np.arange(0.1, 0.9, 0.1)]
    levels, _ = encode_boundaries(np.array([shapely.MultiPolygon(islands)], dtype=object), [3])
    (arcs,) = decode(levels[-1])
    assert len(arcs) == len(islands)
