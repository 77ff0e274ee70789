"""The map as one SVG: the page's picture, which Leaflet carries and which stays when scripts are off.

Faces, outlines, lines and labels are named by classes and data attributes; colours come from the style sheet,
with the same colours as attributes for a reader that has none.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.land.area import keep_polygons
from geo.look.plane import Plane
from geo.look.style import PALETTE
from geo.model.definition import Definition
from geo.model.timeline import PAINTS, Situation, Timeline
from geo.package.read import Package
from geo.package.schema import Event
from geo.page.names import LETTERS, Name, name_countries, name_places, write_names

_FILL = {"h": PALETTE["held"], "b": PALETTE["before"], "e": PALETTE["ended"], **{
    letter: f"url(#pat-{PAINTS[letter]})" for letter in "psou"}}  # fmt: skip
# Hatches are drawn on a tile of 8 screen pixels; the page rescales the tile with the zoom.
HATCHES: Mapping[str, str] = {
    "possible": '<path class="hatch" d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" stroke-width="2.4"/>',
    "some": '<path class="hatch" d="M0,2h8M0,6h8" stroke-width="2"/>',
    "outside": '<path class="hatch" d="M-2,6l8,8M0,0l8,8M2,-6l8,8" stroke-width="0.8"/>',
    "unknown": '<circle class="dot" cx="2" cy="2" r="1"/><circle class="dot" cx="6" cy="6" r="1"/>',
}
_STILL = (900, 620)  # screen pixels, across and down, that hatches and letters are first sized for
_REACH = 7  # screen pixels that a name keeps from the middle of an event's mark
_WIDE, _TALL = 2.1, 0.8  # width to height of the windows that the drawing fills, a wide screen's and a phone's


@dataclass(frozen=True)
class Still:
    """The SVG, its plane, and the opening view as south, west, north, east in degrees."""

    svg: Markup
    plane: Plane
    view: tuple[float, float, float, float]


def hatch_defs(unit: float = 1.0) -> Markup:
    """Return the `<defs>` with the four hatches; `unit` is how many units of the drawing a screen pixel has."""
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
    lang : str
        Language of the names.
    described_by : str
        Id of the element that names the picture.
    classes : str, optional
        From `Scale.faces`, where colours speak of something other than the state.

    Returns
    -------
    Still
        Coordinates are whole units of `Still.plane`.
    """
    drawn = {t.place.id: (t.place, t.geometry) for t in timeline.tracks if t.geometry is not None}
    context = package.boundaries[package.boundaries["file"].isin(definition.context)]
    lands = [land for _, land in drawn.values()]
    names = name_places(timeline, situation, lang)
    near = Plane.around(*_extent(lands))
    shapes = [keep_polygons(item) for item in context["geometry"]] + [*lands, _surroundings(_view(lands, names, near), near)]
    plane = Plane.around(*_extent(shapes))
    view = _view(lands, names, plane)
    scale = _scale(view)
    events = _place_events(package, definition, timeline, situation, plane)
    reach = _REACH * scale
    clear = [(x - reach, y - reach, x + reach, y + reach) for _, (x, y), near in events if near]
    parts = [
        hatch_defs(scale),
        _base(package, definition, timeline, plane),
        Markup('<g class="faces">'),
        *(
            Markup('<path class="face" data-face="{}" data-paint="{}"{} fill="{}" d="{}"/>').format(
                number,
                letter,
                Markup(' data-class="{}"').format(classes[number]) if classes else "",
                _FILL[letter],
                plane.path(face.geometry),
            )
            for number, (face, letter) in enumerate(zip(timeline.faces, situation.paints, strict=True))
        ),
        Markup('</g><g class="outlines" fill="none" stroke="{}">').format(PALETTE["muted"]),
        *(
            Markup('<path class="outline" data-outline="{}" data-kind="{}" vector-effect="non-scaling-stroke" d="{}"/>')
            .format(place.id, "oblast" if place.kind.startswith("former") else "district", plane.path(land))
            for place, land in drawn.values()
        ),
        Markup("</g>"),
        _lines(package, definition, plane, situation),
        _draw_events(events, scale, lang),
        write_names([*name_countries(package, definition, timeline, plane, view, lang), *names], plane, scale, clear),
    ]  # fmt: skip
    south, west, north, east = plane.bounds
    opening = Markup(
        '<svg id="still" class="geo-map" xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" data-full="0 0 {} {}" '
        'data-bounds="{:.6f},{:.6f},{:.6f},{:.6f}" role="img" aria-labelledby="{}">'
    ).format(*view, plane.width, plane.height, south, west, north, east, described_by)
    west, north = plane.degrees(view[0], view[1])
    east, south = plane.degrees(view[0] + view[2], view[1] + view[3])
    return Still(opening + Markup("").join(parts) + Markup("</svg>"), plane, (south, west, north, east))


