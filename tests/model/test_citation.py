"""A map as a work to cite: each form is read by what it is made for, whatever a title holds."""

import json
import re
from datetime import date

import pytest

from geo.model.citation import Citation, cite_sources
from geo.model.definition import find_definitions, read_definition
from geo.package.read import Package
from geo.text.words import LANGUAGES
from tests import needs

HOSTILE = 'A {b} \\input{x} 50% of $1 & #2 _under_ ~ ^ "quoted": - yes\n- no: {'
MADE = Citation(
    "map-3f9a1c", HOSTILE, "en", "Data: {x}", "3f9a1c0b2d4e", "0.1.0", ("public domain", "CC-BY-4.0")
)


@pytest.fixture(scope="module")
def occupation_map(shipped_package: Package) -> dict[str, Citation]:
    definition = read_definition(find_definitions(None, ["occupation"])[0])
    return {lang: Citation.of(shipped_package, definition, lang) for lang in LANGUAGES}


def test_the_line_names_map_day_and_build(
    occupation_map: dict[str, Citation], shipped_package: Package
) -> None:
    line = occupation_map["en"].line(date(1994, 5, 12))
    assert line.startswith("geo-timemaps. The Occupation in Figures: map as of 12 May 1994.")
    assert shipped_package.digest[:12] in line
    assert "12 мая 1994 г" in occupation_map["ru"].line(date(1994, 5, 12))
    assert all(".." not in citation.line(date(1994, 5, 12)) for citation in occupation_map.values())


def test_bibtex_has_balanced_braces_and_no_live_markup() -> None:
    entry = MADE.bibtex()
    bare = re.sub(r"\\[{}$&#_%]|\\text\w+\{\}", "", entry)
    depth = 0
    for letter in bare:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert depth >= 0
    assert depth == 0
    assert not re.search(r"[$&#_%~^\\]", bare)
    assert entry.startswith("@misc{map-3f9a1c,\n")
    assert r"\textbackslash{}input\{x\} 50\% of \$1 \& \#2" in entry


def test_csl_json_loads(occupation_map: dict[str, Citation]) -> None:
    (item,) = json.loads(MADE.csl())
    assert item["title"] == HOSTILE
    for lang, citation in occupation_map.items():
        (item,) = json.loads(citation.csl())
        assert (item["id"], item["type"], item["language"]) == (citation.key, "map", lang)
        assert item["version"] == citation.build


def test_cff_is_yaml(occupation_map: dict[str, Citation]) -> None:
    yaml = needs.module("yaml")
    made = yaml.safe_load(MADE.cff())
    assert made["title"] == HOSTILE
    assert made["license"] == "CC-BY-4.0"
    shown = yaml.safe_load(occupation_map["hy"].cff())
    assert shown["cff-version"] == "1.2.0"
    assert shown["authors"] == [{"name": "geo-timemaps"}]
    assert shown["version"] == occupation_map["hy"].build


def test_a_citation_has_date_day_publisher_and_address(shipped_package: Package) -> None:
    definition = read_definition("occupation").model_copy(update={"cite_url": "https://example.org/map#50%"})
    citation = Citation.of(shipped_package, definition, "en", "12 May 1994")
    (item,) = json.loads(citation.csl())
    dates = [
        span
        for source in shipped_package.sources.values()
        for span in (source.published, source.accessed)
        if span
    ]
    latest = max(span.earliest for span in dates if span.earliest)
    parts = item["issued"]["date-parts"][0]
    assert parts == [latest.year, latest.month, latest.day][: len(parts)]
    assert item["URL"] == "https://example.org/map#50%"
    assert item["container-title"] == shipped_package.title
    assert item["publisher"].endswith("et al.")
    assert item["note"].startswith("Shown: 12 May 1994.")
    assert r"https://example.org/map\#50\%" in citation.bibtex()


def test_sources_are_a_bibliography(shipped_package: Package) -> None:
    sources = list(shipped_package.sources.values())
    items = {item["id"]: item for item in json.loads(cite_sources(sources, "csl"))}
    assert list(items) == [source.id for source in sources]
    for source in sources:
        assert items[source.id]["title"] == source.title
        assert items[source.id].get("URL", "") == source.address
    assert cite_sources(sources, "bibtex").count("@misc{") == len(sources)
