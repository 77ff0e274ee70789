"""The track: crowded dates are magnified, long gaps told in words, ticks never merge, marks of events explained."""

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from geo.model.definition import open_package, read_definition
from geo.model.timeline import Timeline
from geo.page.write import write_page
from geo.text.short_dates import shorten_date
from geo.text.words import LANGUAGES, format_area, say
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


LOUPE = """() => {
  const top = selector => document.querySelector(selector).getBoundingClientRect().top;
  const box = document.querySelector('.loupe').getBoundingClientRect();
  const all = kind => Array.from(document.querySelectorAll('.loupe ' + kind), e => {
    const { left, right, width } = e.getBoundingClientRect();
    const [at, now, text] = [left + width / 2, e.matches('.now'), e.textContent];
    return { text, now, left: left - box.left, right: box.right - right, at, wide: width };
  });
  return { top: box.top - top('.slider'), high: box.height, ticks: all('.tick').map(tick => tick.at), labels: all('.nth') };
}"""


# Whether the line or its band goes through a figure of the scale.
CROSSED = """() => Array.from(document.querySelectorAll('.curve-figure')).some(figure => {
  const { x, y, width, height } = figure.getBBox();
  return Array.from(document.querySelectorAll('.curve-band, .curve-line')).some(path =>
    Array.from({ length: 60 }, (_, i) => [(i % 20) / 19, Math.floor(i / 20) / 2])
      .map(([across, down]) => new DOMPoint(x + width * across, y + 2 + (height - 4) * down))
      .some(point => path.matches('.curve-band') && path.isPointInFill(point) || path.isPointInStroke(point)));
})"""


@pytest.mark.parametrize(("name", "width", "lang"), [("occupation", 390, "ru"), ("colonial-rule", 1280, "en")])
def test_every_stop_of_a_crowd_is_named_on_one_wide_track(
    visit: Any, name: str, width: int, lang: str
) -> None:
    page = visit(name, f"#lang={lang}", viewport={"width": width, "height": 844})
    page.click("[data-step=first]")
    short = [shorten_date(f"2020-{month:02}", lang).split(" ")[0] for month in range(1, 13)]
    named, at, places = set(), {}, set()
    for _ in range(int(page.get_attribute("#time", "max")) + 1):
        day, loupe = shown(page), page.evaluate(LOUPE)
        labels = loupe["labels"]
        assert [label["at"] for label in labels] == pytest.approx(loupe["ticks"], abs=0.6)
        for one, two in pairwise(labels):
            assert one["at"] + one["wide"] / 2 + 4 <= two["at"] - two["wide"] / 2, (day, one, two)
        assert all(label["left"] >= 0 and label["right"] >= 0 for label in labels)
        assert not [label for label in labels if re.search(r"\d-\d", label["text"])]
        assert re.search(r"\b\d{4}$", labels[0]["text"])
        told = [label["text"] for label in labels if label["now"]]
        if told:
            named.add(day)
            number, *words = told[0].split(" ")
            assert int(number) == int(day[-2:])
            assert words in ([], [short[int(day[5:7]) - 1]], [short[int(day[5:7]) - 1], day[:4]])
        places.add((loupe["top"], loupe["high"]))
        at[day] = page.evaluate(
            "parseFloat(document.querySelector('.handle').style.left) / 100 * document.querySelector('.rail').clientWidth"
        )
        page.click("[data-step=next]")
    assert len(places) == 1  # it never moves
    near = {day for pair in pairwise(at) if at[pair[1]] - at[pair[0]] < 6 for day in pair}
    assert near <= named
    assert len(near) >= 8


def test_a_press_on_the_wide_track_goes_to_the_stop(visit: Any) -> None:
    page = visit("occupation", "#date=2020-11-10")
    assert page.locator(".nth.now").inner_text() == "10 Nov"
    assert page.locator(".bracket.now").count() == 1
    assert page.locator(".bracket").count() == 3
    page.locator(".nth", has_text="25 Nov").click(force=True)
    assert shown(page) == "2020-11-25"
    assert page.locator(".nth.now").inner_text() == "25 Nov"
    page.evaluate("location.hash = 'date=2010-01-01'")  # between stops: the nearest stretch, none of its stops marked
    until(page, "document.querySelector('.nth').textContent === '27 Sep 2020'")
    assert page.locator(".nth.now").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


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
            assert nearest(page, ".loupe .tick") >= 14
        assert page.locator(".nth.now").inner_text().split(" ")[0] == "3"
        page.locator("#time").press("End")
        assert page.locator(".nth.now").inner_text().split(" ")[0] == "30"  # the last of them, and its page of days
        assert any(" Dec" in text for text in page.locator(".nth").all_inner_texts())


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
    data = page.evaluate("GeoTimeMaps.readData('geo')")
    go = "at => { const time = document.querySelector('#time'); time.value = at; time.dispatchEvent(new Event('input')); }"
    for at, (first, after) in enumerate(pairwise(data["stops"])):  # from a stop until the next
        page.evaluate(go, at)
        now = page.eval_on_selector_all(".diamond.now", "all => all.map((mark) => mark.dataset.date)")
        assert sorted(now) == sorted(event["date"] for event in data["events"] if first <= event["date"] < after)


def test_the_curve_says_what_it_is(visit: Any) -> None:
    note = "[data-ui=curve-note]"
    page = visit("occupation")
    for lang in LANGUAGES:
        page.select_option("[data-ui=language]", lang)
        told = page.inner_text(note)
        assert format_area(12913, lang) in told  # the top of its scale
    assert set(re.sub(r"[\d., -]", "", page.get_attribute(".curve-line", "d"))) == set("MHV")  # land is held until it is not
    page = visit("life-expectancy", "#lang=ru")
    assert page.inner_text(note) == say("curve.values", "ru")
    assert page.locator(".curve-figure").all_text_contents() == ["76,3\u00a0лет", "38,6\u00a0лет"]
    assert not page.evaluate(CROSSED)
    assert "L" in page.get_attribute(".curve-line", "d")
