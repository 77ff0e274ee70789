import json
import re
from datetime import date
from pathlib import Path

import html5lib
import pytest

from geo.look.style import PALETTE
from geo.model.definition import Definition, find_definitions, read_definition
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package, read_package
from geo.page.assets import read_asset
from geo.page.draw import draw_page, escape_json
from geo.page.packing import inflate
from geo.page.payload import build_payload
from geo.text.words import LANGUAGES

NAMES = ["occupation", "checked"]


@pytest.fixture(scope="module", params=NAMES)
def drawn(request: pytest.FixtureRequest) -> tuple[Package, Definition, Timeline, str]:
    package = read_package()
    definition = read_definition(find_definitions(None, [request.param])[0])
    timeline = build_timeline(package, definition.choice)
    return package, definition, timeline, draw_page(package, definition, timeline)


def packed(page: str, name: str) -> str:
    found = re.search(rf'id="{name}" data-packed="data">([^<]*)<', page)
    assert found is not None
    return inflate(found[1])


def test_page_is_sound_html(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    parser = html5lib.HTMLParser(strict=True)
    parser.parse(drawn[3])


def test_page_is_small_and_asks_for_nothing(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    page = drawn[3]
    assert len(page.encode()) <= 400_000
    assert not re.search(r"<(script|link|img|iframe)[^>]+(src|href)=.?http", page)
    assert "default-src 'none'" in page
    assert "unsafe-inline" not in page
    assert "unsafe-eval" not in page
    assert not re.search(r"\sstyle=", re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL))


def test_without_scripts_every_place_has_one_row(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    _, definition, timeline, page = drawn
    situation = timeline.on(definition.opening(timeline.stops))
    rows = re.findall(r'<tr data-place="([^"]+)" data-state="([^"]+)"', page)
    assert rows == [(here.place.id, here.state) for here in situation.places]


def test_payload_answers_as_the_timeline_does(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    _, _, timeline, page = drawn
    data = json.loads(packed(page, "geo-data"))
    assert data["stops"] == [stop.isoformat() for stop in timeline.stops]
    for stop, here in zip(timeline.stops, data["situations"][1:], strict=True):
        situation = timeline.on(stop)
        assert here["states"] == "".join(place.state[0] for place in situation.places)
        assert here["paints"] == situation.letters
        assert here["totals"]["held"]["km2"] == round(situation.held_km2, 1)


def test_every_number_leads_to_its_source(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    package, definition, timeline, _ = drawn
    data = build_payload(package, definition, timeline)
    numbers = {source["n"] for source in data["sources"]}
    assert numbers == set(range(1, len(numbers) + 1))
    for place in data["places"]:
        assert all(row["source"] in numbers for row in place["statements"])
        assert place["sources"], place["id"]
    for caption in data["captions"]:
        for lang in LANGUAGES:
            assert caption[lang], "every stop has a sentence in every language"


def test_text_of_a_package_cannot_leave_its_script() -> None:
    hostile = "</script><script>alert(1)</script><!-- \u2028\u2029 &"
    text = escape_json({"a": hostile})
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text)["a"] == hostile


def test_opening_day_outside_any_stop(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    package, definition, timeline, _ = drawn
    early = definition.model_copy(update={"open": "1980-01-01"})
    page = draw_page(package, early, timeline)
    assert '<time datetime="1980-01-01">' in page
    assert {state for _, state in re.findall(r'<tr data-place="([^"]+)" data-state="([^"]+)"', page)} == {"before"}
    assert definition.opening((date(1990, 1, 1),)) == date(1994, 5, 12)


def test_style_sheet_and_picture_share_their_colours() -> None:
    sheet = "\n".join(read_asset(name) for name in ("page.css", "map.css"))
    for name in ("paper", "water", "before", "held", "ended", "accent"):
        assert PALETTE[name] in sheet, name


def test_gallery_pictures_are_small() -> None:
    gallery = Path(__file__).resolve().parents[2] / "maps" / "gallery"
    for picture in gallery.glob("*.png"):
        assert picture.stat().st_size <= 200_000, picture.name


def test_tiles_open_the_policy_for_their_host_alone(drawn: tuple[Package, Definition, Timeline, str]) -> None:
    package, definition, timeline, page = drawn
    tiles = {"url": "https://tile.example.org/{z}/{x}/{y}.png", "attribution": "<b>them</b>"}
    tiled = Definition.model_validate({**definition.model_dump(), "name": definition.name, "tiles": tiles})
    with_tiles = draw_page(package, tiled, timeline)
    policy = re.search(r"img-src ([^;]*);", with_tiles)
    assert policy is not None
    assert policy[1] == "data: blob: https://tile.example.org"
    assert "tile.example.org" not in page
    assert json.loads(packed(with_tiles, "geo-data"))["tiles"]["attribution"] == "&lt;b&gt;them&lt;/b&gt;"
