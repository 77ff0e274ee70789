"""The report of a map of values: its numbers are those of the table, its pictures show the land, in every language."""

import csv
import subprocess
from pathlib import Path

import pytest

from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.recipe import build_recipe
from geo.report.blocks import Bullets, Figure, Heading, Report, Table
from geo.report.content import write_content
from geo.report.files import write_report
from geo.report.values import ValuesMaterial, gather_values
from geo.text.words import LANGUAGES
from tests import needs

(FILE,) = find_definitions(names=["life-expectancy"])


@pytest.fixture(scope="module")
def material() -> ValuesMaterial:
    definition = read_definition(FILE)
    return gather_values(open_package(FILE, definition), definition)


def write(material: ValuesMaterial, lang: str) -> Report:
    return write_content(material, lang, build_recipe(material.package, material.definition, {"lang": lang}))


@pytest.fixture(scope="module")
def figures(material: ValuesMaterial) -> dict[tuple[str, str], float]:
    with (material.package.path / "values.csv").open(encoding="utf-8") as file:
        return {
            (row["place"], row["time"]): float(row["value"]) for row in csv.DictReader(file) if row["value"]
        }


def texts(table: Table) -> list[list[str]]:
    return [["".join(run.text for run in cell) for cell in row.cells] for row in table.rows]


def test_ranking_moves_and_spread_are_those_of_the_table(
    material: ValuesMaterial, figures: dict[tuple[str, str], float]
) -> None:
    tables = {block.name: block for block in write(material, "en").blocks if isinstance(block, Table)}
    names = {place.name("en"): place.id for place in material.shown.places}
    last = {place: value for (place, time), value in figures.items() if time == "2007"}
    ranked = [row for row in texts(tables["ranking"]) if row[0] != "\N{HORIZONTAL ELLIPSIS}"]
    assert len(ranked) == 30
    for rank, name, value, _ in ranked:
        assert float(value) == last[names[name]]
        assert sum(other > float(value) for other in last.values()) < int(rank)
    for name, first, then, change in texts(tables["moves-all"]):
        was, now = figures[names[name], "1952"], figures[names[name], "2007"]
        assert (float(first), float(then)) == (was, now)
        assert float(change.replace("\N{MINUS SIGN}", "-")) == pytest.approx(now - was)
    spread = {row[0]: row for row in texts(tables["spread"])}
    values = sorted(value for (_, time), value in figures.items() if time == "1952")
    assert [spread["1952"][n] for n in (1, 2, 6)] == [str(len(values)), f"{values[0]:g}", f"{values[-1]:g}"]


def test_the_brief_says_what_moved_and_what_is_lacking(material: ValuesMaterial) -> None:
    bullets = next(block for block in write(material, "en").blocks if isinstance(block, Bullets))
    said = ["".join(run.text for run in item).replace("\N{NO-BREAK SPACE}", " ") for item in bullets.items]
    assert "Oman rose most, by 38 years from 37.6 years to 75.6 years." in said
    assert "41 of 176 places have no figure at any time; a missing figure is not zero." in said
    assert bullets.items[0][0].cites == (1,)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_the_same_sections(material: ValuesMaterial, lang: str) -> None:
    own, english = write(material, lang), write(material, "en")
    assert [type(block) for block in own.blocks] == [type(block) for block in english.blocks]
    assert all(figure.alt for figure in own.figures)
    if lang != "en":
        heads = [
            [block.text for block in report.blocks if isinstance(block, Heading)] for report in (own, english)
        ]
        assert not set(heads[0]) & set(heads[1])


def test_both_forms_are_written_and_the_map_is_in_them(material: ValuesMaterial, tmp_path: Path) -> None:
    pdf, docx = write_report(FILE, ["pdf", "docx"], None, tmp_path)
    assert [block.name for block in write(material, "en").blocks if isinstance(block, Figure)] == [
        "map",
        "multiples",
        "curve",
    ]
    assert pdf.read_bytes()[:5] == b"%PDF-"
    assert docx.read_bytes()[:2] == b"PK"
    command = [needs.program("poppler-utils", "pdftotext"), "-layout", str(pdf), "-"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Life expectancy at birth" in done.stdout
    assert "75.6" in done.stdout
