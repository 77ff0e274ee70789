"""Dates: bounds a reader can check by hand, refusals with their messages, properties over the calendar."""

import calendar
import contextlib
import datetime as dt
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.errors import DateError
from geo.text.dates import Span, parse_date

DAY = dt.date


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("1993", DAY(1993, 1, 1), DAY(1993, 12, 31)),
        ("1993-02", DAY(1993, 2, 1), DAY(1993, 2, 28)),
        ("2000-02", DAY(2000, 2, 1), DAY(2000, 2, 29)),
        ("1900-02", DAY(1900, 2, 1), DAY(1900, 2, 28)),
        ("2020-02-29", DAY(2020, 2, 29), DAY(2020, 2, 29)),
        ("1993-07-23~", DAY(1993, 7, 23), DAY(1993, 7, 23)),
        ("1993?", DAY(1993, 1, 1), DAY(1993, 12, 31)),
        ("1993-08%", DAY(1993, 8, 1), DAY(1993, 8, 31)),
        ("1993-~08-23", DAY(1993, 8, 23), DAY(1993, 8, 23)),
        ("1988/1992", DAY(1988, 1, 1), DAY(1992, 12, 31)),
        ("1992-05-08/1992-05-09", DAY(1992, 5, 8), DAY(1992, 5, 9)),
        ("1991/1993-06-27", DAY(1991, 1, 1), DAY(1993, 6, 27)),
        ("2020-10-05/2020-10", DAY(2020, 10, 5), DAY(2020, 10, 31)),
        ("1993-08~/1994?", DAY(1993, 8, 1), DAY(1994, 12, 31)),
        ("../2020", None, DAY(2020, 12, 31)),
        ("/2020-11-10", None, DAY(2020, 11, 10)),
        ("2020/..", DAY(2020, 1, 1), None),
        ("1993-07-23/", DAY(1993, 7, 23), None),
        ("[1993-04-02,1993-04-03]", DAY(1993, 4, 2), DAY(1993, 4, 3)),
        ("[2020-10-09..2020-10-15]", DAY(2020, 10, 9), DAY(2020, 10, 15)),
        ("[1995,1993-05]", DAY(1993, 5, 1), DAY(1995, 12, 31)),
        ("[1967,1968,1970..1972]", DAY(1967, 1, 1), DAY(1972, 12, 31)),
        ("[..1993-05-12]", None, DAY(1993, 5, 12)),
        ("[1993,1995..]", DAY(1993, 1, 1), None),
        ("199X", DAY(1990, 1, 1), DAY(1999, 12, 31)),
        ("19XX", DAY(1900, 1, 1), DAY(1999, 12, 31)),
        ("000X", DAY(1, 1, 1), DAY(9, 12, 31)),
        ("1993-XX", DAY(1993, 1, 1), DAY(1993, 12, 31)),
        ("1993-1X", DAY(1993, 10, 1), DAY(1993, 12, 31)),
        ("1993-02-XX", DAY(1993, 2, 1), DAY(1993, 2, 28)),
        ("1993-02-2X", DAY(1993, 2, 20), DAY(1993, 2, 28)),
        ("XXXX-02-29", DAY(4, 2, 29), DAY(9996, 2, 29)),
        ("1993-XX-31", DAY(1993, 1, 31), DAY(1993, 12, 31)),
        ("1993-08-23/1993-XX", DAY(1993, 8, 23), DAY(1993, 12, 31)),
        ("1993-21", DAY(1993, 3, 1), DAY(1993, 5, 31)),
        ("1993-23~", DAY(1993, 9, 1), DAY(1993, 11, 30)),
        ("1993-34", DAY(1993, 4, 1), DAY(1993, 6, 30)),
        # either winter of a year may be meant
        ("1993-24", DAY(1993, 1, 1), DAY(1994, 2, 28)),
        ("9999-24", DAY(9999, 1, 1), DAY(9999, 12, 31)),
        ("0001", DAY(1, 1, 1), DAY(1, 12, 31)),
        ("9999-12-31", DAY(9999, 12, 31), DAY(9999, 12, 31)),
    ],
)
def test_bounds(text: str, earliest: dt.date | None, latest: dt.date | None) -> None:
    assert parse_date(text) == Span(text, earliest, latest)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the date is empty; write EDTF"),
        ("1993-02-29", "'1993-02-29' is no day of the calendar; correct the day, or write 1993-02"),
        ("1900-02-29", "is no day of the calendar"),
        ("1993-04-31", "is no day of the calendar"),
        ("XXXX-02-30", "is not an EDTF date"),
        ("1993-13", "'1993-13' is not an EDTF date; write EDTF, such as 1993"),
        ("1993-1-1", "is not an EDTF date"),
        ("1992/1988", "'1992/1988' ends before it begins; turn it round, 1988/1992"),
        ("1992-05-09/1992-05-08", "ends before it begins"),
        ("[1993-04-03..1993-04-02]", "ends before it begins"),
        ("1993/1994/1995", "has 3 parts and an interval has two"),
        ("1993/then", "'then' in '1993/then' is not an EDTF date"),
        ("../..", "is open at both sides and says nothing; leave the date empty"),
        ("/", "is open at both sides"),
        (
            "{1993,1994}",
            "is a set of several dates and a statement has one; write one row for each, or [1993,1994]",
        ),
        ("[1993,1994", "does not close it; add ']'"),
        ("[1993,]", "'' in '[1993,]' is no date"),
        ("[1..2..3]", "is no run of dates; write it like 2020-10-09..2020-10-15"),
        ("1993..1994", "write 1993/1994, or [1993..1994] if it is one of the days"),
        ("1993-W29", "'1993-W29' is an ISO week, not EDTF; write 1993-07-19/1993-07-25"),
        ("1993-W29-2", "write 1993-07-20"),
        ("1993-W54", "is an ISO week, not EDTF; write EDTF"),
        ("1993-08-23T10:00:00Z", "has a time of day; days are the finest here, write 1993-08-23"),
        ("-0044", "is not in the years 1 to 9999"),
        ("0000", "is not in the years 1 to 9999"),
        ("Y12345", "is not in the years 1 to 9999"),
        ("1950S2", "counts significant digits; leave the open digits as X"),
        ("23.08.1993", "'23.08.1993' is not an EDTF date; write 1993-08-23"),
        ("8/23/1993", "write year-month-day, like 1993-08-23"),
        ("23 August 1993", "is not an EDTF date"),
        ("1993~~", "is not an EDTF date"),
        ("1993-~X1-05", "is not an EDTF date"),
        ("1993-1X-88", "is not an EDTF date"),
        ("1993-21-05", "is not an EDTF date"),
        ("１９９３", "is not an EDTF date"),
    ],
)
def test_refusals_say_what_came_and_what_to_do(text: str, message: str) -> None:
    with pytest.raises(DateError) as raised:
        parse_date(text)
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_number_is_no_date() -> None:
    with pytest.raises(DateError, match="the date is 1993, a int; write EDTF"):
        parse_date(1993)  # type: ignore[arg-type]


