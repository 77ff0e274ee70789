"""What a reader of a map of values can do besides stepping: keep it, type a date, read it without scripts, print it."""

import csv
import io
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import folium
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import geo
from tests.browser.conftest import until
from tests.browser.test_raster import LAYER, THREE, VALUES, go, grid, rows, small, timeline

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"


def download(page: Any, kind: str) -> tuple[str, bytes]:
    page.locator(".geo-download summary").first.click()
    with page.expect_download() as waiting:
        page.click(f"[data-download={kind}]")
    page.locator(".geo-download summary").first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def read_csv(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))


# Files to keep


def test_csv_has_every_place_and_time_and_runs_no_formula(show) -> None:
    cells = grid()
    cells.loc["1-1", "name"] = '=HYPERLINK("x"),1'
    page = show(
        geo.time_choropleth(cells, rows(("0-0", "2020-01", -1.25), ("1-1", "2020-02", 2)), title="Four cells"),
        accept_downloads=True,
    )
    name, data = download(page, "csv")
    assert name == "four-cells-2020-01_2020-02.csv"
    listed = read_csv(data)
    assert list(listed[0]) == ["place", "name", "time", "value"]
    assert len(listed) == 8
    found = {(row["place"], row["time"]): row["value"] for row in listed}
    assert found["0-0", "2020-01"] == "-1.25"
    assert found["1-1", "2020-02"] == "2"
    assert found["0-0", "2020-02"] == ""
    assert {row["name"] for row in listed if row["place"] == "1-1"} == {"'=HYPERLINK(\"x\"),1"}


def test_csv_of_a_timeline_and_of_categories_has_states(show) -> None:
    m = geo.time_choropleth(grid(), rows(("0-0", "2020", "wood"), ("1-0", "2021", "field")))
    listed = read_csv(download(show(m, accept_downloads=True), "csv")[1])
    assert {(row["place"], row["time"]): row["value"] for row in listed if row["value"]} == {
        ("0-0", "2020"): "wood",
        ("1-0", "2021"): "field",
    }
    other = folium.Map([39.5, 46], zoom_start=7, tiles=None)
    geo.TimeChoropleth(timeline(), title="Held").add_to(other)
    name, data = download(show(other, accept_downloads=True), "csv")
    assert name == "held-1993-01-01_1996-01-01.csv"
    listed = read_csv(data)
    assert list(listed[0]) == ["place", "name", "time", "state", "words", "part"]
    found = {(row["place"], row["time"]): row["state"] for row in listed}
    assert found["b", "1994-01-01"] == "possible"
    assert found["b", "1996-01-01"] == "ended"


def test_svg_is_the_view_as_vectors_with_its_words(show) -> None:
    page = show(small(unit="mm", note="Measured by hand."), accept_downloads=True)
    go(page, 0)
    name, data = download(page, "svg")
    assert name == "four-cells-2020-01.svg"
    root = ET.fromstring(data)
    text = " ".join(root.itertext())
    for word in ("Four cells", "January 2020", "(mm)", "no figure", "Measured by hand.", "km"):
        assert word in text, word
    fills = [path.get("fill") for path in root.iter(f"{SVG}path") if path.get("data-code")]
    assert fills == ["url(#print-1)", *THREE]
    assert root.find(f".//{SVG}image") is None
    assert root.find(f".//{SVG}pattern[@id='print-1']") is not None


def test_png_shows_the_colours_of_the_date(show) -> None:
    page = show(small(), accept_downloads=True)
    go(page, 0)
    name, data = download(page, "png")
    assert name == "four-cells-2020-01.png"
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.width == 2400
    counts = {colour: count for count, colour in image.getcolors(10_000_000)}
    for fill in (*THREE, "#dde7ec"):  # the last is water
        assert counts[tuple(bytes.fromhex(fill[1:]))] > 10_000


def test_the_list_of_files_closes_by_key_and_by_a_click_elsewhere(show) -> None:
    page = show(small())
    summary, button = page.locator(".geo-download summary"), page.locator("[data-download=csv]")
    summary.click()
    assert button.is_visible()
    button.press("Escape")
    assert button.is_hidden()
    assert summary.evaluate("e => e === document.activeElement")
    summary.click()
    page.locator("#date").click()
    assert button.is_hidden()


