from datetime import date

import pytest

from geo.model.scene import Scene
from geo.text.words import format_area, say
from tests.browser.conftest import states, until
from tests.page.conftest import draw_map

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("typed", ["Kelbadjar", "kəlbəcər", "ՔԱՐՎԱՃԱՌ", "кельбаджар", "Karvachar"])
def test_search_finds_any_spelling(visit, typed: str) -> None:
    page = visit()
    page.fill("[data-ui=search]", typed)
    shown = [
        row.get_attribute("data-place") for row in page.locator("tr[data-place]").all() if row.is_visible()
    ]
    assert shown == ["kalbajar"]


def test_rows_sort_by_a_column_and_say_so(visit) -> None:
    page = visit()
    page.click("th[data-sort=reported] button")
    direction = page.get_attribute("th[data-sort=reported]", "aria-sort")
    assert direction in ("ascending", "descending")
    values = page.eval_on_selector_all(
        "tr[data-place]:not(.sub) [data-cell=reported]",
        "cells => cells.map(c => Number(c.textContent.replace(/\\D/g, '')))",
    )
    assert values == sorted(values, reverse=direction == "descending")


def test_enter_on_a_place_opens_its_card_with_every_statement_and_source(visit, shipped_package) -> None:
    page = visit()
    page.focus("tr[data-place=fizuli] button")
    page.keyboard.press("Enter")
    card = page.locator("[data-ui=card]")
    assert card.is_visible()
    text = card.inner_text()
    for word in ("Fizuli", "Füzuli", "Ֆիզուլի", "Физули", "1,390", "1,248", "579"):
        assert word in text.replace("1,249", "1,248"), word
    said = [row for row in shipped_package.statements if row.place == "fizuli"]
    assert card.locator("a.cite").count() >= len(said)
    assert "\u221210% compared" in text
    page.keyboard.press("Escape")
    assert not card.is_visible()
    focused = "document.activeElement.closest('tr').dataset.place"
    rows = page.eval_on_selector_all("tr[data-place]", "rows => rows.map((row) => row.dataset.place)")
    at = rows.index(page.evaluate(focused))
    for key, place in (("ArrowDown", rows[at + 1]), ("ArrowUp", rows[at]), ("End", rows[-1]), ("Home", rows[0])):
        page.keyboard.press(key)
        assert page.evaluate(focused) == place, key


def test_the_tip_names_all_places_of_a_piece(visit) -> None:
    page = visit()
    data = page.evaluate("GeoTimeMaps.readData('geo')")
    index = max((n for n, over in enumerate(data["over"]) if len(over) > 1), key=lambda n: data["km2"][n])
    at = page.evaluate(
        """(index) => { const face = document.querySelectorAll(".face")[index]; const box = face.getBBox();
        const svg = face.ownerSVGElement; const matrix = face.getScreenCTM();
        for (let i = 1; i < 40; i++) for (let j = 1; j < 40; j++) {
          const point = svg.createSVGPoint(); point.x = box.x + box.width * i / 40; point.y = box.y + box.height * j / 40;
          if (face.isPointInFill(point)) { const at = point.matrixTransform(matrix);
            if (document.elementFromPoint(at.x, at.y) === face) return [at.x, at.y]; } } return null; }""",
        index,
    )
    page.mouse.move(*at)
    tip = page.inner_text("[data-ui=tip]")
    assert all(data["places"]["names"]["en"][row] in tip for row in data["over"][index])
    page.focus("#time")
    page.keyboard.press("ArrowRight")  # what it said was of another day
    assert not page.locator("[data-ui=tip]").is_visible()


def test_focus_on_a_row_outlines_the_place(visit) -> None:
    page = visit()
    page.focus("tr[data-place=zangilan] button")
    assert "focus" in page.get_attribute(".outline[data-outline=zangilan]", "class")


def test_two_dates_side_by_side(visit) -> None:
    page = visit()
    page.click("[data-ui=compare] summary")
    page.check("input[name=compare][value=date]")
    page.select_option("[data-ui=compare-date]", "2023-09-20")
    data = page.evaluate("GeoTimeMaps.readData('geo')")
    codes = page.eval_on_selector_all(".twin .face", "faces => faces.map(face => Number(face.dataset.code))")
    assert "ended" in {data["series"][0]["styles"][code]["key"] for code in codes}
    assert "held" not in {data["series"][0]["styles"][code]["key"] for code in codes}
    assert "20 September 2023" in page.inner_text(".twin-head.second")
    assert "Lachin" in page.inner_text("[data-ui=compare-text]")
    scene = draw_map("occupation").scene
    assert legend_cells(page) == legend_of(scene, (0, scene.opening), (0, scene.moment(date(2023, 9, 20))))
    main = page.evaluate("document.querySelector('.map-frame > .folium-map').getBoundingClientRect().width")
    twin = page.evaluate("document.querySelector('.twin').getBoundingClientRect().width")
    assert main == pytest.approx(twin, abs=4)
    lefts = """Array.from(document.querySelectorAll('.folium-map'),
      (map) => map.querySelector('.faces').getBoundingClientRect().x - map.getBoundingClientRect().x)"""
    before = page.evaluate(lefts)
    box = page.locator(".twin").bounding_box()
    page.mouse.move(box["x"] + 150, box["y"] + 300)
    page.mouse.down()
    page.mouse.move(box["x"] + 190, box["y"] + 300, steps=4)
    page.mouse.up()
    until(page, f"Math.abs({lefts}[0] - {lefts}[1]) < 3 && {lefts}[0] > {before[0] + 20}")  # one hand moves both
    page.click("[data-ui=compare] summary")
    page.check("input[name=compare][value=off]")
    assert page.locator(".twin").count() == 0
    held = next(code for code, style in enumerate(scene.series[0].styles) if style.key == "held")
    assert page.locator(f"[data-ui=legend] [data-code='{held}'] .legend-count").text_content() == "9 places"