def test_nothing_is_printed_for_odd_digits(capsys: pytest.CaptureFixture[str]) -> None:
    parse_date("1993-X1")
    assert capsys.readouterr().out == ""


def test_spaces_are_left_out() -> None:
    assert parse_date("  [1993-04-02, 1993-04-03] ").text == "[1993-04-02,1993-04-03]"
    assert parse_date("[1993]").text == "1993"


@pytest.mark.parametrize(
    ("text", "precision"),
    [
        ("1993", "year"),
        ("1993-XX-XX", "year"),
        ("1993-08~", "month"),
        ("1993-08-XX", "month"),
        ("?1993-08-23", "day"),
        ("1993-22", "season"),
        ("199X", "decade"),
        ("19XX?", "century"),
        ("1993-1X", None),
        ("1988/1992", None),
        ("[1988,1992]", None),
    ],
)
def test_precision(text: str, precision: str | None) -> None:
    assert parse_date(text).precision == precision


def test_ends_and_choices_are_dates_of_their_own() -> None:
    assert parse_date("1993-08~/..").ends == (parse_date("1993-08~"), None)
    assert parse_date("1993").ends == (parse_date("1993"), parse_date("1993"))
    assert parse_date("[1993,1995..1997]").choices == (parse_date("1993"), parse_date("1995/1997"))
    assert parse_date("[..1993]").choices == (parse_date("../1993"),)
    assert parse_date("1993").choices == (parse_date("1993"),)


