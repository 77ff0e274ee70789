"""`geo.TimeChoropleth` on maps that are someone else's: beside their layers, in their groups, with folium's own plugins."""

from typing import Any

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from folium.plugins import GroupedLayerControl, MarkerCluster, Timeline, TimelineSlider, TimeSliderChoropleth

import geo
from tests import needs
from tests.made import pack, square

pytestmark = pytest.mark.browser

COLOUR = """([lat, lon]) => {
    const map = Object.values(window).find((value) => value && value.latLngToLayerPoint);
    let layer;
    map.eachLayer((one) => { if (one._fill && one._decoded) layer = one; });
    const point = map.latLngToLayerPoint([lat, lon]).subtract(layer._bounds.min).multiplyBy(layer._density);
    const at = 4 * (Math.floor(point.y) * layer._width + Math.floor(point.x));
    const pixel = Array.from(layer._image.data.slice(at, at + 4));
    return pixel[3] ? "#" + pixel.slice(0, 3).map((part) => part.toString(16).padStart(2, "0")).join("") : null;
}"""


def make_cells() -> gpd.GeoDataFrame:
    """Four squares of a degree, named by column and row from the south-west."""
    names = ["0-0", "1-0", "0-1", "1-1"]
    shapes = [
        shapely.box(45 + int(x), 39 + int(y), 46 + int(x), 40 + int(y))
        for x, y in (name.split("-") for name in names)
    ]
    return gpd.GeoDataFrame({"name": names}, index=names, geometry=shapes, crs=4326)


def make_values() -> pd.DataFrame:
    rows = [("0-0", "2020-01", 1), ("1-0", "2020-01", 2), ("0-1", "2020-01", 3), ("0-0", "2020-02", 3)]
    return pd.DataFrame(rows, columns=["place", "time", "value"])


def make_timeline() -> Any:
    package = pack(
        {"a": (square(450, 390, 10), None), "b": (square(460, 390, 10), None)},
        [
            ("a", "start", "1993-01-01", "s"),
            ("b", "start", "1994/1995", "s"),
            ("b", "end", "1996-01-01", "s"),
        ],
    )
    return geo.build_timeline(package, geo.Choice(("a", "b")))


def blank() -> folium.Map:
    return folium.Map([39.5, 46], zoom_start=7, tiles=None)


def go(page: Any, stop: int, slider: str = "#time") -> None:
    page.eval_on_selector(
        slider, "(e, v) => { e.value = v; e.dispatchEvent(new Event('input', {bubbles: true})); }", stop
    )


def states(page: Any) -> dict[str, str]:
    return page.eval_on_selector_all(
        "[data-place]", "rows => Object.fromEntries(rows.map(r => [r.dataset.place, r.dataset.state]))"
    )


def test_five_lines_beside_markers_layers_and_tiles(show) -> None:
    m = folium.Map([39.5, 46], zoom_start=7)
    geo.TimeChoropleth(make_timeline(), name="Held", opacity=0.7).add_to(m)
    folium.Marker([39.5, 45.5], popup="<b>A</b> town").add_to(m)
    folium.LayerControl().add_to(m)
    page = show(m, save={"online_tiles": True}, quiet=False)
    go(page, 1)
    assert states(page) == {"a": "held", "b": "possible"}
    assert page.locator("#date").inner_text() == "1 January 1994"
    hatch = {page.evaluate(COLOUR, [39.5, 46.5 + n / 50]) for n in range(20)}
    assert {"#ece7dc", "#a8472f"} <= hatch
    assert page.locator(".geo-raster canvas").first.evaluate("canvas => canvas.style.opacity") == "0.7"
    page.locator(".leaflet-marker-icon").click()
    assert page.locator(".leaflet-popup-content").inner_text() == "A town"
    assert [text for text in page.said if "ERR_INTERNET_DISCONNECTED" not in text] == []


