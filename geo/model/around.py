"""The land around a map that brings none: the caller's, or the countries of the world that come with the program."""

import math
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import InputError
from geo.land.antimeridian import find_crossings, split_antimeridian
from geo.land.area import Geometries, keep_polygons
from geo.look.plane import Box, Plane
from geo.model.scene import Scene, Shape
from geo.package.read import shipped
from geo.text.words import say

if TYPE_CHECKING:
    import geopandas as gpd

_FILES = ("boundaries/context", "around/boundaries/boundaries")  # of the shipped data, the finest first
_SOURCE = "Natural Earth"
_STRIP = 0.1  # degrees that land of the map's own reaches beneath it, so that two drawings of a border leave no gap
_FINE = 100_000.0  # metres across: the coasts of the world's countries are too coarse for a smaller map
_BESIDE = 0.05  # of the opening view: so far around what is far there is land at least
_BEHIND = -0.5  # cosine of the angle from the view's middle beyond which only a plane of the whole globe shows land
_ACROSS = 750  # pixels of a window, of which the land around shows no detail
_DEGREE = 111_320.0  # metres, at the equator
_OFF = 0.03  # degrees: how far they may be from the true ones


def surround(scene: Scene, context: "gpd.GeoDataFrame | None" = None) -> Scene:
    """Give a scene that has none the land around it, and say in its credit whose it is.

    Parameters
    ----------
    scene : what is shown.
    context : what the caller gives, polygons with a CRS; an empty one for nothing.

    Raises
    ------
    InputError
        The context is no GeoDataFrame, or has no CRS.
    """
    if scene.base:
        return scene
    found = _find_shipped(scene.land.geometries, scene.plane) if context is None else _given(context)
    if found is None:
        return scene
    shapes, source = found, _SOURCE if context is None and len(found) else ""
    base = tuple(Shape(f"around-{number}", "land", shape) for number, shape in enumerate(shapes))
    credit = dict(scene.credit)
    if source:
        for lang in scene.languages:
            credit[lang] = f"{credit.get(lang, '')} {say('map.around', lang, source=source)}".strip()
    made = replace(scene, base=base, sea=context is None, credit=credit)
    made.__dict__["plane"] = scene.plane  # of the same land
    return made


def _given(context: "gpd.GeoDataFrame") -> Geometries:
    import geopandas as gpd

    if not isinstance(context, gpd.GeoDataFrame):
        raise InputError(f"context: came a {type(context).__name__}, wanted a GeoDataFrame of polygons.")
    if len(context) and context.crs is None:
        raise InputError("context: came without a CRS; say which it is, such as context.set_crs(4326).")
    return _polygons(context.to_crs(4326).geometry if len(context) else [])


def _polygons(given: Any) -> Geometries:
    kept = [keep_polygons(shape) for shape in given]
    shapes = np.array([*kept, None], dtype=object)[:-1]
    shapes = shapes[~shapely.is_empty(shapes)]
    for number in find_crossings(shapes).tolist():
        shapes[number] = split_antimeridian(shapes[number])
    return shapes


@cache
def _read(name: str) -> Geometries:
    return _polygons(shapely.get_parts(shapely.from_geojson((shipped("data") / f"{name}.geojson").read_text("utf-8"))))


def _find_shipped(land: Geometries, plane: Plane) -> Geometries | None:
    """The shipped countries around land; None where they are too coarse to tell land from sea."""
    if len(land) == 0 or shapely.is_empty(land).all():
        return None
    west, south, east, north = shapely.total_bounds(land).tolist()
    reach = max(east - west, north - south)
    near = shapely.box(west - reach, south - reach, east + reach, north + reach)
    known = _read(_FILES[0])
    if shapely.box(*shapely.total_bounds(known)).covers(near):
        return known
    left, top, right, bottom = plane.home
    wide, high = right - left, bottom - top
    seen = (left - max(wide, high), top - max(wide, high), right + max(wide, high), bottom + max(wide, high))
    parts = shapely.get_parts(_read(_FILES[1]))
    pixel = max(wide, high) * plane.metres_per_unit / _ACROSS / _DEGREE
    met = np.any([_meet(parts, plane, box) for box in (seen, *_far(land, plane))], axis=0)
    parts = parts[met & (shapely.area(parts) > 9 * pixel**2)]
    if max(wide, high) * plane.metres_per_unit < _FINE:
        whole = shapely.union_all(parts)
        return _polygons([whole]) if shapely.covers(shapely.buffer(whole, -_OFF), near) else None
    own = np.zeros(len(parts), dtype=bool)
    own[shapely.STRtree(shapely.point_on_surface(parts)).query(land, predicate="intersects")[1]] = True
    others = shapely.get_parts(shapely.coverage_union_all(parts[~own]))
    mine, beside = shapely.STRtree(others).query(parts[own], predicate="dwithin", distance=_STRIP)
    strip = [
        shapely.intersection(parts[own][one], shapely.buffer(shapely.simplify(others[other], _STRIP / 2), _STRIP, quad_segs=1))
        for one, other in zip(mine, beside, strict=True)
    ]
    met = np.isin(np.arange(len(others)), beside)
    joined = shapely.get_parts(shapely.union_all([*others[met], *strip]))
    whole = shapely.MultiPolygon([*others[~met], *joined[shapely.get_type_id(joined) == 3]])
    return _polygons([shapely.simplify(whole, pixel)])


def _far(land: Geometries, plane: Plane) -> list[Box]:
    """Boxes of the unit square around the land that the map does not open on, near ones together."""
    parts = shapely.get_parts(land[[*plane.beyond, *plane.partly]])
    home = shapely.box(*plane.home)
    boxes = shapely.envelope(plane.project(parts)) if len(parts) else parts
    boxes = boxes[~shapely.intersects(home, boxes)]
    if len(boxes) == 0:
        return []
    wide = np.ptp(shapely.bounds(boxes).reshape(-1, 2, 2), axis=1).max(axis=1)
    near = shapely.buffer(boxes, np.maximum(wide, _BESIDE * math.sqrt(home.area)), cap_style="square", join_style="mitre")
    found: list[Box] = [tuple(each) for each in shapely.bounds(shapely.get_parts(shapely.union_all(near))).tolist()]
    return found


def _meet(shapes: Geometries, plane: Plane, box: Box) -> npt.NDArray[np.bool_]:
    """Say of shapes whether their boxes, carried to the unit square, meet a box of it."""
    west, south, east, north = shapely.bounds(shapes).T
    across, up = np.meshgrid([0, 0.5, 1], [0, 0.5, 1])
    lon = west[:, None] + (east - west)[:, None] * across.ravel()
    lat = south[:, None] + (north - south)[:, None] * up.ravel()
    units = plane.units(np.column_stack([lon.ravel(), lat.ravel()])).reshape(len(shapes), 9, 2)
    (x0, y0), (x1, y1) = units.min(axis=1).T, units.max(axis=1).T
    middle = np.radians(plane.inverse([[(box[0] + box[2]) / 2, (box[1] + box[3]) / 2]])[0])
    away = np.radians(np.stack([lon, lat]))
    near = np.sin(away[1]) * np.sin(middle[1]) + np.cos(away[1]) * np.cos(middle[1]) * np.cos(away[0] - middle[0])
    front = (near > _BEHIND).any(axis=1) | (plane.globe() is not None)
    met: npt.NDArray[np.bool_] = front & (x0 < box[2]) & (x1 > box[0]) & (y0 < box[3]) & (y1 > box[1])
    return met
