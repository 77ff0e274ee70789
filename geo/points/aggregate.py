"""Aggregate dated points to places and periods: counts, sums or means, on one machine or on a Dask cluster.

Times are taken to UTC (without a zone they are UTC), and a period is written as EDTF. `event_places` says which place a point
counts in; `event_sums` makes sums exact, so that the result does not depend on the order or on the engine.
"""

import csv
import math
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import repeat
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from geo.errors import InputError, SaveError
from geo.package.files import writing
from geo.points.columns import Wanted
from geo.points.files import Piece, list_pieces, require_pyarrow
from geo.points.places import PlaceIndex, read_places
from geo.points.rows import Example, Report, Tally, gather, tally_piece
from geo.points.sums import Sums
from geo.points.times import BYS, By, format_period

Statistic = Literal["count", "sum", "mean"]
Engine = Literal["local", "dask"]
_OUT_ENDINGS = (".csv", ".parquet")
_MOST_ZEROS = 5_000_000  # rows with those of 0
_ROWS = 1 << 16  # written at once


@dataclass(frozen=True)
class Aggregation:
    """A series by place and period, and what became of the points that are not in it.

    Attributes
    ----------
    table : DataFrame
        `place`, `time` (EDTF), `value`, sorted by place, then time.
    points : int
        Rows read; each is inside a place, outside all, or bad.
    outside, bad_rows : int
        Points in no place, and rows whose time, coordinates or value cannot be read.
    shared : int
        Points inside several places that overlap; they count in each.
    zeros : int
        Rows added for places and periods without a point.
    remark : str
        What a reader should know of the whole, in words; mostly empty.
    """

    table: pd.DataFrame
    points: int
    outside: int
    bad_rows: int
    shared: int
    outside_examples: tuple[Example, ...]
    bad_examples: tuple[Example, ...]
    zeros: int = 0
    remark: str = ""

    def summary(self) -> list[str]:
        """Say in lines for a reader what was read, and what does not count and why."""
        inside = self.points - self.outside - self.bad_rows
        lines = [
            f"{_say(self.points, 'point')} read; {inside:,} inside {_say(self.table['place'].nunique(), 'place')}"
        ]
        if self.zeros:
            lines.append(f"{_say(self.zeros, 'row')} of 0 for places and periods without a point")
        if self.remark:
            lines.append(self.remark)
        if self.shared:
            lines.append(f"{_say(self.shared, 'point')} inside several places, counted in each of them")
        for count, what, examples in (
            (self.outside, _say(self.outside, "point") + " in no place", self.outside_examples),
            (self.bad_rows, _say(self.bad_rows, "bad row") + " left out", self.bad_examples),
        ):
            if count:
                lines.append(what + (", for example:" if count > len(examples) else ":"))
                lines += [f"  {example}" for example in examples]
        return lines


