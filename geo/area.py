"""Areas on the ellipsoid, and the faces that overlapping places are cut into.

Every area is geodesic on WGS 84, in km². Planar formulas on degrees or on Web Mercator are refused:
at 40 degrees north the first means nothing and the second is 1.7 times too large.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import numpy as np
import shapely
from pyproj import CRS, Geod
from shapely.geometry.base import BaseGeometry

from geo.errors import MeasureError

_WGS84 = Geod(ellps="WGS84")
_SMALLEST_FACE_KM2 = 1e-6  # a square metre: what rounding leaves behind, not land


def geodesic_km2(geometry: BaseGeometry | None) -> float:
    """Measure a geometry on the WGS 84 ellipsoid.

    Parameters
    ----------
    geometry : shapely geometry or None
        Longitude and latitude in degrees (EPSG:4326). Only its polygons count.

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
    Karney, C. F. F. (2013), Algorithms for geodesics, J. Geodesy 87, 43-55, through pyproj.

    Examples
    --------
    >>> round(geodesic_km2(shapely.box(0, 0, 1, 1)))
    12309
    >>> geodesic_km2(None)
    0.0
    """
    if geometry is None or geometry.is_empty:
        return 0.0
    west, south, east, north = geometry.bounds
    if west < -360 or east > 360 or south < -90.000001 or north > 90.000001:
        raise MeasureError(
            f"coordinates reach ({west:g}, {south:g}) to ({east:g}, {north:g}), which are no degrees; "
            "reproject to EPSG:4326 first, or use measure_km2 on a GeoSeries that knows its CRS"
        )
    total = 0.0
    for part in shapely.get_parts(geometry):
        if part.geom_type == "GeometryCollection":
            total += geodesic_km2(part)
        elif part.geom_type == "Polygon":
            total += abs(_ring_km2(part.exterior)) - sum(abs(_ring_km2(hole)) for hole in part.interiors)
    return total


def _ring_km2(ring: Any) -> float:
    xy = shapely.get_coordinates(ring)
    area, _ = _WGS84.polygon_area_perimeter(xy[:, 0], xy[:, 1])
    return float(area) / 1e6


def measure_km2(series: geopandas.GeoSeries) -> geopandas.pd.Series:
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
    degrees = series.to_crs("EPSG:4326")
    return geopandas.pd.Series([geodesic_km2(item) for item in degrees], index=series.index, dtype=float)


def planar_km2(series: geopandas.GeoSeries) -> geopandas.pd.Series:
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
    crs = CRS.from_user_input(series.crs)
    method = crs.coordinate_operation.method_name if crs.coordinate_operation else ""
    if crs.is_geographic:
        raise MeasureError(
            f"{crs.name} is in degrees, which have no area; use measure_km2, or an equal-area CRS"
        )
    if "Mercator" in method and "Transverse" not in method:
        raise MeasureError(f"{crs.name} is a Mercator projection, which swells areas; use measure_km2")
    factor = crs.axis_info[0].unit_conversion_factor
    return geopandas.pd.Series(series.area * factor**2 / 1e6, index=series.index, dtype=float)


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
    parts = (
        [keep_polygons(part) for part in shapely.get_parts(sound)]
        if sound.geom_type == "GeometryCollection"
        else []
    )
    return shapely.union_all(parts) if parts else shapely.MultiPolygon()


@dataclass(frozen=True, slots=True)
class Face:
    """A piece of land with one set of places, and of outlines, over it.

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
        The faces partition the union of `places`; sorted by their places, then outlines.

    Examples
    --------
    >>> [face.places for face in cut_faces({"a": shapely.box(0, 0, 2, 1), "b": shapely.box(1, 0, 3, 1)})]
    [('a',), ('a', 'b'), ('b',)]
    """
    shapes = {key: keep_polygons(value) for key, value in places.items()}
    cutters = {key: keep_polygons(value) for key, value in (outlines or {}).items()}
    lines = shapely.union_all([shape.boundary for shape in (*shapes.values(), *cutters.values())])
    cells = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    if len(cells) == 0:
        return ()
    inside = shapely.point_on_surface(cells)
    over = {key: _covers(shape, inside) for key, shape in shapes.items()}
    within = {key: _covers(shape, inside) for key, shape in cutters.items()}
    grouped: dict[tuple[tuple[str, ...], tuple[str, ...]], list[BaseGeometry]] = {}
    for number, cell in enumerate(cells):
        names = tuple(sorted(key for key in over if over[key][number]))
        if names:
            held = tuple(sorted(key for key in within if within[key][number]))
            grouped.setdefault((names, held), []).append(cell)
    faces = []
    for (names, held), parts in sorted(grouped.items()):
        land = shapely.normalize(shapely.union_all(parts))
        km2 = geodesic_km2(land)
        if km2 > _SMALLEST_FACE_KM2:
            faces.append(Face(names, held, land, km2))
    return tuple(faces)


def _covers(shape: BaseGeometry, points: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    shapely.prepare(shape)
    return np.asarray(shapely.contains(shape, points))
