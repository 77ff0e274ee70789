"""Two pages, compared piece by piece as they are once they are unpacked, and the first difference in words."""

import json
import re
from itertools import zip_longest

from geo.page.hashes import RECIPE, Piece, read_pieces, recipe_block
from geo.proof.contents import flat
from geo.proof.difference import beside, compare_parts, shown

_OWN = ("hash", "data_sha256", "page_sha256")  # of the page itself; they are checked by themselves
_MOST_JSON = 8 << 20  # letters: to name a place in more would take more memory than it is worth
_NEAR = 2000  # letters looked at on each side
_CONTEXT = 300_000  # letters looked back for the row or picture that holds a place


def compare_pages(have: str, want: str, *, recipes: bool = True) -> str:
    """Say where a page first differs from the one made again; empty if everything in it is the same, in order.

    Raises
    ------
    InputError
        The page cannot be opened.
    """
    line = 0
    mine, other = (filter(lambda piece: recipes or piece.name != RECIPE, read_pieces(html)) for html in (have, want))
    for a, b in zip_longest(mine, other):
        if a is None:
            return f"ends before {_named(b)}"
        if b is None:
            return f"holds {_named(a)} behind its end: {shown(a.text)}"
        if a == b:
            line += a.text.count("\n")
            continue
        if a.name != b.name:
            return f"{_named(a)}: stands where {_named(b)} is wanted"
        if a.head != b.head:
            return f"{_named(a)}: {beside(a.head, b.head)}"
        if a.name == RECIPE:
            where = _compare_recipes(a.text, b.text)
        elif a.name:
            where = _compare_data(a, b)
        else:
            at = _parting(a.text, b.text)
            more = next(mine, None) if at == len(a.text) else None
            less = next(other, None) if at == len(b.text) else None
            if more or less:
                return f"{_named(more)}: does not belong there" if more else f"{_named(less)}: is missing"
            where = _compare_markup(a.text, b.text, at, line)
        if where:
            return where
        line += a.text.count("\n")
    return ""


def _named(piece: Piece | None) -> str:
    return f"data {piece.name!r}" if piece and piece.name else "markup"


def _compare_recipes(have: str, want: str) -> str:
    a, b = json.loads(have), json.loads(want)
    if f">{have}<" not in recipe_block(a):
        return "its recipe: is written in another way"
    return compare_parts(*(flat({key: value for key, value in one.items() if key not in _OWN}, "recipe") for one in (a, b)))


def _compare_data(a: Piece, b: Piece) -> str:
    name = "script" if a.name == "scripts" else f"data {a.name}:"
    if max(len(a.text), len(b.text)) <= _MOST_JSON:
        try:
            where = compare_parts(*(flat(json.loads(piece.text), name) for piece in (a, b)))
        except (ValueError, RecursionError):
            where = ""
        if where:
            return where
    return f"{name} letter {_parting(a.text, b.text) + 1}: {beside(a.text, b.text, _parting(a.text, b.text))}"


def _compare_markup(have: str, want: str, at: int, line: int) -> str:
    # Where only a row's mark differs, both stand in a tag: the place it is about is the wanted one.
    where = _place(want, at) or f"line {line + have.count(chr(10), 0, at) + 1}"
    mine, other = _around(have, at), _around(want, at)
    return f"{where}: has {mine}, wanted {other}" if mine != other else f"{where}: its spaces or line ends are others"


def _parting(a: str, b: str) -> int:
    """Return where two texts part."""
    low, high = 0, min(len(a), len(b))
    while low < high:
        middle = (low + high + 1) // 2
        if a[low:middle] == b[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _around(text: str, at: int) -> str:
    """Return the words, or the tag, that a place is in."""
    low = max(0, at - _NEAR)
    opened, closed = text.rfind("<", low, at), text.rfind(">", low, at)
    if opened > closed or text[at : at + 1] == "<":
        begin = at if text[at : at + 1] == "<" else opened
        end = text.find(">", at, at + _NEAR)
        tag = text[begin : end + 1 if end >= 0 else at + 60]
        near = at - begin
        return shown(tag if len(tag) <= 120 else ("…" if near > 24 else "") + tag[max(0, near - 24) : near + 40], 120)
    end = text.find("<", at, at + _NEAR)
    words = text[closed + 1 : end if end >= 0 else at + 60]
    near = at - closed - 1
    return shown(words if len(words) <= 60 else ("…" if near > 24 else "") + words[max(0, near - 24) : near + 40])


def _place(text: str, at: int) -> str:
    """Say which row, picture, style sheet or script of a page a place is in; empty if in none."""
    low = max(0, at - _CONTEXT)

    def inside(tag: str) -> int:
        begin = text.rfind(f"<{tag}", low, at + 1)
        return begin if begin >= 0 and text.rfind(f"</{tag}", low, at) < begin else -1

    end = text.find(">", at, at + _NEAR) + 1 or at
    for tag, name in (("style", "a style sheet"), ("script", "a script")):
        if inside(tag) >= 0:
            return name
    row = inside("tr")
    if row >= 0:
        place = re.compile(r'<tr\b[^>]*\bdata-place="([^"]*)"').match(text, row)
        cells = re.findall(r'\bdata-(?:cell|head)="([^"<>]*)"', text[row:end])  # a date's name, or a column's heading
        if place:
            return f"row {place[1]}{f', {shown(cells[-1])}' if cells else ''}"
    if inside("svg") >= 0:
        begin = text.rfind("<", low, at + 1)
        land = re.findall(r'\bdata-(?:land|place|face)="([^"]*)"', text[begin:end])
        return f"the still picture{f', {land[0]}' if land else ''}"
    return ""
