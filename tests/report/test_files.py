"""`geo report`: names of files, what it refuses, and the same bytes wherever it runs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from geo.cli import cli
from geo.errors import DefinitionError, SaveError
from geo.render.definition import find_definitions, open_package, read_definition
from geo.render.recipe import build_recipe
from geo.report.files import write_report
from geo.report.recipe import read_recipe_from_docx, read_recipe_from_pdf
from tests.report.conftest import FILE

READERS = {"docx": read_recipe_from_docx, "pdf": read_recipe_from_pdf}
ROOT = Path(__file__).resolve().parents[2]


def test_every_language_has_a_name_of_its_own(drawn: Path) -> None:
    languages = ("", "-az", "-hy", "-ru")
    assert {path.name for path in drawn.iterdir()} == {
        f"occupation-report{lang}.{ending}" for lang in languages for ending in ("docx", "pdf")
    }


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_a_file_says_what_it_was_made_from(drawn: Path, kind: str, lang: str) -> None:
    definition = read_definition(FILE)
    options = {"kind": "report", "format": kind, "lang": lang}
    recipe = READERS[kind]((drawn / f"occupation-report{'-ru' if lang == 'ru' else ''}.{kind}").read_bytes())
    assert recipe == build_recipe(open_package(FILE, definition), definition, options)


@pytest.mark.parametrize("reader", READERS.values())
def test_other_files_have_no_recipe(reader) -> None:  # type: ignore[no-untyped-def]
    for data in (b"", b"%PDF-1.7", b"<?xpacket begin<x:xmpmeta></x:xmpmeta>", b"PK\x03\x04"):
        with pytest.raises(Exception, match="as `geo report` wrote it"):
            reader(data)


def test_the_same_bytes_in_another_place_and_time(drawn: Path, tmp_path: Path) -> None:
    code = "import sys; from geo.report.files import write_report; write_report(sys.argv[1], ['pdf', 'docx'], 'hy', 'out')"
    elsewhere = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "77", "LC_ALL": "C", "PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, "-c", code, str(FILE)], cwd=tmp_path, env={**os.environ, **elsewhere}, check=True)
    for ending in ("pdf", "docx"):
        name = f"occupation-report-hy.{ending}"
        assert (tmp_path / "out" / name).read_bytes() == (drawn / name).read_bytes(), name


def test_the_command_writes_and_names_the_file(drawn: Path, tmp_path: Path) -> None:
    out = tmp_path / "brief"
    done = CliRunner().invoke(cli, ["report", "occupation", "--format", "pdf", "--lang", "az", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert done.output.split() == [str(out / "occupation-report-az.pdf")]
    assert (out / "occupation-report-az.pdf").read_bytes() == (drawn / "occupation-report-az.pdf").read_bytes()


@pytest.mark.parametrize(("formats", "lang", "said"), [
    (["pdf", "odt"], "en", "format: came 'odt', wanted any of docx, pdf"),
    ([], "en", "format: is empty; name any of docx, pdf"),
    (["pdf"], "de", "lang: came 'de', wanted any of en, az, hy, ru"),
])  # fmt: skip
def test_what_there_is_not_is_refused(tmp_path: Path, formats: list[str], lang: str, said: str) -> None:
    with pytest.raises(DefinitionError, match=said):
        write_report(FILE, formats, lang, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_map_of_values_has_no_report(tmp_path: Path) -> None:
    (file,) = find_definitions(None, ["life-expectancy"])
    with pytest.raises(DefinitionError, match="draws values, which have no periods"):
        write_report(file, ["pdf"], None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("kind", "module"), [("pdf", "typst"), ("docx", "docx")])
def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, module: str) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(SaveError, match=r"run: pip install 'geo-timemaps\[report\]'"):
        write_report(FILE, [kind], None, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SaveError, match="name another folder"):
        write_report(FILE, ["pdf"], None, tmp_path / "file" / "out")
