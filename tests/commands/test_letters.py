"""Names in scripts that no font of the pictures has: said once, in words, and nothing fails."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

from geo.audit.check import check_project
from geo.look.letters import MissingLetters, text_width
from geo.new.files import write_new
from geo.new.make import make_new
from geo.new.request import Request
from tests.made import square


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("letters")
    names = ("𒀭", "བོད", "Paris", "北京")
    features = [
        {
            "type": "Feature",
            "properties": {"name": name},
            "geometry": shapely.geometry.mapping(square(2 * number)),
        }
        for number, name in enumerate(names)
    ]
    (folder / "s.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), "utf-8"
    )
    with (folder / "d.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "from"), *((name, "1990-05") for name in names)])
    request = Request(
        folder / "made",
        boundaries=str(folder / "s.geojson"),
        figures=str(folder / "d.csv"),
        place="name",
        start="from",
    )
    write_new(request.folder, make_new(request))
    return request.folder


@pytest.mark.parametrize("command", ["export made --format png,svg", "report made --format pdf,docx"])
def test_one_plain_line_names_the_letters(folder: Path, tmp_path: Path, command: str) -> None:
    words = [*command.split(), "--maps", str(folder / "maps"), "--out", str(tmp_path / "out")]
    program = [sys.executable, "-m", "geo.cli"]
    env = {**os.environ, "PYTHONUTF8": "1"}
    run = subprocess.run([*program, *words], capture_output=True, encoding="utf-8", check=True, env=env)
    (line,) = run.stderr.splitlines()
    assert line.startswith("warning: no font of pictures and reports has ")
    assert {"𒀭", "བ"} <= set(line)
    assert "北" not in line
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_the_check_names_the_places(folder: Path) -> None:
    found = [finding for finding in check_project(folder) if "letters" in finding.wanted]
    assert [(finding.level, finding.came) for finding in found] == [("warning", "𒀭"), ("warning", "བོད")]


def test_a_letter_without_a_sign_has_the_width_of_its_box() -> None:
    with pytest.warns(MissingLetters, match="𒀭"):
        assert text_width("𒀭", 10) > 2
