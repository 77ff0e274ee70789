"""The programs people work in, run as they run them; Chromium looks at what they show. See `.ci/optional`."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Error
from xstatic.pkg import leaflet

from geo.model.frames import scene_of_timeline
from geo.model.timeline import Timeline
from tests.browser.conftest import chromium as chromium  # a fixture

ROOT = Path(__file__).resolve().parents[2]
DAY = date(1993, 7, 10)  # some districts are held, others are not: two colours
POINTS = {
    "lachin": (46.35, 39.75),
    "kalbajar": (45.95, 40.05),
    "aghdam": (46.9, 39.99),
}  # longitude, latitude
NAMES = {"held": "occupied"}

LAYER = f"""
import folium, geo
timeline = geo.build_timeline(geo.read_package("{ROOT}/data"), geo.read_definition("{ROOT}/maps/occupation.toml").choice)
m = folium.Map([39.9, 46.3], zoom_start=8, tiles=None)
layer = geo.TimeChoropleth(timeline, title="Held", states={NAMES}).add_to(m)
"""
PAGE = f"""
import geo, geopandas as gpd, pandas as pd
districts = gpd.read_file("{ROOT}/data/boundaries/districts.geojson").set_index("place")
rain = pd.DataFrame([("lachin", "2020", 71), ("kalbajar", "2020", 44)], columns=["place", "year", "mm"])
page = geo.time_choropleth(districts, rain, time="year", value="mm", title="Rain", unit="mm", classes=[40, 60, 80])
"""


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Run a program's server until the test ends; `{port}` in its words is a free one."""
    running = []

    def start(*words: str, path: str = "") -> str:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", *(word.format(port=port) for word in words)]
        env = {**os.environ, "HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
        with (tmp_path / "server.log").open("wb") as log:
            running.append(
                subprocess.Popen(command, cwd=tmp_path, env=env, stdout=log, stderr=subprocess.STDOUT)
            )
        address = f"http://127.0.0.1:{port}{path}"
        for _ in range(240):
            try:
                urllib.request.urlopen(address, timeout=5).close()
                return address
            except OSError:
                assert running[-1].poll() is None, (tmp_path / "server.log").read_text()
                time.sleep(0.25)
        raise AssertionError((tmp_path / "server.log").read_text())

    yield start
    for process in running:
        process.terminate()
        process.wait(20)


def from_packages(route: Any) -> None:
    """Give folium's links what Leaflet's own package holds, and nothing for what no map here uses: no network."""
    address = route.request.url
    file = Path(leaflet.BASE_DIR) / address.rsplit("/", 1)[-1]
    if "leaflet@" in address and file.exists():
        route.fulfill(path=file)
    elif address.endswith((".js", ".css")):
        route.fulfill(body="", content_type="text/javascript" if address.endswith(".js") else "text/css")
    else:
        route.abort()


@pytest.fixture
def look(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open an address or a file; nothing from the network but this machine's, unless `linked` serves it from packages."""
    contexts = []

    def open_page(address: str, *, linked: bool = False) -> Any:
        context = chromium.new_context(viewport={"width": 1100, "height": 1000})
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.route(
            lambda url: url.startswith("http") and "//127.0.0.1:" not in url,
            from_packages if linked else lambda route: route.abort(),
        )
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


def frame_of(page: Any, words: str) -> Any:
    """Wait for the frame that shows a drawn map whose title holds the words, and scroll to it."""
    for _ in range(120):
        for frame in page.frames:
            try:
                ready = "html[data-ready=true]:has(.geo-bar[data-complete=true], [data-ui=page])"
                if frame.query_selector(ready) and words in frame.inner_text("body"):
                    if frame != page.main_frame:
                        frame.frame_element().scroll_into_view_if_needed()
                    return frame
            except Error:  # the program replaced the frame meanwhile
                continue
        page.wait_for_timeout(250)
    raise AssertionError(f"no frame shows {words!r}: {[frame.url for frame in page.frames]}")


def colours(frame: Any, points: dict[str, tuple[float, float]]) -> dict[str, str]:
    """Give what is seen at points of the map, longitude and latitude, as #rrggbb."""
    frame.eval_on_selector_all(".labels", "all => all.forEach((one) => { one.style.display = 'none'; })")
    frame.wait_for_timeout(600)
    spots = frame.evaluate(
        """points => {
            const map = Object.values(window).find((thing) => thing instanceof L.Map);
            const box = map.getContainer().getBoundingClientRect();
            return points.map(([lon, lat]) => {
                const at = map.latLngToContainerPoint([lat, lon]);
                return [at.x + box.x, at.y + box.y];
            });
        }""",
        list(points.values()),
    )
    image = Image.open(BytesIO(frame.locator("html").screenshot())).convert("RGB")
    seen = (image.getpixel((round(x), round(y))) for x, y in spots)
    return {name: "#{:02x}{:02x}{:02x}".format(*pixel) for name, pixel in zip(points, seen, strict=True)}


def check_layer(frame: Any, timeline: Timeline) -> None:
    """Ask the layer for a day as a reader does, and compare table and colours with what held on it."""
    frame.locator("[data-ui=date-open]").click()
    frame.locator("[data-ui=date-text]").fill(DAY.isoformat())
    frame.locator("[data-ui=date-text]").press("Enter")
    on = timeline.on(DAY)
    held = {place.place.id for place in on.places if place.state == "held"}
    assert 3 <= len(held) < len(on.places)
    frame.locator("[data-ui=places] summary").click()
    rows = frame.eval_on_selector_all(
        "[data-place]", "rows => rows.map(row => [row.dataset.place, row.dataset.state])"
    )
    assert {place for place, state in rows if state == "held"} == held
    assert len(rows) == len(on.places)
    # the legend may stand before the land
    frame.eval_on_selector_all(
        ".geo-legend details[open]", "folds => folds.forEach((fold) => { fold.open = false; })"
    )
    scene = scene_of_timeline(timeline, states=NAMES)
    fills = {style.key: style.fill for style in scene.series[0].styles}
    wanted = {place.place.id: fills[place.state] for place in on.places if place.place.id in POINTS}
    assert colours(frame, POINTS) == wanted


def check_page(frame: Any) -> None:
    """Compare what a page of values shows of two districts with their classes' colours."""
    assert frame.locator("[data-place]").count() == 77
    seen = colours(frame, {place: POINTS[place] for place in ("lachin", "kalbajar")})
    assert seen["lachin"] != seen["kalbajar"]
    swatches = ".legend-rows .swatch rect, .legend-rows .swatch"
    keys = frame.eval_on_selector_all(swatches, "all => all.map((one) => getComputedStyle(one).fill)")
    shown = {
        "rgb({}, {}, {})".format(*(int(code[i : i + 2], 16) for i in (1, 3, 5))) for code in seen.values()
    }
    assert shown <= set(keys)
