"""A scene says of every kind of map what its timeline or table says, moment by moment."""

import csv
import io
from datetime import date, timedelta
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geo.errors import DefinitionError
from geo.look.palette import HUES
from geo.look.vision import judge_palette, lightness
from geo.model.build import build_scene
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.scene import Scene
from geo.model.timeline import build_timeline
from geo.model.values import read_values
from geo.package.schema import Place, Source
from geo.package.write import package_files

MAPS = [file.stem for file in find_definitions()]


def scene_of(name: str) -> Scene:
    (file,) = find_definitions(names=[name])
    definition = read_definition(file)
    return build_scene(open_package(file, definition), definition)


def test_legends_go_through_time_with_the_ways_of_being_held_behind_it_and_the_unknown_last() -> None:
    keys = [style.key for style in scene_of("checked").series[0].styles]
    assert keys == ["absent", "before", "possible", "held", "some", "outside", "alone", "ended", "unknown"]


@pytest.mark.parametrize("name", MAPS)
def test_every_map_has_an_answer_for_every_place_and_moment(name: str) -> None:
    scene = scene_of(name)
    for series in scene.series:
        assert series.land_codes.shape == (len(scene.land), scene.moments)
        assert series.place_codes.shape == (len(scene.places), scene.moments)
        assert len(series.captions) == len(series.summaries) == scene.moments
        assert int(series.place_codes.max()) < len(series.styles)
        for moment in range(1, scene.moments):
            assert sum(total.places for total in scene.totals(moment)) == sum(
                place.drawn and series.styles[code].kind != "absent"
                for place, code in zip(scene.places, scene.series[0].place_codes[:, moment], strict=True)
            )
            for texts in (series.summaries[moment].texts, *(said.texts for said in series.captions[moment])):
                assert set(texts) == set(scene.languages)
                assert all(texts.values())
    assert 0 < scene.opening < scene.moments or not scene.stops


@pytest.mark.parametrize("name", ["occupation", "checked"])
def test_states_are_those_of_the_timeline_on_any_day(name: str) -> None:
    (file,) = find_definitions(names=[name])
    definition = read_definition(file)
    package = open_package(file, definition)
    timeline = build_timeline(package, definition.account)
    scene = build_scene(package, definition, timeline)
    days = [stop.day + timedelta(days=shift) for stop in scene.stops for shift in (-1, 0, 1)]
    for day in days:
        now = timeline.on(day)
        moment = scene.moment(day)
        for here, row in zip(now.places, scene.rows(moment), strict=True):
            assert row.place.id == here.place.id
            assert row.style.key in (here.state, "some")
            assert row.detail.part == here.part
        painted = sum(total.km2 for total in scene.totals(moment) if total.style.key == "held")
        assert painted == pytest.approx(now.held_km2)


def test_numbers_are_those_of_the_table_to_the_last_digit() -> None:
    scene = scene_of("us-unemployment")
    (file,) = find_definitions(names=["us-unemployment"])
    definition = read_definition(file)
    table = read_values(open_package(file, definition), definition.values)
    stops = [stop.time for stop in scene.stops]
    for row in table.iloc[::97].itertuples():
        if row.value != "":
            answer = scene.row(scene.positions[str(row.place)], stops.index(str(row.time)) + 1)
            assert answer.value == float(str(row.value))
            low, high = answer.style.low, answer.style.high
            assert low is None or low < answer.value
            assert high is None or answer.value <= high
            assert answer.detail.sources == (row.source,)


def test_a_day_between_stops_is_answered_by_the_stop_before() -> None:
    scene = scene_of("life-expectancy")
    assert scene.moment(date(1954, 6, 1)) == scene.moment(date(1952, 1, 1)) == 1
    assert scene.moment(date(1951, 12, 31)) == 0
    assert scene.stop(0) is None
    assert all(row.value is None for row in scene.rows(0))


def test_sums_of_land_are_the_land() -> None:
    for scene in filter(lambda one: one.asks == "states", map(scene_of, MAPS)):
        series = scene.series[0]
        for moment in (1, scene.moments - 1):
            there = np.array([series.styles[code].kind != "absent" for code in series.land_codes[:, moment]])
            added = sum(float(km2[moment]) for km2 in series.added_km2.values())
            total = sum(total.km2 for total in scene.totals(moment)) - added
            assert total == pytest.approx(float(scene.land.km2[there].sum()))


