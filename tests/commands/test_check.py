import json
import shutil
from pathlib import Path

import pytest

from tests.made import Folder, valued
from tests.told import Told, tell

DATA = Path(__file__).resolve().parents[2] / "data"


def check(*arguments: str) -> Told:
    return tell("check", *arguments)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(DATA, tmp_path / "data")
    file = tmp_path / "data" / "datapackage.json"
    described = json.loads(file.read_text("utf-8"))
    for resource in described["resources"]:
        resource.pop("hash", None)
        resource.pop("bytes", None)
    file.write_text(json.dumps(described), "utf-8")
    return tmp_path / "data"


def test_what_comes_with_the_program_has_no_error() -> None:
    done = check("--json")
    assert done.returncode == 0, done.stdout
    assert not [finding for finding in json.loads(done.stdout) if finding["level"] == "error"]


def test_every_finding_names_file_row_field_and_remedy(copy: Path) -> None:
    file = copy / "statements.csv"
    lines = file.read_text("utf-8").splitlines()
    header = lines[0].split(",")
    row = lines[1].split(",")
    row[header.index("place")] = "agdam"
    file.write_text("\n".join([lines[0], ",".join(row), *lines[2:]]) + "\n", "utf-8")
    done = check(str(copy), "--json")
    assert done.returncode == 1
    finding = next(item for item in json.loads(done.stdout) if item["level"] == "error")
    assert finding["file"].endswith("statements.csv")
    assert finding["row"] == 2
    assert finding["field"] == "place"
    assert finding["came"] == "agdam"
    assert "ghdam" in finding["remedy"]


def test_a_changed_file_does_not_match_its_hash(tmp_path: Path) -> None:
    shutil.copytree(DATA, tmp_path / "data")
    with (tmp_path / "data" / "places.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    done = check(str(tmp_path / "data"))
    assert done.returncode == 1
    assert "hash" in done.stdout


def test_no_package_there(tmp_path: Path) -> None:
    done = check(str(tmp_path))
    assert done.returncode == 1
    assert "datapackage.json" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("places = [", 'compare = ["occupation-in-figures", "cross-chek"]\nplaces = ['), "cross-check"),
        (("places = [", 'places = ["lachin-corridor"]\nspare = ['), "spare"),
    ],
)
def test_a_map_that_cannot_be_drawn_is_found_before_drawing(
    copy: Path, change: tuple[str, str], said: str
) -> None:
    maps = copy.parent / "maps"
    maps.mkdir()
    text = (DATA.parent / "maps" / "occupation.toml").read_text("utf-8").replace(*change)
    (maps / "mine.toml").write_text(text, "utf-8")
    done = check(str(copy.parent))
    assert done.returncode == 1
    assert "mine.toml" in done.stdout
    assert said in done.stdout


def test_a_map_without_any_boundary(copy: Path) -> None:
    maps = copy.parent / "maps"
    maps.mkdir()
    sources = 'start = ["occupation-in-figures"]\nend = ["daily-sabah-lachin-2022"]\n'
    text = f'data = "../data"\ntitle = "T"\nplaces = ["lachin-corridor"]\n[sources]\n{sources}'
    (maps / "mine.toml").write_text(text, "utf-8")
    done = check(str(copy.parent))
    assert done.returncode == 1
    assert "boundary" in done.stdout
    drawn = tell("build", "--maps", str(maps), "--out", str(copy.parent / "out"))
    assert drawn.returncode == 1
    assert "boundary" in drawn.stderr
    assert "Traceback" not in drawn.stderr


def test_places_with_figures_and_no_land_are_named(tmp_path: Path) -> None:
    file = valued(tmp_path)
    folder = Folder.at((tmp_path / "package").rename(tmp_path / "data"))
    file.write_text(file.read_text("utf-8").replace("../package", "../data"), "utf-8")
    with (folder.path / "values.csv").open("a", encoding="utf-8") as values:
        values.write("lachin-corridor,2000,7,,figures\n")
    folder.describe()
    found = [
        item
        for item in json.loads(check(str(tmp_path), "--json").stdout)
        if item["wanted"] == "land for every figure"
    ]
    assert [item["came"] for item in found] == ["1 with figures and without a boundary: Lachin corridor"]
    file.write_text(file.read_text("utf-8").replace("values =", 'places = ["fizuli"]\nvalues ='), "utf-8")
    assert "land for every figure" not in check(str(tmp_path), "--json").stdout
