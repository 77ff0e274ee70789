import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import geopandas
import numpy as np
import pytest
import shapely

from geo.errors import InputError, is_inside
from geo.land.antimeridian import find_crossings, split_antimeridian
from geo.land.crossings import count_crossings
from geo.reading.boundaries import read_boundaries

SQUARES = [shapely.box(45, 39, 46, 40), shapely.box(46, 39, 47, 40)]
FRAME = geopandas.GeoDataFrame({"name": ["Şuşa", "Laçın"], "code": ["01", "02"]}, geometry=SQUARES, crs=4326)
KML = (
    '<?xml version="1.0"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Placemark><name>A</name><Polygon>'
    "<outerBoundaryIs><LinearRing><coordinates>45,39 46,39 46,40 45,39</coordinates></LinearRing></outerBoundaryIs>"
    "</Polygon></Placemark></Document></kml>"
)
TOPOLOGY = {
    "type": "Topology",
    "arcs": [[[45, 39], [46, 39], [46, 40], [45, 39]]],
    "objects": {
        "one": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"n": "A"}}],
        },
        "two": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"n": "B"}}],
        },
    },
}


@pytest.mark.parametrize("name", ["b.geojson", "b.gpkg", "b.shp", "b.fgb", "b.parquet"])
@pytest.mark.parametrize("crs", [4326, 32638])
def test_every_format_gives_the_same_polygons(tmp_path: Path, name: str, crs: int) -> None:
    file = tmp_path / name
    moved = FRAME.to_crs(crs)
    if name == "b.geojson":
        moved = FRAME  # GeoJSON is in degrees by its standard
    moved.to_parquet(file) if name.endswith("parquet") else moved.to_file(file)
    found = read_boundaries(file)
    frame = found.frame.sort_values("code")  # FlatGeobuf keeps features by where they lie
    assert frame["name"].tolist() == ["Şuşa", "Laçın"]
    assert frame["code"].tolist() == ["01", "02"]
    assert found.frame.crs.to_epsg() == 4326
    assert found.crs == ("EPSG:4326" if name == "b.geojson" else f"EPSG:{crs}")
    for here, there in zip(frame.geometry, SQUARES, strict=True):
        assert shapely.hausdorff_distance(here, there) < 1e-6


def test_a_zipped_shapefile_is_read_where_it_lies(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "in.shp")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        for part in tmp_path.glob("in.*"):
            archive.write(part, f"folder/{part.name}")
    assert len(read_boundaries(tmp_path / "b.zip").frame) == 2


def test_kml_and_topojson_are_in_degrees(tmp_path: Path) -> None:
    (tmp_path / "b.kml").write_text(KML, "utf-8")
    assert read_boundaries(tmp_path / "b.kml").crs == "EPSG:4326"
    file = tmp_path / "b.json"
    file.write_text(json.dumps(TOPOLOGY), "utf-8")
    with pytest.raises(
        InputError, match=r"has 2 layers of boundaries \(one, two\); name one, such as b.json:one"
    ):
        read_boundaries(file)
    assert read_boundaries(f"{file}:two").frame["n"].tolist() == ["B"]
    with pytest.raises(InputError, match="has no layer 'three'; there are: one, two"):
        read_boundaries(f"{file}:three")


def test_a_file_without_a_crs_is_refused_unless_told(tmp_path: Path) -> None:
    file = tmp_path / "b.shp"
    FRAME.to_file(file)
    (tmp_path / "b.prj").unlink()
    with pytest.raises(InputError, match=r"says no coordinate reference system.*--crs EPSG:4326"):
        read_boundaries(file)
    assert read_boundaries(file, crs="EPSG:4326").crs == "EPSG:4326"
    with pytest.raises(InputError, match="--crs: came 'EPSG:0'"):
        read_boundaries(file, crs="EPSG:0")


def test_metres_said_to_be_degrees_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "b.gpkg"
    FRAME.to_crs(3857).set_crs(4326, allow_override=True).to_file(file)
    with pytest.raises(InputError, match="which is in degrees, but its coordinates reach"):
        read_boundaries(file)


