"""Open a data package: tables, boundaries, sources, all checked.

A package is a folder with a `datapackage.json` (Frictionless Data Package) that lists the tables
`places`, `statements`, `events`, `parties`, `sources` and any number of GeoJSON boundary files.
"""

import csv
import hashlib
import io
import json
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from geo.errors import Finding, InputError, fit_text, is_inside
from geo.limits import read_plain
from geo.package.boundaries import LINE, Feature, read_boundaries
from geo.package.references import check_references
from geo.package.schema import Event, Party, Place, Source, Statement, check_rows, has_field
from geo.text.cells import unguard
from geo.text.names import nearest

if TYPE_CHECKING:
    import geopandas

_TABLES: dict[str, type[BaseModel]] = {
    "places": Place,
    "statements": Statement,
    "events": Event,
    "parties": Party,
    "sources": Source,
}
_OPTIONAL = ("events", "parties")

_LONGEST = 131_072  # letters in a field; more is a quote that was never closed


@dataclass(frozen=True)
class Package:
    """A data package in memory.

    `features` are the boundaries as they were read; `digest` is the SHA-256 over all resources,
    the same wherever the folder lies. `lines` are the rows of the ids in each table's file, the header being row 1.
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
    features: tuple[Feature, ...] = field(repr=False)
    parties: dict[str, Party] = field(default_factory=dict)
    lines: Mapping[str, Mapping[str, int]] = field(default_factory=dict, repr=False)

    @cached_property
    def boundaries(self) -> "geopandas.GeoDataFrame":
        """The boundaries as a table in EPSG:4326: a row per feature, its columns those of `Feature`."""
        import geopandas  # takes longer to load than a day takes to answer: only who draws pays

        rows, columns = [row._asdict() for row in self.features], list(Feature._fields)
        return geopandas.GeoDataFrame(rows, columns=columns, geometry="geometry", crs="EPSG:4326")

    def boundary(self, place: str) -> Any:
        """Return a place's newest polygon (EPSG:4326); None without one."""
        mine = self._shapes.get(place, ())
        return mine[-1][2] if mine else None

    def versions(self, place: str) -> tuple[tuple[str, str, Any], ...]:
        """Return a place's polygons (EPSG:4326), each with the days it is valid from and to, the oldest first."""
        return tuple(self._shapes.get(place, ()))

    def statements_of(self, place: str) -> tuple[Statement, ...]:
        """Return what is said of a place, in the order of the file."""
        return self._said.get(place, ())

    def party_name(self, party: str, lang: str = "en") -> str:
        """Return a party's name in a language, else its id."""
        row = self.parties.get(party)
        return row.name(lang) if row else party

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
        for row in sorted(self.features, key=lambda row: (row.valid_from, row.id)):
            place = self.places.get(row.place)
            if place and row.kind != LINE and row.file == (place.boundary or row.file):
                shapes.setdefault(row.place, []).append((row.valid_from, row.valid_to, row.geometry))
        return shapes


def shipped(folder: str) -> Path:
    """Return a folder (`data` or `maps`) that comes with the program, installed or checked out."""
    here = Path(__file__).resolve().parents[1]
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
    files = {name: raw[name][0] if name in raw else f"{name}.csv" for name in (*_TABLES, *raw)}
    tables: dict[str, dict[int, Any]] = {name: {} for name in _TABLES}
    ids: dict[str, set[str]] = {}
    for name, model in _TABLES.items():
        if name in raw:
            records = _read_csv(files[name], raw[name][1], model, findings)
            tables[name], bad = check_rows(model, files[name], records)
            findings += bad
            ids[name] = {record["id"].strip() for record in records.values()}
        elif name not in _OPTIONAL and not any(finding.file == files[name] for finding in findings):
            remedy = "list it in datapackage.json"
            findings.append(_error(files[name], None, "", "nothing", f"the table {name}", remedy))
        if not ids.get(name) and any(finding.file == files[name] for finding in findings):
            # A table that cannot be read is one finding, not one for each reference to it.
            ids.pop(name, None)
    features, bad = read_boundaries({n: item for n, item in raw.items() if item[0].endswith(".geojson")})
    findings += bad
    findings += check_references(tables, ids, files, features)
    licences = descriptor.get("licenses")
    package = Package(
        path=folder,
        name=fit_text(str(descriptor.get("name", folder.name))),
        title=fit_text(str(descriptor.get("title", folder.name))),
        licences=tuple(
            fit_text(str(item.get("name") or item.get("title") or ""))
            for item in (licences if isinstance(licences, list) else [])
            if isinstance(item, dict)
        ),
        digest=hashlib.sha256("\n".join(f"{n} {d}" for n, d in sorted(digests.items())).encode()).hexdigest(),
        places={place.id: place for place in tables["places"].values()},
        statements=tuple(tables["statements"].values()),
        events=tuple(tables["events"].values()),
        sources={source.id: source for source in tables["sources"].values()},
        features=features,
        parties={party.id: party for party in tables["parties"].values()},
        lines={name: {row.id: number for number, row in rows.items()} for name, rows in tables.items()},
    )
    return package, findings


def _error(file: str, row: int | None, name: str, came: str, wanted: str, remedy: str) -> Finding:
    return Finding("error", file, row, name, came, wanted, remedy)


