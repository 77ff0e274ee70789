"""Write a data package: places, statements or values, sources, boundaries, and the description with their hashes.

The same inputs give the same bytes. What somebody changed by hand since is not written over.
"""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import geopandas
import numpy as np
import shapely

from geo.land.area import keep_polygons
from geo.package.schema import WHERE_USED, Party, Place, Source, Statement
from geo.text.cells import guard

MAKER = "geo new"
DECIMALS = 5  # of a degree: about a metre
DIVISOR = "divisor"
VALUE_FIELDS = ("place", "time", "value", "flag", "source")
_LINES = ("LineString", "MultiLineString")
_DIVISOR_FIELDS = ("place", "time", "value", "source")
_PROPERTIES = ("id", "place", "kind", "source", "valid_from", "valid_to", "party", "exactness", "note")
_TITLES = {
    "places": "Places: areal units with their names",
    "statements": "Statements: one source saying one thing about one place",
    "parties": "Parties: who holds places",
    "values": "Values of places over time",
    "divisor": "What the values are divided by",
    "sources": "Sources: who published what",
    "boundaries": "Boundaries, EPSG:4326",
    "context": "What lies around the places, EPSG:4326",
}


def package_files(
    name: str,
    title: str,
    *,
    places: Sequence[Place],
    sources: Sequence[Source],
    boundaries: geopandas.GeoDataFrame,
    context: geopandas.GeoDataFrame | None = None,
    statements: Sequence[Statement] = (),
    parties: Sequence[Party] = (),
    values: Iterable[Mapping[str, str]] | None = None,
    divisor: Sequence[Mapping[str, str]] = (),
    unit: str = "",
    figures: Sequence[str] = (),
) -> dict[str, bytes]:
    """Return the files of a package by path, `datapackage.json` last.

    Parameters
    ----------
    name, title : str
        The package's.
    places, sources, statements, parties
        Rows, in the order in which they are written; parties where statements tell several apart.
    boundaries : GeoDataFrame
        EPSG:4326, with columns id, place, source and, where it has them, valid_from, valid_to, party, exactness,
        note.
    context : GeoDataFrame, optional
        What lies around the places, with the same columns and a kind; a file of its own.
    values : iterable of mapping, optional
        Records of place, time (EDTF), value, flag, source, and the further `figures`.
    divisor : sequence of mapping, optional
        Records like those of the values, which are divided by these.
    unit : str, optional
        The values' unit.
    figures : sequence of str
        Columns with further values.

    Returns
    -------
    dict of str to bytes
        UTF-8 tables and GeoJSON; one feature a line, sorted by id.
    """
    files = {
        "places.csv": _write_rows(Place, places),
        "statements.csv": _write_rows(Statement, statements),
    }
    if values is not None:
        files["values.csv"] = write_table([*VALUE_FIELDS, *figures], values)
    if divisor:
        files[f"{DIVISOR}.csv"] = write_table(_DIVISOR_FIELDS, divisor)
    if parties:
        files["parties.csv"] = _write_rows(Party, parties)
    files["sources.csv"] = _write_rows(Source, sources)
    files["boundaries/boundaries.geojson"] = write_features(boundaries)
    if context is not None:
        files["boundaries/context.geojson"] = write_features(context)
    files["datapackage.json"] = _describe(name, title, files, unit)
    return files


