"""Whose word a map's own words are: they stand for what their source states, and for nothing else."""

from datetime import date
from functools import cache

import pytest

from geo.model.build import build_scene
from geo.model.definition import Definition, find_definitions, open_package, read_definition
from geo.model.scene import Scene, in_language
from geo.model.wording import state_words
from geo.text.words import LANGUAGES, say

SOURCE = "occupation-in-figures"


@cache
def scene(name: str) -> Scene:
    (file,) = find_definitions(None, [name])
    definition = read_definition(file)
    return build_scene(open_package(file, definition), definition)


def words(name: str, day: str, place: str, account: int = 0) -> tuple[str, str]:
    shown = scene(name)
    style = shown.row(shown.positions[place], shown.moment(date.fromisoformat(day)), account).style
    return style.words["en"], style.source


@pytest.mark.parametrize(
    ("day", "place", "said"),
    [
        ("1992-01-01", "lachin", ("not yet occupied", SOURCE)),
        ("1990-01-01", "nagorno-karabakh", ("possibly occupied (date uncertain)", SOURCE)),
        ("2000-01-01", "lachin", ("occupied", SOURCE)),
        # it calls the whole of Fizuli occupied, and so what lies inside the line
        ("2000-01-01", "fizuli", ("occupied", SOURCE)),
        # ends, and what was left after them, are stated by others
        ("2020-10-20", "jabrayil", ("possibly under Armenian control", "")),
        ("2021-01-01", "aghdam", ("again under Azerbaijani control", "")),
        ("2021-01-01", "nagorno-karabakh", ("partly under Armenian control; no source says which part", "")),
        # a part that it does not name
        ("2000-01-01", "hadrut", ("under Armenian control", "")),
        ("2022-01-01", "lachin-corridor", ("under Armenian control", "")),
    ],
)
def test_a_sources_words_stand_only_for_what_it_states(day: str, place: str, said: tuple[str, str]) -> None:
    assert words("occupation", day, place) == said


def test_another_account_is_not_told_in_the_words_of_the_first() -> None:
    assert words("side-by-side", "2000-01-01", "lachin", 0) == ("occupied", SOURCE)
    assert words("side-by-side", "2000-01-01", "lachin", 1) == ("under Armenian control", "")


def test_words_without_a_source_are_the_maps_own_and_stand_everywhere() -> None:
    assert words("checked", "2021-01-01", "aghdam") == ("again under Azerbaijani control", "")
    assert {style.source for style in scene("checked").series[0].styles} == {""}


def test_land_is_counted_once_under_both_words() -> None:
    shown = scene("occupation")
    for moment in range(shown.moments):
        totals = shown.totals(moment)
        assert sum(total.places for total in totals) == sum(place.drawn for place in shown.places)
        added = sum(float(km2[moment]) for km2 in shown.series[0].added_km2.values())
        assert sum(total.km2 for total in totals) - added == pytest.approx(shown.land.km2.sum())


def test_a_first_sentence_says_in_whose_words() -> None:
    shown = scene("occupation")
    first = [
        shown.series[0].summaries[shown.moment(day)].texts for day in (date(1994, 5, 12), date(2022, 1, 1))
    ]
    assert "occupied, in the words of The Occupation in Figures" in first[0]["en"]
    assert "occupied" not in first[1]["en"]
    assert "under Armenian control. Source: Virtual Karabakh ICT Centre;" in first[1]["en"]
    assert "под оккупацией, по выражению источника «Оккупация в цифрах»" in first[0]["ru"]


def test_a_caption_tells_an_uncertain_end_from_an_uncertain_start() -> None:
    shown = scene("occupation")
    said = {
        day: [
            sentence.texts["en"]
            for sentence in shown.series[0].captions[shown.moment(date.fromisoformat(day))]
        ]
        for day in ("1988-01-01", "1992-12-31", "2020-10-04")
    }
    assert said["1988-01-01"] == ["Nagorno-Karabakh: possibly occupied (date uncertain)"]
    assert said["1992-12-31"][0] == "Nagorno-Karabakh: occupied by this day at the latest"
    assert said["2020-10-04"] == ["Jabrayil: may have ended (between 4 October and 10 November 2020)"]


def test_own_words_are_never_replaced_by_built_in_ones() -> None:
    definition = Definition.model_validate(
        {"name": "m", "title": "m", "places": ["a"], "states": {"held": {"en": "member", "ru": "член"}}}
    )
    assert state_words(definition)["held"] == {"en": "member", "ru": "член"}
    assert [in_language(state_words(definition)["held"], lang) for lang in LANGUAGES] == [
        "member",
        "member",
        "member",
        "член",
    ]
    assert in_language(state_words(definition)["ended"], "az") == say("state.ended", "az")


def test_a_legend_and_a_note_name_whose_word_it_is() -> None:
    shown = scene("occupation")
    style = next(style for style in shown.series[0].styles if style.key == "held" and style.source)
    neutral = next(style for style in shown.series[0].styles if style.key == "held" and not style.source)
    assert shown.legend_word(style, "en") == "occupied, in the words of The Occupation in Figures"
    assert shown.legend_word(neutral, "en") == "under Armenian control"
    note = shown.notes[0]
    assert set(note) == set(LANGUAGES)
    assert note["en"].startswith("“occupied” is the word of the source, The Occupation in Figures;")
    assert not any("makers of the map take no position" in text["en"] for text in scene("checked").notes)


def test_a_credit_names_publishers_and_counts_the_rest() -> None:
    credit = scene("occupation").credit
    assert credit["en"].startswith("Dates and areas: Virtual Karabakh")
    assert "other sources (listed with the map)" in credit["en"]
    assert len(credit["en"]) < 220
    assert "ևս" in credit["hy"]
