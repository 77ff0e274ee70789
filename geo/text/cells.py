"""Cells of a table that a spreadsheet would take for formulas: written so that it shows them, and read back as they were."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?%?")


def guard(value: object) -> object:
    """Return a cell that a spreadsheet will show and not run; numbers stay numbers.

    Examples
    --------
    >>> guard("=1+1"), guard("-3.5"), guard("Shusha"), guard(7)
    ("'=1+1", '-3.5', 'Shusha', 7)
    """
    odd = isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.fullmatch(value)
    return f"'{value}" if odd else value


def unguard(cell: str) -> str:
    """Return what was guarded.

    Examples
    --------
    >>> [unguard(str(guard(text))) for text in ("=1+1", "'=1", "'tis")]
    ['=1+1', "'=1", "'tis"]
    """
    bare = cell[1:]
    return bare if cell.startswith("'") and guard(bare) == cell else cell
