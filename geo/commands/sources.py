"""`geo sources`: what each source says, side by side."""

import datetime as dt

import click

from geo.commands.options import Day, json_option, print_json


@click.command("sources")
@click.option("--place", "places", multiple=True, metavar="ID", help="Only this place; may be given again.")
@click.option("--day", type=Day(), help="Only figures that apply on this day.")
@click.option("--data", "data", type=click.Path(), metavar="DIR", help="A data package; by default the one shipped.")
@json_option
def command(places: tuple[str, ...], day: dt.date | None, data: str | None, as_json: bool) -> None:
    """Show where sources agree, where they differ and by how much, and where only one speaks.

    \b
    geo sources --place kalbajar
    geo sources --json
    """
    from geo.audit.comparison import compare_sources
    from geo.commands.tables import open_console, print_table
    from geo.package.read import read_package
    from geo.text.words import describe_date

    package = read_package(data)
    found = compare_sources(package, places=places or None, day=day)
    if as_json:
        print_json([item.to_json() for item in found])
        return
    console = open_console()
    for item in found:
        if item.days:
            verdict = f"{item.verdict}, {item.days} day{'s' * (item.days != 1)} from first to last"
        elif item.spread:
            verdict = f"{item.verdict} by {_figure(item.spread, item.statements[0].unit)}"
        else:
            verdict = item.verdict
        rows = [
            [
                describe_date(row.date, "en") if row.value is None and row.date else _figure(row.value, row.unit),
                row.confidence,
                package.sources[row.source].side,
                f"{package.sources[row.source].title} ({row.source})",
            ]
            for row in item.statements
        ]
        period = f", period {item.period}" if item.period > 1 else ""
        print_table(console, f"{item.place.name()}{period}, {item.quantity}: {verdict}", ["", "", "", ""], rows)


def _figure(value: float | None, unit: str) -> str:
    from geo.text.words import format_number

    return "" if value is None else f"{format_number(value, 'en', 0 if value.is_integer() else 1)} {unit}"
