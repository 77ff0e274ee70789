"""Limits are named, say what to do, and can be raised for a run."""

import pytest

from geo.errors import InputError
from geo.limits import LIMITS, check, most


def test_a_limit_is_named_and_can_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as said:
        check("CELLS", LIMITS["CELLS"] + 1, "a.csv: cells", "keep fewer")
    assert str(said.value) == "a.csv: cells: 12,000,001, and 12,000,000 are the most; keep fewer, or raise it with GEO_MOST_CELLS"
    monkeypatch.setenv("GEO_MOST_CELLS", "20000000")
    check("CELLS", LIMITS["CELLS"] + 1, "a.csv: cells", "keep fewer")
    monkeypatch.setenv("GEO_MOST_CELLS", "many")
    with pytest.raises(InputError, match="came 'many', wanted a whole number"):
        most("CELLS")
