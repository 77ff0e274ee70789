"""`geo audit`: what the figures of a map hide."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.commands.options import json_option, load_map, map_option, maps_option, print_json

if TYPE_CHECKING:
    from geo.audit.coverage import Coverage
    from geo.audit.places import PlaceAudit
    from geo.audit.totals import Audit


@click.command("audit")
@map_option
@maps_option
@json_option
def command(map_name: str | None, maps_dir: Path | None, as_json: bool) -> None:
    """Set reported figures beside measured land: totals, overlaps, verdicts, published shares; of values, what is lacking.

    \b
    geo audit
    geo audit --map checked
    geo audit --map life-expectancy
    geo audit --json
    """
    from geo.audit.totals import audit_map

    package, definition = load_map(maps_dir, map_name)
    if definition.values:
        from geo.audit.coverage import audit_values
        from geo.model.build import build_scene

        coverage = audit_values(build_scene(package, definition, drawn=False))
        if as_json:
            print_json(coverage.to_json())
        else:
            print_coverage(coverage)
        return
    audit = audit_map(package, definition.choice)
    if as_json:
        print_json(audit.to_json())
    else:
        print_audit(audit)


def print_audit(audit: "Audit") -> None:
    """Print an audit as tables for people."""
    from geo.audit.waterfall import round_steps
    from geo.commands.tables import open_console, print_table
    from geo.text.numbers import format_percent
    from geo.text.words import format_day, format_number, say

    def number(km2: float | None) -> str:
        return "" if km2 is None else format_number(km2, "en")

    def percent(pct: float | None) -> str:
        return "" if pct is None else format_percent(pct, "en")

    def said_held(row: "PlaceAudit") -> str:
        figures = (percent(said.value) if said.unit == "percent" else number(said.value) for said in row.said_held)
        return ", ".join(dict.fromkeys(figures))

    console = open_console()
    if not audit.reported:
        console.print(audit.lead.text(), soft_wrap=True)
    print_table(
        console, say("audit.totals_title" if audit.reported else "report.totals", "en"),
        ["", "km²", "share of the country" if audit.country else "share of all boundaries"],
        [[say(f"audit.total.{kind}", "en"), number(km2), percent(audit.share_pct(km2))]
         for kind, km2 in audit.totals_km2.items() if audit.reported or kind.startswith("measured")],
    )  # fmt: skip
    print_table(
        console, say("audit.parties_title", "en"), ["party", "km²", "first day"],
        [[row.party.name(), number(row.km2), format_day(row.day, "en") if row.day else ""] for row in audit.parties],
    )  # fmt: skip
    print_table(
        console, say("audit.waterfall_title", "en"), ["step", "km²", "total km²"],
        [[step.label.text(), number(km2), number(total)]
         for step, km2, total in round_steps(audit.waterfall, 0) if audit.reported],
    )  # fmt: skip
    print_table(
        console, say("audit.places_title", "en"),
        ["place", "published", "measured", "%", "held", "held, as published", "result"],
        [[row.place.name(), number(row.reported.value if row.reported else None), number(row.measured_km2),
          percent(row.difference_pct), number(row.held_km2), said_held(row), row.verdict.text()]
         for row in audit.places if audit.reported],
    )  # fmt: skip
    print_table(
        console, say("audit.overlaps_title", "en"), ["", "", "km²"],
        [[overlap.a.name(), overlap.b.name(), number(overlap.km2)] for overlap in audit.overlaps],
    )  # fmt: skip
    print_table(
        console, say("audit.claims_title", "en"), ["claimed", "source", "verdict"],
        [[percent(claim.claim_pct), audit.sources[claim.statement.source].title, claim.verdict.text()]
         for claim in audit.claims],
    )  # fmt: skip
    print_table(
        console, say("audit.published_title", "en"), ["km²", "of the country", "source"],
        [[number(row.value), percent(audit.share_pct(row.value or 0.0)), audit.sources[row.source].title]
         for row in audit.published],
    )  # fmt: skip
    for caveat in audit.caveats:
        console.print(f"- {caveat.text()}")


def print_coverage(coverage: "Coverage") -> None:
    """Print what a map's figures lack, and how they spread."""
    from geo.commands.tables import open_console, print_table
    from geo.model.values_scene import measure

    def number(value: float | None) -> str:
        return "" if value is None else measure(value, {}, "en")

    console = open_console()
    print_table(
        console, "Figures at each time",
        ["", "with a figure", "without", "flagged", "least", "", "lower quartile", "median", "upper quartile", "most", ""],
        [[row.stop.label("en"), str(row.given), str(row.lacking), str(row.flagged or ""), number(row.least),
          row.least_place.full_name("en") if row.least_place else "", number(row.lower), number(row.median), number(row.upper),
          number(row.most), row.most_place.full_name("en") if row.most_place else ""]
         for row in coverage.stops],
    )  # fmt: skip
    never = [gap.place.full_name("en") for gap in coverage.gaps if gap.never]
    if never:
        console.print(f"Without any figure ({len(never)}): {', '.join(never)}", soft_wrap=True)
    print_table(
        console, "Gaps", ["", "from", "to"],
        [[gap.place.full_name("en"), gap.first.label("en"), gap.last.label("en")] for gap in coverage.gaps if not gap.never],
    )  # fmt: skip
    print_table(
        console, "Wholes and the sum of their parts", ["", "", "figure", "sum of parts", "parts"],
        [[row.place.full_name("en"), row.stop.label("en"), number(row.figure), number(row.parts), str(row.count)]
         for row in coverage.wholes],
    )  # fmt: skip
