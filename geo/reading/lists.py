"""Read a plain-text list of places with dates and areas into statements.

A list has items parted by semicolons or line ends, each `name: date or dates[, [territory] number unit]`. The name
runs to the first colon and may hold anything else. `geo.text.written_dates` says which dates are read and what two of
them mean. In numbers a space, an apostrophe, a dot or a comma before exactly three digits parts thousands (1.840
and 1,840 are 1840); any other dot or comma is the decimal point. Nothing is joined to places here.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from geo.errors import UNFIT, DateError, plain_line
from geo.text.dates import Span
from geo.text.written_dates import read_dates

LONGEST_ITEM = 400
EARTH_KM2 = 510_100_000

_SPACES = (
    "\N{SPACE}\N{NO-BREAK SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}\N{FIGURE SPACE}\N{PUNCTUATION SPACE}"
)
_APOSTROPHES = "'’ʼ"
_NUMBER = (
    rf"(?:[1-9][0-9]{{0,2}}(?P<group>[{_SPACES}{_APOSTROPHES}.,])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*"
    r"(?:(?!(?P=group))[.,][0-9]+)?"
    # a comma before three digits would have parted thousands; that leaves it short, or behind a zero
    r"|0,[0-9]+|[0-9]+,[0-9]{1,2}|[0-9]+\.[0-9]+|[0-9]+)"
)
_SQUARE = r"\s?(?:2|²|\^2)"
_UNITS = {
    "1": (
        rf"km{_SQUARE}|sq\.?\s*km\.?|square\s+kilomet(?:er|re)s?|kv\.?\s*km\.?|км{_SQUARE}|кв\.?\s*км\.?|км\.?\s*кв\.?"
        rf"|квадратн\w+\s+километр\w*|կմ{_SQUARE}|քառ\.?\s*կմ\.?"
    ),
    "0.01": r"ha\.?|hectares?|hektar|га\.?|гектар\w*",
    "2.589988110336": rf"mi{_SQUARE}|sq\.?\s*mi(?:les?)?\.?|square\s+miles?|кв\.?\s*мил\w+",
}
_UNIT = "|".join(f"(?P<unit{number}>{form})" for number, form in enumerate(_UNITS.values()))
_FACTORS = [Decimal(factor) for factor in _UNITS]
_KEYWORD = r"(?:territory|area|площадь|территория|ərazisi|sahəsi|տարածքը|մակերեսը)"
_AREA = re.compile(
    rf"(?:^|(?<=[\s,(]))(?:{_KEYWORD}(?:\s+of)?\s*)?(?P<number>{_NUMBER})\s*(?:{_UNIT})[\s).]*$",
    re.IGNORECASE,
)
_REST = re.compile(rf"(?<=[,(])\s*(?=\S)|(?=\b{_KEYWORD}\b)", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*\[\w{1,3}\](?=\s*(?:$|[,;:.)–—-]))")
_DASHES = re.compile(r"\s+[-–—]\s+|\s*[–—]\s*(?=[^\W\d_]|\d{1,2}\s)")
_LEAD = re.compile(  # words before a date, such as: occupied on
    r"(?:(?:[^\W\d_]{3,}\s+){1,3}?(?:on|in|since|from|by)\s+|(?:on|in|since|from)\s+)(?:the\s+)?"
    r"(?=[\d'’]|[^\W\d_]{3,}\.?\s+\d)",
    re.IGNORECASE,
)
_BULLET = re.compile(r"\s*(?:[-–—•*·]\s+|[0-9]{1,3}[.)]\s+)?")
_UNITS_WANTED = "write a number and km2, km², sq km, square kilometres, ha or mi2, such as 1840 km2"
# Letters that Unicode does not take apart into a plain one and a mark.
_PLAIN = str.maketrans({"ə": "e", "ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True)
class ListingRow:
    """One item that could be read.

    Parameters
    ----------
    item : int
        Its number in the list, from 1.
    name : str
        The place's name as written.
    start, end : Span or None
        When it began and ended, where stated.
    area_km2 : float or None
        The area in km², where stated.
    """

    item: int
    name: str
    start: Span | None = None
    end: Span | None = None
    area_km2: float | None = None


@dataclass(frozen=True)
class ListingFailure:
    """One item that could not be read: where it stands, what came, and what to do."""

    item: int
    line: int
    column: int
    came: str
    remedy: str

    def __str__(self) -> str:
        return plain_line(f"item {self.item}, line {self.line}, column {self.column}: came {self.came!r}; {self.remedy}")


@dataclass(frozen=True)
class Listing:
    """A list as read; every item that is not blank is a row or a failure, both in the list's order."""

    rows: tuple[ListingRow, ...]
    failures: tuple[ListingFailure, ...]


