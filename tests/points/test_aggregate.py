import datetime as dt
import gzip
import subprocess
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
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

PLACES = gpd.GeoDataFrame({"id": ["b", "a"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326)
HEADER = "day,lon,lat,dead\n"
ROWS = (
    "2020-03-05,0.5,0.5,0.1\n"  # b, March
    "2020-02-29T23:30:00-01:00,0.2,0.2,0.2\n"  # b, March in UTC
    "2020-04-01,1.0,0.5,4\n"  # the border: a
    "2020-03-31,1.5,0.5,2\n"  # a, March
    "2020-03-31,5,5,1\n"  # in no place
)


def rows(result):
    """The rows of places and periods that have a point."""
    return [row for row in result.table.itertuples(index=False, name=None) if row[2] or result.zeros == 0]


@pytest.fixture
def folder(tmp_path):
    """Events cut over two files, in an order that is not that of their dates."""
    lines = ROWS.splitlines(keepends=True)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "1.csv").write_text(HEADER + "".join(lines[3:]))
    (tmp_path / "events" / "2.csv").write_text(HEADER + "".join(lines[:3]))
    (tmp_path / "events" / "README.txt").write_text("not events")
    return tmp_path / "events"


def write(path, text):
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, [("a", "2020-03", 1), ("a", "2020-04", 1), ("b", "2020-03", 2)]),
        ({"by": "year"}, [("a", "2020", 2), ("b", "2020", 2)]),
        (
            {"statistic": "sum", "value": "dead"},
            [("a", "2020-03", 2.0), ("a", "2020-04", 4.0), ("b", "2020-03", 0.3)],
        ),
        (
            {"statistic": "mean", "value": "dead", "by": "quarter"},
            [("a", "2020-33", 2.0), ("a", "2020-34", 4.0), ("b", "2020-33", 0.15)],
        ),
    ],
)
def test_points_become_a_series_sorted_by_place_and_time(folder, options, expected):
    result = aggregate_events(folder, PLACES, time="day", **options)
    assert rows(result) == expected
    assert list(result.table.columns) == ["place", "time", "value"]
    assert (result.points, result.outside, result.bad_rows, result.shared) == (5, 1, 0, 0)
    assert [str(example) for example in result.outside_examples] == [
        f"{folder / '1.csv'}, row 3: longitude 5, latitude 5 is in no place"
    ]


def event_frame():
    lines = [line.split(",") for line in ROWS.split()]
    frame = pd.DataFrame(lines, columns=["day", "lon", "lat", "dead"])
    return frame.astype({"lon": float, "lat": float, "dead": float})


def test_every_form_of_the_same_events_gives_the_same(tmp_path, folder):
    frame = event_frame()
    points = gpd.GeoDataFrame(
        frame[["day", "dead"]], geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326
    )
    typed = frame.assign(day=pd.to_datetime(frame.day, utc=True, format="ISO8601"))
    frame.to_parquet(tmp_path / "plain.parquet")
    typed.to_parquet(tmp_path / "typed.parquet")
    points.to_parquet(tmp_path / "points.parquet")
    points.to_parquet(tmp_path / "native.parquet", geometry_encoding="geoarrow", schema_version="1.1.0")
    off_border = points.geometry.where(
        frame.lon != 1, shapely.Point(1.25, 0.5)
    )  # rounding may cross a border
    metres = points.set_geometry(off_border).to_crs(3857)
    metres.to_parquet(tmp_path / "metres.parquet")
    text = HEADER + ROWS
    forms = [
        frame,
        typed,
        points,
        metres,
        *(tmp_path / f"{name}.parquet" for name in ("plain", "typed", "points", "native", "metres")),
        write(tmp_path / "e.csv", text),
        write(tmp_path / "semicolon.csv", text.replace(",", ";")),
        write(tmp_path / "tab.tsv", text.replace(",", "\t")),
        write(tmp_path / "bom.csv", "\ufeff" + text.replace("\n", "\r\n")),
    ]
    (tmp_path / "e.csv.gz").write_bytes(gzip.compress(text.encode()))
    forms.append(tmp_path / "e.csv.gz")
    wanted = rows(aggregate_events(folder, PLACES, time="day", statistic="sum", value="dead"))
    for form in forms:
        result = aggregate_events(form, PLACES, time="day", statistic="sum", value="dead")
        assert rows(result) == wanted, form
        assert result.outside == 1


