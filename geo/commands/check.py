"""`geo check`: everything that is wrong with a package and its maps."""

from dataclasses import asdict
from pathlib import Path

import click

from geo.commands.options import json_option, print_json


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@json_option
def command(path: Path | None, as_json: bool) -> None:
    """List every finding in a data package, its joins, geometries and maps.

    PATH is a package, or a folder with `data` and `maps`; without one, what comes with the program.
    Exit code 1 when there is an error.

    \b
    geo check
    geo check my-map --json
    """
    from geo.audit.check import check_project

    findings = check_project(path)
    errors = sum(finding.level == "error" for finding in findings)
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            click.echo(f"{finding.level}: {finding}")
        warnings = len(findings) - errors
        click.echo(f"{errors} error{'s' * (errors != 1)}, {warnings} warning{'s' * (warnings != 1)}")
    if errors:
        raise SystemExit(1)
