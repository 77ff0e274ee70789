"""Which boundary a row of figures belongs to: by code, by name, or by the nearest name where that was asked for."""

from pathlib import Path

import pytest

from tests.new.command import new, rows
from tests.new.squares import SQUARES, land, read


def test_codes_that_programs_changed_still_join(tmp_path: Path) -> None:
    file = land(tmp_path, [{"GEOID": f"0100{n}", "NAME": name} for n, name in enumerate(SQUARES, start=1)])
    values = read(tmp_path, new(tmp_path, file, "FIPS,year,rate\n1001.0,2020,4\n1003.0,2020,6\n"))
    assert {place: value for (place, _), (value, _) in values.items()} == {"01001": "4", "01003": "6"}
    file = land(tmp_path, [{"GEO_ID": f"0500000US0100{n}"} for n in (1, 2, 3)])
    assert (
        len(read(tmp_path, new(tmp_path, file, "fips,year,rate\n1001,2020,4\n1002,2020,6\n", "--replace")))
        == 2
    )


def test_countries_join_by_any_code_and_name(tmp_path: Path) -> None:
    there = [("250", "France"), ("410", "South Korea"), ("180", "Dem. Rep. Congo"), ("-99", "N. Cyprus")]
    file = land(tmp_path, [{"name": name, "feature": {"id": number}} for number, name in there])
    for texts in (("FRA", "KOR", "COD"), ("FR", "KR", "CD"), ("France", "Korea, Rep.", "Congo, Dem. Rep.")):
        figures = "area,year,n\n" + "".join(f'"{text}",2016,{n}\n' for n, text in enumerate(texts))
        values = read(tmp_path, new(tmp_path, file, figures, "--replace"))
        assert sorted(value for value, _ in values.values()) == ["0", "1", "2"], texts
    left = tmp_path / "out" / "unmatched.csv"
    assert not left.exists()


def test_zeros_prefixes_and_footnotes_beside_codes_and_names_join(tmp_path: Path) -> None:
    file = land(tmp_path, [{"kod": code, "name": name} for code, name in (("7", "Nord"), ("12", "Ost"), ("113", "West"))])
    done = new(tmp_path, file, "kod,year,n\n007,2019,1\n012,2019,2\n113,2019,3\n")
    assert len(read(tmp_path, done)) == 3
    assert "zeros in front of 'kod' are left out" in done.output
    done = new(tmp_path, file, "name,year,n\nNord¹,2019,1\nOst (2),2019,2\nWest,2019,3\n", "--replace")
    assert len(read(tmp_path, done)) == 3
    assert "'Nord¹' is 'Nord', 'Ost (2)' is 'Ost'" in done.output
    file = land(tmp_path, [{"kod": code, "name": name} for code, name in (("AG", "Nord"), ("KT", "Ost"), ("LO", "West"))])
    done = new(tmp_path, file, "iso,year,n\nAM-AG,2019,1\nAM-KT,2019,2\nAM-LO,2019,3\n", "--replace")
    assert len(read(tmp_path, done)) == 3


def test_a_column_that_names_other_places_is_told(tmp_path: Path, regions: Path) -> None:
    done = new(tmp_path, regions, "code,region,year,n\n01,Ost,2019,1\n02,Süd,2019,2\n03,Ost,2019,3\n", "--place", "code")
    assert "row 2: 'code' means 'Nord' and 'region' says 'Ost'; 'code' counts" in done.output
    assert "not used: 'region'" in done.output


def test_whole_number_ids_and_letters_with_dots_join(tmp_path: Path) -> None:
    names = ("Baden-Württemberg", "Thüringen", "Hessen")
    file = land(tmp_path, [{"state": name, "feature": {"id": 101 + n}} for n, name in enumerate(names)])
    assert len(read(tmp_path, new(tmp_path, file, "id,year,n\n101,2019,1\n102,2019,2\n"))) == 2
    done = new(
        tmp_path,
        file,
        "state,year,n\nBaden-Wuerttemberg,2019,1\nThueringen,2019,2\nHessen,2019,3\n",
        "--replace",
    )
    assert len(read(tmp_path, done)) == 3
    assert "read as other spellings: 'Baden-Wuerttemberg' is 'Baden-Württemberg'" in done.output


def test_the_nearest_name_is_taken_where_it_is_asked_for_and_kept(tmp_path: Path, regions: Path) -> None:
    figures = "region,year,n\nNorde,2019,1\nOst,2019,2\n"
    assert "'Norde': matches no place; nearest: Nord" in new(tmp_path, regions, figures).stderr
    done = new(tmp_path, regions, figures, "--nearest")
    assert len(read(tmp_path, done)) == 2
    assert (tmp_path / "out" / "aliases.csv").read_text("utf-8") == "name,place\nNorde,nord\n"
    assert len(read(tmp_path, new(tmp_path, regions, figures))) == 2


def test_names_outweigh_codes_that_do_about_as_well(tmp_path: Path) -> None:
    file = land(tmp_path, [{"name": name} for name in ("South Korea", "North Korea", "Norway")])
    figures = (
        'country,year,n,code\n"Korea, Rep.",1977,64,KOR\n"Korea, Dem. Rep.",1977,67,KOR\nNorway,1977,75,NOR\n'
    )
    values = read(tmp_path, new(tmp_path, file, figures))
    assert (values["south-korea", "1977"][0], values["north-korea", "1977"][0]) == ("64", "67")


@pytest.mark.parametrize(("known", "given"), [
    (("Alabama", "Alaska"), ("Alabama (AL)", "Alaska (AK)")),
    (("AL01 Alabama", "AK02 Alaska"), ("Alabama", "Alaska")),
    (("Alabama", "Alaska"), ("State of Alabama", "State of Alaska")),
    (("Alabama", "Alaska"), ("US01", "US02")),
])  # fmt: skip
def test_names_with_a_code_beside_them_join(
    tmp_path: Path, known: tuple[str, ...], given: tuple[str, ...]
) -> None:
    file = land(tmp_path, [{"name": name, "code": f"0{n}"} for n, name in enumerate(known, start=1)])
    values = read(
        tmp_path,
        new(tmp_path, file, "state,year,v\n" + "".join(f"{name},2020,{n}\n" for n, name in enumerate(given))),
    )
    assert sorted(value for value, _ in values.values()) == ["0", "1"]
    names = {row["name_en"] for row in rows(tmp_path / "out" / "data" / "places.csv")}
    assert names == {"Alabama", "Alaska"}


def test_counts_are_no_codes_of_places(tmp_path: Path) -> None:
    file = land(tmp_path, [{"name": name, "code": f"0{n}"} for n, name in enumerate(SQUARES, start=1)])
    done = new(tmp_path, file, "state,year,v\nElsewhere,2020,0\nNowhere,2020,1\nAnywhere,2020,2\n")
    assert "no column matches the boundaries' attributes" in str(done.exception)
