"""The interactive page: a folium map of one scene in our own page, one file, the same bytes for the same inputs."""

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import cache, cached_property
from typing import Any

import folium
import numpy as np
from branca.element import Element, Figure
from folium.template import Template
from jinja2 import Environment, FunctionLoader
from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin

from geo.errors import InputError
from geo.look.plane import Plane
from geo.model.scene import Scene
from geo.page.assets import GUEST_SCRIPTS, PIXEL_SCRIPTS, SCRIPTS, STYLES, read_asset
from geo.page.context import EARLY, build_context, tell_opening
from geo.page.garbage import left_lying
from geo.page.grids import MOST_VALUES, Grids, pack_grids
from geo.page.ground import DETAIL, Ground, lay_ground
from geo.page.hashes import add_recipe
from geo.page.leaflet import leaflet_script, leaflet_styles
from geo.page.notebook import HEIGHT, bundle, write_document
from geo.page.packing import escape_json
from geo.page.payload import Payload, write_payload
from geo.page.save import seal
from geo.page.shades import draw_patterns, style_sheet
from geo.page.texts import gather_texts
from geo.text.words import format_number, say

_OVERLAYS = (folium.raster_layers.ImageOverlay, folium.raster_layers.VideoOverlay)
_ASLANT = 0.01  # of its size that a picture laid on a map may be off its land
NAME = "geo"  # begins the ids of what belongs to the page's scene

_ICON = (
    "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2016%2016'%3E%3Cpath%20fill='%23a8472f'%20"
    "d='M2%203l5-1%203%202%204-1v9l-5%202-3-2-4%201z'/%3E%3C/svg%3E"
)
_DOCUMENT = """<!DOCTYPE html>
<html lang="{{ lang }}"{% if rtl %} dir="rtl"{% endif %}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<meta name="description" content="{{ description }}">
<meta name="generator" content="geo-timemaps">
<meta property="og:type" content="website">
<meta property="og:title" content="{{ title }}">
<meta property="og:description" content="{{ description }}">
<link rel="icon" href="{{ icon }}">
{{ header }}
<script data-now>document.documentElement.classList.add("opening")</script>
<style data-late>{{ styles }}</style>
</head>
<body>
{{ body }}
{{ blocks }}
{% if library %}<script>{{ library }}</script>
{% endif %}
<script>{{ scripts }}</script>
<script>{{ script }}</script>
</body>
</html>
"""


@cache
def make_environment() -> Environment:
    """Return what renders the templates of the assets, and keeps them compiled."""
    return Environment(autoescape=True, loader=FunctionLoader(read_asset), trim_blocks=True, lstrip_blocks=True)


def write_blocks(name: str, payload: Payload) -> str:
    """Return the elements that carry a payload: its data as JSON, its blocks of bytes as text."""
    told = escape_json(gather_texts({**payload.data}, payload.data["langs"]))
    data = f'<script type="application/json" id="{name}-data">{told}</script>'
    blocks = [
        f'<script type="text/plain" id="{name}-{block}">{text}</script>' for block, text in payload.blocks.items()
    ]
    return "\n".join([data, *blocks])


def say_limits(scene: Scene) -> Scene:
    """Add the note of a map that has too many values to send them all."""
    values = [series.values for series in scene.series if series.values is not None]
    count = max((int(np.count_nonzero(~np.isnan(grid))) for grid in values), default=0)
    if count <= MOST_VALUES:
        return scene
    note = {lang: say("series.classes_only", lang, count=format_number(count, lang)) for lang in scene.languages}
    return replace(scene, notes=(*scene.notes, note))


class _Start(folium.map.Layer):
    """The layer that hands the map to the page's scripts, behind all others."""

    _template = Template(
        """
        {% macro script(this, kwargs) %}
        GeoTimeMaps.start({{ this._parent.get_name() }});
        {% endmacro %}
        """
    )

    def __init__(self) -> None:
        super().__init__(name="time", overlay=True, control=False, show=False)
        self._name = "TimePage"


