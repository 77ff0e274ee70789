"""The real QGIS opens a GeoPackage as a user would: default style, time, and the colours of each day at known points."""

import json
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.export.files import export_map
from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.scene import Scene, Style
from tests import needs

PYTHON = "/usr/bin/python3"  # Debian's, which its python3-qgis is for
PROBE = Path(__file__).with_name("qgis_probe.py")


def _has_qgis() -> bool:
    if not Path(PYTHON).exists():
        return False
    return (
        subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode == 0
    )


@pytest.fixture(scope="module", autouse=True)
def qgis() -> None:
    if not _has_qgis():
        needs.lack("QGIS", "install Debian's python3-qgis")


def ask(
    path: Path, layer: str, view: list[float], days: list[str], points: list[tuple[float, float]]
) -> dict[str, Any]:
    asked = json.dumps({"view": view, "days": days, "points": points})
    env = {
        "QT_QPA_PLATFORM": "offscreen",
        "PATH": "/usr/bin:/bin",
        "HOME": str(path.parent),
        "XDG_RUNTIME_DIR": str(path.parent),
    }
    told = subprocess.run(
        [PYTHON, str(PROBE), str(path), layer, asked], capture_output=True, text=True, env=env, check=False
    )
    assert told.stdout, told.stderr
    found: dict[str, Any] = json.loads(told.stdout.splitlines()[-1])
    return found


def apart(one: str, other: str) -> int:
    return max(abs(int(one[at : at + 2], 16) - int(other[at : at + 2], 16)) for at in (1, 3, 5))


def style_at(scene: Scene, day: date, point: tuple[float, float]) -> Style | None:
    codes = scene.series[0].land_codes[:, scene.moment(day)]
    for piece, shape in enumerate(scene.land.geometries):
        if shape.contains(shapely.Point(point)):
            return scene.series[0].styles[codes[piece]]
    return None


def middle_of(scene: Scene, place: int) -> tuple[float, float]:
    """The middle of the widest room in a place's largest piece."""
    mine = [shape for piece, shape in enumerate(scene.land.geometries) if place in scene.land.places(piece)]
    largest = max((part for shape in mine for part in shapely.get_parts(shape)), key=lambda part: part.area)
    (x, y), _ = shapely.maximum_inscribed_circle(largest).coords
    return x, y


@pytest.mark.parametrize(
    ("name", "view", "days", "places"),
    [
        ("occupation", [45.5, 38.7, 47.8, 40.6], ["1988-06-01", "1994-06-01", "2021-06-01"],
         ["lachin", "jabrayil", "fizuli", "shusha", "aghdam", "zangilan"]),
        ("life-expectancy", [-120.0, -120.0, 120.0, 120.0], ["1952-01-01", "1980-05-05", "2007-01-01"],
         ["france", "brazil", "libya", "russia", "zambia"]),
    ],
)  # fmt: skip
def test_three_days_look_as_our_answers_say(
    name: str, view: list[float], days: list[str], places: list[str], tmp_path: Path
) -> None:
    (file,) = find_definitions(None, [name])
    definition = read_definition(file)
    scene = build_scene(open_package(file, definition), definition)
    wanted_ids = [scene.positions[place] for place in places]
    points = [middle_of(scene, number) for number in wanted_ids]
    (path,) = export_map(file, None, ["gpkg"], tmp_path)
    told = ask(path, scene.asks, view, days, points)
    assert told["loaded"]
    assert told["valid"]
    assert told["message"] == "Loaded from Provider"
    assert (told["renderer"], told["temporal"], told["mode"]) == ("categorizedSymbol", True, 2)
    assert (told["start"], told["end"]) == ("start", "end")
    seen = set()
    for day in days:
        for point, colours in zip(points, told["days"][day], strict=True):
            style = style_at(scene, date.fromisoformat(day), point)
            assert style is not None, point
            seen.add(style.key)
            wanted = [style.mark, style.fill] if style.pattern and style.mark else [style.fill]
            # a thin line's own colour is mixed with what it crosses
            assert all(min(apart(colour, one) for one in colours) < 40 for colour in wanted), (
                day,
                point,
                style.key,
                colours[:5],
            )
            assert style.pattern or colours[0] == style.fill, (day, point, style.key, colours[:5])
    assert len(seen) >= 3