def _extent(shapes: list[BaseGeometry]) -> tuple[float, float, float, float]:
    west, south, east, north = shapely.total_bounds(shapes)
    return float(west), float(south), float(east), float(north)


def _scale(view: tuple[float, float, float, float]) -> float:
    """How many units a screen pixel has where a window is first shown."""
    return max(view[2] / _STILL[0], view[3] / _STILL[1])


def _view(shapes: list[BaseGeometry], names: list[Name], plane: Plane) -> tuple[int, int, int, int]:
    """The opening window: the drawn places with a margin, and their names, as x, y, width, height in units."""
    west, south, east, north = _extent(shapes)
    (x0, y0), (x1, y1) = plane.units([[west, north], [east, south]])
    margin = 0.06 * max(x1 - x0, y1 - y0)
    x0, y0, x1, y1 = x0 - margin, y0 - margin, x1 + margin, y1 + margin
    letter = 1.1 * LETTERS * _scale((x0, y0, x1 - x0, y1 - y0))  # a tenth more: a wider window has larger letters
    for name, (x, y) in zip(names, plane.units([name.at for name in names]).tolist(), strict=True):
        wide, high = name.size(letter)
        x0, y0, x1, y1 = min(x0, x - wide), min(y0, y - high), max(x1, x + wide), max(y1, y + high)
    return round(x0), round(y0), round(x1 - x0), round(y1 - y0)


def _surroundings(view: tuple[int, int, int, int], plane: Plane) -> BaseGeometry:
    """What a window of another shape shows around the opening one, in degrees; not beyond the world."""
    x, y, width, height = view
    right, down = max(0.0, _WIDE * height - width) / 2, max(0.0, width / _TALL - height) / 2
    west, north = plane.degrees(x - right, y - down)
    east, south = plane.degrees(x + width + right, y + height + down)
    return shapely.box(max(-180.0, west), max(-85.0, south), min(180.0, east), min(85.0, north))


def _base(package: Package, definition: Definition, timeline: Timeline, plane: Plane) -> Markup:
    """Neighbours, the country, its districts and the graticule."""
    own = {track.place.id for track in timeline.tracks}
    rows = package.boundaries[package.boundaries["file"].isin(definition.context)]
    homes = {package.places[name].part_of for name in own} | {
        package.places[p].part_of for n in own if (p := package.places[n].part_of) and p in package.places
    }
    land, districts, country = [], [], []
    for row in rows.itertuples():
        shape = Markup('<path class="{}" data-id="{}" d="{}"/>')  # coloured by the style sheet
        if row.place in own:
            continue
        if row.kind == "country" and row.place in homes:
            data = plane.path(row.geometry)
            land.append(shape.format("land home", row.id, data))
            country.append(shape.format("country", row.id, data))
        elif row.kind == "country":
            land.append(shape.format("land", row.id, plane.path(row.geometry)))
        elif row.kind != "line":
            districts.append(shape.format("district", row.id, plane.path(row.geometry)))
    water = Markup('<rect class="water" width="{}" height="{}" fill="{}"/>').format(
        plane.width, plane.height, PALETTE["water"] if rows.size else PALETTE["paper"]
    )
    return (
        Markup('<g class="base">') + water + Markup("").join(land) + _graticule(plane)
        + Markup("").join(districts) + Markup("").join(country) + Markup("</g>")
    )  # fmt: skip


def _graticule(plane: Plane) -> Markup:
    """Meridians and parallels at a round step, as one path."""
    south, west, north, east = plane.bounds
    step = next((s for s in (0.25, 0.5, 1, 2, 5, 10, 30) if (east - west) / s <= 14), 60)
    lines = []
    first = -int(-west // step) * step
    while first < east:
        lines.append(shapely.LineString([(first, south), (first, north)]))
        first += step
    first = -int(-south // step) * step
    while first < north:
        lines.append(shapely.LineString([(west, first), (east, first)]))
        first += step
    return Markup(
        '<path class="graticule" fill="none" stroke="{}" vector-effect="non-scaling-stroke" d="{}"/>'
    ).format(PALETTE["border"], plane.path(shapely.MultiLineString(lines)))


def _lines(package: Package, definition: Definition, plane: Plane, situation: Situation) -> Markup:
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
                plane.path(row.geometry), row.id,
            )
        )  # fmt: skip
    return Markup("").join([*parts, Markup("</g>")])


def _place_events(
    package: Package, definition: Definition, timeline: Timeline, situation: Situation, plane: Plane
) -> list[tuple[Event, tuple[float, float], bool]]:
    """Events with a place inside the drawing, where they stand, and whether they belong to the day's stretch of time."""
    south, west, north, east = plane.bounds
    stretch = bisect_right(timeline.stops, situation.day)
    placed = []
    for event in package.events if definition.events else ():
        if event.lon is None or event.lat is None or not (west < event.lon < east and south < event.lat < north):
            continue
        x, y = plane.units([[event.lon, event.lat]])[0].tolist()
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
