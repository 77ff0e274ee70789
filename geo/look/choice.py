"""Which plane a map is drawn in, found from its land: its family, its middle, and what the map opens on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError

from geo.errors import InputError
from geo.land.antimeridian import cut_edges
from geo.look.plane import WEB, Box, Plane
from geo.look.projection import RADIUS, Albers, Azimuthal, Coded, EqualEarth, Mercator, Projection
from geo.text.names import near_names

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

NAMES = ("auto", "equal-earth", "laea", "albers", "mercator")
_HEMISPHERE = 90.0  # degrees from the middle: land that reaches farther is a world
_WIDE = 1.5  # width to height from which two true parallels fit land better than a true centre
_LOCAL = 8.0  # degrees from the middle: nearer, all equal-area planes look the same
_ANTARCTIC = -60.0  # degrees: land wholly to the south takes no room unless it has figures
_CELLS = 64  # of a grid across the land, in which lands that touch belong together
_WORTH = 0.008  # share of the land that earns a frame twice as large
_TOGETHER = 0.005  # the same of a speck with those before it
_FREE = 1.1  # times the frame that places of their own get for nothing
_CORE = 0.05  # share of the land from which what is far is no speck: the frame grows from it anew
_OFF = 1e-5  # share of the land that the edge of a world may cross for each degree nearer to the land's middle
_ROUND = 300.0  # degrees: land that is wider goes round the world
_NEAR = 0.04  # of the frame, outside of which land is still in view
_SPECKS = 0.2  # share of the land that may be left to the reader to open
_LACKS = 0.05  # of a place's land, without which it is not whole
_MANY = ((0.5, 25.0), (0.2, 1.7))  # share of places that lack land, which are no specks up to so many times the frame
_BACK = 1e-4  # of the globe's radius: how near to itself a place comes there and back
_VERTICES = 100_000  # from which the land's frame is found
_SHARP = 1280 * 2**4 * 2  # half pixels across the opening view, four zooms on


def check_name(named: Any) -> str:
    """Return the name of a projection as `choose_plane` takes it.

    Raises
    ------
    InputError
        It is none of `NAMES`, nor the code of a projection that pyproj knows.
    """
    if not isinstance(named, str):
        wanted = f"wanted one of {', '.join(NAMES)}; or EPSG and a number, such as EPSG:3035, for pictures"
        raise InputError(f"projection: came {named!r}, {wanted}")
    if named in NAMES:
        return named
    if named.upper().startswith("EPSG:"):
        try:
            crs = CRS.from_user_input(named)
        except CRSError:
            raise InputError(f"projection: came {named!r}, which pyproj does not know; look it up at epsg.org") from None
        if crs.is_projected and len(crs.axis_info) == 2:
            return named.upper()
        kind = "is in degrees" if crs.is_geographic else "has heights besides" if crs.is_compound else "is no plane"
        raise InputError(f"projection: came {named!r} ({crs.name}), which {kind}; give a projected one, such as EPSG:3035")
    near = near_names(named, NAMES)
    said = f"nearest: {', '.join(near)}" if near else f"wanted one of {', '.join(NAMES)}"
    raise InputError(f"projection: came {named!r}; {said}; or EPSG and a number, such as EPSG:3035, for pictures")


def choose_plane(land: Sequence[Any] | npt.NDArray[np.object_], named: str = "auto", given: Mask | None = None) -> Plane:
    """Choose the plane for land, and what of it a map opens on.

    Parameters
    ----------
    land : array of Polygon or MultiPolygon
        What is drawn: longitude and latitude in degrees, EPSG:4326, within -180..180. Empty ones do not count.
    named : str
        One of `NAMES`, or "EPSG:n": its middle is found from the land all the same.
    given : array of bool, optional
        Which of the land has figures; all of it by default. Antarctica without any takes no room.

    Returns
    -------
    Plane
        Equal Earth for the world, Lambert's azimuthal equal-area plane for a continent or less, Albers' where the land is
        wide. Far specks are left out of its `home`, and listed in `beyond`.

    Raises
    ------
    InputError
        There is no such projection, or it cannot show this land.
    """
    named = check_name(named)
    parts = _find_parts(land, given)
    if parts is None:
        return {"auto": Plane(EqualEarth()), "mercator": WEB}.get(named) or Plane(_named(named, None))
    kept = _leave_specks(parts)
    centre = _centre(parts, kept)
    projection = _pick(parts, kept, centre) if named == "auto" else _named(named, (parts, kept, centre))
    if isinstance(projection, Coded):
        _check_code(projection, parts, kept)
    return _open(projection, parts, kept)


# the land ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Parts:
    """Every polygon of the land: whose it is, its size, its box, and whether it counts."""

    shapes: npt.NDArray[np.object_]
    owner: npt.NDArray[np.int64]
    sizes: Floats
    boxes: Floats
    counts: Mask


def _find_parts(land: Any, given: Mask | None) -> _Parts | None:
    shapes, owner = shapely.get_parts(np.asarray(land, dtype=object), return_index=True)
    full = ~shapely.is_empty(shapes)
    shapes, owner = shapes[full], owner[full]
    if len(shapes) == 0:
        return None
    boxes = shapely.bounds(shapes)
    # nearly steradians: degrees of longitude are narrower the farther from the equator
    sizes = shapely.area(shapes) * np.cos(np.radians((boxes[:, 1] + boxes[:, 3]) / 2))
    icy = boxes[:, 3] < _ANTARCTIC
    if given is not None:
        icy &= ~np.asarray(given, dtype=bool)[owner]
    else:
        icy &= False
    counts = ~icy if (~icy).any() else np.ones(len(shapes), dtype=bool)
    return _Parts(shapes, owner.astype(np.int64), np.maximum(sizes, 1e-12), boxes, counts)


def _corners(boxes: Floats) -> Floats:
    """Points round each box, (boxes, 8, 2); what is as wide as the world counts by its middle."""
    west, south, east, north = boxes.T
    lon, lat = (west + east) / 2, (south + north) / 2
    around = [(west, south), (lon, south), (east, south), (east, lat), (east, north), (lon, north), (west, north), (west, lat)]
    return np.stack([np.column_stack(pair) for pair in around], axis=1)


def _plane_boxes(projection: Projection, boxes: Floats) -> Floats:
    """The boxes of parts in metres: left, bottom, right, top, nearly."""
    xy = Plane(projection).to_metres(Plane(projection).units(_corners(boxes).reshape(-1, 2))).reshape(-1, 8, 2)
    return np.column_stack([xy.min(axis=1), xy.max(axis=1)])


def _middle_of(parts: _Parts, kept: Mask) -> tuple[float, float]:
    """Where the land weighs most, in degrees."""
    west, south, east, north = parts.boxes[kept].T
    vectors = _on_sphere(np.column_stack([(west + east) / 2, (south + north) / 2]))
    x, y, z = (vectors * parts.sizes[kept, None]).sum(axis=0)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _leave_specks(parts: _Parts) -> Mask:
    """Say of each part whether the map opens on it: few far ones must not shrink the rest."""
    boxes = _plane_boxes(Azimuthal(*_middle_of(parts, parts.counts)), parts.boxes)
    group = _group(boxes, parts.counts)
    count = int(group.max()) + 1
    weight = np.bincount(group[parts.counts], parts.sizes[parts.counts], count)
    low, high = np.full((count, 2), np.inf), np.full((count, 2), -np.inf)
    np.minimum.at(low, group[parts.counts], boxes[parts.counts, :2])
    np.maximum.at(high, group[parts.counts], boxes[parts.counts, 2:])
    inside = np.zeros(count, dtype=bool)
    inside[np.argmax(weight)] = True
    core = inside.copy()
    share = np.full(count, 0.5)  # what is only a part of a place shown elsewhere earns less
    heavy = np.lexsort((-parts.sizes[parts.counts], parts.owner[parts.counts]))
    first_of = np.unique(parts.owner[parts.counts][heavy], return_index=True)[1]
    share[group[parts.counts][heavy][first_of]] = 1
    while not inside.all():
        first, last = low[inside].min(axis=0), high[inside].max(axis=0)
        size = np.prod(np.maximum(high, last) - np.minimum(low, first), axis=1)
        worth = np.where(inside, 0.0, np.inf)
        for base, price in ((inside, _WORTH), (core, _TOGETHER)):
            begun = max(1.0, float(np.prod(high[base].max(axis=0) - low[base].min(axis=0))))
            earned = (weight + weight[inside & ~base].sum()) / weight[base].sum()
            worth = np.minimum(worth, share * earned / (price * np.maximum(size / begun - 1, 1e-9) ** 2))
        taken = (size <= 1.01 * max(1.0, float(np.prod(last - first)))) | (size <= _FREE * begun) & (share == 1)
        taken &= ~inside
        taken[np.argmax(worth)] |= worth.max() >= 1
        if not taken.any():
            break
        inside |= taken
        if weight[taken].max() > _CORE * weight[inside].sum():
            core = inside.copy()
    kept: Mask = parts.counts & inside[group]
    whole, begun = (float(np.prod(high[mine].max(axis=0) - low[mine].min(axis=0))) for mine in (inside | True, inside))
    grown = whole / max(1.0, begun)
    lacking = _lacking(parts, kept)
    few = any(lacking > share and grown < most for share, most in _MANY)
    return parts.counts if few or weight[~inside].sum() > _SPECKS * weight.sum() else kept


def _lacking(parts: _Parts, kept: Mask) -> float:
    """The share of places that would lack some of their land."""
    owner, sizes = parts.owner, np.where(parts.counts, parts.sizes, 0.0)
    whole, left = np.bincount(owner, sizes), np.bincount(owner, np.where(kept, 0.0, sizes))
    return float((left > _LACKS * whole)[whole > 0].mean())


def _group(boxes: Floats, counts: Mask) -> npt.NDArray[np.int64]:
    """Number the lands that touch on a coarse grid."""
    left, bottom = boxes[counts, :2].min(axis=0)
    right, top = boxes[counts, 2:].max(axis=0)
    side = max(right - left, top - bottom, 1.0) / _CELLS
    cells = np.clip((boxes - (left, bottom, left, bottom)) / side, 0, _CELLS - 1).astype(np.int64)
    grid = np.zeros((_CELLS + 2, _CELLS + 2), dtype=bool)
    for x0, y0, x1, y1 in np.unique(cells[counts], axis=0).tolist():
        grid[x0 + 1 : x1 + 2, y0 + 1 : y1 + 2] = True
    label = np.where(grid, np.arange(grid.size).reshape(grid.shape) + 1, 0)
    while True:  # the highest number of the eight cells around, until nothing changes
        spread = label.copy()
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                spread = np.maximum(spread, np.roll(np.roll(label, dx, 0), dy, 1))
        spread[~grid] = 0
        spread[grid] = spread.ravel()[spread[grid] - 1]  # a label is the cell that it came from, which may know a higher one
        if (spread == label).all():
            break
        label = spread
    found: npt.NDArray[np.int64] = np.unique(label[cells[:, 0] + 1, cells[:, 1] + 1], return_inverse=True)[1].reshape(-1)
    return found.astype(np.int64)


# the plane -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Centre:
    """The middle of the land's frame in degrees, its reach from there in degrees, width to height, and latitudes."""

    lon: float
    lat: float
    reach: float
    shape: float
    south: float
    north: float


