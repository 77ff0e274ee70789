"""What strangers wrote: as one line on a terminal, as text that every format can hold, as a name within a folder."""

import re
from pathlib import PurePosixPath

_LONGEST_LINE = 1500  # characters; a table may have thousands of columns to choose from
# Control characters, lone surrogates and marks that turn the direction: on a terminal they hide or rewrite text.
_STEERING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# What XML, and so SVG, KML and XLSX, cannot hold, nor (surrogates) any file in UTF-8.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


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
