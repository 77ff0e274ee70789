"""Bounds over time, as properties: of random packages, and of every day of the shipped maps."""

from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.audit.totals import audit_map
from geo.model.definition import read_definition
from geo.model.notes import note_place
from geo.model.timeline import Situation, Timeline, build_timeline
from geo.package.read import Package
from tests.made import square
from tests.timelines import DAY, KM2, ONE, build, on, told

MAPS = Path(__file__).resolve().parents[2] / "maps"
NEAR = 1e-6


def check_sums(timeline: Timeline, here: Situation) -> None:
    """Every square kilometre has one paint, and counts once."""
    faces = [face.km2 for face, paint in zip(timeline.faces, here.paints, strict=True) if paint != "x"]
    land = timeline.era(here.day).land_km2
    counted = here.held_km2 + here.possible_km2 + here.unstated_km2 + here.nobody_km2
    assert counted == pytest.approx(land, rel=1e-9)
    assert sum(here.km2.values()) == pytest.approx(sum(faces), rel=1e-9)
    assert min(here.held_km2, here.possible_km2, here.unstated_km2, here.nobody_km2) > -NEAR
    parties = sum(party.measured_km2 for party in here.parties.values())
    if here.parties:
        assert parties + here.contested_km2 == pytest.approx(here.held_km2, abs=1e-6)
    solid = here.kind_km2("held") + here.kind_km2("contested")
    assert here.held_km2 == pytest.approx(solid + sum(here.stated_km2.values()), abs=1e-6)


def touches(timeline: Timeline, place: str) -> set[str]:
    """The places whose statements can change a place: itself, its parts, what it lies in, what overlaps it."""
    mine = {place, *timeline.track(place).within}
    mine |= {track.place.id for track in timeline.tracks if place in track.within}
    mine |= {name for face in timeline.faces if place in face.places for name in face.places}
    return mine | {track.place.id for track in timeline.tracks if mine & set(track.within)}


def check_causes(timeline: Timeline, before: Situation, here: Situation) -> None:
    """Whatever changes on a day has a statement or a bound of that day behind it, and of that place."""
    named = {cause.place for cause in here.causes if cause.kind != "event"}
    for old, new in zip(before.places, here.places, strict=True):
        if (old.state, old.part, old.paint, old.holders) != (new.state, new.part, new.paint, new.holders):
            assert "" in named or named & touches(timeline, new.place.id), (here.day, new.place.id)
    if here.letters != before.letters or here.held_km2 != pytest.approx(before.held_km2, abs=1e-6):
        assert named, here.day


def check_outside(timeline: Timeline) -> None:
    """Land beyond an outline is never possible and never ended later, and before it never surely held."""
    history = [timeline.on(day).letters for day in timeline.stops]
    for face in range(len(timeline.faces)):
        letters = "".join(moment[face] for moment in history)
        if "o" in letters and len(timeline.outlines) == 1 and len(timeline.faces[face].places) == 1:
            assert "h" not in letters
            assert set(letters[letters.index("o") :]) <= set("os")


# Random packages


@st.composite
def packages(draw: st.DrawFn) -> Timeline:
    """A few overlapping places with parts, amounts of every kind, and perhaps a line."""
    years = st.integers(1990, 2010)

    def span() -> str:
        first, last = sorted((draw(years), draw(years)))
        return draw(
            st.sampled_from([f"{first}-05-12", f"{first}", f"{first}-03-01/{last}-09-30", f"{first}/{last}"])
        )

    def day(low: int, high: int) -> str:
        year = draw(st.integers(low, high))
        return draw(st.sampled_from([f"{year}-02-03", f"{year}", f"{year}/{year + 1}"]))

    places: dict[str, Any] = {
        "a": (square(0, 0, 2), None),
        "west": (shapely.box(0, 0, 0.1, 0.2), "a"),
        "hidden": (None, "a"),
        "b": (square(1, 1, 2), None),
    }
    said: list[Any] = []
    for place in places:
        if draw(st.booleans()) or place == "a":
            said.append((place, "start", day(1990, 1998), "s"))
            if draw(st.booleans()):
                said.append((place, "end", day(2001, 2010), "s"))
    if draw(st.booleans()):
        said.append(("hidden", "area", str(draw(st.integers(1, 200))), "s"))
    for number in range(draw(st.integers(0, 3))):
        quantity = draw(st.sampled_from(["held_area", "held_share"]))
        value = draw(st.integers(0, 100)) * (4 if quantity == "held_area" else 1)
        row = {
            "place": draw(st.sampled_from(["a", "b", "west"])),
            "quantity": quantity,
            "value": str(value),
            "date": span(),
        }
        row |= {"unit": "km2" if quantity == "held_area" else "percent", "source": f"s{number}"}
        if draw(st.booleans()):
            row["value_to"] = str(
                min(value + draw(st.integers(1, 50)), 100 if quantity == "held_share" else 500)
            )
            if float(row["value_to"]) <= value:
                del row["value_to"]
        said.append(row)
    if draw(st.booleans()):
        said.append(("west", draw(st.sampled_from(["part_end", "part_start"])), f"{draw(years)}-11-08", "s"))
    outlines = {}
    if draw(st.booleans()):
        east = draw(st.integers(1, 29)) / 100
        outlines["line"] = (
            shapely.box(-0.05, -1, east, 1),
            f"{draw(st.integers(1990, 1999))}-05-12",
            "2005-09-27",
        )
    order = tuple(sorted({row["source"] for row in said if isinstance(row, dict)}))
    return build(
        places, *said, drawn=("a", "west", "b"), outlines=outlines, outline=tuple(outlines),
        sources={"held_area": order, "held_share": order},
    )  # fmt: skip