def _centre(parts: _Parts, kept: Mask) -> _Centre:
    lon, lat = _middle_of(parts, kept)
    boxes = parts.boxes[kept]
    for _ in range(3):
        left, bottom, right, top = _total(_plane_boxes(Azimuthal(lon, lat), boxes))
        plane = Plane(Azimuthal(lon, lat))
        lon, lat = plane.degrees([[(left + right) / 2, (bottom + top) / 2]])[0].tolist()
    around = plane.to_metres(Plane(Azimuthal(lon, lat)).units(_corners(boxes).reshape(-1, 2)))
    reach = math.degrees(2 * math.asin(min(1.0, float(np.hypot(*around.T).max()) / (2 * RADIUS))))
    if float((boxes[:, 2] - boxes[:, 0]).max()) > _ROUND:  # it goes round a pole
        south, north = float(boxes[:, 1].min()), float(boxes[:, 3].max())
        lon, lat, reach = 0.0, math.copysign(90.0, south + north), (90 + north if south + north < 0 else 90 - south)
    shape = (right - left) / max(1.0, top - bottom)
    return _Centre(lon, lat, reach, shape, float(boxes[:, 1].min()), float(boxes[:, 3].max()))


def _total(boxes: Floats) -> tuple[float, float, float, float]:
    left, bottom = boxes[:, :2].min(axis=0).tolist()
    right, top = boxes[:, 2:].max(axis=0).tolist()
    return left, bottom, right, top


