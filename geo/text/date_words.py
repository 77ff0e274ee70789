"""Dates in words, each end as finely as it is stated, in a language's own order and cases."""

import datetime as dt
import re
from functools import cache, lru_cache
from typing import Literal

from geo.text.dates import Span, parse_date
from geo.text.messages import known_language, load_words, say
from geo.text.numbers import read_locale

Slot = Literal["plain", "about", "between", "first", "last", "since", "until", "limit"]

ALWAYS = "0001/9999"  # the time of figures that have none
_SEASONS = ("spring", "summer", "autumn", "winter")


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

    Returns
    -------
    str
        Words as they stand within a sentence; empty for an empty text.

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
    return _describe(parse_date(date) if isinstance(date, str) else date, lang, kind)


@lru_cache(maxsize=10_000)  # a map says each of its times in several sentences
def _describe(span: Span, lang: str, kind: str) -> str:
    known_language(lang)
    if span.text == ALWAYS:
        return say("date.always", lang)
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


def calendar(lang: str) -> dict[str, object]:
    """Return what a script needs to write days and numbers as this module does.

    Returns
    -------
    dict
        Its code `lang`, the message `day`, `months` as they stand beside a day and in `short`, and the separators `group` and
        `decimal`.
    """
    symbols = read_locale(lang).number_symbols["latn"]
    return {
        "lang": lang,
        "day": load_words(lang)["date.day"],
        "months": [_month(lang, number, "format") for number in range(1, 13)],
        "short": [short_month(lang, number) for number in range(1, 13)],
        "group": symbols["group"],
        "decimal": symbols["decimal"],
    }


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
    year = day.year // 10 * 10 if span.precision == "decade" else day.year
    return say(
        f"date.{shape or span.precision}",
        lang,
        slot=slot,
        day=day.day,
        number=str(day.month),
        month=_month(lang, day.month, "format"),
        month_name=_month(lang, day.month, "stand-alone"),
        season=_SEASONS[_season(span) % 4 - 1],
        year=str(year),
        nth=year,
        century=day.year // 100 + 1,
    )


def _say_interval(span: Span, lang: str, kind: str) -> str:
    first, last = span.ends
    if first is None or last is None:
        return _say_open(span, lang, kind)
    if first.text == last.text:
        return describe_date(first, lang)
    key = "date.time" if kind == "time" else "date.between"
    years = _plain_years((first, last))
    if years:
        return say(f"{key}_years", lang, first=years[0], last=years[1], nth=int(years[1]))
    slots: tuple[Slot, Slot] = ("first", "last") if kind == "time" else ("between", "between")
    shapes = _shapes((first, last), lang)
    start = _say_end(first, lang, slots[0], is_first=True, shape=shapes[0])
    end = _say_end(last, lang, slots[1], is_first=False, shape=shapes[1])
    return say(key, lang, first=start, last=end, day=_bare_day(first))


def _say_open(span: Span, lang: str, kind: str) -> str:
    """Word an interval with one end: a start or end on one side of it, or a time from or until it."""
    first, last = span.ends
    known = first or last
    if known is None:
        raise ValueError(f"{span.text} is open at both sides")
    key = ("later" if first else "earlier") if kind == "moment" else ("since" if first else "until")
    slot: Slot = "limit" if kind == "moment" else "since" if first else "until"
    text = _say_end(known, lang, slot, is_first=bool(first))
    return say(f"date.{key}", lang, date=text, day=_bare_day(known))


def _bare_day(span: Span) -> int:
    """Return the day of the month where the words of a date begin with it, else 0; Russian says со 2 мая."""
    marked = span.is_approximate or span.is_uncertain
    return span.earliest.day if span.earliest and span.precision == "day" and not marked else 0


def _say_end(span: Span, lang: str, slot: Slot, *, is_first: bool, shape: str = "") -> str:
    if not _has_name(span):
        # an end such as 1993-1X has no name of its own: its outer day stands for it
        span, shape = _outer(span).ends[0 if is_first else 1] or span, ""
    return _wrap(span, _decline(span, lang, slot, shape), lang, within=True)


def _say_choice(choices: tuple[Span, ...], lang: str) -> str:
    years = _plain_years(choices)
    if years:
        return say("date.or_years", lang, date=_join(years, lang), nth=int(years[-1]))
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
    whole = 0 if say("date.whole", lang) == "first" else len(spans) - 1
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
def short_month(lang: str, number: int) -> str:
    """Return a month's name as short as a table has it, number from 1."""
    name = str(read_locale(lang).months["format"]["abbreviated"][number])
    return say("date.short_month", lang, number=str(number), month=name)


@cache
def _month(lang: str, number: int, context: str) -> str:
    return str(read_locale(lang).months[context]["wide"][number])
