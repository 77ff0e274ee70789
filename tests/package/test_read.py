"""Packages: a sound one opens, a damaged or hostile one is named to the row and never opened."""

import json
from pathlib import Path
from typing import Any

import pytest
import shapely

from geo.errors import InputError
from geo.package.read import Package, examine_package, read_package
from tests.made import FEATURES, TABLES, Folder, feature, square


def messages(folder: Folder) -> list[str]:
    return [str(finding) for finding in examine_package(folder.path)[1]]


def only(folder: Folder) -> str:
    found = messages(folder)
    assert len(found) == 1, found
    return found[0]


def change(name: str, row: int, field: str, value: str) -> list[list[str]]:
    """A table with one field changed; `row` as a spreadsheet counts."""
    rows = [list(record) for record in TABLES[name]]
    rows[row - 1][rows[0].index(field)] = value
    return rows


def test_a_sound_package(folder: Folder) -> None:
    package, found = examine_package(folder.path)
    assert found == []
    assert package is not None
    assert (package.name, package.title, package.path) == ("made", "Made up", folder.path)
    assert list(package.places) == ["fizuli", "lachin", "lachin-corridor"]
    assert [row.id for row in package.statements_of("lachin")] == ["lachin-start", "lachin-area"]
    assert package.statements_of("nowhere") == ()
    assert package.within("lachin-corridor") == ("lachin",)
    assert package.events == ()  # a package without events is whole
    assert package.boundaries.crs == "EPSG:4326"
    assert package.boundary("fizuli").equals(square(0))
    assert package.boundary("lachin-corridor") is None


def test_the_descriptor_itself_can_be_named(folder: Folder) -> None:
    assert read_package(folder.path / "datapackage.json").name == "made"


def test_the_digest_follows_the_content_not_the_folder(tmp_path: Path, folder: Folder) -> None:
    before = read_package(folder.path).digest
    assert read_package(Folder(tmp_path / "elsewhere").path).digest == before
    folder.table("sources", change("sources", 2, "title", "Figures!"))
    folder.describe()
    assert read_package(folder.path).digest != before


def test_the_boundaries_of_a_place_the_oldest_first(folder: Folder) -> None:
    old = feature("fizuli", square(5), id="old", valid_to="1992-10-13")
    new = feature("fizuli", square(0), id="new", valid_from="1992-10-13", valid_to="2020")
    folder.features([new, old, FEATURES[1]])
    folder.describe()
    package = read_package(folder.path)
    assert [(first, after) for first, after, _ in package.versions("fizuli")] == [("", "1992-10-13"), ("1992-10-13", "2020")]
    assert package.boundary("fizuli").equals(square(0))


def test_several_errors_are_counted(folder: Folder) -> None:
    rows = [[*TABLES["sources"][0]], ["figures", ""], ["Bad id", "x"]]
    folder.table("sources", rows)
    folder.describe()
    with pytest.raises(
        InputError, match=r"^sources.csv, row 2, title: .* \(and 1 more; `geo check` lists them\)$"
    ):
        read_package(folder.path)


# The folder and its descriptor


def test_no_package(tmp_path: Path) -> None:
    with pytest.raises(
        InputError, match=r"datapackage.json: came 'no readable file', wanted a data package; name a"
    ):
        read_package(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "wanted JSON; correct the file"),
        (b"\xff\xfe", "wanted JSON; correct the file"),
        ("[" * 100_000, "wanted JSON; correct the file"),
        ("[]", "resources: came 'none', wanted a list of resources"),
        ('{"resources": 5}', "resources: came 'none', wanted a list of resources"),
    ],
)
def test_a_descriptor_that_is_none(folder: Folder, text: str | bytes, message: str) -> None:
    folder.write("datapackage.json", text)
    assert message in only(folder)
    assert examine_package(folder.path)[0] is None


@pytest.mark.parametrize("licences", ["null", '"MIT"', '["MIT"]', '[{"name": null}]'])
def test_odd_licences_do_no_harm(folder: Folder, licences: str) -> None:
    text = (folder.path / "datapackage.json").read_text()
    folder.write("datapackage.json", f'{{"licenses": {licences}, ' + text[1:])
    assert messages(folder) == []


def test_a_byte_order_mark_is_allowed(folder: Folder) -> None:
    for name in ("datapackage.json", "places.csv"):
        folder.write(name, b"\xef\xbb\xbf" + (folder.path / name).read_bytes())
    folder.describe()
    assert messages(folder) == []


