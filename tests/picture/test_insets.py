"""Land far from the rest is in an inset or named; land across longitude 180° fills its frame."""

import re

import numpy as np
import pytest
import shapely

from geo.picture.draw import compose, svg_bytes
from geo.picture.frame import Frame
from geo.picture.ground import Ground
from geo.picture.insets import find_room
from geo.picture.layout import Options
from geo.picture.sheet import Sheet, parse_size
from tests.ink import made_scene
from tests.look.test_choice import STATES
from tests.picture.conftest import load

GUAM = shapely.box(144.6, 13.2, 144.95, 13.65)
FAR = "Far from the rest"


def draw(land: list[shapely.Geometry]) -> tuple[Ground, str]:
    scene = made_scene(land)
    ground = Ground(scene)
    (sheet,) = compose(ground, scene.stops[-1].day, "single", Options(parse_size("a4")))
    return ground, svg_bytes(sheet, {"Title": "-", "Description": "-", "Recipe": "{}"}, "en").decode()


def test_far_land_is_drawn_off_the_rest_with_its_name_and_scale_and_shrinks_nothing() -> None:
    ground, svg = draw([STATES, GUAM])
    assert [pieces for _, pieces in ground.far] == [(1,)]
    assert re.findall(r'data-land="(\w+)"', svg) == ["a0", "a1"]
    assert ">a1</text>" in svg
    assert len(re.findall(r">\d+ km</text>", svg)) == 1  # of the inset: no one scale is true of the States
    assert FAR not in svg
    size = parse_size("a4")
    frame = Frame(Sheet(size), ground, (10.0, 10.0, 200.0, 150.0))
    assert frame.scale == Frame(Sheet(size), Ground(made_scene([STATES])), frame.rect).scale
    (room,) = find_room(frame) or []
    assert shapely.contains(shapely.box(*frame.rect), shapely.box(*room))
    assert not shapely.intersects(shapely.box(*room), frame.paper(ground.whole))


def test_far_land_without_a_place_for_it_is_named() -> None:
    frame = Frame(
        Sheet(parse_size("a4")), Ground(made_scene([STATES, GUAM])), (10.0, 10.0, 108.0, 64.0), margin=0
    )
    assert find_room(frame) is None
    rock = shapely.box(144.6, 13.2, 144.602, 13.202)
    parts = shapely.MultiPolygon(
        [shapely.box(-4, 43, 7, 51), rock]
    )  # a rock that no map of its own would show
    ground, svg = draw([parts, shapely.box(-4, 40, 7, 43)])
    assert ground.far == []
    assert FAR in svg


@pytest.mark.parametrize("name", ["Fiji", "New Zealand", "Russia", "Chukotka", "the Aleutians"])
def test_land_across_180_fills_its_frame(name: str) -> None:
    made = {
        "Chukotka": [
            shapely.MultiPolygon([shapely.box(160, 62, 180, 70), shapely.box(-180, 64.3, -169.7, 69)])
        ],
        "the Aleutians": [
            shapely.MultiPolygon([shapely.box(172.5, 51.8, 180, 53), shapely.box(-180, 51.3, -163, 54.9)])
        ],
    }
    if name in made:
        land = made[name]
    else:
        scene = load("life-expectancy")
        land = [one.geometry for one in scene.outlines if scene.places[one.place].name("en") == name]
    ground = Ground(made_scene(land))
    frame = Frame(Sheet(parse_size("a4")), ground, (10.0, 10.0, 210.0, 150.0))
    left, bottom, right, top = shapely.total_bounds(frame.paper(ground.whole))
    assert max((right - left) / 200, (top - bottom) / 140) == pytest.approx(0.89, abs=0.01)
    shown = np.sum(shapely.area(shapely.clip_by_rect(ground.land, *frame.bounds)))
    assert shown > 0.98 * np.sum(shapely.area(ground.land))


def test_two_far_lands_have_an_inset_each() -> None:
    land = [shapely.box(-4, 43, 7, 51), shapely.box(-61.7, 14.2, -60.7, 15.2), shapely.box(55, -21.4, 56, -20.4)]
    ground = Ground(made_scene(land))
    frame = Frame(Sheet(parse_size("a4")), ground, (10.0, 10.0, 200.0, 100.0))
    one, other = (shapely.box(*room) for room in find_room(frame) or [])
    assert not shapely.intersects(one, other)
