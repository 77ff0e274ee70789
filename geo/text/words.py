"""The words of a language, all behind one door: sentences, dates in words, numbers."""

from geo.text.date_words import calendar, describe_date, format_day
from geo.text.messages import (
    LANGUAGES,
    add_words,
    capital,
    is_language,
    known_language,
    list_languages,
    load_words,
    read_direction,
    say,
)
from geo.text.numbers import (
    format_amount,
    format_area,
    format_number,
    format_percent,
    read_locale,
    share_digits,
)

__all__ = [
    "LANGUAGES",
    "add_words",
    "calendar",
    "capital",
    "describe_date",
    "format_amount",
    "format_area",
    "format_day",
    "format_number",
    "format_percent",
    "is_language",
    "known_language",
    "list_languages",
    "load_words",
    "read_direction",
    "read_locale",
    "say",
    "share_digits",
]
