"""Small files that want to become large: refused, or read in bounded memory and time, in a process of their own."""

import gzip
import io
import os
import sqlite3
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import geopandas
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geo.model.definition import read_definition
from geo.model.timeline import build_timeline
from geo.new.files import write_new
from geo.new.make import make_new
from geo.new.request import Request
from geo.package.read import examine_package, read_package
from geo.points.aggregate import aggregate_events
from geo.reading.boundaries import read_boundaries
from geo.reading.lists import read_listing
from geo.reading.tables import read_table
from geo.text.dates import parse_date
from geo.text.written_dates import read_dates
from tests.fuzz.child import run_cases
from tests.fuzz.watch import survive
from tests.made import Folder

LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
SQUARE = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)


def pack(file: Path, members: dict[str, bytes | str]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return file


def workbook(file: Path, rows: str, *, head: str = "", dimension: str = "A1:B2") -> Path:
    """Write a workbook whose sheet is the given XML."""
    stream = io.BytesIO()
    openpyxl.Workbook().save(stream)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    inside = f'<dimension ref="{dimension}"/><sheetData>{rows}</sheetData>'
    sheet = f'<?xml version="1.0"?>{head}<worksheet xmlns="{space}">{inside}</worksheet>'
    with zipfile.ZipFile(stream) as archive:
        members: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return pack(file, {**members, "xl/worksheets/sheet1.xml": sheet})


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def gzip_of_zeros(folder: Path) -> Any:
    (folder / "t.csv.gz").write_bytes(gzip.compress(b"\0" * (600 << 20), 1))
    return read_table(folder / "t.csv.gz")


def gzip_of_one_line(folder: Path) -> Any:
    (folder / "e.csv.gz").write_bytes(gzip.compress(b"date,lon,lat\n" + b"1" * (300 << 20), 1))
    return aggregate_events(folder / "e.csv.gz", SQUARE, time="date")


def workbook_that_unpacks_to_much(folder: Path) -> Any:
    file = workbook(folder / "t.xlsx", "")
    packed = zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED)
    with packed as archive, archive.open("xl/media", "w", force_zip64=True) as member:
        for _ in range(600):
            member.write(b" " * (1 << 20))
    return read_table(file)


def workbook_that_says_it_is_vast(folder: Path) -> Any:
    rows = f'<row r="1">{cell("A1", "a")}{cell("B1", "b")}</row>'
    rows += f'<row r="1048576">{cell("A1048576", "1")}{cell("B1048576", "2")}</row>'
    table = read_table(workbook(folder / "t.xlsx", rows, dimension="A1:XFD1048576"))
    assert table.rows == (("1", "2"),)
    assert table.numbers == (1_048_576,)


def workbook_of_far_cells(folder: Path) -> Any:
    rows = "".join(f'<row r="{n}">{cell(f"XFD{n}", "1")}</row>' for n in range(1, 20_000))
    return read_table(workbook(folder / "t.xlsx", rows))


def workbook_of_entities(folder: Path) -> Any:
    return read_table(workbook(folder / "t.xlsx", f'<row r="1">{cell("A1", "&a9;")}</row>', head=LAUGHS))


def parquet_that_repeats_a_long_text(folder: Path) -> Any:
    words = pa.DictionaryArray.from_arrays(pa.array([0] * 50_000, pa.int32()), pa.array(["x" * 400_000]))
    pq.write_table(
        pa.table({"a": words}), folder / "t.parquet", store_schema=False, dictionary_pagesize_limit=1 << 30
    )
    table = read_table(folder / "t.parquet")
    assert len(table.rows) == 50_000


def table_of_brackets(folder: Path) -> Any:
    (folder / "t.json").write_text('{"a": ' + "[" * 5_000_000)
    return read_table(folder / "t.json")


def boundaries_of_brackets(folder: Path) -> Any:
    (folder / "b.geojson").write_text('{"type":"FeatureCollection","features":' + "[" * 5_000_000)
    return read_boundaries(folder / "b.geojson")


def kml_of_entities(folder: Path) -> Any:
    mark = "<Placemark><name>&a9;</name></Placemark>"
    (folder / "b.kml").write_text(f'<?xml version="1.0"?>{LAUGHS}<kml><Document>{mark}</Document></kml>')
    return read_boundaries(folder / "b.kml")


def archive_of_zeros(folder: Path) -> Any:
    packed = zipfile.ZipFile(folder / "b.zip", "w", zipfile.ZIP_DEFLATED)
    with packed as archive, archive.open("b.geojson", "w", force_zip64=True) as member:
        for _ in range(1100):
            member.write(b" " * (1 << 20))
    return read_boundaries(folder / "b.zip")


def endless_view(folder: Path) -> Any:
    SQUARE.to_file(folder / "b.gpkg", layer="b")
    book = sqlite3.connect(folder / "b.gpkg")
    book.execute("ALTER TABLE b RENAME TO land")
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
    book.execute(f"CREATE VIEW b AS {endless} SELECT i AS fid, id, geom FROM n, land")
    book.commit()
    book.close()
    return read_boundaries(folder / "b.gpkg")


def definition_of_brackets(folder: Path) -> Any:
    (folder / "m.toml").write_text("a = " + "[" * 1_000_000)
    return read_definition(folder / "m.toml")


def package_of_brackets(folder: Path) -> Any:
    made = Folder(folder / "package")
    for name in ("squares.geojson", "places.csv"):
        made.write(name, "[" * 5_000_000)
    made.describe()
    return examine_package(made.path)