def _read_descriptor(folder: Path, findings: list[Finding]) -> dict[str, Any] | None:
    file = str(folder / "datapackage.json")
    try:
        descriptor = json.loads(read_plain(folder / "datapackage.json").decode("utf-8-sig"))
    except OSError:
        remedy = "name a folder with a datapackage.json"
        findings.append(_error(file, None, "", "no readable file", "a data package", remedy))
        return None
    except (ValueError, RecursionError) as error:
        findings.append(_error(file, None, "", str(error), "JSON", "correct the file"))
        return None
    if not isinstance(descriptor, dict) or not isinstance(descriptor.get("resources"), list):
        findings.append(_error(file, None, "resources", "none", "a list of resources", "correct the file"))
        return None
    return descriptor


def _read_resources(
    folder: Path, descriptor: Mapping[str, Any], findings: list[Finding]
) -> tuple[dict[str, tuple[str, bytes]], dict[str, str]]:
    """Read path and bytes per resource name, and digest per path; check path, size and hash."""
    raw: dict[str, tuple[str, bytes]] = {}
    digests: dict[str, str] = {}
    listing = "datapackage.json"
    for entry in descriptor["resources"]:
        name, path = (entry.get("name"), entry.get("path")) if isinstance(entry, dict) else (None, None)
        if not isinstance(name, str) or not isinstance(path, str):
            came = str(entry)[:60]
            findings.append(_error(listing, None, "resources", came, "name and path", "correct the entry"))
            continue
        if name in raw:
            findings.append(_error(listing, None, "name", name, "each resource once", "rename or drop one"))
            continue
        try:
            target = (folder / path).resolve()
            inside = is_inside(path) and target.is_relative_to(folder.resolve())
            data = read_plain(target) if inside else b""
        except (OSError, ValueError, RuntimeError, InputError):  # not there, a null byte, a circle of links, a pipe
            remedy = "add the file or drop the entry"
            findings.append(_error(path, None, "", "no readable file", "the resource", remedy))
            continue
        if not inside:
            wanted, remedy = "a path inside the package", "move the file into it"
            findings.append(_error(listing, None, "path", path, wanted, remedy))
            continue
        raw[name] = (path, data)
        digests[path] = hashlib.sha256(data).hexdigest()
        size, stated = entry.get("bytes"), str(entry.get("hash") or "").removeprefix("sha256:").lower()
        turned = _describe_turned(data) if path.endswith(".csv") else ""
        remedy = f"the file was changed{turned}: restore it, or take it over with: geo check --renew FOLDER"
        if stated and stated != digests[path]:
            findings.append(_error(path, None, "hash", digests[path][:12], stated[:12], remedy))
        elif size is not None and size != len(data):
            findings.append(_error(path, None, "bytes", str(len(data)), str(size), remedy))
    return raw, digests


def find_unlisted(folder: Path, listed: Collection[str]) -> list[str]:
    """Return the paths of tables and boundaries that lie in a package and are not among those that it lists."""
    lying = [folder / f"{name}.csv" for name in _OPTIONAL] + sorted((folder / "boundaries").glob("*.geojson"))
    paths = [path.relative_to(folder).as_posix() for path in lying if path.is_file()]
    return [path for path in paths if path not in listed]


def _describe_turned(data: bytes) -> str:
    """Say what a spreadsheet did to a table, where it shows."""
    first, _, rest = data.decode("utf-8", "replace").partition("\n")
    found = ["columns are parted by semicolons"] if first.count(";") > first.count(",") else []
    if date_turned := re.search(r"(?<![\d.])\d{1,2}[./]\d{1,2}[./]\d{4}(?![\d.])", rest):
        found.append(f"dates are written as {date_turned[0]}")
    return f" by a spreadsheet ({', '.join(found)})" if found else ""


def _read_csv(
    file: str, data: bytes, model: type[BaseModel], findings: list[Finding]
) -> dict[int, dict[str, str]]:
    """Read records by row number as a spreadsheet counts: the header is 1, a blank line a row."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        findings.append(
            _error(file, None, "", f"byte {error.start}", "UTF-8 text", "save the table as UTF-8")
        )
        return {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: dict[int, dict[str, str]] = {}
    number = 1
    try:
        header = next(reader, [])
        if not _check_header(file, header, model, findings):
            return {}
        for number, row in enumerate(reader, start=2):  # an error says how far it came
            if any(len(value) > _LONGEST for value in row):  # csv's own limit is global: others move it
                raise csv.Error(f"field larger than field limit ({_LONGEST})")
            if len(row) == len(header):
                records[number] = {
                    name: unguard(row[at]) for at, name in enumerate(header) if has_field(model, name)
                }
            elif row:
                came, wanted = f"{len(row)} fields", f"{len(header)} fields"
                findings.append(
                    _error(file, number, "", came, wanted, "check the commas and quotes of the row")
                )
    except csv.Error as error:
        findings.append(_error(file, number + 1, "", str(error), "CSV", "check the quotes of the row"))
    return records


def _check_header(file: str, header: list[str], model: type[BaseModel], findings: list[Finding]) -> bool:
    """Find doubled, unknown and missing columns; tell whether the rows can be read."""
    for name, count in Counter(header).items():
        if not has_field(model, name):
            near = nearest(name, model.model_fields.keys(), model.model_fields)
            findings.append(_error(file, 1, name, name, "a known column", f"nearest: {near}"))
        elif count > 1:
            findings.append(_error(file, 1, name, "twice", "each column once", "remove one of them"))
    missing = [
        name for name, field in model.model_fields.items() if field.is_required() and name not in header
    ]
    for name in missing:
        findings.append(_error(file, 1, name, "no such column", "the column", "add the column"))
    return not missing
