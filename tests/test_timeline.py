"""The timeline: states by the design's rules, parts, faces, totals and stops, on squares a reader can see."""

import random
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.area import geodesic_km2, union_km2
from geo.dates import Span, parse_date
from geo.errors import DefinitionError, InputError
from geo.package import Package
from geo.period import Period
from geo.timeline import PAINTS, STATES, Choice, Part, PlaceOn, Situation, Timeline, build_timeline
from tests.made import Places, pack, square

DAY = timedelta(days=1)
KM2 = geodesic_km2(square(0))  # of a tenth of a degree, about 123


def build(places: Places, *said: tuple[Any, ...], **choice: Any) -> Timeline:
    outlines = choice.pop("outlines", None)
    drawn = choice.pop("drawn", None) or tuple(
        place for place, (shape, _) in places.items() if shape is not None
    )
    return build_timeline(pack(places, said, outlines), Choice(drawn, **choice))


def on(timeline: Timeline, day: str, place: str) -> PlaceOn:
    return next(p for p in timeline.on(date.fromisoformat(day)).places if p.place.id == place)


def states(timeline: Timeline, place: str, *days: str) -> str:
    return "".join(on(timeline, day, place).state[0] for day in days)


ONE: Places = {"a": (square(0), None)}


# One period


def period(start: str | None, end: str | None) -> Period:
    return Period(None, None, parse_date(start) if start else None, parse_date(end) if end else None)


def by_the_rules(start: Span, end: Span | None, day: date) -> str:
    """The design's rules word by word, an open side as a number beyond all days."""
    never = date.max.toordinal() + 1
    first, second = (
        side.toordinal() if side else other for side, other in ((start.earliest, 0), (start.latest, never))
    )
    third = end.earliest.toordinal() if end and end.earliest else (0 if end else never)
    fourth = end.latest.toordinal() if end and end.latest else never
    now = day.toordinal()
    if now < first:
        return "before"
    if now >= fourth:
        return "ended"
    return "held" if second <= now < third else "possible"


@st.composite
def spans(draw: st.DrawFn) -> str:
    """A day, a month, a year, a span of days, or one with an open side."""
    first, last = sorted((draw(st.dates()), draw(st.dates())))
    return draw(
        st.sampled_from(
            [
                first.isoformat(),
                first.isoformat()[:7],
                first.isoformat()[:4],
                f"{first}/{last}",
                f"../{first}",
                f"{first}/..",
                f"{first.isoformat()[:4]}/{last}",
            ]
        )
    )


ORDER = ("before", "possible", "held", "possible", "ended")


@given(spans(), st.none() | spans(), st.lists(st.dates(), max_size=20))
def test_states_go_forward_and_follow_the_rules(start: str, end: str | None, some_days: list[date]) -> None:
    one = period(start, end)
    begins, ends = one.start_span, one.end_span
    assert begins is not None
    if ends and ends.latest and begins.earliest and ends.latest < begins.earliest:
        return  # refused, see below
    days = {date.min, date.max, *some_days, *one.bounds()}
    days |= {day - DAY for day in days if day > date.min} | {day + DAY for day in days if day < date.max}
    seen = [one.state(day) for day in sorted(days)]
    assert seen == [by_the_rules(begins, ends, day) for day in sorted(days)]
    rest = iter(ORDER)
    assert all(any(state == step for step in rest) for state, _ in groupby(seen)), seen


@given(spans(), st.dates())
def test_only_an_end_is_unknown_until_it_is_sure(end: str, day: date) -> None:
    one = period(None, end)
    assert one.end_span is not None
    latest = one.end_span.latest
    assert one.state(day) == ("ended" if latest and day >= latest else "unknown")


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("1993-08-23", None, {"1993-08-22": "before", "1993-08-23": "held", "9999-12-31": "held"}),
        # the end day is the first day no longer held
        ("1993", "2020-11-20", {"2020-11-19": "held", "2020-11-20": "ended"}),
        ("1988/1992", None, {"1987-12-31": "before", "1988-01-01": "possible", "1992-12-30": "possible", "1992-12-31": "held"}),
        # start and end overlap: never surely held
        ("1990/2000", "1995/2005", {"1994-06-01": "possible", "1999-01-01": "possible", "2005-12-30": "possible", "2005-12-31": "ended"}),  # noqa: E501
        ("2000-02-29", "2004-02", {"2000-02-28": "before", "2000-02-29": "held", "2004-02-01": "possible", "2004-02-28": "possible", "2004-02-29": "ended"}),  # noqa: E501
        # open sides: a start that may lie ever so early, one that may not have come, an end that may not
        ("../2020", None, {"0001-01-01": "possible", "2020-12-30": "possible", "2020-12-31": "held"}),
        ("2020/..", None, {"2019-12-31": "before", "2020-01-01": "possible", "9999-12-31": "possible"}),
        ("1993", "2020/..", {"2019-12-31": "held", "2020-01-01": "possible", "9999-12-31": "possible"}),
        ("1993", "../2020", {"1992-12-31": "before", "1999-01-01": "possible", "2020-12-31": "ended"}),
        ("0001-01-01", "9999-12-31", {"0001-01-01": "held", "9999-12-30": "held", "9999-12-31": "ended"}),
        ("0001", "9999", {"0001-01-01": "possible", "0001-12-31": "held", "9998-12-31": "held", "9999-06-01": "possible"}),
    ],
)  # fmt: skip
def test_states_on_days(start: str, end: str | None, expected: Mapping[str, str]) -> None:
    one = period(start, end)
    assert {day: one.state(date.fromisoformat(day)) for day in expected} == expected