def test_a_changed_file_is_refused(folder: Folder) -> None:
    folder.write("sources.csv", "id,title\nfigures,Other words\n")
    assert "sources.csv, hash: came '" in only(folder)
    assert "the file was changed: restore it, or take it over with: geo check --renew FOLDER" in only(folder)


def test_a_wrong_size_is_refused(folder: Folder) -> None:
    folder.describe(sources={"bytes": 3, "hash": None})
    assert "sources.csv, bytes: came '25', wanted 3" in only(folder)


@pytest.mark.parametrize("path", ["../secret.csv", "/etc/hostname", "a/../../secret.csv", "link.csv"])
def test_no_path_leads_out_of_the_package(folder: Folder, path: str) -> None:
    secret = folder.path.parent / "secret.csv"
    secret.write_text("id,title\nfigures,Secret\n")
    (folder.path / "link.csv").symlink_to(secret)
    folder.describe(without="link", sources={"path": path})
    package, found = examine_package(folder.path)
    assert f"datapackage.json, path: came {path!r}, wanted a path inside the package" in str(found[0])
    assert package is not None
    assert package.sources == {}


@pytest.mark.parametrize("path", ["sources\0.csv", "round.csv", ".", "http://example.org/sources.csv"])
def test_a_path_to_no_file(folder: Folder, path: str) -> None:
    (folder.path / "round.csv").symlink_to(folder.path / "round.csv")
    text = (folder.path / "datapackage.json").read_text()
    folder.write("datapackage.json", text.replace('"sources.csv"', json.dumps(path)))
    assert (
        "came 'no readable file', wanted the resource; add the file or drop the entry" in messages(folder)[0]
    )


def test_entries_without_name_or_path_and_doubled_ones(folder: Folder) -> None:
    descriptor = json.loads((folder.path / "datapackage.json").read_text())
    descriptor["resources"] += [
        5,
        {"name": "x"},
        {"name": "y", "path": ["a.csv", "b.csv"]},
        descriptor["resources"][0],
    ]
    folder.write("datapackage.json", json.dumps(descriptor))
    found = messages(folder)
    assert [message.split(": ")[0] for message in found] == ["datapackage.json, resources"] * 3 + [
        "datapackage.json, name"
    ]
    assert "each resource once; rename or drop one" in found[3]


def test_a_missing_table(folder: Folder) -> None:
    folder.describe(without="sources")
    assert (
        only(folder) == "sources.csv: came 'nothing', wanted the table sources; list it in datapackage.json"
    )


# Tables


def test_rows_are_counted_as_a_spreadsheet_does(folder: Folder) -> None:
    # Row 2 spans two lines of the file, row 3 is blank, row 4 is wrong.
    folder.write("sources.csv", 'id,title\nfigures,"Two\nlines"\n\nwrong id,x\n')
    folder.describe()
    assert "sources.csv, row 4, id: came 'wrong id'" in only(folder)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            b"id,title\nfigures,\xe4\n",
            "sources.csv: came 'byte 17', wanted UTF-8 text; save the table as UTF-8",
        ),
        ("id,title\nfigures,x,y\n", "sources.csv, row 2: came '3 fields', wanted 2 fields; check the commas"),
        ("id,title\nfigures\n", "sources.csv, row 2: came '1 fields', wanted 2 fields"),
        ('id,title\nfigures,x\nb,"x\n', "sources.csv, row 3: came 'unexpected end of data', wanted CSV"),
        ('id,title\nfigures,x\nb,"x"y\n', "sources.csv, row 3: came "),
        ("id;title\nfigures;x\n", "sources.csv, row 1, id;title: came 'id;title', wanted a known column"),
        ("id,titel\nfigures,x\n", "row 1, titel: came 'titel', wanted a known column; nearest: title"),
        ("id,title,id\nfigures,x,y\n", "row 1, id: came 'twice', wanted each column once"),
        ("id\nfigures\n", "row 1, title: came 'no such column', wanted the column; add the column"),
        ("", "row 1, id: came 'no such column', wanted the column; add the column"),
        ("id,title\nfigures," + "x" * 200_000 + "\n", "field larger than field limit (131072)"),
        ("id,title\nfigures,x\nfigures,y\n", "row 3, id: came 'figures', wanted each id once; row 2 has it"),
    ],
)
def test_damaged_tables(folder: Folder, text: str | bytes, message: str) -> None:
    folder.write("sources.csv", text)
    folder.describe()
    assert message in messages(folder)[0]


