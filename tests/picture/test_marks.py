"""What says how large a map is: its scale bar, measured on the ellipsoid between the ends that are drawn."""

import pytest
import shapely
from pyproj import Geod

from geo.picture.frame import Frame
from geo.picture.ground import Ground
from geo.picture.marks import draw_bar
from geo.picture.sheet import Sheet, parse_size
from tests.ink import made_scene

RECT = (10.0, 10.0, 200.0, 150.0)


@pytest.mark.parametrize("projection", ["auto", "mercator"])
@pytest.mark.parametrize("side", [0.02, 0.9, 2.4])
def test_a_scale_bar_is_as_long_as_it_says(monkeypatch: pytest.MonkeyPatch, projection: str, side: float) -> None:
    boxes: list[tuple[float, float, float]] = []
    words: list[str] = []
    monkeypatch.setattr(Sheet, "box", lambda *given, **_: boxes.append(given[1:4]))
    monkeypatch.setattr(Sheet, "write", lambda *given, **_: words.append(given[3]))
    land = [shapely.box(24, 60, 24 + 2 * side, 60 + side)]
    frame = Frame(Sheet(parse_size("a4")), Ground(made_scene(land), projection=projection), RECT)
    assert draw_bar(frame, "en")
    middle_y, wide = frame.middle[1], sum(box[2] for box in boxes) / frame.scale
    ends = frame.ground.plane.degrees([[frame.middle[0] - wide / 2, middle_y], [frame.middle[0] + wide / 2, middle_y]])
    _, _, metres = Geod(ellps="WGS84").inv(*ends[0], *ends[1])
    number, unit = words[-1].split("\xa0") if "\xa0" in words[-1] else words[-1].split()
    assert metres == pytest.approx(float(number) * {"km": 1000, "m": 1}[unit], rel=0.001)
    assert 0.1 < sum(box[2] for box in boxes) / (RECT[2] - RECT[0]) < 0.27  # neither a dot nor across the land


def test_a_scale_bar_keeps_off_what_is_taken() -> None:
    frame = Frame(Sheet(parse_size("a4")), Ground(made_scene([shapely.box(24, 60, 26, 61)])), RECT)
    (free,) = draw_bar(frame, "en")
    (moved,) = draw_bar(frame, "en", [free])
    assert not shapely.intersects(shapely.box(*free), shapely.box(*moved))
