"""Words, dates and numbers in the languages of a map.

`lang/*.json` are flat: a key gives a text with {fields}, or texts by plural category, chosen by `n`.
Keys under `date.` are grammar: a text, or texts by the place that a date takes in a phrase (`other` for every
place not named), so that each language can decline. Month names, separators and plural rules are Babel's.
"""

import datetime as dt
import json
import re
from functools import cache
from importlib.resources import files
from typing import Literal

from babel import Locale

from geo.errors import InputError
from geo.text.dates import Span, parse_date

LANGUAGES = ("en", "az", "hy", "ru")

Text = str | dict[str, str]
Slot = Literal["plain", "about", "between", "first", "last", "since", "until", "limit"]

_MINUS = "\N{MINUS SIGN}"
_ROMAN = (("C", 100), ("XC", 90), ("L", 50), ("XL", 40), ("X", 10), ("IX", 9), ("V", 5), ("IV", 4), ("I", 1))
# The suffix follows the vowel of the number's last word: 3 is üç, 40 is qırx, 100 is yüz, 1000 is min.
_AZ_UNITS = ("", "ci", "ci", "cü", "cü", "ci", "cı", "ci", "ci", "cu")
_AZ_TENS = ("", "cu", "ci", "cu", "cı", "ci", "cı", "ci", "ci", "cı")


def load_words(lang: str) -> dict[str, Text]:
    """Return every text of a language by key, the English one where it has none.

    Raises
    ------
    InputError
        If the language is not one of `LANGUAGES`.
    """
    return {**_read("en"), **_read(_known(lang))}


def say(key: str, lang: str, **values: object) -> str:
    """Return the text of a key with its fields filled in.

    Parameters
    ----------
    key : str
        A key of `lang/en.json`.
    lang : str
        One of `LANGUAGES`.
    **values
        The fields. A number `n` chooses the plural form and is written with the language's separators.

    Raises
    ------
    InputError
        If the language is not one of `LANGUAGES`.

    Examples
    --------
    >>> say("date.until", "en", date="2020")
    'until 2020'
    """
    text = _text(key, lang)
    number = values.get("n")
    if isinstance(text, dict):
        category = _locale(lang).plural_form(number) if isinstance(number, int | float) else "other"
        text = text.get(category, text["other"])
    if isinstance(number, int | float):
        values["n"] = format_number(number, lang, 0 if float(number).is_integer() else 1)
    return text.format_map(values)


def capital(text: str, lang: str) -> str:
    """Return a text with its first letter as a capital; Azerbaijani has two letters i.

    Examples
    --------
    >>> capital("işğal altında", "az"), capital("occupied", "en")
    ('İşğal altında', 'Occupied')
    """
    first = "İ" if lang == "az" and text[:1] == "i" else text[:1].upper()
    return first + text[1:]


def describe_date(date: str | Span, lang: str, kind: Literal["moment", "time"] = "moment") -> str:
    """Put a stated date into words, each end as finely as it is stated.

    Parameters
    ----------
    date : str or Span
        EDTF, or what `parse_date` made of it.
    lang : str
        One of `LANGUAGES`.
    kind : {"moment", "time"}
        What an interval means: some day within it, as for a start ("between 1988 and 1992", "2020 or
        earlier"), or all of it, as for an area ("1988 to 1992", "until 2020").

    Raises
    ------
    DateError
        If the text is not a date.
    InputError
        If the language is not one of `LANGUAGES`.

    Examples
    --------
    >>> describe_date("2020-10", "en")
    'October 2020'
    >>> describe_date("[1993-04-02,1993-04-03]", "en")
    '2 or 3 April 1993'
    >>> describe_date("", "en")
    Traceback (most recent call last):
        ...
    geo.errors.DateError: the date is empty; ...
    """
    span = parse_date(date) if isinstance(date, str) else date
    _known(lang)
    if span.is_choice:
        return _say_choice(span.choices, lang)
    if span.is_interval:
        return _say_interval(span, lang, kind)
    if not _has_name(span):
        return _wrap(span, _say_interval(_outer(span), lang, kind), lang, within=True)
    return _wrap(span, _decline(span, lang, "about" if span.is_approximate else "plain"), lang)


