"""Land far from the rest is in an inset or named; land across longitude 180° fills its frame."""

import re

import numpy as np
import pytest
import shapely

from geo.picture.draw import compose, svg_bytes
from geo.picture.frame import Frame
from geo.picture.ground import Ground
from geo.picture.insets import find_insets
from geo.picture.layout import Options
from geo.picture.sheet import Sheet, parse_size
from tests.ink import ink_per_km2, made_scene
from tests.look.test_choice import STATES
from tests.picture.conftest import load

GUAM = shapely.box(144.6, 13.2, 144.95, 13.65)
FAR = "Far from the rest"


def draw(land: list[shapely.Geometry]) -> tuple[Ground, str]:
    scene = made_scene(land)
    ground = Ground(scene)
    (sheet,) = compose(ground, scene.stops[-1].day, "single", Options(parse_size("a4")))
    return ground, svg_bytes(sheet, {"Title": "-", "Description": "-", "Recipe": "{}"}, "en").decode()


def test_far_land_is_drawn_off_the_rest_with_its_name_as_large_as_the_rest_and_shrinks_nothing() -> None:
    ground, svg = draw([STATES, GUAM])
    assert [each.pieces for each in ground.far] == [(1,)]
    assert sorted(re.findall(r'data-land="(\w+)"', svg)) == ["a0", "a1"]
    share = ink_per_km2(svg, ground.scene)
    assert max(share.values()) / min(share.values()) < 1.01
    assert ">a1</text>" in svg
    assert not re.findall(r">\d+ km</text>", svg)  # no one scale is true of the States
    assert FAR not in svg
    size = parse_size("a4")
    frame = Frame(Sheet(size), ground, (10.0, 10.0, 200.0, 150.0))
    assert frame.scale == Frame(Sheet(size), Ground(made_scene([STATES])), frame.rect).scale
    (inset,), shown = find_insets(frame, "en")
    assert shown == {0}
    assert inset.frame.scale == pytest.approx(frame.scale)
    assert shapely.contains(shapely.box(*frame.rect), shapely.box(*inset.frame.rect))
    assert not shapely.intersects(shapely.box(*inset.frame.rect), frame.paper(ground.whole))
    assert inset.frame.rect[0] < 100  # to the west


def test_far_land_without_a_place_for_it_is_named() -> None:
    frame = Frame(
        Sheet(parse_size("a4")), Ground(made_scene([STATES, GUAM])), (10.0, 10.0, 108.0, 64.0), margin=0
    )
    assert find_insets(frame, "en") == ([], frozenset())
    rock = shapely.box(144.6, 13.2, 144.602, 13.202)  # that would be no more than a speck
    parts = shapely.MultiPolygon([shapely.box(-4, 43, 7, 51), rock])
    ground, svg = draw([parts, shapely.box(-4, 40, 7, 43)])
    assert not ground.far[0].worth
    assert f"{FAR}, and outside the opening view: parts of a0." in svg


def test_what_is_far_and_in_the_frame_all_the_same_is_not_said_to_be_outside() -> None:
    isle = shapely.box(-109.5, -27.2, -109.2, -27)
    chile = [shapely.MultiPolygon([shapely.box(-74, -54, -69, -18), isle]), shapely.box(-65, -54, -60, -18)]
    scene = made_scene(chile)
    (sheet,) = compose(Ground(scene), scene.stops[-1].day, "single", Options(parse_size("300x100mm")))
    svg = svg_bytes(sheet, {"Title": "-", "Description": "-", "Recipe": "{}"}, "en").decode()
    assert scene.plane.partly == (0,)
    assert FAR not in svg
    share = ink_per_km2(svg, scene)
    assert max(share.values()) / min(share.values()) < 1.01


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


@pytest.mark.parametrize("layout", ["single", "before-after"])
def test_two_far_lands_have_an_inset_each(layout: str) -> None:
    land = [shapely.box(-4, 43, 7, 51), shapely.box(-61.3, 14.4, -60.8, 14.9), shapely.box(55.2, -21.4, 55.8, -20.9)]
    scene = made_scene(land)
    ground = Ground(scene)
    frame = Frame(Sheet(parse_size("a4")), ground, (10.0, 10.0, 200.0, 100.0))
    one, other = (shapely.box(*inset.frame.rect) for inset in find_insets(frame, "en")[0])
    assert not shapely.intersects(one, other)
    (sheet,) = compose(ground, scene.stops[-1].day, layout, Options(parse_size("a4")))
    maps = 1 if layout == "single" else 2
    assert [sheet.texts.count(name) for name in ("a1", "a2")] == [maps, maps]
    assert not any(FAR in text for text in sheet.texts)