def test_a_table_of_another_dialect_is_one_finding_a_column(folder: Folder) -> None:
    rows = "\n".join(";".join(row) for row in TABLES["statements"])
    folder.write("statements.csv", rows)
    folder.describe()
    assert len(messages(folder)) < len(TABLES["statements"][0])


# References


def test_a_bad_row_is_one_finding_not_one_for_each_reference_to_it(folder: Folder) -> None:
    folder.table("sources", change("sources", 2, "title", ""))
    folder.describe()
    assert only(folder).startswith("sources.csv, row 2, title")
    folder.table("places", TABLES["places"][:1])
    folder.describe()
    assert sum("wanted a known id" in message for message in messages(folder)) == 5


@pytest.mark.parametrize(
    ("table", "row", "field", "value", "message"),
    [
        ("statements", 3, "place", "lachim", "row 3, place: came 'lachim', wanted a known id; nearest: lachin"),
        ("statements", 2, "source", "figure", "row 2, source: came 'figure', wanted a known id; nearest: figures"),
        ("statements", 2, "source", "zzzz", "nearest: none is near"),
        ("places", 4, "part_of", "lacin", "places.csv, row 4, part_of: came 'lacin', wanted a known id; nearest: lachin"),
        ("places", 2, "part_of", "fizuli", "places.csv, row 2, part_of: came 'fizuli', wanted no circle"),
        ("places", 3, "part_of", "lachin-corridor", "places.csv, row 3, part_of: came 'lachin-corridor', wanted no circle"),
        ("places", 2, "boundary", "rounds", "places.csv, row 2, boundary: came 'rounds', wanted a boundary file with a"),
        ("places", 4, "boundary", "squares", "places.csv, row 4, boundary: came 'squares', wanted a boundary file with a"),
        ("statements", 2, "place", "lachin", "statements.csv, row 3, source: came 'a second start of lachin, period 1, by fig"),
    ],
)  # fmt: skip
def test_references_that_lead_nowhere(
    folder: Folder, table: str, row: int, field: str, value: str, message: str
) -> None:
    folder.table(table, change(table, row, field, value))
    folder.describe()
    assert message in only(folder)


@pytest.mark.parametrize("turned", [False, True])
def test_a_source_that_ends_a_thing_before_it_began(folder: Folder, turned: bool) -> None:
    rows = [list(row) for row in TABLES["statements"]]
    rows.insert(2 if turned else 5, ["fizuli-end", "fizuli", "1", "end", "", "", "1993-08-22", "figures"])
    if turned:
        rows[1], rows[2] = rows[2], rows[1]
    folder.table("statements", rows)
    folder.describe()
    assert "wanted an end of fizuli not before its start (fizuli-start and fizuli-end)" in only(folder)


def test_events_are_checked_too(folder: Folder) -> None:
    folder.table("events", [["id", "date", "title_en", "source"], ["e", "1994-05-12", "Ceasefire", "figure"]])
    folder.describe()
    assert "events.csv, row 2, source: came 'figure', wanted a known id; nearest: figures" in only(folder)


# Boundaries

BOWTIE = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])


@pytest.mark.parametrize(
    ("broken", "message"),
    [
        (5, "row 1: came '5', wanted a GeoJSON feature with properties and geometry; correct the feature"),
        ({"type": "Feature"}, "wanted a GeoJSON feature with properties and geometry"),
        (feature("fizuli", None), "wanted a GeoJSON feature with properties and geometry"),
        (feature("fizuli", {"type": "Blob", "coordinates": []}), "wanted a GeoJSON feature with"),
        (
            feature("fizuli", {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}),
            "wanted a GeoJSON feature",
        ),
        (feature("fizuli", {"type": "Polygon", "coordinates": "x"}), "wanted a GeoJSON feature"),
        (
            feature("fizuli", {"type": "Polygon", "coordinates": []}),
            "came 'an empty Polygon', wanted Polygon or",
        ),
        (
            feature("fizuli", shapely.Point(0, 0)),
            "geometry of fizuli: came 'Point', wanted Polygon or MultiPolygon",
        ),
        (feature("fizuli", square(0), kind="line"), "came 'Polygon', wanted LineString or MultiLineString"),
        (
            feature("fizuli", BOWTIE),
            "geometry of fizuli: came 'Self-intersection[0.5 0.5]', wanted a valid geometry",
        ),
        (
            feature("fizuli", shapely.box(0, 0, 5e6, 4e6)),
            "came '0 0 5e+06 4e+06', wanted longitude and latitude in",
        ),
        (feature("fizuli", square(0), id=""), "row 1, id: came '', wanted an id of its own"),
        (feature("fizuli", square(0), valid_from="23.8.1993"), "valid_from: came '23.8.1993', wanted a day"),
        (
            feature("fizuli", square(0), valid_from="1994", valid_to="1994-01-01"),
            "valid_to: came '1994-01-01', wanted a day after 1994",
        ),
        (feature("fizuli", square(0), source="figure"), "squares.geojson, source of fizuli: came 'figure'"),
    ],
)
def test_broken_features(folder: Folder, broken: Any, message: str) -> None:
    folder.features([broken, FEATURES[1]])
    folder.describe()
    assert message in messages(folder)[0]


