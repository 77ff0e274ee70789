"""Equal ink: every place's land in an exported SVG, against its area on the ellipsoid."""

import pytest

from geo.model.definition import find_definitions
from geo.picture.draw import compose, svg_bytes
from geo.picture.ground import Ground
from geo.picture.layout import Options
from geo.picture.sheet import parse_size
from tests.ink import ink_per_km2, made_scene
from tests.look.test_choice import MAPS
from tests.picture.conftest import load


@pytest.mark.parametrize("name", [*(file.stem for file in find_definitions()), *MAPS])
def test_ink_per_km2_agrees_within_a_percent_between_any_two_areas(name: str) -> None:
    scene = made_scene(MAPS[name], name) if name in MAPS else load(name)
    options = Options(parse_size("a5"), alone=True)
    (sheet,) = compose(Ground(scene), scene.stops[-1].day, "single", options)
    share = ink_per_km2(svg_bytes(sheet, {"Title": "-", "Description": "-", "Recipe": "{}"}, "en"), scene)
    assert len(share) == sum(place.drawn for place in scene.places)
    assert max(share.values()) / min(share.values()) < 1.01
