"""A page that lists the maps of a folder: of each a small picture, its first sentence and its languages. No scripts."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from jinja2 import Environment
from markupsafe import Markup

from geo.land.area import keep_polygons
from geo.look.style import PALETTE
from geo.look.window import Window
from geo.model.build import build_scene
from geo.model.definition import Definition
from geo.model.recipe import build_index_recipe
from geo.model.scene import Scene, in_language
from geo.model.timeline import build_timeline
from geo.package.read import Package
from geo.page.context import call_language, tell_opening
from geo.page.encode import simplify_shared
from geo.page.hashes import add_recipe
from geo.page.save import seal
from geo.page.shades import draw_patterns, fill_of
from geo.text.words import say

_UNITS = 1400  # at most, across a picture's land
_SHAPE = 1.6  # width to height of a picture
_NEAR = 1.5  # units that a picture's lines may lose

_INDEX = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<meta name="description" content="{{ lead }} {{ maps|map(attribute="title")|join("; ") }}">
<style>
:root { color-scheme: light dark; --paper: {{ palette.paper }}; --ink: {{ palette.ink }}; --muted: {{ palette.muted }};
  --edge: {{ palette.border }}; --accent: {{ palette.accent }}; --water: {{ palette.water }}; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 76rem; padding: 32px 24px 48px; font: 15px/1.5 system-ui, sans-serif;
  background: var(--paper); color: var(--ink); overflow-wrap: anywhere; }
h1 { font-size: 28px; line-height: 1.2; margin: 0; }
.lead { margin: 4px 0 24px; color: var(--muted); }
h2 { font-size: 17px; line-height: 1.3; margin: 0; }
h2 a:not(:hover) { text-decoration: none; }
p { margin: 4px 0 0; }
ul { list-style: none; margin: 0; padding: 0; display: grid; gap: 32px 24px;
  grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
svg { display: block; width: 100%; height: auto; border: 1px solid var(--edge); border-radius: 6px; background: var(--water); }
.main { grid-column: 1 / -1; }
.main h2 { font-size: 22px; }
.words { margin-top: 12px; }
.what { color: var(--muted); font-size: 14px; line-height: 1.4; }
.langs { margin-top: 6px; font-size: 13px; }
a { color: var(--accent); text-underline-offset: 2px; }
.langs a { display: inline-block; padding: 4px 12px 4px 0; }
a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
@media (min-width: 800px) {
  .main { display: grid; grid-template-columns: 3fr 2fr; gap: 24px; align-items: center; }
  .main .words { margin: 0; }
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #1b1a18; --ink: #ece9e2; --muted: #b3ada1; --accent: #8fc1e3; --edge: #45413a; --water: #16242c; }
}
</style>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p class="lead">{{ lead }}</p>
<ul>
{% for map in maps %}<li{% if loop.first %} class="main"{% endif %}>
<a href="{{ map.name|urlencode }}.html" tabindex="-1">{{ map.picture }}</a>
<div class="words" lang="{{ map.lang }}"><h2><a href="{{ map.name|urlencode }}.html">{{ map.title }}</a></h2>
{% if map.subtitle %}<p class="what">{{ map.subtitle }}</p>{% endif %}

{% if map.sentence %}<p>{{ map.sentence }}</p>{% endif %}

<p class="langs">{% for code, own in map.langs -%}
<a href="{{ map.name|urlencode }}.html#lang={{ code }}" lang="{{ code }}" hreflang="{{ code }}">{{ own }}</a>
{% endfor %}</p></div></li>
{% endfor %}</ul>
</main>
</body>
</html>
"""