def long_texts(folder: Path) -> Any:
    del folder
    long = (
        "1" * 1_000_000,
        "X" * 1_000_000,
        "1993-" * 200_000,
        "a: " * 300_000,
        "1 " * 500_000,
        "may " * 200_000 + "1992",
    )
    for text in (*long, "[" + "1993," * 100_000 + "]"):
        read_listing(text)
        survive("a long date", lambda text=text: parse_date(text))  # type: ignore[misc]
        survive("a long written date", lambda text=text: read_dates(text))  # type: ignore[misc]


def _squares(folder: Path, shapes: list[Any]) -> Path:
    frame = geopandas.GeoDataFrame({"name": [f"a{n}" for n in range(len(shapes))]}, geometry=shapes, crs=4326)
    frame.to_file(folder / "b.geojson")
    return folder / "b.geojson"


def _new(folder: Path, boundaries: Path, figures: str, **told: Any) -> Any:
    (folder / "f.csv").write_text(figures, "utf-8")
    request = Request(
        folder / "m", boundaries=str(boundaries), figures=str(folder / "f.csv"), place="name", **told
    )
    return write_new(request.folder, make_new(request))


def ring_that_crosses_itself(folder: Path) -> Any:
    """As small as a village, with millions of crossings."""
    rng = Random(5)
    ring = [(46 + rng.random(), 39 + rng.random()) for _ in range(2500)]
    return read_boundaries(_squares(folder, [shapely.Polygon(ring)]))


def places_over_each_other(folder: Path) -> Any:
    rng = Random(6)
    circles = [shapely.Point(46 + rng.random(), 39 + rng.random()).buffer(0.6) for _ in range(400)]
    _new(
        folder,
        _squares(folder, circles),
        "name,from\n" + "".join(f"a{n},2001\n" for n in range(400)),
        start="from",
    )
    definition = read_definition(folder / "m" / "maps" / "m.toml")
    return build_timeline(read_package(folder / "m" / "data"), definition.choice)


def columns_that_become_rows(folder: Path) -> Any:
    head = ",".join(f"y{year} {n}" if n else f"y{year}" for n in range(6) for year in range(1500, 2100))
    rows = "".join(f"a0,{'1,' * 3599}1\n" for _ in range(200))
    return _new(folder, _squares(folder, [shapely.box(0, 0, 1, 1)]), f"name,{head}\n{rows}")


def parquet_of_many_rows(folder: Path) -> Any:
    """Five million rows in some kilobytes."""
    many = 4_800_000
    table = pa.table(
        {"name": pa.array(["a"] * many).dictionary_encode(), "year": [2021] * many, "v": [1] * many}
    )
    pq.write_table(table, folder / "t.parquet", compression="zstd")
    return read_table(folder / "t.parquet")


def statements_about_one_place(folder: Path) -> Any:
    made = Folder(folder / "p")
    rows = (made.path / "statements.csv").read_text("utf-8")
    one = next(line for line in rows.splitlines() if line.startswith("lachin-area"))
    more = "".join(one.replace("lachin-area", f"x{n}") + "\n" for n in range(40_000))
    made.write("statements.csv", rows + more)
    made.describe()
    found = [str(finding) for finding in examine_package(made.path)[1]]
    assert any("GEO_MOST_STATEMENTS" in said for said in found), found[:3]


def pipes(folder: Path) -> Any:
    made = Folder(folder / "p")
    os.mkfifo(folder / "pipe.csv")
    (made.path / "sources.csv").unlink()
    os.mkfifo(made.path / "sources.csv")
    assert any("no readable file" in str(finding) for finding in examine_package(made.path)[1])
    for read in (read_table, read_boundaries):
        survive("a pipe", lambda read=read: read(folder / "pipe.csv"))  # type: ignore[misc]


def quote_without_end(folder: Path) -> Any:
    (folder / "t.csv.gz").write_bytes(gzip.compress(b'a,b\n"' + b"x\n" * (30 << 20), 9))
    return read_table(folder / "t.csv.gz")


def workbook_of_empty_rows(folder: Path) -> Any:
    rows = (
        f'<row r="1">{cell("A1", "a")}</row>'
        + "<row/>" * 1_500_000
        + f'<row r="1500002">{cell("A1500002", "1")}</row>'
    )
    return read_table(workbook(folder / "t.xlsx", rows))


BOMBS: tuple[Callable[[Path], Any], ...] = (
    gzip_of_zeros, gzip_of_one_line, workbook_that_unpacks_to_much, workbook_that_says_it_is_vast, workbook_of_far_cells,
    workbook_of_entities, parquet_that_repeats_a_long_text, table_of_brackets, boundaries_of_brackets, kml_of_entities,
    archive_of_zeros, endless_view, definition_of_brackets, package_of_brackets, long_texts, ring_that_crosses_itself,
    places_over_each_other, columns_that_become_rows, parquet_of_many_rows, statements_about_one_place, pipes,
    quote_without_end, workbook_of_empty_rows,
)  # fmt: skip


def prepare(folder: Path) -> None:
    """Nothing is shared."""


def one(folder: Path, number: int, given: None) -> None:
    """Read one bomb."""
    del given
    home = folder / str(number)
    home.mkdir()
    survive(BOMBS[number].__name__, lambda: BOMBS[number](home))


def test_bombs_do_not_go_off() -> None:
    run_cases("tests.fuzz.test_bombs", len(BOMBS))
