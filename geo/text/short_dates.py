"""Dates short enough for a cell of a table: months abbreviated, spans as spans."""

import re
from typing import cast

from geo.text.date_words import short_month
from geo.text.dates import Span, parse_date
from geo.text.words import describe_date

_NAMED = ("day", "month", "year")


def shorten_date(date: str | Span, lang: str) -> str:
    """Write a stated date in as few letters as tell it.

    Parameters
    ----------
    date : str or Span
        EDTF, or what `parse_date` made of it.
    lang : str
        One of `LANGUAGES`.

    Returns
    -------
    str
        Each end as finely as it is stated, `~` before one that is about, `?` after one that is doubted; a choice,
        a date with an open end, or one stated as a season or a decade, as `describe_date` words it.

    Raises
    ------
    DateError, InputError
        As `describe_date` does.

    Examples
    --------
    >>> shorten_date("2020-10-17/2020-11-10", "en")
    '17 Oct – 10 Nov 2020'
    >>> shorten_date("1988/1992", "en")
    '1988–1992'
    """
    span = parse_date(date) if isinstance(date, str) else date
    choices = span.choices
    ends = choices[0].ends
    if len(choices) > 1 or any(end is None or end.precision not in _NAMED for end in ends):
        return describe_date(span, lang)
    first, last = (_parts(cast(Span, end), lang) for end in ends)
    if first == last:
        return " ".join(last)
    # what both ends share is said once, at the second
    shared = next((n for n, (a, b) in enumerate(zip(first[::-1], last[::-1], strict=False)) if a != b), len(first))
    shared = min(shared, len(first) - 1)
    dash = "–" if len(first) - shared == 1 and len(first) == len(last) else " – "
    return " ".join(first[: len(first) - shared]) + dash + " ".join(last)


def _parts(span: Span, lang: str) -> list[str]:
    """Day, month and year of one date, as far as they are stated."""
    year, month, day = (*(int(part) for part in re.sub("[?~%]", "", span.text).split("-") if part.isdigit()), 0, 0)[:3]
    parts = [str(year)]
    if month:
        parts.insert(0, short_month(lang, month))
    if day:
        parts.insert(0, str(day))
    parts[0] = ("~" if span.is_approximate else "") + parts[0]
    parts[-1] += "?" if span.is_uncertain else ""
    return parts
