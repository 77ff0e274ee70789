"""The page's drawing: its land, what a window of another shape shows, and where names and events stand."""

import re
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely

from geo.model.build import build_scene
from geo.model.definition import Definition
from geo.model.scene import Land, Scene
from geo.package.schema import Event
from geo.page.still import Still, draw_still
from tests.made import pack, square
from tests.page.conftest import Drawn, draw_map

LETTER = 0.62  # of their height: how wide the drawing takes a letter to be


def draw(scene: Scene, moment: int | None = None) -> Still:
    at = scene.opening if moment is None else moment
    return draw_still(scene, at, name="geo", lang="en", described_by="date")


def numbers(svg: str, attribute: str) -> list[float]:
    found = re.search(rf'{attribute}="([^"]*)"', svg)
    assert found is not None
    return [float(number) for number in re.split("[ ,]", found[1])]


def boxes(svg: str) -> dict[str, tuple[float, float, float, float]]:
    """West, top, east and bottom of every name that is shown."""
    (size,) = numbers(svg, 'class="labels" font-size')
    texts = re.findall(r'<text class="([^"]*)" data-label="([^"]*)".*? x="(\d+)" y="(\d+)".*?>([^<]*)<', svg)
    shown = {}
    for kind, place, *at, text in texts:
        x, y = (float(number) for number in at)
        half = LETTER * len(text) * size / 2
        if "crowded" not in kind:
            shown[place] = (x - half, y - size / 2, x + half, y + size / 2)
    return shown


@pytest.fixture(scope="module")
def alone() -> Scene:
    """One tall place with a long name and nothing around it."""
    package = pack(
        {"longest-of-names": (square(450, 400, 0.4), None)}, [("longest-of-names", "start", "1990", "s")]
    )
    return build_scene(
        package,
        Definition.model_validate({"title": "Alone", "places": ["longest-of-names"], "name": "alone"}),
    )


@pytest.mark.parametrize("shape", [1.6, 0.85])
def test_windows_of_other_shapes_are_filled(alone: Scene, union: Drawn, shape: float) -> None:
    for still in (draw(alone), draw(union.scene)):
        left, top, wide, high = numbers(still.svg, "viewBox")
        width, height = max(wide, high * shape), max(high, wide / shape)
        assert left + wide / 2 - width / 2 >= 0
        assert left + wide / 2 + width / 2 <= still.window.width
        assert top + high / 2 - height / 2 >= 0
        assert top + high / 2 + height / 2 <= still.window.height


def test_names_stay_in_the_picture_and_off_one_another(alone: Scene, union: Drawn) -> None:
    for still in (draw(alone), draw(union.scene)):
        left, top, wide, high = numbers(still.svg, "viewBox")
        shown = boxes(still.svg)
        assert shown
        for west, north, east, south in shown.values():
            assert left <= west < east <= left + wide
            assert top <= north < south <= top + high
        for one, other in combinations(shown.values(), 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]


def test_the_union_stands_among_its_neighbours(union: Drawn) -> None:
    still = draw(union.scene)
    left, _, right, _ = np.array(still.window.box) * still.window.plane.metres_per_unit - still.window.plane.metres_per_unit / 2
    assert left < -4e6  # well into the Atlantic, and to the Urals
    assert right > 4e6
    assert 'class="land"' in still.svg
    assert len(boxes(still.svg)) >= 12