def test_more_areas_than_a_drawing_holds_are_kept_as_pixels(show) -> None:
    many = grid(150, 140, west=-75, south=-70)
    values = pd.DataFrame({"place": many.index, "time": "2020", "value": np.arange(len(many)) % 3})
    page = show(geo.time_choropleth(many, values, classes=[0, 1, 2], colours=THREE), accept_downloads=True)
    name, data = download(page, "svg")
    assert name == "map-2020.svg"
    assert ET.fromstring(data).find(f".//{SVG}image").get("href").startswith("data:image/png")
    image = Image.open(io.BytesIO(download(page, "png")[1])).convert("RGB")
    assert tuple(bytes.fromhex(THREE[0][1:])) in {colour for _, colour in image.getcolors(10_000_000)}


# Without scripts, and in notebooks


def test_without_scripts_there_is_a_picture_and_a_table(show) -> None:
    page = show(small(unit="mm"), ready=False, java_script_enabled=False)
    picture = page.locator(".geo-still svg").bounding_box()
    assert picture["width"] > 600
    assert picture["y"] < 100
    assert page.locator(".geo-still tr").count() == 4
    assert page.locator(".geo-still tr").first.inner_text().split() == ["Cell", "0-0", "2.5"]
    assert page.locator(".folium-map").is_hidden()
    pixels = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB").getcolors(10_000_000)
    assert {colour: count for count, colour in pixels}[tuple(bytes.fromhex(THREE[2][1:]))] > 10_000


def notebook(tmp_path: Path, html: str) -> Path:
    path = tmp_path / "notebook.html"
    path.write_text(f'<!DOCTYPE html><meta charset="utf-8"><title>Notebook</title>{html}', "utf-8")
    return path


def layers() -> dict[str, Any]:
    other = folium.Map([39.5, 46], zoom_start=7, tiles=None)
    return {
        "a map": small(),
        "a timeline": geo.TimeChoropleth(timeline(), title="Four cells"),
        "on another's map": geo.TimeChoropleth(grid(), VALUES, title="Four cells").add_to(other),
    }


@pytest.mark.parametrize("kind", ["a map", "a timeline", "on another's map"])
def test_a_trusted_notebook_shows_the_map(show, tmp_path, kind: str) -> None:
    page = show(notebook(tmp_path, layers()[kind]._repr_mimebundle_()["text/html"]), ready=False)
    frame = page.frame_locator("iframe")
    frame.locator(".geo-series[data-complete=true]").wait_for(state="attached")
    first = frame.locator("#date").inner_text()
    frame.locator("[data-step=first]").click()
    assert frame.locator("#date").inner_text() != first
    assert frame.locator("#date").is_visible()


@pytest.mark.parametrize("kind", ["a map", "a timeline", "on another's map"])
def test_a_notebook_without_scripts_shows_the_still(show, tmp_path, kind: str) -> None:
    html = layers()[kind]._repr_mimebundle_()["text/html"]
    page = show(notebook(tmp_path, html), ready=False, java_script_enabled=False)
    picture = page.frame_locator("iframe").locator(".geo-still svg")
    picture.wait_for(state="visible")
    assert picture.bounding_box()["width"] > 500
    # a notebook that is not trusted takes the frame out
    cut = html[: html.index("<iframe")] + html[html.index("</iframe>") :]
    bare = show(notebook(tmp_path, cut), ready=False, java_script_enabled=False)
    image = bare.get_by_alt_text("Four cells")
    image.wait_for(state="visible")
    assert image.bounding_box()["height"] > 300
    shown = Image.open(io.BytesIO(bare.screenshot())).convert("RGB")
    assert len(shown.getcolors(10_000_000)) > 20


# The date, typed; the address; words and numbers


def censuses(**options: Any) -> folium.Map:
    years = [(f"{x}-0", str(year), 1000 * x + year / 10) for x in range(2) for year in (1960, 1970, 1980, 1990)]
    return geo.time_choropleth(grid(), rows(*years), title="Censuses", classes=[200, 1200], **options)


