"""Dated points from files and frames: how the input is cut, and batches of rows from each piece."""

import codecs
import csv
import gzip
import io
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from pathlib import Path
from typing import Any, Literal

from geo.errors import InputError
from geo.points.columns import Columns, Wanted, find_columns, find_frame_columns, find_geometry
from geo.points.vectors import PARQUET_ENDINGS, read_vectors

_CSV_ENDINGS = (".csv", ".tsv", ".csv.gz", ".tsv.gz")
_POINT_ENDINGS = (".geojson", ".gpkg", ".shp", ".fgb")
_ENDINGS = ", ".join(_CSV_ENDINGS + PARQUET_ENDINGS)
_CSV_BLOCK = 1 << 24  # bytes parsed at once
_CSV_PIECE = 1 << 25  # bytes of a piece, where a file is cut
_BATCH = 1 << 18  # rows read at once
_PIECE = 1 << 20  # rows of a piece, where a file or frame is cut
_FRAME_PIECE = 1 << 16  # smaller: these travel inside the task
FRAME = "events"  # what a frame is called in messages
KEPT = 5  # examples of each kind


@dataclass(frozen=True)
class Piece:
    """A part of the input that can be read alone."""

    label: str
    kind: Literal["csv", "parquet", "frame", "batches"]
    source: Any  # a path, a frame, or a frame yet to be computed
    columns: Columns
    weight: int  # bytes or rows, for the progress
    start: int = 0  # bytes of a CSV file, row groups of a Parquet file
    end: int | None = None
    follows: bool = False  # continues the piece before it: row numbers run on
    delimiter: str = ","
    names: tuple[str, ...] = ()


@dataclass
class Malformed:
    """CSV rows with too few or too many fields."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    examples: list[tuple[int, str]] = field(default_factory=list)

    def skip(self, row: Any) -> str:
        """Take note of a row, for pyarrow's reader to go on."""
        self.numbers.append(row.number)
        if len(self.examples) < KEPT:
            told = (
                f"has {row.actual_columns} fields where {row.expected_columns} are wanted: {row.text[:60]!r}"
            )
            self.examples.append((row.number, told))
        return "skip"


@dataclass(frozen=True)
class Batch:
    """Some rows of a piece, as a pyarrow RecordBatch or Table with the piece's columns."""

    data: Any
    first: int  # rows of the piece before this one, without malformed ones
    weight: int


def require_pyarrow() -> None:
    """Say which extra is missing where pyarrow is."""
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise InputError(
            "reading events needs pyarrow, which is not installed; run: pip install 'geo-timemaps[export]'"
        ) from error


def list_pieces(events: Any, wanted: Wanted, *, cut: bool) -> list[Piece]:
    """List the pieces of a file, a folder of files, a frame or a Dask frame, in reading order.

    `cut` makes pieces small enough for many workers; without it a file is one piece.
    """
    if isinstance(events, (str, Path)):
        path = Path(events)
        if not path.exists():
            raise InputError(f"{path}: no such file or folder; give events as CSV or Parquet")
        if path.is_file() and not path.name.lower().endswith(_CSV_ENDINGS + PARQUET_ENDINGS):
            return _list_table_pieces(path, wanted, cut=cut)
        return [piece for file in _list_files(path) for piece in _list_file_pieces(file, wanted, cut=cut)]
    if hasattr(events, "to_delayed") and hasattr(events, "_meta"):
        columns = find_frame_columns("events", events._meta, wanted, getattr(events, "crs", None))
        return [
            Piece("events", "frame", part, columns, 1, follows=number > 0)
            for number, part in enumerate(events.to_delayed())
        ]
    if not hasattr(events, "iloc") and (batches := _find_batches(events)) is not None:
        return _list_batches(*batches, wanted, cut=cut)
    if not hasattr(events, "iloc") or not hasattr(events, "columns"):
        raise InputError(f"events: a frame or a path is wanted, not {type(events).__name__}")
    if not all(isinstance(name, str) for name in events.columns):
        events = events.rename(columns=str)
    return _list_frame_pieces(FRAME, events, wanted, cut=cut)


def _list_frame_pieces(label: str, events: Any, wanted: Wanted, *, cut: bool) -> list[Piece]:
    columns = find_frame_columns(label, events, wanted, getattr(events, "crs", None))
    size = _FRAME_PIECE if cut else max(1, len(events))
    return [
        Piece(
            label,
            "frame",
            events.iloc[first : first + size][columns.names],
            columns,
            size,
            follows=first > 0,
        )
        for first in range(0, len(events), size)
    ]


def read_batches(piece: Piece, malformed: Malformed) -> Iterator[Batch]:
    """Read a piece batch by batch; rows that do not fit the header are noted in `malformed`."""
    import pyarrow as pa

    reader: Callable[[Piece, Malformed], Iterator[Batch]]
    readers = {"csv": _read_csv, "parquet": _read_parquet, "frame": _read_frame, "batches": _read_record_batches}
    reader = readers[piece.kind]
    try:
        yield from reader(piece, malformed)
    except (pa.ArrowException, OSError, EOFError) as error:
        hint = "; is a quotation mark left open?" if "straddling" in str(error) else ""
        raise InputError(f"{piece.label}: cannot be read: {' '.join(str(error).split())}{hint}") from error


