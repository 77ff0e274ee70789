"""Which of several bounds speaks on a day, and what it leaves of a place: one square, one rule each."""

from datetime import date
from typing import Any

import pytest
import shapely

from tests.made import square
from tests.timelines import KM2, ONE, build, on

HALF = shapely.box(-1, -1, 0.05, 1)
BEGUN = ("a", "start", "1990-01-01", "s")


def amount(value: float, when: str, source: str = "s", place: str = "a") -> tuple[Any, ...]:
    return place, "held_area", str(value), source, when


def spoken(day: str, *said: tuple[Any, ...], order: tuple[Any, ...] = ("s",)) -> tuple[float, float | None] | None:
    part = on(build(ONE, BEGUN, *said, sources={"held_area": order}), day, "a").part
    return part and (part.km2, part.km2_to)


def test_who_is_outranked_for_a_while_speaks_again() -> None:
    said = [amount(50, "2000/2010", "y"), amount(40, "2001/2003", "x"), amount(30, "2005/2006", "z")]
    days = ("2002-01-01", "2006-06-01")
    assert [spoken(day, *said, order=("x", "y", "z")) for day in days] == [(40, None), (50, None)]


def test_equals_speak_together_from_when_the_later_does() -> None:
    said = [amount(70, "2000", "x"), amount(50, "2005/2012", "y")]
    assert spoken("2006-01-01", *said, order=(("x", "y"),)) == (50, 70)


@pytest.mark.parametrize(("day", "km2"), [("1995-01-01", 40), ("1994-12-31", None)])
def test_a_claim_from_between_two_periods_goes_on_in_the_second(day: str, km2: float | None) -> None:
    said = [("a", "end", "1995-01-01", "s"), ("a", "start", "2000-01-01", "s", 2), amount(40, day)]
    part = on(build(ONE, BEGUN, *said), "2001-01-01", "a").part
    assert (part and part.km2) == km2


def letters(day: str, outlines: dict[str, Any], *said: tuple[Any, ...]) -> dict[str, str]:
    """The land of the place, west, between and east, by the outlines over it."""
    timeline = build(ONE, BEGUN, *said, outlines=outlines, outline=tuple(outlines))
    here = timeline.on(date.fromisoformat(day)).letters
    return {"+".join(face.outlines): here[n] for n, face in enumerate(timeline.faces) if face.places}


def test_between_two_lines_nobody_knows_when_the_land_was_lost() -> None:
    outlines = {
        "first": (HALF, "1994-05-12", "2000-01-01"),
        "second": (shapely.box(-1, -1, 0.02, 1), "2005-01-01", "2010-01-01"),
    }
    assert [letters(day, outlines)["first"] for day in ("1999-01-01", "2002-01-01", "2006-01-01")] == ["h", "p", "e"]


def test_land_that_a_line_left_before_the_period_was_never_held_in_it() -> None:
    outlines = {"first": (shapely.box(-1, -1, 0.07, 1), "1980-01-01", "1995-01-01"), "second": (HALF, "1986-01-01", "2000-01-01")}
    assert letters("1991-01-01", outlines)["first"] == "o"


@pytest.mark.parametrize(("share", "letter"), [(0.995, "h"), (0.9, "s")])
def test_an_amount_within_a_percent_of_the_line_is_the_line(share: float, letter: str) -> None:
    said = amount(share * KM2 / 2, "2001/2010")
    assert letters("2005-01-01", {"line": (HALF, "1994-05-12", "2000-01-01")}, said)["line"] == letter


def test_what_was_only_possible_within_an_amount_leaves_a_span_of_it() -> None:
    places = {"a": (square(0, 0, 2), None), "west": (shapely.box(0, 0, 0.1, 0.1), "a")}
    said = [BEGUN, ("west", "start", "1990-01-01", "s"), ("west", "end", "1999/2001", "s"), amount(300, "2000/2010")]
    part = on(build(places, *said, drawn=("a", "west")), "2005-01-01", "a").part
    assert (part.km2, part.km2_to) == (pytest.approx(300 - KM2), pytest.approx(300))


@pytest.mark.parametrize(("east", "told"), [(0.0995, False), (0.095, True)])
def test_a_sliver_of_land_that_others_hold_is_no_part(east: float, told: bool) -> None:
    places = {"a": (square(0), None), "b": (shapely.box(east, 0, 0.2, 0.1), None)}
    timeline = build(places, ("a", "start", "2010", "s"), ("b", "start", "1990", "s"))
    assert (on(timeline, "2000-01-01", "a").part is not None) is told


def test_of_equal_extents_the_one_with_least_in_doubt_is_the_greatest() -> None:
    places = {"a": (square(0, 0, 2), None), "b": (square(3), None)}
    said = [("b", "start", "1980-01-01", "s"), ("b", "part_end", "1985-01-01", "s"), ("b", "end", "1995-01-01", "s")]
    assert build(places, BEGUN, *said).greatest.day == date(1995, 1, 1)


def test_a_party_that_holds_some_of_what_another_holds_perhaps_holds_any_of_it() -> None:
    said: list[Any] = [
        {"place": "a", "quantity": quantity, "date": when, "party": party, "source": "s"}
        for quantity, when, party in (("start", "1990-01-01", "north"), ("part_start", "1991-01-01", "south"))
    ]
    assert build(ONE, *said).on(date(1992, 1, 1)).paints == ("h:north?south",)
