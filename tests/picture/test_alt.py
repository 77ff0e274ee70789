"""Pictures in words: each language's own letters and full stops."""

import re
from datetime import date

import pytest

from geo.model.scene import Scene
from geo.picture.alt import describe_map, describe_pair, describe_series, headline
from geo.picture.ground import Ground
from geo.picture.layout import Options
from geo.picture.sheet import parse_size
from geo.text.words import LANGUAGES, capital, say

FIRST, LAST = date(1992, 5, 8), date(2023, 9, 20)


def test_azerbaijani_capitals() -> None:
    assert [capital(text, "az") for text in ("işğal altında", "ılıq", "Şuşa", "")] == [
        "İşğal altında",
        "Ilıq",
        "Şuşa",
        "",
    ]
    assert capital("is", "en") == "Is"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_end_as_the_language_ends_them(ground: Ground, lang: str) -> None:
    options = Options(parse_size("a4"), lang)
    texts = [
        describe_map(ground, FIRST, options), describe_pair(ground, FIRST, LAST, options),
        describe_series(ground, [FIRST, LAST], options), headline(ground, LAST, options),
    ]  # fmt: skip
    for text in texts:
        assert ".." not in text
        assert text.endswith("։" if lang == "hy" else ".")
        assert lang != "hy" or not re.search(r"\d\. ", text)
        assert "Işğal" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_are_told_by_class_with_their_flags_and_their_spread(figures: Scene, lang: str) -> None:
    ground, options = Ground(figures), Options(parse_size("a4"), lang)
    first, last = (stop.day for stop in figures.stops)
    text = describe_map(ground, last, options)
    assert "Fizuli" in text
    assert capital(say("flag.p", lang), lang) in text
    assert "2010" in text
    assert "35" in text
    pair, series = (
        describe_pair(ground, first, last, options),
        describe_series(ground, [first, last], options),
    )
    assert "2000" in pair
    assert "30" in series
    assert headline(ground, last, options).startswith("Figured. 2010")