@given(packages())
@settings(max_examples=100)
def test_the_rules_hold_for_random_packages(timeline: Timeline) -> None:
    for stop in timeline.stops:
        before, here = timeline.on(stop - DAY), timeline.on(stop)
        check_sums(timeline, here)
        check_causes(timeline, before, here)
        assert told(here) != told(before)
        assert here.held_km2 <= timeline.greatest.km2 + NEAR
        for place in here.places:
            if place.part and place.part.km2 is not None:
                assert place.part.km2 >= 0
                assert place.part.km2_to is None or place.part.km2_to > place.part.km2
    check_outside(timeline)


@given(packages(), st.lists(st.dates(date(1989, 1, 1), date(2013, 1, 1)), min_size=5, max_size=5))
@settings(max_examples=40)
def test_nothing_changes_between_stops(timeline: Timeline, days: list[date]) -> None:
    for day in days:
        stop = max((one for one in timeline.stops if one <= day), default=None)
        if stop is not None:
            there, here = timeline.on(stop), timeline.on(day)
            assert (there.letters, there.held_km2, there.possible_km2) == (
                here.letters,
                here.held_km2,
                here.possible_km2,
            )


# Each rule on squares


def test_nothing_vanishes_on_the_day_of_a_smaller_line() -> None:
    outlines = {"line": (shapely.box(-1, -1, 0.05, 1), "1994-05-12", "2020-09-27")}
    timeline = build(ONE, ("a", "start", "1993-08-23", "s"), outlines=outlines, outline="line")
    before, after = timeline.on(date(1994, 5, 11)), timeline.on(date(1994, 5, 12))
    assert before.held_km2 == after.held_km2 == pytest.approx(KM2 / 2)
    assert (before.possible_km2, after.possible_km2) == (pytest.approx(KM2 / 2), 0)
    assert timeline.greatest == (date(1994, 5, 12), pytest.approx(KM2 / 2))


def test_an_uncertain_end_ends_only_what_was_held() -> None:
    outlines = {"line": (shapely.box(-1, -1, 0.05, 1), "1994-05-12", "2020-09-27")}
    said = [("a", "start", "1993-08-23", "s"), ("a", "end", "2020-10-17/2020-11-10", "s")]
    timeline = build(ONE, *said, outlines=outlines, outline="line")
    mine = [number for number, face in enumerate(timeline.faces) if face.places]
    days = (date(2020, 10, 16), date(2020, 10, 17), date(2020, 11, 10))
    paints = ["".join(timeline.on(day).letters[n] for n in mine) for day in days]
    assert paints == ["oh", "op", "oe"]


def test_a_span_of_amounts_is_held_at_least_and_possible_at_most() -> None:
    row = {
        "place": "a",
        "quantity": "held_area",
        "value": "50",
        "value_to": "80",
        "unit": "km2",
        "source": "s",
    }
    said = [
        ("a", "start", "1990-01-01", "s"),
        {**row, "date": "2000/2010"},
        ("a", "end", "2010-05-01/2010-05-02", "s"),
    ]
    timeline = build(ONE, *said)
    here = timeline.on(date(2005, 1, 1))
    assert (here.held_km2, here.possible_km2) == (pytest.approx(50), pytest.approx(30))
    assert here.places[0].part is not None
    assert (here.places[0].part.km2, here.places[0].part.km2_to) == (50, 80)
    # What may be held on the day of an uncertain end is what was held the day before, no more.
    last = timeline.on(date(2010, 5, 1))
    assert (last.held_km2, last.possible_km2) == (0, pytest.approx(80))


