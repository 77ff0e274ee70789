"""`geo new`: a map from anyone's boundaries and anyone's figures."""

from pathlib import Path

import click

from geo.commands.progress import say_done
from geo.text.messages import list_languages

MOST_SHOWN = 20  # names shown on the terminal; all rows are in the file


@click.command("new")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--boundaries", required=True, metavar="FILE[:LAYER]", help="Polygons, in any usual format.")
@click.option("--figures", required=True, metavar="FILE", help="A table: CSV, XLSX, ODS, Parquet, JSON, or - .")
@click.option("--place", metavar="COL", help="Column that names the place.")
@click.option("--start", metavar="COL", help="Column with the day it began.")
@click.option("--end", metavar="COL", help="Column with the first day it no longer held.")
@click.option("--time", metavar="COL", help="Column with the time of a value.")
@click.option("--value", metavar="COL", help="Column with the value: numbers or categories.")
@click.option("--per", metavar="COL", help="Column to divide values by, such as population; or km2.")
@click.option("--per-count", type=click.FloatRange(0, min_open=True), default=1, help="Per how many of these.")
@click.option("--valid-from", metavar="COL", help="Boundaries' column with the day one became valid.")
@click.option("--valid-to", metavar="COL", help="Boundaries' column with the first day one was no longer valid.")
@click.option("--names", metavar="COL", help="Boundaries' column with the names of the places, in the language of --lang.")
@click.option("--lang", type=click.Choice(list_languages()), default="en", show_default=True, help="Language.")
@click.option("--title", default="", metavar="TEXT", help="Title of the map.")
@click.option("--source", default="", metavar="TEXT", help="The figures: PUBLISHER: TITLE (DATE) ADDRESS, or less.")
@click.option("--unit", default="", metavar="TEXT", help="Unit of the values.")
@click.option("--crs", metavar="CRS", help="The boundaries' reference system, where the file says none.")
@click.option("--swap", is_flag=True, help="The boundaries have latitude before longitude.")
@click.option("--encoding", metavar="NAME", help="The figures' encoding, where it is not found.")
@click.option("--sheet", metavar="NAME", help="Sheet of a workbook.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="How dates such as 3/4/2014 are written.")
@click.option("--decimal", type=click.Choice([".", ","]), help="The mark before decimals, where numbers do not show it.")
@click.option("--day", type=click.Choice(["mean", "sum", "last"]), help="How the figures of the hours of a day become one.")
@click.option("--twice", type=click.Choice(["first", "last", "mean", "sum"]), help="How several figures of one time become one.")
@click.option("--where", multiple=True, metavar="COL=TEXT", help="Only rows, or boundaries, with this text; repeatable.")
@click.option("--also", multiple=True, metavar="COL", help="A further column of values, for a switch on the page.")
@click.option("--party", metavar="COL", help="Column that says who held the place.")
@click.option("--source-col", metavar="COL", help="Column with each row's source.")
@click.option("--until-next", is_flag=True, help="A value lasts until the place's next: a table of changes.")
@click.option("--nearest", is_flag=True, help="Take the nearest name for one that matches none; written to aliases.csv.")
@click.option("--strict", is_flag=True, help="Write nothing if any row matches no place.")
@click.option("--replace", is_flag=True, help="Write over what was changed by hand since.")
def command(folder: Path, **told: object) -> None:
    """Make a map in DIR from boundaries and figures.

    Columns that are not named are guessed, and the guess is said; a year and a month, or a county and its state, may
    stand in two columns. An end that is empty, `?` or `present` is open. Rows that match no place are named, and kept in
    DIR/unmatched.csv; to mend a join, add `name,place` to DIR/aliases.csv and run the same command again.

    \b
    geo new kingdoms --boundaries regions.shp --figures dates.csv --place region --start from --end to
    geo new votes --boundaries counties.gpkg:county --figures votes.xlsx --place fips --time year --value share
    geo build --maps votes/maps
    """
    from geo.errors import plain_line
    from geo.new.files import write_new
    from geo.new.make import make_new
    from geo.new.request import Left, Request

    request = Request(folder, **told)  # type: ignore[arg-type]
    new = make_new(request)
    kept = write_new(folder, new, replace=request.replace)
    for line in (*new.said, *kept):
        say_done(plain_line(line))
    grouped: dict[tuple[str, str], list[Left]] = {}
    for left in new.left:
        grouped.setdefault((left.name, left.reason), []).append(left)
    for same in list(grouped.values())[:MOST_SHOWN]:
        more = f" (and {len(same) - 1} more row{'s' * (len(same) > 2)} of it)" if len(same) > 1 else ""
        click.echo(f"Warning: {same[0]}{more}", err=True)
    if new.left:
        rows = "1 row is" if len(new.left) == 1 else f"{len(new.left)} rows are"
        remedy = f"{folder / 'unmatched.csv'} says of each why"
        if any(left.reason.startswith(("fits ", "matches no place")) for left in new.left):
            remedy += f", {folder / 'aliases.csv'} takes the right names"
        click.echo(f"Warning: {rows} not drawn; {remedy}", err=True)
    places = "1 place" if new.joined == 1 else f"{new.joined} places"
    say_done(f"{folder}: {places} with figures; draw it with: geo build --maps {folder / 'maps'}")
