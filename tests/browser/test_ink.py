"""Equal ink, as a reader gets it: in the SVG that a page gives away, and in the pixels of its picture."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image

from geo.model.definition import find_definitions
from tests.browser.test_downloads import download
from tests.ink import ink_per_km2
from tests.picture.conftest import load

pytestmark = pytest.mark.browser
NAMES = [file.stem for file in find_definitions()]
PIXELS = {"us-unemployment"}  # drawn as pixels, which `test_plane.py` counts


@pytest.mark.parametrize("name", NAMES)
def test_ink_per_km2_is_the_same_for_every_area_of_an_exported_svg(visit: Any, name: str) -> None:
    scene = load(name)
    share = ink_per_km2(
        download(visit(name, f"#date={scene.stops[-1].time}", accept_downloads=True), "svg")[1], scene
    )
    assert max(share.values()) / min(share.values()) < 1.01


@pytest.mark.parametrize("name", [name for name in NAMES if name not in PIXELS])
def test_pixels_per_km2_are_the_same_for_every_large_area_of_a_page(visit: Any, name: str) -> None:
    page = visit(name, device_scale_factor=2, viewport={"width": 1600, "height": 1200})
    scene = load(name)
    count = page.evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(".geo-map :is(path:not(.face), text), .leaflet-control-container { display: none !important; }"
              + " .face { stroke: none !important; shape-rendering: crispEdges; transition: none !important; }");
            document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
            const faces = Array.from(document.querySelector(".geo-map").querySelectorAll(".face"));
            for (const face of faces) face.style.setProperty("fill", `rgb(1, ${face.dataset.face}, 254)`, "important");
            return faces.length;
        }"""
    )
    assert count == len(scene.land) < 256
    page.wait_for_timeout(100)
    pixels = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    mine = pixels[(pixels[..., 0] == 1) & (pixels[..., 2] == 254)][:, 1]
    seen = np.bincount(mine, minlength=count)
    large = seen >= 20_000
    ratio = seen[large] / scene.land.km2[large]
    assert large.sum() >= 2
    assert ratio.max() / ratio.min() < 1.02