def test_equals_make_one_span() -> None:
    said = [("a", "start", "1990-01-01", "x")]
    said += [
        ("a", "held_area", km2, source, "2000/2010")
        for km2, source in (("70", "x"), ("50", "y"), ("60", "z"))
    ]
    timeline = build(ONE, *said, sources={"held_area": (("x", "y"), "z")})
    part = on(timeline, "2005-01-01", "a").part
    assert part is not None
    assert (part.km2, part.km2_to) == (50, 70)
    alone = build(ONE, *said, sources={"held_area": ("z", ("x", "y"))})
    assert on(alone, "2005-01-01", "a").part.km2 == 60


def test_a_part_that_came_or_went_without_an_amount() -> None:
    said = [("a", "part_start", "1990-06-01", "s"), ("a", "start", "1991-01-01", "s")]
    said += [("a", "part_end", "2000-11-08", "s"), ("a", "end", "2003-09-19", "s")]
    timeline = build(ONE, *said)
    days = ("1990-05-31", "1990-06-01", "1991-01-01", "2000-11-08", "2003-09-19")
    assert [timeline.on(date.fromisoformat(day)).letters for day in days] == ["b", "s", "h", "s", "e"]
    here = timeline.on(date(2001, 1, 1))
    assert (here.held_km2, here.unstated_km2) == (0, pytest.approx(KM2))
    assert on(timeline, "2001-01-01", "a").state == "held"
    assert on(timeline, "2001-01-01", "a").part.km2 is None


def test_a_bound_says_more_than_a_part_that_went() -> None:
    said = [
        ("a", "start", "1990-01-01", "s"),
        ("a", "part_end", "2000-11-08", "s"),
        ("a", "held_area", "40", "s", "2001-01-01"),
    ]
    timeline = build(ONE, *said)
    assert timeline.on(date(2000, 12, 1)).unstated_km2 == pytest.approx(KM2)
    assert timeline.on(date(2001, 1, 1)).held_km2 == pytest.approx(40)


def test_land_of_no_place_is_held_by_the_line_alone_while_that_is_observed() -> None:
    outlines = {"line": (shapely.box(0, 0, 0.2, 0.1), "1994-05-12", "2020-09-27")}
    timeline = build(ONE, ("a", "start", "1990", "s"), outlines=outlines, outline="line")
    alone = next(number for number, face in enumerate(timeline.faces) if not face.places)
    days = ("1994-05-11", "1994-05-12", "2020-09-26", "2020-09-27")
    assert "".join(timeline.on(date.fromisoformat(day)).letters[alone] for day in days) == "baau"
    here = timeline.on(date(2000, 1, 1))
    assert (here.held_km2, here.alone_km2) == (pytest.approx(KM2), pytest.approx(KM2))


def test_a_stated_bound_replaces_a_line_only_after_it_was_last_seen() -> None:
    outlines = {"line": (shapely.box(-1, -1, 0.08, 1), "1994-05-12", "2020-09-27")}
    said = [("a", "start", "1993-08-23", "s"), ("a", "held_area", "30", "s", "1994")]
    said.append(("a", "held_area", "20", "s", "2020-11-10/2023"))
    timeline = build(ONE, *said, outlines=outlines, outline="line")
    kinds = [on(timeline, day, "a").part.kind for day in ("1995-01-01", "2020-11-09", "2020-11-10")]
    assert kinds == ["outline", "outline", "statement"]
    # Land beyond the line stays so.
    assert sorted(timeline.on(date(2021, 1, 1)).letters) == ["o", "s", "u"]


# The shipped maps


@pytest.fixture(scope="module", params=["occupation", "checked"])
def shipped(request: pytest.FixtureRequest, shipped_package: Package) -> Timeline:
    return build_timeline(shipped_package, read_definition(MAPS / f"{request.param}.toml").choice)


def test_every_day_of_the_shipped_maps(shipped: Timeline) -> None:
    first, last = shipped.stops[0], shipped.stops[-1]
    days = {day + n * DAY for day in shipped.stops for n in (-1, 0, 1)}
    days |= {date.fromordinal(day) for day in range(first.toordinal() - 40, last.toordinal() + 400, 97)}
    days |= {date(2020, 9, 1) + n * DAY for n in range(130)}
    for before, day in pairwise(sorted(days)):
        here = shipped.on(day)
        check_sums(shipped, here)
        if day - before == DAY:
            check_causes(shipped, shipped.on(before), here)
        elif day not in shipped.stops:
            assert here.held_km2 == shipped.on(day - DAY).held_km2
    check_outside(shipped)


def test_the_greatest_extent_is_one_number_everywhere(shipped_package: Package, occupation: Timeline) -> None:
    audit = audit_map(shipped_package, occupation.choice, timeline=occupation)
    most = max(occupation.on(stop).held_km2 for stop in occupation.stops)
    assert (
        occupation.greatest.km2
        == audit.measured_held_km2
        == audit.waterfall[-1].total_km2
        == pytest.approx(most)
    )
    assert audit.day == occupation.greatest.day == date(1994, 5, 12)
    assert most == pytest.approx(11_704, abs=2)


