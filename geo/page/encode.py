"""Boundaries as compact bytes: simplified per zoom, edges stored once, whole numbers, deflated.

What `assets/land/level.js` reads. A number is a varint (seven bits a byte, low first), zigzag where signed.

A level of detail: how many parts a unit has; the counts of arcs, areas, vertices and uses; then five streams, each of one
kind of number: vertices per arc; x steps; y steps (an arc's first vertex steps from the last of the arc before); arcs per
area; the areas' arcs in turn, 0 for the next arc not used yet, k for the one k before it. Steps are of whole units; where a
unit has parts, two more streams say how many to add to each x and each y, for corners of land that is small.
An area is the land inside its arcs, even-odd: an arc two areas share is stored once, a hole needs no mark.
Coordinates are those of the map's plane (`geo.look.plane`), its unit square of `Level.units`, y downwards.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from geo.errors import InputError
from geo.land.area import Geometries
from geo.land.rounding import LOST, settle
from geo.page.cells import pack

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TILE = 256  # pixels of the unit square at zoom 0
SHORT = 0.3  # of a zoom: so much larger than it is made for, a view still looks sharp
FINE = 4  # units per pixel at the zoom a level is made for
NEAR = 0.45  # pixels: what of the finest level may lie beside its line
TOLERANCE = 0.7  # pixels: a corner whose triangle is smaller than this squared cannot be seen
GRAIN = 64  # parts of a unit that a corner of small land is true to
EXACT = 200_000  # vertices up to which every place keeps its area, however small; of more, a page would grow by a tenth
_DEEPEST = 14  # zoom: beyond, a unit is small enough for any land
CRUMB = 0.25  # square pixels: a part smaller than this is left out, unless it is all there is of an area

_POLYGON, _MULTIPOLYGON, _COLLECTION = 3, 6, 7


@dataclass(frozen=True)
class Level:
    """Boundaries as they are sent for one zoom and those before it.

    Attributes
    ----------
    zoom : the deepest zoom whose pixels the shapes are true to.
    units : whole numbers across the plane's unit square, parts of units counted.
    vertices : how many are stored.
    text : the bytes, deflated, in base64.
    """

    zoom: float
    units: int
    vertices: int
    text: str


def keep_polygons(geometries: Any) -> tuple[Geometries, Ints]:
    """Reduce geometries to their polygons; return them and the positions that have none.

    A geometry collection, as a repair leaves it, keeps its polygons; points and lines have no land.

    >>> import shapely
    >>> kept, empty = keep_polygons([shapely.box(0, 0, 1, 1), shapely.Point(0, 0), None])
    >>> [g.geom_type for g in kept], empty.tolist()
    (['Polygon', 'Polygon', 'Polygon'], [1, 2])
    """
    given = np.array(geometries, dtype=object)
    kinds = shapely.get_type_id(given)
    for position in np.flatnonzero((kinds != _POLYGON) & (kinds != _MULTIPOLYGON)):
        given[position] = _polygons_of(given[position])
    return given, np.flatnonzero(shapely.is_empty(given)).astype(np.int64)


def _polygons_of(geometry: Any) -> Any:
    if geometry is None or shapely.get_type_id(geometry) != _COLLECTION:
        return shapely.Polygon()
    parts = [keep_polygons([part])[0][0] for part in geometry.geoms]
    polygons = [polygon for part in parts for polygon in shapely.get_parts(part) if not polygon.is_empty]
    return shapely.MultiPolygon(polygons) if polygons else shapely.Polygon()


def opening_zoom(bounds: Sequence[float], width: int = 1280, height: int = 640) -> float:
    """Give the zoom, in tenths, at which bounds (in the unit square, y to the south) nearly fill a view of so many pixels."""
    across, down = max(bounds[2] - bounds[0], 1e-9), max(bounds[3] - bounds[1], 1e-9)
    return round(float(np.clip(np.log2(min(width / across, height / down) / TILE) - SHORT, 0, 16)), 1)


def encode_boundaries(given: Geometries, zooms: Sequence[float]) -> tuple[list[Level], Geometries]:
    """Encode polygons for some zooms, coarse to fine.

    Returns the levels, and the polygons as the first zoom has them.

    Parameters
    ----------
    given : polygons in the unit square of the map's plane, as `Plane.project` gives them; empty ones are drawn as nothing.
    zooms : the zooms to be true to. One that would save less than a third of the next finer is left out.

    Raises
    ------
    InputError
        If there is no zoom to encode for.
    """
    if not zooms:
        raise InputError("zooms: came empty, wanted at least one zoom from 0 to 20; give the opening zoom.")
    finest, *coarser = sorted(set(zooms), reverse=True)
    # Edge by edge, thinning takes a tenth of the time that a coverage takes; only the opening view is worth that.
    plane = given
    grain = GRAIN if finest <= _DEEPEST and int(shapely.get_num_coordinates(plane).sum()) <= EXACT else 1
    units = count_units(finest)
    # What is shown is in whole units, or in parts of the unit square, of which a step is so many.
    shown, step = (settle(shapely.transform(plane, lambda xy: xy * units), 2, 8), grain) if grain > 1 else (plane, units)
    least = shapely.area(plane) * (units * grain) ** 2 * LOST if grain > 1 else None
    rings = take_apart(plane)
    seen = replace(rings, xy=shapely.get_coordinates(shown)) if grain > 1 else rings
    arcs = thin_arcs(find_arcs(seen, step, grain), NEAR * FINE * grain, least)
    with ThreadPoolExecutor(1) as beside:  # a second core, where there is one, writes a level while the next is made
        levels = [beside.submit(write_level, arcs, finest, units * grain, grain)]
        shapes = keep_vertices(plane, rings, seen, arcs, step)
        if grain == 1 and len(coarser) > 1:
            plane, rings = shapes, take_apart(shapes)
            seen = rings
        finer = int(shapely.get_num_coordinates(shapes).sum())
        for zoom in coarser:
            if zoom > coarser[-1]:
                thin = thin_arcs(arcs, NEAR * units * grain / (TILE * 2**zoom))
                if len(thin.points) >= len(arcs.points) * 2 / 3:
                    continue
                shapes = keep_vertices(plane, rings, seen, thin, step)
            else:
                shapes = simplify_shared(repair(shapes), TOLERANCE / (TILE * 2**zoom))
            count = int(shapely.get_num_coordinates(shapes).sum())
            if count < finer * 2 / 3:
                levels.append(beside.submit(encode_level, shapes, zoom))
                finer = count
        shapes = shapes if coarser else repair(shapes)
    return [level.result() for level in levels[::-1]], shapes


def find_apart(plane: Geometries, coarse: Geometries) -> Ints:
    """Return the positions of polygons that overlap their neighbours or leave gaps, where a coarse form of them does too."""
    suspects = shapely.get_parts(shapely.coverage_invalid_edges(coarse))
    if len(suspects) == 0:
        return np.zeros(0, np.int64)
    near = np.unique(shapely.STRtree(shapely.envelope(plane)).query(shapely.envelope(suspects))[1])
    apart: Ints = near[~shapely.is_empty(shapely.coverage_invalid_edges(plane[near]))].astype(np.int64)
    return apart


def count_units(zoom: float) -> int:
    """Return how many whole units there are across the unit square at a zoom."""
    return round(TILE * 2**zoom * FINE)


@dataclass(frozen=True)
class Rings:
    """Polygons taken apart: vertices, the ring of each, the part of each ring, the area of each part; how many rings, areas."""

    xy: Floats
    ring_of: Ints
    part_of: Ints
    area_of: Ints
    count: int
    areas: int


def take_apart(shapes: Geometries) -> Rings:
    """Take polygons apart."""
    parts, area_of = shapely.get_parts(shapes, return_index=True)
    rings, part_of = shapely.get_rings(parts, return_index=True)
    xy, ring_of = shapely.get_coordinates(rings, return_index=True)
    return Rings(xy, ring_of, part_of, area_of, len(rings), len(shapes))


def keep_vertices(plane: Geometries, rings: Rings, seen: Rings, arcs: "Arcs", units: int) -> Geometries:
    """Reduce polygons of the unit square to those vertices that are among arcs' points, as they are `seen` in whole units."""
    ring_of, ring_part, part_area = rings.ring_of, rings.part_of, rings.area_of
    keys = _keys(np.rint(seen.xy * units).astype(np.int64))
    kept = _among(keys, arcs.points)
    # Of a run of vertices on one point its ends say all, from either side; where arcs end, neighbours part within a run.
    same = (keys[1:] == keys[:-1]) & (ring_of[1:] == ring_of[:-1])
    inner = np.flatnonzero(np.append(False, same) & np.append(same, False))
    ends = arcs.points[np.concatenate([arcs.starts[:-1], arcs.starts[1:] - 1])]
    kept[inner] &= _among(keys[inner], ends)
    # As they were, not rounded: rounded edges touch. A ring whose start went begins where it now does; shapely closes it.
    starts = np.flatnonzero(np.append(True, ring_of[1:] != ring_of[:-1])) if rings.count else np.zeros(0, np.int64)
    corners, ring_of = rings.xy[kept], ring_of[kept]
    enough = np.bincount(ring_of, minlength=rings.count) >= np.where(kept[starts], 4, 3)
    chosen = enough[ring_of]
    found: Geometries = np.array(plane, dtype=object)  # what would vanish stays as it is
    if not chosen.any():
        return found
    number = np.cumsum(enough) - 1
    lines: Any = shapely.linearrings(corners[chosen], indices=number[ring_of[chosen]])
    outer = np.append(True, ring_part[1:] != ring_part[:-1])[enough]
    part = ring_part[enough]
    shells = np.flatnonzero(outer)
    position = np.full(len(part_area), -1)
    position[part[shells]] = np.arange(len(shells))
    polygons: Any = shapely.polygons(lines[shells])
    holes = np.flatnonzero(~outer & (position[part] >= 0))
    with_holes = np.unique(position[part[holes]])
    for at in with_holes.tolist():
        polygons[at] = shapely.Polygon(lines[shells[at]], list(lines[holes[position[part[holes]] == at]]))
    areas = part_area[part[shells]]
    found[np.unique(areas)] = shapely.multipolygons(polygons, indices=np.unique(areas, return_inverse=True)[1])
    return found


