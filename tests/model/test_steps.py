"""What a guided reading may name: places of the map, sources of the package, days that it has."""

from pathlib import Path

import pytest

from geo.audit.check import check_project
from geo.model.build import build_scene
from geo.model.definition import open_package, read_definition
from tests.made import project, valued

GOOD = 'date = "1993-08-23"\nplace = "fizuli"\nsources = ["figures"]\ntext = "Fizuli."\n'


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def findings(file: Path, step: str) -> list[str]:
    project = file.parents[1]
    (project / "package").rename(project / "data")
    text = file.read_text("utf-8").replace("../package", "../data")
    file.write_text(f"{text}\n[[steps]]\n{step}", "utf-8")
    return [str(found) for found in check_project(project) if found.level == "error" and "step" in str(found)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("fizuli", "fizulli"), "steps, step 1, place: the map has no place 'fizulli'; nearest: fizuli"),
        (
            ('"figures"', '"figure"'),
            "steps, step 1, sources: the package has no source 'figure'; nearest: figures",
        ),
        (("1993-08-23", "1993-02-30"), "steps, step 1, date: "),
        (("1993-08-23", "../1993"), "wanted a date with a first day"),
        (('place = "fizuli"', "view = [47, 39, 46, 40]"), "wanted west, south, east, north"),
    ],
)
def test_check_refuses_what_a_step_cannot_mean(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    (found,) = findings(project(tmp_path) / "small.toml", GOOD.replace(*change))
    assert said in found


def test_a_sound_step_is_in_the_scene_of_either_kind_of_map(tmp_path: Path) -> None:
    for file, day in (
        (project(made(tmp_path / "a")) / "small.toml", "1993-08-23"),
        (valued(made(tmp_path / "b")), "2000"),
    ):
        assert findings(file, GOOD.replace("1993-08-23", day)) == []
        definition = read_definition(file)
        scene = build_scene(open_package(file, definition), definition)
        (step,) = scene.steps
        assert (step.when.text, step.place, step.texts, step.sources) == (
            day,
            "fizuli",
            {"en": "Fizuli."},
            ("figures",),
        )
        assert "figures" in scene.source_numbers


def test_figures_have_no_step_before_the_first(tmp_path: Path) -> None:
    (found,) = findings(valued(tmp_path), GOOD)
    assert "the map begins on 2000-01-01" in found
