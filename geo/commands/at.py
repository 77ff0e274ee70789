"""`geo at`: what held on a day."""

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from geo.commands.options import json_option, load_map, map_option, maps_option, print_json, read_time
from geo.errors import DefinitionError

if TYPE_CHECKING:
    from collections.abc import Callable

    from geo.model.scene import Scene
    from geo.model.timeline import PlaceOn, Situation
    from geo.package.read import Package
    from geo.text.dates import Span


@click.command("at")
@click.argument("time", metavar="TIME")
@map_option
@maps_option
@click.option("--source", metavar="ID", help="Follow this source alone.")
@json_option
def command(time: str, map_name: str | None, maps_dir: Path | None, source: str | None, as_json: bool) -> None:
    """Say what a map shows at TIME: a day, or a month, quarter or year, of which the last day counts.

    \b
    geo at 1993-08-23
    geo at 2021-06-01 --json
    geo at 1993-08-18 --source cross-check
    geo at 1987 --map life-expectancy --json
    """
    asked = read_time(time)
    from geo.model.timeline import build_timeline
    from geo.package.schema import QUANTITIES

    package, definition = load_map(maps_dir, map_name)
    if definition.values:
        if source is not None:
            raise DefinitionError(f"--source: map {definition.name!r} draws values, which follow one table; leave it out")
        from geo.model.answers import describe_values
        from geo.model.build import build_scene

        scene = build_scene(package, definition, drawn=False)
        if as_json:
            print_json(describe_values(scene, asked))
        else:
            print_values(scene, asked)
        return
    choice = definition.choice
    if source is not None:
        choice = replace(choice, sources=dict.fromkeys(QUANTITIES, (source,)))
    situation = build_timeline(package, choice).on(asked.latest or dt.date.max)
    if as_json:
        print_json(describe_situation(situation, package))
        return
    print_situation(situation, package)


def describe_situation(situation: "Situation", package: "Package") -> dict[str, Any]:
    """Return a day's answers as plain data; areas in km² to a tenth."""
    called = package.party_name
    return {
        "date": situation.day.isoformat(),
        "places": [_describe(here, called) for here in situation.places],
        "totals": {
            "held": situation.count("held"),
            "possible": situation.count("possible"),
            "reported_km2": round(situation.reported_km2(), 1),
            "measured_km2": round(situation.held_km2, 1),
            "measured_possible_km2": round(situation.possible_km2, 1),
            "unstated_km2": round(situation.unstated_km2, 1),
            "nobody_km2": round(situation.nobody_km2, 1),
            "line_alone_km2": round(situation.alone_km2, 1),
            "contested": round(situation.contested_km2, 1),
            "parties": {
                party: {
                    "name": called(party), "held": on.held, "possible": on.possible,
                    "measured_km2": round(on.measured_km2, 1),
                }
                for party, on in situation.parties.items()
            },
        },
        "causes": [
            {"id": cause.id, "kind": cause.kind, **({"place": cause.place} if cause.place else {})} for cause in situation.causes
        ],
    }


def _describe(here: "PlaceOn", called: "Callable[[str], str]") -> dict[str, Any]:
    from geo.model.answers import round_off

    part = here.part
    start, end = here.dates
    return {
        "place": here.place.id,
        "name": here.place.name("en"),
        "state": here.state,
        "part": None
        if part is None
        else {
            "km2": round_off(part.km2, 1),
            "share": round_off(part.share, 4),
            "by": part.by,
            **({} if part.km2_to is None else {"km2_to": round_off(part.km2_to, 1)}),
        },
        "start": start or None,
        "end": end or None,
        "reported_km2": here.reported_km2,
        "measured_km2": round_off(here.measured_km2, 1),
        "sources": list(here.sources),
        "holders": [
            {
                "party": called(holder.party) or None,
                "id": holder.party or None,
                "state": holder.state,
                "km2": round_off(holder.km2, 1),
                "start": holder.dates[0] or None,
                "end": holder.dates[1] or None,
                "sources": list(holder.sources),
            }
            for holder in here.holders
        ],
    }


def print_values(scene: "Scene", asked: "Span") -> None:
    """Print the figures of a time as a table for people."""
    from geo.commands.tables import open_console, print_table
    from geo.model.answers import describe_values
    from geo.model.scene import in_language
    from geo.text.words import say

    answer = describe_values(scene, asked)
    stop = scene.stop(scene.moment(asked.latest or dt.date.max))
    title = f"{stop.label('en')}" if stop else f"{asked.text}: before the first figure"
    if stop and not answer["exact"] and stop.span.earliest != asked.earliest:
        title += f" (the last figures at or before {asked.text})"
    unit = in_language(scene.series[0].unit, "en")
    bare = f" ({say('table.undrawn', 'en')})"
    places = {place.id: place for place in scene.places}  # the answer has those alone that there are at the time
    shown = [(places[here["place"]], here) for here in answer["places"]]
    rows = [
        [f"{place.full_name('en')}{bare * (not place.drawn)}", "" if here["value"] is None else str(here["value"]),
         here["flag"] or "", here["class"] or "no figure"]
        for place, here in shown
    ]
    console = open_console()
    print_table(console, title, ["place", f"value ({unit})" if unit else "value", "flag", "class"], rows)
    totals = answer["totals"]
    console.print(f"{totals['with_value']} places with a figure, {totals['without_value']} without")


def print_situation(situation: "Situation", package: "Package") -> None:
    """Print a day's answers as a table for people."""
    from geo.commands.tables import open_console, print_table
    from geo.text.short_dates import shorten_date
    from geo.text.words import format_area, format_day, format_number, say

    called, bare = package.party_name, f" ({say('table.undrawn', 'en')})"
    rows = []
    for here in situation.places:
        part = "" if here.part is None else "some"
        if here.part is not None and here.part.km2 is not None:
            part = "–".join(format_number(km2, "en") for km2 in (here.part.km2, here.part.km2_to) if km2 is not None)
        held = [f"{called(holder.party)}: {holder.state}" for holder in here.holders if holder.party]
        areas = (here.reported_km2, here.measured_km2)
        rows.append([
            f"{'' if here.drawn or not here.within else '· '}{here.place.name('en')}{'' if here.drawn or here.within else bare}",
            ", ".join(held) or here.state,
            part,
            *(shorten_date(row.date, "en") if row and row.date else "" for row in here.ends),
            *(format_number(km2, "en") if km2 is not None else "" for km2 in areas),
        ])  # fmt: skip
    console = open_console()
    columns = ["place", "state", "part held km²", "start", "end", "published km²", "measured km²"]
    print_table(console, format_day(situation.day, "en"), columns, rows)
    for state, km2 in (("held", situation.held_km2), ("possible", situation.possible_km2)):
        console.print(say(f"totals.{state}", "en", n=situation.count(state), area=format_area(km2, "en")))
    for party, on in situation.parties.items():
        if on.held or on.possible or on.measured_km2:
            console.print(f"  {called(party)}: {format_area(on.measured_km2, 'en')}")
    if situation.contested_km2:
        console.print(f"  contested: {format_area(situation.contested_km2, 'en')}")