def aggregate_events(
    events: Any,
    boundaries: Any,
    *,
    time: str,
    lon: str | None = None,
    lat: str | None = None,
    by: By = "month",
    statistic: Statistic = "count",
    value: str | None = None,
    id: str | None = None,  # noqa: A002 - the option's name
    engine: Engine = "local",
    scheduler: str | None = None,
    zeros: bool | None = None,
    dates: str | None = None,
    report: Callable[[int, float], None] | None = None,
) -> Aggregation:
    """Count, add up or average dated points per place and period.

    A point counts in every place whose inside holds it; on a shared border, in the place whose id sorts first.

    Parameters
    ----------
    events : path, DataFrame, GeoDataFrame, Dask frame or Arrow
        Points: CSV or Parquet, one file or a folder of many, another table of one file, a frame, or Arrow: a table, record
        batches one after the other, or whatever hands out a stream of them. Coordinates are longitude and latitude in degrees
        (EPSG:4326), or a geometry in any CRS.
    boundaries : path or GeoDataFrame
        Polygons in any CRS.
    time : str
        The column of dates or timestamps; without a zone they are UTC.
    lon, lat : str, optional
        Columns of degrees; else the geometry, else columns of the usual names.
    by : {"day", "week", "month", "quarter", "year"}
        Length of a period; weeks begin on Monday.
    statistic : {"count", "sum", "mean"}
        Sums are exact and rounded once; a mean is the exact sum divided by the count.
    value : str, optional
        The column to add up, in any unit; the result has the same.
    id : str, optional
        The boundaries' column of unique ids; else the first usual name that can serve.
    engine : {"local", "dask"}
        One process in bounded memory, or a cluster; the result is the same. A script that lets `dask` start its own cluster
        must do so under ``if __name__ == "__main__":``, since the workers import it.
    scheduler : str, optional
        Address of a running Dask scheduler, whose workers have this package and can read the files.
    dates : {"dmy", "mdy"}, optional
        How dates such as 3/4/2020 are written; without it they are not read.
    zeros : bool, optional
        Give each place a row of 0 in each period, from the first with points to the last, in which it has none; by default for
        counts, where no point means none.
    report : callable, optional
        Called with the number of points read so far and the share of the input done.

    Returns
    -------
    Aggregation
        The table, and counts with examples of what is not in it.

    Raises
    ------
    InputError
        A file, column or option is not what it must be, or no row at all can be read.

    Examples
    --------
    >>> import geopandas, pandas, shapely
    >>> land = geopandas.GeoDataFrame({"id": ["a"]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4326)
    >>> points = pandas.DataFrame({"day": ["2020-05-01", "2020-05-31", "2020-06-01"], "lon": 0.5, "lat": 0.5})
    >>> aggregate_events(points, land, time="day").table
      place     time  value
    0     a  2020-05      2
    1     a  2020-06      1
    """
    _check_choices(by, statistic, value, engine, scheduler, dates)
    require_pyarrow()
    wanted = Wanted(time, lon, lat, value if statistic != "count" else None, dates or "")
    pieces = list_pieces(events, wanted, cut=engine == "dask")
    places = read_places(boundaries, id_column=id)
    sums = Sums()
    follow = _follow(pieces, report)
    if engine == "dask":
        from geo.points.dask import tally_pieces

        tallies = tally_pieces(pieces, places, by, sums, scheduler=scheduler, report=follow)
    else:
        tallies = [tally_piece(piece, places, by, sums, follow) for piece in map(_compute, pieces)]
    whole = gather(pieces, tallies)
    _check_rows(whole)
    remark = _find_exchange(whole, places)
    table = _tabulate(sums, places, by, statistic)
    added = 0
    if zeros or (zeros is None and statistic == "count"):
        table, added, more = _add_zeros(table, sums, places, by)
        remark = "; ".join(filter(None, (remark, more)))
    return Aggregation(
        zeros=added,
        remark=remark,
        table=table,
        points=whole.points,
        outside=whole.outside,
        bad_rows=whole.bad_rows,
        shared=whole.shared,
        outside_examples=tuple(whole.outside_examples),
        bad_examples=tuple(whole.bad_examples),
    )


def aggregate_files(events: Any, boundaries: Any, out: str | Path, **options: Any) -> Aggregation:
    """Aggregate events and write the table as CSV or Parquet, with progress if the error stream is a terminal.

    Parameters
    ----------
    events, boundaries
        As for `aggregate_events`, which also takes the options.
    out : path
        Ends in `.csv` or `.parquet`; it appears whole or not at all.

    Raises
    ------
    InputError
        As `aggregate_events`.
    SaveError
        The file cannot be written.
    """
    path = Path(out)
    if path.suffix.lower() not in _OUT_ENDINGS:
        raise SaveError(f"{path}: a file name ending in {' or '.join(_OUT_ENDINGS)} is wanted")
    if not path.parent.is_dir():
        raise SaveError(f"{path}: the folder {path.parent} does not exist; make it first")
    with _show_progress() as report:
        result = aggregate_events(events, boundaries, report=report, **options)
    write_series(result.table, path)
    return result


