"""Times as people write them, read into EDTF: one text, or a whole column, which alone shows what some texts mean."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from geo.errors import DateError, InputError
from geo.reading.numbers import NOTHING, plain_digits
from geo.text.dates import parse_date
from geo.text.names import fold_name
from geo.text.written_dates import read_dates

_Q = r"(?:Q|T|K|Kv\.?|Quarter |Quartal |Trimestre )"
_QUARTER = re.compile(
    rf"(\d{{4}})[-/:. _]?(?:{_Q}([1-4])|([1-4])\.?(?:Q|T|er? trimestre|\. Quartal))"
    rf"|(?:{_Q}([1-4])|([1-4])(?:Q|T|º? ?trimestre|er trimestre|e trimestre|\. ?Quartal"
    rf"|st quarter|nd quarter|rd quarter|th quarter| кв\.?| квартал))[-/:, _]*(\d{{4}})",
    re.IGNORECASE,
)
_ORDINALS = {  # before a half or a quarter, as digits
    1: "i|first|1st|1er|1º|1-?[йе]|1\\.|первый|первое|birinci", 2: "ii|second|2nd|2e|2º|2-?[йе]|2\\.|второй|второе|ikinci",
    3: "iii|third|3rd|3e|3º|3-?й|3\\.|третий", 4: "iv|fourth|4th|4e|4º|4-?й|4\\.|четвёртый",
}  # fmt: skip
_PARTS = r"(?:q|quarter|quartal|trimestre|kv\.?|кв\.?|квартал|rüb)"
_HALVES = r"(?:half|half-year|halbjahr|semestre|semester|полугодие|yarımil)"
_COUNTED = [(re.compile(rf"\b(?:{words})\s*(?={_PARTS}|{_HALVES})", re.IGNORECASE), f"{n} ") for n, words in _ORDINALS.items()]
_WORDED = re.compile(
    rf"(?P<n>[1-4])\s*(?:(?P<q>{_PARTS})|{_HALVES}),?\s*(?:of |de )?(?P<y>\d{{4}})"
    rf"|(?P<y2>\d{{4}}),?\s*(?P<n2>[1-4])\s*(?:(?P<q2>{_PARTS})|{_HALVES})",
    re.IGNORECASE,
)
_SHORT_QUARTER = re.compile(r"(?:([1-4])Q|Q([1-4]))[ '/-]*(\d{2})", re.IGNORECASE)
_ORDINAL_DAY = re.compile(r"(\d{4})-([0-3]\d\d)")
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII"]
_ROMAN_MONTH = re.compile(rf"(\d{{1,2}})[. /-]+({'|'.join(reversed(ROMAN))})[. /-]+(\d{{4}})")
_RUSSIAN_YEAR = re.compile(r"(?<=\d{4})\s*(?:г\.?|года?)$")
_HALF = re.compile(r"(\d{4})[-/: ]?(?:[HS]([12])|B([12]))|(?:[HS]([12])|([12])[HS])[-/ ]?(\d{4})", re.IGNORECASE)
_WEEK = re.compile(
    r"(?P<y>\d{4})[- ]?(?:W|KW|wk|week)[- ]?(?P<w>\d{1,2})|(?:W|KW|wk\.?|week|hafta|неделя|settimana|semaine|semana)\s*"
    r"(?P<n>\d{1,2})[-, /]+(?P<z>\d{4})",
    re.IGNORECASE,
)
_MONTH = re.compile(r"(\d{4})[M:_](\d{1,2})", re.IGNORECASE)
_JOINED = re.compile(r"(1[5-9]\d\d|20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])?")
_MONTHS = re.compile(r"([^\W\d_]{3,})\.?\s*(?:[-–—]|to)\s*([^\W\d_]{3,})\.?,?\s+(\d{4})", re.IGNORECASE)
_SHORT_MONTH = re.compile(r"(?:(\d{1,2})[-. ])?([^\W\d_]{3,})\.?[-' ]+'?(\d{2})")
_MARKS = re.compile(r"(?<=\w)[.]?\s*(?:[*†‡¹²³]+|\([a-zA-Zа-я0-9]\)|\[\d\])$|(?<=\d\d)[epr]$|(?<=\d) [epr]$")  # of a footnote
_EASTERN = re.compile(r"(\d{4})[年년]\s*(?:(\d{1,2})[月월]\s*(?:(\d{1,2})[日일])?)?")
_DECADES = re.compile(r"(\d\d)(\d)0(?:s|'s|er)")
_OTHER_YEARS = {range(2400, 2700): "Buddhist", range(1350, 1460): "Persian or Islamic"}  # calendars with years like these
_TWICE = re.compile(r"(\d{4}) \[YR(\d{4})\]")  # the World Bank's
_YEAR_WORD = re.compile(
    r"(\d{4})(?:-?(?:ci|cı|cu|cü))? (?:il|թ\.?|թվական|year|г\.?|год)|(?:FY|year|YR|Y|X|F|_)[\s_]?(\d{4})"
    r"|(?:AD|CE) (\d{1,4})|(\d{1,4}) (?:AD|CE)",
    re.IGNORECASE,
)
_YEAR_MONTH = re.compile(r"(\d{4})[/-](\d{1,2})")
_SEASONS = {
    21: "spring printemps frühling frühjahr primavera весна весной yaz գարուն",
    22: "summer été sommer verano estate лето летом yay ամառ",
    23: "autumn fall automne herbst otoño autunno осень осенью payız աշուն",
    24: "winter hiver invierno inverno зима зимой qış ձմեռ",
}
_SEASON = re.compile(r"([^\W\d_]+),? (?:de )?(\d{4})(?:\s?[-/–]\s?(\d{4}|\d{2}))?|(\d{4})(?:[-/–](\d{4}|\d{2}))? ([^\W\d_]+)")
_TWO_YEARS = re.compile(r"(?P<fy>FY\s?|AY\s?)?(\d{4})\s?[-/–—]\s?(?:FY)?(\d{4}|\d{2})", re.IGNORECASE)
_SHORT_FY = re.compile(r"FY\s?'?(\d{2})(?:\s?[-/–]\s?'?(\d{2}))?", re.IGNORECASE)
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})")
_RUN_ON = re.compile(r"[Xx](\d{4}|\d{1,2})\.(\d{1,2})\.(\d{1,4})")  # R puts X before a column's name and dots within
_CLOCK = re.compile(
    r"(?P<day>\S.*?\d)[T ,]+(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)\s*(?P<half>[AP]\.?M\.?)?"
    r"\s*(?:Z|UTC|GMT|[+-]\d\d:?\d\d)?",
    re.IGNORECASE,
)
_BEFORE_CHRIST = re.compile(
    r"-\d{1,6}|\d{1,6}\s*(?:BCE?|B\.C\.(?:E\.)?|av\. ?J\.-C\.|v\. ?Chr\.|до н\. ?э\.?|e\. ?ə\.?)", re.IGNORECASE
)
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 73_415  # days from the last of 1899: 1927 to 2100
_LONGEST = 200  # letters of a date
CENTURY = 50  # two digits below are of 2000 to 2049, the others of 1950 to 1999


@dataclass
class Times:
    """A column of times: what each text means (EDTF), why some mean none, what is unusual, and the times of day cut off."""

    when: dict[str, str] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    clocks: dict[str, str] = field(default_factory=dict)


def read_times(texts: Iterable[str], column: str, order: str | None = None) -> Times:
    """Read a column of times.

    Parameters
    ----------
    texts : the cells.
    column : the column's name, for messages.
    order : `dmy` or `mdy`, as told; None lets the dates show it.

    Raises
    ------
    InputError
        The column does not show whether day or month stands first.
    """
    unique = sorted(set(texts))
    found = Times()
    days = {text: cut_clock(text) for text in unique}
    found.clocks = {text: clock for text, (_, clock) in days.items() if clock}
    bare = sorted({day for day, _ in days.values()})
    turn = find_day_order(bare, column, order)
    across = read_years_across(bare, column)
    decades = [match for text in bare if (match := _DECADES.fullmatch(text))]
    if any(match[2] != "0" for match in decades):  # so 2000s are ten years, not a hundred
        across |= {match[0]: f"{match[1]}{match[2]}X" for match in decades}
    serial = _read_serials(bare)
    if any("/" in text for text in across.values()):
        first = min(across)
        meant = f"a financial year, from {first[:4]} into the next year, not a month"
        found.said.append(f"guessed: {first!r} in {column!r} is {meant}")
    if serial:
        text = sorted(serial)[1]  # behind the empty one
        found.said.append(f"guessed: {column!r} holds {serial['']}: {text} is {serial[text]}")
    short = next((day for day in bare if _has_short_year(day)), "")
    for text, (day, _) in days.items():
        try:
            when = serial.get(day) or read_when(across.get(day, day), turn)
            if parse_date(when).earliest is None:
                last = when.rpartition("/")[2]
                raise DateError(f"has no first day; write EARLIEST/{last}, before which it cannot have been")
            found.when[text] = when
        except DateError as error:
            found.wrong[text] = str(error) if not text or text in str(error) else f"{text!r}: {error}"
    marked = next((text for text in bare if text in found.when and _MARKS.search(text)), "")
    if marked:
        found.said.append(f"guessed: marks behind times in {column!r} are left out: {marked!r} is {found.when[marked]}")
    years = [int(when) for when in found.when.values() if re.fullmatch(r"\d{4}", when)]
    for span, calendar in _OTHER_YEARS.items():
        if years and all(year in span for year in years):
            found.said.append(
                f"guessed: {column!r} holds years of our era, such as {years[0]}; if they are of the {calendar} calendar, "
                "write them in ours first"
            )
    if short and short in found.when:
        found.said.append(f"guessed: a year of two digits in {column!r}, such as {short!r}, is read as {found.when[short]}")
    return found


def _has_short_year(text: str) -> bool:
    slashed = _SLASHED.fullmatch(text)
    return bool((slashed and len(slashed[4]) == 2) or _SHORT_MONTH.fullmatch(text) or _SHORT_QUARTER.fullmatch(text))


def cut_clock(text: str) -> tuple[str, str]:
    """Part a day from the time of day behind it, which is empty where there is none, or midnight.

    >>> cut_clock("2020-03-22 06:00:00"), cut_clock("2020-03-22T00:00:00Z"), cut_clock("2020")
    (('2020-03-22', '06:00:00'), ('2020-03-22', ''), ('2020', ''))
    """
    text = plain_digits(text)
    if len(text) > _LONGEST:
        return text, ""
    clocked = _CLOCK.fullmatch(" ".join(text.split()))
    if not clocked:
        return text, ""
    clock = clocked["clock"] + (f" {clocked['half']}" if clocked["half"] else "")
    midnight = not re.search("[1-9]", clocked["clock"]) or (clock.upper().startswith("12:00") and "A" in clock.upper())
    return clocked["day"], "" if midnight else clock


def find_day_order(texts: Iterable[str], column: str, told: str | None = None) -> str:
    """Return `dmy` or `mdy`, by which dates such as 4/13/2014 are read throughout a column.

    Raises
    ------
    InputError
        The dates do not show which it is, or some show one and some the other.
    """
    if told:
        return told
    slashed = [found for text in texts if (found := _SLASHED.fullmatch(text)) and found[2] != "."]
    day_first = [found[0] for found in slashed if int(found[1]) > 12]
    month_first = [found[0] for found in slashed if int(found[3]) > 12]
    if day_first and month_first:
        raise InputError(
            f"column {column!r}: {day_first[0]} has the day first and {month_first[0]} the month; "
            "write them as year-month-day"
        )
    if slashed and not day_first and not month_first and any(found[1] != found[3] for found in slashed):
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
    >>> read_when("202001"), read_when("2020-T3"), read_when("Jan-Mar 2020"), read_when("1/22/20", "mdy")
    ('2020-01', '2020-35', '2020-01/2020-03', '2020-01-22')
    """
    text = " ".join(plain_digits(text).split())
    if len(text) > _LONGEST:
        raise DateError(f"it has {len(text)} characters, and a date at most {_LONGEST}")
    text = _MARKS.sub("", text)
    text = _RUSSIAN_YEAR.sub("", text)
    for counted, digit in _COUNTED:
        text = counted.sub(digit, text)
    if _BEFORE_CHRIST.fullmatch(text):
        raise DateError(f"{text!r} lies before the year 1; dates here run from the year 1 to 9999, so leave it out")
    if re.fullmatch(r"\d\d00(?:s|'s)", text):
        raise DateError(f"{text!r} may be ten years or a hundred; write {text[:4]}/{text[:3]}9 or {text[:4]}/{text[:2]}99")
    if re.fullmatch(r"\d{1,3}", text):
        raise DateError(f"{text!r} is no year of four digits; write the year {text} as {int(text):04d}")
    text, clock = cut_clock(text)
    if clock:
        raise DateError(f"{text} {clock}: has a time of day, and days are the finest here; give one figure a day")
    quarter, week, slashed = _QUARTER.fullmatch(text), _WEEK.fullmatch(text), _SLASHED.fullmatch(text)
    monthly, year, half = _MONTH.fullmatch(text), _YEAR_WORD.fullmatch(text), _HALF.fullmatch(text)
    if twice := _TWICE.fullmatch(text):
        return parse_date(twice[1]).text
    if quarter:
        number = int(next(part for part in quarter.group(2, 3, 4, 5) if part))
        return parse_date(f"{quarter[1] or quarter[6]}-{32 + number}").text
    if half:
        number = int(next(part for part in half.group(2, 3, 4, 5) if part))
        return parse_date(f"{half[1] or half[6]}-01/{half[1] or half[6]}-06" if number == 1 else
                          f"{half[1] or half[6]}-07/{half[1] or half[6]}-12").text  # fmt: skip
    if worded := _WORDED.fullmatch(text):
        number, year_text = int(worded["n"] or worded["n2"]), worded["y"] or worded["y2"]
        return read_when(f"{year_text}-{'Q' if worded['q'] or worded['q2'] else 'H'}{number}")
    if brief := _SHORT_QUARTER.fullmatch(text):
        return parse_date(f"{_whole_year(brief[3])}-{32 + int(brief[1] or brief[2])}").text
    if (ordinal := _ORDINAL_DAY.fullmatch(text)) and 1 <= int(ordinal[2]) <= 366 and ordinal[1] > "0000":
        found = date(int(ordinal[1]), 1, 1) + timedelta(days=int(ordinal[2]) - 1)
        return parse_date(found.isoformat()).text if found.year == int(ordinal[1]) else _no_day(text)
    if roman := _ROMAN_MONTH.fullmatch(text):
        return parse_date(f"{roman[3]}-{ROMAN.index(roman[2]) + 1:02d}-{int(roman[1]):02d}").text
    if eastern := _EASTERN.fullmatch(text):
        return parse_date("-".join(part.zfill(2) for part in eastern.groups() if part)).text
    if joined := _JOINED.fullmatch(text):
        return parse_date("-".join(filter(None, joined.groups()))).text
    if monthly:
        return parse_date(f"{monthly[1]}-{int(monthly[2]):02d}").text
    if year:
        return parse_date(f"{int(next(filter(None, year.groups()))):04d}").text
    if week:
        return _read_week(text, int(week["y"] or week["z"]), int(week["w"] or week["n"]))
    if run := _RUN_ON.fullmatch(text):
        return read_when("/".join(run.groups()) if len(run[1]) < 4 else "-".join(part.zfill(2) for part in run.groups()), order)
    if slashed:
        turned = order == "mdy" and slashed[2] != "."
        day, month = (slashed[3], slashed[1]) if turned else (slashed[1], slashed[3])
        return parse_date(f"{_whole_year(slashed[4])}-{int(month):02d}-{int(day):02d}").text
    if (named := _SEASON.fullmatch(text)) and (season := _read_season(*named.groups())):
        return season
    if (across := _TWO_YEARS.fullmatch(text)) and _follows(across[2], across[3]):
        month = not across["fy"] and "-" in text and len(across[3]) == 2 and int(across[3]) <= 12
        if not month:
            return parse_date(f"{across[2]}/{int(across[2]) + 1}").text
    if fiscal := _SHORT_FY.fullmatch(text):
        return read_when(f"{_whole_year(fiscal[1])}/{fiscal[2]}" if fiscal[2] else f"FY{_whole_year(fiscal[1])}")
    if months := _MONTHS.fullmatch(text):
        return parse_date(f"{_month_of(months[1], months[3])}/{_month_of(months[2], months[3])}").text
    if (short := _SHORT_MONTH.fullmatch(text)) and (month_text := _month_of(short[2], _whole_year(short[3]), quiet=True)):
        return parse_date(f"{month_text}-{int(short[1]):02d}" if short[1] else month_text).text
    if re.fullmatch(r"\d{4}\.0", text):
        text = text[:4]
    if (month := _YEAR_MONTH.fullmatch(text)) and 1 <= int(month[2]) <= 12:
        return parse_date(f"{month[1]}-{int(month[2]):02d}").text
    try:
        return parse_date(text).text
    except DateError:
        stated = read_dates(text)
    if stated.end is not None:
        raise DateError(f"{text!r} is a start and an end; give them a column each")
    return stated.start.text