def test_nothing_said_is_unknown_for_ever() -> None:
    timeline = build(ONE)
    assert states(timeline, "a", "0001-01-01", "1993-08-23", "9999-12-31") == "uuu"
    assert timeline.stops == ()


def test_an_end_before_its_start_is_refused() -> None:
    said = (("a", "start", "1993", "s"), ("a", "end", "1992", "s"))
    with pytest.raises(
        InputError, match="statements of a, period 1: the end 1992 lies before the start 1993; correct"
    ):
        build(ONE, *said)
    assert (
        states(build(ONE, ("a", "start", "1993", "s"), ("a", "end", "1993-01-01", "s")), "a", "1993-01-01")
        == "e"
    )


# Several periods


def test_between_two_periods_it_is_ended() -> None:
    timeline = build(
        ONE,
        ("a", "start", "1992-06-12", "s"),
        ("a", "end", "1992-07/1992-08", "s"),
        ("a", "start", "1993-02/1993-06-27", "s", 2),
        ("a", "end", "2023-09-20", "s", 2),
    )
    days = ("1992-06-11", "1992-06-12", "1992-07-01", "1992-08-31", "1993-01-31", "1993-02-01", "1993-06-27")
    assert states(timeline, "a", *days) == "bhpeeph"
    assert states(timeline, "a", "2023-09-19", "2023-09-20", "9999-12-31") == "hee"
    assert on(timeline, "1992-09-01", "a").period == timeline.track("a").periods[0]
    assert on(timeline, "1993-02-01", "a").period == timeline.track("a").periods[1]
    assert on(timeline, "2024-01-01", "a").period == timeline.track("a").periods[1]


