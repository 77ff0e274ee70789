"""A pack is whole, says what is in it, is the same each time, and never costs anyone a file."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from geo.errors import DefinitionError, SaveError
from geo.export import pack
from geo.export.pack import MANIFEST, write_pack
from geo.proof.check import verify_files
from geo.text import words
from geo.text.words import LANGUAGES, load_words
from tests.made import project, valued
from tests.proof.test_check import edit_data, edit_text

NAMES = [
    "small.html", "small-1200.png", "small-a4.pdf", "small.svg", "small-social.png", "small-square.png", "small.gif", "alt.txt",
    "caption.txt", "credit.txt", "embed.txt", "small.csv", "small.csv.recipe.json", "small.gpkg", "CITATION.bib",
    "citation.csl.json", "CITATION.cff", "sources.bib", "sources.csl.json",
    "README.txt", "manifest.json", "small.toml", "small.datapackage.zip",
]  # fmt: skip


@pytest.fixture(scope="module")
def maps(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project(tmp_path_factory.mktemp("project"))


@pytest.fixture(scope="module")
def written(maps: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("pack") / "out"
    write_pack(maps / "small.toml", out)
    return out


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out what takes long: for tests of the folder, not of what is in it."""
    every = pack._list_steps
    few = ("txt", "csv", "recipe.json")
    monkeypatch.setattr(
        pack, "_list_steps", lambda *a: [step for step in every(*a) if step.name.endswith(few)]
    )


def small(maps: Path, out: Path) -> Path:
    write_pack(maps / "small.toml", out)
    return out


def test_a_pack_has_everything_and_the_manifest_says_so(written: Path) -> None:
    assert sorted(path.name for path in written.iterdir()) == sorted(NAMES)
    manifest = json.loads((written / MANIFEST).read_text("utf-8"))
    listed = [entry["name"] for entry in manifest["files"]]
    assert listed == sorted(set(NAMES) - {MANIFEST})
    for entry in manifest["files"]:
        data = (written / entry["name"]).read_bytes()
        assert entry["bytes"] == len(data)
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["what"]
    sizes = {
        "-1200.png": (1200, 900),
        "-social.png": (1200, 630),
        "-square.png": (1080, 1080),
        ".gif": (960, 540),
    }
    for name, size in ((f"small{ending}", size) for ending, size in sizes.items()):
        with Image.open(written / name) as image:
            assert image.size == size
    assert b"/MediaBox [ 0 0 841.88" in (written / "small-a4.pdf").read_bytes()  # points: 297 mm


def test_texts_speak_of_the_day_and_name_the_files(written: Path) -> None:
    readme = (written / "README.txt").read_text("utf-8")
    assert all(name in readme for name in NAMES)
    alt = (written / "alt.txt").read_text("utf-8")
    assert alt.startswith(
        "small-1200.png, small-a4.pdf, small.svg, small-social.png, small-square.png:\nMap “Small”, 23 "
    )
    assert "small.gif:\n" in alt
    assert (written / "caption.txt").read_text("utf-8").startswith("Small, 23 August 1993. Area (held): ")
    assert "Figures" in (written / "credit.txt").read_text("utf-8")


def test_every_language_says_what_each_file_is() -> None:
    keys = {key for key in load_words("en") if key.startswith("pack.")}
    for lang in LANGUAGES:
        own = json.loads((Path(words.__file__).parent / "lang" / f"{lang}.json").read_text("utf-8"))
        assert keys <= own.keys(), lang


def test_another_language_and_day_reach_every_file_and_a_second_run_gives_the_same_bytes(
    maps: Path, tmp_path: Path
) -> None:
    day = date(1992, 9, 1)
    for name in ("a", "b"):
        write_pack(maps / "small.toml", tmp_path / name, lang="ru", day=day)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name
    assert '<html lang="ru">' in (tmp_path / "a" / "small.html").read_text("utf-8")
    assert '<time datetime="1992-09-01"' in (tmp_path / "a" / "small.html").read_text("utf-8")
    assert "1 сентября 1992 г. " in (tmp_path / "a" / "caption.txt").read_text("utf-8")
    assert "1992-09-01" in (tmp_path / "a" / "small.csv").read_text("utf-8")