class PageFigure(Figure):
    """A branca figure that renders into our page instead of branca's bare document."""

    def __init__(self, view: "PageMap") -> None:
        super().__init__()
        self.header = Element()
        self.header._parent = self
        self.view = view

    def render(self, **kwargs: Any) -> str:
        """Return the document as text; links are still links, see `geo.page.save.seal`."""
        for child in self._children.values():
            child.render(**kwargs)
        view, environment = self.view, make_environment()
        context = {**view.context, "map_html": Markup(self.html.render(**kwargs))}
        needless: tuple[str, ...] = () if view.is_shared else GUEST_SCRIPTS
        needless += PIXEL_SCRIPTS if view.ground.drawing["kind"] == "vectors" else ()
        scripts = "\n".join(read_asset(name) for name in SCRIPTS if name not in needless)
        late = 0 if view.context["rows"] else max(0, len(view.context["pairs"]) - EARLY)
        left, top, right, bottom = view.ground.still.view
        sizes = f":root{{--rows:{late};--wide:{(right - left) / (bottom - top):.3g}}}"
        sheets = [leaflet_styles(), *(read_asset(name) for name in STYLES), style_sheet(NAME, view.scene), sizes]
        return environment.from_string(_DOCUMENT).render(
            **view.context,
            icon=_ICON,
            header=Markup(self.header.render(**kwargs)),
            styles=Markup(cssmin("\n".join(sheets))),
            body=Markup(re.sub(r"\n\s+", "\n", environment.get_template("page.html").render(**context))),
            blocks=Markup(write_blocks(NAME, view.payload)),
            library=Markup("" if view.is_shared else leaflet_script(scripts, () if view.tiles_offered else ("tileLayer",))),
            scripts=Markup(jsmin(scripts)),
            script=Markup(self.script.render(**kwargs)),
        )


