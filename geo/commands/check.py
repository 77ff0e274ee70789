"""`geo check`: everything that is wrong with a package and its maps."""

from dataclasses import asdict
from pathlib import Path

import click

from geo.commands.options import json_option, print_json


@click.command("check")
@click.argument("path", required=False, type=click.Path(path_type=Path))
@click.option("--renew", is_flag=True, help="Take over what was edited or added: read, written anew, hashes renewed.")
@click.option("--dates", type=click.Choice(["dmy", "mdy"]), help="With --renew: how dates such as 3/4/2014 are written.")
@json_option
def command(path: Path | None, renew: bool, dates: str | None, as_json: bool) -> None:
    """List every finding in a data package, its joins, geometries and maps.

    PATH is a package, or a folder with `data` and `maps`; without one, what comes with the program.
    Exit code 1 when there is an error.

    \b
    geo check
    geo check my-map --json
    geo check my-map --renew
    """
    from geo.audit.check import check_project

    if renew:
        from geo.errors import plain_line
        from geo.new.renew import find_project_data, renew_package

        if path is None:
            raise click.UsageError("--renew needs PATH, the folder of a package that was edited")
        for line in renew_package(find_project_data(path), dates=dates):
            click.echo(plain_line(line), err=as_json)
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