def repair(plane: Geometries) -> Geometries:
    """Mend polygons that cross themselves: one of them would spoil its neighbours' common edges."""
    wrong = np.flatnonzero(~shapely.is_valid(plane))
    if len(wrong) == 0:
        return plane
    mended = plane.copy()
    mended[wrong] = keep_polygons(shapely.make_valid(plane[wrong], method="structure"))[0]
    return mended


def simplify_shared(plane: Geometries, tolerance: float) -> Geometries:
    """Simplify polygons so that neighbours keep one common edge; each alone where that cannot be."""
    try:
        simple: Geometries = shapely.coverage_simplify(plane, tolerance)
    except shapely.errors.GEOSException:
        simple = shapely.simplify(plane, tolerance)
    return simple


def encode_level(plane: Geometries, zoom: float) -> Level:
    """Encode polygons of the unit square as they are, in a quarter of a pixel of a zoom."""
    units = count_units(zoom)
    return write_level(find_arcs(take_apart(plane), units), zoom, units)


def write_level(arcs: "Arcs", zoom: float, units: int, grain: int = 1) -> Level:
    """Write arcs in whole units, or in parts of which a unit has `grain`, as the bytes of a level."""
    (x, y), rest = arcs.points.T // grain, arcs.points.T % grain
    sizes = np.diff(arcs.starts)
    dx, dy = np.diff(x, prepend=0), np.diff(y, prepend=0)
    body = b"".join(
        _varints(numbers)
        for numbers in (
            np.array([grain, len(sizes), len(arcs.uses_per_area), len(x), len(arcs.uses)]),
            sizes,
            _zigzag(dx),
            _zigzag(dy),
            arcs.uses_per_area,
            _backward(arcs.uses),
            *(rest if grain > 1 else ()),
        )
    )
    return Level(zoom, units, len(x), pack(body))


