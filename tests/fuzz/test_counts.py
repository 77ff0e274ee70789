"""How many damaged inputs one run reads."""

from tests.fuzz import (
    test_fuzz_boundaries,
    test_fuzz_drawn,
    test_fuzz_events,
    test_fuzz_new,
    test_fuzz_packages,
    test_fuzz_proof,
    test_fuzz_tables,
    test_fuzz_text,
)
from tests.fuzz.damage import TIMES


def test_ten_thousand_inputs_are_damaged() -> None:
    several = (test_fuzz_packages, test_fuzz_tables, test_fuzz_text)
    alone = (test_fuzz_boundaries, test_fuzz_drawn, test_fuzz_events, test_fuzz_new, test_fuzz_proof)
    assert (
        sum(sum(module.CASES.values()) for module in several) + sum(module.CASES for module in alone)
        >= 10_000 * TIMES
    )
