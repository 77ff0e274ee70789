"""`geo at`: what held on a day."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.commands.options import Day, json_option, load_map, map_option, maps_option, print_json

if TYPE_CHECKING:
    from geo.model.timeline import PlaceOn, Situation


@click.command("at")
@click.argument("date", type=Day())
@map_option
@maps_option
@click.option("--source", metavar="ID", help="Follow this source alone.")
@json_option
def command(date: dt.date, map_name: str | None, maps_dir: Path | None, source: str | None, as_json: bool) -> None:
    """Say what held on DATE.

    \b
    geo at 1993-08-23
    geo at 2021-06-01 --json
    geo at 1993-08-18 --source cross-check
    """
    from geo.model.period import Choice
    from geo.model.timeline import build_timeline
    from geo.package.schema import QUANTITIES

    package, definition = load_map(maps_dir, map_name)
    choice = definition.choice
    if source is not None:
        choice = Choice(choice.places, dict.fromkeys(QUANTITIES, (source,)), choice.outline)
    situation = build_timeline(package, choice).on(date)
    if as_json:
        print_json(describe_situation(situation))
        return
    print_situation(situation)


def describe_situation(situation: "Situation") -> dict[str, Any]:
    """Return a day's answers as plain data; areas in km² to a tenth."""
    return {
        "date": situation.day.isoformat(),
        "places": [_describe(here) for here in situation.places],
        "totals": {
            "held": situation.count("held"),
            "possible": situation.count("possible"),
            "reported_km2": round(situation.reported_km2(), 1),
            "measured_km2": round(situation.held_km2, 1),
            "measured_possible_km2": round(situation.km2["p"], 1),
        },
    }


def _describe(here: "PlaceOn") -> dict[str, Any]:
    start, end = (here.period.start, here.period.end) if here.period else (None, None)
    part = here.part
    return {
        "place": here.place.id,
        "name": here.place.name("en"),
        "state": here.state,
        "part": None
        if part is None
        else {
            "km2": None if part.km2 is None else round(part.km2, 1),
            "share": None if part.share is None else round(part.share, 4),
            "by": part.by,
        },
        "start": start.date.text if start and start.date else None,
        "end": end.date.text if end and end.date else None,
        "reported_km2": here.reported_km2,
        "measured_km2": None if here.measured_km2 is None else round(here.measured_km2, 1),
        "sources": list(here.sources),
    }


def print_situation(situation: "Situation") -> None:
    """Print a day's answers as a table for people."""
    import sys

    from rich.console import Console
    from rich.table import Table

    from geo.text.words import format_area, format_day, format_number

    table = Table(title=format_day(situation.day, "en"), title_justify="left", box=None, pad_edge=False)
    for name in ("place", "state", "part held", "start", "end"):
        table.add_column(name, no_wrap=True)
    for name in ("reported", "measured"):
        table.add_column(f"{name} km²", justify="right", no_wrap=True)
    for here in situation.places:
        rows = (here.period.start, here.period.end) if here.period else (None, None)
        part = "" if here.part is None else "some" if here.part.km2 is None else format_area(here.part.km2, "en")
        areas = (here.reported_km2, here.measured_km2)
        table.add_row(
            here.place.name("en") if here.drawn else f"· {here.place.name('en')}",
            here.state,
            part,
            *(row.date.text if row and row.date else "" for row in rows),
            *(format_number(km2, "en") if km2 is not None else "" for km2 in areas),
        )
    console = Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 120)
    console.print(table)
    for state, km2 in (("held", situation.held_km2), ("possible", situation.km2["p"])):
        count = situation.count(state)
        console.print(f"{state}: {count} place{'s' * (count != 1)}, {format_area(km2, 'en')} measured, nothing twice")
