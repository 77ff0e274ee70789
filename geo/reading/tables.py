"""Read any table of figures as text: CSV and its kin, XLSX, Parquet, JSON and JSON lines, a file or standard input.

What a file is, is found from its bytes, not its name; encoding and separator likewise. Nothing is guessed in
silence: `Table.remarks` says what was found. Cells stay text, so that leading zeros and dates survive.
"""

import csv
import gzip
import io
import json
import re
import sys
import warnings
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from geo.errors import UNFIT, InputError, fit_text
from geo.reading.headers import join_header

LARGEST_BYTES = 1 << 29  # of a table, unpacked
MOST_ROWS = 5_000_000
MOST_COLUMNS = 4_096
MOST_CELLS = 50_000_000  # of a sheet, empty ones between others too
LONGEST_CELL = 1 << 16  # characters
STANDARD_INPUT = "standard input"  # as messages call it
Judge = Callable[[str], int]
# Encodings of one byte a letter: nothing in the bytes tells them apart.
_OLD_ENCODINGS = ("cp1252", "cp1250", "cp1251", "cp1254", "cp1257", "cp1253", "mac_roman", "cp850", "cp866")
_SAMPLE = 1 << 16
_LOOKED_AT = 50  # rows that are looked at to tell a title from the header
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True)
class Table:
    """A table as text.

    Parameters
    ----------
    name : str
        The file's name, for messages.
    columns : tuple of str
        The header, trimmed.
    rows : tuple of tuple of str
        Cells, trimmed; each row as long as the header.
    numbers : tuple of int
        Each row's number as a spreadsheet counts it: the header is row 1.
    remarks : tuple of str
        What was found out about the file, in words.
    separator : str
        What parts the columns, where the file is text.
    above : tuple of str
        What stands above the header, row by row: a title, a source.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    remarks: tuple[str, ...] = ()
    separator: str = ","
    above: tuple[str, ...] = ()

    def column(self, name: str) -> tuple[str, ...]:
        """Return one column's cells, in the order of the rows."""
        place = self.columns.index(name)
        return tuple(row[place] for row in self.rows)


def read_table(
    source: str | Path, *, encoding: str | None = None, sheet: str | None = None, judge: Judge | None = None
) -> Table:
    """Read a table, whatever its format.

    Parameters
    ----------
    source : str or Path
        A file, or `-` for standard input.
    encoding : str, optional
        The text's encoding; found from the bytes when not given.
    sheet : str, optional
        The sheet of a workbook; the first one that is not empty when not given.
    judge : callable, optional
        Counts the words of a text that are known; of several encodings that fit, the one in which most are is taken.

    Raises
    ------
    InputError
        The file cannot be read, holds no table, or is larger than can be taken; says what to do.
    """
    name, data = _read_bytes(source)
    packed = data[:2] == b"\x1f\x8b"
    if packed:
        data, name = _unpack(name, data), name.removesuffix(".gz")
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise InputError(f"{name}: the file is empty; give a table with a header row")
    if data[:4] == b"PK\x03\x04":
        return _read_workbook(name, data, sheet)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(f"{name}: is an old or protected workbook; save it as XLSX without a password, or as CSV")
    if data[:4] == b"PAR1":
        return _read_parquet(name, data)
    text, found = decode_text(name, data, encoding, judge)
    if text.lstrip()[:1] in ("{", "["):
        return _read_json(name, text, found)
    return _read_delimited(name, text, found)


def decode_text(
    name: str, data: bytes, encoding: str | None = None, judge: Judge | None = None
) -> tuple[str, str]:
    """Turn bytes into text; return it with the encoding told or found.

    Raises
    ------
    InputError
        The encoding told does not exist or does not fit, or none can be found.
    """
    if encoding is not None:
        try:
            return data.decode(encoding), encoding
        except LookupError:
            raise InputError(f"{name}: no encoding is called {encoding!r}; try utf-8, utf-16 or cp1252") from None
        except (UnicodeError, ValueError) as error:
            raise InputError(f"{name}: does not fit the encoding {encoding!r} ({error}); name another one") from None
    best: tuple[int, str, str] | None = None
    for found in dict.fromkeys((*_likely_encodings(data), *(_OLD_ENCODINGS if judge else ()))):
        try:
            text = data.decode(found)
        except UnicodeError:
            continue
        if _CONTROL.search(text, 0, _SAMPLE):
            continue
        if judge is None or found.startswith("utf"):
            return text, found.removesuffix("-sig")
        known = judge(text[:_SAMPLE])
        if best is None or known > best[0]:
            best = known, text, found
    if best:
        return best[1:]
    raise InputError(f"{name}: is neither text nor a table known here; save it as CSV in UTF-8, or name --encoding")