def test_several_layers_have_a_slider_each_that_goes_with_them(show) -> None:
    m = blank()
    geo.TimeChoropleth(make_timeline(), name="Held").add_to(m)
    geo.TimeChoropleth(make_cells(), make_values(), name="Cells", classes=[1, 2, 3]).add_to(m)
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


def test_a_layer_may_lie_in_a_group_or_be_hidden_at_first(show) -> None:
    m = blank()
    group = folium.FeatureGroup("Group").add_to(m)
    geo.TimeChoropleth(make_timeline(), name="Held").add_to(group)
    geo.TimeChoropleth(make_timeline(), name="Hidden", show=False).add_to(m)
    folium.LayerControl(collapsed=False).add_to(m)
    page = show(m)
    assert page.evaluate(COLOUR, [39.5, 45.5]) == "#a8472f"
    assert page.locator(".geo-bar").count() == 1
    page.get_by_label("Group").first.uncheck()
    assert page.locator(".geo-bar").count() == 0
    page.get_by_label("Group").first.check()
    page.get_by_label("Hidden").first.check()
    page.wait_for_selector("#time-2", state="attached")


def test_a_phone_keeps_half_its_height_for_the_map(show) -> None:
    m = blank()
    geo.TimeChoropleth(make_cells(), make_values(), classes=[1, 2, 3], name="Four cells").add_to(m)
    page = show(m, viewport={"width": 360, "height": 640})
    assert page.locator(".geo-bars").bounding_box()["height"] <= 320
    for button in page.locator(".geo-bar button:visible").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    assert page.locator(".geo-bar .summary").inner_text().startswith("February 2020: one figure, 3 (0-0).")
    go(page, 0)
    assert (
        page.locator(".geo-bar .summary")
        .inner_text()
        .endswith("above 2; the lowest is 1 (0-0), the highest 3 (0-1).")
    )


# Folium's own plugins, made self-contained with files from npm packages


def test_grouped_layers_take_turns(show) -> None:
    m = blank()
    layers = [geo.TimeChoropleth(make_timeline(), name=name).add_to(m) for name in ("One", "Two")]
    GroupedLayerControl({"Held": layers}, collapsed=False).add_to(m)
    page = show(m, save={"assets": needs.folder("GEO_NPM")})
    assert page.locator(".geo-bar").count() == 1
    page.get_by_label("Two").check()
    assert page.locator(".geo-bar").count() == 1
    assert page.locator(".geo-bar").get_attribute("aria-label") == "Two"


def test_clusters_of_markers_off_line(show) -> None:
    m = folium.Map([40, 47], zoom_start=6, tiles=None)
    m.options["maxZoom"] = 12  # the plugin asks for one, and folium gives it to tiles only
    MarkerCluster([[40, 47], [40.01, 47.01], [40.02, 47]]).add_to(m)
    page = show(m, ready=False, save={"assets": needs.folder("GEO_NPM")})
    assert page.locator(".marker-cluster").inner_text() == "3"


def test_folium_time_slider_off_line(show) -> None:
    m = folium.Map([40, 46], zoom_start=6, tiles=None)
    styles = {key: {"1577836800": {"color": "#ff0000", "opacity": 0.7}} for key in make_cells().index}
    TimeSliderChoropleth(make_cells().to_json(), styledict=styles).add_to(m)
    page = show(m, ready=False, save={"assets": needs.folder("GEO_NPM")})
    page.wait_for_selector("path[fill='#ff0000']", state="attached")


def test_timeline_off_line(show) -> None:
    cells = make_cells()
    cells["start"], cells["end"] = "2020-01-01", "2021-01-01"
    m = folium.Map([40, 46], zoom_start=6, tiles=None)
    line = Timeline(cells.to_json()).add_to(m)
    TimelineSlider(auto_play=False).add_timelines(line).add_to(m)
    page = show(m, ready=False, save={"assets": needs.folder("GEO_NPM")})
    page.wait_for_selector("path.leaflet-interactive", state="attached")
