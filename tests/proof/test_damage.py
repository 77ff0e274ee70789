"""Files that are damaged, forged without care or made to wear a reader out: each gets a verdict."""

import re
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from geo.model.recipe import canonical, sign
from geo.page import packing
from geo.page.packing import deflate
from geo.proof import check, opening
from geo.proof.check import verify_files
from geo.proof.reading import read_carried
from tests.proof.conftest import NAME, verdict
from tests.proof.edits import block_of, edit_text


@pytest.mark.parametrize(
    "name", ["small.html", *(f"{NAME}.{kind}" for kind in ("svg", "kml", "pdf", "gif", "mp4"))]
)
def test_an_edited_recipe_is_said(copied: Path, maps: Path, name: str) -> None:
    path = copied / name
    data = path.read_bytes()
    assert b"geo-timemaps 0.1.0" in data
    path.write_bytes(data.replace(b"geo-timemaps 0.1.0", b"geo-timemaps 0.1.1"))
    found = verdict(path, maps)
    assert found.kind == "differs"
    assert "its recipe was edited" in found.text


def test_what_carries_no_recipe_is_said(tmp_path: Path, maps: Path, made: Path) -> None:
    (tmp_path / "a.txt").write_text("x", "utf-8")
    (tmp_path / "a.html").write_text("<html><head></head></html>", "utf-8")
    shutil.copy(made / f"{NAME}.csv", tmp_path / "a.csv")
    said = {found.file.rsplit(".")[-1]: found for found in verify_files(sorted(tmp_path.iterdir()), maps)}
    assert all(found.kind == "unknown" for found in said.values())
    assert ".gpkg, .htm, .html" in said["txt"].text
    assert "carries no recipe" in said["html"].text
    assert "a.csv.recipe.json, which is not beside it" in said["csv"].text
    assert "is no file that can be read" in verdict(tmp_path / "b.png", maps).text
    assert "is not there" in verdict(tmp_path / "b", maps).text
    (folder,) = verify_files([tmp_path], maps)
    assert (
        str(folder)
        == f"{tmp_path}: cannot be checked: is a folder without manifest.json, so no pack; name the files in it"
    )


def test_a_file_damaged_anywhere_gets_a_verdict(
    made: Path, maps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    originals = {path.suffix: path for path in made.iterdir() if not path.name.endswith(".recipe.json")}
    current = Path()
    monkeypatch.setattr(check, "make_again", lambda *_: current)
    for path in originals.values():
        current = path
        data = path.read_bytes()
        target = tmp_path / path.name
        beside = path.with_name(f"{path.name}.recipe.json")
        if beside.exists():
            shutil.copy(beside, tmp_path / beside.name)
        for number in range(30):
            at = (2 * number + 1) * len(data) // 60
            target.write_bytes(
                data[:at] if number % 3 == 2 else data[:at] + bytes([data[at] ^ 0x15]) + data[at + 1 :]
            )
            if path.suffix == ".mp4" and number % 14:
                continue  # a decoder for each would take long
            found = verdict(target, maps)
            assert found.kind != "identical", (path.suffix, at)
            assert found.text.isprintable()


def resigned(path: Path, **options: Any) -> Path:
    """Give a picture's recipe other options and the right hash, as a forger would."""
    text = path.read_text("utf-8")
    recipe = read_carried(path).recipe
    forged = sign({**recipe, **options.pop("recipe", {}), "options": {**recipe["options"], **options}})
    escaped = canonical(forged).replace("&", "&amp;").replace("<", "&lt;")
    path.write_text(re.sub(r"(<geo:recipe[^>]*>)[^<]*", lambda found: found[1] + escaped, text), "utf-8")
    return path


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ({"size": "2000x2000mm", "dpi": 1200}, "million pixels"),
        ({"dpi": 10**9}, "its recipe says dpi"),
        ({"size": "../../x"}, "its recipe says size"),
        ({"layout": "__class__"}, "layout: came '__class__'"),
        ({"out": "/etc/passwd"}, "option 'out'"),
        ({"date": "1993-99-99"}, "its recipe says date"),
        ({"days": ["1993-01-01"] * 5000}, "its recipe says days"),
        ({"title": "x" * 10_000}, "its recipe says title"),
        ({"places": ["../../x"]}, "place '../../x' is not drawn"),
        ({"bbox": [0, 0, float("inf"), 1]}, "its recipe says bbox"),
        ({"kind": "pack"}, "its recipe"),
        ({"recipe": {"map": "../../../etc/passwd\x1b[2J"}}, "no map is called"),
        ({"recipe": {"map": 7}}, "carries a recipe without"),
        ({"title": "$\\frac{"}, ""),
    ],
)
def test_a_forged_recipe_is_refused_or_found(
    copied: Path, maps: Path, forged: dict[str, Any], said: str
) -> None:
    before = sorted(path.name for path in copied.parent.rglob("*"))
    found = verdict(resigned(copied / f"{NAME}.svg", **forged), maps)
    assert not found.good
    assert said in found.text
    assert found.text.isprintable()
    assert sorted(path.name for path in copied.parent.rglob("*")) == before


def test_letters_that_are_none_get_a_verdict(copied: Path, maps: Path) -> None:
    path = copied / f"{NAME}.svg"
    edit_text('"lang":"en"', '"lang":"\\ud800"')(path)
    assert verdict(path, maps).kind == "unknown"


@pytest.mark.parametrize(
    ("name", "piece"),
    [("a.svg", "<geo:recipe "), ("a.html", '<script type="application/json" id="a">'), ("a.pdf", "/Keywords ("),
     ("b.pdf", "<pdf:Keywords>"), ("a.kml", "\nrecipe: {"), ("c.pdf", "1 0 obj "), ("b.svg", "<geo:recipe>")],
)  # fmt: skip
def test_endless_beginnings_come_to_an_end(tmp_path: Path, maps: Path, name: str, piece: str) -> None:
    (tmp_path / name).write_text(
        piece * (4_000_000 // len(piece)), "utf-8"
    )  # what tries each to the end takes hours
    assert verdict(tmp_path / name, maps).kind == "unknown"


def test_bombs_do_not_go_off(tmp_path: Path, maps: Path, made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    most = 4 << 20
    monkeypatch.setattr(opening, "LARGEST", most)
    monkeypatch.setattr(packing, "MOST", most)
    zeros = b"\0" * (most + 1)
    with zipfile.ZipFile(tmp_path / "bomb.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("../../../evil", zeros)
    packed = deflate("\0" * (most + 1))
    page = (made / "small.html").read_text("utf-8")
    found = re.search(r'id="geo-data" data-packed="data">([^<]*)<', page)
    assert found
    (tmp_path / "bomb.html").write_text(page.replace(found[1], packed), "utf-8")
    (tmp_path / "deep.geojson").write_text("[" * 200_000, "utf-8")
    (tmp_path / "twice.html").write_text(page.replace("</head>", block_of(page) + "</head>"), "utf-8")
    said = {Path(found.file).name: found for found in verify_files(sorted(tmp_path.iterdir()), maps)}
    assert not any(found.good for found in said.values())
    assert "more than 4 MB" in said["bomb.xlsx"].text
    assert "cannot be opened" in said["bomb.html"].text
    assert "more than one recipe" in said["twice.html"].text
