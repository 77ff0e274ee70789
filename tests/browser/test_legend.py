"""Legend entries act: pointed at they show their places, pressed they keep map and table to them; on both kinds of land."""

import re
from pathlib import Path
from typing import Any

import pytest

from geo.model.definition import open_package, read_definition
from geo.page.write import write_page
from tests.browser.conftest import until
from tests.made import valued

pytestmark = pytest.mark.browser

DARK = """() => { const fill = document.querySelector('.geo-raster canvas');
    const canvas = new OffscreenCanvas(fill.width, fill.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context.drawImage(fill, 0, 0);
    const data = context.getImageData(0, 0, canvas.width, canvas.height).data;
    let dark = 0; for (let i = 0; i < data.length; i += 4) if (data[i + 3] && data[i] + data[i + 1] + data[i + 2] < 300) dark++;
    return dark; }"""


def rows(page: Any) -> list[str]:
    return [
        row.get_attribute("data-place") for row in page.locator("tr[data-place]").all() if row.is_visible()
    ]


def entry(page: Any, word: str) -> Any:
    return page.locator(
        ".legend-rows li:visible .legend-act", has_text=re.compile(f"^{re.escape(word)}")
    ).first


def kept(page: Any) -> set[str]:
    """The codes of land that is not dimmed."""
    return set(page.eval_on_selector_all(".face:not(.dim)", "faces => faces.map(face => face.dataset.code)"))


def test_beside_a_second_map_an_entry_keeps_the_focus_from_date_to_date(visit) -> None:
    page = visit("occupation", "#date=1993-08-23")
    page.evaluate("document.querySelector('input[name=compare][value=date]').click()")
    page.wait_for_selector(".legend-rows.both")
    held = entry(page, "occupied")
    held.focus()
    page.keyboard.press("Enter")
    assert held.get_attribute("aria-pressed") == "true"
    before = page.locator(".legend-rows li:visible .legend-count").all_inner_texts()
    page.evaluate("document.querySelector('#time').stepDown(3)")
    page.evaluate("document.querySelector('#time').dispatchEvent(new Event('input', { bubbles: true }))")
    until(page, "() => document.querySelector('#date time').dateTime !== '1993-08-23'")
    assert page.locator(".legend-rows li:visible .legend-count").all_inner_texts() != before
    assert page.evaluate("document.activeElement.className").startswith("legend-act")
    assert page.evaluate("document.activeElement.getAttribute('aria-pressed')") == "true"


def test_by_keyboard_an_entry_filters_map_and_table_says_so_and_lets_go(visit) -> None:
    page = visit("occupation", "#date=1993-08-23")
    everything = rows(page)
    held = entry(page, "occupied")
    code = held.get_attribute("value")
    held.focus()
    assert kept(page) == {code}  # a look ahead, on the map alone
    assert rows(page) == everything
    assert held.get_attribute("aria-pressed") == "false"
    page.keyboard.press("Enter")
    assert held.get_attribute("aria-pressed") == "true"
    found = rows(page)
    assert len(found) < len(everything)
    assert all(page.get_attribute(f"[data-place={place}]", "data-state") == "held" for place in found)
    assert f"occupied: {len(found)} places found" in page.inner_text("[role=status]")
    until(page, "() => location.hash.includes('only=')")
    page.keyboard.press("Tab")
    assert kept(page) == {code}
    again = visit("occupation", page.evaluate("location.hash"))  # the address keeps it
    assert rows(again) == found
    page.locator("#time").press("End")  # and the next date is filtered as well
    assert rows(page) == []
    assert "No place on this date" in page.inner_text("[data-ui=nothing]")
    page.click(".legend-clear")
    assert rows(page) == everything
    assert page.locator(".face.dim").count() == 0
    until(page, "() => !location.hash.includes('only')")


def test_land_that_only_a_line_bounds_leads_to_the_places_it_is_of(visit) -> None:
    page = visit("occupation", "#date=1994-05-12")
    entry(page, "beyond the 1994 line").click()
    assert (
        {"fizuli", "aghdam"}
        <= set(rows(page))
        < {"fizuli", "aghdam", "kalbajar", "lachin", "nagorno-karabakh"}
    )
    entry(page, "held by the line alone").click()  # a second entry joins the first
    assert page.locator(".legend-act[aria-pressed=true]").count() == 2
    assert len(kept(page)) == 2


def test_pixel_land_is_dimmed_and_its_table_keeps_to_the_class(visit) -> None:
    page = visit("us-unemployment")
    dark = page.evaluate(DARK)
    entry(page, "no figure").click()
    page.mouse.move(5, 5)
    assert page.evaluate(DARK) < dark / 50
    assert page.locator("tr[data-place]:not([hidden])").count() == 24
    assert set(
        page.eval_on_selector_all(
            "tr[data-place]:not([hidden])", "rows => rows.map(row => row.dataset.value)"
        )
    ) == {""}
    entry(page, "no figure").click()
    page.mouse.move(5, 5)
    assert page.evaluate(DARK) == dark


def test_a_finger_presses_a_flag(visit, tmp_path: Path) -> None:
    file = valued(tmp_path)
    definition = read_definition(file)
    page = visit(
        write_page(open_package(file, definition), definition, tmp_path / "flags.html"), has_touch=True
    )
    assert rows(page) == ["fizuli", "lachin"]
    entry(page, "provisional").tap()
    assert rows(page) == ["fizuli"]
    assert page.locator(".face.dim").count() == 1
    page.locator(".legend-clear").tap()
    assert rows(page) == ["fizuli", "lachin"]


def test_a_flag_of_any_sign_is_an_entry_like_others(tmp_path: Path, visit) -> None:
    file = valued(tmp_path, flag="$")  # which stands for a text in the page's data
    definition = read_definition(file)
    page = visit(write_page(open_package(file, definition), definition, tmp_path / "figured.html"))
    assert page.locator(".legend-rows .flag").all_inner_texts() == ["$"]
    page.locator(".legend-rows li", has=page.locator(".flag")).locator(".legend-act").click()
    assert rows(page) == ["fizuli"]
