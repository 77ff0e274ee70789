"""Every map of the gallery as a scene and as a page, each made once."""

from dataclasses import dataclass
from functools import cache

import pytest

from geo.model.build import build_scene
from geo.model.definition import Definition, find_definitions, open_package, read_definition
from geo.model.scene import Scene
from geo.package.read import Package
from geo.page.write import make_page

MAPS = [file.stem for file in find_definitions()]


@dataclass
class Drawn:
    """A map of the gallery."""

    package: Package
    definition: Definition
    scene: Scene
    page: str


@cache
def draw_map(name: str) -> Drawn:
    file = find_definitions(None, [name])[0]
    definition = read_definition(file)
    package = open_package(file, definition)
    return Drawn(package, definition, build_scene(package, definition), make_page(package, definition))


@pytest.fixture(params=MAPS)
def drawn(request: pytest.FixtureRequest) -> Drawn:
    """Each map of the gallery in turn."""
    return draw_map(request.param)


@pytest.fixture
def union() -> Drawn:
    """The map of the European Union."""
    return draw_map("eu-members")
