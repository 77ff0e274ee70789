"""Equal ink, as a reader gets it: in the SVG that a page gives away, and in the pixels of its picture."""

import io
import re
import xml.etree.ElementTree as ET
from typing import Any

import numpy as np
import pytest
import shapely
from PIL import Image

from geo.land.area import geodesic_km2
from tests.browser.test_downloads import download
from tests.picture.conftest import load

# The square units of a drawing from which an area is large; the counties' unit is written with a digit more.
MAPS = {"occupation": 20_000, "eu-members": 20_000, "life-expectancy": 20_000, "us-unemployment": 400, "colonial-rule": 20_000}


def ink(data: str) -> tuple[float, float]:
    """The area and the length of the edge of a path of straight lines, absolute or relative after each start, even-odd."""
    rings = []
    for ring in re.findall(r"M[^M]*", data):
        numbers = np.array([float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", ring)]).reshape(-1, 2)
        points = np.cumsum(numbers, axis=0) if "l" in ring else numbers
        if len(points) > 2:
            rings.append(shapely.LinearRing(points))
    drawn = shapely.build_area(shapely.node(shapely.MultiLineString(rings)))
    return drawn.area, drawn.length


@pytest.mark.parametrize(("name", "least"), MAPS.items())
def test_ink_per_km2_is_the_same_for_every_area_of_an_exported_svg(visit: Any, name: str, least: float) -> None:
    page = visit(name, accept_downloads=True)
    root = ET.fromstring(download(page, "svg")[1])
    scene = load(name)
    km2: dict[str, float] = {}
    for outline in scene.outlines:
        km2[scene.places[outline.place].id] = geodesic_km2(outline.geometry)
    found = {}
    for path in root.iter("{http://www.w3.org/2000/svg}path"):
        if place := path.get("data-land"):
            area, length = ink(path.get("d", ""))
            found[place] = (area, length)
    assert found.keys() == km2.keys()
    area, edge = np.array([found[place] for place in km2]).T
    true = np.array(list(km2.values()))
    ratio = area / true
    large = area >= least
    assert large.sum() >= 9
    assert ratio[large].max() / ratio[large].min() < 1.01
    # Of smaller ones that is less than rounding and smoothing move an edge: a third of a unit of the drawing at most.
    assert np.max(np.abs(area - true * area.sum() / true.sum()) / edge) < 1 / 3


def test_pixels_per_km2_are_the_same_for_every_large_area_of_a_page(visit: Any) -> None:
    page = visit("colonial-rule", device_scale_factor=2, viewport={"width": 1600, "height": 1200})
    scene = load("colonial-rule")
    count = page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".outline, .labels, .lines, .events, .event, .label, .graticule, .leaflet-control-container"
              + " { display: none !important; }"
              + " .face { stroke: none !important; shape-rendering: crispEdges; transition: none !important; }");
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
            const faces = Array.from(document.querySelectorAll(".geo-map .face"));
            for (const face of faces) face.style.setProperty("fill", `rgb(1, ${face.dataset.face}, 254)`, "important");
            return faces.length;
        }"""
    )
    assert count == len(scene.land) < 256
    page.wait_for_timeout(300)
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    mine = pixels[(pixels[..., 0] == 1) & (pixels[..., 2] == 254)][:, 1]
    seen = np.bincount(mine, minlength=count)
    large = seen >= 20_000
    ratio = seen[large] / scene.land.km2[large]
    assert large.sum() >= 8
    assert ratio.max() / ratio.min() < 1.02
