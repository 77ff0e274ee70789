"""Periods on boundaries that change: the land of a day is that of the boundaries valid then."""

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.audit.changes import list_changes
from geo.audit.totals import audit_map
from geo.land.area import geodesic_km2, union_km2
from geo.model.frames import scene_of_timeline
from geo.model.timeline import Choice, Timeline, build_timeline
from geo.model.versions import is_same
from geo.package.read import Package
from tests.made import pack, square
from tests.timelines import KM2, on, told

Dated = list[tuple[str, str, str, Any]]  # a place, the days its boundary is valid from and to, a polygon


def dated(rows: Dated, *said: Any, newest: bool = False, outlines: Any = None) -> Timeline:
    return build_timeline(*package_of(rows, *said, newest=newest, outlines=outlines))


def package_of(rows: Dated, *said: Any, newest: bool = False, outlines: Any = None) -> tuple[Package, Choice]:
    places = {row[0]: (row[3], None) for row in rows}
    made = pack(places, said, outlines)
    like = made.features[0]
    shapes = [
        like._replace(id=f"{place}-{n}", place=place, valid_from=first, valid_to=after, geometry=shape)
        for n, (place, first, after, shape) in enumerate(rows)
    ]
    lines = [one for one in made.features if one.kind == "held-outline"]
    package = replace(made, features=(*shapes, *lines))
    return package, Choice(tuple(places), outlines=tuple(outlines or ()), newest=newest)


MOVED: Dated = [
    ("a", "", "1995-01-01", square(0, 0, 2)),
    ("a", "1995-01-01", "", square(0, 0, 1)),
    ("b", "1995-01-01", "", square(1, 0, 1)),
]


def test_land_is_that_of_the_day() -> None:
    timeline = dated(MOVED, ("a", "start", "1990", "s"), ("b", "start", "1990", "s"))
    before, after = timeline.on(date(1994, 12, 31)), timeline.on(date(1995, 1, 1))
    assert before.held_km2 == pytest.approx(4 * KM2, rel=1e-4)
    assert after.held_km2 == pytest.approx(2 * KM2, rel=1e-4)
    assert [here.drawn for here in before.places] == [True, False]
    assert on(timeline, "1994-01-01", "a").measured_km2 == pytest.approx(4 * KM2, rel=1e-4)
    assert on(timeline, "1995-01-01", "a").measured_km2 == pytest.approx(KM2, rel=1e-4)
    assert date(1995, 1, 1) in timeline.stops
    assert {cause.kind for cause in after.causes} == {"boundary"}
    assert not dated(MOVED, ("a", "start", "1990", "s"), newest=True).changing


def test_captions_notes_and_lines_tell_of_it() -> None:
    scene = scene_of_timeline(dated(MOVED, ("a", "start", "1990", "s")))
    moment = scene.moment(date(1995, 1, 1))
    said = [sentence.texts["en"] for sentence in scene.series[0].captions[moment]]
    assert said == ["On the map from this day: b", "Boundary changed: a"]
    assert scene.place_notes["a"][0]["en"].startswith("Its boundary changed on ")
    assert "b" not in scene.place_notes
    assert [(line.place, line.shown(date(1994, 1, 1))) for line in scene.outlines] == [
        (0, True),
        (0, False),
        (1, False),
    ]
    assert scene.land.grouped is not None
    painted = [scene.land.km2[scene.series[0].land_codes[:, n] > 0].sum() for n in (moment - 1, moment)]
    assert painted == pytest.approx([4 * KM2, 2 * KM2], rel=1e-4)
    assert scene.row(1, moment - 1).style.kind == "absent"


def test_redigitising_is_no_change() -> None:
    coarse = shapely.box(0, 0, 1, 1)
    fine = shapely.Polygon([(0, 0), (0.5, 0.004), (1, 0), (1, 1), (0.5, 0.996), (0, 1)])
    spit = shapely.union(coarse, shapely.box(1, 0.4, 1.1, 0.5))
    assert is_same(coarse, fine)
    assert not is_same(coarse, spit)
    assert dated([("a", "", "1995-01-01", coarse), ("a", "1995-01-01", "", fine)], ("a", "start", "1990", "s")).stops == (
        date(1990, 1, 1), date(1990, 12, 31),
    )  # fmt: skip
    moved = dated(
        [("a", "", "1995-01-01", coarse), ("a", "1995-01-01", "", spit)], ("a", "start", "1990", "s")
    )
    assert date(1995, 1, 1) in moved.stops


