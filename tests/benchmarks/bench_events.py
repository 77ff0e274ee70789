"""Dated points to places: speed against geopandas, memory against the input's size, both engines to the byte.

    GEO_RAW=folder-with-the-raw-package python tests/benchmarks/bench_events.py [--points 5000000] [--memory 1 5 20]

Prints one table; every figure of a row comes from one run. Each measurement is a process of its own.
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
    schema = pa.schema([("lon", pa.float64()), ("lat", pa.float64()), ("date", pa.date32()), ("dead", pa.float64())])
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
    from geo.events import aggregate_files

    aggregate_files(points, places, out, time="date", by="month", statistic="sum", value="dead", id="adm1_code", engine=engine)


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
    """Run one measurement in its own process: seconds without start-up of Python, peak memory of it and its workers."""
    done = subprocess.run([sys.executable, __file__, "--one", *arguments], capture_output=True, text=True, check=False)
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
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sys.stdout.write(json.dumps({"seconds": seconds, "mb": peak}) + "\n")


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
        lines = ["| what | points | seconds | points a second | peak memory |", "|---|---|---|---|---|"]
        digests = {}
        points = Path(folder) / "points.parquet"
        write_points(points, given.points)
        for kind in ("local", "dask", "geopandas"):
            out = Path(folder) / f"{kind}.csv"
            got = measure(kind, str(points), str(places), str(out))
            digests[kind] = hashlib.sha256(out.read_bytes()).hexdigest()
            lines.append(
                f"| {kind} | {given.points:,} | {got['seconds']:.1f} | {given.points / got['seconds']:,.0f} "
                f"| {got['mb']:,.0f} MB |"
            )
        same = "identical" if digests["local"] == digests["dask"] else "DIFFERENT"
        for millions in given.memory:
            write_points(points, millions * 1_000_000)
            got = measure("local", str(points), str(places), str(Path(folder) / "memory.csv"))
            rate = millions * 1e6 / got["seconds"]
            lines.append(f"| local | {millions * 1_000_000:,} | {got['seconds']:.1f} | {rate:,.0f} | {got['mb']:,.0f} MB |")
        sys.stdout.write("\n".join(lines) + f"\n\nFiles of local and dask: {same} ({digests['local'][:12]}).\n")


if __name__ == "__main__":
    main()
