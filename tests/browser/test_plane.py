"""The plane on the page: the same as Python's, markers and clicks in degrees, ink that follows the land."""

import re
from pathlib import Path

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from folium.template import Template
from pyproj import Transformer

import geo
from geo.errors import InputError
from geo.land.area import geodesic_km2
from geo.look.choice import choose_plane
from tests.look.test_choice import MAPS, STATES

MAP = "Object.values(window).find((value) => value && value.latLngToLayerPoint)"
LAYER = f"const map = {MAP}; let layer; map.eachLayer((one) => {{ if (one._fill && one._decoded) layer = one; }});"


def draw(land: list[shapely.Geometry], **options) -> folium.Map:
    ids = [f"a{number}" for number in range(len(land))]
    places = gpd.GeoDataFrame({"name": ids}, index=ids, geometry=land, crs=4326)
    values = pd.DataFrame({"place": ids, "time": "2020", "value": np.arange(len(ids), dtype=float)})
    return geo.time_choropleth(places, values, title="Plane", classes=2, **options)


@pytest.mark.parametrize("named", ["auto", "equal-earth", "laea", "albers"])
def test_the_pages_plane_is_pythons(show, named: str) -> None:
    land = [STATES, shapely.box(-170, 55, -140, 70)]
    page = show(draw(land, projection=named))
    rng = np.random.default_rng(15)
    points = np.column_stack([rng.uniform(-175, -60, 200), rng.uniform(10, 80, 200)])
    plane = choose_plane(land, named)
    there = page.evaluate(
        f"""(points) => points.map(([lng, lat]) => {{
            const point = {MAP}.project([lat, lng], 0);
            const back = {MAP}.unproject(point, 0);
            return [point.x / 256, point.y / 256, back.lng, back.lat];
        }})""",
        points.tolist(),
    )
    found = np.array(there)
    assert np.abs(found[:, :2] - plane.units(points)).max() * plane.metres_per_unit < 0.01  # metres
    assert np.abs(found[:, 2:] - points).max() * 111_320 < 0.1  # metres
    metres = plane.to_metres(found[:, :2])
    codes = {
        "laea": "+proj=laea +lat_0={lat} +lon_0={lon}",
        "albers": "+proj=aea +lat_0={lat} +lon_0={lon} +lat_1={south} +lat_2={north}",
        "equal-earth": "+proj=eqearth +lon_0={lon}",
    }
    code = codes[plane.kind].format(**plane.crs_data()) + " +datum=WGS84"
    wanted = np.column_stack(Transformer.from_crs("EPSG:4326", code, always_xy=True).transform(*points.T))
    assert np.abs(metres - wanted).max() < 1


def test_a_marker_lands_on_its_place_and_a_click_says_where(show) -> None:
    view = draw(MAPS["Fiji"])
    folium.Marker([-16.6, -179.9]).add_to(view)  # over the antimeridian, on the drawn land
    page = show(view)
    marker = page.locator(".leaflet-marker-icon")
    box = marker.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"]
    page.evaluate(
        f"() => {{ {MAP}.on('click', (event) => {{ window.clicked = [event.latlng.lat, event.latlng.lng]; }}); }}"
    )
    page.mouse.click(x, y + 3)
    lat, lng = page.evaluate("window.clicked")
    assert (lat, lng) == (pytest.approx(-16.6, abs=0.05), pytest.approx(-179.9, abs=0.05))
    assert "a0" in page.locator("[data-ui=card], [data-ui=tip]").all_inner_texts()[0] + page.inner_text(
        "[data-ui=card]"
    )


