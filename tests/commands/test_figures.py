import csv
import io
from pathlib import Path

from tests.told import Told, tell

LIST = (
    "Nagorno-Karabakh: 1988-1992, territory 4400 km2; Shusha: may 08, 1992, territory 289 km2; "
    "Lachin: may 18, 1992, territory 1840 km2; Kalbajar: april 2, 1993, territory 3054 km2; "
    "Aghdam: july 23, 1993, territory 1150 km2; Fizuli: august 23, 1993, territory 1390 km2; "
    "Jabrayil: august 23, 1993, territory 1050 km2; Gubadli: august 31, 1993, territory 802 km2; "
    "Zangilan: october 29, 1993, territory 707 km2."
)
COLUMNS = [
    "id", "place", "period", "party", "quantity", "value", "value_to", "unit", "date", "source", "also_source",
    "locator", "confidence", "note",
]  # fmt: skip


def figures(text: str) -> Told:
    return tell("figures", "-", given=text)


def test_the_published_list_gives_nine_starts_and_areas() -> None:
    done = figures(LIST)
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert list(rows[0]) == COLUMNS
    starts = {row["place"]: row["date"] for row in rows if row["quantity"] == "start"}
    areas = {row["place"]: float(row["value"]) for row in rows if row["quantity"] == "area"}
    assert starts["Nagorno-Karabakh"] == "1988/1992"
    assert starts["Zangilan"] == "1993-10-29"
    assert len(starts) == len(areas) == 9
    assert sum(areas.values()) == 14682


def test_good_rows_and_failures_are_kept_apart() -> None:
    done = figures("Lachin: may 18, 1992, territory 1840 km2; Kalbajar: 4/5/1993; Shusha: may 8, 1992")
    assert done.returncode == 1
    assert "Lachin" in done.stdout
    assert "Shusha" in done.stdout
    assert "Kalbajar" not in done.stdout
    assert "2" in done.stderr


def test_an_empty_list_is_an_error() -> None:
    done = figures(" \n")
    assert done.returncode == 1
    assert "the list is empty" in done.stderr
    assert not done.stdout


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_bytes(b"\xff\xfe\x00")
    done = tell("figures", str(file))
    assert done.returncode == 1
    assert "UTF-8" in done.stderr
    assert "Traceback" not in done.stderr