def test_spans_of_two_periods_may_touch() -> None:
    timeline = build(
        ONE,
        ("a", "start", "1990", "s"),
        ("a", "end", "1995-03-01/1995-12-01", "s"),
        ("a", "start", "1995", "s", 2),
    )
    # The second may have begun in January, but the first is sure until March.
    assert states(timeline, "a", "1995-02-01", "1995-03-01", "1995-12-01", "1995-12-31") == "hpph"


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            [("start", "1990", 1), ("end", "1995", 1), ("start", "1994", 2)],
            "statements of a, period 2: the start 1994 lies before period 1 ended, 1995",
        ),
        ([("start", "1990", 1), ("start", "1994", 2)], "period 2: period 1 has no end; state when it ended"),
        (
            [("start", "1990", 1), ("end", "1991", 1), ("end", "1994", 2)],
            "period 2: has no start and follows period 1",
        ),
        ([("start", "1990", 3), ("start", "1994", 4)], "period 4: period 3 has no end"),
    ],
)
def test_periods_that_cannot_be(said: list[tuple[str, str, int]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        build(ONE, *(("a", quantity, when, "s", number) for quantity, when, number in said))


@given(st.lists(st.dates(), min_size=4, max_size=8, unique=True).map(sorted), st.dates())
def test_with_sure_days_every_period_is_held_within_its_days(bounds: list[date], day: date) -> None:
    said = [
        ("a", ("start", "end")[number % 2], bound.isoformat(), "s", 1 + number // 2)
        for number, bound in enumerate(bounds[: len(bounds) // 2 * 2])
    ]
    timeline = build(ONE, *said)
    pairs = list(zip(bounds[::2], bounds[1::2], strict=False))
    held = any(first <= day < after for first, after in pairs)
    expected = "held" if held else "before" if day < bounds[0] else "ended"
    assert timeline.track("a").state(day) == expected


# Choice of sources


def test_the_preferred_source_speaks() -> None:
    said = (("a", "start", "1993", "x"), ("a", "start", "1992", "y"), ("a", "end", "2020", "x"))
    for order, expected in ((("x", "y"), "1993"), (("y", "x"), "1992"), (("y",), "1992")):
        first = build(ONE, *said, sources={"start": order}).track("a").periods[0].start
        assert first is not None
        assert first.date == parse_date(expected)
    assert build(ONE, *said, sources={"start": ("x",), "end": ("y",)}).track("a").periods[0].end is None
    assert build(ONE, *said, sources={"start": (), "end": ()}).track("a").periods == ()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (
            (("a", "start", "1993", "x"), ("a", "start", "1992", "y")),
            r"a: sources disagree on its start \(1992, 1993; x, y\); name the preferred ones under sources.start",
        ),
        (
            (("a", "area", "1390", "x"), ("a", "area", "1386", "y")),
            r"a: sources disagree on its area \(1390 km2, 1386 km2; x, y\); name the preferred ones under sources.area",
        ),
    ],
)
def test_sources_that_disagree_are_not_chosen_from(said: tuple[Any, ...], message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        build(ONE, *said)


def test_sources_that_agree_need_no_choice() -> None:
    said = (
        ("a", "start", "1993", "x"),
        ("a", "start", "1993", "y"),
        ("a", "area", "5", "x"),
        ("a", "area", "5", "y"),
    )
    assert states(build(ONE, *said), "a", "1994-01-01") == "h"


def test_of_areas_the_preferred_speaks_then_the_newest() -> None:
    said = (
        ("a", "area", "100", "old"),
        ("a", "area", "120", "new", "1990"),
        ("a", "area", "110", "old", "1980/1985"),
    )
    free = build(ONE, *said)
    assert [on(free, day, "a").reported_km2 for day in ("1970-01-01", "1985-12-31", "1986-01-01")] == [
        100,
        110,
        100,
    ]
    # a year says since when, surely from its last day
    assert [on(free, day, "a").reported_km2 for day in ("1990-12-30", "1990-12-31")] == [100, 120]
    chosen = build(ONE, *said, sources={"area": ("old", "new")})
    assert [on(chosen, day, "a").reported_km2 for day in ("1980-01-01", "2000-01-01")] == [110, 100]


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (Choice(("lachim",)), "place 'lachim' is not in the package 'made'; nearest: lachin"),
        (
            Choice(("lachin",), {"end": ("figure",)}),
            "source 'figure' is not in the package 'made'; nearest: figures",
        ),
        (
            Choice(("lachin",), {}, "held-1995"),
            "outline 'held-1995' is not in the package 'made'; nearest: held-1994",
        ),
        (Choice(("lachin", "lachin")), "place 'lachin' is listed twice; list each place once"),
        (Choice(("lachin",), {}, "line"), "outline 'line' is a LineString without area; name a polygon"),
    ],
)
def test_choices_that_cannot_be(choice: Choice, message: str) -> None:
    line = shapely.LineString([(0, 0), (1, 1)])
    package = pack(
        {"lachin": (square(0), None)},
        [("lachin", "start", "1992", "figures")],
        {"held-1994": (square(0), "", ""), "line": (line, "", "")},
    )
    with pytest.raises(DefinitionError) as raised:
        build_timeline(package, choice)
    assert message in str(raised.value)


# Faces and totals


@st.composite
def mosaics(draw: st.DrawFn) -> Places:
    """Some squares on a coarse grid: they overlap, touch, share edges and repeat."""
    corners = st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4))
    squares = draw(st.lists(corners, min_size=1, max_size=6))
    return {f"p{number}": (square(*corner), None) for number, corner in enumerate(squares)}


@given(mosaics(), st.data())
def test_faces_partition_the_union_and_totals_are_what_is_painted(
    places: Places, data: st.DataObject
) -> None:
    said = [(place, "start", data.draw(spans()), "s") for place in places]
    timeline = build(places, *said)
    shapes = [shape for shape, _ in places.values() if shape is not None]
    assert sum(face.km2 for face in timeline.faces) == pytest.approx(union_km2(shapes), rel=1e-6)
    assert shapely.union_all([face.geometry for face in timeline.faces]).symmetric_difference(
        shapely.union_all(shapes)
    ).area == pytest.approx(0, abs=1e-12)
    for place, (shape, _) in places.items():
        mine = sum(face.km2 for face in timeline.faces if place in face.places)
        assert mine == pytest.approx(geodesic_km2(shape), rel=1e-6)
    here = timeline.on(data.draw(st.dates()))
    assert sum(here.km2.values()) == pytest.approx(union_km2(shapes), rel=1e-6)
    assert set(here.km2) == set(PAINTS)
    held = [shape for (shape, _), p in zip(places.values(), here.places, strict=True) if p.state == "held"]
    assert here.held_km2 == pytest.approx(union_km2([shape for shape in held if shape is not None]), rel=1e-6)


