"""What the documents say is true: their commands run, their files exist, and CI runs the very command printed."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
DOCUMENTS = [ROOT / "README.md", ROOT / "data" / "README.md", ROOT / "maps" / "README.md"]
BLOCK = re.compile(r"(?P<mark><!-- (?P<name>\w+) -->\n)?```(?P<kind>\w+)\n(?P<code>.*?)```", re.DOTALL)
SET_UP = {match["name"]: match["code"].strip() for match in BLOCK.finditer(README) if match["name"]}
EXAMPLES = [
    pytest.param(match["kind"], match["code"], id=f"{file.parent.name}-{number}")
    for file in DOCUMENTS
    for number, match in enumerate(BLOCK.finditer(file.read_text("utf-8")))
    if match["kind"] in ("sh", "python")
    and not match["name"]
    and file.parent.name != "maps"  # those are `tests/recipes/`
]


def test_two_commands_set_everything_up() -> None:
    assert set(SET_UP) == {"build", "notebook", "test"}
    assert all(len(SET_UP[name].splitlines()) == 1 for name in ("build", "test"))
    assert "<!-- test -->" in (ROOT / ".ci" / "run").read_text("utf-8")


def test_three_lines_end_in_a_map_in_a_notebook() -> None:
    *first, last = SET_UP["notebook"].splitlines()
    assert len(first) == 2
    space: dict[str, Any] = {}
    exec("\n".join(first), space)
    shown = eval(last, space)._repr_mimebundle_()
    assert "occupation" in shown["text/plain"].lower()
    assert "<iframe" in shown["text/html"]
    assert 'class="piece' in shown["image/svg+xml"] or shown["image/svg+xml"].count("<path") > 9


@pytest.mark.parametrize(("kind", "code"), EXAMPLES)
def test_example(kind: str, code: str, tmp_path: Path) -> None:
    bin_dir = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{bin_dir}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    shutil.copytree(ROOT / "data", tmp_path / "data")
    runner = ["bash", "-euo", "pipefail", "-c"] if kind == "sh" else [sys.executable, "-c"]
    done = subprocess.run(
        [*runner, code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_every_kind_of_block_is_run_somewhere() -> None:
    """Definitions are read in `tests/render/test_manual.py`; what a console shows needs the network, see `test_rebuild.py`."""
    kinds = {match["kind"] for file in DOCUMENTS for match in BLOCK.finditer(file.read_text("utf-8"))}
    assert kinds <= {"sh", "python", "toml", "console"}


def test_every_file_they_name_exists() -> None:
    for file in DOCUMENTS:
        text = file.read_text("utf-8")
        for target in re.findall(r"\]\(([^)#:]+)\)", text):
            assert (file.parent / target).exists(), target
        for name in re.findall(r"`((?:geo|data|maps|tests)/[\w./-]*)`", text):
            assert (ROOT / name).exists(), name


def test_the_front_page_is_short() -> None:
    assert len(README.splitlines()) <= 200
