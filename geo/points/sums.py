"""Sums of numbers that come out the same in any order, to the last digit.

A number is taken apart into whole numbers ("lanes") small enough that adding them never rounds, so adding is associative and
batches, files and workers may finish in any order. A number with at most nine decimals and fifteen digits counts as the decimal
that was written (ten times 0.1 is 1); every other number counts as the exact binary fraction it is. The total is rounded once.
"""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

PERIOD_BITS = 22  # days of the years 1 to 9999 are fewer than 2**22
LANE_BITS = 9
_PERIOD_MASK = (1 << PERIOD_BITS) - 1
_LANE_MASK = (1 << LANE_BITS) - 1

# Lanes: rows; whole part (three of them); billionths; binary bins (two each).
_COUNT, _WHOLE, _DECIMAL, _BINARY = 0, 1, 4, 5
_DECIMALS = 9
_UNIT = 10**_DECIMALS
_WHOLE_BITS = 25
_BIN_BITS = 9  # binary exponents are gathered nine to a bin, two lanes each
_LOWEST_BIN = -126  # the bin of the smallest subnormal number
_HALF_BITS = 31
_CHUNK = 1 << 20  # 2**20 rows of 31-bit lanes stay below 2**53, where float addition is exact
_DENSE = 1 << 22
_PENDING = 1 << 20
_GROUPS = 1 << 16  # taken out at once


