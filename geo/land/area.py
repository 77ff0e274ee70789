"""Areas on the ellipsoid, and the faces that overlapping places are cut into.

Every area is geodesic on WGS 84, in km². Planar formulas on degrees or on Web Mercator are refused:
at 40 degrees north the first means nothing and the second is 1.7 times too large.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.errors import MeasureError
from geo.land.crossings import count_crossings
from geo.limits import check

if TYPE_CHECKING:
    import geopandas
    import pandas as pd

Geometries = npt.NDArray[np.object_]

_WGS84 = Geod(ellps="WGS84")
_LONGEST_EDGE = 0.1  # degrees; a geodesic this short leaves the straight line by a few metres at most
_SMALLEST_FACE_KM2 = 1e-6  # a square metre: what rounding leaves behind, not land


def geodesic_km2(geometry: BaseGeometry | None) -> float:
    """Measure a geometry on the WGS 84 ellipsoid.

    Parameters
    ----------
    geometry : shapely geometry or None
        Longitude and latitude in degrees (EPSG:4326). Only its polygons count, and land that several of them
        cover counts once.

    Returns
    -------
    float
        Area in km², holes left out; 0.0 for None, empty, points and lines.

    Raises
    ------
    MeasureError
        The coordinates cannot be degrees.

    Notes
    -----
    Edges are straight in longitude and latitude, as GeoJSON (RFC 7946) has them: long ones are followed in
    short geodesics. So a box between parallels measures what the closed formula says, and cutting a polygon
    does not change its area. The geodesics are those of Karney, C. F. F. (2013), Algorithms for geodesics,
    J. Geodesy 87, 43-55, through pyproj.

    Examples
    --------
    >>> round(geodesic_km2(shapely.box(0, 0, 1, 1)))
    12308
    >>> geodesic_km2(None)
    0.0
    """
    if geometry is None or geometry.is_empty:
        return 0.0
    west, south, east, north = geometry.bounds
    if not (west >= -360 and east <= 360 and south >= -90 and north <= 90):
        raise MeasureError(
            f"coordinates reach ({west:g}, {south:g}) to ({east:g}, {north:g}), which are no degrees; "
            "reproject to EPSG:4326 first, or use measure_km2 on a GeoSeries that knows its CRS"
        )
    land = keep_polygons(geometry)
    if east - west > 180:  # beyond half the globe, inside and outside of a ring cannot be told apart
        quarters = (shapely.box(start, -90, start + 90, 90) for start in range(-360, 360, 90))
        return sum(geodesic_km2(shapely.intersection(land, quarter)) for quarter in quarters)
    land = shapely.segmentize(land, _LONGEST_EDGE)
    return sum(
        _ring_km2(part.exterior) - sum(_ring_km2(hole) for hole in part.interiors)
        for part in shapely.get_parts(land)
    )


def _ring_km2(ring: BaseGeometry) -> float:
    xy = shapely.get_coordinates(ring)
    area, _ = _WGS84.polygon_area_perimeter(xy[:, 0], xy[:, 1])
    return abs(float(area)) / 1e6


def measure_km2(series: "geopandas.GeoSeries") -> "pd.Series":
    """Measure each geometry of a series on the ellipsoid, whatever its CRS.

    Parameters
    ----------
    series : geopandas.GeoSeries
        Geometries with a CRS; any CRS is brought to EPSG:4326 first.

    Returns
    -------
    pandas.Series
        km², with the index of `series`.

    Raises
    ------
    MeasureError
        The series has no CRS.
    """
    if series.crs is None:
        raise MeasureError(
            "the geometries have no CRS, so no area can be told; set it, e.g. set_crs('EPSG:4326')"
        )
    import pandas as pd

    degrees = series.to_crs("EPSG:4326")
    return pd.Series([geodesic_km2(item) for item in degrees], index=series.index, dtype=float)


def planar_km2(series: "geopandas.GeoSeries") -> "pd.Series":
    """Measure in the plane of a projected CRS, as a second opinion.

    Parameters
    ----------
    series : geopandas.GeoSeries
        Geometries in a projected CRS that is not a Mercator; best an equal-area one.

    Returns
    -------
    pandas.Series
        km², with the index of `series`.

    Raises
    ------
    MeasureError
        No CRS, degrees, or Mercator.
    """
    if series.crs is None:
        raise MeasureError("the geometries have no CRS, so no area can be told; set it first")
    import pandas as pd
    from pyproj import CRS

    crs = CRS.from_user_input(series.crs)
    if crs.is_geographic:
        raise MeasureError(
            f"{crs.name} is in degrees, which have no area; use measure_km2, or an equal-area CRS"
        )
    if not crs.is_projected:
        raise MeasureError(f"{crs.name} is no projected CRS, so no area can be told in it; use measure_km2")
    plane = crs.sub_crs_list[0] if crs.sub_crs_list else crs  # a compound CRS has heights besides
    method = plane.coordinate_operation.method_name if plane.coordinate_operation else ""
    if "Mercator" in method and not ("Transverse" in method or "Oblique" in method):
        raise MeasureError(f"{crs.name} is a Mercator projection, which swells areas; use measure_km2")
    factor = crs.axis_info[0].unit_conversion_factor
    return pd.Series(series.area * factor**2 / 1e6, index=series.index, dtype=float)


def union_km2(geometries: Sequence[BaseGeometry]) -> float:
    """Measure the land that geometries (EPSG:4326) cover together, nothing twice, in km²."""
    return geodesic_km2(shapely.union_all([keep_polygons(item) for item in geometries]))


def keep_polygons(geometry: BaseGeometry | None) -> BaseGeometry:
    """Return only the polygons of a geometry, valid and as one; empty when it has none."""
    if geometry is None or geometry.is_empty:
        return shapely.MultiPolygon()
    sound = geometry if geometry.is_valid else shapely.make_valid(geometry)
    if sound.geom_type in ("Polygon", "MultiPolygon"):
        return sound
    if sound.geom_type != "GeometryCollection":
        return shapely.MultiPolygon()
    return shapely.union_all(
        [shapely.MultiPolygon(), *(keep_polygons(part) for part in shapely.get_parts(sound))]
    )


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of land with one set of places, and of outlines, over it; without a place it lies in outlines alone.

    `geometry` is in EPSG:4326, `km2` its geodesic area; `places` and `outlines` are sorted.
    """

    places: tuple[str, ...]
    outlines: tuple[str, ...]
    geometry: BaseGeometry
    km2: float


