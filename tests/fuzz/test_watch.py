"""The watch itself: it catches what it is there to catch, and the same seed does the same damage."""

from random import Random

import pytest

from geo.errors import InputError
from tests.fuzz.child import run_cases
from tests.fuzz.damage import damage_bytes, damage_json, damage_rows, damage_text
from tests.fuzz.watch import check_message, survive


def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    "error",
    [
        ValueError("x"),
        RecursionError(),
        MemoryError(),
        InputError(""),
        InputError("b.csv: x"),
        InputError("a.csv: OSError(2)"),
    ],
)
def test_what_does_not_help_is_caught(error: Exception) -> None:
    with pytest.raises(AssertionError, match="case 7"):
        survive("case 7", lambda: fail(error), "a.csv")


def test_what_helps_passes() -> None:
    assert (
        survive("case 7", lambda: fail(InputError("a.csv, row 2: came 'x', wanted a number")), "a.csv")
        is None
    )
    assert survive("case 7", lambda: 5) == 5


def test_a_control_character_in_a_remark_is_caught() -> None:
    with pytest.raises(AssertionError, match="control characters"):
        check_message("case 7", "a\x1b[31m")


def test_a_crash_in_the_child_names_the_case() -> None:
    with pytest.raises(AssertionError, match=r"tests\.fuzz\.nothing, case nothing: exit code 1"):
        run_cases("tests.fuzz.nothing", 1)


def test_the_same_seed_does_the_same_damage() -> None:
    rows = [["a", "b"], ["1", "2"], ["3", "4"]]
    for seed in range(50):
        one, other = Random(seed), Random(seed)
        assert damage_rows(one, rows) == damage_rows(other, rows)
        assert damage_bytes(one, b"abcdef") == damage_bytes(other, b"abcdef")
        assert damage_text(one, "a\nb\n") == damage_text(other, "a\nb\n")
        assert damage_json(one, {"a": [1, 2]}) == damage_json(other, {"a": [1, 2]})
    assert rows == [["a", "b"], ["1", "2"], ["3", "4"]]
