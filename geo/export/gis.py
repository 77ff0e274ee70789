"""GIS files of a scene's runs as half-open intervals: GeoJSON, JSON-FG, GeoPackage, FlatGeobuf, GeoParquet, KML."""

import json
import os
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from html import escape
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
from geo.model.scene import Style
from geo.package.files import write_bytes, writing

Styles = Sequence[Style]
_FULL, _THIN = "cc", "55"  # how much of what lies below a colour hides


def write_geojson(frame: geopandas.GeoDataFrame, path: Path, about: Mapping[str, Any]) -> Path:
    """Write RFC 7946 GeoJSON: WGS 84, rings counter-clockwise, no `crs` member; `about` is a foreign member."""
    features = []
    for row in frame.to_dict("records"):
        shape = _mapping(row.pop("geometry"))
        properties = {name: _plain(value) for name, value in row.items()}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    text = json.dumps({"type": "FeatureCollection", **about, "features": features}, ensure_ascii=False)
    return write_bytes(text.encode("utf-8"), path)


def _mapping(shape: BaseGeometry | None) -> dict[str, Any] | None:
    """Return a polygon as GeoJSON has it, counter-clockwise; null for no land."""
    return None if shape is None else shapely.geometry.mapping(shapely.orient_polygons(shapely.set_precision(shape, 1e-7)))


def write_jsonfg(frame: geopandas.GeoDataFrame, path: Path, about: Mapping[str, Any], kind: str) -> Path:
    """Write OGC Features and Geometries JSON: GeoJSON whose features have a `time`, of which both days belong to it."""
    features: list[dict[str, Any]] = []
    for row in frame.to_dict("records"):
        shape = _mapping(row.pop("geometry"))
        start, end = row.pop("start"), row.pop("end")
        last = end - timedelta(days=1) if end is not None else None
        interval = [day.isoformat() if day is not None else ".." for day in (start, last)]
        features.append({
            "type": "Feature", "id": len(features) + 1, "featureType": kind, "geometry": shape, "place": None,
            "time": {"interval": interval}, "properties": {name: _plain(value) for name, value in row.items()},
        })  # fmt: skip
    document = {
        "type": "FeatureCollection", "conformsTo": ["http://www.opengis.net/spec/json-fg-1/0.2/conf/core"],
        "featureType": kind, "coordRefSys": "http://www.opengis.net/def/crs/OGC/1.3/CRS84", **about, "features": features,
    }  # fmt: skip
    return write_bytes(json.dumps(document, ensure_ascii=False).encode("utf-8"), path)


def write_geopackage(
    layers: Mapping[str, geopandas.GeoDataFrame], tables: Mapping[str, Sequence[dict[str, Any]]],
    styles: Sequence[Mapping[str, Any]], path: Path,
) -> Path:  # fmt: skip
    """Write layers and plain tables, with the rows of `layer_styles` by which QGIS draws them."""
    with writing(path) as part, _fixed_clock():
        for number, (name, frame) in enumerate(layers.items()):
            pyogrio.write_dataframe(
                _dated(frame), part, layer=name, driver="GPKG", append=number > 0, DATETIME_PRECISION="MILLISECOND",
                dataset_options={"VERSION": "1.2"},  # of 2017, which every program in use can read
            )  # fmt: skip
        for name, rows in tables.items():
            pyogrio.write_dataframe(
                pd.DataFrame(rows).astype(object), part, layer=name, driver="GPKG", append=True
            )
        table = pd.DataFrame(styles)
        table["update_time"] = pd.to_datetime(table["update_time"]).astype("datetime64[ms, UTC]")
        pyogrio.write_dataframe(table, part, layer="layer_styles", driver="GPKG", append=True, DATETIME_PRECISION="MILLISECOND")
    return path


def write_flatgeobuf(frame: geopandas.GeoDataFrame, path: Path, layer: str) -> Path:
    """Write FlatGeobuf."""
    index = "NO" if frame.geometry.isna().any() else "YES"  # the index holds no feature without land
    with writing(path) as part:
        # A layer of this name whatever the file's: a file that was renamed is still the same file.
        pyogrio.write_dataframe(_dated(frame), part, layer=layer, driver="FlatGeobuf", SPATIAL_INDEX=index)
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


def write_kml(frame: geopandas.GeoDataFrame, path: Path, title: str, note: str, field: str, styles: Styles) -> Path:
    """Write KML with a `TimeSpan` per feature, so that a globe's time slider works; `field` holds the style's key."""
    ET.register_namespace("", "http://www.opengis.net/kml/2.2")
    root = ET.Element("{http://www.opengis.net/kml/2.2}kml")
    document = _add(root, "Document")
    _add(document, "name", title)
    _add(document, "description", escape(note, quote=False))  # readers show descriptions as HTML
    ids = {look.key: f"style-{number}" for number, look in enumerate(styles)}
    for look in styles:
        style = _add(document, "Style")
        style.set("id", ids[look.key])
        line = _add(style, "LineStyle")
        _add(line, "color", "ff" + _bgr(PALETTE["country"]))
        _add(line, "width", "1")
        # A globe has no hatches: what is hatched here is its mark's colour, thinly.
        colour = _THIN + _bgr(look.mark or look.fill) if look.pattern else _FULL + _bgr(look.fill)
        _add(_add(style, "PolyStyle"), "color", colour)
    words = next(name for name in ("state_words", "class_words") if name in frame)
    columns = [name for name in frame.columns if name not in ("geometry", "names", "start", "end")]
    for row in frame.to_dict("records"):
        mark = _add(document, "Placemark")
        _add(mark, "name", row["names"])
        _add(mark, "description", escape(row[words], quote=False))
        span = _add(mark, "TimeSpan")
        for tag, day in (("begin", row["start"]), ("end", row["end"])):
            if day is not None and not pd.isna(day):
                _add(span, tag, day.isoformat())
        _add(mark, "styleUrl", f"#{ids[row[field]]}")
        data = _add(mark, "ExtendedData")
        for name in columns:
            value = _plain(row[name])
            if value not in (None, ""):
                item = _add(data, "Data")
                item.set("name", name)
                _add(item, "value", str(value))
        if row["geometry"] is not None:
            _add_shape(_add(mark, "MultiGeometry"), row["geometry"])
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
                days if far else pd.to_datetime(pd.Series(days, index=out.index), utc=True).astype("datetime64[ms, UTC]")
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
