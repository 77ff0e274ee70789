"""The track: crowded dates are magnified, long gaps told in words, ticks never merge, marks of events explained."""

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geo.model.definition import open_package, read_definition
from geo.model.timeline import Timeline
from geo.page.write import write_page
from geo.text.words import LANGUAGES, say
from tests.browser.conftest import until
from tests.made import Folder, valued

pytestmark = pytest.mark.browser

MIDDLES = "all => all.map(e => e.getBoundingClientRect()).map(b => b.left + b.width / 2)"


def middles(page: Any, selector: str) -> list[float]:
    return sorted(page.eval_on_selector_all(selector, MIDDLES))


def nearest(page: Any, selector: str) -> float:
    found = middles(page, selector)
    return min(after - before for before, after in pairwise(found))


def shown(page: Any) -> str:
    return str(page.get_attribute("#date time", "datetime"))


@pytest.mark.parametrize("width", [390, 1280])
def test_crowded_dates_open_as_a_track_of_their_own(visit, occupation: Timeline, width: int) -> None:
    page = visit("occupation", "#date=2020-11-10", viewport={"width": width, "height": 844})
    stops = [day for day in occupation.stops if day.year == 2020]
    told = page.locator(".stretch", has=page.locator(".nth.now"))
    assert told.locator(".nth").all_inner_texts() == [str(day.day) for day in stops]
    assert nearest(page, ".stretch .tick") >= 14
    assert nearest(page, ".ticks .tick") >= 4
    assert {text[-2:] for text in told.locator(".head").all_inner_texts()} == {f"{day:%m}" for day in stops}
    assert "2020-10" in told.locator(".head").all_inner_texts()
    told.locator(".nth", has_text="25").last.click(force=True)
    assert shown(page) == "2020-11-25"
    assert told.locator(".nth.now").inner_text() == "25"
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_equal_steps_label_every_year_and_tell_long_gaps(visit, occupation: Timeline) -> None:
    page = visit("occupation", "#spacing=event")
    ticks, years = middles(page, ".ticks .tick"), {day.year for day in occupation.stops}
    labels = page.eval_on_selector_all(
        ".year",
        "all => all.map(e => [e.textContent, e.getBoundingClientRect()]).map(([t, b]) => [t, b.left + b.width / 2])",
    )
    assert [int(text) for text, _ in labels] == sorted(years)
    for text, at in labels:
        first = next(number for number, day in enumerate(occupation.stops) if day.year == int(text))
        assert abs(ticks[first] - at) < 2, text
    assert "26 years" in page.locator(".break").all_inner_texts()
    page.select_option("[data-ui=language]", "ru")
    assert "26 лет" in page.locator(".break").all_inner_texts()
    for one in page.locator(".break").all():  # the words stand between ticks, on none
        box = one.bounding_box()
        assert not [at for at in ticks if box["x"] < at < box["x"] + box["width"]]


def test_playing_over_a_long_gap_says_how_long_it_is(visit) -> None:
    page = visit("occupation", "#date=1994-05-12")
    assert page.locator(".later").is_hidden()
    page.select_option("[data-ui=speed]", "4")
    page.click("[data-ui=play]")
    until(
        page,
        "(later => later.offsetParent && later.textContent === '26 years later')(document.querySelector('.later'))",
    )
    page.click("[data-ui=play]")
    assert "26 years later." in page.locator("[role=status]").text_content()
    page.click("[data-step=next]")
    assert page.locator(".later").is_hidden()


def test_ticks_of_730_days_never_merge(visit, tmp_path: Path) -> None:
    file = valued(tmp_path)
    days = [date(2019, 1, 1) + timedelta(days=number) for number in range(730)]
    folder = Folder.at(tmp_path / "package")
    rows = [["fizuli", day.isoformat(), str(number), "", "figures"] for number, day in enumerate(days)]
    folder.table("values", [["place", "time", "value", "flag", "source"], *rows])
    folder.describe()
    file.write_text(file.read_text("utf-8").replace('open = "2010"', 'open = "2019-02-03"'), "utf-8")
    definition = read_definition(file)
    path = write_page(open_package(file, definition), definition, tmp_path / "daily.html")
    for width in (390, 1280):
        page = visit(path, viewport={"width": width, "height": 844})
        for spacing in ("time", "event"):
            page.select_option("[data-ui=spacing]", spacing)
            assert page.locator(".ticks .tick").count() >= 20
            assert nearest(page, ".ticks .tick") >= 4
            assert nearest(page, ".stretch .tick") >= 14
        assert page.locator(".nth.now").inner_text() == "3"
        page.locator("#time").press("End")
        assert page.locator(".nth.now").inner_text() == "30"  # the last of them, and its page of days
        assert page.locator(".stretch .head").all_inner_texts()[-1][-2:] == "12"


def test_marks_of_events_are_explained_in_every_language(visit) -> None:
    page = visit("occupation")
    for lang in LANGUAGES:
        page.select_option("[data-ui=language]", lang)
        for name in ("event_now", "event_other"):
            words = page.locator(f"[data-ui=event-keys] li:has(.{name})")
            assert words.text_content().strip() == say(f"legend.{name}", lang)
            assert words.is_visible()
    colour = "e => getComputedStyle(e)[e.tagName === 'path' ? 'fill' : 'backgroundColor']"
    for name, mark in (("event_now", ".diamond.now"), ("event_other", ".diamond:not(.now)")):
        assert page.locator(f".{name}").evaluate(colour) == page.locator(mark).first.evaluate(colour)
    assert page.evaluate("document.querySelector('.event_now').tagName") == "path"
