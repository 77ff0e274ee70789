"""A scene's map as one SVG: the page's picture, which Leaflet carries and which stays when scripts are off.

Land, outlines, lines and names are named by classes and data attributes; a fill is a variable of the page's style sheet
with the same colour behind it, for a reader that has none.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geo.land.area import Geometries, keep_polygons
from geo.look.plane import Box, Plane
from geo.look.style import PALETTE
from geo.look.window import DIGITS, Window
from geo.model.scene import Scene, in_language
from geo.package.schema import Event
from geo.page.encode import simplify_shared
from geo.page.figures import draw_guide
from geo.page.names import LETTERS, Name, name_places, name_surroundings, write_names
from geo.page.shades import draw_patterns, fill_of

JOINED = 300  # pieces up to which each is a path of its own; of more, neighbours of one look are one
MOST = 20_000  # pieces in a picture: more would weigh megabytes
# What attributes cannot say in valid HTML, or would say for each path.
_SHEET = Markup(
    "<style>.geo-map :is(.base,.faces,.outlines,.lines,.events) path{vector-effect:non-scaling-stroke}"
    ".geo-map text,.step text,.event path{paint-order:stroke}</style>"
)
_STILL = (900, 620)  # screen pixels, across and down, that hatches and letters are first sized for
_REACH = 7  # screen pixels that a name keeps from the middle of an event's mark
_ROOM = 0.3  # of the opening view: so far around what is far the drawing goes on
_WIDE, _TALL = 2.1, 0.8  # width to height of the windows that the drawing fills, a wide screen's and a phone's
_BASE_NEAR = 1.5  # units of the window, half a pixel of an opening view, that land around may lose
_LOST = 0.005  # of the land may change where neighbours overlap by a hair
_DARK = 0.5  # luminance below which letters are white


@dataclass(frozen=True)
class Still:
    """The SVG, its window on the plane, the box of the unit square that it opens on, whose names around it carries.

    For each step of a guided reading a figure, which uses the shapes of the SVG; and the patterns that figures need besides.
    """

    svg: Markup
    window: Window
    view: Box
    named: tuple[str, ...] = ()
    figures: tuple[Markup, ...] = ()
    patterns: str = ""


def draw_still(
    scene: Scene, moment: int, *, name: str, lang: str, described_by: str, land: Geometries | None = None
) -> Still:
    """Draw the map of one moment as SVG.

    Parameters
    ----------
    scene : what is shown; its first series.
    moment : which.
    name : begins the names of patterns and variables.
    lang : of the names.
    described_by : id of the element that names the picture.
    land : the pieces in the unit square, simplified, where they are many; as the scene has them by default.

    Returns
    -------
    Still
        Coordinates are units of `Still.window`, whole ones but for small land.
    """
    plane = scene.plane
    pieces = plane.project(scene.land.geometries) if land is None else land
    outlines = _project(plane, [outline.geometry for outline in scene.outlines]) if land is None else pieces
    lands = newest_lands(scene, outlines) if land is None else [None] * len(scene.places)
    base = _project(plane, [keep_polygons(shape.geometry) for shape in scene.base])
    names = name_places(scene, lands, lang)
    near = Window.around(plane, plane.home)
    around = _surroundings(_view(near, names), near)
    reach = _reach([*pieces, *base], around)
    window = Window.around(plane, reach, _with_far(plane, reach))
    view = _view(window, names)
    scale = max((view[2] - view[0]) / _STILL[0], (view[3] - view[1]) / _STILL[1])
    events = _place_events(scene, moment, window)
    free = _REACH * scale
    clear = [(x - free, y - free, x + free, y + free) for _, (x, y), now in events if now]
    if names:
        names += name_surroundings(scene, base, shapely.union_all(pieces), _back(window, view), lang)
    named = tuple(one.id for one in names if one.place is None)
    if land is None:
        both = window.settle([*pieces, *outlines])
        faces, edges = both[: len(pieces)], both[len(pieces) :]
    else:
        faces, edges = shapely.transform(pieces, window.place), []
    guide = draw_guide(scene, name, window, view, names)
    parts = [
        _SHEET, guide.sheet, Markup("<defs>"), draw_patterns(name, scene, "map", scale), Markup("</defs>"),
        _draw_base(scene, base, window, reach),
        _draw_land(scene, faces, moment, name, window, guide.groups),
        _draw_outlines(scene, edges, moment, window) if land is None else "",
        _draw_lines(scene, moment, window),
        _draw_events(events, scale, lang),
        write_names(names, dark_places(scene, moment), window, scale, clear),
    ]  # fmt: skip
    box = " ".join(f"{number:.0f}" for number in (view[0], view[1], view[2] - view[0], view[3] - view[1]))
    opening = Markup(
        '<svg id="still" class="geo-map" xmlns="http://www.w3.org/2000/svg" viewBox="{}" data-full="0 0 {} {}" '
        'role="img" aria-labelledby="{}">'
    ).format(box, window.width, window.height, described_by)
    svg = opening + Markup("").join(parts) + Markup("</svg>")
    return Still(svg, window, _back(window, view), named, guide.figures, guide.patterns)


def newest_lands(scene: Scene, outlines: Geometries) -> list[BaseGeometry | None]:
    """Return each place's outline, the last of several; None without one."""
    found: list[BaseGeometry | None] = [None] * len(scene.places)
    for outline, shape in zip(scene.outlines, outlines, strict=True):
        found[outline.place] = shape
    return found


