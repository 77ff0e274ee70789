"""From a stranger's files to right values: each kind of table and boundaries that went wrong somewhere."""

import json
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from click.testing import CliRunner, Result
from openpyxl import Workbook

from geo.cli import cli
from geo.reading.numbers import read_numbers
from geo.reading.when import read_times
from tests.new.command import new, rows
from tests.new.squares import SQUARES, land, read


def test_flags_and_hidden_numbers_reach_the_package(tmp_path: Path, regions: Path) -> None:
    figures = "region,time,value\nNord,2019,71.5 b\nSud,2019,: c\nOst,2019,<5\nNord,2020,70.10 bp\nOst,2020,:\nSud,2020,9\n"
    done = new(tmp_path, regions, figures)
    assert read(tmp_path, done) == {
        ("nord", "2019"): ("71.5", "b"), ("sud", "2019"): ("", "c"), ("ost", "2019"): ("", "c <5"),
        ("nord", "2020"): ("70.10", "b p"), ("sud", "2020"): ("9", ""),
    }  # fmt: skip
    assert "2 numbers are withheld (': c', '<5'), first in row 3" in done.output
    beside = "region,TIME_PERIOD,OBS_VALUE,OBS_FLAG\nNord,2019,5,p\nOst,2019,6,\n"
    values = read(tmp_path, new(tmp_path, regions, beside, "--replace"))
    assert values == {("nord", "2019"): ("5", "p"), ("ost", "2019"): ("6", "")}
    at = CliRunner().invoke(
        cli, ["at", "2019", "--map", "out", "--maps", str(tmp_path / "out" / "maps"), "--json"]
    )
    assert next(place["flag"] for place in json.loads(at.output)["places"] if place["place"] == "nord") == "p"