def thin_arcs(arcs: "Arcs", near: float, least: Floats | None = None) -> "Arcs":
    """Leave out vertices of arcs that lie within some units of the line without them; a ring keeps three corners.

    `least` is how much of each area may change, in square units: arcs of one that would change more keep more vertices.
    """
    sizes = np.diff(arcs.starts)
    if len(sizes) == 0:
        return arcs
    of = np.repeat(np.arange(len(sizes)), sizes)
    lines: Any = shapely.linestrings(arcs.points.astype(float), indices=of)
    closed = (arcs.points[arcs.starts[:-1]] == arcs.points[arcs.starts[1:] - 1]).all(axis=1)
    area_of_use = np.repeat(np.arange(len(arcs.uses_per_area)), arcs.uses_per_area)
    swept = _sweep(lines)
    tolerance, redo = np.full(len(lines), near), np.arange(len(lines))
    thin = lines.copy()
    while len(redo):
        thin[redo] = shapely.simplify(lines[redo], tolerance[redo], preserve_topology=False)
        flat = shapely.get_num_coordinates(thin[redo]) < np.where(closed[redo], 4, 2)
        for number in redo[flat & (sizes[redo] > 2)].tolist():
            thin[number] = _keep_corners(arcs.points[arcs.starts[number] : arcs.starts[number + 1]])
        thin[sizes <= 2] = lines[sizes <= 2]
        if least is None:
            break
        moved = np.abs(_sweep(thin) - swept)
        wrong = np.bincount(area_of_use, moved[arcs.uses], len(least)) > least
        redo = np.unique(arcs.uses[wrong[area_of_use]])
        redo = redo[tolerance[redo] > 0]
        tolerance[redo] = np.where(tolerance[redo] > near / 200, tolerance[redo] / 4, 0)
    points = np.rint(shapely.get_coordinates(thin)).astype(np.int64)
    starts = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(thin))]).astype(np.int64)
    return Arcs(points, starts, arcs.uses, arcs.uses_per_area)


