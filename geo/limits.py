"""How much is read and computed before the program says that it is too much: work that grows faster than its input.

Each limit has a name; whoever has the memory and the time raises it for a run: `GEO_MOST_CELLS=80000000 geo new ...`.
"""

import os
import stat
from pathlib import Path

from geo.errors import InputError

# What most machines do within a minute and two gigabytes.
LIMITS = {
    "CELLS": 12_000_000,  # of a table, empty ones too
    "CROSSINGS": 50_000,  # of rings with themselves and with other places': each becomes a corner
    "CORNERS": 10_000_000,  # of the areas of a TopoJSON file, an arc counted as often as it stands in one
    "OVERLAPS": 8_000,  # pairs of places of one map that lie over each other: their land is cut where they do
    "MOMENTS": 40_000,  # of a map of values, more than a century of days: each has sentences in every language
    "STATEMENTS": 2_000,  # about one place
    "BYTES": 1 << 30,  # of one file of a data package
}


def most(name: str) -> int:
    """Return a limit, as `GEO_MOST_NAME` says it or as it is.

    Raises
    ------
    InputError
        What the environment says is no whole number.
    """
    said = os.environ.get(f"GEO_MOST_{name}")
    if said is None:
        return LIMITS[name]
    if not said.isascii() or not said.isdigit() or len(said) > 18:
        raise InputError(f"GEO_MOST_{name}: came {said!r}, wanted a whole number")
    return int(said)


def check(name: str, count: int, what: str, remedy: str) -> None:
    """Refuse more than a limit.

    Parameters
    ----------
    name : str
        The limit's.
    count : int
        How many there are, or at least.
    what : str
        The file and what there are so many of: `cells.csv: cells`.
    remedy : str
        What to do instead of raising the limit.

    Raises
    ------
    InputError
        There are more.
    """
    limit = most(name)
    if count > limit:
        raise InputError(f"{what}: {count:,}, and {limit:,} are the most; {remedy}, or raise it with GEO_MOST_{name}")


def read_plain(path: Path) -> bytes:
    """Read a plain file: a pipe would never end, and a device holds no bytes of its own.

    Raises
    ------
    OSError
        It cannot be read, or is no plain file.
    InputError
        It is larger than a file may be.
    """
    with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
        about = os.fstat(file.fileno())
        if not stat.S_ISREG(about.st_mode):
            raise OSError(22, "is no plain file")
        check("BYTES", about.st_size, f"{path.name}: bytes", "part it")
        return file.read()


def refuse_pipe(path: Path) -> None:
    """Refuse a pipe or a device by name; those of a shell, `<(...)`, are read.

    Raises
    ------
    InputError
        It is one.
    """
    try:
        mode = path.stat().st_mode
    except (OSError, ValueError):
        return  # whoever opens it says why not
    of_shell = str(path).startswith(("/dev/fd/", "/proc/self/fd/", "/dev/stdin"))
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode) or of_shell):
        raise InputError(f"{path}: is a pipe or a device, and no file; give - and send it to standard input")
