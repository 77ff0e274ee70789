"""The first difference between two files, in words."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice, zip_longest
from typing import Any

from geo.model.recipe import canonical
from geo.proof.contents import Part, list_parts
from geo.proof.reading import printable, read_text

_BESIDE = 24  # letters shown on each side of a difference
_AHEAD = 200_000  # parts looked at to tell what is missing from what is too much


def find_difference(kind: str, have: bytes, want: bytes, *, recipes: bool = True) -> str:
    """Say where a file first differs from what it should be; empty if they hold the same, in the same order.

    Parameters
    ----------
    kind : str
        The format, see `geo.proof.reading.KINDS`.
    have, want : bytes
        The file, and the same file made again.
    recipes : bool
        Whether recipes count: those of two packages always differ.

    Raises
    ------
    InputError
        The file cannot be opened.
    """
    if kind == "html":
        from geo.proof.pages import compare_pages

        return compare_pages(read_text(have), read_text(want), recipes=recipes)
    parts = (list_parts(kind, data) for data in (have, want))
    return compare_parts(*((part for part in listed if recipes or not part[0].startswith("recipe")) for listed in parts))


def compare_parts(have: Iterable[Part], want: Iterable[Part]) -> str:
    """Say where two lists of parts first part, in order; empty if nowhere. No more of them is read than that takes."""
    mine, other = iter(have), iter(want)
    for a, b in zip_longest(mine, other):
        if a is not None and b is not None:
            if a[0] == b[0] and same(a[1], b[1]):
                continue
            if a[0] == b[0]:
                return f"{printable(a[0], 120)}: {beside(a[1], b[1])}"
        return _unlike(a, b, mine, other)
    return ""


def _unlike(a: Part | None, b: Part | None, mine: Iterator[Part], other: Iterator[Part]) -> str:
    """Say whether a part is too much, missing, or in another's place."""
    here, there = _names(a, mine), _names(b, other)
    if b is not None and (a is None or (a[0] in there and b[0] not in here)):
        return f"{printable(b[0], 120)}: is missing, wanted {shown(b[1])}"
    assert a is not None
    if b is None or a[0] not in there:
        return f"{printable(a[0], 120)}: has {shown(a[1])}, which does not belong there"
    return f"{printable(a[0], 120)}: stands in the place of {printable(b[0], 120)}"


def _names(first: Part | None, rest: Iterator[Part]) -> set[str]:
    return {part[0] for part in chain([first] if first else [], islice(rest, _AHEAD))}


def same(a: Any, b: Any) -> bool:
    """Whether two values are the same, of the same kind: 1 is not 1.0 here, nor true."""
    if type(a) is not type(b):
        return False
    return canonical(a) == canonical(b) if isinstance(a, list | dict) else bool(a == b)


def shown(value: Any, most: int = 60) -> str:
    """Return a value as it may be shown."""
    if isinstance(value, bytes) and not value.isascii():
        return f"{len(value)} bytes"
    text = printable(value, most)
    return text if text else "nothing"


def beside(have: Any, want: Any, start: int | None = None) -> str:
    """Set two values side by side, long texts from a little before they part."""
    if type(have) is not type(want) or not isinstance(have, str | bytes):
        kinds = type(have) is not type(want) and str(have) == str(want)
        more = f" ({type(have).__name__}, not {type(want).__name__})" if kinds else ""
        return f"has {shown(have)}, wanted {shown(want)}{more}"
    if isinstance(have, bytes):
        if not (have.isascii() and want.isascii()):
            return "differs" if len(have) == len(want) else f"has {len(have)} bytes, wanted {len(want)}"
        have, want = have.decode("ascii"), want.decode("ascii")
    if start is None:
        start = next((at for at, (a, b) in enumerate(zip(have, want, strict=False)) if a != b), min(len(have), len(want)))
    begin = max(0, start - _BESIDE)
    if len(have) <= 2 * _BESIDE and len(want) <= 2 * _BESIDE:
        begin = 0
    ahead = "…" if begin else ""
    return f"has {ahead}{_cut(have, begin)}, wanted {ahead}{_cut(want, begin)}"


def _cut(text: str, begin: int) -> str:
    return printable(text[begin : begin + 2 * _BESIDE + 1], 2 * _BESIDE) or "nothing"
