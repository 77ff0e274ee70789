"""Options and arguments that several subcommands share."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from geo.text.messages import list_languages

if TYPE_CHECKING:
    from geo.model.definition import Definition
    from geo.package.read import Package
    from geo.text.dates import Span

MAIN_MAP = "occupation"

map_option = click.option("--map", "map_name", metavar="NAME", help="Name of a map definition.")
maps_option = click.option(
    "--maps", "maps_dir", type=click.Path(path_type=Path), metavar="DIR", help="Folder of definitions."
)
lang_option = click.option(
    "--lang", type=click.Choice(list_languages()), help="Language of the words; by default the definition's."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


def read_time(text: str) -> "Span":
    """Read a time as EDTF: a day, month, quarter or year."""
    from geo.text.dates import read_time as read

    return read(text)


def load_map(maps_dir: Path | None, name: str | None) -> "tuple[Package, Definition]":
    """Read a definition and its package; without a name the main map, else the folder's first."""
    from geo.model.definition import find_definitions, open_package, read_definition

    files = find_definitions(maps_dir, [name] if name else ())
    file = next((file for file in files if file.stem == MAIN_MAP), files[0])
    definition = read_definition(file)
    return open_package(file, definition), definition


def print_json(value: object) -> None:
    """Print a value as JSON, readable and in the order it was made."""
    import json

    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
