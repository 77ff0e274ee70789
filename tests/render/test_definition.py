from datetime import date
from pathlib import Path

import pytest

from geo.errors import DefinitionError
from geo.render.definition import Definition, find_definitions, read_definition

GOOD = 'title = "A map"\nplaces = ["lachin"]\n'


def read(tmp_path: Path, text: str) -> Definition:
    file = tmp_path / "mine.toml"
    file.write_text(text, "utf-8")
    return read_definition(file)


def test_a_string_is_english_and_the_name_is_the_file_s(tmp_path: Path) -> None:
    made = read(tmp_path, GOOD)
    assert made.name == "mine"
    assert made.title.per_language() == {"en": "A map"}


def test_sources_left_out_and_sources_left_empty_differ(tmp_path: Path) -> None:
    assert read(tmp_path, GOOD).choice.sources == {}
    made = read(tmp_path, GOOD + "[sources]\nend = []\nstart = ['a', 'b']\n")
    assert made.choice.sources == {"end": (), "start": ("a", "b")}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD + 'spacng = "time"\n', "spacing"),
        (GOOD + 'spacing = "equal"\n', "'event' or 'time'"),
        (GOOD + "[states]\nheld_ = 'x'\n", "held"),
        ('title = "x"\n', "places"),
        ('title = "x"\nplaces = []\n', "places"),
        ("title = \n", "TOML"),
        (GOOD + '[tiles]\nurl = "http://x/{z}"\nattribution = "x"\n', "tiles.url"),
        (GOOD + '[tiles]\nurl = "javascript:1"\nattribution = "x"\n', "tiles.url"),
    ],
)
def test_what_is_wrong_is_named_with_file_key_and_remedy(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, text)
    assert "mine.toml" in str(caught.value)
    assert said in str(caught.value)


def test_the_opening_day(tmp_path: Path) -> None:
    stops = (date(1990, 1, 1), date(2000, 1, 1))
    assert read(tmp_path, GOOD).opening(stops) == stops[1]
    assert read(tmp_path, GOOD + 'open = "first"\n').opening(stops) == stops[0]
    assert read(tmp_path, GOOD + 'open = "1995-05"\n').opening(stops) == date(1995, 5, 1)
    with pytest.raises(DefinitionError, match="open"):
        read(tmp_path, GOOD + 'open = "soon"\n').opening(stops)


def test_definitions_are_found_by_name(tmp_path: Path) -> None:
    assert {file.stem for file in find_definitions()} >= {"occupation", "checked", "side-by-side"}
    with pytest.raises(DefinitionError, match="occupation"):
        find_definitions(names=["ocupation"])
    with pytest.raises(DefinitionError, match="toml"):
        find_definitions(tmp_path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"none\.toml"):
        read_definition(tmp_path / "none.toml")
