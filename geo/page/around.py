"""The land around a map: the caller's, or what comes with the program where it covers the view."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import InputError
from geo.land.antimeridian import find_crossings, split_antimeridian
from geo.land.area import Geometries
from geo.model.scene import Scene, Shape
from geo.package.read import shipped
from geo.page.encode import keep_polygons
from geo.text.words import say

if TYPE_CHECKING:
    import geopandas as gpd

_SHIPPED = "context"  # the boundary file of countries, in the shipped package


def surround(scene: Scene, context: "gpd.GeoDataFrame | None" = None) -> Scene:
    """Give a scene of values that has none the land around it, with a note that says whose it is.

    Raises
    ------
    InputError
        See `find_around`.
    """
    if scene.base or scene.asks != "values" or scene.projection == "mercator":
        return scene
    shapes, source = find_around(scene.land.geometries, context)
    base = tuple(Shape(f"around-{number}", "land", shape) for number, shape in enumerate(shapes))
    note = {lang: say("map.around", lang, source=source) for lang in scene.languages} if source else {}
    made = replace(scene, base=base, notes=(*scene.notes, note) if note else scene.notes)
    made.__dict__["plane"] = scene.plane  # of the same land
    return made


def find_around(land: Geometries, context: "gpd.GeoDataFrame | None") -> tuple[Geometries, str]:
    """Return the polygons (EPSG:4326) around land, and whose they are if they come with the program.

    Parameters
    ----------
    land : array of polygons
        What has values, EPSG:4326.
    context : geopandas.GeoDataFrame, optional
        What the caller gives; an empty one for nothing.

    Raises
    ------
    InputError
        It is no GeoDataFrame, or has no CRS.
    """
    import geopandas as gpd

    if context is None:
        return _find_shipped(land)
    if not isinstance(context, gpd.GeoDataFrame):
        raise InputError(f"context: came a {type(context).__name__}, wanted a GeoDataFrame of polygons.")
    if len(context) and context.crs is None:
        raise InputError("context: came without a CRS; say which it is, such as context.set_crs(4326).")
    return _polygons(context.to_crs(4326).geometry.to_numpy() if len(context) else np.zeros(0, object)), ""


def _polygons(given: Any) -> Geometries:
    shapes, empty = keep_polygons(given)
    shapes = np.delete(shapes, empty)
    for number in find_crossings(shapes).tolist():
        shapes[number] = split_antimeridian(shapes[number])
    return shapes


def _find_shipped(land: Geometries) -> tuple[Geometries, str]:
    """The shipped countries, if their edge lies beyond what a window shows around the land."""
    none = np.zeros(0, object)
    if shapely.is_empty(land).all():
        return none, ""
    file = shipped("data") / "boundaries" / f"{_SHIPPED}.geojson"
    west, south, east, north = shapely.total_bounds(land).tolist()
    reach = max(east - west, north - south)
    import geopandas as gpd

    countries = gpd.read_file(file)
    known = shapely.box(*countries.total_bounds)
    if not known.covers(shapely.box(west - reach, south - reach, east + reach, north + reach)):
        return none, ""
    return _polygons(countries.geometry.to_numpy()), "Natural Earth"
