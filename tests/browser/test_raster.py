"""Maps of values in a real Chromium: what is painted, the page contract, other people's maps; no network at all."""

from typing import Any

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from folium.plugins import GroupedLayerControl, MarkerCluster, Timeline, TimelineSlider, TimeSliderChoropleth

import geo
from geo.model.classes import MISSING
from geo.model.period import Choice
from tests import needs
from tests.made import pack, square

pytestmark = pytest.mark.browser


def grid(across: int = 2, down: int = 2, west: float = 45, south: float = 39) -> gpd.GeoDataFrame:
    """Squares of a degree, named by column and row from the south-west: 0-0, 1-0 ..."""
    cells = [(x, y) for y in range(down) for x in range(across)]
    shapes = [shapely.box(west + x, south + y, west + x + 1, south + y + 1) for x, y in cells]
    return gpd.GeoDataFrame({"name": [f"Cell {x}-{y}" for x, y in cells]}, index=[f"{x}-{y}" for x, y in cells],
                            geometry=shapes, crs=4326)  # fmt: skip


def rows(*given: tuple[str, str, Any]) -> pd.DataFrame:
    return pd.DataFrame(given, columns=["place", "time", "value"])


THREE = ["#102030", "#405060", "#708090"]
VALUES = rows(
    ("0-0", "2020-01", 1),
    ("1-0", "2020-01", 2),
    ("0-1", "2020-01", 3),
    ("0-0", "2020-02", 3),
    ("0-0", "2020-03", 2.5),
)


def small(**options) -> folium.Map:
    return geo.time_choropleth(
        grid(), VALUES, classes=[1, 2, 3], colours=THREE, title="Four cells", **options
    )


POINT = """([lat, lon, map]) => {
    const point = window[map].latLngToContainerPoint([lat, lon]);
    const box = window[map].getContainer().getBoundingClientRect();
    return [box.left + point.x, box.top + point.y];
}"""
LAYER = """const map = Object.values(window).find((value) => value && value.latLngToLayerPoint);
    let layer;
    map.eachLayer((one) => { if (one._fill && one._decoded) layer = one; });"""
COLOUR = f"""([lat, lon]) => {{
    {LAYER}
    const point = map.latLngToLayerPoint([lat, lon]).subtract(layer._bounds.min).multiplyBy(layer._density);
    const at = 4 * (Math.floor(point.y) * layer._width + Math.floor(point.x));
    const pixel = Array.from(layer._image.data.slice(at, at + 4));
    return pixel[3] ? "#" + pixel.slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("") : null;
}}"""


def colour(page, lon: float, lat: float) -> str | None:
    return page.evaluate(COLOUR, [lat, lon])


def go(page, stop: int, slider: str = "#time") -> None:
    page.eval_on_selector(
        slider, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); }", stop
    )


def states(page) -> dict[str, str]:
    return page.eval_on_selector_all(
        "[data-place]", "rows => Object.fromEntries(rows.map(r => [r.dataset.place, r.dataset.state]))"
    )


def test_the_page_contract(show):
    page = show(small())
    slider = page.locator("input[type=range]").first
    assert [slider.get_attribute(name) for name in ("id", "min", "max", "step")] == ["time", "0", "2", "1"]
    assert slider.input_value() == "2"
    assert slider.get_attribute("aria-valuetext") == "March 2020"
    assert page.locator("#date time").get_attribute("datetime") == "2020-03-01"
    go(page, 0)
    assert page.locator("#date").inner_text() == "January 2020"
    assert states(page) == {"0-0": "1", "1-0": "2", "0-1": "3", "1-1": "missing"}
    assert page.locator("[role=status]").inner_text() == "January 2020: 3 places have a figure, 1 has none"
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").inner_text() == "Four cells"


def test_colours_follow_the_date_and_a_gap_keeps_none(show):
    page = show(small())
    go(page, 0)
    assert [colour(page, *at) for at in ((45.3, 39.3), (46.3, 39.3), (45.3, 40.3))] == THREE
    go(page, 1)
    assert colour(page, 45.3, 39.3) == THREE[2]
    gap = {colour(page, 46.3 + n / 400, 39.3 + m / 400) for n in range(20) for m in range(20)}
    assert gap == {MISSING["fill"], MISSING["mark"]}
    assert states(page)["1-0"] == "missing"
    assert colour(page, 44, 39.5) is None