class PageMap(folium.Map):
    """A folium map of one scene in our own page: no tiles, nothing from the network.

    Parameters
    ----------
    scene : what is shown.
    day : the day to open on, instead of the opening moment's.
    detail : how many zooms beyond the opening one stay sharp, where land is drawn as pixels.
    about : from `geo.page.about`, the section on the figures.
    tiles_offered : `url` and `attribution` of online tiles that a reader may turn on.
    """

    # What popups and markers of other layers need; `geo.save` leaves out what nothing uses. See also leaflet_styles.
    default_js = [js for js in folium.Map.default_js if js[0] != "bootstrap"]  # noqa: RUF012
    default_css = [css for css in folium.Map.default_css if css[0].startswith(("awesome", "glyph"))]  # noqa: RUF012
    packs = True  # `geo.save` compresses its scripts

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        {{- this.check_host() -}}
        var {{ this.get_name() }} = GeoTimeMaps.makeMap(
            {{ this.get_name()|tojson }}, {{ this.settings|tojavascript }}
        );
        {% endmacro %}
        """
    )

    def __init__(
        self, scene: Scene, *, day: date | None = None, detail: int = DETAIL, about: Mapping[str, Any] | None = None,
        tiles_offered: Mapping[str, str] | None = None,
    ) -> None:
        self.plane = scene.plane
        left, top, right, bottom = self.plane.home
        lon, lat = self.plane.inverse([[(left + right) / 2, (top + bottom) / 2]])[0].tolist()
        super().__init__(location=[lat, lon], zoom_start=2, tiles=None, zoom_control=False, attribution_control=False)
        self.scene, self.day, self.detail = say_limits(scene), day, detail
        self.about, self.tiles_offered = about, tiles_offered
        _Start().add_to(self)
        self.add_to(PageFigure(self))

    @cached_property
    def _laid(self) -> tuple[Ground, list[Grids]]:
        with ThreadPoolExecutor(1) as beside:  # packing takes long, and a second core, where there is one, has time
            grids = beside.submit(pack_grids, self.scene)
            return lay_ground(self.scene, name=NAME, described_by="date", detail=self.detail), grids.result()

    @property
    def ground(self) -> Ground:
        """How the land is drawn."""
        return self._laid[0]

    @cached_property
    def payload(self) -> Payload:
        """What the scripts are given."""
        day = self.day.isoformat() if self.day else ""
        ground, grids = self._laid
        payload = write_payload(
            self.scene, ground.drawing, grids, named=ground.still.named, day=day, tiles=self.tiles_offered, listed=True
        )
        payload.blocks |= ground.blocks
        if self.about:
            # the page's own language stands in the document
            payload.data["about"] = {
                name: {lang: text for lang, text in texts.items() if lang != self.scene.language}
                for name, texts in self.about["texts"].items()
            }
        return payload

    @cached_property
    def context(self) -> dict[str, Any]:
        """What the template is given."""
        scene = self.scene
        layers = {
            "lines": bool(scene.lines), "events": bool(scene.events), "labels": 'class="labels"' in self.ground.still.svg,
            "outlines": 'class="outline"' in self.ground.still.svg, "tiles": bool(self.tiles_offered),
        }  # fmt: skip
        return {
            **build_context(scene, NAME, self.day), "about": self.about,
            "patterns": draw_patterns(NAME, scene, "key") + Markup(self.ground.still.patterns),
            "bare": '<path class="water"' in self.ground.still.svg or 'class="unknown"' in self.ground.still.svg,
            "still_svg": self.ground.still.svg, "figures_svg": self.ground.still.figures,
            "layers": [key for key, there in layers.items() if there],
        }  # fmt: skip

    @property
    def is_shared(self) -> bool:
        """Whether there is more on the map than ours: then it needs the whole of Leaflet."""
        return any(not isinstance(child, _Start) for child in self._children.values())

    @property
    def settings(self) -> dict[str, Any]:
        """What Leaflet's map is made with; ours comes to its view once, when its drawing is there."""
        return {"center": self.location, **self.options} if self.is_shared else {**self.options, "zoom": None}

    def check_host(self) -> str:
        """Refuse streamlit-folium, which renames a map and takes no more than its script; else return no text."""
        if self._id == "div":
            self._id = "page"
            raise InputError(
                "st_folium: came a map that is a page of its own, wanted a folium.Map with geo.TimeChoropleth on it; show the "
                f"page with st.components.v1.html(page._repr_html_(), height={HEIGHT})."
            )
        return ""

    def render(self, **kwargs: Any) -> Any:
        """Put the layer that starts the scripts behind the others, and render."""
        if self.is_shared and self.plane.kind != "mercator":
            self._check_guests()
        if not self.is_shared:
            self.default_js, self.default_css = [], []
        name = next(name for name, child in self._children.items() if isinstance(child, _Start))
        self._children.move_to_end(name)
        return super().render(**kwargs)  # type: ignore[no-untyped-call]

    def _check_guests(self) -> None:
        """Refuse layers of others that cannot lie on their land in a plane that keeps areas."""
        from folium import plugins  # a map that has none of them does without

        for layer in _layers_of(self, _OVERLAYS):
            _check_overlay(layer, self.plane)
        tiles = (folium.raster_layers.TileLayer, folium.raster_layers.WmsTileLayer, plugins.TimestampedWmsTileLayers,
                 plugins.VectorGridProtobuf, plugins.MiniMap)  # fmt: skip
        for layer in _layers_of(self, tiles):
            raise InputError(
                f"projection: came a {type(layer).__name__}, whose online tiles are Web Mercator, and this map keeps areas; "
                "give time_choropleth projection='mercator', or leave it out."
            )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the map in a notebook: interactive, or as a still picture where scripts are not trusted."""
        return bundle(write_document(self), str(self.ground.still.svg), tell_opening(self.scene))

    @property
    def _repr_png_(self) -> Any:
        raise AttributeError("_repr_png_")  # folium's gives nothing, which Panel would show before all else

    def _repr_html_(self, **_: Any) -> str:
        return self._repr_mimebundle_()["text/html"]


def _layers_of(view: Any, kinds: tuple[type, ...]) -> list[Any]:
    """Return the layers of some kinds, also those in groups."""
    children = view._children.values()
    return [
        found for child in children for found in ([child] if isinstance(child, kinds) else _layers_of(child, kinds))
    ]


def _check_overlay(layer: Any, plane: Plane) -> None:
    """Refuse a picture whose corners are no rectangle in the plane: Leaflet would lay it beside its land.

    Raises
    ------
    InputError
        It is laid off its land by more than a hundredth of its size.
    """
    (south, west), (north, east) = np.asarray(layer.bounds, dtype=float).tolist()
    spots = [(west, north), (east, south), (east, north), (west, south), ((west + east) / 2, north), ((west + east) / 2, south)]
    there = plane.units(spots)
    (left, top), (right, bottom) = there[0].tolist(), there[1].tolist()
    middle = (left + right) / 2
    wanted = np.array([(left, top), (right, bottom), (right, top), (left, bottom), (middle, top), (middle, bottom)])
    if np.abs(there - wanted).max() > _ASLANT * max(abs(right - left), abs(bottom - top)):
        raise InputError(
            "projection: a picture laid on a map is a rectangle, which this one is not in a plane that keeps areas; give "
            "time_choropleth projection='mercator', or leave the picture out."
        )


@left_lying
def draw_page(
    scene: Scene, *, recipe: Mapping[str, Any] | None = None, day: date | None = None, about: Mapping[str, Any] | None = None,
    tiles: Mapping[str, str] | None = None,
) -> str:
    """Draw the interactive page of a scene.

    Parameters
    ----------
    scene : Scene
        What is shown, from `geo.model.build.build_scene`.
    recipe : mapping, optional
        What it was made from, to be carried in the file.
    day : datetime.date, optional
        The day that it opens on; the scene's opening moment by default.
    about : mapping, optional
        From `geo.page.about.build_about`: the section on the figures.
    tiles : mapping, optional
        `url` and `attribution` of online tiles, which a reader may turn on.

    Returns
    -------
    str
        One self-contained HTML document: no network, a strict content policy, the same bytes for the same inputs.
    """
    view = PageMap(scene, day=day, about=about, tiles_offered=tiles)
    html = seal(view.get_root().render(), strict=True, packed=True, tiles=tiles["url"] if tiles else "")
    return add_recipe(html, recipe) if recipe else html
