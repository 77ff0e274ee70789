"""Tables as strangers have them: titles above the header, columns for years, totals, footnotes, shared words."""

import json
import zipfile
from pathlib import Path

import geopandas
import openpyxl
import pytest
import shapely
from click.testing import CliRunner

from geo.audit.check import check_project
from geo.cli import cli
from geo.model.definition import read_definition
from geo.new.breaks import round_breaks
from geo.new.labels import shared_word, without_word
from tests.new.command import new, rows


def values(folder: Path) -> list[tuple[str, str, str]]:
    return [(row["place"], row["time"], row["value"]) for row in rows(folder / "out" / "data" / "values.csv")]


def test_a_workbook_with_a_title_totals_and_footnotes_on_a_zipped_shapefile(tmp_path: Path) -> None:
    shapes = [shapely.box(400_000 + n * 9_000, 4_400_000, 409_000 + n * 9_000, 4_409_000) for n in range(3)]
    names = ["Агдам", "Шуша", "Лачин"]
    frame = geopandas.GeoDataFrame({"OBJECTID": [1, 2, 3], "РАЙОН": names}, geometry=shapes, crs=32638)
    (tmp_path / "shp").mkdir()
    frame.to_file(tmp_path / "shp" / "rayon.shp", encoding="CP1251")
    with zipfile.ZipFile(tmp_path / "rayon.zip", "w") as archive:
        for file in sorted((tmp_path / "shp").iterdir()):
            archive.write(file, file.name)
    book = openpyxl.Workbook()
    for row in (
        ["Безработица, %"], ["Источник: Комитет"], [], ["№", "Район ", 2019, "2020 г.", "2021*"], [1, "  Шуша", 3.5, 4, "…"],
        [2, "Лачин", 0, "-", 5], [3, "агдам", 1, 2, 3], [None, "Итого", 2, 3, 4], ["* предварительно"],
    ):  # fmt: skip
        book.active.append(row)
    book.save(tmp_path / "jobs.xlsx")
    told = [
        "--boundaries",
        str(tmp_path / "rayon.zip"),
        "--figures",
        str(tmp_path / "jobs.xlsx"),
        "--lang",
        "ru",
    ]
    done = CliRunner().invoke(cli, ["new", str(tmp_path / "out"), *told])
    assert done.exit_code == 0, done.output
    assert "row 4 is the header; above it: 'Безработица, %'" in done.output
    assert "'-', '…' are read so; write 0 where none was counted" in done.output
    assert "'Итого': looks like a total, not a place" in done.stderr
    names = {row["id"]: row["name_ru"] for row in rows(tmp_path / "out" / "data" / "places.csv")}
    assert [(names[place], time, value) for place, time, value in values(tmp_path)] == [
        ("Агдам", "2019", "1"), ("Агдам", "2020", "2"), ("Агдам", "2021", "3"), ("Шуша", "2019", "3.5"), ("Шуша", "2020", "4"),
        ("Лачин", "2019", "0"), ("Лачин", "2021", "5"),
    ]  # fmt: skip
    made = read_definition(tmp_path / "out" / "maps" / "out.toml")
    assert (made.title.en, made.unit.en, made.language) == ("Безработица", "%", "ru")
    sources = rows(tmp_path / "out" / "data" / "sources.csv")
    assert [row["publisher"] for row in sources if row["id"] == "figures"] == ["Комитет"]
    assert [row["row"] for row in rows(tmp_path / "out" / "unmatched.csv")] == ["8", "9"]
    built = CliRunner().invoke(
        cli, ["build", "--maps", str(tmp_path / "out" / "maps"), "--out", str(tmp_path / "html")]
    )
    assert built.exit_code == 0, built.output


