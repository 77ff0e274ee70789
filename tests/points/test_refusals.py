"""Points that cannot be read or counted, and output that cannot be written: what is said of each."""

import gzip
import sys

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet
from shapely import box

from geo.errors import InputError, SaveError
from geo.points import aggregate as events
from geo.points import files as event_files
from geo.points import rows as event_rows
from geo.points.aggregate import aggregate_events, aggregate_files
from geo.points.rows import Example
from tests.points.events import PLACES, event_frame, rows, write

BAD = (
    '2020-01-01,0.5,0.5,1,"a, note"\n'
    "soon,0.5,0.5,1,\n"
    "2020-01-01,0.5\n"  # too few fields
    "\n"
    "2020-01-01,east,0.5,1,\n"
    '2020-01-01,0.5,95,1,"over two\nlines"\n'
    "2020-01-01,,0.5,1,\n"
    "2020-01-01,0.5,0.5,inf,\n"
    "2020-01-01,0.5,0.5,,\n"
    "2020-01-01,9,9,1,\n"
)


def test_bad_rows_are_counted_and_shown(tmp_path, monkeypatch):
    monkeypatch.setattr(event_files, "KEPT", 20)
    monkeypatch.setattr(event_rows, "KEPT", 20)
    path = write(tmp_path / "e.csv", "t,lon,lat,n,note\n" + BAD)
    result = aggregate_events(path, PLACES, time="t", statistic="sum", value="n")
    assert rows(result) == [("b", "2020-01", 1.0)]
    assert (result.points, result.bad_rows, result.outside) == (9, 7, 1)
    assert [(example.row, example.reason) for example in result.bad_examples] == [
        (3, "t 'soon' is no date such as 2020-03-01 or 2020-03-01T12:30Z"),
        (4, "has 2 fields where 5 are wanted: '2020-01-01,0.5'"),
        (5, "lon 'east' is not a number"),
        (6, "lat 95 is not between -90 and 90 degrees"),
        (7, "lon is empty, not a number"),
        (8, "n 'inf' is not a finite number"),
        (9, "n is empty, not a finite number"),
    ]
    assert result.outside_examples == (Example(str(path), 10, "longitude 9, latitude 9 is in no place"),)
    assert result.summary() == [
        "9 points read; 1 inside 1 place",
        "1 point in no place:",
        f"  {path}, row 10: longitude 9, latitude 9 is in no place",
        "7 bad rows left out:",
        *(f"  {example}" for example in result.bad_examples),
    ]


def test_a_few_examples_stand_for_many(tmp_path):
    path = write(tmp_path / "e.csv", "t,lon,lat\n" + "x,0,0\n" * 300 + "2020-01-01,0.5,0.5\n")
    result = aggregate_events(path, PLACES, time="t")
    assert result.bad_rows == 300
    assert [example.row for example in result.bad_examples] == [2, 3, 4, 5, 6]
    assert "300 bad rows left out, for example:" in result.summary()


@pytest.mark.parametrize("block", [1, 20, 1 << 20])
def test_text_that_is_not_utf8_spoils_only_its_row(tmp_path, block):
    path = tmp_path / "e.csv"
    path.write_bytes(
        "t,lon,lat,Ünfälle\n".encode()
        + b"2020-01-01,0.5,0.5,\xff\n\xff,0.5,0.5,\n2020-01-01,\xe9,0.5,\n\xff,0.5\n2020-01-01,0.5,0.5,\xc3"
    )
    stream = event_files._Text(path.open("rb"))
    with stream._source:
        assert b"".join(iter(lambda: stream.read(block), b"")).decode() == path.read_text(errors="replace")
    result = aggregate_events(path, PLACES, time="t")
    assert (rows(result), result.bad_rows) == ([("b", "2020-01", 2)], 3)
    assert [example.reason for example in result.bad_examples] == [
        "t '\ufffd' is no date such as 2020-03-01 or 2020-03-01T12:30Z",
        "lon '\ufffd' is not a number",
        "has 2 fields where 4 are wanted: '\ufffd,0.5'",
    ]


