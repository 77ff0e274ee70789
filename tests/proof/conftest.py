"""One output of every kind of a small map, and a copy to forge."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from geo.export.files import DATA, MOTION, Request, export_map
from geo.model.definition import find_definitions, read_definition
from geo.package.read import read_package
from geo.page.write import write_page
from geo.proof import check
from geo.proof.check import Verdict, verify_files
from tests.made import project

DAY = date(1993, 8, 23)
NAME = f"small-{DAY}"
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


def verdict(path: Path, maps: Path) -> Verdict:
    (found,) = verify_files([path], maps)
    return found


@pytest.fixture
def again(request: pytest.FixtureRequest, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made again is what was made: other tests make it, and a film takes seconds."""
    if "recipe" not in request.fixturenames:
        names = {"html": "small.html", "datapackage": f"{NAME}.datapackage.zip"}
        monkeypatch.setattr(
            check,
            "make_again",
            lambda _, recipe, *__: made / names.get(kind := recipe["options"]["format"], f"{NAME}.{kind}"),
        )
