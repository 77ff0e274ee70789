"""Open a data package: tables, boundaries, sources, all checked.

A package is a folder with a `datapackage.json` (Frictionless Data Package) that lists the tables
`places`, `statements`, `events`, `sources` and any number of GeoJSON boundary files.
"""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import geopandas
import shapely
from pydantic import BaseModel

from geo.errors import InputError
from geo.join import near_names
from geo.schema import Event, Finding, Place, Source, Statement, check_rows

_TABLES: dict[str, type[BaseModel]] = {
    "places": Place,
    "statements": Statement,
    "events": Event,
    "sources": Source,
}
_BOUNDARY_COLUMNS = ("id", "place", "kind", "source", "valid_from", "valid_to", "exactness", "note")


@dataclass(frozen=True)
class Package:
    """A data package in memory.

    `boundaries` is a GeoDataFrame in EPSG:4326 with the columns id, file, place, kind, source, valid_from,
    valid_to, exactness, note; `digest` is the SHA-256 over all resources, the same wherever the folder lies.
    """

    path: Path
    name: str
    title: str
    licences: tuple[str, ...]
    digest: str
    places: dict[str, Place]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]
    sources: dict[str, Source]
    boundaries: geopandas.GeoDataFrame = field(repr=False)

    def boundary(self, place: str, day: date | None = None) -> Any:
        """Return a place's polygon (EPSG:4326) valid on a day, else its newest; None without one."""
        mine = self._shapes.get(place, ())
        if day is not None:
            iso = day.isoformat()
            for first, after, shape in mine:
                if first <= iso and (not after or iso < after):
                    return shape
        return mine[-1][2] if mine else None

    def statements_of(self, place: str) -> tuple[Statement, ...]:
        """Return what is said of a place, in the order of the file."""
        return self._said.get(place, ())

    def within(self, place: str) -> tuple[str, ...]:
        """Return the ids of the places that a place lies in, the nearest first."""
        around: list[str] = []
        here = self.places.get(place)
        while here and here.part_of and here.part_of not in around:
            around.append(here.part_of)
            here = self.places.get(here.part_of)
        return tuple(around)

    @cached_property
    def _said(self) -> dict[str, tuple[Statement, ...]]:
        said: dict[str, list[Statement]] = {}
        for row in self.statements:
            said.setdefault(row.place, []).append(row)
        return {place: tuple(rows) for place, rows in said.items()}

    @cached_property
    def _shapes(self) -> dict[str, list[tuple[str, str, Any]]]:
        """Each place's polygons with the days they are valid from and to, the oldest first."""
        shapes: dict[str, list[tuple[str, str, Any]]] = {}
        for row in self.boundaries.sort_values(["valid_from", "id"]).itertuples():
            place = self.places.get(row.place)
            if place and row.kind != "line" and row.file == (place.boundary or row.file):
                shapes.setdefault(row.place, []).append((row.valid_from, row.valid_to, row.geometry))
        return shapes


def shipped(folder: str) -> Path:
    """Return a folder (`data` or `maps`) that comes with the program, installed or checked out."""
    here = Path(__file__).resolve().parent
    installed = here / "_shipped" / folder
    return installed if installed.is_dir() else here.parent / folder


def read_package(path: str | Path | None = None) -> Package:
    """Open a data package and refuse it if anything in it is wrong.

    Parameters
    ----------
    path : str or Path, optional
        The package's folder or its `datapackage.json`; without one, the package that comes with the program.

    Returns
    -------
    Package
        Tables as rows, boundaries in EPSG:4326.

    Raises
    ------
    InputError
        Something is missing or wrong; the message names file, row, field, value and remedy.

    Examples
    --------
    >>> read_package().places["shusha"].part_of
    'nagorno-karabakh'
    """
    package, findings = examine_package(path)
    errors = [finding for finding in findings if finding.level == "error"]
    if errors or package is None:
        more = f" (and {len(errors) - 1} more; `geo check` lists them)" if len(errors) > 1 else ""
        raise InputError(f"{errors[0]}{more}")
    return package


