"""Boundary files to one table: GeoJSON, longitude and latitude in degrees, every feature checked."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import geopandas
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import UNFIT, DateError, Finding
from geo.text.dates import parse_date

_COLUMNS = ("id", "place", "kind", "source", "valid_from", "valid_to", "party", "exactness", "note")
LINE = "line"  # the kind of a boundary that has no area of its own


def read_boundaries(
    files: Mapping[str, tuple[str, bytes]],
) -> tuple[geopandas.GeoDataFrame, list[Finding]]:
    """Read GeoJSON files into one table.

    Parameters
    ----------
    files : mapping of str to (str, bytes)
        Path and content by resource name.

    Returns
    -------
    boundaries : geopandas.GeoDataFrame
        EPSG:4326; columns id, file (the resource's name), place, kind, source, valid_from, valid_to, party,
        exactness, note, geometry.
    findings : list of Finding
        What is wrong with a file or feature; a feature's row is its number, the first being 1.
    """
    rows: list[dict[str, Any]] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for name, (file, data) in files.items():
        for number, feature in enumerate(_read_features(file, data, findings), start=1):
            try:
                row = {column: str(feature["properties"].get(column) or "") for column in _COLUMNS}
                geometry = shapely.force_2d(shapely.geometry.shape(feature["geometry"]))
            except (LookupError, TypeError, AttributeError, ValueError, shapely.errors.ShapelyError):
                findings.append(
                    _error(
                        file, number, "", str(feature)[:60], "a GeoJSON feature with properties and geometry"
                    )
                )
                continue
            unfit = next((field for field, text in row.items() if UNFIT.search(text)), None)
            if unfit is not None:
                findings.append(_error(file, number, unfit, row[unfit], "text without control characters"))
            findings += _check_geometry(file, number, row, geometry)
            findings += _check_validity(file, number, row)
            if not row["id"] or row["id"] in seen:
                findings.append(_error(file, number, "id", row["id"], "an id of its own"))
            seen.add(row["id"])
            rows.append({**row, "file": name, "geometry": geometry})
    columns = ["id", "file", *_COLUMNS[1:], "geometry"]
    return geopandas.GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326"), findings


def _error(file: str, row: int | None, field: str, came: str, wanted: str) -> Finding:
    return Finding(
        "error", file, row, field, came, wanted, "correct the feature" if row else "correct the file"
    )


def _read_features(file: str, data: bytes, findings: list[Finding]) -> list[Any]:
    try:
        collection = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        findings.append(_error(file, None, "", str(error), "GeoJSON"))
        return []
    features = collection.get("features") if isinstance(collection, dict) else None
    if not isinstance(features, list):
        findings.append(_error(file, None, "features", "none", "a GeoJSON FeatureCollection"))
        return []
    crs = str(collection.get("crs") or "CRS84")
    if "CRS84" not in crs and "4326" not in crs:
        findings.append(
            _error(file, None, "crs", crs, "longitude and latitude on WGS 84, as GeoJSON has them")
        )
    return features


def _check_geometry(file: str, number: int, row: Mapping[str, str], geometry: BaseGeometry) -> list[Finding]:
    which = f"geometry of {row['id']}"
    wanted = ("LineString", "MultiLineString") if row["kind"] == LINE else ("Polygon", "MultiPolygon")
    if geometry.is_empty or geometry.geom_type not in wanted:
        came = f"an empty {geometry.geom_type}" if geometry.is_empty else geometry.geom_type
        return [_error(file, number, which, came, " or ".join(wanted))]
    if not geometry.is_valid:
        return [_error(file, number, which, shapely.is_valid_reason(geometry), "a valid geometry")]
    west, south, east, north = geometry.bounds
    if west < -180 or east > 180 or south < -90 or north > 90:
        came = f"{west:g} {south:g} {east:g} {north:g}"
        return [_error(file, number, which, came, "longitude and latitude in degrees")]
    return []


def _check_validity(file: str, number: int, row: Mapping[str, str]) -> list[Finding]:
    days: list[date | None] = []
    for field in ("valid_from", "valid_to"):
        try:
            days.append(parse_date(row[field]).earliest if row[field] else None)
        except DateError as error:
            return [_error(file, number, field, row[field], f"a day ({error})")]
    first, after = days
    if first and after and after <= first:
        return [_error(file, number, "valid_to", row["valid_to"], f"a day after {row['valid_from']}")]
    return []