def test_steps_by_the_readers_hands(show):
    page = show(small())
    page.get_by_role("button", name="To the first date").click()
    assert page.locator("#time").input_value() == "0"
    page.get_by_role("button", name="Next change").click()
    assert page.locator("#date").inner_text() == "February 2020"
    page.locator("#time").focus()
    page.keyboard.press("End")
    assert page.locator("#date").inner_text() == "March 2020"
    page.keyboard.press("ArrowLeft")
    assert page.locator("#date").inner_text() == "February 2020"
    page.get_by_role("button", name="Play").click()
    page.wait_for_selector("#date time[datetime='2020-03-01']")
    page.wait_for_selector("[aria-pressed=false]")


def test_the_pointer_reads_the_area_under_it(show):
    page = show(small())
    go(page, 0)
    name = page.evaluate("() => Object.keys(window).find((key) => /^map_\\d+$/.test(key))")
    page.mouse.move(*page.evaluate(POINT, [39.5, 46.5, name]))
    assert page.locator(".geo-tip").inner_text().split("\n") == ["Cell 1-0", "2.0"]
    page.mouse.click(*page.evaluate(POINT, [39.5, 46.5, name]))
    assert page.locator("[role=status]").inner_text() == "Cell 1-0: 2.0"
    assert page.locator("tr.selected").get_attribute("data-place") == "1-0"
    page.mouse.move(*page.evaluate(POINT, [39.5, 44.5, name]))
    assert page.locator(".geo-tip").is_hidden()


def test_the_table_is_searched_and_walked_by_keys(show):
    page = show(small())
    page.locator(".geo-legend .search").fill("CELL 0")
    assert page.locator("[role=status]").inner_text() == "2 places found"
    assert page.locator("tr[data-place]:visible").count() == 2
    page.locator(".geo-rows").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("[role=status]").inner_text() == "Cell 0-1: no figure"


def test_days_are_the_same_days_everywhere(show):
    for zone in ("Pacific/Kiritimati", "Pacific/Honolulu"):
        page = show(small(), timezone_id=zone)
        assert page.locator("#date").inner_text() == "March 2020"


def test_the_address_is_the_state_and_a_frame_that_forbids_it_does_no_harm(show, tmp_path):
    page = show(small())
    go(page, 1)
    page.wait_for_url("**#date=2020-02-01")
    inner = (tmp_path / "map0.html").read_text(encoding="utf-8")
    outer = tmp_path / "outer.html"
    escaped = inner.replace("&", "&amp;").replace('"', "&quot;")
    outer.write_text(
        f'<!DOCTYPE html><iframe sandbox="allow-scripts" width="700" height="500" srcdoc="{escaped}"></iframe>',
        "utf-8",
    )
    framed = show(outer, ready=False)
    frame = framed.frame_locator("iframe")
    frame.locator("html[data-ready=true]").wait_for(state="attached")
    frame.get_by_role("button", name="To the first date").click()
    assert frame.locator("#date").inner_text() == "January 2020"
    framed.wait_for_timeout(900)  # the address would be written by now


def test_edges_are_smooth(show):
    # A triangle's slope: between land and water there must be pixels that are neither.
    slope = gpd.GeoDataFrame(
        index=["a"], geometry=[shapely.Polygon([(45, 39), (48, 39), (48, 41)])], crs=4326
    )
    page = show(geo.time_choropleth(slope, rows(("a", "2020", 1)), colours=["#000000"]))
    alphas = page.evaluate(f"""() => {{
        {LAYER}
        return Array.from(new Set(layer._image.data.filter((part, index) => index % 4 === 3))).sort((a, b) => a - b);
    }}""")
    assert alphas == [0, 63, 127, 191, 255]


def test_dense_screens_get_their_own_pixels(show):
    page = show(small(), device_scale_factor=2)
    sizes = page.evaluate(
        "() => Array.from(document.querySelectorAll('.geo-raster canvas'), c => c.width / parseFloat(c.style.width))"
    )
    assert sizes == [2, 2, 2]
    go(page, 0)
    assert colour(page, 45.3, 39.3) == THREE[0]