def read_path(d: str) -> shapely.Geometry:
    """The polygons of path data, even-odd."""
    rings = []
    for ring in d.split("M")[1:]:
        steps = np.array([float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", ring)]).reshape(-1, 2)
        if len(steps) > 2:
            rings.append(shapely.make_valid(shapely.Polygon(np.cumsum(steps, axis=0))))
    land = shapely.Polygon()
    for ring in rings:
        land = shapely.symmetric_difference(land, ring)
    return land


def test_each_piece_is_drawn_where_it_lies_in_the_colour_of_its_code(drawn: Drawn) -> None:
    scene = drawn.scene
    if len(scene.land) > 300:
        return
    still = draw(scene)
    codes = scene.series[0].land_codes[:, scene.opening]
    found = re.findall(
        r'<path class="face" data-face="(\d+)" data-code="(\d+)" fill="([^"]*)" d="([^"]*)"', still.svg
    )
    assert len(found) == len(scene.land)
    wanted = still.window.project(scene.land.geometries)
    for number, code, fill, d in found:
        piece = int(number)
        assert int(code) == codes[piece]
        style = scene.series[0].styles[int(code)]
        assert (f"map-0-{code})" in fill) if style.pattern else (style.fill in fill)
        land = shapely.make_valid(wanted[piece])
        if land.area > 100:
            assert shapely.symmetric_difference(read_path(d), land).area < 0.1 * land.area + land.length


def test_much_land_is_drawn_by_look_and_covers_what_it_should() -> None:
    scene = draw_map("us-unemployment").scene
    still = draw_still(scene, scene.opening, name="geo", lang="en", described_by="date",
                       land=scene.plane.project(scene.land.geometries))  # fmt: skip
    found = re.findall(r'data-look="(\d+)" data-code="\d+" fill="[^"]*" d="([^"]*)"', still.svg)
    drawn = sum(read_path(d).area for _, d in found)
    wanted = shapely.union_all(shapely.make_valid(still.window.project(scene.land.geometries))).area
    assert drawn == pytest.approx(wanted, rel=0.03)
    assert len(still.svg) < 200_000


def test_land_that_overlaps_is_not_lost() -> None:
    scene = draw_map("us-unemployment").scene
    shapes = np.array(
        [shapely.box(n % 40, n // 40, n % 40 + 1.5, n // 40 + 1) for n in range(len(scene.land))],
        dtype=object,
    )
    shifted = shapely.transform(shapes, lambda xy: xy * 0.5)
    wide = replace(scene, land=Land(shifted), base=(), projection="mercator")
    svg = draw_still(
        wide, 1, name="geo", lang="en", described_by="date", land=wide.plane.project(shifted)
    ).svg
    assert sum(d.count("z") for d in re.findall(r'data-look="\d+"[^>]* d="([^"]*)"', svg)) > 1


def test_an_event_stands_at_its_place_from_the_stop_before_it_until_the_next() -> None:
    scene = draw_map("occupation").scene
    happened = Event.model_validate({"id": "here", "date": "1994-05-20", "kind": "talks", "title_en": "A <talk>",
                                     "lon": 46.75, "lat": 39.82, "source": "ceasefire-1994"})  # fmt: skip
    abroad = happened.model_copy(update={"id": "abroad", "lon": 2.35, "lat": 48.86})
    scene = replace(scene, events=(happened, abroad))
    days = [stop.day for stop in scene.stops]
    before, after = next((a, b) for a, b in pairwise(days) if a <= date(1994, 5, 20) < b)
    for day, near in ((before, True), (after, False)):
        still = draw(scene, scene.moment(day))
        marks = re.findall(
            r'<g class="event( off)?" data-event="(\w+)" transform="translate\((\d+) (\d+)\)">', still.svg
        )
        assert [(off == "", name) for off, name, _, _ in marks] == [(near, "here")]
        lon, lat = still.window.degrees(float(marks[0][2]), float(marks[0][3]))
        assert (lon, lat) == pytest.approx((46.75, 39.82), abs=0.001)
        assert "<title>A &lt;talk&gt;</title>" in still.svg
    shown = boxes(draw(scene, scene.moment(before)).svg)
    assert all(_apart(box, marks[0][2:]) for box in shown.values())


def _apart(box: tuple[float, float, float, float], at: tuple[str, str]) -> bool:
    x, y = (float(number) for number in at)
    west, north, east, south = box
    return not (west < x < east and north < y < south)
