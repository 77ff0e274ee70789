import datetime as dt
import gzip
import io
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from geo.errors import InputError
from geo.reading.tables import read_table

ROWS = (("Süd", "1,5"), ("Ağdam", "2,5"))


def write(tmp_path: Path, data: bytes, name: str = "t.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(data)
    return file


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("separator", [";", "\t", "|"])
def test_encoding_and_separator_are_found(tmp_path: Path, encoding: str, separator: str) -> None:
    text = "\n".join(separator.join(row) for row in (("place", "share"), *ROWS))
    table = read_table(write(tmp_path, text.encode(encoding)))
    assert table.columns == ("place", "share")
    assert table.rows == ROWS
    assert table.numbers == (2, 3)
    assert table.remarks[0].startswith("read as utf-")


def test_western_letters_without_a_mark_are_read(tmp_path: Path) -> None:
    text = "Ort;Wert\n" + "Düsseldorf;1\nKöln;2\nMünchen;3\nNürnberg;4\nGöttingen;5\n" * 3
    assert read_table(write(tmp_path, text.encode("cp1252"))).rows[1] == ("Köln", "2")


def test_an_encoding_that_is_told_is_used_or_refused(tmp_path: Path) -> None:
    file = write(tmp_path, "город,год\nШуша,1992\n".encode("cp1251"))
    assert read_table(file, encoding="cp1251").rows == (("Шуша", "1992"),)
    with pytest.raises(InputError, match="no encoding is called 'utf-99'"):
        read_table(file, encoding="utf-99")
    with pytest.raises(InputError, match="does not fit the encoding 'ascii'"):
        read_table(file, encoding="ascii")


def test_workbook_cells_keep_days_and_whole_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.create_sheet("notes")
    sheet = book.create_sheet("data")
    for row in (["place", "start", "n"], ["Shusha", dt.date(1992, 5, 8), 3.0], ["Lachin", None, 1.25]):
        sheet.append(row)
    file = tmp_path / "b.xlsx"
    book.save(file)
    table = read_table(file)
    assert table.rows == (("Shusha", "1992-05-08", "3"), ("Lachin", "", "1.25"))
    assert table.remarks == ("read the sheet 'data'; not read: Sheet, notes",)
    with pytest.raises(InputError, match="has no sheet 'dat'; there are: Sheet, notes, data"):
        read_table(file, sheet="dat")


def test_parquet_json_lines_and_arrays_say_the_same(tmp_path: Path) -> None:
    frame = pd.DataFrame({"place": ["a", "b"], "year": [1990, 1991]})
    frame.to_parquet(tmp_path / "t.parquet")
    records = [{"place": "a", "year": 1990}, {"place": "b", "year": 1991}]
    lines = write(tmp_path, "\n".join(map(json.dumps, records)).encode(), "t.jsonl")
    array = write(tmp_path, json.dumps(records).encode(), "t.json")
    frames = [write(tmp_path, frame.to_json(orient=how).encode(), f"{how}.json") for how in ("columns", "split")]
    lists = write(tmp_path, json.dumps(frame.to_dict("list")).encode(), "lists.json")
    for file in (tmp_path / "t.parquet", lines, array, *frames, lists):
        assert read_table(file).rows == (("a", "1990"), ("b", "1991"))


def test_many_lines_above_the_header_are_above_it(tmp_path: Path) -> None:
    text = "Note, long\n" * 2 + "Note\n" * 28 + "place,year,n\n" + "a,2000,1\n" * 12
    table = read_table(write(tmp_path, text.encode(), "t.csv"))
    assert (table.columns, len(table.above), len(table.rows)) == (("place", "year", "n"), 30, 12)


def test_a_title_with_a_comma_and_row_names_without_a_header(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"Births, 2020\nplace,year,n\na,2020,1\nb,2020,2\n", "t.csv"))
    assert (table.columns, table.above, len(table.rows)) == (("place", "year", "n"), ("Births 2020",), 2)
    table = read_table(write(tmp_path, b"place,n\n1,a,5\n2,b,6\n", "t.csv"))
    assert (table.columns, table.rows) == (("row name", "place", "n"), (("1", "a", "5"), ("2", "b", "6")))
    assert read_table(write(tmp_path, b"place;n\na;5;\nb;6;\n", "t.csv")).rows == (("a", "5"), ("b", "6"))


def test_a_frame_with_an_object_a_row_has_their_names(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b'{"a": {"2019": 1, "2020": 2}, "b": {"2019": 3, "2020": 4}}', "t.json"))
    assert (table.columns, table.rows) == (("name", "2019", "2020"), (("a", "1", "2"), ("b", "3", "4")))