def _sweep(lines: Any) -> Floats:
    """The area between each line and the straight one from its first to its last vertex, with a sign."""
    xy, of = shapely.get_coordinates(lines, return_index=True)
    sizes = np.bincount(of, minlength=len(lines))
    xy = xy - xy[np.cumsum(sizes) - sizes][of]
    crosses = (xy[:-1, 0] * xy[1:, 1] - xy[1:, 0] * xy[:-1, 1]) * (of[:-1] == of[1:])
    return np.bincount(of[:-1], crosses, len(lines)) / 2


def _keep_corners(ring: Ints) -> shapely.LineString:
    """Reduce a small ring to the triangle that shows most of it."""
    far = int(np.argmax(((ring - ring[0]) ** 2).sum(axis=1)))
    across = ring[far] - ring[0]
    aside = int(np.argmax(np.abs((ring - ring[0]) @ np.array([-across[1], across[0]]))))
    return shapely.LineString(ring[[0, *sorted({far, aside} - {0}), len(ring) - 1]])


@dataclass(frozen=True)
class Arcs:
    """Polygons cut where three lands meet: `points[starts[a]:starts[a + 1]]` is arc `a`."""

    points: Ints
    starts: Ints
    uses: Ints
    uses_per_area: Ints


def find_arcs(rings: Rings, units: int, grain: int = 1) -> Arcs:
    """Round polygons of the unit square to whole units; cut their rings into arcs that neighbours share."""
    xy, ring_starts, ring_areas = _round(rings, units, grain)
    if len(xy) == 0:
        none = np.zeros(0, np.int64)
        return Arcs(np.zeros((0, 2), np.int64), np.zeros(1, np.int64), none, np.zeros(rings.areas, np.int64))
    lengths = np.diff(ring_starts)
    ring_of = np.repeat(np.arange(len(lengths)), lengths)
    vertex, known = pd.factorize(_keys(xy))
    following = np.arange(1, len(xy) + 1)
    following[ring_starts[1:] - 1] = ring_starts[:-1]
    low, high = np.minimum(vertex, vertex[following]), np.maximum(vertex, vertex[following])
    edge, edge_keys = pd.factorize(low * len(known) + high)

    signature = _signatures(edge, ring_areas[ring_of], len(edge_keys))
    node = _nodes(edge_keys, signature, len(known))[vertex]
    first = _first_cut(node, vertex, ring_starts)
    node[first] = True

    # Each ring turned to start at a cut, so that no arc runs over a ring's end.
    place = np.arange(len(xy)) - ring_starts[ring_of]
    turned = ring_starts[ring_of] + (place + (first - ring_starts[:-1])[ring_of]) % lengths[ring_of]
    run_starts = np.flatnonzero(node[turned])
    run_ends = np.append(run_starts[1:], len(turned))
    key = np.minimum.reduceat(edge[turned], run_starts)
    _, shown, which = np.unique(key, return_index=True, return_inverse=True)
    rank = np.empty(len(shown), np.int64)
    rank[np.argsort(shown)] = np.arange(len(shown))
    arc_of_run = rank[which.reshape(-1)]
    shown = np.sort(shown)

    # An arc: its run of vertices, and the vertex at which the run after it starts.
    sizes = run_ends[shown] - run_starts[shown] + 1
    starts = np.concatenate([[0], np.cumsum(sizes)])
    inner = np.arange(starts[-1]) - np.repeat(starts[:-1], sizes)
    source = np.repeat(run_starts[shown], sizes) + inner
    last = starts[1:] - 1
    source[last] -= 1
    points = xy[turned[source]]
    points[last] = xy[following[turned[source[last]]]]

    area_of_run = ring_areas[ring_of[turned[run_starts]]]
    pairs, times = np.unique(area_of_run * len(shown) + arc_of_run, return_counts=True)
    pairs = pairs[times % 2 == 1]  # an edge walked there and back bounds nothing
    areas, uses = pairs // len(shown), pairs % len(shown)
    kept, met, uses = np.unique(uses, return_index=True, return_inverse=True)
    by_use = np.argsort(met)
    kept, uses = kept[by_use], np.argsort(by_use)[uses.reshape(-1)]
    gathered = np.concatenate([[0], np.cumsum(sizes[kept])])
    inner = np.arange(gathered[-1]) - np.repeat(gathered[:-1], sizes[kept])
    points = points[np.repeat(starts[kept], sizes[kept]) + inner]
    return Arcs(points, gathered, uses, np.bincount(areas, minlength=rings.areas))


