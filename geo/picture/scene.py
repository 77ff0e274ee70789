"""What a map shows, in the plane of one projection: made once, drawn for any day and any frame.

Nothing is measured here; states, paints and numbers come from the timeline.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.land.antimeridian import recentre
from geo.land.area import keep_polygons
from geo.look.choice import choose_plane
from geo.look.plane import Plane
from geo.look.style import credit_sources
from geo.model.definition import Definition
from geo.model.period import Track
from geo.model.scale import BY_STATE, Scale, build_scale
from geo.model.timeline import Situation, Timeline
from geo.model.wording import state_word
from geo.package.read import Package
from geo.package.schema import Source
from geo.text.names import near_names

Box = tuple[float, float, float, float]  # west, south, east, north in degrees, or left, bottom, right, top


@dataclass(frozen=True)
class Base:
    """One shape under the map, in metres: `kind` is home, land, district or a boundary's kind."""

    id: str
    place: str
    kind: str
    geometry: BaseGeometry


@dataclass(frozen=True)
class Line:
    """A line in metres, drawn on days in `[first, after)`; ISO days, empty where open."""

    id: str
    geometry: BaseGeometry
    first: str
    after: str
    source: str

    def shown(self, day: date) -> bool:
        """Whether it is drawn on a day."""
        iso = day.isoformat()
        return self.first <= iso and (not self.after or iso < self.after)


