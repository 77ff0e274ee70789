"""Keep strangers' texts from becoming scripts or orders of a page: closed scripts, and sending the reader elsewhere."""

import re
from collections.abc import Callable

# Orders that a document's author may give without sending anybody anywhere.
_HARMLESS = ("", "content-security-policy", "content-language", "default-style", "x-ua-compatible")
_ORDER = "http-equiv"
# As browsers read them: a quotation mark opens a value only behind an equals sign.
_ATTRIBUTES = r"(?>=\s*+\"[^\"]*+\"|=\s*+'[^']*+'|=\s*+[^\s>\"'][^\s>]*+|[^>=]|=(?=\s*>))*+"
PIECE = re.compile(
    rf"<!--.*?-->|<(?P<block>script|style)\b(?P<block_attributes>{_ATTRIBUTES})>(?P<text>.*?)</(?P=block)\s*>"
    rf"|<(?P<tag>link|img|iframe|source|video|audio|embed|object|meta)\b(?P<attributes>{_ATTRIBUTES})>",
    re.DOTALL | re.IGNORECASE,
)


def _letter(letter: str) -> str:
    """Match a letter, or any way in which a script's text may write it."""
    codes = sorted({f"{ord(case):02x}" for case in (letter, letter.upper())})
    octal = "|".join(f"{ord(case):o}" for case in (letter, letter.upper()))
    code = "|".join(codes)
    return rf"(?:{re.escape(letter)}|\\(?:u00(?:{code})|x(?:{code})|u\{{0*(?:{code})\}}|0?(?:{octal})))"


_BETWEEN = r"(?:\\(?:\r?\n|(?![ux0-9])))?"  # a mark that says nothing, or a line that goes on
_WRITTEN = re.compile(_BETWEEN.join(map(_letter, _ORDER)), re.IGNORECASE)
_PLAIN = re.compile(_ORDER, re.IGNORECASE)


def guard_script(code: str) -> str:
    r"""Return the text of a script in which nothing ends the script early, or becomes an order once it is HTML.

    Examples
    --------
    >>> guard_script("text(`</script><meta http-equiv=refresh>`)")
    'text(`<\\/script><meta data-equiv=refresh>`)'
    """
    code = re.sub(r"</(?=script)", r"<\\/", code, flags=re.IGNORECASE).replace("<!--", r"<\!--")
    return _WRITTEN.sub("data-equiv", code)


def guard_markup(markup: str, kind: str = "refresh") -> str:
    """Return markup without orders to the browser, except one of a harmless kind."""
    return markup if kind in _HARMLESS else _PLAIN.sub("data-equiv", markup)


def replace_pieces(html: str, replace: Callable[[re.Match[str]], str]) -> str:
    """Replace each element that links or orders something, and take orders out of all that lies between and in remarks."""
    parts, last = [], 0
    for match in PIECE.finditer(html):
        parts.append(guard_markup(html[last : match.start()]))
        whole = replace(match)
        parts.append(guard_markup(whole) if match.group(0).startswith("<!--") else whole)
        last = match.end()
    return "".join([*parts, guard_markup(html[last:])])