def test_zooming_in_sharpens(show):
    t = np.linspace(0, 2 * np.pi, 20_000)
    wild = shapely.Polygon(np.column_stack([46 + np.cos(t) + 0.004 * np.sin(700 * t), 40 + np.sin(t)]))
    made = geo.time_choropleth(
        gpd.GeoDataFrame(index=["w"], geometry=[wild], crs=4326), rows(("w", "2020", 1))
    )
    page = show(made)
    count = f"() => {{ {LAYER} return layer._decoded().points.length; }}"
    before = page.evaluate(count)
    page.evaluate(
        f"() => {{ {LAYER} map.setView([40, 47], map.getMaxZoom(), {{animate: false}});"
        "return layer.whenReady().then(() => 0); }"
    )
    assert page.evaluate(count) > 4 * before


def test_paper_gets_vectors(show):
    page = show(small())
    go(page, 0)
    drawn = page.evaluate(f"""() => {{
        {LAYER}
        window.dispatchEvent(new Event("beforeprint"));
        const inside = (lat, lon) => {{
            const [paper, size] = [layer.options.paper, map.getSize()];
            const scale = Math.min(paper.width / size.x, paper.height / size.y);
            const away = map.latLngToContainerPoint([lat, lon]).subtract(size.divideBy(2)).multiplyBy(scale);
            const at = {{x: away.x + paper.width / 2, y: away.y + paper.height / 2}};
            const point = Object.assign(document.querySelector(".geo-print").createSVGPoint(), {{x: at.x, y: at.y}});
            const found = [...document.querySelectorAll(".geo-print [data-code]")].filter((path) => path.isPointInFill(point));
            return found.map((path) => path.getAttribute("fill"));
        }};
        const fills = [[39.3, 45.3], [39.3, 46.3], [40.3, 45.3], [40.3, 46.3], [39.3, 44]].map((at) => inside(...at));
        const hidden = layer._fill.hidden;
        window.dispatchEvent(new Event("afterprint"));
        return [fills, hidden, layer._fill.hidden, document.querySelectorAll(".geo-print").length];
    }}""")
    assert drawn == [[[THREE[0]], [THREE[1]], [THREE[2]], ["url(#print-1)"], []], True, False, 0]


def test_very_many_areas_have_rows_where_the_reader_is(show):
    many = grid(80, 70, west=10, south=0)
    values = pd.DataFrame({"place": many.index, "time": "2020", "value": np.arange(len(many)) % 7})
    page = show(geo.time_choropleth(many, values))
    assert 0 < page.locator("tr[data-place]").count() < 200
    page.locator(".geo-legend .search").fill("Cell 79-69")
    assert page.locator("tr[data-place='79-69']").inner_text().split("\n")[-1].strip() == str(
        (len(many) - 1) % 7
    )
    assert page.locator("tr[data-place]").count() == 1


def test_a_damaged_file_says_so(show, tmp_path):
    path = geo.save(small(), tmp_path / "damaged.html")
    text = path.read_text(encoding="utf-8")
    at = text.index('_cells">') + len('_cells">')
    path.write_text(text[:at] + "AAAA" + text[at + 4 :], encoding="utf-8")
    page = show(path, ready=False, quiet=False)
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert page.locator("[role=status]").inner_text().startswith("The map could not start")
    assert page.locator("#time").is_hidden()


# On other people's maps


def timeline():
    package = pack(
        {"a": (square(450, 390, 10), None), "b": (square(460, 390, 10), None)},
        [
            ("a", "start", "1993-01-01", "s"),
            ("b", "start", "1994/1995", "s"),
            ("b", "end", "1996-01-01", "s"),
        ],
    )
    return geo.build_timeline(package, Choice(("a", "b")))


