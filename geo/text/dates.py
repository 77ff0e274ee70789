"""Dates as sources state them (EDTF, ISO 8601-2) to the earliest and the latest day they can mean.

The edtf package reads seasons and dates with marks inside. Intervals, choices, open digits and the calendar's
days are worked out here, because it pads an open side by ten years, accepts 29 February 1993 and 1992/1988, and
stumbles over digits such as 1993-1X.
"""

import datetime as dt
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Any, Literal

from geo.errors import DateError

Precision = Literal["day", "month", "season", "year", "decade", "century"]

_WANTED = "write EDTF, such as 1993, 1993-08, 1993-08-23, 1993-07-23~, 1988/1992 or [1993-04-02,1993-04-03]"
_SINGLE = re.compile(r"[?~%]?[0-9X]{4}[?~%]?(?:-[?~%]?[0-9X]{2}[?~%]?){0,2}")
# Most dates are of this shape and need no grammar, which takes 5 ms a date and a tenth of a second to load.
_PLAIN = re.compile(r"([0-9X]{4})(?:-([0-9X]{2})(?:-([0-9X]{2}))?)?[?~%]?")
_SEASON = re.compile(r"\d{4}-(2[1-9]|3[0-9]|4[01])")
_PRECISIONS: dict[Precision, re.Pattern[str]] = {
    "season": _SEASON,
    "day": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "month": re.compile(r"\d{4}-\d{2}(-XX)?"),
    "year": re.compile(r"\d{4}(-XX){0,2}"),
    "decade": re.compile(r"\d{3}X"),
    "century": re.compile(r"\d{2}XX"),
}
_WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?")
# A winter of one hemisphere and a summer of the other lie across the new year; which of the two winters of a
# calendar year is meant is not in the text, so both are allowed for.
_SEASONS_ACROSS_YEARS = frozenset({"24", "28", "30"})


@dataclass(frozen=True)
class Span:
    """What one stated date can mean: some day (or every day) from `earliest` to `latest`.

    Parameters
    ----------
    text : str
        The date as stated, in EDTF.
    earliest, latest : datetime.date or None
        First and last day it can mean, both included; None where that side is open.
    """

    text: str
    earliest: dt.date | None
    latest: dt.date | None

    @property
    def is_interval(self) -> bool:
        """Whether it has two ends (`1988/1992`)."""
        return "/" in self.text

    @property
    def is_choice(self) -> bool:
        """Whether it is one of several dates (`[1993-04-02,1993-04-03]`)."""
        return self.text.startswith("[")

    @property
    def is_approximate(self) -> bool:
        """Whether any part of it is stated as about (`~` or `%`); the days are not widened by that."""
        return "~" in self.text or "%" in self.text

    @property
    def is_uncertain(self) -> bool:
        """Whether the source doubts any part of it (`?` or `%`)."""
        return "?" in self.text or "%" in self.text

    @property
    def ends(self) -> tuple["Span | None", "Span | None"]:
        """The two ends of an interval, None for an open one; of anything else, itself twice."""
        if not self.is_interval:
            return self, self
        first, last = (_end(side) for side in self.text.split("/"))
        return first, last

    @property
    def choices(self) -> tuple["Span", ...]:
        """The dates of a choice, a run `a..b` in it as the interval `a/b`; of anything else, itself."""
        return tuple(_choices(self.text, self.text)) if self.is_choice else (self,)

    @property
    def precision(self) -> Precision | None:
        """How finely a single date is stated; None for an interval, a choice or odd open digits."""
        bare = re.sub("[?~%]", "", self.text)
        return next((name for name, shape in _PRECISIONS.items() if shape.fullmatch(bare)), None)


def day_before(day: dt.date) -> dt.date:
    """Return the day before, and the first day of the calendar for itself."""
    return day - dt.timedelta(days=1) if day > dt.date.min else day


def lies_in(day: dt.date, first: dt.date | None, after: dt.date | None) -> bool:
    """Whether a day is one of [first, after); None is open."""
    return (first is None or first <= day) and (after is None or day < after)


def read_time(text: str) -> Span:
    """Read a time that a map is asked for: a day, month, quarter or year, of which the last day counts.

    Raises
    ------
    DateError
        It is no time, or open.

    Examples
    --------
    >>> read_time("1994").latest
    datetime.date(1994, 12, 31)
    """
    span = parse_date(text)
    if span.earliest is None or span.latest is None:
        raise DateError(f"the time is {text!r}, which is open; write one such as 1993, 1993-08 or 1993-08-23")
    return span


