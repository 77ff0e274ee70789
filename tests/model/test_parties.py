"""Several parties: who holds what, in doubt, in turn and at once; fronts that move. One mechanism with one unnamed party."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.audit.changes import list_changes
from geo.errors import InputError
from geo.model.timeline import Choice, Paint, Timeline, build_timeline
from geo.package.read import Package
from tests.fuzz.damage import many
from tests.made import Places, pack, square
from tests.model.test_bounds import check_causes, check_sums
from tests.timelines import DAY, KM2, ONE, build, on, told


def row(place: str, quantity: str, when: str, party: str, **more: Any) -> dict[str, Any]:
    return {"place": place, "quantity": quantity, "date": when, "party": party, "source": "s", **more}


def spell(place: str, party: str, start: str, end: str = "", number: int = 1) -> list[dict[str, Any]]:
    rows = [row(place, "start", start, party, period=number)]
    return [*rows, row(place, "end", end, party, period=number)] if end else rows


def holders(timeline: Timeline, day: str, place: str = "a") -> dict[str, str]:
    return {holder.party: holder.state for holder in on(timeline, day, place).holders}


def key(timeline: Timeline, day: str) -> str:
    return timeline.on(date.fromisoformat(day)).paints[0]


def test_a_place_goes_from_one_party_to_another() -> None:
    timeline = build(
        ONE, *spell("a", "north", "1992-05-18", "2020-12-01"), *spell("a", "river", "2020-12-01")
    )
    days = ("1992-05-17", "1995-01-01", "2020-11-30", "2020-12-01")
    assert [holders(timeline, day) for day in days] == [
        {},
        {"north": "held"},
        {"north": "held"},
        {"river": "held"},
    ]
    assert [key(timeline, day) for day in days] == ["b", "h:north", "h:north", "h:river"]
    here = timeline.on(date(2021, 1, 1))
    assert here.parties["river"].measured_km2 == pytest.approx(KM2)
    assert (here.parties["north"].held, here.parties["river"].held) == (0, 1)
    assert timeline.parties == ("north", "river")


def test_the_dates_of_a_place_are_those_of_whoever_holds_it_or_will_next() -> None:
    timeline = build(ONE, *spell("a", "north", "2000", "2005-05-01"), *spell("a", "river", "1990", "1995-01-01"))
    days = ("1985-01-01", "1992-01-01", "1998-01-01", "2001-06-01")
    periods = [on(timeline, day, "a").period for day in days]
    assert [period.party for period in periods if period] == ["river", "river", "river", "north"]


def test_a_handover_between_uncertain_dates_is_possible_for_both() -> None:
    timeline = build(ONE, *spell("a", "north", "1980", "1991/1992"), *spell("a", "river", "1991/1992"))
    assert holders(timeline, "1991-06-01") == {"north": "possible", "river": "possible"}
    here = timeline.on(date(1991, 6, 1))
    assert here.paints == ("v:north+river",)
    assert (here.held_km2, here.possible_km2) == (0, pytest.approx(KM2))  # counted once


def test_held_by_one_and_possibly_by_another() -> None:
    timeline = build(ONE, *spell("a", "north", "1980-01-01"), *spell("a", "river", "1990/2000"))
    assert key(timeline, "1995-01-01") == "h:north?river"
    here = timeline.on(date(1995, 1, 1))
    assert (here.parties["north"].measured_km2, here.possible_km2) == (pytest.approx(KM2), 0)


def test_held_by_two_at_once_is_contested() -> None:
    timeline = build(
        ONE, *spell("a", "north", "1980-01-01"), *spell("a", "river", "1990-01-01", "2000-01-01")
    )
    assert key(timeline, "1995-01-01") == "c:north+river"
    here = timeline.on(date(1995, 1, 1))
    assert (here.contested_km2, here.held_km2) == (pytest.approx(KM2), pytest.approx(KM2))
    assert [party.measured_km2 for party in here.parties.values()] == [0, 0]
    assert key(timeline, "2000-01-01") == "h:north"
    # An older drawer that knows one status draws it as held.
    assert here.letters == "h"


def test_two_periods_of_one_party_may_not_overlap_but_those_of_two_may() -> None:
    again = [*spell("a", "north", "1980", "1990"), *spell("a", "north", "1985", number=2)]
    with pytest.raises(InputError, match="period 2 of north"):
        build(ONE, *again)
    build(ONE, *spell("a", "north", "1980", "1990"), *spell("a", "river", "1985"))


def test_amounts_without_a_place_stay_hatched_with_their_numbers() -> None:
    said = [*spell("a", "north", "1990-01-01"), *spell("a", "river", "1990-01-01")]
    said += [
        row("a", "held_share", "1990/2000", "north", value="70", unit="percent"),
        row("a", "held_share", "1990/2000", "river", value="20", unit="percent"),
    ]
    timeline = build(ONE, *said)
    here = timeline.on(date(1995, 1, 1))
    assert here.paints == ("s:north+river",)
    assert here.parties["north"].measured_km2 == pytest.approx(0.7 * KM2)
    assert here.parties["river"].measured_km2 == pytest.approx(0.2 * KM2)
    assert here.nobody_km2 == pytest.approx(0.1 * KM2)
    # Of more than there is, several must hold the rest at once.
    said[-1] = row("a", "held_share", "1990/2000", "river", value="50", unit="percent")
    here = build(ONE, *said).on(date(1995, 1, 1))
    assert here.contested_km2 == pytest.approx(0.2 * KM2)
    assert here.parties["north"].measured_km2 == pytest.approx(0.5 * KM2)


def west(share: float) -> shapely.Polygon:
    return shapely.box(-0.001, -0.001, 0.1 * share, 0.101)


def east(share: float) -> shapely.Polygon:
    return shapely.box(0.1 * share, -0.001, 0.101, 0.101)


def test_fronts_cut_a_place_between_parties_and_move() -> None:
    outlines = {
        "north-12": (west(0.6), "2012-01-01", "2013-01-01", "north"),
        "north-13": (west(0.3), "2013-01-01", "2014-01-01", "north"),
        "river-12": (east(0.6), "2012-01-01", "2013-01-01", "river"),
        "river-13": (east(0.3), "2013-01-01", "2014-01-01", "river"),
    }
    said = [*spell("a", "north", "2012-01-01"), *spell("a", "river", "2012-01-01")]
    timeline = build(ONE, *said, outlines=outlines, outline=tuple(outlines))
    for day, share in (("2012-06-01", 0.6), ("2013-06-01", 0.3), ("2015-06-01", 0.3)):
        here = timeline.on(date.fromisoformat(day))
        assert here.parties["north"].measured_km2 == pytest.approx(share * KM2, rel=1e-4)
        assert here.parties["river"].measured_km2 == pytest.approx((1 - share) * KM2, rel=1e-4)
        assert here.contested_km2 == pytest.approx(0, abs=1e-3)
    assert date(2013, 1, 1) in timeline.stops


def test_land_a_front_leaves_has_ended_and_in_a_gap_between_fronts_it_is_possible() -> None:
    outlines = {
        "first": (west(0.6), "2012-01-01", "2013-01-01", "north"),
        "second": (west(0.3), "2014-01-01", "", "north"),
    }
    timeline = build(ONE, *spell("a", "north", "2012-01-01"), outlines=outlines, outline=tuple(outlines))

    def at(day: str) -> list[str]:
        here = timeline.on(date.fromisoformat(day))
        order = sorted(
            (face.geometry.centroid.x, letter)
            for face, letter in zip(timeline.faces, here.letters, strict=True)
            if face.places
        )
        return [letter for _, letter in order]

    assert [at(day) for day in ("2012-06-01", "2013-06-01", "2014-06-01")] == [
        ["h", "h", "o"], ["h", "p", "o"], ["h", "e", "o"],
    ]  # fmt: skip


def test_a_line_without_an_owner_bounds_whoever_holds() -> None:
    outlines = {"line": (west(0.5), "1994-05-12", "", "")}
    said = [*spell("a", "north", "1992-01-01", "2000-01-01"), *spell("a", "river", "2000-01-01")]
    timeline = build(ONE, *said, outlines=outlines, outline="line")
    for day, party in (("1995-01-01", "north"), ("2005-01-01", "river")):
        assert timeline.on(date.fromisoformat(day)).parties[party].measured_km2 == pytest.approx(
            KM2 / 2, rel=1e-4
        )


def test_the_table_of_paints_holds_every_code_of_every_day() -> None:
    said = [
        *spell("a", "north", "1980", "1991/1992"),
        *spell("a", "river", "1990-01-01"),
        *spell("a", "wood", "1985/1995"),
    ]
    timeline = build(ONE, *said)
    for stop in timeline.stops:
        here = timeline.on(stop)
        assert [timeline.paints[code].key for code in here.codes] == list(here.paints)
    assert Paint("c", ("north", "river"), ("wood",)) in timeline.paints
    plain = build(ONE, ("a", "start", "1990", "s"))
    assert [paint.key for paint in plain.paints] == list("bpheusoa")


PARTIES = ("north", "river", "wood", "hill")


def dated(package: Package, day: str) -> Package:
    """Return a package in which the first place has another, narrower boundary from a day on."""
    old = next(row for row in package.features if row.place == "p0")
    west, south, _, north = old.geometry.bounds
    new = old._replace(id="p0-new", valid_from=day, geometry=shapely.box(west, south, west + 0.05, north))
    return replace(
        package,
        features=(*(row for row in package.features if row is not old), old._replace(valid_to=day), new),
    )


@st.composite
def tables(draw: st.DrawFn) -> Timeline:
    """A table of who held which of a few overlapping districts from when to when, some with amounts, fronts, new boundaries."""
    corners = st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(1, 2))
    squares = draw(st.lists(corners, min_size=1, max_size=4))
    places: dict[str, Any] = {f"p{number}": (square(*corner), None) for number, corner in enumerate(squares)}
    if draw(st.booleans()):
        places["part"] = (square(0, 0, 1), "p0")
    if draw(st.booleans()):
        places["hidden"] = (None, "p0")
    said: list[dict[str, Any]] = []

    def when(low: int, high: int) -> str:
        year, month = draw(st.integers(low, high)), draw(st.integers(1, 12))
        exact = f"{year}-{month:02}-15"
        since = [f"../{exact}", f"../{year}-06-01"]
        return draw(
            st.sampled_from(
                [f"{year}", f"{year}~", f"{year}-{month:02}", exact, f"{year}/{year + 1}", *since]
            )
        )

    for place in places:
        for party in draw(st.lists(st.sampled_from(PARTIES), max_size=3, unique=True)):
            begun = draw(st.integers(1990, 2000))
            ends = when(begun + 2, begun + 6) if draw(st.booleans()) else ""
            said += spell(place, party, when(begun, begun), ends)
            if ends and ".." not in ends and draw(st.booleans()):
                said += spell(place, party, str(begun + 9), draw(st.sampled_from(["", str(begun + 11)])), 2)
            if draw(st.integers(0, 3)) == 0:
                more = {"value": str(draw(st.integers(1, 90))), "unit": "percent"}
                said.append(row(place, "held_share", f"{begun}/{begun + 3}", party, **more))
            if draw(st.integers(0, 7)) == 0:
                said.append(
                    row(place, draw(st.sampled_from(["part_start", "part_end"])), f"{begun + 1}-11-08", party)
                )
    outlines = {}
    for party in draw(st.lists(st.sampled_from(PARTIES[:2]), max_size=2, unique=True)):
        edge = draw(st.integers(1, 3)) / 10 + 0.05
        shape = (
            shapely.box(-0.05, -0.05, edge, 0.5) if party == "north" else shapely.box(edge, -0.05, 0.55, 0.5)
        )
        outlines[party] = (shape, "1996-01-01", "1999-01-01", party)
    package = pack(places, said, outlines)
    package = dated(package, "1997-06-01") if draw(st.integers(0, 3)) == 0 else package
    return build_timeline(
        package, Choice(tuple(name for name in places if name != "hidden"), {}, tuple(outlines))
    )


@given(tables())
@settings(max_examples=many(120))
def test_sums_of_random_tables_hold_on_every_stop(timeline: Timeline) -> None:
    """Ten thousand of them: GEO_FUZZ=84 pytest tests/model/test_parties.py -k random_tables."""
    for stop in timeline.stops:
        before, here = timeline.on(stop - DAY), timeline.on(stop)
        check_sums(timeline, here)
        check_causes(timeline, before, here)
        assert told(here) != told(before)
        possible = here.kind_km2("possible") + here.kind_km2("several")
        assert here.possible_km2 <= possible + here.kind_km2("some") + 1e-6
    if timeline.stops:
        check_changes(timeline, timeline.stops[0] - DAY, timeline.stops[-1])


def check_changes(timeline: Timeline, first: date, last: date) -> None:
    """What a party gained, lost and came to hold otherwise is the difference of what it held, where nobody contests it."""
    changes, old, new = list_changes(timeline, first, last), timeline.on(first), timeline.on(last)
    if old.contested_km2 or new.contested_km2:
        return
    for party in timeline.parties:
        mine = [row for row in changes.changes if row.party and row.party.id == party]
        sums = {
            kind: sum(row.km2 for row in mine if row.kind == kind) for kind in ("gained", "ended", "redrawn")
        }
        grown = new.parties[party].measured_km2 - old.parties[party].measured_km2
        assert sums["gained"] - sums["ended"] + sums["redrawn"] == pytest.approx(grown, abs=1e-3)


@given(
    st.lists(
        st.tuples(st.sampled_from("ab"), st.integers(1990, 2010), st.integers(1, 9)), min_size=1, max_size=4
    )
)
@settings(max_examples=40)
def test_one_unnamed_party_answers_as_a_named_one(spells: list[tuple[str, int, int]]) -> None:
    places: Places = {"a": (square(0), None), "b": (square(0.5), None)}
    first = {place: (year, years) for place, year, years in spells}
    named, plain = (
        build(places, *(row for place, (year, years) in sorted(first.items())
                        for row in spell(place, party, f"{year}/{year + 1}", f"{year + 1 + years}")))
        for party in ("north", "")
    )  # fmt: skip
    assert named.stops == plain.stops
    for stop in plain.stops:
        one, other = named.on(stop), plain.on(stop)
        assert (one.letters, one.held_km2, one.possible_km2) == (
            other.letters,
            other.held_km2,
            other.possible_km2,
        )
        assert [p.state for p in one.places] == [p.state for p in other.places]
