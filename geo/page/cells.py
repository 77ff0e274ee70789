"""Codes and numbers of a scene as compact bytes; what `assets/land/decode.js` reads.

Everything is deflated and written in base64, place by place. Numbers of more than a byte are laid out in planes, the
lowest bytes of all of them first.
"""

import base64
import zlib
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
from deflate import zlib_compress

Floats = npt.NDArray[np.float64]
SAMPLE = 200_000  # cells by which a layout is chosen
_LARGEST = 2**51  # so that differences, folded to be positive, are whole numbers of a double
_MOST_DECIMALS = 15
_FAST, _HARD = 6, 10  # how hard to deflate: 12 takes twice the time of 10 for half a percent of size
_PLAIN = 50  # so many times smaller, bytes say next to nothing


@dataclass(frozen=True)
class Cells:
    """A code per row and moment: `order` says whether as it is or as the difference from the one before, modulo 256."""

    order: Literal["plain", "change"]
    width: int
    text: str


@dataclass(frozen=True)
class Values:
    """Numbers of every row and moment that has one, exact to the last digit of a double.

    Attributes
    ----------
    kind : "decimal": whole multiples of 10 to the power of -`decimals`, each as its difference from the one before; or
        "float": doubles as they are.
    decimals : see there; 0 for "float".
    width : bytes of a number.
    text : the bytes, deflated, in base64.
    """

    kind: Literal["decimal", "float"]
    decimals: int
    width: int
    text: str


def encode_codes(codes: npt.NDArray[Any]) -> Cells:
    """Encode one code per row and moment, row by row; of bytes the differences, where these deflate better."""
    width = 1 if not codes.size or codes.max() < 256 else 2 if codes.max() < 65_536 else 4
    if width > 1:
        return Cells("plain", width, pack(_planes(codes.ravel().astype(np.uint64), width)))
    small = np.ascontiguousarray(codes.astype(np.uint8))
    first = small[: max(1, SAMPLE // max(1, small.shape[1]))]
    if len(zlib.compress(first.tobytes())) <= len(zlib.compress(_changes(first).tobytes())):
        return Cells("plain", 1, pack(small.tobytes()))
    return Cells("change", 1, pack(_changes(small).tobytes()))


def encode_values(values: Floats, given: npt.NDArray[np.bool_]) -> Values:
    """Encode the numbers where one is given, as decimals where these are the very doubles and smaller."""
    numbers = values[given]
    decimals = find_decimals(numbers)
    if decimals is None:
        return Values("float", 0, 8, pack(_planes(np.ascontiguousarray(numbers).view(np.uint64), 8)))
    whole = np.rint(numbers * 10.0**decimals).astype(np.int64)
    steps = np.diff(whole, prepend=np.int64(0))
    folded = np.where(steps < 0, -2 * steps - 1, 2 * steps).astype(np.uint64)
    width = max(1, (int(folded.max(initial=0)).bit_length() + 7) // 8)
    return Values("decimal", decimals, width, pack(_planes(folded, width)))


def find_decimals(numbers: Floats) -> int | None:
    """Return with how many decimals each number is itself, to the last bit; None where no count of decimals does it.

    >>> find_decimals(np.array([0.5, 12.25])), find_decimals(np.array([1 / 3]))
    (2, None)
    """
    sample = numbers[:1000]
    for decimals in range(_MOST_DECIMALS + 1):
        if _is_exact(sample, decimals) and _is_exact(numbers, decimals):
            return decimals
    return None


def _is_exact(numbers: Floats, decimals: int) -> bool:
    with np.errstate(over="ignore"):
        whole = np.rint(numbers * 10.0**decimals)
    return bool((np.abs(whole) < _LARGEST / 2).all() and (whole / 10.0**decimals == numbers).all())


def _changes(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    return np.diff(codes, axis=1, prepend=np.uint8(0))


def _planes(numbers: npt.NDArray[np.uint64], width: int) -> bytes:
    laid = numbers.astype("<u8").view(np.uint8).reshape(-1, 8)[:, :width].T
    return np.ascontiguousarray(laid).tobytes()


def pack(content: bytes) -> str:
    """Deflate bytes and write them in base64."""
    packed = zlib_compress(content, _FAST)
    if len(packed) * _PLAIN > len(content):
        packed = zlib_compress(content, _HARD)
    return base64.b64encode(packed).decode("ascii")
