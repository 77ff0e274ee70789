"""What the columns of a loose table hold: which one names the places, and dates and numbers as people write them."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from geo.errors import DateError, InputError
from geo.text.dates import parse_date
from geo.text.names import fold_name, near_names
from geo.text.written_dates import read_dates

START_NAMES = ("start", "from", "begin", "begins", "began", "started", "startdate", "datefrom", "validfrom", "since")
END_NAMES = ("end", "to", "until", "ended", "ends", "enddate", "dateto", "validto", "till")
TIME_NAMES = (
    "time", "year", "date", "period", "month", "week", "quarter", "season", "day", "when", "il", "год", "дата", "annee", "mois",
    "jahr", "monat", "datum", "ano", "fecha", "anno", "rok", "yil",
)  # fmt: skip
CROWD_NAMES = ("population", "pop", "inhabitants", "people", "residents", "население", "ehali", "բնակչություն")
NAME_NAMES = ("name", "nameen", "name1", "name2", "admin", "shapename", "label", "title", "district", "county")
NOTHING = frozenset(
    {"", "na", "n/a", "n.a.", "n/d", "n.d.", "nan", "null", "none", "no data", "-", "–", "—", "..", "...", "…", ":", "#n/a",
     "н/д", "нд", "нет данных", "yoxdur"}
)  # fmt: skip
TOTALS = ("total", "sum", "all", "итого", "всего", "cemi", "yekun", "ընդամենը", "gesamt", "ukupno", "suma")

_QUARTER = re.compile(r"(\d{4})[-/ ]?(?:Q([1-4])|([1-4])Q)|(?:Q([1-4])|([1-4])Q)[-/ ]?(\d{4})", re.IGNORECASE)
_WEEK = re.compile(r"(?:(?P<y>\d{4})[- ]?W(?P<w>\d{1,2})|(?:W|week )(?P<n>\d{1,2})[- /](?P<z>\d{4}))", re.IGNORECASE)
_MONTH = re.compile(r"(\d{4})M(\d{1,2})", re.IGNORECASE)
_MARKS = re.compile(r"(?<=\w)[.]?\s*(?:[*†‡¹²³]+|\([a-zA-Zа-я0-9]\))$")  # of a footnote
_YEAR_WORD = re.compile(r"(\d{4})(?:-?(?:ci|cı|cu|cü))? (?:il|թ\.?|թվական|year)|(?:FY|year|Y|X)\s?(\d{4})", re.IGNORECASE)
_SEASONS = {
    21: "spring printemps frühling frühjahr primavera весна весной yaz գարուն",
    22: "summer été sommer verano estate лето летом yay ամառ",
    23: "autumn fall automne herbst otoño autunno осень осенью payız աշուն",
    24: "winter hiver invierno inverno зима зимой qış ձմեռ",
}
_SEASON = re.compile(r"([^\W\d_]+),? (?:de )?(\d{4})(?:\s?[-/–]\s?(\d{4}|\d{2}))?|(\d{4})(?:[-/–](\d{4}|\d{2}))? ([^\W\d_]+)")
_TWO_YEARS = re.compile(r"(\d{4})\s?[-/–]\s?(\d{2})")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_GROUPS = re.compile(r"[+-]?\d{1,3}(?:[,\u00a0\u2009\u202f '’]\d{3})+(?:\.\d+)?")
_COMMA = re.compile(r"[+-]?\d{1,3}(?:[.\u00a0\u2009\u202f ]\d{3})*,\d+|[+-]?\d+(?:,\d+)?")


def pick_column(told: str | None, columns: Sequence[str], option: str, file: str) -> str | None:
    """Return a column by its told name, in any case.

    Raises
    ------
    InputError
        There is no such column; names the nearest.
    """
    if told is None:
        return None
    found = [column for column in columns if column == told] or [
        column for column in columns if fold_name(column) == fold_name(told) and fold_name(told)
    ]
    if len(found) != 1:
        near = ", ".join(near_names(told, columns) or columns)
        raise InputError(f"{option}: {file} has no column {told!r}; nearest: {near}")
    return found[0]


def guess_column(columns: Sequence[str], names: Sequence[str]) -> str | None:
    """Return the column that carries one of the usual names, the most usual first."""
    folded = {fold_name(column): column for column in reversed(columns)}
    return next((folded[name] for name in names if name in folded), None)


def guess_keys(
    figures: Mapping[str, Sequence[str]], boundaries: Mapping[str, Sequence[str]]
) -> tuple[str, str, float] | None:
    """Return the column of the figures and that of the boundaries whose values meet most often, and their share.

    Of equals, a column that tells the boundaries apart better wins, then the one that stands first.
    """
    known = {column: {fold_name(value) for value in values} - {""} for column, values in boundaries.items()}
    best: tuple[float, int, int, int] | None = None
    chosen: tuple[str, str] | None = None
    for left, (column, values) in enumerate(figures.items()):
        asked = {fold_name(value) for value in values} - {""}
        if not asked:
            continue
        trust = 1.0 if len(figures) == 1 else _trust(asked)  # a column that was named is what it is
        for right, (other, there) in enumerate(known.items()):
            met = len(asked & (there | _without_zeros(boundaries[other])))
            share = met / len(asked) * min(1.0, 0.5 + met / 20) * (1.0 if fold_name(column) == fold_name(other) else trust)
            rank = (share, len(there), -left, -right)
            if share and (best is None or rank > best):
                best, chosen = rank, (column, other)
    if best is None or chosen is None:
        return None
    asked = {fold_name(value) for value in figures[chosen[0]]} - {""}
    met = len(asked & (known[chosen[1]] | _without_zeros(boundaries[chosen[1]])))
    return *chosen, met / len(asked)


def _trust(values: Collection[str]) -> float:
    """Whole numbers are as likely counts or years as codes; a row's own number, from 1 on, is never one."""
    digits = {value for value in values if value.isdigit()}
    if 2 * len(digits) < len(values):
        return 1.0
    return 0.0 if digits == {str(number) for number in range(1, len(digits) + 1)} else 0.5