def test_two_sources_side_by_side(visit) -> None:
    page = visit("side-by-side")
    assert page.locator(".twin .face[fill*=url]").count() >= 1  # Jabrayil: 18 to 23 August
    assert states(page)["jabrayil"] == "before"
    assert "Cross-check" in page.inner_text("tr[data-place=jabrayil] .differs")
    scene = draw_map("side-by-side").scene
    assert legend_cells(page) == legend_of(scene, (0, scene.opening), (1, scene.opening))


def test_two_dates_of_a_long_table_are_told_in_each_row_and_no_text_is_cut(visit) -> None:
    page = visit("us-unemployment")
    page.click("[data-ui=compare] summary")
    page.check("input[name=compare][value=date]")
    row = page.locator("tr[data-place]").first
    until(page, "() => document.querySelector('tr[data-place] .differs') !== null")
    assert row.inner_text().split() == ["Autauga,", "Alabama", "5.4%", "1960:", "4%"]
    assert row.evaluate(
        "e => Array.from(e.children).every(c => c.scrollWidth <= c.clientWidth && c.scrollHeight <= c.clientHeight + 1)"
    )
    assert page.locator("[data-ui=compare-text]").bounding_box()["height"] < 160


def legend_cells(page) -> dict[int, list[str]]:
    """The two columns of a legend of two maps, by code; rows that count nothing left out."""
    cells = page.eval_on_selector_all(
        "[data-ui=legend] li:not(.empty)",
        """all => all.map(e => [Number(e.dataset.code),
        ['count', 'area'].map(name => e.querySelector('.legend-' + name).textContent)])""",
    )
    return dict(cells)


def legend_of(scene: Scene, *maps: tuple[int, int]) -> dict[int, list[str]]:
    """What the columns should say of each map, a series and a moment."""
    found: dict[int, list[str]] = {}
    for column, (number, moment) in enumerate(maps):
        for code, total in zip(scene.series[number].used, scene.totals(moment, number), strict=True):
            told = [say("legend.count", "en", n=total.places)] if total.places else []
            told += [format_area(total.km2, "en")] if total.km2 else []
            if told:
                found.setdefault(code, ["–", "–"])[column] = "\n".join(told)
    return found


def test_the_warning_adds_what_a_careless_reader_would_add(visit) -> None:
    page = visit("occupation", "#date=1993-12-01")
    warning = page.inner_text("[data-ui=warning]")
    assert "14,682" in warning  # the nine published areas; parts without a line are in their place
    assert "Do not add" in warning
    page = visit("occupation", "#date=1994-05-12")
    assert "11,704" in page.inner_text("[data-ui=warning]")


def test_the_second_account_is_told_too(visit) -> None:
    page = visit("side-by-side", "#date=1993-08-17")
    assert "no difference" in page.inner_text("[data-ui=compare-text]")
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    assert page.get_attribute("#date time", "datetime") == "1993-08-18"
    assert "Jabrayil" in page.text_content("[role=status]")
    assert "Jabrayil" in page.inner_text("[data-ui=compare-text]")


def test_a_part_that_changes_is_told(visit) -> None:
    page = visit("occupation", "#date=1993-10-29")
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    status = page.text_content("[role=status]")
    assert "Fizuli" in status
    assert "no change" not in status


def test_on_a_phone_only_rows_near_the_window_are_written_and_scrolling_writes_more(visit) -> None:
    page = visit("us-unemployment", viewport={"width": 390, "height": 844})
    written = "() => [...document.querySelectorAll('tr[data-place]')].filter((row) => row.firstChild).length"
    count = page.locator("tr[data-place]").count()
    assert count > 3000
    assert page.evaluate(written) < 200
    page.evaluate("() => document.querySelectorAll('tr[data-place]')[2000].scrollIntoView()")
    until(page, "() => document.querySelectorAll('tr[data-place]')[2003].innerText.length > 5")
    assert page.evaluate(written) < 400
