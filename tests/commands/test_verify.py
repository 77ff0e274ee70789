import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli
from tests.made import project

CHANGED = "edited or damaged since, or made by a changed copy of this program"


@pytest.fixture
def table(tmp_path: Path) -> tuple[Path, list[str]]:
    maps = ["--maps", str(project(tmp_path / "project"))]
    made = CliRunner().invoke(
        cli, ["export", "small", *maps, "--format", "csv", "--out", str(tmp_path / "out")]
    )
    assert made.exit_code == 0, made.output
    return Path(made.output.strip()), maps


def test_exit_code_0_and_a_line_for_each_file(table: tuple[Path, list[str]]) -> None:
    path, maps = table
    done = CliRunner().invoke(cli, ["verify", str(path), f"{path}.recipe.json", *maps])
    assert done.exit_code == 0
    assert done.output == f"{path}: identical to what this program makes from the data here\n"


def test_exit_code_1_and_the_reason(table: tuple[Path, list[str]]) -> None:
    path, maps = table
    path.write_text(path.read_text("utf-8").replace("1840", "1841"), "utf-8")
    done = CliRunner().invoke(cli, ["verify", str(path), str(path.parent / "none.png"), *maps])
    assert done.exit_code == 1
    first, second = done.output.splitlines()
    assert first == f"{path}: differs: row lachin, reported_km2: has 1841.0, wanted 1840.0: {CHANGED}"
    assert second.endswith("none.png: cannot be checked: is no file that can be read; check the name")


def test_json_says_the_same(table: tuple[Path, list[str]]) -> None:
    path, maps = table
    done = CliRunner().invoke(cli, ["verify", str(path), "--json", *maps])
    (found,) = json.loads(done.output)
    assert found["file"] == str(path)
    assert found["verdict"] == "identical"
    assert found["good"] is True


def test_without_a_file_it_says_what_is_missing() -> None:
    assert CliRunner().invoke(cli, ["verify"]).exit_code == 2
