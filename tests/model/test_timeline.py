"""The timeline: faces, totals and stops, on squares a reader can see; and the main map."""

import random
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.land.area import geodesic_km2, union_km2
from geo.model.frames import scene_of_timeline
from geo.model.timeline import PAINTS, STATES, Choice, Part, Situation, Timeline, build_timeline
from geo.package.read import Package
from geo.picture.ground import Ground
from tests.made import Places, pack, square
from tests.timelines import DAY, KM2, ONE, build, on, spans, told

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
    assert set(here.km2) == set(PAINTS) - set("cvx")
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
    paints = {face.places: here.letters[number] for number, face in enumerate(timeline.faces)}
    assert paints[tuple(sorted((weaker, stronger)))] == stronger[0]
    assert (paints[(weaker,)], paints[(stronger,)]) == (weaker[0], stronger[0])


def test_a_part_speaks_for_its_own_land_even_when_it_is_weaker() -> None:
    places: Places = {"whole": (square(0, 0, 3), None), "part": (square(0), "whole")}
    timeline = build(places, ("whole", "start", "1990", "s"), ("part", "start", "2000", "s"))
    here = timeline.on(date(1995, 1, 1))
    assert {face.places: here.letters[n] for n, face in enumerate(timeline.faces)} == {
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
    assert sorted(here.letters) == ["b", "h"]
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


def test_what_reported_areas_add_up_to_is_told_only_where_places_held_overlap() -> None:
    places: Places = {"a": (square(0), None), "b": (square(0.5), None), "c": (square(5), None)}
    said = [(place, "area", "100", "s") for place in "abc"]
    apart = build(places, *said, ("a", "start", "1990", "s"), ("c", "start", "1990", "s"))
    assert [set(pair) for pair in apart.overlaps] == [{"a", "b"}]
    assert Ground(scene_of_timeline(apart)).published_km2(date(1995, 1, 1)) is None
    across = build(places, *said, *((place, "start", "1990", "s") for place in "abc"))
    assert Ground(scene_of_timeline(across)).published_km2(date(1995, 1, 1)) == 300


def test_the_main_map_warns_of_the_plain_sum(occupation: Timeline) -> None:
    assert Ground(scene_of_timeline(occupation)).published_km2(date(1994, 5, 12)) == 14_682


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
    keys = [told(timeline.on(day)) for day in days]
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
                "features": tuple(random.Random(seed).sample(package.features, len(package.features))),
            }
        )
        timeline = build_timeline(mixed, Choice(choice["drawn"], {}, ("held",)))
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
        # beyond the line of 1994 nobody knows what was held, or when it was lost
        ("1993-08-01", "hhhhhbbbb", ("nagorno-karabakh", "kalbajar", "aghdam")),
        ("2019-01-01", "hhhhhhhhh", ("nagorno-karabakh", "kalbajar", "aghdam", "fizuli")),
        # the four towns were announced on 4, 17, 20 and 25 October
        ("2020-10-20", "hhhhhpphp", None),
        ("2020-11-15", "hhhhheeee", None),
        # of Shusha only the town passed in 2020
        ("2021-06-01", "hheeeeeee", ("nagorno-karabakh", "shusha", "lachin", "kalbajar")),
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
    assert (here.km2, here.km2_to, here.kind) == (2800, 3200, "statement")
    assert on(occupation, "2021-06-01", "lachin").part == Part(None, None, "lachin-corridor", "place")
    assert on(occupation, "2021-06-01", "lachin-corridor").state == "held"
    assert on(occupation, "2022-08-26", "lachin-corridor").state == "ended"
    assert on(occupation, "2020-10-08", "hadrut").state == "held"
    assert on(occupation, "2020-10-09", "hadrut").state == "possible"


def test_every_stop_of_the_main_map_changes_it(occupation: Timeline) -> None:
    for stop in occupation.stops:
        assert told(occupation.on(stop)) != told(occupation.on(stop - DAY))
    assert {p.state for stop in occupation.stops for p in occupation.on(stop).places} <= set(STATES)


def test_following_one_source_silences_its_rivals() -> None:
    choice = Choice(("a",), {"start": ("x", "y", "z"), "end": ("z",)}, ("held",))
    assert choice.following("y", rivals=("x",)) == Choice(
        ("a",), {"start": ("y", "z"), "end": ("y", "z")}, ("held",)
    )
