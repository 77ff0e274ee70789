"""How much of a place is held, and by what: a place within it, a statement, an outline."""

from datetime import date
from typing import Any

import pytest
import shapely

from geo.land.area import geodesic_km2
from geo.model.timeline import Part, Timeline
from tests.made import Places, square
from tests.timelines import KM2, ONE, build, on, states

# By a place within it


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
    assert timeline.on(date(2000, 1, 1)).letters == "he"
    assert timeline.on(date(2000, 1, 1)).held_km2 == pytest.approx(2 * KM2, rel=1e-5)
    assert on(timeline, "2010-01-01", "a").part is None


def test_a_drawn_part_that_is_held_in_a_place_that_is_not() -> None:
    timeline = build(HALVES, ("a", "start", "2000", "s"), ("west", "start", "1990-01-01", "s"))
    here = on(timeline, "1995-01-01", "a")
    assert here.state == "before"
    assert here.part == Part(pytest.approx(2 * KM2, rel=1e-5), pytest.approx(0.5, rel=1e-5), "west", "place")
    assert timeline.on(date(1995, 1, 1)).letters == "bh"


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
    assert timeline.on(date(2021, 6, 1)).letters == "s"
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
    assert situation.letters == "s"
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


# By a statement


def test_a_held_area_since_a_year_and_one_for_a_time() -> None:
    timeline = build(
        ONE,
        ("a", "start", "1990-01-01", "s"),
        ("a", "area", "200", "s"),
        ("a", "held_area", "150", "s", "1994/2020"),
        ("a", "held_area", "50", "s", "2021-11/2023-09"),
        ("a", "end", "2030", "s"),
    )
    days = ("1994-12-30", "1994-12-31", "2021-11-29", "2021-11-30", "2023-10-01")
    parts = [on(timeline, day, "a").part for day in days]
    assert [part and part.share for part in parts] == [0.75, 0.75, 0.75, 0.25, 0.25]
    # Before the first figure the whole was claimed: nobody knows whether the rest was held, or until when.
    assert parts[0] == Part(150, 0.75, "s2", "statement", 200)
    assert parts[1] == Part(150, 0.75, "s2", "statement")
    here = timeline.on(date(2000, 1, 1))
    assert here.letters == "s"
    # 150 km² are stated of 123 that are measured: never more than the land there is.
    assert here.held_km2 == pytest.approx(KM2)
    assert timeline.on(date(2022, 1, 1)).held_km2 == 50


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
    assert timeline.on(date(2000, 1, 1)).letters == "h"


def test_a_figure_older_than_a_change_within_gives_way_to_the_next() -> None:
    said = [
        ("a", "start", "1990", "s"),
        ("hidden", "end", "2020-10-15", "s"),
        ("a", "held_area", "300", "old", "1994/2020-10"),
        ("a", "held_area", "200", "new", "2020-11/2023-09"),
        ("a", "area", "400", "s"),
    ]
    timeline = build(HALVES, *said, drawn=("a",), sources={"held_area": ("old", "new")})
    assert on(timeline, "2020-10-14", "a").part.by == "s2"
    # Nobody says how large the part is that has gone.
    assert on(timeline, "2020-10-15", "a").part == Part(None, None, "s2", "statement")
    assert on(timeline, "2020-11-30", "a").part == Part(200, 0.5, "s3", "statement")
    assert on(timeline, "2023-10-01", "a").part == Part(200, 0.5, "s3", "statement")


def test_a_part_that_goes_leaves_the_figure_by_its_own_area() -> None:
    said = [("a", "start", "1990", "s"), ("west", "start", "1990", "s"), ("west", "end", "2000", "s")]
    timeline = build(HALVES, *said, ("a", "held_area", "300", "s"))
    assert on(timeline, "1995-01-01", "a").part.km2 == 300
    assert on(timeline, "2001-01-01", "a").part.km2 == pytest.approx(300 - 2 * KM2, rel=1e-4)


def test_what_a_drawn_part_explains_is_not_hatched() -> None:
    said = [
        ("a", "start", "1990", "s"),
        ("west", "start", "1990", "s"),
        ("west", "end", "2000-01-01", "s"),
        ("a", "area", "400", "s"),
    ]
    timeline = build(HALVES, *said, ("a", "held_area", "200", "s", "2000-06-01"))
    assert timeline.on(date(2001, 1, 1)).letters == "he"
    timeline = build(HALVES, *said, ("a", "held_area", "150", "s", "2000-06-01"))
    assert timeline.on(date(2001, 1, 1)).letters == "se"


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
    assert sorted(here.letters) == ["h", "s"]
    assert here.stated_km2 == {"a": pytest.approx(300 - here.km2["h"])}
    assert here.held_km2 == pytest.approx(300)


