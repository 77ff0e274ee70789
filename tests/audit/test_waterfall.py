"""Steps that add up, whatever is held, stated or unknown."""

from datetime import date

import pytest

from geo.audit.totals import audit_map
from geo.audit.waterfall import Step, list_steps, round_steps
from geo.model.period import Choice
from geo.model.timeline import build_timeline
from geo.text.words import LANGUAGES
from tests.audit.test_totals import UNIT, strip
from tests.made import pack


def test_shown_steps_add_up_to_shown_totals() -> None:
    label = None
    steps = [
        Step("sum", label, 10.4, 10.4),
        Step("measured", label, -0.4, 10.0),
        Step("overlap", label, -0.3, 9.7),
    ]  # type: ignore[arg-type]
    assert [(km2, total) for _, km2, total in round_steps(steps, 0)] == [(10, 10), (0, 10), (0, 10)]
    rows = round_steps([Step("sum", label, 10.6, 10.6), Step("outside", label, -1.2, 9.4)], 0)  # type: ignore[arg-type]
    assert [(km2, total) for _, km2, total in rows] == [(11, 11), (-2, 9)]


def test_no_dates_no_land_held() -> None:
    package = pack({"a": (strip(0, 2), None)}, [("a", "area", 100, "s")])
    timeline = build_timeline(package, Choice(("a",)))
    steps = list_steps(timeline, {"a": 100.0}, {}, None)
    assert [step.kind for step in steps] == ["sum", "measured", "not_held"]
    assert steps[-1].total_km2 == 0


def test_a_stated_part_and_a_place_that_is_not_held() -> None:
    places = {"a": (strip(0, 2), None), "b": (strip(5, 6), None)}
    said = [
        ("a", "start", "1990-01-01", "s"),
        ("a", "area", 2 * UNIT, "s"),
        ("a", "held_area", 0.5 * UNIT, "s"),
        ("b", "start", "1980-01-01", "s"),
        ("b", "end", "1985-01-01", "s"),
        ("b", "area", UNIT, "s"),
    ]
    package = pack(places, said)
    timeline = build_timeline(package, Choice(("a", "b")))
    steps = list_steps(timeline, {"a": 2 * UNIT, "b": UNIT}, {}, date(1990, 1, 1))
    kinds = {step.kind: step.km2 / UNIT for step in steps}
    assert kinds["sum"] == pytest.approx(3)
    assert kinds["not_held"] == pytest.approx(-1)
    assert kinds["part"] == pytest.approx(-1.5)
    assert steps[-1].total_km2 == pytest.approx(0.5 * UNIT)
    assert timeline.greatest == (date(1980, 1, 1), pytest.approx(UNIT))
    # The greatest extent is the day on which the most is held, not the last one.
    assert audit_map(package, Choice(("a", "b"))).day == date(1980, 1, 1)


def test_small_steps_of_a_kind_are_told_as_one_and_nothing_is_lost() -> None:
    places = {"a": (strip(0, 100), None)}
    places |= {f"b{n}": (strip(100 + 2 * n, 101 + 2 * n), None) for n in range(3)}
    said = {"a": 100 * UNIT, **{f"b{n}": UNIT * 1.01 for n in range(3)}}
    timeline = build_timeline(
        pack(places, [(name, "start", "1990", "s") for name in places]), Choice(tuple(places))
    )
    steps = list_steps(timeline, said, {}, date(1990, 12, 31))
    assert [step.label.key for step in steps] == ["audit.step.sum", "audit.step.small_measured"]
    assert steps[1].km2 / UNIT == pytest.approx(-0.03, abs=1e-3)
    for lang in LANGUAGES:
        assert "{" not in steps[1].label.text(lang)


def test_the_main_map_goes_from_14682_to_the_land_held(occupation) -> None:
    said = {
        track.place.id: track.reported(date(1994, 5, 12)).value for track in occupation.tracks if track.drawn
    }
    steps = list_steps(occupation, said, {"shusha": "nagorno-karabakh"}, date(1994, 5, 12))
    rows = round_steps(steps, 0)
    assert rows[0][2] == 14_682
    assert rows[1][2] == 14_682 - 289
    assert sum(km2 for _, km2, _ in rows) == rows[-1][2]
    assert rows[-1][2] == round(occupation.greatest.km2)


def test_one_small_step_is_told_by_its_own_name() -> None:
    places = {"a": (strip(0, 2000), None), "b": (strip(2010, 2011), None)}
    timeline = build_timeline(pack(places, [(name, "start", "1990", "s") for name in places]), Choice(tuple(places)))
    said = {"a": timeline.track("a").measured_km2, "b": UNIT * 1.1}
    assert [step.label.key for step in list_steps(timeline, said, {}, date(1990, 12, 31))][1:] == ["audit.step.measured"]
