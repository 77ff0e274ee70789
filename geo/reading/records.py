"""Tables that come as records: Parquet, JSON lines and arrays, JSON-stat, and the attributes of boundary files."""

import io
import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.limits import check
from geo.reading.sdmx import is_sdmx, read_sdmx
from geo.reading.table import MOST_CELLS, MOST_ROWS, Numbered, Table, cell_text, tabulate


def read_parquet(name: str, data: bytes) -> Table:
    """Read the plain columns of a Parquet file.

    Raises
    ------
    InputError
        It cannot be read, or pyarrow is not installed.
    """
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
        cells_there = file.metadata.num_rows * file.metadata.num_columns
        check("CELLS", cells_there, f"{name}: cells", "keep only the rows and columns to draw")
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
    return tabulate(name, rows, remarks)


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


def read_layer(name: str, path: Path) -> Table:
    """Read the attributes of a GeoPackage, whose areas are left to the boundaries.

    Raises
    ------
    InputError
        It cannot be read.
    """
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(path, read_geometry=False, where="1 = 1")
    except Exception as error:  # GDAL's failures come as many kinds
        said = " ".join(str(error).split())[:160]
        raise InputError(f"{name}: holds no table that can be read ({said}); save it as CSV") from None
    columns = [str(column) for column in frame.columns]
    cells = [[cell_text(value) for value in frame.iloc[:, at]] for at in range(len(columns))]
    rows: list[Numbered] = [(1, columns), *enumerate(zip(*cells, strict=True), start=2)]
    return tabulate(name, rows, ["read the attributes of its features"])


def read_json(name: str, text: str, encoding: str) -> Table:
    """Read JSON: lines, an array of objects, one under a name, the properties of GeoJSON, JSON-stat or SDMX-JSON.

    Raises
    ------
    InputError
        It is none of these; names the line or row.
    """
    whole: Any = None
    try:
        whole = json.loads(text, parse_float=_digits)
    except (ValueError, RecursionError) as error:
        if text.lstrip().startswith("[") or "\n" not in text.strip():
            where = "" if text.lstrip().startswith("[") else ", line 1"
            raise InputError(f"{name}{where}: is not JSON ({error}); write one object a line") from None
    if isinstance(whole, dict):
        dataset = whole.get("dataset") if isinstance(whole.get("dataset"), dict) else whole
        if isinstance(dataset, dict) and isinstance(dataset.get("dimension"), dict) and "value" in dataset:
            return _read_stat(name, dataset, encoding)
        if is_sdmx(whole):
            return read_sdmx(name, whole, encoding)
        if whole.get("type") == "FeatureCollection":
            return _read_features(name, whole, encoding)
        if whole.get("type") == "Topology":
            remedy = "give it as --boundaries, and figures as a table"
            raise InputError(f"{name}: is TopoJSON, which holds boundaries; {remedy}")
    records, said = _find_records(name, text, whole)
    columns: dict[str, None] = {}
    flat: list[tuple[int, dict[str, Any]]] = []
    for number, record in records:
        if not isinstance(record, dict):
            raise InputError(f"{name}, row {number}: came {str(record)[:40]!r}, wanted an object with named fields")
        flat.append((number, dict(_flatten(name, number, record))))
        columns.update(dict.fromkeys(flat[-1][1]))
    rows: list[Numbered] = [(1, list(columns))]
    rows += [(number, [cell_text(record.get(column)) for column in columns]) for number, record in flat]
    return tabulate(name, rows, [f"read as {said}, {encoding}"])


def _digits(text: str) -> str:
    """Keep a number as it is written, to its last digit."""
    return text


def _find_records(name: str, text: str, whole: Any) -> tuple[list[tuple[int, Any]], str]:
    if isinstance(whole, list):
        lists = [item for item in whole if isinstance(item, list)]
        if len(whole) == 2 and isinstance(whole[0], dict) and len(lists) == 1:  # what a page of an answer says, then its rows
            whole = lists[0]
        if whole and all(isinstance(item, list) for item in whole) and all(isinstance(cell, str) for cell in whole[0]):
            header = whole[0]
            whole = [dict(zip(header, row, strict=False)) for row in whole[1:]]
        return list(enumerate(whole, start=2)), "a JSON array"
    if isinstance(whole, dict):
        held = {key: value for key, value in whole.items() if isinstance(value, list) and value and isinstance(value[0], dict)}
        if held:
            key = max(held, key=lambda item: len(held[item]))
            return list(enumerate(held[key], start=2)), f"the JSON array under {key!r}"
        turned, said = _turn_columns(whole)
        return (turned, said) if turned else ([(1, whole)], "JSON lines")
    records: list[tuple[int, Any]] = []
    try:
        for number, line in enumerate(text.splitlines(), start=1):
            if line.strip():
                records.append((number, json.loads(line, parse_float=_digits)))
    except (ValueError, RecursionError) as error:
        raise InputError(f"{name}, line {len(records) + 1}: is not JSON ({error}); write one object a line") from None
    return records, "JSON lines"


