"""A scene in a plane: its land, lines and surroundings projected once, drawn for any day and in any frame.

Nothing is measured here; codes, styles and numbers are the scene's.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.land.antimeridian import recentre
from geo.look.choice import choose_plane
from geo.look.plane import Plane
from geo.look.projection import AROUND
from geo.model.scene import Scene, Shape, Style, in_language
from geo.model.values_scene import measure
from geo.text.dates import day_before, read_time
from geo.text.names import nearest
from geo.text.words import format_amount, format_area, say

Box = tuple[float, float, float, float]  # west, south, east, north in degrees, or left, bottom, right, top
_ROUND = 350.0  # degrees of longitude: all round the world
_NEAR = 400_000.0  # metres between parts of far land that are shown together
_MUCH = 0.004  # of a piece of land: smaller parts of it are specks
_FEW = 20  # places: so many that changed can be outlined on any map; of more, a quarter of all


class Ground:
    """A scene's geometry in one plane.

    Parameters
    ----------
    scene : Scene
        What is drawn.
    view : tuple of float, optional
        West, south, east, north in degrees; the land by default.
    projection : str
        A name of `geo.look.choice`, in place of the scene's.
    series : int
        Which of its series.
    """

    def __init__(self, scene: Scene, view: Box | None = None, projection: str = "", series: int = 0) -> None:
        self.scene, self.number, self.series = scene, series, scene.series[series]
        if projection and projection != scene.projection:
            scene = replace(scene, projection=projection)
        self.plane: Plane = choose_plane([shapely.box(*view)], scene.projection) if view else scene.plane
        self.view: Box = view or bounds_of(scene.land.geometries, self.plane)
        self._asked = view is not None
        metres = self.plane.metres
        self.land = metres(np.asarray(scene.land.geometries, object))
        self.lines = tuple((line, metres(line.geometry)) for line in scene.lines)
        self.base = tuple((item, metres(item.geometry)) for item in scene.base)
        self._outlines = [metres(outline.geometry) for outline in scene.outlines]

    def of(self, series: int) -> "Ground":
        """Return the same land with the answers of another series."""
        other = copy(self)
        other.__dict__.pop("far", None)
        other.number, other.series = series, self.scene.series[series]
        return other

    # days -------------------------------------------------------------------------------------------

    def moment(self, day: date) -> int:
        """Return the moment that answers for a day."""
        return self.scene.moment(day)

    def label(self, day: date, lang: str) -> str:
        """Return a day in words, as the scene calls it."""
        return self.scene.label(day, lang)

    @property
    def days(self) -> tuple[date, ...]:
        """The days of all stops."""
        return tuple(stop.day for stop in self.scene.stops)

    def moved(self, before: date, after: date) -> tuple[int, ...]:
        """Return the drawn places that differ between two days; a part without a boundary counts for its place."""
        a, b = self.moment(before), self.moment(after)
        series, places = self.series, self.scene.places
        found = []
        for number in np.flatnonzero(
            (series.place_codes[:, a] != series.place_codes[:, b]) | (series.detail_codes[:, a] != series.detail_codes[:, b])
        ).tolist():
            place = places[number]
            other = series.place_codes[number, a] != series.place_codes[number, b]
            parts = [series.details[series.detail_codes[number, at]].part for at in (a, b)]
            if other or (parts[0] != parts[1] and place.drawn):
                found.append(number if place.drawn else self.scene.positions.get(place.part_of or "", -1))
        return tuple(dict.fromkeys(number for number in found if number >= 0 and places[number].drawn))

    def outlined(self, before: date, after: date) -> tuple[int, ...]:
        """Return the places whose change a picture outlines: none where that would be much of the map."""
        moved = self.moved(before, after)
        return moved if len(moved) <= max(_FEW, len(self.scene.places) // 4) else ()

    @property
    def marks_change(self) -> bool:
        """Whether any stop's change is outlined."""
        return any(self.outlined(day_before(day), day) for day in self.days)

    # land -------------------------------------------------------------------------------------------

    def painted(self, day: date) -> list[tuple[Style, BaseGeometry]]:
        """Return the land of each style that occurs on a day, in the order of the styles."""
        codes = self.series.land_codes[:, self.moment(day)]
        found = []
        for code in np.unique(codes).tolist():
            style = self.series.styles[code]
            if style.kind != "absent":
                found.append((style, shapely.union_all(self.land[codes == code])))
        return found

    def outlines(self, day: date) -> list[tuple[int, BaseGeometry]]:
        """Return places by position with their land on a day."""
        return [
            (outline.place, shape)
            for outline, shape in zip(self.scene.outlines, self._outlines, strict=True)
            if outline.shown(day)
        ]

    def style(self, place: int, day: date) -> Style:
        """Return how a place is drawn on a day."""
        return self.series.styles[int(self.series.place_codes[place, self.moment(day)])]

    @cached_property
    def whole(self) -> Any:
        """All land that is ever drawn, in one piece."""
        return shapely.union_all(self.land)

    @cached_property
    def far(self) -> tuple["Far", ...]:
        """The land outside the opening view, near parts together."""
        listed = np.array([] if self._asked else [*self.plane.beyond, *self.plane.partly], dtype=int)
        parts, of = shapely.get_parts(np.array(self.scene.land.geometries, object)[listed], return_index=True)
        if len(parts) == 0:
            return ()
        metres = self.plane.metres(parts)
        much = shapely.area(metres) > _MUCH * np.bincount(of, shapely.area(metres), len(listed))[of]
        away = ~shapely.covers(shapely.buffer(shapely.box(*self.frame_of()), 1.0), metres)
        parts, metres, much, of = parts[away], metres[away], much[away], listed[of[away]]
        groups = shapely.get_parts(shapely.union_all(shapely.buffer(shapely.envelope(metres), _NEAR / 2)))
        found = []
        for group in groups:
            mine = shapely.intersects(metres, group)
            whole = bool(np.isin(of[mine], self.plane.beyond).any())
            pieces = tuple(np.unique(of[mine]).tolist())
            found.append(Far(self, parts[mine], shapely.union_all(metres[mine]), pieces, bool(much[mine].any()), whole))
        return tuple(found)

    def tell_beyond(self, lang: str, shown: Iterable[int] = ()) -> str:
        """Return a sentence that names the places of which land is outside the opening view.

        Parameters
        ----------
        lang : of the sentence.
        shown : far land that a picture shows all the same, by its number in `far`.
        """
        known = set(shown)
        hidden = {piece for number, each in enumerate(self.far) if number not in known for piece in each.pieces}
        seen = {piece for number, each in enumerate(self.far) if number in known for piece in each.pieces}
        beyond = tuple(n for n in self.plane.beyond if n in hidden and n not in seen)
        partly = tuple(n for n in (*self.plane.beyond, *self.plane.partly) if n in hidden and n not in beyond)
        return replace(self.plane, beyond=beyond, partly=partly).tell_beyond(self.whose(lang), lang)

    @cached_property
    def _parts(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for number, place in enumerate(self.scene.places):
            above = self.scene.positions.get(place.part_of or "")
            if place.drawn and above is not None:
                found.setdefault(above, []).append(number)
        return found

    def speaks(self, place: int, shapes: dict[int, BaseGeometry]) -> BaseGeometry:
        """Return the land that a place speaks for: its own without that of its drawn parts."""
        whole = shapes[place]
        parts = [shapes[part] for part in self._parts.get(place, ()) if part in shapes]
        own: BaseGeometry = shapely.difference(whole, shapely.union_all(parts)) if parts else whole
        return own if not own.is_empty else whole

    def flagged(self, day: date) -> dict[str, list[int]]:
        """Return the drawn places by the flag that their figures carry on a day."""
        codes = self.series.detail_codes[:, self.moment(day)]
        found: dict[str, list[int]] = {}
        for code in np.unique(codes).tolist():
            flag = self.series.details[code].flag
            if flag:
                found.setdefault(flag, []).extend(np.flatnonzero(codes == code).tolist())
        return found

    def note(self, place: int, day: date, lang: str) -> str:
        """Return the line under a name: how much of the place is held, its figure; empty where there is none to say."""
        row = self.scene.row(place, self.moment(day), self.number)
        if isinstance(row.value, float):
            return measure(row.value, self.series.unit, lang)
        part = row.detail.part
        if part is None:
            return ""
        if part.km2 is None:
            return say("picture.in_part", lang)
        return say("picture.in_part_km2", lang, area=format_amount(part.km2, part.km2_to, lang))

    # surroundings -----------------------------------------------------------------------------------

    @cached_property
    def known(self) -> BaseGeometry | None:
        """The land and water of which the context tells; beyond its edge nothing is known."""
        if self.scene.sea:
            half = AROUND / 2
            return self.plane.globe() or shapely.box(-half, -half, half, half)
        if not any(item.kind in ("home", "land") for item in self.scene.base):
            return self.plane.globe()
        west, south, east, north = bounds_of([item.geometry for item in self.scene.base], self.plane)
        globe = self.plane.globe() if east - west > _ROUND else None
        shape: BaseGeometry = globe or self.plane.metres(shapely.segmentize(shapely.box(west, south, east, north), 0.25))
        return shape

    @property
    def homes(self) -> list[BaseGeometry]:
        """The countries that the places are part of."""
        return [shape for item, shape in self.base if item.kind == "home"]

    def shown_lines(self, day: date) -> list[tuple[Shape, BaseGeometry]]:
        """Return the lines drawn on a day."""
        return [(line, shape) for line, shape in self.lines if line.shown(day)]

    def frame_of(self, view: Box | None = None) -> Box:
        """Return the bounds in metres of an extent in degrees; by default of what the map opens on."""
        if view is None and not self._asked:
            (left, top), (right, bottom) = self.plane.to_metres([self.plane.home[:2], self.plane.home[2:]]).tolist()
            return left, bottom, right, top
        box = shapely.segmentize(shapely.box(*(view or self.view)), max(0.05, 0.02 * (self.view[2] - self.view[0])))
        left, bottom, right, top = self.plane.metres(box).bounds
        return left, bottom, right, top

    # words ------------------------------------------------------------------------------------------

    def whose(self, lang: str) -> list[str]:
        """Return per piece of land the name of the place that it is of."""
        places = self.scene.places
        over = [self.scene.land.places(piece) for piece in range(len(self.land))]
        return [places[listed[0]].name(lang) if listed else "" for listed in over]

    def title(self, lang: str) -> str:
        """Return the map's title; of several series, with the one that is drawn."""
        title = in_language(self.scene.title, lang)
        named = self.scene.arrangement == "switch" or self.number > 0
        return f"{title} · {in_language(self.series.names, lang)}" if named else title

    def word(self, key: str, lang: str, days: Iterable[date] = (), *, whose: bool = False) -> str:
        """Return what a style is called on some days, and in whose words: neutral ones unless a source's fit all of it."""
        style = self.scene.style_of(key, [self.moment(day) for day in days], self.number)
        if style is None:
            return key
        return self.scene.legend_word(style, lang) if whose else in_language(style.words, lang)

    def headline(self, day: date, lang: str, *, whose: bool = False) -> str:
        """Return in a sentence how much there is on a day: of states the land held, of figures their spread."""
        moment = self.moment(day)
        if self.scene.asks == "values":
            said = in_language(self.series.summaries[moment].texts, lang)
            said = said.removeprefix(say("summary.about", lang, what=in_language(self.series.legend, lang), date=""))
            return said or say("summary.none", lang, date=self.label(day, lang))
        held = self.word("held", lang, [day], whose=whose)
        return say("picture.total_land", lang, held=held, area=format_area(self.amount(moment), lang))

    def short(self, day: date, lang: str) -> str:
        """Return the headline's one number, for a small map."""
        amount = self.amount(self.moment(day))
        if self.scene.asks == "states":
            return f"{self.word('held', lang, [day])}: {format_area(amount, lang)}"
        if np.isnan(amount):
            return ""
        return say("picture.median", lang, number=measure(amount, self.series.unit, lang))

    def amount(self, moment: int) -> float:
        """Return the number that stands for a moment: land held in km², a median; NaN for none."""
        return float(self.series.curves[0].middle[moment]) if self.series.curves else float("nan")

    def published_km2(self, day: date) -> float | None:
        """Return what the reported areas of the places held add up to, where some of them overlap: a sum that is no land."""
        total, pairs = self.scene.overlap_held(self.moment(day), self.number)
        return total if pairs else None


@dataclass(frozen=True)
class Far:
    """Land outside the opening view, whose parts are near to each other.

    Attributes
    ----------
    of : Ground
        The ground that it is far land of.
    land : array of Polygon
        Its parts in degrees, EPSG:4326.
    parts : Polygon or MultiPolygon
        The same in metres of the map's plane.
    pieces : tuple of int
        Positions of the pieces of land that it is of.
    worth : bool
        Whether it is more than a speck of one of them.
    whole : bool
        Whether all of one of them is outside the view.
    """

    of: Ground
    land: Any
    parts: BaseGeometry
    pieces: tuple[int, ...]
    worth: bool
    whole: bool

    @cached_property
    def ground(self) -> Ground:
        """The scene in a plane that fits this land."""
        view = bounds_of(self.land, choose_plane(self.land))
        return Ground(self.of.scene, view, series=self.of.number)


def bounds_of(lands: Any, plane: Plane) -> Box:
    """Return west, south, east, north in degrees; land across longitude 180° in one piece, so east may be beyond."""
    west, south, east, north = shapely.total_bounds(recentre(np.array(lands, dtype=object), plane.projection.lon)).tolist()
    return west, south, east, north


def find_day(scene: Scene, asked: date | str) -> date:
    """Return the day that a time stands for on a map: its last, or of figures the first day of the stop that answers for it.

    Parameters
    ----------
    asked : a day, or a time as EDTF writes it.

    Raises
    ------
    DateError
        It is no time, or open.
    DefinitionError
        No figure is that old.
    """
    last = asked if isinstance(asked, date) else read_time(asked).latest or date.max
    if scene.asks == "states":
        return last
    named = next((stop.day for stop in scene.stops if stop.time == str(asked)), None)
    if named:
        return named
    stop = scene.stop(scene.moment(last))
    if stop is None:
        raise DefinitionError(f"map {scene.name!r}: no figure is of {asked} or before; the first is of {scene.stops[0].time}")
    return stop.day


def name_time(scene: Scene, day: date) -> str:
    """Return how a file of a day calls it: the time that its figures are of where that is plain, else the day."""
    stop = scene.stop(scene.moment(day))
    return stop.time if scene.asks == "values" and stop and re.fullmatch(r"[0-9][0-9-]*", stop.time) else day.isoformat()


def find_series(scene: Scene, figure: str) -> int:
    """Return which of a map's series a name stands for, the first one without a name.

    Raises
    ------
    DefinitionError
        The map has no such figure or account.
    """
    ids = [series.id for series in scene.series]
    if figure and figure not in ids:
        near = nearest(figure, ids, [name for name in ids if name]) or "none"
        raise DefinitionError(f"map {scene.name!r}: no figure or account is called {figure!r}; nearest: {near}")
    return ids.index(figure) if figure else 0


def view_of(scene: Scene, bbox: Sequence[float] | None, places: Sequence[str]) -> Box | None:
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
    drawn: dict[str, list[BaseGeometry]] = {}
    for outline in scene.outlines:
        drawn.setdefault(scene.places[outline.place].id, []).append(outline.geometry)
    for name in places:
        if name not in drawn:
            near = nearest(name, sorted(drawn), sorted(drawn)[:10])
            raise DefinitionError(f"place {name!r} is not drawn on this map; nearest: {near}")
    lands = [shape for name in places for shape in drawn[name]]
    return bounds_of(lands, choose_plane(lands))
