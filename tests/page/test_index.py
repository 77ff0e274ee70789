"""The list of a folder's maps: a picture, a sentence and the languages of each, on any static host."""

import re

import html5lib

from geo.page.index import draw_index
from tests.page.conftest import draw_map


def test_every_map_has_its_picture_its_sentence_and_its_languages() -> None:
    drawn = [draw_map(name) for name in ("occupation", "life-expectancy")]
    page = draw_index([(one.package, one.definition) for one in drawn])
    html5lib.HTMLParser(strict=True).parse(page)
    items = re.findall(r"<li.*?</li>", page, re.DOTALL)
    assert len(items) == len(drawn)
    assert 'class="main"' in items[0]
    for one, item in zip(drawn, items, strict=True):
        assert f'href="{one.definition.name}.html"' in item
        assert one.scene.series[0].summaries[one.scene.opening].texts["en"] in item
        assert [f'#lang={lang}"' in item for lang in one.scene.languages] == [True] * 4
        used = set(one.scene.series[0].land_codes[:, one.scene.opening].tolist()) - {0}
        assert len(re.findall(r'<path fill="[^"]+" d="M', item)) == len(used)
    assert len(page.encode()) < 60_000
    assert "text/javascript" not in page
    assert "<script>" not in page
    assert page == draw_index([(one.package, one.definition) for one in drawn])
