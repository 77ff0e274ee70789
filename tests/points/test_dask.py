import os
import pickle
import signal
import subprocess
import sys
import warnings
from pathlib import Path

import distributed
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely import box

from geo.errors import InputError
from geo.points import dask as event_dask
from geo.points import files as event_files
from geo.points.aggregate import aggregate_events, aggregate_files
from geo.points.dask import PlacesPlugin
from geo.points.places import PlaceIndex

with warnings.catch_warnings():  # what a third party says while it is imported is not ours to mend
    warnings.simplefilter("ignore")
    import dask.dataframe
    import dask_geopandas

SQUARES = {f"p{x}{y}": box(x, y, x + 1, y + 1) for x in range(4) for y in range(3)}
PLACES = gpd.GeoDataFrame({"id": list(SQUARES)}, geometry=list(SQUARES.values()), crs=4326)
SUMS = {"time": "t", "statistic": "sum", "value": "n"}


def random_events(count):
    chance = np.random.default_rng(11)
    return pd.DataFrame(
        {
            "t": np.datetime64("2018-01-01") + chance.integers(0, 900, count).astype("timedelta64[D]"),
            "lon": chance.uniform(-0.3, 4.3, count).round(1),  # one decimal: many on borders
            "lat": np.where(chance.random(count) < 0.002, np.nan, chance.uniform(-0.3, 3.3, count).round(1)),
            "n": chance.normal(size=count) * 10.0 ** chance.integers(-9, 9, count),
        }
    )


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as running:
        yield running


@pytest.fixture
def pieces_are_small(monkeypatch):
    monkeypatch.setattr(event_files, "_FRAME_PIECE", 1000)
    monkeypatch.setattr(event_files, "_CSV_PIECE", 40_000)
    monkeypatch.setattr(event_files, "_PIECE", 1000)


def same(one, other):
    assert one.table.equals(other.table)
    for name in ("points", "outside", "bad_rows", "shared", "outside_examples", "bad_examples"):
        assert getattr(one, name) == getattr(other, name), name


@pytest.mark.usefixtures("pieces_are_small")
@pytest.mark.parametrize("statistic", ["count", "sum", "mean"])
def test_both_engines_write_the_same_bytes(tmp_path, cluster, statistic):
    frame = random_events(20_000)
    (tmp_path / "csv").mkdir()
    (tmp_path / "parquet").mkdir()
    for number, part in enumerate(np.array_split(np.arange(len(frame)), 3)):
        frame.iloc[part].to_csv(tmp_path / "csv" / f"{number}.csv", index=False)
        frame.iloc[part].to_parquet(tmp_path / "parquet" / f"{number}.parquet", row_group_size=500)
    options = {"time": "t", "statistic": statistic, "value": None if statistic == "count" else "n"}
    for form in (tmp_path / "csv", tmp_path / "parquet", frame):
        here = aggregate_files(form, PLACES, tmp_path / "local.csv", **options)
        there = aggregate_files(
            form, PLACES, tmp_path / "dask.csv", engine="dask", scheduler=cluster.scheduler_address, **options
        )
        assert (tmp_path / "local.csv").read_bytes() == (tmp_path / "dask.csv").read_bytes()
        same(here, there)
        assert here.bad_rows > 5
        assert here.outside > 5


@pytest.mark.usefixtures("pieces_are_small")
def test_a_worker_killed_on_the_way_changes_nothing(cluster):
    frame = random_events(60_000)
    expected = aggregate_events(frame, PLACES, **SUMS)
    with distributed.Client(cluster, set_as_default=False) as client:
        before = set(client.run(os.getpid).values())
        assert len(before) == 2
        victims = sorted(before)[:1]
        shares = []

        def kill(_points, share):
            shares.append(share)
            while victims:
                os.kill(victims.pop(), signal.SIGKILL)

        result = aggregate_events(
            frame, PLACES, engine="dask", scheduler=cluster.scheduler_address, report=kill, **SUMS
        )
        client.wait_for_workers(2, timeout=60)
        after = set(client.run(os.getpid).values())
    assert shares[0] < 0.1  # it died when most was still to do
    assert len(shares) == 60
    assert after != before
    same(result, expected)


def list_plugins(dask_worker):
    return [name for name in dask_worker.plugins if name.startswith("geo-places")]


@pytest.mark.usefixtures("pieces_are_small")
def test_boundaries_are_with_each_worker_once_and_leave_with_the_work(cluster):
    seen = []
    with distributed.Client(cluster, set_as_default=False) as client:

        def look(_points, _share):
            if not seen:
                seen.extend(client.run(list_plugins).values())

        aggregate_events(
            random_events(5000),
            PLACES,
            engine="dask",
            scheduler=cluster.scheduler_address,
            report=look,
            **SUMS,
        )
        assert [len(names) for names in seen] == [1, 1]
        assert list(client.run(list_plugins).values()) == [[], []]