def test_points_that_are_no_points_are_bad(tmp_path):
    shapes = [shapely.Point(0.5, 0.5), box(0, 0, 1, 1), None, shapely.Point(), shapely.Point(500, 0)]
    frame = gpd.GeoDataFrame({"t": ["2020-01-01"] * 5}, geometry=shapes, crs=4326)
    frame.to_parquet(tmp_path / "e.parquet")
    for form in (frame, tmp_path / "e.parquet"):
        result = aggregate_events(form, PLACES, time="t")
        assert [example.reason for example in result.bad_examples] == [
            *["geometry is not a point"] * 3,
            "geometry lies at longitude 500, latitude 0, off the Earth",
        ]
        assert [example.row for example in result.bad_examples] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"by": "decade"}, "by is 'decade'; one of day, week, month, quarter, year is wanted"),
        ({"statistic": "median"}, "statistic is 'median'; one of count, sum, mean is wanted"),
        ({"engine": "spark"}, "engine is 'spark'; one of local, dask is wanted"),
        ({"statistic": "sum"}, "a sum needs a column of values; name it with --sum or value="),
        ({"value": "dead"}, "a count uses no column of values, but 'dead' was given"),
        ({"scheduler": "tcp://127.0.0.1:1"}, "a scheduler (tcp://127.0.0.1:1) is only for the engine dask"),
        (
            {"time": "dya"},
            "events: no column 'dya' for time; did you mean 'day'? there are: day, lon, lat, dead",
        ),
        ({"statistic": "sum", "value": "n"}, "no column 'n' for value; there are: day"),
        ({"lon": "lon"}, "longitude and latitude are named together"),
        ({"id": "code"}, "boundaries: no column 'code' for ids"),
    ],
)
def test_options_that_cannot_serve_say_why(options, message):
    with pytest.raises(InputError) as caught:
        aggregate_events(event_frame(), PLACES, **({"time": "day"} | options))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("e.csv", b"", "the file is empty; a first row of column names is wanted"),
        ("e.csv", b"t,lon,lat\n", "the events hold no rows"),
        ("e.csv", b"t,lon,lat", "the events hold no rows"),
        ("e.csv", b"t,lon,lat\n2020,1\n", "none of the 1 rows can be read: "),
        ("e.csv", b"t,t,lon,lat\n2020,1,1,1\n", "column 't' for time stands twice in the header"),
        (
            "e.csv",
            b"t,lon\n2020,1\n",
            "no column for the latitude (lat, latitude, y); name the columns with --lon and",
        ),
        ("e.csv", b"t,lat\n2020,1\n", "no column for the longitude (lon, lng, longitude, x)"),
        ("e.csv.gz", b"t,lon,lat\n", "cannot be read: Not a gzipped file"),
        ("e.parquet", b"nonsense", "not a Parquet file that can be read"),
        ("e.xlsx", b"", "events are read from .csv, .tsv, .csv.gz, .tsv.gz, .parquet, .geoparquet, .pq"),
    ],
)
def test_files_that_cannot_serve_say_why(tmp_path, name, content, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        aggregate_events(path, PLACES, time="t")
    assert message in str(caught.value)


def test_a_quotation_mark_left_open_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(event_files, "_CSV_BLOCK", 200)
    path = write(tmp_path / "e.csv", 't,lon,lat\n"2020-01-01,0.5,0.5\n' + "2020-01-01,0.5,0.5\n" * 100)
    with pytest.raises(InputError, match=r"e\.csv: cannot be read: .*is a quotation mark left open\?"):
        aggregate_events(path, PLACES, time="t")


def test_folders_that_cannot_serve_say_why(tmp_path, folder):
    (tmp_path / "none").mkdir()
    with pytest.raises(InputError, match="no events in this folder"):
        aggregate_events(tmp_path / "none", PLACES, time="day")
    with pytest.raises(InputError, match="nowhere: no such file or folder"):
        aggregate_events(tmp_path / "nowhere", PLACES, time="day")
    event_frame().to_parquet(folder / "3.parquet")
    with pytest.raises(InputError, match=r"both CSV \(1\.csv\) and Parquet \(3\.parquet\) in one folder"):
        aggregate_events(folder, PLACES, time="day")


def test_frames_without_a_system_or_of_another_kind_say_so():
    points = gpd.GeoDataFrame({"t": ["2020"]}, geometry=[shapely.Point(0, 0)])
    with pytest.raises(InputError, match="says no coordinate reference system; set one with set_crs"):
        aggregate_events(points, PLACES, time="t")
    with pytest.raises(InputError, match="a frame or a path is wanted, not list"):
        aggregate_events([1], PLACES, time="t")
    with pytest.raises(InputError, match="the events hold no rows"):
        aggregate_events(event_frame().iloc[:0], PLACES, time="day")


def test_geoparquet_must_say_its_system(tmp_path):
    points = gpd.GeoDataFrame({"t": ["2020"]}, geometry=[shapely.Point(0, 0)], crs=4326)
    points.set_crs(None, allow_override=True).to_parquet(tmp_path / "e.parquet")
    with pytest.raises(InputError, match="geometry 'geometry' says no coordinate reference system"):
        aggregate_events(tmp_path / "e.parquet", PLACES, time="t")
    table = pa.table({"t": ["2020"], "geometry": [b""]}).replace_schema_metadata({"geo": "{}"})
    parquet.write_table(table, tmp_path / "e.parquet")
    with pytest.raises(InputError, match="its GeoParquet description cannot be read"):
        aggregate_events(tmp_path / "e.parquet", PLACES, time="t")


def test_a_sum_too_large_says_so():
    frame = pd.DataFrame({"t": ["2020"] * 2, "x": [0.5] * 2, "y": [0.5] * 2, "n": [1e308] * 2})
    with pytest.raises(InputError, match="the sum of b in 2020 is larger than a number can be"):
        aggregate_events(frame, PLACES, time="t", by="year", statistic="sum", value="n")
    mean = aggregate_events(frame, PLACES, time="t", by="year", statistic="mean", value="n")
    assert rows(mean) == [("b", "2020", 1e308)]


def test_without_pyarrow_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r"needs pyarrow.*pip install 'geo-timemaps\[export\]'"):
        aggregate_events(event_frame(), PLACES, time="day")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("out.txt", "a file name ending in .csv or .parquet is wanted"),
        ("no/out.csv", "does not exist; make it first"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_the_work(tmp_path, name, message):
    with pytest.raises(SaveError) as caught:
        aggregate_files("not read", PLACES, tmp_path / name, time="day")
    assert message in str(caught.value)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, OSError(28, "No space left on device")])