def _list_table_pieces(path: Path, wanted: Wanted, *, cut: bool) -> list[Piece]:
    """Read a workbook, JSON or any other table as a frame of texts; a file of points with its points."""
    import pandas as pd

    if path.name.lower().endswith(_POINT_ENDINGS):
        return _list_frame_pieces(str(path), read_vectors(path, "points"), wanted, cut=cut)
    from geo.reading.tables import read_table

    try:
        table = read_table(path)
    except InputError as error:
        raise InputError(f"{path}: events are read from {_ENDINGS}, workbooks and JSON; {error}") from None
    frame = pd.DataFrame(list(table.rows), columns=list(table.columns), dtype="str")
    return _list_frame_pieces(str(path), frame, wanted, cut=cut)


def _find_batches(events: Any) -> tuple[Any, list[str]] | None:
    """Return Arrow record batches one after the other, and their columns; None for what has none."""
    import pyarrow as pa

    if isinstance(events, pa.RecordBatch):
        events = pa.Table.from_batches([events])
    if isinstance(events, pa.Table | pa.RecordBatchReader):
        batches = events.to_batches() if isinstance(events, pa.Table) else events
        return batches, list(events.schema.names)
    if hasattr(events, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(events)
        return reader, list(reader.schema.names)
    if isinstance(events, Iterable) and not hasattr(events, "columns"):
        batches = iter(events)
        first = next(batches, None)
        if isinstance(first, pa.RecordBatch):
            return chain([first], batches), list(first.schema.names)
    return None


def _list_batches(batches: Any, names: list[str], wanted: Wanted, *, cut: bool) -> list[Piece]:
    if cut:
        raise InputError("events: Arrow record batches are read by one process; leave out engine='dask'")
    return [Piece(FRAME, "batches", batches, find_columns(names, wanted, FRAME), 0)]


def _list_files(path: Path) -> list[Path]:
    if path.is_file():
        if not path.name.lower().endswith(_CSV_ENDINGS + PARQUET_ENDINGS):
            raise InputError(f"{path}: events are read from {_ENDINGS}; save the file as one of these")
        return [path]
    files = [
        file
        for file in sorted(path.rglob("*"), key=lambda file: file.relative_to(path).as_posix())
        if file.is_file()
        and file.name.lower().endswith(_CSV_ENDINGS + PARQUET_ENDINGS)
        and not any(part.startswith((".", "_")) for part in file.relative_to(path).parts)
    ]
    if not files:
        raise InputError(f"{path}: no events in this folder; files ending in {_ENDINGS} are wanted")
    tables = [file for file in files if file.name.lower().endswith(PARQUET_ENDINGS)]
    if tables and len(tables) < len(files):
        other = next(file for file in files if file not in tables)
        raise InputError(
            f"{path}: both CSV ({other.name}) and Parquet ({tables[0].name}) in one folder, perhaps the same events "
            "twice; keep one kind"
        )
    return files


def _list_file_pieces(path: Path, wanted: Wanted, *, cut: bool) -> list[Piece]:
    if path.name.lower().endswith(PARQUET_ENDINGS):
        return _list_parquet_pieces(path, wanted, cut=cut)
    size = path.stat().st_size
    names, delimiter, any_rows = _read_header(path)
    if any("\x00" in name or "\ufffd" in name for name in names):  # of another encoding, which is looked for
        return _list_table_pieces(path, wanted, cut=cut)
    columns = find_columns(names, wanted, str(path))
    if not any_rows:
        return []
    whole = Piece(str(path), "csv", str(path), columns, size, delimiter=delimiter, names=tuple(names))
    # Inside quotes a line end is text, and only reading from the start tells; such a file is not cut.
    if not cut or size <= _CSV_PIECE or path.suffix.lower() == ".gz" or _has_quotes(path):
        return [whole]
    cuts = [0]
    with path.open("rb") as file:
        for position in range(_CSV_PIECE, size, _CSV_PIECE):
            file.seek(position - 1)
            file.readline()
            if cuts[-1] < file.tell() < size:
                cuts.append(file.tell())
    return [
        replace(whole, weight=end - start, start=start, end=end, follows=start > 0)
        for start, end in zip(cuts, [*cuts[1:], size], strict=True)
    ]


def _list_parquet_pieces(path: Path, wanted: Wanted, *, cut: bool) -> list[Piece]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            schema, metadata = file.schema_arrow, file.metadata
    except (pa.ArrowException, OSError) as error:
        said = " ".join(str(error).split())
        raise InputError(f"{path}: not a Parquet file that can be read: {said}") from error
    geometry, crs = find_geometry(schema.metadata or {}, str(path))
    columns = find_columns(schema.names, wanted, str(path), geometry=geometry, crs=crs)
    size = path.stat().st_size
    whole = Piece(str(path), "parquet", str(path), columns, size)
    if not cut:
        return [whole]
    pieces, start, rows = [], 0, 0
    for group in range(metadata.num_row_groups):
        rows += metadata.row_group(group).num_rows
        if rows >= _PIECE or group + 1 == metadata.num_row_groups:
            share = size * rows // max(1, metadata.num_rows)
            pieces.append(replace(whole, weight=share, start=start, end=group + 1, follows=start > 0))
            start, rows = group + 1, 0
    return pieces or [whole]


def _read_header(path: Path) -> tuple[list[str], str, bool]:
    """Return the column names, the delimiter (the likeliest character of the first line) and if more follows."""
    try:
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as file:
            text = file.read(1 << 16).decode("utf-8-sig", errors="replace")
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{path}: cannot be read: {error}") from error
    if not text.strip():
        raise InputError(f"{path}: the file is empty; a first row of column names is wanted")
    line, *more = text.strip().splitlines()
    delimiter = max(",;\t|", key=line.count)
    return next(csv.reader(io.StringIO(text.lstrip("\r\n"), newline=""), delimiter=delimiter)), delimiter, bool(more)


def _has_quotes(path: Path) -> bool:
    with path.open("rb") as file:
        return any(b'"' in block for block in iter(lambda: file.read(_CSV_BLOCK), b""))


class _Text(io.RawIOBase):
    """A stream in which bytes that are not UTF-8 are marked as such, so that one of them is not the end of it all."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while True:
            block: bytes = self._source.read(max(1, size // 3 - 4))  # a mark takes three bytes for one
            if block.isascii() and not self._decoder.getstate()[0] and block:
                return block
            text = self._decoder.decode(block, final=not block)
            if text or not block:
                return text.encode()


def _read_csv(piece: Piece, malformed: Malformed) -> Iterator[Batch]:
    import pyarrow as pa
    from pyarrow import csv as pacsv

    continued = piece.start > 0
    options: dict[str, Any] = {
        # One thread: rows keep their numbers and memory stays small.
        "read_options": pacsv.ReadOptions(
            use_threads=False, block_size=_CSV_BLOCK, column_names=list(piece.names) if continued else None
        ),
        "parse_options": pacsv.ParseOptions(
            delimiter=piece.delimiter, newlines_in_values=True, invalid_row_handler=malformed.skip
        ),
        "convert_options": pacsv.ConvertOptions(
            include_columns=piece.columns.names,
            column_types={name: pa.string() for name in piece.columns.names},
            strings_can_be_null=True,
            null_values=[""],
            check_utf8=False,  # the stream is valid by now
        ),
    }
    first = seen = 0
    with pa.OSFile(piece.source) as file:
        stream: Any = file
        if piece.end is not None:
            file.seek(piece.start)
            stream = pa.BufferReader(file.read_buffer(piece.end - piece.start))
        elif piece.source.lower().endswith(".gz"):
            stream = pa.CompressedInputStream(file, "gzip")
        for data in pacsv.open_csv(_Text(stream), **options):
            position = min(stream.tell() if piece.end is not None else file.tell(), piece.weight)
            yield Batch(data, first, position - seen)
            first, seen = first + data.num_rows, position


def _read_parquet(piece: Piece, malformed: Malformed) -> Iterator[Batch]:  # noqa: ARG001 - no row is malformed
    import pyarrow.parquet as pq

    first = 0
    # Streamed column by column: a row group need not fit in memory.
    with pq.ParquetFile(piece.source, pre_buffer=False, buffer_size=1 << 20) as file:
        groups = range(piece.start, file.metadata.num_row_groups if piece.end is None else piece.end)
        total = sum(file.metadata.row_group(group).num_rows for group in groups)
        for data in file.iter_batches(
            _BATCH, row_groups=list(groups), columns=piece.columns.names, use_threads=False
        ):
            yield Batch(data, first, piece.weight * data.num_rows // max(1, total))
            first += data.num_rows


def _read_record_batches(piece: Piece, malformed: Malformed) -> Iterator[Batch]:  # noqa: ARG001 - no row is malformed
    first = 0
    for data in piece.source:
        yield Batch(data.select(piece.columns.names), first, 0)
        first += data.num_rows


def _read_frame(piece: Piece, malformed: Malformed) -> Iterator[Batch]:  # noqa: ARG001 - no row is malformed
    import pyarrow as pa
    import shapely

    frame = piece.source
    for first in range(0, len(frame), _BATCH):
        part = frame.iloc[first : first + _BATCH]
        arrays = []
        for name in piece.columns.names:
            series = part[name]
            if name == piece.columns.geometry:
                arrays.append(pa.array(shapely.to_wkb(series.to_numpy())))
                continue
            if series.dtype.name.startswith("period"):
                series = series.astype(str)
            try:
                arrays.append(pa.Array.from_pandas(series))
            except (pa.ArrowInvalid, pa.ArrowTypeError):  # several types in one column
                texts = [None if value is None else str(value) for value in series]
                arrays.append(pa.array(texts, pa.string()))
        data = pa.Table.from_arrays(arrays, names=piece.columns.names)
        yield Batch(data, first, len(part) if piece.weight > 1 else 0)