def _round(value: float, reach: float) -> float:
    return round(value, 0 if reach > 10 else 1 if reach > 1 else 2) + 0.0


def _pick(parts: _Parts, kept: Mask, centre: _Centre) -> Projection:
    if centre.reach > _HEMISPHERE:
        return EqualEarth(_meridian(parts, kept))
    middle = abs(centre.south + centre.north) / 2  # of wide land in the north, the frame's is farther north
    wide = centre.shape >= _WIDE and centre.reach > _LOCAL and 20 <= middle <= 70
    if wide and centre.south * centre.north > 0:
        return _albers(centre)
    return _azimuthal(centre)


def _azimuthal(centre: _Centre) -> Azimuthal:
    return Azimuthal(_round(centre.lon, centre.reach), _round(centre.lat, centre.reach))


def _albers(centre: _Centre) -> Albers:
    tall = centre.north - centre.south
    south, north = (_round(centre.south + tall * share, centre.reach) for share in (1 / 6, 5 / 6))
    if abs(math.sin(math.radians(south)) + math.sin(math.radians(north))) < 0.1:
        raise InputError(
            f"projection: came 'albers', and the land lies on both sides of the equator ({centre.south:.0f}° to "
            f"{centre.north:.0f}°), where its cone is a plane; take laea or equal-earth"
        )
    return Albers(_round(centre.lon, centre.reach), _round((south + north) / 2, centre.reach), south, north)


