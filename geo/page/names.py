"""Names on the page's map: each in its own land, the smaller of two that would touch left for a closer look."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.land.area import Geometries, keep_polygons
from geo.look.plane import Box
from geo.look.style import PALETTE
from geo.look.window import Window
from geo.model.scene import Scene, in_language

LETTERS = 13  # their height in screen pixels, where a window is first shown
MOST = 80  # places that are named on the map; of more only some would have room, and the reader could not know why
_LETTER_WIDTH = 0.62  # about how wide one is for its height, whatever font the reader has


@dataclass(frozen=True)
class Name:
    """What a name says and where it stands, in the unit square; the heavier of two that would touch is shown."""

    id: str
    text: str
    at: tuple[float, float]
    weight: float
    place: int | None = None

    def size(self, letter: float) -> tuple[float, float]:
        """Half its width and half its height, as far as they are known before a reader's font is."""
        return (_LETTER_WIDTH * len(self.text) + 0.5) / 2 * letter, 0.65 * letter


def name_places(scene: Scene, lands: Sequence[BaseGeometry | None], lang: str) -> list[Name]:
    """Return the drawn places' names, each in its own land.

    Parameters
    ----------
    scene : what is shown; none are named where they are very many.
    lands : each place's newest outline in the unit square, None without one.
    """
    if sum(land is not None for land in lands) > MOST:
        return []
    inner: dict[str, list[BaseGeometry]] = {}
    for place, land in zip(scene.places, lands, strict=True):
        if place.part_of and land is not None:
            inner.setdefault(place.part_of, []).append(land)
    names = []
    for number, (place, land) in enumerate(zip(scene.places, lands, strict=True)):
        if land is None or land.is_empty:
            continue
        own = shapely.difference(land, shapely.union_all(inner[place.id])) if place.id in inner else land
        weight = place.measured_km2 or float(land.area) * 1e9
        names.append(Name(place.id, place.name(lang), _anchor(own if not own.is_empty else land), weight, number))
    return names


def name_surroundings(scene: Scene, shapes: Geometries, painted: BaseGeometry, view: Box, lang: str) -> list[Name]:
    """Return the names of what lies around, where the opening view shows its land bare.

    Parameters
    ----------
    shapes : of `scene.base`, in the unit square.
    painted : all land that carries answers.
    view : the opening window in the unit square.
    """
    names = []
    window = shapely.box(*view)
    for shape, geometry in zip(scene.base, shapes, strict=True):
        if not shape.names or shape.kind not in ("home", "land"):
            continue
        bare = shapely.difference(keep_polygons(shapely.intersection(geometry, window)), painted)
        if not bare.is_empty and bare.area > 0:
            names.append(Name(shape.id, in_language(shape.names, lang), _anchor(bare), 0.0))
    return names


def write_names(names: list[Name], dark: Sequence[bool], window: Window, scale: float, clear: list[Box]) -> Markup:
    """Return the names as texts; one that would touch a heavier one is marked, and hidden until there is room.

    Parameters
    ----------
    names : list of Name
    dark : per place, whether its colour is dark.
    window : Window
    scale : float
        Units of the window in a screen pixel.
    clear : list of tuple
        West, top, east and bottom, in units, of what no name may cover.
    """
    text = Markup(
        '<text class="label{}{}" data-label="{}"{}{} x="{:.0f}" y="{:.0f}"{} text-anchor="middle" '
        'dominant-baseline="central" stroke="{}" stroke-linejoin="round" fill="{}">{}</text>'
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
        around = name.place is None
        on_dark = name.place is not None and dark[name.place]
        parts.append(
            text.format(
                " country" if around else "", " crowded" if name in crowded else "", name.id,
                "" if around else Markup(' data-row="{}"').format(name.place), Markup(' data-tone="dark"') if on_dark else "",
                x, y, Markup(' font-size=".92em"') if around else "",
                PALETTE["held"] if on_dark else PALETTE["paper"], "#ffffff" if on_dark else PALETTE["ink"], name.text,
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
