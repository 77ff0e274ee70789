"""The interactive page: a folium map in our own page, one file, the same bytes for the same inputs."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import folium
from branca.element import Element, Figure
from folium.template import Template
from jinja2 import Environment, FunctionLoader
from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin
from xstatic.pkg import leaflet

from geo.audit.totals import audit_map
from geo.errors import DefinitionError
from geo.look.choice import choose_plane
from geo.model.definition import Definition
from geo.model.recipe import build_recipe
from geo.model.scale import build_scale
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package
from geo.page.about import build_about
from geo.page.assets import SCRIPTS, STYLES, read_asset
from geo.page.context import build_context
from geo.page.hashes import add_recipe
from geo.page.packing import escape_json
from geo.page.payload import build_payload
from geo.page.save import seal
from geo.page.still import draw_still
from geo.text.words import LANGUAGES

_DOCUMENT = """<!DOCTYPE html>
<html lang="{{ lang }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ title }}</title>
<meta name="description" content="{{ subtitle }}">
<meta name="generator" content="geo-timemaps">
{{ header }}
<style>{{ styles }}{{ shades }}</style>
</head>
<body>
{{ body }}
<script type="application/json" id="geo-data">{{ data }}</script>
<script>{{ scripts }}</script>
<script>{{ script }}</script>
</body>
</html>
"""


class OfflineMap(folium.Map):
    """A folium map without tiles and without the libraries that only folium's own markers need."""

    default_js = [js for js in folium.Map.default_js if js[0] == "leaflet"]  # noqa: RUF012
    default_css: list[tuple[str, str]] = []  # noqa: RUF012 - see leaflet_styles

    _template = Template(
        """
        {% macro html(this, kwargs) %}<div class="folium-map" id={{ this.get_name()|tojson }}></div>{% endmacro %}
        {% macro script(this, kwargs) %}
        var {{ this.get_name() }} = GeoTimeMaps.makeMap({{ this.get_name()|tojson }}, {{ this.options|tojavascript }});
        {% endmacro %}
        """
    )


class TimePage(folium.map.Layer):
    """The layer that hands the map to the page's scripts."""

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

    def __init__(self, context: dict[str, Any], payload: dict[str, Any]) -> None:
        super().__init__()
        self.header = Element()
        self.header._parent = self
        self.context = context
        self.payload = payload

    def render(self, **kwargs: Any) -> str:
        """Return the document as text; links are still links, see `geo.page.save.seal`."""
        for child in self._children.values():
            child.render(**kwargs)
        environment = Environment(
            autoescape=True, loader=FunctionLoader(read_asset), trim_blocks=True, lstrip_blocks=True
        )
        map_html = Markup(self.html.render(**kwargs))
        body = environment.get_template("page.html").render(**self.context, map_html=map_html)
        return environment.from_string(_DOCUMENT).render(
            **self.context,
            header=Markup(self.header.render(**kwargs)),
            styles=Markup(cssmin("\n".join([leaflet_styles(), *(read_asset(name) for name in STYLES)]))),
            body=Markup(body),
            data=Markup(escape_json(self.payload)),
            scripts=Markup(jsmin("\n".join(read_asset(name) for name in SCRIPTS))),
            script=Markup(self.script.render(**kwargs)),
        )


def leaflet_styles() -> str:
    """Return Leaflet's style sheet without the rules that carry pictures: the page has no use for them."""
    text = cssmin((Path(leaflet.BASE_DIR) / "leaflet.css").read_text("utf-8"))
    return "".join(rule for rule in re.findall(r"[^{}]+\{[^{}]*\}", text) if "url(" not in rule and "@" not in rule)


def draw_page(
    package: Package,
    definition: Definition,
    timeline: Timeline | None = None,
    *,
    lang: str | None = None,
    day: date | None = None,
) -> str:
    """Draw the interactive page of a definition.

    Parameters
    ----------
    package : Package
    definition : Definition
    timeline : Timeline, optional
        Built from the two when not given.
    lang : str, optional
        The language that the page opens in; the definition's by default.
    day : datetime.date, optional
        The day that it opens on; the definition's by default.

    Returns
    -------
    str
        One self-contained HTML document: no network, a strict content policy, the same bytes for the same inputs.
    """
    recipe = page_recipe(package, definition, lang, day)
    definition = opened(definition, lang, day)
    choice = definition.account
    timeline = timeline or build_timeline(package, choice)
    if not timeline.faces:
        raise DefinitionError(f"maps/{definition.name}.toml: no place of this map has a boundary; name one that has")
    plane = choose_plane([t.geometry for t in timeline.tracks if t.geometry is not None], definition.page_projection)
    payload = build_payload(package, definition, timeline)
    payload["plane"] = {**plane.crs_data(), "name": {each: plane.name(each) for each in LANGUAGES}}
    numbers = {source["id"]: source["n"] for source in payload["sources"]}
    about = build_about(audit_map(package, choice, timeline=timeline), numbers, LANGUAGES)
    payload["about"] = about["texts"]
    situation = timeline.on(definition.opening(timeline.stops))
    scale = build_scale(timeline, definition.colour) if definition.colour != "state" else None
    totals = scale.totals(timeline, situation) if scale else None
    context = {**build_context(payload, totals), "about": about}
    # The page's list has the rest; its script only cites them.
    told = ("n", "id", "title", "publisher", "published", "url")
    payload["sources"] = [{key: source[key] for key in told} for source in payload["sources"]]
    if scale:
        shades = ";".join(f"--class-{number}:{shade}" for number, shade in enumerate(scale.colours))
        context["shades"] = Markup(f".by-class{{{shades}}}")
    classes = scale.faces(timeline, situation) if scale else None
    still = draw_still(package, definition, timeline, situation, plane, definition.language, "date", classes)
    payload["labels"] = {
        row.place: package.places[row.place].names
        for row in package.boundaries[package.boundaries["file"].isin(definition.context)].itertuples()
        if row.kind == "country" and row.place
    }
    context["still_svg"] = still.svg
    page = PageFigure(context, payload)
    x, y, width, height = still.view
    lon, lat = still.window.degrees(x + width / 2, y + height / 2)
    view = OfflineMap(location=[lat, lon], tiles=None, zoom_control=False, attribution_control=False)
    TimePage().add_to(view)
    view.add_to(page)
    html = seal(page.render(), strict=True, packed=True, tiles=definition.tiles.url if definition.tiles else "")
    return add_recipe(html, recipe)


def opened(definition: Definition, lang: str | None = None, day: date | None = None) -> Definition:
    """Return a definition whose page opens in a language and on a day."""
    changes = {"language": lang, "open": day.isoformat() if day else None}
    return definition.model_copy(update={key: value for key, value in changes.items() if value})


def page_recipe(
    package: Package, definition: Definition, lang: str | None = None, day: date | None = None
) -> dict[str, Any]:
    """Return what a page is made from."""
    asked = {"kind": "page", "format": "html", "lang": lang, "date": day.isoformat() if day else None}
    return build_recipe(package, definition, asked)
