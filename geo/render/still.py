"""The map as one SVG: the page's picture, which Leaflet carries and which stays when scripts are off.

Faces, outlines, lines and labels are named by classes and data attributes; colours come from the style sheet,
with the same colours as attributes for a reader that has none.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from markupsafe import Markup, escape
from shapely.geometry.base import BaseGeometry

from geo.area import keep_polygons
from geo.package import Package
from geo.render.definition import Definition
from geo.render.plane import Plane
from geo.render.style import PALETTE
from geo.timeline import PAINTS, Situation, Timeline

_FILL = {"h": PALETTE["held"], "b": PALETTE["before"], "e": PALETTE["ended"], **{
    letter: f"url(#pat-{PAINTS[letter]})" for letter in "psou"}}  # fmt: skip
# Hatches are drawn on a tile of 8 screen pixels; the page rescales the tile with the zoom.
_HATCHES: Mapping[str, str] = {
    "possible": '<path class="hatch" d="M-2,2l4,-4M0,8l8,-8M6,10l4,-4" stroke-width="2.4"/>',
    "some": '<path class="hatch" d="M0,2h8M0,6h8" stroke-width="2"/>',
    "outside": '<path class="hatch" d="M-2,6l8,8M0,0l8,8M2,-6l8,8" stroke-width="0.8"/>',
    "unknown": '<circle class="dot" cx="2" cy="2" r="1"/><circle class="dot" cx="6" cy="6" r="1"/>',
}
_STILL_WIDTH = 900  # screen pixels that hatches and letters are first sized for


@dataclass(frozen=True)
class Still:
    """The SVG, its plane, and the opening view as south, west, north, east in degrees."""

    svg: Markup
    plane: Plane
    view: tuple[float, float, float, float]


def hatch_defs(unit: float = 1.0) -> Markup:
    """Return the `<defs>` with the four hatches; `unit` is how many units of the drawing a screen pixel has."""
    tiles = []
    for name, marks in _HATCHES.items():
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
    shapes = [keep_polygons(item) for item in context["geometry"]] + [land for _, land in drawn.values()]
    plane = Plane.around(*_extent(shapes))
    view = _view([land for _, land in drawn.values()], plane)
    scale = view[2] / _STILL_WIDTH
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
        _labels(package, definition, timeline, plane, view, scale, lang),
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


def _view(shapes: list[BaseGeometry], plane: Plane) -> tuple[int, int, int, int]:
    """The opening window: the drawn places with a margin, as x, y, width, height in units."""
    west, south, east, north = _extent(shapes)
    (x0, y0), (x1, y1) = plane.units([[west, north], [east, south]])
    margin = 0.06 * max(x1 - x0, y1 - y0)
    return round(x0 - margin), round(y0 - margin), round(x1 - x0 + 2 * margin), round(y1 - y0 + 2 * margin)


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


def _labels(
    package: Package,
    definition: Definition,
    timeline: Timeline,
    plane: Plane,
    view: tuple[int, int, int, int],
    scale: float,
    lang: str,
) -> Markup:
    """Names of the drawn places, each in its own land, and of the countries around, inside the opening view."""
    parts = [Markup('<g class="labels">')]
    halo = Markup('paint-order="stroke" stroke="{}" stroke-linejoin="round" fill="{}"').format(
        PALETTE["paper"], PALETTE["ink"]
    )
    text = Markup(
        '<text class="{}" data-label="{}" x="{:.0f}" y="{:.0f}" font-size="{:.0f}" text-anchor="middle" '
        'dominant-baseline="central" {}>{}</text>'
    )
    window = shapely.box(*_window(plane, view))
    for row in package.boundaries[package.boundaries["file"].isin(definition.context)].itertuples():
        seen = (
            keep_polygons(shapely.intersection(keep_polygons(row.geometry), window))
            if row.kind == "country"
            else None
        )
        if seen is None or seen.is_empty or not row.place:
            continue
        bare = shapely.difference(seen, shapely.union_all([face.geometry for face in timeline.faces]))
        if not bare.is_empty:
            x, y = _anchor(bare, plane)
            name = package.places[row.place].name(lang)
            parts.append(text.format("label country", row.place, x, y, 12 * scale, halo, escape(name)))
    for track in timeline.tracks:
        if track.geometry is None:
            continue
        subs = [
            t.geometry
            for t in timeline.tracks
            if t.geometry is not None and t.place.part_of == track.place.id
        ]
        own = shapely.difference(track.geometry, shapely.union_all(subs)) if subs else track.geometry
        x, y = _anchor(own if not own.is_empty else track.geometry, plane)
        parts.append(
            text.format("label", track.place.id, x, y, 13 * scale, halo, escape(track.place.name(lang)))
        )
    return Markup("").join([*parts, Markup("</g>")])


def _window(plane: Plane, view: tuple[int, int, int, int]) -> tuple[float, float, float, float]:
    west, north = plane.degrees(view[0], view[1])
    east, south = plane.degrees(view[0] + view[2], view[1] + view[3])
    return west, south, east, north


def _anchor(geometry: BaseGeometry, plane: Plane) -> tuple[float, float]:
    """The middle of the widest room in a shape, in units."""
    largest = max(shapely.get_parts(keep_polygons(geometry)), key=lambda part: part.area)
    circle = shapely.maximum_inscribed_circle(largest, tolerance=0.01 * largest.area**0.5)
    point = plane.units([shapely.get_coordinates(circle)[0]])[0]
    return float(point[0]), float(point[1])
