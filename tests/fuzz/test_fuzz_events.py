"""Damaged files of dated points for `geo aggregate`, in a process of their own: Arrow is C++."""

import csv
import gzip
import io
from pathlib import Path
from random import Random
from typing import Any

import geopandas
import pandas as pd
import shapely

from geo.points.aggregate import aggregate_events
from tests.fuzz.child import run_cases
from tests.fuzz.damage import FIRST, damage_bytes, damage_rows, damage_text, many
from tests.fuzz.watch import check_message, survive

CASES = many(1000)
ROWS = [
    ["date", "lon", "lat", "dead"],
    ["2020-09-27", "47.2", "39.5", "3"],
    ["2020-10-04T12:00Z", "47.0", "39.4", "1.5"],
    ["2020-10-17", "47.1", "39.6", "0"],
    ["2020-10", "50", "39.6", "-2"],
    ["2020-11-09T23:59:59+04:00", "46.9", "39.6", ""],
]


def prepare(folder: Path) -> Any:
    """Make two places, sound ones, and a Parquet file of points."""
    squares = [shapely.box(46, 39, 47, 40), shapely.box(47, 39, 48, 40)]
    places = geopandas.GeoDataFrame({"id": ["a", "b"]}, geometry=squares, crs=4326)
    frame = pd.DataFrame(ROWS[1:], columns=ROWS[0]).astype({"lon": float, "lat": float})
    frame.to_parquet(folder / "plain.parquet")
    points = geopandas.GeoDataFrame(
        frame[["date", "dead"]], geometry=geopandas.points_from_xy(frame.lon, frame.lat), crs=4326
    )
    points.to_parquet(folder / "points.parquet")
    return places, [(folder / name).read_bytes() for name in ("plain.parquet", "points.parquet")]


def one(folder: Path, number: int, given: Any) -> None:
    """Aggregate one damaged file; every row of it is inside, outside or bad."""
    places, parquet = given
    rng, case = Random(FIRST + number), f"events {number}"
    rows: int | None = None
    if rng.random() < 0.2:
        file = folder / "e.parquet"
        file.write_bytes(damage_bytes(rng, rng.choice(parquet)))
    else:
        separator = rng.choice(",;\t|")
        text = io.StringIO(newline="")
        damaged = damage_rows(rng, ROWS)
        csv.writer(text, delimiter=separator, lineterminator=rng.choice(("\n", "\r\n"))).writerows(damaged)
        whole = rng.random() < 0.6
        data = text.getvalue().encode("utf-8", "replace") if whole else damage_text(rng, text.getvalue())
        if whole:
            rows = (
                sum(
                    bool(row)
                    for row in csv.reader(io.StringIO(data.decode(), newline=""), delimiter=separator)
                )
                - 1
            )
        packed = rng.random() < 0.1
        file = folder / ("e.csv.gz" if packed else "e.csv")
        data = gzip.compress(data) if packed else data
        file.write_bytes(damage_bytes(rng, data) if packed and not whole else data)
    statistic, value = rng.choice((("count", None), ("sum", "dead"), ("mean", "dead")))
    by = rng.choice(("day", "week", "month", "quarter", "year"))
    told = {"time": "date", "by": by, "statistic": statistic, "value": value}
    found = survive(
        case, lambda: aggregate_events(file, places, **told), file.name, "the events hold no rows"
    )
    if found is not None:
        for line in found.summary():
            check_message(case, line)
        inside = found.points - found.outside - found.bad_rows
        assert inside >= 0, case
        if statistic == "count":
            assert found.table["value"].sum() >= inside, f"{case}: a point is lost"
        assert rows is None or found.points == rows, f"{case}: {rows} rows given, {found.points} read"
    file.unlink()


def test_damaged_events_are_counted_or_named() -> None:
    run_cases("tests.fuzz.test_fuzz_events", CASES)
