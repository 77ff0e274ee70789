"""What a stranger's table holds is no formula in what `geo new` writes, and is read back as it was."""

import csv
import io
import json
from pathlib import Path

import shapely

from geo.new.files import write_new
from geo.new.make import make_new
from geo.new.request import Request
from geo.package.read import read_package
from tests.made import square

NAMES = ("=HYPERLINK(1)", "@SUM(1)", "+1 street", "-", "'=quoted", "\ttab")


def test_formulas_are_guarded_in_the_package_and_in_rows_left_over(tmp_path: Path) -> None:
    shapes = [{"type": "Feature", "properties": {"name": name}, "geometry": shapely.geometry.mapping(square(2 * number))}
              for number, name in enumerate(NAMES)]  # fmt: skip
    (tmp_path / "b.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": shapes}), "utf-8"
    )
    rows = [*((name, "1990") for name in NAMES), ("=cmd|' /C calc'!A0", "1991"), ("-1.5", "1991")]
    with (tmp_path / "f.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("name", "from"), *rows])
    request = Request(
        tmp_path / "m", boundaries=str(tmp_path / "b.geojson"), figures=str(tmp_path / "f.csv"), place="name", start="from",
        title="=1+1",
    )  # fmt: skip
    write_new(request.folder, make_new(request))
    for path in (tmp_path / "m").rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")):
            assert not [cell for cell in row if cell[:1] in "=+@\t-" and cell not in ("", "-1.5")], (
                path,
                row,
            )
    names = {place.name_en for place in read_package(tmp_path / "m" / "data").places.values()}
    assert {"=HYPERLINK(1)", "@SUM(1)", "+1 street", "'=quoted"} <= names
    with (tmp_path / "m" / "unmatched.csv").open(encoding="utf-8", newline="") as file:
        assert any("'=cmd" in cell for row in csv.reader(file) for cell in row)