@pytest.mark.parametrize(
    ("weaker", "stronger"),
    [("before", "ended"), ("ended", "possible"), ("possible", "held"), ("unknown", "before")],
)
def test_the_strongest_state_paints_an_overlap(weaker: str, stronger: str) -> None:
    said = {
        "before": [("start", "2000-01-01")],
        "possible": [("start", "1990/2000")],
        "held": [("start", "1990-01-01")],
        "ended": [("start", "1980-01-01"), ("end", "1990-01-01")],
        "unknown": [],
    }
    places: Places = {weaker: (square(0, 0, 2), None), stronger: (square(1, 0, 2), None)}
    timeline = build(places, *((place, *row, "s") for place in places for row in said[place]))
    here = timeline.on(date(1995, 1, 1))
    paints = {face.places: here.paints[number] for number, face in enumerate(timeline.faces)}
    assert paints[tuple(sorted((weaker, stronger)))] == stronger[0]
    assert (paints[(weaker,)], paints[(stronger,)]) == (weaker[0], stronger[0])


def test_a_part_speaks_for_its_own_land_even_when_it_is_weaker() -> None:
    places: Places = {"whole": (square(0, 0, 3), None), "part": (square(0), "whole")}
    timeline = build(places, ("whole", "start", "1990", "s"), ("part", "start", "2000", "s"))
    here = timeline.on(date(1995, 1, 1))
    assert {face.places: here.paints[n] for n, face in enumerate(timeline.faces)} == {
        ("part", "whole"): "b",
        ("whole",): "h",
    }
    assert here.held_km2 == pytest.approx(8 * KM2, rel=1e-4)


def test_a_part_of_a_part_speaks_though_the_one_between_is_not_drawn() -> None:
    places: Places = {
        "country": (square(0, 0, 3), None),
        "province": (square(0, 0, 2), "country"),
        "town": (square(0), "province"),
    }
    timeline = build(
        places, ("country", "start", "1990", "s"), ("town", "start", "2000", "s"), drawn=("country", "town")
    )
    here = timeline.on(date(1995, 1, 1))
    assert sorted(here.paints) == ["b", "h"]
    assert on(timeline, "1995-01-01", "country").part == Part(
        pytest.approx(8 * KM2, rel=1e-4), pytest.approx(8 / 9, rel=1e-4), "town", "place"
    )
    assert here.reported_km2() == 0


def test_reported_totals_leave_out_what_lies_within_another_counted_place() -> None:
    places: Places = {
        "country": (square(0, 0, 3), None),
        "province": (square(0, 0, 2), "country"),
        "town": (square(0), "province"),
    }
    said = [
        (place, "area", km2, "s") for place, km2 in (("country", "900"), ("province", "400"), ("town", "100"))
    ]
    said += [
        ("country", "start", "1990", "s"),
        ("province", "start", "2000", "s"),
        ("town", "start", "1990", "s"),
    ]
    here = build(places, *said).on(date(1995, 1, 1))
    assert (here.count("held"), here.count("before")) == (2, 1)
    assert here.reported_km2("held") == 900
    assert here.reported_km2("before") == 400


# Parts


HALVES: Places = {
    "a": (square(0, 0, 2), None),
    "west": (shapely.box(0, 0, 0.1, 0.2), "a"),
    "hidden": (None, "a"),
}


def test_a_drawn_part_that_ended_cuts_the_whole() -> None:
    timeline = build(
        HALVES,
        ("a", "start", "1990", "s"),
        ("west", "start", "1990", "s"),
        ("west", "end", "2000-01-01", "s"),
        ("a", "end", "2010-01-01", "s"),
    )
    assert on(timeline, "1999-12-31", "a").part is None
    assert on(timeline, "2000-01-01", "a").part == Part(
        pytest.approx(2 * KM2, rel=1e-5), pytest.approx(0.5, rel=1e-5), "west", "place"
    )
    assert timeline.on(date(2000, 1, 1)).paints == "he"
    assert timeline.on(date(2000, 1, 1)).held_km2 == pytest.approx(2 * KM2, rel=1e-5)
    assert on(timeline, "2010-01-01", "a").part is None


def test_a_drawn_part_that_is_held_in_a_place_that_is_not() -> None:
    timeline = build(HALVES, ("a", "start", "2000", "s"), ("west", "start", "1990-01-01", "s"))
    here = on(timeline, "1995-01-01", "a")
    assert here.state == "before"
    assert here.part == Part(pytest.approx(2 * KM2, rel=1e-5), pytest.approx(0.5, rel=1e-5), "west", "place")
    assert timeline.on(date(1995, 1, 1)).paints == "bh"


