"""Read any table of figures as text: CSV and its kin, workbooks, Parquet, JSON, a file or standard input.

What a file is, is found from its bytes, not its name; encoding and separator likewise. Nothing is guessed in
silence: `Table.remarks` says what was found. Cells stay text, so that leading zeros and dates survive.
"""

import csv
import gzip
import io
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from geo.errors import InputError, fit_text
from geo.limits import refuse_pipe
from geo.reading.records import read_json, read_layer, read_parquet
from geo.reading.sheets import read_workbook
from geo.reading.table import LARGEST_BYTES, LONGEST_CELL, Table, tabulate
from geo.reading.web import read_page

STANDARD_INPUT = "standard input"  # as messages call it
Judge = Callable[[str], int]
# Encodings of one byte a letter: nothing in the bytes tells them apart.
_OLD_ENCODINGS = ("cp1252", "cp1250", "cp1251", "cp1254", "cp1257", "cp1253", "mac_roman", "cp850", "cp866")
_SAMPLE = 1 << 16
_RARE = 10  # letters for one that cannot be shown: a slip in a text, and no sign of other bytes
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
_BYTE_ORDER_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


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
        The sheet of a workbook; the one that holds a table when not given.
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
        return read_workbook(name, data, sheet, judge)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise InputError(f"{name}: is an old or protected workbook; save it as XLSX without a password, or as CSV")
    if data[:5] == b"%PDF-":
        raise InputError(f"{name}: is a PDF, which holds pages and no table; save the table in it as CSV or XLSX")
    if data[:4] == b"PAR1":
        return read_parquet(name, data)
    if data[:16] == b"SQLite format 3\x00":
        return read_layer(name, Path(source))
    text, found = decode_text(name, data, encoding, judge)
    if re.match(r"\s*<(?:!doctype html|html|table|meta|head)\b", text, re.IGNORECASE):
        return read_page(name, text)
    if re.match(r"\s*<\?xml|\s*<(?:\w+:)?Workbook\b", text):
        raise InputError(f"{name}: is XML and no table; open it in a spreadsheet program and save it as XLSX or CSV")
    if text.lstrip()[:1] in ("{", "["):
        return read_json(name, text, found)
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
        odd = len(_CONTROL.findall(text, 0, _SAMPLE))
        if odd and not (found.startswith("utf-8") and odd * _RARE < len(text[:_SAMPLE])):
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
        yield "utf-8"  # with few of them, which are left out and named
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
        refuse_pipe(path)
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
    if told := re.match(r"\ufeff?sep=(.)\r?\n", text):  # for a spreadsheet program
        text = text[told.end() :]
    separator = told[1] if told and told[1] in _SEPARATORS else find_separator(text)
    first = 2 if told else 1
    begun = [0]  # the last line of each row
    remarks = [f"read as {encoding}, columns parted by {_SEPARATORS[separator]}"]
    previous = csv.field_size_limit(LONGEST_CELL)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        return tabulate(name, _numbered(reader, first, begun), remarks, separator)
    except csv.Error as error:
        raise InputError(f"{name}, line {begun[-1] + first}: {error}; check the quotes of the row that begins there") from None
    finally:
        csv.field_size_limit(previous)


def _numbered(reader: Any, first: int, begun: list[int]) -> Iterator[tuple[int, Sequence[str]]]:
    for number, row in enumerate(reader, start=first):
        begun[0] = reader.line_num
        yield number, row


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
        usual = Counter(wide).most_common(1)[0][0] if (wide := [width for width in widths if width > 1]) else 0
        return (round(widths.count(usual) / len(widths), 1), usual) if usual else (0, 0)  # a title above has other widths

    return max(_SEPARATORS, key=lambda sign: (*columns(sign), sign == "\t"))  # a tab seldom stands within a field