def test_other_layers_land_where_pyproj_says(show) -> None:
    view = draw(MAPS["Fiji"])
    marker, circle, west, north, east, south = (178.4, -18.1), (-179.9, -16.4), 178.0, -16.9, 179.6, -17.9
    folium.Marker(marker[::-1]).add_to(view)
    folium.CircleMarker(circle[::-1], radius=4, color="#010203").add_to(view)
    box = shapely.box(west, south, east, north).__geo_interface__
    folium.GeoJson(box, style_function=lambda _: {"color": "#010204", "weight": 0.01}).add_to(view)
    page = show(view)
    pin, dot, square = (
        page.locator(where).bounding_box()
        for where in (".leaflet-marker-icon", *(f"path[stroke='#01020{n}']" for n in (3, 4)))
    )
    plane = choose_plane(MAPS["Fiji"])
    laea = "+proj=laea +lat_0={lat} +lon_0={lon} +datum=WGS84".format(**plane.crs_data())
    forward = Transformer.from_crs("EPSG:4326", laea, always_xy=True).transform
    pixel = plane.metres_per_unit / (256 * 2 ** page.evaluate(f"() => {MAP}.getZoom()"))
    here = np.array([dot["x"] + dot["width"] / 2, dot["y"] + dot["height"] / 2])

    def pixels_from_circle(lon: float, lat: float) -> np.ndarray:
        (x, y), (x0, y0) = forward(lon, lat), forward(*circle)
        return np.array([(x - x0) / pixel, (y0 - y) / pixel])

    assert np.array([pin["x"] + pin["width"] / 2, pin["y"] + pin["height"]]) - here == pytest.approx(
        pixels_from_circle(*marker), abs=1.5
    )
    assert square["x"] - here[0] == pytest.approx(pixels_from_circle(west, north)[0], abs=1.5)


def test_a_circle_is_as_large_where_north_leans(show) -> None:
    land = [STATES, shapely.box(-170, 55, -140, 70)]
    view = draw(land)
    folium.Circle([64, -165], radius=400_000, color="#010203", weight=0.01).add_to(view)
    page = show(view)
    circle = page.locator("path[stroke='#010203']").bounding_box()
    pixel = choose_plane(land).metres_per_unit / (256 * 2 ** page.evaluate(f"() => {MAP}.getZoom()"))
    assert (circle["width"], circle["height"]) == (pytest.approx(800_000 / pixel, rel=0.03),) * 2


class Note(folium.MacroElement):
    """What a layer of others finds when it comes: the window's size and the deepest zoom."""

    _template = Template(
        "{% macro script(this, kwargs) %}window.found = [{{ this._parent.get_name() }}.getSize().x, "
        "{{ this._parent.get_name() }}.getMaxZoom()];{% endmacro %}"
    )


def test_edges_of_others_follow_the_degrees_and_a_map_opens_on_the_bounds_it_is_given(show) -> None:
    view = draw([STATES, shapely.box(-170, 55, -140, 70)])
    folium.Rectangle([(30, -120), (45, -75)], color="#010203", weight=0.01).add_to(view)
    Note().add_to(view)
    view.fit_bounds([(30, -120), (45, -75)])
    page = show(view)
    assert page.evaluate("window.found")[0] > 300  # a heat map draws at once
    assert 5 < page.evaluate("window.found")[1] < 30  # and a cluster of markers counts zooms
    plane = choose_plane([STATES, shapely.box(-170, 55, -140, 70)])
    box = plane.project(shapely.box(-120, 30, -75, 45)).bounds
    pixels = np.array(box) * 256 * 2 ** page.evaluate(f"() => {MAP}.getZoom()")
    drawn, window = page.locator("path[stroke='#010203']").bounding_box(), page.locator(".folium-map").bounding_box()
    assert (drawn["width"], drawn["height"]) == pytest.approx((pixels[2] - pixels[0], pixels[3] - pixels[1]), abs=2)
    assert max(drawn["width"] / window["width"], drawn["height"] / window["height"]) > 0.75
    assert drawn["x"] >= window["x"]
    assert drawn["y"] + drawn["height"] <= window["y"] + window["height"]


def test_a_map_saved_by_folium_itself_opens(show, tmp_path: Path) -> None:
    draw(MAPS["city"]).save(tmp_path / "plain.html")
    page = show(tmp_path / "plain.html")
    assert page.locator(".geo-map").first.is_visible()