def format_day(day: dt.date, lang: str) -> str:
    """Write one day in full.

    Parameters
    ----------
    day : datetime.date
        Any day.
    lang : str
        One of `LANGUAGES`.

    Returns
    -------
    str
        For example 23 August 1993.
    """
    return describe_date(Span(day.isoformat(), day, day), lang)


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
    symbols = _locale(lang).number_symbols["latn"]
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
        digits = 1 if 0 < abs(km2) < 9.95 else 0
    return say("unit.km2", lang, number=format_number(km2, lang, digits))


def calendar(lang: str) -> dict[str, object]:
    """Return what a script needs to write days and numbers as this module does.

    Returns
    -------
    dict
        `pattern` with d, MMMM and y, `months` as they stand beside a day, and the separators `group` and
        `decimal`.
    """
    symbols = _locale(lang).number_symbols["latn"]
    pattern = _form("date.day", lang, "plain")
    return {
        "pattern": pattern.format(day="d", month="MMMM", year="y"),
        "months": [_month(lang, number, "format") for number in range(1, 13)],
        "group": symbols["group"],
        "decimal": symbols["decimal"],
    }


@cache
def _read(lang: str) -> dict[str, Text]:
    text = (files("geo.text") / "lang" / f"{lang}.json").read_text(encoding="utf-8")
    words: dict[str, Text] = json.loads(text)
    return words


@cache
def _locale(lang: str) -> Locale:
    return Locale.parse(_known(lang))


def _known(lang: str) -> str:
    if lang not in LANGUAGES:
        raise InputError(f"the language is {lang!r}; choose one of {', '.join(LANGUAGES)}")
    return lang


def _text(key: str, lang: str) -> Text:
    own = _read(_known(lang))
    return own[key] if key in own else _read("en")[key]


def _form(key: str, lang: str, slot: Slot) -> str:
    """Return the form of a date pattern (or of a row of names) that fits a place in a phrase."""
    text = _text(key, lang)
    return text if isinstance(text, str) else text[slot if slot in text else "other"]


def _wrap(span: Span, text: str, lang: str, *, within: bool = False) -> str:
    """Add about and perhaps; within a phrase that already asks for a case, the words that ask for none."""
    if not (span.is_approximate or span.is_uncertain):
        return text
    key = "about" if not span.is_uncertain else "perhaps_about" if span.is_approximate else "perhaps"
    if within and span.is_approximate:
        key += "_within"
    return say(f"date.{key}", lang, date=text)


