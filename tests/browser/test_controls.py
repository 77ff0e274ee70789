"""What hands do to the page: drag, press, type, switch, point, copy."""

from datetime import date, timedelta
from typing import Any

import pytest

from geo.model.build import build_scene
from geo.model.definition import find_definitions, read_definition
from geo.model.timeline import Timeline
from geo.package.read import Package
from geo.text.words import LANGUAGES, format_area, format_day, format_number, say
from tests.browser.conftest import states, until

pytestmark = pytest.mark.browser


def shown(page: Any) -> str:
    return str(page.get_attribute("#date time", "datetime"))


def press(page: Any, at: float, *, drag_to: float | None = None) -> None:
    """Press the slider at a share of its rail, and drag from there."""
    rail = page.locator("[data-ui=rail]").bounding_box()
    y = rail["y"] + rail["height"] / 2
    page.mouse.move(rail["x"] + rail["width"] * at, y)
    page.mouse.down()
    if drag_to is not None:
        page.mouse.move(rail["x"] + rail["width"] * drag_to, y, steps=4)
    page.mouse.up()


def test_a_pointer_snaps_to_the_nearest_stop_of_either_spacing(visit, occupation: Timeline) -> None:
    page = visit("occupation", "#spacing=event")
    press(page, 0.0)
    assert shown(page) == occupation.stops[0].isoformat()
    press(page, 0.0, drag_to=0.97)
    assert date.fromisoformat(shown(page)) >= date(2022, 8, 26)
    page.select_option("[data-ui=spacing]", "time")
    press(page, 0.5)  # the middle of 1988 to 2024 is 2006; the stop nearest to it in time is of May 1994
    assert shown(page) == "1994-05-12"
    assert page.input_value("#time") == str(occupation.stops.index(date(1994, 5, 12)))
    assert page.evaluate("document.activeElement.id") == "time"


def test_page_keys_leap_a_tenth_of_the_stops(visit, occupation: Timeline) -> None:
    page = visit("occupation", "#date=" + occupation.stops[0].isoformat())
    page.focus("#time")
    page.keyboard.press("PageUp")
    leap = max(1, int(len(occupation.stops) / 10 + 0.5))
    assert shown(page) == occupation.stops[leap].isoformat()
    page.keyboard.press("PageDown")
    assert shown(page) == occupation.stops[0].isoformat()


