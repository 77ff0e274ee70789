"""A package whose tables somebody edited, taken over: read as a stranger's, written as they should be, hashes renewed."""

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from geo.errors import DateError, InputError, SaveError, is_inside
from geo.package.files import write_bytes
from geo.package.read import find_unlisted
from geo.package.write import write_table
from geo.reading.numbers import read_numbers
from geo.reading.table import Table
from geo.reading.tables import read_table
from geo.reading.when import read_times
from geo.text.dates import parse_date

DATES = ("time", "date", "published", "accessed")  # fields that hold EDTF
NUMBERS = {"values": ("value",), "divisor": ("value",), "statements": ("value", "value_to"), "events": ("lon", "lat")}


def renew_package(folder: Path, *, dates: str | None = None) -> list[str]:
    """Read every table of a package as it stands now, write it anew where a spreadsheet turned it, and renew the hashes.

    Boundaries, events and parties that somebody added are listed.

    Parameters
    ----------
    folder : the package's, with `datapackage.json`.
    dates : `dmy` or `mdy`, where dates such as 3/4/2014 do not show it.

    Returns
    -------
    list of str
        What was changed, file by file; empty where nothing was.

    Raises
    ------
    InputError
        A table cannot be read, or does not show what its dates or numbers mean; nothing has been written then.
    SaveError
        A file cannot be written.
    """
    listing = folder / "datapackage.json"
    try:
        described = json.loads(listing.read_text("utf-8-sig"))
        entries = [(str(entry["name"]), str(entry["path"]), entry) for entry in described["resources"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InputError(f"{listing}: cannot be read ({error}); name a folder with a data package") from None
    said: list[str] = []
    made: dict[Path, bytes] = {}
    for path in find_unlisted(folder, [path for _, path, _ in entries]):
        stem, _, ending = path.rsplit("/", 1)[-1].rpartition(".")
        kind = {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"}
        if ending == "geojson":
            kind = {"profile": "data-resource", "format": "geojson", "mediatype": "application/geo+json"}
        described["resources"].append({"name": stem, "path": path, **kind, "encoding": "utf-8"})
        entries.append((stem, path, described["resources"][-1]))
        said.append(f"{path}: is new, and listed now")
    for name, path, entry in entries:
        target = (folder / path).resolve()
        if not is_inside(path) or not target.is_relative_to(folder.resolve()):
            raise InputError(f"datapackage.json: {path!r} points outside the package; correct it")
        try:
            data = target.read_bytes()
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}); add the file or drop its entry") from None
        digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
        if digest == entry.get("hash") and entry.get("bytes") == len(data):
            continue
        if path.lower().endswith(".csv"):
            data, done = _renew_table(name, path, target, data, dates)
            said += [f"{path}: {remark}" for remark in done]
            made[target] = data
            header = data.split(b"\n", 1)[0].decode("utf-8").split(",")
            entry["schema"] = {**entry.get("schema", {}), "fields": _fields(entry, header)}
        entry["hash"], entry["bytes"] = f"sha256:{hashlib.sha256(data).hexdigest()}", len(data)
        said.append(f"{path}: its hash and size are renewed")
    if said:
        made[listing] = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    for target, data in made.items():
        if target.is_symlink():
            raise SaveError(f"{target}: is a link; remove it")
        write_bytes(data, target)
    return said


def _fields(entry: Any, header: Sequence[str]) -> list[dict[str, Any]]:
    schema = entry.get("schema")
    known = schema.get("fields", []) if isinstance(schema, dict) else []
    before = {field.get("name"): field for field in known if isinstance(field, dict)}
    return [before.get(name, {"name": name, "type": "string"}) for name in header]


def _renew_table(name: str, path: str, target: Path, data: bytes, dates: str | None) -> tuple[bytes, list[str]]:
    """Return a table as the package wants it, and what was done to it."""
    table = read_table(target)
    said: list[str] = []
    if table.separator != ",":
        said.append(f"columns are {'; '.join(table.remarks)}, as a spreadsheet saves them; written with commas")
    elif data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or not _is_utf8(data):
        said.append(f"{'; '.join(table.remarks)}; written as UTF-8")
    columns: dict[str, list[str]] = {}
    for column in table.columns:
        texts = list(table.column(column))
        if column in DATES:
            texts = _renew(texts, _read_dates(path, column, texts, dates), said, column)
        elif column in NUMBERS.get(name, ()):
            texts = _renew(texts, _read_amounts(path, column, texts, table), said, column)
        columns[column] = texts
    records = [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
    return write_table(list(columns), records), said


def _renew(texts: list[str], read: Callable[[str], str], said: list[str], column: str) -> list[str]:
    again = [read(text) if text else "" for text in texts]
    turned = [(old, new) for old, new in zip(texts, again, strict=True) if old != new]
    if turned:
        old, new = turned[0]
        more = f" and {len(turned) - 1} more" if len(turned) > 1 else ""
        said.append(f"{column}: {old!r} is read as {new}{more}")
    return again


def _read_dates(path: str, column: str, texts: Sequence[str], order: str | None) -> Callable[[str], str]:
    odd = [text for text in texts if text and not _is_date(text)]
    if not odd:
        return lambda text: text
    times = read_times(odd, column, order)
    for text, why in times.wrong.items():
        row = texts.index(text) + 2
        raise InputError(f"{path}, row {row}, {column}: {why}; correct the cell")
    return lambda text: times.when.get(text, text)


def _read_amounts(path: str, column: str, texts: Sequence[str], table: Table) -> Callable[[str], str]:
    numbers = read_numbers(texts, table.separator)
    if numbers is None:
        return lambda text: text  # categories
    if numbers.question:
        row = next(at for at, text in enumerate(texts) if numbers.question in text) + 2
        raise InputError(
            f"{path}, row {row}, {column}: {numbers.question!r} may have thousands or decimals behind its mark; write it with a "
            "dot before decimals and nothing between thousands"
        )
    for text, cell in numbers.cells.items():
        if cell.wrong:
            raise InputError(f"{path}, row {texts.index(text) + 2}, {column}: {cell.wrong}; correct the cell")
    return lambda text: numbers.cells[text].value or ""


def _is_date(text: str) -> bool:
    try:
        return bool(parse_date(text).text)
    except DateError:
        return False


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def find_project_data(path: Path) -> Path:
    """Return the package of a folder: itself, or its `data`."""
    return path / "data" if (path / "data" / "datapackage.json").is_file() else path
