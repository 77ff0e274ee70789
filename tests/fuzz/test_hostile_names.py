"""Names that want out: members of archives, resources, layers, links, folders; everything written stays inside."""

import json
import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import geopandas
import pytest
import shapely
from click.testing import CliRunner

from geo.cli import cli
from geo.errors import GeoError, InputError, is_inside
from geo.package.read import examine_package, read_package
from geo.reading.boundaries import read_boundaries
from tests.conftest import ROOT
from tests.made import Folder

SQUARES = geopandas.GeoDataFrame(
    {"region": ["Nord", "Ost"]}, geometry=[shapely.box(n, 0, n + 1, 1) for n in (0, 1)], crs=4326
)
OUTSIDE = (
    "../b.geojson", "a/../../b.geojson", "/etc/b.geojson", "..\\b.geojson", "C:\\b.geojson", "c:b.geojson", "\\\\host\\b.geojson",
    "a\0b.geojson", "\udcffb.geojson",
)  # fmt: skip


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    SQUARES.to_file(tmp_path / "regions.geojson")
    (tmp_path / "figures.csv").write_text("region,start\nNord,1990\nOst,1991\n", "utf-8")
    return tmp_path


def everything(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and not path.is_symlink()}


def new(folder: Path, home: Path) -> BaseException | None:
    told = [
        "new",
        str(home),
        "--boundaries",
        str(folder / "regions.geojson"),
        "--figures",
        str(folder / "figures.csv"),
    ]
    return CliRunner().invoke(cli, told).exception


@pytest.mark.parametrize("name", OUTSIDE)
def test_no_resource_leaves_the_package(folder: Folder, name: str) -> None:
    assert not is_inside(name)
    described = json.loads((folder.path / "datapackage.json").read_text("utf-8"))
    described["resources"][-1]["path"] = name
    folder.write("datapackage.json", json.dumps(described))
    assert any(finding.level == "error" for finding in examine_package(folder.path)[1])


def test_an_absolute_path_into_the_package_is_refused_too(folder: Folder) -> None:
    folder.describe(
        places={"path": str(folder.path / "places.csv")}
    )  # it would not be there on another machine
    with pytest.raises(InputError, match="wanted a path inside the package"):
        read_package(folder.path)


def test_a_member_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.geojson"
    SQUARES.to_file(secret)
    link = zipfile.ZipInfo("b.geojson")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(link, str(secret))
    with pytest.raises(InputError, match=r"b\.zip"):
        read_boundaries(tmp_path / "b.zip")


def test_members_of_one_name_are_not_chosen_between(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("b.geojson", SQUARES.to_json())
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("b.geojson", SQUARES[:1].to_json())
    with pytest.raises(InputError, match="holds 2 files of boundaries"):
        read_boundaries(tmp_path / "b.zip")


def test_an_archive_that_lies_about_sizes_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "b.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b.geojson", SQUARES.to_json() + " " * 1_000_000)
    size = (len(SQUARES.to_json()) + 1_000_000).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(size, (40).to_bytes(4, "little")))
    with pytest.raises(InputError, match=r"b\.zip"):
        read_boundaries(file)


@pytest.mark.parametrize(
    "layer", ["../../out", "/etc/out", "a/b", "con", "..", "a\nb", 'x"; DROP TABLE t; --']
)
def test_layers_of_any_name_are_read_and_nothing_is_made_of_the_name(tmp_path: Path, layer: str) -> None:
    land = {
        "type": "GeometryCollection",
        "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"n": "A"}}],
    }
    arcs = [[[45, 39], [46, 39], [46, 40], [45, 39]]]
    file = tmp_path / "b.json"
    file.write_text(
        json.dumps({"type": "Topology", "arcs": arcs, "objects": {layer: land, "other": land}}), "utf-8"
    )
    assert read_boundaries(f"{file}:{layer}").frame["n"].tolist() == ["A"]
    assert list(everything(tmp_path)) == [file]


@pytest.mark.parametrize("name", ["..x", "-rf", "a\nb", "ə", "con", "a b", "x" * 200])
def test_a_folder_of_any_name_holds_all_that_is_made(regions: Path, name: str) -> None:
    home, before = regions / "in" / name, everything(regions)
    assert new(regions, home) is None
    made = set(everything(regions)) - set(before)
    assert made
    assert all(path.is_relative_to(home) for path in made)


@pytest.mark.parametrize("link", ["data", "maps", "aliases.csv", "data/places.csv", "maps/home.toml"])
def test_nothing_is_written_through_a_link(regions: Path, link: str) -> None:
    home, outside = regions / "home", regions / "outside"
    assert new(regions, home) is None
    target = home / link
    if target.is_dir():
        target.rename(outside)
    else:
        outside.write_bytes(target.read_bytes())
        target.unlink()
    target.symlink_to(outside)
    before = everything(outside) if outside.is_dir() else outside.read_bytes()
    (regions / "figures.csv").write_text("region,start\nNord,1980\n", "utf-8")
    failed = new(regions, home)
    assert isinstance(failed, GeoError)
    assert "is a link that leads out of" in str(failed)
    assert (everything(outside) if outside.is_dir() else outside.read_bytes()) == before


def test_pages_and_files_replace_a_link_and_do_not_follow_it(regions: Path) -> None:
    home, out, precious = regions / "home", regions / "out", regions / "precious"
    assert new(regions, home) is None
    out.mkdir()
    precious.write_text("mine", "utf-8")
    told = {
        "home.html": ["build", "--maps", str(home / "maps")],
        "home-1991-01-01.csv": [
            "export",
            "home",
            "--maps",
            str(home / "maps"),
            "--date",
            "1991-01-01",
            "--format",
            "csv",
        ],
    }
    for name, command in told.items():
        (out / name).symlink_to(precious)
        done = CliRunner().invoke(cli, [*command, "--out", str(out)])
        assert done.exit_code == 0, done.output
        assert not (out / name).is_symlink()
    assert precious.read_text("utf-8") == "mine"


def test_a_package_written_out_holds_only_plain_members(regions: Path) -> None:
    home, out = regions / "home", regions / "out"
    assert new(regions, home) is None
    told = ["export", "home", "--maps", str(home / "maps"), "--format", "datapackage", "--out", str(out)]
    assert CliRunner().invoke(cli, told).exit_code == 0
    (packed,) = out.glob("*.zip")
    with zipfile.ZipFile(packed) as archive:
        assert all(is_inside(name) for name in archive.namelist())


def test_a_name_that_is_no_text_is_shown_all_the_same(regions: Path) -> None:
    home = os.fsdecode(os.fsencode(regions) + b"/\xff")
    told = [sys.executable, "-m", "geo.cli", "new", home, "--boundaries", str(regions / "regions.geojson")]
    done = subprocess.run(
        [*told, "--figures", str(regions / "figures.csv")], capture_output=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert b"\\udcff: 2 places" in done.stdout


def test_a_folder_that_is_a_file_is_refused(regions: Path) -> None:
    assert isinstance(new(regions, regions / "regions.geojson" / "x"), GeoError)
