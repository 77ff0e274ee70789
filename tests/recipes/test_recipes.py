"""The recipes of `maps/README.md` do what they say, each as a user would type it."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.told import Told, tell

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


def run(code: str, folder: Path) -> str:
    """Type a recipe: `geo` without a process for each, all else in a shell; return what it says."""
    shutil.copytree(ROOT / "data" / "boundaries", folder / "data" / "boundaries")
    said = ""
    for part in re.findall(r"^geo .*\n|(?:(?!geo ).*\n)+", code.replace("\\\n", ""), re.MULTILINE):
        if part.startswith("geo "):
            words, _, file = part.removeprefix("geo ").partition(" > ")
            given = [
                str(file)
                for word in shlex.split(words)
                for file in (sorted(folder.glob(word)) if "*" in word else [word])
            ]
            done: Told | subprocess.CompletedProcess[str] = tell(*given, folder=folder)
            if file:
                (folder / file.strip()).write_text(done.stdout, "utf-8")
        else:
            done = shell(part, folder)
        assert done.returncode == 0, (part, done.stdout, done.stderr)
        said += done.stdout
    return said


def shell(code: str, folder: Path) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", code],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_recipe_has_its_result_here() -> None:
    assert RECIPES.keys() == MADE.keys()


@pytest.mark.parametrize("name", MADE)
def test_recipe(name: str, tmp_path: Path) -> None:
    said = run(RECIPES[name], tmp_path)
    for made in MADE[name]:
        assert list(tmp_path.glob(made)), (made, sorted(map(str, tmp_path.rglob("*")))[:40])
    if "war monitor" in name:
        answer = json.loads(said[said.index("\n{") :])
        assert {(row["place"], row["party"]) for row in answer["gained"]} >= {("kalbajar", "south")}
    if "weekly" in name:
        assert re.search(r"lachin +3\.8", said)  # 3 cases among 78,000 people
        assert re.search(r"aghdam +4\.5", said)
