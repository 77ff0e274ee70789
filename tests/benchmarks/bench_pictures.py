"""Pictures a second: ours, and a browser driver that photographs a folium page of the same places.

    python tests/benchmarks/bench_pictures.py

Everything is measured in one run, after start-up; needs Chromium.
"""

import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from geo.export.files import Request, _prepare, _run
from geo.model.definition import find_definitions, read_definition
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import read_package
from geo.picture.draw import draw_picture

FILE = find_definitions(names=["occupation"])[0]


def one_after_another(timeline: Timeline, folder: Path) -> float:
    package, definition = read_package(), read_definition(FILE)
    draw_picture(package, definition, timeline.stops[0], folder / "first.png", timeline=timeline)
    began = time.perf_counter()
    for stop in timeline.stops[:10]:
        draw_picture(package, definition, stop, folder / "one.png", timeline=timeline)
    return 10 / (time.perf_counter() - began)


def on_both_cores(timeline: Timeline, folder: Path) -> float:
    jobs = [(stop, "png", folder) for stop in timeline.stops]
    with ProcessPoolExecutor(2, get_context("spawn"), _prepare, (FILE, Request())) as pool:
        list(pool.map(_run, jobs[:2]))  # both processes are up
        began = time.perf_counter()
        list(pool.map(_run, jobs))
        return len(jobs) / (time.perf_counter() - began)


def photographed(timeline: Timeline, folder: Path, *, afresh: bool) -> float:
    """A folium map per day, saved, opened and photographed; `afresh` starts a browser for each, as folium's own way does."""
    import folium
    import geopandas
    from playwright.sync_api import sync_playwright

    from geo.page.save import save
    from tests.browser.conftest import FLAGS, find_chromium

    def page(day: date) -> Path:
        paints = timeline.on(day).letters
        frame = geopandas.GeoDataFrame(
            {"paint": list(paints)}, geometry=[f.geometry for f in timeline.faces], crs=4326
        )
        made = folium.Map([39.7, 46.6], zoom_start=8, tiles=None)
        folium.GeoJson(frame.to_json()).add_to(made)
        return save(made, folder / "folium.html")

    days = timeline.stops[:8]
    size = {"width": 1754, "height": 1240}
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=find_chromium(), args=FLAGS.split())
        shown = browser.new_page(viewport=size)
        shown.goto(page(days[0]).as_uri())
        began = time.perf_counter()
        for day in days:
            if afresh:
                browser.close()
                browser = player.chromium.launch(executable_path=find_chromium(), args=FLAGS.split())
                shown = browser.new_page(viewport=size)
            shown.goto(page(day).as_uri())
            shown.wait_for_selector("path.leaflet-interactive")
            shown.screenshot(path=folder / "folium.png")
        seconds = time.perf_counter() - began
        browser.close()
    return len(days) / seconds


def main() -> None:
    timeline = build_timeline(read_package(), read_definition(FILE).choice)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = [
            ("ours, A4 at 150 dpi, one process", one_after_another(timeline, folder)),
            ("ours, all stops on both cores", on_both_cores(timeline, folder)),
            ("a folium page, one browser kept open", photographed(timeline, folder, afresh=False)),
            ("a folium page, a browser for each picture", photographed(timeline, folder, afresh=True)),
        ]
    base = rows[-1][1]
    lines = ["| | pictures a second | against folium |", "|---|---|---|"]
    lines += [f"| {what} | {rate:.1f} | {rate / base:.1f} |" for what, rate in rows]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
