"""What rose, fell, appeared and went between two times of a map of values, and what its figures hide."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.audit.coverage import audit_values
from geo.audit.moves import list_moves
from geo.errors import InputError
from geo.model.grid import read_grid
from geo.model.scene import Scene, ScenePlace
from geo.model.values_scene import Lands, Look, build_series, cut_land, outline_lands
from geo.model.versions import OPEN

ROWS = [
    ("a", "2020", 1.0), ("b", "2020", 5.0), ("c", "2020", 2.0), ("whole", "2020", 8.0),
    ("a", "2021", 4.0), ("b", "2021", 2.5), ("d", "2021", 7.0), ("whole", "2021", 9.0),
]  # fmt: skip


def make_scene(rows: Sequence[tuple[object, ...]], **look: object) -> Scene:
    ids = ["a", "b", "c", "d", "whole"]
    places = tuple(
        ScenePlace(name, {"en": name.upper()}, within=() if name == "whole" else ("whole",)) for name in ids
    )
    shapes = gpd.GeoSeries([shapely.box(n, 0, n + 1, 1) for n in range(5)]).to_numpy()
    lands = Lands(places, shapes, range(5), [OPEN] * 5)
    grid = read_grid(pd.DataFrame(rows, columns=["place", "time", "value", "flag"][: len(rows[0])]), ids,
                     flag="flag" if len(rows[0]) > 3 else None)  # fmt: skip
    painted = cut_land(lands, grid.stops)
    series = build_series(grid, painted, Look(**look), places, {})  # type: ignore[arg-type]
    return Scene("m", "values", {"en": "M"}, {}, "en", ("en", "ru"), places, painted.land, outline_lands(lands), grid.stops,
                 (series,), 1)  # fmt: skip


def test_each_way_of_moving_is_told_apart_and_the_largest_comes_first() -> None:
    moves = list_moves(make_scene(ROWS, classes=[2, 4, 6]), 1, 2)
    assert [(move.place.id, move.kind, move.amount) for move in moves.moves] == [
        ("a", "rose", 3.0), ("b", "fell", -2.5), ("whole", "rose", 1.0), ("c", "gone", None), ("d", "appeared", None),
    ]  # fmt: skip
    assert {move.place.id for move in moves.reclassed} == {"a", "b"}
    said = moves.sentence("en")
    assert "rose in 2 places, fell in 1 and stayed the same in 0" in said
    assert "A rose most, by 3 from 1 to 4." in said
    assert "B fell most, by 2.5 from 5 to 2.5." in said
    assert "1 place has a figure now and had none." in said
    assert "1 place has no figure any more." in said
    assert moves.to_json()["moves"][0] == {
        "place": "a", "name": "A", "kind": "rose", "from": 1, "to": 4, "amount": 3, "from_class": "up to 2",
        "to_class": "2 to 4",
    }  # fmt: skip


def test_categories_change_from_one_to_another() -> None:
    rows = [("a", "2020", "dry"), ("b", "2020", "dry"), ("a", "2021", "wet"), ("b", "2021", "dry")]
    moves = list_moves(make_scene(rows), 1, 2)
    assert [(move.place.id, move.kind, move.before, move.after) for move in moves.moves] == [
        ("a", "changed", "dry", "wet")
    ]
    assert moves.same == 1
    assert "A: from dry to wet." in moves.sentence()


def test_the_same_time_changes_nothing_and_turned_times_are_refused() -> None:
    scene = make_scene(ROWS)
    assert list_moves(scene, 2, 2).moves == ()
    assert "nothing changed" in list_moves(scene, 2, 2).sentence()
    with pytest.raises(InputError, match="earlier time first"):
        list_moves(scene, 2, 1)


def test_coverage_counts_spreads_gaps_and_wholes() -> None:
    coverage = audit_values(make_scene(ROWS))
    first, second = coverage.stops
    assert (first.given, first.lacking, second.given, second.lacking) == (4, 1, 4, 1)
    assert (first.least, first.median, first.most) == (1.0, 3.5, 8.0)
    assert first.least_place is not None
    assert first.least_place.id == "a"
    assert coverage.extremes == (first, second)
    assert [(gap.place.id, gap.first.time, gap.never) for gap in coverage.gaps] == [
        ("c", "2021", False),
        ("d", "2020", False),
    ]
    rows = [*ROWS, ("c", "2021", 1.0), ("d", "2020", 2.0)]
    wholes = audit_values(make_scene(rows)).wholes
    found = [(row.stop.time, row.figure, row.parts, row.count) for row in wholes]
    assert found == [("2020", 8.0, 10.0, 4), ("2021", 9.0, 14.5, 4)]


def test_any_double_comes_back() -> None:
    random = np.random.default_rng(7)
    numbers = random.standard_normal(400) * 10.0 ** random.integers(-300, 300, 400)
    rows: list[tuple[str, str, object]] = [
        ("a", f"{1500 + n}", number) for n, number in enumerate(numbers.tolist())
    ]
    scene = make_scene(rows)
    assert [scene.row(0, moment).value for moment in range(1, scene.moments)] == numbers.tolist()