class _Unreadable(Exception):
    """A part of an item, from `start` on, that could not be read."""

    def __init__(self, start: int, came: str, remedy: str) -> None:
        super().__init__(remedy)
        self.start, self.came, self.remedy = start, came, remedy


def read_listing(text: str) -> Listing:
    """Read a plain-text list; never raises, whatever the text.

    Parameters
    ----------
    text : str
        Items `name: date or dates[, [territory] number unit]`, parted by semicolons or line ends.

    Returns
    -------
    Listing
        Good rows, with areas in km², kept apart from the failures.

    Examples
    --------
    >>> read_listing("Lachin: may 18, 1992, territory 1840 km2.").rows[0].area_km2
    1840.0
    >>> read_listing("")
    Listing(rows=(), failures=())
    """
    rows: list[ListingRow] = []
    failures: list[ListingFailure] = []
    for number, (line, column, item) in enumerate(_items(text), start=1):
        try:
            rows.append(_read_item(number, item))
        except _Unreadable as problem:
            came = problem.came.strip()
            came = came if len(came) <= 60 else f"{came[:57]}..."
            failures.append(ListingFailure(number, line, column + problem.start, came, problem.remedy))
    return Listing(tuple(rows), tuple(failures))


def listing_statements(listing: Listing, source: str = "") -> list[dict[str, str]]:
    """Turn the rows of a list into rows of `statements.csv`.

    Parameters
    ----------
    listing : Listing
        What `read_listing` returned.
    source : str
        Id of the source to enter on every row.

    Returns
    -------
    list of dict
        A row for each start, end and area (in km²), in the list's order, all values as text. `place` is the name as
        written; a name given again with dates is the next period of that place.
    """
    statements: list[dict[str, str]] = []
    ids: Counter[str] = Counter()
    periods: Counter[str] = Counter()
    for row in listing.rows:
        if row.start or row.end:
            periods[row.name.casefold()] += 1
        shared = {"place": row.name, "period": str(max(1, periods[row.name.casefold()]))}
        dates = {"start": row.start, "end": row.end}
        stated = [(quantity, "", "", span.text) for quantity, span in dates.items() if span]
        if row.area_km2 is not None:
            stated.append(("area", _plain_number(row.area_km2), "km2", ""))
        for quantity, value, unit, date in stated:
            stem = f"{_slug(row.name) or f'item-{row.item}'}-{quantity}"
            ids[stem] += 1
            count = ids[stem]
            statements.append(
                {
                    "id": stem if count == 1 else f"{stem}-{count}",
                    **shared,
                    "quantity": quantity,
                    "value": value,
                    "unit": unit,
                    "date": date,
                    "source": source,
                    "also_source": "",
                    "locator": f"item {row.item}",
                    "confidence": "",
                    "note": "",
                }
            )
    return statements


