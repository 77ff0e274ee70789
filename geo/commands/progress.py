"""Progress of long work: on a terminal a bar on standard error, in a pipe nothing."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

Item = TypeVar("Item")


def track_steps(items: Sequence[Item], label: str) -> Iterable[Item]:
    """Yield the items, showing how many are done and how long the rest may take."""
    if not sys.stderr.isatty():
        return items
    return _shown(items, label)


def _shown(items: Sequence[Item], label: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import track

    yield from track(items, label, console=Console(stderr=True), transient=True)
