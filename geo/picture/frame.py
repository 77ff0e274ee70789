"""A map in a frame on a sheet: base, faces with their hatches, outlines, lines, graticule, scale bar and names."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.look.letters import POINT, fit_lines, text_width
from geo.look.style import LINE_WIDTHS
from geo.model.scale import Scale
from geo.model.timeline import PlaceOn, Situation
from geo.picture.labels import Name, Placer, Rect
from geo.picture.scene import Box, Scene
from geo.picture.sheet import Sheet
from geo.text.words import format_area, format_number, say

LEAST = 5.0  # millimetres of a map's shorter side
_FILLS = {"b": "before", "h": "held", "e": "ended"}
_JOINT = "#dba996"  # lines between held places: held and paper, mixed


class Frame:
    """One window on a scene.

    Parameters
    ----------
    sheet, scene
        Where it is drawn, and what.
    rect : tuple of float
        Left, bottom, right, top in millimetres.
    view : tuple of float, optional
        West, south, east, north in degrees that must be seen; the scene's own by default.
    seen : tuple of float, optional
        The same as left, bottom, right, top in metres of the plane.
    margin : float
        White around that, as a share of the frame.
    """

    def __init__(
        self, sheet: Sheet, scene: Scene, rect: Rect, *, view: Box | None = None, seen: Box | None = None,
        margin: float = 0.055,
    ) -> None:  # fmt: skip
        self.sheet, self.scene, self.rect = sheet, scene, rect
        left, bottom, right, top = seen or scene.frame_of(view)
        wide, high = rect[2] - rect[0], rect[3] - rect[1]
        if min(wide, high) < LEAST:
            said = f"leaves {max(0.0, wide):.0f} × {max(0.0, high):.0f} mm for a map"
            raise DefinitionError(f"map {scene.definition.name!r}: {said}; shorten its words, or take a larger size")
        room = 1 - 2 * margin
        # Millimetres of paper per metre of the plane.
        self.scale = min(wide * room / (right - left), high * room / (top - bottom))
        self.middle = ((left + right) / 2, (bottom + top) / 2)
        half = (wide / 2 / self.scale, high / 2 / self.scale)
        x, y = self.middle
        self.bounds = (x - half[0], y - half[1], x + half[0], y + half[1])
        self.window = shapely.box(*self.bounds)
        self.unit = sheet.size.type / 8

    def paper(self, geometry: BaseGeometry) -> Any:
        """Return a geometry of the plane, cut to the frame, in millimetres."""
        left, bottom, right, top = self.bounds
        cut = self._move(shapely.clip_by_rect(geometry, left, bottom, right, top))
        # Finer than any printer: saves most of an SVG's or PDF's bytes.
        return shapely.simplify(cut, 0.02)

    def _move(self, geometry: BaseGeometry) -> Any:
        origin = np.array([self.bounds[0], self.bounds[1]])
        corner = np.array([self.rect[0], self.rect[1]])
        return shapely.transform(geometry, lambda xy: (xy - origin) * self.scale + corner)

    def draw(
        self, situation: Situation, lang: str, *, names: bool = True, parts: bool = True, bar: bool = True,
        graticule: bool = True, changed: Sequence[str] = (), weight: float = 1.0, must: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        """Draw the map of one day.

        Parameters
        ----------
        situation : Situation
            The day's answers.
        lang : str
            Language of the names.
        names, parts, bar, graticule : bool
            Whether to write names, the figures of places held in part, a scale bar, degrees around the frame.
        changed : sequence of str
            Places to outline in the accent colour.
        weight : float
            Line weights and hatches against the sheet's own.
        must : sequence of str, optional
            Places whose names get a leader where their land is too small; all of them by default. Other names are
            left out instead.
        """
        sheet, thick = self.sheet, self.unit * weight
        self._base(thick)
        grid = self._graticule(thick) if graticule else []
        self._faces(situation, thick)
        self._outlines(situation, thick)
        for name in changed:
            if name in self.scene.shapes:
                edge = self.paper(shapely.boundary(self.scene.shapes[name]))
                sheet.area(edge, edge="paper", width=2.6 * thick)
                sheet.area(edge, edge="accent", width=1.5 * thick)
        taken = self._bar(lang) if bar else []
        if names:
            self._names(situation, lang, taken, parts, must)
        left, bottom, right, top = self.rect
        sheet.box(left, bottom, right - left, top - bottom, edge="muted", line=0.6 * self.unit)
        self._degrees(grid, lang)

    # base -------------------------------------------------------------------------------------------

    def _base(self, thick: float, *, districts: bool = True) -> None:
        sheet, scene = self.sheet, self.scene
        if scene.known is not None:
            sheet.area(self.paper(scene.known), fill="water")
        for item in scene.base:
            shape = self.paper(item.geometry)
            if item.kind == "land":
                sheet.area(shape, fill="land", edge="border", width=LINE_WIDTHS["border"] * 0.6 * thick)
            elif item.kind == "home":
                sheet.area(shape, fill="before")
            elif districts:
                edge = self.paper(shapely.boundary(item.geometry))
                sheet.area(edge, edge="border", width=LINE_WIDTHS["district"] * 0.6 * thick)

    def _graticule(self, thick: float) -> list[tuple[str, float, BaseGeometry]]:
        """Meridians and parallels at a round step, about four across; returned for their degrees."""
        lines: list[tuple[str, float, BaseGeometry]] = []
        for axis, value, whole in self.scene.plane.graticule(self.bounds):
            line = self.paper(whole)
            lines.append((axis, value, line))
            self.sheet.area(line, edge="border", width=0.35 * thick)
        globe = self.scene.plane.globe()
        if globe is not None:
            self.sheet.area(self.paper(shapely.boundary(globe)), edge="muted", width=0.5 * thick)
        return lines

    def _degrees(self, lines: Sequence[tuple[str, float, BaseGeometry]], lang: str) -> None:
        """Write the degrees along the top and the left edge, outside the frame."""
        left, _, right, top = self.rect
        size = 0.66 * self.sheet.size.type
        digits = 0 if all(float(value).is_integer() for _, value, _ in lines) else 1
        digits = digits if all(abs(round(value * 10) - value * 10) < 1e-6 for _, value, _ in lines) else 2
        for axis, value, line in lines:
            ends = shapely.get_coordinates(line)
            if len(ends) == 0:
                continue
            side = ("east" if value >= 0 else "west") if axis == "lon" else ("north" if value >= 0 else "south")
            text = say(f"picture.degrees_{side}", lang, number=format_number(abs(value), lang, digits))
            wide = text_width(text, size)
            if axis == "lon":
                x, y = ends[np.argmax(ends[:, 1])]
                if abs(y - top) < 0.3 and left + wide / 2 < x < right - wide / 2:
                    self.sheet.stroke([(x, top), (x, top + 0.8)], edge="muted", width=0.4 * self.unit)
                    self.sheet.write(x, top + 1.2, text, size, colour="muted", align="center")
            else:
                x, y = ends[np.argmin(ends[:, 0])]
                if abs(x - left) < 0.3 and self.rect[1] + wide / 2 < y < top - wide / 2:
                    self.sheet.stroke([(left - 0.8, y), (left, y)], edge="muted", width=0.4 * self.unit)
                    self.sheet.write(left - 1.2, y - wide / 2, text, size, colour="muted", turn=90)

    # the land ---------------------------------------------------------------------------------------

    def _faces(self, situation: Situation, thick: float) -> None:
        by_letter: dict[str, list[Any]] = {}
        for face, letter in zip(self.scene.faces, self.scene.fills(situation), strict=True):
            by_letter.setdefault(letter, []).append(face)
        for letter in ".0123456789buoepsh":
            if letter in by_letter:
                land = self.paper(shapely.union_all(by_letter[letter]))
                paint(self.sheet, land, letter, thick, self.scene.scale)

    def _outlines(self, situation: Situation, thick: float) -> None:
        sheet, scene = self.sheet, self.scene
        drawn = [place for place in situation.places if place.drawn]
        width = LINE_WIDTHS["outline"] * 0.62 * thick
        later = []
        for place in drawn:
            edge = self.paper(shapely.boundary(scene.shapes[place.place.id]))
            if place.place.kind.startswith("former"):
                later.append(edge)
            elif place.state == "held":
                sheet.area(edge, edge=_JOINT, width=width)
        for place in drawn:
            if not place.place.kind.startswith("former") and place.state != "held":
                sheet.area(self.paper(shapely.boundary(scene.shapes[place.place.id])), edge="muted", width=width)
        sheet.area(self.paper(shapely.boundary(shapely.union_all(list(scene.shapes.values())))), edge="muted", width=width)
        for item in scene.base:
            if item.kind == "home":
                edge = self.paper(shapely.boundary(item.geometry))
                sheet.area(edge, edge="country", width=LINE_WIDTHS["country"] * 0.72 * thick)
        for edge in later:
            sheet.area(edge, edge="line", width=0.85 * thick, dashes=(3.2, 1.8))
        for line in scene.lines:
            if line.shown(situation.day):
                stroke = self.paper(line.geometry)
                sheet.area(stroke, edge="paper", width=2.3 * thick)
                sheet.area(stroke, edge="line", width=1.35 * thick, dashes=(0.1, 1.75))

    # marks and names --------------------------------------------------------------------------------

    def _bar(self, lang: str) -> list[Rect]:
        """Draw scale bar and north arrow in the corner with the least painted land; none where no one scale is true."""
        plane = self.scene.plane
        if not plane.is_true(self.bounds):
            return []
        size = 0.8 * self.sheet.size.type
        left, bottom, right, top = self.rect
        metres = (right - left) * 0.26 / self.scale / plane.stretch(*self.middle)
        power = 10 ** math.floor(math.log10(metres))
        length = next(n * power for n in (5, 2, 1) if n * power <= metres)
        wide = length * self.scale * plane.stretch(*self.middle)
        kilo = length >= 1000
        number = format_number(length / 1000 if kilo else length, lang, 0 if length >= 1000 or not kilo else 1)
        text = say("picture.kilometres" if kilo else "picture.metres", lang, number=number)
        pad = 2.2 * self.unit
        high = size * POINT * 1.25 + 1.6 * self.unit
        leaning = plane.north(*self.middle)
        arrow = 5.0 * self.unit if abs(leaning) >= 2 else 0.0
        full = wide + text_width(text, size) / 2 + (arrow + 2 if arrow else 0)
        land = self.paper(shapely.union_all(list(self.scene.shapes.values())))
        corners = [(left + pad, bottom + pad), (right - pad - full, bottom + pad),
                   (left + pad, top - pad - high), (right - pad - full, top - pad - high)]  # fmt: skip
        boxes = [(x - 0.8, y - 0.8, x + full + 0.8, y + high + 0.8) for x, y in corners]
        covered = [shapely.area(shapely.intersection(land, shapely.box(*box))) for box in boxes]
        where = min(range(4), key=lambda number: (round(covered[number], 3), number))
        x, y = corners[where]
        sheet = self.sheet
        halo = 2.2 * self.unit
        middle = y + 0.35 * self.unit
        sheet.stroke([(x - 0.3, middle), (x + wide + 0.3, middle)], edge="paper", width=3.4 * self.unit)
        for part in range(4):
            sheet.box(
                x + wide * part / 4, y, wide / 4, 0.7 * self.unit,
                fill="ink" if part % 2 == 0 else "paper", edge="ink", line=0.4 * self.unit,
            )  # fmt: skip
        baseline = y + 1.5 * self.unit
        sheet.write(x, baseline, "0", size, halo="paper", halo_width=halo)
        sheet.write(x + wide, baseline, text, size, align="center", halo="paper", halo_width=halo)
        if arrow:
            self._arrow(x + full - arrow / 2, y + high / 2, arrow, leaning, lang)
        return [boxes[where]]

    def _arrow(self, x: float, y: float, size: float, leaning: float, lang: str) -> None:
        turn = math.radians(leaning)
        ahead = np.array([math.sin(turn), math.cos(turn)])
        aside = np.array([ahead[1], -ahead[0]])
        middle = np.array([x, y])
        tip, tail = middle + ahead * size * 0.6, middle - ahead * size * 0.4
        neck = tip - ahead * size * 0.45
        head = shapely.Polygon([tip, neck + aside * size * 0.18, neck - aside * size * 0.18])
        self.sheet.stroke([tuple(tail), tuple(tip - ahead * size * 0.4)], edge="ink", width=0.6 * self.unit)
        self.sheet.area(head, fill="ink")
        text = say("picture.north", lang)
        self.sheet.write(x, y - size * 0.9, text, 0.7 * self.sheet.size.type, align="center", bold=True)

    def _names(
        self, situation: Situation, lang: str, taken: list[Rect], parts: bool, must: Sequence[str] | None
    ) -> None:
        scene, size = self.scene, self.sheet.size.type
        placer = Placer(self.rect, list(taken), gap=0.55 * self.unit)
        names = []
        land = self.paper(shapely.union_all(list(scene.shapes.values())))
        for track, place in zip(scene.timeline.tracks, situation.places, strict=True):
            if not track.drawn:
                continue
            own = self.paper(scene.speaks(track))
            lines = self._broken(place.place.name(lang), 0.94 * size, own)
            note = part_note(place, lang) if parts else ""
            if note:
                lines.append((note, 0.72 * size, False))
            if shapely.area(own) > 0:
                names.append(Name(place.place.id, tuple(lines), own, must=must is None or place.place.id in must))
        names.sort(key=lambda name: (shapely.area(name.land) / (name.size[0] * name.size[1]), name.key))
        for spot in placer.place([*names, *self._countries(land, lang, 0.9 * size)], land):
            self._write(spot, size)

    def _broken(self, name: str, size: float, land: BaseGeometry) -> list[tuple[str, float, bool]]:
        """Break a name that is wider than its land, and than a fifth of the map, into lines."""
        left, _, right, _ = (0.0, 0.0, 0.0, 0.0) if land.is_empty else land.bounds
        room = max(0.94 * (right - left), 0.2 * (self.rect[2] - self.rect[0]), 24.0)
        return [(line, size, False) for line in fit_lines(name, room, size)]

    def _countries(self, land: BaseGeometry, lang: str, size: float) -> list[Name]:
        """The names of the countries around, each for its land that no drawn place covers."""
        places = self.scene.package.places
        return [
            Name(
                item.id, tuple(self._broken(places[item.place].name(lang), size, self.paper(item.geometry))),
                shapely.difference(self.paper(item.geometry), land), must=False, colour="muted",
            )
            for item in self.scene.base
            if item.kind in ("home", "land") and item.place in places
        ]  # fmt: skip

    def draw_base(self, thick: float) -> None:
        """Draw only the countries, with the drawn places as one land."""
        self._base(thick, districts=False)
        land = self.paper(shapely.union_all(list(self.scene.shapes.values())))
        self.sheet.area(land, fill="border", edge="muted", width=0.4 * thick)
        for item in self.scene.base:
            if item.kind == "home":
                self.sheet.area(self.paper(shapely.boundary(item.geometry)), edge="country", width=thick)

    def draw_country_names(self, lang: str, size: float) -> None:
        """Write the names of the countries that have room for theirs."""
        placer = Placer(self.rect, [], gap=0.4 * self.unit)
        windows = shapely.Polygon()
        for spot in placer.place(self._countries(windows, lang, size)):
            self._write(spot, size)

    def _write(self, spot: Any, size: float) -> None:
        sheet = self.sheet
        if spot.leader:
            start, end = spot.leader
            sheet.stroke([start, end], edge="paper", width=1.6 * self.unit)
            sheet.stroke([start, end], edge="ink", width=0.5 * self.unit)
            sheet.area(shapely.Point(start).buffer(0.45 * self.unit), fill="ink")
        left, _, right, top = spot.box
        y = top
        for text, points, bold in spot.name.lines:
            y -= points * POINT * 1.14
            sheet.write(
                (left + right) / 2, y + 0.26 * points * POINT, text, points, bold=bold, colour=spot.name.colour,
                align="center", halo="paper", halo_width=0.3 * size,
            )  # fmt: skip


def part_note(place: PlaceOn, lang: str) -> str:
    """Return the line under a name that says how much of the place is held; empty where all or nothing is."""
    if place.part is None:
        return ""
    if place.part.km2 is None:
        return say("picture.in_part", lang)
    return say("picture.in_part_km2", lang, area=format_area(place.part.km2, lang))


def paint(sheet: Sheet, land: BaseGeometry, letter: str, thick: float, scale: Scale | None = None) -> None:
    """Fill land (millimetres) as its paint's letter asks, or its class's digit; hatches are shapes in every format."""
    if scale is not None and letter.isdigit():
        sheet.area(land, fill=scale.colours[int(letter)])
        return
    if letter in _FILLS:
        sheet.area(land, fill=_FILLS[letter])
        return
    sheet.area(land, fill="before")
    tile = 2.1 * thick  # the page's eight pixels
    if letter == "p":
        sheet.area(_stripes(land, 45, tile * 0.707, tile * 0.3), fill="held")
    elif letter == "s":
        sheet.area(_stripes(land, 0, tile * 0.5, tile * 0.25), fill="held")
    elif letter == "o":
        sheet.area(_stripes(land, -45, tile * 0.707, tile * 0.1), fill="held")
    elif letter == "a":
        sheet.area(_stripes(land, 90, tile * 0.5, tile * 0.15), fill="held")
    else:
        sheet.area(_dots(land, tile * 0.707, tile * 0.125), fill="muted")


def _stripes(land: BaseGeometry, angle: float, step: float, width: float) -> Any:
    """Parallel bands over land, on one grid for the whole sheet so that neighbouring faces join."""
    if land.is_empty:
        return land
    turn = math.radians(angle)
    along, across = np.array([math.cos(turn), math.sin(turn)]), np.array([-math.sin(turn), math.cos(turn)])
    left, bottom, right, top = land.bounds
    corners = np.array([[left, bottom], [left, top], [right, bottom], [right, top]])
    low, high = (corners @ across).min(), (corners @ across).max()
    first, last = (corners @ along).min() - 1, (corners @ along).max() + 1
    numbers = np.arange(math.floor(low / step), math.ceil(high / step) + 1) * step
    rings = np.stack(
        [
            first * along + (numbers - width / 2)[:, None] * across,
            last * along + (numbers - width / 2)[:, None] * across,
            last * along + (numbers + width / 2)[:, None] * across,
            first * along + (numbers + width / 2)[:, None] * across,
        ],
        axis=1,
    )
    return shapely.intersection(shapely.multipolygons(np.asarray(shapely.polygons(rings))), land)


def _dots(land: BaseGeometry, step: float, radius: float) -> Any:
    if land.is_empty:
        return land
    left, bottom, right, top = land.bounds
    rows = np.arange(math.floor(bottom / step), math.ceil(top / step) + 1)
    columns = np.arange(math.floor(left / step), math.ceil(right / step) + 1)
    xs, ys = np.meshgrid(columns * step, rows * step)
    xs = xs + (rows % 2)[:, None] * step / 2
    points = shapely.points(xs.ravel(), ys.ravel())
    dots = shapely.buffer(points, radius, quad_segs=3)
    whole = shapely.covers(land, dots) if len(dots) else np.array([], dtype=bool)
    return shapely.multipolygons(dots[whole])
