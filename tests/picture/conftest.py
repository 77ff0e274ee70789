"""Scenes of every kind of map to draw: those that come with the program, and two small ones whose numbers are plain."""

from pathlib import Path

import pytest

from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.scene import Scene
from geo.picture.ground import Ground
from tests.made import valued


def load(name: str) -> Scene:
    file = find_definitions(None, [name])[0]
    definition = read_definition(file)
    return build_scene(open_package(file, definition), definition)


@pytest.fixture(scope="session")
def shown() -> Scene:
    """The main map."""
    return load("occupation")


@pytest.fixture(scope="session")
def ground(shown: Scene) -> Ground:
    return Ground(shown)


@pytest.fixture(scope="session")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Two squares with figures of two years, one of them flagged, one lacking."""
    file = valued(tmp_path_factory.mktemp("valued"))
    definition = read_definition(file)
    return build_scene(open_package(Path(file), definition), definition)
