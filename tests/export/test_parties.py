"""Whose land it is, in every file: ids and names of parties, contested land, the look of each; and whose dated land."""

import csv
import sqlite3
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as ET

import geopandas
import openpyxl
import pyogrio
import pytest

from geo.export.files import export_map
from geo.export.rows import list_runs
from geo.model.definition import find_definitions
from tests.made import square
from tests.model.test_eras import dated, scene_of_timeline

DAY = date(1979, 6, 1)
FORMATS = ("csv", "xlsx", "gpkg", "geojson", "fgb", "parquet", "jsonfg", "kml")
SAHARA = {
    "1970-01-01": ("held", "spain", "", 0),
    "1976-01-15": ("held", "spain", "mauritania; morocco; polisario", 0),
    "1976-06-01": ("several", "", "mauritania; morocco; polisario", 0),
    "1977-06-01": ("contested", "mauritania; morocco; polisario", "", 1),
    "1979-06-01": ("contested", "morocco; polisario", "mauritania", 1),
    "2000-01-01": ("contested", "morocco; polisario", "", 1),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("parties")
    export_map(find_definitions(None, ["colonial-rule"])[0], [DAY], FORMATS, out)
    return out


def file(folder: Path, ending: str) -> Path:
    return folder / f"colonial-rule-{DAY}.{ending}"


@pytest.mark.parametrize("ending", ["gpkg", "geojson", "fgb", "parquet", "jsonfg", "kml"])
def test_gis_files_say_whose_land_it_is_on_every_day(folder: Path, ending: str) -> None:
    path = file(folder, ending)
    layer = "states" if ending == "gpkg" else None
    land = geopandas.read_parquet(path) if ending == "parquet" else pyogrio.read_dataframe(path, layer=layer)
    mine = land[land["places"] == "w-sahara"]
    mine = mine.fillna({"party": "", "party_possible": ""})
    first, after = next(
        pair for pair in (("start", "end"), ("time_start", "time_end"), ("begin", "end")) if pair[0] in mine
    )
    for day, wanted in SAHARA.items():
        rows = []
        for row in mine.to_dict("records"):
            start, end = (
                "" if value is None or value != value else str(value)[:10]
                for value in (row[first], row[after])
            )
            if start <= day and (day < end or not end or (ending == "jsonfg" and day == end)):
                rows.append((row["state"], row["party"], row["party_possible"], int(row["contested"])))
        assert rows == [wanted], day


def test_tables_say_who_holds_what(folder: Path) -> None:
    with file(folder, "csv").open(encoding="utf-8") as lines:
        rows = {row["place"]: row for row in csv.DictReader(lines)}
    told = [rows["w-sahara"][name] for name in ("state", "party", "party_possible", "contested")]
    assert told == ["held", "morocco; polisario", "mauritania", "1"]
    assert (
        rows["w-sahara"]["state_words"] == "contested: Morocco and Polisario Front; perhaps also Mauritania"
    )
    assert [rows["ghana"][name] for name in ("state", "party", "contested")] == ["ended", "", "0"]
    book = openpyxl.load_workbook(file(folder, "xlsx"))
    holders = [[cell.value for cell in line][1:6] for line in book["holders"].iter_rows(min_row=2)]
    assert [line for line in holders if line[0] == "w-sahara"] == [
        ["w-sahara", "Western Sahara", "mauritania", "Mauritania", "possible"],
        ["w-sahara", "Western Sahara", "morocco", "Morocco", "held"],
        ["w-sahara", "Western Sahara", "polisario", "Polisario Front", "held"],
    ]
    colours = {row[0].value: row[2].value for row in book["parties"].iter_rows(min_row=2)}
    assert len(set(colours.values())) == len(colours) == 12


def test_qgis_draws_each_party_in_its_colour(folder: Path) -> None:
    path = file(folder, "gpkg")
    land = pyogrio.read_dataframe(path, layer="states", read_geometry=False)
    with sqlite3.connect(path) as base:
        (qml,) = base.execute("SELECT styleQML FROM layer_styles").fetchone()
        colours = dict(base.execute("SELECT party, colour FROM parties"))
    renderer = ET.fromstring(qml).find("renderer-v2")
    assert renderer is not None
    assert renderer.get("attr") == "style"
    drawn = {one.get("value"): one.get("symbol") for one in renderer.iter("category")}
    assert set(land["style"]) <= set(drawn)
    fills = {
        symbol.get("name"): symbol.find(".//prop[@k='color']").get("v") for symbol in renderer.find("symbols")
    }  # type: ignore[union-attr]
    red, green, blue = (int(colours["spain"][at : at + 2], 16) for at in (1, 3, 5))
    assert fills[drawn["h:spain"]] == f"{red},{green},{blue},255"


def test_runs_end_where_land_comes_to_another_place() -> None:
    land = [("a", "", "2000-01-01", square(0)), ("b", "2000-01-01", "", square(0))]
    scene = scene_of_timeline(
        dated(land, ("a", "start", "1990-01-01", "s"), ("b", "start", "1990-01-01", "s"))
    )
    names = [place.id for place in scene.places]
    runs = [
        ([names[place] for place in run.places], run.style.key, run.start, run.end)
        for run in list_runs(scene)
    ]
    assert runs == [
        (["a"], "before", None, date(1990, 1, 1)),
        (["a"], "held", date(1990, 1, 1), date(2000, 1, 1)),
        (["b"], "held", date(2000, 1, 1), None),
    ]
