from pathlib import Path

import pytest

from geo.audit.neutrality import read_loaded_words, review_map
from geo.errors import InputError
from geo.model.definition import Definition
from geo.package.read import Package
from tests.made import pack, square


def package() -> Package:
    return pack({"a": (square(0), None), "b": (square(2), None)}, [("a", "start", "1993", "paper")])


def define(**changes) -> Definition:
    return Definition.model_validate(
        {
            "name": "m",
            "title": "M",
            "places": ["a", "b"],
            "sources": {"start": ["paper"]},
            "boundary_note": "none",
            **changes,
        }
    )


def fields(definition: Definition, made: Package | None = None) -> list[str]:
    return [
        item.field for item in review_map(made or package(), definition, "maps/m.toml", read_loaded_words())
    ]


def test_a_word_that_takes_a_side_needs_the_source_that_uses_it() -> None:
    worded = {"held": {"en": "occupied", "ru": "оккупировано"}}
    assert {"states.held.en", "states.held.ru"} <= set(fields(define(states=worded)))
    assert "states.held.en" not in fields(define(states={**worded, "source": "paper"}))
    assert "states.source" in fields(define(states={**worded, "source": "elsewhere"}))
    assert "states.held.en" not in fields(define(states={"held": "under control"}))


def test_names_of_one_side_only() -> None:
    made = package()
    made.places["a"] = made.places["a"].model_copy(update={"name_az": "A", "name_hy": "Ա"})
    made.places["b"] = made.places["b"].model_copy(update={"name_az": "B"})
    assert "b, name" in fields(define(), made)
    assert "a, name" not in fields(define(), made)


def test_a_missing_boundary_note() -> None:
    assert "boundary_note" in fields(define(boundary_note=None))
    assert "boundary_note" not in fields(define())


def test_a_boundary_without_vintage() -> None:
    assert "vintage" in fields(define())


def test_findings_are_warnings_and_say_what_to_do() -> None:
    for item in review_map(package(), define(boundary_note=None), "maps/m.toml", read_loaded_words()):
        assert item.level == "warning"
        assert item.remedy


def test_the_words_can_be_replaced(tmp_path: Path) -> None:
    (tmp_path / "neutrality.json").write_text('{"en": ["under"]}', "utf-8")
    words = read_loaded_words(tmp_path)
    found = review_map(package(), define(states={"held": "under control"}), "maps/m.toml", words)
    assert "states.held.en" in [item.field for item in found]
    (tmp_path / "neutrality.json").write_text("[1", "utf-8")
    with pytest.raises(InputError, match=r"neutrality\.json"):
        read_loaded_words(tmp_path)


def test_the_shipped_main_map_takes_its_word_from_its_source(shipped_package: Package) -> None:
    from geo.model.definition import find_definitions, read_definition

    for file in find_definitions():
        definition = read_definition(file)
        if not definition.data:
            found = review_map(shipped_package, definition, file.name, read_loaded_words())
            assert not [item for item in found if item.field.startswith("states")], file.name


@pytest.mark.parametrize(
    "text", ["the so-called republic", "a so called republic", "self-proclaimed", "ANNEXED"]
)
def test_words_with_a_hyphen_or_in_capitals_are_found(text: str) -> None:
    assert "states.held.en" in fields(define(states={"held": {"en": text}}))
