"""Limits are named, say what to do, and can be raised for a run."""

import pytest

from geo.errors import DefinitionError, InputError
from geo.limits import LIMITS, check, most
from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition


def test_a_limit_is_named_and_can_be_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError) as said:
        check("CELLS", LIMITS["CELLS"] + 1, "a.csv: cells", "keep fewer")
    assert (
        str(said.value)
        == "a.csv: cells: 12,000,001, and 12,000,000 are the most; keep fewer, or raise it with GEO_MOST_CELLS"
    )
    monkeypatch.setenv("GEO_MOST_CELLS", "20000000")
    check("CELLS", LIMITS["CELLS"] + 1, "a.csv: cells", "keep fewer")
    monkeypatch.setenv("GEO_MOST_CELLS", "many")
    with pytest.raises(InputError, match="came 'many', wanted a whole number"):
        most("CELLS")


def test_moments_of_values_are_counted_before_they_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_MOST_MOMENTS", "2")
    file = next(file for file in find_definitions() if file.stem == "life-expectancy")
    definition = read_definition(file)
    with pytest.raises(
        DefinitionError, match=r"values: moments: \d+, and 2 are the most; draw weeks or months"
    ):
        build_scene(open_package(file, definition), definition)
