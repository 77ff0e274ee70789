"""Codes and numbers come back as they went, numbers to the last bit."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geo.page.cells import encode_codes, encode_values, find_decimals
from tests.page.unpacked import read_codes, read_values

FINITE = st.floats(allow_nan=False, allow_infinity=False)


def sent(numbers: list[float]) -> tuple[np.ndarray, str]:
    values = np.array(numbers, float)
    made = encode_values(values, np.ones(len(values), bool))
    return read_values(made.text, vars(made)), made.kind


@given(st.lists(FINITE, min_size=1, max_size=50))
@example([2.0**30, 0.1])
@example([1e308, -1e-308, 5e-324])
@example([1 / 3, 2 / 3])
@example([123456789.123456])
@example([float(2**51), -float(2**51)])
def test_any_double_comes_back_to_its_last_bit(numbers: list[float]) -> None:
    assert sent(numbers)[0].tolist() == numbers


def test_decimals_are_sent_as_such_and_are_smaller() -> None:
    numbers = np.round(np.random.default_rng(1).normal(50, 10, 5000), 2)
    back, kind = sent(numbers.tolist())
    assert kind == "decimal"
    assert back.tolist() == numbers.tolist()
    assert (
        len(encode_values(numbers, numbers > -1e9).text)
        < len(encode_values(numbers / 3, numbers > -1e9).text) / 2
    )


@pytest.mark.parametrize(
    ("numbers", "decimals"), [([1.0, 20.0], 0), ([0.1, 0.25], 2), ([1e-15], 15), ([1 / 7], None), ([], 0)]
)
def test_decimals_by_hand(numbers: list[float], decimals: int | None) -> None:
    assert find_decimals(np.array(numbers)) == decimals


def test_gaps_are_not_sent() -> None:
    values = np.array([[np.nan, 1.5], [2.5, np.nan]])
    made = encode_values(values, ~np.isnan(values))
    assert read_values(made.text, vars(made)).tolist() == [1.5, 2.5]


@given(
    arrays.arrays(np.uint32, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 70_000))
)
def test_codes_come_back(codes: np.ndarray) -> None:
    made = encode_codes(codes)
    assert read_codes(made.text, vars(made), codes.shape[1]).tolist() == codes.tolist()


def test_codes_that_change_alike_are_sent_as_changes() -> None:
    starts = np.random.default_rng(1).integers(0, 250, (200, 1))
    codes = ((starts + np.arange(500)) % 256).astype(np.uint8)
    made = encode_codes(codes)
    assert (made.order, made.width) == ("change", 1)
    assert read_codes(made.text, vars(made), 500).tolist() == codes.tolist()
