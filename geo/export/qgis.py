"""A QGIS style for a layer of runs: a symbol per style, hatches included, and time by `start` and `end`."""

from collections.abc import Sequence
from typing import Any
from xml.etree import ElementTree as ET

from geo.look.hatches import PATTERNS
from geo.look.style import PALETTE
from geo.model.scene import Style, in_language

_MILLIMETRES = 0.2625  # of a hatch's pixel, as in pictures
# QGIS sorts styles by this; a fixed time keeps the bytes the same.
_UPDATED = "1980-01-01T00:00:00.000Z"


def style_row(layer: str, field: str, styles: Sequence[Style], lang: str) -> dict[str, Any]:
    """Return the row of `layer_styles` with which QGIS draws a layer by default."""
    return {
        "f_table_catalog": "", "f_table_schema": "", "f_table_name": layer, "f_geometry_column": "geom",
        "styleName": layer, "styleQML": write_qml(field, styles, lang), "styleSLD": "", "useAsDefault": True,
        "description": "colours and hatches as on the map, time by start and end", "owner": "", "ui": None,
        "update_time": _UPDATED,
    }  # fmt: skip


def write_qml(field: str, styles: Sequence[Style], lang: str) -> str:
    """Return a QGIS style: a symbol per style, by the key that a field holds, and the temporal controller's settings."""
    root = ET.Element("qgis", {"version": "3.22.0", "styleCategories": "Symbology|Temporal"})
    temporal = {
        "enabled": "1", "mode": "2", "startField": "start", "endField": "end", "limitMode": "0", "accumulate": "0",
        "fixedDuration": "0", "durationUnit": "d", "startExpression": "", "endExpression": "",
    }  # fmt: skip
    ET.SubElement(root, "temporal", temporal)
    renderer = ET.SubElement(
        root, "renderer-v2", {"type": "categorizedSymbol", "attr": field, "forceraster": "0", "enableorderby": "0"}
    )
    categories, symbols = ET.SubElement(renderer, "categories"), ET.SubElement(renderer, "symbols")
    for number, style in enumerate(styles):
        word = in_language(style.words, lang)
        ET.SubElement(
            categories, "category", {"value": style.key, "symbol": str(number), "label": word, "render": "true"}
        )
        symbol = _symbol(symbols, "fill", str(number))
        plain = {"color": _rgb(style.fill), "style": "solid", "outline_color": _rgb(PALETTE["country"]),
                 "outline_width": "0.2", "outline_width_unit": "MM"}  # fmt: skip
        _layer(symbol, "SimpleFill", plain)
        if style.pattern and style.mark:
            _hatch(symbol, f"@{number}@1", style.pattern, style.mark)
    return ET.tostring(root, encoding="unicode")


def _hatch(symbol: ET.Element, name: str, pattern: str, colour: str) -> None:
    marks = PATTERNS[pattern]
    gap, width = (f"{size * _MILLIMETRES:.3f}" for size in (marks.gap, marks.width))
    if marks.angle is None:
        layer = _layer(symbol, "PointPatternFill", {
            "distance_x": gap, "distance_y": gap, "displacement_x": f"{marks.gap * _MILLIMETRES / 2:.3f}",
            "distance_x_unit": "MM", "distance_y_unit": "MM", "displacement_x_unit": "MM",
        })  # fmt: skip
        dot = {"name": "circle", "color": _rgb(colour), "size": width, "size_unit": "MM", "outline_style": "no"}
        _layer(_symbol(layer, "marker", name), "SimpleMarker", dot)
        return
    layer = _layer(symbol, "LinePatternFill", {
        "angle": f"{marks.angle:g}", "distance": gap, "distance_unit": "MM", "line_width": width, "color": _rgb(colour),
    })  # fmt: skip
    stroke = {"line_color": _rgb(colour), "line_width": width, "line_width_unit": "MM", "capstyle": "flat"}
    _layer(_symbol(layer, "line", name), "SimpleLine", stroke)


def _symbol(parent: ET.Element, kind: str, name: str) -> ET.Element:
    return ET.SubElement(parent, "symbol", {"type": kind, "name": name, "alpha": "1", "clip_to_extent": "1"})


def _layer(symbol: ET.Element, kind: str, options: dict[str, str]) -> ET.Element:
    layer = ET.SubElement(symbol, "layer", {"class": kind, "enabled": "1", "pass": "0", "locked": "0"})
    listed = ET.SubElement(layer, "Option", {"type": "Map"})
    for name, value in options.items():
        ET.SubElement(listed, "Option", {"name": name, "type": "QString", "value": value})
        ET.SubElement(layer, "prop", {"k": name, "v": value})  # as programs before 3.26 read it
    return layer


def _rgb(colour: str) -> str:
    value = PALETTE.get(colour, colour)
    return ",".join(str(int(value[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
