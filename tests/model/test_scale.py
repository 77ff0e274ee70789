from dataclasses import replace
from datetime import date

import pytest

from geo.model.definition import find_definitions, read_definition
from geo.model.scale import build_scale
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import read_package


@pytest.fixture(scope="module")
def timeline() -> Timeline:
    definition = read_definition(find_definitions(None, ["occupation"])[0])
    return build_timeline(read_package(), definition.choice)


def lightness(colour: str) -> float:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("colour", ["start", "years", "reported", "measured"])
def test_classes_darken_and_each_face_is_in_one(timeline: Timeline, colour: str) -> None:
    scale = build_scale(timeline, colour)
    light = [lightness(shade) for shade in scale.colours]
    assert light == sorted(light, reverse=True)
    assert len(scale.colours) == len(scale.words) == len(scale.breaks) - 1 <= 9
    for stop in timeline.stops:
        assert len(scale.faces(timeline, timeline.on(stop))) == len(timeline.faces)


def test_each_published_start_is_a_class_with_its_words(timeline: Timeline) -> None:
    words = [entry["en"] for entry in build_scale(timeline, "start").words]
    assert words[0] == "8 May 1992"
    assert "between 1988 and 1992" in words
    assert len(words) == 8  # nine places, two of them on 23 August


def test_land_that_is_not_held_keeps_its_state(timeline: Timeline) -> None:
    scale = build_scale(timeline, "years")
    assert set(scale.faces(timeline, timeline.on(date(1990, 6, 1)))) == {None}


def test_a_value_on_a_break_opens_the_class(timeline: Timeline) -> None:
    scale = build_scale(timeline, "measured")
    here = timeline.on(date(1994, 1, 1)).places[0]
    sizes = (scale.breaks[1], scale.breaks[1] - 0.01, 1e9, None)
    assert [scale.sort(replace(here, measured_km2=km2), date(1994, 1, 1)) for km2 in sizes] == [
        1, 0, len(scale.words) - 1, len(scale.words),
    ]  # fmt: skip
