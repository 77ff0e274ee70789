"""What a page carries of Leaflet: whole in itself, and no more than is asked for."""

import re
from pathlib import Path

from xstatic.pkg import leaflet

from geo.page.leaflet import leaflet_script


def test_whatever_a_kept_part_names_is_kept_too() -> None:
    source = (Path(leaflet.BASE_DIR) / "leaflet-src.esm.js").read_text("utf-8")
    script = leaflet_script("L.map(x); window.L.control.scale(); L.Renderer.extend({})")
    code = re.sub(r"'[^'\n]*'", "''", script)
    declared = set(re.findall(r"^(?:var|function) ([\w$]+)", source, re.MULTILINE))
    lacking = (
        declared - set(re.findall(r"(?:^|[;}{\n])(?:var|function) ([\w$]+)", code)) - {"layers"}
    )  # a variable too
    assert lacking >= {"Popup", "Marker", "TileLayer"}
    for name in lacking:
        assert not re.search(rf"(?<![\w$.]){re.escape(name)}(?![\w$]|\s*:)", code), name


def test_the_licence_stays_and_what_is_asked_for_is_there() -> None:
    script = leaflet_script("L.map(x); L.tileLayer(y)")
    assert script.startswith("/* @preserve")
    assert "tileLayer:tileLayer" in script
    assert "tileLayer" not in leaflet_script("L.map(x); L.tileLayer(y)", without=["tileLayer"])