def _meridian(parts: _Parts, kept: Mask) -> float:
    """The central meridian whose opposite crosses, or sets apart of one place, the least land, near the land's middle."""
    whole = kept & (parts.boxes[:, 2] - parts.boxes[:, 0] < _ROUND)
    if not whole.any():
        return 0.0
    west, east, sizes, owner = parts.boxes[whole, 0], parts.boxes[whole, 2], parts.sizes[whole], parts.owner[whole]
    cuts = np.arange(-180.0, 180.0)
    crossed = np.array([sizes[(west < cut) & (cut < east)].sum() for cut in cuts])
    order = np.argsort(owner, kind="stable")
    for mine in np.split(order, np.flatnonzero(np.diff(owner[order])) + 1):
        if len(mine) > 1:
            crossed += _torn(west[mine], east[mine], sizes[mine], cuts)
    turns = cuts % 360 - 180.0
    start, gap = _widest_gap(west, east)
    middle = start + (360 - gap) / 2 if gap > 360 - _ROUND else 0.0
    away = np.abs((turns - middle + 180) % 360 - 180)
    return float(turns[np.argmin(crossed / sizes.sum() + _OFF * away)])


def _widest_gap(west: Floats, east: Floats) -> tuple[float, float]:
    """Where land begins again, to the east of the widest gap, and how wide that is; degrees."""
    order = np.argsort(west)
    gaps = np.append(west[order][1:], west.min() + 360) - np.maximum.accumulate(east[order])
    widest = int(np.argmax(gaps))
    return float(west[order][(widest + 1) % len(order)]), float(gaps[widest])


def _torn(west: Floats, east: Floats, sizes: Floats, cuts: Floats) -> Floats:
    """The smaller share of a place's parts that a cut sets apart from its rest, (cuts)."""
    start, _ = _widest_gap(west, east)
    at, side = (west - start) % 360, (cuts - start) % 360
    before = np.where(at[None, :] < side[:, None], sizes, 0).sum(axis=1)
    found: Floats = np.minimum(before, sizes.sum() - before)
    return found


def _named(named: str, found: tuple[_Parts, Mask, _Centre] | None) -> Projection:
    if named.startswith("EPSG:"):
        return Coded(named, _meridian_of(named))
    if named == "mercator":
        return Mercator()
    if found is None:
        return EqualEarth() if named == "equal-earth" else Azimuthal(0, 0) if named == "laea" else Albers(0, 40, 30, 50)
    parts, kept, centre = found
    if named == "equal-earth":
        return EqualEarth(_meridian(parts, kept) if centre.reach > _HEMISPHERE else _round(centre.lon, centre.reach))
    return _azimuthal(centre) if named == "laea" else _albers(centre)