def write_series(table: pd.DataFrame, path: Path) -> None:
    """Write `place,time,value` as CSV or, by its ending, Parquet; the file appears whole or not at all."""
    with writing(path) as part:
        if path.suffix.lower() == ".parquet":
            table.to_parquet(part, index=False)
        else:
            with part.open("w", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(table.columns)
                for first in range(0, len(table), _ROWS):
                    rows = table.iloc[first : first + _ROWS]
                    values = map(_format_value, rows["value"].tolist())
                    writer.writerows(zip(rows["place"], rows["time"], values, strict=True))


def _format_value(value: float) -> str:
    """Write the shortest text that reads back as the same number; a whole one without a point."""
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else repr(value)


def _say(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _check_choices(
    by: str, statistic: str, value: str | None, engine: str, scheduler: str | None, dates: str | None
) -> None:
    for name, given, choices in (
        ("by", by, BYS),
        ("statistic", statistic, get_args(Statistic)),
        ("engine", engine, get_args(Engine)),
    ):
        if given not in choices:
            raise InputError(f"{name} is {given!r}; one of {', '.join(choices)} is wanted")
    if dates not in (None, "dmy", "mdy"):
        raise InputError(f"dates is {dates!r}; dmy or mdy is wanted")
    if statistic != "count" and value is None:
        raise InputError(f"a {statistic} needs a column of values; name it with --{statistic} or value=")
    if statistic == "count" and value is not None:
        raise InputError(
            f"a count uses no column of values, but {value!r} was given; ask for a sum or a mean of it"
        )
    if scheduler is not None and engine != "dask":
        raise InputError(f"a scheduler ({scheduler}) is only for the engine dask; add --engine dask")


def _check_rows(whole: Tally) -> None:
    if not whole.points:
        raise InputError("the events hold no rows; nothing can be drawn from them")
    if whole.bad_rows == whole.points:
        examples = "; ".join(str(example) for example in whole.bad_examples)
        raise InputError(f"none of the {whole.points:,} rows can be read: {examples}")


def _find_exchange(whole: Tally, places: PlaceIndex) -> str:
    """Say that longitude and latitude look exchanged, where most points would lie in a place if they were.

    Raises
    ------
    InputError
        No point at all lies in a place as it is.
    """
    inside = whole.points - whole.outside - whole.bad_rows
    if not whole.apart or 2 * inside > whole.points:
        return ""
    turned = np.array([(lat, lon) for lon, lat in whole.apart if abs(lon) <= 90 and abs(lat) <= 180])
    if not len(turned):
        return ""
    met = len(set(places.locate(turned[:, 0].copy(), turned[:, 1].copy()).rows.tolist()))
    if 2 * met <= len(whole.apart):
        return ""
    said = "longitude and latitude look exchanged: most points lie in a place only if they are turned round"
    if not inside:
        raise InputError(f"{said}; name the columns with --lon and --lat")
    return f"{said}; check --lon and --lat"


def _add_zeros(table: pd.DataFrame, sums: Sums, places: PlaceIndex, by: By) -> tuple[pd.DataFrame, int, str]:
    """Give every place a row in every period from the first to the last; more rows than can be are left out, and said."""
    numbers, periods, _ = sums.counts()
    if not len(periods):
        return table, 0, ""
    first, last = int(periods.min()), int(periods.max())
    size = len(places.ids) * (last - first + 1)
    if size > _MOST_ZEROS:
        return table, 0, f"no zeros were written: {size:,} rows would be more than {_MOST_ZEROS:,}"
    ids, times = np.array(places.ids, dtype=object), [format_period(period, by) for period in range(first, last + 1)]
    grid = np.zeros((len(places.ids), len(times)), table["value"].to_numpy().dtype)
    grid[numbers, periods - first] = table["value"].to_numpy()
    order = np.argsort(ids)
    whole = pd.DataFrame(
        {
            "place": pd.Series(np.repeat(ids[order], len(times)), dtype="str"),
            "time": pd.Series(times * len(ids), dtype="str"),
            "value": grid[order].ravel(),
        }
    )
    return whole, size - len(table), ""


def _compute(piece: Piece) -> Piece:
    """Bring one partition of a Dask frame into memory."""
    if not hasattr(piece.source, "compute"):
        return piece
    return replace(piece, source=piece.source.compute(scheduler="synchronous"))


def _tabulate(sums: Sums, places: PlaceIndex, by: By, statistic: Statistic) -> pd.DataFrame:
    numbers, periods, counts = sums.counts()
    texts = {period: format_period(period, by) for period in set(periods.tolist())}
    times = pd.Series([texts[period] for period in periods.tolist()], dtype="str")
    values: Any = counts
    if statistic != "count":
        divisors = counts.tolist() if statistic == "mean" else repeat(1)
        values = np.fromiter(
            (
                _divide(top, bottom * rows)
                for (top, bottom), rows in zip(sums.fractions(), divisors, strict=False)
            ),
            np.float64,
            len(counts),
        )
        if not np.isfinite(values).all():
            row = int(np.argmin(np.isfinite(values)))
            raise InputError(
                f"the {statistic} of {places.ids[numbers[row]]} in {times[row]} is larger than a number can be"
            )
    ids = np.array(places.ids, dtype=object)[numbers]
    return pd.DataFrame({"place": pd.Series(ids, dtype="str"), "time": times, "value": values})


def _divide(numerator: int, denominator: int) -> float:
    """Divide whole numbers of any size, rounding once."""
    try:
        return numerator / denominator
    except OverflowError:
        return math.inf


def _follow(pieces: list[Piece], report: Callable[[int, float], None] | None) -> Report | None:
    if report is None:
        return None
    whole, points, done = max(1, sum(piece.weight for piece in pieces)), 0, 0

    def follow(rows: int, weight: int) -> None:
        nonlocal points, done
        points, done = points + rows, done + weight
        report(points, min(1.0, done / whole))

    return follow


@contextmanager
def _show_progress() -> Iterator[Callable[[int, float], None] | None]:
    """Show points, rate and remaining time on a terminal; stay quiet in a pipe."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        BarColumn(),
        TextColumn("{task.fields[points]:,} points, {task.fields[rate]:,.0f} a second"),
        TimeElapsedColumn(),
        TextColumn("remaining"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0, points=0, rate=0.0)

        def show(points: int, share: float) -> None:
            elapsed = bar.tasks[0].elapsed or 0.0
            bar.update(task, completed=share, points=points, rate=points / elapsed if elapsed else 0.0)

        yield show
