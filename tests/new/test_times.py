"""Boundaries that change over time, from a file of anyone."""

from pathlib import Path

import geopandas
import pytest
import shapely
from click.testing import CliRunner

from geo.audit.check import check_project
from geo.cli import cli
from geo.package.read import read_package
from tests.new.command import new


def test_versions_of_a_boundary_and_a_figure_of_another_time(tmp_path: Path, regions: Path) -> None:
    frame = geopandas.read_file(regions).assign(valid_from="1991-01-01", valid_to="")
    frame.to_file(regions)
    assert new(tmp_path, regions, "region,year,rate\nNord,1950,1\nNord,2000,2\n").exit_code == 0
    found = [f for f in check_project(tmp_path / "out") if f.level == "warning"]
    found = [f for f in found if f.field == "time"]
    assert [f.came for f in found] == ["1950 for nord"]
    assert (found[0].file, found[0].row, found[0].field) == ("values.csv", 2, "time")
    assert "1991-01-01/.." in found[0].wanted
    assert "drawn on the newest boundary" in found[0].remedy
    told = new(
        tmp_path,
        regions,
        "region,year,rate\nNord,1950,1\nNord,2000,2\n",
        "--valid-from",
        "valid_from",
        "--replace",
    )
    assert "values of a time at which their place has no boundary: 1, not drawn" in told.output
    (gone,) = [f for f in check_project(tmp_path / "out") if f.level == "warning" and f.field == "time"]
    assert gone.remedy.startswith("it is not drawn")


MERGED = [
    ("A", "1900", "1994"),
    ("B", "1900", "1994"),
    ("AB", "1995", "now"),
    ("C", "1900", "1992"),
    ("C", "1993", ""),
]


def merged(tmp_path: Path) -> Path:
    shapes = [
        shapely.box(*corners)
        for corners in ((0, 0, 1, 1), (1, 0, 2, 1), (0, 0, 2, 1), (2, 0, 3, 1), (2, 0, 4, 1))
    ]
    frame = {key: [row[at] for row in MERGED] for at, key in enumerate(("code", "start_year", "end_year"))}
    geopandas.GeoDataFrame(frame, geometry=shapes, crs=4326).to_file(tmp_path / "merged.geojson")
    return tmp_path / "merged.geojson"


def test_boundaries_that_follow_each_other_keep_their_times(tmp_path: Path) -> None:
    done = new(
        tmp_path, merged(tmp_path), "code,year,rate\nA,1990,1\nAB,1995,2\nB,1995,3\nC,1990,4\nC,1995,5\n"
    )
    assert done.exit_code == 0, done.output
    assert "'end_year' names the last time a boundary is valid" in done.output
    assert "places with several versions: 1" in done.output
    package = read_package(tmp_path / "out" / "data")
    times = {
        place: [(first, after) for first, after, _ in package.versions(place)] for place in package.places
    }
    assert times["ab"] == [("1995-01-01", "")]
    assert times["c"] == [("1900-01-01", "1993-01-01"), ("1993-01-01", "")]
    (found,) = [f for f in check_project(tmp_path / "out") if f.field == "time"]
    assert (found.file, found.row, found.came) == ("values.csv", 4, "1995 for b")
    at = CliRunner().invoke(cli, ["at", "1996", "--map", "out", "--maps", str(tmp_path / "out" / "maps")])
    assert (at.exit_code, at.exception) == (0, None)
    assert at.output.splitlines()[-1] == "2 places with a figure, 0 without"  # A and B are one then


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--valid-from", "code"), "feature 1, code: "),
        (
            ("--valid-from", "strt_year"),
            "--valid-from: merged.geojson has no column 'strt_year'; nearest: start_year",
        ),
        (
            ("--valid-from", "end_year", "--valid-to", "start_year"),
            "feature 1, start_year: came 1901-01-01, wanted a day after",
        ),
    ],
)
def test_times_of_boundaries_that_cannot_be(tmp_path: Path, options: tuple[str, ...], message: str) -> None:
    done = new(tmp_path, merged(tmp_path), "code,year,rate\nA,1990,1\n", *options)
    assert message in str(done.exception)
    assert not (tmp_path / "out").exists()
