"""Every format reads back, by a reader that is not ours; the same inputs give the same bytes."""

import csv
import json
import shutil
import subprocess
import zipfile
from datetime import date
from pathlib import Path

import geopandas
import openpyxl
import pyogrio
import pytest
import shapely

from geo.errors import DefinitionError, SaveError
from geo.export.files import DATA, Request, export_map
from geo.export.rows import face_frame, list_runs, place_rows
from geo.export.tables import guard, write_csv, write_xlsx
from geo.model.definition import find_definitions, read_definition
from geo.model.timeline import PAINTS, Timeline
from geo.package.read import Package

FILE = find_definitions(None, ["occupation"])[0]
DAY = date(2021, 6, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export")
    export_map(FILE, [DAY], DATA, out)
    return out


@pytest.fixture(scope="module")
def frame(shipped_package: Package, occupation: Timeline) -> geopandas.GeoDataFrame:
    return face_frame(shipped_package, occupation, read_definition(FILE), DAY, "en")


def name(ending: str) -> str:
    return f"occupation-2021-06-01.{ending}"


def test_runs_say_of_every_day_what_the_timeline_says(occupation: Timeline) -> None:
    runs = list_runs(occupation)
    for day in (date(1980, 1, 1), *occupation.stops, date(2030, 1, 1)):
        painted = "".join(run.paint for run in sorted(runs, key=lambda run: run.face) if run.holds(day))
        assert painted == occupation.on(day).paints, day


def test_csv_is_the_day(folder: Path, occupation: Timeline) -> None:
    with (folder / name("csv")).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["place"]: row["state"] for row in rows} == {p.place.id: p.state for p in occupation.on(DAY).places}
    assert json.loads((folder / name("csv.recipe.json")).read_text("utf-8"))["date"] == "2021-06-01"


def test_spreadsheet_has_typed_cells_and_a_sheet_per_table(folder: Path) -> None:
    book = openpyxl.load_workbook(folder / name("xlsx"))
    assert book.sheetnames == ["about", "places", "statements", "events", "sources"]
    head = [cell.value for cell in book["places"][1]]
    row = dict(zip(head, book["places"][2], strict=True))
    assert row["reported_km2"].value == 4400
    assert row["reported_km2"].data_type == "n"
    assert row["date"].is_date
    assert all(cell.data_type != "f" for sheet in book for line in sheet for cell in line)


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
    assert [start.replace("NaT", "") for start in starts] == ["" if d is None else d.isoformat() for d in wanted["start"]]


def test_geojson_follows_rfc_7946(folder: Path) -> None:
    data = json.loads((folder / name("geojson")).read_text("utf-8"))
    assert "crs" not in data
    assert "recipe" in data["about"]
    for feature in data["features"]:
        for part in shapely.get_parts(shapely.geometry.shape(feature["geometry"])):
            assert shapely.is_ccw(part.exterior)


def test_geopackage_is_read_by_gdal_and_styled_for_qgis(folder: Path) -> None:
    path = folder / name("gpkg")
    layers = [row[0] for row in pyogrio.list_layers(path)]
    assert {"states", "places", "statements", "sources", "about", "layer_styles"} <= set(layers)
    style = pyogrio.read_dataframe(path, layer="layer_styles")["styleQML"][0]
    assert 'startField="start"' in style
    assert 'endField="end"' in style
    assert all(f'value="{state}"' in style for state in ("held", "possible", "some", "ended", "before"))
    if shutil.which("ogrinfo"):
        told = subprocess.run(["ogrinfo", "-so", str(path), "states"], capture_output=True, text=True, check=True).stdout
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
    assert guard("plain") == "plain"


def test_pictures_carry_name_layout_and_language(tmp_path: Path) -> None:
    request = Request(layout="before-after", lang="ru", size="a5")
    paths = export_map(FILE, [date(2020, 11, 20)], ["png"], tmp_path, request, alt=True)
    assert [path.name for path in paths] == [f"occupation-2020-11-20-before-after-ru.{kind}" for kind in ("png", "txt")]
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


def test_place_rows_of_other_languages(occupation: Timeline) -> None:
    rows = place_rows(occupation, read_definition(FILE), DAY, "az")
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
