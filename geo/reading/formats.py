"""What a file of boundaries is, from its first bytes."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import InputError

FORMATS = "GeoJSON, TopoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, GeoParquet or KML"
LARGEST_BYTES = 1 << 30  # of a file, or of an archive unpacked
ENDINGS = {
    "geojson": ".geojson",
    "topojson": ".json",
    "gpkg": ".gpkg",
    "shp": ".shp",
    "fgb": ".fgb",
    "kml": ".kml",
    "parquet": ".parquet",
    "zip": ".zip",
}
HEAD = 1 << 16  # bytes by which a file is known; GDAL itself looks at fewer
# What makes GDAL take a file for a virtual dataset or a web service, wherever in the head it stands, even in GeoJSON.
_POINTERS = re.compile(rb"<(OGR|VRT|GMLAS|CSW|WFS|WMS|WMTS|GDAL)|gdal_streamed_alg", re.IGNORECASE)

# GeoJSON may name its reference system by an address, which GDAL would fetch.
_ESCAPED = re.compile(rb"\\u00([0-7][0-9a-fA-F])")
_LINKED = re.compile(rb"""["']crs["']\s*:\s*\{[^}]{0,500}["'](?:href|url)["']\s*:""", re.IGNORECASE)
_NOWHERE = {"GDAL_HTTP_PROXY": "127.0.0.1:0", "GDAL_HTTPS_PROXY": "127.0.0.1:0"}  # a port where nothing can listen


def refuse_address(name: str, data: bytes) -> None:
    """Refuse GeoJSON whose reference system is an address.

    Raises
    ------
    InputError
        It is one.
    """
    if _LINKED.search(_ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)):
        raise InputError(f"{name}, crs: names an address, and nothing is fetched; write the system's name, or say it with --crs")


@contextmanager
def offline() -> Iterator[None]:
    """Keep GDAL from the network, whatever a file asks it to fetch."""
    import pyogrio

    before = {key: pyogrio.get_gdal_config_option(key) for key in _NOWHERE}
    pyogrio.set_gdal_config_options(_NOWHERE)
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(before)


def sniff_format(name: str, head: bytes) -> str:
    """Return what a file is, from its first bytes.

    Raises
    ------
    InputError
        It is none of the formats that are read.
    """
    marks = {b"SQLite format 3\x00": "gpkg", b"fgb\x03": "fgb", b"\x00\x00\x27\x0a": "shp"}
    marks |= {b"PK\x03\x04": "zip", b"PAR1": "parquet"}
    for mark, kind in marks.items():
        if head.startswith(mark):
            return kind
    if re.search(rb"<(?:ogr|gml|wfs):FeatureCollection|<FeatureCollection", head):
        raise InputError(f"{name}: is GML, which may point at other files and is not read; save it as {FORMATS}")
    if _POINTERS.search(head):
        raise InputError(f"{name}: only points at other files or addresses; give the file with the areas itself")
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x1e")
    if text.startswith(("{", "[")):
        return "topojson" if re.search(r'"type"\s*:\s*"Topology"', text) else "geojson"
    element = re.search(r"<(?:\w+:)?([A-Za-z]\w*)", re.sub(r"<!--.*?(-->|$)", "", text, flags=re.DOTALL))
    if element and element[1] == "kml":
        return "kml"
    if not text.strip("\x00"):
        raise InputError(f"{name}: the file is empty; give boundaries as {FORMATS}")
    if text.startswith("version https://git-lfs"):
        raise InputError(f"{name}: is a pointer of Git LFS, not the file it stands for; fetch that, as with git lfs pull")
    if re.match(r"<!doctype html|<html", text, re.IGNORECASE):
        raise InputError(f"{name}: is a web page, perhaps an error in place of the file; fetch the file itself")
    if re.search(r"\b(?:MULTI)?POLYGON\s*\(", text, re.IGNORECASE):
        raise InputError(f"{name}: is a table with shapes as text (WKT), which is not read; save it as {FORMATS}")
    raise InputError(f"{name}: is no file of boundaries known here; save it as {FORMATS}")


def read_head(path: Path) -> bytes:
    """Return the bytes by which `sniff_format` knows a file."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from None
