"""GIS files of the faces' states as half-open intervals: GeoJSON, GeoPackage, FlatGeobuf, GeoParquet, KML."""

import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import geopandas
import pandas as pd
import pyogrio
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import SaveError
from geo.look.style import PALETTE
from geo.package.files import write_bytes, writing

_FILLS: Mapping[str, str] = {
    "before": PALETTE["before"],
    "possible": PALETTE["held"],
    "held": PALETTE["held"],
    "ended": PALETTE["ended"],
    "unknown": PALETTE["before"],
    "some": PALETTE["held"],
    "outside": PALETTE["before"],
    "alone": PALETTE["held"],
}
_PATTERNS: Mapping[str, str] = {
    "possible": "f_diagonal",
    "some": "horizontal",
    "outside": "b_diagonal",
    "alone": "vertical",
    "unknown": "dense6",
}
_KML_OPACITY: Mapping[str, str] = {
    "held": "cc",
    "ended": "99",
    "possible": "66",
    "some": "66",
    "outside": "33",
    "alone": "44",
}


def write_geojson(frame: geopandas.GeoDataFrame, path: Path, about: Mapping[str, Any]) -> Path:
    """Write RFC 7946 GeoJSON: WGS 84, rings counter-clockwise, no `crs` member; `about` is a foreign member."""
    features = []
    for row in frame.itertuples():
        properties = {name: _plain(getattr(row, name)) for name in frame.columns if name != "geometry"}
        shape = shapely.geometry.mapping(shapely.orient_polygons(shapely.set_precision(row.geometry, 1e-7)))
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    text = json.dumps({"type": "FeatureCollection", **about, "features": features}, ensure_ascii=False)
    return write_bytes(text.encode("utf-8"), path)


def write_geopackage(
    layers: Mapping[str, geopandas.GeoDataFrame], tables: Mapping[str, Sequence[dict[str, Any]]], path: Path
) -> Path:
    """Write layers and plain tables, with QGIS styles that set up its temporal controller by `start` and `end`."""
    with writing(path) as part, _fixed_clock():
        for number, (name, frame) in enumerate(layers.items()):
            pyogrio.write_dataframe(_dated(frame), part, layer=name, driver="GPKG", append=number > 0)
        for name, rows in tables.items():
            pyogrio.write_dataframe(
                pd.DataFrame(rows).astype(object), part, layer=name, driver="GPKG", append=True
            )
        styles = pd.DataFrame([_style_row(name, frame) for name, frame in layers.items() if "state" in frame])
        pyogrio.write_dataframe(styles, part, layer="layer_styles", driver="GPKG", append=True)
    return path


def write_flatgeobuf(frame: geopandas.GeoDataFrame, path: Path) -> Path:
    """Write FlatGeobuf."""
    with writing(path) as part:
        # A layer of this name whatever the file's: a file that was renamed is still the same file.
        pyogrio.write_dataframe(_dated(frame), part, layer="states", driver="FlatGeobuf", SPATIAL_INDEX="YES")
    return path


def write_parquet(frame: geopandas.GeoDataFrame, path: Path) -> Path:
    """Write GeoParquet.

    Raises
    ------
    SaveError
        pyarrow is not installed, or the file cannot be written.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise SaveError("parquet: the pyarrow package is missing; install geo-timemaps[export]") from error
    with writing(path) as part:
        frame.to_parquet(part, index=False)
    return path


def write_kml(frame: geopandas.GeoDataFrame, path: Path, title: str, note: str) -> Path:
    """Write KML with a `TimeSpan` per feature, so that a globe's time slider works."""
    ET.register_namespace("", "http://www.opengis.net/kml/2.2")
    root = ET.Element("{http://www.opengis.net/kml/2.2}kml")
    document = _add(root, "Document")
    _add(document, "name", title)
    _add(document, "description", note)
    for state, colour in _FILLS.items():
        style = _add(document, "Style")
        style.set("id", state)
        line = _add(style, "LineStyle")
        _add(line, "color", "ff" + _bgr(PALETTE["country"]))
        _add(line, "width", "1")
        _add(_add(style, "PolyStyle"), "color", _KML_OPACITY.get(state, "66") + _bgr(colour))
    for row in frame.itertuples():
        mark = _add(document, "Placemark")
        _add(mark, "name", row.names)
        _add(mark, "description", row.state_words)
        span = _add(mark, "TimeSpan")
        for tag, day in (("begin", row.start), ("end", row.end)):
            if day is not None and not pd.isna(day):
                _add(span, tag, day.isoformat())
        _add(mark, "styleUrl", f"#{row.state}")
        data = _add(mark, "ExtendedData")
        for name in ("places", "state", "km2"):
            item = _add(data, "Data")
            item.set("name", name)
            _add(item, "value", str(getattr(row, name)))
        _add_shape(_add(mark, "MultiGeometry"), row.geometry)
    ET.indent(root, " ")
    return write_bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True), path)