def test_repairs_and_gaps_are_named(tmp_path: Path) -> None:
    bow = shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2), (0, 0)])
    mixed = shapely.GeometryCollection([shapely.box(5, 0, 6, 1), shapely.Point(9, 9)])
    shapes = [SQUARES[0], bow, None, shapely.Point(1, 1), mixed]
    file = tmp_path / "b.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"n": str(n)},
            "geometry": None if s is None else shapely.geometry.mapping(s),
        }
        for n, s in enumerate(shapes)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found = read_boundaries(file)
    assert [round(shape.area, 9) for shape in found.frame.geometry] == [1, 2, 0, 0, 1]
    said = {finding.row: finding.came for finding in found.findings}
    assert said[2].startswith("Self-intersection")
    assert said[3] == "no geometry"
    assert said[4] == "a Point without land"
    assert said[5] == "a GeometryCollection"
    assert sorted(said) == [2, 3, 4, 5]


def test_points_alone_are_no_boundaries(tmp_path: Path) -> None:
    file = tmp_path / "p.geojson"
    geopandas.GeoDataFrame({"n": ["a"]}, geometry=[shapely.Point(0, 0)], crs=4326).to_file(file)
    with pytest.raises(InputError, match=r"holds no polygons \(Point\)"):
        read_boundaries(file)


@pytest.mark.parametrize(
    ("ring", "area", "bounds"),
    [
        ([(170, 0), (190, 0), (190, 10), (170, 10)], 200, (-180, 0, 180, 10)),
        ([(170, 0), (-170, 0), (-170, 10), (170, 10)], 200, (-180, 0, 180, 10)),
        ([(190, 0), (200, 0), (200, 10), (190, 10)], 100, (-170, 0, -160, 10)),
        ([(-120, -80), (0, -80), (120, -80)], 3600, (-180, -90, 180, -80)),
        ([(0, 80), (120, 80), (-120, 80)], 3600, (-180, 80, 180, 90)),
    ],
)
def test_the_antimeridian_and_the_poles(
    ring: list[tuple[int, int]], area: int, bounds: tuple[int, ...]
) -> None:
    shape = shapely.Polygon(ring)
    assert find_crossings(np.array([shape], dtype=object)).tolist() == [0]
    cut = split_antimeridian(shape)
    assert cut.is_valid
    assert cut.area == pytest.approx(area)
    assert cut.bounds == bounds


