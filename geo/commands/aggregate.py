"""`geo aggregate`: dated points to places and periods."""

from pathlib import Path

import click

from geo.commands.progress import say_done


@click.command("aggregate")
@click.argument("events", type=click.Path(path_type=Path))
@click.option(
    "--places", type=click.Path(path_type=Path), required=True, metavar="BOUNDARIES", help="File of polygons."
)
@click.option("--time", required=True, metavar="COL", help="Column of dates; without a zone they are UTC.")
@click.option("--lon", metavar="COL", help="Column of longitudes in degrees; found if not named.")
@click.option("--lat", metavar="COL", help="Column of latitudes in degrees; found if not named.")
@click.option(
    "--by",
    type=click.Choice(["day", "week", "month", "quarter", "year"]),
    default="month",
    show_default=True,
    help="Length of a period; weeks begin on Monday.",
)
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How dates such as 3/4/2020 are written.")
@click.option("--count", is_flag=True, help="Count the points (the default).")
@click.option("--sum", "sum_of", metavar="COL", help="Add up this column.")
@click.option("--mean", "mean_of", metavar="COL", help="Average this column.")
@click.option(
    "--zeros/--no-zeros",
    default=None,
    help="Rows of 0 for places and periods without a point; by default for counts.",
)
@click.option(
    "--id", "id_column", metavar="COL", help="Column of unique ids in BOUNDARIES; found if not named."
)
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    show_default=True,
    help="One process in little memory, or many; the result is the same.",
)
@click.option(
    "--scheduler", metavar="ADDRESS", help="A running Dask scheduler; else dask starts its own here."
)
@click.option(
    "--out", type=click.Path(path_type=Path), required=True, metavar="FILE", help=".csv or .parquet."
)
def command(
    events: Path,
    places: Path,
    time: str,
    lon: str | None,
    lat: str | None,
    by: str,
    dates: str | None,
    count: bool,
    sum_of: str | None,
    mean_of: str | None,
    zeros: bool | None,
    id_column: str | None,
    engine: str,
    scheduler: str | None,
    out: Path,
) -> None:
    """Count, add up or average dated points per place and period.

    EVENTS is a CSV or Parquet file or a folder of them, or any other table that `geo new` reads. FILE gets the columns
    place, time and value, ready for a map. A point on the border of two places counts in the one whose id sorts first.

    \b
    geo aggregate events --places areas.geojson --time date --out series.csv
    geo aggregate events.parquet --places areas.gpkg --time day --by year --sum dead --out series.csv
    """
    given = [name for name, used in (("--count", count), ("--sum", sum_of), ("--mean", mean_of)) if used]
    if len(given) > 1:
        raise click.UsageError(f"{' and '.join(given)} exclude each other; give one")
    from geo.points.aggregate import aggregate_files

    result = aggregate_files(
        events,
        places,
        out,
        time=time,
        lon=lon,
        lat=lat,
        by=by,
        dates=dates,
        statistic="sum" if sum_of else "mean" if mean_of else "count",
        value=sum_of or mean_of,
        id=id_column,
        zeros=zeros,
        engine=engine,
        scheduler=scheduler,
    )
    for line in result.summary():
        say_done(line, err=True)
    rows = len(result.table)
    say_done(f"{out}  {rows} {'row' if rows == 1 else 'rows'}")
