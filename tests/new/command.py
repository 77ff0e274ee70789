"""`geo new` as a test calls it."""

import csv
from pathlib import Path

from click.testing import CliRunner, Result

from geo.cli import cli


def new(tmp_path: Path, regions: Path, figures: str, *options: str) -> Result:
    file = tmp_path / "figures.csv"
    file.write_text(figures, "utf-8")
    told = ["new", str(tmp_path / "out"), "--boundaries", str(regions), "--figures", str(file), *options]
    return CliRunner().invoke(cli, told)


def rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))
