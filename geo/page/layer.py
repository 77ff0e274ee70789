"""`TimeChoropleth`: a time layer for any folium map, beside the map's own layers, markers and tiles."""

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import replace
from functools import cache, cached_property
from hashlib import sha256
from html import escape
from typing import TYPE_CHECKING, Any

import folium
from branca.element import Element
from folium.elements import ElementAddToElement, JSCSSMixin
from folium.template import Template
from markupsafe import Markup
from rcssmin import cssmin
from rjsmin import jsmin

from geo.errors import InputError
from geo.model.frames import scene_of_timeline, scene_of_values
from geo.model.scene import Scene, in_language
from geo.model.timeline import Timeline
from geo.page.assets import LAYER_PARTS, LAYER_SCRIPTS, read_asset
from geo.page.context import build_context, tell_opening
from geo.page.draw import PageMap, make_environment, say_limits, write_blocks
from geo.page.grids import pack_grids
from geo.page.ground import DETAIL, Ground, lay_ground
from geo.page.notebook import bundle, offer_maps, write_document
from geo.page.payload import write_payload
from geo.page.series import check_detail, warn_apart
from geo.page.shades import draw_patterns, style_sheet
from geo.text.words import say

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd


class TimeChoropleth(JSCSSMixin, folium.map.Layer):
    """A folium layer of a scene, a timeline, or values over time.

    It brings its own slider, legend and table. Several on one map have a slider each; `LayerControl` and
    `GroupedLayerControl` show and hide them, slider and all.

    Parameters
    ----------
    data : a timeline, as `geo.build_timeline` makes it; or a scene of `geo.model.build`; or a GeoDataFrame of boundaries
        indexed by place id, with `values`; or one GeoDataFrame with a row per place and time that carries geometry and value.
    values : a table with a row per place and time; see `geo.time_choropleth`, whose further options all apply.
    name, overlay, control, show : as for every folium layer.
    opacity : of the fills, more than 0 and at most 1: less lets tiles and layers below shine through.
    title : stands above the slider; the name, if there is none.
    states : for a timeline: its own words for states, such as {"held": "occupied"}.
    language : "en", "az", "hy" or "ru".
    detail : how many zooms beyond the opening one stay sharp.
    **options : for values, further options of `geo.time_choropleth`.

    Raises
    ------
    InputError
        If the data is none of these, or an option does not apply to it.

    Examples
    --------
    >>> import folium, geopandas as gpd, shapely
    >>> from geo.page.layer import TimeChoropleth
    >>> land = [shapely.box(45, 39, 46, 40)] * 2
    >>> frame = gpd.GeoDataFrame(
    ...     {"place": ["a", "a"], "time": ["2020", "2021"], "value": [1, 2]}, geometry=land, crs=4326
    ... )
    >>> m = folium.Map([39.5, 45.5], zoom_start=8)
    >>> _ = TimeChoropleth(frame, name="Values").add_to(m)
    >>> _ = folium.LayerControl().add_to(m)
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new GeoTimeMaps.TimeLayer({{ this.key|tojson }}); // {{ this.digest }}
        {% endmacro %}
        """
    )

    def __init__(
        self,
        data: "Timeline | Scene | gpd.GeoDataFrame",
        values: "pd.DataFrame | None" = None,
        *,
        name: str | None = None,
        overlay: bool = True,
        control: bool = True,
        show: bool = True,
        opacity: float = 1.0,
        title: str = "",
        states: Mapping[str, str] | None = None,
        language: str = "en",
        detail: int = DETAIL,
        **options: Any,
    ) -> None:
        if not 0 < opacity <= 1:
            raise InputError(f"opacity: came {opacity!r}, wanted more than 0 and at most 1.")
        check_detail(detail)
        title = title or name or ""
        if isinstance(data, Timeline | Scene):
            if values is not None or options:
                given = "values" if values is not None else sorted(options)[0]
                raise InputError(f"{given}: is of no use with a timeline; leave it out, or give a GeoDataFrame.")
            scene = data if isinstance(data, Scene) else scene_of_timeline(data, title=title, states=states, language=language)
        else:
            if states is not None:
                raise InputError("states: names the states of a timeline; leave it out for a GeoDataFrame.")
            data, values = _split(data, values, str(options.get("place", "place")))
            scene = scene_of_values(data, values, title=title, language=language, **options)
        shown = in_language(scene.title, scene.language)
        super().__init__(name=name or shown or None, overlay=overlay, control=control, show=show)
        self._name = "TimeChoropleth"
        self.key = f"{self.get_name()}x"  # of its elements: hosts such as streamlit-folium rename the layer, and its script only
        self.digest = ""  # of what is shown: the same hosts draw anew what they are given only if the script differs
        offer_maps()
        self.scene, self.opacity, self.detail = say_limits(scene), opacity, detail
        warn_apart(self.scene, self.ground)

    @property
    def placed(self) -> Scene:
        """The scene in the plane of the map that it is on: on a page of ours the page's own, elsewhere Web Mercator."""
        above = self._map()
        if not isinstance(above, PageMap):
            return self._web
        placed = replace(self.scene, projection=above.scene.projection)
        placed.__dict__["plane"] = above.plane
        return placed

    @cached_property
    def _web(self) -> Scene:
        return replace(self.scene, projection="mercator")

    @cached_property
    def _web_ground(self) -> Ground:
        return self._lay(self._web)

    def _lay(self, scene: Scene) -> Ground:
        return lay_ground(scene, name=self.key, described_by="date", detail=self.detail, pixels=True)

    @property
    def ground(self) -> Ground:
        """How the land is drawn: on someone's map always as pixels, under whatever else is there."""
        return self._lay(self.placed) if isinstance(self._map(), PageMap) else self._web_ground

    def _map(self) -> Any:
        above = self._parent
        while above is not None and not isinstance(above, folium.Map):
            above = above._parent
        return above

    def _get_self_bounds(self) -> list[list[float | None]]:
        south, west, north, east = self.placed.plane.degrees_of(self.placed.plane.home)
        return [[south, west], [north, east]]

    @property
    def default_js(self) -> list[tuple[str, str]]:  # type: ignore[override]
        """The scripts as a link, for hosts that run only linked scripts; what we render holds them itself."""
        return [("geo_layer_script", f"data:text/javascript;base64,{b64encode(write_scripts().encode('utf-8')).decode('ascii')}")]

    def render(self, **kwargs: Any) -> Any:
        """Add scripts, styles and data to the figure: the first two once, however many layers there are."""
        figure: Any = self.get_root()
        self._check_projection()
        name, blocks = self.key, self._write()
        self.digest = sha256(blocks.replace(name, "").encode("utf-8")).hexdigest()
        sheet, scripts = write_sheet(), write_scripts()
        figure.header.add_child(_Verbatim(f"<style>{sheet}</style>"), name="geo_layer_style")
        figure.header.add_child(_Verbatim(f"<style>{style_sheet(name, self.placed)}</style>"), name=f"{name}_style")
        # In front of the layers' own scripts, behind the libraries, whenever folium adds these.
        figure.html.add_child(_Verbatim(f"<script>{scripts}</script>"), name="geo_layer_script")
        figure.html.add_child(_Verbatim(blocks), name=f"{name}_blocks")
        for key, old in list(self._children.items()):  # of an earlier rendering, such as a notebook's: folium would add to it
            if isinstance(old, ElementAddToElement):
                figure.script._children.pop(old.get_name(), None)
                del self._children[key]
        folium.map.Layer.render(self, **kwargs)  # type: ignore[no-untyped-call]

    def _write(self) -> str:
        """The shell of what the layer brings, its data, and a table for who has no scripts."""
        name, scene = self.key, self.placed
        payload = write_payload(
            scene, {**self.ground.drawing, "opacity": self.opacity}, pack_grids(scene), languages=(scene.language,)
        )
        payload.blocks |= self.ground.blocks
        context = {**build_context(scene, name), "patterns": draw_patterns(name, scene, "key")}
        shell = make_environment().get_template("layer.html").render(**context)
        rows = "".join(f"<tr><th>{escape(place)}<td>{escape(said)}" for place, said in context["pairs"])
        said = f"<p>{escape(say('series.no_script', scene.language))}</p>"
        still = f"<table><caption>{escape(context['date_words'])}</caption>{rows}</table>" if rows else ""
        title = f"<h2>{escape(context['title'])}</h2>" if context["title"] else ""
        picture = Markup(self.ground.still.svg).replace(Markup('id="still"'), Markup(""))
        quiet = f"<noscript><section class='geo-box geo-still'>{title}{said}{picture}{still}</section></noscript>"
        return "\n".join([shell, write_blocks(name, payload), quiet])

    def _check_projection(self) -> None:
        above = self._map()
        if isinstance(above, PageMap):
            return
        crs = getattr(above, "crs", "EPSG3857")
        if crs != "EPSG3857":
            raise InputError(f"crs: the map has {crs!r}, wanted 'EPSG3857', which this layer draws in; change the map's.")

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the layer in a notebook: with the map it is on, or on a page of its own."""
        if self._parent is None:
            return PageMap(self.scene, detail=self.detail)._repr_mimebundle_()
        return bundle(write_document(self), str(self.ground.still.svg), tell_opening(self.scene))

    def _repr_html_(self, **_: Any) -> str:
        return self._repr_mimebundle_()["text/html"]


@cache
def write_scripts() -> str:
    """Return the scripts of layers."""
    scripts: str = jsmin("\n".join(read_asset(item) for item in LAYER_SCRIPTS))
    return scripts


@cache
def write_sheet() -> str:
    """Return the style sheet of layers: the page's parts, in the layers' own boxes only."""
    tokens = read_asset("tokens.css").replace(":root", ":where(.geo-box)")
    shared = "\n".join(read_asset(name) for name in LAYER_PARTS)
    sheet: str = cssmin(f"{tokens}\n.geo-box {{\n{shared}\n}}\n{read_asset('layer.css')}")
    return sheet


class _Verbatim(Element):
    """Text that goes into a figure as it is; branca would take braces in it for a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def _split(data: Any, values: Any, place: str) -> tuple[Any, Any]:
    """Take one long GeoDataFrame apart into boundaries and values."""
    import geopandas as gpd

    if values is not None:
        return data, values
    if not isinstance(data, gpd.GeoDataFrame):
        raise InputError(f"data: came a {type(data).__name__}, wanted a timeline of geo.build_timeline, or a GeoDataFrame.")
    if place not in data.columns:
        raise InputError(
            f"values: came none, and data has no column {place!r}; give a table of values, or a GeoDataFrame with "
            "a row per place and time."
        )
    first = data.dropna(subset=[place]).drop_duplicates(place).set_index(place)
    return first, data.drop(columns=data.geometry.name).reset_index(drop=True)