def cut_faces(
    places: Mapping[str, BaseGeometry], outlines: Mapping[str, BaseGeometry] | None = None
) -> tuple[Face, ...]:
    """Cut overlapping places, and the outlines that cross them, into faces.

    Parameters
    ----------
    places : mapping of str to geometry
        Polygons by place id, EPSG:4326.
    outlines : mapping of str to geometry, optional
        Polygons that divide places without being one, by id, EPSG:4326.

    Returns
    -------
    tuple of Face
        The faces partition the union of `places` and `outlines`; sorted by their places, then outlines, land of no
        place last.

    Examples
    --------
    >>> [face.places for face in cut_faces({"a": shapely.box(0, 0, 2, 1), "b": shapely.box(1, 0, 3, 1)})]
    [('a',), ('a', 'b'), ('b',)]
    """
    shapes = {key: keep_polygons(value) for key, value in sorted(places.items())}
    cutters = {key: keep_polygons(value) for key, value in sorted((outlines or {}).items())}
    laid = shapely.STRtree(list(shapes.values()))
    over = laid.query(list(shapes.values()), predicate="overlaps")[0] if shapes else np.array([], int)
    check("OVERLAPS", len(over) // 2, "the map's places: pairs that lie over each other", "draw fewer of them")
    over = np.concatenate([over, laid.query(list(cutters.values()), predicate="overlaps")[1]]) if cutters and shapes else over
    crossings = count_crossings([*(laid.geometries[number] for number in np.unique(over)), *cutters.values()])
    check("CROSSINGS", crossings, "the map's places: crossings of their rings, at least", "draw them again")
    lines = shapely.union_all([shape.boundary for shape in (*shapes.values(), *cutters.values())])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    tree = shapely.STRtree(shapely.point_on_surface(cells))
    names, within = _keys_over(tree, shapes), _keys_over(tree, cutters)
    grouped: dict[tuple[tuple[str, ...], tuple[str, ...]], list[BaseGeometry]] = {}
    for number in sorted({*names, *within}):
        grouped.setdefault((names.get(number, ()), within.get(number, ())), []).append(cells[number])
    faces = []
    for (over, inside), parts in sorted(grouped.items(), key=lambda item: (not item[0][0], item[0])):
        land = shapely.normalize(shapely.union_all(parts))
        km2 = geodesic_km2(land)
        if km2 > _SMALLEST_FACE_KM2:
            faces.append(Face(over, inside, land, km2))
    return tuple(faces)


def _keys_over(tree: shapely.STRtree, shapes: Mapping[str, BaseGeometry]) -> dict[int, tuple[str, ...]]:
    """Find, for each point of the tree, the keys of the shapes that contain it."""
    keys, geometries = list(shapes), np.array(list(shapes.values()), dtype=object)
    over: dict[int, tuple[str, ...]] = {}
    for shape, point in sorted(zip(*tree.query(geometries, predicate="contains").tolist(), strict=True)):
        over[point] = (*over.get(point, ()), keys[shape])
    return over