def _among(keys: Ints, points: Ints) -> npt.NDArray[np.bool_]:
    """Say of keys whether they are some points'; by a hash table, in a tenth of the time that sorting takes."""
    found: npt.NDArray[np.bool_] = pd.Series(keys).isin(_keys(points)).to_numpy(copy=True)
    return found


def _keys(points: Ints) -> Ints:
    """One number for each point."""
    return (points[:, 0] << 32) + points[:, 1]


def _round(rings: Rings, units: int, grain: int) -> tuple[Ints, Ints, Ints]:
    """Give rounded vertices, where each ring starts, and each ring's area; without repeats and crumbs."""
    ring_of, ring_area = rings.ring_of, rings.area_of[rings.part_of]
    xy = np.rint(rings.xy * units).astype(np.int64)
    if len(xy) == 0:
        return xy, np.zeros(1, np.int64), np.zeros(0, np.int64)

    # A vertex goes where the next one is the same; so does a ring's last, which repeats its first.
    closing = np.append(ring_of[1:] != ring_of[:-1], True)
    dropped = closing | np.append((xy[1:, 0] == xy[:-1, 0]) & (xy[1:, 1] == xy[:-1, 1]), True)
    alone = np.bincount(ring_of[~dropped], minlength=rings.count) == 0
    dropped[closing & alone[ring_of]] = False  # a ring that shrank to a point stays as that point
    xy, ring_of = xy[~dropped], ring_of[~dropped]

    starts = np.append(np.flatnonzero(np.append(True, ring_of[1:] != ring_of[:-1])), len(ring_of))
    following = np.arange(1, len(xy) + 1)
    following[starts[1:] - 1] = starts[:-1]
    crosses = xy[:, 0] * xy[following, 1] - xy[following, 0] * xy[:, 1]
    doubled = np.abs(np.add.reduceat(crosses, starts[:-1]))
    area = ring_area[ring_of[starts[:-1]]]

    # Crumbs go, but every area keeps its largest ring; one without extent, as its first vertex.
    order = np.lexsort((np.arange(len(area)), -doubled, area))
    kept = doubled > 2 * CRUMB * (FINE * grain) ** 2
    if grain > 1:  # nor may crumbs be much of an area together
        gone = np.bincount(area, np.where(kept, 0, doubled), rings.areas) > LOST * np.bincount(area, doubled, rings.areas)
        kept |= gone[area]
    kept[order[np.append(True, area[order][1:] != area[order][:-1])]] = True
    flat = np.repeat(doubled == 0, np.diff(starts))
    first = np.isin(np.arange(len(xy)), starts[:-1])
    chosen = np.repeat(kept, np.diff(starts)) & (~flat | first)
    lengths = np.where(doubled == 0, 1, np.diff(starts))[kept]
    return xy[chosen], np.concatenate([[0], np.cumsum(lengths)]), area[kept]