def _no_day(text: str) -> str:
    raise DateError(f"{text!r} is no day of that year; write days from 001 to 365 or 366")


def _read_week(text: str, year: int, number: int) -> str:
    try:
        monday = date.fromisocalendar(year, number, 1)
        return f"{monday}/{monday + timedelta(days=6)}"
    except (ValueError, OverflowError):
        raise DateError(f"{text!r} is no week of that year; write weeks from W01 to W52 or W53") from None


def _whole_year(digits: str) -> str:
    return digits if len(digits) == 4 else f"{'20' if int(digits) < CENTURY else '19'}{digits}"


def _month_of(word: str, year: str, *, quiet: bool = False) -> str:
    """Return a month's name and a year as EDTF."""
    try:
        return read_dates(f"{word} {year}").start.text
    except DateError:
        if quiet:
            return ""
        raise


def read_month(text: str) -> int:
    """Return the number of a month that is named alone, or of a quarter as 33 to 36; 0 for none.

    >>> read_month("Mar"), read_month("M07"), read_month("Q2"), read_month("12"), read_month("Total")
    (3, 7, 34, 12, 0)
    """
    if found := re.fullmatch(r"M?(0?[1-9]|1[0-2])", text, re.IGNORECASE):
        return int(found[1])
    if found := re.fullmatch(r"[QT]([1-4])", text, re.IGNORECASE):
        return 32 + int(found[1])
    named = _month_of(text, "2001", quiet=True) if re.fullmatch(r"[^\W\d_]{3,}\.?", text) else ""
    return int(named[5:7]) if re.fullmatch(r"2001-\d\d", named) else 0