class Scene:
    """A map's geometry in one plane, with its words.

    Parameters
    ----------
    package, definition, timeline
        What is drawn.
    view : tuple of float, optional
        West, south, east, north in degrees; the drawn places with a margin by default.
    projection : str
        A name of `geo.look.choice`, in place of the definition's.

    Raises
    ------
    DefinitionError
        The map has no place with a boundary.
    """

    def __init__(
        self, package: Package, definition: Definition, timeline: Timeline, view: Box | None = None, projection: str = ""
    ) -> None:
        self.package, self.definition, self.timeline = package, definition, timeline
        self.drawn = tuple(track for track in timeline.tracks if track.geometry is not None)
        if not self.drawn:
            raise DefinitionError(
                f"map {definition.name!r}: none of its places has a boundary, so there is nothing to draw; "
                "give one of them a boundary file in places.csv"
            )
        lands = [shapely.box(*view)] if view else [track.geometry for track in self.drawn]
        self.plane: Plane = choose_plane(lands, projection or definition.projection)
        self.view = view or bounds_of(lands, self.plane)
        self._asked = view is not None
        metres = self.plane.metres
        self.faces = tuple(metres(face.geometry) for face in timeline.faces)
        self.shapes = {t.place.id: metres(t.geometry) for t in self.drawn if t.geometry is not None}
        self.base, self.lines, self.known = self._base(metres)
        coloured = definition.colour != "state"
        self.scale: Scale | None = build_scale(timeline, definition.colour) if coloured else None

    def _base(self, metres: Any) -> tuple[tuple[Base, ...], tuple[Line, ...], BaseGeometry | None]:
        rows = self.package.boundaries
        context = rows[rows["file"].isin(self.definition.context)]
        base = []
        homes = self._homes()
        own = set(self.shapes)
        shapes = []
        for row in context.itertuples():
            if row.kind == "line" or row.place in own:
                continue
            shapes.append(row.geometry)
            kind = row.kind if row.kind != "country" else ("home" if row.place in homes else "land")
            base.append(Base(row.id, row.place, kind, metres(keep_polygons(row.geometry))))
        lines = tuple(
            Line(row.id, metres(row.geometry), row.valid_from or "", row.valid_to or "", row.source)
            for row in rows[rows["id"].isin(self.definition.lines)].itertuples()
        )
        known = None
        if any(item.kind in ("home", "land") for item in base):
            # Beyond the context's own edge nothing is known, neither land nor water.
            west, south, east, north = bounds_of(shapes, self.plane)
            globe = self.plane.globe() if east - west > 350 else None
            known = globe or metres(shapely.segmentize(shapely.box(west, south, east, north), 0.25))
        order = {"land": 0, "home": 1}
        return tuple(sorted(base, key=lambda item: order.get(item.kind, 2))), lines, known

    def _homes(self) -> set[str | None]:
        """The countries that the drawn places are part of."""
        homes: set[str | None] = set()
        for name in self.shapes:
            here = self.package.places[name].part_of
            while here and here in self.package.places:
                homes.add(here)
                here = self.package.places[here].part_of
        return homes

    def frame_of(self, view: Box | None = None) -> Box:
        """Return the bounds in metres of an extent in degrees; by default of what the map opens on."""
        if view is None and not self._asked:
            (left, top), (right, bottom) = self.plane.to_metres([self.plane.home[:2], self.plane.home[2:]]).tolist()
            return left, bottom, right, top
        box = shapely.segmentize(shapely.box(*(view or self.view)), max(0.05, 0.02 * (self.view[2] - self.view[0])))
        left, bottom, right, top = self.plane.metres(box).bounds
        return left, bottom, right, top

    @cached_property
    def situations(self) -> tuple[Situation, ...]:
        """The answers before the first stop and on every stop."""
        stops = self.timeline.stops
        if not stops:
            return (self.timeline.on(date(2000, 1, 1)),)
        first = stops[0] - timedelta(days=1) if stops[0] > date.min else stops[0]
        return tuple(self.timeline.on(day) for day in (first, *stops))

    @cached_property
    def letters(self) -> tuple[str, ...]:
        """The paints that occur on any day, so that every picture of a map has the same legend."""
        seen = {letter for situation in self.situations for letter in situation.letters}
        return tuple(letter for letter in "bphsoaeu" if letter in seen | {"b", "h", "e"})

    def fills(self, situation: Situation) -> str:
        """Return a letter per face: its paint, or the digit of its class on a map coloured by a value."""
        if self.scale is None:
            return situation.letters
        classes = self.scale.faces(self.timeline, situation)
        pairs = zip(classes, situation.letters, strict=True)
        return "".join(paint if letter == BY_STATE else letter for letter, paint in pairs)

    def speaks(self, track: Track) -> BaseGeometry:
        """Return the land in metres that a place speaks for: its own without that of its drawn parts."""
        parts = [self.shapes[t.place.id] for t in self.drawn if t.place.part_of == track.place.id]
        whole = self.shapes[track.place.id]
        own: BaseGeometry = shapely.difference(whole, shapely.union_all(parts)) if parts else whole
        return own if not own.is_empty else whole

    def changed(self, before: Situation, after: Situation) -> tuple[str, ...]:
        """Return the drawn places that differ between two days; a part without a boundary counts for its place."""
        ids = [
            (b.place.id if b.drawn else b.place.part_of)
            for a, b in zip(before.places, after.places, strict=True)
            if a.state != b.state or (a.part != b.part and b.drawn)
        ]
        return tuple(dict.fromkeys(name for name in ids if name in self.shapes))

    def state_word(self, state: str, lang: str) -> str:
        """Return what the map calls a state, or one of the two ways of being held in part."""
        return state_word(self.definition, state, lang)

    def sources(self, situation: Situation) -> tuple[Source, ...]:
        """Return the sources behind what is drawn on a day: dates, areas, parts, then boundaries and lines."""
        ids: list[str] = []
        statements = {row.id: row for row in self.package.statements}
        for place in situation.places:
            ids += place.sources
            if place.part and place.part.kind == "statement":
                ids.append(statements[place.part.by].source)
        return credit_sources(ids, self.package.sources)


def view_of(timeline: Timeline, bbox: Sequence[float] | None, places: Sequence[str]) -> Box | None:
    """Turn `--bbox` or `--places` into an extent in degrees.

    Raises
    ------
    DefinitionError
        The box is no box, or a place is not drawn on this map.
    """
    if bbox is not None:
        west, south, east, north = bbox
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise DefinitionError(
                f"bbox: came {','.join(f'{n:g}' for n in bbox)}, wanted west,south,east,north in degrees, "
                "with west < east and south < north"
            )
        return float(west), float(south), float(east), float(north)
    if not places:
        return None
    drawn = {track.place.id: track.geometry for track in timeline.tracks if track.geometry is not None}
    for name in places:
        if name not in drawn:
            near = ", ".join(near_names(name, sorted(drawn)) or sorted(drawn))
            raise DefinitionError(f"place {name!r} is not drawn on this map; nearest: {near}")
    lands = [drawn[name] for name in places]
    return bounds_of(lands, choose_plane(lands))


def bounds_of(lands: Sequence[Any], plane: Plane) -> Box:
    """Return west, south, east, north in degrees; land across longitude 180° in one piece, so east may be beyond."""
    west, south, east, north = shapely.total_bounds(recentre(np.array(lands, dtype=object), plane.projection.lon)).tolist()
    return west, south, east, north