def _add(parent: ET.Element, tag: str, text: str | None = None) -> ET.Element:
    child = ET.SubElement(parent, f"{{http://www.opengis.net/kml/2.2}}{tag}")
    if text is not None:
        child.text = "".join(letter for letter in text if letter >= " " or letter in "\t\n")
    return child


def _add_shape(parent: ET.Element, shape: BaseGeometry) -> None:
    for part in shapely.get_parts(shapely.orient_polygons(shape)):
        polygon = _add(parent, "Polygon")
        for tag, rings in (("outerBoundaryIs", [part.exterior]), ("innerBoundaryIs", part.interiors)):
            for ring in rings:
                line = _add(_add(polygon, tag), "LinearRing")
                _add(line, "coordinates", " ".join(f"{x:.6f},{y:.6f}" for x, y in ring.coords))


def _bgr(colour: str) -> str:
    return colour[5:7] + colour[3:5] + colour[1:3]


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float) and pd.isna(value)):
        return None
    return (
        value.isoformat()
        if hasattr(value, "isoformat")
        else value.item()
        if hasattr(value, "item")
        else value
    )


def _dated(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Give intervals a date type that GIS programs know; years that a nanosecond clock cannot hold become text."""
    out = frame.copy()
    for name in ("start", "end"):
        if name in out:
            days = [day.isoformat() if day is not None and not pd.isna(day) else None for day in out[name]]
            far = any(day and not "1678" <= day[:4] <= "2261" for day in days)
            out[name] = (
                days if far else pd.to_datetime(pd.Series(days, index=out.index)).astype("datetime64[ms]")
            )
    return out


@contextmanager
def _fixed_clock() -> Iterator[None]:
    """GDAL stamps a GeoPackage with the time; a fixed one keeps the bytes the same."""
    before = os.environ.get("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "1980-01-01T00:00:00.000Z"})
    try:
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message=".*layer_styles.*")
            yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _style_row(layer: str, frame: geopandas.GeoDataFrame) -> dict[str, Any]:
    words = dict(zip(frame["state"], frame["state_words"], strict=True))
    return {
        "f_table_catalog": "", "f_table_schema": "", "f_table_name": layer, "f_geometry_column": "geom",
        "styleName": layer, "styleQML": _qml(words), "styleSLD": "", "useAsDefault": True,
        "description": "states by colour and hatch, time by start and end", "owner": "", "ui": None,
    }  # fmt: skip


def _qml(words: Mapping[str, str]) -> str:
    """A QGIS style: a symbol per state, and the temporal controller reading `start` and `end`."""
    root = ET.Element("qgis", {"version": "3.28", "styleCategories": "Symbology|Temporal"})
    temporal = {
        "enabled": "1", "mode": "2", "startField": "start", "endField": "end", "limitMode": "0", "accumulate": "0",
        "fixedDuration": "0", "durationUnit": "d",
    }  # fmt: skip
    ET.SubElement(root, "temporal", temporal)
    renderer = ET.SubElement(
        root, "renderer-v2", {"type": "categorizedSymbol", "attr": "state", "forceraster": "0"}
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, (state, word) in enumerate(sorted(words.items())):
        ET.SubElement(
            categories, "category", {"value": state, "symbol": str(number), "label": word, "render": "true"}
        )
        symbol = ET.SubElement(symbols, "symbol", {"type": "fill", "name": str(number), "alpha": "1"})
        layer = ET.SubElement(symbol, "layer", {"class": "SimpleFill", "enabled": "1", "pass": "0"})
        option = ET.SubElement(layer, "Option", {"type": "Map"})
        red, green, blue = (int(_FILLS[state][at : at + 2], 16) for at in (1, 3, 5))
        for name, value in (
            ("color", f"{red},{green},{blue},255"),
            ("style", _PATTERNS.get(state, "solid")),
            ("outline_color", "107,101,88,255"),
            ("outline_width", "0.2"),
        ):
            ET.SubElement(option, "Option", {"name": name, "type": "QString", "value": value})
    return ET.tostring(root, encoding="unicode")