def test_a_boundary_drawn_anew_is_named_as_the_same_and_a_redrawn_one_as_a_change() -> None:
    coarse = shapely.box(0, 0, 1, 1)
    fine = shapely.Polygon([(0, 0), (0.5, 0.004), (1, 0), (1, 1), (0.5, 0.996), (0, 1)])
    spit = shapely.union(fine, shapely.box(1, 0.4, 1.1, 0.5))
    rows: Dated = [("a", "", "1995", coarse), ("a", "1995", "2001", fine), ("a", "2001", "", spit)]
    scene = scene_of_timeline(dated(rows, ("a", "start", "1990", "s")))
    told = [note["en"] for note in scene.place_notes["a"]]
    assert told[0].startswith(
        "On 1 January 1995 its boundary was drawn anew; no part of it moved by more than 4 km"
    )
    assert told[1].startswith("Its boundary changed on 1 January 2001: from ")
    assert len(told) == 2
    said = [sentence.texts["en"] for sentence in scene.series[0].captions[scene.moment(date(2001, 1, 1))]]
    assert said == ["Boundary changed: a"]


@st.composite
def histories(draw: st.DrawFn) -> Dated:
    """Up to three places, each with a row of boundaries that begin and end in round years."""
    rows: Dated = []
    for name in "abc"[: draw(st.integers(1, 3))]:
        years = sorted(draw(st.sets(st.integers(1990, 1999), min_size=1, max_size=3)))
        ends = ["", *(f"{year}-01-01" for year in years), ""]
        for first, after in pairwise(ends):
            if draw(st.booleans()):
                shape = square(draw(st.integers(0, 4)), draw(st.integers(0, 4)), draw(st.integers(1, 3)))
                rows.append((name, first, after, shape))
    return rows or [("a", "", "", square(0))]


@given(histories(), st.data())
def test_paints_sum_to_the_land_of_the_day(rows: Dated, data: st.DataObject) -> None:
    said = [
        (name, quantity, year, "s")
        for name in sorted({row[0] for row in rows})
        for quantity, year in (("start", data.draw(st.sampled_from(("1989", "1993")))), ("end", "1996/1997"))
    ]
    timeline = dated(rows, *said)
    for year in (1985, 1992, 1996, 2001):
        day = date(year, 6, 1)
        valid = [
            shape for _, first, after, shape in rows if first <= str(day) and (not after or str(day) < after)
        ]
        here = timeline.on(day)
        assert sum(here.km2.values()) == pytest.approx(union_km2(valid), rel=1e-6)
        assert sum((here.held_km2, here.possible_km2, here.unstated_km2, here.nobody_km2)) == pytest.approx(
            union_km2(valid), rel=1e-6
        )
    stops = [told(timeline.on(day)) for day in timeline.stops]
    assert all(one != other for one, other in pairwise(stops))


def test_a_share_is_of_the_boundary_of_its_time() -> None:
    timeline = dated(MOVED, ("a", "start", "1990-01-01", "s"), ("a", "held_share", 50, "s", "1992-01-01"))
    assert on(timeline, "1993-01-01", "a").part.km2 == pytest.approx(
        geodesic_km2(square(0, 0, 2)) / 2, rel=1e-3
    )  # type: ignore[union-attr]


def test_an_audit_is_of_the_boundaries_of_its_day() -> None:
    """The most is held while the old boundary of a is valid; b is not there yet."""
    audit = audit_map(
        *package_of(MOVED, ("a", "start", "1990", "s"), ("b", "start", "1990", "s"), ("a", "area", 400, "s"))
    )
    assert audit.day == date(1990, 12, 31)
    assert [(row.place.id, row.measured_km2) for row in audit.places] == [
        ("a", pytest.approx(4 * KM2, rel=1e-4))
    ]
    assert audit.measured_union_km2 == pytest.approx(audit.measured_held_km2)
    assert audit.waterfall[-1].total_km2 == pytest.approx(4 * KM2, rel=1e-4)
    assert [(row.place.id, round((row.km2 or 0) / KM2)) for row in audit.held_parts if row.km2] == [
        ("a", 4),
        ("a", 1),
        ("b", 1),
    ]


def test_a_place_that_splits_loses_its_land_and_its_heir_gains_it() -> None:
    split: Dated = [("realm", "", "1386-01-01", square(0, 0, 2)), ("heir", "1386-01-01", "", square(0, 0, 1))]
    said = (("realm", "start", "1320", "s"), ("realm", "end", "1386", "s"), ("heir", "start", "1386", "s"))
    changes = list_changes(dated(split, *said), date(1350, 1, 1), date(1400, 1, 1))
    assert [(change.place.id, change.kind, round(change.km2 / KM2)) for change in changes.changes] == [
        ("heir", "gained", 1), ("realm", "ended", 4),
    ]  # fmt: skip
