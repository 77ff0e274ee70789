"""Compress a page's scripts and data: the file is half the size, and the browser opens it by itself.

The content policy stays strict: it names the hash of every script that will be opened.
"""

import base64
import json
import re
import zlib
from typing import Any

from deflate import deflate_compress

from geo.page.assets import read_asset
from geo.page.styles import split_sheet

MOST = 256 * 1024 * 1024  # bytes that all blocks of a page may open to; raise it for larger pages
_SAFE = str.maketrans("<&>,.:", ",.:<&>")  # base85 without what markup is made of; the same way back
_HARD = 10  # how hard to deflate: 12 takes twice the time for half a percent of size
_SCRIPT = re.compile(r"<script>(?P<code>.*?)</script>\n?", re.DOTALL)
_STYLE = re.compile(r"<style data-late>(?P<text>.*?)</style>", re.DOTALL)
_DATA = re.compile(r'<script type="application/json" id="(?P<id>[\w-]+)">(?P<text>.*?)</script>', re.DOTALL)


def pack(html: str) -> tuple[str, list[str], list[str]]:
    """Compress the inline scripts, the JSON blocks, and the rules of style that only scripts need.

    Parameters
    ----------
    html : str
        A document whose scripts are all inline, `<script>` without attributes; data as
        `<script type="application/json" id="…">`; the style sheet to split as `<style data-late>`.

    Returns
    -------
    html : str
        The document with the compressed blocks and a small script that opens them in order.
    scripts : list of str
        The scripts' texts as they will run, for the content policy.
    styles : list of str
        The style sheets' texts as they will be then.
    """
    scripts = [match["code"] for match in _SCRIPT.finditer(html)]
    html = _SCRIPT.sub("", html)
    styles: list[str] = []
    markup = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", html, flags=re.DOTALL)

    def split(match: re.Match[str]) -> str:
        styles.append(match["text"])
        early, late = split_sheet(match["text"], markup)
        block = deflate(json.dumps(late, ensure_ascii=False))
        return f'<style data-late>{early}</style>\n<script type="text/plain" data-packed="styles">{block}</script>'

    html = _STYLE.sub(split, html, count=1)
    html = _DATA.sub(
        lambda match: f'<script type="application/json" id="{match["id"]}" data-packed="data">{deflate(match["text"])}</script>',
        html,
    )
    packed = deflate(json.dumps(scripts, ensure_ascii=False))
    tail = (
        f'<script type="text/plain" data-packed="scripts">{packed}</script>\n<script>{read_asset("loader.js")}</script>\n'
    )
    end = html.rindex("</body>")
    return html[:end] + tail + html[end:], scripts, styles


def escape_json(value: Any, indent: int | None = None) -> str:
    """Return JSON that may stand in a script element: no markup, no line separators that end a script's line."""
    separators = (",", ":") if indent is None else None
    text = json.dumps(value, ensure_ascii=False, indent=indent, separators=separators, allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text


def deflate(text: str) -> str:
    """Return text as raw deflate, the form the browser's DecompressionStream opens, in base85: 6 % less than base64."""
    packed = deflate_compress(text.encode("utf-8"), _HARD)
    return base64.b85encode(packed).decode("ascii").translate(_SAFE)


def inflate(text: str, most: int | None = None) -> str:
    """Return what `deflate` was given; a ValueError for what opens to more than `most` bytes, or hides anything.

    Examples
    --------
    >>> inflate(deflate("Şuşa"))
    'Şuşa'
    """
    opener = zlib.decompressobj(-15)
    opened = opener.decompress(base64.b85decode(text.translate(_SAFE)), MOST if most is None else max(1, most))
    if opener.unconsumed_tail or not opener.eof:
        raise ValueError("ends too early, or never")
    if opener.unused_data:
        raise ValueError("holds more after its end")
    return opened.decode("utf-8")