def make_project(folder: Path, definition: str, values: str) -> Scene:
    """A package of two squares with a table of values, and the scene of a definition of it."""
    shapes = gpd.GeoDataFrame(
        {"id": ["w", "e"], "place": ["w", "e"], "kind": ["district"] * 2, "source": ["s"] * 2},
        geometry=[shapely.box(45, 39, 46, 40), shapely.box(46, 39, 47, 40)], crs=4326,
    )  # fmt: skip
    records = list(csv.DictReader(io.StringIO(values)))
    figures = [name for name in records[0] if name not in ("place", "time", "value", "flag", "source")]
    files = package_files(
        "two", "Two squares",
        places=[Place(id=name, name_en=word, boundary="boundaries") for name, word in (("w", "West"), ("e", "East"))],
        statements=[], sources=[Source(id="s", title="S", publisher="Surveyors")], boundaries=shapes, values=records,
        figures=figures,
    )  # fmt: skip
    for name, data in files.items():
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(data)
    (folder / "maps").mkdir()
    file = folder / "maps" / "two.toml"
    file.write_text(f'title = "Two"\ndata = "../data"\nvalues = "values"\n{definition}', "utf-8")
    found = read_definition(file)
    return build_scene(open_package(file, found), found)


def test_several_figures_of_one_table_share_land_and_stops(tmp_path: Path) -> None:
    scene = make_project(
        tmp_path,
        'unit = "years"\nclasses = [50, 80]\nfigure_name = "Life"\n[figures.income]\nname = "Income"\nunit = "$"\nclasses = 2\n',
        "place,time,value,flag,source,income\nw,2000,70.5,e,s,1000\ne,2000,45,,s,\nw,2001,71,,s,1234.567\ne,2001,46,,s,900\n",
    )
    assert scene.arrangement == "switch"
    assert [(series.id, series.unit["en"], series.names["en"]) for series in scene.series] == [
        ("value", "years", "Life"), ("income", "$", "Income"),
    ]  # fmt: skip
    west, east = scene.positions["w"], scene.positions["e"]
    assert scene.row(west, 2, 1).value == 1234.567
    assert scene.row(east, 1, 1).value is None
    assert scene.row(west, 1).detail.flag == "e"
    assert scene.series[0].flags[0].words["en"] == "estimated"


def test_values_that_last_hold_until_the_next_row(tmp_path: Path) -> None:
    scene = make_project(
        tmp_path, 'lasts = true\norder = ["Low", "High"]\n',
        "place,time,value,flag,source\nw,2000,High,,s\ne,2001,Low,,s\nw,2003,Low,,s\ne,2004,,,s\n",
    )  # fmt: skip
    west, east = scene.positions["w"], scene.positions["e"]
    assert [stop.time for stop in scene.stops] == ["2000", "2001", "2003", "2004"]
    assert [scene.row(west, moment).value for moment in range(5)] == [None, "High", "High", "Low", "Low"]
    assert [scene.row(east, moment).value for moment in range(5)] == [None, None, "Low", "Low", None]
    assert [style.key for style in scene.series[0].styles if style.kind == "category"] == ["Low", "High"]


def test_a_figure_that_is_no_column_is_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"figures: no column is called 'incme'; nearest: income"):
        make_project(
            tmp_path,
            'figures = ["incme"]\n',
            "place,time,value,flag,source,income\nw,2000,1,,s,2\ne,2000,2,,s,3\n",
        )


def test_categories_take_the_colours_that_are_named(tmp_path: Path) -> None:
    rows = "place,time,value,flag,source\nw,2000,wet,,s\ne,2000,dry,,s\n"
    scene = make_project(tmp_path, '[colours]\ndry = "#112233"\n', rows)
    fills = {style.key: style.fill for style in scene.series[0].styles if style.kind == "category"}
    assert fills["dry"] == "#112233"
    assert fills["wet"] in HUES
    with pytest.raises(DefinitionError, match=r"no category is called 'dri'; nearest: dry"):
        make_project(tmp_path / "again", '[colours]\ndri = "#112233"\n', rows)


def test_twelve_categories_can_be_told_apart_by_every_reader() -> None:
    assert len(HUES) == 12
    assert judge_palette(HUES, HUES, "categories") == []


def test_levels_are_a_ramp_and_kinds_are_hues(tmp_path: Path) -> None:
    levels = make_project(
        tmp_path / "a", "", "place,time,value,flag,source\nw,2000,High,,s\ne,2000,None,,s\n"
    )
    kinds = make_project(tmp_path / "b", "", "place,time,value,flag,source\nw,2000,oak,,s\ne,2000,beech,,s\n")
    light = [lightness(style.fill) for style in levels.series[0].styles if style.kind == "category"]
    assert [style.key for style in levels.series[0].styles if style.kind == "category"] == ["None", "High"]
    assert light[0] > light[1] + 20
    assert [style.fill for style in kinds.series[0].styles if style.kind == "category"] == list(HUES[:2])
