"""A table of values: every row is read, or named with what is wrong in it."""

import pytest

from geo.errors import InputError
from geo.model.values import examine_values, read_values
from geo.package.read import read_package
from tests.made import Folder

HEADER = ["place", "time", "value", "source"]
ROWS = [
    ["fizuli", "1990", "1,5", "figures"],
    ["lachin", "1990", "a\nb", "figures"],
    ["lachin", "1991", "2", "figures"],
]


def examine(folder: Folder, rows: list[list[str]]) -> tuple[list[int], list[str]]:
    folder.table("values", rows)
    folder.describe()
    table, findings = examine_values(read_package(folder.path), "values")
    return list(table.index), [str(finding) for finding in findings]


def test_rows_are_numbered_as_a_spreadsheet_counts_them(folder: Folder) -> None:
    assert examine(folder, [HEADER, ROWS[0], [], *ROWS[1:]]) == ([2, 4, 5], [])


def test_a_row_of_another_width_is_named(folder: Folder) -> None:
    rows, said = examine(folder, [HEADER, [*ROWS[0], "more"], ROWS[1], ["lachin"]])
    assert rows == [3]
    assert said == [
        "values.csv, row 2: came '5 fields', wanted 4 fields; check the commas and quotes of the row",
        "values.csv, row 4: came '1 fields', wanted 4 fields; check the commas and quotes of the row",
    ]


def test_a_column_that_stands_twice_is_not_chosen_from(folder: Folder) -> None:
    folder.table("values", [[*HEADER, "value"], [*ROWS[0], "7"]])
    folder.describe()
    with pytest.raises(InputError, match="has two columns 'value'"):
        read_values(read_package(folder.path), "values")


def test_a_control_character_is_refused(folder: Folder) -> None:
    rows, said = examine(folder, [HEADER, ["fizuli", "1990", "red\x1b", "figures"], ROWS[2]])
    assert rows == [3]
    assert "row 2, value: came 'red\\x1b', wanted text without control characters" in said[0]


def test_the_descriptor_may_have_a_byte_order_mark(folder: Folder) -> None:
    folder.table("values", [HEADER, ROWS[0]])
    folder.describe()
    folder.write("datapackage.json", b"\xef\xbb\xbf" + (folder.path / "datapackage.json").read_bytes())
    assert len(read_values(read_package(folder.path), "values")) == 1
