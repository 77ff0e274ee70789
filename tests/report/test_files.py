"""`geo report`: names of files, what it refuses, and the same bytes wherever it runs."""

import os
import re
import subprocess
import sys
import zipfile
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.errors import DefinitionError, InputError, SaveError
from geo.model.definition import open_package, read_definition
from geo.model.recipe import build_recipe
from geo.proof.check import verify_files
from geo.proof.reading import read_carried
from geo.report.files import write_report
from tests.report.conftest import FILE

ROOT = Path(__file__).resolve().parents[2]


def test_every_language_has_a_name_of_its_own(drawn: Path) -> None:
    languages = ("", "-az", "-hy", "-ru")
    assert {path.name for path in drawn.iterdir()} == {
        f"occupation-report{lang}.{ending}" for lang in languages for ending in ("docx", "pdf")
    }


@pytest.mark.parametrize("kind", ["docx", "pdf"])
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_file_says_what_it_was_made_from(drawn: Path, kind: str, lang: str) -> None:
    definition = read_definition(FILE)
    options = {"kind": "report", "format": kind, "lang": lang}
    carried = read_carried(drawn / f"occupation-report{'-ru' if lang == 'ru' else ''}.{kind}")
    assert carried.recipe == build_recipe(open_package(FILE, definition), definition, options)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_other_files_have_no_recipe(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"a.{kind}"
    for data in (b"", b"%PDF-1.7", b"<?xpacket begin<x:xmpmeta></x:xmpmeta>", b"PK\x03\x04"):
        path.write_bytes(data)
        with pytest.raises(InputError, match=r"carries no recipe|no sound ZIP"):
            read_carried(path)


def test_a_report_is_verified_and_a_changed_digit_is_found(drawn: Path, tmp_path: Path) -> None:
    word, pdf = drawn / "occupation-report.docx", drawn / "occupation-report.pdf"
    assert [found.kind for found in verify_files([word, pdf], None)] == ["identical", "identical"]
    with zipfile.ZipFile(word) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert b"11,704" in members["word/document.xml"]
    members["word/document.xml"] = members["word/document.xml"].replace(b"11,704", b"11,703", 1)
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    data = pdf.read_bytes()
    streams = [found[1] for found in re.finditer(rb"stream\r?\n(x.*?)\r?\nendstream", data, re.DOTALL)]
    drawing = next(
        stream for stream in streams if b" Tf" in zlib.decompress(stream)
    )  # sets a font: a page, no font itself
    changed = re.sub(rb"[1-8]", b"9", zlib.decompress(drawing), count=1)
    (tmp_path / "a.pdf").write_bytes(data.replace(drawing, zlib.compress(changed)))
    in_word, in_pdf = verify_files([tmp_path / "a.docx", tmp_path / "a.pdf"], None)
    assert in_word.kind == in_pdf.kind == "differs"
    assert "paragraph " in in_word.text
    assert "11,703" in in_word.text
    assert "drawing: has" in in_pdf.text


def test_a_report_of_another_day_shows_that_day(tmp_path: Path) -> None:
    asked = ["--date", "1993-08", "--format", "docx", "--out", str(tmp_path)]
    done = CliRunner().invoke(cli, ["report", "occupation", *asked])
    assert done.exit_code == 0, done.output
    path = tmp_path / "occupation-report-1993-08-31.docx"
    assert [found.kind for found in verify_files([path], None)] == ["identical"]
    with zipfile.ZipFile(path) as archive:
        text = re.sub(r"<[^>]+>", "", archive.read("word/document.xml").decode())
    assert "The map on 31 August 1993" in text
    assert "31 August 1993: 8 of 9 places (4 in part), 10,958 km²" in text


def test_the_same_bytes_in_another_place_and_time(drawn: Path, tmp_path: Path) -> None:
    code = "import sys; from geo.report.files import write_report; write_report(sys.argv[1], ['pdf', 'docx'], 'hy', 'out')"
    elsewhere = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "77", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    subprocess.run(
        [sys.executable, "-c", code, str(FILE)], cwd=tmp_path, env={**os.environ, **elsewhere}, check=True
    )
    for ending in ("pdf", "docx"):
        name = f"occupation-report-hy.{ending}"
        assert (tmp_path / "out" / name).read_bytes() == (drawn / name).read_bytes(), name


def test_the_command_writes_and_names_the_file(drawn: Path, tmp_path: Path) -> None:
    out = tmp_path / "brief"
    done = CliRunner().invoke(
        cli, ["report", "occupation", "--format", "pdf", "--lang", "az", "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    assert done.output.split() == [str(out / "occupation-report-az.pdf")]
    assert (out / "occupation-report-az.pdf").read_bytes() == (
        drawn / "occupation-report-az.pdf"
    ).read_bytes()


@pytest.mark.parametrize(("formats", "lang", "said"), [
    (["pdf", "odt"], "en", "format: came 'odt', wanted any of docx, pdf"),
    ([], "en", "format: is empty; name any of docx, pdf"),
    (["pdf"], "de", "lang: came 'de', wanted any of en, az, hy, ru"),
])  # fmt: skip
def test_what_there_is_not_is_refused(tmp_path: Path, formats: list[str], lang: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        write_report(FILE, formats, lang, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("kind", "module"), [("pdf", "typst"), ("docx", "docx")])
def test_a_missing_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, module: str
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SaveError, match=r"run: pip install 'geo-timemaps\[report\]'"):
        write_report(FILE, [kind], None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="name another folder"):
        write_report(FILE, ["pdf"], None, tmp_path / "file" / "out")