def parse_date(text: str) -> Span:
    """Read one date in EDTF, years 1 to 9999, to the day.

    Parameters
    ----------
    text : str
        For example `1993-08-23`, `1993-07-23~`, `1988/1992`, `../2020`, `2020-11/`,
        `[2020-10-09..2020-10-15]`.
        Both `..` and nothing at one side of an interval leave that side open.

    Returns
    -------
    Span
        With the first and the last day that the text can mean.

    Raises
    ------
    DateError
        For anything that is not EDTF, an impossible day, a reversed range, a year outside 1 to 9999, a time
        of day, or a set of several dates (`{1993,1994}`), since a statement is one date.

    Examples
    --------
    >>> parse_date("2020-02").latest
    datetime.date(2020, 2, 29)
    >>> parse_date("../2020").earliest is None
    True
    """
    if not isinstance(text, str):
        raise DateError(f"the date is {text!r}, a {type(text).__name__}; {_WANTED}, as text")
    return _parse(text.strip())


@lru_cache(maxsize=4096)
def _parse(text: str) -> Span:
    if not text:
        raise DateError(f"the date is empty; {_WANTED}")
    if text.startswith("{"):
        raise DateError(
            f"{text!r} is a set of several dates and a statement has one; write one row for each, "
            f"or [{text.strip('{}')}] if it is one of them"
        )
    if text.startswith("["):
        return _parse_choice(text)
    if "/" in text:
        return _parse_interval(text)
    return _parse_single(text, text)


def _parse_interval(text: str) -> Span:
    sides = text.split("/")
    if len(sides) != 2:
        raise DateError(f"{text!r} has {len(sides)} parts and an interval has two{_hint(text)}")
    first, last = (None if side in ("", "..") else _parse_single(side, text) for side in sides)
    if first is None and last is None:
        raise DateError(f"{text!r} is open at both sides and says nothing; leave the date empty")
    earliest = first.earliest if first else None
    latest = last.latest if last else None
    _refuse_reversed(earliest, latest, text, f"{sides[1]}/{sides[0]}")
    return Span(text, earliest, latest)


def _parse_choice(text: str) -> Span:
    if not text.endswith("]"):
        raise DateError(f"{text!r} opens a choice of dates and does not close it; add ']'")
    text = re.sub(r"\s+", "", text)
    choices = list(_choices(text, text))
    if len(choices) == 1 and not choices[0].is_interval:
        return choices[0]
    earliest = [choice.earliest for choice in choices]
    latest = [choice.latest for choice in choices]
    return Span(
        text,
        None if None in earliest else min(day for day in earliest if day),
        None if None in latest else max(day for day in latest if day),
    )


def _choices(text: str, whole: str) -> Iterator[Span]:
    for item in text[1:-1].split(","):
        if ".." not in item:
            yield _parse_single(item, whole)
            continue
        sides = item.split("..")
        if len(sides) != 2:
            raise DateError(f"{item!r} in {whole!r} is no run of dates; write it like 2020-10-09..2020-10-15")
        yield _parse_interval(f"{sides[0] or '..'}/{sides[1] or '..'}")


def _end(side: str) -> Span | None:
    return None if side in ("", "..") else _parse_single(side, side)


def _refuse_reversed(earliest: dt.date | None, latest: dt.date | None, text: str, turned: str) -> None:
    if earliest is not None and latest is not None and earliest > latest:
        raise DateError(f"{text!r} ends before it begins; turn it round, {turned}, or correct one side")


@lru_cache(maxsize=8192)
def _parse_single(text: str, whole: str) -> Span:
    """Read a date without interval or choice; `whole` is what a message quotes."""
    if not _SINGLE.fullmatch(text):
        raise DateError(_refusal(text, whole))
    plain = _PLAIN.fullmatch(text)
    if plain and not _SEASON.fullmatch(text[:7]):
        bounds = _Days(*(part or "XX" for part in plain.groups())).bounds()
    else:
        bounds = _parse_odd(text)
    if bounds is None:
        raise DateError(_refusal(text, whole))
    return Span(text, *bounds)