def _turn_columns(whole: Mapping[str, Any]) -> tuple[list[tuple[int, Any]], str]:
    """Return the records of an object of columns, or of one object a row under its name, as programs write frames."""
    parts = list(whole.values())
    names: Any = whole.get("columns")
    rows: Any = whole.get("data")
    split = isinstance(names, list) and isinstance(rows, list)
    if split and all(isinstance(row, list) and len(row) == len(names) for row in rows):
        return [(n, dict(zip(map(str, names), row, strict=True))) for n, row in enumerate(rows, 2)], "JSON of columns and rows"
    if len(parts) > 1 and all(isinstance(part, list) and len(part) == len(parts[0]) for part in parts):
        cells = enumerate(zip(*parts, strict=True), start=2)
        return [(n, dict(zip(whole, row, strict=True))) for n, row in cells], "JSON of columns"
    if len(parts) < 2 or not all(isinstance(part, dict) and part for part in parts):
        return [], ""
    if all(list(part) == [str(n) for n in range(len(part))] and len(part) == len(parts[0]) for part in parts):
        return _turn_columns({column: list(part.values()) for column, part in whole.items()})
    records = [{"name": name, **part} for name, part in whole.items() if "name" not in part]
    return list(enumerate(records, start=2)) if len(records) == len(parts) else [], "JSON with an object a row"


def _flatten(name: str, number: int, record: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the fields of a record; those of an object one level down after its name and a dot."""
    for key, value in record.items():
        if isinstance(value, dict) and not before and all(not isinstance(item, dict | list) for item in value.values()):
            yield from _flatten(name, number, value, f"{key}.")
        elif isinstance(value, dict | list):
            raise InputError(f"{name}, row {number}, {before}{key}: came a nested value, wanted text or a number; flatten it")
        else:
            yield f"{before}{key}", value


def _read_features(name: str, whole: Mapping[str, Any], encoding: str) -> Table:
    """Read the properties of GeoJSON as figures; its areas are left to the boundaries."""
    features = whole.get("features")
    known = [item for item in features if isinstance(item, dict)] if isinstance(features, list) else []
    records = [item["properties"] if isinstance(item.get("properties"), dict) else {} for item in known]
    plain = [{key: value for key, value in record.items() if not isinstance(value, dict | list)} for record in records]
    columns = list(dict.fromkeys(key for record in plain for key in record))
    if not columns:
        raise InputError(
            f"{name}: is GeoJSON whose features have no properties; give it as --boundaries, and figures as a table"
        )
    ids = [cell_text(item.get("id")) for item in known]
    if any(ids) and "id" not in columns:
        columns = ["id", *columns]
        plain = [{"id": number, **record} for number, record in zip(ids, plain, strict=True)]
    rows: list[Numbered] = [(1, columns)]
    rows += [(n, [cell_text(record.get(column)) for column in columns]) for n, record in enumerate(plain, start=2)]
    return tabulate(name, rows, [f"read the properties of its features, {encoding}; rows count features from 2"])


def _read_stat(name: str, dataset: Mapping[str, Any], encoding: str) -> Table:
    """Read JSON-stat: a cube of figures and their flags, as one row a figure with the code and label of each dimension."""
    try:
        dimension = dataset["dimension"]
        ids = list(dataset.get("id") or dimension["id"])
        sizes = [int(size) for size in dataset.get("size") or dimension["size"]]
        codes, labels = zip(*(_categories(dimension[key]["category"], size) for key, size in zip(ids, sizes, strict=True)),
                            strict=True)  # fmt: skip
        count = 1
        for size in sizes:
            count *= size
        if count * (2 * len(ids) + 2) > MOST_CELLS:
            raise InputError(f"{name}: has {count:,} figures; keep only those to draw")
        values, status = dataset["value"], dataset.get("status", {})

        def at(held: Any, number: int) -> Any:
            if isinstance(held, list):
                return held[number] if number < len(held) else None
            return held.get(str(number)) if isinstance(held, dict) else held

        rows: list[Numbered] = []
        shown = [at_ for at_, (code, label) in enumerate(zip(codes, labels, strict=True)) if code != label]
        header = [*map(str, ids), *(f"{ids[at_]} label" for at_ in shown), "value", "flag"]
        rows.append((1, header))
        for number, places in enumerate(product(*(range(size) for size in sizes))):
            value, flag = at(values, number), at(status, number)
            if value is None and flag is None:
                continue
            cells = [codes[k][place] for k, place in enumerate(places)] + [labels[k][places[k]] for k in shown]
            rows.append((number + 2, [*cells, cell_text(value), cell_text(flag)]))
    except (KeyError, ValueError, TypeError, IndexError, AttributeError) as error:
        said = " ".join(str(error).split())[:80]
        raise InputError(f"{name}: is no whole JSON-stat ({type(error).__name__}: {said}); fetch it again, or as CSV") from None
    return tabulate(name, rows, [f"read as JSON-stat, {encoding}; rows count its figures from 2"])


def _categories(category: Mapping[str, Any], size: int) -> tuple[list[str], list[str]]:
    index, label = category.get("index"), category.get("label") or {}
    if isinstance(index, dict):
        codes = [str(code) for code, _ in sorted(index.items(), key=lambda item: int(item[1]))]
    else:
        codes = [str(code) for code in (index if index is not None else label)]
    if len(codes) != size:
        raise ValueError(f"{len(codes)} categories where {size} are stated")
    return codes, [str(label.get(code, code)) for code in codes]
