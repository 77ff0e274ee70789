"""The page of every map: sound, small, closed to the network, and with the answers of its scene."""

import json
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import html5lib
import numpy as np
import pytest

from geo.look.style import PALETTE
from geo.model.scene import Scene
from geo.page.assets import SCRIPTS, read_asset
from geo.page.draw import draw_page, escape_json
from geo.page.write import make_page
from geo.text.words import LANGUAGES
from tests.page.conftest import Drawn, draw_map
from tests.page.unpacked import page_block, page_data, read_codes, read_values

LARGE = {"us-unemployment": 600_000}  # bytes of a page whose land is much
LIMIT = 360_000
DEFAULT = 350_000


def test_page_is_sound_html(drawn: Drawn) -> None:
    html5lib.HTMLParser(strict=len(drawn.scene.places) <= 60).parse(drawn.page)


def test_page_is_small_and_asks_for_nothing(drawn: Drawn) -> None:
    page = drawn.page
    assert len(page.encode()) <= {**LARGE, "occupation": DEFAULT}.get(drawn.definition.name, LIMIT)
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=.?http", page)
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page
    assert "unsafe-eval" not in page
    assert not re.search(r"\sstyle=", re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL))


def test_the_first_range_input_and_the_date_are_as_promised(drawn: Drawn) -> None:
    scene, page = drawn.scene, drawn.page
    slider = re.search(r"<input [^>]*type=\"range\"[^>]*>", page)
    assert slider is not None
    for part in (
        'id="time"',
        'min="0"',
        f'max="{len(scene.stops) - 1}"',
        'step="1"',
        f'value="{max(0, scene.opening - 1)}"',
    ):
        assert part in slider[0]
    assert re.search(r'<h2 [^>]*id="date"[^>]*><time datetime="\d{4}-\d\d-\d\d">', page)
    assert 'role="status"' in page


def test_without_scripts_every_place_has_a_row(drawn: Drawn) -> None:
    scene = drawn.scene
    body = drawn.page.split('<tbody data-ui="rows">')[1].split("</table>")[0]
    assert body.count("<tr") == sum(row.style.kind != "absent" for row in scene.rows(scene.opening))
    if len(scene.places) <= 60:
        found = re.findall(r'<tr data-place="([^"]+)" data-(state|value)="([^"]*)"', body)
        for (place, kind, said), row in zip(found, scene.rows(scene.opening), strict=True):
            assert place == row.place.id
            assert said == ((row.detail.state or row.style.key) if kind == "state" else str(row.value or ""))


def test_without_scripts_there_are_legend_first_sentence_notes_and_sources(drawn: Drawn) -> None:
    scene, page = drawn.scene, drawn.page
    assert len(re.findall(r'<li[^>]* data-code="', page)) == len(scene.series[0].used)
    assert scene.series[0].summaries[scene.opening].texts["en"].split(" ")[0] in page
    assert page.count('<li id="source-') == len(scene.sources)
    assert 'id="still"' in page


def test_the_still_has_each_place_s_land_once(drawn: Drawn) -> None:
    lands = re.findall(r'data-land="([^"]+)"', drawn.page)
    assert len(lands) == len(set(lands))
    if len(drawn.scene.places) <= 300:
        stop = drawn.scene.stop(drawn.scene.opening)
        assert stop is not None
        shown = {drawn.scene.places[o.place].id for o in drawn.scene.outlines if o.shown(stop.day)}
        assert set(lands) == shown


def test_scripts_get_the_scene_s_own_answers(drawn: Drawn) -> None:
    scene = drawn.scene
    data = page_data(drawn.page)
    assert data["stops"] == [stop.day.isoformat() for stop in scene.stops]
    for number, (series, told) in enumerate(zip(scene.series, data["series"], strict=True)):
        land = read_codes(page_block(drawn.page, f"land-{number}"), told["land"], scene.moments)
        assert np.array_equal(land, series.land_codes)
        if told["rows"]:
            rows = read_codes(page_block(drawn.page, f"rows-{number}"), told["rows"], scene.moments)
            assert np.array_equal(rows, series.place_codes)
        if series.values is not None:
            sent = read_values(page_block(drawn.page, f"values-{number}"), told["values"])
            assert sent.tolist() == series.values[~np.isnan(series.values)].tolist()
        for moment, said in enumerate(series.summaries):
            for lang in LANGUAGES if moment else ():
                assert told["summaries"][moment]["text"][lang] == said.texts[lang]


