"""Tables: CSV, spreadsheets and a data package of their own. Text stays text: no cell can become a formula."""

import csv
import datetime as dt
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import SaveError
from geo.export.rows import Row
from geo.package.files import write_bytes, writing
from geo.package.read import Package

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # files carry no clock; this is the earliest a ZIP can say


def guard(value: object) -> object:
    """Return a cell that a spreadsheet will show and not run."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def write_csv(rows: Sequence[Row], path: Path) -> Path:
    """Write rows as CSV in UTF-8, with a header; empty cells for what is not known."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
    writer.writeheader()
    writer.writerows(
        {key: guard("" if value is None else value) for key, value in row.items()} for row in rows
    )
    return write_bytes(text.getvalue().encode("utf-8"), path)


def write_xlsx(sheets: Mapping[str, Sequence[Row]], path: Path, about: Mapping[str, str]) -> Path:
    """Write a sheet per table with typed cells, and a sheet that says what the file is.

    Raises
    ------
    SaveError
        XlsxWriter is not installed, or the file cannot be written.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise SaveError("xlsx: the XlsxWriter package is missing; install geo-timemaps[export]") from error
    with writing(path) as part:
        book = xlsxwriter.Workbook(
            str(part), {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        )
        book.set_properties(
            {"title": about.get("title", ""), "comments": about.get("recipe", ""), "created": EPOCH}
        )
        head = book.add_format({"bold": True, "bottom": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        number = book.add_format({"num_format": "#,##0.##"})
        tables: dict[str, Sequence[Row]] = {
            "about": [{"what": key, "value": value} for key, value in about.items()],
            **sheets,
        }
        for name, rows in tables.items():
            sheet = book.add_worksheet(name[:31])
            columns = list(rows[0]) if rows else []
            for column, key in enumerate(columns):
                sheet.write_string(0, column, key, head)
                longest = max((len(str(row[key] or "")) for row in rows), default=0)
                sheet.set_column(column, column, min(60, max(len(key), longest) + 2))
            sheet.freeze_panes(1, 0)
            for line, row in enumerate(rows, start=1):
                for column, key in enumerate(columns):
                    _write_cell(sheet, line, column, row[key], day, number)
        book.close()
    return path


def _write_cell(sheet: Any, line: int, column: int, value: object, day: Any, number: Any) -> None:
    if isinstance(value, dt.date):
        if value.year >= 1900:  # a spreadsheet's calendar begins there
            sheet.write_datetime(line, column, dt.datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
        else:
            sheet.write_string(line, column, value.isoformat())
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value, number)
    elif value is not None and value != "":
        sheet.write_string(line, column, str(value)[:32_767])


def write_datapackage(package: Package, path: Path, recipe: Mapping[str, Any]) -> Path:
    """Write the data package as a ZIP that stands alone: every resource, its descriptor, and the recipe."""
    descriptor = (package.path / "datapackage.json").read_bytes()
    names = [str(entry["path"]) for entry in json.loads(descriptor)["resources"]]
    files = {name: (package.path / name).read_bytes() for name in names}
    files["datapackage.json"] = descriptor
    files["recipe.json"] = json.dumps(recipe, ensure_ascii=False, indent=1).encode("utf-8")
    with writing(path) as part, zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return path
