"""Whatever a map says of a country, it says by the name that the reader's language has for it."""

import re

import pytest

from tests.page.conftest import draw_map


@pytest.mark.parametrize("lang", ["az", "hy", "ru"])
def test_captions_and_first_sentences_name_countries_in_the_language_they_are_in(lang: str) -> None:
    scene = draw_map("eu-members").scene
    series = scene.series[0]
    said = " ".join(one.texts[lang] for moment in series.captions for one in moment)
    assert scene.places[scene.positions["united-kingdom"]].name(lang) in said
    words = set(re.findall(r"\w+", said))
    for place in scene.places:
        english, own = place.name("en"), place.name(lang)
        assert english == own or not set(english.split()) & words, place.id
