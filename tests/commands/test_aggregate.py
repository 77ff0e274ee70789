import geopandas as gpd
import pytest
from click.testing import CliRunner
from shapely import box

from geo.commands.aggregate import command
from geo.errors import InputError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "1.csv").write_text("day,x,y,n\n2020-03-05,0.5,0.5,2\n2020-03-06,5,5,1\n")
    (tmp_path / "events" / "2.csv").write_text("day,x,y,n\n2020-03-07,0.5,0.5,3\nsoon,0.5,0.5,1\n")
    gpd.GeoDataFrame({"code": ["a"]}, geometry=[box(0, 0, 1, 1)], crs=4326).to_file(
        tmp_path / "areas.geojson"
    )
    return tmp_path


def run(*options):
    fixed = ["events", "--places", "areas.geojson", "--id", "code", "--time", "day", "--out", "out.csv"]
    return CliRunner().invoke(command, [*fixed, *options], catch_exceptions=False)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ([], "a,2020-03,2"),
        (["--count", "--by", "year"], "a,2020,2"),
        (["--sum", "n", "--by", "quarter"], "a,2020-33,5"),
        (["--mean", "n", "--by", "week"], "a,2020-03-02/2020-03-08,2.5"),
        (["--lon", "x", "--lat", "y"], "a,2020-03,2"),
    ],
)
def test_a_folder_becomes_a_series(folder, options, line):
    result = run(*options)
    assert result.exit_code == 0
    assert (folder / "out.csv").read_text() == f"place,time,value\n{line}\n"
    assert result.stdout == "out.csv  1 row\n"
    assert result.stderr.splitlines() == [
        "4 points read; 2 inside 1 place",
        "1 point in no place:",
        "  events/1.csv, row 3: longitude 5, latitude 5 is in no place",
        "1 bad row left out:",
        "  events/2.csv, row 3: day 'soon' is no date such as 2020-03-01 or 2020-03-01T12:30Z",
    ]


@pytest.mark.usefixtures("folder")
def test_two_statistics_are_refused():
    result = run("--count", "--mean", "n")
    assert result.exit_code == 2
    assert "--count and --mean exclude each other; give one" in result.stderr


@pytest.mark.usefixtures("folder")
def test_known_failures_are_ours():
    with pytest.raises(InputError, match=r"no column .m. for value; there are: day, x, y, n"):
        run("--sum", "m")
