"""Moments to periods: days, weeks, months, quarters and years in UTC, numbered from the start of year 1."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
By = Literal["day", "week", "month", "quarter", "year"]
BYS: tuple[str, ...] = get_args(By)

_EPOCH = date(1970, 1, 1).toordinal() - 1  # days from 0001-01-01, a Monday, to 1970-01-01
_LAST = date.max.toordinal() - 1
_MICROSECONDS = 86_400_000_000
_SMALL = 64  # rows read one by one where a whole piece cannot be read at once
_COARSE = {"month": re.compile(r"(\d{4})-(\d{2})"), "year": re.compile(r"(\d{4})")}
_HOLDS = {"month": ("month", "quarter", "year"), "year": ("year",)}  # a month is in one quarter, not one day
_DAYLESS_WEEK = re.compile(r"\d{4}-?W\d{2}(?!-?\d)")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[ T,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?)?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?:[ T,]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?[AaPp][Mm])?)?")
_EPOCH_NUMBER = re.compile(r"\d{9,}")


class UnreadableTimeError(ValueError):
    """A time that names no period; the text says why."""


def read_periods(times: Any, by: By, dates: str = "") -> Ints:
    """Number the period of each time in a pyarrow array; -1 where it cannot be read.

    `dates` is `dmy` or `mdy` where it was said how dates such as 3/4/2020 are written.

    Times with a zone are taken to UTC, times without one are UTC already.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = times.type
    if pa.types.is_dictionary(kind):
        times = times.dictionary_decode()
        kind = times.type
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return _number_days(_days(times), by)
    if pa.types.is_integer(kind) or pa.types.is_null(kind):
        times = pc.cast(times, pa.string())
    elif not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        return np.full(len(times), -1, np.int64)
    return _read_texts(times, by, dates)


def read_period(value: object, by: By, dates: str = "") -> int:
    """Number the period of one time, or raise `UnreadableTimeError` saying why it has none."""
    text = "" if value is None else str(value).strip()
    if not text or text.lower() in ("nan", "nat"):
        raise UnreadableTimeError("is empty")
    for precision, pattern in _COARSE.items():
        match = pattern.fullmatch(text)
        if match is None:
            continue
        year, month = int(match[1]), int(match[2]) if precision == "month" else 1
        if not (year >= 1 and 1 <= month <= 12):
            raise UnreadableTimeError(f"{text!r} is no {precision} of the years 1 to 9999")
        if by not in _HOLDS[precision]:
            raise UnreadableTimeError(f"{text!r} names a whole {precision}, too coarse to say which {by}")
        return _number_day(date(year, month, 1).toordinal() - 1, by)
    if dotted := _DOTTED.fullmatch(text):
        try:
            return _number_day(date(int(dotted[3]), int(dotted[2]), int(dotted[1])).toordinal() - 1, by)
        except ValueError:
            raise UnreadableTimeError(f"{_shorten(text)!r} is no day of the calendar, as day.month.year") from None
    if slashed := _SLASHED.fullmatch(text):
        return _number_day(_read_slashed(slashed, dates).toordinal() - 1, by)
    try:
        if _DAYLESS_WEEK.match(text):
            raise ValueError
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is not None:
            moment = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        hint = ", seconds since 1970 must be converted first" if _EPOCH_NUMBER.fullmatch(text) else ""
        raise UnreadableTimeError(
            f"{_shorten(text)!r} is no date such as 2020-03-01 or 2020-03-01T12:30Z{hint}"
        ) from None
    return _number_day(moment.toordinal() - 1, by)


def _read_slashed(found: re.Match[str], dates: str) -> date:
    if not dates:
        raise UnreadableTimeError(f"{_shorten(found[0])!r} does not say which is the month; say --dates dmy or --dates mdy")
    first, second, year = (int(part) for part in found.groups())
    try:
        return date(year, second, first) if dates == "dmy" else date(year, first, second)
    except ValueError:
        raise UnreadableTimeError(f"{_shorten(found[0])!r} is no day of the calendar, as {dates}") from None


def format_period(number: int, by: By) -> str:
    """Write a period as EDTF: `2020-03-01`, `2020-03-02/2020-03-08`, `2020-03`, `2020-33` (first quarter), `2020`."""
    if by == "day":
        return date.fromordinal(number + 1).isoformat()
    if by == "week":
        monday = date.fromordinal(number * 7 + 1)
        sunday = monday + timedelta(days=min(6, (date.max - monday).days))
        return f"{monday.isoformat()}/{sunday.isoformat()}"
    if by == "month":
        return f"{number // 12 + 1:04}-{number % 12 + 1:02}"
    if by == "quarter":
        return f"{number // 4 + 1:04}-{number % 4 + 33}"
    return f"{number + 1:04}"


def _read_texts(texts: Any, by: By, dates: str = "") -> Ints:
    """Read whole pieces at once; halve a piece that holds something unusual, down to rows read one by one."""
    import pyarrow as pa
    import pyarrow.compute as pc

    for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
        try:
            return _number_days(_days(pc.cast(texts, kind)), by)
        except pa.ArrowInvalid:
            continue
    if len(texts) > _SMALL:
        half = len(texts) // 2
        return np.concatenate([_read_texts(texts[:half], by, dates), _read_texts(texts[half:], by, dates)])
    values = pc.cast(texts, pa.large_binary()).to_pylist()
    return np.array([_read_one(b"" if value is None else value, by, dates) for value in values], np.int64)


@lru_cache(maxsize=1 << 16)
def _read_one(value: bytes, by: By, dates: str) -> int:
    try:
        return read_period(value.decode(), by, dates)
    except (UnreadableTimeError, UnicodeDecodeError):
        return -1


def _days(times: Any) -> Ints:
    """Count the days of a date or timestamp array from 0001-01-01; -1 for a null."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_date(times.type):
        days = pc.cast(pc.cast(times, pa.date32()), pa.int32())
        numbers = days.fill_null(-_EPOCH - 1).to_numpy(zero_copy_only=False).astype(np.int64) + _EPOCH
    else:
        per_day = {"s": 86_400, "ms": 86_400_000, "us": _MICROSECONDS, "ns": 1000 * _MICROSECONDS}[
            times.type.unit
        ]
        moments = pc.cast(times, pa.int64())
        nulls = moments.is_null().to_numpy(zero_copy_only=False) if moments.null_count else None
        numbers = moments.fill_null(0).to_numpy(zero_copy_only=False) // per_day + _EPOCH
        if nulls is not None:
            numbers[nulls] = -1
    return np.where((numbers < 0) | (numbers > _LAST), -1, numbers)


def _number_days(days: Ints, by: By) -> Ints:
    """Number the periods of days counted from 0001-01-01."""
    if by == "day":
        return days
    if by == "week":
        return days // 7  # -1 stays -1
    months = (days - _EPOCH).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1969 * 12
    months[days < 0] = -1
    return months // {"month": 1, "quarter": 3, "year": 12}[by]


def _number_day(day: int, by: By) -> int:
    return int(_number_days(np.array([day], np.int64), by)[0])


def _shorten(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