def test_held_in_part_outweighs_possible() -> None:
    places: Places = {"a": (square(0), None), "b": (square(0), None)}
    said = [("a", "start", "1990", "s"), ("a", "held_share", "50", "s"), ("b", "start", "1990/2010", "s")]
    assert build(places, *said).on(date(2000, 1, 1)).letters == "s"


def test_a_part_of_a_part_is_taken_off_with_it_not_again() -> None:
    places: Places = {"a": (square(0, 0, 2), None), "raion": (None, "a"), "village": (None, "raion")}
    said = [("a", "start", "1990", "s"), ("raion", "area", "100", "s"), ("village", "area", "30", "s")]
    said += [(place, "end", "2000-01-01", "s") for place in ("raion", "village")]
    here = on(build(places, *said, drawn=("a", "raion", "village")), "2000-01-01", "a")
    assert here.part is not None
    assert here.part.km2 == pytest.approx(geodesic_km2(square(0, 0, 2)) - 100)


# By an outline


def cut(share: float, *said: tuple[Any, ...], places: Places = ONE, **choice: Any) -> Timeline:
    outline = {"held": (shapely.box(-1, -1, 0.1 * share, 1), "1994-05-12", "2020-09-26")}
    rows = [("a", "start", "1993-08-23", "s"), ("a", "end", "2020-11-20", "s"), *said]
    return build(places, *rows, outlines=outline, outline="held", **choice)


def test_an_outline_cuts_a_held_place_while_it_is_valid() -> None:
    timeline = cut(0.6)
    parts = [on(timeline, day, "a").part for day in ("1994-05-11", "1994-05-12", "2020-09-25", "2020-09-26")]
    assert parts[0] == Part(
        pytest.approx(0.6 * KM2), pytest.approx(0.6), "held", "outline", pytest.approx(KM2)
    )
    assert parts[1] == parts[2] == Part(pytest.approx(0.6 * KM2), pytest.approx(0.6), "held", "outline")
    # It is in force until something else is known, though nobody observes it any more.
    assert parts[3] == parts[2]
    here = timeline.on(date(2000, 1, 1))
    mine = [number for number, face in enumerate(timeline.faces) if face.places]
    assert {timeline.faces[number].outlines: here.letters[number] for number in mine} == {
        ("held",): "h",
        (): "o",
    }
    assert here.held_km2 == here.km2["h"] == pytest.approx(0.6 * KM2)
    assert [timeline.on(date.fromisoformat(day)).letters for day in ("1993-01-01", "1994-01-01", "2021-01-01")] == [
        "bbb", "phb", "oeu",
    ]  # fmt: skip


@pytest.mark.parametrize(("share", "is_part"), [(0.985, True), (0.995, False), (1, False), (0, True)])
def test_an_outline_that_cuts_off_a_sliver_cuts_nothing(share: float, is_part: bool) -> None:
    here = on(cut(share), "2000-01-01", "a")
    assert (here.part is not None) == is_part
    if here.part:
        assert here.part.share == pytest.approx(share, abs=1e-4)


def test_land_beyond_the_outline_is_possible_for_no_place() -> None:
    places: Places = {"a": (square(0), None), "b": (square(0), None)}
    assert sorted(cut(0.6, ("b", "start", "1990/2010", "s"), places=places).on(date(2000, 1, 1)).letters) == [
        "a",
        "h",
        "o",
    ]


def test_the_outline_comes_before_a_stated_part_and_the_statement_after_it() -> None:
    timeline = cut(0.6, ("a", "held_share", "40", "s", "2020-10-01"))
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


def test_a_part_without_a_line_leaves_the_outline_by_its_own_area() -> None:
    places: Places = {"a": (square(0), None), "hidden": (None, "a")}
    said = [("hidden", "end", "2000-01-01", "s"), ("hidden", "area", "10", "s")]
    timeline = cut(0.6, *said, places=places, drawn=("a",))
    assert on(timeline, "2000-01-01", "a").part.km2 == pytest.approx(0.6 * KM2 - 10)
    here = timeline.on(date(2000, 1, 1))
    assert sorted(here.letters) == ["a", "o", "s"]
    assert here.held_km2 == pytest.approx(0.6 * KM2 - 10)


def test_a_place_s_own_paint_is_that_of_its_land_inside_the_outline() -> None:
    timeline = cut(0.6)
    paints = [on(timeline, day, "a").paint for day in ("1990-01-01", "2000-01-01", "2021-01-01")]
    assert paints == ["b", "h", "e"]
