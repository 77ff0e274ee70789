"""One output of every kind of a small map, and a copy to forge."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from geo.export.files import DATA, MOTION, Request, export_map
from geo.model.definition import find_definitions, read_definition
from geo.package.read import read_package
from geo.page.write import write_page
from tests.made import project

DAY = date(1993, 8, 23)
FILM = [date(1992, 5, 18), date(1992, 9, 1), DAY]


@pytest.fixture(scope="session")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="session")
def made(maps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one output of every kind."""
    out = tmp_path_factory.mktemp("made")
    (file,) = find_definitions(maps)
    export_map(file, [DAY], ("png", "svg", "pdf", *DATA), out, Request(size="a5", dpi=50))
    export_map(file, FILM, MOTION, out, Request(size="120x90mm"))
    write_page(read_package(maps.parent / "package"), read_definition(file), out / "small.html")
    return out


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))