def test_a_pack_is_verified_and_each_change_is_named(written: Path, maps: Path) -> None:
    clean = {Path(found.file).name: found for found in verify_files([written], maps)}
    assert {found.kind for found in clean.values()} == {"identical"}, [
        str(f) for f in clean.values() if not f.good
    ]
    assert sorted(clean) == sorted(NAMES)
    before = {path: path.read_bytes() for path in written.iterdir()}
    try:
        edit_text("23 August", "24 August")(written / "caption.txt")
        edit_data(written / "small.html")
        (written / "small.svg").unlink()
        (written / "notes.txt").write_text("mine", "utf-8")
        edit_text("1840", "1841")(written / "small.csv")
        # A forger who also mends the manifest is found by making the pack again.
        table = written / "small.csv"
        old, new = (hashlib.sha256(data).hexdigest() for data in (before[table], table.read_bytes()))
        edit_text(old, new)(written / MANIFEST)
        said = {Path(found.file).name: found for found in verify_files([written / MANIFEST], maps)}
    finally:
        (written / "notes.txt").unlink()
        for path, data in before.items():
            path.write_bytes(data)
    bad = {name for name, found in said.items() if not found.good}
    assert bad == {"caption.txt", "small.html", "small.svg", "notes.txt", "small.csv", MANIFEST}
    assert "line 1: has Small, 24 August 1993" in said["caption.txt"].text
    assert "data geo-data: " in said["small.html"].text
    assert "is missing" in said["small.svg"].text
    assert "is not part of the pack" in said["notes.txt"].text
    assert "row lachin, reported_km2" in said["small.csv"].text
    assert "line " in said[MANIFEST].text