def _likely_encodings(data: bytes) -> Iterator[str]:
    for mark, found in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            yield found
            return
    sample = data[:_SAMPLE]
    if b"\x00" in sample:  # two bytes a letter: of plain letters one byte is always 0
        yield "utf-16-le" if sample[1::2].count(0) >= sample[::2].count(0) else "utf-16-be"
        return
    yield "utf-8"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    if best is not None:
        yield best.encoding
    yield "cp1252"


def _read_bytes(source: str | Path) -> tuple[str, bytes]:
    if str(source) == "-":
        data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        name = STANDARD_INPUT
    else:
        path = Path(source)
        name = fit_text(path.name) or "the file"
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_BYTES + 1)
        except OSError as error:
            raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from None
        except ValueError:
            raise InputError(f"{str(path)!r}: is no file name; check it") from None
    if len(data) > LARGEST_BYTES:
        raise InputError(f"{name}: is larger than {LARGEST_BYTES >> 20} MiB; keep only the rows and columns to draw")
    return name, data


def _unpack(name: str, data: bytes) -> bytes:
    try:
        with gzip.open(io.BytesIO(data)) as file:
            plain = file.read(LARGEST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: cannot be unpacked ({error}); unpack it yourself or fetch it again") from None
    if len(plain) > LARGEST_BYTES:
        raise InputError(f"{name}: unpacks to more than {LARGEST_BYTES >> 20} MiB; keep only the rows to draw")
    return plain


def _read_delimited(name: str, text: str, encoding: str) -> Table:
    separator = find_separator(text)
    remarks = [f"read as {encoding}, columns parted by {_SEPARATORS[separator]}"]
    previous = csv.field_size_limit(LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return _tabulate(name, _numbered(reader), remarks, separator)
    except csv.Error as error:
        raise InputError(f"{name}, line {reader.line_num}: {error}; check the quotes of that row") from None
    finally:
        csv.field_size_limit(previous)


def _numbered(reader: Any) -> Iterator[tuple[int, Sequence[str]]]:
    yield from enumerate(reader, start=1)


def find_separator(text: str) -> str:
    r"""Return the separator by which the first lines fall into the most columns, the same number in most of them.

    >>> find_separator("place;share\nA;1,5\nB;2,5")
    ';'
    """

    def columns(separator: str) -> tuple[float, int]:
        reader = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=separator)
        try:
            widths = [len(row) for row in islice(reader, 100) if row]
        except csv.Error:
            return 0, 0
        usual = Counter(widths).most_common(1)[0][0] if widths else 0  # a title above the header has other widths
        return (round(widths.count(usual) / len(widths), 1), usual) if usual > 1 else (0, 0)

    return max(_SEPARATORS, key=columns)


def _tabulate(
    name: str, rows: Iterable[tuple[int, Sequence[str]]], remarks: list[str], separator: str = ","
) -> Table:
    """Take the first row that is as wide as the table as the header; refuse rows that do not fit it."""
    header: tuple[str, ...] = ()
    kept: list[tuple[str, ...]] = []
    numbers: list[int] = []
    odd: list[int] = []
    filled = _clean_rows(name, rows, odd)
    first = list(islice(filled, _LOOKED_AT))
    above = _find_title(first)
    first, above, two = join_header(first, above)
    if two:
        remarks.append(two)
    for number, cells in chain(first[len(above) :], filled):
        if not header:
            header = _check_header(name, number, cells)
            if above and not two:
                remarks.append(f"row {number} is the header; above it: {above[0][:60]!r}")
            continue
        if len(cells) > len(header) and not any(cells[len(header) :]):
            cells = cells[: len(header)]
        if len(cells) > len(header):
            raise InputError(
                f"{name}, row {number}: has {len(cells)} fields, the header {len(header)}; "
                "put quotes round a field that holds a separator"
            )
        kept.append(cells + ("",) * (len(header) - len(cells)))
        numbers.append(number)
        if len(kept) > MOST_ROWS:
            raise InputError(f"{name}: has more than {MOST_ROWS:,} rows; keep only those to draw")
    if not header:
        raise InputError(f"{name}: holds no table; the first row is the header")
    if not kept:
        raise InputError(f"{name}: has a header ({', '.join(header)[:80]}) and no rows; add the figures")
    if odd:
        remarks.append(f"characters that cannot be shown were left out of {len(odd)} rows, first row {odd[0]}")
    return Table(name, header, tuple(kept), tuple(numbers), tuple(remarks), separator, above)


def _clean_rows(
    name: str, rows: Iterable[tuple[int, Sequence[str]]], odd: list[int]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the rows that are not empty, trimmed; note in `odd` those that held what cannot be shown."""
    letters = 0
    for number, row in rows:
        cells = tuple(cell.strip() for cell in row)
        letters += sum(map(len, cells))
        if letters > LARGEST_BYTES or max(map(len, cells), default=0) > LONGEST_CELL:
            raise InputError(f"{name}, row {number}: has too long a text; a field may hold {LONGEST_CELL:,} characters")
        if any(map(UNFIT.search, cells)):
            odd.append(number)
            cells = tuple(map(fit_text, cells))
        if any(cells):
            yield number, cells


def _find_title(first: Sequence[tuple[int, tuple[str, ...]]]) -> tuple[str, ...]:
    """Return what stands above the header: rows at the top that fill less than half as many cells as most rows do."""
    sizes = [sum(map(bool, cells)) for _, cells in first]
    usual = sorted(sizes)[len(sizes) // 2] if sizes else 0
    top = next((at for at, size in enumerate(sizes) if 2 * size >= usual), 0)
    return tuple(" ".join(filter(None, cells)) for _, cells in first[:top])


def _check_header(name: str, number: int, cells: tuple[str, ...]) -> tuple[str, ...]:
    if len(cells) > MOST_COLUMNS:
        raise InputError(f"{name}, row {number}: has {len(cells)} columns, at most {MOST_COLUMNS} are read")
    while cells and not cells[-1]:
        cells = cells[:-1]
    named = tuple(cell or f"column {place}" for place, cell in enumerate(cells, start=1))
    doubled = [cell for cell, count in Counter(named).items() if count > 1]
    if doubled:
        raise InputError(f"{name}, row {number}: the column {doubled[0]!r} stands twice; rename one of them")
    return named


def _read_workbook(name: str, data: bytes, sheet: str | None) -> Table:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise InputError(f"{name}: is a damaged workbook or archive ({error}); save it again") from None
    if sum(member.file_size for member in members) > LARGEST_BYTES:
        raise InputError(f"{name}: unpacks to more than {LARGEST_BYTES >> 20} MiB; keep only the rows to draw")
    if not any(member.filename == "xl/workbook.xml" for member in members):
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
        names = [item.title for item in book.worksheets]
        if sheet is not None and sheet not in names:
            raise InputError(f"{name}: has no sheet {sheet!r}; there are: {', '.join(names)}")
        for title in [sheet] if sheet is not None else names:
            rows = list(_sheet_rows(name, book[title]))
            if rows:
                others = [other for other in names if other != title]
                more = f"; not read: {', '.join(others)}" if others else ""
                return _tabulate(name, rows, [f"read the sheet {title!r}{more}"])
    except InputError:
        raise
    except Exception as error:  # openpyxl lets through whatever a damaged part of a workbook causes
        said = " ".join(str(error).split()) or "a part of it is missing"
        raise InputError(f"{name}: is a damaged workbook ({said}); save it again") from None
    raise InputError(f"{name}: its sheets are empty; give a table with a header row")


def _sheet_rows(name: str, sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty; a sheet may say that it is larger than it is, and one far cell makes it wide."""
    sheet.reset_dimensions()
    wide = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        wide += len(row)
        if wide > MOST_CELLS:
            raise InputError(f"{name}, row {number}: has more than {MOST_CELLS:,} cells by here; keep only those to draw")
        cells = [cell_text(value) for value in row]
        if any(cells):
            yield number, cells


def _read_parquet(name: str, data: bytes) -> Table:
    try:
        import pyarrow as pa
        import pyarrow.parquet as pq
    except ImportError:
        raise InputError(
            f"{name}: reading Parquet needs pyarrow, which is not installed; "
            "run: pip install 'geo-timemaps[export]', or save the table as CSV"
        ) from None
    try:
        texts = [field.name for field in pq.read_schema(io.BytesIO(data)) if pa.types.is_string(field.type)]
        # As a dictionary, a long text that many rows repeat is in memory once.
        file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
        if file.metadata.num_rows > MOST_ROWS:
            raise InputError(f"{name}: has more than {MOST_ROWS:,} rows; keep only those to draw")
        found = file.read()
        flat = [field.name for field in found.schema if not _is_nested(field.type)]
        cells = [_column_texts(found.column(column)) for column in flat]
    except (pa.ArrowException, OSError, ValueError, KeyError, OverflowError) as error:
        said = " ".join(str(error).split())
        raise InputError(f"{name}: is no Parquet file that can be read ({said}); save it again") from None
    skipped = [field.name for field in found.schema if field.name not in flat]
    remarks = ["read as Parquet", *(f"column {column!r} holds no plain values and is left out" for column in skipped)]
    rows: list[tuple[int, Sequence[str]]] = [(1, flat)]
    rows += list(enumerate(zip(*cells, strict=True), start=2))
    return _tabulate(name, rows, remarks)


def _column_texts(column: Any) -> list[str]:
    import pyarrow as pa

    if not pa.types.is_dictionary(column.type):
        return [cell_text(value) for value in column.to_pylist()]
    texts: list[str] = []
    for chunk in column.chunks:
        words = [cell_text(value) for value in chunk.dictionary.to_pylist()]
        texts += ["" if at is None else words[at] for at in chunk.indices.to_pylist()]
    return texts


def _is_nested(kind: Any) -> bool:
    import pyarrow as pa

    return bool(pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind))


def _read_json(name: str, text: str, encoding: str) -> Table:
    """Read JSON lines, or one JSON array of objects."""
    records: list[tuple[int, Any]] = []
    try:
        if text.lstrip().startswith("["):
            records = list(enumerate(json.loads(text), start=2))
            said = "a JSON array"
        else:
            said = "JSON lines"
            for number, line in enumerate(text.splitlines(), start=1):
                if line.strip():
                    records.append((number, json.loads(line)))
    except (ValueError, RecursionError) as error:
        where = f", line {len(records) + 1}" if not text.lstrip().startswith("[") else ""
        raise InputError(f"{name}{where}: is not JSON ({error}); write one object a line") from None
    columns: dict[str, None] = {}
    for number, record in records:
        if not isinstance(record, dict):
            raise InputError(f"{name}, row {number}: came {str(record)[:40]!r}, wanted an object with named fields")
        if record.get("type") == "FeatureCollection":
            raise InputError(f"{name}: is GeoJSON, which holds boundaries; give it as --boundaries, and figures as a table")
        columns.update(dict.fromkeys(record))
    rows: list[tuple[int, Sequence[str]]] = [(1, list(columns))]
    for number, record in records:
        nested = next((key for key, value in record.items() if isinstance(value, (dict, list))), None)
        if nested is not None:
            raise InputError(f"{name}, row {number}, {nested}: came a nested value, wanted text or a number; flatten it")
        rows.append((number, [cell_text(record.get(column)) for column in columns]))
    return _tabulate(name, rows, [f"read as {said}, {encoding}"])


def cell_text(value: Any) -> str:
    """Write a typed cell as a careful person would: whole numbers without a point, midnight as a day."""
    if value is None or value != value:  # NaN, and the NaT that stands for no date, are not themselves
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return value.date().isoformat() if midnight else value.isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)
