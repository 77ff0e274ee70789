"""`geo figures`: a list as it was published, turned into statements."""

import csv
import sys
from pathlib import Path

import click


@click.command("figures")
@click.argument("file", type=click.Path(exists=True, allow_dash=True, dir_okay=False))
@click.option("--source", default="", metavar="ID", help="Source id to enter on every row.")
def command(file: str, source: str) -> None:
    """Turn a plain-text list into statements as CSV.

    FILE may be - for standard input. Good rows go to standard output; every item that cannot be read is named on
    standard error, and then the exit code is 1.

    \b
    echo "Lachin: may 18, 1992, territory 1840 km2" | geo figures -
    """
    from geo.errors import InputError
    from geo.limits import refuse_pipe
    from geo.package.schema import Statement
    from geo.reading.lists import listing_statements, read_listing

    name = "<stdin>" if file == "-" else file
    if file != "-":
        refuse_pipe(Path(file))
    try:
        with click.open_file(file, encoding="utf-8") as stream:
            text = stream.read()
    except UnicodeDecodeError as error:
        raise InputError(f"{name}: byte {error.start} is not UTF-8; save the list as UTF-8 text") from None
    listing = read_listing(text)
    if not listing.rows and not listing.failures:
        raise InputError(f"{name}: the list is empty; write name: date, area, such as Lachin: 18 May 1992, 1840 km2")
    writer = csv.DictWriter(sys.stdout, list(Statement.model_fields), lineterminator="\n")
    writer.writeheader()
    writer.writerows(listing_statements(listing, source=source))
    for failure in listing.failures:
        click.echo(f"Error: {failure}", err=True)
    if listing.failures:
        raise SystemExit(1)
