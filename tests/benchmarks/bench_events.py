"""Dated points to places: speed against geopandas, memory against the input's size, both engines to the byte.

    GEO_RAW=folder-with-the-raw-package python tests/benchmarks/bench_events.py [--points 5000000] [--memory 1 5 20]

Prints one table; every figure of a row comes from one run. Each measurement is a process of its own: seconds by the clock,
seconds of processor time with all workers, and the peak memory of its largest process. At the end it says whether both
engines wrote the same bytes and whether geopandas came to the same sums.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

SPAN_DAYS = 3_652  # ten years


def write_points(path: Path, count: int) -> None:
    """Write points spread evenly over the sphere, in a few large row groups, the same every time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rng = np.random.default_rng(20_260_101)
    schema = pa.schema(
        [("lon", pa.float64()), ("lat", pa.float64()), ("date", pa.date32()), ("dead", pa.float64())]
    )
    with pq.ParquetWriter(path, schema) as writer:
        for first in range(0, count, 500_000):
            size = min(500_000, count - first)
            lat = np.degrees(np.arcsin(rng.uniform(np.sin(np.radians(-55)), np.sin(np.radians(75)), size)))
            columns = [
                pa.array(rng.uniform(-180, 180, size)),
                pa.array(lat),
                pa.array((16_436 + rng.integers(0, SPAN_DAYS, size)).astype("int32"), pa.date32()),
                pa.array(np.round(rng.gamma(2, 3, size), 2)),
            ]
            writer.write_table(pa.table(columns, schema=schema))


def run_ours(points: str, places: str, engine: str, out: str) -> None:
    from geo.points.aggregate import aggregate_files

    aggregate_files(
        points,
        places,
        out,
        time="date",
        by="month",
        statistic="sum",
        value="dead",
        id="adm1_code",
        engine=engine,
    )


def run_geopandas(points: str, places: str, out: str) -> None:
    """What one writes today: read all, points, spatial join, group."""
    import geopandas as gpd
    import pandas as pd

    frame = pd.read_parquet(points)
    polygons = gpd.read_file(places)[["adm1_code", "geometry"]]
    points_frame = gpd.GeoDataFrame(frame, geometry=gpd.points_from_xy(frame["lon"], frame["lat"]), crs=4326)
    joined = gpd.sjoin(points_frame, polygons, predicate="within")
    month = pd.to_datetime(joined["date"]).dt.strftime("%Y-%m")
    joined.groupby(["adm1_code", month])["dead"].sum().to_csv(out)


def measure(*arguments: str) -> dict[str, float]:
    """Run one measurement in its own process, timed without the start of Python."""
    done = subprocess.run(
        [sys.executable, __file__, "--one", *arguments], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer


def one(kind: str, points: str, places: str, out: str) -> None:
    began = time.perf_counter()
    if kind == "geopandas":
        run_geopandas(points, places, out)
    else:
        run_ours(points, places, kind, out)
    seconds = time.perf_counter() - began
    used = [
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    ]  # workers are children
    answer = {
        "seconds": seconds,
        "cpu": sum(usage.ru_utime + usage.ru_stime for usage in used),
        "mb": max(usage.ru_maxrss for usage in used) / 1024,
    }
    sys.stdout.write(json.dumps(answer) + "\n")


def row(what: str, count: int, got: dict[str, float]) -> str:
    rate = count / got["seconds"]
    return f"| {what} | {count:,} | {got['seconds']:.1f} | {got['cpu']:.1f} | {rate:,.0f} | {got['mb']:,.0f} MB |"


def write_csv(points: Path, path: Path) -> None:
    """Write the same points as text."""
    import pyarrow.csv as pacsv
    import pyarrow.parquet as pq

    with pq.ParquetFile(points) as file, pacsv.CSVWriter(path, file.schema_arrow) as writer:
        for batch in file.iter_batches():
            writer.write_batch(batch)


def compare(ours: Path, theirs: Path) -> str:
    """Say whether two series have the same rows, and sums that differ by rounding at most."""
    import pandas as pd

    one, two = (pd.read_csv(path, header=0, names=["place", "time", "value"]) for path in (ours, theirs))
    two = two.sort_values(["place", "time"], ignore_index=True)
    if not one[["place", "time"]].equals(two[["place", "time"]]):
        return "other rows"
    return "the same" if np.allclose(one["value"], two["value"], rtol=1e-12, atol=1e-9) else "other sums"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=5_000_000)
    parser.add_argument("--memory", type=int, nargs="*", default=[1, 5, 20], help="millions of points")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(*given.one)
        return
    raw = next(Path(os.environ["GEO_RAW"]).rglob("build.json"))
    with tempfile.TemporaryDirectory() as folder:
        places = Path(folder) / "places.geojson"
        places.symlink_to(raw)
        lines = [
            "| what | points | seconds | processor s | points a second | peak memory |",
            "|---" * 6 + "|",
        ]
        points, text = Path(folder) / "points.parquet", Path(folder) / "points.csv"
        write_points(points, given.points)
        write_csv(points, text)
        outs = {}
        for kind, form in (
            ("local", points),
            ("local", text),
            ("dask", points),
            ("dask", text),
            ("geopandas", points),
        ):
            out = outs[kind, form] = Path(folder) / f"{kind}{form.suffix}.csv"
            got = measure(kind, str(form), str(places), str(out))
            lines.append(row(f"{kind}, {form.suffix[1:]}", given.points, got))
        theirs = outs.pop(("geopandas", points))
        digests = {hashlib.sha256(out.read_bytes()).hexdigest() for out in outs.values()}
        for millions in given.memory:
            write_points(points, millions * 1_000_000)
            got = measure("local", str(points), str(places), str(Path(folder) / "memory.csv"))
            lines.append(row("local, parquet", millions * 1_000_000, got))
        same = "identical" if len(digests) == 1 else "DIFFERENT"
        lines += ["", f"Files of local and dask from both forms: {same} ({min(digests)[:12]})."]
        lines += [f"Against geopandas: {compare(outs['local', points], theirs)}."]
        sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
