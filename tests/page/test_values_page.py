import base64
import json
import zlib
from pathlib import Path

import geopandas
import pytest
import shapely
from click.testing import CliRunner

from geo.audit.check import check_project
from geo.cli import cli
from geo.errors import DefinitionError, GeoError, InputError
from geo.model.definition import Definition, read_definition
from geo.model.values import examine_values, read_values
from geo.package.read import Package, read_package
from geo.package.schema import Place, Source
from geo.package.write import package_files
from geo.page.areas import AreaLayer
from geo.page.values_page import draw_values

ROWS = [
    {"place": "a", "time": "2000", "value": "1", "source": "s"},
    {"place": "b", "time": "2000", "value": "10", "source": "s"},
    {"place": "a", "time": "2001", "value": "100", "source": "s"},
]


def make(folder: Path, rows: list[dict[str, str]] | None = None) -> Package:
    boundaries = geopandas.GeoDataFrame(
        {"id": ["a", "b"], "place": ["a", "b"], "source": ["s", "s"]},
        geometry=[shapely.box(0, 0, 1, 1), shapely.box(1, 0, 3, 1)],
        crs=4326,
    )
    places = [Place(id=key, boundary="boundaries", name_en=key.upper()) for key in "ab"]
    files = package_files(
        "p", "P", places=places, sources=[Source(id="s", title="Bureau <1>", publisher="B")], boundaries=boundaries,
        values=ROWS if rows is None else rows,
    )  # fmt: skip
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return read_package(folder)


def define(**keys: object) -> Definition:
    return Definition.model_validate({"name": "m", "title": "T", "values": "values", **keys})

@pytest.mark.parametrize(
    "keys",
    [
        {"classes": [5, 50]},
        {"classes": "equal", "class_count": 3},
        {"classes": "NaturalBreaks", "class_count": 2},
        {"log": True, "class_count": 2},
        {"middle": 10, "classes": 4},
        {"palette": "batlow"},
        {"palette": "YlOrRd"},
        {"palette": ["#ffffff", "#000000"], "classes": 2},
        {"per": "km2", "per_count": 1000},
        {"unit": "%", "values_note": {"en": "Note", "ru": "Заметка"}, "language": "ru"},
    ],
)
def test_every_way_of_classes_and_colours_draws(tmp_path: Path, keys: dict[str, object]) -> None:
    html = draw_values(make(tmp_path), define(**keys)).get_root().render()
    assert "geo" in html


def fills(package: Package, **keys: object) -> list[str]:
    drawn = draw_values(package, define(**keys))
    layer = next(item for item in drawn._children.values() if isinstance(item, AreaLayer))
    return [style["fill"] for style in layer.encoded.data["styles"][2:]]


def test_a_palette_is_used_from_end_to_end_however_many_classes(tmp_path: Path) -> None:
    package = make(tmp_path)
    for classes in ([5, 50], [2, 5, 20, 50]):
        shown = fills(package, palette="YlGnBu", classes=classes)
        assert (shown[0], shown[-1], len(shown)) == ("#ffffd9", "#081d58", len(classes) + 1)


def test_a_diverging_palette_turns_at_the_middle(tmp_path: Path) -> None:
    shown = fills(make(tmp_path), middle=10, classes=4, palette="RdBu")
    red, blue = ([int(fill[at : at + 2], 16) for fill in shown] for at in (1, 5))
    assert [r > b for r, b in zip(red, blue, strict=True)] == [True, True, False, False]


def test_colours_that_some_readers_cannot_part_are_a_finding_and_still_drawn(tmp_path: Path) -> None:
    make(tmp_path / "data")
    (tmp_path / "maps").mkdir()
    file = tmp_path / "maps" / "m.toml"
    text = 'title = "T"\ndata = "../data"\nvalues = "values"\nclasses = [5, 50]\npalette = '
    file.write_text(text + '["#ffd8d8", "#a05000", "#4c5800"]\n', "utf-8")
    (found,) = [finding for finding in check_project(tmp_path) if finding.field == "palette"]
    assert (found.level, found.file) == ("warning", "maps/m.toml")
    assert "for readers without red cones" in found.came
    proposed = found.remedy.split('"')[1]
    file.write_text(f'{text}"{proposed}"\n', "utf-8")
    assert not [finding for finding in check_project(tmp_path) if finding.field == "palette"]


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"palette": "batlo"}, "no palette of cmcrameri, ColorBrewer or matplotlib is called 'batlo'; nearest: batlow"),
        ({"values": "value"}, "there is no table 'value'; nearest: values"),
        ({"places": ["c"]}, "no place is called 'c'"),
        ({"per": "people"}, "there is no table 'people'"),
        ({"classes": "Quantils"}, "Quantiles"),
    ],
)
def test_what_cannot_be_drawn_says_why(tmp_path: Path, keys: dict[str, object], message: str) -> None:
    with pytest.raises(GeoError, match=message):
        draw_values(make(tmp_path), define(**keys))

def test_log_needs_numbers_above_zero(tmp_path: Path) -> None:
    package = make(tmp_path, [{**ROWS[0], "value": "0"}])
    with pytest.raises(DefinitionError, match="log: 1 of 1 values are not above 0"):
        draw_values(package, define(log=True))
    package = make(tmp_path, [{**ROWS[0], "value": "red"}])
    with pytest.raises(DefinitionError, match="need numbers"):
        draw_values(package, define(log=True))