def test_a_corridor_without_a_line_in_a_place_that_has_ended() -> None:
    timeline = build(
        HALVES,
        ("a", "start", "1992-05-18", "s"),
        ("a", "end", "2020-12-01", "s"),
        ("hidden", "end", "2022-08-26", "s"),
        drawn=("a",),
    )
    assert [p.place.id for p in timeline.on(date(2000, 1, 1)).places] == ["a", "hidden"]
    # The corridor begins with the place it lies in, though nobody states it.
    assert states(timeline, "hidden", "1992-05-17", "1992-05-18", "2022-08-25", "2022-08-26") == "bhhe"
    assert on(timeline, "2021-06-01", "hidden").period.start is None
    here = on(timeline, "2021-06-01", "a")
    assert (here.state, here.part) == ("ended", Part(None, None, "hidden", "place"))
    # Held in part, nobody says where, nobody says how much.
    assert timeline.on(date(2021, 6, 1)).paints == "s"
    assert timeline.on(date(2021, 6, 1)).held_km2 == 0
    assert timeline.on(date(2021, 6, 1)).count("held") == 0
    assert on(timeline, "2022-08-26", "a").part is None
    assert timeline.stops == (date(1992, 5, 18), date(2020, 12, 1), date(2022, 8, 26))


def test_a_part_without_a_line_takes_the_start_of_the_same_period_wherever_it_is_listed() -> None:
    said = [
        ("a", "start", "1990", "s", 1),
        ("a", "end", "1995", "s", 1),
        ("a", "start", "2000", "s", 2),
        ("hidden", "end", "1996", "s", 1),
        ("hidden", "end", "2010", "s", 2),
    ]
    for drawn in (("a",), ("a", "hidden"), ("hidden", "a")):
        timeline = build(HALVES, *said, drawn=drawn)
        assert states(timeline, "hidden", "1989-01-01", "1992-01-01", "1998-01-01", "2005-01-01") == "bheh"


def test_a_part_with_a_line_takes_no_start() -> None:
    timeline = build(HALVES, ("a", "start", "1990", "s"), ("west", "end", "2000", "s"))
    assert states(timeline, "west", "1995-01-01", "2001-01-01") == "ue"


def test_the_size_of_a_hidden_part_is_taken_off() -> None:
    whole = geodesic_km2(HALVES["a"][0])
    timeline = build(
        HALVES,
        ("a", "start", "1990", "s"),
        ("hidden", "area", "100", "s"),
        ("hidden", "end", "2000-01-01", "s"),
        drawn=("a",),
    )
    here = on(timeline, "2000-01-01", "a")
    assert here.part == Part(pytest.approx(whole - 100), pytest.approx(1 - 100 / whole), "hidden", "place")
    situation = timeline.on(date(2000, 1, 1))
    assert situation.paints == "s"
    assert situation.stated_km2 == {"a": pytest.approx(whole - 100)}
    assert situation.held_km2 == pytest.approx(whole - 100)


def test_two_parts_that_overlap_are_taken_off_once() -> None:
    places: Places = {
        "a": (square(0, 0, 3), None),
        "b": (square(0, 0, 2), "a"),
        "c": (square(1, 0, 2), "a"),
    }
    said = [("a", "start", "1990", "s"), *((sub, "start", "2000", "s") for sub in "bc")]
    here = on(build(places, *said), "1995-01-01", "a")
    assert here.part is not None
    assert here.part.km2 == pytest.approx(
        3 * KM2, rel=1e-4
    )  # nine squares without the six that b and c cover


def test_a_part_that_juts_out_counts_only_where_it_lies_inside() -> None:
    places: Places = {"a": (square(0, 0, 2), None), "b": (shapely.box(0.1, 0, 0.5, 0.2), "a")}
    here = on(build(places, ("a", "start", "2000", "s"), ("b", "start", "1990", "s")), "1995-01-01", "a")
    assert here.part is not None
    assert here.part.share == pytest.approx(0.5, rel=1e-5)


# Parts by statement


def test_a_held_area_since_a_year_and_one_for_a_time() -> None:
    timeline = build(
        ONE,
        ("a", "start", "1990-01-01", "s"),
        ("a", "area", "200", "s"),
        ("a", "held_area", "150", "s", "1994"),
        ("a", "held_area", "50", "s", "2020-11/2023-09"),
        ("a", "end", "2030", "s"),
    )
    days = ("1994-12-30", "1994-12-31", "2020-11-01", "2023-09-30", "2023-10-01")
    parts = [on(timeline, day, "a").part for day in days]
    assert [part and part.share for part in parts] == [None, 0.75, 0.25, 0.25, 0.75]
    assert parts[1] == Part(150, 0.75, "s2", "statement")
    here = timeline.on(date(2000, 1, 1))
    assert here.paints == "s"
    # 150 km² are stated of 123 that are measured: never more than the land there is.
    assert here.held_km2 == pytest.approx(KM2)
    assert timeline.on(date(2021, 1, 1)).held_km2 == 50


