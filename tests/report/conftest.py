"""Reports are slow to draw, so each is made once: the main map's in all languages."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.recipe import build_recipe
from geo.report.blocks import Report
from geo.report.content import write_content
from geo.report.files import FORMATS, write_report
from geo.report.material import PeriodsMaterial, gather_periods
from geo.text.words import LANGUAGES

FILE = find_definitions(None, ["occupation"])[0]


def gather(name: str) -> PeriodsMaterial:
    file = find_definitions(None, [name])[0]
    definition = read_definition(file)
    return gather_periods(open_package(file, definition), definition)


def write(material: PeriodsMaterial, lang: str) -> Report:
    return write_content(material, lang, build_recipe(material.package, material.definition, {"lang": lang}))


@pytest.fixture(scope="session")
def material() -> PeriodsMaterial:
    return gather("occupation")


@pytest.fixture(scope="session")
def reports(material: PeriodsMaterial) -> Mapping[str, Report]:
    return {lang: write(material, lang) for lang in LANGUAGES}


@pytest.fixture(scope="session")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the main map's report in both forms and all languages."""
    folder = tmp_path_factory.mktemp("reports")
    for lang in LANGUAGES:
        write_report(FILE, FORMATS, lang, folder)
    return folder