def test_the_command_its_readme_names_works_in_its_folder(
    maps: Path, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "geo verify ." in (written / "README.txt").read_text("utf-8")
    monkeypatch.chdir(written)
    assert all(verdict.kind == "identical" for verdict in verify_files([Path()], maps))


def test_whoever_gets_a_pack_of_ones_own_map_can_check_it(
    written: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    got = tmp_path / "got"
    shutil.copytree(written, got)
    monkeypatch.chdir(got)
    edit_text(">1,840", ">1,841")(got / "small.html")
    said = list(verify_files([Path()]))  # the maps that come with the program: none is called so
    good = [found for found in said if found.good]
    assert {found.kind for found in good} == {"identical"}
    assert all("that the pack carries, which nobody else vouches for here" in found.text for found in good)
    (bad,) = [found for found in said if not found.good]
    assert bad.kind == "differs"
    assert "row lachin, " in bad.text
    (got / "small.datapackage.zip").write_bytes(b"PK")
    assert [found.kind for found in verify_files([Path()])] == ["unknown"]


@pytest.mark.usefixtures("quick")
def test_a_pack_of_other_data_is_checked_by_its_hashes(maps: Path, tmp_path: Path) -> None:
    small(maps, tmp_path / "pack")
    other = project(tmp_path / "other")
    edit_text('title = "Small"', 'title = "Tall"')(other / "small.toml")
    edit_text("1993", "1994")(tmp_path / "pack" / "caption.txt")
    said = {Path(found.file).name: found for found in verify_files([tmp_path / "pack"], other)}
    assert not any(found.good for found in said.values())
    assert "another definition of the map" in said[MANIFEST].text
    reason = said[MANIFEST].text.removeprefix("differs: ")
    assert said["small.csv"].text == f"cannot be checked: the pack is {reason}"
    assert "does not have the hash" in said["caption.txt"].text


@pytest.mark.usefixtures("quick")
def test_a_pack_is_replaced_and_other_files_never_are(maps: Path, tmp_path: Path) -> None:
    out = small(maps, tmp_path / "pack")
    small(maps, out)
    (out / "notes.txt").write_text("mine", "utf-8")
    with pytest.raises(SaveError, match=r"'notes\.txt', which is not part of the pack"):
        small(maps, out)
    (out / "notes.txt").unlink()
    edit_text("Small", "My own words")(out / "caption.txt")
    with pytest.raises(SaveError, match=r"'caption\.txt', which was changed since"):
        small(maps, out)
    assert "My own words" in (out / "caption.txt").read_text("utf-8")
    strange = tmp_path / "strange"
    strange.mkdir()
    (strange / "a.txt").write_text("mine", "utf-8")
    with pytest.raises(SaveError, match="holds other files"):
        small(maps, strange)
    (strange / MANIFEST).write_text('{"files": []}', "utf-8")
    with pytest.raises(SaveError, match="is not the manifest of a pack"):
        small(maps, strange)
    with pytest.raises(SaveError, match="is a file"):
        small(maps, strange / "a.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pack", "strange"]


@pytest.mark.usefixtures("quick")
def test_a_pack_that_fails_leaves_the_older_one(
    maps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = small(maps, tmp_path / "pack")
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    monkeypatch.setattr(pack, "_readme", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        small(maps, out)
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["pack"]


def test_a_map_of_figures_has_the_same_parts(tmp_path: Path) -> None:
    file = valued(tmp_path)
    names = [path.name for path in write_pack(file, tmp_path / "pack", day="2000")]
    assert sorted(names) == sorted(name.replace("small", "figured") for name in NAMES)
    rows = (tmp_path / "pack" / "figured.csv").read_text("utf-8").splitlines()
    assert rows[:2] == [
        "place,name,time,value,unit,class,flag,source",
        "fizuli,Fizuli,2000,10.5,years,up to 20,,figures",
    ]
    assert "fizuli,Fizuli,2010,35.25,years,20 to 40,p,figures" in rows
    assert (
        (tmp_path / "pack" / "alt.txt").read_text("utf-8").splitlines()[1].startswith("Map “Figured”, 2000.")
    )
    embed = (tmp_path / "pack" / "embed.txt").read_text("utf-8")
    assert embed.count('src="figured.html#embed"') == 3
    assert 'alt="Map “Figured”, 2000.' in embed
    verdicts = list(verify_files([tmp_path / "pack", tmp_path / "pack" / "figured.csv"], file.parent))
    assert {found.kind for found in verdicts} == {"identical"}, [str(found) for found in verdicts]
    with pytest.raises(DefinitionError, match="no figure is of 1999"):
        write_pack(file, tmp_path / "dated", day="1999")
    assert not (tmp_path / "dated").exists()


def test_words_of_a_title_stay_words_in_the_lines_to_embed() -> None:
    lines = "\n".join(pack.embed_lines("a", '"><script>', "<b>'"))
    assert "<script>" not in lines
    assert "<b>" not in lines


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"recipe": 7}', '{"recipe": {"options": {"kind": "pack"}}}',
     '{"recipe": {"options": {"kind": "pack"}}, "files": [{"name": "../x", "sha256": "0"}]}',
     '{"recipe": {"options": {"kind": "pack"}}, "files": [{"name": "a\\u001b[2J", "sha256": "0"}]}', "[" * 100_000],
)  # fmt: skip
def test_a_strange_manifest_gets_a_verdict(tmp_path: Path, maps: Path, text: str) -> None:
    (tmp_path / MANIFEST).write_text(text, "utf-8")
    (found,) = verify_files([tmp_path], maps)
    assert found.kind == "unknown"
    assert str(found).isprintable()
    assert [path.name for path in tmp_path.iterdir()] == [MANIFEST]
