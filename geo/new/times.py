"""From when to when each feature of a boundary file was valid: as told, else guessed from its columns, and said."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

import geopandas

from geo.errors import DateError, InputError
from geo.new.request import New, Request
from geo.reading.boundaries import Boundaries
from geo.reading.columns import guess_column, pick_column
from geo.reading.numbers import NOTHING
from geo.reading.table import Table
from geo.reading.when import Times, read_when
from geo.reading.when import read_times as read_texts
from geo.text.dates import Span, parse_date

FIRST_NAMES = (
    "validfrom", "startdateedtf", "startdate", "whenstart", "from", "startyear", "start", "validsince", "gwsdate", "gwsyear",
    "cowsdate", "cowsyear", "syear", "fromyear", "datestart", "begin", "yearstart", "fromdate",
)  # fmt: skip
AFTER_NAMES = (
    "validto", "enddateedtf", "enddate", "whenend", "to", "endyear", "end", "validuntil", "gwedate", "gweyear", "cowedate",
    "coweyear", "eyear", "toyear", "dateend", "yearend", "todate",
)  # fmt: skip
_STILL = NOTHING | {"now", "present", "today", "0", "9999", "-9999"}  # how files write that it still holds


def read_times(request: Request, boundaries: Boundaries, new: New) -> list[tuple[str, str]]:
    """Return for each feature the first day it is valid and the first day no longer; ISO days, empty where open.

    Raises
    ------
    InputError
        A column that was told is not there, holds what is no time, or an end is not after its beginning.
    """
    frame = boundaries.frame
    columns = [str(column) for column in frame.columns if column != "geometry"]
    told = request.valid_from or request.valid_to
    first = pick_column(request.valid_from, columns, "--valid-from", boundaries.name)
    after = pick_column(request.valid_to, columns, "--valid-to", boundaries.name)
    if not told:
        first, after = guess_column(columns, FIRST_NAMES), guess_column(columns, AFTER_NAMES)
    starts, ends = _read(boundaries, first, bool(told)), _read(boundaries, after, bool(told))
    if starts is None or ends is None:  # a guessed column that holds no times
        return [("", "")] * len(frame)
    if not told and any((*starts, *ends)):
        shown = " and ".join(repr(column) for column in (first, after) if column)
        new.said.append(f"guessed: {shown} of the boundaries say from when to when each is valid")
    begins = {span.earliest for span in starts if span and span.earliest}
    days = [_after(span, _names_last(begins, ends)) for span in ends]
    if _names_last(begins, ends):
        new.said.append(f"guessed: {after!r} names the last time a boundary is valid, as others begin right after it")
    found = []
    for number, (span, end) in enumerate(zip(starts, days, strict=True), start=1):
        begin = span.earliest.isoformat() if span and span.earliest else ""
        if begin and end and end.isoformat() <= begin:
            raise InputError(
                f"{boundaries.name}, feature {number}, {after}: came {end.isoformat()}, wanted a day after {begin}, when it "
                "begins; correct the feature"
            )
        found.append((begin, end.isoformat() if end else ""))
    return found


def read_columns(table: Table, columns: Sequence[str], order: str | None, still: Collection[str] = ()) -> Times:
    """Read the times of some columns of the figures, but for texts that say that something still holds.

    Raises
    ------
    InputError
        The columns do not show whether day or month stands first; names the row.
    """
    given = [text for column in columns for text in table.column(column) if text.casefold() not in still]
    try:
        return read_texts(given, " and ".join(columns), order)
    except InputError as error:
        cells = zip(table.numbers, *(table.column(column) for column in columns), strict=True)
        shown = str(error)
        row = next((row for row, *texts in cells if any(text and f" {text} " in shown for text in texts)), "")
        raise InputError(f"{table.name}{f', row {row}' if row else ''}: {shown}") from None


def has_history(times: Sequence[tuple[str, str]], keys: Sequence[str]) -> bool:
    """Say whether boundaries follow each other in time: two of one place, or any two that never hold together.

    Else they are of one time, such as a file's date, which says little about what was drawn on them.
    """
    versions = set(zip(keys, times, strict=True))
    newest = max((first for first, _ in times), default="")
    return len(versions) > len(set(keys)) or any(after and after <= newest for _, after in times)


def count_outside(values: Collection[Mapping[str, str]], land: geopandas.GeoDataFrame) -> int:
    """Count the values of a time on whose first day their place has no boundary."""
    valid: dict[str, list[tuple[str, str]]] = {}
    for place, first, after in zip(land["place"], land["valid_from"], land["valid_to"], strict=True):
        valid.setdefault(place, []).append((first, after or "9999-12-31"))
    days = {time: str(parse_date(time).earliest) for time in {row["time"] for row in values}}
    return sum(
        row["place"] in valid and not any(first <= days[row["time"]] < after for first, after in valid[row["place"]])
        for row in values
    )


def _read(boundaries: Boundaries, column: str | None, told: bool) -> list[Span | None] | None:
    if column is None:
        return [None] * len(boundaries.frame)
    spans: list[Span | None] = []
    for number, text in enumerate(boundaries.frame[column], start=1):
        try:
            spans.append(None if str(text).lower() in _STILL else parse_date(read_when(str(text))))
        except DateError as error:
            if told:
                raise InputError(f"{boundaries.name}, feature {number}, {column}: {error}") from None
            return None
    return spans


def _names_last(begins: set[date], ends: Sequence[Span | None]) -> bool:
    """Whether ends are the last times that hold: none is a beginning, but the day after some is."""
    given = [span for span in ends if span]
    return not any(span.earliest in begins for span in given) and any(_after(span, True) in begins for span in given)


def _after(span: Span | None, names_last: bool) -> date | None:
    if span is None or span.earliest is None:
        return None
    if not names_last:
        return span.earliest
    return None if span.latest is None or span.latest == date.max else span.latest + timedelta(days=1)