def type_date(page: Any, text: str) -> None:
    if page.locator("[data-ui=date-form]").is_hidden():
        page.locator("[data-ui=date-open]").click()
    page.locator("[data-ui=date-text]").fill(text)
    page.locator("[data-ui=date-text]").press("Enter")


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1970", "1970-01-01"),
        ("1975-06", "1970-01-01"),
        ("1979-12-31", "1970-01-01"),
        ("1 March 1980", "1980-01-01"),
        ("1980-Q1", "1980-01-01"),
        ("1979-W52", "1970-01-01"),
        ("1980-W01", "1970-01-01"),  # begins on 31 December 1979
        ("1980-W02", "1980-01-01"),
        ("2024", "1990-01-01"),
    ],
)
def test_a_typed_date_lands_on_the_stop_that_holds_then(show, typed: str, day: str) -> None:
    page = show(censuses(), "#date=1960")
    assert page.locator("#date time").get_attribute("datetime") == "1960-01-01"
    type_date(page, typed)
    assert page.locator("#date time").get_attribute("datetime") == day
    assert page.locator("#date").inner_text() == day[:4]
    assert page.locator("[data-ui=date-form]").is_hidden()
    assert page.locator("#time").get_attribute("aria-valuetext") == day[:4]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("soon", "not a date"), ("1980-W54", "not a date"), ("1959-12-31", "Before the first stated date, 1960")],
)
def test_a_date_that_cannot_be_shown_is_said(show, typed: str, said: str) -> None:
    page = show(censuses())
    type_date(page, typed)
    assert said in page.locator("[data-ui=date-hint]").inner_text()
    assert said in page.locator("[role=status]").inner_text()
    assert page.locator("[data-ui=date-text]").get_attribute("aria-invalid") == "true"
    assert page.locator("#date").inner_text() == "1990"
    page.locator("[data-ui=date-text]").press("Escape")
    assert page.locator("[data-ui=date-form]").is_hidden()


def test_quarters_and_weeks_are_named_and_typed_as_they_are(show) -> None:
    quarters = pd.DataFrame(
        {"place": "0-0", "time": pd.PeriodIndex(["2020Q1", "2020Q2", "2020Q3"], freq="Q"), "value": [1, 2, 3]}
    )
    page = show(geo.time_choropleth(grid(), quarters))
    assert page.locator("#date").inner_text() == "July to September 2020"
    type_date(page, "2020-Q2")
    assert page.locator("#date").inner_text() == "April to June 2020"
    page.locator("[data-ui=date-open]").click()
    assert page.locator("[data-ui=date-text]").input_value() == "2020-Q2"


def test_back_steps_through_settled_dates_and_a_link_opens_one(show) -> None:
    page = show(censuses(), "#date=1970&place=1-0")
    assert page.locator("#date").inner_text() == "1970"
    assert page.locator("tr.selected").get_attribute("data-place") == "1-0"
    go(page, 2)
    until(page, "() => location.hash.includes('date=1980-01-01')")
    go(page, 3)
    until(page, "() => !location.hash.includes('date=')")
    page.go_back()
    until(page, "() => document.querySelector('#date time').dateTime === '1980-01-01'")
    page.go_back()
    until(page, "() => document.querySelector('#date time').dateTime === '1970-01-01'")


def test_few_stops_are_labelled_themselves(show) -> None:
    page = show(censuses())
    assert page.locator(".axis .year").all_inner_texts() == ["1960", "1970", "1980", "1990"]
    marks = page.locator(".tick").evaluate_all("all => all.map(e => e.style.left)")
    assert page.locator(".axis .year").evaluate_all("all => all.map(e => e.style.left)") == marks


def test_a_single_time_is_called_by_its_own_name(show) -> None:
    page = show(geo.time_choropleth(grid(), rows(("0-0", "2021", 1), ("1-0", "2021", 2)), title="One year"))
    assert page.locator(".axis .year").all_inner_texts() == ["2021"]


