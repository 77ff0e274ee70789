import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import states, until

pytestmark = pytest.mark.browser

SIZES = {"desktop": (1280, 800), "tablet": (820, 1100), "phone": (360, 740)}


def violations(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{item['id']}: {node['html'][:160]}" for item in found for node in item["nodes"]]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, size: str, scheme: str) -> None:
    width, height = SIZES[size]
    page = visit(viewport={"width": width, "height": height}, color_scheme=scheme)
    assert violations(page) == []
    page.click("tr[data-place=fizuli] button.place-name")
    assert violations(page) == []


def test_axe_finds_nothing_with_panels_open_and_maps_compared(visit) -> None:
    page = visit()
    for name in ("layers", "share", "compare"):
        page.click(f"[data-ui={name}] summary")
        assert violations(page) == [], name
    page.check("input[name=compare][value=date]")
    assert violations(page) == []


def test_axe_finds_nothing_without_scripts_in_other_languages(visit) -> None:
    for lang in ("az", "hy", "ru"):
        assert violations(visit("occupation", f"#lang={lang}")) == []


def test_nothing_scrolls_sideways_and_the_map_keeps_half_a_phone(visit) -> None:
    page = visit(viewport={"width": 360, "height": 740}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    height = page.evaluate("document.querySelector('.map-frame').getBoundingClientRect().height")
    assert height >= 370
    small = page.eval_on_selector_all(
        "button, summary, select, input",
        """all => all.filter(e => e.checkVisibility() && !e.closest('.folium-map'))
        .map(e => [e, (e.closest('label.check, .legend-rows li') || e).getBoundingClientRect()])
        .filter(([e, box]) => box.height < 43.5 || box.width < 43.5).map(([e]) => e.outerHTML.slice(0, 100))""",
    )
    assert small == []


def test_everything_is_reached_by_keyboard_with_visible_focus(visit) -> None:
    page = visit()
    seen = set()
    for _ in range(400):
        page.keyboard.press("Tab")
        tag = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return ''; const s = getComputedStyle(e);
            const ring = s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'
              || (e.id === 'time') || e.matches('tr *');
            const name = e.id || e.dataset.ui || e.dataset.step || e.dataset.tool || e.dataset.place || e.className || e.tagName;
            return name + (ring ? '' : ' !'); }"""
        )
        if tag == "" and seen:
            break
        seen.add(tag)
    assert {"time", "play", "search", "first", "last", "reset", "full", "language"} <= {
        tag.strip(" !") for tag in seen
    }
    assert not [tag for tag in seen if tag.endswith("!")]


def test_without_scripts_there_is_the_picture_and_the_whole_table(visit, occupation) -> None:
    page = visit(ready=False, java_script_enabled=False)
    assert page.locator("svg#still").is_visible()
    assert page.locator("tr[data-place]").count() == len(occupation.tracks)
    assert page.locator("#time").is_visible() is False
    assert page.locator("ol.source-rows li").count() > 20


def test_the_status_line_says_what_changed(visit) -> None:
    page = visit("occupation", "#date=1993-08-01")
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    status = page.text_content("[role=status]")
    assert "23 August 1993" in status
    assert "Fizuli" in status
    assert "Jabrayil" in status
    page.keyboard.press("Home")
    page.keyboard.press("End")  # eleven places ended, six of them by name
    assert "5 more" in page.text_content("[data-ui=changes]")


def test_print_keeps_map_date_legend_and_notes(visit) -> None:
    page = visit()
    page.emulate_media(media="print")
    for part in ("svg#still", "#date", "[data-ui=legend]", "[data-ui=boundary-note]", "ol.source-rows"):
        assert page.locator(part).is_visible(), part
    for part in ("[data-ui=play]", "[data-ui=search]", ".map-tools"):
        assert not page.locator(part).is_visible(), part
    full = page.get_attribute("svg#still", "data-full")
    until(
        page, "full => document.querySelector('svg#still').getAttribute('viewBox') !== full", full
    )  # the window seen
    assert page.inner_text(".leaflet-control-scale-line") == "50 km"
    page.emulate_media(media="screen")
    until(page, "full => document.querySelector('svg#still').getAttribute('viewBox') === full", full)


def test_reduced_motion_and_forced_colours_and_zoom(visit) -> None:
    page = visit(reduced_motion="reduce", forced_colors="active", viewport={"width": 640, "height": 400})
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    assert len(states(page)) == 11