def dark_places(scene: Scene, moment: int, series: int = 0) -> list[bool]:
    """Say per place whether its colour is so dark that letters on it are white."""
    styles = scene.series[series].styles
    dark = [not style.pattern and is_dark(style.fill) for style in styles]
    return [dark[code] for code in scene.series[series].place_codes[:, moment]]


def is_dark(colour: str) -> bool:
    """Say whether white letters stand better on a colour, #rrggbb."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.299 * red + 0.587 * green + 0.114 * blue < _DARK


def _project(plane: Plane, geometries: Sequence[BaseGeometry]) -> Geometries:
    shapes = _array(geometries)
    projected: Geometries = plane.project(shapes) if len(shapes) else shapes
    return projected


def _array(geometries: Sequence[BaseGeometry]) -> Geometries:
    shapes = np.empty(len(geometries), object)
    shapes[:] = geometries
    return shapes


def _back(window: Window, box: Box) -> Box:
    """Return a box of the window's units in the unit square."""
    (x0, y0), (x1, y1) = window.back([box[:2], box[2:]]).tolist()
    return x0, y0, x1, y1


def _path(window: Window, shapes: Any) -> str:
    """Return shapes of the unit square, one or many, as SVG path data."""
    return window.write(shapely.transform(shapes, window.place))


def _reach(shapes: Sequence[BaseGeometry], around: Box) -> Box:
    """What is drawn: all that is near, but of land that goes on round the world no more than a window could show."""
    left, top, right, bottom = around
    west, north, east, south = shapely.total_bounds(shapes).tolist()
    if np.isnan(west):
        return around
    wide, high = right - left, bottom - top
    return (
        min(left, max(west, left - wide)), min(top, max(north, top - high)),
        max(right, min(east, right + wide)), max(bottom, min(south, bottom + high)),
    )  # fmt: skip


def _with_far(plane: Plane, box: Box) -> Box:
    """A box with the land that the map does not open on, where there is such, and some room around that."""
    if not (plane.beyond or plane.partly):
        return box
    left, top, right, bottom = plane.home
    more = _ROOM * max(right - left, bottom - top)
    whole = (plane.whole[0] - more, plane.whole[1] - more, plane.whole[2] + more, plane.whole[3] + more)
    return min(box[0], whole[0]), min(box[1], whole[1]), max(box[2], whole[2]), max(box[3], whole[3])


def _view(window: Window, names: list[Name]) -> Box:
    """The opening view: the plane's home with a margin, and the names, in units of the window."""
    left, top, right, bottom = window.plane.home
    (x0, y0), (x1, y1) = window.place(np.array([[left, top], [right, bottom]])).tolist()
    margin = 0.04 * max(x1 - x0, y1 - y0) + 1
    x0, y0, x1, y1 = edges = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
    letter = 1.1 * LETTERS * max((x1 - x0) / _STILL[0], (y1 - y0) / _STILL[1])  # a tenth more: a wider window has larger letters
    for name, (x, y) in zip(names, window.place(np.array([n.at for n in names]).reshape(-1, 2)).tolist(), strict=True):
        if not (edges[0] <= x <= edges[2] and edges[1] <= y <= edges[3]):
            continue  # a far speck's
        wide, high = name.size(letter)
        x0, y0, x1, y1 = min(x0, x - wide), min(y0, y - high), max(x1, x + wide), max(y1, y + high)
    return round(x0), round(y0), round(x1), round(y1)


