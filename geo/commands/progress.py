"""Progress of long work: on a terminal a bar on standard error, in a pipe nothing."""

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeVar

import click

Item = TypeVar("Item")


def is_quiet() -> bool:
    """Tell whether only answers and errors are wanted: `geo --quiet`."""
    context = click.get_current_context(silent=True)
    return bool(context and context.find_root().params.get("quiet"))


def say_done(line: object, *, err: bool = False) -> None:
    """Say what was done, such as a file written; not when only answers and errors are wanted."""
    if not is_quiet():
        click.echo(line, err=err)


def track_steps(items: Sequence[Item], label: str) -> Iterable[Item]:
    """Yield the items, showing how many are done and how long the rest may take."""
    if is_quiet() or not sys.stderr.isatty():
        return items
    return _shown(items, label)


@contextmanager
def count_frames(label: str) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how many of how many are done."""
    if is_quiet() or not sys.stderr.isatty():
        yield lambda _done, _all: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=None, visible=False)
        yield lambda done, whole: progress.update(task, completed=done, total=whole, visible=True)


def _shown(items: Sequence[Item], label: str) -> Iterator[Item]:
    from rich.console import Console
    from rich.progress import track

    yield from track(items, label, console=Console(stderr=True), transient=True)
