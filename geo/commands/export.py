"""`geo export`: pictures, moving pictures, tables and GIS files of a map."""

import datetime as dt
from pathlib import Path

import click

from geo.commands.options import lang_option, maps_option
from geo.errors import DefinitionError

_FORMATS = "png svg pdf gif mp4 csv xlsx geojson jsonfg gpkg fgb parquet kml datapackage"
_LAYOUTS = ("single", "before-after", "multiples", "atlas")
_EVERY = ("day", "week", "month", "quarter", "year")


class _Box(click.ParamType[tuple[float, ...]]):
    name = "west,south,east,north"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[float, ...]:
        """Read four numbers in degrees."""
        if isinstance(value, tuple):
            return value
        try:
            west, south, east, north = (float(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"came {value!r}, wanted four numbers in degrees: west,south,east,north", param, ctx)
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            self.fail(f"came {value!r}, wanted west < east and south < north in degrees", param, ctx)
        return west, south, east, north


@click.command("export")
@click.argument("name", metavar="MAP")
@maps_option
@click.option(
    "--date", "day", metavar="TIME", help="A day, or a month or year, of which the last day counts; by default the definition's."
)
@click.option("--stops", is_flag=True, help="Every day on which something changes.")
@click.option(
    "--every", type=click.Choice(_EVERY), help="Every first day of a period, from the first stop to the last."
)
@click.option(
    "--format",
    "formats",
    required=True,
    metavar="F[,F…]",
    help=_FORMATS,
)
@click.option(
    "--layout",
    type=click.Choice(_LAYOUTS),
    default="single",
    show_default=True,
)
@click.option(
    "--size", default="", metavar="SIZE", help="a4, a5, letter, slide, square or WxHmm. [default: a4; in motion: slide]"
)
@click.option(
    "--dpi", type=click.IntRange(36, 1200), default=150, show_default=True, help="Pixels per inch of a PNG."
)
@lang_option
@click.option("--bbox", type=_Box(), help="Show this part, in degrees.")
@click.option("--places", metavar="ID[,ID…]", default="", help="Show these places.")
@click.option(
    "--projection", default="", metavar="P", help="auto, equal-earth, laea, albers, mercator or EPSG:n."
)
@click.option("--figure", default="", metavar="ID", help="Which of several figures, or accounts; the first by default.")
@click.option("--title", default="", help="A title in place of the map's.")
@click.option("--caption", default="", help="A text under the map.")
@click.option("--grey", is_flag=True, help="For journals that print grey.")
@click.option("--transparent", is_flag=True, help="Leave the paper out.")
@click.option("--alt", is_flag=True, help="Also write alternative text and a caption.")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Where to write.")
def command(
    name: str, maps_dir: Path | None, day: str | None, stops: bool, every: str | None, formats: str, layout: str,
    size: str, dpi: int, lang: str | None, bbox: tuple[float, ...] | None, places: str, projection: str, figure: str,
    title: str, caption: str,
    grey: bool, transparent: bool, alt: bool, out: Path,
) -> None:  # fmt: skip
    """Write MAP as pictures, moving pictures, tables or GIS files.

    \b
    geo export occupation --format png,pdf --out figures
    geo export occupation --date 1993-08-23 --format svg --lang ru --grey --out figures
    geo export occupation --stops --format png --out frames
    geo export occupation --format gpkg,xlsx,kml --out data
    geo export life-expectancy --date 1987 --format png,csv --out figures
    """
    if (day is not None) + stops + (every is not None) > 1:
        raise click.UsageError("--date, --stops and --every exclude each other; give one")
    from geo.export.files import Request, export_map
    from geo.model.build import build_scene
    from geo.model.definition import find_definitions, open_package, read_definition

    file = find_definitions(maps_dir, [name])[0]
    days: list[dt.date | str] | None = [day] if day else None
    if stops or every:
        definition = read_definition(file)
        all_stops = [stop.day for stop in build_scene(open_package(file, definition), definition, drawn=False).stops]
        if not all_stops:
            raise DefinitionError(f"map {name!r} never changes, so it has no stops; leave out --stops and --every")
        days = [*(all_stops if stops else list_days(all_stops[0], all_stops[-1], str(every)))]
    request = Request(
        layout, size, dpi, lang, bbox, tuple(part for part in places.split(",") if part), projection, figure, title, caption,
        grey, transparent,
    )  # fmt: skip
    kinds = [part.strip().lower() for part in formats.split(",") if part.strip()]
    from geo.commands.progress import count_frames, say_done

    with count_frames("Drawing frames") as tell:
        export_map(file, days, kinds, out, request, alt=alt, report=say_done, tell=tell)


def list_days(first: dt.date, last: dt.date, every: str) -> list[dt.date]:
    """List the first day of every period from one day to another, both of which belong to the list."""
    days = [first]
    here = first
    while True:
        if every in ("day", "week"):
            here += dt.timedelta(days=1 if every == "day" else 7 - here.weekday())
        else:
            step = {"month": 1, "quarter": 3, "year": 12}[every]
            months = here.year * 12 + (here.month - 1) // step * step + step
            here = dt.date(months // 12, months % 12 + 1, 1)
        if here >= last:
            return [*days, last] if last > first else days
        days.append(here)