def code_width(values: Iterable[str]) -> int:
    """Return how many digits the codes have when all are digits and as long; else 0."""
    widths = {len(value) if value.isascii() and value.isdigit() else 0 for value in values if value}
    return widths.pop() if len(widths) == 1 else 0


def _without_zeros(values: Iterable[str]) -> set[str]:
    """Give codes as a spreadsheet leaves them, without the zeros in front."""
    given = list(values)
    return {value.lstrip("0") for value in given if value} if code_width(given) else set()


def make_id(text: str) -> str:
    """Return a text as an id: lower-case plain letters, digits and hyphens; empty when none of it is plain.

    >>> make_id("São Tomé & Príncipe")
    'sao-tome-principe'
    """
    words = re.split(r"[^\w.]+|_", unicodedata.normalize("NFC", text))
    plain = ("".join(c for c in fold_name(word) if c.isascii() and c.isalnum()) for word in words)
    return "-".join(word for word in plain if word)[:80]


def find_day_order(texts: Iterable[str], column: str, told: str | None = None) -> str:
    """Return `dmy` or `mdy`, by which dates such as 4/13/2014 are read throughout a column.

    Raises
    ------
    InputError
        The dates do not show which it is, or some show one and some the other.
    """
    if told:
        return told
    slashed = [found for text in texts if (found := _SLASHED.fullmatch(text))]
    day_first = [found[0] for found in slashed if int(found[1]) > 12]
    month_first = [found[0] for found in slashed if int(found[2]) > 12]
    if day_first and month_first:
        raise InputError(
            f"column {column!r}: {day_first[0]} has the day first and {month_first[0]} the month; "
            "write them as year-month-day"
        )
    if slashed and not day_first and not month_first and any(found[1] != found[2] for found in slashed):
        raise InputError(
            f"column {column!r}: in {slashed[0][0]} day and month cannot be told apart; say --dates dmy or --dates mdy"
        )
    return "mdy" if month_first else "dmy"