def test_marks() -> None:
    about, doubted, both = (parse_date(f"1993{mark}") for mark in "~?%")
    assert (about.is_approximate, about.is_uncertain) == (True, False)
    assert (doubted.is_approximate, doubted.is_uncertain) == (False, True)
    assert (both.is_approximate, both.is_uncertain) == (True, True)


years = st.integers(1, 9999)
marks = st.sampled_from(["", "~", "?", "%"])


@st.composite
def singles(draw: st.DrawFn) -> tuple[str, dt.date, dt.date]:
    """A date in EDTF, with the bounds worked out by the standard library alone."""
    day = draw(st.dates())
    mark = draw(marks)
    match draw(st.sampled_from(["day", "month", "year"])):
        case "day":
            return f"{day.isoformat()}{mark}", day, day
        case "month":
            last = day.replace(day=calendar.monthrange(day.year, day.month)[1])
            return f"{day.isoformat()[:7]}{mark}", day.replace(day=1), last
        case _:
            return f"{day.year:04d}{mark}", DAY(day.year, 1, 1), DAY(day.year, 12, 31)


@st.composite
def spans(draw: st.DrawFn) -> tuple[str, dt.date | None, dt.date | None]:
    first, second = sorted((draw(singles()), draw(singles())), key=lambda single: single[1])
    shape = draw(st.sampled_from(["single", "interval", "choice", "run", "open start", "open end"]))
    latest = max(first[2], second[2])
    match shape:
        case "single":
            return first
        case "interval":
            return f"{first[0]}/{second[0]}", first[1], second[2]
        case "choice":
            return f"[{first[0]},{second[0]}]", first[1], latest
        case "run":
            return f"[{first[0]}..{second[0]}]", first[1], second[2]
        case "open start":
            return f"{draw(st.sampled_from(['', '..']))}/{first[0]}", None, first[2]
        case _:
            return f"{first[0]}/{draw(st.sampled_from(['', '..']))}", first[1], None


@given(spans())
def test_bounds_agree_with_the_calendar_and_survive_writing(
    stated: tuple[str, dt.date | None, dt.date | None],
) -> None:
    text, earliest, latest = stated
    span = parse_date(text)
    assert (span.earliest, span.latest) == (earliest, latest)
    assert parse_date(span.text) == span


@given(spans())
def test_bounds_are_ordered(stated: tuple[str, dt.date | None, dt.date | None]) -> None:
    span = parse_date(stated[0])
    if span.earliest and span.latest:
        assert span.earliest <= span.latest


@given(years)
def test_leap_days(year: int) -> None:
    if calendar.isleap(year):
        assert parse_date(f"{year:04d}-02-29").latest == DAY(year, 2, 29)
    else:
        with pytest.raises(DateError, match="no day of the calendar"):
            parse_date(f"{year:04d}-02-29")


@given(st.dates(), st.dates())
def test_a_reversed_range_is_refused(a: dt.date, b: dt.date) -> None:
    first, last = min(a, b), max(a, b)
    assert parse_date(f"{first}/{last}").earliest == first
    if first < last:
        with pytest.raises(DateError, match="ends before it begins"):
            parse_date(f"{last}/{first}")


@st.composite
def odd_dates(draw: st.DrawFn) -> str:
    """Four, two and two digits, any of them open and any part marked: the shapes on which the parser may stumble."""
    digits = st.sampled_from("01239X")
    parts = [draw(st.text(digits, min_size=size, max_size=size)) for size in (4, 2, 2)]
    marked = [f"{draw(marks)}{part}{draw(marks)}" for part in parts]
    return "-".join(marked[: draw(st.integers(1, 3))])


@given(odd_dates())
def test_open_digits_and_marks_never_break_or_print(text: str) -> None:
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.suppress(DateError):
        parse_date(text)
    assert out.getvalue() == ""


@given(st.text(alphabet="0129X-/.,[]{}~?%W ", max_size=24))
def test_anything_else_is_refused_as_a_date_error(text: str) -> None:
    try:
        span = parse_date(text)
    except DateError:
        return
    assert parse_date(span.text) == span
    assert span.earliest is None or span.latest is None or span.earliest <= span.latest
