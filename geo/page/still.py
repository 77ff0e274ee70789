"""The map as one SVG: the page's picture, which Leaflet carries and which stays when scripts are off.

Faces, outlines, lines and labels are named by classes and data attributes; colours come from the style sheet,
with the same colours as attributes for a reader that has none.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.land.area import keep_polygons
from geo.look.plane import Box, Plane
from geo.look.style import PALETTE
from geo.look.window import Window
from geo.model.definition import Definition
from geo.model.timeline import PAINTS, Situation, Timeline
from geo.package.read import Package
from geo.package.schema import Event
from geo.page.names import LETTERS, Name, name_countries, name_places, write_names

_FILL = {"h": PALETTE["held"], "b": PALETTE["before"], "e": PALETTE["ended"], **{
    letter: f"url(#pat-{PAINTS[letter]})" for letter in "psoua"}}  # fmt: skip
# Hatches are drawn on a tile of 8 screen pixels; the page rescales the tile with the zoom.
HATCHES: Mapping[str, str] = {
    "possible": '<path class="hatch" d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" stroke-width="2.4"/>',
    "some": '<path class="hatch" d="M0,2h8M0,6h8" stroke-width="2"/>',
    "outside": '<path class="hatch" d="M-2,6l8,8M0,0l8,8M2,-6l8,8" stroke-width="0.8"/>',
    "alone": '<path class="hatch" d="M2,0v8M6,0v8" stroke-width="1.2"/>',
    "unknown": '<circle class="dot" cx="2" cy="2" r="1"/><circle class="dot" cx="6" cy="6" r="1"/>',
}
_STILL = (900, 620)  # screen pixels, across and down, that hatches and letters are first sized for
_REACH = 7  # screen pixels that a name keeps from the middle of an event's mark
_WIDE, _TALL = 2.1, 0.8  # width to height of the windows that the drawing fills, a wide screen's and a phone's


@dataclass(frozen=True)
class Still:
    """The SVG, its window on the plane, and the opening view as x, y, width, height in the window's units."""

    svg: Markup
    window: Window
    view: tuple[int, int, int, int]


def hatch_defs(unit: float = 1.0) -> Markup:
    """Return the `<defs>` with the hatches; `unit` is how many units of the drawing a screen pixel has."""
    tiles = []
    for name, marks in HATCHES.items():
        colour = PALETTE["muted"] if name == "unknown" else PALETTE["held"]
        painted = marks.replace('class="hatch"', f'class="hatch" stroke="{colour}" fill="none"')
        painted = painted.replace('class="dot"', f'class="dot" fill="{colour}"')
        tiles.append(
            f'<pattern id="pat-{name}" patternUnits="userSpaceOnUse" width="{8 * unit:.6g}" height="{8 * unit:.6g}" '
            f'data-px="8"><g transform="scale({unit:.6g})"><rect class="ground" width="8" height="8" '
            f'fill="{PALETTE["before"]}"/>{painted}</g></pattern>'
        )
    return Markup(f"<defs>{''.join(tiles)}</defs>")