def test_a_share_is_of_the_area_its_own_source_gives() -> None:
    timeline = build(
        ONE,
        ("a", "start", "1990-01-01", "mine"),
        ("a", "area", "200", "mine"),
        ("a", "area", "80", "theirs"),
        ("a", "held_share", "25", "theirs"),
        sources={"area": ("mine",)},
    )
    assert on(timeline, "2000-01-01", "a").part == Part(20, 0.25, "s3", "statement")
    assert on(timeline, "2000-01-01", "a").reported_km2 == 200


@pytest.mark.parametrize(
    ("quantity", "value"), [("held_share", "100"), ("held_area", "198"), ("held_area", "300")]
)
def test_nearly_all_of_it_is_no_part(quantity: str, value: str) -> None:
    timeline = build(ONE, ("a", "start", "1990", "s"), ("a", "area", "200", "s"), ("a", quantity, value, "s"))
    assert on(timeline, "2000-01-01", "a").part is None
    assert timeline.on(date(2000, 1, 1)).paints == "h"


def test_a_figure_older_than_a_change_within_gives_way_to_the_next() -> None:
    said = [
        ("a", "start", "1990", "s"),
        ("hidden", "end", "2020-10-15", "s"),
        ("a", "held_area", "300", "old", "1994"),
        ("a", "held_area", "200", "new", "2020-11/2023-09"),
        ("a", "area", "400", "s"),
    ]
    timeline = build(HALVES, *said, drawn=("a",), sources={"held_area": ("old", "new")})
    assert on(timeline, "2020-10-14", "a").part.by == "s2"
    assert on(timeline, "2020-10-15", "a").part == Part(None, None, "hidden", "place")
    assert on(timeline, "2020-11-01", "a").part == Part(200, 0.5, "s3", "statement")
    assert on(timeline, "2023-10-01", "a").part.by == "hidden"


def test_an_undated_figure_is_not_trusted_once_a_part_has_changed() -> None:
    said = [("a", "start", "1990", "s"), ("west", "start", "1990", "s"), ("west", "end", "2000", "s")]
    timeline = build(HALVES, *said, ("a", "held_area", "300", "s"))
    assert on(timeline, "1995-01-01", "a").part.kind == "statement"
    assert on(timeline, "2001-01-01", "a").part.kind == "place"


def test_what_a_drawn_part_explains_is_not_hatched() -> None:
    said = [
        ("a", "start", "1990", "s"),
        ("west", "start", "1990", "s"),
        ("west", "end", "2000-01-01", "s"),
        ("a", "area", "400", "s"),
    ]
    timeline = build(HALVES, *said, ("a", "held_area", "200", "s", "2000-06-01"))
    assert timeline.on(date(2001, 1, 1)).paints == "he"
    timeline = build(HALVES, *said, ("a", "held_area", "150", "s", "2000-06-01"))
    assert timeline.on(date(2001, 1, 1)).paints == "se"


@pytest.mark.parametrize(("first", "second"), [("50", "20"), ("20", "50")])
def test_land_hatched_for_two_places_counts_once(first: str, second: str) -> None:
    places: Places = {"a": (square(0), None), "b": (square(0), None)}
    said = [(place, "start", "1990", "s") for place in "ab"]
    shares = [("a", "held_share", first, "s"), ("b", "held_share", second, "s")]
    here = build(places, *said, *shares).on(date(2000, 1, 1))
    assert here.held_km2 == pytest.approx(KM2 / 2)
    assert sum(here.stated_km2.values()) == here.held_km2


def test_what_is_painted_solid_is_part_of_the_stated() -> None:
    said = [(place, "start", "1990", "s") for place in ("a", "west")]
    timeline = build(HALVES, *said, ("a", "held_area", "300", "s"), ("a", "area", "492", "s"))
    here = timeline.on(date(2000, 1, 1))
    assert sorted(here.paints) == ["h", "s"]
    assert here.stated_km2 == {"a": pytest.approx(300 - here.km2["h"])}
    assert here.held_km2 == pytest.approx(300)


def test_held_in_part_outweighs_possible() -> None:
    places: Places = {"a": (square(0), None), "b": (square(0), None)}
    said = [("a", "start", "1990", "s"), ("a", "held_share", "50", "s"), ("b", "start", "1990/2010", "s")]
    assert build(places, *said).on(date(2000, 1, 1)).paints == "s"


def test_a_part_of_a_part_is_taken_off_with_it_not_again() -> None:
    places: Places = {"a": (square(0, 0, 2), None), "raion": (None, "a"), "village": (None, "raion")}
    said = [("a", "start", "1990", "s"), ("raion", "area", "100", "s"), ("village", "area", "30", "s")]
    said += [(place, "end", "2000-01-01", "s") for place in ("raion", "village")]
    here = on(build(places, *said, drawn=("a", "raion", "village")), "2000-01-01", "a")
    assert here.part is not None
    assert here.part.km2 == pytest.approx(geodesic_km2(square(0, 0, 2)) - 100)


# Parts by outline