def _meridian_of(code: str) -> float:
    """The meridian around which a coded projection can be drawn."""
    crs = CRS.from_user_input(code)
    for parameter in crs.coordinate_operation.params if crs.coordinate_operation else ():
        if parameter.name.startswith("Longitude of") and parameter.unit_name == "degree":
            return float(parameter.value)
    area = crs.area_of_use
    return 0.0 if area is None else (area.west + area.east + (360 if area.east < area.west else 0)) / 2


def _check_code(projection: Coded, parts: _Parts, kept: Mask) -> None:
    """Refuse a coded projection that is made for another part of the world, or cannot show this land or folds it."""
    crs, boxes = CRS.from_user_input(projection.code), parts.boxes[kept]
    came = f"projection: came {projection.code!r} ({crs.name})"
    if area := crs.area_of_use:
        east = area.east + (360 if area.east < area.west else 0)
        within = (boxes[:, 1] <= area.north) & (boxes[:, 3] >= area.south)
        across = [(boxes[:, 0] <= east + turn) & (boxes[:, 2] >= area.west + turn) for turn in (-360, 0, 360)]
        if not (within & np.any(across, axis=0)).any():
            raise InputError(
                f"{came}, made for longitudes {area.west:g} to {area.east:g} and latitudes {area.south:g} to {area.north:g}, "
                "where this map has no land; take auto, or the code of a plane for it"
            )
    corners = _corners(boxes).reshape(-1, 2)
    plane = Plane(projection)
    metres = plane.to_metres(plane.units(corners))
    on = np.isfinite(metres).all(axis=1)
    away = np.full(len(corners), np.inf)
    away[on] = np.linalg.norm(_on_sphere(plane.degrees(metres[on])) - _on_sphere(corners[on]), axis=1)
    off = (away > _BACK).reshape(len(boxes), -1).any(axis=1)
    if parts.sizes[kept][off].sum() > _LACKS * parts.sizes[kept].sum():
        raise InputError(
            f"{came}, which cannot show all of this map's land, or shows two places at one; take auto, or the code of a plane "
            "for it"
        )


def _on_sphere(degrees: Floats) -> Floats:
    lon, lat = np.radians(degrees).T
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])


def _open(projection: Projection, parts: _Parts, kept: Mask) -> Plane:
    """Find the box of the land that the map opens on, how finely edges are cut, and who is left outside."""
    first = Plane(projection)
    west, _, east, _ = _frame(first, parts.shapes[kept])
    longest = float(np.clip(math.sqrt((east - west) * first.metres_per_unit / 1000 / _SHARP / 0.12), 0.01, 2.0))
    home = _frame(Plane(projection, longest=longest), parts.shapes[kept])
    whole = home if kept.all() else _frame(Plane(projection, longest=longest), parts.shapes)
    far = parts.counts & ~kept
    far[far] = ~_within(projection, parts.boxes[far], home)
    shown, left = np.unique(parts.owner[parts.counts & ~far]), np.unique(parts.owner[far])
    beyond, partly = np.setdiff1d(left, shown), np.intersect1d(left, shown)
    return Plane(projection, home, whole, longest, tuple(beyond.tolist()), tuple(partly.tolist()))


def _within(projection: Projection, boxes: Floats, home: Box) -> Mask:
    """Say of boxes in degrees whether they are in the opening view all the same."""
    (left, top), (right, bottom) = Plane.to_metres([home[:2], home[2:]]).tolist()
    near = _NEAR * max(right - left, top - bottom)
    found = _plane_boxes(projection, boxes) * (1, 1, -1, -1)
    inside: Mask = np.all(found >= (left - near, bottom - near, -right - near, -top - near), axis=1)
    return inside


def _frame(plane: Plane, shapes: npt.NDArray[np.object_]) -> tuple[float, float, float, float]:
    """The box of land in the unit square; of very many vertices, every so manieth speaks for its neighbours."""
    count = int(shapely.get_num_coordinates(shapes).sum())
    if count <= _VERTICES and not isinstance(plane.projection, Mercator):
        shapes = cut_edges(shapes, plane.longest)
    units = plane.units(shapely.get_coordinates(shapes)[:: max(1, count // _VERTICES)])
    units = units[np.isfinite(units).all(axis=1)]
    (left, top), (right, bottom) = units.min(axis=0).tolist(), units.max(axis=0).tolist()
    return left, top, right, bottom