def draw_index(maps: Sequence[tuple[Package, Definition]]) -> str:
    """Return a page with every map, each expected beside it as NAME.html; the first is shown largest.

    Parameters
    ----------
    maps : sequence of package and definition
        In the order in which they are listed.

    Raises
    ------
    GeoError
        A definition asks for what cannot be drawn.
    """
    environment = Environment(autoescape=True, trim_blocks=False)
    listed = [_describe(package, definition) for package, definition in maps]
    lang = listed[0]["lang"] if listed else "en"
    title, lead = say("index.title", lang), say("index.lead", lang, n=len(listed))
    text = environment.from_string(_INDEX).render(maps=listed, palette=PALETTE, lang=lang, title=title, lead=lead)
    html = seal(text, strict=True)
    return add_recipe(html, build_index_recipe(maps))


def _describe(package: Package, definition: Definition) -> dict[str, Any]:
    timeline = None if definition.values else build_timeline(package, definition.account)
    scene = build_scene(package, definition, timeline)
    lang, summaries = scene.language, scene.series[0].summaries
    said = summaries[scene.opening].texts if scene.opening < len(summaries) else {}
    return {
        "name": definition.name, "lang": lang,
        "title": in_language(scene.title, lang), "subtitle": in_language(scene.subtitle, lang),
        "sentence": in_language(said, lang),
        "langs": [(code, call_language(code)) for code in scene.languages],
        "picture": _draw_picture(scene, definition.name),
    }  # fmt: skip


def _draw_picture(scene: Scene, name: str) -> Markup:
    """The land of the opening moment in a frame of one shape, few enough lines for a picture of a hand's width."""
    window = _find_window(scene)
    unit = window.width / 480  # of a screen pixel, about
    around = [shape for shape in scene.base if shape.kind in ("home", "land")]
    base = [keep_polygons(window.cut(shape)) for shape in _project(scene, [shape.geometry for shape in around])]
    codes = scene.series[0].land_codes[:, scene.opening]
    pieces = shapely.transform(scene.plane.project(scene.land.geometries), window.place)
    simple = simplify_shared(pieces, _NEAR)
    fills = [
        Markup('<path fill="{}" d="{}"/>').format(
            fill_of(name, 0, code, scene.series[0].styles[code], "map"), window.write(_join(simple[codes == code]))
        )
        for code in np.unique(codes[codes > 0]).tolist()
    ]
    box = (0, 0, window.width, window.height)
    said = tell_opening(scene)
    return Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="{} {} {} {}" role="img" aria-label="{}"><defs>{}</defs>'
        '<g fill="{}" stroke="{}" stroke-width="{:.3g}"><path d="{}"/></g><g fill-rule="evenodd">{}</g></svg>'
    ).format(
        *box, said, draw_patterns(name, scene, "map", unit), PALETTE["land"], PALETTE["border"], unit,
        "".join(window.write(shapely.simplify(shape, _NEAR)) for shape in base), Markup("").join(fills),
    )  # fmt: skip


def _find_window(scene: Scene) -> Window:
    """The plane's home with a margin, widened to the picture's shape."""
    left, top, right, bottom = scene.plane.home
    wide, high = 1.08 * max(right - left, (bottom - top) * _SHAPE), 1.08 * max(bottom - top, (right - left) / _SHAPE)
    zoom = int(np.clip(np.floor(np.log2(_UNITS / (256 * wide))), 0, 20))
    world = 256 << zoom
    x, y = (left + right) / 2 * world, (top + bottom) / 2 * world
    width, height = max(1, round(wide * world)), max(1, round(high * world))
    return Window(scene.plane, zoom, round(x - width / 2), round(y - height / 2), width, height)


def _project(scene: Scene, geometries: list[Any]) -> Any:
    shapes = np.empty(len(geometries), object)
    shapes[:] = [keep_polygons(geometry) for geometry in geometries]
    return scene.plane.project(shapes) if len(shapes) else shapes


def _join(land: Any) -> Any:
    """Neighbours of one look as one, without rings that are smaller than a unit."""
    try:
        parts = shapely.get_parts(shapely.coverage_union_all(land))
    except shapely.errors.GEOSException:
        parts = shapely.get_parts(land)
    return parts[shapely.area(parts) >= _NEAR]
