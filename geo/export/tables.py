"""Tables: CSV, spreadsheets and a data package of their own. Text stays text: no cell can become a formula."""

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.errors import SaveError
from geo.export.rows import Row
from geo.package.files import pack_archive, write_bytes, writing
from geo.package.read import Package
from geo.package.write import write_table

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_WIDEST = 60  # letters
EPOCH = dt.datetime(1980, 1, 1, tzinfo=dt.UTC)  # files carry no clock


def write_csv(rows: Sequence[Row], path: Path) -> Path:
    """Write rows as CSV in UTF-8, with a header; empty cells for what is not known."""
    return write_bytes(write_table(list(rows[0]) if rows else [], rows), path)


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
        head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
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
                sheet.set_column(column, column, min(_WIDEST, max(len(key), longest) + 2))
            sheet.freeze_panes(1, 0)
            if rows:
                sheet.autofilter(0, 0, len(rows), len(columns) - 1)
            sheet.set_landscape()
            sheet.set_paper(9)  # A4
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(0)
            sheet.set_footer(f"&L{about.get('title', '').replace('&', '&&')[:120]} - {name}&R&P / &N")
            for line, row in enumerate(rows, start=1):
                for column, key in enumerate(columns):
                    _write_cell(sheet, line, column, row[key], day, wrapped)
        book.close()
    return path


def _write_cell(sheet: Any, line: int, column: int, value: object, day: Any, wrapped: Any) -> None:
    """Write a value as what it is: an exact day as a date, a number in the format that shows all its digits."""
    exact = _as_day(value)
    if exact is not None:
        sheet.write_datetime(line, column, exact, day)
    elif isinstance(value, bool):
        sheet.write_boolean(line, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(line, column, value)
    elif value is not None and value != "":
        text = str(value)[:32_767]
        sheet.write_string(line, column, text, wrapped if len(text) > _WIDEST else None)


def _as_day(value: object) -> dt.datetime | None:
    """Return an exact day that a spreadsheet's calendar has; it begins with March 1900, before which programs disagree."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            value = dt.date.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, dt.date) or value < dt.date(1900, 3, 1):
        return None
    return dt.datetime(value.year, value.month, value.day)  # noqa: DTZ001


def write_datapackage(package: Package, path: Path, recipe: Mapping[str, Any]) -> Path:
    """Write the data package as a ZIP that stands alone: every resource, its descriptor, and the recipe."""
    descriptor = (package.path / "datapackage.json").read_bytes()
    names = [str(entry["path"]) for entry in json.loads(descriptor)["resources"]]
    files = {name: (package.path / name).read_bytes() for name in names}
    files["datapackage.json"] = descriptor
    files["recipe.json"] = json.dumps(recipe, ensure_ascii=False, indent=1).encode("utf-8")
    return write_bytes(pack_archive({name: files[name] for name in sorted(files)}), path)