def test_five_lines_beside_markers_layers_and_tiles(show):
    m = folium.Map([39.5, 46], zoom_start=7)
    geo.TimeChoropleth(timeline(), name="Held", opacity=0.7).add_to(m)
    folium.Marker([39.5, 45.5], popup="<b>A</b> town").add_to(m)
    folium.LayerControl().add_to(m)
    page = show(m, save={"online_tiles": True}, quiet=False)
    go(page, 1)
    assert states(page) == {"a": "held", "b": "possible"}
    assert page.locator("#date").inner_text() == "1 January 1994"
    hatch = {colour(page, 46.5 + n / 50, 39.5) for n in range(20)}
    assert {"#ece7dc", "#a8472f"} <= hatch
    assert page.locator(".geo-raster canvas").first.evaluate("canvas => canvas.style.opacity") == "0.7"
    page.locator(".leaflet-marker-icon").click()
    assert page.locator(".leaflet-popup-content").inner_text() == "A town"
    assert [text for text in page.said if "ERR_INTERNET_DISCONNECTED" not in text] == []


def test_several_layers_have_a_slider_each_that_goes_with_them(show):
    m = folium.Map([39.5, 46], zoom_start=7, tiles=None)
    first = geo.TimeChoropleth(timeline(), name="Held").add_to(m)
    second = geo.TimeChoropleth(grid(), VALUES, name="Cells", classes=[1, 2, 3]).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    page = show(m)
    assert page.locator("input[type=range]").evaluate_all("all => all.map(e => e.id)") == ["time", "time-2"]
    go(page, 0, "#time-2")
    assert page.locator("#date-2").inner_text() == "January 2020"
    assert page.locator("#date").inner_text() == "1 January 1996"
    page.get_by_label("Cells").first.uncheck()
    assert page.locator("#time-2").count() == 0
    page.get_by_label("Cells").first.check()
    assert page.locator("#time-2").input_value() == "0"
    assert first.get_name() != second.get_name()


def test_grouped_layers_take_turns(show, npm):
    m = folium.Map([39.5, 46], zoom_start=7, tiles=None)
    layers = [geo.TimeChoropleth(timeline(), name=name).add_to(m) for name in ("One", "Two")]
    GroupedLayerControl({"Held": layers}, collapsed=False).add_to(m)
    page = show(m, save={"assets": npm})
    assert page.locator(".geo-series").count() == 1
    page.get_by_label("Two").check()
    assert page.locator(".geo-series").count() == 1
    assert page.locator(".geo-series").get_attribute("aria-label") == "Two"


def test_a_layer_may_lie_in_a_group(show):
    m = folium.Map([39.5, 46], zoom_start=7, tiles=None)
    group = folium.FeatureGroup("Group").add_to(m)
    geo.TimeChoropleth(timeline(), name="Held").add_to(group)
    folium.LayerControl(collapsed=False).add_to(m)
    page = show(m)
    assert colour(page, 45.5, 39.5) == "#a8472f"
    page.get_by_label("Group").first.uncheck()
    assert page.locator(".geo-series").count() == 0
    page.get_by_label("Group").first.check()
    assert page.locator(".geo-series").count() == 1


def test_a_hidden_layer_comes_when_it_is_chosen(show):
    m = folium.Map([39.5, 46], zoom_start=7, tiles=None)
    geo.TimeChoropleth(timeline(), name="Shown").add_to(m)
    geo.TimeChoropleth(timeline(), name="Hidden", show=False).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    page = show(m)
    assert page.locator(".geo-series").count() == 1
    page.get_by_label("Hidden").first.check()
    page.wait_for_selector("#time-2", state="attached")


# Folium's own plugins, made self-contained with files from npm packages


@pytest.fixture
def npm() -> str:
    return needs.folder("GEO_NPM")


def test_marker_cluster_off_line(show, npm):
    m = folium.Map([40, 47], zoom_start=6, tiles=None)
    m.options["maxZoom"] = 12  # the plugin asks for one, and folium gives it to tiles only
    MarkerCluster([[40, 47], [40.01, 47.01], [40.02, 47]]).add_to(m)
    page = show(m, ready=False, save={"assets": npm})
    assert page.locator(".marker-cluster").inner_text() == "3"


def test_folium_time_slider_off_line(show, npm):
    m = folium.Map([40, 46], zoom_start=6, tiles=None)
    styles = {key: {"1577836800": {"color": "#ff0000", "opacity": 0.7}} for key in grid().index}
    TimeSliderChoropleth(grid().to_json(), styledict=styles).add_to(m)
    page = show(m, ready=False, save={"assets": npm})
    page.wait_for_selector("path[fill='#ff0000']", state="attached")


