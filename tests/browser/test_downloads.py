"""What the page gives away says its date, legend, credit and boundary note, and reads elsewhere."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
import shapely
from PIL import Image

from geo.land.area import geodesic_km2
from geo.model.timeline import Timeline

pytestmark = pytest.mark.browser


def download(page, kind: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.click(f"[data-download={kind}]")
    path = Path(waiting.value.path())
    return waiting.value.suggested_filename, path.read_bytes()


@pytest.fixture
def page(visit):
    return visit("occupation", "#date=2021-06-01", accept_downloads=True)


def test_csv(page, occupation: Timeline) -> None:
    cells = page.evaluate("GeoTimeMaps.csvFile(['a'], [['=1'], ['@x'], ['+1'], ['a \"b\"'], [-1]]).text()")
    assert cells.lstrip("\ufeff").splitlines() == ["a", "'=1", "'@x", "'+1", '"a ""b"""', "-1"]
    name, data = download(page, "csv")
    assert "2021-06-01" in name
    text = data.decode("utf-8-sig")
    rows = list(
        csv.DictReader(io.StringIO(text[text.index("place") :] if not text.startswith("place") else text))
    )
    states = {row.get("place") or row.get("id"): row["state"] for row in rows if row.get("state")}
    for here in occupation.on(date(2021, 6, 1)).places:
        assert states[here.place.id] == here.state


def test_geojson_is_land_in_degrees(page, occupation: Timeline) -> None:
    name, data = download(page, "geojson")
    assert name.endswith(".geojson")
    content = json.loads(data)
    land = [shapely.geometry.shape(feature["geometry"]) for feature in content["features"]]
    assert len(land) >= 9
    west, south, east, north = shapely.total_bounds(land)
    assert 45 < west < east < 48
    assert 38 < south < north < 41
    # Leaflet's plane is rounded to some tens of metres, so areas agree to a percent.
    total = sum(face.km2 for face in occupation.faces if face.places)
    assert geodesic_km2(shapely.union_all(land)) == pytest.approx(total, rel=0.01)


def test_svg_is_vector_with_its_words(page) -> None:
    name, data = download(page, "svg")
    assert name.endswith(".svg")
    root = ET.fromstring(data)
    text = "".join(root.itertext())
    for word in ("1 June 2021", "Nagorno-Karabakh", "Natural Earth", "do not imply", "Projection: Lambert azimuthal equal-area"):
        assert word in text, word
    assert len(root.findall(".//{http://www.w3.org/2000/svg}path")) > 20


def test_png_is_a_picture(page) -> None:
    name, data = download(page, "png")
    assert name.endswith(".png")
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.width >= 1200
    assert len(image.getcolors(10_000_000)) > 50


def test_language_goes_along(visit) -> None:
    page = visit("occupation", "#date=2021-06-01&lang=ru", accept_downloads=True)
    _, data = download(page, "svg")
    assert "1 июня 2021" in data.decode("utf-8")
    assert "Проекция: равновеликая азимутальная Ламберта" in data.decode("utf-8")


def test_a_picture_of_two_maps_has_both_and_their_legend(visit) -> None:
    page = visit("side-by-side", accept_downloads=True)
    _, data = download(page, "svg")
    root = ET.fromstring(data)
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"The Occupation in Figures", "Cross-check of published dates (by the makers of this map)"} <= set(
        texts
    )
    assert "occupied  5 places · 8,787 km² | –" in texts  # no number of a source among the figures
    assert "under Armenian control  – | 5 places · 8,787 km²" in texts
    land = [path.get("data-land") for path in root.iter() if path.get("data-land")]
    assert land.count("jabrayil") == 2


def test_a_picture_of_the_world_is_filled_by_it_and_has_no_scale(visit) -> None:
    page = visit("life-expectancy", accept_downloads=True, viewport={"width": 390, "height": 844})
    _, data = download(page, "png")
    image = Image.open(io.BytesIO(data)).convert("RGB")
    assert image.height < 0.75 * image.width
    assert "km" not in "".join(ET.fromstring(download(page, "svg")[1]).itertext())
