"""Coordinates of any reference system as degrees, and any shapes as sound polygons, with what was done to each."""

from typing import Any

import geopandas
import numpy as np
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from geo.errors import Finding, InputError
from geo.land.antimeridian import FARTHEST, find_crossings, split_antimeridian
from geo.land.area import keep_polygons
from geo.land.crossings import count_crossings
from geo.limits import check

_TINY = 20_000  # units: a drawing's, at the origin of a system in which countries lie farther off
_WHOLE = 0.9  # of the coordinates: a drawing's are whole numbers
_IN_DEGREES = ("topojson", "kml")  # formats without a CRS of their own, whose standard is longitude and latitude


def refuse_pixels(name: str, data: bytes) -> None:
    """Refuse a map of Highcharts, whose coordinates are those of a drawing whatever system it names.

    Raises
    ------
    InputError
        It is one.
    """
    if b'"hc-transform"' in data:
        raise InputError(
            f"{name}: is a Highcharts map (hc-transform), whose coordinates are pixels of a drawing and no places on the "
            "Earth; give boundaries in longitude and latitude, such as those that it was made from"
        )


def find_crs(name: str, kind: str, frame: geopandas.GeoDataFrame, told: str | None) -> CRS:
    """Return the reference system told, or the file's, or that of its format.

    Raises
    ------
    InputError
        None is known, or the coordinates are those of a drawing.
    """
    if told is not None:
        try:
            return CRS.from_user_input(told)
        except CRSError:
            raise InputError(f"--crs: came {told!r}, wanted a coordinate reference system such as EPSG:4326") from None
    if frame.crs is not None:
        return CRS.from_user_input(frame.crs)
    west, south, east, north = np.nan_to_num(frame.total_bounds)
    plausible = max(abs(west), abs(east)) <= FARTHEST and max(abs(south), abs(north)) <= 90
    if kind in _IN_DEGREES and plausible:
        return CRS.from_epsg(4326)
    drawing = not plausible and kind == "topojson" and west >= -10 and south >= -10 and max(east, north) < 5000
    hint = "such as --crs EPSG:4326 if these are degrees" if plausible else "such as --crs EPSG:3857"
    if drawing:
        hint = "unless they are pixels of a drawing, as of an atlas in Albers: then give the same atlas in longitude and latitude"
    raise InputError(
        f"{name}: says no coordinate reference system; its coordinates run from {west:.6g}, {south:.6g} "
        f"to {east:.6g}, {north:.6g}: name the system, {hint}"
    )


def crs_name(crs: CRS) -> str:
    """Return a reference system's authority and code, else its name."""
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def to_degrees(name: str, frame: geopandas.GeoDataFrame, crs: CRS, *, told: bool = False) -> Any:
    """Return the shapes in longitude and latitude.

    Raises
    ------
    InputError
        The coordinates do not fit the reference system, or look exchanged.
    """
    shapes = np.array(frame.geometry.array, dtype=object)
    xy = shapely.get_coordinates(shapes)
    if not np.isfinite(xy).all():
        shapes = np.array([_finite(shape) for shape in shapes], dtype=object)
        xy = shapely.get_coordinates(shapes)
    if len(xy) and crs.is_geographic and (np.abs(xy[:, 0]).max() > FARTHEST or np.abs(xy[:, 1]).max() > 90.000001):
        east, north = np.abs(xy).max(axis=0)
        if east <= 90 < north <= 180:
            raise InputError(
                f"{name}: its second coordinates reach {north:.6g} and its first {east:.6g}, so latitude stands before "
                "longitude; say --swap to exchange them"
            )
        raise InputError(
            f"{name}: says {crs_name(crs)}, which is in degrees, but its coordinates reach {np.abs(xy).max():.6g}; "
            "name the true system with --crs, such as EPSG:3857"
        )
    if crs.equals(CRS.from_epsg(4326), ignore_axis_order=True) or crs.to_authority() == ("OGC", "CRS84"):
        return shapes
    try:
        moved = np.array(geopandas.GeoSeries(list(shapes), crs=crs).to_crs(4326).array, dtype=object)
    except ProjError:
        raise InputError(
            f"{name}: there is no way from {crs_name(crs)} to longitude and latitude; name the true system with --crs"
        ) from None
    whole = len(xy) > 0 and (xy == np.round(xy)).mean() > _WHOLE
    if whole and not told and crs.is_projected and np.abs(xy).max() < _TINY and len(shapes) > 2:
        raise InputError(
            f"{name}: its coordinates run to {np.abs(xy).max():.6g} in whole numbers, which are pixels of a drawing and no "
            f"metres of {crs_name(crs)}; give boundaries in longitude and latitude, or name the true system with --crs"
        )
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise InputError(f"{name}: some coordinates lie outside {crs_name(crs)}; name the true system with --crs")
    return moved


def _finite(shape: Any) -> Any:
    return shape if shape is None or np.isfinite(shapely.get_coordinates(shape)).all() else None


def clean_shapes(name: str, shapes: Any) -> tuple[Any, list[Finding]]:
    """Keep polygons only, valid and within -180..180; name what was done to which feature."""
    findings: list[Finding] = []

    def remark(number: int, came: str, wanted: str, remedy: str) -> None:
        findings.append(Finding("warning", name, number + 1, "geometry", came, wanted, remedy))

    shapes = np.array(shapes, dtype=object)
    land = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    # Before any repair: a ring that steps over the edge of the map only looks as if it crossed itself.
    for number in np.flatnonzero(land)[find_crossings(shapes[land])].tolist():
        shapes[number] = split_antimeridian(shapes[number])
        remark(number, "land across longitude 180 or round a pole", "longitudes within -180 to 180", "it was cut there")
    clean = np.empty(len(shapes), dtype=object)
    sound = shapely.is_valid(shapes) & land & ~shapely.is_empty(shapes)
    clean[sound] = shapes[sound]
    for number in np.flatnonzero(~sound).tolist():
        shape = shapes[number]
        crossings = count_crossings([shape]) if land[number] and not shape.is_valid else 0
        check("CROSSINGS", crossings, f"{name}, feature {number + 1}: crossings of its rings, at least", "draw it again")
        clean[number] = keep_polygons(shape)
        if shape is None or shape.is_empty:
            remark(number, "no geometry", "a polygon", "the place is kept without a boundary")
        elif clean[number].is_empty:
            remark(number, f"a {shape.geom_type} without land", "a polygon", "the place is kept without a boundary")
        elif not shape.is_valid:
            remark(number, shapely.is_valid_reason(shape), "a valid polygon", "it was repaired; check it on the map")
        else:
            remark(number, f"a {shape.geom_type}", "polygons alone", "its points and lines were left out")
    if not len(clean) or all(shapely.is_empty(clean)):
        kinds = sorted({shape.geom_type for shape in shapes if shape is not None}) or ["nothing"]
        raise InputError(f"{name}: holds no polygons ({', '.join(kinds)}); give the file with the areas")
    return clean, findings
