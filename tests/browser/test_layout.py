"""Where things stand: what a window of any shape shows of map, table, caption and names."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from geo.model.definition import find_definitions, read_definition
from geo.package.read import Package
from geo.package.schema import Event
from geo.page.write import make_page
from geo.text.words import LANGUAGES
from tests.browser.conftest import until
from tests.browser.test_access import violations

pytestmark = pytest.mark.browser

Visit = Callable[..., Any]
SIZES = [(1280, 800), (1440, 900), (1920, 1080), (1024, 768), (768, 1024), (844, 390), (360, 740)]


def size(width: int, height: int) -> dict[str, Any]:
    return {"viewport": {"width": width, "height": height}}


def box(page: Any, selector: str) -> dict[str, float]:
    return dict(page.locator(selector).first.bounding_box())


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_land_and_water_fill_the_window_and_names_stay_inside(visit: Visit, width: int, height: int) -> None:
    page = visit("eu-members", **size(width, height))
    frame, drawing = box(page, ".map-frame"), box(page, ".leaflet-overlay-pane svg.geo-map")
    assert drawing["x"] <= frame["x"] + 1
    assert drawing["y"] <= frame["y"] + 1
    assert drawing["x"] + drawing["width"] >= frame["x"] + frame["width"] - 1
    assert drawing["y"] + drawing["height"] >= frame["y"] + frame["height"] - 1
    cut = page.evaluate(
        """() => { const frame = document.querySelector(".map-frame").getBoundingClientRect();
        return Array.from(document.querySelectorAll(".leaflet-overlay-pane .label:not(.crowded)")).filter((label) => {
          const box = label.getBoundingClientRect();
          return box.left < frame.left || box.right > frame.right || box.top < frame.top || box.bottom > frame.bottom;
        }).map((label) => label.textContent); }"""
    )
    assert cut == []
    home = page.evaluate(
        """() => { const frame = document.querySelector(".map-frame").getBoundingClientRect();
        return Array.from(document.querySelectorAll(".leaflet-overlay-pane .outline")).every((path) => {
          const box = path.getBoundingClientRect();
          return box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
        }); }"""
    )
    assert home, "a place reaches beyond the window"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("which", ["occupation", "checked"])
def test_five_rows_stand_beside_the_map_and_no_column_is_cut(visit: Visit, which: str, lang: str) -> None:
    page = visit(which, f"#lang={lang}")
    seen = page.evaluate(
        """() => { const wrap = document.querySelector(".rows-wrap").getBoundingClientRect();
        const head = document.querySelector("thead").getBoundingClientRect().bottom;
        return Array.from(document.querySelectorAll("tr[data-place]"), (row) => row.getBoundingClientRect())
          .filter((row) => row.top >= head - 1 && row.bottom <= wrap.bottom + 1).length; }"""
    )
    assert seen >= 5
    wide = "e => [e.scrollWidth, e.clientWidth]"
    for part in (".rows-wrap", ".side"):
        inner, outer = page.locator(part).evaluate(wide)
        assert inner <= outer, part
    edge = box(page, ".side")
    for cell in page.locator("thead th, tr[data-place=fizuli] td").all():
        here = cell.bounding_box()
        assert here["x"] + here["width"] <= edge["x"] + edge["width"] + 0.5
    frame = box(page, ".map-frame")
    assert frame["width"] > 1.2 * edge["width"]
    assert frame["height"] > 440  # crowded dates have a second track below, the curve its heading


def test_a_column_without_figures_is_left_out(visit: Visit) -> None:
    page = visit("eu-members")
    columns = page.locator("th[data-sort]").evaluate_all("all => all.map(e => e.dataset.sort)")
    assert columns == ["place", "period", "measured"]
    assert page.locator("tr[data-place] [data-cell=reported]").count() == 0


def test_no_word_of_a_name_is_broken_beside_the_map(visit: Visit) -> None:
    page = visit("eu-members", viewport={"width": 920, "height": 700})
    names = "[...document.querySelectorAll('tbody [data-cell=name]')].filter(e => /^\\w+$/.test(e.textContent))"
    lines = page.evaluate(f"{names}.map(e => [e.textContent, e.getClientRects().length])")
    assert len(lines) > 3
    assert [name for name, count in lines if count > 1] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_caption_hides_no_status_and_opens_over_the_map(visit: Visit, lang: str) -> None:
    page = visit("occupation", f"#date=1994-05-12&lang={lang}")
    room, status = box(page, ".caption"), box(page, "[data-ui=status]")
    assert status["y"] + status["height"] <= room["y"] + room["height"] + 1
    assert status["height"] >= 18
    more = page.locator("[data-ui=caption-more]")
    until(page, "!document.querySelector('[data-ui=caption-more]').hidden")
    before = box(page, ".map-frame")
    more.click()
    assert more.get_attribute("aria-expanded") == "true"
    for part in ("caption", "status"):
        inner, outer = page.locator(f"[data-ui={part}]").evaluate("e => [e.scrollHeight, e.clientHeight]")
        assert inner <= outer + 1, part
    assert box(page, ".map-frame") == before
    assert violations(page) == []
    more.click()
    page.evaluate("location.hash = '#date=1992-05-18'")
    page.set_viewport_size({"width": 1920, "height": 1080})
    until(page, "document.querySelector('[data-ui=caption-more]').hidden")


@pytest.mark.parametrize(("width", "height"), [(640, 400), (844, 390), (932, 430), (1280, 500)])
def test_a_low_window_shows_map_and_slider_together(visit: Visit, width: int, height: int) -> None:
    page = visit(**size(width, height))
    frame, slider, play = box(page, ".map-frame"), box(page, "#time"), box(page, "[data-ui=play]")
    assert frame["height"] >= 0.75 * height
    assert frame["width"] >= 0.45 * width
    for part in (frame, slider, play):
        assert part["y"] + part["height"] <= height
        assert part["x"] + part["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sizes = "all => all.map(e => e.getBoundingClientRect()).map(b => [b.width, b.height, b.right])"
    steps = page.eval_on_selector_all("[data-step]", sizes)
    assert all(wide >= 43.5 and high >= 43.5 and right <= width for wide, high, right in steps)


@pytest.mark.parametrize(("width", "height"), [(640, 400), (844, 390)])
def test_two_maps_share_a_low_window_side_by_side(visit: Visit, width: int, height: int) -> None:
    page = visit("side-by-side", **size(width, height))
    left, right = box(page, ".map-frame > .folium-map"), box(page, ".twin")
    assert left["y"] == right["y"]
    for part in (left, right):
        assert part["height"] >= 0.7 * height
        assert part["width"] >= 0.44 * width
        assert part["y"] + part["height"] <= height


def test_the_legend_without_scripts_is_the_one_with_them(visit: Visit) -> None:
    for name in ("occupation", "life-expectancy"):
        live, still = visit(name), visit(name, ready=False, java_script_enabled=False)
        rows = "items => items.map(item => [item.dataset.code, item.textContent.replace(/\\s+/g, '')])"
        assert still.eval_on_selector_all("[data-ui=legend] li", rows) == live.eval_on_selector_all(
            "[data-ui=legend] li", rows
        )
    parts = box(
        page := visit("occupation", "#date=1994-05-12"), "[data-ui=legend] .among:not(.empty) .swatch"
    )
    held = box(page, "[data-ui=legend] li:not(.among):not(.empty) .swatch")
    assert parts["x"] > held["x"] + held["width"]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (360, 740)])
def test_without_scripts_it_says_what_is_there_and_nothing_is_empty(
    visit: Visit, width: int, height: int
) -> None:
    page = visit("occupation", ready=False, java_script_enabled=False, **size(width, height))
    assert "12 May 1994" in page.inner_text(".no-script")
    picture = box(page, "svg#still")
    assert picture["height"] <= 0.8 * height
    assert picture["width"] >= 0.5 * width
    warning = page.inner_text("[data-ui=warning]")
    assert "Do not add" in warning
    assert "14,682" in warning
    empty = page.eval_on_selector_all(
        ".screen section, .screen details, .screen button, .screen form, [role=alert]",
        "all => all.filter(e => e.checkVisibility() && !e.innerText.trim()).map(e => e.outerHTML.slice(0, 120))",
    )
    assert empty == []
    assert page.locator("[role=alert]").is_visible() is False
    assert visit("occupation").locator(".no-script").count() == 0


@pytest.fixture(scope="module")
def eventful(tmp_path_factory: pytest.TempPathFactory, shipped_package: Package) -> Path:
    """The shipped map with two events that have a place on it."""
    row = {"kind": "talks", "location": "Stepanakert", "lon": 46.75, "source": "ceasefire-1994"}
    happened = Event.model_validate(
        {**row, "id": "here", "date": "1994-05-20", "title_en": "A talk", "lat": 39.82}
    )
    later = Event.model_validate(
        {**row, "id": "there", "date": "2020-11-10", "title_en": "Another", "lat": 39.76}
    )
    file = tmp_path_factory.mktemp("events") / "events.html"
    definition = read_definition(find_definitions(None, ["occupation"])[0])
    file.write_text(make_page(replace(shipped_package, events=(happened, later)), definition), "utf-8")
    return file


def test_an_event_with_a_place_is_marked_told_and_listed(visit: Visit, eventful: Path) -> None:
    page = visit(eventful)
    mark = page.locator(".leaflet-overlay-pane .event[data-event=here]")
    assert mark.is_visible()
    assert not page.locator(".leaflet-overlay-pane .event[data-event=there]").is_visible()
    assert mark.get_attribute("aria-label") == "20 May 1994, A talk, Stepanakert"
    mark.focus()
    tip = page.locator("[data-ui=tip]")
    assert "A talk" in tip.inner_text()
    assert violations(page) == []
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    mark.blur()
    at = mark.bounding_box()
    assert at["width"] == pytest.approx(15, abs=5)  # twelve pixels and its line
    names = page.eval_on_selector_all(
        ".leaflet-overlay-pane .label:not(.crowded)",
        "all => all.map(e => e.getBoundingClientRect()).map(b => [b.left, b.top, b.right, b.bottom])",
    )
    x, y = at["x"] + at["width"] / 2, at["y"] + at["height"] / 2
    assert not [1 for left, top, right, bottom in names if left < x < right and top < y < bottom]
    page.mouse.move(x, y)
    assert "Stepanakert" in tip.inner_text()
    page.click("tr[data-place=nagorno-karabakh] button.place-name")
    listed = page.locator(".card li", has_text="Another")
    listed.locator("button").click()
    assert page.get_attribute("#date time", "datetime") == "2020-11-10"
    assert page.locator(".leaflet-overlay-pane .event[data-event=there]").is_visible()
    assert not mark.is_visible()
    page.click("[data-ui=layers] summary")
    page.uncheck("[data-layer=events]")
    assert not page.locator(".leaflet-overlay-pane .event[data-event=there]").is_visible()


def test_on_a_phone_a_wide_map_leaves_room_for_its_controls_and_the_bar_keeps_clear_of_them(visit: Visit) -> None:
    play = box(visit("life-expectancy", **size(390, 844)), "[data-ui=play]")
    assert play["y"] + play["height"] < 700  # a world is twice as wide as high
    page = visit("eu-members", **size(360, 640))
    bar, tools = box(page, ".leaflet-control-scale-line"), box(page, ".map-tools")
    assert 66 <= bar["width"] <= tools["x"] - bar["x"]
    assert page.inner_text(".leaflet-control-scale-line") == "1,500 km"
