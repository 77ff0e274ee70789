"""Tables on a terminal: plain, aligned, no colours that a pipe would have to strip."""

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_NUMBERS = re.compile(r"[-−+]?[\d.,\s]+%?(–[\d.,\s]+%?)?")


def open_console() -> "Console":
    """Return a console as wide as the terminal, or wide enough for a file."""
    from rich.console import Console

    return Console(highlight=False, markup=False, width=None if sys.stdout.isatty() else 120)


def print_table(console: "Console", title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a titled table; columns of numbers are set to the right."""
    from rich.table import Table

    if not rows:
        return
    console.print(title, soft_wrap=True, style="italic")
    table = Table(box=None, pad_edge=False, show_header=any(columns))
    for at, name in enumerate(columns):
        numbers = all(_NUMBERS.fullmatch(row[at]) for row in rows if row[at])
        table.add_column(name, justify="right" if numbers else "left", no_wrap=numbers)
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print()