def test_an_interruption_leaves_the_old_file(tmp_path, folder, monkeypatch, stop):
    out = write(tmp_path / "out.csv", "old")

    def fail(_value):
        raise stop

    monkeypatch.setattr(events, "_format_value", fail)
    with pytest.raises(KeyboardInterrupt if stop is KeyboardInterrupt else SaveError):
        aggregate_files(folder, PLACES, out, time="day")
    assert out.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events", "out.csv"]


def test_a_damaged_archive_is_told(tmp_path):
    packed = bytearray(gzip.compress(b"date,lon,lat\n" + b"2020-01-01,0.5,0.5\n" * 100))
    packed[12:20] = b"\xff" * 8
    (tmp_path / "e.csv.gz").write_bytes(packed)
    with pytest.raises(InputError, match=r"e\.csv\.gz: cannot be read: "):
        aggregate_events(tmp_path / "e.csv.gz", PLACES, time="date")


def test_places_that_only_point_at_others_are_refused(tmp_path):
    write(tmp_path / "e.csv", "date,lon,lat\n2020-01-01,0.5,0.5\n")
    virtual = "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>s.gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    write(tmp_path / "b.geojson", f'{{"note": "{virtual}"}}')
    with pytest.raises(InputError, match="only points at other files"):
        aggregate_events(tmp_path / "e.csv", tmp_path / "b.geojson", time="date")


def test_exchanged_coordinates_are_named(tmp_path):
    land = gpd.GeoDataFrame({"id": ["x"]}, geometry=[shapely.box(45, 39, 46, 40)], crs=4326)
    path = write(tmp_path / "e.csv", "t,lat,lon\n2020-01-05,45.5,39.5\n2020-01-06,45.6,39.6\n")
    with pytest.raises(InputError, match="longitude and latitude look exchanged"):
        aggregate_events(path, land, time="t")
    assert rows(aggregate_events(path, land, time="t", lon="lat", lat="lon")) == [("x", "2020-01", 2)]