def _signatures(edge: Ints, area: Ints, count: int) -> npt.NDArray[np.uint64]:
    """Give each edge a number that says between which areas it lies; the same areas, the same number."""
    mixed = (area.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    total = np.zeros(count, np.uint64)
    np.bitwise_xor.at(total, edge, mixed)
    return total


def _nodes(edge_keys: Ints, signature: npt.NDArray[np.uint64], count: int) -> npt.NDArray[np.bool_]:
    """Say of each vertex whether arcs end there: not two edges, or two between different areas."""
    ends = np.concatenate([edge_keys // count, edge_keys % count])
    both = np.concatenate([signature, signature])
    degree = np.bincount(ends, minlength=count)
    order = np.argsort(ends, kind="stable")
    begin = np.concatenate([[0], np.cumsum(degree)[:-1]])
    least = np.minimum.reduceat(both[order], begin)
    most = np.maximum.reduceat(both[order], begin)
    cut: npt.NDArray[np.bool_] = (degree != 2) | (least != most)
    return cut


def _first_cut(node: npt.NDArray[np.bool_], vertex: Ints, ring_starts: Ints) -> Ints:
    """Give the position of each ring's first cut: a node, or its least vertex (the same from both sides)."""
    rank = np.where(node, -1, vertex)
    least = np.repeat(np.minimum.reduceat(rank, ring_starts[:-1]), np.diff(ring_starts))
    hits = np.flatnonzero(rank == least)
    ring_of_hit = np.searchsorted(ring_starts, hits, side="right") - 1
    found: Ints = hits[np.append(True, ring_of_hit[1:] != ring_of_hit[:-1])]
    return found


def _zigzag(numbers: Ints) -> Ints:
    return np.where(numbers < 0, -2 * numbers - 1, 2 * numbers)


def _backward(uses: Ints) -> Ints:
    """Write arcs, numbered in order of first use, by how far each lies before the next one not used yet."""
    if len(uses) == 0:
        return uses
    highest = np.maximum.accumulate(uses)
    awaited = np.concatenate([[0], highest[:-1] + 1])
    return awaited - uses


def _varints(numbers: Ints) -> bytes:
    left = np.asarray(numbers, np.uint64)
    sizes = np.ones(len(left), np.int64)
    for power in range(7, 63, 7):
        sizes += left >= np.uint64(1 << power)
    starts = np.cumsum(sizes) - sizes
    written = np.zeros(int(sizes.sum()), np.uint8)
    for byte in range(int(sizes.max(initial=0))):
        has = sizes > byte
        low = (left[has] >> np.uint64(7 * byte)) & np.uint64(127)
        more = (sizes[has] > byte + 1).astype(np.uint64) << np.uint64(7)
        written[starts[has] + byte] = (low | more).astype(np.uint8)
    return written.tobytes()
