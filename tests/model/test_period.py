"""A place's time under the status: states by the design's rules, several periods, and whose dates are followed."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DefinitionError, InputError
from geo.model.period import Period
from geo.model.timeline import Choice, build_timeline
from geo.text.dates import Span, parse_date
from tests.made import pack, square
from tests.timelines import DAY, ONE, build, on, spans, states


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
            Choice(("lachin",), {}, ("held-1995",)),
            "outline 'held-1995' is not in the package 'made'; nearest: held-1994",
        ),
        (Choice(("lachin", "lachin")), "place 'lachin' is listed twice; list each place once"),
        (Choice(("lachin",), {}, ("line",)), "outline 'line' is a LineString without area; name a polygon"),
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
