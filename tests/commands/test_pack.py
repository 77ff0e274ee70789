from pathlib import Path

from click.testing import CliRunner

from geo.cli import cli
from tests.made import project


def test_pack_lists_what_it_wrote_and_verify_takes_it(tmp_path: Path) -> None:
    maps = project(tmp_path / "project")
    out = tmp_path / "out"
    asked = ["--maps", str(maps), "--lang", "az", "--date", "1993-08-23", "--out", str(out)]
    done = CliRunner().invoke(cli, ["pack", "small", *asked])
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert lines[0].startswith(f"{out / 'small.html'}  ")
    assert lines[-1].startswith(f"{out / 'manifest.json'}  ")
    assert len(lines) == len(list(out.iterdir()))
    checked = CliRunner().invoke(cli, ["verify", str(out), "--maps", str(maps)])
    assert checked.exit_code == 0, checked.output
    told = [line.partition(": ")[0] for line in checked.output.splitlines()]
    assert sorted(told) == sorted(str(file) for file in out.iterdir())
    assert all(
        line.endswith(": identical to what this program makes from the data here")
        for line in checked.output.splitlines()
    )
