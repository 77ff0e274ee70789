"""Pictures in words: each language's own letters and full stops."""

import re
from datetime import date

import pytest

from geo.model.definition import find_definitions, read_definition
from geo.model.timeline import Timeline
from geo.package.read import Package
from geo.picture.alt import describe_map, describe_pair, describe_series, headline
from geo.picture.layout import Options
from geo.picture.scene import Scene
from geo.picture.sheet import parse_size
from geo.text.words import LANGUAGES, capital

FIRST, LAST = date(1992, 5, 8), date(2023, 9, 20)


def test_azerbaijani_capitals() -> None:
    assert [capital(text, "az") for text in ("işğal altında", "ılıq", "Şuşa", "")] == ["İşğal altında", "Ilıq", "Şuşa", ""]
    assert capital("is", "en") == "Is"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_sentences_end_as_the_language_ends_them(shipped_package: Package, occupation: Timeline, lang: str) -> None:
    definition = read_definition(find_definitions(None, ["occupation"])[0])
    scene, options = Scene(shipped_package, definition, occupation), Options(parse_size("a4"), lang)
    texts = [
        describe_map(scene, FIRST, options), describe_pair(scene, FIRST, LAST, options),
        describe_series(scene, [FIRST, LAST], options), headline(scene, LAST, options),
    ]  # fmt: skip
    for text in texts:
        assert ".." not in text
        assert text.endswith("։" if lang == "hy" else ".")
        assert lang != "hy" or not re.search(r"\d\. ", text)
        assert "Işğal" not in text
