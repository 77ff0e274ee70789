"""Every format reads back, by a reader that is not ours; the same inputs give the same bytes."""

import csv
import json
import shutil
import sqlite3
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import geopandas
import openpyxl
import pyogrio
import pytest
import shapely
from PIL import Image

from geo.errors import DefinitionError, SaveError
from geo.export.files import DATA, Request, export_map
from geo.export.rows import day_rows, figure_rows, land_frame, list_runs
from geo.export.tables import write_csv, write_xlsx
from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.scene import Scene
from geo.model.timeline import PAINTS, Timeline
from geo.package.read import Package
from tests.audit.test_moves import make_scene
from tests.made import Folder, feature, square, valued

FILE = find_definitions(None, ["occupation"])[0]
DAY = date(2021, 6, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export")
    export_map(FILE, [DAY], DATA, out)
    return out


@pytest.fixture(scope="module")
def scene(shipped_package: Package) -> Scene:
    return build_scene(shipped_package, read_definition(FILE))


@pytest.fixture(scope="module")
def figured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return valued(tmp_path_factory.mktemp("valued"))


@pytest.fixture(scope="module")
def frame(scene: Scene) -> geopandas.GeoDataFrame:
    return land_frame(scene, DAY, "en")


def name(ending: str) -> str:
    return f"occupation-2021-06-01.{ending}"


def test_runs_say_of_every_day_what_the_timeline_says(scene: Scene, occupation: Timeline) -> None:
    runs = list_runs(scene)
    for day in (date(1980, 1, 1), *occupation.stops, date(2030, 1, 1)):
        painted = [run.style.key for run in sorted(runs, key=lambda run: run.piece) if run.holds(day)]
        assert painted == [PAINTS[letter] for letter in occupation.on(day).letters], day


def test_runs_of_figures_carry_value_class_flag_and_time(figured: Path) -> None:
    definition = read_definition(figured)
    scene = build_scene(open_package(figured, definition), definition)
    frame = land_frame(scene, date(2010, 1, 1), "en").drop(columns=["geometry", "km2", "face"])
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    same = {"unit": "years", "source": "figures"}
    assert rows == [
        {**same, "places": "fizuli", "names": "Fizuli", "value": 10.5, "class": "1", "class_words": "up to 20", "flag": "",
         "time": "2000", "start": date(2000, 1, 1), "end": date(2010, 1, 1), "shown": 0},
        {**same, "places": "fizuli", "names": "Fizuli", "value": 35.25, "class": "2", "class_words": "20 to 40", "flag": "p",
         "time": "2010", "start": date(2010, 1, 1), "end": None, "shown": 1},
        {**same, "places": "lachin", "names": "Lachin", "value": 30.0, "class": "2", "class_words": "20 to 40", "flag": "",
         "time": "2000", "start": date(2000, 1, 1), "end": date(2010, 1, 1), "shown": 0},
        {**same, "source": "", "places": "lachin", "names": "Lachin", "value": None, "class": "missing",
         "class_words": "no figure", "flag": "", "time": "", "start": date(2010, 1, 1), "end": None, "shown": 1},
    ]  # fmt: skip


def test_each_of_several_figures_can_be_asked_for(tmp_path: Path) -> None:
    file = valued(tmp_path)
    folder = Folder.at(tmp_path / "package")
    rows = [["fizuli", "2000", "10.5", "", "figures", "7"], ["lachin", "2000", "30", "", "figures", "0.125"]]
    folder.table("values", [["place", "time", "value", "flag", "source", "income"], *rows])
    folder.describe()
    more = 'figure_name = "Age"\n[figures.income]\nname = "Income"\nunit = "$"\nclasses = 2\n'
    file.write_text(file.read_text("utf-8").replace('open = "2010"\n', more), "utf-8")
    asked = Request(figure="income", size="a5", dpi=40)
    png, table, gis = export_map(file, None, ["png", "csv", "gpkg"], tmp_path / "out", asked)
    with table.open(encoding="utf-8") as lines:
        found = [(row["figure"], row["place"], row["value"], row["unit"]) for row in csv.DictReader(lines)]
    assert found == [
        ("Age", "fizuli", "10.5", "years"), ("Age", "lachin", "30", "years"), ("Income", "fizuli", "7", "$"),
        ("Income", "lachin", "0.125", "$"),
    ]  # fmt: skip
    land = pyogrio.read_dataframe(gis, layer="values")
    assert sorted(land["value"]) == [0.125, 7]
    with Image.open(png) as image:
        assert "Figured · Income" in image.text["Description"]  # type: ignore[attr-defined]
    with pytest.raises(DefinitionError, match="no figure or account is called 'incom'; nearest: income"):
        export_map(file, None, ["png"], tmp_path / "out", Request(figure="incom"))


def test_land_of_another_time_is_its_owners_then(tmp_path: Path) -> None:
    file = valued(tmp_path)
    folder = Folder.at(tmp_path / "package")
    older = feature("fizuli", square(0, size=2), id="fizuli-old", valid_to="2005-01-01")
    newer = feature("fizuli", square(0), id="fizuli-new", valid_from="2005-01-01")
    gained = feature("lachin", square(1), id="lachin-more", valid_from="2005-01-01")
    folder.features([older, newer, gained, feature("lachin", square(2), valid_to="2005-01-01")])
    folder.table("values", [["place", "time", "value", "flag", "source"], *[[p, t, v, "", "figures"] for p, t, v in (
        ("fizuli", "2000", "10"), ("lachin", "2000", "30"), ("fizuli", "2010", "15"), ("lachin", "2010", "35"))]])  # fmt: skip
    folder.describe()
    definition = read_definition(file)
    frame = land_frame(build_scene(open_package(file, definition), definition), date(2010, 1, 1), "en")
    spot = square(1).centroid
    there = frame[frame.contains(spot)].sort_values("start")
    assert list(zip(there["places"], there["value"], strict=True)) == [("fizuli", 10.0), ("lachin", 35.0)]


def test_csv_is_the_day(folder: Path, occupation: Timeline) -> None:
    with (folder / name("csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["place"]: row["state"] for row in rows} == {
        p.place.id: p.state for p in occupation.on(DAY).places
    }
    assert json.loads((folder / name("csv.recipe.json")).read_text("utf-8"))["date"] == "2021-06-01"


def test_spreadsheet_has_typed_cells_and_a_sheet_per_table(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / name("xlsx"))
    assert book.sheetnames == ["about", "places", "statements", "events", "sources"]
    head = [cell.value for cell in book["places"][1]]
    row = dict(zip(head, book["places"][2], strict=True))
    assert row["reported_km2"].value == 4400
    assert row["reported_km2"].data_type == "n"
    assert row["date"].is_date
    said = book["statements"]
    columns = {cell.value: cell.column for cell in said[1]}
    dates = [said.cell(line, columns["date"]) for line in range(2, said.max_row + 1)]
    assert any(
        cell.is_date and cell.value.date() == date(1992, 5, 18) for cell in dates
    )  # an exact day is a date
    assert any(
        cell.data_type == "s" and "/" in str(cell.value) for cell in dates
    )  # a span stays as it was written
    assert all(cell.number_format == "General" for cell in book["places"]["G"])  # shares lose no digit
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.page_setup.orientation == "landscape"
    assert all(cell.data_type != "f" for sheet in book for line in sheet for cell in line)


def test_json_fg_has_a_time_that_gdal_reads(folder: Path, frame: geopandas.GeoDataFrame) -> None:
    data = json.loads((folder / name("jsonfg")).read_text("utf-8"))
    run = next(
        feature for feature in data["features"] if feature["time"]["interval"] == ["1992-05-08", "2020-11-07"]
    )
    assert run["properties"]["state"] == "held"
    back = pyogrio.read_dataframe(folder / name("jsonfg"))
    assert pyogrio.read_info(folder / name("jsonfg"))["driver"] == "JSONFG"
    starts = sorted(str(value)[:10] for value in back["time_start"] if value == value and value is not None)
    assert starts == sorted(day.isoformat() for day in frame["start"] if day is not None)


@pytest.mark.parametrize("ending", ["geojson", "gpkg", "fgb", "parquet"])
def test_gis_files_read_back_equal(folder: Path, frame: geopandas.GeoDataFrame, ending: str) -> None:
    path = folder / name(ending)
    if ending == "parquet":
        back = geopandas.read_parquet(path)
    else:
        back = pyogrio.read_dataframe(path, layer="states" if ending == "gpkg" else None)
    assert back.crs.to_epsg() == 4326
    assert back.geometry.is_valid.all()
    key = ["face", "state", "shown"]
    order = back.sort_values(["face", "start"], na_position="first").reset_index(drop=True)
    wanted = frame.sort_values(["face", "start"], na_position="first").reset_index(drop=True)
    assert order[key].astype(str).equals(wanted[key].astype(str))
    for mine, theirs in zip(wanted.geometry, order.geometry, strict=True):
        assert shapely.area(shapely.symmetric_difference(mine, theirs)) < 1e-7
    starts = ["" if value is None or value != value else str(value)[:10] for value in order["start"]]
    assert [start.replace("NaT", "") for start in starts] == [
        "" if d is None else d.isoformat() for d in wanted["start"]
    ]


def test_geojson_follows_rfc_7946(folder: Path) -> None:
    data = json.loads((folder / name("geojson")).read_text("utf-8"))
    assert "crs" not in data
    assert "recipe" in data["about"]
    for found in data["features"]:
        for part in shapely.get_parts(shapely.geometry.shape(found["geometry"])):
            assert shapely.is_ccw(part.exterior)


def test_geopackage_is_read_by_gdal_and_styled_for_qgis(folder: Path) -> None:
    path = folder / name("gpkg")
    layers = [row[0] for row in pyogrio.list_layers(path)]
    assert {"states", "places", "statements", "sources", "about", "layer_styles"} <= set(layers)
    styles = pyogrio.read_dataframe(path, layer="layer_styles")
    assert styles["update_time"].notna().all()
    style = styles["styleQML"][0]
    assert "LinePatternFill" in style
    with sqlite3.connect(path) as base:
        starts = [row[0] for row in base.execute("SELECT start FROM states WHERE start IS NOT NULL")]
    assert all(start.endswith("T00:00:00.000Z") for start in starts)
    assert 'startField="start"' in style
    assert 'endField="end"' in style
    assert all(f'value="{state}"' in style for state in ("held", "possible", "some", "ended", "before"))
    if shutil.which("ogrinfo"):
        told = subprocess.run(
            ["ogrinfo", "-so", str(path), "states"], capture_output=True, text=True, check=True
        ).stdout
        assert "start: DateTime" in told or "start: Date" in told


def test_kml_has_a_time_span_per_feature(folder: Path, frame: geopandas.GeoDataFrame) -> None:
    text = (folder / name("kml")).read_text("utf-8")
    assert text.count("<TimeSpan") == text.count("<Placemark>") == len(frame)
    assert "<begin>1992-05-08</begin>" in text
    back = pyogrio.read_dataframe(folder / name("kml"))
    assert len(back) == len(frame)


def test_data_package_stands_alone(folder: Path, tmp_path: Path) -> None:
    from frictionless import validate

    from geo.package.read import read_package

    with zipfile.ZipFile(folder / "occupation-2021-06-01.datapackage.zip") as archive:
        archive.extractall(tmp_path)
    assert read_package(tmp_path).places["shusha"].part_of == "nagorno-karabakh"
    assert validate(str(tmp_path / "datapackage.json")).valid


def test_same_inputs_same_bytes(folder: Path, tmp_path: Path) -> None:
    for path in export_map(FILE, [DAY], DATA, tmp_path):
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


def test_no_cell_becomes_a_formula(tmp_path: Path) -> None:
    rows = [{"text": "=1+1", "number": -3.5}, {"text": "@x", "number": 2}]
    text = write_csv(rows, tmp_path / "a.csv").read_text("utf-8")
    assert "'=1+1" in text
    assert "'@x" in text
    assert "-3.5" in text
    book = openpyxl.load_workbook(write_xlsx({"t": rows}, tmp_path / "a.xlsx", {"title": "=x"}))
    assert book["t"]["A2"].value == "=1+1"
    assert book["t"]["A2"].data_type == "s"


def test_pictures_carry_name_layout_and_language(tmp_path: Path) -> None:
    request = Request(layout="before-after", lang="ru", size="a5")
    paths = export_map(FILE, [date(2020, 11, 20)], ["png"], tmp_path, request, alt=True)
    assert [path.name for path in paths] == [
        f"occupation-2020-11-20-before-after-ru.{kind}" for kind in ("png", "txt")
    ]
    assert paths[0].read_bytes().startswith(b"\x89PNG")
    assert "2020" in paths[1].read_text("utf-8")


def test_many_pictures_use_two_processes_and_keep_their_order(tmp_path: Path, occupation: Timeline) -> None:
    days = occupation.stops[:5]
    paths = export_map(FILE, days, ["png"], tmp_path, Request(size="a5", dpi=50))
    assert [path.name for path in paths] == [f"occupation-{day.isoformat()}.png" for day in days]


def test_a_moving_picture_holds_every_stop(tmp_path: Path, occupation: Timeline) -> None:
    from PIL import Image

    days = occupation.stops[:3]
    (path,) = export_map(FILE, days, ["gif"], tmp_path, Request(size="square", dpi=50))
    with Image.open(path) as image:
        assert image.n_frames == 3


def test_rows_of_other_languages(scene: Scene) -> None:
    rows = day_rows(scene, DAY, "az")
    assert rows[0]["name"] == "Dağlıq Qarabağ"
    assert {row["state"] for row in rows} <= set(PAINTS.values())


@pytest.mark.parametrize(
    ("formats", "request_", "error", "message"),
    [
        (["pgn"], Request(), DefinitionError, "png"),
        (["png"], Request(layout="triple"), DefinitionError, "multiples"),
        (["png"], Request(size="a9"), DefinitionError, "a4"),
        (["png"], Request(places=("shsha",)), Exception, "shusha"),
    ],
)
def test_wrong_wishes_say_what_there_is(tmp_path: Path, formats, request_, error, message) -> None:
    with pytest.raises(error, match=message):
        export_map(FILE, [DAY], formats, tmp_path, request_)
    assert not [path for path in tmp_path.iterdir() if path.is_file()]


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SaveError, match="file"):
        export_map(FILE, [DAY], ["csv"], tmp_path / "file" / "below")


def test_a_days_rows_tell_a_span_and_the_state_of_a_place_held_in_part(scene: Scene) -> None:
    rows = {row["place"]: row for row in day_rows(scene, date(2020, 11, 20), "en")}
    oblast = rows["nagorno-karabakh"]
    assert (oblast["part_km2"], oblast["part_km2_to"]) == (2800, 3200)
    assert oblast["state"] == rows["lachin"]["state"] == "held"
    assert oblast["state_words"] == "under Armenian control"  # and not that nobody says which part


def test_a_number_that_its_publisher_withholds_has_a_row() -> None:
    rows = [("a", "2020", 1.0, ""), ("b", "2020", None, "c"), ("c", "2020", None, "")]
    told = figure_rows(make_scene(rows), "en")
    assert [(row["place"], row["value"], row["flag"]) for row in told] == [("a", 1.0, ""), ("b", None, "c")]