def test_steps_from_between_stops_reach_the_neighbours(visit) -> None:
    page = visit("occupation", "#date=1993-08-01")
    page.click("[data-step=previous]")
    assert shown(page) == "1993-07-23"
    page.click("[data-ui=date-open]")
    page.fill("#date-text", "1 August 1993")
    page.keyboard.press("Enter")
    assert shown(page) == "1993-08-01"
    page.click("[data-step=next]")
    assert shown(page) == "1993-08-23"


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1993", "1993-01-01"),
        ("1993-8", "1993-08-01"),
        ("1993-08-23", "1993-08-23"),
        (" 23.08.1993 ", "1993-08-23"),
        ("23/8/1993", "1993-08-23"),
        ("8/23/1993", "1993-08-23"),
        ("8/9/1993", None),
        ("9/9/1993", "1993-09-09"),
        ("23 August 1993", "1993-08-23"),
        ("Aug 23, 1993", "1993-08-23"),
        ("23 avqust 1993", "1993-08-23"),
        ("23 августа 1993 г.", "1993-08-23"),
        ("1993 թ. օգոստոսի 23", "1993-08-23"),
        ("2024-02-29", "2024-02-29"),
        ("1900-02-29", None),
        ("2000-02-29", "2000-02-29"),
        ("1993-13", None),
        ("0000", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_typed_dates_are_read_or_refused(page_words: Any, typed: str, day: str | None) -> None:
    read = "([text, all]) => GeoTimeMaps.readDate(text, Object.values(all))"
    assert page_words.evaluate(read, [typed, page_words.calendars]) == day


@pytest.fixture(scope="module")
def page_words(chromium: Any, pages: Any) -> Any:
    page = chromium.new_context(offline=True).new_page()
    page.goto(pages["occupation"].as_uri())
    page.wait_for_selector("html[data-ready=true]", state="attached")
    page.calendars = page.evaluate("GeoTimeMaps.readData('geo').calendar")
    yield page
    page.context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_writes_days_numbers_and_plurals_as_python_does(page_words: Any, lang: str) -> None:
    days = ["0001-01-01", "0987-12-31", "1993-08-23", "2000-02-29", "9999-12-31"]
    numbers = [0, 0.5, 1.5, 2.5, 8860.5, 1, 2, 5, 9.9, 11, 21, 22, 25, 101, 999, 1000, 14_682, 1_234_567.8]
    counts = [*range(26), 101, 111, 1001]
    answer = page_words.evaluate(
        """([lang, days, numbers, counts]) => {
          const data = GeoTimeMaps.readData("geo");
          const words = GeoTimeMaps.createWords(data);
          return [days.map((day) => GeoTimeMaps.writeDay(day, data.calendar[lang])),
            numbers.map((number) => words.number(lang, number)), numbers.map((number) => words.area(lang, number)),
            counts.map((n) => words.say(lang, "legend.count", { n }))]; }""",
        [lang, days, numbers, counts],
    )
    assert answer[0] == [format_day(date.fromisoformat(day), lang) for day in days]
    assert answer[1] == [format_number(number, lang) for number in numbers]
    assert answer[2] == [format_area(number, lang) for number in numbers]
    assert answer[3] == [say("legend.count", lang, n=n) for n in counts]


def test_days_are_counted_as_the_calendar_does(page_words: Any) -> None:
    days = ["0001-01-01", "0004-02-29", "1582-10-15", "1900-03-01", "1969-12-31", "2000-02-29", "9999-12-31"]
    counted = page_words.evaluate("days => days.map(GeoTimeMaps.dayNumber)", days)
    ordinals = [date.fromisoformat(day).toordinal() for day in days]
    assert [number - counted[0] for number in counted] == [number - ordinals[0] for number in ordinals]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_key_stands_where_a_word_should(visit, lang: str) -> None:
    page = visit("occupation", f"#lang={lang}&place=fizuli&date=1998-01-01")
    page.click("[data-ui=share] summary")
    text = page.evaluate(
        """() => document.body.innerText + Array.from(document.querySelectorAll("[aria-label], [placeholder]"),
          (element) => element.getAttribute("aria-label") + " " + element.getAttribute("placeholder")).join(" ")"""
    )
    kinds = ("ui", "legend", "card", "table", "status", "share", "state", "quantity", "confidence", "unit")
    assert [word for word in text.split() if word.split(".")[0] in kinds and "." in word.rstrip(".")] == []
    assert "{" not in text
    assert "undefined" not in text
    assert "null " not in page.inner_text("body")


def test_events_stand_on_the_track_and_in_a_list_that_leads_to_their_day(visit) -> None:
    page = visit("occupation", "#spacing=time")
    diamond = page.locator(".diamond[data-date='2008-03-14']").bounding_box()
    page.mouse.move(diamond["x"] + diamond["width"] / 2, diamond["y"] + diamond["height"] / 2)
    assert "62/243" in page.inner_text(".event-tip")
    page.mouse.down()
    page.mouse.up()
    assert "62/243" in page.inner_text("[data-ui=caption]")
    assert page.locator("[data-ui=caption] .caption-event a.cite").count() >= 1
    page.click("[data-ui=events] li:has-text('Bishkek') button")
    assert shown(page) == "1994-05-05"
    page.click("[data-ui=layers] summary")
    page.uncheck("[data-layer=events]")
    assert not page.locator(".diamonds").is_visible()


def test_layers_switch_lines_names_and_outlines(visit) -> None:
    page = visit()
    page.click("[data-ui=layers] summary")
    for layer, part in (
        ("lines", ".line"),
        ("labels", ".label"),
        ("outlines", ".outline[data-outline=fizuli]"),
    ):
        piece = f".map-frame .leaflet-overlay-pane {part}"
        seen = "element => getComputedStyle(element).display !== 'none' && !!element.getClientRects().length"
        assert page.locator(piece).first.evaluate(seen), layer
        page.uncheck(f"[data-layer={layer}]")
        assert not page.locator(piece).first.evaluate(seen), layer
        page.check(f"[data-layer={layer}]")
        assert page.locator(piece).first.evaluate(seen), layer
    page.keyboard.press("Escape")
    assert page.locator("[data-ui=layers]").get_attribute("open") is None
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_line_is_drawn_only_while_it_was_valid(visit) -> None:
    page = visit()
    first, after = page.evaluate(
        "(({dataset}) => [dataset.from, dataset.to])(document.querySelector('.line'))"
    )
    assert first == "1994-05-12"
    for offset, edge, valid in ((-1, first, False), (0, first, True), (-1, after, True), (0, after, False)):
        day = (date.fromisoformat(edge) + timedelta(days=offset)).isoformat()
        page.evaluate("day => { location.hash = '#date=' + day }", day)
        until(page, "day => document.querySelector('#date time').dateTime === day", day)
        assert page.locator(".leaflet-overlay-pane .line").is_visible() == valid, day


def test_the_legend_counts_what_python_counts(visit, shipped_package: Package) -> None:
    for day in ("1990-06-01", "1993-08-23", "2020-10-20", "2024-06-01"):
        page = visit("occupation", f"#date={day}")
        scene = build_scene(shipped_package, read_definition(find_definitions(None, ["occupation"])[0]))
        for total in scene.totals(scene.moment(date.fromisoformat(day))):
            row = page.locator(f"[data-ui=legend] [data-code='{scene.series[0].styles.index(total.style)}']")
            count = total.places
            assert row.locator(".legend-count").text_content() == (
                say("legend.count", "en", n=count) if count else "–"
            )
            if total.style.key == "held":
                held = total.km2
                assert row.locator(".legend-area").text_content() == (
                    format_area(round(held, 1), "en") if held else ""
                )


def test_a_click_where_places_overlap_opens_a_card_that_lists_them(visit) -> None:
    page = visit("occupation", "#date=1993-01-01")
    at = page.locator(".label[data-label=shusha]").bounding_box()
    page.mouse.click(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    assert page.inner_text("#card-title") == "Shusha"
    names = page.locator(".here button").all_inner_texts()
    assert names == ["Shusha", "Nagorno-Karabakh"]
    page.click(".here button:has-text('Nagorno-Karabakh')")
    assert page.inner_text("#card-title") == "Nagorno-Karabakh"
    assert "place=nagorno-karabakh" in page.evaluate("location.hash")
    page.click(".card-close")
    assert page.evaluate(
        "document.activeElement.classList.contains('folium-map')"
    )  # where the reader came from


def test_a_card_keeps_its_focus_while_time_moves(visit) -> None:
    page = visit("occupation", "#date=1993-01-01&place=fizuli")
    page.focus(".card-close")
    page.evaluate("location.hash = '#date=1998-01-01&place=fizuli'")
    until(page, "document.querySelector('#date time').dateTime === '1998-01-01'")
    assert page.evaluate("document.activeElement.className") == "card-close"
    assert "1 January 1998" in page.inner_text(".card-state")
    assert "in part" in page.inner_text(".card")


def test_a_source_number_leads_to_its_source_and_leaves_the_address(visit) -> None:
    page = visit("occupation", "#date=1993-08-23")
    page.click("tr[data-place=fizuli] a.cite >> nth=0")
    assert page.evaluate("document.activeElement.id").startswith("source-")
    assert page.evaluate("location.hash") == "#date=1993-08-23"


def test_share_has_link_citation_and_frame(visit) -> None:
    page = visit("occupation", "#date=1993-08-23&lang=ru")
    page.click("[data-ui=share] summary")
    until(page, "document.querySelector('#copy-link').value !== ''")  # the panel is filled once it has opened
    link, cited, frame = (page.input_value(f"#copy-{name}") for name in ("link", "cite", "embed"))
    assert link.endswith("occupation.html#date=1993-08-23&lang=ru")
    build = page.inner_text("[data-ui=build]")
    assert "23 августа 1993" in cited
    assert build in cited
    assert "[1]" in cited
    assert frame.startswith("<iframe src=")
    assert "&amp;lang=ru" in frame
    page.evaluate("location.hash = ''")
    until(page, """document.querySelector('#copy-embed').value.includes('.html#embed"')""")
    page.evaluate("location.hash = '#date=1993-08-23&lang=ru'")
    until(page, "document.querySelector('#copy-link').value.endsWith('lang=ru')")
    page.click("[data-copy-button=cite]")
    until(page, "document.querySelector('[data-ui=copied]').textContent !== ''")


def test_the_tip_goes_with_escape_and_the_view_comes_home(visit) -> None:
    page = visit()
    at = page.locator(".label[data-label=fizuli]").bounding_box()
    page.mouse.move(at["x"] + at["width"] / 2, at["y"] + at["height"] / 2)
    tip = page.locator("[data-ui=tip]")
    assert "23 August 1993" in tip.inner_text()
    assert "1,390 km²" in tip.inner_text()
    page.keyboard.press("Escape")
    assert not tip.is_visible()
    page.mouse.move(5, 5)
    width = "document.querySelector('svg.geo-map').getBoundingClientRect().width"
    before = page.evaluate(width)
    page.click("[data-tool=zoom_in]")
    until(page, f"{width} > {before} * 1.4")
    page.click("[data-tool=reset]")
    until(page, f"Math.abs({width} - {before}) < 1")


def test_the_map_keeps_its_size_from_stop_to_stop(visit, occupation: Timeline) -> None:
    page = visit()
    page.focus("#time")
    page.keyboard.press("Home")
    sizes = set()
    for _ in occupation.stops:
        sizes.add(page.evaluate("document.querySelector('[data-ui=frame]').getBoundingClientRect().height"))
        page.keyboard.press("ArrowRight")
    assert len(sizes) == 1


def test_sorting_keeps_parts_under_their_places(visit) -> None:
    page = visit()
    for column in ("place", "period", "reported", "measured"):
        page.click(f"th[data-sort={column}] button")
        order = list(states(page))
        assert order.index("shusha") - order.index("nagorno-karabakh") in (1, 2), column
        assert order.index("lachin-corridor") == order.index("lachin") + 1, column


def test_one_notch_with_ctrl_zooms_a_little_and_the_land_cannot_be_dragged_away(visit) -> None:
    page = visit("occupation")
    land = "document.querySelector('.leaflet-overlay-pane .faces').getBoundingClientRect()"
    wide = page.evaluate(f"{land}.width")
    page.mouse.move(300, 300)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    until(page, f"wide => {land}.width > 1.1 * wide", wide)
    page.wait_for_timeout(400)
    assert page.evaluate(f"{land}.width") < 1.5 * wide
    for dx, dy in ((600, 0), (-900, 0), (0, 500), (0, -800)):
        for _ in range(3):
            page.mouse.move(300, 300)
            page.mouse.down()
            page.mouse.move(300 + dx, 300 + dy, steps=4)
            page.mouse.up()
            page.wait_for_timeout(250)
        left, right, top, bottom = page.evaluate(
            f"(() => {{ const a = {land}, b = document.querySelector('.map-frame').getBoundingClientRect();"
            "return [b.left - a.left, a.right - b.left, b.top - a.top, a.bottom - b.top]; })()"
        )
        assert right > 100, "it is beyond the left"
        assert bottom > 100, "it is beyond the top"
        frame = page.locator(".map-frame").bounding_box()
        assert left > 100 - frame["width"]
        assert top > 100 - frame["height"]
