"""LibreOffice opens a spreadsheet and has in it what we have: numbers to the last digit, days as days."""

import csv
import subprocess
from pathlib import Path

import pytest

from geo.export.files import export_map
from geo.export.tables import write_xlsx
from tests import needs
from tests.made import valued


def as_csv(path: Path, sheet: int) -> list[list[str]]:
    """Let LibreOffice write a sheet as CSV, cells as it shows them."""
    out = path.parent / f"out{sheet}"
    home = f"-env:UserInstallation=file://{path.parent}/office"
    filters = f"csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,{sheet}"
    office = needs.program("libreoffice-calc-nogui", "soffice")
    command = [office, "--headless", home, "--convert-to", filters, "--outdir", str(out), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    (found,) = out.glob("*.csv")
    return list(csv.reader(found.read_text("utf-8").splitlines()))


def test_what_libreoffice_shows_is_what_we_have(tmp_path: Path) -> None:
    rows = [
        {
            "day": "1993-08-23",
            "span": "1988/1992",
            "share": 0.46370912345,
            "lon": 46.123456789,
            "km2": 4400,
            "text": "=1+1",
        }
    ]
    shown = as_csv(write_xlsx({"t": rows}, tmp_path / "a.xlsx", {"title": "A & B"}), 2)
    head, line = shown
    cells = dict(zip(head, line, strict=True))
    assert cells["day"] == "1993-08-23"
    assert cells["span"] == "1988/1992"
    assert float(cells["share"]) == pytest.approx(0.46370912345, abs=1e-10)
    assert float(cells["lon"]) == pytest.approx(46.123456789, abs=1e-8)
    assert cells["km2"] == "4400"
    assert cells["text"] == "=1+1"


def test_a_map_of_figures_opens_with_all_of_them(tmp_path: Path) -> None:
    (path,) = export_map(valued(tmp_path), None, ["xlsx"], tmp_path)
    head, *lines = as_csv(path, 3)
    assert head == ["place", "name", "time", "value", "unit", "class", "flag", "source"]
    assert [line[3] for line in lines] == ["10.5", "35.25", "30"]