@pytest.mark.parametrize(
    ("language", "label", "value", "status"),
    [
        ("en", "up to 200", "1,199\u00a0kg", "1990: 2 places have a figure, 2 have none"),
        ("az", "ən çoxu 200", "1.199\u00a0kg", "1990: 2 yer üzrə rəqəm var, 2 yer üzrə yoxdur"),
        ("hy", "մինչև 200", "1\u00a0199\u00a0kg", "1990 թ.՝ 2 վայրի համար թիվ կա, 2 վայրի համար չկա"),
        ("ru", "до 200", "1\u00a0199\u00a0kg", "1990 г.: данные есть для 2 мест, для 2 их нет"),
    ],
)
def test_words_and_numbers_are_the_languages(show, language: str, label: str, value: str, status: str) -> None:
    page = show(censuses(unit="kg", language=language))
    words = page.locator(".geo-legend .word").all_inner_texts()
    assert words[0] == label
    assert page.locator("tr[data-place='1-0'] td").inner_text() == value
    assert page.locator("[role=status]").inner_text() == status


# The page as a page


def test_nothing_covers_the_map_but_date_and_tools(show) -> None:
    for width, height in ((1280, 800), (800, 600), (360, 740)):
        page = show(small(), viewport={"width": width, "height": height})
        boxes = {name: page.locator(name).bounding_box() for name in (".folium-map", ".geo-bars", ".geo-legends", ".geo-mast")}
        land = boxes.pop(".folium-map")
        for name, box in boxes.items():
            beside = box["x"] >= land["x"] + land["width"]
            below, above = box["y"] >= land["y"] + land["height"], box["y"] + box["height"] <= land["y"]
            assert beside or below or above, (name, width)
        date = page.locator(".dateline").bounding_box()
        assert [date["x"] - land["x"], date["y"] - land["y"]] == [1, 1]
        assert land["height"] >= height / 2
        assert page.evaluate("() => document.documentElement.scrollWidth") <= width


def test_the_map_keeps_its_areas_in_view_until_the_reader_moves_it(show) -> None:
    page = show(small(), viewport={"width": 1200, "height": 800})
    seen = f"() => {{ {LAYER} return map.getBounds().contains(layer.getBounds()) && map.getZoom(); }}"
    zoom = page.evaluate(seen)
    page.set_viewport_size({"width": 800, "height": 500})
    until(page, f"before => {{ {LAYER} return map.getZoom() < before; }}", zoom)
    assert page.evaluate(seen)
    page.get_by_role("button", name="Zoom in").click()
    until(page, f"() => {{ {LAYER} return !map.getBounds().contains(layer.getBounds()); }}")
    page.get_by_role("button", name="Show the whole map again").click()
    until(page, seen)


def test_paper_has_map_date_legend_and_note_and_no_controls(show) -> None:
    page = show(small(note="By hand."))
    page.emulate_media(media="print")
    page.evaluate("() => window.dispatchEvent(new Event('beforeprint'))")
    for name in ("h1", "#date", ".geo-print", ".geo-legend ul", ".geo-legend .fine"):
        assert page.locator(name).is_visible(), name
    for name in ("#time", "[data-ui=play]", ".geo-tools", ".geo-download", ".places", "[data-ui=date-open]"):
        assert page.locator(name).is_hidden(), name
    frame, drawn = page.locator(".folium-map").bounding_box(), page.locator(".geo-print").bounding_box()
    assert drawn["width"] == pytest.approx(frame["width"], abs=3)
    assert drawn["height"] == pytest.approx(frame["height"], abs=3)


def test_a_place_that_is_not_there_is_in_no_file_and_no_count(show) -> None:
    cells = grid(2, 1)
    cells["valid_from"] = ["", "2021-01-01"]
    values = rows(("0-0", "2020", 1), ("0-0", "2021", 2), ("1-0", "2021", 3))
    m = geo.time_choropleth(cells, values, classes=[1, 2, 3], title="Founded")
    page = show(m, "#date=2020", accept_downloads=True)
    assert page.locator("[role=status]").inner_text() == "2020: 1 place has a figure"
    found = {(row["place"], row["time"]): row["value"] for row in read_csv(download(page, "csv")[1])}
    assert found == {("0-0", "2020"): "1", ("0-0", "2021"): "2", ("1-0", "2021"): "3"}
    layer = next(child for child in m._children.values() if hasattr(child, "encoded"))
    assert [name for name, _ in layer.encoded.listed] == ["Cell 0-0", "Cell 1-0"]
