"""Ink follows the land on every map that comes with the program, in what its page and pictures are drawn from."""

import numpy as np
import pytest
import shapely

from geo.land.area import geodesic_km2, keep_polygons
from geo.look.choice import choose_plane
from geo.model.definition import find_definitions, open_package, read_definition


@pytest.mark.parametrize("file", find_definitions(), ids=lambda file: file.stem)
def test_ink_per_km2_agrees_within_a_percent(file) -> None:
    definition = read_definition(file)
    package = open_package(file, definition)
    ids = definition.places or sorted(package.places)
    shapes = [package.versions(name)[-1][-1] for name in ids if package.places[name].boundary]
    land = np.array([keep_polygons(shape) for shape in shapes[:: max(1, len(shapes) // 120)]], dtype=object)
    plane = choose_plane(np.array(shapes, dtype=object), definition.page_projection)
    assert plane.kind != "mercator"
    ink = shapely.area(plane.project(land)) * plane.metres_per_unit**2 / 1e6
    share = ink / np.array([geodesic_km2(shape) for shape in land])
    assert share.max() / share.min() < 1.01
    assert share.mean() == pytest.approx(1, abs=0.005)