def _follows(year: str, last: str) -> bool:
    return str(int(year) + 1).endswith(last)


def _read_season(*parts: str | None) -> str:
    """Return a named season as EDTF: one across the new year as its three months, else by its number; empty for none."""
    word, year, last = (parts[0], parts[1], parts[2]) if parts[0] else (parts[5], parts[3], parts[4])
    number = next((n for n, words in _SEASONS.items() if fold_name(word or "") in map(fold_name, words.split())), 0)
    if not number or not year or (last and not (_follows(year, last) and number in (22, 24))):
        return ""
    return parse_date(f"{year}-12/{int(year) + 1}-02" if last else f"{year}-{number}").text


def read_years_across(texts: Collection[str], column: str = "") -> dict[str, str]:
    """Return years from one into the next, such as 2011-12 beside 2012-13, which alone would be a month.

    Where every text is a year and the last two digits of the next, as 2009-10, 2010-11, 2011-12 are, they are no months:
    those of one column seldom move on by thirteen.

    >>> read_years_across(["2011-12", "2012-13"])
    {'2011-12': '2011/12', '2012-13': '2012/13'}
    >>> read_years_across(["2011-11", "2011-12"])
    {}
    """
    given = set(texts) - NOTHING
    months_by_slash = [match for text in given if (match := re.fullmatch(r"(\d{4})/(\d{1,2})", text))]
    slashed = len(months_by_slash) == len(given) and all(1 <= int(match[2]) <= 12 for match in months_by_slash)
    if slashed and any(not _follows(*match.groups()) for match in months_by_slash):
        return {match[0]: f"{match[1]}-{int(match[2]):02d}" for match in months_by_slash}
    found = [match for text in given if (match := re.fullmatch(r"(\d{4})[-–](\d{2})", text)) and _follows(*match.groups())]
    months = all(int(match[2]) <= 12 for match in found)
    if len(found) < len(given) or (months and len(found) < 2 and fold_name(column) not in _YEARLY):
        return {}
    return {match[0]: f"{match[1]}/{match[2]}" for match in sorted(found, key=lambda match: match[0])}


