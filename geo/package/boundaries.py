"""Boundary files to features: GeoJSON, longitude and latitude in degrees, every feature checked."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import UNFIT, DateError, Finding
from geo.text.dates import parse_date

_COLUMNS = ("id", "place", "kind", "source", "valid_from", "valid_to", "party", "exactness", "note")
LINE = "line"  # the kind of a boundary that has no area of its own


class Feature(NamedTuple):
    """One feature of a boundary file; `file` is the resource's name, `geometry` is in EPSG:4326."""

    id: str
    file: str
    place: str
    kind: str
    source: str
    valid_from: str
    valid_to: str
    party: str
    exactness: str
    note: str
    geometry: BaseGeometry


def read_boundaries(
    files: Mapping[str, tuple[str, bytes]],
) -> tuple[tuple[Feature, ...], list[Finding]]:
    """Read GeoJSON files.

    Parameters
    ----------
    files : mapping of str to (str, bytes)
        Path and content by resource name.

    Returns
    -------
    features : tuple of Feature
        In the order of the files.
    findings : list of Finding
        What is wrong with a file or feature; a feature's row is its number, the first being 1.
    """
    features: list[Feature] = []
    findings: list[Finding] = []
    seen: set[str] = set()
    for name, (file, data) in files.items():
        for number, feature in enumerate(_read_features(file, data, findings), start=1):
            try:
                row = {column: str(feature["properties"].get(column) or "") for column in _COLUMNS}
                row["id"] = row["id"] or str(feature.get("id") or "")
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
            features.append(Feature(file=name, geometry=geometry, **row))
    return tuple(features), findings


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
