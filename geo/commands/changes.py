"""`geo changes`: what changed between two days."""

import datetime as dt
from pathlib import Path

import click

from geo.commands.options import Day, json_option, load_map, map_option, maps_option, print_json


@click.command("changes")
@click.argument("first", type=Day(), metavar="FROM")
@click.argument("last", type=Day(), metavar="TO")
@map_option
@maps_option
@click.option("--lang", type=click.Choice(["en", "az", "hy", "ru"]), default="en", help="Language of the sentence.")
@json_option
def command(
    first: dt.date, last: dt.date, map_name: str | None, maps_dir: Path | None, lang: str, as_json: bool
) -> None:
    """Say what was gained and what ended after FROM and up to TO.

    \b
    geo changes 1993-01-01 1994-01-01
    geo changes 2020-09-01 2021-01-01 --lang ru
    geo changes 1993-01-01 1994-01-01 --json
    """
    from geo.audit.changes import list_changes
    from geo.commands.tables import open_console, print_table
    from geo.model.timeline import build_timeline
    from geo.text.words import describe_date, format_number, say

    package, definition = load_map(maps_dir, map_name)
    changes = list_changes(build_timeline(package, definition.choice), first, last)
    if as_json:
        print_json({**changes.to_json(), "sentence": changes.sentence(lang)})
        return
    console = open_console()
    console.print(changes.sentence(lang), soft_wrap=True)
    rows = [
        [
            change.place.name(lang),
            describe_date(change.span, lang),
            say(f"changes.kind.{change.kind}", lang),
            format_number(-change.km2 if change.kind == "ended" else change.km2, lang),
            "; ".join(package.sources[name].title for name in change.sources),
        ]
        for change in changes.changes
        if change.kind != "redrawn" or round(change.km2)
    ]
    print_table(console, say("changes.title", lang), ["", "", "", "km²", ""], rows)
