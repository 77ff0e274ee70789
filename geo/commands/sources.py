"""`geo sources`: what each source says, side by side."""

from collections.abc import Container
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.commands.options import json_option, load_map, map_option, maps_option, print_json, read_time
from geo.errors import DefinitionError

if TYPE_CHECKING:
    from geo.model.definition import Definition
    from geo.package.read import Package


@click.command("sources")
@click.option("--place", "places", multiple=True, metavar="ID", help="Only this place; may be given again.")
@click.option("--day", metavar="TIME", help="Only figures that apply on this day, or the last of a month or year.")
@click.option("--data", "data", type=click.Path(), metavar="DIR", help="A data package; by default the one shipped.")
@click.option("--cite", "form", type=click.Choice(["csl", "bibtex"]), help="Print the sources as a bibliography instead.")
@map_option
@maps_option
@json_option
def command(
    places: tuple[str, ...], day: str | None, data: str | None, form: str | None, map_name: str | None,
    maps_dir: Path | None, as_json: bool,
) -> None:
    """Show where sources agree, where they differ and by how much, and where only one speaks; of values, who gives how many.

    \b
    geo sources --place kalbajar
    geo sources --place kalbajar --cite bibtex
    geo sources --map life-expectancy
    geo sources --json
    """
    from geo.audit.comparison import compare_sources
    from geo.commands.tables import open_console, print_table
    from geo.package.read import read_package
    from geo.text.words import describe_date, say

    if data and (map_name or maps_dir):
        raise DefinitionError("--data and --map: both name what to read; give one of them")
    if form and day:
        raise click.UsageError("--cite lists sources whatever the day; leave --day out")
    package, definition = load_map(maps_dir, map_name) if map_name or maps_dir else (read_package(data), None)
    if definition and definition.values:
        _print_givers(package, definition, places, form, as_json=as_json)
        return
    among = places or (definition.places if definition else ())
    found = compare_sources(package, places=among or None, day=read_time(day).latest if day else None)
    if form:
        said = [row for row in package.statements if row.place in places]
        _print_cited(package, {name for row in said for name in row.sources} if places else None, form)
        return
    if as_json:
        print_json([item.to_json() for item in found])
        return
    console = open_console()
    for item in found:
        if item.verdict == "alone":
            verdict = say("sources.alone", "en")
        elif item.days:
            verdict = say(f"sources.{item.verdict}_days", "en", n=item.days)
        elif item.verdict == "differ":
            verdict = say("sources.differ_by", "en", amount=_figure(item.spread, item.statements[0].unit))
        else:
            verdict = say("sources.agree", "en")
        rows = [
            [
                describe_date(row.date, "en") if row.value is None and row.date else _figure(row.value, row.unit),
                row.confidence,
                package.sources[row.source].side,
                f"{package.sources[row.source].title} ({row.source})",
            ]
            for row in item.statements
        ]
        quantity = say(f"quantity.{item.quantity}", "en").lower()
        period = f", period {item.period}" if item.period > 1 else ""
        print_table(console, f"{item.called()}{period}, {quantity}: {verdict}", ["", "", "", ""], rows)


def _print_cited(package: "Package", names: Container[str | None] | None, form: str) -> None:
    """Print the sources of these ids as a bibliography, in the package's order; without ids all."""
    from geo.model.citation import cite_sources

    click.echo(cite_sources([row for row in package.sources.values() if names is None or row.id in names], form), nl=False)


def _print_givers(
    package: "Package", definition: "Definition", places: tuple[str, ...], form: str | None, *, as_json: bool
) -> None:
    """Say of each source of a map of values how many figures it gives, of how many places, from when to when."""
    from geo.audit.comparison import require_places
    from geo.commands.tables import open_console, print_table
    from geo.model.values import read_values

    require_places(package, places)
    table = read_values(package, definition.values)
    if places:
        table = table[table["place"].isin(places)]
    if form:
        _print_cited(package, set(table["source"]) if places else None, form)
        return
    found = [
        {"source": str(name), "title": package.sources[str(name)].title, "publisher": package.sources[str(name)].publisher,
         "figures": len(rows), "places": int(rows["place"].nunique()), "from": min(rows["time"]), "to": max(rows["time"])}
        for name, rows in table.groupby("source", sort=False)
    ]  # fmt: skip
    if as_json:
        print_json(found)
        return
    columns = ["source", "publisher", "figures", "places", "from", "to"]
    rows = [[f"{row['title']} ({row['source']})", *(str(row[key]) for key in columns[1:])] for row in found]
    print_table(open_console(), "Figures by source", columns, rows)


def _figure(value: float | None, unit: str) -> str:
    from geo.text.words import format_area, format_number, format_percent

    if value is None:
        return ""
    digits = 0 if value.is_integer() else 1
    if unit == "percent":
        return format_percent(value, "en")
    return format_area(value, "en", digits) if unit == "km2" else f"{format_number(value, 'en', digits)} {unit}"
