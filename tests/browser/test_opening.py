"""What a page is from its first picture on: nothing moves on a phone, and in an article it fits its frame."""

from pathlib import Path
from typing import Any

import pytest

from geo.export.pack import embed_lines

WIDTHS = (320, 400, 480, 560, 640, 800, 1000)  # px of an article's column
MOST_SHIFT = 0.05
_WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => { for (const entry of list.getEntries()) window.shifted += entry.value; })
  .observe({ type: "layout-shift", buffered: true });
"""

_FRAMES = """
window.frames_ = [];
(function look() {
  const root = document.documentElement;
  if (root && root.classList.contains("live")) {
    const still = document.querySelector(".still .faces");
    const isStill = Boolean(still && still.firstElementChild.checkVisibility({ visibilityProperty: true }));
    const { left, top, width } = (still || document.querySelector(".folium-map .faces") || root).getBoundingClientRect();
    const isLive = Boolean(document.querySelector(".geo-page[data-drawn]"));
    window.frames_.push({ isStill, isLive, left, top, width });
  }
  requestAnimationFrame(look);
})();
"""


@pytest.mark.parametrize(("name", "late"), [("occupation", 10_000), ("occupation", -10_000), ("us-unemployment", -10_000)])
def test_the_map_is_seen_from_the_first_picture_on_where_it_will_stand(
    chromium: Any, pages: dict[str, Path], name: str, late: int
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(f"const now = performance.now.bind(performance); performance.now = () => now() + {late};")
    page.add_init_script(_FRAMES)
    page.goto(pages[name].as_uri())
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=20_000)
    frames = page.evaluate("window.frames_")
    assert frames[0]["isStill"] == (late > 0 or name != "occupation")  # else the map is it
    assert all(frame["isStill"] != frame["isLive"] for frame in frames)
    if name == "occupation":  # the land as the drawing before, then as the map
        before, after = frames[0], frames[-1]
        assert before["width"] == pytest.approx(after["width"], rel=0.1)
        assert before["left"] == pytest.approx(after["left"], abs=24)
        assert before["top"] == pytest.approx(after["top"], abs=24)
    page.close()


@pytest.mark.parametrize("broken", ["SVGGraphicsElement.prototype.getScreenCTM", "URLSearchParams.prototype.get"])
def test_what_breaks_before_the_map_stands_leaves_the_picture(visit: Any, pages: dict[str, Path], broken: str) -> None:
    page = visit("occupation", ready=False, quiet=False)
    page.add_init_script(f"{broken} = () => {{ throw new Error('broken') }}")
    page.goto(pages["occupation"].as_uri())
    page.wait_for_selector("[data-ui=problem]", state="visible")
    still = page.locator(".still .faces").bounding_box()
    assert still
    assert still["height"] > 200
    assert not page.locator(".folium-map").is_visible()


def test_the_still_picture_is_not_shown_for_another_date(chromium: Any, pages: dict[str, Path]) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 800})
    page.add_init_script(_FRAMES)
    page.goto(pages["occupation"].as_uri() + "#lang=ru&date=2021-01-01")
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=20_000)
    frames = page.evaluate("window.frames_")
    assert frames[-1]["isLive"]
    assert not any(frame["isStill"] for frame in frames)
    page.close()


@pytest.mark.parametrize("name", ["occupation", "side-by-side", "life-expectancy"])
def test_nothing_moves_while_a_page_opens_on_a_phone(
    chromium: Any, pages: dict[str, Path], name: str
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(pages[name].as_uri())
    page.wait_for_selector("html[data-ready=true]", state="attached", timeout=20_000)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate("window.shifted") < MOST_SHIFT
    context.close()


def test_the_embed_text_of_a_pack_fits_any_column(
    chromium: Any, pages: dict[str, Path], tmp_path: Path
) -> None:
    (tmp_path / "occupation.html").write_bytes(pages["occupation"].read_bytes())
    frame = next(
        line for line in embed_lines("occupation", "A title", "A picture") if line.startswith("<iframe")
    )
    frame = frame.replace(' loading="lazy"', "")
    columns = "".join(f'<div style="width:{width}px">{frame}</div>' for width in WIDTHS)
    heard = "window.heard = []; addEventListener('message', (event) => heard.push(event.data));"
    article = tmp_path / "article.html"
    article.write_text(f"<!doctype html><title>An article</title><script>{heard}</script>{columns}", "utf-8")
    context = chromium.new_context(viewport={"width": 1100, "height": 800}, offline=True)
    page = context.new_page()
    page.goto(article.as_uri())
    frames = page.frames[1:]
    assert len(frames) == len(WIDTHS)
    for inner, width in zip(frames, WIDTHS, strict=True):
        inner.wait_for_selector("html[data-ready=true]", state="attached", timeout=30_000)
        wide, high = inner.evaluate("[innerWidth, innerHeight]")
        assert wide == width
        assert inner.evaluate("document.documentElement.scrollHeight <= innerHeight + 1")
        assert inner.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for part in ("h1", "#date", ".folium-map", ".legend-rows li:not(.empty)", ".rail", ".embed-credit"):
            box = inner.evaluate(
                "(part) => { const { left, top, right, bottom } = document.querySelector(part).getBoundingClientRect(); "
                "return [left, top, right, bottom]; }",
                part,
            )
            assert box[2] - box[0] > 0, part
            assert box[3] - box[1] > 0, part
            assert -1 <= box[0] <= box[2] <= wide + 1, (width, part)
            assert -1 <= box[1] <= box[3] <= high + 1, (width, part)
        assert inner.evaluate("document.querySelector('.folium-map').clientHeight") >= high / 2
    heard = page.evaluate("window.heard")
    assert len(heard) >= len(WIDTHS)
    assert all(said["type"] == "geo-height" and said["height"] > 0 for said in heard)
    context.close()