def _surroundings(view: Box, window: Window) -> Box:
    """What a window of another shape shows around the opening one, in the unit square."""
    x0, y0, x1, y1 = view
    right, down = max(0.0, _WIDE * (y1 - y0) - (x1 - x0)) / 2, max(0.0, (x1 - x0) / _TALL - (y1 - y0)) / 2
    return _back(window, (x0 - right, y0 - down, x1 + right, y1 + down))


def _draw_base(scene: Scene, shapes: Geometries, window: Window, near: Box) -> Markup:
    """Water, neighbours, the country, its districts and the graticule; colours as attributes for who has no style sheet."""
    made: dict[str, list[Markup]] = {"land": [], "home": [], "district": []}
    path = Markup('<path class="{}" d="{}"/>')
    cut = [keep_polygons(window.cut(shape)) for shape in shapes]
    land = [number for number, shape in enumerate(scene.base) if shape.kind in ("home", "land")]
    edges = []
    for number, geometry in zip(land, simplify_shared(_array([cut[number] for number in land]), _BASE_NEAR), strict=True):
        home = scene.base[number].kind == "home"
        made["home" if home else "land"].append(path.format("land home" if home else "land", window.write(geometry)))
        edges += [geometry.boundary] if home else []
    inner = [shape for number, shape in enumerate(cut) if number not in set(land)]
    if inner:
        made["district"].append(path.format("district", window.write(_find_borders(inner, edges))))
    globe = window.globe()
    water = (
        Markup('<path class="water" fill="{}" d="{}"/>').format(PALETTE["water"], globe)
        if globe
        else Markup('<rect class="{0}" fill="{1}" width="{2}" height="{3}"/>').format(
            *(("water", PALETTE["water"]) if scene.sea or len(shapes) else ("unknown", PALETTE["paper"])),
            window.width, window.height,
        )
    )
    line = Markup('<path class="graticule" fill="none" stroke="{}" d="{}"/>')
    graticule = line.format(PALETTE["border"], window.graticule(near) + globe)
    group = Markup('<g fill="{}" stroke="{}">')
    end = Markup("</g>")
    return Markup("").join(
        [
            Markup('<g class="base" id="base">' if scene.steps else '<g class="base">'), water,
            group.format(PALETTE["land"], PALETTE["border"]), *made["land"], end,
            group.format(PALETTE["land"], PALETTE["country"]), *made["home"], end, graticule,
            group.format("none", PALETTE["district"]), *made["district"], end, end,
        ]
    )  # fmt: skip


def _find_borders(shapes: list[BaseGeometry], edges: list[BaseGeometry]) -> BaseGeometry:
    """The borders of neighbours as lines, each once, without those that run along the edges of the country."""
    lines: BaseGeometry = shapely.union_all(shapely.boundary(_array(shapes)), grid_size=1)
    lines = shapely.line_merge(shapely.difference(lines, shapely.buffer(shapely.union_all(_array(edges)), 3 * _BASE_NEAR)))
    return shapely.simplify(lines, _BASE_NEAR)


def _draw_land(
    scene: Scene, pieces: Geometries, moment: int, name: str, window: Window, groups: np.ndarray[Any, Any]
) -> Markup:
    """Each piece as a path; or where they are many, all of one look as one, and places too small for it as a dot."""
    series = scene.series[0]
    codes = series.land_codes[:, moment]
    path = Markup('<path class="face" {}="{}" data-code="{}" fill="{}" d="{}"/>')

    def fill(code: int, group: int) -> str:
        own = fill_of(name, 0, code, series.styles[code], "map") if code else "none"
        return f"var(--s{group},{own})" if scene.steps else own

    made = []
    if len(pieces) <= JOINED:
        for number, (code, group, piece) in enumerate(zip(codes.tolist(), groups.tolist(), pieces, strict=True)):
            made.append(path.format(Markup("data-face"), number, code, fill(code, group), window.write(piece, DIGITS)))
    elif len(pieces) <= MOST:
        left, top, right, bottom = window.plane.home
        pixel = max((right - left) / _STILL[0], (bottom - top) / _STILL[1]) * window.world
        simple = simplify_shared(pieces, pixel)
        looks = np.column_stack([codes, groups])
        for code, group in np.unique(looks[(looks > 0).any(axis=1)], axis=0).tolist():
            land = simple[(codes == code) & (groups == group)]
            data = window.write(_leave_crumbs(_join_land(land), pixel**2))
            made.append(path.format(Markup("data-look"), code, code, fill(code, group), data))
    opening = Markup('<g class="faces" {}fill-rule="evenodd">').format(Markup('id="faces" ') if scene.steps else "")
    return opening + Markup("").join(made) + Markup("</g>")