def cut(share: float, *said: tuple[Any, ...], places: Places = ONE, **choice: Any) -> Timeline:
    outline = {"held": (shapely.box(-1, -1, 0.1 * share, 1), "1994-05-12", "2020-09-26")}
    rows = [("a", "start", "1993-08-23", "s"), ("a", "end", "2020-11-20", "s"), *said]
    return build(places, *rows, outlines=outline, outline="held", **choice)


def test_an_outline_cuts_a_held_place_while_it_is_valid() -> None:
    timeline = cut(0.6)
    parts = [on(timeline, day, "a").part for day in ("1994-05-11", "1994-05-12", "2020-09-25", "2020-09-26")]
    assert parts[0] is parts[3] is None
    assert parts[1] == parts[2] == Part(pytest.approx(0.6 * KM2), pytest.approx(0.6), "held", "outline")
    here = timeline.on(date(2000, 1, 1))
    assert {face.outlines: here.paints[number] for number, face in enumerate(timeline.faces)} == {
        ("held",): "h",
        (): "o",
    }
    assert here.held_km2 == here.km2["h"] == pytest.approx(0.6 * KM2)
    assert timeline.on(date(1994, 1, 1)).paints == "hh"
    assert timeline.on(date(2021, 1, 1)).paints == "ee"


@pytest.mark.parametrize(("share", "is_part"), [(0.985, True), (0.995, False), (1, False), (0, True)])
def test_an_outline_that_cuts_off_a_sliver_cuts_nothing(share: float, is_part: bool) -> None:
    here = on(cut(share), "2000-01-01", "a")
    assert (here.part is not None) == is_part
    if here.part:
        assert here.part.share == pytest.approx(share, abs=1e-4)


def test_land_beyond_the_outline_gives_way_to_another_place_s_possible() -> None:
    places: Places = {"a": (square(0), None), "b": (square(0), None)}
    assert sorted(cut(0.6, ("b", "start", "1990/2010", "s"), places=places).on(date(2000, 1, 1)).paints) == [
        "h",
        "p",
    ]


def test_the_outline_comes_before_a_stated_part_and_the_statement_after_it() -> None:
    timeline = cut(0.6, ("a", "held_share", "40", "s"))
    assert [on(timeline, day, "a").part.kind for day in ("2000-01-01", "2020-10-01")] == [
        "outline",
        "statement",
    ]


def test_a_part_that_has_ended_is_taken_off_inside_the_outline() -> None:
    places: Places = {"a": (square(0), None), "west": (shapely.box(0, 0, 0.02, 0.1), "a")}
    said = [("west", "start", "1990", "s"), ("west", "end", "2000-01-01", "s")]
    timeline = cut(0.6, *said, places=places)
    assert on(timeline, "2000-01-01", "a").part.share == pytest.approx(0.4, rel=1e-4)
    assert timeline.on(date(2000, 1, 1)).held_km2 == pytest.approx(0.4 * KM2, rel=1e-4)


def test_no_number_where_a_part_without_a_line_may_lie_on_either_side() -> None:
    places: Places = {"a": (square(0), None), "hidden": (None, "a")}
    said = [("hidden", "end", "2000-01-01", "s"), ("hidden", "area", "10", "s")]
    timeline = cut(0.6, *said, places=places, drawn=("a",))
    assert on(timeline, "2000-01-01", "a").part == Part(None, None, "held", "outline")
    assert sorted(timeline.on(date(2000, 1, 1)).paints) == ["o", "s"]


# Stops


def everything() -> tuple[Places, list[tuple[Any, ...]], dict[str, Any]]:
    """Three years in which all happens: spans, a second period, parts of every kind, an outline."""
    places: Places = {
        "a": (square(0, 0, 2), None),
        "west": (shapely.box(0, 0, 0.1, 0.2), "a"),
        "hidden": (None, "a"),
        "b": (square(1, 1, 2), None),
        "c": (square(5), None),
    }
    said = [
        ("a", "start", "2001-02/2001-04-15", "s"),
        ("a", "end", "2003-01-05/2003-02", "s"),
        ("west", "start", "2001-03-01", "s"),
        ("west", "end", "2002-06-30", "s"),
        ("hidden", "end", "[2002-09-09..2002-09-15]", "s"),
        ("a", "held_area", "400", "s", "2001-05"),
        ("a", "held_area", "200", "s", "2002-10/2002-12"),
        ("b", "start", "2001-01-01", "s"),
        ("b", "end", "2001-12-31", "s"),
        ("b", "start", "2002-02-28/2002-03-01", "s", 2),
        ("c", "end", "2002-01", "s"),
    ]
    outlines = {"held": (shapely.box(-1, -1, 0.15, 1), "2001-07-01", "2002-01-01")}
    return places, said, {"outlines": outlines, "outline": "held", "drawn": ("a", "west", "b", "c")}


