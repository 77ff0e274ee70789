"""Squares in one row on the equator: areas are proportional to their widths, so every number can be derived."""

from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.audit.totals import Audit, audit_map
from geo.land.area import geodesic_km2
from geo.model.definition import find_definitions, read_definition
from geo.model.period import Choice
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package
from geo.text.words import LANGUAGES
from tests.made import pack


def strip(west: float, east: float) -> shapely.Polygon:
    return shapely.box(west / 10, 0, east / 10, 0.1)


UNIT = geodesic_km2(strip(0, 1))
PLACES = {
    "land": (strip(0, 10), None),
    "a": (strip(0, 2), "land"),
    "b": (strip(1, 3), "land"),  # shares one unit with a
    "c": (strip(0, 0.5), "a"),  # half a unit, inside a
}
SAID = [
    ("a", "start", "1990-01-01", "paper"),
    ("b", "start", "1991-01-01", "paper"),
    ("c", "start", "1990-01-01", "paper"),
    ("a", "area", 3 * UNIT, "paper"),  # half as much again as its boundary
    ("b", "area", 2 * UNIT, "paper"),
    ("c", "area", 0.5 * UNIT, "paper"),
    ("land", "held_share", 50, "speech", "1995"),
    ("land", "held_share", 25, "study", "1995"),
]
OUTLINE = {"line": (strip(-1, 2.5), "1992-01-01", "2000-01-01")}  # leaves half a unit of b outside
CHOICE = Choice(("a", "b", "c"), {"start": ("paper",), "area": ("paper",)}, ("line",))


def made(said=SAID) -> Package:
    return pack(PLACES, said, OUTLINE)


@pytest.fixture(scope="module")
def audit() -> Audit:
    return audit_map(made(), CHOICE)


def units(km2: float) -> float:
    return km2 / UNIT


def test_four_totals(audit: Audit) -> None:
    assert units(audit.reported_sum_km2) == pytest.approx(5.5)
    assert units(audit.reported_without_contained_km2) == pytest.approx(5)
    assert units(audit.measured_union_km2) == pytest.approx(3)
    assert units(audit.measured_held_km2) == pytest.approx(2.5)


def test_shares_of_the_country(audit: Audit) -> None:
    assert audit.country is not None
    assert audit.country.id == "land"
    assert units(audit.country_km2) == pytest.approx(10)
    assert audit.share_pct(audit.measured_held_km2) == pytest.approx(25)


def test_overlaps(audit: Audit) -> None:
    found = {(row.a.id, row.b.id): (units(row.km2), row.inside) for row in audit.overlaps}
    assert found["a", "b"] == (pytest.approx(1), None)
    assert found["a", "c"] == (pytest.approx(0.5), "c")
    assert ("b", "c") not in found


def test_waterfall_goes_from_the_sum_to_the_land_held(audit: Audit) -> None:
    steps = audit.waterfall
    assert units(steps[0].total_km2) == pytest.approx(5.5)
    for before, step in pairwise(steps):
        assert step.total_km2 == pytest.approx(before.total_km2 + step.km2)
    assert steps[-1].total_km2 == pytest.approx(audit.measured_held_km2)
    by_kind: dict[str, float] = {}
    for step in steps[1:]:
        by_kind[step.kind] = by_kind.get(step.kind, 0) + units(step.km2)
    assert by_kind["contained"] == pytest.approx(-0.5)
    assert by_kind["measured"] == pytest.approx(-1)
    assert by_kind["overlap"] == pytest.approx(-1)
    assert by_kind["outside"] == pytest.approx(-0.5)


def test_reported_against_measured(audit: Audit) -> None:
    rows = {row.place.id: row for row in audit.places}
    assert rows["a"].difference_pct == pytest.approx(-100 / 3)
    assert rows["b"].difference_pct == pytest.approx(0, abs=1e-4)
    assert rows["a"].verdict.kind != rows["b"].verdict.kind
    assert units(rows["b"].held_km2) == pytest.approx(1.5)


def test_claims_get_a_verdict(audit: Audit) -> None:
    kinds = {claim.statement.source: claim.verdict.kind for claim in audit.claims}
    assert kinds["study"] == "agrees"
    assert kinds["speech"] != "agrees"
    assert all(claim.measured_pct == pytest.approx(25) for claim in audit.claims)


@given(st.permutations(SAID))
@settings(max_examples=25)
def test_order_of_rows_never_matters(said) -> None:
    assert audit_map(made(said), CHOICE).to_json() == audit_map(made(), CHOICE).to_json()


widths = st.tuples(st.integers(0, 8), st.integers(1, 4))


@given(st.lists(widths, min_size=1, max_size=5), st.integers(1, 9))
@settings(max_examples=40)
def test_identities_hold_for_any_row_of_squares(strips, line) -> None:
    places = {f"p{n}": (strip(west, west + width), None) for n, (west, width) in enumerate(strips)}
    said = [
        row for name in places for row in ((name, "start", "1990-01-01", "s"), (name, "area", 100.0, "s"))
    ]
    package = pack(places, said, {"line": (strip(-1, line), "1991-01-01", "")})
    audit = audit_map(package, Choice(tuple(places), {}, ("line",)))
    measured = sum(row.measured_km2 for row in audit.places)
    assert audit.measured_union_km2 <= measured + 1e-4  # a hundred square metres: rounding on the ellipsoid
    assert audit.measured_held_km2 <= audit.measured_union_km2 + 1e-4
    assert audit.waterfall[-1].total_km2 == pytest.approx(audit.measured_held_km2, abs=1e-4)
    assert sum(step.km2 for step in audit.waterfall[1:]) == pytest.approx(
        audit.waterfall[-1].total_km2 - audit.waterfall[0].total_km2, abs=1e-4
    )
    reach = {cell for west, width in strips for cell in range(west, west + width)}
    assert audit.measured_union_km2 == pytest.approx(len(reach) * UNIT)
    assert audit.measured_held_km2 == pytest.approx(len([cell for cell in reach if cell < line]) * UNIT)


