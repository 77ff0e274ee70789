"""The page's drawing: what a window of another shape shows, and where names and events stand."""

import re
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise

import pytest

from geo.look.choice import choose_plane
from geo.model.definition import Definition, find_definitions, open_package, read_definition
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package
from geo.package.schema import Event
from geo.page.still import Still, draw_still
from tests.made import pack, square

LETTER = 0.62  # of their height: how wide the drawing takes a letter to be


def draw(package: Package, definition: Definition, day: str = "") -> Still:
    timeline = build_timeline(package, definition.choice)
    when = date.fromisoformat(day) if day else definition.opening(timeline.stops)
    plane = choose_plane([track.geometry for track in timeline.tracks if track.geometry is not None])
    return draw_still(package, definition, timeline, timeline.on(when), plane, "en", "date")


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
def union() -> Still:
    file = find_definitions(None, ["eu-members"])[0]
    definition = read_definition(file)
    return draw(open_package(file, definition), definition)


@pytest.fixture(scope="module")
def alone() -> tuple[Package, Definition]:
    """One tall place with a long name and nothing around it."""
    package = pack({"longest-of-names": (square(450, 400, 0.4), None)}, [("longest-of-names", "start", "1990", "s")])
    return package, Definition.model_validate({"title": "Alone", "places": ["longest-of-names"], "name": "alone"})


@pytest.mark.parametrize("shape", [1.6, 0.85])
def test_windows_of_other_shapes_are_filled(alone: tuple[Package, Definition], union: Still, shape: float) -> None:
    for still in (draw(*alone), union):
        left, top, wide, high = numbers(still.svg, "viewBox")
        width, height = max(wide, high * shape), max(high, wide / shape)
        assert left + wide / 2 - width / 2 >= 0
        assert left + wide / 2 + width / 2 <= still.window.width
        assert top + high / 2 - height / 2 >= 0
        assert top + high / 2 + height / 2 <= still.window.height


def test_names_stay_in_the_picture_and_off_one_another(alone: tuple[Package, Definition], union: Still) -> None:
    for still in (draw(*alone), union):
        left, top, wide, high = numbers(still.svg, "viewBox")
        shown = boxes(still.svg)
        assert shown
        for west, north, east, south in shown.values():
            assert left <= west < east <= left + wide
            assert top <= north < south <= top + high
        for one, other in combinations(shown.values(), 2):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
    assert len(boxes(union.svg)) >= 12


def test_the_union_stands_among_its_neighbours(union: Still) -> None:
    left, _, right, _ = union.window.metres
    assert left < -4e6  # well into the Atlantic, and to the Urals
    assert right > 4e6
    assert 'class="land"' in union.svg


def test_an_event_stands_at_its_place_from_the_stop_before_it_until_the_next(
    shipped_package: Package, occupation: Timeline
) -> None:
    definition = read_definition(find_definitions(None, ["occupation"])[0])
    happened = Event.model_validate({"id": "here", "date": "1994-05-20", "kind": "talks", "title_en": "A <talk>",
                                     "lon": 46.75, "lat": 39.82, "source": "ceasefire-1994"})  # fmt: skip
    abroad = happened.model_copy(update={"id": "abroad", "lon": 2.35, "lat": 48.86})
    package = replace(shipped_package, events=(happened, abroad))
    before, after = next((a, b) for a, b in pairwise(occupation.stops) if a <= date(1994, 5, 20) < b)
    for day, near in ((before, True), (after, False)):
        still = draw(package, definition, day.isoformat())
        marks = re.findall(r'<g class="event( off)?" data-event="(\w+)" transform="translate\((\d+) (\d+)\)">', still.svg)
        assert [(off == "", name) for off, name, _, _ in marks] == [(near, "here")]
        lon, lat = still.window.degrees(float(marks[0][2]), float(marks[0][3]))
        assert (lon, lat) == pytest.approx((46.75, 39.82), abs=0.001)
        assert "<title>A &lt;talk&gt;</title>" in still.svg
    assert all(_apart(box, marks[0][2:]) for box in boxes(draw(package, definition, before.isoformat()).svg).values())


def _apart(box: tuple[float, float, float, float], at: tuple[str, str]) -> bool:
    x, y = (float(number) for number in at)
    west, north, east, south = box
    return not (west < x < east and north < y < south)
