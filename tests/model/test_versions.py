"""Boundaries that change over time: whose land it is at each stop, by hand."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import InputError
from geo.model.frames import scene_of_values
from geo.model.versions import OPEN, cut_versions, find_there, read_validity

STOPS = ["1990-01-01", "1995-01-01", "2000-01-01"]
WEST, EAST, BOTH, NORTH = (
    shapely.box(*box) for box in ((0, 0, 1, 1), (1, 0, 2, 1), (0, 0, 2, 1), (0, 1, 2, 2))
)


def frame(*rows: tuple[str, object, object, shapely.Geometry]) -> gpd.GeoDataFrame:
    times = {"valid_from": [row[1] for row in rows], "valid_to": [row[2] for row in rows]}
    return gpd.GeoDataFrame(
        times, index=[row[0] for row in rows], geometry=[row[3] for row in rows], crs=4326
    )


def test_two_districts_become_one() -> None:
    boundaries = frame(
        ("w", "", "1995", WEST), ("e", None, "1995", EAST), ("we", "1995", "", BOTH), ("n", "", "", NORTH)
    )
    spans = read_validity(boundaries)
    assert spans == [(OPEN[0], "1995-01-01"), (OPEN[0], "1995-01-01"), ("1995-01-01", OPEN[1]), OPEN]
    land = cut_versions(np.array([WEST, EAST, BOTH, NORTH]), ["w", "e", "we", "n"], range(4), spans, STOPS)
    assert land.over == ((0, 2), (1, 2), (3,))
    assert land.owners.tolist() == [[0, 2, 2], [1, 2, 2], [3, 3, 3]]
    assert shapely.equals(land.faces, np.array([WEST, EAST, NORTH])).all()


def test_a_place_that_moved_and_land_of_nobody() -> None:
    spans = [("0001-01-01", "1992-01-01"), ("1998-01-01", "9999-12-31")]
    land = cut_versions(np.array([WEST, BOTH]), ["w"], [0, 0], spans, STOPS)
    assert land.owners.tolist() == [[0, -1, 0], [-1, -1, 0]]
    assert find_there([0, 0], spans, STOPS).tolist() == [[True, False, True]]


def test_versions_of_one_time_that_overlap_are_said_and_the_newer_drawn() -> None:
    spans = [("0001-01-01", "1999-01-01"), ("1991-01-01", "9999-12-31")]
    with pytest.warns(
        UserWarning, match="1 pair valid on one day that overlap, first w and we, the newer drawn"
    ):
        land = cut_versions(np.array([WEST, BOTH]), ["w", "we"], [0, 1], spans, STOPS)
    assert land.owners.tolist() == [[0, 1, 1], [-1, 1, 1]]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([("w", "1995", "1990", WEST)], "w: valid_to 1990-01-01 is not after valid_from 1995-01-01"),
        ([("w", "soon", "", WEST)], "w, valid_from: "),
        ([("w", "", "1995", WEST), ("w", "1994", "", BOTH)], "'w' has two that are valid on 1994-01-01"),
    ],
)
def test_times_that_cannot_be(rows: list[tuple[str, object, object, shapely.Geometry]], message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_validity(frame(*rows))


def test_dates_may_be_timestamps() -> None:
    assert read_validity(frame(("w", pd.Timestamp("1990-05-01"), pd.NaT, WEST))) == [("1990-05-01", OPEN[1])]


def test_values_outside_their_boundary_s_time_are_neither_drawn_nor_classed() -> None:
    boundaries = frame(("w", "", "1995", WEST), ("e", "", "", EAST))
    values = pd.DataFrame(
        [("w", 1990, 1.0), ("w", 2000, 99.0), ("e", 2000, 2.0)], columns=["place", "time", "value"]
    )
    scene = scene_of_values(boundaries, values, classes=[1, 2])
    assert [style.words["en"] for style in scene.series[0].styles][2:] == ["1", "1 to 2"]
    with pytest.raises(InputError, match="none is of a time at which its boundary is valid"):
        scene_of_values(boundaries, values.iloc[1:2])


def test_two_rows_of_an_id_need_times() -> None:
    doubled = frame(("w", "", "", WEST), ("w", "", "", EAST))
    values = pd.DataFrame([("w", 1990, 1.0)], columns=["place", "time", "value"])
    with pytest.raises(InputError, match="'w' has two that are valid on"):
        scene_of_values(doubled, values)
    with pytest.raises(InputError, match="w in the index more than once"):
        scene_of_values(doubled[["geometry"]], values)
