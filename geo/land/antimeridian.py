"""Polygons that cross longitude 180° or hold a pole, cut so that a flat map can draw them."""

from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.affinity import translate

Floats = npt.NDArray[np.float64]

_EDGE = 180 - 1e-6
_LINE, _RING, _NESTED = 1, 2, (3, 5, 6)  # kinds of geometries: the last are polygons, multi-lines, multi-polygons
_AREA = 2  # dimensions of what has land
_FULL = 359.0  # degrees of longitude a ring turns through when it goes round a pole
FARTHEST = 540.0  # degrees: a longitude beyond is not one


def find_crossings(geometries: Floats | npt.NDArray[np.object_]) -> npt.NDArray[np.int64]:
    """Return the positions of the geometries (EPSG:4326) that leave -180..180 or step over its edge."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    if len(parts) == 0:
        return np.zeros(0, np.int64)
    west, _, east, _ = shapely.bounds(parts).T
    suspect = (west < -180) | (east > 180) | (east - west > 180)
    crossing = [
        number
        for number in np.flatnonzero(suspect)
        if west[number] < -180 or east[number] > 180 or _jumps(parts[number])
    ]
    return np.unique(owner[np.array(crossing, np.int64)]).astype(np.int64)


def split_antimeridian(geometry: shapely.Geometry) -> shapely.Geometry:
    """Cut a geometry's polygons at longitude 180° and close those that go round a pole along it.

    Parameters
    ----------
    geometry : Polygon or MultiPolygon
        Longitude and latitude in degrees, EPSG:4326; longitudes may run past 180 or jump over it.

    Returns
    -------
    Polygon or MultiPolygon
        The same land within -180..180, EPSG:4326; valid.

    Examples
    --------
    >>> split_antimeridian(shapely.box(170, 0, 190, 10)).bounds
    (-180.0, 0.0, 180.0, 10.0)
    >>> split_antimeridian(shapely.Polygon()).is_empty
    True
    """
    pieces = [piece for part in shapely.get_parts(geometry) for piece in _split(part)]
    joined: shapely.Geometry = shapely.union_all([shapely.MultiPolygon(), *pieces])
    return joined


def _jumps(polygon: shapely.Polygon) -> bool:
    return any(_crossings(shapely.get_coordinates(ring)).any() for ring in shapely.get_rings(polygon))


def _crossings(xy: Floats) -> npt.NDArray[np.bool_]:
    """Say of each edge whether the short way along it leads over longitude 180°.

    An edge that runs along a pole from one side of the map to the other crosses nothing.
    """
    wide = np.abs(np.diff(xy[:, 0])) > 180
    polar = (np.abs(xy[:-1, 1]) > 89.9) & (np.abs(xy[1:, 1]) > 89.9)
    both = (np.abs(xy[:-1, 0]) >= _EDGE) & (np.abs(xy[1:, 0]) >= _EDGE)
    crossing: npt.NDArray[np.bool_] = wide & ~(polar & both)
    return crossing


def _unwrap(ring: shapely.LinearRing) -> Floats:
    """Let longitudes run on over 180°; a ring that goes round a pole is closed along it."""
    xy = shapely.get_coordinates(ring)
    crossing = _crossings(xy)
    steps = np.where(crossing, -np.sign(np.diff(xy[:, 0])) * 360, 0.0)
    xy = xy + np.column_stack([np.concatenate([[0.0], np.cumsum(steps)]), np.zeros(len(xy))])
    if abs(xy[-1, 0] - xy[0, 0]) > _FULL:
        pole = 90.0 if xy[:, 1].mean() > 0 else -90.0
        xy = np.vstack([xy, [xy[-1, 0], pole], [xy[0, 0], pole], xy[0]])
    return xy


def _split(polygon: shapely.Polygon) -> list[shapely.Geometry]:
    if polygon.is_empty:
        return []
    shell = _unwrap(polygon.exterior)
    middle = (shell[:, 0].min() + shell[:, 0].max()) / 2
    holes = []
    for ring in polygon.interiors:
        hole = _unwrap(ring)
        hole[:, 0] += 360 * round((middle - (hole[:, 0].min() + hole[:, 0].max()) / 2) / 360)
        holes.append(hole)
    whole = shapely.make_valid(shapely.Polygon(shell, holes))
    if whole.area == 0:  # a frame round the whole map, not a place
        whole = shapely.make_valid(polygon)
    west, _, east, _ = whole.bounds
    pieces = []
    for turn in range(int(np.floor((west + 180) / 360)), int(np.ceil((east - 180) / 360)) + 1):
        window = shapely.box(-180 + 360 * turn, -90, 180 + 360 * turn, 90)
        inside = shapely.intersection(whole, window)
        pieces += [
            translate(piece, xoff=-360 * turn)
            for piece in shapely.get_parts(inside)
            if piece.geom_type in ("Polygon", "MultiPolygon") and piece.area > 0
        ]
    return pieces


def recentre(geometries: npt.NDArray[np.object_], middle: float) -> npt.NDArray[np.object_]:
    """Move land to within 180° of a meridian: cut opposite it, and in one piece across longitude 180°.

    Parameters
    ----------
    geometries : array of shapely geometries
        Longitude and latitude in degrees, EPSG:4326, within -180..180.
    middle : float
        The meridian, in degrees.

    Returns
    -------
    array of shapely geometries
        The same land, its longitudes from `middle - 180` to `middle + 180`.

    Examples
    --------
    >>> fiji = shapely.MultiPolygon([shapely.box(177, -18, 180, -16), shapely.box(-180, -18, -179, -16)])
    >>> recentre(np.array([fiji], dtype=object), 178)[0].bounds
    (177.0, -18.0, 181.0, -16.0)
    """
    low, high = middle - 180, middle + 180
    moved = np.array(geometries, dtype=object)
    west, _, east, _ = shapely.bounds(moved).T
    hair = np.abs(np.abs([west, east]) - 180)
    for number in np.flatnonzero(((hair > 0) & (hair < 180 - _EDGE)).any(axis=0)).tolist():
        moved[number] = shapely.transform(moved[number], _to_edge)
    for number in np.flatnonzero((west < low) | (east > high)).tolist():
        moved[number] = _recentre(moved[number], low)
    return moved


def _to_edge(xy: Floats) -> Floats:
    """Put on longitude 180° what a file has a hair beside it, so that both sides of the map meet there."""
    lon = xy[:, 0]
    return np.column_stack([np.where(np.abs(np.abs(lon) - 180) < 180 - _EDGE, np.copysign(180, lon), lon), xy[:, 1]])


def _recentre(geometry: shapely.Geometry, low: float) -> shapely.Geometry:
    pieces = []
    for part in shapely.get_parts(geometry):
        west, _, east, _ = part.bounds
        for turn in range(int(np.floor((west - low) / 360)), int(np.floor((east - low) / 360)) + 1):
            start = low + 360 * turn
            whole = start <= west and east <= start + 360
            inside = part if whole else shapely.intersection(part, shapely.box(start, -90, start + 360, 90))
            pieces += [
                translate(piece, xoff=-360 * turn) if turn else piece
                for piece in shapely.get_parts(inside)
                if shapely.get_dimensions(piece) == shapely.get_dimensions(part)
            ]
    if not pieces:
        return geometry
    found = np.array(pieces, dtype=object)
    if shapely.get_dimensions(geometry) < _AREA:
        lines: shapely.Geometry = shapely.union_all(found)
        return lines
    # Only at an old edge of the map can two pieces be one; to join all of a country's islands takes its time.
    seam = (np.abs(shapely.bounds(found)[:, [0, 2]] % 360 - 180) < 1e-9).any(axis=1)
    joined = [*found[~seam], *shapely.get_parts(shapely.union_all(found[seam]))]
    return joined[0] if len(joined) == 1 else shapely.MultiPolygon(joined)


def cut_edges(geometries: npt.NDArray[np.object_], longest: float) -> npt.NDArray[np.object_]:
    """Insert vertices along edges, so that none spans more than some degrees: a curved plane bends them.

    An edge is cut at the same points from both sides, so neighbours keep sharing it.

    Parameters
    ----------
    geometries : array of shapely geometries
        Any coordinates; polygons and lines are cut.
    longest : float
        The most that an edge may span in x or y.
    """
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    if len(coordinates) < 2:
        return geometries
    x, y = np.abs(np.diff(coordinates.T))
    long = np.maximum(x, y) > longest
    found = np.unique(owner[1:][long & (owner[1:] == owner[:-1])])
    if len(found) == 0:
        return geometries
    cut = np.array(geometries, dtype=object)
    kinds = shapely.get_type_id(cut[found])
    for kind in (_LINE, *_NESTED):
        mine = found[kinds == kind]
        if len(mine):
            cut[mine] = _cut_alike(cut[mine], longest)
    for number in found[kinds == _RING]:
        cut[number] = shapely.LineString(_cut_line(shapely.get_coordinates(cut[number]), longest)[0])
    return cut


def _cut_alike(geometries: npt.NDArray[np.object_], longest: float) -> npt.NDArray[np.object_]:
    """Cut the edges of geometries of one kind."""
    kind, xy, offsets = shapely.to_ragged_array(geometries)
    ends, *nested = offsets or ()
    cut, starts = _cut_line(xy, longest, ends)
    whole: Any = (starts, *nested)
    found: npt.NDArray[np.object_] = shapely.from_ragged_array(kind, cut, whole)
    return found


def _cut_line(xy: Floats, longest: float, ends: Any = ()) -> tuple[Floats, npt.NDArray[np.int64]]:
    """Cut the edges of lines that follow each other and begin at `ends`; return also where they begin then."""
    first, second = xy[:-1], xy[1:]
    x, y = np.abs(second - first).T
    counts = np.maximum(1, np.ceil(np.maximum(x, y) / longest)).astype(np.int64)
    ends = np.asarray(ends, dtype=np.int64)
    counts[ends[(ends > 0) & (ends < len(xy))] - 1] = 1  # from one line to the next there is no edge
    edge = np.repeat(np.arange(len(counts)), counts)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(counts) - counts, counts)
    turned = (first[:, 0] > second[:, 0]) | ((first[:, 0] == second[:, 0]) & (first[:, 1] > second[:, 1]))
    low, high = np.where(turned[:, None], second, first)[edge], np.where(turned[:, None], first, second)[edge]
    share = np.where(turned[edge], counts[edge] - step, step) / counts[edge]
    inner = low + (high - low) * share[:, None]
    inner[step == 0] = first[edge[step == 0]]
    before = np.concatenate([[0], np.cumsum(counts), [counts.sum() + 1]])
    return np.vstack([inner, xy[-1:]]), before[ends]
