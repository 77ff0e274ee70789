"""The first sentence of every stop of every shipped map: when, what, how much, and who says so, in every language."""

import re
from pathlib import Path

import pytest

from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.scene import Scene, in_language
from geo.text.words import LANGUAGES, format_day

MAPS = sorted(file.stem for file in find_definitions())
BETWEEN = {"en": "Source: ", "az": "Mənbə: ", "hy": "Աղբյուր՝ ", "ru": "Источник: "}


def said_of(name: str) -> tuple[Scene, list[str]]:
    """Return a map's scene, and whom its first sentences may name, in any language."""
    file = next(Path(found) for found in find_definitions() if found.stem == name)
    definition = read_definition(file)
    package = open_package(file, definition)
    return build_scene(package, definition), [
        who
        for source in package.sources.values()
        for lang in LANGUAGES
        for who in (source.credited(lang), source.called(lang))
    ]


@pytest.mark.parametrize("name", MAPS)
def test_who_what_how_much_and_according_to_whom(name: str) -> None:
    scene, known = said_of(name)
    for series in scene.series:
        words = {lang: {in_language(style.words, lang) for style in series.styles} for lang in LANGUAGES}
        assert len(series.summaries) == scene.moments
        for moment in range(1, scene.moments):
            stop = scene.stop(moment)
            assert stop is not None
            for lang in LANGUAGES:
                text = series.summaries[moment].texts[lang]
                # whole, and no sign of a text that was put together badly
                assert not re.search(r"  |\( | \)|\)\)|[{}]|\.\.|: :|, ,|nan|None", text), text
                assert text[-1] == ("։" if lang == "hy" else "."), text
                # according to whom
                assert any(source in text for source in known), text
                if scene.asks == "states":
                    date, rest = text.split("՝ " if lang == "hy" else ": ", 1)
                    assert date == format_day(stop.day, lang)
                    assert re.search(r"\d.*\d.* (km²|կմ²|км²)", rest), text  # how many places, how much land
                    assert any(word in rest for word in words[lang]), text  # in which state
                else:
                    assert text.startswith(in_language(series.legend, lang)), text
                    assert stop.label(lang) in text
                    assert text.count(in_language(series.unit, lang)) >= 3, text
                    assert BETWEEN[lang] in text
                if lang in ("hy", "ru"):  # nothing but names of sources and places stays in another script
                    assert not re.search(
                        r"\b(years|places|of|held|under|source)\b", text.split(BETWEEN[lang])[0]
                    ), text