class Sums:
    """Counts and exact sums by place and period; safe up to 2**32 rows in one of them."""

    def __init__(self) -> None:
        self._keys: Ints = np.empty(0, np.int64)
        self._sums: Ints = np.empty(0, np.int64)
        self._pending: list[tuple[Ints, Ints]] = []
        self._pending_size = 0

    def add(self, places: Ints, periods: Ints, values: Ints | Floats | None = None) -> None:
        """Add one row for each place number and period number (both 0 or more), with its value if there is one."""
        for first in range(0, len(places), _CHUNK):
            rows = slice(first, first + _CHUNK)
            self._add_chunk(places[rows], periods[rows], None if values is None else values[rows])

    def merge(self, keys: Ints, sums: Ints) -> None:
        """Add what another `Sums` packed."""
        self._push(keys, sums)

    def pack(self) -> tuple[Ints, Ints]:
        """Return sorted keys and their sums: all there is to know, for `merge`."""
        if self._pending:
            keys = np.concatenate([self._keys, *(keys for keys, _ in self._pending)])
            sums = np.concatenate([self._sums, *(sums for _, sums in self._pending)])
            order = np.argsort(keys, kind="stable")
            keys, sums = keys[order], sums[order]
            starts = _group_starts(keys)
            self._keys = keys[starts]
            self._sums = np.add.reduceat(sums, starts) if len(keys) else sums
            self._pending, self._pending_size = [], 0
        return self._keys, self._sums

    def counts(self) -> tuple[Ints, Ints, Ints]:
        """Return place numbers, period numbers and rows, sorted by place, then period."""
        keys, sums = self.pack()
        starts = _group_starts(keys >> LANE_BITS)  # the lane of rows is the first of its group
        groups = keys[starts] >> LANE_BITS
        return groups >> PERIOD_BITS, groups & _PERIOD_MASK, sums[starts]

    def fractions(self) -> Iterator[tuple[int, int]]:
        """Yield exact sums as numerator and denominator, in the order of `counts`."""
        keys, sums = self.pack()
        starts = np.append(_group_starts(keys >> LANE_BITS), len(keys))
        for first in range(0, len(starts) - 1, _GROUPS):
            edges = starts[first : first + _GROUPS + 1]
            part = slice(edges[0], edges[-1])
            lanes, numbers = (keys[part] & _LANE_MASK).tolist(), sums[part].tolist()
            cuts = (edges - edges[0]).tolist()
            for start, end in pairwise(cuts):
                yield _put_together(lanes[start:end], numbers[start:end])

    def _add_chunk(self, places: Ints, periods: Ints, values: Ints | Floats | None) -> None:
        if not len(places):
            return
        low, high = int(periods.min()), int(periods.max())
        span = high - low + 1
        if (int(places.max()) + 1) * span <= _DENSE:
            slots = places * span + (periods - low)
            counts = np.bincount(slots)
            used = np.flatnonzero(counts)
            groups = ((used // span) << PERIOD_BITS) | (used % span + low)
        else:
            groups, slots, counts = np.unique(
                (places << PERIOD_BITS) | periods, return_inverse=True, return_counts=True
            )
            used = np.arange(len(groups))
        labels = groups << LANE_BITS
        self._push(labels | _COUNT, counts[used].astype(np.int64))
        if values is None:
            return
        for lane, rows, parts in _take_apart(values):
            here = slots if rows is None else slots[rows]
            sums = np.bincount(here, weights=parts, minlength=len(counts))[used]
            some = np.flatnonzero(sums)
            self._push(labels[some] | lane, sums[some].astype(np.int64))

    def _push(self, keys: Ints, sums: Ints) -> None:
        self._pending.append((keys, sums))
        self._pending_size += len(keys)
        if self._pending_size > max(_PENDING, len(self._keys)):
            self.pack()


def _take_apart(values: Ints | Floats) -> Iterator[tuple[int, Ints | None, Ints]]:
    """Yield lanes: number, the rows that have it (None: all), and their whole numbers below 2**31 in size."""
    if values.dtype.kind in "iu":
        yield from _decimal_lanes(values.astype(np.int64), np.zeros(len(values), np.int64), None)
        return
    numbers = values.astype(np.float64)
    whole, billionths = np.zeros(len(numbers), np.int64), np.zeros(len(numbers), np.int64)
    rest = np.arange(len(numbers))
    for decimals in range(_DECIMALS + 1):
        left, scale = numbers[rest], 10**decimals
        with np.errstate(over="ignore"):  # a product past the largest float is infinite and so does not fit
            scaled = np.rint(left * scale)
            fits = (np.abs(scaled) < 1e15) & (scaled / scale == left)
        written = scaled[fits].astype(np.int64)
        whole[rest[fits]] = written // scale
        billionths[rest[fits]] = written % scale * 10 ** (_DECIMALS - decimals)
        rest = rest[~fits]
        if not len(rest):
            break
    yield from _decimal_lanes(whole, billionths, None)
    if len(rest):
        yield from _binary_lanes(numbers[rest], rest)


def _decimal_lanes(
    whole: Ints, billionths: Ints, rows: Ints | None
) -> Iterator[tuple[int, Ints | None, Ints]]:
    mask = (1 << _WHOLE_BITS) - 1
    parts = (whole & mask, whole >> _WHOLE_BITS & mask, whole >> 2 * _WHOLE_BITS, billionths)
    for lane, part in zip((_WHOLE, _WHOLE + 1, _WHOLE + 2, _DECIMAL), parts, strict=True):
        if part.any():
            yield lane, rows, part


def _binary_lanes(numbers: Floats, rows: Ints) -> Iterator[tuple[int, Ints | None, Ints]]:
    fractions, exponents = np.frexp(numbers)
    exponents = exponents.astype(np.int64) - 53
    mantissas = np.ldexp(fractions, 53).astype(np.int64)
    bins = exponents // _BIN_BITS
    shifted = mantissas << (exponents - bins * _BIN_BITS)  # at most 53 + 8 bits
    for number in np.unique(bins):
        here = bins == number
        lane = _BINARY + 2 * (int(number) - _LOWEST_BIN)
        yield lane, rows[here], shifted[here] & ((1 << _HALF_BITS) - 1)
        yield lane + 1, rows[here], shifted[here] >> _HALF_BITS


def _group_starts(sorted_labels: Ints) -> Ints:
    changed = sorted_labels[1:] != sorted_labels[:-1]
    return np.flatnonzero(np.concatenate([[True], changed])) if len(sorted_labels) else sorted_labels


def _put_together(lanes: list[int], sums: list[int]) -> tuple[int, int]:
    """Return the exact sum as numerator and denominator."""
    units = 0
    binary: list[tuple[int, int]] = []
    for lane, number in zip(lanes, sums, strict=True):
        if lane == _COUNT:
            continue
        if lane < _DECIMAL:
            units += (number << _WHOLE_BITS * (lane - _WHOLE)) * _UNIT
        elif lane == _DECIMAL:
            units += number
        else:
            position, half = divmod(lane - _BINARY, 2)
            binary.append((number, (position + _LOWEST_BIN) * _BIN_BITS + half * _HALF_BITS))
    if not binary:
        return units, _UNIT
    shift = max(0, -min(exponent for _, exponent in binary))
    numerator = (units << shift) + _UNIT * sum(number << exponent + shift for number, exponent in binary)
    return numerator, _UNIT << shift