_YEARLY = (
    "year", "fy", "financialyear", "fiscalyear", "schoolyear", "academicyear", "season", "jahr", "annee", "ano", "год", "il",
)  # fmt: skip


def _read_serials(texts: Collection[str]) -> dict[str, str]:
    """Return a spreadsheet's day numbers, or seconds since 1970, as days, and under no text what they are; empty for others."""
    given = [text for text in texts if text.casefold() not in NOTHING]
    if given and all(re.fullmatch(r"\d{5}(?:\.0)?", text) for text in given):
        numbers = {text: int(float(text)) for text in given}
        if all(_FIRST_SERIAL <= number <= _LAST_SERIAL for number in numbers.values()):
            days = {text: (date(1899, 12, 30) + timedelta(days=number)).isoformat() for text, number in numbers.items()}
            return {**days, "": "a spreadsheet's day numbers"}
    if given and all(re.fullmatch(r"-?\d{9,10}|-?\d{12,13}", text) for text in given):
        thousand = max(len(text.lstrip("-")) for text in given) > 10
        stamps = {text: int(text) / (1000 if thousand else 1) for text in given}
        days = {text: datetime.fromtimestamp(stamp, UTC).date().isoformat() for text, stamp in stamps.items()}
        return {**days, "": f"{'milliseconds' if thousand else 'seconds'} since 1970, as days in UTC"}
    return {}


def is_time(text: str, order: str = "dmy") -> bool:
    """Whether a text, such as a column's name, is a time."""
    day, _ = cut_clock(text)
    try:
        whole = bool(re.fullmatch(r"\d{3}0(?:s|'s)", day))  # ten years, or a hundred, as the others of its column show
        return whole or (any(letter.isdigit() for letter in day) and bool(read_when(day, order)))
    except DateError:
        return False
