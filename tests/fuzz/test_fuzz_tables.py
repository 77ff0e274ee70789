"""Damaged tables of figures: CSV in many encodings, JSON lines, workbooks and Parquet."""

import csv
import gzip
import io
import json
from pathlib import Path
from random import Random

import openpyxl
import pandas as pd

from geo.errors import UNFIT
from geo.reading.table import Table
from geo.reading.tables import read_table
from tests.fuzz.damage import ENCODINGS, FIRST, damage_bytes, damage_json, damage_rows, damage_text, many
from tests.fuzz.watch import check_message, survive

CASES = {"delimited": many(1800), "json": many(700), "workbooks": many(150), "parquet": many(300)}
ROWS = [
    ["place", "start", "Küste", "n"],
    ["Şuşa", "1992-05-08", "1,5", "1"],
    ["Laçın", "1992-05-18", "2,5", "2"],
    ["Ağdam", "1993-07-23", "", "3"],
    ["Füzuli", "1993-08-23", "-", "4"],
]
RECORDS = [dict(zip(ROWS[0], row, strict=True)) for row in ROWS[1:]]


def delimited(rows: list[list[str]], separator: str, end: str = "\n") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, lineterminator=end).writerows(rows)
    return text.getvalue()


def read(case: str, file: Path) -> Table | None:
    table = survive(case, lambda: read_table(file), file.name)
    if table is not None:
        assert len(table.rows) == len(table.numbers), case
        assert all(len(row) == len(table.columns) for row in table.rows), case
        for remark in table.remarks:
            check_message(case, remark)
    return table


def count_rows(given: list[list[str]]) -> int:
    """Count rows below the header; one that repeats it is left out, and said to be."""
    header, *rows = [[cell.strip() for cell in row] for row in given]
    return sum(len(row) < 2 or row != header[: len(row)] for row in rows)


def test_delimited_tables_lose_no_row(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    for number in range(CASES["delimited"]):
        rng, case = Random(FIRST + number), f"delimited {number}"
        separator, end = rng.choice(",;\t|"), rng.choice(("\n", "\n", "\r\n", "\r"))
        damaged = damage_rows(rng, ROWS) if rng.random() < 0.6 else ROWS
        text = delimited(damaged, separator, end)
        sound = rng.random() < 0.5
        data = text.encode(rng.choice(("utf-8", *ENCODINGS)), "replace") if sound else damage_text(rng, text)
        file.write_bytes(gzip.compress(data) if rng.random() < 0.1 else data)
        table = read(case, file)
        if table is not None and sound and table.separator == separator:
            rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
            # What is white space in one encoding is three dots in the one that is guessed.
            given = [row for row in rows if any(cell.strip() or "\x85" in cell for cell in row)]
            assert len(table.rows) + len(table.above) == count_rows(given), f"{case}: {count_rows(given)} rows given"


def test_json_loses_no_row(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    for number in range(CASES["json"]):
        rng, case = Random(FIRST + number), f"json {number}"
        if rng.random() < 0.5:
            text = damage_json(rng, RECORDS)
        else:
            lines = [
                damage_json(rng, record) if rng.random() < 0.3 else json.dumps(record) for record in RECORDS
            ]
            text = "\n".join(lines)
        file.write_bytes(text.encode("utf-8", "replace"))
        table = read(case, file)
        if table is not None and text.startswith("["):
            given = [
                record
                for record in json.loads(text)
                if any(value not in (None, "") for value in record.values())
            ]
            assert len(table.rows) >= len(given) - 3, (
                f"{case}: {len(given)} records given, {len(table.rows)} read"
            )


def test_workbooks_lose_no_row(tmp_path: Path) -> None:
    file = tmp_path / "t.xlsx"
    for number in range(CASES["workbooks"]):
        rng, case = Random(FIRST + number), f"workbook {number}"
        book = openpyxl.Workbook()
        sheet = book.active
        damaged = damage_rows(rng, ROWS)
        kept: list[list[str]] = []
        for row in damaged:
            cells = [UNFIT.sub("", cell[:1000]) for cell in row]
            sheet.append(cells)
            kept += [cells] if any(cell.strip() for cell in cells) else []
        stream = io.BytesIO()
        book.save(stream)
        sound = rng.random() < 0.5
        file.write_bytes(stream.getvalue() if sound else damage_bytes(rng, stream.getvalue()))
        table = read(case, file)
        if table is not None and sound:
            assert len(table.rows) + len(table.above) == count_rows(kept), f"{case}: {len(table.rows)} read"


def test_parquet(tmp_path: Path) -> None:
    file = tmp_path / "t.parquet"
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0]).assign(
        day=pd.Timestamp("1992-05-08"), odd=[1, None, 3, 4]
    )
    frame.to_parquet(file)
    sound = file.read_bytes()
    for number in range(CASES["parquet"]):
        rng = Random(FIRST + number)
        file.write_bytes(damage_bytes(rng, sound))
        read(f"parquet {number}", file)
