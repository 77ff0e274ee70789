"""Land over other land in one file: a country over its districts. What is an upper level becomes an outline, and is named."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import geopandas
import numpy as np
import shapely

from geo.errors import few
from geo.new.land import Land
from geo.new.request import Left, New
from geo.reading.table import Table

COVERS = 0.9  # of a place's land: so much of it must lie within another to be a level below
WHOLE = 0.5  # of an upper level's land: so much must be covered by places below for its own figures to be a sum


@dataclass(frozen=True)
class Levels:
    """Places that are levels: `above` cover others that have figures, `below` lie without figures under one that has."""

    above: frozenset[str]
    below: frozenset[str]


def find_levels(land: Land, with_figures: Collection[str]) -> Levels:
    """Find the places that would hide others, or be hidden, if all were drawn.

    Parameters
    ----------
    land : places and the versions of their boundaries, EPSG:4326.
    with_figures : ids of the places that have figures.
    """
    frame = land.frame
    shapes = np.array(frame.geometry.array, dtype=object)
    if len(shapes) < 2:
        return Levels(frozenset(), frozenset())
    areas = shapely.area(shapes)
    points = shapely.point_on_surface(shapes)
    inner, outer = shapely.STRtree(shapes).query(points, predicate="within")
    ids = frame["place"].to_numpy()
    spans = list(zip(frame["valid_from"], frame["valid_to"], strict=True))
    keep = (areas[outer] > areas[inner]) & (ids[outer] != ids[inner])
    covers: dict[str, set[str]] = {}
    covered: dict[str, float] = {}
    whole: dict[str, float] = {}
    for small, large in zip(inner[keep].tolist(), outer[keep].tolist(), strict=True):
        if not _meet(spans[small], spans[large]):
            continue
        if shapely.area(shapely.intersection(shapes[small], shapes[large])) < COVERS * areas[small]:
            continue
        over, under = str(ids[large]), str(ids[small])
        covers.setdefault(over, set()).add(under)
        if under in with_figures:
            covered[over] = covered.get(over, 0.0) + float(areas[small])
        whole[over] = max(whole.get(over, 0.0), float(areas[large]))
    figured = {over: below & set(with_figures) for over, below in covers.items()}
    above = {over for over, below in figured.items() if below and over not in with_figures}
    above |= {over for over, below in figured.items() if len(below) > 1 and covered[over] >= WHOLE * whole[over]}
    below = {under for over, under_all in covers.items() if over in with_figures and over not in above for under in under_all}
    return Levels(frozenset(above), frozenset(below - set(with_figures) - above))


def _meet(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two versions hold on one day; open ends are empty."""
    return (not one[1] or other[0] < one[1]) and (not other[1] or one[0] < other[1])


def set_levels(
    land: Land, levels: Levels, table: Table, place_column: str, ids: Sequence[str | None], new: New
) -> tuple[Land, list[str | None], geopandas.GeoDataFrame | None]:
    """Take levels out of the land; return it, the places of the rows that are left, and the outlines of upper levels.

    Rows of upper levels are left over, with the reason; what was done is said.
    """
    if not levels.above and not levels.below:
        return land, list(ids), None
    names = {place.id: place.name() for place in land.places}
    if levels.above:
        new.said.append(f"{_list(levels.above, names)} lie over places that have figures: drawn as outlines, without a figure")
    if levels.below:
        new.said.append(f"{_list(levels.below, names)} lie within places that have figures, and have none: left out")
    kept: list[str | None] = []
    for at, place in enumerate(ids):
        if place in levels.above:
            cells, number = table.rows[at], table.numbers[at]
            reason = "is an upper level, which lies over places that have figures; its outline is drawn"
            new.left.append(Left(number, table.column(place_column)[at], reason, (), cells))
        kept.append(None if place in levels.above else place)
    gone = levels.above | levels.below
    frame: Any = land.frame
    above = frame["place"].isin(levels.above)
    outlines = frame[above].assign(kind="country", id=[f"{row}.outline" for row in frame["id"][above]]) if above.any() else None
    places = tuple(
        replace_boundary(place, bool(place.boundary) and place.id not in gone)
        for place in land.places
        if place.id not in levels.below
    )
    return replace(land, places=places, frame=frame[~frame["place"].isin(gone)]), kept, outlines


def replace_boundary(place: Any, drawn: bool) -> Any:
    """Return a place as it is, or without a boundary of its own."""
    return place if drawn == bool(place.boundary) else place.model_copy(update={"boundary": ""})


def _list(places: Collection[str], names: dict[str, str]) -> str:
    return few([repr(name) for name in sorted(names[place] for place in places)])