@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"place": "c"}, "row 5, place: came 'c'"),
        ({"time": "soon"}, "row 5, time: came 'soon'"),
        ({"time": "../2000"}, "row 5, time"),
        ({"source": "t"}, "row 5, source: came 't'"),
        ({}, "row 5, time: came 'a at 2000', wanted one value; row 2 has one too"),
    ],
)
def test_a_wrong_row_is_named(tmp_path: Path, row: dict[str, str], message: str) -> None:
    package = make(tmp_path, [*ROWS, {**ROWS[0], **row}])
    with pytest.raises(InputError, match=message):
        read_values(package, "values")
    assert len(examine_values(package, "values")[0]) == 3

def test_check_and_build_and_other_commands(tmp_path: Path) -> None:
    make(tmp_path / "data", [*ROWS, {**ROWS[0], "place": "c"}])
    (tmp_path / "maps").mkdir()
    file = tmp_path / "maps" / "m.toml"
    file.write_text('title = "T"\ndata = "../data"\nvalues = "values"\n', "utf-8")
    errors = [str(finding) for finding in check_project(tmp_path) if finding.level == "error"]
    assert len(errors) == 1
    assert "values.csv, row 5, place" in errors[0]
    with pytest.raises(DefinitionError, match="draws values, not periods"):
        _ = read_definition(file).choice
    done = CliRunner().invoke(cli, ["build", "--maps", str(file.parent), "--out", str(tmp_path / "html")])
    assert isinstance(done.exception, InputError)

def changing(folder: Path, rows: list[tuple[str, str, str]]) -> Package:
    """Two districts, a and b, that are one, ab, from 1995."""
    half, other, whole = shapely.box(0, 0, 1, 1), shapely.box(1, 0, 3, 1), shapely.box(0, 0, 3, 1)
    boundaries = geopandas.GeoDataFrame(
        {
            **{"id": ["a", "b", "ab"], "place": ["a", "b", "ab"], "source": ["s", "s", "s"]},
            **{"valid_from": ["", "", "1995"], "valid_to": ["1995", "1995", ""]},
        },
        geometry=[half, other, whole],
        crs=4326,
    )
    files = package_files(
        "p", "P", places=[Place(id=key, boundary="boundaries") for key in ("a", "b", "ab")], sources=[Source(id="s", title="S")],
        boundaries=boundaries, values=[{"place": p, "time": t, "value": v, "source": "s"} for p, t, v in rows],
    )  # fmt: skip
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return read_package(folder)


def test_a_figure_of_another_time_than_its_boundary_is_found_and_not_drawn(tmp_path: Path) -> None:
    rows = [("a", "1990", "1"), ("b", "1990", "2"), ("a", "1996", "50"), ("ab", "1996", "3"), ("ab", "1994", "60")]
    package = changing(tmp_path, rows)
    found = examine_values(package, "values")[1]
    assert [(f.level, f.file, f.row, f.field, f.came) for f in found] == [
        ("warning", "values.csv", 4, "time", "1996 for a"), ("warning", "values.csv", 6, "time", "1994 for ab"),
    ]  # fmt: skip
    assert "(../1995)" in found[0].wanted
    layer = next(item for item in draw_values(package, define(classes=[2, 3]))._children.values() if isinstance(item, AreaLayer))
    assert [style["word"] for style in layer.encoded.data["styles"][2:]] == ["up to 2", "2 to 3"]


def test_a_rate_per_area_takes_the_area_of_its_time(tmp_path: Path) -> None:
    package = changing(tmp_path, [("a", "1990", "1"), ("b", "1990", "2"), ("ab", "1996", "3")])
    layer = next(
        item for item in draw_values(package, define(per="km2", per_count=10_000, classes=[0.5, 1]))._children.values()
        if isinstance(item, AreaLayer)
    )  # fmt: skip
    # a is 1 on a square degree, b 2 on two, and ab 3 on three: about 0.8 on 10,000 km² each
    styles = layer.encoded.data["styles"]
    used = set(zlib.decompress(base64.b64decode(layer.encoded.blocks["states"]))) - {0}
    assert [styles[code]["word"] for code in used] == ["0.5 to 1.0"]


def test_newest_boundaries_at_any_time_when_the_map_says_so(tmp_path: Path) -> None:
    package = changing(tmp_path, [("ab", "1990", "1"), ("ab", "1996", "2")])
    assert "owners" not in _rows(draw_values(package, define(boundary_times="any", places=["ab"])))
    assert _rows(draw_values(package, define()))["owners"] == [[0, 0, 1, 1], [0, 2, 1, 1]]


def _rows(drawn: object) -> dict[str, object]:
    layer = next(item for item in drawn._children.values() if isinstance(item, AreaLayer))  # type: ignore[attr-defined]
    found: dict[str, object] = json.loads(zlib.decompress(base64.b64decode(layer.encoded.blocks["rows"])))
    return found


def test_a_definition_draws_periods_or_values() -> None:
    with pytest.raises(ValueError, match="list the ids of places to draw, or name a table with values"):
        Definition.model_validate({"name": "m", "title": "T"})
