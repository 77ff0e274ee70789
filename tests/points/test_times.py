import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.points.times import BYS, UnreadableTimeError, format_period, read_period, read_periods
from geo.text.dates import parse_date


def periods(values, by="day", kind=None):
    numbers = read_periods(pa.array(values, kind), by).tolist()
    return [None if number < 0 else format_period(number, by) for number in numbers]


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("day", "2020-03-01"),
        ("week", "2020-02-24/2020-03-01"),  # 1 March 2020 was a Sunday
        ("month", "2020-03"),
        ("quarter", "2020-33"),
        ("year", "2020"),
    ],
)
def test_a_day_in_each_period(by, expected):
    assert periods(["2020-03-01"], by) == [expected]
    assert format_period(read_period("2020-03-01", by), by) == expected


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2020-02-29", "2020-02-29"),
        ("1969-12-31T23:59:59.999999", "1969-12-31"),
        ("0001-01-01", "0001-01-01"),
        ("9999-12-31 23:59", "9999-12-31"),
        ("2020-03-01T00:30:00+04:00", "2020-02-29"),
        ("2020-03-31T23:00:00-05:00", "2020-04-01"),
        ("2020-03-01T12:30Z", "2020-03-01"),
        ("2020-03-01T12:30:11.123456789", "2020-03-01"),
        (" 2020-03-01 ", "2020-03-01"),
        ("20200301", "2020-03-01"),
        ("2020-W10-7", "2020-03-08"),
    ],
)
def test_text_is_read_to_its_day_in_utc(text, day):
    assert periods([text]) == [day]
    assert periods(["2020-01-01", text, None, "nonsense"]) == ["2020-01-01", day, None, None]


@pytest.mark.parametrize(
    ("value", "by", "message"),
    [
        (None, "day", "is empty"),
        ("  ", "day", "is empty"),
        ("2020-02-30", "day", "'2020-02-30' is no date such as 2020-03-01"),
        ("03/04/2020", "day", "'03/04/2020' does not say which is the month"),
        ("2020-W10", "week", "'2020-W10' is no date such as"),
        ("0000-01-01", "day", "'0000-01-01' is no date such as"),
        ("0001-01-01T00:00+01:00", "day", "is no date such as"),
        ("1583020800", "day", "seconds since 1970 must be converted first"),
        ("2020-13", "month", "'2020-13' is no month of the years 1 to 9999"),
        ("0000", "year", "'0000' is no year of the years 1 to 9999"),
        ("2020-03", "week", "'2020-03' names a whole month, too coarse to say which week"),
        ("2020", "quarter", "'2020' names a whole year, too coarse to say which quarter"),
        ("x" * 90, "day", "'" + "x" * 39 + "…' is no date"),
    ],
)
def test_a_time_that_cannot_be_read_says_why(value, by, message):
    with pytest.raises(UnreadableTimeError) as caught:
        read_period(value, by)
    assert message in str(caught.value)
    assert periods([value], by, pa.string()) == [None]


@pytest.mark.parametrize(
    ("text", "by", "expected"),
    [("2020-05", "month", "2020-05"), ("2020-05", "quarter", "2020-34"), ("2020", "year", "2020")],
)
def test_coarse_times_serve_periods_that_hold_them(text, by, expected):
    assert periods([text, text], by) == [expected] * 2


def test_typed_columns():
    moment = dt.datetime(2020, 3, 1, 0, 30)  # noqa: DTZ001 - a column without a zone
    east = moment.replace(tzinfo=dt.timezone(dt.timedelta(hours=4)))
    for unit in ("s", "ms", "us", "ns"):
        assert periods([moment, None], kind=pa.timestamp(unit)) == ["2020-03-01", None]
        assert periods([east], kind=pa.timestamp(unit, "+04:00")) == ["2020-02-29"]
    assert periods([moment.date(), None], kind=pa.date32()) == ["2020-03-01", None]
    assert periods([moment.date()], kind=pa.date64()) == ["2020-03-01"]
    assert periods([2020, None], "year", pa.int64()) == ["2020", None]
    assert periods(["2020-03-01"], kind=pa.dictionary(pa.int32(), pa.string())) == ["2020-03-01"]
    assert periods([2020.5], "year", pa.float64()) == [None]
    assert periods([None], "year", pa.null()) == [None]
    assert periods([-(10**17)], kind=pa.timestamp("s")) == [None]


def test_bytes_that_are_no_text_are_unreadable():
    texts = pa.StringArray.from_buffers(
        2, pa.array([0, 10, 12], pa.int32()).buffers()[1], pa.py_buffer(b"2020-03-01\xff\xfe")
    )
    assert read_periods(texts, "day").tolist() == [read_period("2020-03-01", "day"), -1]


@given(st.lists(st.one_of(st.datetimes(), st.datetimes(timezones=st.timezones()), st.dates()), max_size=200))
def test_whole_columns_read_as_single_values(moments):
    texts = [moment.isoformat() for moment in moments]
    for by in BYS:
        singles = []
        for text in texts:
            try:
                singles.append(read_period(text, by))
            except UnreadableTimeError:  # a zone took it out of the years 1 to 9999
                singles.append(-1)
        assert read_periods(pa.array(texts, pa.string()), by).tolist() == singles


@given(st.dates(), st.sampled_from(BYS))
def test_every_period_is_a_date_of_ours_that_holds_its_day(day, by):
    span = parse_date(format_period(read_period(day.isoformat(), by), by))
    length = (span.latest - span.earliest).days + 1
    assert span.earliest <= day <= span.latest
    assert (
        length
        in {
            "day": {1},
            "week": {5, 7},
            "month": {28, 29, 30, 31},
            "quarter": {90, 91, 92},
            "year": {365, 366},
        }[by]
    )
    for other in (span.earliest, span.latest):
        assert read_period(other.isoformat(), by) == read_period(day.isoformat(), by)
    if span.earliest > dt.date.min:
        eve = span.earliest - dt.timedelta(days=1)
        assert read_period(eve.isoformat(), by) == read_period(day.isoformat(), by) - 1
