"""Numbers as a language writes them: one way to group, to round and to set a unit."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from geo.text.messages import known_language, say

if TYPE_CHECKING:
    from babel import Locale

_MINUS = "\N{MINUS SIGN}"


def format_number(number: float, lang: str, digits: int = 0, *, plus: bool = False) -> str:
    """Write a number with the language's separators, grouped from four digits on.

    Parameters
    ----------
    number : float
        Any finite number.
    lang : str
        One of `LANGUAGES`.
    digits : int
        How many decimals.
    plus : bool
        Whether one above zero has its sign too, as changes do.

    Returns
    -------
    str
        For example 4,400 or, in Russian, 4 400 with a space that does not break.
    """
    plain = f"{abs(number):,.{digits}f}"
    sign = _MINUS if number < 0 and plain.strip("0.,") else "+" if plus and number > 0 else ""
    return sign + plain.translate(_signs(lang))


@cache
def _signs(lang: str) -> dict[int, str]:
    symbols = read_locale(lang).number_symbols["latn"]
    return {ord(","): symbols["group"], ord("."): symbols["decimal"]}


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


def format_amount(km2: float, km2_to: float | None, lang: str) -> str:
    """Write an area that may be a span, with its unit.

    Examples
    --------
    >>> format_amount(2800, 3200, "en")
    '2,800–3,200 km²'
    """
    if km2_to is None:
        return format_area(km2, lang)
    return say("unit.km2", lang, number=f"{format_number(km2, lang)}–{format_number(km2_to, lang)}")


def format_percent(share_pct: float, lang: str, digits: int | None = None) -> str:
    """Write a percentage (0 to 100); in a column give `digits`, from `share_digits`, so that all are alike.

    Without them a whole one has no decimals, and any other one.

    Examples
    --------
    >>> format_percent(13.16, "en"), format_percent(20, "en"), format_percent(7, "en", share_digits([7, 13.2], 1))
    ('13.2%', '20%', '7.0%')
    """
    if digits is None:
        digits = share_digits([share_pct], 1)
    return say("unit.percent", lang, number=format_number(share_pct, lang, digits))


def share_digits(numbers: Iterable[float], most: int) -> int:
    """Return how many decimals the numbers of one column have: none where all are whole, else `most`."""
    return 0 if all(float(number).is_integer() for number in numbers) else most


@cache
def read_locale(lang: str) -> "Locale":
    """Return what CLDR knows of a language."""
    from babel import Locale  # takes a moment to load: only who speaks pays

    return Locale.parse(known_language(lang))