def test_whole_numbers_are_added_exactly(tmp_path):
    large = 2**62
    frame = pd.DataFrame({"t": ["2020"] * 3, "x": [0.5] * 3, "y": [0.5] * 3, "n": [large, 1, -large]})
    frame.to_parquet(tmp_path / "e.parquet")
    for form in (frame, tmp_path / "e.parquet"):
        result = aggregate_events(form, PLACES, time="t", by="year", statistic="sum", value="n")
        assert rows(result) == [("b", "2020", 1.0)]


def test_columns_of_the_usual_names_are_found_in_any_case(tmp_path):
    path = write(tmp_path / "e.csv", "When,Longitude, LAT\n2020-01-01,0.5,0.5\n")
    assert rows(aggregate_events(path, PLACES, time="When")) == [("b", "2020-01", 1)]


def test_named_columns_go_before_found_ones():
    frame = pd.DataFrame({"t": ["2020-01-01"], "lon": [0.5], "lat": [0.5], "east": [1.5], "north": [0.5]})
    assert rows(aggregate_events(frame, PLACES, time="t", lon="east", lat="north")) == [("a", "2020-01", 1)]


def test_periods_and_mixed_columns_of_frames():
    frame = pd.DataFrame({"lon": [0.5, 0.5], "lat": [0.5, 0.5]})
    months = frame.assign(t=pd.period_range("2020-01", periods=2, freq="M"))
    mixed = frame.assign(t=[dt.date(2020, 1, 31), "2020-02-01"])
    for events_ in (months, mixed):
        assert rows(aggregate_events(events_, PLACES, time="t")) == [("b", "2020-01", 1), ("b", "2020-02", 1)]


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


def test_quoted_line_ends_and_blank_lines_are_no_rows(tmp_path):
    path = write(tmp_path / "e.csv", 't,lon,lat,n\n2020-01-01,0.5,0.5,"a\n\nb"\n\n\n2020-01-01,0.5,0.5,\n\n')
    result = aggregate_events(path, PLACES, time="t")
    assert (rows(result), result.points) == ([("b", "2020-01", 2)], 2)


def random_events(count, seed=3):
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "t": np.datetime64("2015-01-01") + chance.integers(0, 2000, count).astype("timedelta64[D]"),
            "lon": chance.uniform(-0.5, 2.5, count).round(3),
            "lat": chance.uniform(-0.2, 1.2, count).round(3),
            "n": chance.normal(size=count).round(2),
        }
    )


def test_cutting_the_input_changes_nothing(tmp_path, monkeypatch):
    frame = random_events(5000)
    frame.loc[7::50, "lon"] = np.nan
    frame.to_csv(tmp_path / "e.csv", index=False)
    frame.to_parquet(tmp_path / "e.parquet", row_group_size=170)
    options = {"time": "t", "statistic": "mean", "value": "n"}
    whole = aggregate_events(tmp_path / "e.csv", PLACES, **options)
    monkeypatch.setattr(event_files, "_CSV_BLOCK", 700)
    monkeypatch.setattr(event_files, "_CSV_PIECE", 1500)
    monkeypatch.setattr(event_files, "_BATCH", 60)
    monkeypatch.setattr(event_files, "_PIECE", 400)
    monkeypatch.setattr(event_files, "_FRAME_PIECE", 333)
    wanted = event_files.Wanted("t", value="n")
    places = events.read_places(PLACES)
    for form, header in ((tmp_path / "e.csv", 1), (tmp_path / "e.parquet", 0), (frame, 0)):
        pieces = event_files.list_pieces(form, wanted, cut=True)
        assert len(pieces) >= 10
        sums = events.Sums()
        tallies = [event_rows.tally_piece(piece, places, "month", sums) for piece in reversed(pieces)]
        gathered = event_rows.gather(pieces, reversed(tallies))
        assert events._tabulate(sums, places, "month", "mean").equals(whole.table)
        assert (gathered.points, gathered.outside) == (whole.points, whole.outside)
        assert [e.row - header for e in gathered.bad_examples] == [8, 58, 108, 158, 208]
        assert [e.row - header for e in gathered.outside_examples] == [
            e.row - 1 for e in whole.outside_examples
        ]


