import hashlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def build(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geo.cli", "build", *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("first")
    done = build(folder, "--out", "out", TZ="Pacific/Kiritimati", PYTHONHASHSEED="1", LC_ALL="C")
    assert done.returncode == 0, done.stderr
    return folder / "out", done.stdout


def test_one_line_per_file_with_path_bytes_digest_seconds(built: tuple[Path, str]) -> None:
    out, printed = built
    files = sorted(out.iterdir())
    assert len(printed.splitlines()) == len(files)
    for file in files:
        data = file.read_bytes()
        line = next(line for line in printed.splitlines() if f"{file.name} " in line)
        assert f"{len(data)} bytes" in line
        assert hashlib.sha256(data).hexdigest() in line
        assert line.endswith(" s")


def test_same_bytes_in_another_folder_time_zone_and_hash_seed(
    built: tuple[Path, str], tmp_path: Path
) -> None:
    done = build(tmp_path, "--out", "elsewhere", TZ="Pacific/Honolulu", PYTHONHASHSEED="77", LC_ALL="C.UTF-8")
    assert done.returncode == 0, done.stderr
    for file in built[0].iterdir():
        assert (tmp_path / "elsewhere" / file.name).read_bytes() == file.read_bytes(), file.name


def test_gallery_is_what_the_definitions_give(built: tuple[Path, str]) -> None:
    gallery = ROOT / "maps" / "gallery"
    for file in built[0].iterdir():
        assert (gallery / file.name).read_bytes() == file.read_bytes(), f"run `geo build`: {file.name} is old"


def test_pages_name_no_address_to_fetch(built: tuple[Path, str]) -> None:
    for file in built[0].glob("*.html"):
        text = file.read_text("utf-8")
        assert "<script src" not in text
        assert all(
            link.startswith('<link rel="icon" href="data:image/') for link in re.findall("<link [^>]*", text)
        )
        assert "default-src 'none'" in text


def test_an_unknown_map_names_the_nearest(tmp_path: Path) -> None:
    done = build(tmp_path, "ocupation")
    assert done.returncode == 1
    assert "occupation" in done.stderr
    assert not list(tmp_path.iterdir())
