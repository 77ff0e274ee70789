"""Dates as people write them: forms, the meaning of two dates, and refusals with what to write instead."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DateError
from geo.text.written_dates import read_dates

ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
RUSSIAN = [
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
]


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("may 08, 1992", "1992-05-08"),
        ("MAY 8 1992", "1992-05-08"),
        ("8 May 1992", "1992-05-08"),
        ("8th of May, 1992", "1992-05-08"),
        ("8-May-1992", "1992-05-08"),
        ("Sept. 5, 1992", "1992-09-05"),
        ("5 sep 1992", "1992-09-05"),
        ("1992, May 8", "1992-05-08"),
        ("1 марта 2022", "2022-03-01"),
        ("1 марта 2022 г.", "2022-03-01"),
        ("1 Марта 2022 года", "2022-03-01"),
        ("5 нояб. 1992", "1992-11-05"),
        ("март 2022", "2022-03"),
        ("8 avqust 1992", "1992-08-08"),
        ("9 İyun 1992", "1992-06-09"),
        ("1992 թ. մայիսի 8", "1992-05-08"),
        ("June 1967", "1967-06"),
        ("June, 1967", "1967-06"),
        ("1988", "1988"),
        ("1988 г.", "1988"),
        ("1992-05-08", "1992-05-08"),
        ("1992-05", "1992-05"),
        ("1992/5/8", "1992-05-08"),
        ("12.04.2014", "2014-04-12"),
        ("1.3.2022", "2022-03-01"),
        ("05.1992", "1992-05"),
        ("4/13/2014", "2014-04-13"),
        ("13/4/2014", "2014-04-13"),
        ("5/5/2014", "2014-05-05"),
        ("circa 1993", "1993~"),
        ("около 23 июля 1993", "1993-07-23~"),
        # two bare years, and between: one start
        ("1988-1992", "1988/1992"),
        ("1988 – 1992", "1988/1992"),
        ("1988—1992", "1988/1992"),
        ("1988 to 1992", "1988/1992"),
        ("с 1988 по 1992", "1988/1992"),
        ("1992-1992", "1992"),
        ("between 1988 and May 1992", "1988/1992-05"),
        ("между 1988 и 1992", "1988/1992"),
        # EDTF as it is
        ("1988/1992", "1988/1992"),
        ("[1993-04-02,1993-04-03]", "[1993-04-02,1993-04-03]"),
        ("[2020-10-09..2020-10-15]", "[2020-10-09..2020-10-15]"),
        ("1993-07-23~", "1993-07-23~"),
        ("1993/..", "1993/.."),
        ("199X", "199X"),
        # months of further languages, with and without their accents
        ("déc. 2019", "2019-12"),
        ("1er fevrier 2020", "2020-02-01"),
        ("3. März 2020", "2020-03-03"),
        ("3 de mayo de 2020", "2020-05-03"),
        ("3 січня 2020", "2020-01-03"),
        # one side open, and ten years
        ("before 1950", "../1949"),
        ("before May 1950", "../1950-04"),
        ("after 31 December 1992", "1993-01-01/.."),
        ("the 1950s", "195X"),
    ],
)
def test_a_start(text: str, edtf: str) -> None:
    stated = read_dates(text)
    assert (stated.start.text, stated.end) == (edtf, None)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("8 May 1992 - 8 November 2020", "1992-05-08", "2020-11-08"),
        ("May 8, 1992 – Nov 8, 2020", "1992-05-08", "2020-11-08"),
        ("1992-05-08-2020-11-08", "1992-05-08", "2020-11-08"),
        ("08.05.1992—08.11.2020", "1992-05-08", "2020-11-08"),
        ("from 8 May 1992 to 8 November 2020", "1992-05-08", "2020-11-08"),
        ("с 8 мая 1992 г. по 8 ноября 2020 г.", "1992-05-08", "2020-11-08"),
        ("May 1992 – November 2020", "1992-05", "2020-11"),
        ("May 1992 – 8 November 2020", "1992-05", "2020-11-08"),
        ("1992-05 - 2020-11", "1992-05", "2020-11"),
    ],
)
def test_two_dates_are_a_start_and_an_end(text: str, start: str, end: str) -> None:
    stated = read_dates(text)
    assert stated.end is not None
    assert (stated.start.text, stated.end.text) == (start, end)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "there is no date; write one such as May 8, 1992"),
        ("soon", "it is no date known here; write one such as"),
        ("listopad 1992", "it is no date known here"),
        ("4/12/2014", "cannot be told apart; write 2014-04-12 or 2014-12-04"),
        ("10-11-2012", "cannot be told apart; write 2012-10-11 or 2012-11-10"),
        ("12.31.2014", "there is no month 31"),
        ("8.5.92", "the year has two digits; write all four"),
        ("8/5/92", "the year has two digits"),
        ("1988-92", "write 1988-1992 if two years are meant"),
        ("2001-23", "write 2001-2023 if two years are meant"),
        ("1988/92", "write 1988-1992 if two years are meant"),
        ("8-18 May 1992", "write each date in full"),
        ("1992 -", "write each date in full"),
        ("29 February 1993", "is no day of the calendar; correct the day, or write 1993-02"),
        ("0000", "is not in the years 1 to 9999"),
        ("1992-1988", "ends before it begins; turn it round, 1988/1992"),
        ("9 May 2020 - 8 May 1992", "it ends (1992-05-08) before it begins (2020-05-09)"),
        ("1991 - 27 June 1993", "or 1991/1993-06-27 for one start between them"),
        ("2010-11-2012", "write both as finely"),
        ("5-1992-05-1993", "write each date in full"),
        ("1993-W29", "write 1993-07-19/1993-07-25"),
        ("{1993,1994}", "is a set of several dates"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(DateError) as raised:
        read_dates(text)
    assert message in str(raised.value)


days = st.dates(min_value=dt.date(1000, 1, 1))


@given(days)
def test_every_form_of_a_day_gives_that_day(day: dt.date) -> None:
    english, russian = ENGLISH[day.month - 1], RUSSIAN[day.month - 1]
    forms = [
        f"{english} {day.day:02d}, {day.year}",
        f"{day.day} {english.upper()} {day.year}",
        f"{english[:3]}. {day.day}, {day.year}",
        f"{day.day} {russian} {day.year} г.",
        f"{day.day:02d}.{day.month:02d}.{day.year}",
        f"{day.year}/{day.month}/{day.day}",
        day.isoformat(),
    ]
    assert {read_dates(form).start.text for form in forms} == {day.isoformat()}


@given(days)
def test_slashes_are_read_only_where_they_can_be_told_apart(day: dt.date) -> None:
    text = f"{day.month}/{day.day}/{day.year}"
    if day.day > 12 or day.day == day.month:
        assert read_dates(text).start.text == day.isoformat()
    else:
        with pytest.raises(DateError, match=f"write {day.isoformat()} or"):
            read_dates(text)


def test_a_long_text_is_no_date_at_once() -> None:
    with pytest.raises(DateError, match="it has 1000000 characters and a date at most 200"):
        read_dates("1993-" * 200_000)
