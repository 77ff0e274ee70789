"""Values of places over time: a table of a data package with place, time, value and source."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import pandas as pd

from geo.errors import UNFIT, DateError, Finding, InputError
from geo.package.read import Package
from geo.text.cells import unguard
from geo.text.dates import Span, parse_date
from geo.text.names import nearest

FIELDS = ("place", "time", "value", "source")
FLAG = "flag"  # what the publisher says of a figure, in letters parted by spaces; a package may leave the column out
_ON_NEWEST = "it is drawn on the newest boundary, though the land may have been another: add the boundary of that time"
_ON_NONE = (
    "it is not drawn: correct the time, add the boundary of that time, or say in the map boundary_times = \"any\" to draw it "
    "on the newest"
)
_FIRST, _NEVER = "0001-01-01", "9999-12-31"


def read_values(package: Package, name: str) -> pd.DataFrame:
    """Read a table of values and refuse it if anything in it is wrong.

    Parameters
    ----------
    package : Package
        With the places and sources that the table names.
    name : str
        The resource's name in `datapackage.json`.

    Returns
    -------
    DataFrame
        Columns place, time (EDTF), value (text), source, flag and then every further column of values, as text, in the file's
        order; the index is the row in the file. A figure that is withheld has a flag and no value.

    Raises
    ------
    InputError
        There is no such table, or a row is wrong; names file, row, field, value and remedy.
    """
    table, findings = examine_values(package, name)
    errors = [finding for finding in findings if finding.level == "error"]
    if errors:
        more = f" (and {len(errors) - 1} more; `geo check` lists them)" if len(errors) > 1 else ""
        raise InputError(f"{errors[0]}{more}")
    return table


def examine_values(package: Package, name: str, *, newest: bool = False) -> tuple[pd.DataFrame, list[Finding]]:
    """Read a table of values and list what is wrong with it, and figures joined to a boundary of another time.

    `newest` says that the newest boundaries are drawn at any time, which the remedy then takes into account.
    """
    empty = pd.DataFrame(columns=[*FIELDS, FLAG])
    try:
        file, header, rows = _read(package.path, name)
    except InputError as error:
        where, _, rest = str(error).partition(": ")
        return empty, [Finding("error", where, None, "", rest, "a table of values", "correct it")]
    findings: list[Finding] = []
    places, sources = sorted(package.places), sorted(package.sources)
    valid = _validity(package)
    spans: dict[str, Span | str] = {}
    seen: dict[tuple[str, str], int] = {}
    kept: dict[int, dict[str, str]] = {}

    def wrong(row: int, field: str, came: str, wanted: str, remedy: str, level: Any = "error") -> None:
        findings.append(Finding(level, file, row, field, came, wanted, remedy))

    more = [field for field in header if field and field not in (*FIELDS, FLAG)]
    columns = {field: header.index(field) for field in (*FIELDS, FLAG, *more) if field in header}
    for number, row in rows:
        if len(row) != len(header):
            wrong(number, "", f"{len(row)} fields", f"{len(header)} fields", "check the commas and quotes of the row")
            continue
        record = {FLAG: ""} | {field: row[column].strip() for field, column in columns.items()}
        place, time, source = record["place"], record["time"], record["source"]
        if place not in package.places:
            wrong(number, "place", place, "a known id", f"nearest: {nearest(place, places)}")
            continue
        if source not in package.sources:
            wrong(number, "source", source, "a known id", f"nearest: {nearest(source, sources)}")
            continue
        if time not in spans:
            try:
                spans[time] = parse_date(time)
            except DateError as error:
                spans[time] = str(error)
        span = spans[time]
        if isinstance(span, str) or span.earliest is None:
            wrong(number, "time", time, "an EDTF time with a first day", span if isinstance(span, str) else "give one")
            continue
        odd = next((field for field in ("value", FLAG, *more) if UNFIT.search(record[field])), "")
        if odd:
            wrong(number, odd, record[odd], "text without control characters", "remove what cannot be shown")
            continue
        if (place, time) in seen:
            wrong(number, "time", f"{place} at {time}", "one value", f"row {seen[place, time]} has one too; keep one")
            continue
        seen[place, time] = number
        kept[number] = record
        if place in valid and not any(first <= span.earliest.isoformat() < after for first, after in valid[place]):
            came = f"{time} for {place}"
            ends = "; ".join(f"{_shown(first)}/{_shown(after)}" for first, after in valid[place])
            wrong(number, "time", came, f"a time at which a boundary of {place} is valid on the first day ({ends})",
                  _ON_NEWEST if newest else _ON_NONE, "warning")  # fmt: skip
    table = pd.DataFrame.from_dict(kept, orient="index", columns=[*FIELDS, FLAG, *more]) if kept else empty
    if not kept and not findings:
        findings.append(Finding("error", file, None, "", "no rows", "values", "add figures"))
    return table, findings


def _read(folder: Path, name: str) -> tuple[str, list[str], list[tuple[int, list[str]]]]:
    """Return the table's path, its header, and its rows by number as a spreadsheet counts."""
    try:
        described = json.loads((folder / "datapackage.json").read_text("utf-8-sig"))
        paths = {str(item["name"]): str(item["path"]) for item in described["resources"]}
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(f"datapackage.json: cannot be read ({error})") from None
    if name not in paths:
        near = nearest(name, sorted(paths), sorted(paths))
        raise InputError(f"datapackage.json: there is no table {name!r}; nearest: {near}")
    file = (folder / paths[name]).resolve()
    if not file.is_relative_to(folder.resolve()):
        raise InputError(f"{paths[name]}: points outside the package")
    try:
        reader = csv.reader(io.StringIO(file.read_text("utf-8-sig"), newline=""), strict=True)
        header = next(reader, [])
        wrong = next((field for field in FIELDS if header.count(field) != 1), None)
        if wrong is not None:
            how = "two columns" if wrong in header else "no column"
            raise InputError(f"{paths[name]}: has {how} {wrong!r}; wanted {', '.join(FIELDS)}, each once")
        rows = [(number, [unguard(cell) for cell in row]) for number, row in enumerate(reader, start=2) if row]
    except (OSError, UnicodeError, csv.Error) as error:
        raise InputError(f"{paths[name]}: cannot be read ({error})") from None
    return paths[name], header, rows


def _validity(package: Package) -> dict[str, list[tuple[str, str]]]:
    """Return the days from and to which places have a boundary, of those that do not always have one."""
    spans = {
        place: [(first or _FIRST, after or _NEVER) for first, after, _ in package.versions(place)] for place in package.places
    }
    return {place: ends for place, ends in spans.items() if ends and (_FIRST, _NEVER) not in ends}


def _shown(day: str) -> str:
    return ".." if day in (_FIRST, _NEVER) else day
