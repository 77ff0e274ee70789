"""Rows to places and periods: what each row says, which rows are bad and why, and the tally of a piece."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import plain_line
from geo.points.columns import Columns
from geo.points.files import FRAME, KEPT, Batch, Malformed, Piece, read_batches
from geo.points.places import PlaceIndex
from geo.points.sums import Sums
from geo.points.times import By, UnreadableTimeError, read_period, read_periods

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Report = Callable[[int, int], None]  # rows read, weight of the input read

_COMMA = re.compile(rb"[+-]?(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))")
_APART = 200  # points in no place that are kept, to see whether their coordinates are exchanged
_SMALL = 64  # rows read one by one where a whole piece cannot be read at once


@dataclass(frozen=True)
class Example:
    """One row that does not count, and why."""

    file: str
    row: int
    reason: str

    def __str__(self) -> str:
        return plain_line(f"{self.file}, row {self.row}: {self.reason}")


@dataclass
class Tally:
    """What became of the rows of one piece; `records` are all rows of it, with a header."""

    records: int = 0
    points: int = 0
    outside: int = 0
    shared: int = 0
    bad_rows: int = 0
    apart: list[tuple[float, float]] = field(default_factory=list)  # some points in no place, perhaps off the Earth
    outside_examples: list[Example] = field(default_factory=list)
    bad_examples: list[Example] = field(default_factory=list)


def tally_piece(piece: Piece, places: PlaceIndex, by: By, sums: Sums, report: Report | None = None) -> Tally:
    """Add a piece's rows to `sums` and return the tally; row numbers in it count from the piece's start."""
    tally, malformed = Tally(), Malformed()
    header = int((piece.kind == "csv" and piece.start == 0) or (piece.kind == "frame" and piece.label != FRAME))
    for batch in read_batches(piece, malformed):
        _add_batch(batch, piece, places, by, sums, tally, malformed, header)
        if report is not None:
            report(batch.data.num_rows, batch.weight)
    skipped = len(malformed.numbers)
    tally.records = header + tally.points + skipped
    tally.points += skipped
    tally.bad_rows += skipped
    broken = [Example(piece.label, number, told) for number, told in malformed.examples]
    tally.bad_examples = sorted(tally.bad_examples + broken, key=lambda example: example.row)[:KEPT]
    return tally


def gather(pieces: Iterable[Piece], tallies: Iterable[Tally]) -> Tally:
    """Put the tallies of pieces together, in reading order, with row numbers counted from each file's start."""
    whole, before = Tally(), 0
    for piece, tally in zip(pieces, tallies, strict=True):
        before = before if piece.follows else 0
        for kept, found in (
            (whole.bad_examples, tally.bad_examples),
            (whole.outside_examples, tally.outside_examples),
        ):
            kept += [Example(e.file, e.row + before, e.reason) for e in found[: KEPT - len(kept)]]
        before += tally.records
        whole.apart += tally.apart[: _APART - len(whole.apart)]
        for name in ("records", "points", "outside", "shared", "bad_rows"):
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
    return whole


def _add_batch(
    batch: Batch,
    piece: Piece,
    places: PlaceIndex,
    by: By,
    sums: Sums,
    tally: Tally,
    malformed: Malformed,
    header: int,
) -> None:
    columns, size = piece.columns, batch.data.num_rows
    periods = read_periods(_column(batch.data, columns.time), by, columns.dates)
    lon, lat = _read_points(batch.data, columns)
    with np.errstate(invalid="ignore"):
        good = (periods >= 0) & (np.abs(lon) <= 180) & (np.abs(lat) <= 90)  # false for NaN
    values = None
    if columns.value is not None:
        values, known = _read_numbers(_column(batch.data, columns.value))
        good &= known
    rows = np.flatnonzero(good)
    every = len(rows) == size
    located = places.locate(lon if every else lon[rows], lat if every else lat[rows])
    inside = rows[located.rows]
    sums.add(located.places, periods[inside], None if values is None else values[inside])

    found = np.zeros(size, bool)
    found[inside] = True
    outside = np.flatnonzero(good & ~found)
    bad = np.flatnonzero(~good)
    tally.points += size
    tally.bad_rows += len(bad)
    tally.outside += len(outside)
    tally.shared += located.shared
    apart = np.flatnonzero((periods >= 0) & ~found & np.isfinite(lon) & np.isfinite(lat))
    tally.apart += [(float(lon[row]), float(lat[row])) for row in apart[: _APART - len(tally.apart)].tolist()]
    for row in bad[: KEPT - len(tally.bad_examples)].tolist():
        told = _explain(batch.data.slice(row, 1), columns, by)
        number = _number_row(batch.first + row + 1 + header, malformed)
        tally.bad_examples.append(Example(piece.label, number, told))
    for row in outside[: KEPT - len(tally.outside_examples)].tolist():
        told = f"longitude {lon[row]:.10g}, latitude {lat[row]:.10g} is in no place"
        number = _number_row(batch.first + row + 1 + header, malformed)
        tally.outside_examples.append(Example(piece.label, number, told))


