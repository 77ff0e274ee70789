"""A page's recipe, with hashes of the page itself: it can be checked where its data is not at hand."""

import hashlib
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

from geo.errors import InputError
from geo.model.recipe import sign
from geo.page.packing import escape_json, inflate

# Data in scripts hold no "<", see `escape_json`: so a pattern never looks beyond its own block.
_RECIPE = re.compile(r'<script type="application/json" id="geo-recipe">(?P<text>[^<]*)</script>\n')
_BLOCK = re.compile(
    r'<script type="(?:application/json|text/plain)" id="(?P<id>[\w.-]+)"(?P<packed> data-packed="data")?>'
    r"(?P<text>[^<]*)</script>"
)


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
        `data_sha256` is over the data as they are opened, `page_sha256` over the document without this block.
    """
    hashes = {"data_sha256": hash_data(html), "page_sha256": hash_page(html)}
    block = f'<script type="application/json" id="geo-recipe">{escape_json(sign({**recipe, **hashes}), indent=1)}</script>\n'
    end = html.index("</head>")
    return html[:end] + block + html[end:]


def split_recipe(html: str) -> tuple[dict[str, Any] | None, str]:
    """Take a page's recipe out of it.

    Raises
    ------
    InputError
        It carries more than one, or one that is no JSON object.
    """
    found = _RECIPE.findall(html)
    if not found:
        return None, html
    if len(found) > 1:
        raise InputError("carries more than one recipe, wanted one")
    try:
        recipe = json.loads(found[0])
    except (ValueError, RecursionError):
        raise InputError("its recipe is no JSON") from None
    if not isinstance(recipe, dict):
        raise InputError("its recipe is no JSON object")
    return recipe, _RECIPE.sub("", html)


def hash_page(html: str) -> str:
    """Return the SHA-256 of a document without its recipe, as UTF-8."""
    return hashlib.sha256(html.encode("utf-8")).hexdigest()


def hash_data(html: str) -> str:
    """Return the SHA-256 over the data that a page carries: the name and the opened text of each block, in order."""
    digest = hashlib.sha256()
    for name, text in open_blocks(html):
        digest.update(f"{name}\n{text}\n".encode())
    return digest.hexdigest()


def open_blocks(html: str) -> Iterator[tuple[str, str]]:
    """Give the name and text of each block of data in a page, opened if it is packed.

    Raises
    ------
    InputError
        A block cannot be opened.
    """
    for match in _BLOCK.finditer(html):
        if match["id"] == "geo-recipe":
            continue
        try:
            yield match["id"], inflate(match["text"]) if match["packed"] else match["text"]
        except (ValueError, zlib.error):
            raise InputError(f"its data {match['id']!r} cannot be opened") from None
