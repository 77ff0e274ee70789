import json
from datetime import date
from pathlib import Path

import geopandas
import pytest
import shapely
from click.testing import CliRunner

from geo.audit.check import check_project
from geo.cli import cli
from geo.errors import GeoError, SaveError
from geo.model.definition import open_package, read_definition
from geo.model.timeline import build_timeline
from geo.package.read import read_package
from tests.new.command import new, rows


def test_periods_are_guessed_joined_and_drawn(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,from,to\nNORD,1990-05-01,1995-03-01\nSud,1991,\n")
    assert done.exit_code == 0, done.output
    assert "guessed: places stand in the column 'region'" in done.output
    assert "starts stand in 'from', ends in 'to'" in done.output
    file = tmp_path / "out" / "maps" / "out.toml"
    definition = read_definition(file)
    timeline = build_timeline(open_package(file, definition), definition.choice)
    assert [day.isoformat() for day in timeline.stops] == [
        "1990-05-01",
        "1991-01-01",
        "1991-12-31",
        "1995-03-01",
    ]
    on = {place.place.id: place.state for place in timeline.on(timeline.stops[0]).places}
    assert on == {"nord": "held", "ost": "unknown", "sud": "before"}
    drawn = CliRunner().invoke(cli, ["build", "--maps", str(file.parent), "--out", str(tmp_path / "html")])
    assert drawn.exit_code == 0, drawn.output
    assert "Süd" in (tmp_path / "html" / "out.html").read_text("utf-8")
    assert not [f for f in check_project(tmp_path / "out") if f.level == "error"]


def test_a_row_without_a_place_is_named_kept_and_mended_by_an_alias(tmp_path: Path, regions: Path) -> None:
    figures = "region,start\nNord,1990\nOstt,1991\n"
    done = new(tmp_path, regions, figures)
    assert done.exit_code == 0
    assert "row 3, 'Ostt': matches no place; nearest: Ost" in done.stderr
    left = rows(tmp_path / "out" / "unmatched.csv")
    assert [(row["row"], row["nearest"], row["region"]) for row in left] == [("3", "Ost", "Ostt")]
    said = [str(f) for f in check_project(tmp_path / "out") if f.file == "unmatched.csv"]
    assert len(said) == 1
    assert "aliases.csv" in said[0]
    (tmp_path / "out" / "aliases.csv").write_text("name,place\nOstt,Ost\n", "utf-8")
    assert new(tmp_path, regions, figures).exit_code == 0
    assert not (tmp_path / "out" / "unmatched.csv").exists()
    assert {row["place"] for row in rows(tmp_path / "out" / "data" / "statements.csv")} == {"nord", "ost"}


def test_strict_writes_nothing(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,start\nNord,1990\nWest,1991\n", "--strict")
    assert isinstance(done.exception, GeoError)
    assert "'West': matches no place" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_nothing_that_matches_is_an_error(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "land,start\nAtlantis,1990\n", "--place", "land")
    assert isinstance(done.exception, GeoError)
    assert "matches the boundaries' attributes: region (Nord, Süd, Ost)" in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_a_column_that_is_not_there_is_named_with_the_nearest(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,start\nNord,1990\n", "--start", "stat")
    assert "--start: figures.csv has no column 'stat'; nearest: start" in str(done.exception)


def test_zeros_that_a_spreadsheet_lost_are_put_back(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "code,year,rate\n1,2000,1.5\n2,2000,2.5\n3,2000,\n", "--unit", "%")
    assert done.exit_code == 0, done.output
    assert "zeros in front of 'code' were lost" in done.output
    values = rows(tmp_path / "out" / "data" / "values.csv")
    assert [(row["place"], row["time"], row["value"]) for row in values] == [
        ("01", "2000", "1.5"),
        ("02", "2000", "2.5"),
    ]
    assert not [
        finding
        for finding in check_project(tmp_path / "out")
        if finding.field not in ("publisher", "published")
    ]


def test_one_column_a_year_becomes_one_row_a_year(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,2000,2001\nNord,1,2\nOst,3,4\n")
    assert done.exit_code == 0, done.output
    values = rows(tmp_path / "out" / "data" / "values.csv")
    assert [(v["place"], v["time"], v["value"]) for v in values] == [
        ("nord", "2000", "1"), ("nord", "2001", "2"), ("ost", "2000", "3"), ("ost", "2001", "4"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("times", "wanted"),
    [
        (("2020 Q1", "2020 Q2"), ["2020-33", "2020-34"]),
        (("2020-W01", "2020-W02"), ["2019-12-30/2020-01-05", "2020-01-06/2020-01-12"]),
        (("13/02/2020", "01/03/2020"), ["2020-02-13", "2020-03-01"]),
        (("Winter 2019/20", "Spring 2020"), ["2019-12/2020-02", "2020-21"]),
        (("2018/19", "2019/20"), ["2018/2019", "2019/2020"]),
        (("2011-12", "2012-13"), ["2011/2012", "2012/2013"]),
        (("2011-11", "2011-12"), ["2011-11", "2011-12"]),
    ],
)
def test_times_as_people_write_them(
    tmp_path: Path, regions: Path, times: tuple[str, str], wanted: list[str]
) -> None:
    done = new(tmp_path, regions, f"region,time,party\nNord,{times[0]},red\nNord,{times[1]},blue\n")
    assert done.exit_code == 0, done.output
    assert [row["time"] for row in rows(tmp_path / "out" / "data" / "values.csv")] == wanted
    built = CliRunner().invoke(
        cli, ["build", "--maps", str(tmp_path / "out" / "maps"), "--out", str(tmp_path / "html")]
    )
    assert built.exit_code == 0, built.output


def test_a_column_that_is_nearly_times_says_what_is_wrong_in_it(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,onset,cases\nNord,2020-01-32,4\nOst,2020-01-33,5\n")
    assert "no column holds times" in str(done.exception)
    assert "in 'onset', '2020-01-32': " in str(done.exception)
    asked = new(tmp_path, regions, "region,onset,cases\nNord,01/03/20,4\nOst,11/03/20,5\n")
    assert "in 01/03/20 day and month cannot be told apart; say --dates dmy or --dates mdy" in str(
        asked.exception
    )
    done = new(tmp_path, regions, "region,onset,cases\nNord,01/03/20,4\nOst,11/03/20,5\n", "--dates", "dmy")
    assert "a year of two digits in 'onset', such as '01/03/20', is read as 2020-03-01" in done.output


def test_days_and_months_that_cannot_be_told_apart_are_asked_for(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,start\nNord,03/04/2020\n")
    assert "figures.csv, row 2: column 'start': in 03/04/2020 day and month" in str(done.exception)
    assert "say --dates dmy or --dates mdy" in str(done.exception)
    assert new(tmp_path, regions, "region,start\nNord,03/04/2020\n", "--dates", "mdy").exit_code == 0
    assert rows(tmp_path / "out" / "data" / "statements.csv")[0]["date"] == "2020-03-04"


def test_several_rows_of_a_place_are_its_periods_and_a_clash_is_kept_apart(
    tmp_path: Path, regions: Path
) -> None:
    figures = "region,start,end\nNord,1992,1993\nNord,1980,1985\nNord,1982,1984\nOst,1990,\nOst,1990,\nSüd,1990,1980\n"
    done = new(tmp_path, regions, figures)
    assert done.exit_code == 0, done.output
    statements = rows(tmp_path / "out" / "data" / "statements.csv")
    said = [(row["period"], row["quantity"], row["date"]) for row in statements if row["place"] == "nord"]
    assert said == [
        ("1", "start", "1980"),
        ("1", "end", "1985"),
        ("2", "start", "1992"),
        ("2", "end", "1993"),
    ]
    left = {row["row"]: row["reason"] for row in rows(tmp_path / "out" / "unmatched.csv")}
    assert left["4"].startswith("starts (1982) before an earlier row")
    assert left["7"] == "ends (1980) before it starts (1990)"
    assert "row 6: says the same of 'Ost'" in done.output
    assert not [f for f in check_project(tmp_path / "out") if f.level == "error"]


def test_an_end_that_names_the_last_day_is_moved_and_said(tmp_path: Path, regions: Path) -> None:
    figures = "région,début,fin,contrôle\nNord,1992-01-01,1994-12-31,A\nNord,1995-01-01,,B\nOst,1993-05-01,1994-06-30,A\n"
    done = new(tmp_path, regions, figures)
    assert "'fin' names the last day that held, as after row 2 the next begins a day later" in done.output
    ends = {row["id"]: row["date"] for row in rows(tmp_path / "out" / "data" / "statements.csv") if row["quantity"] == "end"}
    assert ends == {"nord-a-end": "1995-01-01", "ost-a-end": "1994-07-01"}
    plain = "region,start,end\nNord,1992-01-01,1995-01-01\nNord,1995-01-01,1996-01-01\nNord,1996-01-02,1997-01-01\n"
    assert "last day" not in new(tmp_path, regions, plain, "--replace").output  # an end is a beginning here


def test_a_name_of_two_places_is_never_guessed(tmp_path: Path, regions: Path) -> None:
    frame = geopandas.read_file(regions).assign(county=["Clay", "Clay", "Lee"], fips=["01", "02", "03"])
    frame.to_file(regions)
    done = new(tmp_path, regions, "county,start\nClay,1990\nLee,1990\nNord,1991\n", "--place", "county")
    assert done.exit_code == 0, done.output
    assert "2 features share county 'Clay'; taken together as one place" in done.output


def test_two_values_of_one_time_are_not_chosen_between(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,rate\nNord,2000,1\nNord,2000,2\nOst,2000,3\n")
    assert "row 3: 2 for 'Nord', 2000, where row 2 has 1; delete one, or say --twice first" in str(
        done.exception
    )
    done = new(
        tmp_path, regions, "region,year,rate\nNord,2000,1\nNord,2000,2\nOst,2000,3\n", "--twice", "mean"
    )
    assert done.exit_code == 0, done.output
    assert [row["value"] for row in rows(tmp_path / "out" / "data" / "values.csv")] == ["1.5", "3"]


def test_a_rerun_with_newer_figures_keeps_what_was_changed_by_hand(tmp_path: Path, regions: Path) -> None:
    figures = "region,year,rate\nNord,2000,1\nOst,2000,3\n"
    assert new(tmp_path, regions, figures).exit_code == 0
    data = tmp_path / "out" / "data"
    for name, was, now in (
        ("places.csv", "Nord", "Nordland"),
        ("sources.csv", "figures.csv", "The Bureau's table"),
    ):
        (data / name).write_text((data / name).read_text("utf-8").replace(was, now), "utf-8")
    (data / "events.csv").write_text("id,date,title_en,source\nvote,2000-05-01,A vote,figures\n", "utf-8")
    renewed = CliRunner().invoke(cli, ["check", "--renew", str(tmp_path / "out")])
    assert renewed.exit_code == 0, renewed.output
    done = new(tmp_path, regions, figures + "Nord,2001,2\n")
    assert "places.csv: rows stay as they were changed" in done.output
    package = read_package(data)
    assert package.places["nord"].name() == "Nordland"
    assert package.sources["figures"].title == "The Bureau's table"
    assert [event.id for event in package.events] == ["vote"]
    assert len(rows(data / "values.csv")) == 3
    (data / "values.csv").write_text(
        (data / "values.csv").read_text("utf-8").replace("nord,2001,2", "nord,2001,9"), "utf-8"
    )
    CliRunner().invoke(cli, ["check", "--renew", str(tmp_path / "out")])
    assert "values.csv: was changed by hand; add --replace" in str(new(tmp_path, regions, figures).exception)
    assert new(tmp_path, regions, figures, "--replace").exit_code == 0
    assert read_package(data).places["nord"].name() == "Nord"


def test_what_somebody_changed_is_not_written_over(tmp_path: Path, regions: Path) -> None:
    figures = "region,start\nNord,1990\n"
    new(tmp_path, regions, figures)
    definition = tmp_path / "out" / "maps" / "out.toml"
    definition.write_text(definition.read_text("utf-8") + 'open = "first"\n', "utf-8")
    assert "kept as it was changed" in new(tmp_path, regions, figures).output
    assert read_definition(definition).open == "first"
    table = tmp_path / "out" / "data" / "statements.csv"
    table.write_text(table.read_text("utf-8").replace("1990", "1991"), "utf-8")
    again = new(tmp_path, regions, figures)
    assert isinstance(again.exception, SaveError)
    assert "was changed by hand" in str(again.exception)
    assert new(tmp_path, regions, figures, "--replace").exit_code == 0
    assert "1990" in table.read_text("utf-8")


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, regions: Path) -> None:
    (tmp_path / "out" / "data").mkdir(parents=True)
    (tmp_path / "out" / "data" / "thesis.txt").write_text("mine", "utf-8")
    done = new(tmp_path, regions, "region,start\nNord,1990\n")
    assert isinstance(done.exception, SaveError)
    assert "did not make" in str(done.exception)


def test_the_same_inputs_give_the_same_bytes(tmp_path: Path, regions: Path) -> None:
    figures = "region,year,rate\nNord,2000,1\nOst,2000,2\n"
    new(tmp_path, regions, figures)
    first = {file: file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()}
    new(tmp_path, regions, figures)
    assert {file: file.read_bytes() for file in (tmp_path / "out").rglob("*") if file.is_file()} == first


def test_the_package_reads_by_itself_with_hashes(tmp_path: Path, regions: Path) -> None:
    from frictionless import Package as Frictionless

    new(
        tmp_path,
        regions,
        "region,year,rate\nNord,2000,1\n",
        "--title",
        'A "map"',
        "--source",
        "Bureau: Rates (2001)",
    )
    package = read_package(tmp_path / "out" / "data")
    source = package.sources["figures"]
    assert (source.publisher, source.title, source.published.text if source.published else "") == (
        "Bureau",
        "Rates",
        "2001",
    )
    assert package.title == 'A "map"'
    described = json.loads((tmp_path / "out" / "data" / "datapackage.json").read_text("utf-8"))
    tables = [entry for entry in described["resources"] if entry["path"].endswith(".csv")]
    assert all(entry["hash"].startswith("sha256:") for entry in tables)
    report = Frictionless(str(tmp_path / "out" / "data" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "message"])


def test_figures_from_standard_input_are_titled_by_their_folder(tmp_path: Path, regions: Path) -> None:
    told = ["new", str(tmp_path / "spring-rain"), "--boundaries", str(regions), "--figures", "-"]
    done = CliRunner().invoke(cli, told, input="region,year,mm\nNord,2001,5\n")
    assert done.exit_code == 0, done.output
    assert 'title = "Spring rain"' in (tmp_path / "spring-rain" / "maps" / "spring-rain.toml").read_text(
        "utf-8"
    )


def test_an_end_that_is_not_stated_is_open_and_said(tmp_path: Path, regions: Path) -> None:
    done = new(
        tmp_path,
        regions,
        "region,start,end\nNord,1949-1953,?\nOst,unknown,1960\nSüd,ca. 1950,present\nSüd,early 1961,\n",
    )
    assert done.exit_code == 0, done.output
    said = [
        (row["place"], row["quantity"], row["date"])
        for row in rows(tmp_path / "out" / "data" / "statements.csv")
    ]
    assert said == [
        ("nord", "start", "1949/1953"), ("ost", "end", "1960"), ("sud", "start", "1950~"),
    ]  # fmt: skip
    assert "an end written '?', 'present' is open" in done.output
    assert "row 5, 'Süd': 'early 1961': it is no date known here" in done.stderr
    made = read_definition(tmp_path / "out" / "maps" / "out.toml")
    timeline = build_timeline(read_package(tmp_path / "out" / "data"), made.choice)
    assert [timeline.on(date(year, 6, 1)).places[0].state for year in (1948, 1950, 1990)] == [
        "before",
        "possible",
        "held",
    ]


def test_areas_that_do_not_meet_are_named_with_a_remedy(tmp_path: Path) -> None:
    shapes = [shapely.box(n, 0, n + 1.01, 1) for n in range(2)]
    frame = geopandas.GeoDataFrame({"region": ["Nord", "Ost"]}, geometry=shapes, crs=4326)
    frame.to_file(tmp_path / "regions.geojson")
    done = new(tmp_path, tmp_path / "regions.geojson", "region,year,tonnes\nNord,2001,5\nOst,2001,7\n")
    assert done.exit_code == 0, done.output
    said = CliRunner().invoke(cli, ["check", str(tmp_path / "out")]).output
    assert "2 of 2 overlap their neighbours or leave gaps: Nord, Ost'" in said
    assert "else mend the edges, in QGIS by `Snap geometries to layer`" in said


def test_rows_left_over_for_one_reason_are_one_finding(tmp_path: Path, regions: Path) -> None:
    figures = "region,year,tonnes\nNord,2001,5\nAtlantis,2001,7\nAtlantis,2002,7\n"
    assert new(tmp_path, regions, figures).exit_code == 0
    said = CliRunner().invoke(cli, ["check", str(tmp_path / "out")]).output
    assert said.count("Atlantis") == 1
    assert "correct rows 3, 4 of the figures or add the name to aliases.csv" in said


def test_a_front_and_events_that_somebody_adds_are_taken_up(tmp_path: Path, regions: Path) -> None:
    new(tmp_path, regions, "region,party,start\nNord,North,1990\n")
    data, run = tmp_path / "out" / "data", CliRunner()
    front = geopandas.read_file(regions).iloc[:1][["geometry"]].assign(
        kind="held-outline", party="north", source="figures", valid_from="1991-01-01"
    )
    feature = json.loads(front.to_json())["features"][0] | {"id": "front-1991"}
    (data / "boundaries" / "fronts.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    (data / "events.csv").write_text("id,date,title_en,source\nceasefire,1991-01-01,Ceasefire,figures\n", "utf-8")
    found = run.invoke(cli, ["check", str(tmp_path / "out")]).output
    assert found.count("a file that is not read") == 2
    assert "geo check --renew" in found
    renewed = run.invoke(cli, ["check", str(tmp_path / "out"), "--renew"]).output
    assert "boundaries/fronts.geojson: is new, and listed now" in renewed
    assert "a file that is not read" not in renewed
    package = read_package(data)
    assert "front-1991" in {row.id for row in package.features}
    assert [event.id for event in package.events] == ["ceasefire"]
    new(tmp_path, regions, "region,party,start\nNord,North,1990\nOst,North,1992\n")
    assert "front-1991" in {row.id for row in read_package(data).features}
