"""The recipes of `maps/README.md` do what they say, each as a user would type it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "geo" / "model" / "recipes.md").read_text("utf-8")
RECIPES: dict[str, str] = dict(re.findall(r"^### (.*?)\n.*?```sh\n(.*?)```", TEXT, re.DOTALL | re.MULTILINE))
MADE = {
    "A newsroom's monthly update": ["published"],
    "A teacher's lesson with two sources": ["lesson/side-by-side.html", "lesson/*.pdf"],
    "A war monitor's control map": ["control/pages/control.html"],
    "An epidemiologist's weekly rates": ["pages/cases.html", "brief/*.docx"],
    "A QGIS hand-over": ["handover/*.gpkg", "handover/sources.bib"],
    "From events to a map": ["events.html", "series.csv"],
}


def run(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    shutil.copytree(ROOT / "data" / "boundaries", folder / "data" / "boundaries")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_every_recipe_has_its_result_here() -> None:
    assert RECIPES.keys() == MADE.keys()


@pytest.mark.parametrize("name", MADE)
def test_recipe(name: str, tmp_path: Path) -> None:
    done = run(RECIPES[name], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    for made in MADE[name]:
        assert list(tmp_path.glob(made)), (made, sorted(map(str, tmp_path.rglob("*")))[:40])
    if "war monitor" in name:
        answer = json.loads(done.stdout[done.stdout.index("\n{") :])
        assert {(row["place"], row["party"]) for row in answer["gained"]} >= {("kalbajar", "south")}
    if "weekly" in name:
        assert re.search(r"lachin +3\.8", done.stdout)  # 3 cases among 78,000 people
        assert re.search(r"aghdam +4\.5", done.stdout)
