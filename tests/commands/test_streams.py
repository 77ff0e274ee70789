"""A closed output, an interrupt, a name that is no UTF-8: one line or nothing, never a traceback."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.made import project

PROGRAM = [sys.executable, "-m", "geo.cli"]


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "| true", "> /dev/full"])
def test_a_closed_or_full_output_is_no_traceback(closed: str) -> None:
    words = " ".join(PROGRAM)
    run = subprocess.run(
        ["bash", "-c", f"{words} at 1993-08-23 {closed}"], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in run.stderr
    assert "Exception ignored" not in run.stderr
    assert len(run.stderr.splitlines()) <= 1


def test_a_closed_input_and_a_link_to_itself_are_one_line(tmp_path: Path) -> None:
    maps, loop = project(tmp_path), tmp_path / "loop"
    loop.symlink_to(loop)
    land = maps.parent / "package" / "boundaries" / "districts.geojson"
    new = f"{' '.join(PROGRAM)} new --boundaries {land} --figures"
    for words in (f"{new} - {tmp_path}/m <&-", f"{new} {land} {loop}"):
        run = subprocess.run(["bash", "-c", words], capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr.count("Error: "), "Traceback" in run.stderr) == (1, 1, False), (
            run.stderr[-500:]
        )


def test_an_interrupt_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    maps = project(tmp_path)
    words = ["pack", "small", "--maps", str(maps), "--out", str(tmp_path / "out" / "pack")]
    run = subprocess.Popen(
        [*PROGRAM, *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job is deaf to it
    )  # fmt: skip
    end = time.monotonic() + 60
    while time.monotonic() < end and not (tmp_path / "out").exists():
        time.sleep(0.02)
    time.sleep(0.3)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 1
    assert "Traceback" not in said
    assert "Aborted!" in said
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names there are Unicode")
def test_a_name_that_is_no_text_is_a_name(tmp_path: Path) -> None:
    maps = project(tmp_path / os.fsdecode(b"f\xfc"))
    out = tmp_path / os.fsdecode(b"o\xff")
    for words in (
        ["build", "--maps", maps, "--out", out],
        ["check", maps],
        ["export", "small", "--maps", maps, "--format", "csv,gpkg", "--out", out],
        ["verify", out / "small.html", "--maps", maps],
        ["verify", out / os.fsdecode(b"none\xff.png")],
    ):
        run = subprocess.run([*PROGRAM, *map(os.fspath, words)], capture_output=True, check=False)
        assert b"Traceback" not in run.stderr, run.stderr[-500:]
        assert run.returncode == 0 or words[0] in ("check", "verify"), run.stderr[-300:]
