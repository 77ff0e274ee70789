"""A page's recipe, with hashes of what the page holds once it is unpacked: so no library that packs it changes them."""

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from geo.errors import InputError
from geo.model.recipe import sign
from geo.page import packing
from geo.page.packing import escape_json, inflate

RECIPE = "geo-recipe"
# Data in scripts hold no "<", see `escape_json`: so a pattern never looks beyond its own block.
_BLOCK = re.compile(
    r'(?P<head><script type="(?:application/json|text/plain)"(?: id="(?P<id>[\w.-]+)")?(?: data-packed="(?P<packed>\w+)")?>)'
    r"(?P<text>[^<]*)</script>(?P<end>\n?)"
)


class Piece(NamedTuple):
    """A stretch of a page: markup (without a name), or a block of data with what it says once it is opened."""

    name: str
    head: str
    text: str


def add_recipe(html: str, recipe: Mapping[str, Any]) -> str:
    """Write a recipe into a finished page, with the hashes of its data and of all the rest of it.

    Parameters
    ----------
    html : str
        The document; it must not change afterwards.
    recipe : mapping
        From `geo.model.recipe.build_recipe`.

    Returns
    -------
    str
        The document with `<script type="application/json" id="geo-recipe">` at the end of its head, for people to read.
        `data_sha256` is over the data as they are opened, `page_sha256` over the document without this block, opened too.
    """
    hashes = {"data_sha256": hash_data(html), "page_sha256": hash_page(html)}
    end = html.index("</head>")
    return html[:end] + recipe_block(sign({**recipe, **hashes})) + html[end:]


def recipe_block(recipe: Mapping[str, Any]) -> str:
    """Return the element that carries a recipe."""
    return f'<script type="application/json" id="{RECIPE}">{escape_json(recipe, indent=1)}</script>\n'


def read_pieces(html: str) -> Iterator[Piece]:
    """Give a page's pieces in order, each block of data opened; all of them together open to a bounded size.

    Raises
    ------
    InputError
        A block cannot be opened, or they open to too much.
    """
    left, last = packing.MOST, 0
    for match in _BLOCK.finditer(html):
        if match.start() > last:
            yield Piece("", "", html[last : match.start()])
        last = match.end() - len(match["end"])
        name = match["id"] or match["packed"] or "data"
        text = match["text"]
        if match["packed"]:
            try:
                text = inflate(text, left)
            except (ValueError, zlib.error):
                raise InputError(f"its data {name!r} cannot be opened, or open to too much") from None
        elif match["id"] and "text/plain" in match["head"]:
            text = _open_numbers(text, left)
        left -= len(text)
        if name == RECIPE:
            last = match.end()
        yield Piece(name, match["head"], text)
    if last < len(html):
        yield Piece("", "", html[last:])


def _open_numbers(text: str, most: int) -> str:
    """Return numbers packed by `geo.page.cells.pack`, a letter a byte; any other text as it is."""
    opener = zlib.decompressobj()
    try:
        opened = opener.decompress(base64.b64decode(text, validate=True), max(1, most))
    except (ValueError, zlib.error):
        return text
    whole = opener.eof and not opener.unused_data and not opener.unconsumed_tail
    return opened.decode("latin-1") if whole else text


def split_recipe(html: str) -> tuple[dict[str, Any] | None, str]:
    """Take a page's recipe out of it.

    Raises
    ------
    InputError
        It carries more than one, or one that is no JSON object.
    """
    found = [match for match in _BLOCK.finditer(html) if match["id"] == RECIPE]
    if not found:
        return None, html
    if len(found) > 1:
        raise InputError("carries more than one recipe, wanted one")
    try:
        recipe = json.loads(found[0]["text"])
    except (ValueError, RecursionError):
        raise InputError("its recipe is no JSON") from None
    if not isinstance(recipe, dict):
        raise InputError("its recipe is no JSON object")
    return recipe, html[: found[0].start()] + html[found[0].end() :]


def hash_page(html: str) -> str:
    """Return the SHA-256 of a document without its recipe, as UTF-8, what is packed in it opened."""
    digest = hashlib.sha256()
    for piece in read_pieces(html):
        if piece.name != RECIPE:
            digest.update(f"{piece.head}{piece.text}{'</script>' if piece.head else ''}".encode())
    return digest.hexdigest()


def hash_data(html: str) -> str:
    """Return the SHA-256 over the data that a page carries: the name and the opened text of each block, in order."""
    digest = hashlib.sha256()
    for piece in read_pieces(html):
        if piece.head and ' id="' in piece.head and piece.name != RECIPE:
            digest.update(f"{piece.name}\n{piece.text}\n".encode())
    return digest.hexdigest()


def find_broken(html: str) -> str:
    """Say which hash that a page carries does not hold; empty if all do. They prove no more than that nobody slipped.

    Raises
    ------
    InputError
        The page cannot be opened.
    """
    recipe, page = split_recipe(html)
    if recipe is None:
        return "it carries no recipe"
    if hash_data(page) != recipe.get("data_sha256"):
        return "its data do not have the hash that it carries"
    # Over the bytes as they are packed, the hash holds too where whoever packed them wrote it.
    packed = hashlib.sha256(page.encode("utf-8")).hexdigest()
    return "" if recipe.get("page_sha256") in (hash_page(page), packed) else "it does not have the hash that it carries"
