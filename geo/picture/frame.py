"""A map in a frame on a sheet: surroundings, land in its styles, outlines, lines, marks and names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.land.rounding import LOST
from geo.look.letters import POINT, fit_lines, text_width
from geo.look.plane import sound
from geo.look.style import LINE_WIDTHS, PALETTE
from geo.look.vision import luminance
from geo.model.scene import in_language
from geo.picture.ground import Box, Ground
from geo.picture.labels import Name, Placed, Placer, Rect
from geo.picture.marks import draw_bar, draw_degrees, draw_graticule
from geo.picture.paint import hatch, paint
from geo.picture.sheet import Sheet

LEAST = 5.0  # millimetres of a map's shorter side
_FEW, _MANY = 40, 300  # places: of few, each is named, with its figure; of more, those whose land holds their name; of many, none
_PLAIN = 62.0  # millimetres, at a type of eight points: a narrower frame has no graticule
_DARK = 0.3  # luminance below which a border is drawn lighter than its land
_FINE = 0.02  # millimetres: what no printer shows
FLAG = ("thin", "ink")  # the hatch over land whose figure carries a flag

LAND = "land:"  # before a place's id, in the name of its element


class Frame:
    """One window on a ground.

    Parameters
    ----------
    sheet, ground
        Where it is drawn, and what.
    rect : tuple of float
        Left, bottom, right, top in millimetres.
    view : tuple of float, optional
        West, south, east, north in degrees that must be seen; the ground's own by default.
    seen : tuple of float, optional
        The same as left, bottom, right, top in metres of the plane.
    margin : float
        White around that, as a share of the frame.
    """

    def __init__(
        self, sheet: Sheet, ground: Ground, rect: Rect, *, view: Box | None = None, seen: Box | None = None,
        margin: float = 0.055,
    ) -> None:  # fmt: skip
        self.sheet, self.ground, self.rect = sheet, ground, rect
        left, bottom, right, top = seen or ground.frame_of(view)
        wide, high = rect[2] - rect[0], rect[3] - rect[1]
        if min(wide, high) < LEAST:
            said = f"leaves {max(0.0, wide):.0f} × {max(0.0, high):.0f} mm for a map"
            raise DefinitionError(f"map {ground.scene.name!r}: {said}; shorten its words, or take a larger size")
        room = 1 - 2 * margin
        # Millimetres of paper per metre of the plane.
        self.scale = min(wide * room / (right - left), high * room / (top - bottom))
        self.middle = ((left + right) / 2, (bottom + top) / 2)
        half = (wide / 2 / self.scale, high / 2 / self.scale)
        x, y = self.middle
        self.bounds = (x - half[0], y - half[1], x + half[0], y + half[1])
        self.unit = sheet.size.type / 8

    def paper(self, geometry: Any) -> Any:
        """Return a geometry of the plane, cut to the frame, in millimetres; polygons are valid."""
        left, bottom, right, top = self.bounds
        cut = shapely.clip_by_rect(geometry, left, bottom, right, top)
        origin, corner = np.array([left, bottom]), np.array([self.rect[0], self.rect[1]])
        moved = shapely.transform(cut, lambda xy: (xy - origin) * self.scale + corner)
        return sound(thin(moved))

    def draw(
        self, day: date, lang: str, *, names: bool = True, notes: bool = True, bar: bool = True, graticule: bool = True,
        changed: Sequence[int] = (), weight: float = 1.0, must: Sequence[int] | None = None, named_land: bool = False,
        taken: Sequence[Rect] = (), moved: Mapping[int, Sequence[tuple[BaseGeometry, BaseGeometry]]] | None = None,
    ) -> None:  # fmt: skip
        """Draw the map of one day.

        Parameters
        ----------
        day : datetime.date
            The day.
        lang : str
            Language of the names.
        names, notes, bar, graticule : bool
            Whether to write names, the line under them, a scale bar, degrees around the frame.
        changed : sequence of int
            Places, by position, to outline in the accent colour.
        weight : float
            Line weights and hatches against the sheet's own.
        must : sequence of int, optional
            Places whose names get a leader where their land is too small: all of them, where there are few. Other
            names are left out instead.
        named_land : bool
            Whether each place's land is an element of its own in an SVG, for whoever reads or restyles it.
        taken : sequence of tuple of float
            Boxes to keep free, in millimetres.
        moved : mapping, optional
            By place, what of its land is drawn elsewhere on the sheet instead, here and there, in millimetres.
        """
        sheet, thick = self.sheet, self.unit * weight
        self._base(thick)
        wide = self.rect[2] - self.rect[0] > _PLAIN * self.unit
        grid = draw_graticule(self, thick) if graticule and wide else []
        outlines = [(place, self.paper(shape)) for place, shape in self.ground.outlines(day)]
        for style, land in self.ground.painted(day):
            paint(sheet, self.paper(land), style, thick)
        if named_land:
            self._name_land(outlines, moved or {})
        self._flags(day, dict(outlines), thick)
        self._borders(day, outlines, thick)
        for edge in (shapely.boundary(shape) for place, shape in outlines if place in set(changed)):
            sheet.area(edge, edge="paper", width=2.6 * thick)
            sheet.area(edge, edge="accent", width=1.5 * thick)
        free = [*taken, *(draw_bar(self, lang, taken) if bar else ())]
        if names:
            self._names(day, lang, dict(outlines), free, notes, must)
        left, bottom, right, top = self.rect
        sheet.box(left, bottom, right - left, top - bottom, edge="muted", line=0.6 * self.unit)
        draw_degrees(self, grid, lang)

    # surroundings -----------------------------------------------------------------------------------

    def _base(self, thick: float, *, districts: bool = True) -> None:
        sheet, ground = self.sheet, self.ground
        if ground.known is not None:
            sheet.area(self.paper(ground.known), fill="water")
        for item, whole in ground.base:
            shape = self.paper(whole)
            if item.kind == "land":
                sheet.area(shape, fill="land", edge="border", width=LINE_WIDTHS["border"] * 0.6 * thick)
            elif item.kind == "home":
                sheet.area(shape, fill="before")
            elif districts:
                sheet.area(self.paper(shapely.boundary(whole)), edge="border", width=LINE_WIDTHS["district"] * 0.6 * thick)

    # the land ---------------------------------------------------------------------------------------

    def _name_land(
        self, outlines: Sequence[tuple[int, BaseGeometry]], moved: Mapping[int, Sequence[tuple[BaseGeometry, BaseGeometry]]]
    ) -> None:
        """Lay each place's land over the painted faces, unseen: faces of one style are one path without names."""
        shapes: dict[int, list[BaseGeometry]] = {}
        for place, shape in outlines:
            shapes.setdefault(place, []).append(shape)
        for place, parts in shapes.items():
            land = shapely.union_all(parts)
            for here, there in moved.get(place, ()):
                land = shapely.union(shapely.difference(land, here), there)
            self.sheet.area(land, name=f"{LAND}{self.ground.scene.places[place].id}")

    def _flags(self, day: date, shapes: dict[int, BaseGeometry], thick: float) -> None:
        places = {place for listed in self.ground.flagged(day).values() for place in listed if place in shapes}
        if places:
            pattern, colour = FLAG
            hatch(self.sheet, shapely.union_all([shapes[place] for place in sorted(places)]), pattern, colour, thick)

    def _borders(self, day: date, outlines: Sequence[tuple[int, BaseGeometry]], thick: float) -> None:
        """Draw each place's border: on dark land lighter than it, former ones dashed; finer where land is small."""
        sheet, ground = self.sheet, self.ground
        shown = [shape for _, shape in outlines if not shape.is_empty]
        small = float(np.sqrt(np.median(shapely.area(shown)))) if shown else 0.0  # millimetres across
        width = LINE_WIDTHS["outline"] * 0.62 * thick * min(1.0, max(0.2, small / 8))
        edges: dict[str, list[BaseGeometry]] = {}
        for place, shape in outlines:
            fill = PALETTE.get(fill := ground.style(place, day).fill, fill)
            former = ground.scene.places[place].kind.startswith("former")
            colour = "line" if former else lighten(fill) if luminance(fill) < _DARK else "muted"
            edges.setdefault(colour, []).append(shapely.boundary(shape))
        for colour in sorted(edges.keys() - {"line"}, key=lambda name: (name == "muted", name)):
            sheet.area(shapely.geometrycollections(edges[colour]), edge=colour, width=width)
        sheet.area(self.paper(shapely.boundary(ground.whole)), edge="muted", width=width)
        for home in ground.homes:
            sheet.area(self.paper(shapely.boundary(home)), edge="country", width=LINE_WIDTHS["country"] * 0.72 * thick)
        for edge in edges.get("line", ()):
            sheet.area(edge, edge="line", width=0.85 * thick, dashes=(3.2, 1.8))
        for item, line in ground.shown_lines(day):
            stroke = self.paper(line)
            if item.kind == "border":
                sheet.area(stroke, edge="line", width=0.6 * thick)
                continue
            sheet.area(stroke, edge="paper", width=2.3 * thick)
            sheet.area(stroke, edge="line", width=1.35 * thick, dashes=(0.1, 1.75))

    # names ------------------------------------------------------------------------------------------

    def _names(
        self, day: date, lang: str, shapes: dict[int, BaseGeometry], taken: list[Rect], notes: bool, must: Sequence[int] | None
    ) -> None:
        ground, size = self.ground, self.sheet.size.type
        placer = Placer(self.rect, list(taken), gap=0.55 * self.unit)
        few = len(shapes) <= _FEW and self._has_room(shapes, lang)
        names = []
        for number, whole in shapes.items():
            place = ground.scene.places[number]
            forced = few if must is None else number in must
            if len(shapes) > _MANY and not forced:
                continue
            lines = self._broken(place.name(lang), (0.94 if few or forced else 0.8) * size, whole)
            note = ground.note(number, day, lang) if notes and (few or forced) else ""
            if note:
                lines.append((note, 0.72 * size, False))
            wide, high = Name(place.id, tuple(lines), whole, must=forced).size
            if shapely.area(whole) > (0 if forced else 1.3 * wide * high):
                names.append(Name(place.id, tuple(lines), ground.speaks(number, shapes), must=forced))
        names.sort(key=lambda name: (shapely.area(name.land) / (name.size[0] * name.size[1]), name.key))
        land = self.paper(ground.whole)
        for spot in placer.place([*names, *self._countries(land, lang, 0.9 * size)], land):
            self._write(spot, size)

    def _broken(self, name: str, size: float, land: BaseGeometry) -> list[tuple[str, float, bool]]:
        """Break a name that is wider than its land, and than a fifth of the map, into lines."""
        left, _, right, _ = (0.0, 0.0, 0.0, 0.0) if land.is_empty else land.bounds
        room = max(0.94 * (right - left), 0.2 * (self.rect[2] - self.rect[0]), 24.0)
        return [(line, size, False) for line in fit_lines(name, room, size)]

    def _has_room(self, shapes: Iterable[int], lang: str) -> bool:
        """Whether all names would take less than a third of the frame."""
        size = self.sheet.size.type
        wide = sum(text_width(self.ground.scene.places[number].name(lang), size) for number in shapes)
        left, bottom, right, top = self.rect
        return wide * 1.4 * size * POINT < (right - left) * (top - bottom) / 3

    def _countries(self, land: BaseGeometry, lang: str, size: float) -> list[Name]:
        """The names of the countries around, each for its land that no drawn place covers."""
        return [
            Name(
                item.id, tuple(self._broken(in_language(item.names, lang), size, self.paper(shape))),
                shapely.difference(self.paper(shape), land), must=False, colour="muted",
            )
            for item, shape in self.ground.base
            if item.kind in ("home", "land") and item.names
        ]  # fmt: skip

    def draw_base(self, thick: float) -> None:
        """Draw only the countries, with the drawn places as one land."""
        self._base(thick, districts=False)
        self.sheet.area(self.paper(self.ground.whole), fill="border", edge="muted", width=0.4 * thick)
        for home in self.ground.homes:
            self.sheet.area(self.paper(shapely.boundary(home)), edge="country", width=thick)

    def draw_country_names(self, lang: str, size: float) -> None:
        """Write the names of the countries that have room for theirs."""
        placer = Placer(self.rect, [], gap=0.4 * self.unit)
        for spot in placer.place(self._countries(shapely.Polygon(), lang, size)):
            self._write(spot, size)

    def _write(self, spot: Placed, size: float) -> None:
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


def thin(geometry: BaseGeometry) -> BaseGeometry:
    """Leave out vertices finer than any printer, which are most of an SVG's bytes; no piece of land loses or gains a share.

    A line that moves by less than so much changes an area by less than that times its edge.
    """
    parts = shapely.get_parts(geometry)
    areas, edges = shapely.area(parts), shapely.length(parts)
    near = np.where(areas > 0, np.minimum(_FINE, LOST * areas / np.maximum(edges, 1e-12)), _FINE)
    thinned = shapely.simplify(parts, near)
    if not geometry.geom_type.startswith("Multi"):
        return thinned[0] if len(thinned) == 1 else geometry
    whole: BaseGeometry = type(geometry)(thinned.tolist())  # type: ignore[call-arg]
    return whole


def lighten(colour: str) -> str:
    """Mix a colour with paper, for lines on it.

    >>> lighten("#a8472f")
    '#d9b2a6'
    """
    pairs = ((colour[at : at + 2], PALETTE["paper"][at : at + 2]) for at in (1, 3, 5))
    return "#" + "".join(f"{round(0.4 * int(own, 16) + 0.6 * int(paper, 16)):02x}" for own, paper in pairs)
