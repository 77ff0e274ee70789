"""What can go wrong, as one tree; catch `GeoError` to catch all of it.

GeoError
├── InputError        a file, row or value is not what it must be
│   └── DateError     a date that cannot be read
├── DefinitionError   a map definition asks for something that cannot be drawn
├── JoinError         a name or id matches no place, or more than one
├── MeasureError      an area asked for in a way that would be wrong
└── SaveError         an output cannot be written, or not as one self-contained file

A `Finding` is what is wrong without being an end: checks collect them. What strangers
wrote is made safe to show here: as one line on a terminal, as text that every format can hold, as a name within a folder.
"""

import re
import sys
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

_LONGEST_LINE = 1500  # characters; a table may have thousands of columns to choose from
# Control characters, lone surrogates and marks that turn the direction: on a terminal they hide or rewrite text.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# What XML, and so SVG, KML and XLSX, cannot hold, nor (surrogates) any file in UTF-8; and the mark that begins a file,
# which hides within a text that was put together from several.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff\ufffe\uffff]")
FEW = 5  # things that a message lists
_SHOWN = 240  # letters of what came: enough for the names in it, not for a field full of rubbish


class GeoError(Exception):
    """Root of every error this package raises on purpose."""

    def __str__(self) -> str:
        return "\n".join(plain_line(line) for line in super().__str__().split("\n"))


class InputError(GeoError):
    """A file, row or value is not what it must be."""


class DateError(InputError):
    """A date that cannot be read."""


class DefinitionError(GeoError):
    """A map definition asks for something that cannot be drawn."""


class JoinError(GeoError):
    """A name or id matches no place, or more than one."""


class MeasureError(GeoError):
    """An area asked for in a way that would be wrong."""


class SaveError(GeoError):
    """An output cannot be written, or not as one self-contained file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing, in a file.

    `level` is `error` (the package cannot be used) or `warning` (it can, and the reader should know).
    `row` counts as a spreadsheet does: the header is row 1.
    """

    level: Literal["error", "warning"]
    file: str
    row: int | None
    field: str
    came: str
    wanted: str
    remedy: str

    def __str__(self) -> str:
        where = (
            self.file + (f", row {self.row}" if self.row else "") + (f", {self.field}" if self.field else "")
        )
        came = f"{self.came!r}" if len(self.came) <= _SHOWN else f"{self.came[: _SHOWN - 3]!r}..."
        return plain_line(f"{where}: came {came}, wanted {self.wanted}; {self.remedy}")


def warn(said: str | Warning) -> None:
    """Warn with the line of the user's own that led here: the nearest caller that is not ours."""
    level, frame = 2, sys._getframe(1)  # of whoever calls this
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).partition(".")[0] == "geo":
        level, frame = level + 1, frame.f_back
    warnings.warn(said, stacklevel=level)


def few(items: Iterable[object]) -> str:
    """List the first of many things for a message, and count the others.

    >>> few("abcdefg"), few(["a"])
    ('a, b, c, d, e and 2 more', 'a')
    """
    listed = [str(item) for item in items]
    more = f" and {len(listed) - FEW} more" if len(listed) > FEW else ""
    return ", ".join(listed[:FEW]) + more


def plain_line(text: str) -> str:
    r"""Return text that may hold anything as one line for a terminal: odd marks as escapes, its middle cut if long.

    >>> plain_line("a\x1b[31m\n")
    'a\\x1b[31m\\n'
    """
    if len(text) > _LONGEST_LINE:
        text = f"{text[: _LONGEST_LINE // 2]} ... {text[-_LONGEST_LINE // 2 :]}"
    return _STEERING.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def fit_text(text: str) -> str:
    r"""Return text without the characters that not every format can hold, and without space around it.

    >>> fit_text("La\x00chin ")
    'Lachin'
    """
    return UNFIT.sub("", text).strip()


def is_inside(member: str) -> bool:
    """Whether a name in an archive or a table of contents stays within its folder."""
    parts = PurePosixPath(member.replace("\\", "/"))
    return not (parts.is_absolute() or ".." in parts.parts or re.search(r"[\x00-\x1f\ud800-\udfff]|^[A-Za-z]:", member))
