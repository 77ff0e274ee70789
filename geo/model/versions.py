"""Boundaries that change over time: which land there is at each stop, and whose it is then.

Versions of different times overlap, so they are cut into faces once; at each stop a face belongs to the place whose
version is valid on that day, or to none, and is then not drawn.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import DateError, InputError, warn
from geo.land.area import Geometries, cut_faces, geodesic_km2, keep_polygons
from geo.package.read import Package
from geo.text.dates import parse_date

_DEGREE_KM = 111.2  # of latitude
OPEN = ("0001-01-01", "9999-12-31")
REDIGITISED_KM = 4.0  # a line drawn anew that moves by less, and by less than a fiftieth of the place's width, is the same
SLIVER = 0.01  # of the smaller version: what two versions of one time may share before it is said


@dataclass(frozen=True)
class Version:
    """A place's boundary of some time: a polygon in EPSG:4326, valid from `first` up to, not including, `after` (ISO days).

    Open ends are those of `OPEN`. On the days `anew` the same boundary was drawn anew.
    """

    shape: Any
    first: str = OPEN[0]
    after: str = OPEN[1]
    anew: tuple[str, ...] = ()

    @cached_property
    def km2(self) -> float:
        """Its geodesic area."""
        return geodesic_km2(self.shape)

    @property
    def span(self) -> tuple[str, str]:
        """Its first day and the first day after, as `cut_versions` takes them."""
        return self.first, self.after

    @property
    def days(self) -> tuple[date | None, date | None]:
        """Its first day and the first day after; None is open."""
        first = None if self.first == OPEN[0] else date.fromisoformat(self.first)
        return first, None if self.after == OPEN[1] else date.fromisoformat(self.after)

    def valid(self, day: date) -> bool:
        """Whether it is the place's boundary on a day."""
        return self.first <= day.isoformat() and (self.after == OPEN[1] or day.isoformat() < self.after)


def list_versions(package: Package, place: str, *, newest: bool = False) -> tuple[Version, ...]:
    """Return a place's boundaries, the oldest first; the `newest` alone stands for all times.

    One that follows another without a gap and differs by redigitising only is the same boundary, drawn as in the newer.
    """
    given = package.versions(place)[-1:] if newest else package.versions(place)
    found: list[Version] = []
    for first, after, shape in given:
        land = keep_polygons(shape)
        if land.is_empty:
            continue
        here = Version(land) if newest else Version(land, _iso(first, OPEN[0]), _iso(after, OPEN[1]))
        if found and found[-1].after == here.first and is_same(found[-1].shape, land):
            older = found.pop()
            here = replace(here, first=older.first, anew=(*older.anew, here.first))
        found.append(here)
    return tuple(found)


def _iso(text: str, none: str) -> str:
    """Return a date as its first day: a year or a month may stand for it."""
    day = parse_date(text).earliest if text else None
    return day.isoformat() if day else none


def is_same(one: Any, other: Any) -> bool:
    """Say whether two polygons (EPSG:4326) differ by redigitising only.

    No strip between them is wider than a line may move: `REDIGITISED_KM`, or a fiftieth of the place's width where that is
    less.
    """
    if shapely.equals_exact(one, other, normalize=True):
        return True
    _, south, _, north = shapely.total_bounds([one, other])
    narrow = max(np.cos(np.radians((south + north) / 2)), 0.05)
    flat = [shapely.transform(shape, lambda xy: xy * [_DEGREE_KM * narrow, _DEGREE_KM]) for shape in (one, other)]
    moved = min(REDIGITISED_KM, 0.02 * float(np.sqrt(flat[1].area)))
    between = shapely.symmetric_difference(*flat)
    return bool(shapely.buffer(between, -moved / 2, quad_segs=2).is_empty)


@dataclass(frozen=True)
class Versions:
    """Faces of land, and whose they are.

    Attributes
    ----------
    faces : polygons in EPSG:4326.
    over : per face, the places (by position) of which a version lies over it.
    owners : per face (rows) and stop (columns), the place whose land it is then, by position; -1 for none.
    """

    faces: Geometries
    over: tuple[tuple[int, ...], ...]
    owners: npt.NDArray[np.int32]