def test_land_over_the_edge_is_cut_before_it_is_repaired(tmp_path: Path) -> None:
    ring = [[170, 60], [180, 60], [-180, 60], [-170, 65], [-180, 70], [180, 70], [170, 70], [170, 60]]
    feature = {
        "type": "Feature",
        "properties": {"n": "far"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = tmp_path / "b.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    found = read_boundaries(file)
    assert sum(shape.area for shape in found.frame.geometry) == pytest.approx(10 * 10 + 10 * 10 / 2)
    assert [finding.remedy for finding in found.findings] == ["it was cut there"]


def test_wide_land_that_crosses_nothing_stays() -> None:
    wide = shapely.Polygon([(-179, 60), (-60, 70), (60, 70), (179, 60), (60, 50), (-60, 50)])
    frame = shapely.Polygon([(-180, -90), (180, -90), (180, -60), (0, -70), (-180, -60)])
    assert find_crossings(np.array([wide, frame], dtype=object)).tolist() == []


def test_a_file_that_points_at_others_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "b.geojson"
    file.write_text("<OGRVRTDataSource><OGRVRTLayer name='x'/></OGRVRTDataSource>", "utf-8")
    with pytest.raises(InputError, match="only points at other files"):
        read_boundaries(file)


@pytest.mark.parametrize("member", ["../b.shp", "/etc/b.shp", "a/../../b.shp", "..\\b.shp", "C:\\b.shp"])
def test_an_archive_that_points_outside_is_refused(tmp_path: Path, member: str) -> None:
    assert not is_inside(member)
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr(member, b"\x00\x00\x27\x0a")
    with pytest.raises(InputError, match="points outside the archive"):
        read_boundaries(tmp_path / "b.zip")


def test_an_archive_of_two_files_asks_for_one(tmp_path: Path) -> None:
    text = FRAME.to_json()
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("one.geojson", text)
        archive.writestr("two.geojson", text)
    with pytest.raises(InputError, match=r"holds 2 files of boundaries .*b.zip:one or b.zip:two"):
        read_boundaries(tmp_path / "b.zip")
    assert len(read_boundaries(f"{tmp_path / 'b.zip'}:two").frame) == 2


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    broken = {
        b"": "the file is empty",
        b"hello": "no file of boundaries",
        b"fgb\x03 no": "holds no layer that can be read",
    }
    for data, message in broken.items():
        file = tmp_path / "b.bin"
        file.write_bytes(data)
        with pytest.raises(InputError, match=message):
            read_boundaries(file)
    with pytest.raises(InputError, match="check the name"):
        read_boundaries(tmp_path / "none.shp")
    with pytest.raises(InputError, match="is a folder"):
        read_boundaries(tmp_path)


VIRTUAL = "<OGRVRTDataSource><OGRVRTLayer name='s'><SrcDataSource>secret.gpkg</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"


@pytest.mark.parametrize(
    "text",
    [
        f'{{"type": "FeatureCollection", "note": "{VIRTUAL}"}}',
        f'{{"type": "Topology"{" " * 5000}, "note": "{VIRTUAL}"}}',
        f"<kml>{VIRTUAL}</kml>",
        "<!-- <kml> --><OGRWFSDataSource><URL>http://127.0.0.1:9/</URL></OGRWFSDataSource>",
        '{"type": "gdal_streamed_alg", "command_line": "gdal vector pipeline ! read secret.gpkg ! edit"}',
    ],
)
def test_no_disguise_makes_gdal_open_another_file(tmp_path: Path, text: str) -> None:
    file = tmp_path / "b.geojson"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match="only points at other files"):
        read_boundaries(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("version https://git-lfs.github.com/spec/v1\noid sha256:0", "a pointer of Git LFS"),
        ("<!DOCTYPE html><p>404", "a web page"),
        ("<ogr:FeatureCollection/>", "is GML"), ("name,wkt\na,POLYGON ((0 0, 1 0, 1 1, 0 0))", "shapes as text"),
    ],
)  # fmt: skip
def test_what_often_comes_instead_is_called_what_it_is(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "b.geojson").write_text(text, "utf-8")
    with pytest.raises(InputError, match=said):
        read_boundaries(tmp_path / "b.geojson")


def test_attributes_within_attributes_are_columns(tmp_path: Path) -> None:
    ring = [[0, 0], [1, 0], [1, 1], [0, 0]]
    named = {"names": {"en": "North", "az": "Şimal"}, "tags": ["a", "b"]}
    feature = {"type": "Feature", "properties": named, "geometry": {"type": "Polygon", "coordinates": [ring]}}
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    frame = read_boundaries(tmp_path / "b.geojson").frame
    assert (frame["names.en"][0], frame["names.az"][0], frame["tags"][0]) == ("North", "Şimal", "a, b")


def test_members_without_end_are_not_all_columns(tmp_path: Path) -> None:
    shape = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}
    features = [{"type": "Feature", "properties": {"tags": {f"k{n}": 1, "name": "a"}}, "geometry": shape} for n in range(3000)]
    (tmp_path / "b.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    found = read_boundaries(tmp_path / "b.geojson")
    assert len(found.frame.columns) == 51
    assert found.frame["tags.name"][2999] == "a"
    assert any("3001 members" in str(finding) for finding in found.findings)


def test_a_comment_does_not_make_a_kml(tmp_path: Path) -> None:
    file = tmp_path / "b.kml"
    file.write_text("<!-- <kml> --><html/>", "utf-8")
    with pytest.raises(InputError, match="no file of boundaries known here"):
        read_boundaries(file)


def test_a_feature_that_does_not_say_so_is_not_passed_over(tmp_path: Path) -> None:
    whole = json.loads(FRAME.to_json())
    del whole["features"][1]["type"]
    (tmp_path / "b.geojson").write_text(json.dumps(whole), "utf-8")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "b.geojson", "b.geojson")
    for file in (tmp_path / "b.geojson", tmp_path / "b.zip"):
        with pytest.raises(
            InputError, match=r'feature 2: came .*, wanted a member "type": "Feature" in each'
        ):
            read_boundaries(file)


