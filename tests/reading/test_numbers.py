from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.reading.flags import read_flags
from geo.reading.numbers import Numbers, find_gaps, read_numbers


@pytest.mark.parametrize(
    ("texts", "separator", "numbers"),
    [
        (["\u22123.5", "2.1", "\u20130.4"], ",", ["-3.5", "2.1", "-0.4"]),
        (["(3.2)", "4.1", "12-"], ",", ["-3.2", "4.1", "-12"]),
        (["1,23,456", "98,765", "1,20,50,000"], ",", ["123456", "98765", "12050000"]),
        (["1.234.567", "987.654", "1.003", "999"], ";", ["1234567", "987654", "1003", "999"]),
        (["1\u202f234,5", "2 000"], ";", ["1234.5", "2000"]),
        (["1'234", "2’500.25"], ",", ["1234", "2500.25"]),
        (["$1,200.50", "-$3", "$ 7"], ",", ["1200.50", "-3", "7"]),
        (["12 km", "5 km", "7.5 km"], ",", ["12", "5", "7.5"]),
        (["3.28M", "19.3k", "1.2B", "12"], ",", ["3280000", "19300", "1200000000", "12"]),
        (["12¹", "15", "8 *", "7[a]"], ",", ["12", "15", "8", "7"]),
        (["12.5 %", "3%"], ",", ["12.5", "3"]),
        (["81.2350", "1412600000", "0.0481", "1e-7"], ",", ["81.2350", "1412600000", "0.0481", "1e-7"]),
        (["١٢", "7"], ",", ["12", "7"]),
    ],
)
def test_numbers_as_people_write_them(texts: list[str], separator: str, numbers: list[str]) -> None:
    read = read_numbers(texts, separator)
    assert read is not None
    assert read.values(texts) == numbers
    assert not read.question


def test_a_mark_that_may_mean_both_is_a_question_until_it_is_told() -> None:
    asked = read_numbers(["234.567", "12.300"], ";")
    assert asked is not None
    assert asked.question == "12.300"
    told = read_numbers(["234.567", "12.300"], ";", ",")
    assert told is not None
    assert told.values(["12.300"]) == ["12300"]
    assert read_numbers(["234.567"], ",").values(["234.567"]) == ["234.567"]  # type: ignore[union-attr]


def test_flags_and_what_is_withheld_are_kept_beside_the_number() -> None:
    read = read_numbers(["71.5 b", "70.2", "72.2 bp", "8.1(e)", ": c", ":", "<5", "x", "~3"])
    assert read is not None
    said = {text: (cell.value, cell.flag) for text, cell in read.cells.items()}
    assert said["71.5 b"] == ("71.5", "b")
    assert said["72.2 bp"] == ("72.2", "b p")
    assert said["8.1(e)"] == ("8.1", "e")
    assert said[": c"] == said["x"] == (None, "c")
    assert said["<5"] == (None, "c <5")
    assert said[":"] == (None, "")
    assert said["~3"] == ("3", "e")


def test_words_among_numbers_are_named_and_words_alone_are_no_numbers() -> None:
    read = read_numbers(["12", "15", "many", "1.2.3"])
    assert read is not None
    assert read.cells["many"].wrong == "'many' is no number"
    assert read.cells["1.2.3"].wrong
    for words in (
        ["Low", "High", "None"],
        ["0-9", "10-49", "100+"],
        ["1A", "2B"],
        ["2020-01-01", "2020-02-01"],
    ):
        assert read_numbers(words) is None


@settings(max_examples=200, deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=6))
def test_every_double_comes_back_to_the_last_digit(numbers: list[float]) -> None:
    texts = [repr(number) for number in numbers]
    read = read_numbers(texts)
    assert read is not None
    assert [float(value or "nan") for value in read.values(texts)] == numbers
    german = [f"{Decimal(text):f}".replace(".", ",") for text in texts]
    read = read_numbers([*german, "0,5"], ";")
    assert read is not None
    assert [float(value or "nan") for value in read.values(german)] == numbers


def test_a_column_settles_what_one_cell_cannot() -> None:
    def read(*texts: str, separator: str = ",") -> Numbers:
        found = read_numbers(texts, separator)
        assert found is not None
        return found

    whole = read("1.234", "12345", separator=";")  # thousands are not parted here
    assert (whole.question, whole.values(["1.234"])) == ("", ["1.234"])
    assert read("1.234", "1234", separator=";").question == "1.234"
    both = read("1.5", "2,5", "1.234,5")  # a lone mark before other than three digits parts no thousands
    assert both.values(["1.5", "2,5", "1.234,5"]) == ["1.5", "2.5", "1234.5"]
    assert "in some and behind a point in others, such as '1.5'" in both.said[1]
    assert read("1.5", "2,5", "3,456").question == "3,456"
    assert read("1", "2", "3", "4 %").values(["4 %"]) == ["4"]
    assert read("1", "2", "3", "4 km").cells["4 km"].wrong
    assert read("1", "2", "(-3)").cells["(-3)"].wrong


def test_a_margin_is_left_out_and_a_number_that_marks_a_gap_is_found() -> None:
    texts = ["12.5 ± .5", "61.5 [60.1-62.9]", "8 (95% CI 7.5, 9)", "3 [1]", "4 %"]
    found = read_numbers(texts)
    assert found is not None
    assert found.values(texts) == ["12.5", "61.5", "8", "3", "4"]
    assert "a margin or range behind numbers" in found.said[0]
    assert "'%' not behind all of them" in found.said[1]
    more = read_numbers(["-0", "1,000+", "3.5", "4"])
    assert more is not None
    assert (more.cells["-0"].value, more.cells["1,000+"].flag) == ("0", "c ≥1,000")
    for texts, gaps in (
        (["4", "-999", "7"], ["-999"]), (["4", "-99", "7"], []), (["4", "-99", "-99"], ["-99"]), (["-500", "-999", "7"], []),
        (["4", "9999", "9999"], ["9999"]), (["4", "9999"], []), (["2000", "9999", "9999"], []),
    ):  # fmt: skip
        numbers = read_numbers(texts)
        assert numbers is not None
        assert find_gaps(numbers, texts) == gaps


def test_flags_are_told_once_and_words_are_no_letters() -> None:
    assert read_flags("b, b; p") == "b p"
    assert read_flags("unsure") == "unsure"  # each of its letters is a flag