def _number_row(number: int, malformed: Malformed) -> int:
    """Count the malformed rows before a row in."""
    for skipped in malformed.numbers:
        if skipped > number:
            break
        number += 1
    return number


def _read_points(data: Any, columns: Columns) -> tuple[Floats, Floats]:
    """Return longitudes and latitudes in degrees, NaN where there are none."""
    if columns.geometry is None:
        return tuple(_read_degrees(_column(data, name)) for name in (columns.lon, columns.lat))  # type: ignore[return-value]
    return _read_geometry(_column(data, columns.geometry), columns.crs)


def _read_degrees(column: Any) -> Floats:
    numbers, known = _read_numbers(column)
    return numbers.astype(np.float64) if known.all() else np.where(known, numbers, np.nan)


def _read_geometry(column: Any, crs: str | None) -> tuple[Floats, Floats]:
    import pyarrow as pa
    import shapely

    if isinstance(column.type, pa.ExtensionType):
        column = column.storage
    if pa.types.is_struct(column.type):  # points as pairs of numbers
        x, y = (_read_degrees(_part(column, name)) for name in ("x", "y"))
    elif pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        shapes = shapely.from_wkb(column.to_numpy(zero_copy_only=False), on_invalid="ignore")
        shapes[shapely.is_empty(shapes)] = None  # an empty point has no x to ask for
        x, y = shapely.get_x(shapes), shapely.get_y(shapes)  # NaN for what is not a point
    else:
        x = y = np.full(len(column), np.nan)
    if crs is None:
        return x, y
    lon, lat = _transformer(crs).transform(x, y)
    return np.asarray(lon), np.asarray(lat)


def _part(column: Any, name: str) -> Any:
    import pyarrow.compute as pc

    return pc.struct_field(column, name)  # null where the point is


@lru_cache(maxsize=8)
def _transformer(crs: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(crs, 4326, always_xy=True)


def _read_numbers(column: Any) -> tuple[Any, Flags]:
    """Return numbers (whole ones exactly) and which of them are known and finite; the others are 0."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        numbers = _read_texts(column)
    elif pa.types.is_signed_integer(kind):
        known = column.is_valid().to_numpy(zero_copy_only=False)
        return pc.cast(column, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False), known
    elif pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        numbers = pc.cast(column, pa.float64(), safe=False).to_numpy(zero_copy_only=False)
    else:
        numbers = np.full(len(column), np.nan)
    known = np.isfinite(numbers)
    return numbers if known.all() else np.where(known, numbers, 0.0), known


def _read_texts(texts: Any) -> Floats:
    """Read whole pieces at once; halve a piece that holds something unusual, down to rows read one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    try:
        return np.asarray(pc.cast(texts, pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)
    except pa.ArrowInvalid:
        pass
    if len(texts) > _SMALL:
        half = len(texts) // 2
        return np.concatenate([_read_texts(texts[:half]), _read_texts(texts[half:])])
    return np.array(
        [_read_text(value) for value in pc.cast(texts, pa.large_binary()).to_pylist()], np.float64
    )


def _read_text(value: bytes | None) -> float:
    """Read one number; a comma begins decimals unless it may part thousands, as in 1,234."""
    text = b"" if value is None else value.strip().replace(b"\xe2\x88\x92", b"-")
    if _COMMA.fullmatch(text):
        text = text.replace(b",", b".")
    try:
        return float("nan") if b"_" in text else float(text)
    except ValueError:
        return float("nan")


def _explain(row: Any, columns: Columns, by: By) -> str:
    """Say what is wrong with a row: the first of time, coordinates and value that cannot be used."""
    time = _show(row, columns.time)
    try:
        read_period(time, by, columns.dates)
    except UnreadableTimeError as error:
        return f"{columns.time} {error}"
    lon, lat = _read_points(row, columns)
    for name, number, limit in ((columns.lon, lon[0], 180), (columns.lat, lat[0], 90)):
        if columns.geometry is not None:
            if np.isnan(lon[0]) or np.isnan(lat[0]):
                return f"{columns.geometry} is not a point"
            if not abs(number) <= limit:
                return f"{columns.geometry} lies at longitude {lon[0]:.10g}, latitude {lat[0]:.10g}, off the Earth"
        elif name is not None:
            if np.isnan(number):
                return f"{name} {_tell(_show(row, name))} a number"
            if not abs(number) <= limit:
                return f"{name} {number:.10g} is not between -{limit} and {limit} degrees"
    return f"{columns.value} {_tell(_show(row, str(columns.value)))} a finite number"


def _tell(text: str | None) -> str:
    return "is empty, not" if text is None or not text.strip() else f"{text[:40]!r} is not"


def _show(row: Any, name: str) -> str | None:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _column(row, name)
    if pa.types.is_string(column.type):
        column = pc.cast(column, pa.binary())
    value = column[0].as_py()
    return (
        value.decode(errors="replace") if isinstance(value, bytes) else None if value is None else str(value)
    )


def _column(data: Any, name: str | None) -> Any:
    import pyarrow as pa

    column = data.column(name)
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
