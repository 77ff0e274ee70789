"""Numbers as a language writes them: one way to group, to round and to set a unit."""

from functools import cache
from typing import TYPE_CHECKING

from geo.text.messages import known_language, say

if TYPE_CHECKING:
    from babel import Locale

_MINUS = "\N{MINUS SIGN}"


def format_number(number: float, lang: str, digits: int = 0) -> str:
    """Write a number with the language's separators, grouped from four digits on.

    Parameters
    ----------
    number : float
        Any finite number.
    lang : str
        One of `LANGUAGES`.
    digits : int
        How many decimals.

    Returns
    -------
    str
        For example 4,400 or, in Russian, 4 400 with a space that does not break.
    """
    symbols = read_locale(lang).number_symbols["latn"]
    plain = f"{abs(number):,.{digits}f}"
    minus = _MINUS if number < 0 and plain.strip("0.,") else ""
    signs = {ord(","): symbols["group"], ord("."): symbols["decimal"]}
    return minus + plain.translate(signs)


def format_area(km2: float, lang: str, digits: int | None = None) -> str:
    """Write an area with its unit.

    Parameters
    ----------
    km2 : float
        The area in km².
    lang : str
        One of `LANGUAGES`.
    digits : int, optional
        How many decimals; without it none, and one below 10 km².

    Returns
    -------
    str
        For example 4,400 km².
    """
    if digits is None:
        digits = 1 if 0.05 <= abs(km2) < 9.95 else 0
    return say("unit.km2", lang, number=format_number(km2, lang, digits))


@cache
def read_locale(lang: str) -> "Locale":
    """Return what CLDR knows of a language."""
    from babel import Locale  # takes a moment to load: only who speaks pays

    return Locale.parse(known_language(lang))