@pytest.mark.parametrize("name", MAPS)
def test_ink_on_screen_follows_the_land(show, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("geo.page.ground.MOST_VERTICES", 0)  # as pixels, which can be counted
    page = show(draw(MAPS[name]), viewport={"width": 1280, "height": 900})
    km2 = np.array([geodesic_km2(item) for item in MAPS[name]])
    page.evaluate(
        f"() => new Promise((done) => {{ {LAYER} requestAnimationFrame(() => setTimeout(done, 200)); }})"
    )
    pixels = np.array(page.evaluate(
        f"""(count) => {{ {LAYER}
            const totals = new Array(count).fill(0);
            const share = 1 / layer._samples ** 2;
            for (const number of layer._numbers) if (number) totals[number - 1] += share;
            return totals;
        }}""",
        len(km2),
    ))  # fmt: skip
    ratio = (pixels / km2)[pixels >= 20_000]
    if len(ratio) > 1:
        assert ratio.max() / ratio.min() < 1.02
    shown = page.evaluate(f"() => {{ {LAYER} const size = map.getSize(); return [size.x, size.y]; }}")
    left, top, right, bottom = choose_plane(MAPS[name]).home
    on_screen = page.evaluate(f"() => {MAP}.getZoom()")
    across = np.array([right - left, bottom - top]) * 256 * 2**on_screen
    assert (across <= np.array(shown)).all()
    assert (across / np.array(shown)).max() > 0.6  # it fills the frame


def test_the_view_cannot_leave_the_land(show) -> None:
    page = show(draw(MAPS["Europe"]))
    home = page.evaluate(f"() => {MAP}.getZoom()")
    page.evaluate(
        f"() => {{ {MAP}.setZoom(0, {{ animate: false }}); {MAP}.panBy([40000, 40000], {{ animate: false }}); }}"
    )
    page.wait_for_timeout(700)
    centre = page.evaluate(f"() => {{ const at = {MAP}.getCenter(); return [at.lng, at.lat]; }}")
    assert page.evaluate(f"() => {MAP}.getZoom()") > home - 2
    assert choose_plane(MAPS["Europe"]).metres(shapely.Point(centre)).distance(shapely.Point(0, 0)) < 3e6


def test_a_place_that_is_opened_far_from_the_rest_comes_into_view(show) -> None:
    guam = shapely.box(144.6, 13.2, 144.95, 13.65)
    page = show(draw([STATES, guam]), reduced_motion="reduce")
    seen = f"() => {{ const at = {MAP}.getCenter(); return [at.lng, at.lat]; }}"
    home = page.evaluate(seen)
    page.locator("[data-place=a0]").click()
    assert page.evaluate(seen) == home  # it is in view
    page.locator("[data-ui=card] button", has_text="All places").click()
    page.locator("[data-place=a1]").click()
    page.wait_for_timeout(400)
    isle, window = page.locator("[data-outline=a1]").first.bounding_box(), page.locator(".folium-map").bounding_box()
    assert isle["height"] > 0.3 * window["height"]
    for side, length in (("x", "width"), ("y", "height")):
        assert window[side] <= isle[side] <= isle[side] + isle[length] <= window[side] + window[length]


def test_a_world_has_an_edge_and_no_scale_bar_and_a_city_has_one(show) -> None:
    world, city = show(draw(MAPS["world"])), show(draw(MAPS["city"]))
    assert world.locator("path.water").first.get_attribute("d")
    assert not world.locator(".leaflet-control-scale-line").is_visible()
    assert city.locator(".leaflet-control-scale-line").is_visible()
    assert "km" in city.locator(".leaflet-control-scale-line").inner_text()


def test_a_picture_lies_on_its_land_or_is_refused() -> None:
    view = draw(MAPS["city"])
    folium.raster_layers.ImageOverlay(np.zeros((2, 2)), [[40.3, 49.7], [40.45, 49.85]]).add_to(view)
    assert "imageOverlay" in view.get_root().render()
    wide = draw([STATES])
    group = folium.FeatureGroup().add_to(wide)
    folium.raster_layers.ImageOverlay(np.zeros((2, 2)), [[25, -124], [49, -67]]).add_to(group)
    with pytest.raises(InputError, match="a picture laid on a map is a rectangle"):
        wide.get_root().render()


def test_tiles_need_mercator() -> None:
    view = draw([STATES])
    folium.TileLayer("https://tile.example/{z}/{x}/{y}.png", attr="Example").add_to(view)
    with pytest.raises(InputError, match="came a TileLayer, whose online tiles are Web Mercator"):
        view.get_root().render()
    wms = draw([STATES])
    folium.WmsTileLayer("https://tile.example/wms", layers="a").add_to(folium.FeatureGroup().add_to(wms))
    with pytest.raises(InputError, match="came a WmsTileLayer"):
        wms.get_root().render()
    flat = draw([STATES], projection="mercator")
    folium.TileLayer("https://tile.example/{z}/{x}/{y}.png", attr="Example").add_to(flat)
    assert re.search(r"Web Mercator, which enlarges land", flat.get_root().render())
