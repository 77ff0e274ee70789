import io
import json
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely

from geo.errors import InputError
from geo.reading.tables import read_table

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<table:table table:name="T">'
    "<table:table-row><table:table-cell><text:p>place</text:p></table:table-cell><table:table-cell><text:p>share</text:p>"
    '</table:table-cell><table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    '<table:table-row><table:table-cell table:number-rows-spanned="2"><text:p>Nord</text:p></table:table-cell>'
    '<table:table-cell office:value-type="percentage" office:value="0.125"><text:p>13%</text:p></table:table-cell>'
    "</table:table-row>"
    '<table:table-row><table:covered-table-cell/><table:table-cell office:value-type="float" office:value="81.2350"/>'
    "</table:table-row>"
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    "</table:table-row>"
    "</table:table></office:document-content>"
)


def workbook(path: Path, sheets: dict[str, list[list[object]]]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return book


def test_the_sheet_with_the_table_is_taken_and_the_others_named(tmp_path: Path) -> None:
    cover = [["Health of districts"], ["Contents"], ["Table 1"]]
    other = [["code", "n"], ["x", 1], ["y", 2]]
    workbook(
        tmp_path / "b.xlsx",
        {"Cover": cover, "Codes": other, "Data": [["place", "n"], ["Nord", 1], ["Ost", 2]]},
    )
    table = read_table(tmp_path / "b.xlsx", judge=lambda text: text.count("Nord") + text.count("Ost"))
    assert table.rows == (("Nord", "1"), ("Ost", "2"))
    assert table.remarks == ("read the sheet 'Data'; not read: Cover, Codes",)
    assert read_table(tmp_path / "b.xlsx").columns == ("code", "n")
    assert read_table(tmp_path / "b.xlsx", sheet="Data").columns == ("place", "n")


def test_merged_cells_are_filled_and_percent_is_percent(tmp_path: Path) -> None:
    rows = [["place", "year", "share"], ["Nord", 2019, 0.125], [None, 2020, 0.5], ["Ost", 2019, 2]]
    book = workbook(tmp_path / "b.xlsx", {"S": rows})
    sheet = book["S"]
    sheet.merge_cells("A2:A3")
    sheet["C2"].number_format = "0.0%"
    book.save(tmp_path / "b.xlsx")
    assert read_table(tmp_path / "b.xlsx").rows == (
        ("Nord", "2019", "12.5%"),
        ("Nord", "2020", "0.5"),
        ("Ost", "2019", "2"),
    )


def test_a_formula_without_its_result_is_named(tmp_path: Path) -> None:
    workbook(tmp_path / "b.xlsx", {"S": [["place", "n"], ["Nord", "=1+1"]]})
    with pytest.raises(
        InputError, match=r"sheet 'S', cell B2: holds a formula without its result; .*save it there"
    ):
        read_table(tmp_path / "b.xlsx")


def test_open_document_sheets_are_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS)
    table = read_table(tmp_path / "t.ods")
    assert (table.columns, table.rows) == (("place", "share"), (("Nord", "12.5%"), ("Nord", "81.2350")))


def test_a_web_page_that_is_called_xls_is_read(tmp_path: Path) -> None:
    page = (
        "<html><table><tr><td>menu</td></tr></table><table><tr><th>place</th><th colspan=2>n</th></tr>"
        "<tr><td rowspan=2>Nord</td><td>2019</td><td>1&nbsp;234</td></tr><tr><td>2020</td><td>5</td></tr></table></html>"
    )
    (tmp_path / "t.xls").write_text(page, "utf-8")
    table = read_table(tmp_path / "t.xls")
    assert table.columns == ("place", "n", "column 3")
    assert table.rows == (("Nord", "2019", "1 234"), ("Nord", "2020", "5"))
    assert "the largest of 2" in table.remarks[0]


def test_json_stat_keeps_codes_labels_and_flags(tmp_path: Path) -> None:
    cube = {
        "version": "2.0", "class": "dataset", "id": ["geo", "time"], "size": [2, 2], "value": {"0": 1.5, "2": 3},
        "status": {"0": "p", "3": "c"},
        "dimension": {
            "geo": {"category": {"index": {"DE": 0, "FR": 1}, "label": {"DE": "Germany", "FR": "France"}}},
            "time": {"category": {"index": ["2019", "2020"]}},
        },
    }  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps(cube), "utf-8")
    table = read_table(tmp_path / "t.json")
    assert table.columns == ("geo", "time", "geo label", "value", "flag")
    assert table.rows == (
        ("DE", "2019", "Germany", "1.5", "p"), ("FR", "2019", "France", "3", ""), ("FR", "2020", "France", "", "c"),
    )  # fmt: skip
    (tmp_path / "t.json").write_text(json.dumps({**cube, "size": [3, 2]}), "utf-8")
    with pytest.raises(InputError, match="is no whole JSON-stat"):
        read_table(tmp_path / "t.json")


def test_figures_inside_boundaries_and_answers_of_an_interface(tmp_path: Path) -> None:
    frame = geopandas.GeoDataFrame(
        {"name": ["Nord"], "people": [5]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326
    )
    for name in ("t.gpkg", "t.geojson"):
        frame.to_file(tmp_path / name)
        assert read_table(tmp_path / name).rows == (("Nord", "5"),)
    answer = [{"page": 1}, [{"country": {"id": "NO", "value": "Norway"}, "date": "2019", "value": 81.2350}]]
    (tmp_path / "a.json").write_text(json.dumps(answer).replace("81.235", "81.2350"), "utf-8")
    table = read_table(tmp_path / "a.json")
    assert table.columns == ("country.id", "country.value", "date", "value")
    assert table.rows == (("NO", "Norway", "2019", "81.2350"),)


def test_eurostats_first_column_is_parted(tmp_path: Path) -> None:
    text = "freq,unit,geo\\TIME_PERIOD\t2019 \t2020 \nA,PC,DE\t71.5 b\t: \nA,PC,FR\t70.2 \t69.0 p\n"
    (tmp_path / "t.tsv").write_text(text, "utf-8")
    table = read_table(tmp_path / "t.tsv")
    assert table.columns == ("freq", "unit", "geo", "2019", "2020")
    assert table.rows[0] == ("A", "PC", "DE", "71.5 b", ":")


def test_a_workbook_that_repeats_itself_without_end_is_refused(tmp_path: Path) -> None:
    data = io.BytesIO()
    cell = "<table:table-cell><text:p>x</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="900000000">{cell}</table:table-row>'
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.replace("</table:table>", row + "</table:table>"))
    (tmp_path / "t.ods").write_bytes(data.getvalue())
    with pytest.raises(InputError, match="has more than 50,000,000 cells"):
        read_table(tmp_path / "t.ods")