@pytest.mark.parametrize(
    ("header", "times"),
    [
        ("region,2019,2020", ["2019", "2020"]),
        ("region,pop_2019,pop_2020", ["2019", "2020"]),
        ("region,Population 2019,Population 2020,Note 2020", ["2019", "2020"]),
        ("region,X2019,X2020", ["2019", "2020"]),
        ("region,2019 il,2020 il", ["2019", "2020"]),
        ("region,2020M01,2020M02", ["2020-01", "2020-02"]),
        ("region,1Q2020,2Q2020", ["2020-33", "2020-34"]),
        ("region,2020-01-01,2020-01-02", ["2020-01-01", "2020-01-02"]),
    ],
)
def test_one_column_a_time_however_it_is_called(
    tmp_path: Path, regions: Path, header: str, times: list[str]
) -> None:
    cells = ",7" * (header.count(",") - 2)
    done = new(tmp_path, regions, f"{header}\nNord,1,2{cells}\nOst,3,4{cells}\n")
    assert done.exit_code == 0, done.output
    assert values(tmp_path) == [
        ("nord", times[0], "1"),
        ("nord", times[1], "2"),
        ("ost", times[0], "3"),
        ("ost", times[1], "4"),
    ]


def test_of_two_kinds_of_columns_one_is_drawn_and_the_other_named(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,gdp_2019,gdp_2020,gdp_2021,pop_2019,pop_2020\nNord,1,2,3,4,5\n")
    assert "left out: pop_2019 …" in done.output
    assert read_definition(tmp_path / "out" / "maps" / "out.toml").subtitle.en == "Gdp"


def test_a_column_is_called_in_words(tmp_path: Path, regions: Path) -> None:
    assert new(tmp_path, regions, "region,year,snow_days\nNord,2001,5\n").exit_code == 0
    assert 'subtitle = "Snow days"' in (tmp_path / "out" / "maps" / "out.toml").read_text("utf-8")


def test_a_row_of_units_is_no_row_and_a_row_without_a_place_is_not_the_one_above(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,rain\n,,(mm)\nNord,2000,5\nOst,2000,6\n")
    assert (done.exit_code, done.stderr, len(values(tmp_path))) == (0, "", 2)
    assert 'unit = "mm"' in (tmp_path / "out" / "maps" / "out.toml").read_text("utf-8")
    done = new(tmp_path, regions, "region,year,rain\nNord,2000,5\nOst,2000,\n,2000,9\n", "--replace")
    assert "row 4, '': names no place" in done.stderr
    assert values(tmp_path) == [("nord", "2000", "5")]


def test_a_running_number_is_no_code(tmp_path: Path, regions: Path) -> None:
    frame = geopandas.read_file(regions).assign(fid_1=[1, 2, 3])
    frame.to_file(regions)
    done = new(tmp_path, regions, "n,region,year,rate\n1,Ost,2000,5\n2,Nord,2000,6\n3,Süd,2000,7\n")
    assert "places stand in the column 'region'" in done.output
    assert values(tmp_path)[0] == ("nord", "2000", "6")


def test_a_word_that_all_names_share_is_left_out(tmp_path: Path, regions: Path) -> None:
    frame = geopandas.read_file(regions)
    frame.assign(region=[f"{name} District" for name in frame["region"]]).to_file(regions)
    done = new(tmp_path, regions, "region,year,rate\nNord,2000,5\nOst,2000,6\n")
    assert "'District' is part of most names and is left out" in done.output
    places = {row["name_en"]: row["other_names"] for row in rows(tmp_path / "out" / "data" / "places.csv")}
    assert places["Nord"] == "Nord District"
    assert len(values(tmp_path)) == 2


def test_a_word_of_the_figures_is_left_out_too(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,rate\nKreis Nord,2000,5\nKreis Ost,2000,6\nKreis Süd,2000,7\n")
    assert "'Kreis' is part of most names" in done.output
    assert len(values(tmp_path)) == 3


def test_shared_words_by_hand() -> None:
    assert shared_word(["A County", "B County", "C Parish", "D County"]) == "County"
    assert shared_word(["New York", "New Jersey", "Ohio", "Iowa", "Utah", "Maine"]) == ""
    assert without_word("County", "County") == "County"


def test_rates_by_a_column_of_the_same_table(tmp_path: Path, regions: Path) -> None:
    figures = "region,week,cases,population\nNord,2020-W10,5,1000\nOst,2020-W10,3,500\n"
    assert "not used: 'population'; for rates say --per population" in new(tmp_path, regions, figures).output
    done = new(tmp_path, regions, figures, "--per", "population", "--per-count", "1000", "--replace")
    assert done.exit_code == 0, done.output
    made = read_definition(tmp_path / "out" / "maps" / "out.toml")
    assert (made.per, made.per_count, made.subtitle.en) == ("divisor", 1000, "Cases / 1,000 population")
    assert [row["value"] for row in rows(tmp_path / "out" / "data" / "divisor.csv")] == ["1000", "500"]
    assert not [
        finding
        for finding in check_project(tmp_path / "out")
        if finding.field not in ("publisher", "published")
    ]
    assert "does not hold numbers" in str(
        new(tmp_path, regions, figures, "--per", "week", "--replace").exception
    )


def test_a_word_among_numbers_is_a_mistake_not_a_category(tmp_path: Path, regions: Path) -> None:
    figures = "".join(f"Nord,{year},{year - 1990}.5\n" for year in range(1990, 2000))
    done = new(tmp_path, regions, f"region,year,rate\n{figures}Ost,1990,secret\n")
    assert "row 12, 'Ost': 'secret' is no number" in done.stderr
    assert len(values(tmp_path)) == 10


def test_a_name_is_warned_of_once(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,rate\nNord,1990,1\nWest,1990,2\nWest,1991,3\n")
    assert "row 3, 'West': matches no place (and 1 more row of it)" in done.stderr
    assert done.stderr.count("'West'") == 1


def test_breaks_are_round_and_even_and_zero_is_apart_where_it_is_common() -> None:
    assert round_breaks([float(number) for number in range(1, 1000)]) == [200, 400, 600, 800]
    assert round_breaks([0.0] * 30 + [float(number) for number in range(1, 81)]) == [0, 20, 40, 60]
    assert round_breaks([1.0, 2.0, 3.0, 2.0]) == [1, 2]
    assert round_breaks([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) == []


def test_a_definition_that_was_made_reads_back(tmp_path: Path, regions: Path) -> None:
    counts = [
        (place, year, n * 10 + year - 1990)
        for n, place in enumerate(("Nord", "Ost"))
        for year in range(1990, 2000)
    ]
    figures = "".join(f"{place},{year},{count}\n" for place, year, count in counts)
    assert new(tmp_path, regions, f"region,year,rate\n{figures}").exit_code == 0
    assert read_definition(tmp_path / "out" / "maps" / "out.toml").classes == (4, 8, 11, 15)
    described = json.loads((tmp_path / "out" / "data" / "datapackage.json").read_text("utf-8"))
    assert "values" in {resource["name"] for resource in described["resources"]}


def test_of_encodings_that_fit_the_one_in_which_the_names_are_known_is_taken(tmp_path: Path) -> None:
    names = ["Ardèche", "Finistère", "Isère", "Hérault"]
    frame = geopandas.GeoDataFrame(
        {"nom": names}, geometry=[shapely.box(n, 0, n + 1, 1) for n in range(4)], crs=4326
    )
    frame.to_file(tmp_path / "regions.geojson")
    lines = "".join(f"{name};déc. 2019;1,5\n" for name in names)
    (tmp_path / "figures.csv").write_bytes(f"Département;Mois;Taux (%)\n{lines}".encode("cp1252"))
    told = ["--boundaries", str(tmp_path / "regions.geojson"), "--figures", str(tmp_path / "figures.csv")]
    done = CliRunner().invoke(cli, ["new", str(tmp_path / "out"), *told])
    assert (done.exit_code, done.stderr) == (0, "")
    assert "read as cp1252" in done.output
    assert sorted(values(tmp_path)) == [
        (name, "2019-12", "1.5") for name in ("ardeche", "finistere", "herault", "isere")
    ]


@pytest.mark.parametrize(
    ("header", "cells", "times"),
    [
        ("iso_year,iso_week", ("2020,53", "2021,1"), ["2020-12-28/2021-01-03", "2021-01-04/2021-01-10"]),
        ("year,month", ("2020,12", "2021,1"), ["2020-12", "2021-01"]),
        ("year,quarter", ("2020,4", "2021,1"), ["2020-36", "2021-33"]),
        ("year,quarter", ("2020,Q4", "2021,Q1"), ["2020-36", "2021-33"]),
        ("year,month", ("2020,December", "2021,January"), ["2020-12", "2021-01"]),
        ("year,month,day", ("2020,12,31", "2021,1,1"), ["2020-12-31", "2021-01-01"]),
    ],
)
def test_a_year_and_a_finer_column_are_one_time(
    tmp_path: Path, regions: Path, header: str, cells: tuple[str, str], times: list[str]
) -> None:
    done = new(tmp_path, regions, f"region,{header},cases\nNord,{cells[0]},7\nNord,{cells[1]},9\n")
    assert (done.exit_code, done.stderr) == (0, "")
    assert values(tmp_path) == [("nord", times[0], "7"), ("nord", times[1], "9")]


def test_months_across_take_the_year_of_the_title_or_ask_for_it(tmp_path: Path, regions: Path) -> None:
    asked = new(tmp_path, regions, "region,Jan,Feb,Mar\nNord,1,2,3\n")
    assert "one column a month, 'Jan' to 'Mar', and nothing says of which year" in str(asked.exception)
    assert new(tmp_path, regions, "region,Jan,Feb,Mar\nNord,1,2,3\n", "--title", "Rain 2020").exit_code == 0
    assert values(tmp_path) == [("nord", "2020-01", "1"), ("nord", "2020-02", "2"), ("nord", "2020-03", "3")]


def test_a_table_without_a_header_and_two_columns_of_times_are_asked_about(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "Nord,2019,5\nOst,2019,6\nSüd,2019,7\n")
    assert "its header says 'Nord', '2019', '5', and 'Nord' is one of the places" in str(done.exception)
    done = new(tmp_path, regions, "region,αρχή,τέλος\nNord,1992-05-01,1993-06-02\nOst,1992-07-01,1993-08-02\n")
    assert "'αρχή' and 'τέλος' both hold times; say --start 'αρχή' --end 'τέλος'" in str(done.exception)


def test_a_name_in_two_states_is_told_apart_by_the_state(tmp_path: Path) -> None:
    names = ["Lee", "Clay", "Lee", "Polk"]
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(4)]
    frame = geopandas.GeoDataFrame(
        {"STATE": ["01", "01", "12", "12"], "NAME": names}, geometry=shapes, crs=4326
    )
    frame.to_file(tmp_path / "regions.geojson")
    figures = "state,county,year,deaths\n1,Lee,2001,5\n1,Clay,2001,6\n12,Lee,2001,7\n12,Polk,2001,8\n"
    done = new(tmp_path, tmp_path / "regions.geojson", figures)
    assert (done.exit_code, done.stderr) == (0, "")
    assert (
        "guessed: 'county' fits several boundaries each, so it is read together with 'state'" in done.output
    )
    names_of = {row["id"]: row["name_en"] for row in rows(tmp_path / "out" / "data" / "places.csv")}
    assert {names_of[place]: value for place, _, value in values(tmp_path)} == {
        "Lee, 01": "5", "Clay, 01": "6", "Lee, 12": "7", "Polk, 12": "8",
    }  # fmt: skip


def test_a_column_that_is_named_joins_numbered_districts(tmp_path: Path) -> None:
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(12)]
    frame = geopandas.GeoDataFrame(
        {"Name": [f"Ward {n:03d}" for n in range(1, 13)]}, geometry=shapes, crs=4326
    )
    frame.to_file(tmp_path / "wards.geojson")
    figures = "ward,year,turnout\n" + "".join(f"{n},2021,{50 + n}\n" for n in range(1, 13))
    assert "no column matches" in str(new(tmp_path, tmp_path / "wards.geojson", figures).exception)
    done = new(tmp_path, tmp_path / "wards.geojson", figures, "--place", "ward")
    assert (done.exit_code, done.stderr) == (0, "")
    assert values(tmp_path)[11] == ("ward-012", "2021", "62")
    assert rows(tmp_path / "out" / "data" / "places.csv")[11]["name_en"] == "Ward 012"


def test_names_in_another_script_are_mended_by_aliases_alone(tmp_path: Path) -> None:
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(3)]
    names = ["Минская область", "Брестская область", "Гомельская область"]
    geopandas.GeoDataFrame({"name": names}, geometry=shapes, crs=4326).to_file(tmp_path / "regions.geojson")
    figures = "region,year,births\nMinsk Region,2001,5\nBrest Region,2001,6\nGomel Region,2001,7\n"
    failed = new(tmp_path, tmp_path / "regions.geojson", figures)
    assert "aliases.csv, a table of name and place" in str(failed.exception)
    assert "what is meant, such as: Brest Region,Брестская область" in str(failed.exception)
    (tmp_path / "out").mkdir()
    told = "name,place\nMinsk Region,Минская область\nBrest Region,Брестская область\nGomel Region,Гомельская область\n"
    (tmp_path / "out" / "aliases.csv").write_text(told, "utf-8")
    done = new(tmp_path, tmp_path / "regions.geojson", figures)
    assert (done.exit_code, done.stderr) == (0, "")
    assert [value for *_, value in sorted(values(tmp_path))] == ["5", "6", "7"]


def test_values_of_two_kinds_are_refused_not_mixed(tmp_path: Path, regions: Path) -> None:
    kinds = "".join(
        f"{name},{kind},2001,{n}\n" for n, name in enumerate(("Nord", "Ost")) for kind in ("births", "deaths")
    )
    done = new(
        tmp_path, regions, "region,indicator,year,value\n" + kinds.replace("deaths,2001,", "deaths,2001,9")
    )
    assert "row 3: a second value for one place and time, as 'indicator' says 'births' and 'deaths'" in str(
        done.exception
    )
    assert "'indicator' has 'births', 'deaths': choose with --where indicator=births" in str(done.exception)
    done = new(tmp_path, regions, "region,indicator,year,value\n" + kinds, "--where", "indicator=deaths")
    assert done.exit_code == 0, done.output
    assert "2 of 4 rows have indicator=deaths" in done.output


def test_columns_that_are_not_drawn_are_named(tmp_path: Path, regions: Path) -> None:
    done = new(
        tmp_path, regions, "region,year,red,blue\nNord,2001,5,6\nNord,2001,5,6\nOst,2001,7,8\nOst,2001,7,8\n"
    )
    assert "not used: 'blue'; a map draws one, which --value names" in done.output
    assert "figures.csv: 2 rows, first 3, repeat an earlier row; taken once" in done.output


def test_a_table_without_a_time_makes_one_stop_and_says_so(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,people\nNord,1005\nOst,5\n")
    assert (
        "figures.csv: no column holds times; drawn as one map without a date; --time names one" in done.output
    )
    assert {row["time"] for row in rows(tmp_path / "out" / "data" / "values.csv")} == {"0001/9999"}
    done = new(tmp_path, regions, "region,people_2011\nNord,1005\nOst,5\n")
    assert "no column holds times; drawn as of 2011" in done.output
    twice = new(tmp_path, regions, "region,people\nNord,1005\nNord,5\n")
    assert "row 3: a second value for 'Nord', after row 2, and no column holds times" in str(twice.exception)


def test_values_on_both_sides_of_zero_turn_there(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "region,year,change\nNord,2001,-1.5\nSüd,2001,2\nOst,2001,0.5\n")
    assert "guessed: values on both sides of 0 are drawn in two colours that meet there" in done.output
    assert read_definition(tmp_path / "out" / "maps" / "out.toml").middle == 0
    assert (
        new(
            tmp_path, regions, "region,year,change\nNord,2001,1.5\nSüd,2001,2\nOst,2001,0\n", "--replace"
        ).exit_code
        == 0
    )
    assert read_definition(tmp_path / "out" / "maps" / "out.toml").middle is None