def examine_package(path: str | Path | None = None) -> tuple[Package | None, list[Finding]]:
    """Open a data package and list everything that is wrong with it.

    Returns
    -------
    package : Package or None
        None when the package could not be put together.
    findings : list of Finding
        Errors and warnings, in the order of the files.
    """
    folder = Path(path) if path is not None else shipped("data")
    folder = folder.parent if folder.name == "datapackage.json" else folder
    findings: list[Finding] = []
    descriptor = _read_descriptor(folder, findings)
    if descriptor is None:
        return None, findings
    raw, digests = _read_resources(folder, descriptor, findings)
    tables: dict[str, dict[int, Any]] = {}
    for name, model in _TABLES.items():
        file, data = raw.get(name, (f"{name}.csv", None))
        if data is None:
            tables[name] = {}
            if name != "events" and not any(finding.file == file for finding in findings):
                findings.append(
                    _error(file, None, "", "nothing", f"the table {name}", "add it to the package")
                )
            continue
        tables[name], bad = check_rows(model, file, _read_csv(file, data, findings))
        findings += bad
    boundaries = _read_boundaries({n: v for n, v in raw.items() if v[0].endswith(".geojson")}, findings)
    findings += _check_ids(tables, raw)
    findings += _check_links(tables, raw, boundaries)
    licences = tuple(
        str(item.get("name") or item.get("title") or "") for item in descriptor.get("licenses", [])
    )
    package = Package(
        path=folder,
        name=str(descriptor.get("name", folder.name)),
        title=str(descriptor.get("title", folder.name)),
        licences=licences,
        digest=hashlib.sha256("\n".join(f"{n} {d}" for n, d in sorted(digests.items())).encode()).hexdigest(),
        places={place.id: place for place in tables["places"].values()},
        statements=tuple(tables["statements"].values()),
        events=tuple(tables["events"].values()),
        sources={source.id: source for source in tables["sources"].values()},
        boundaries=boundaries,
    )
    return package, findings


def _error(file: str, row: int | None, name: str, came: str, wanted: str, remedy: str) -> Finding:
    return Finding("error", file, row, name, came, wanted, remedy)


def _read_descriptor(folder: Path, findings: list[Finding]) -> dict[str, Any] | None:
    file = folder / "datapackage.json"
    try:
        descriptor = json.loads(file.read_text("utf-8"))
    except OSError:
        findings.append(
            _error(
                str(file), None, "", "no such file", "a data package", "name a folder with a datapackage.json"
            )
        )
        return None
    except (ValueError, RecursionError) as error:
        findings.append(_error(str(file), None, "", str(error), "JSON", "correct the file"))
        return None
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        findings.append(
            _error(str(file), None, "resources", "none", "a list of resources", "correct the file")
        )
        return None
    return descriptor


