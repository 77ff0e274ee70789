"""Definitions: what a TOML file may say, and what is said of one that says something else."""

from datetime import date
from pathlib import Path

import pytest

from geo.errors import DefinitionError
from geo.model.build import build_scene
from geo.model.definition import Definition, find_definitions, open_package, read_definition
from geo.model.timeline import build_timeline
from tests.made import Folder

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
        (GOOD + '"spac[ng" = "time"\n', "mine.toml, spac[ng: no such key; nearest: spacing"),
        (GOOD + 'spacng = "time"\n', "mine.toml, spacng: no such key; nearest: spacing"),
        (GOOD + '[sources]\nstarts = ["a"]\n', "sources.starts: no such key; nearest: start"),
        (GOOD + '[subtitle]\nen = "x"\nfrx = "y"\n', "CLDR knows no 'frx'"),
        (GOOD + '[subtitle]\naz = "x"\n', "subtitle.en: is missing; add it"),
        (GOOD + 'name = "x"\n', "mine.toml, name: the file's name is the map's; remove the key"),
        (
            GOOD + 'language = "fr"\n',
            "language: came 'fr', wanted: one of en, az, hy, ru; another with a file",
        ),
        (GOOD + "open = 1993-08-23\n", "open: came datetime.date(1993, 8, 23), wanted"),
        ("a = " + "[" * 5000, "mine.toml: is not TOML"),
        (GOOD + 'spacing = "equal"\n', "'event' or 'time'"),
        (GOOD + "[states]\nheld_ = 'x'\n", "held"),
        ('title = "x"\n', "places"),
        ('title = "x"\nplaces = []\n', "places"),
        ("title = \n", "TOML"),
        (GOOD + '[tiles]\nurl = "http://x/{z}"\nattribution = "x"\n', "tiles.url"),
        (GOOD + '[tiles]\nurl = "javascript:1"\nattribution = "x"\n', "tiles.url"),
        (GOOD + 'projection = "laea"\n[tiles]\nurl = "https://a.example/{z}/{x}/{y}"\nattribution = "x"\n',
         "projection: came 'laea', and online tiles are in Web Mercator; leave out this key or [tiles]"),
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
    for wrong in ("soon", "../1993"):
        with pytest.raises(DefinitionError, match=r"maps/mine.toml, open: "):
            read(tmp_path, GOOD + f'open = "{wrong}"\n').opening(stops)


def test_data_lies_beside_the_definition(folder: Folder) -> None:
    maps = folder.path / "maps"
    maps.mkdir()
    (maps / "mine.toml").write_text(GOOD + 'data = ".."\n')
    assert open_package(maps / "mine.toml", read_definition(maps / "mine.toml")).name == "made"


@pytest.mark.filterwarnings("ignore:boundaries")  # `geo check` says where the examples' countries overlap
def test_every_definition_that_comes_along_can_be_drawn() -> None:
    for file in find_definitions():
        definition = read_definition(file)
        if definition.values:
            assert build_scene(open_package(file, definition), definition).stops
            continue
        timeline = build_timeline(open_package(file, definition), definition.choice)
        assert timeline.stops
        assert definition.opening(timeline.stops)


def test_definitions_are_found_by_name(tmp_path: Path) -> None:
    assert {file.stem for file in find_definitions()} >= {"occupation", "checked", "side-by-side"}
    with pytest.raises(DefinitionError, match="occupation"):
        find_definitions(names=["ocupation"])
    with pytest.raises(DefinitionError, match="toml"):
        find_definitions(tmp_path)
    with pytest.raises(DefinitionError, match="none: holds no definition"):
        find_definitions(tmp_path / "none")
    for name in "ba":
        (tmp_path / f"{name}.toml").write_text(GOOD)
    assert [file.stem for file in find_definitions(tmp_path)] == ["a", "b"]
    assert [file.stem for file in find_definitions(tmp_path, ["b"])] == ["b"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"none\.toml"):
        read_definition(tmp_path / "none.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            GOOD.replace('"A map"', "[1]"),
            "title: came [1], wanted: a text, or a table of texts by language; correct it",
        ),
        (GOOD.replace('["lachin"]', '"lachin"'), "places: came 'lachin', wanted: a list; correct it"),
        (GOOD + "palette = 5\n", "palette: came 5, wanted: a text or a list; correct it"),
        (GOOD + "log = 2\n", "log: came 2, wanted: true or false"),
        (GOOD + "sources = 1\n", "sources: came 1, wanted: a table; correct it"),
        (GOOD + "per_count = inf\n", "per_count: came inf, wanted: a finite number; correct it"),
        (GOOD + "classes = [1, nan]\n", "classes: came [1, nan], wanted: "),
        (
            GOOD + '[subtitle]\nen = "\\u0000"\n',
            "subtitle.en: holds a control character; remove what cannot be shown",
        ),
    ],
)
def test_kinds_are_called_as_toml_calls_them(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            'places = ["lachin"]\nunit = "km"',
            "unit: is for maps of values, and this one draws periods; leave the key out",
        ),
        (
            'values = "values"\ncolour = "start"',
            "colour: is for maps of periods, and this one draws values; leave the key out",
        ),
    ],
)
def test_a_key_that_can_mean_nothing_is_refused(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "odd.toml"
    file.write_text(f'title = "T"\n{text}\n', "utf-8")
    with pytest.raises(DefinitionError, match=said):
        read_definition(file)
