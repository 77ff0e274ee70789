"""Names on the page's map: each in its own land, the smaller of two that would touch left for a closer look."""

from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.land.area import keep_polygons
from geo.look.plane import Plane
from geo.look.style import PALETTE
from geo.look.window import Window
from geo.model.timeline import Situation, Timeline
from geo.package.read import Package

LETTERS = 13  # their height in screen pixels, where a window is first shown
Box = tuple[float, float, float, float]
_LETTER_WIDTH = 0.62  # about how wide one is for its height, whatever font the reader has


@dataclass(frozen=True)
class Name:
    """What a name says and where it stands, in the unit square; the heavier of two that would touch is shown."""

    place: str
    text: str
    at: tuple[float, float]
    weight: float
    paint: str = ""

    def size(self, letter: float) -> tuple[float, float]:
        """Half its width and half its height, as far as they are known before a reader's font is."""
        return (_LETTER_WIDTH * len(self.text) + 0.5) / 2 * letter, 0.65 * letter


def name_places(timeline: Timeline, situation: Situation, lang: str, plane: Plane) -> list[Name]:
    """Return the drawn places' names, each in its own land.

    Parameters
    ----------
    timeline : Timeline
        Its tracks with a boundary, EPSG:4326.
    situation : Situation
        The day's answers: a name's colour follows its place's paint.
    lang : str
        One of `LANGUAGES`.
    plane : Plane
    """
    lands = [(track, plane.project(track.geometry)) for track in timeline.tracks if track.geometry is not None]
    paints = {here.place.id: here.paint for here in situation.places}
    names = []
    for track, land in lands:
        subs = [other for inner, other in lands if inner.place.part_of == track.place.id]
        own = shapely.difference(land, shapely.union_all(subs)) if subs else land
        at = _anchor(own if not own.is_empty else land)
        place = track.place
        names.append(Name(place.id, place.name(lang), at, track.measured_km2 or 1.0, paints[place.id]))
    return names


def name_countries(
    package: Package,
    around: list[tuple[str, BaseGeometry]],
    timeline: Timeline,
    window: Window,
    view: tuple[int, int, int, int],
    lang: str,
) -> list[Name]:
    """Return the names of the countries around, where the opening view shows their land bare.

    Parameters
    ----------
    package, timeline
        What is drawn.
    around : list of tuple
        Ids of countries and their land, in the window's units.
    window : Window
    view : tuple of int
        The opening view as x, y, width, height in the window's units.
    lang : str
        One of `LANGUAGES`.
    """
    names = []
    left, top, width, height = view
    painted = shapely.union_all(window.project([face.geometry for face in timeline.faces]))
    for place, land in around:
        seen = keep_polygons(shapely.clip_by_rect(land, left, top, left + width, top + height))
        bare = shapely.difference(seen, painted)
        if not bare.is_empty:
            x, y = window.back(_anchor(bare)).tolist()
            names.append(Name(place, package.places[place].name(lang), (x, y), 0.5))
    return names


def write_names(names: list[Name], window: Window, scale: float, clear: list[Box]) -> Markup:
    """Return the names as texts; one that would touch a heavier one is marked, and hidden until there is room.

    Parameters
    ----------
    names : list of Name
    window : Window
    scale : float
        Units of the window in a screen pixel.
    clear : list of tuple
        West, top, east and bottom, in units, of what no name may cover.
    """
    text = Markup(
        '<text class="label{}{}" data-label="{}" data-on="{}" x="{:.0f}" y="{:.0f}"{} '
        'text-anchor="middle" dominant-baseline="central" paint-order="stroke" stroke="{}" stroke-linejoin="round" '
        'fill="{}">{}</text>'
    )
    places = window.place(np.array([name.at for name in names]).reshape(-1, 2)).tolist()
    taken = list(clear)
    crowded = set()
    for name, (x, y) in sorted(zip(names, places, strict=True), key=lambda item: -item[0].weight):
        wide, high = name.size(LETTERS * scale)
        x0, y0, x1, y1 = x - wide, y - high, x + wide, y + high
        if any(x0 < right and left < x1 and y0 < bottom and top < y1 for left, top, right, bottom in taken):
            crowded.add(name)
        else:
            taken.append((x0, y0, x1, y1))
    parts = []
    for name, (x, y) in zip(names, places, strict=True):
        country = " country" if not name.paint else ""
        parts.append(
            text.format(
                country, " crowded" if name in crowded else "", name.place, name.paint, x, y,
                Markup(' font-size=".92em"') if country else "", PALETTE["paper"], PALETTE["ink"], name.text,
            )
        )  # fmt: skip
    opening = Markup('<g class="labels" font-size="{:.0f}">').format(LETTERS * scale)
    return opening + Markup("").join(parts) + Markup("</g>")


def _anchor(geometry: BaseGeometry) -> tuple[float, float]:
    """The middle of the widest room in a shape."""
    largest = max(shapely.get_parts(keep_polygons(geometry)), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.01 * largest.area**0.5)
    x, y = shapely.get_coordinates(circle)[0].tolist()
    return x, y
