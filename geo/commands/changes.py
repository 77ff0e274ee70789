"""`geo changes`: what changed between two days."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.commands.options import json_option, load_map, map_option, maps_option, print_json, read_time
from geo.text.messages import list_languages

if TYPE_CHECKING:
    from geo.audit.moves import Moves


@click.command("changes")
@click.argument("first", metavar="FROM")
@click.argument("last", metavar="TO")
@map_option
@maps_option
@click.option("--lang", type=click.Choice(list_languages()), default="en", help="Language of the sentence.")
@json_option
def command(
    first: str, last: str, map_name: str | None, maps_dir: Path | None, lang: str, as_json: bool
) -> None:
    """Say what changed after FROM and up to TO: days, months, quarters or years, of which the last day counts.

    \b
    geo changes 1993-01-01 1994-01-01
    geo changes 2020-09-01 2021-01-01 --lang ru
    geo changes 1993-01-01 1994-01-01 --json
    geo changes 1952 2007 --map life-expectancy
    """
    days = [read_time(text).latest or dt.date.max for text in (first, last)]
    from geo.audit.changes import list_changes
    from geo.commands.tables import open_console, print_table
    from geo.model.timeline import build_timeline
    from geo.text.words import describe_date, format_number, say

    package, definition = load_map(maps_dir, map_name)
    if definition.values:
        from geo.audit.moves import list_moves
        from geo.model.build import build_scene

        scene = build_scene(package, definition, drawn=False)
        show_moves(list_moves(scene, *(scene.moment(day) for day in days)), lang, as_json=as_json)
        return
    changes = list_changes(build_timeline(package, definition.choice), *days)
    if as_json:
        print_json({**changes.to_json(), "sentence": changes.sentence(lang)})
        return
    console = open_console()
    console.print(changes.sentence(lang), soft_wrap=True)
    rows = [
        [
            change.called(lang),
            describe_date(change.span, lang),
            say(f"changes.kind.{'' if change.certain else 'perhaps_'}{change.kind}", lang),
            format_number(-change.km2 if change.kind == "ended" else change.km2, lang),
            "; ".join(package.sources[name].title for name in change.sources),
        ]
        for change in changes.changes
        if change.kind != "redrawn" or round(change.km2)
    ]
    head = ["table.place", "report.col.date", "report.col.change", "unit.km2_name", "table.sources"]
    print_table(console, say("changes.title", lang), [say(key, lang) for key in head], rows)


def show_moves(moves: "Moves", lang: str, *, as_json: bool) -> None:
    """Print what moved on a map of values: sentences, then a row per place that moved."""
    from geo.commands.tables import open_console, print_table
    from geo.model.scene import in_language
    from geo.model.values_scene import measure
    from geo.text.words import say

    if as_json:
        print_json({**moves.to_json(), "sentence": moves.sentence(lang)})
        return
    console = open_console()
    console.print(moves.sentence(lang), soft_wrap=True)

    def shown(value: float | str | None) -> str:
        return "" if value is None else measure(value, {}, lang) if isinstance(value, float) else value

    rows = [
        [move.place.full_name(lang), say(f"moves.kind.{move.kind}", lang), shown(move.before), shown(move.after),
         shown(move.amount), "" if move.old.key == move.new.key else in_language(move.new.words, lang)]
        for move in moves.moves
    ]  # fmt: skip
    place, change, to = (say(f"report.values.col_{key}", lang) for key in ("place", "change", "class"))
    times = (stop.label(lang) if stop else "" for stop in map(moves.scene.stop, (moves.first, moves.last)))
    print_table(console, say("changes.title", lang), [place, say("report.col.change", lang), *times, change, to], rows)