def _items(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield line, column and text of each item that is not blank; an area alone behind a semicolon belongs to the item before."""
    for line, content in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        column = 1
        held: tuple[int, str] | None = None
        for item in content.split(";"):
            blank = len(item) - len(item.lstrip())
            if item.strip():
                if held and (area := _AREA.match(item.strip())) and area.end() == len(item.strip()):
                    held = (held[0], f"{held[1]}, {item.strip()}")
                else:
                    if held:
                        yield line, *held
                    held = (column + blank, item.strip())
            column += len(item) + 1
        if held:
            yield line, *held


def _read_item(number: int, item: str) -> ListingRow:
    if len(item) > LONGEST_ITEM:
        remedy = f"it has {len(item)} characters and an item at most {LONGEST_ITEM}; part the items with ';'"
        raise _Unreadable(0, item, remedy)
    odd = UNFIT.search(item)
    if odd:
        raise _Unreadable(odd.start(), item[odd.start() :], "remove the character that cannot be shown")
    item = _FOOTNOTE.sub("", item)
    before, colon, after = item.replace("：", ":").partition(":")
    if not colon:
        before, colon, after = _part_without_colon(item)
    bullet = _BULLET.match(before)
    name = " ".join(before[bullet.end() if bullet else 0 :].split())
    if not colon:
        raise _Unreadable(
            0, item, "there is no colon; write name: date, area, such as Lachin: 18 May 1992, 1840 km2"
        )
    if not name:
        raise _Unreadable(0, item, "there is no name before the colon; write name: date, area")
    offset = len(before) + 1
    beside = _IN_BRACKETS.search(name)
    if beside and (within := _AREA.fullmatch(beside[1])):
        name, after = name[: beside.start()].rstrip(), f"{after}, {within[0]}"
    if ":" in after:
        second = offset + after.index(":")
        raise _Unreadable(
            second, item[second:], "there is a second colon; a name holds none, and times of day are not read"
        )
    offset += len(after) - len(after.lstrip())
    body = after.strip()
    try:
        start, end, area = _read_body(body)
    except _Unreadable as problem:
        problem.start += offset
        raise
    return ListingRow(number, name, start, end, area)


_IN_BRACKETS = re.compile(r"\(([^()]*)\)$")


def _part_without_colon(item: str) -> tuple[str, str, str]:
    """Part a name from the rest at a dash, or at a comma before a date; nothing where neither gives a date or an area."""
    parts = _DASHES.split(item)
    tries = [(parts[0], ", ".join(parts[1:]))] if len(parts) > 1 else []
    name, comma, rest = item.partition(",")
    tries += [(name, rest)] if comma else []
    for before, after in tries:
        try:
            _read_body(after.strip())
        except _Unreadable:
            continue
        return before, ":", after
    return item, "", ""


def _read_body(body: str) -> tuple[Span | None, Span | None, float | None]:
    """Read what follows the colon."""
    found = _AREA.search(body)
    area = _read_area(found) if found else None
    dates = (body[: found.start()] if found else body).rstrip(" ,(\t")
    if lead := _LEAD.match(dates):
        dates = dates[lead.end() :]
    if found and not dates:
        return None, None, area
    dates = re.sub(r"(?<!\.)\.$", "", dates)  # a full stop, not the open side of 1993/..
    try:
        stated = read_dates(dates)
    except DateError as error:
        _refuse_rest(body, dates)
        raise _Unreadable(0, dates, str(error)) from None
    return stated.start, stated.end, area


def _refuse_rest(body: str, dates: str) -> None:
    """Blame what stands behind a date that can be read by itself."""
    for rest in _REST.finditer(dates):
        try:
            read_dates(dates[: rest.start()].rstrip(" ,(\t"))
        except DateError:
            continue
        raise _Unreadable(
            rest.end(), body[rest.end() :], f"behind the date only an area can stand; {_UNITS_WANTED}"
        ) from None


def _read_area(found: re.Match[str]) -> float:
    text = found["number"]
    if found["group"]:
        text = text.replace(found["group"], "")
    unit = next(number for number in range(len(_FACTORS)) if found[f"unit{number}"])
    km2 = float(Decimal(text.replace(",", ".")) * _FACTORS[unit])
    if not (math.isfinite(km2) and 0 < km2 <= EARTH_KM2):
        remedy = "an area is more than nothing and at most the Earth's; correct the number or the unit"
        raise _Unreadable(found.start(), found[0], remedy)
    return km2


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_PLAIN))
    return re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode()).strip("-")


def _plain_number(number: float) -> str:
    return str(int(number)) if number.is_integer() else repr(number)