def test_stops_are_exactly_the_days_on_which_something_changes() -> None:
    places, said, choice = everything()
    timeline = build(places, *said, **choice)
    days = [date(2000, 12, 1) + number * DAY for number in range(1000)]
    keys = [timeline.on(day).key for day in days]
    changed = [day for day, before, here in zip(days[1:], keys, keys[1:], strict=False) if before != here]
    assert list(timeline.stops) == changed
    assert len(changed) > 15


def test_the_order_of_rows_never_matters() -> None:
    places, said, choice = everything()
    usual = build(places, *said, **choice)
    package = pack(places, said, choice["outlines"])
    for seed in range(5):
        rows = list(package.statements)
        random.Random(seed).shuffle(rows)
        names = list(package.places)
        random.Random(seed).shuffle(names)
        mixed = Package(
            **{
                **{name: getattr(package, name) for name in package.__dataclass_fields__},
                "statements": tuple(rows),
                "places": {name: package.places[name] for name in names},
                "boundaries": package.boundaries.sample(frac=1, random_state=seed),
            }
        )
        timeline = build_timeline(mixed, Choice(choice["drawn"], {}, "held"))
        assert timeline.stops == usual.stops
        for day in usual.stops:
            assert timeline.on(day) == usual.on(day)


def test_the_first_day_of_all_is_no_stop_and_the_last_may_be_one() -> None:
    timeline = build(ONE, ("a", "start", "0001-01-01", "s"), ("a", "end", "9999-12-31", "s"))
    assert timeline.stops == (date.max,)
    assert timeline.on(date.min).places[0].state == "held"
    assert timeline.on(date.max).places[0].state == "ended"


# The main map


NINE = (
    "nagorno-karabakh",
    "shusha",
    "lachin",
    "kalbajar",
    "aghdam",
    "fizuli",
    "jabrayil",
    "gubadli",
    "zangilan",
)


@pytest.mark.parametrize(
    ("day", "expected", "in_part"),
    [
        ("1987-12-31", "bbbbbbbbb", ()),
        ("1990-06-01", "pbbbbbbbb", ()),
        ("1992-05-18", "phhbbbbbb", ("nagorno-karabakh",)),
        ("1993-08-01", "hhhhhbbbb", ()),
        ("2019-01-01", "hhhhhhhhh", ("nagorno-karabakh", "kalbajar", "aghdam", "fizuli")),
        # the four towns were announced on 4, 17, 20 and 25 October
        ("2020-10-20", "hhhhhpphp", None),
        ("2020-11-15", "hehhheeee", None),
        ("2021-06-01", "heeeeeeee", ("nagorno-karabakh", "lachin")),
        ("2024-06-01", "eeeeeeeee", ()),
    ],
)
def test_the_nine_places(
    occupation: Timeline, day: str, expected: str, in_part: Iterable[str] | None
) -> None:
    here: Situation = occupation.on(date.fromisoformat(day))
    found = {p.place.id: p for p in here.places}
    assert "".join(found[place].state[0] for place in NINE) == expected
    if in_part is not None:
        assert {place for place in NINE if found[place].part} == set(in_part)
    assert here.count("held") == expected.count("h")
    assert sum(here.km2.values()) == pytest.approx(sum(face.km2 for face in occupation.faces))


def test_the_parts_of_2021(occupation: Timeline) -> None:
    here = on(occupation, "2021-06-01", "nagorno-karabakh").part
    assert (here.km2, here.kind) == (3000, "statement")
    assert on(occupation, "2021-06-01", "lachin").part == Part(None, None, "lachin-corridor", "place")
    assert on(occupation, "2021-06-01", "lachin-corridor").state == "held"
    assert on(occupation, "2022-08-26", "lachin-corridor").state == "ended"
    assert on(occupation, "2020-10-08", "hadrut").state == "held"
    assert on(occupation, "2020-10-09", "hadrut").state == "possible"


def test_every_stop_of_the_main_map_changes_it(occupation: Timeline) -> None:
    for stop in occupation.stops:
        assert occupation.on(stop).key != occupation.on(stop - DAY).key
    assert {p.state for stop in occupation.stops for p in occupation.on(stop).places} <= set(STATES)


def test_following_one_source_silences_its_rivals() -> None:
    choice = Choice(("a",), {"start": ("x", "y", "z"), "end": ("z",)}, "held")
    assert choice.following("y", rivals=("x",)) == Choice(
        ("a",), {"start": ("y", "z"), "end": ("y", "z")}, "held"
    )


def test_a_place_s_own_paint_is_that_of_its_land_inside_the_outline() -> None:
    timeline = cut(0.6)
    paints = [on(timeline, day, "a").paint for day in ("1990-01-01", "2000-01-01", "2021-01-01")]
    assert paints == ["b", "h", "e"]