def _parse_odd(text: str) -> tuple[dt.date, dt.date] | None:
    """Return the bounds of a season, or of a date with marks inside it."""
    if "X" in text:
        return None  # open digits with marks among them, over which edtf stumbles
    # edtf takes no mark behind a season
    parsed = _parse_edtf(text[:-1] if _SEASON.fullmatch(text[:-1]) else text)
    if parsed is None:
        return None
    season = getattr(parsed, "season", None)
    if not season:
        return _Days(parsed.year, parsed.month or "XX", parsed.day or "XX").bounds()
    year = int(parsed.year)
    if year < dt.MINYEAR:
        return None
    if season in _SEASONS_ACROSS_YEARS:
        last = dt.date.max if year == dt.MAXYEAR else dt.date(year + 1, 3, 1) - dt.timedelta(days=1)
        return dt.date(year, 1, 1), last
    return dt.date(*parsed.lower_strict()[:3]), dt.date(*parsed.upper_strict()[:3])


def _parse_edtf(text: str) -> Any:
    """Return what the edtf package makes of a text, or None where it refuses it."""
    with warnings.catch_warnings():
        # pyparsing remarks on edtf's grammar while it is being built; nothing here can act on that
        warnings.simplefilter("ignore")
        from edtf import parse_edtf

    return parse_edtf(text, fail_silently=True)


@dataclass(frozen=True)
class _Days:
    """The real days that fit year, month and day, each with X for a digit left open."""

    year: str
    month: str
    day: str

    def bounds(self) -> tuple[dt.date, dt.date] | None:
        first, last = next(self._run(backwards=False), None), next(self._run(backwards=True), None)
        return (first, last) if first and last else None

    def _run(self, *, backwards: bool) -> Iterator[dt.date]:
        years = _numbers(self.year, dt.MINYEAR, dt.MAXYEAR, backwards=backwards)
        months = list(_numbers(self.month, 1, 12, backwards=backwards))
        days = list(_numbers(self.day, 1, 31, backwards=backwards))
        for year in years:
            for month, day in product(months, days):
                try:
                    yield dt.date(year, month, day)
                except ValueError:  # 30 February; the next may be real
                    continue


def _numbers(digits: str, low: int, high: int, *, backwards: bool) -> Iterator[int]:
    """Numbers within low..high that fit the digits, X fitting any."""
    if "X" not in digits:
        if low <= int(digits) <= high:
            yield int(digits)
        return
    order = "9876543210" if backwards else "0123456789"
    for chosen in product(*(order if digit == "X" else digit for digit in digits)):
        number = int("".join(chosen))
        if low <= number <= high:
            yield number


def _refusal(text: str, whole: str) -> str:
    where = f"{text!r}" if text == whole else f"{text!r} in {whole!r}"
    return f"{where} {_reason(text)}{_hint(text)}"


def _reason(text: str) -> str:
    if _WEEK.fullmatch(text):
        return "is an ISO week, not EDTF"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ].*", text):
        return "has a time of day"
    if re.fullmatch(r"-\d+.*|Y-?\d+.*|0000.*", text):
        return "is not in the years 1 to 9999"
    if re.fullmatch(r"\d{4}S\d+", text):
        return "counts significant digits"
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d{2}[?~%]?", text):
        return "is no day of the calendar"
    if text == "":
        return "is no date"
    return "is not an EDTF date"


def _hint(text: str) -> str:
    week = _WEEK.fullmatch(text)
    if week:
        try:
            monday = dt.date.fromisocalendar(int(week[1]), int(week[2]), int(week[3] or 1))
            last = monday if week[3] else monday + dt.timedelta(days=6)
        except (ValueError, OverflowError):
            return f"; {_WANTED}"
        return f"; write {monday}" if week[3] else f"; write {monday}/{last}"
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ].*", text):
        return f"; days are the finest here, write {text[:10]}"
    if re.fullmatch(r"\d{4}S\d+", text):
        return "; leave the open digits as X, like 199X"
    if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-\d{2}[?~%]?", text):
        return f"; correct the day, or write {text[:7]} for the month"
    dotted = re.fullmatch(r"(0?[1-9]|[12]\d|3[01])\.(0?[1-9]|1[0-2])\.(\d{4})", text)
    if dotted:
        return f"; write {dotted[3]}-{int(dotted[2]):02d}-{int(dotted[1]):02d}"
    if ".." in text:
        return f"; write {text.replace('..', '/')}, or [{text}] if it is one of the days"
    if re.fullmatch(r"\d{1,2}/\d{1,2}/\d{4}", text):
        return "; write year-month-day, like 1993-08-23"
    return f"; {_WANTED}"