def write_table(fields: Sequence[str], records: Iterable[Mapping[str, Any]]) -> bytes:
    """Return records as CSV in UTF-8, lines ended by a line feed; no cell becomes a formula, and readers here undo that."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fields, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({field: guard(cell) for field, cell in record.items()} for record in records)
    return text.getvalue().encode("utf-8")


def write_features(boundaries: geopandas.GeoDataFrame) -> bytes:
    """Return boundaries (EPSG:4326) as GeoJSON, one feature a line, sorted by id; valid after rounding too."""
    lines = []
    for row in sorted(boundaries.to_dict("records"), key=lambda row: str(row["id"])):
        properties = {key: str(row.get(key) or "") or None for key in _PROPERTIES if key != "party" or row.get(key)}
        # A place too small for these decimals gets more of them rather than none.
        digits = next((n for n in (DECIMALS, DECIMALS + 2, DECIMALS + 4) if not round_shape(row["geometry"], n).is_empty), 0)
        if not digits:
            continue
        shape = round_shape(row["geometry"], digits)
        feature = {"type": "Feature", "id": row["id"], "properties": properties}
        text = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))[:-1]
        lines.append(f'{text},"geometry":{_geometry(shape, digits)}}}')
    return ('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n").encode("utf-8")


def round_shape(shape: Any, decimals: int) -> Any:
    """Round a polygon's or line's coordinates, the same for neighbours; it stays valid."""
    rounded = shapely.transform(shape, lambda xy: np.round(xy, decimals))
    if rounded.is_valid or shape.geom_type in _LINES:
        return rounded
    mended = keep_polygons(shapely.set_precision(shape, 10.0**-decimals))
    again = shapely.transform(mended, lambda xy: np.round(xy, decimals))
    return again if again.is_valid else keep_polygons(again)


def _geometry(shape: Any, decimals: int) -> str:
    def ring(line: Any) -> list[list[float]]:
        return [[round(x, decimals), round(y, decimals)] for x, y in shapely.get_coordinates(line).tolist()]

    if shape.geom_type in _LINES:
        return json.dumps({"type": "MultiLineString", "coordinates": [ring(line) for line in shapely.get_parts(shape)]},
                          separators=(",", ":"))  # fmt: skip
    parts = [[ring(line) for line in shapely.get_rings(part)] for part in shapely.get_parts(shape)]
    described = (
        {"type": "Polygon", "coordinates": parts[0]}
        if len(parts) == 1
        else {"type": "MultiPolygon", "coordinates": parts}
    )
    return json.dumps(described, separators=(",", ":"))


def _write_rows(model: type[Any], rows: Iterable[Any]) -> bytes:
    records = [_record(row) for row in rows]
    fields = [name for name in model.model_fields if name not in WHERE_USED or any(r[name] for r in records)]
    fields += sorted({name for record in records for name in record} - set(model.model_fields))
    return write_table(fields, records)


def _record(row: Any) -> dict[str, Any]:
    record: dict[str, Any] = {}
    for field in (*type(row).model_fields, *(row.model_extra or ())):
        value = getattr(row, field)
        record[field] = "" if value is None else getattr(value, "text", value)
    return record


def _describe(name: str, title: str, files: Mapping[str, bytes], unit: str) -> bytes:
    series = {"primaryKey": ["place", "time"], "foreignKeys": [_key("place", "places"), _key("source", "sources")]}
    keys: dict[str, dict[str, Any]] = {
        "places": {"primaryKey": "id"},
        "sources": {"primaryKey": "id"},
        "statements": {"primaryKey": "id", "foreignKeys": [_key("place", "places"), _key("source", "sources")]},
        "parties": {"primaryKey": "id"},
        "values": series,
        DIVISOR: series,
    }
    resources = []
    for path, data in files.items():
        stem = path.rsplit("/", 1)[-1].split(".")[0]
        table = path.endswith(".csv")
        entry: dict[str, Any] = {
            "name": stem,
            "path": path,
            "profile": "tabular-data-resource" if table else "data-resource",
            "title": _TITLES.get(stem, stem),
            "format": "csv" if table else "geojson",
            "mediatype": "text/csv" if table else "application/geo+json",
            "encoding": "utf-8",
            "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
            "bytes": len(data),
        }
        if table:
            header = data.split(b"\n", 1)[0].decode("utf-8").split(",")
            entry["schema"] = {"fields": [{"name": field, "type": "string"} for field in header], **keys[stem]}
        if stem == "values" and unit:
            entry["unit"] = unit
        resources.append(entry)
    descriptor = {"profile": "data-package", "name": name, "title": title, "made_by": MAKER, "resources": resources}
    return (json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _key(field: str, table: str) -> dict[str, Any]:
    return {"fields": field, "reference": {"resource": table, "fields": "id"}}