def test_an_attribute_called_geometry_is_not_taken_for_a_feature(tmp_path: Path) -> None:
    whole = json.loads(FRAME.to_json())
    for item in whole["features"]:
        item["properties"]["geometry"] = "x"
    (tmp_path / "b.geojson").write_text(json.dumps(whole), "utf-8")
    assert read_boundaries(tmp_path / "b.geojson").frame["code"].tolist() == ["01", "02"]


def test_columns_of_one_name_are_told_apart(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "b.shp")
    table = (tmp_path / "b.dbf").read_bytes()
    (tmp_path / "b.dbf").write_bytes(table.replace(b"code\0", b"name\0", 1))
    frame = read_boundaries(tmp_path / "b.shp").frame
    assert [column for column in frame.columns if column != "geometry"] == ["name", "name (2)"]
    assert frame["name (2)"].tolist() == ["01", "02"]


def test_a_geopackage_that_miscounts_loses_nothing(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "b.gpkg", layer="b")
    with closing(sqlite3.connect(tmp_path / "b.gpkg")) as book:
        book.execute("UPDATE gpkg_ogr_contents SET feature_count = 1")
        book.commit()
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.write(tmp_path / "b.gpkg", "b.gpkg")
    for file in (tmp_path / "b.gpkg", tmp_path / "b.zip"):
        assert len(read_boundaries(file).frame) == 2


def test_a_view_that_can_be_counted_is_a_layer(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "b.gpkg", layer="b")
    with closing(sqlite3.connect(tmp_path / "b.gpkg")) as book:
        book.execute("ALTER TABLE b RENAME TO land")
        book.execute("CREATE VIEW b AS SELECT * FROM land")
        book.commit()
    assert len(read_boundaries(tmp_path / "b.gpkg").frame) == 2


def test_a_system_of_another_planet_is_refused(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "b.shp")
    moon = 'GEOGCS["Moon",DATUM["Moon",SPHEROID["Moon",1737400,0]],PRIMEM["Greenwich",0],UNIT["Degree",0.0174532925199433]]'
    (tmp_path / "b.prj").write_text(moon, "utf-8")
    with pytest.raises(InputError, match="there is no way from Moon to longitude and latitude"):
        read_boundaries(tmp_path / "b.shp")


def test_control_characters_of_attributes_are_left_out_and_named(tmp_path: Path) -> None:
    whole = json.loads(FRAME.to_json())
    whole["features"][0]["properties"]["name"] = "Şu\x1bşa"
    (tmp_path / "b.geojson").write_text(json.dumps(whole), "utf-8")
    found = read_boundaries(tmp_path / "b.geojson")
    assert found.frame["name"][0] == "Şuşa"
    assert [(finding.row, finding.field) for finding in found.findings] == [(1, "name")]


@pytest.mark.parametrize(
    ("names", "encoding", "said"),
    [
        (["Агдам", "Лачин"], "cp1251", True),
        (["Isère", "Ain"], "utf-8", True),
        (["Isère", "Ain"], "cp1252", False),
    ],
)
def test_a_shapefile_that_does_not_say_its_encoding(
    tmp_path: Path, names: list[str], encoding: str, said: bool
) -> None:
    geopandas.GeoDataFrame({"name": names}, geometry=SQUARES, crs=4326).to_file(
        tmp_path / "b.shp", encoding=encoding
    )
    (tmp_path / "b.cpg").unlink()
    found = read_boundaries(tmp_path / "b.shp")
    assert found.frame["name"].tolist() == names
    assert [finding.field for finding in found.findings] == ["encoding"] * said


def test_a_shapefile_alone_says_what_belongs_to_it(tmp_path: Path) -> None:
    FRAME.to_file(tmp_path / "b.shp")
    (tmp_path / "b.shx").unlink()
    with pytest.raises(
        InputError, match=r"b\.shp: lacks its \.shx.*keep \.shp, \.shx, \.dbf and \.prj together"
    ):
        read_boundaries(tmp_path / "b.shp")


def test_crossings_of_several_polygons_are_counted_as_those_of_one() -> None:
    bow = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    assert count_crossings([bow]) == count_crossings([bow, shapely.box(5, 5, 6, 6)]) == 1
    assert count_crossings([shapely.box(0, 0, 2, 2), shapely.box(1, 1, 3, 3)]) == 2
