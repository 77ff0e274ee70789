"""Text from a package is text, whatever it holds; a damaged page says so and keeps its picture."""

import html
import re
from dataclasses import replace
from pathlib import Path

import html5lib
import pytest

from geo.model.definition import Definition, find_definitions, read_definition
from geo.package.read import read_package
from geo.package.schema import Event, Place, Source, Statement
from geo.page.packing import deflate, inflate
from geo.page.write import make_page
from tests.browser.conftest import until

pytestmark = pytest.mark.browser

MARKS = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script></script><!-- ]]> --> "\'`${window.hacked=1} '
    "\u2028\u2029\u202e\u200f javascript:window.hacked=1 & &lt; \\u003c </svg></style></title>{{7*7}}{%x%}"
)
HOSTILE = MARKS + "x" * 10_000


@pytest.fixture(scope="module")
def hostile_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    package = read_package()

    seen: set[type] = set()

    def spoil(row, names):
        # every field of every kind is that long once; all of them everywhere would be 20 MB and prove no more
        text = MARKS if type(row) in seen else HOSTILE
        seen.add(type(row))
        return row.model_copy(update=dict.fromkeys(names, text))

    places: dict[str, Place] = {
        key: spoil(place, ["name_en", "name_az", "name_hy", "name_ru", "other_names", "iso_3166_2"])
        for key, place in package.places.items()
    }
    statements: tuple[Statement, ...] = tuple(spoil(row, ["locator", "note"]) for row in package.statements)
    events: tuple[Event, ...] = tuple(
        spoil(row, ["title_en", "title_az", "title_hy", "title_ru", "location"]) for row in package.events
    )
    sources: dict[str, Source] = {
        key: spoil(row, ["title", "publisher", "side", "licence", "note"]).model_copy(
            update={"url": "javascript:window.hacked=1"}
        )
        for key, row in package.sources.items()
    }
    features = tuple(feature._replace(note=HOSTILE, exactness=HOSTILE) for feature in package.features)
    spoilt = replace(
        package, places=places, statements=statements, events=events, sources=sources, features=features
    )
    definition = read_definition(find_definitions(None, ["occupation"])[0])
    words = dict.fromkeys(("en", "az", "hy", "ru"), HOSTILE)
    states = dict.fromkeys(("before", "possible", "held", "ended", "unknown", "some", "outside"), words)
    worded = {
        "title": words,
        "subtitle": words,
        "notes": [words],
        "boundary_note": words,
        "states": {**states, "source": "occupation-in-figures"},
    }
    definition = Definition.model_validate(
        {**definition.model_dump(exclude_unset=True), "name": "hostile", **worded}
    )
    file = tmp_path_factory.mktemp("hostile") / "page.html"
    file.write_text(make_page(spoilt, definition), "utf-8")
    return file


def test_hostile_text_is_shown_and_runs_nothing(visit, hostile_page: Path) -> None:
    page = visit(hostile_page)
    assert page.inner_text("h1").startswith("<img src=x onerror=")
    page.focus("#time")
    for key in ("Home", "ArrowRight", "ArrowRight", "End"):
        page.keyboard.press(key)
    page.locator("tr[data-place=fizuli] button.place-name").click(force=True)
    for lang in ("az", "hy", "ru", "en"):
        page.select_option("[data-ui=language]", lang, force=True)
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert page.locator("img[src=x]").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0
    page.evaluate("document.querySelector('[data-ui=share]').open = true")
    until(page, "document.querySelector('#copy-embed').value !== ''")
    frame = html5lib.parseFragment(page.input_value("#copy-embed"), namespaceHTMLElements=False)
    assert [(element.tag, element.get("title")) for element in frame] == [
        ("iframe", page.evaluate("GeoTimeMaps.readData('geo').title.en"))
    ]


def test_hostile_text_without_scripts(visit, hostile_page: Path) -> None:
    page = visit(hostile_page, ready=False, java_script_enabled=False)
    assert html.unescape(page.inner_text("h1")).startswith("<img src=x")


def damaged(pages, tmp_path: Path, change) -> Path:
    text = pages["occupation"].read_text("utf-8")
    spoilt = change(text)
    assert spoilt != text
    file = tmp_path / "damaged.html"
    file.write_text(spoilt, "utf-8")
    return file


def swap_data(change):
    def swap(text: str) -> str:
        found = re.search(r'(id="geo-data" data-packed="data">)([^<]*)<', text)
        return text.replace(found[2], deflate(change(inflate(found[2]))))

    return swap


@pytest.mark.parametrize(
    "change",
    [
        swap_data(lambda data: data[: len(data) // 2]),
        swap_data(lambda _data: "{}"),
        swap_data(lambda data: data.replace('"stops":[', '"stops":["soon",')),
        lambda text: re.sub(r'(id="geo-data" data-packed="data">)[^<]*<', r"\1AAAA<", text),
        lambda text: re.sub(
            r'<script type="application/json" id="geo-data".*?</script>', "", text, flags=re.DOTALL
        ),
        lambda text: re.sub(r'(data-packed="scripts">)[^<]{200}', r"\1", text),
    ],
    ids=["cut", "empty", "odd", "not deflate", "missing", "scripts cut"],
)
def test_a_damaged_page_says_so_and_keeps_its_picture(visit, pages, tmp_path: Path, change) -> None:
    page = visit(damaged(pages, tmp_path, change), ready=False, quiet=False)
    page.wait_for_selector("[role=alert]", state="visible")
    assert len(page.inner_text("[role=alert]")) > 20
    assert page.locator("svg.geo-map").first.is_visible()
    assert page.locator("tr[data-place]").count() == 11


def test_an_injected_script_or_request_is_refused(visit) -> None:
    page = visit(quiet=False)
    page.evaluate(
        """() => { const s = document.createElement('script'); s.textContent = 'window.hacked = 1'; document.body.append(s);
        const i = new Image(); i.src = 'https://example.org/x.png'; }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.hacked") is None
    assert any("Content Security Policy" in line for line in page.said)


@pytest.mark.parametrize("frame", ["srcdoc", "sandbox"])
def test_in_a_frame_that_forbids_the_address_bar(visit, pages, tmp_path: Path, frame: str) -> None:
    attributes = (
        f'srcdoc="{html.escape(pages["occupation"].read_text("utf-8"))}"'
        if frame == "srcdoc"
        else 'src="occupation.html" sandbox="allow-scripts"'
    )
    (tmp_path / "occupation.html").write_bytes(pages["occupation"].read_bytes())
    holder = tmp_path / "holder.html"
    holder.write_text(
        '<!DOCTYPE html><html lang="en"><title>x</title>'
        f'<iframe title="map" width="400" height="700" {attributes}></iframe></html>',
        "utf-8",
    )
    page = visit(holder, ready=False)
    inside = page.frame_locator("iframe")
    inside.locator("html[data-ready=true]").wait_for(state="attached")
    inside.locator("[data-step=first]").click()
    assert inside.locator("#date time").get_attribute("datetime") == "1988-01-01"
    assert inside.locator("body").evaluate("() => document.documentElement.scrollWidth") <= 400