def draw_still(
    package: Package,
    definition: Definition,
    timeline: Timeline,
    situation: Situation,
    plane: Plane,
    lang: str,
    described_by: str,
    classes: str | None = None,
) -> Still:
    """Draw the map of one day as SVG.

    Parameters
    ----------
    package, definition, timeline : what is drawn.
    situation : Situation
        The day's answers; gives each face its paint.
    plane : Plane
        What everything is projected with.
    lang : str
        Language of the names.
    described_by : str
        Id of the element that names the picture.
    classes : str, optional
        From `Scale.faces`, where colours speak of something other than the state.

    Returns
    -------
    Still
        Coordinates are whole units of `Still.window`.
    """
    drawn = {t.place.id: (t.place, t.geometry) for t in timeline.tracks if t.geometry is not None}
    lands = [plane.project(land) for _, land in drawn.values()]
    names = name_places(timeline, situation, lang, plane)
    near = Window.around(plane, plane.home)
    around = _surroundings(_view(near, names), near)
    rows = package.boundaries[package.boundaries["file"].isin(definition.context)]
    shapes = plane.project([keep_polygons(item) for item in rows["geometry"]]) if len(rows) else []
    window = Window.around(plane, _reach([*lands, *shapes], around))
    context = [
        (row, window.cut(shape))
        for row, shape in zip(rows.itertuples(), shapes, strict=True)
    ]
    view = _view(window, names)
    scale = _scale(view)
    events = _place_events(package, definition, timeline, situation, window)
    reach = _REACH * scale
    clear = [(x - reach, y - reach, x + reach, y + reach) for _, (x, y), near in events if near]
    countries = [(row.place, shape) for row, shape in context if row.kind == "country" and row.place]
    parts = [
        hatch_defs(scale),
        _base(package, context, timeline, window),
        Markup('<g class="faces">'),
        *(
            Markup('<path class="face" data-face="{}" data-paint="{}"{} fill="{}" d="{}"/>').format(
                number,
                letter,
                Markup(' data-class="{}"').format(classes[number]) if classes else "",
                _FILL[letter],
                window.path(face.geometry),
            )
            for number, (face, letter) in enumerate(zip(timeline.faces, situation.letters, strict=True))
        ),
        Markup('</g><g class="outlines" fill="none" stroke="{}">').format(PALETTE["muted"]),
        *(
            Markup('<path class="outline" data-outline="{}" data-kind="{}" vector-effect="non-scaling-stroke" d="{}"/>')
            .format(place.id, "oblast" if place.kind.startswith("former") else "district", window.path(land))
            for place, land in drawn.values()
        ),
        Markup("</g>"),
        _lines(package, definition, window, situation),
        _draw_events(events, scale, lang),
        write_names(
            [*name_countries(package, countries, timeline, window, view, lang), *names], window, scale, clear
        ),
    ]  # fmt: skip
    opening = Markup(
        '<svg id="still" class="geo-map" xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" data-full="0 0 {} {}" '
        'data-window="{} {} {}" role="img" aria-labelledby="{}">'
    ).format(*view, window.width, window.height, window.zoom, window.left, window.top, described_by)
    return Still(opening + Markup("").join(parts) + Markup("</svg>"), window, view)


def _reach(shapes: list[BaseGeometry], around: Box) -> Box:
    """What is drawn: all that is near, but of land that goes on round the world no more than a window could show."""
    left, top, right, bottom = around
    west, north, east, south = shapely.total_bounds(shapes).tolist()
    wide, high = right - left, bottom - top
    return (
        min(left, max(west, left - wide)), min(top, max(north, top - high)),
        max(right, min(east, right + wide)), max(bottom, min(south, bottom + high)),
    )  # fmt: skip


def _scale(view: tuple[float, float, float, float]) -> float:
    """How many units a screen pixel has where a window is first shown."""
    return max(view[2] / _STILL[0], view[3] / _STILL[1])


def _view(window: Window, names: list[Name]) -> tuple[int, int, int, int]:
    """The opening view: the plane's home with a margin, and the names, as x, y, width, height in units."""
    left, top, right, bottom = window.plane.home
    (x0, y0), (x1, y1) = window.place(np.array([[left, top], [right, bottom]])).tolist()
    margin = 0.06 * max(x1 - x0, y1 - y0)
    x0, y0, x1, y1 = x0 - margin, y0 - margin, x1 + margin, y1 + margin
    edges = (x0, y0, x1, y1)
    letter = 1.1 * LETTERS * _scale((x0, y0, x1 - x0, y1 - y0))  # a tenth more: a wider window has larger letters
    for name, (x, y) in zip(names, window.place(np.array([name.at for name in names])).tolist(), strict=True):
        if not (edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3]):
            continue  # a far speck's
        wide, high = name.size(letter)
        x0, y0, x1, y1 = min(x0, x - wide), min(y0, y - high), max(x1, x + wide), max(y1, y + high)
    return round(x0), round(y0), round(x1 - x0), round(y1 - y0)


def _surroundings(view: tuple[int, int, int, int], window: Window) -> Box:
    """What a window of another shape shows around the opening one, in the unit square."""
    x, y, width, height = view
    right, down = max(0.0, _WIDE * height - width) / 2, max(0.0, width / _TALL - height) / 2
    corners = np.array([[x - right, y - down], [x + width + right, y + height + down]])
    (x0, y0), (x1, y1) = window.back(corners).tolist()
    return x0, y0, x1, y1


