import pytest

from geo.errors import DateError, InputError
from geo.reading.when import read_times, read_when


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("202001", "2020-01"), ("20200115", "2020-01-15"), ("Jan-20", "2020-01"), ("Jan-Mar 2020", "2020-01/2020-03"),
        ("2020-T3", "2020-35"), ("3. Quartal 2020", "2020-35"), ("KW 52/2020", "2020-12-21/2020-12-27"),
        ("FY2019-20", "2019/2020"), ("FY19/20", "2019/2020"), ("2019–20", "2019/2020"), ("2019/2020", "2019/2020"),
        ("2019 [YR2019]", "2019"), ("X2020.01.22", "2020-01-22"), ("H2 2020", "2020-07/2020-12"), ("2020/03", "2020-03"),
        ("31.08.93", "1993-08-31"), ("AD 476", "0476"), ("2019 (p)", "2019"), ("2020-03-01T00:00:00Z", "2020-03-01"),
        ("٢٠٢٠", "2020"), ("1Q20", "2020-33"), ("Q3'20", "2020-35"), ("II кв. 2020 г.", "2020-34"),
        ("first quarter 2020", "2020-33"), ("2nd half of 2020", "2020-07/2020-12"), ("I полугодие 2020 г.", "2020-01/2020-06"),
        ("1. Halbjahr 2020", "2020-01/2020-06"),
        ("2020-060", "2020-02-29"), ("12.IV.1993", "1993-04-12"),
    ],
)  # fmt: skip
def test_times_as_people_write_them(text: str, edtf: str) -> None:
    assert read_when(text) == edtf


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("753 BC", "before the year 1"),
        ("-44", "before the year 1"),
        ("476", "0476"),
        ("2019-366", "no day of that year"),
        ("2020-03-22 06:00", "days are the finest"),
    ],
)
def test_what_is_no_time_here_says_the_real_reason(text: str, reason: str) -> None:
    with pytest.raises(DateError, match=reason):
        read_when(text)


def test_a_column_shows_what_its_texts_mean() -> None:
    years = read_times(["2009-10", "2010-11", "2011-12"], "year")
    assert years.when["2009-10"] == "2009/2010"
    assert "financial year" in years.said[0]
    assert read_times(["2009-10", "2009-11"], "month").when["2009-10"] == "2009-10"
    assert read_times(["43831", "43862"], "date").when["43862"] == "2020-02-01"
    assert read_times(["1577836800000", "1580515200000"], "t").when["1580515200000"] == "2020-02-01"
    assert read_times(["1/22/20", "2/1/20"], "day").when["2/1/20"] == "2020-02-01"
    with pytest.raises(InputError, match="day and month cannot be told apart"):
        read_times(["1/2/20", "2/1/20"], "day")
    assert read_times(["2011/11", "2011/12"], "m").when["2011/12"] == "2011-12"
    hours = read_times(["2020-03-22 06:00", "2020-03-23 06:00"], "t")
    assert hours.when["2020-03-22 06:00"] == "2020-03-22"
    assert set(hours.clocks) == {"2020-03-22 06:00", "2020-03-23 06:00"}


def test_what_a_column_does_not_show_is_not_guessed() -> None:
    with pytest.raises(InputError, match=r"22/1/20 has the day first and 1/22/20 the month"):
        read_times(["22/1/20", "1/22/20"], "day")
    assert read_times(["1/1/20", "2/2/20"], "day").when["2/2/20"] == "2020-02-02"  # either way round
    assert not read_times(["43831", "99999"], "number").when  # the second is no day of a spreadsheet, so neither is
    assert "may be ten years or a hundred" in read_times(["1900s", "2000s"], "t").wrong["2000s"]
    assert read_times(["1990s", "2000s"], "t").when["2000s"] == "200X"
    assert "Buddhist" in read_times(["2501", "2502"], "year").said[0]
    assert not read_times(["2023", "2502"], "year").said


@pytest.mark.parametrize(("text", "edtf"), [
    ("1/2/49", "2049-02-01"), ("1/2/50", "1950-02-01"), ("Winter 2019/20", "2019-12/2020-02"), ("spring 2020", "2020-21"),
    ("2020-01-05 12:00 AM", "2020-01-05"),
])  # fmt: skip
def test_edges_of_a_century_a_day_and_a_winter(text: str, edtf: str) -> None:
    assert read_when(text) == edtf


@pytest.mark.parametrize("text", ["Spring 2019/20", "2020-01-05 12:00 PM", "2020-01-05 00:30 AM"])
def test_what_is_beyond_them_is_refused(text: str) -> None:
    with pytest.raises(DateError):
        read_when(text)
