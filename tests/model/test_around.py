"""The land around a map that brings none: neighbours are land, and where nothing is known, no sea is drawn."""

import geopandas as gpd
import pandas as pd
import pytest
import shapely

import geo
from geo.errors import InputError
from geo.model.around import surround
from geo.model.scene import Scene
from geo.picture.ground import Ground
from tests.ink import made_scene

IBERIA = [shapely.box(-9, 37, -7, 42), shapely.box(-7, 37, 0, 43)]
PARIS = [shapely.box(2.35, 48.85, 2.36, 48.86), shapely.box(2.36, 48.85, 2.37, 48.86)]
NICE = [shapely.box(7.24, 43.69, 7.27, 43.71), shapely.box(7.27, 43.69, 7.29, 43.71)]


def is_land(scene: Scene, lon: float, lat: float) -> bool:
    return any(shape.geometry.intersects(shapely.Point(lon, lat)) for shape in scene.base)


def test_neighbours_are_land_and_water_is_water_on_page_and_picture() -> None:
    scene = surround(made_scene(IBERIA))
    assert is_land(scene, 2.3, 46)
    assert is_land(scene, -6, 33)
    assert not is_land(scene, -12, 40)
    assert not is_land(scene, 4, 38)
    assert "Natural Earth" in scene.credit["en"]
    ground = Ground(scene)
    assert ground.known is not None
    assert shapely.covers(ground.known, shapely.box(*ground.frame_of()).buffer(1e6))


def test_what_is_far_from_the_rest_has_its_neighbours_too() -> None:
    guyane = shapely.box(-54, 2.5, -52, 5)
    scene = surround(made_scene([shapely.MultiPolygon([shapely.box(-1, 43.5, 5, 50), guyane])]))
    assert scene.plane.partly == (0,)
    assert is_land(scene, -55.5, 4)
    assert is_land(scene, -52.5, 1.5)
    assert not is_land(scene, -51, 6)
    assert not is_land(scene, 100, 15)


def test_two_drawings_of_a_border_leave_no_gap() -> None:
    france = [shapely.box(-1.5, 43.6, 3, 46), shapely.box(-1, 46, 5, 49)]  # its south is drawn short of the Pyrenees
    scene = surround(made_scene(france))
    assert is_land(scene, 1.2, 42.75)
    assert is_land(scene, 1.2, 42.5)


@pytest.mark.parametrize(("land", "known"), [(PARIS, True), (NICE, False)])
def test_a_small_map_is_on_land_or_on_paper_never_in_a_sea_that_is_none(land: list[shapely.Geometry], known: bool) -> None:
    ids = [str(number) for number in range(len(land))]
    places = gpd.GeoDataFrame({"name": ids}, index=ids, geometry=land, crs=4326)
    page = geo.time_choropleth(places, pd.DataFrame({"place": ids, "time": "2020", "value": [1, 2]}), classes=2)
    assert is_land(page.scene, *land[0].centroid.coords[0]) is known
    assert is_land(page.scene, 2.6, 48.8) is known  # nor does the land end near by
    svg = page.ground.still.svg
    assert ('class="water"' in svg) is known
    assert ('class="unknown"' in svg) is not known


def test_a_caller_may_want_nothing_around_or_give_it() -> None:
    nothing = gpd.GeoDataFrame(geometry=[], crs=4326)
    assert surround(made_scene(IBERIA), nothing).base == ()
    with pytest.raises(InputError, match="came without a CRS"):
        surround(made_scene(IBERIA), gpd.GeoDataFrame(geometry=[shapely.box(0, 40, 5, 45)]))