def _base(package: Package, context: list[tuple[Any, BaseGeometry]], timeline: Timeline, window: Window) -> Markup:
    """Neighbours, the country, its districts and the graticule."""
    own = {track.place.id for track in timeline.tracks}
    homes = {package.places[name].part_of for name in own} | {
        package.places[p].part_of for n in own if (p := package.places[n].part_of) and p in package.places
    }
    land, districts, country = [], [], []
    for row, outline in context:
        shape = Markup('<path class="{}" data-id="{}" d="{}"/>')  # coloured by the style sheet
        if row.place in own:
            continue
        if row.kind == "country" and row.place in homes:
            data = window.write(outline)
            land.append(shape.format("land home", row.id, data))
            country.append(shape.format("country", row.id, data))
        elif row.kind == "country":
            land.append(shape.format("land", row.id, window.write(outline)))
        elif row.kind != "line":
            districts.append(shape.format("district", row.id, window.write(outline)))
    globe = window.globe()
    fill = PALETTE["water"] if context else PALETTE["paper"]
    water = (
        Markup('<path class="water" fill="{}" d="{}"/>').format(fill, globe)
        if globe
        else Markup('<rect class="water" width="{}" height="{}" fill="{}"/>').format(window.width, window.height, fill)
    )
    graticule = Markup(
        '<path class="graticule" fill="none" stroke="{}" vector-effect="non-scaling-stroke" d="{}"/>'
    ).format(PALETTE["border"], window.graticule() + globe)
    return (
        Markup('<g class="base">') + water + Markup("").join(land) + graticule
        + Markup("").join(districts) + Markup("").join(country) + Markup("</g>")
    )  # fmt: skip


def _lines(package: Package, definition: Definition, window: Window, situation: Situation) -> Markup:
    parts = [Markup('<g class="lines" fill="none" stroke="{}">').format(PALETTE["line"])]
    day = situation.day.isoformat()
    for row in package.boundaries[package.boundaries["id"].isin(definition.lines)].itertuples():
        shown = (row.valid_from or "") <= day and (not row.valid_to or day < row.valid_to)
        parts.append(
            Markup(
                '<path class="line" data-line="{}" data-from="{}" data-to="{}"{} vector-effect="non-scaling-stroke" '
                'd="{}"><title>{}</title></path>'
            ).format(
                row.id, row.valid_from, row.valid_to, "" if shown else Markup(' visibility="hidden"'),
                window.path(row.geometry), row.id,
            )
        )  # fmt: skip
    return Markup("").join([*parts, Markup("</g>")])


def _place_events(
    package: Package, definition: Definition, timeline: Timeline, situation: Situation, window: Window
) -> list[tuple[Event, tuple[float, float], bool]]:
    """Events with a place inside the drawing, where they stand, and whether they belong to the day's stretch of time."""
    stretch = bisect_right(timeline.stops, situation.day)
    placed = []
    for event in package.events if definition.events else ():
        if event.lon is None or event.lat is None:
            continue
        x, y = window.units([[event.lon, event.lat]])[0].tolist()
        if not (0 < x < window.width and 0 < y < window.height):
            continue
        day = event.date.earliest
        placed.append((event, (x, y), day is not None and bisect_right(timeline.stops, day) == stretch))
    return placed


def _title(event: Event, lang: str) -> str:
    return event.titles.get(lang) or next(iter(event.titles.values()), event.id)


def _draw_events(events: list[tuple[Event, tuple[float, float], bool]], scale: float, lang: str) -> Markup:
    """A diamond at the place of each event; those of other stretches of time are hidden."""
    if not events:
        return Markup("")
    mark = Markup(
        '<g class="event{}" data-event="{}" transform="translate({:.0f} {:.0f})"><path d="M0-6L6 0 0 6-6 0z" '
        'transform="scale({:.6g})" fill="{}" stroke="{}" vector-effect="non-scaling-stroke"/><title>{}</title></g>'
    )
    marks = [
        mark.format("" if near else " off", event.id, x, y, scale, PALETTE["ink"], PALETTE["paper"], _title(event, lang))
        for event, (x, y), near in events
    ]
    return Markup('<g class="events">') + Markup("").join(marks) + Markup("</g>")