def test_the_index_is_built_once_where_it_arrived():
    plugin = pickle.loads(pickle.dumps(PlacesPlugin("x", PlaceIndex(SQUARES, list(SQUARES.values())).pack())))
    plugin.setup(None)
    assert plugin.index() is plugin.index()
    assert plugin.index().ids == tuple(sorted(SQUARES))


@pytest.mark.parametrize("engine", ["local", "dask"])
def test_dask_frames_are_taken_as_they_are(cluster, engine):
    frame = random_events(3000)
    points = gpd.GeoDataFrame(
        frame[["t", "n"]], geometry=gpd.points_from_xy(frame.lon, frame.lat), crs=4326
    ).to_crs(3395)
    scheduler = cluster.scheduler_address if engine == "dask" else None
    for plain, lazy in (
        (frame, dask.dataframe.from_pandas(frame, npartitions=4)),
        (points, dask_geopandas.from_geopandas(points, npartitions=4)),
    ):
        result = aggregate_events(lazy, PLACES, engine=engine, scheduler=scheduler, **SUMS)
        same(result, aggregate_events(plain, PLACES, **SUMS))


def test_a_cluster_of_its_own_leaves_nothing_behind(tmp_path):
    """Run as a user's script would: without a scheduler, under the usual guard."""
    random_events(4000).to_csv(tmp_path / "e.csv", index=False)
    PLACES.to_file(tmp_path / "places.geojson")
    script = tmp_path / "script.py"
    script.write_text(
        "from geo.points.aggregate import aggregate_files\n"
        "if __name__ == '__main__':\n"
        "    for engine in ('local', 'dask'):\n"
        "        aggregate_files('e.csv', 'places.geojson', engine + '.csv', time='t', engine=engine)\n"
    )
    (tmp_path / "temp").mkdir()
    env = os.environ | {
        "TMPDIR": str(tmp_path / "temp"),
        "PYTHONPATH": str(Path(event_dask.__file__).parent.parent),
    }
    done = subprocess.run(
        [sys.executable, str(script)], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
    )
    # that Dask had to wait for a busy machine is not ours
    errors = [line for line in done.stderr.splitlines() if "still alive after" not in line]
    assert (done.returncode, done.stdout, errors) == (0, "", [])
    assert (tmp_path / "dask.csv").read_bytes() == (tmp_path / "local.csv").read_bytes()
    assert list((tmp_path / "temp").iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "dask.csv",
        "e.csv",
        "local.csv",
        "places.geojson",
        "script.py",
        "temp",
    ]


@pytest.mark.usefixtures("pieces_are_small")
def test_an_error_on_a_worker_reads_as_here(tmp_path, cluster):
    (tmp_path / "events").mkdir()
    random_events(50).to_csv(tmp_path / "events" / "1.csv", index=False)
    (tmp_path / "events" / "2.csv.gz").write_bytes(b"")
    broken = tmp_path / "events" / "3.parquet"
    random_events(5000).to_parquet(broken, row_group_size=1000)
    content = bytearray(broken.read_bytes())
    content[200:4000] = bytes(3800)
    broken.write_bytes(content)
    with pytest.raises(InputError, match=r"3\.parquet: cannot be read"):
        aggregate_events(broken, PLACES, engine="dask", scheduler=cluster.scheduler_address, **SUMS)


def test_no_scheduler_says_so(monkeypatch):
    monkeypatch.setattr(event_dask, "_PATIENCE", 0.5)
    with pytest.raises(
        InputError, match=r"no Dask scheduler answers at 'tcp://127\.0\.0\.1:9'; give an address"
    ):
        aggregate_events(random_events(5), PLACES, engine="dask", scheduler="tcp://127.0.0.1:9", **SUMS)


def test_workers_that_keep_dying_are_told():
    class Client:
        def gather(self, _task):
            raise distributed.KilledWorker("work", distributed.scheduler.WorkerState, 3)

    piece = event_files.Piece(
        "e.csv", "csv", "e.csv", event_files.Columns("t", "x", "y", None, None, None), 1
    )
    with pytest.raises(InputError, match=r"e\.csv: 4 workers died over the same piece.*use the engine local"):
        event_dask._result(Client(), None, piece)


def test_without_distributed_the_extra_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "geo.points.dask")
    with pytest.raises(InputError, match=r"pip install 'geo-timemaps\[dask,export\]'"):
        aggregate_events(random_events(5), PLACES, engine="dask", **SUMS)