def test_a_file_with_quotes_is_not_cut(tmp_path, monkeypatch):
    path = write(tmp_path / "e.csv", "t,lon,lat,note\n" + '2020-01-01,0.5,0.5,"a\nb"\n' * 200)
    monkeypatch.setattr(event_files, "_CSV_PIECE", 1500)
    assert len(event_files.list_pieces(path, event_files.Wanted("t"), cut=True)) == 1


def test_the_result_is_that_of_a_spatial_join():
    frame = random_events(3000)
    points = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326)
    joined = points.sjoin(PLACES, predicate="within")
    joined["time"] = joined["t"].dt.strftime("%Y-%m")
    expected = joined.groupby(["id", "time"]).size()
    inside = frame[
        ~frame.lon.isin([0, 1, 2]) & ~frame.lat.isin([0, 1])
    ]  # off the borders, where the rules agree
    result = aggregate_events(inside, PLACES, time="t")
    got = result.table.set_index(["place", "time"])["value"]
    assert got.to_dict() == expected.to_dict()


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


def test_the_file_written(tmp_path, folder):
    options = {"time": "day", "statistic": "sum", "value": "dead"}
    aggregate_files(folder, PLACES, tmp_path / "out.csv", **options)
    assert (tmp_path / "out.csv").read_bytes() == (
        b"place,time,value\na,2020-03,2\na,2020-04,4\nb,2020-03,0.3\n"
    )
    aggregate_files(folder, PLACES, tmp_path / "out.parquet", **options)
    assert pd.read_parquet(tmp_path / "out.parquet").equals(pd.read_csv(tmp_path / "out.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events", "out.csv", "out.parquet"]


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


class Terminal:
    """An error stream that is a terminal."""

    encoding = "utf-8"

    def __init__(self):
        self.text = ""

    def isatty(self):
        return True

    def write(self, text):
        self.text += text
        return len(text)

    def flush(self):
        pass


def test_progress_on_a_terminal_only(tmp_path, folder, monkeypatch, capsys):
    aggregate_files(folder, PLACES, tmp_path / "out.csv", time="day")
    assert capsys.readouterr() == ("", "")
    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setattr(sys, "stderr", terminal)
    aggregate_files(folder, PLACES, tmp_path / "out.csv", time="day")
    assert "5 points" in terminal.text
    assert "a second" in terminal.text
    assert "remaining" in terminal.text


def test_progress_ends_at_the_whole(folder):
    seen = []
    aggregate_events(folder, PLACES, time="day", report=lambda points, share: seen.append((points, share)))
    assert seen == [(2, pytest.approx(0.35, abs=0.2)), (5, 1.0)]


MEMORY = """
import resource, sys
from geo.points.aggregate import aggregate_events
aggregate_events(sys.argv[1], sys.argv[2], time="t")
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_input(tmp_path):
    PLACES.to_file(tmp_path / "places.geojson")
    frame = random_events(200_000)
    frame.to_csv(tmp_path / "one.csv", index=False)
    (tmp_path / "ten").mkdir()
    for number in range(10):
        (tmp_path / "ten" / f"{number}.csv").symlink_to(tmp_path / "one.csv")
    peaks = []
    for name in ("one.csv", "ten"):
        command = [sys.executable, "-c", MEMORY, str(tmp_path / name), str(tmp_path / "places.geojson")]
        root = Path(events.__file__).parent.parent
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout) / 1024)
    assert peaks[1] < peaks[0] + 60  # MiB; the nine further files alone are 50 MB of text


def test_a_damaged_archive_is_told(tmp_path):
    packed = bytearray(gzip.compress(b"date,lon,lat\n" + b"2020-01-01,0.5,0.5\n" * 100))
    packed[12:20] = b"\xff" * 8
    (tmp_path / "e.csv.gz").write_bytes(packed)
    with pytest.raises(InputError, match=r"e\.csv\.gz: cannot be read: "):
        aggregate_events(tmp_path / "e.csv.gz", PLACES, time="date")


def test_lines_ended_by_a_carriage_return_are_rows(tmp_path):
    write(tmp_path / "e.csv", "date,lon,lat\r2020-01-01,0.5,0.5\r2020-01-02,0.5,0.5\r")
    assert aggregate_events(tmp_path / "e.csv", PLACES, time="date").points == 2


def test_places_that_only_point_at_others_are_refused(tmp_path):
    write(tmp_path / "e.csv", "date,lon,lat\n2020-01-01,0.5,0.5\n")
    virtual = "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>s.gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    write(tmp_path / "b.geojson", f'{{"note": "{virtual}"}}')
    with pytest.raises(InputError, match="only points at other files"):
        aggregate_events(tmp_path / "e.csv", tmp_path / "b.geojson", time="date")


def test_a_place_without_a_point_counts_none_in_each_period_from_first_to_last(tmp_path):
    path = write(tmp_path / "e.csv", "t,lon,lat\n2020-01-05,0.5,0.5\n2020-03-02,0.5,0.5\n")
    result = aggregate_events(path, PLACES, time="t")
    table = {(place, time): value for place, time, value in result.table.itertuples(index=False, name=None)}
    assert table["b", "2020-01"] == 1
    assert table["b", "2020-02"] == table["a", "2020-01"] == table["a", "2020-03"] == 0
    assert len(table) == 3 * PLACES["id"].nunique()
    assert f"{len(table) - 2} rows of 0 for places and periods without a point" in result.summary()
    assert len(aggregate_events(path, PLACES, time="t", zeros=False).table) == 2
    assert len(aggregate_events(path, PLACES, time="t", statistic="sum", value="lon").table) == 2


def test_days_with_dots_and_decimal_commas_are_read(tmp_path):
    text = "t;lon;lat;n\n13.02.2020 14:30;0,5;0,5;1,25\n01.03.2020;0,5;0,5;\u22122\n31.02.2020;0,5;0,5;1\n"
    result = aggregate_events(write(tmp_path / "e.csv", text), PLACES, time="t", statistic="sum", value="n")
    assert rows(result) == [("b", "2020-02", 1.25), ("b", "2020-03", -2.0)]
    assert "'31.02.2020' is no day of the calendar" in str(result.bad_examples[0])


def test_exchanged_coordinates_are_named(tmp_path):
    land = gpd.GeoDataFrame({"id": ["x"]}, geometry=[shapely.box(45, 39, 46, 40)], crs=4326)
    path = write(tmp_path / "e.csv", "t,lat,lon\n2020-01-05,45.5,39.5\n2020-01-06,45.6,39.6\n")
    with pytest.raises(InputError, match="longitude and latitude look exchanged"):
        aggregate_events(path, land, time="t")
    assert rows(aggregate_events(path, land, time="t", lon="lat", lat="lon")) == [("x", "2020-01", 2)]


def test_arrow_batches_and_other_tables_say_the_same_as_a_frame(tmp_path):
    frame = pd.DataFrame({"t": ["2020-01-05", "2020-02-06"], "lon": [0.5, 0.5], "lat": [0.5, 0.5]})
    wanted = rows(aggregate_events(frame, PLACES, time="t"))
    table = pa.Table.from_pandas(frame)
    for given in (
        table,
        table.to_reader(),
        table.to_batches(max_chunksize=1),
        iter(table.to_batches()),
        table.to_batches()[0],
    ):
        assert rows(aggregate_events(given, PLACES, time="t")) == wanted
    frame.to_excel(tmp_path / "e.xlsx", index=False)
    assert rows(aggregate_events(tmp_path / "e.xlsx", PLACES, time="t")) == wanted
    with pytest.raises(InputError, match="Arrow record batches are read by one process"):
        aggregate_events(table, PLACES, time="t", engine="dask")


def test_days_with_slashes_are_asked_about_and_files_of_points_are_read(tmp_path):
    path = write(tmp_path / "e.csv", "t,lon,lat\n03/04/2020,0.5,0.5\n13/04/2020 14:30,0.5,0.5\n")
    with pytest.raises(
        InputError, match=r"e\.csv, row 2: t '03/04/2020' does not say which is the month; say --dates dmy"
    ):
        aggregate_events(path, PLACES, time="t")
    assert rows(aggregate_events(path, PLACES, time="t", dates="dmy")) == [("b", "2020-04", 2)]
    turned = aggregate_events(path, PLACES, time="t", dates="mdy")
    assert "no day of the calendar, as mdy" in str(turned.bad_examples[0])
    points = gpd.GeoDataFrame({"t": ["2020-04-03"]}, geometry=[shapely.Point(0.5, 0.5)], crs=4326)
    points.to_file(tmp_path / "e.geojson")
    assert rows(aggregate_events(tmp_path / "e.geojson", PLACES, time="t")) == [("b", "2020-04", 1)]