def test_words_among_numbers_name_the_users_row(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,n\nNord,2019,12\nOst,2019,many\nSud,2019,7\n")
    assert "row 3, 'Ost': 'many' is no number" in done.stderr
    asked = new(tmp_path, regions, "region;year;n\nNord;2019;234.567\nOst;2019;12.300\n", "--replace")
    assert "figures.csv, row 3: '12.300' in 'n' may be 12300 or a little over 12" in str(asked.exception)
    told = new(
        tmp_path,
        regions,
        "region;year;n\nNord;2019;234.567\nOst;2019;12.300\n",
        "--replace",
        "--decimal",
        ",",
    )
    assert read(tmp_path, told)["ost", "2019"][0] == "12300"


def test_months_across_and_a_turned_table_become_rows(tmp_path: Path, regions: Path) -> None:
    months = "region,year,Jan,Feb,Mar\nNord,2019,1,2,3\nNord,2020,4,5,6\nOst,2019,7,8,9\n"
    values = read(tmp_path, new(tmp_path, regions, months))
    assert values["nord", "2020-03"][0] == "6"
    assert len(values) == 9
    turned = read(
        tmp_path, new(tmp_path, regions, "year,Nord,Süd,Ost\n2019,1,2,3\n2020,4,5,6\n", "--replace")
    )
    assert turned["ost", "2020"][0] == "6"
    bank = "Country Name,Series,2019 [YR2019],2020 [YR2020]\nNord,x,60.5,61.5\nOst,x,..,62\n,,,\nData from: a bank,,,\n"
    assert read(tmp_path, new(tmp_path, regions, bank, "--replace"))["nord", "2020"][0] == "61.5"


def test_hours_are_asked_about_and_put_together_as_told(tmp_path: Path, regions: Path) -> None:
    hours = "region,time,pm\nNord,2020-03-22 06:00,6\nNord,2020-03-22 12:00,12\nOst,2020-03-22 06:00,1\n"
    asked = new(tmp_path, regions, hours)
    assert "row 2: '2020-03-22 06:00' and '2020-03-22 12:00' are times of day, and days are the" in str(
        asked.exception
    )
    for how, value in (("mean", "9"), ("sum", "18"), ("last", "12")):
        assert (
            read(tmp_path, new(tmp_path, regions, hours, "--replace", "--day", how))["nord", "2020-03-22"][0]
            == value
        )


def test_parties_sources_and_open_ends(tmp_path: Path, regions: Path) -> None:
    figures = (
        "district,from,to,party,src,remark\nNord,1992-05-18,2020-12-01,Northern Army,Gazette,x\n"
        "Nord,2020-12-01,present,River Council,https://example.org/a,y\nOst,1991,now,River Council,Gazette,z\n"
    )
    done = new(tmp_path, regions, figures)
    assert done.exit_code == 0, done.output
    assert "guessed: who held a place stands in 'party'" in done.output
    assert "guessed: each row's source stands in 'src'" in done.output
    assert "not used: 'remark'" in done.output
    assert "an end written 'now', 'present' is open" in done.output
    at = CliRunner().invoke(
        cli, ["at", "2021-06-01", "--map", "out", "--maps", str(tmp_path / "out" / "maps"), "--json"]
    )
    here = {place["place"]: place["holders"] for place in json.loads(at.output)["places"]}
    assert [
        (one["party"], one["state"], one["sources"]) for one in here["nord"] if one["state"] == "held"
    ] == [("River Council", "held", ["https-exampleorg-a"])]


def test_sources_that_disagree_tell_of_one_period(tmp_path: Path, regions: Path) -> None:
    figures = (
        "realm,began,ended,source\nNord,1312/1320,1386,Chronicle\nNord,1315,1390,Annals\nOst,1400,1450,Chronicle\n"
        "Ost,1460,,Annals\nSud,1400,before 1523,Annals\nNord,1385,1395,Annals\n"
    )
    done = new(tmp_path, regions, figures)
    assert done.exit_code == 0, done.output
    assert "same period of 1 place, first in row 2; the one named first is followed (chronicle)" in done.output
    left = {row["row"]: row["reason"] for row in rows(tmp_path / "out" / "unmatched.csv")}
    assert left["6"] == "'before 1523': has no first day; write EARLIEST/1522, before which it cannot have been"
    assert left["7"].startswith("starts (1385) before an earlier row")  # by the word of its own source
    assert "aliases.csv" not in done.output.partition("not drawn")[2].partition("\n")[0]
    said = {(row["place"], row["period"], row["quantity"], row["source"]): row["date"] for row in
            rows(tmp_path / "out" / "data" / "statements.csv")}  # fmt: skip
    assert said["nord", "1", "start", "annals"] == "1315"
    assert said["ost", "2", "start", "annals"] == "1460"
    maps = str(tmp_path / "out" / "maps")
    at = json.loads(CliRunner().invoke(cli, ["at", "1388", "--maps", maps, "--json"]).output)
    assert {place["place"]: place["state"] for place in at["places"]}["nord"] == "ended"
    assert "end: sources differ, 1,825 days" in CliRunner().invoke(cli, ["sources", "--maps", maps, "--place", "nord"]).output


def test_a_table_of_changes_lasts(tmp_path: Path, regions: Path) -> None:
    figures = "region,date,who\nNord,1991,A\nNord,2000-05-01,B\nOst,1995,A\n"
    assert "say --until-next" in new(tmp_path, regions, figures).output
    done = new(tmp_path, regions, figures, "--time", "date", "--value", "who", "--until-next", "--replace")
    assert done.exit_code == 0, done.output
    assert "lasts = true" in (tmp_path / "out" / "maps" / "out.toml").read_text("utf-8")
    at = CliRunner().invoke(
        cli, ["at", "1999", "--map", "out", "--maps", str(tmp_path / "out" / "maps"), "--json"]
    )
    assert {place["place"]: place["value"] for place in json.loads(at.output)["places"]} == {
        "nord": "A",
        "ost": "A",
        "sud": None,
    }


@pytest.mark.parametrize("kind", ["json-fg", "linked places", "two geometries", "years"])
def test_dated_boundaries_are_versions(tmp_path: Path, kind: str) -> None:
    spans = [("1700-01-01", "1799-12-31"), ("1800-01-01", "..")]
    if kind == "json-fg":
        features = [
            {"name": "Alt", "at": n, "feature": {"time": {"interval": list(span)}}}
            for n, span in enumerate(spans)
        ]
    elif kind == "linked places":
        centuries = (("1700", "1800"), ("1800", "1900"))
        when = [{"timespans": [{"start": {"in": first}, "end": {"in": last}}]} for first, last in centuries]
        features = [{"name": "Alt", "at": n, "feature": {"when": item}} for n, item in enumerate(when)]
    elif kind == "two geometries":
        shapes = []
        for n, (first, last) in enumerate((("1700", "1800"), ("1800", "1900"))):
            ring = [[10 + n, 48], [11 + n, 48], [11 + n, 49], [10 + n, 49], [10 + n, 48]]
            when = {"timespans": [{"start": {"in": first}, "end": {"in": last}}]}
            shapes.append({"type": "Polygon", "coordinates": [ring], "when": when})
        features = [
            {"name": "Alt", "feature": {"geometry": {"type": "GeometryCollection", "geometries": shapes}}}
        ]
    else:
        years = ((1700, 1799), (1800, 1900))
        features = [
            {"name": "Alt", "at": n, "gwsyear": first, "gweyear": last}
            for n, (first, last) in enumerate(years)
        ]
    file = land(tmp_path, [*features, {"name": "Neu", "at": 5}])
    done = new(tmp_path, file, "name,year,n\nAlt,1750,1\nAlt,1850,2\nNeu,1750,3\n")
    assert len(read(tmp_path, done)) == 3
    made = json.loads((tmp_path / "out" / "data" / "boundaries" / "boundaries.geojson").read_text("utf-8"))[
        "features"
    ]
    versions = [f["properties"]["valid_from"] for f in made if f["properties"]["place"] == "alt"]
    assert versions == ["1700-01-01", "1800-01-01"]
    assert next(f["properties"]["valid_to"] for f in made if f["properties"]["id"] == "alt") == "1800-01-01"


def test_an_upper_level_is_an_outline_and_land_without_a_shape_is_named(tmp_path: Path) -> None:
    places = [
        {"name": "Zedland", "at": 0, "wide": 3},
        *({"name": name, "at": n} for n, name in enumerate(SQUARES)),
    ]
    file = land(tmp_path, [*places, {"name": "Isle", "none": True}])
    done = new(tmp_path, file, "name,year,n\nNord,2019,1\nOst,2019,2\nWest,2019,3\nIsle,2019,4\n")
    assert len(read(tmp_path, done)) == 4
    assert "'Zedland' lie over places that have figures: drawn as outlines" in done.output
    assert "1 with figures have no land and are not drawn: Isle" in done.output
    maps = ["--maps", str(tmp_path / "out" / "maps")]
    answer = json.loads(CliRunner().invoke(cli, ["at", "2019", "--map", "out", *maps, "--json"]).output)
    assert {here["name"]: here["value"] for here in answer["places"]} == {
        "Isle": 4,
        "Nord": 1,
        "Ost": 2,
        "West": 3,
    }
    assert "without a boundary: Isle" in CliRunner().invoke(cli, ["check", str(tmp_path / "out")]).output
    assert CliRunner().invoke(cli, ["build", *maps, "--out", str(tmp_path / "pages")]).exit_code == 0
    page = (tmp_path / "pages" / "out.html").read_text("utf-8")
    assert 'data-place="isle" data-value="4"' in page
    assert "Not on the map, as they have no boundary: Isle" in page
    for kind in ("csv", "geojson", "fgb"):
        told = ["export", "out", *maps, "--date", "2019", "--format", kind, "--out", str(tmp_path / kind)]
        assert CliRunner().invoke(cli, told).exit_code == 0
    assert "isle,Isle,2019,4" in (tmp_path / "csv" / "out-2019.csv").read_text("utf-8-sig")
    exported = json.loads((tmp_path / "geojson" / "out-2019.geojson").read_text("utf-8"))["features"]
    assert [each["properties"]["value"] for each in exported if each["geometry"] is None] == [4]
    drawn = json.loads((tmp_path / "out" / "data" / "boundaries" / "boundaries.geojson").read_text("utf-8"))[
        "features"
    ]
    assert "zedland" not in {feature["properties"]["place"] for feature in drawn}
    figures = "name,year,n\nNord,2019,1\nOst,2019,2\nWest,2019,3\nZedland,2019,6\n"
    above = new(tmp_path, file, figures, "--replace")
    assert len(read(tmp_path, above)) == 3
    assert "row 5, 'Zedland': is an upper level" in above.stderr


def test_periods_of_a_place_without_land_are_answered(tmp_path: Path) -> None:
    file = land(tmp_path, [*({"name": name} for name in SQUARES), {"name": "Isle", "none": True}])
    done = new(tmp_path, file, "name,from,to\nNord,2019-01-05,2020-03-01\nIsle,2019-02-01,\n")
    assert "1 with figures have no land and are not drawn: Isle" in done.output
    told = ["at", "2019-06-01", "--map", "out", "--maps", str(tmp_path / "out" / "maps"), "--json"]
    answer = json.loads(CliRunner().invoke(cli, told).output)
    assert {here["place"]: here["state"] for here in answer["places"]} == {
        "isle": "held", "nord": "held", "ost": "unknown", "west": "unknown"
    }  # fmt: skip
    assert answer["totals"]["held"] == 1  # of the land
    assert "without a boundary: Isle" in CliRunner().invoke(cli, ["check", str(tmp_path / "out")]).output


def test_drawings_and_exchanged_coordinates_are_no_places(tmp_path: Path) -> None:
    file = land(tmp_path, [{"name": name} for name in SQUARES], **{"hc-transform": {"default": {}}})
    assert "coordinates are pixels of a drawing" in str(
        new(tmp_path, file, "name,year,n\nNord,2019,1\n").exception
    )
    shape = {"type": "Polygon", "coordinates": [[[39, 145], [40, 145], [40, 146], [39, 145]]]}
    file.write_text(
        json.dumps({"type": "Feature", "properties": {"name": "Nord"}, "geometry": shape}), "utf-8"
    )
    assert "latitude stands before longitude; say --swap" in str(
        new(tmp_path, file, "name,year,n\nNord,2019,1\n").exception
    )
    assert len(read(tmp_path, new(tmp_path, file, "name,year,n\nNord,2019,1\n", "--swap"))) == 1


def test_coordinates_exchanged_within_ninety_degrees_are_seen(tmp_path: Path, regions: Path) -> None:
    def at(lon: float, lat: float, **told: str) -> Result:
        shapes = [shapely.box(lon + n, lat, lon + n + 0.5, lat + 0.5) for n in range(3)]
        frame = geopandas.GeoDataFrame({"region": ["Nord", "Süd", "Ost"], **told}, geometry=shapes, crs=4326)
        frame.to_file(regions)
        return new(tmp_path, regions, "region,year,n\nNord,2019,1\n", "--replace")

    asked = at(40.2, 44.3, iso3="ARM")
    assert "regions.geojson, feature 1: 'iso3' says 'ARM', and it lies at longitude 40.45, latitude 44.55" in str(asked.exception)
    assert "say --swap" in at(-30, 22).output  # a sea, and South Africa
    assert "--swap" not in at(44.3, 40.2, iso3="ARM").output
    assert "--swap" not in at(40.2, 44.3).output  # land, either way


def test_the_layer_whose_names_fit_is_taken_and_said(tmp_path: Path) -> None:
    arcs = [[[10 + n, 48], [11 + n, 48], [11 + n, 49], [10 + n, 49], [10 + n, 48]] for n in range(3)]
    shapes = [
        {"type": "Polygon", "arcs": [[n]], "id": f"0{n}", "properties": {"name": name}}
        for n, name in enumerate(SQUARES)
    ]
    layers = {
        "districts": {"type": "GeometryCollection", "geometries": shapes},
        "nation": {
            "type": "GeometryCollection",
            "geometries": [{"type": "MultiPolygon", "arcs": [[[0]], [[1]]]}],
        },
    }
    file = tmp_path / "atlas.json"
    file.write_text(json.dumps({"type": "Topology", "objects": layers, "arcs": arcs}), "utf-8")
    done = new(tmp_path, file, "name,year,n\nNord,2019,1\nOst,2019,2\n")
    assert len(read(tmp_path, done)) == 2
    assert "took the layer 'districts', whose names fit; not read: nation" in done.output


def test_an_edited_package_is_taken_over(tmp_path: Path, regions: Path) -> None:
    assert new(tmp_path, regions, "region,date,n\nNord,2019-01-31,0.5\nOst,2019-01-31,1.5\n").exit_code == 0
    values = tmp_path / "out" / "data" / "values.csv"
    values.write_bytes(
        "\ufeffplace;time;value;source\nnord;31.01.2019;0,75;figures\nost;31.01.2019;1,5;figures\n".encode()
    )
    run = CliRunner()
    found = run.invoke(cli, ["check", str(tmp_path / "out")]).output
    assert "by a spreadsheet (columns are parted by semicolons, dates are written as 31.01.2019)" in found
    assert "geo check --renew" in found
    renewed = run.invoke(cli, ["check", str(tmp_path / "out"), "--renew"])
    assert renewed.exit_code == 0, renewed.output
    assert "values.csv: time: '31.01.2019' is read as 2019-01-31 and 1 more" in renewed.output
    assert (
        values.read_text("utf-8")
        == "place,time,value,source\nnord,2019-01-31,0.75,figures\nost,2019-01-31,1.5,figures\n"
    )
    assert run.invoke(cli, ["check", str(tmp_path / "out"), "--renew"]).output.find("renewed") < 0


def test_gaps_written_as_numbers_and_words_in_other_capitals_are_said(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,n\nNord,2019,4\nOst,2019,-999\nNord,2020,5\nOst,2020,6\n")
    assert "'n' has '-999' in 1 cell, far from all other figures" in done.output
    assert ("ost", "2019") not in read(tmp_path, done)
    words = "region,year,ban\nNord,2019,Yes\nOst,2019,yes\nNord,2020,NO\nOst,2020,No\n"
    done = new(tmp_path, regions, words, "--replace")
    assert {value for value, _ in read(tmp_path, done).values()} == {"Yes", "No"}
    assert "'NO' is the same category as 'No'" in done.output


def test_counts_and_age_groups_are_no_years(tmp_path: Path, regions: Path) -> None:
    votes = new(
        tmp_path,
        regions,
        "region,first,second,total\nNord,2481,1829,6591\nOst,631,996,2000\nSud,1900,540,3000\n",
    )
    assert {time for _, time in read(tmp_path, votes)} == {"0001/9999"}
    assert "guessed: values stand in 'first'" in votes.output
    ages = "region,year,all,dead1517,dead1820\nNord,1982,9,1,2\nNord,1983,8,3,4\nOst,1982,7,5,6\nOst,1983,6,5,5\n"
    assert read(tmp_path, new(tmp_path, regions, ages, "--replace"))["nord", "1983"] == ("8", "")
    shares = read(tmp_path, new(tmp_path, regions, "region,rate\nNord,0.100\nOst,0.133\n", "--replace"))
    assert shares["nord", "0001/9999"] == ("0.100", "")


def test_conditions_choose_boundaries_too_and_figures_without_a_time_say_so(tmp_path: Path) -> None:
    file = land(tmp_path, [{"name": name, "level": str(n % 2)} for n, name in enumerate(SQUARES)])
    done = new(
        tmp_path,
        file,
        "name,n,m\nNord,1,4\nOst,2,5\nWest,3,6\n",
        "--where",
        "level=0",
        "--value",
        "n",
        "--also",
        "m",
    )
    assert {place for place, _ in read(tmp_path, done)} == {"nord", "west"}
    assert "2 of 3 rows have level=0" in done.output
    text = (tmp_path / "out" / "maps" / "out.toml").read_text("utf-8")
    assert 'figures = {"m" = "m"}' in text
    assert 'figure_name = "n"' in text
    at = CliRunner().invoke(cli, ["at", "2024", "--map", "out", "--maps", str(tmp_path / "out" / "maps")])
    assert at.output.startswith("not dated")


@pytest.mark.parametrize(("cells", "numbers"), [
    (["$(55)", "US$1,234"], ["-55", "1234"]),
    (["15(a)", "12.5¹"], ["15", "12.5"]),
    (["12 km²", "14 km2"], ["12", "14"]),
    (["1.5×10^3", "2 × 10⁻³"], ["1.5e3", "2e-3"]),
    (["٣٫٥", "١٬٢٣٤"], ["3.5", "1234"]),
    (["more than 95", "12"], [None, "12"]),
])  # fmt: skip
def test_numbers_of_more_kinds(cells: list[str], numbers: list[str | None]) -> None:
    read = read_numbers([*cells, "7", "8"])
    assert read is not None
    assert read.values(cells) == numbers


@pytest.mark.parametrize(("texts", "times"), [
    (["2020年1月", "2020年2月"], ["2020-01", "2020-02"]),
    (["1990s", "2000s"], ["199X", "200X"]),
    (["Jänner 2020"], ["2020-01"]),
    (["2019r", "2020 Q1 p"], ["2019", "2020-33"]),
])  # fmt: skip
def test_times_of_more_kinds(texts: list[str], times: list[str]) -> None:
    read = read_times(texts, "when")
    assert [read.when[text] for text in texts] == times, read.wrong


def test_times_that_mean_something_else_are_said_for_what_they_are(tmp_path: Path) -> None:
    assert "may be ten years or a hundred" in read_times(["2000s"], "when").wrong["2000s"]
    assert "Buddhist" in " ".join(read_times(["2563", "2564"], "when").said)
    file = land(tmp_path, [{"name": name} for name in SQUARES])
    done = new(tmp_path, file, "name,time,n\nNord,500 BC,1\nOst,500 BC,2\nNord,300 BC,3\nOst,300 BC,4\n")
    assert "'500 BC' lies before the year 1" in str(done.exception)


def test_workbooks_of_more_kinds(tmp_path: Path) -> None:
    file = land(tmp_path, [{"name": name} for name in SQUARES])

    def made(fill: Any) -> Result:
        book = Workbook()
        fill(book)
        book.save(tmp_path / "figures.xlsx")
        told = ["--boundaries", str(file), "--figures", str(tmp_path / "figures.xlsx"), "--replace"]
        return CliRunner().invoke(cli, ["new", str(tmp_path / "out"), *told])

    def years(book: Any) -> None:  # a sheet a year
        for year in (2019, 2020):
            sheet = book.active if year == 2019 else book.create_sheet()
            sheet.title = str(year)
            for row in (["District", "Value"], *([name, 10 * year + n] for n, name in enumerate(SQUARES))):
                sheet.append(row)

    def groups(book: Any) -> None:  # each name once, above its years; an old sheet is hidden
        book.active.append(["District", "Year", "Value"])
        for name in SQUARES:
            book.active.append([name, 2019, 99])
        book.active.sheet_state = "hidden"
        sheet = book.create_sheet()
        sheet.append(["District", "Year", "Value"])
        for n, name in enumerate(SQUARES):
            sheet.append([name, 2019, 20190 + n])
            sheet.append([None, 2020, 20200 + n])
        book.active = 1

    def heads(book: Any) -> None:  # two rows of header, with cells merged across and down
        book.active.append(["District", "2019", None, "2020", None])
        book.active.append([None, "Births", "Deaths", "Births", "Deaths"])
        for n, name in enumerate(SQUARES):
            book.active.append([name, 20190 + n, 1, 20200 + n, 1])
        for cells in ("A1:A2", "B1:C1", "D1:E1"):
            book.active.merge_cells(cells)

    for fill in (years, groups, heads):
        values = read(tmp_path, made(fill))
        assert {(place, time): value for (place, time), (value, _) in values.items()} == {
            (name.lower(), str(year)): str(10 * year + n)
            for n, name in enumerate(SQUARES)
            for year in (2019, 2020)
        }, fill.__name__


def test_sdmx_json_is_read_in_each_of_its_forms(tmp_path: Path) -> None:
    area = {"id": "REF_AREA", "values": [{"id": "A", "name": "Nord"}, {"id": "B", "name": "Ost"}]}
    time = {"id": "TIME_PERIOD", "values": [{"id": "2019"}, {"id": "2020"}]}
    status = {"observation": [{"id": "OBS_STATUS", "values": [{"id": "P"}, {"id": "C"}]}]}
    series = {
        "0": {"observations": {"0": [1.5], "1": [2, 0]}},
        "1": {"observations": {"0": [3], "1": [None, 1]}},
    }
    flat = {"0:0": [1.5], "0:1": [2, 0], "1:0": [3], "1:1": [None, 1]}
    forms = (
        {"data": {"dataSets": [{"series": series}], "structures": [
            {"dimensions": {"series": [area], "observation": [time]}, "attributes": status}]}},
        {"dataSets": [{"observations": flat}], "structure": {"dimensions": {"observation": [area, time]}, "attributes": status}},
    )  # fmt: skip
    for form in forms:
        file = land(tmp_path, [{"name": name} for name in SQUARES])
        (tmp_path / "figures.json").write_text(json.dumps(form), "utf-8")
        told = [
            "new",
            str(tmp_path / "out"),
            "--boundaries",
            str(file),
            "--figures",
            str(tmp_path / "figures.json"),
            "--replace",
        ]
        assert read(tmp_path, CliRunner().invoke(cli, told)) == {
            ("nord", "2019"): ("1.5", ""), ("nord", "2020"): ("2", "p"), ("ost", "2019"): ("3", ""), ("ost", "2020"): ("", "c"),
        }  # fmt: skip
