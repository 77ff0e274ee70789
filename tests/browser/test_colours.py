"""Colours by a number: the page's classes are Python's on any day, between stops too."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from geo.model.build import build_scene
from geo.model.definition import find_definitions, read_definition
from geo.package.read import Package
from geo.page.write import make_page

pytestmark = pytest.mark.browser

DAYS = ["1990-06-01", "1993-08-23", "2005-01-01", "2020-11-15", "2023-09-18", "2024-06-01"]


def go_to(page: Any, day: str) -> None:
    page.evaluate("day => { location.hash = '#date=' + day }", day)
    page.wait_for_timeout(80)
    assert page.get_attribute("#date time", "datetime") == day


@pytest.mark.parametrize("colour", ["start", "years", "reported"])
def test_classes_and_legend_are_those_of_the_day(
    visit: Callable[..., Any], shipped_package: Package, tmp_path: Path, colour: str
) -> None:
    definition = read_definition(find_definitions(None, ["occupation"])[0]).model_copy(
        update={"colour": colour}
    )
    file = tmp_path / f"{colour}.html"
    file.write_text(make_page(shipped_package, definition), "utf-8")
    scene = build_scene(shipped_package, definition)
    page = visit(file)
    for day in DAYS:
        go_to(page, day)
        moment = scene.moment(date.fromisoformat(day))
        shown = page.eval_on_selector_all(".face", "faces => faces.map(face => Number(face.dataset.code))")
        assert shown == scene.series[0].land_codes[:, moment].tolist(), day
        counts = page.eval_on_selector_all(
            ".legend-rows li",
            "rows => rows.map(row => [Number(row.dataset.code), parseInt(row.children[2].textContent) || 0])",
        )
        wanted = {scene.series[0].styles.index(total.style): total.places for total in scene.totals(moment)}
        assert dict(counts) == wanted, day


def test_twelve_years_after_1993_is_not_the_class_of_the_last_change(
    visit: Callable[..., Any], shipped_package: Package, tmp_path: Path
) -> None:
    definition = read_definition(find_definitions(None, ["occupation"])[0]).model_copy(
        update={"colour": "years"}
    )
    file = tmp_path / "years.html"
    file.write_text(make_page(shipped_package, definition), "utf-8")
    page = visit(file, "#date=2005-01-01")
    row = page.locator(".legend-rows li", has_text="10–20 years")
    assert "9 places" in row.inner_text()


def test_without_scripts_classes_have_their_colours(
    visit: Callable[..., Any], shipped_package: Package, tmp_path: Path
) -> None:
    definition = read_definition(find_definitions(None, ["occupation"])[0]).model_copy(
        update={"colour": "reported"}
    )
    file = tmp_path / "reported.html"
    file.write_text(make_page(shipped_package, definition), "utf-8")
    page = visit(file, ready=False, java_script_enabled=False)
    fill = "element => getComputedStyle(element).fill"
    codes = page.eval_on_selector_all("li[data-code]", "rows => rows.map(row => row.dataset.code)")
    drawn = page.eval_on_selector_all(".face", "faces => faces.map(face => face.dataset.code)")
    for number in [code for code in codes if code in drawn][:2]:
        shown = page.locator(f'.face[data-code="{number}"]').first.evaluate(fill)
        assert shown == page.locator(f'li[data-code="{number}"] .key').evaluate(fill).replace(
            "-key-", "-map-"
        )
        assert shown.startswith(("rgb(", "url("))
