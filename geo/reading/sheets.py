"""Tables in workbooks: XLSX, and ODS; of several sheets the one that holds a table, with merged cells filled."""

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from geo.errors import InputError
from geo.reading.table import LARGEST_BYTES, MOST_CELLS, Numbered, Table, cell_text, tabulate
from geo.reading.when import is_time

_SAMPLE = 200  # rows of a sheet by which it is judged
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_UNSOLVED = re.compile(rb'<c r="([A-Z]{1,3}\d{1,7})"[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>')
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TABLE, _VALUE, _TEXT = _OFFICE % "table", _OFFICE % "office", _OFFICE % "text"


def read_workbook(name: str, data: bytes, sheet: str | None, judge: Callable[[str], int] | None = None) -> Table:
    """Read one sheet of a workbook: the one told, else the one that holds the table.

    Raises
    ------
    InputError
        The workbook is damaged, has no such sheet, or none holds a table; says what to do.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {member.filename for member in archive.infolist()}
            size = sum(member.file_size for member in archive.infolist())
            kind = archive.read("mimetype")[:80] if "mimetype" in members else b""
    except (zipfile.BadZipFile, ValueError, OSError, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"{name}: is a damaged workbook or archive ({error}); save it again") from None
    if size > LARGEST_BYTES:
        raise InputError(f"{name}: unpacks to more than {LARGEST_BYTES >> 20} MiB; keep only the rows to draw")
    if b"opendocument.spreadsheet" in kind and "content.xml" in members:
        return _choose(name, _read_ods(name, data), sheet, judge)
    if "xl/workbook.xml" not in members:
        raise InputError(f"{name}: is a ZIP archive and no XLSX workbook; unpack it and give the table in it")
    try:
        import openpyxl
    except ImportError:
        raise InputError(
            f"{name}: reading a workbook needs openpyxl, which is not installed; "
            "run: pip install 'geo-timemaps[export]', or save the sheet as CSV"
        ) from None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out of a workbook are styles and drawings
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            shown = sorted(book.worksheets, key=lambda item: item.sheet_state != "visible")  # hidden ones last
            sheets = {item.title: _sheet_rows(name, item, book) for item in shown}
            return _choose(name, sheets, sheet, judge)
    except InputError:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged part of a workbook causes
        said = " ".join(str(error).split()) or "a part of it is missing"
        raise InputError(f"{name}: is a damaged workbook ({said}); save it again") from None


def _choose(
    name: str, sheets: dict[str, Iterator[Numbered]], told: str | None, judge: Callable[[str], int] | None
) -> Table:
    """Read the sheet told, else the one in whose first rows most names are known, else the first that looks like a table."""
    if told is not None and told not in sheets:
        raise InputError(f"{name}: has no sheet {told!r}; there are: {', '.join(sheets)}")
    found: dict[str, list[Numbered]] = {}
    for title in [told] if told is not None else sheets:
        rows = list(sheets[title])
        if rows:
            found[title] = rows
    if not found:
        raise InputError(f"{name}: its sheets are empty; give a table with a header row")
    if told is None and (stacked := _stack(name, found)):
        return stacked
    ranks = {}
    for title, rows in found.items():
        sample = rows[:_SAMPLE]
        sizes = sorted(sum(map(bool, cells)) for _, cells in sample)
        known = judge("\n".join(",".join(cells) for _, cells in sample)) if judge else 0
        ranks[title] = (known, len(rows) > 1 and sizes[len(sizes) // 2] > 1)
    best = max(found, key=lambda title: ranks[title])
    others = [other for other in sheets if other != best]
    rivals = [title for title in found if title != best and ranks[title] == ranks[best] and all(ranks[title])]
    more = f"; not read: {', '.join(others)}" if others else ""
    more += "; --sheet names another" if rivals else ""
    return tabulate(name, found[best], [f"read the sheet {best!r}{more}"])


def _stack(name: str, found: dict[str, list[Numbered]]) -> Table | None:
    """Read sheets that are called by times, such as 2019 and 2020, and have the same columns, as one table."""
    timed = [title for title in found if is_time(title)]
    tables = [tabulate(name, found[title], []) for title in timed] if len(timed) > 1 else []
    if not tables or any(table.columns != tables[0].columns for table in tables) or "sheet" in tables[0].columns:
        return None
    rows = tuple((*row, title) for title, table in zip(timed, tables, strict=True) for row in table.rows)
    remark = f"read the sheets {', '.join(timed)} as one table; their names are the times, in the column 'sheet'"
    numbers = tuple(number for table in tables for number in table.numbers)
    return Table(name, (*tables[0].columns, "sheet"), rows, numbers, (remark,), above=tables[0].above)


def _sheet_rows(name: str, sheet: Any, book: Any) -> Iterator[Numbered]:
    """Yield the rows that are not empty; a sheet may say that it is larger than it is, and one far cell makes it wide."""
    sheet.reset_dimensions()
    source = _sheet_source(sheet, book)
    spans = _read_spans(source)
    hanging: dict[int, tuple[int, str]] = {}  # column to the last row of a merged cell above, and its text
    wide = 0
    for number, row in enumerate(sheet.iter_rows(), start=1):
        wide += len(row)
        if wide > MOST_CELLS:
            raise InputError(f"{name}, row {number}: has more than {MOST_CELLS:,} cells by here; keep only those to draw")
        cells = ["" if cell.value is None else _typed_text(cell) for cell in row]
        for column, (last, text) in list(hanging.items()):
            if number > last:
                del hanging[column]
            elif column < len(cells) and not cells[column]:
                cells[column] = text
        for left, bottom in spans.get(number, ()):
            if left < len(cells) and bottom > number:
                hanging[left] = (bottom, cells[left])
        if any(cells):
            yield number, cells
    unsolved = _UNSOLVED.search(source)
    if unsolved:
        raise InputError(
            f"{name}, sheet {sheet.title!r}, cell {unsolved[1].decode()}: holds a formula without its result; open the workbook "
            "in a spreadsheet program, save it there and give it again"
        )


def _sheet_source(sheet: Any, book: Any) -> bytes:
    """Return the XML of a sheet; nothing where openpyxl does not say where it lies."""
    path = getattr(sheet, "_worksheet_path", "")
    archive = getattr(book, "_archive", None)
    try:
        return bytes(archive.read(path)) if archive is not None and path else b""
    except (KeyError, OSError, zipfile.BadZipFile):
        return b""


def _read_spans(source: bytes) -> dict[int, list[tuple[int, int]]]:
    """Return merged cells by their first row: the column, and the last row of those that reach down."""
    spans: dict[int, list[tuple[int, int]]] = {}
    for left, top, right, bottom in _MERGED.findall(source):
        first, last = _column_number(left), _column_number(right)
        for column in range(first, min(last, first + 64) + 1) if bottom != top and first == last else ():
            spans.setdefault(int(top), []).append((column, int(bottom)))
    return spans


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _typed_text(cell: Any) -> str:
    """Write a cell as text; a share that is shown in percent as percent."""
    value = cell.value
    shown = str(getattr(cell, "number_format", "") or "") if isinstance(value, int | float) else ""
    if "%" in shown and not isinstance(value, bool) and value == value:
        return f"{(Decimal(repr(value)) * 100).normalize():f}%"
    return cell_text(value)


def _read_ods(name: str, data: bytes) -> dict[str, Iterator[Numbered]]:
    """Read every sheet of an OpenDocument spreadsheet."""
    sheets: dict[str, list[Numbered]] = {}
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open("content.xml") as file:
            rows: list[Numbered] = []
            number = 0
            hanging: dict[int, tuple[int, str]] = {}
            for event, element in ElementTree.iterparse(file, events=("start", "end")):
                if event == "start" and element.tag == f"{_TABLE}table":
                    rows, number, hanging = [], 0, {}
                    sheets[str(element.get(f"{_TABLE}name") or f"sheet {len(sheets) + 1}")] = rows
                if event == "end" and element.tag == f"{_TABLE}table-row":
                    repeat = int(element.get(f"{_TABLE}number-rows-repeated") or 1)
                    cells = _ods_cells(element, number + 1, hanging)
                    element.clear()
                    if any(cells):
                        total += len(cells) * repeat
                        if total > MOST_CELLS:
                            raise InputError(f"{name}: has more than {MOST_CELLS:,} cells; keep only those to draw")
                        rows += [(number + at, cells) for at in range(1, repeat + 1)]
                    number += repeat
    except (ElementTree.ParseError, zipfile.BadZipFile, OSError, ValueError, KeyError, RuntimeError, EOFError) as error:
        raise InputError(f"{name}: is a damaged ODS workbook ({error}); save it again, or as XLSX or CSV") from None
    return {title: iter(rows) for title, rows in sheets.items()}


def _ods_cells(row: Any, number: int, hanging: dict[int, tuple[int, str]]) -> Sequence[str]:
    cells: list[str] = []
    waiting = 0  # empty cells, which count only where another follows
    for cell in row:
        covered = cell.tag == f"{_TABLE}covered-table-cell"
        if not covered and cell.tag != f"{_TABLE}table-cell":
            continue
        repeat = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
        text = _ods_text(cell)
        at = len(cells) + waiting
        if not text and at in hanging and hanging[at][0] >= number:
            text = hanging[at][1]
        elif text and (down := int(cell.get(f"{_TABLE}number-rows-spanned") or 1)) > 1:
            hanging[at] = (number + down - 1, text)
        if not text:
            waiting += repeat
            continue
        if len(cells) + waiting + repeat > MOST_CELLS // 1000:
            raise ValueError(f"row {number} has too many columns")
        cells += [""] * waiting + [text] * repeat
        waiting = 0
    return cells


def _ods_text(cell: Any) -> str:
    kind, value = cell.get(f"{_VALUE}value-type"), cell.get(f"{_VALUE}value")
    if kind == "percentage" and value:
        return f"{(Decimal(value) * 100).normalize():f}%"
    if kind in ("float", "currency") and value:
        return str(value)
    if kind == "date":
        return str(cell.get(f"{_VALUE}date-value") or "").removesuffix("T00:00:00")
    return "\n".join("".join(part.itertext()) for part in cell.iter(f"{_TEXT}p")).strip()