def _leave_crumbs(parts: Geometries, least: float) -> Geometries:
    """Leave out rings smaller than a pixel."""
    rings = shapely.get_rings(parts)
    kept: Geometries = rings[shapely.area(shapely.polygons(rings)) >= least] if len(rings) else rings
    return np.array([shapely.Polygon(ring) for ring in kept], dtype=object)


def _join_land(land: Geometries) -> Geometries:
    """Join neighbours along their common edges; where they overlap, so that land would be lost, leave each by itself."""
    parts = shapely.get_parts(land)
    try:
        joined = shapely.get_parts(shapely.coverage_union_all(land))
    except shapely.errors.GEOSException:
        return parts
    before, after = (float(shapely.area(shapes).sum()) for shapes in (parts, joined))
    return joined if abs(after - before) <= _LOST * before else parts


def _draw_outlines(scene: Scene, shapes: Geometries, moment: int, window: Window) -> Markup:
    stop = scene.stop(moment) or (scene.stops[0] if scene.stops else None)
    path = Markup(
        '<path class="outline" data-outline="{0}" data-land="{0}" data-kind="{1}" data-from="{2}" data-to="{3}"{4} '
        'd="{5}"/>'
    )
    made = []
    for outline, shape in zip(scene.outlines, shapes, strict=True):
        place = scene.places[outline.place]
        shown = stop is None or outline.shown(stop.day)
        kind = "former" if place.kind.startswith("former") else "district"
        first, after = (day.isoformat() if day else "" for day in (outline.first, outline.after))
        off = "" if shown else Markup(' visibility="hidden"')
        data = path.format(place.id, kind, first, after, off, window.write(shape, DIGITS))
        made.append(data if shown else data.replace(Markup(f' data-land="{place.id}"'), Markup("")))
    opening = Markup('<g class="outlines" fill="none" stroke="{}">').format(PALETTE["muted"])
    return opening + Markup("").join(made) + Markup("</g>")


def _draw_lines(scene: Scene, moment: int, window: Window) -> Markup:
    path = Markup(
        '<path class="line" data-line="{}" data-kind="{}" data-from="{}" data-to="{}"{} '
        'd="{}"><title>{}</title></path>'
    )
    stop = scene.stop(moment)
    made = []
    for line, shape in zip(scene.lines, _project(window.plane, [line.geometry for line in scene.lines]), strict=True):
        first, after = (day.isoformat() if day else "" for day in (line.first, line.after))
        off = "" if stop and line.shown(stop.day) else Markup(' visibility="hidden"')
        name = in_language(line.names, scene.language)
        made.append(path.format(line.id, line.kind, first, after, off, _path(window, shape), name))
    return Markup('<g class="lines" fill="none" stroke="{}">').format(PALETTE["line"]) + Markup("").join(made) + Markup("</g>")


def _place_events(scene: Scene, moment: int, window: Window) -> list[tuple[Event, tuple[float, float], bool]]:
    """Events with a place inside the drawing, where they stand, and whether they belong to the moment's stretch of time."""
    days = [stop.day for stop in scene.stops]
    placed = []
    for event in scene.events:
        if event.lon is None or event.lat is None:
            continue
        x, y = window.units([[event.lon, event.lat]])[0].tolist()
        if 0 < x < window.width and 0 < y < window.height:
            day = event.date.earliest
            placed.append((event, (x, y), day is not None and bisect_right(days, day) == moment))
    return placed


def _draw_events(events: list[tuple[Event, tuple[float, float], bool]], scale: float, lang: str) -> Markup:
    """A diamond at the place of each event; those of other stretches of time are hidden."""
    mark = Markup(
        '<g class="event{}" data-event="{}" transform="translate({:.0f} {:.0f})"><path d="M0-6L6 0 0 6-6 0z" '
        'transform="scale({:.6g})" fill="{}" stroke="{}"/><title>{}</title></g>'
    )
    marks = [
        mark.format("" if now else " off", event.id, x, y, scale, PALETTE["ink"], PALETTE["paper"],
                    in_language(event.titles, lang) or event.id)
        for event, (x, y), now in events
    ]  # fmt: skip
    return Markup('<g class="events">') + Markup("").join(marks) + Markup("</g>") if marks else Markup("")
