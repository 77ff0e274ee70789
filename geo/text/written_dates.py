"""Dates as people write them in lists ("may 08, 1992", "1 марта 2022", "12.04.2014"), read into EDTF."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from babel import Locale

from geo.errors import DateError
from geo.text.dates import Span, parse_date
from geo.text.words import LANGUAGES

FORMS = "May 8, 1992; 8 May 1992; May 1992; 1992; 1992-05-08 or 08.05.1992; of a span 1992-05/1992-07"
_LONGEST = 200
_OTHERS = ("fr", "de", "de_AT", "es", "it", "pt", "nl", "pl", "cs", "hr", "uk", "tr", "ro", "id")  # whose months are read too

_SHORT = {
    **{"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9},
    **{"oct": 10, "nov": 11, "dec": 12},
    **{"янв": 1, "фев": 2, "февр": 2, "мар": 3, "апр": 4, "июн": 6, "июл": 7, "авг": 8, "сен": 9, "сент": 9},
    **{"окт": 10, "ноя": 11, "нояб": 11, "дек": 12},
}
_MONTH = r"(?P<month>[^\W\d_]{3,})\.?"
_DAY = r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th|er|º|-?го|-?е)?"
_YEAR = r"(?P<year>[0-9]{4})(?:\s*(?:года?|г\.?|թ\.?))?"
_NAMED = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{_DAY}[\s.-]*(?:of\s+|de\s+)?{_MONTH}[\s,-]*(?:de\s+)?{_YEAR}",
        rf"{_MONTH}\s*{_DAY}(?:\s*,\s*|\s+){_YEAR}",
        rf"{_MONTH}[\s,-]*(?:de\s+)?{_YEAR}",
        rf"{_YEAR}\s*,?\s*{_MONTH}\s*{_DAY}",
        rf"{_YEAR}\s*,?\s*{_MONTH}",
        _YEAR,
    )
]
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})")
_DOTTED = re.compile(r"([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})(?:\s*г\.?)?", re.IGNORECASE)
_MONTH_OF_YEAR = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>0[1-9]|1[0-2])|(?P<m>[0-9]{1,2})[./](?P<y>[0-9]{4})"
)
_SLASHED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4})")
_SHORT_YEAR = re.compile(r"[0-9]{1,2}([/.-])[0-9]{1,2}\1[0-9]{2}")
_TWO_YEARS = re.compile(r"([0-9]{2})([0-9]{2})\s*[-/–—]\s*([0-9]{2})")
_ABOUT = re.compile(r"(?:(?:about|around|circa|около|примерно)\s+|c(?:a)?\.\s*|~\s*)", re.IGNORECASE)
_JOINT = re.compile(r"\s+(?:to|until|till|по|до)\s+|\s*[-‐‑‒–—―−]\s*", re.IGNORECASE)
_FROM = re.compile(r"(?:from|со?)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:between\s+(.+?)\s+and|между\s+(.+?)\s+и)\s+(.+)", re.IGNORECASE)
_BEFORE = re.compile(r"(before|after)\s+(.+)", re.IGNORECASE)
_DECADE = re.compile(r"(?:the\s+)?([0-9]{2}[1-9])0(?:s|'s|-е|er)(?:\s+(?:jahre|годы|гг\.?))?", re.IGNORECASE)
_EDTF = re.compile(r"(?=.*[XW/~?%\[{])[0-9XWS.,/~?%\[\]{} -]{4,120}")


@dataclass(frozen=True)
class StatedTime:
    """When something began and, where stated, ended."""

    start: Span
    end: Span | None = None


def read_dates(text: str) -> StatedTime:
    """Read a date, or two joined by a dash, as people write them.

    Two bare years are a start somewhere between them, since lists use that for a beginning by stages; two dates that
    each name at least a month are a start and an end. A bare year joined with a finer date could be either and is
    refused. EDTF passes as it is, an interval in it as a start somewhere between.

    Parameters
    ----------
    text : str
        For example `may 08, 1992`, `1 марта 2022`, `1988-1992`, `8 May 1992 – 8 November 2020` or EDTF.

    Returns
    -------
    StatedTime
        The start, and the end or None.

    Raises
    ------
    DateError
        If it is no date, may be two different dates, or is impossible; says what to write.

    Examples
    --------
    >>> read_dates("1988-1992").start.text
    '1988/1992'
    >>> read_dates("").start
    Traceback (most recent call last):
        ...
    geo.errors.DateError: there is no date; ...
    """
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    if len(text) > _LONGEST:  # parting it at every dash would take as long as it pleases
        raise DateError(f"it has {len(text)} characters and a date at most {_LONGEST}; write one such as {FORMS}")
    if not text:
        raise DateError(f"there is no date; write one such as {FORMS}")
    single = _read_single(text)
    if single:
        return StatedTime(parse_date(single))
    between = _BETWEEN.fullmatch(text)
    if between:
        first, last = _read_single(between[1] or between[2]), _read_single(between[3])
        if first and last:
            return StatedTime(parse_date(f"{first}/{last}"))
    side = _BEFORE.fullmatch(text)
    if side and (known := _read_single(side[2])):
        return StatedTime(_beyond(side[1].lower(), known))
    pairs = _read_pairs(text)
    if len(pairs) == 1:
        return _join(*pairs[0])
    if _EDTF.fullmatch(text) and not (_SHORT_YEAR.fullmatch(text) or _TWO_YEARS.fullmatch(text)):
        return StatedTime(parse_date(text))
    raise DateError(_advice(text))


def _beyond(side: str, known: str) -> Span:
    """Return what lies before or after a date, as finely as the date is stated."""
    bare = parse_date(known.rstrip("~"))
    if side == "before" and bare.earliest and bare.earliest > date.min:
        return parse_date(f"../{str(bare.earliest - timedelta(days=1))[: len(bare.text)]}")
    if side == "after" and bare.latest and bare.latest < date.max:
        return parse_date(f"{str(bare.latest + timedelta(days=1))[: len(bare.text)]}/..")
    raise DateError(f"there is no day {side} it in the calendar; correct the date")


def _read_pairs(text: str) -> list[tuple[str, str]]:
    """Return every way to part the text into two dates at a dash or a word for to."""
    body = _FROM.sub("", text, count=1) if _FROM.match(text) else text
    halves = ((body[: joint.start()], body[joint.end() :]) for joint in _JOINT.finditer(body))
    pairs = ((_read_single(first), _read_single(last)) for first, last in halves)
    return [pair for pair in pairs if all(pair)]


def _join(first: str, last: str) -> StatedTime:
    years = [re.fullmatch(r"[0-9]{4}~?", date) is not None for date in (first, last)]
    if all(years):
        return StatedTime(parse_date(first if first == last else f"{first}/{last}"))
    if any(years):
        raise DateError(
            f"a year and a finer date may be a start and an end, or one start between them; "
            f"write both as finely, or {first}/{last} for one start between them"
        )
    start, end = parse_date(first), parse_date(last)
    if start.earliest and end.latest and end.latest < start.earliest:
        raise DateError(f"it ends ({last}) before it begins ({first}); turn the dates round or correct one")
    return StatedTime(start, end)


def _read_single(text: str) -> str:
    """Return one written date as EDTF, or nothing if it has no known form."""
    about = _ABOUT.match(text)
    if about:
        date = _read_single(text[about.end() :])
        return f"{date}~" if date and not date.endswith("~") else date
    decade = _DECADE.fullmatch(text)
    if decade:
        return f"{decade[1]}X"
    for form in _NAMED:
        found = form.fullmatch(text)
        if found:
            parts = found.groupdict()
            month = _month(parts["month"]) if "month" in parts else None
            if "month" in parts and month is None:
                continue
            return _edtf(int(parts["year"]), month, int(parts["day"]) if "day" in parts else None)
    found = _YEAR_FIRST.fullmatch(text)
    if found:
        return _edtf(int(found[1]), int(found[3]), int(found[4]))
    found = _MONTH_OF_YEAR.fullmatch(text)
    if found:
        return _edtf(int(found["year"] or found["y"]), int(found["month"] or found["m"]), None)
    found = _DOTTED.fullmatch(text)
    if found:
        return _edtf(int(found[3]), int(found[2]), int(found[1]))
    found = _SLASHED.fullmatch(text)
    if found:
        return _read_slashed(int(found[1]), int(found[3]), int(found[4]))
    return ""


def _read_slashed(first: int, second: int, year: int) -> str:
    """Read 4/13/2014 and 13/4/2014; which is day and which is month must follow from the numbers."""
    if first <= 12 and second <= 12 and first != second:
        raise DateError(
            "day and month cannot be told apart; "
            f"write {year}-{first:02d}-{second:02d} or {year}-{second:02d}-{first:02d}"
        )
    month, day = (first, second) if second > 12 else (second, first)
    return _edtf(year, month, day)


def _edtf(year: int, month: int | None, day: int | None) -> str:
    if month is not None and not 1 <= month <= 12:
        raise DateError(f"there is no month {month}; write year-month-day, or day.month.year with dots")
    parts = [f"{year:04d}", *(f"{part:02d}" for part in (month, day) if part is not None)]
    return parse_date("-".join(parts)).text


def _advice(text: str) -> str:
    if _SHORT_YEAR.fullmatch(text):
        return "the year has two digits; write all four"
    if re.search(r"['’]\d\d$", text):
        return f"the year {text[-3:]} has two digits; write all four"
    years = _TWO_YEARS.fullmatch(text)
    if years:
        return f"the second year has two digits; write {years[1]}{years[2]}-{years[1]}{years[3]} if two years are meant"
    if _JOINT.search(text):
        return f"it is no date known here; write each date in full, such as {FORMS}"
    return f"it is no date known here; write one such as {FORMS}"


@cache
def _months() -> dict[str, int]:
    names = {_plain(name): number for name, number in _SHORT.items()}
    for lang in LANGUAGES:
        names.update({_plain(name): number for name, number in _months_of(lang, ("wide",))})
    return names


@cache
def _other_months() -> dict[str, int]:
    """Months of further languages, short and long, but none that is another month elsewhere (listopad)."""
    names: dict[str, set[int]] = {}
    for lang in _OTHERS:
        for name, number in _months_of(lang, ("wide", "abbreviated")):
            names.setdefault(_plain(name), set()).add(number)
    return {name: min(numbers) for name, numbers in names.items() if len(numbers) == 1}


def _months_of(lang: str, widths: tuple[str, ...]) -> list[tuple[str, int]]:
    months = Locale.parse(lang).months
    contexts = (months[context][width] for context in ("format", "stand-alone") for width in widths)
    return [(name, number) for context in contexts for number, name in context.items()]


def _month(word: str | None) -> int | None:
    return (_months().get(_plain(word)) or _other_months().get(_plain(word))) if word else None


def _plain(word: str) -> str:
    """Lower the case and drop accents, which people leave out of février as of März, and a full stop."""
    bare = unicodedata.normalize("NFD", word.casefold())
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).removesuffix(".")