def test_timeline_off_line(show, npm):
    cells = grid()
    cells["start"], cells["end"] = "2020-01-01", "2021-01-01"
    m = folium.Map([40, 46], zoom_start=6, tiles=None)
    line = Timeline(cells.to_json()).add_to(m)
    TimelineSlider(auto_play=False).add_timelines(line).add_to(m)
    page = show(m, ready=False, save={"assets": npm})
    page.wait_for_selector("path.leaflet-interactive", state="attached")


def test_nothing_stands_in_anyones_way(show):
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        page = show(small(), bypass_csp=True, color_scheme=scheme)
        found = Axe().run(page).response["violations"]
        assert [(problem["id"], problem["nodes"][0]["html"]) for problem in found] == []


def test_a_phone_keeps_half_its_height_for_the_map(show):
    page = show(small(), viewport={"width": 360, "height": 640})
    assert page.locator(".geo-bars").bounding_box()["height"] <= 320
    for button in page.locator(".geo-series button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360


# Boundaries that change over time


def test_land_of_another_time_is_neither_drawn_nor_listed_nor_found(show):
    west, east, both = (shapely.box(*box) for box in ((45, 39, 46, 40), (46, 39, 47, 40), (45, 39, 47, 40)))
    times = {"valid_from": ["", "", "1995"], "valid_to": ["1995", "1993", ""]}
    boundaries = gpd.GeoDataFrame(times, index=["w", "e", "we"], geometry=[west, east, both], crs=4326)
    rows = [("w", 1990, 1), ("e", 1990, 2), ("w", 1994, 1), ("we", 2000, 3)]
    values = pd.DataFrame(rows, columns=["place", "time", "value"])
    # Chromium remarks on canvases that are read as often as here.
    page = show(geo.time_choropleth(boundaries, values, classes=[1, 2, 3]), quiet=False)

    def look(stop: int) -> tuple[list[str], list[list[int]], list[str]]:
        page.eval_on_selector("#time", "(time, stop) => { time.value = stop; time.dispatchEvent(new Event('input')); }", stop)
        page.wait_for_timeout(150)
        listed = page.eval_on_selector_all("[data-place]", "rows => rows.filter(r => !r.hidden).map(r => r.dataset.place)")
        box = page.evaluate(
            """() => { const [south, west, north, east] = JSON.parse(document.querySelector('[id$=_data]').textContent).bounds;
            const map = Object.values(window).find(v => v instanceof L.Map);
            return [[north, west], [south, east]].map(c => map.latLngToContainerPoint(c)).map(p => [p.x, p.y]); }"""
        )
        (x0, y0), (x1, y1) = box
        points = [(x0 + (x1 - x0) * share, (y0 + y1) / 2) for share in (0.25, 0.5, 0.75)]
        seen, tips = [], []
        for x, y in points:
            seen.append(page.evaluate(
                """([x, y]) => [...document.querySelectorAll('.geo-raster canvas')].slice(0, 2).map(canvas =>
                Array.from(canvas.getContext('2d').getImageData(Math.round(x) - 2, Math.round(y), 5, 1).data))
                .map(data => Math.max(...data.filter((_, i) => i % 4 === 3)))""", [x, y],
            ))  # fmt: skip
            page.mouse.move(x, y)
            tip = page.query_selector(".geo-tip")
            tips.append("" if tip.get_attribute("hidden") is not None else tip.inner_text().split("\n")[0])
        return listed, seen, tips

    listed, seen, tips = look(0)
    assert listed == ["w", "e"]
    assert (tips[0], tips[2]) == ("w", "e")
    assert [fill for fill, _ in seen] == [255, 255, 255]
    assert seen[1][1] > 0, "a border between the two"
    listed, seen, tips = look(1)
    assert listed == ["w"]
    assert (tips[0], tips[2]) == ("w", "")
    assert seen[2] == [0, 0], "no land, and no line in it"
    listed, seen, tips = look(2)
    assert listed == ["we"]
    assert tips == ["we", "we", "we"]
    assert seen[1] == [255, 0], "one land, without a border"