def _read_resources(
    folder: Path, descriptor: Mapping[str, Any], findings: list[Finding]
) -> tuple[dict[str, tuple[str, bytes]], dict[str, str]]:
    """Bytes per resource name, after path, size and hash are checked."""
    raw: dict[str, tuple[str, bytes]] = {}
    digests: dict[str, str] = {}
    for entry in descriptor["resources"]:
        name, path = (entry.get("name"), entry.get("path")) if isinstance(entry, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(path, str):
            findings.append(
                _error(
                    "datapackage.json",
                    None,
                    "resources",
                    str(entry)[:60],
                    "name and path",
                    "correct the entry",
                )
            )
            continue
        target = (folder / path).resolve()
        if not target.is_relative_to(folder.resolve()):
            findings.append(
                _error(
                    "datapackage.json",
                    None,
                    "path",
                    path,
                    "a path inside the package",
                    "move the file into it",
                )
            )
            continue
        try:
            data = target.read_bytes()
        except OSError:
            findings.append(
                _error(path, None, "", "no readable file", "the resource", "add the file or drop the entry")
            )
            continue
        digest = hashlib.sha256(data).hexdigest()
        stated = str(entry.get("hash", "")).removeprefix("sha256:")
        if stated and stated != digest:
            findings.append(
                _error(
                    path,
                    None,
                    "hash",
                    digest[:12],
                    stated[:12],
                    "the file was changed: restore it or renew the hash",
                )
            )
        raw[name] = (path, data)
        digests[path] = digest
    return raw, digests


def _read_csv(file: str, data: bytes, findings: list[Finding]) -> dict[int, dict[str, str]]:
    """Records by row number, the header being row 1."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(
            _error(file, None, "", f"byte {error.start}", "UTF-8 text", "save the table as UTF-8")
        )
        return {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: dict[int, dict[str, str]] = {}
    try:
        header = next(reader, [])
        doubled = [name for name, count in Counter(header).items() if count > 1]
        if doubled:
            findings.append(_error(file, 1, doubled[0], "twice", "each column once", "remove one of them"))
        for number, row in enumerate(reader, start=2):
            if len(row) == len(header):
                records[number] = dict(zip(header, row, strict=True))
            elif row:
                came, wanted = f"{len(row)} fields", f"{len(header)} fields"
                findings.append(
                    _error(file, number, "", came, wanted, "check the commas and quotes of the row")
                )
    except csv.Error as error:
        findings.append(_error(file, reader.line_num, "", str(error), "CSV", "check the quotes of the row"))
    return records


def _read_boundaries(
    files: Mapping[str, tuple[str, bytes]], findings: list[Finding]
) -> geopandas.GeoDataFrame:
    rows: list[dict[str, Any]] = []
    for name, (file, data) in files.items():
        try:
            features = json.loads(data.decode("utf-8"))["features"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            findings.append(
                _error(file, None, "", str(error), "a GeoJSON FeatureCollection", "correct the file")
            )
            continue
        for number, feature in enumerate(features, start=1):
            try:
                properties = feature["properties"]
                geometry = shapely.geometry.shape(feature["geometry"])
                row = {column: str(properties.get(column) or "") for column in _BOUNDARY_COLUMNS}
            except (KeyError, TypeError, AttributeError, ValueError, shapely.errors.GEOSException) as error:
                findings.append(
                    _error(file, number, "feature", str(error), "a GeoJSON feature", "correct the file")
                )
                continue
            if not geometry.is_valid:
                reason = shapely.is_valid_reason(geometry)
                findings.append(
                    _error(file, number, row["id"], reason, "a valid geometry", "repair the boundary")
                )
            rows.append({**row, "file": name, "geometry": geometry})
    columns = ["id", "file", *_BOUNDARY_COLUMNS[1:], "geometry"]
    return geopandas.GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326")


def _check_ids(
    tables: Mapping[str, Mapping[int, Any]], raw: Mapping[str, tuple[str, bytes]]
) -> list[Finding]:
    findings = []
    for name, rows in tables.items():
        file = raw.get(name, (f"{name}.csv", b""))[0]
        seen: set[str] = set()
        for number, row in rows.items():
            if row.id in seen:
                findings.append(
                    _error(file, number, "id", row.id, "each id once", "give the row an id of its own")
                )
            seen.add(row.id)
    said: set[tuple[str, int, str, str]] = set()
    for number, row in tables["statements"].items():
        key = (row.place, row.period, row.quantity, row.source)
        if row.quantity in ("start", "end"):
            if key in said:
                came = f"a second {row.quantity} of {row.place}, period {row.period}, by {row.source}"
                remedy = "merge the two as one EDTF date, or give the page its own source row"
                findings.append(
                    _error("statements.csv", number, "source", came, "one date per source", remedy)
                )
            said.add(key)
    return findings


def _check_links(
    tables: Mapping[str, Mapping[int, Any]],
    raw: Mapping[str, tuple[str, bytes]],
    boundaries: geopandas.GeoDataFrame,
) -> list[Finding]:
    places = {place.id for place in tables["places"].values()}
    sources = {source.id for source in tables["sources"].values()}
    drawn = set(zip(boundaries["file"], boundaries["place"], strict=True))
    findings: list[Finding] = []

    def check(table: str, number: int | None, name: str, value: str | None, known: set[str]) -> None:
        if value and value not in known:
            near = ", ".join(near_names(value, sorted(known))) or "none is near"
            file = raw.get(table, (f"{table}.csv", b""))[0]
            findings.append(_error(file, number, name, value, "a known id", f"nearest: {near}"))

    for number, place in tables["places"].items():
        check("places", number, "part_of", place.part_of, places)
        if place.boundary and (place.boundary, place.id) not in drawn:
            wanted = f"a boundary file with a feature for {place.id}"
            remedy = "add the feature, or leave the field empty"
            findings.append(_error("places.csv", number, "boundary", place.boundary, wanted, remedy))
    for number, row in tables["statements"].items():
        check("statements", number, "place", row.place, places)
        check("statements", number, "source", row.source, sources)
        check("statements", number, "also_source", row.also_source, sources)
    for number, row in tables["events"].items():
        check("events", number, "source", row.source, sources)
    for row in boundaries.itertuples():
        check(row.file, None, f"{row.id}, place", row.place, places)
        check(row.file, None, f"{row.id}, source", row.source, sources)
    return findings + _check_cycles(tables["places"])


def _check_cycles(places: Mapping[int, Place]) -> list[Finding]:
    parents = {place.id: place.part_of for place in places.values()}
    for number, place in places.items():
        seen, here = {place.id}, place.part_of
        while here:
            if here in seen:
                remedy = "a place cannot lie in itself: correct one of the rows"
                return [_error("places.csv", number, "part_of", str(place.part_of), "no circle", remedy)]
            seen.add(here)
            here = parents.get(here)
    return []