def test_every_number_leads_to_its_source(drawn: Drawn) -> None:
    data = page_data(drawn.page)
    numbers = {source["n"] for source in data["sources"]}
    assert numbers == set(range(1, len(numbers) + 1))
    for series in data["series"]:
        cited = [n for detail in series["details"] for n in detail.get("sources", [])]
        cited += [n for said in series["summaries"] for n in said["sources"]]
        assert cited
        assert set(cited) <= numbers


def test_every_language_is_offered_and_has_every_word_that_scripts_say(drawn: Drawn) -> None:
    data = page_data(drawn.page)
    assert data["langs"] == list(LANGUAGES)
    said = "\n".join(read_asset(name) for name in SCRIPTS)
    for key in set(re.findall(r'say\("([a-z_.]+[a-z_])"', said)):
        assert all(key in data["words"][lang] for lang in LANGUAGES), key


def test_the_same_map_gives_the_same_bytes() -> None:
    drawn = draw_map("life-expectancy")
    assert make_page(drawn.package, drawn.definition) == drawn.page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_opens_in_any_language_on_any_day(lang: str) -> None:
    drawn = draw_map("occupation")
    page = make_page(drawn.package, drawn.definition, lang=lang, day=date(1980, 1, 1))
    assert f'<html lang="{lang}">' in page
    assert '<time datetime="1980-01-01">' in page
    assert set(re.findall(r'<tr data-place="[^"]+" data-state="([^"]+)"', page)) <= {"before", "unknown"}


def test_text_of_a_package_stays_text() -> None:
    hostile = "</script><script>alert(1)</script><!-- <i> & \u2028"
    text = escape_json({"a": hostile})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["a"] == hostile
    scene = hostile_scene(draw_map("life-expectancy").scene, hostile)
    page = draw_page(scene)
    assert "<script>alert" not in page
    assert "<i>" not in page
    assert page_data(page)["title"]["en"] == hostile


def hostile_scene(scene: Scene, text: str) -> Scene:
    places = (replace(scene.places[0], names={"en": text}), *scene.places[1:])
    series = replace(scene.series[0], legend={"en": text}, unit={"en": text})
    said = {"en": text}
    return replace(
        scene, title=said, subtitle=said, places=places, series=(series,), notes=(said,), credit=said
    )


def test_style_sheet_and_picture_share_their_colours() -> None:
    sheet = read_asset("tokens.css")
    for name in ("paper", "water", "held", "ended", "accent"):
        assert PALETTE[name] in sheet, name


def test_gallery_pictures_are_small() -> None:
    gallery = Path(__file__).resolve().parents[2] / "maps" / "gallery"
    for picture in gallery.glob("*.png"):
        assert picture.stat().st_size <= 200_000, picture.name


def test_tiles_open_the_policy_for_their_host_alone() -> None:
    drawn = draw_map("occupation")
    tiles = {"url": "https://tile.example.org/{z}/{x}/{y}.png", "attribution": "<b>them</b>"}
    page = draw_page(replace(drawn.scene, projection="mercator"), tiles=tiles)
    policy = re.search(r"img-src ([^;]*);", page)
    assert policy is not None
    assert policy[1] == "data: blob: https://tile.example.org"
    assert "tile.example.org" not in drawn.page
    assert page_data(page)["tiles"]["attribution"] == "&lt;b&gt;them&lt;/b&gt;"


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_cannot_end_their_element_and_stay_short(script: str) -> None:
    assert "</script" not in read_asset(script).lower()
    assert len(read_asset(script).splitlines()) <= 400
