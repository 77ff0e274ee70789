import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.points import sums as event_sums
from geo.points.sums import Sums

FINITE = st.floats(allow_nan=False, allow_infinity=False)
NUMBERS = st.one_of(FINITE, st.floats(-1e4, 1e4), st.decimals(-1000, 1000, places=2).map(float))


def total(*parts, place=0, period=0):
    sums = Sums()
    for values in parts:
        count = len(values)
        sums.add(np.full(count, place), np.full(count, period), np.asarray(values))
    numerator, denominator = next(sums.fractions())
    return Fraction(numerator, denominator)


def meaning(value):
    """A number of at most nine decimals and fifteen digits is that decimal; any other, its binary fraction."""
    written = Decimal(repr(value)).normalize()
    _, digits, exponent = written.as_tuple()
    return Fraction(written) if len(digits) <= 15 and -9 <= exponent <= 0 else Fraction(value)


def test_ten_tenths_are_one():
    assert total([0.1] * 10) == 1
    assert total([0.1, 0.2]) == Fraction(3, 10)


def test_large_and_small_cancel():
    assert total([1e300, 1.0, -1e300]) == 1
    assert total([5e-324, 1e300, -1e300]) == Fraction(5e-324)


def test_whole_numbers_beyond_float_stay_exact():
    largest = 2**63 - 1
    assert total([largest, largest, -(2**63)]) == largest - 1
    assert total([2**53, 1]) == 2**53 + 1


@given(st.lists(NUMBERS, min_size=1, max_size=40))
def test_sum_is_that_of_the_fractions(values):
    assert total(values) == sum(map(meaning, values))


@given(st.lists(NUMBERS, min_size=1, max_size=40), st.randoms(use_true_random=False))
def test_order_and_cuts_change_nothing(values, chance):
    mixed = values[:]
    chance.shuffle(mixed)
    cut = chance.randrange(len(mixed) + 1)
    assert total(mixed[:cut], mixed[cut:]) == total(values)


@given(st.lists(FINITE.filter(lambda x: abs(x) < 1e300), min_size=1, max_size=30))
def test_binary_numbers_agree_with_fsum(values):
    odd = [value for value in values if meaning(value) == Fraction(value)]
    if odd:
        exact = total(odd)
        assert exact.numerator / exact.denominator == math.fsum(odd)


def random_rows(count=2000):
    chance = np.random.default_rng(5)
    return chance.integers(0, 7, count), chance.integers(0, 3_600_000, count), chance.normal(size=count)


def everything(sums):
    places, periods, counts = sums.counts()
    return places.tolist(), periods.tolist(), counts.tolist(), list(sums.fractions())


@pytest.mark.parametrize(
    ("name", "value"), [("_CHUNK", 100), ("_PENDING", 50), ("_DENSE", 1), ("_GROUPS", 3)]
)
def test_working_sizes_change_nothing(monkeypatch, name, value):
    places, periods, values = random_rows()
    once = Sums()
    once.add(places, periods, values)
    monkeypatch.setattr(event_sums, name, value)
    again = Sums()
    for first in range(0, len(places), 300):
        rows = slice(first, first + 300)
        again.add(places[rows], periods[rows], values[rows])
    assert everything(again) == everything(once)


def test_packed_sums_merge_in_any_order():
    places, periods, values = random_rows()
    whole = Sums()
    whole.add(places, periods, values)
    parts = []
    for first in (1500, 0, 500, 1000):
        part = Sums()
        part.add(places[first : first + 500], periods[first : first + 500], values[first : first + 500])
        parts.append(part.pack())
    merged = Sums()
    for part in parts:
        merged.merge(*part)
    assert everything(merged) == everything(whole)


def test_counts_are_sorted_by_place_then_period():
    sums = Sums()
    sums.add(np.array([2, 0, 2, 2]), np.array([5, 9, 1, 5]))
    assert [part.tolist() for part in sums.counts()] == [[0, 2, 2], [9, 1, 5], [1, 1, 2]]


def test_nothing_added_is_nothing():
    sums = Sums()
    sums.add(np.array([], np.int64), np.array([], np.int64))
    assert everything(sums) == ([], [], [], [])
