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

from geo.errors import InputError
from geo.points import aggregate as events
from geo.points import columns as event_columns
from geo.points import files as event_files
from geo.points import rows as event_rows
from geo.points.aggregate import aggregate_events, aggregate_files
from tests.points.events import HEADER, PLACES, ROWS, event_frame, rows, write


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
    wanted = event_columns.Wanted("t", value="n")
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
    assert len(event_files.list_pieces(path, event_columns.Wanted("t"), cut=True)) == 1


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


def test_the_file_written(tmp_path, folder):
    options = {"time": "day", "statistic": "sum", "value": "dead"}
    aggregate_files(folder, PLACES, tmp_path / "out.csv", **options)
    assert (tmp_path / "out.csv").read_bytes() == (
        b"place,time,value\na,2020-03,2\na,2020-04,4\nb,2020-03,0.3\n"
    )
    aggregate_files(folder, PLACES, tmp_path / "out.parquet", **options)
    assert pd.read_parquet(tmp_path / "out.parquet").equals(pd.read_csv(tmp_path / "out.csv"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["events", "out.csv", "out.parquet"]


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


def test_lines_ended_by_a_carriage_return_are_rows(tmp_path):
    write(tmp_path / "e.csv", "date,lon,lat\r2020-01-01,0.5,0.5\r2020-01-02,0.5,0.5\r")
    assert aggregate_events(tmp_path / "e.csv", PLACES, time="date").points == 2


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
