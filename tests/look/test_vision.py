"""Colours that can be told apart: the measure against published pairs, and what it says of good and bad palettes."""

import pytest

from geo.look import vision
from geo.look.palette import HUES, RAMP, pick_colours, propose_palette, ramp
from geo.look.style import PALETTE
from geo.look.vision import APART, difference, judge_palette, lightness


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [  # of the test data that the formula's authors publish
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((50, -1, 2), (50, 0, 0), 2.3669),
        ((50, 2.49, -0.001), (50, -2.49, 0.0011), 7.2195),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_difference_is_the_published_one(one: vision.Triple, other: vision.Triple, apart: float) -> None:
    assert vision._ciede2000(one, other) == pytest.approx(apart, abs=1e-4)
    assert vision._ciede2000(other, one) == pytest.approx(apart, abs=1e-4)


def test_greys_are_the_same_for_every_vision() -> None:
    for kind in ("normal", "protan", "deutan", "tritan"):
        assert difference("#000000", "#ffffff", kind) == pytest.approx(100, abs=0.1)


def test_red_and_green_of_one_lightness_meet_without_red_or_green_cones() -> None:
    assert difference("#a05000", "#607000") > 4 * APART
    assert difference("#a05000", "#607000", "protan") < APART
    (doubt,) = judge_palette(["#a05000", "#607000"], ["few", "many"], "categories")
    assert "'few' (#a05000) and 'many' (#607000) differ by" in doubt.came


def test_a_rainbow_does_not_print_in_grey() -> None:
    words = [str(number) for number in range(5)]
    (doubt,) = judge_palette(pick_colours("jet", 5, ordered=True), words, "sequential")
    assert doubt.came == "in greyscale '3' is not lighter than '2'"


def test_a_class_like_the_paper_is_named() -> None:
    (doubt,) = judge_palette([PALETTE["paper"], "#4f1717"], ["low", "high"], "sequential")
    assert doubt.came == "'low' (#faf9f6) differs by 0.0 from the map's paper (#faf9f6)"


def test_more_categories_than_a_legend_can_hold() -> None:
    (doubt,) = judge_palette(["#000000"] * 13, ["x"] * 13, "categories")
    assert doubt.came == "13 categories"


@pytest.mark.parametrize("count", range(2, 9))
def test_the_house_s_own_colours_pass(count: int) -> None:
    words = [str(number) for number in range(count)]
    assert judge_palette(ramp(RAMP, count), words, "sequential") == []
    assert judge_palette(HUES[:count], words, "categories") == []


@pytest.mark.parametrize(("name", "kind"), [("Blues", "sequential"), ("RdYlGn", "diverging")])
def test_what_is_proposed_passes(name: str, kind: vision.Kind) -> None:
    proposed = propose_palette(pick_colours(name, 10, ordered=True), kind)
    words = [str(number) for number in range(10)]
    assert judge_palette(pick_colours(proposed, 10, ordered=True), words, kind) == []


def test_beyond_what_any_palette_holds_nothing_is_proposed() -> None:
    assert propose_palette(["#000000"] * 40, "sequential") == ""


def test_lightness_runs_from_black_to_white() -> None:
    assert lightness("#000000") == pytest.approx(0)
    assert lightness("#ffffff") == pytest.approx(100, abs=0.01)
