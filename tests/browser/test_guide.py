"""A guided reading: Next and Previous, an address for each step, and figures that need no scripts and print."""

import io
from bisect import bisect_right
from typing import Any

import pytest
from PIL import Image

from geo.model.definition import read_definition
from geo.text.words import LANGUAGES, say
from tests.browser.conftest import until
from tests.page.conftest import draw_map

pytestmark = pytest.mark.browser

STEPS = read_definition("occupation").steps
BAR = "[data-ui=guide-bar]"


def day(page: Any) -> str:
    return str(page.get_attribute("#date time", "datetime"))


def test_steps_lead_through_dates_and_places_and_each_has_an_address(visit) -> None:
    page = visit("occupation")
    assert page.locator(BAR).is_hidden()
    page.locator("[data-ui=guide-open]").press("Enter")
    for number, step in enumerate(STEPS, start=1):
        assert day(page)[: len(step.date)] == step.date
        assert step.text.en in page.inner_text(BAR)
        assert page.locator(f"{BAR} a.cite").count() == len(step.sources)
        outlined = page.locator(".outline.focus").evaluate_all("all => all.map(e => e.dataset.outline)")
        assert set(outlined) == ({step.place} if step.place else set())
        until(page, "hash => location.hash === hash", f"#step={number}")
        assert page.evaluate("document.activeElement.closest('[data-ui=guide-bar]') !== null")
        page.keyboard.press("Enter")  # the focus stays on Next, and at the end it goes to Previous
    assert day(page) == STEPS[-2].date
    page.locator("#time").press("Home")  # the reader goes on alone
    assert page.locator(BAR).is_hidden()
    until(page, "() => !location.hash.includes('step')")


def test_a_step_opens_by_its_address_in_every_language_and_shows_its_place(visit) -> None:
    for lang in LANGUAGES:
        page = visit("occupation", f"#step=6&lang={lang}")
        assert day(page) == STEPS[5].date
        assert STEPS[5].text.per_language()[lang] in page.inner_text(BAR)
        assert say("guide.next", lang) in page.inner_text(BAR)
    land, frame = (page.locator(part).bounding_box() for part in (".outline.focus", ".map-frame"))
    assert frame["x"] < land["x"]
    assert land["x"] + land["width"] < frame["x"] + frame["width"]
    assert land["height"] > 0.3 * frame["height"]


def solid(item: Any) -> set[str]:
    """The plain colours of land in a step's figure."""
    image = Image.open(io.BytesIO(item.locator("svg").screenshot())).convert("RGB")
    return {"#{:02x}{:02x}{:02x}".format(*colour) for many, colour in image.getcolors(1 << 24) if many > 400}


def test_without_scripts_and_on_paper_each_step_is_a_figure_with_date_sentence_and_sources(visit) -> None:
    scene = draw_map("occupation").scene
    series = scene.series[0]
    plain = {style.fill for style in series.styles if style.kind != "absent" and not style.pattern}
    still, printed = (
        visit("occupation", ready=False, java_script_enabled=False),
        visit("occupation", "#date=1992-05-18&place=fizuli"),
    )
    assert printed.locator(".guide svg").first.is_hidden()
    printed.emulate_media(media="print")
    for page in (still, printed):
        for item, step in zip(page.locator(".guide ol > li").all(), scene.steps, strict=True):
            moment = bisect_right([stop.day for stop in scene.stops], step.day)
            styles = [series.styles[code] for code in set(series.land_codes[:, moment].tolist()) - {0}]
            wanted = {style.fill for style in styles if not style.pattern}
            hatches = {colour for style in styles if style.pattern for colour in (style.fill, style.mark)}
            found = solid(item)
            assert wanted <= found, step.day
            assert found & plain <= wanted | hatches, step.day
        items = page.locator(".guide ol > li")
        assert items.count() == len(STEPS)
        for item, step in zip(items.all(), STEPS, strict=True):
            assert item.is_visible()
            assert item.evaluate("e => getComputedStyle(e.parentElement).listStyleType") == "decimal"
            assert step.text.en in item.inner_text()
            assert str(item.locator("time").get_attribute("datetime")).startswith(step.date)
            assert item.locator("a.cite").count() == len(step.sources)
    assert still.locator(BAR).is_hidden()
    first = still.locator(".source-rows li").first  # sources are numbered without scripts too
    assert first.evaluate("e => getComputedStyle(e, '::before').content") in (
        '"[" counter(source) "]"',
        '"[1]"',
    )