def test_a_row_for_a_program_and_a_header_that_stands_again_are_no_rows(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, b"sep=;\r\nplace;n\r\na;1\r\nplace;n\r\nb;2\r\n", "t.csv"))
    assert (table.rows, table.numbers, table.above) == ((("a", "1"), ("b", "2")), (3, 5), ())
    assert "row 4 repeats the header and is left out" in table.remarks
    with pytest.raises(InputError, match="line 3: unexpected end of data; check the quotes of the row that begins there"):
        read_table(write(tmp_path, b'place,n\na,1\n"b,2\nc,3\n', "t.csv"))


def test_standard_input_and_packed_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    packed = write(tmp_path, gzip.compress(b"a,b\n1,2\n"), "t.csv.gz")
    assert read_table(packed).rows == (("1", "2"),)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"a,b\n1,2\n")))
    assert read_table("-").name == "standard input"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b"a,b\n", r"has a header \(a, b\) and no rows"),
        (b"a,a\n1,2\n", "the column 'a' stands twice"),
        (b"a,b\n1,2,3\n", "row 2: has 3 fields, the header 2"),
        (b'a,b\n"1,2\n', "check the quotes"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old or protected workbook"),
        (b"PK\x03\x04 broken", "damaged workbook or archive"),
        (b"PAR1 broken", "no Parquet file that can be read"),
        (b'{"a": 1}\n{"a": ', "line 2: is not JSON"),
        (b'[{"a": {"b": {"c": 1}}}]', "came a nested value"),
        (b"[1, 2]", "wanted an object"),
        (b'{"type": "FeatureCollection", "features": []}', "is GeoJSON"),
        (b"<html><body>Sign in</body></html>", "a web page without a table"),
        (b'<?xml version="1.0"?><Workbook/>', "is XML and no table"),
        (b"\x1f\x8b broken", "cannot be unpacked"),
        (b"\x00\x01\x02\x03" * 9, "neither text nor a table"),
    ],
)
def test_what_is_no_table_is_refused_with_a_remedy(tmp_path: Path, data: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_table(write(tmp_path, data))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_table(tmp_path / "no.csv")


def test_a_sheet_that_says_it_is_vast_is_read_as_it_is(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.cell(1_048_576, 2, "x")
    book.save(tmp_path / "t.xlsx")
    table = read_table(tmp_path / "t.xlsx")
    assert (table.rows, table.numbers) == ((("", "x"),), (1_048_576,))


def test_a_text_that_many_rows_repeat_is_read_once_and_texts_have_an_end(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ["x", None, "x"], "b": pd.Categorical(["u", "v", None])})
    frame.to_parquet(tmp_path / "t.parquet")
    assert read_table(tmp_path / "t.parquet").rows == (("x", "u"), ("", "v"), ("x", ""))
    for data in ({"a": "x" * 70_000}, {"a": 1, "b": "y" * 70_000}):
        with pytest.raises(
            InputError, match="row 1: has too long a text; a field may hold 65,536 characters"
        ):
            read_table(write(tmp_path, json.dumps(data).encode()))


def test_control_characters_are_left_out_and_said(tmp_path: Path) -> None:
    table = read_table(write(tmp_path, json.dumps({"a": "x\x00\ud800", "b": "y"}).encode()))
    assert table.rows == (("x", "y"),)
    assert table.remarks[-1] == "characters that cannot be shown were left out of 1 rows, first row 1"


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        (
            "Harvest\nRegion,Rye t,,Oats t,\n,2019,2020,2019,2020\nNord,1,2,3,4\n",
            ["Region", "Rye t 2019", "Rye t 2020"],
        ),
        (
            ",Rye,,,Oats,,\nRegion,2019,2020,2021,2019,2020,2021\nNord,1,2,3,4,5,6\n",
            ["Region", "Rye 2019", "Rye 2020"],
        ),
        (
            ",Births,,Deaths,\n,men,,men,\nRegion,2019,2020,2019,2020\nNord,1,2,3,4\n",
            ["Region", "Births men 2019", "Births men 2020"],
        ),
        ("Tab\n,Births,,,\n,men,,women,\nRegion,2019,2020,2019,2020\nN,1,2,3,4\nO,5,6,7,8\n", ["Region", "men 2019", "men 2020"]),
        # no header of two rows: a title and a source, and a first row that lacks its name
        ("Source:,Office\nRegion,2019,2020,2021,2022\nNord,1,2,3,4\n", ["Region", "2019", "2020"]),
        ("Region,,2019,2020\n,a,5,6\nNord,b,7,8\n", ["Region", "column 2", "2019"]),
    ],
)
def test_a_header_of_two_rows_is_one(tmp_path: Path, text: str, columns: list[str]) -> None:
    (tmp_path / "figures.csv").write_text(text, "utf-8")
    assert list(read_table(tmp_path / "figures.csv").columns[:3]) == columns