def read_when(text: str, order: str = "dmy") -> str:
    """Return a written time as EDTF: quarters and seasons by number, an ISO week as its seven days, 2019/20 as two years.

    Raises
    ------
    DateError
        It is no time that can be read.

    Examples
    --------
    >>> read_when("2020 Q3"), read_when("2020-W10"), read_when("8 May 1992")
    ('2020-35', '2020-03-02/2020-03-08', '1992-05-08')
    """
    text = _MARKS.sub("", " ".join(text.split()))
    quarter, week, slashed = _QUARTER.fullmatch(text), _WEEK.fullmatch(text), _SLASHED.fullmatch(text)
    monthly, year = _MONTH.fullmatch(text), _YEAR_WORD.fullmatch(text)
    if quarter:
        number = int(next(part for part in quarter.group(2, 3, 4, 5) if part))
        return parse_date(f"{quarter[1] or quarter[6]}-{32 + number}").text
    if monthly:
        return parse_date(f"{monthly[1]}-{int(monthly[2]):02d}").text
    if year:
        return parse_date(year[1] or year[2]).text
    if week:
        try:
            monday = date.fromisocalendar(int(week["y"] or week["z"]), int(week["w"] or week["n"]), 1)
            return f"{monday}/{monday + timedelta(days=6)}"
        except (ValueError, OverflowError):
            raise DateError(f"{text!r} is no week of that year; write weeks from W01 to W52 or W53") from None
    if slashed:
        day, month = (slashed[1], slashed[2]) if order == "dmy" else (slashed[2], slashed[1])
        return parse_date(f"{slashed[3]}-{int(month):02d}-{int(day):02d}").text
    if (named := _SEASON.fullmatch(text)) and (season := _read_season(*named.groups())):
        return season
    if (across := _TWO_YEARS.fullmatch(text)) and _follows(*across.groups()) and not ("-" in text and int(across[2]) <= 12):
        return parse_date(f"{across[1]}/{int(across[1]) + 1}").text
    if re.fullmatch(r"\d{4}\.0", text):
        text = text[:4]
    midnight = re.fullmatch(r"(\d{4}-\d{2}-\d{2})[T ]00:00(?::00(?:\.0+)?)?Z?", text)
    try:
        return parse_date(midnight[1] if midnight else text).text
    except DateError:
        stated = read_dates(text)
    if stated.end is not None:
        raise DateError(f"{text!r} is a start and an end; give them a column each")
    return stated.start.text


def _follows(year: str, last: str) -> bool:
    return str(int(year) + 1).endswith(last)


def _read_season(*parts: str | None) -> str:
    """Return a named season as EDTF: one across the new year as its three months, else by its number; empty for none."""
    word, year, last = (parts[0], parts[1], parts[2]) if parts[0] else (parts[5], parts[3], parts[4])
    number = next((n for n, words in _SEASONS.items() if fold_name(word or "") in map(fold_name, words.split())), 0)
    if not number or not year or (last and not (_follows(year, last) and number in (22, 24))):
        return ""
    return parse_date(f"{year}-12/{int(year) + 1}-02" if last else f"{year}-{number}").text


def read_years_across(texts: Collection[str]) -> dict[str, str]:
    """Return seasons from one year into the next, such as 2011-12 beside 2012-13, which alone would be a month.

    >>> read_years_across(["2011-12", "2012-13"])
    {'2011-12': '2011/12', '2012-13': '2012/13'}
    >>> read_years_across(["2011-11", "2011-12"])
    {}
    """
    found = [match for text in texts if (match := re.fullmatch(r"(\d{4})[-–](\d{2})", text)) and _follows(*match.groups())]
    if len(found) < len(set(texts) - NOTHING) or all(int(match[2]) <= 12 for match in found):
        return {}
    return {match[0]: f"{match[1]}/{match[2]}" for match in found}


def is_time(text: str) -> bool:
    """Whether a text, such as a column's name, is a time."""
    try:
        return bool(read_when(text)) and any(letter.isdigit() for letter in text)
    except DateError:
        return False


def read_numbers(texts: Sequence[str], separator: str = ",") -> tuple[list[str | None], str] | None:
    """Return a column's numbers written plainly (None where there is none) and how they were written.

    Returns None when the column does not hold numbers. A comma parts thousands, unless the table's columns
    are parted by semicolons or a value can only have a decimal comma.
    """
    given = [text for text in texts if text.lower() not in NOTHING]
    bare = [text.removesuffix("%").strip() for text in given]
    for pattern, said in ((_PLAIN, ""), (_GROUPS, "thousands parted"), (_COMMA, "a decimal comma")):
        if separator == ";" and pattern is _GROUPS and any("," in text for text in bare):
            continue
        if bare and all(pattern.fullmatch(text) or _PLAIN.fullmatch(text) for text in bare):
            return [_number(text, pattern is _COMMA) for text in texts], said
    return None


def _number(text: str, comma: bool) -> str | None:
    if text.lower() in NOTHING:
        return None
    bare = text.removesuffix("%").strip()
    if _PLAIN.fullmatch(bare):
        return bare.removeprefix("+")
    bare = re.sub(r"[\u00a0\u2009\u202f '’]", "", bare)
    return bare.replace(".", "").replace(",", ".") if comma else bare.replace(",", "")