def read_validity(boundaries: Any) -> list[tuple[str, str]]:
    """Return each boundary's first day and the first day it is no longer valid, as ISO days; open ends are `OPEN`.

    Raises
    ------
    InputError
        A time cannot be read, an end is not after its beginning, or two boundaries of one id are valid on one day.
    """
    if not {"valid_from", "valid_to"} & set(boundaries.columns):
        return [OPEN] * len(boundaries)
    columns = [boundaries[name] if name in boundaries.columns else None for name in ("valid_from", "valid_to")]
    spans: list[tuple[str, str]] = []
    for row, place in enumerate(boundaries.index):
        first, after = (
            _day(column.iloc[row], str(place), name) if column is not None else ""
            for column, name in zip(columns, ("valid_from", "valid_to"), strict=True)
        )
        if first and after and after <= first:
            raise InputError(f"boundaries, {place}: valid_to {after} is not after valid_from {first}; correct one.")
        spans.append((first or OPEN[0], after or OPEN[1]))
    ends: dict[str, list[tuple[str, str]]] = {}
    for place, span in zip(boundaries.index, spans, strict=True):
        ends.setdefault(str(place), []).append(span)
    for name, own in ends.items():
        for (_, after), (first, _) in pairwise(sorted(own)):
            if first < after:
                raise InputError(
                    f"boundaries: {name!r} has two that are valid on {first}; dissolve or rename them, or give each its "
                    "own time in valid_from and valid_to."
                )
    return spans


def _day(given: Any, place: str, column: str) -> str:
    import pandas as pd  # a day of a package is answered without it

    if given is None or pd.isna(given) or given == "":
        return ""
    text = given if isinstance(given, str) else str(given)[:10]
    try:
        day = parse_date(text).earliest
    except DateError as error:
        raise InputError(f"boundaries, {place}, {column}: {error}") from None
    return day.isoformat() if day else ""


def find_there(
    places: Sequence[int], spans: Sequence[tuple[str, str]], stops: Sequence[str]
) -> npt.NDArray[np.bool_]:
    """Say of each place (rows) whether one of its boundaries is valid on each stop's day (columns)."""
    there = np.zeros((max(places) + 1, len(stops)), bool)
    for place, valid in zip(places, _valid(spans, stops), strict=True):
        there[place] |= valid
    return there


def _valid(spans: Sequence[tuple[str, str]], stops: Sequence[str]) -> npt.NDArray[np.bool_]:
    return np.array([[first <= stop < after for stop in stops] for first, after in spans], bool)


def cut_versions(
    shapes: Geometries, ids: Sequence[str], places: Sequence[int], spans: Sequence[tuple[str, str]], stops: Sequence[str]
) -> Versions:
    """Cut versions into faces and say whose each is at every stop.

    Parameters
    ----------
    shapes : a polygon per version, EPSG:4326.
    ids : the places.
    places : whose version it is, by position among these.
    spans : each version's first day and first day after, as `read_validity` gives them.
    stops : ISO days.
    """
    limited = np.array([span != OPEN for span in spans])
    touched = limited.copy()
    tree = shapely.STRtree(shapes)
    touched[np.unique(tree.query(shapes[limited], predicate="intersects")[1])] = True
    found: list[tuple[tuple[int, ...], Any]] = [((int(n),), shapes[n]) for n in np.flatnonzero(~touched)]
    keys = {f"{n:07d}": n for n in np.flatnonzero(touched).tolist()}
    cut = cut_faces({key: shapes[n] for key, n in keys.items()})
    found += [(tuple(keys[key] for key in face.places), face.geometry) for face in cut]
    found.sort(key=lambda item: item[0])
    there = _valid(spans, stops)
    owners = np.full((len(found), len(stops)), -1, np.int32)
    shared: dict[tuple[int, int], float] = {}
    for number, (over, land) in enumerate(found):
        for version in sorted(over, key=lambda n: (spans[n][0], -n)):  # the newest has the last word
            owners[number, there[version]] = places[version]
        for one, other in ((a, b) for at, a in enumerate(over) for b in over[at + 1 :]):
            if (there[one] & there[other]).any():
                shared[one, other] = shared.get((one, other), 0.0) + land.area
    _tell_overlaps(shared, shapes, [ids[place] for place in places])
    over_places = tuple(tuple(sorted({places[n] for n in over})) for over, _ in found)
    return Versions(np.array([land for _, land in found], dtype=object), over_places, owners)


def _tell_overlaps(shared: dict[tuple[int, int], float], shapes: Geometries, owners: Sequence[str]) -> None:
    """Say how many versions of one time lie over each other by more than a sliver."""
    wrong = [(a, b) for (a, b), area in shared.items() if area > SLIVER * min(shapes[a].area, shapes[b].area)]
    if wrong:
        a, b = wrong[0]
        warn(
            f"boundaries: {len(wrong)} pair{'s' * (len(wrong) != 1)} valid on one day that overlap, first {owners[a]} and "
            f"{owners[b]}, the newer drawn over the older; correct valid_from or valid_to of one, or cut one by the other."
        )