def _decline(span: Span, lang: str, slot: Slot, shape: str = "") -> str:
    """Word a single date, its marks aside; `shape` leaves out what a neighbour says already."""
    day = span.earliest
    if day is None or span.precision is None:
        raise ValueError(f"{span.text} is not a single date")
    key = f"date.{shape or span.precision}"
    year = day.year // 10 * 10 if span.precision == "decade" else day.year
    fields: dict[str, object] = {
        "day": day.day,
        "month": _month(lang, day.month, "format"),
        "month_name": _month(lang, day.month, "stand-alone"),
        "year": year,
        "year_nth": _ordinal(year, lang),
        "nth": _century(day.year // 100 + 1, lang),
    }
    pattern = _form(key, lang, slot)
    if "{month_form}" in pattern:
        fields["month_form"] = _form("date.months", lang, slot).split()[day.month - 1]
    if span.precision == "season":
        fields["season"] = _form("date.seasons", lang, slot).split()[_season(span) % 4 - 1]
    return pattern.format_map(fields)


def _say_interval(span: Span, lang: str, kind: str) -> str:
    first, last = span.ends
    if first is None or last is None:
        return _say_open(span, lang, kind)
    if first.text == last.text:
        return describe_date(first, lang)
    key = "date.time" if kind == "time" else "date.between"
    years = _plain_years((first, last))
    if years:
        return say(f"{key}_years", lang, first=years[0], last=years[1])
    slots: tuple[Slot, Slot] = ("first", "last") if kind == "time" else ("between", "between")
    shapes = _shapes((first, last), lang)
    start = _say_end(first, lang, slots[0], is_first=True, shape=shapes[0])
    end = _say_end(last, lang, slots[1], is_first=False, shape=shapes[1])
    return _round_off(say(key, lang, first=start, last=end), lang)


def _say_open(span: Span, lang: str, kind: str) -> str:
    """Word an interval with one end: a start or end on one side of it, or a time from or until it."""
    first, last = span.ends
    known = first or last
    if known is None:
        raise ValueError(f"{span.text} is open at both sides")
    key = ("later" if first else "earlier") if kind == "moment" else ("since" if first else "until")
    slot: Slot = "limit" if kind == "moment" else "since" if first else "until"
    return _round_off(say(f"date.{key}", lang, date=_say_end(known, lang, slot, is_first=bool(first))), lang)


def _round_off(text: str, lang: str) -> str:
    """Say со 2 мая in Russian, as before the word второго."""
    return re.sub(r"^с (?=2 )", "со ", text) if lang == "ru" else text


def _say_end(span: Span, lang: str, slot: Slot, *, is_first: bool, shape: str = "") -> str:
    if not _has_name(span):
        # an end such as 1993-1X has no name of its own: its outer day stands for it
        span, shape = _outer(span).ends[0 if is_first else 1] or span, ""
    return _wrap(span, _decline(span, lang, slot, shape), lang, within=True)


def _say_choice(choices: tuple[Span, ...], lang: str) -> str:
    years = _plain_years(choices)
    if years:
        return say("date.or_years", lang, date=_join(years, lang))
    shapes = _shapes(choices, lang)
    if not any(shapes):
        return _join([describe_date(choice, lang) for choice in choices], lang)
    return _join(
        [_decline(choice, lang, "plain", shape) for choice, shape in zip(choices, shapes, strict=True)], lang
    )


def _join(texts: list[str], lang: str) -> str:
    """Join alternatives: a, b or c."""
    *most, last = texts
    return say("date.or", lang, first=", ".join(most), last=last) if most else last


def _plain_years(spans: tuple[Span, ...]) -> list[str]:
    """Return the years where all are bare years, which share one word for year in some languages."""
    bare = all(re.fullmatch(r"\d{4}", span.text) for span in spans)
    return [str(int(span.text)) for span in spans] if bare else []


def _shapes(spans: tuple[Span, ...], lang: str) -> list[str]:
    """Return how each date is shortened where all are bare days, or months, that share a year or a month."""
    precision = spans[0].precision
    bare = all(re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", span.text) for span in spans)
    short = ""
    if bare and precision in ("day", "month") and {span.precision for span in spans} == {precision}:
        if precision == "day" and len({span.text[:7] for span in spans}) == 1:
            short = "day_of_month"
        elif len({span.text[:4] for span in spans}) == 1:
            short = f"{precision}_of_year"
    whole = 0 if _form("date.whole", lang, "plain") == "first" else len(spans) - 1
    return ["" if number == whole else short for number in range(len(spans))]


def _has_name(span: Span) -> bool:
    """Whether a single date has words of its own; a quarter or 1993-1X is told by its outer days."""
    season = _season(span)
    return season < 29 if season else span.precision is not None


def _season(span: Span) -> int:
    """Return the number of an EDTF season, 21 (spring) onwards, or 0."""
    return int(re.sub("[?~%]", "", span.text)[5:7]) if span.precision == "season" else 0


def _outer(span: Span) -> Span:
    """Return the interval of a single date's outer days, as months where it covers whole months."""
    if span.earliest is None or span.latest is None:
        raise ValueError(f"{span.text} is open")
    whole = (
        span.earliest.day == 1 and (span.latest + dt.timedelta(days=1)).day == 1
        if span.latest < dt.date.max
        else True
    )
    cut = 7 if whole else 10
    return parse_date(f"{span.earliest.isoformat()[:cut]}/{span.latest.isoformat()[:cut]}")


@cache
def _month(lang: str, number: int, context: str) -> str:
    return str(_locale(lang).months[context]["wide"][number])


def _ordinal(number: int, lang: str) -> str:
    """Return a number as first, second and so on, where the language writes a suffix."""
    match lang:
        case "en":
            teen = number % 100 in (11, 12, 13)
            return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
        case "az":
            suffix = (
                _AZ_UNITS[number % 10] or _AZ_TENS[number // 10 % 10] or ("cü" if number % 1000 else "ci")
            )
            return f"{number}-{suffix}"
        case "hy":
            return f"{number}-{'ին' if number == 1 else 'րդ'}"
        case _:
            return str(number)


def _century(number: int, lang: str) -> str:
    if lang in ("en", "hy"):
        return _ordinal(number, lang)
    roman, rest = "", number
    for letters, value in _ROMAN:
        roman += letters * (rest // value)
        rest %= value
    return roman