def test_the_day_the_line_became_known_and_the_day_it_was_last_seen(occupation: Timeline) -> None:
    for day in (date(1994, 5, 12), date(2020, 9, 27)):
        before, after = occupation.on(day - DAY), occupation.on(day)
        assert before.held_km2 == pytest.approx(after.held_km2)
    kalbajar = [
        on(occupation, day, "kalbajar").part.km2 for day in ("2020-09-25", "2020-09-28", "2020-11-24")
    ]
    assert kalbajar == pytest.approx([kalbajar[0]] * 3)


def test_autumn_2020_loses_what_sources_say_and_when(occupation: Timeline) -> None:
    oblast = [
        on(occupation, day, "nagorno-karabakh").part for day in ("2020-10-08", "2020-10-09", "2020-10-15")
    ]
    line = oblast[0].km2
    assert (oblast[1].km2, oblast[1].km2_to) == (pytest.approx(line - 679), pytest.approx(line))
    assert (oblast[2].km2, oblast[2].km2_to) == (pytest.approx(line - 679), None)
    fizuli = on(occupation, "2020-10-16", "fizuli").part.km2
    possible = occupation.on(date(2020, 10, 17)).possible_km2 - occupation.on(date(2020, 10, 16)).possible_km2
    assert possible == pytest.approx(fizuli)
    assert on(occupation, "2020-11-01", "nagorno-karabakh").part.by == "held-1994"


def test_of_shusha_only_the_town_passed_in_2020(occupation: Timeline) -> None:
    here = [
        on(occupation, day, "shusha")
        for day in ("2020-11-07", "2020-11-08", "2021-06-01", "2023-09-19", "2023-09-20")
    ]
    assert [(one.state, one.paint) for one in here] == [
        ("held", "h"), ("held", "s"), ("held", "s"), ("possible", "p"), ("ended", "e"),
    ]  # fmt: skip
    assert here[1].part.km2 is None
    oblast = on(occupation, "2020-11-08", "nagorno-karabakh").part
    assert oblast.km2_to - oblast.km2 == pytest.approx(here[1].measured_km2, rel=0.01)


def test_after_2020_the_oblast_is_a_span_and_no_more_than_that_is_possible_in_2023(
    occupation: Timeline,
) -> None:
    for day in ("2020-11-10", "2020-11-20", "2020-11-25", "2020-12-01", "2023-09-18"):
        part = on(occupation, day, "nagorno-karabakh").part
        assert (part.km2, part.km2_to) == (2800, 3200)
    last = occupation.on(date(2023, 9, 19))
    assert (last.held_km2, last.possible_km2) == (0, pytest.approx(3200))


def test_after_kalbajar_ended_what_lies_in_the_oblast_is_a_part_of_it(occupation: Timeline) -> None:
    here = on(occupation, "2020-12-15", "kalbajar")
    assert (here.state, here.part.km2, here.part.by) == ("ended", None, "nagorno-karabakh")


def test_ended_covers_only_what_was_held(occupation: Timeline) -> None:
    last = occupation.on(date(2024, 6, 1))
    assert last.kind_km2("ended") == pytest.approx(occupation.greatest.km2)
    assert last.kind_km2("outside") == pytest.approx(
        occupation.era(date.max).land_km2 - occupation.greatest.km2
    )


def test_many_statements_of_one_place_take_no_longer_each() -> None:
    first = date(1000, 1, 1)
    said: list[Any] = []
    for number in range(1_500):
        day, after = (first + (7 * number + more) * DAY for more in (0, 3))
        said += [
            ("a", "start", day.isoformat(), "s", number + 1),
            ("a", "end", after.isoformat(), "s", number + 1),
        ]
    said += [
        ("a", "held_share", str(20 + n % 70), "s", (first + 7 * n * DAY).isoformat()) for n in range(1_500)
    ]
    timeline = build(ONE, *said)
    assert len(timeline.stops) >= 3_000
    assert timeline.on(timeline.stops[-1]).places[0].state == "ended"


def test_the_card_says_how_numbers_are_combined(shipped_package: Package, occupation: Timeline) -> None:
    words = {"held": {"en": "held"}}

    def notes(place: str) -> str:
        return " ".join(
            note["en"]
            for note in note_place(shipped_package, occupation, occupation.track(place), ["en"], words)
        )

    assert "until 10 November 2020 the land inside the outline" in notes("nagorno-karabakh")
    assert "Before 12 May 1994 its extent is not known" in notes("fizuli")
    assert "not known" not in notes("jabrayil")
    assert notes("lachin") == ""
