"""Verdicts: one case per kind, with numbers a reader can work out in the head."""

import pytest
import shapely

from geo.audit.verdicts import Vintage, judge_area, judge_claim, tolerance_pct
from geo.package.schema import Place, Statement
from geo.text.dates import parse_date
from geo.text.words import LANGUAGES

UNDATED = Vintage(None, None)
DATED = Vintage(parse_date("1990"), None)


def said(km2: float, number: int = 0) -> Statement:
    return Statement(id=f"s{number}", place="a", quantity="area", value=km2, unit="km2", source="paper")


def judge(
    reported: float, measured: float, *, tolerance: float = 5, vintage: Vintage = DATED, date="1993", **more
):
    span = parse_date(date) if date else None
    return judge_area(
        said(reported), measured, tolerance=tolerance, vintage=vintage, figure_date=span, **more
    )


def keys(verdict) -> list[str]:
    return [remark.key.removeprefix("audit.verdict.").removeprefix("claim.") for remark in verdict.remarks]


@pytest.mark.parametrize(
    ("measured", "kind"),
    [(100, "agrees"), (99, "agrees"), (96, "within"), (105, "within"), (94, "differs"), (106, "differs")],
)
def test_an_area_is_judged_by_what_the_boundary_allows(measured: float, kind: str) -> None:
    assert judge(100, measured).kind == kind


def test_without_a_figure_there_is_nothing_to_compare() -> None:
    verdict = judge_area(None, 12, tolerance=5, vintage=DATED, figure_date=None)
    assert verdict.kind == "no_figure"


def test_a_figure_before_the_boundary_began_is_of_another_time() -> None:
    verdict = judge(100, 80, vintage=Vintage(parse_date("2000"), None))
    assert verdict.kind == "not_comparable"
    assert keys(verdict) == ["not_comparable_less", "other_time"]
    assert "(1993)" in verdict.text()
    assert "(2000)" in verdict.text()


def test_a_figure_after_the_boundary_ceased_is_of_another_time() -> None:
    assert "other_time" in keys(judge(100, 80, vintage=Vintage(None, parse_date("1992"))))


def test_a_boundary_without_a_time_is_dated_by_its_publication() -> None:
    assert "other_time" in keys(judge(100, 80, vintage=Vintage(None, None, parse_date("2021"))))
    assert "no_time" in keys(judge(100, 80, vintage=UNDATED))
    assert keys(judge(100, 100, vintage=UNDATED)) == ["agrees"]


def test_figures_apart_by_land_shared_with_another_place() -> None:
    neighbour = Place(id="b", name_en="Bee")
    verdict = judge(300, 280, others=[said(200, 1)], shared=[(neighbour, 90.0)])
    assert keys(verdict) == ["not_comparable_less", "spread", "gap_shared"]
    assert "differ by 100 km²" in verdict.text()
    assert "Bee" in verdict.text()
    assert "gap_shared" not in keys(judge(300, 280, others=[said(200, 1)], shared=[(neighbour, 20.0)]))


def test_a_coarser_line_allows_more_and_a_stated_error_counts() -> None:
    shape = shapely.box(0, 0, 0.1, 0.1)  # about 11 km a side: 44 km around, 123 km²
    fine, coarse = (tolerance_pct(text, shape, 123) for text in ("1:1m", "1:10m"))
    assert coarse == pytest.approx(10 * fine)
    # 44.3 km of line off by 0.3 km, a quarter of it left: 3.3 km² of 123
    assert tolerance_pct("to about 300 m", shape, 123) == pytest.approx(2.7, abs=0.05)
    assert tolerance_pct("to about 0.3 km", shape, 123) == tolerance_pct("to about 300 m", shape, 123)
    assert tolerance_pct("to about 300 m from 1:10m", shape, 123) == coarse
    assert tolerance_pct("by hand", shape, 123) == 5


@pytest.mark.parametrize(
    ("claim", "on_day", "kind"),
    [
        (13.0, (13.2, 13.2), "agrees"),
        (10.0, (5.0, 12.0), "agrees"),  # within what the dates leave open
        (8.0, (13.2, 13.2), "lower"),
        (13.0, (7.0, 7.0), "not_yet"),
        (14.9, (13.2, 13.2), "whole"),
        (20.0, (13.2, 13.2), "higher"),
        (10.0, (9.3, 9.3), "agrees"),  # a round number is rounded by more
        (11.0, (10.2, 10.2), "not_yet"),
    ],
)
def test_a_published_share(claim: float, on_day: tuple[float, float], kind: str) -> None:
    verdict = judge_claim(claim, day=None, on_day_pct=on_day, held_pct=13.2, union_pct=14.6, country_km2=1000)
    assert verdict.kind == kind


def test_a_claim_for_a_day_says_what_held_on_it() -> None:
    day = parse_date("1992-12-31").earliest
    verdict = judge_claim(
        20, day=day, on_day_pct=(7, 7), held_pct=13.2, union_pct=14.6, country_km2=1000, own_pct=16.7
    )
    assert keys(verdict) == ["higher", "on_day", "own"]
    assert "200 km²" in verdict.text()
    assert "31 December 1992" in verdict.text()
    for lang in LANGUAGES:
        assert "{" not in verdict.text(lang)
        assert ".." not in verdict.text(lang)
