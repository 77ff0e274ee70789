import inspect
from pathlib import Path

import folium
import geopandas as gpd
import pandas as pd
import pytest
import shapely
from geopandas.explore import _explore

import geo
from geo.errors import InputError
from geo.page.arguments import _SAME, knows_habits

LAND = gpd.GeoDataFrame(
    {"name": ["W", "E"]}, index=["w", "e"], geometry=[shapely.box(n, 0, n + 1, 1) for n in (5, 6)], crs=4326
)
LONG = pd.DataFrame({"place": ["w", "e"], "time": ["2020", "2020"], "value": [2.0, 8.0], "people": [1, 2]})


@knows_habits
def draw(boundaries=None, values=None, *, place: str = "place", time: str = "time", value: str = "value",
         classes: object = 5, k: int = 5, colours: object = None, legend: str = "") -> dict:  # fmt: skip
    assert place
    assert time
    assert k
    return {
        "boundaries": boundaries,
        "values": values,
        "classes": classes,
        "colours": colours,
        "legend": legend,
        "value": value,
    }


def test_names_that_folium_and_geopandas_use_are_taken() -> None:
    made = draw(geo_data=LAND, data=LONG, column="people", cmap="Blues", bins=[1, 2], legend_name="People")
    assert made["boundaries"] is LAND
    assert (made["value"], made["colours"], made["classes"], made["legend"]) == (
        "people",
        "Blues",
        [1, 2],
        "People",
    )


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("key_on", "set the index of boundaries"),
        ("tiles", "no tiles are drawn"),
        ("colour", "no argument; nearest: colours"),
    ],
)
def test_what_is_otherwise_here_is_answered_with_the_right_one(name: str, answer: str) -> None:
    with pytest.raises(InputError, match=f"{name}: .*{answer}"):
        draw(LAND, LONG, **{name: "x"})
    with pytest.raises(InputError, match="column: is value here, which is given too"):
        draw(LAND, LONG, column="people", value="value")


def test_a_wide_frame_and_one_frame_with_both_become_long() -> None:
    wide = pd.DataFrame({"2019": [1.0, 2.0], "2020": [3.0, None]}, index=["w", "e"])
    long = draw(LAND, wide)["values"]
    assert sorted(long[["place", "time", "value"]].itertuples(index=False, name=None)) == [
        ("e", "2019", 2.0), ("w", "2019", 1.0), ("w", "2020", 3.0),
    ]  # fmt: skip
    both = pd.concat([LAND.assign(place=LAND.index, time=year, value=year) for year in (2019, 2020)])
    made = draw(gpd.GeoDataFrame(both, crs=4326))
    assert list(made["boundaries"].index) == ["w", "e"]
    assert len(made["values"]) == 4
    with pytest.raises(InputError, match="values: has columns of 2 levels"):
        draw(LAND, pd.DataFrame([[1]], columns=pd.MultiIndex.from_tuples([("a", "b")])))


def test_divided_values_and_classes_with_a_middle_or_growing() -> None:
    assert draw(LAND, LONG, per="people", per_count=10)["values"]["value"].tolist() == [20.0, 40.0]
    assert draw(LAND, LONG, middle=5, classes=4)["classes"] == [3.5, 5.0, 6.5, 8.0]
    assert draw(LAND, LONG, log=True, classes=2)["classes"] == pytest.approx([4.0, 8.0])
    with pytest.raises(
        InputError, match="per: came 'poeple', wanted km2 or a column of values; nearest: people"
    ):
        draw(LAND, LONG, per="poeple")


def test_every_argument_of_folium_and_geopandas_is_taken_or_answered() -> None:
    named = {*inspect.signature(folium.Choropleth).parameters, *inspect.signature(_explore).parameters} - {
        "kwargs"
    }
    taken = {*inspect.signature(geo.time_choropleth).parameters, *_SAME}
    for name in sorted(named - taken):
        with pytest.raises(InputError) as caught:
            draw(LAND, LONG, **{name: "x"})
        assert "is no argument" not in str(caught.value), name


def test_a_warning_points_at_the_users_own_line() -> None:
    with pytest.warns(UserWarning, match="without a polygon") as told:
        geo.time_choropleth(LAND.assign(geometry=[LAND.geometry.iloc[0], None]), LONG)
    assert {Path(each.filename).name for each in told} == {"test_arguments.py"}