def test_without_an_outline_the_greatest_extent_counts() -> None:
    said = [*SAID, ("a", "end", "1995-01-01", "paper")]
    choice = Choice(("a", "b"), {"start": ("paper",), "end": ("paper",), "area": ("paper",)})
    package = made(said)
    audit = audit_map(package, choice)
    assert audit.day == date(1991, 1, 1)
    assert units(audit.measured_held_km2) == pytest.approx(3)
    assert build_timeline(package, choice).on(audit.day).held_km2 == pytest.approx(audit.measured_held_km2)


def test_the_main_map_says_what_its_figures_hide(shipped_package: Package, occupation: Timeline) -> None:
    choice = read_definition(find_definitions(names=["occupation"])[0]).choice
    audit = audit_map(shipped_package, choice, timeline=occupation)
    assert (audit.reported_sum_km2, audit.reported_without_contained_km2) == (14_682, 14_393)
    kalbajar = next(row for row in audit.places if row.place.id == "kalbajar")
    assert kalbajar.verdict.kind == "not_comparable"
    assert "differ by 1,118 km²" in kalbajar.verdict.text()
    assert {row.value for row in audit.published} >= {11_458, 7_634}
    fifths = [claim for claim in audit.claims if claim.claim_pct == 20]
    assert fifths
    assert {claim.verdict.kind for claim in fifths} == {"higher"}
    assert "14,682 km²" in audit.caveats[0].text()
    for lang in LANGUAGES:
        for remark in (*audit.caveats, *(step.label for step in audit.waterfall)):
            assert "{" not in remark.text(lang)


def test_held_parts_per_place_and_stop(audit: Audit) -> None:
    parts = [
        (p.place.id, p.since.isoformat(), units(p.km2), units(geodesic_km2(p.geometry)))
        for p in audit.held_parts
    ]
    two, half = pytest.approx(2), pytest.approx(0.5)
    assert parts == [
        ("a", "1990-01-01", two, two),
        ("b", "1990-01-01", pytest.approx(1), pytest.approx(1)),  # where a lies over it
        (
            "b",
            "1991-01-01",
            pytest.approx(1.5),
            pytest.approx(1.5),
        ),  # at most two: the line will leave half a unit outside
        ("b", "1992-01-01", pytest.approx(1.5), pytest.approx(1.5)),
        ("c", "1990-01-01", half, half),
    ]
    by_line = next(p for p in audit.held_parts if p.by == "line")
    assert by_line.share == pytest.approx(0.75)


def test_a_part_without_a_line_has_a_number_and_no_land() -> None:
    package = made(
        [
            ("a", "start", "1990-01-01", "s"),
            ("a", "area", 2 * UNIT, "s"),
            ("a", "held_area", UNIT, "s", "1993"),
        ]
    )
    parts = audit_map(package, Choice(("a",))).held_parts
    assert [(p.since.isoformat(), units(p.km2), p.geometry.is_empty) for p in parts] == [
        ("1990-01-01", pytest.approx(1), True),  # and at most two
        (parts[1].since.isoformat(), pytest.approx(1), True),
    ]
    assert parts[1].since.year == 1993
    assert [row.value for row in parts[1].said] == [UNIT]
    assert parts[0].said == ()


def test_a_claim_is_judged_by_what_was_surely_and_possibly_held_on_its_day() -> None:
    said = [("a", "start", "1990-01-01", "paper"), ("b", "start", "1991-01-01/1993-01-01", "paper")]
    (claim,) = audit_map(made([*said, ("land", "held_share", 28, "study", "1992")]), Choice(("a", "b"))).claims
    assert claim.on_day_pct == (pytest.approx(20), pytest.approx(30))
    assert claim.verdict.kind == "agrees"


def test_a_claim_stands_beside_what_its_publishers_own_table_comes_to() -> None:
    package = made([*SAID[:6], ("land", "held_share", 90, "speech")])
    of = {name: source.model_copy(update={"publisher": "The Press"}) for name, source in package.sources.items()}
    (claim,) = audit_map(replace(package, sources=of), CHOICE).claims
    assert "50" in next(remark for remark in claim.verdict.remarks if remark.key == "claim.own").text()
    (alone,) = audit_map(package, CHOICE).claims
    assert "claim.own" not in [remark.key for remark in alone.verdict.remarks]


def test_what_was_said_of_another_time_does_not_stand_beside_the_day() -> None:
    older, newer = ("a", "held_area", UNIT, "old", "1985/1988"), ("a", "held_area", UNIT, "new", "1991/1995")
    audit = audit_map(made([*SAID, older, newer]), Choice(("a", "b", "c"), {"start": ("paper",), "held_area": ()}, ("line",)))
    (row,) = (row for row in audit.places if row.place.id == "a")
    assert [statement.source for statement in row.said_held] == ["new"]


def test_the_most_that_a_party_held_is_of_its_first_day() -> None:
    rows = [("a", "1990-01-01", "north"), ("b", "1995-01-01", "south")]
    said = [{"place": p, "quantity": "start", "date": day, "party": party, "source": "s"} for p, day, party in rows]
    package = pack({"a": (strip(0, 2), None), "b": (strip(3, 4), None)}, said)
    days = {row.party.id: row.day for row in audit_map(package, Choice(("a", "b"))).parties}
    assert days == {"north": date(1990, 1, 1), "south": date(1995, 1, 1)}
