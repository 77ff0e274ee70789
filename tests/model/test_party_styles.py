"""Scenes of several parties: a style for each way of holding, in the parties' names and colours."""

from datetime import date

import pytest

from geo.errors import DefinitionError
from geo.export.rows import day_rows
from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.party_styles import party_colours, party_style
from geo.model.scene import Scene
from geo.model.timeline import Paint
from geo.model.wording import neutral_words
from geo.package.schema import Party
from geo.text.words import LANGUAGES

PARTIES = {
    "north": Party(id="north", name_en="The North", name_ru="Север", colour="#123456"),
    "river": Party(id="river", name_en="River Council"),
    "wood": Party(id="wood", name_en="Wood"),
}


@pytest.fixture(scope="module")
def africa() -> Scene:
    file = find_definitions(names=["colonial-rule"])[0]
    definition = read_definition(file)
    return build_scene(open_package(file, definition), definition)


def style(scene: Scene, place: str, day: date) -> tuple[str, str]:
    row = scene.row(scene.positions[place], scene.moment(day))
    return row.style.key, row.style.words["en"]


def test_a_place_has_the_style_of_who_holds_it(africa: Scene) -> None:
    assert style(africa, "algeria", date(1960, 1, 1)) == ("h:france", "France")
    assert style(africa, "zimbabwe", date(1970, 1, 1)) == (
        "c:rhodesia+united-kingdom", "contested: Rhodesian government and United Kingdom",
    )  # fmt: skip
    assert style(africa, "algeria", date(1970, 1, 1))[0] == "ended"


def test_land_is_coded_as_its_places_are(africa: Scene) -> None:
    series = africa.series[0]
    moment = africa.moment(date(1960, 1, 1))
    for piece in range(len(africa.land)):
        (place,) = africa.land.places(piece)
        assert series.land_codes[piece, moment] == series.place_codes[place, moment]


def test_layers_of_parties_add_up_to_all_that_is_held_or_possibly_so(africa: Scene) -> None:
    series = africa.series[0]
    (whole,) = series.curves
    keys = {series.styles[code].key for code in series.layers}
    assert keys >= {
        "h:france",
        "h:portugal",
        "p:portugal",
        "c:rhodesia+united-kingdom",
        "v:mauritania+morocco+polisario",
    }
    assert sum(series.layers.values()) == pytest.approx(whole.high)
    solid = sum(km2 for code, km2 in series.layers.items() if series.styles[code].key[0] in "hc")
    assert solid == pytest.approx(whole.middle)


def test_colours_are_the_definition_s_then_the_package_s_then_the_program_s() -> None:
    colours = party_colours(("north", "river", "wood"), PARTIES, {"wood": "#abcdef"})
    assert (colours["north"], colours["wood"]) == ("#123456", "#abcdef")
    assert len(set(colours.values())) == 3
    with pytest.raises(DefinitionError, match=r"'wod'.*nearest: wood"):
        party_colours(("north", "wood"), PARTIES, {"wod": "#abcdef"})


@pytest.mark.parametrize(
    ("paint", "words", "pattern"),
    [
        (Paint("h", ("north",)), "The North", None),
        (Paint("p", ("north",)), "The North: possibly held", "hatch"),
        (Paint("h", ("north",), ("river",)), "The North; perhaps also River Council", "hatch"),
        (Paint("c", ("north", "river", "wood")), "contested: The North, River Council and Wood", "stripes"),
        (Paint("v", ("north", "river")), "possible, several: The North and River Council", "hatch"),
        (Paint("s", ("river",)), "River Council: partly held; no source says which part", "rows"),
    ],
)
def test_words_and_pattern_of_each_way_of_holding(paint: Paint, words: str, pattern: str | None) -> None:
    definition = read_definition(find_definitions(names=["eu-members"])[0])
    colours = party_colours(tuple(PARTIES), PARTIES, {})
    made = party_style(paint, PARTIES, colours, neutral_words(definition.states))
    assert (made.words["en"], made.pattern, made.key) == (words, pattern, paint.key)
    assert set(made.words) == set(LANGUAGES)
    if paint.letter == "c":
        assert (made.fill, made.mark) == (colours["north"], colours["river"])


def test_a_caption_says_from_whom_to_whom(africa: Scene) -> None:
    said = {
        sentence.texts["en"]: sentence.sources
        for captions in africa.series[0].captions
        for sentence in captions
    }
    assert said["Algeria: from France to independent"]
    assert all(captions for captions in africa.series[0].captions[1:])


def test_tables_say_whose_a_place_is(africa: Scene) -> None:
    rows = {row["place"]: row["state_words"] for row in day_rows(africa, date(1970, 1, 1), "en")}
    assert rows["zimbabwe"] == "contested: Rhodesian government and United Kingdom"
    assert rows["angola"] == "Portugal"
    assert rows["algeria"] == "independent"