def test_an_infinite_coordinate(folder: Folder) -> None:
    text = (folder.path / "squares.geojson").read_text().replace("0.1", "Infinity")
    folder.write("squares.geojson", text)
    folder.describe()
    assert "geometry of fizuli" in messages(folder)[0]


def test_a_doubled_boundary_id(folder: Folder) -> None:
    folder.features([*FEATURES, feature("lachin", square(4))])
    folder.describe()
    assert (
        only(folder)
        == "squares.geojson, row 3, id: came 'lachin', wanted an id of its own; correct the feature"
    )


@pytest.mark.parametrize("text", ["{", "[]", '{"features": 5}', '{"features": {"a": 1}}', b"\xff"])
def test_a_boundary_file_that_is_none(folder: Folder, text: str | bytes) -> None:
    folder.write("squares.geojson", text)
    folder.describe()
    assert messages(folder)[0].startswith("squares.geojson")


def test_another_reference_system_is_refused(folder: Folder) -> None:
    folder.features(FEATURES, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4284"}})
    folder.describe()
    assert "crs: came" in only(folder)
    assert "wanted longitude and latitude on WGS 84" in only(folder)
    folder.features(FEATURES, crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}})
    folder.describe()
    assert messages(folder) == []


def test_heights_are_left_out(folder: Folder) -> None:
    raised = shapely.force_3d(square(0), 700)
    folder.features([feature("fizuli", raised), FEATURES[1]])
    folder.describe()
    assert not read_package(folder.path).boundary("fizuli").has_z


# The package that comes with the program


def test_the_shipped_package_has_no_findings() -> None:
    assert [str(finding) for finding in examine_package()[1]] == []


def test_the_shipped_package_has_the_nine_places(shipped_package: Package) -> None:
    nine = {
        "nagorno-karabakh",
        "shusha",
        "lachin",
        "kalbajar",
        "aghdam",
        "fizuli",
        "jabrayil",
        "gubadli",
        "zangilan",
    }
    assert nine <= set(shipped_package.places)
    for place in nine:
        assert len(shipped_package.places[place].names) == 4
        assert shipped_package.boundary(place).is_valid
    assert shipped_package.within("shusha")[0] == "nagorno-karabakh"
    assert shipped_package.boundary("hadrut") is None


def test_a_statement_of_another_time_than_the_boundary_that_is_drawn(folder: Folder) -> None:
    old = feature("fizuli", square(0), valid_to="1995")
    new = feature("fizuli", square(0, size=2), id="fizuli.2", valid_from="1995")
    folder.features([old, new, feature("lachin", square(2), valid_from="1992-05-18")])
    folder.describe()
    (found,) = examine_package(folder.path)[1]
    assert (found.level, found.file, found.row, found.field, found.came) == (
        "warning", "statements.csv", 2, "date", "1993-08-23",
    )  # fmt: skip
    assert "newest boundary of fizuli (1995/..)" in found.wanted


def test_an_end_may_be_the_day_on_which_the_boundary_ends(folder: Folder) -> None:
    rows = [*TABLES["statements"], ["lachin-end", "lachin", "1", "end", "", "", "2020-12-01", "figures"]]
    folder.table("statements", rows)
    for after, wrong in (("2020-12-01", []), ("2020-11-30", [5])):
        folder.features([FEATURES[0], feature("lachin", square(2), valid_to=after)])
        folder.describe()
        assert [finding.row for finding in examine_package(folder.path)[1]] == wrong


def test_control_characters_of_a_boundary_are_refused(folder: Folder) -> None:
    folder.features([feature("fizuli", square(0), note="a\x1b"), FEATURES[1]])
    folder.describe()
    assert only(folder) == (
        "squares.geojson, row 1, note: came 'a\\x1b', wanted text without control characters; correct the feature"
    )
