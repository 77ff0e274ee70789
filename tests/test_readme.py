"""The README is true: its commands run, its files exist, and CI runs the very command it prints."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCK = re.compile(r"(?P<mark><!-- (?P<name>\w+) -->\n)?```(?P<kind>\w+)\n(?P<code>.*?)```", re.DOTALL)
BLOCKS = list(BLOCK.finditer(README))
SET_UP = {match["name"]: match["code"].strip() for match in BLOCKS if match["name"]}
EXAMPLES = [match for match in BLOCKS if not match["name"]]


def test_two_commands_set_everything_up() -> None:
    assert set(SET_UP) == {"build", "test"}
    assert all(len(code.splitlines()) == 1 for code in SET_UP.values())
    assert "<!-- test -->" in (ROOT / ".ci" / "run").read_text("utf-8")


@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_example(number: int, tmp_path: Path) -> None:
    block = EXAMPLES[number]
    bin_dir = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    (tmp_path / "data").symlink_to(ROOT / "data")
    runner = ["bash", "-euo", "pipefail", "-c"] if block["kind"] == "sh" else [sys.executable, "-c"]
    command = [*runner, block["code"]]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_file_it_names_exists() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
    for name in re.findall(r"`((?:geo|data|maps|tests)/[\w./-]*)`", README):
        assert (ROOT / name).exists(), name
