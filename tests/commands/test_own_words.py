"""A language of the user's own is known to every command; `--quiet` says nothing of what was done."""

import json
import subprocess
import sys
from pathlib import Path

from tests.page.unpacked import page_data


def geo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geo.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder)


def test_words_of_ones_own_reach_page_and_sentence(tmp_path: Path) -> None:
    (tmp_path / "ar.json").write_text(json.dumps({"state.held": "محتل", "changes.title": "ما تغير"}), "utf-8")
    asked = geo(tmp_path, "--words", "ar.json", "changes", "1993-01-01", "1993-06-01", "--lang", "ar")
    assert asked.returncode == 0, asked.stderr
    assert "ما تغير" in asked.stdout
    built = geo(tmp_path, "--quiet", "--words", "ar.json", "build", "life-expectancy", "--out", "out")
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    data = page_data((tmp_path / "out" / "life-expectancy.html").read_text("utf-8"))
    assert "ar" in data["langs"]


def test_words_that_are_wrong_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "ar.json").write_text('{"state.heldd": "x"}', "utf-8")
    asked = geo(tmp_path, "--words", "ar.json", "at", "1993")
    assert asked.returncode == 1
    assert asked.stderr.count("\n") == 1
    assert "state.held" in asked.stderr


def test_exit_codes_are_listed(tmp_path: Path) -> None:
    assert "Exit codes" in geo(tmp_path, "--help").stdout
