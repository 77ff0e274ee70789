"""A folium layer of very many areas over time, drawn from numbers per pixel; see `encode` and `assets/raster.js`."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import folium
import numpy as np
import numpy.typing as npt
from branca.element import Element
from folium.template import Template
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError, SaveError
from geo.land.area import Geometries
from geo.look.plane import Plane
from geo.look.style import Style
from geo.look.window import Window
from geo.page import plain
from geo.page.assets import read_asset
from geo.page.encode import (
    Cells,
    Level,
    Values,
    encode_boundaries,
    encode_cells,
    encode_values,
    opening_zoom,
    pack,
)
from geo.page.notebook import bundle
from geo.page.packing import escape_json
from geo.page.plain import draw_plain, list_opening
from geo.page.save import render_document
from geo.text.words import calendar, load_words, say

SCRIPTS = (
    "message.js",
    "plane.js",
    "calendar.js",
    "words.js",
    "view.js",
    "hash.js",
    "axis.js",
    "timeline.js",
    "raster-decode.js",
    "raster-fill.js",
    "raster-vector.js",
    "raster.js",
    "base.js",
    "date-form.js",
    "series-bars.js",
    "scale-bar.js",
    "series-place.js",
    "series-table.js",
    "compose.js",
    "files.js",
    "series-export.js",
    "series.js",
)
_WORDS = ("ui.", "legend.", "table.", "state.", "series.", "share.no_download", "status.date", "unit.km", "unit.m")
DETAIL = 4  # zooms beyond the opening one that stay sharp
MOST_VALUES = 1_000_000  # above it only classes are sent
LINES = {"inner": "#756c60", "outer": "#6b6558", "focus": "#1f5f8b"}


@dataclass(frozen=True)
class Rows:
    """Places over the areas, where these are not the same.

    Attributes
    ----------
    ids, names : per place.
    codes : one per place (rows) and stop (columns).
    over : per area, the places over it, by position; the one a click means first.
    parts : by place and stop (positions), how much of the place, in words.
    counted : per place, whether the legend counts it.
    owners : where boundaries change, per area (rows) and stop (columns) the one place, by position, whose land it is
        then, -1 for none; codes are 0 where a place has no land.
    """

    ids: Sequence[str]
    names: Sequence[str]
    codes: npt.NDArray[np.uint8]
    over: Sequence[Sequence[int]]
    parts: dict[int, dict[int, str]]
    counted: Sequence[bool]
    owners: npt.NDArray[np.int32] | None = None


@dataclass(frozen=True)
class AreaSeries:
    """Everything a layer draws.

    Attributes
    ----------
    plane : what they are drawn in, and what of it the map opens on.
    land : polygons in the unit square of `plane`, one per area; empty ones are drawn as nothing.
    around : land under them that has no values, such as neighbours, in the same square.
    ids, names : per area; of no use with `rows`.
    stops : ISO days, ascending.
    labels : how each stop is written in the heading.
    times : each stop as EDTF, as precise as it was given, for files and names of files; the stops, if empty.
    styles : code 1 is "no value", then the others; code 0 is no area.
    codes : one per area (rows) and stop (columns), from 1; 0 where the land is nobody's then, and is not drawn.
    values : numbers behind the codes of the areas, or of the rows; NaN where code is 1 or 0; None when the codes say all.
    rows : what the table lists, if not the areas.
    """

    plane: Plane
    land: Geometries
    ids: Sequence[str]
    names: Sequence[str]
    stops: Sequence[str]
    labels: Sequence[str]
    styles: Sequence[Style]
    codes: npt.NDArray[np.uint8]
    values: npt.NDArray[np.float64] | None = None
    rows: Rows | None = None
    around: Sequence[BaseGeometry] = ()
    times: Sequence[str] = ()
    title: str = ""
    legend: str = ""
    unit: str = ""
    note: str = ""
    open: str = ""
    spacing: str = "time"
    language: str = "en"


@dataclass
class Encoded:
    """What of a series is sent: blocks of text by name, and the small structure that explains them.

    `still` is the opening date as SVG and `listed` in words, place by place, for who has no scripts; both empty where they
    would be too long. `apart` are areas that overlap their neighbours or leave gaps, `zoom` is the opening one, `middle` its
    latitude and longitude.
    """

    data: dict[str, Any]
    blocks: dict[str, str] = field(default_factory=dict)
    listed: list[tuple[str, str]] = field(default_factory=list)
    still: str = ""
    apart: list[int] = field(default_factory=list)
    zoom: float = 0
    middle: tuple[float, float] = (0.0, 0.0)


def encode_series(series: AreaSeries, *, detail: int = DETAIL) -> Encoded:
    """Encode a series for the page.

    Parameters
    ----------
    series : what is drawn.
    detail : how many zooms beyond the opening one stay sharp; each makes the file larger.
    """
    bounds = series.plane.home
    zoom = opening_zoom(bounds)
    levels, apart, shapes = encode_boundaries(
        series.land, sorted({round(zoom + step, 1) for step in (*range(0, detail, 2), detail)})
    )
    cells = encode_cells(series.codes)
    sent = series.values is not None and np.count_nonzero(~np.isnan(series.values)) <= MOST_VALUES
    values = encode_values(series.values) if sent and series.values is not None else None
    blocks = {f"level_{level.zoom:g}": level.text for level in levels}
    blocks["cells"] = cells.text
    blocks["rows"] = pack(escape_json(_list_rows(series)).encode("utf-8"))
    states = encode_cells(series.rows.codes) if series.rows else None
    if states is not None:
        blocks["states"] = states.text
    if values is not None:
        blocks["values"] = values.text
    data = _describe(series, levels, cells, values)
    data["states"] = states.order if states else None
    stop = list(series.stops).index(data["open"])
    still = draw_plain(series, stop, shapes, bounds)
    lon, lat = series.plane.inverse([[(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]])[0].tolist()
    return Encoded(data, blocks, list_opening(series, stop, values), still, apart.tolist(), zoom, (lat, lon))


def _list_rows(series: AreaSeries) -> dict[str, Any]:
    rows = series.rows
    listed: Rows | AreaSeries = rows or series
    same = list(listed.names) == list(listed.ids)
    found: dict[str, Any] = {"ids": [*listed.ids], "names": None if same else [*listed.names]}
    if rows:
        found |= {
            "over": [[*places] for places in rows.over],
            "parts": rows.parts,
            "counted": [*rows.counted],
        }
        if rows.owners is not None:
            found["owners"] = [_list_changes(owners) for owners in rows.owners]
    return found


def _list_changes(owners: npt.NDArray[np.int32]) -> list[int]:
    """List the stops at which an area changes hands, each followed by whose it is then."""
    changes = np.flatnonzero(np.diff(owners, prepend=-2))
    return np.column_stack([changes, owners[changes]]).ravel().tolist()


def _describe(
    series: AreaSeries, levels: Sequence[Level], cells: Cells, values: Values | None
) -> dict[str, Any]:
    words = {key: text for key, text in load_words(series.language).items() if key.startswith(_WORDS)}
    changing = series.rows is not None and series.rows.owners is not None
    absent = {"key": "absent", "word": say("legend.absent", series.language), "unused": "true"}
    styles: list[dict[str, str]] = [absent if changing else {}]
    used = set(np.unique(series.codes if series.rows is None else series.rows.codes).tolist())
    used |= set(np.unique(series.codes).tolist())
    for code, style in enumerate(series.styles, start=1):
        shown = {
            "key": style.key,
            "word": style.word,
            "fill": style.fill,
            "mark": style.mark,
            "pattern": style.pattern,
        }
        styles.append({name: value for name, value in shown.items() if value is not None})
        # The legend leaves out what a states' map or a gapless series never shows.
        if code not in used and (series.rows is not None or code == 1):
            styles[-1]["unused"] = "true"
    return {
        "format": 1,
        "areas": len(series.land),
        "title": series.title,
        "legend": series.legend,
        "unit": series.unit,
        "note": series.note,
        "lang": series.language,
        "langs": [series.language],
        "stops": [*series.stops],
        "labels": [*series.labels],
        "times": [*(series.times or series.stops)],
        "open": series.open or series.stops[-1],
        "spacing": series.spacing,
        "styles": styles,
        "lines": LINES,
        "order": cells.order,
        "counted": [*range(2, len(styles)), 1],
        "isNumeric": series.values is not None,
        "isTimeline": series.rows is not None and series.rows.owners is None,
        "values": None if values is None else {"kind": values.kind, "step": values.step},
        "levels": [{"zoom": level.zoom, "units": level.units} for level in levels],
        "plane": {**series.plane.crs_data(), "name": series.plane.name(series.language)},
        "base": _draw_base(series),
        "bounds": [round(number, 5) for number in series.plane.degrees_of(series.plane.home)],
        "events": [],
        "dates": {},
        "words": {series.language: words},
        "calendar": {series.language: calendar(series.language)},
    }


def _draw_base(series: AreaSeries) -> dict[str, Any] | None:
    """Draw what lies under the areas: the globe, neighbours, meridians and parallels; nothing where tiles may."""
    if series.plane.kind == "mercator":
        return None
    left, top, right, bottom = series.plane.home
    reach = max(right - left, bottom - top)
    west, north, east, south = series.plane.whole
    box = (min(west, left - reach), min(north, top - reach), max(east, right + reach), max(south, bottom + reach))
    window = Window.around(series.plane, box)
    return {
        "window": [window.zoom, window.left, window.top, window.width, window.height],
        "globe": window.globe(),
        "land": "".join(window.write(window.cut(item)) for item in series.around),
        "graticule": window.graticule(),
    }


class _Verbatim(Element):
    """Text that goes into a figure as it is; branca would take braces in it for a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


def _holds_tiles(view: Any) -> bool:
    children = view._children.values()
    return any(isinstance(child, folium.raster_layers.TileLayer) or _holds_tiles(child) for child in children)


class AreaLayer(folium.map.Layer):
    """A folium layer of areas over time, with its own slider, legend and table.

    Parameters
    ----------
    encoded : what `encode_series` made.
    name, overlay, control, show : as for every folium layer.
    opacity : of the fills, more than 0 and at most 1: less lets tiles and layers below shine through.
    fit : whether the map opens on the areas.
    """

    _template = Template(
        """
        {% macro script(this, kwargs) %}
            var {{ this.get_name() }} = new GeoTimeMaps.SeriesLayer({{ this.get_name()|tojson }});
        {% endmacro %}
        """
    )

    def __init__(
        self,
        encoded: Encoded,
        *,
        name: str | None = None,
        overlay: bool = True,
        control: bool = True,
        show: bool = True,
        opacity: float = 1.0,
        fit: bool = False,
    ) -> None:
        if not 0 < opacity <= 1:
            raise InputError(f"opacity: came {opacity!r}, wanted more than 0 and at most 1.")
        super().__init__(
            name=name or encoded.data["title"] or None, overlay=overlay, control=control, show=show
        )
        self._name = "AreaLayer"
        self.encoded = encoded
        self.fit = fit
        self.opacity = opacity

    def _get_self_bounds(self) -> list[list[float | None]]:
        south, west, north, east = self.encoded.data["bounds"]
        return [[south, west], [north, east]]

    def render(self, **kwargs: Any) -> Any:
        """Add scripts, styles and data to the figure: the first two once, however many layers there are."""
        figure: Any = self.get_root()
        self._check_projection()
        style = f".geo-series {{\n{read_asset('timeline.css')}}}\n{read_asset('series.css')}"
        scripts = "\n".join(read_asset(name) for name in SCRIPTS)
        bare = "<noscript><style>.folium-map{display:none}</style></noscript>"
        figure.header.add_child(_Verbatim(f"<style>{style}</style>{bare}"), name="geo_series_style")
        # In front of the layers' own scripts, behind the libraries, whenever folium adds these.
        figure.html.add_child(_Verbatim(f"<script>{scripts}</script>"), name="geo_series_script")
        name = self.get_name()
        data = {**self.encoded.data, "fit": self.fit, "opacity": self.opacity}
        blocks = [f'<script type="application/json" id="{name}_data">{escape_json(data)}</script>']
        blocks += [
            f'<script type="text/plain" id="{name}_{part}">{text}</script>'
            for part, text in self.encoded.blocks.items()
        ]
        blocks.append(self._without_scripts())
        figure.html.add_child(_Verbatim("\n".join(blocks)), name=f"{name}_blocks")
        old = self._children.get(f"{name}_add")  # of an earlier rendering, such as a notebook's: folium would add to it
        if old is not None:
            figure.script._children.pop(old.get_name(), None)
        super().render(**kwargs)  # type: ignore[no-untyped-call]

    def _check_projection(self) -> None:
        """Refuse a map whose plane is another, and tiles, which are Mercator, under a plane of ours."""
        above = self._parent
        while above is not None and not isinstance(above, folium.Map):
            above = above._parent
        own = self.encoded.data["plane"]
        if isinstance(above, AreaMap):
            if above.plane["kind"] != own["kind"] or above.plane != own:
                raise InputError(
                    "projection: the layer's is not the map's; add it to a folium.Map, or give both projection='mercator'."
                )
            if own["kind"] != "mercator" and _holds_tiles(above):
                raise InputError(
                    "projection: online tiles are Web Mercator, and this map keeps areas; give time_choropleth "
                    "projection='mercator', or leave the tiles out."
                )
            return
        crs = getattr(above, "crs", "EPSG3857")
        if crs != "EPSG3857" or own["kind"] != "mercator":
            raise InputError(
                f"crs: the map has {crs!r}, wanted 'EPSG3857', and a layer drawn in projection='mercator'; change either."
            )

    def _without_scripts(self) -> str:
        data = self.encoded.data
        lang, unit = data["lang"], f" ({data['unit']})" if data["unit"] else ""
        day = data["labels"][data["stops"].index(data["open"])]
        # Closing tags of rows and cells may be left out in HTML; thousands of rows are a third smaller.
        rows = "".join(f"<tr><th>{escape(a)}<td>{escape(b)}" for a, b in self.encoded.listed)
        caption = f"<caption>{escape(say('table.title', lang))}, {escape(day + unit)}</caption>"
        said = say("series.no_script", lang) if self.encoded.still and rows else say("series.no_still", lang, n=plain.MOST)
        return (
            f'<noscript><main class="geo-still"><h1>{escape(data["title"] or day)}</h1><p>{escape(said)}</p>{self.encoded.still}'
            f"{f'<table>{caption}{rows}</table>' if rows else ''}</main></noscript>"
        )

    def say_opening(self) -> str:
        """Say in words what the map opens on."""
        data = self.encoded.data
        return ", ".join(filter(None, [data["title"], data["labels"][data["stops"].index(data["open"])]]))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the layer in a notebook: with the map it is on, or on one of its own."""
        if self._parent is None:
            view = AreaMap(self.encoded.data["title"], self.encoded)
            fit = self.fit
            try:
                self.fit = True
                self.add_to(view)
                return view._repr_mimebundle_()
            finally:
                self._parent, self.fit = None, fit
        above: Any = self._parent
        while not isinstance(above, folium.Map):
            above = above._parent
        if isinstance(above, AreaMap):
            return above._repr_mimebundle_()
        try:
            document = render_document(self, online_tiles=True)
        except SaveError:  # a plugin's files that are not here: the notebook's browser may get them
            document = self.get_root().render()
        return bundle(document, self.encoded.still, self.say_opening())


class AreaMap(folium.Map):
    """A folium map for one series: no tiles, nothing from the network, zooms that fit the window."""

    default_js = [item for item in folium.Map.default_js if item[0] == "leaflet"]  # noqa: RUF012
    default_css = [item for item in folium.Map.default_css if item[0] == "leaflet_css"]  # noqa: RUF012

    _template = Template(
        """
        {% macro header(this, kwargs) %}
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <style>
                html, body { height: 100%; margin: 0; }
                .folium-map { width: 100%; height: 100%; background: #dde7ec; }
            </style>
        {% endmacro %}
        {% macro html(this, kwargs) %}
            <main class="folium-map" id={{ this.get_name()|tojson }}></main>
        {% endmacro %}
        {% macro script(this, kwargs) %}
            document.documentElement.lang = {{ this.language|tojson }};
            document.documentElement.classList.add("geo-own");
            var {{ this.get_name() }} = L.map({{ this.get_name()|tojson }}, {
                center: {{ this.location|tojson }}, ...{{ this.options|tojavascript }},
                crs: GeoTimeMaps.makeCrs({{ this.plane|tojson }}),
            });
            {{ this.get_name() }}.attributionControl.setPrefix(false);
        {% endmacro %}
        """
    )

    packs = True  # `geo.save` compresses its scripts

    def __init__(self, title: str, encoded: Encoded, deepest: float | None = None, **options: Any) -> None:
        self.plane = encoded.data["plane"]
        super().__init__(
            tiles=None,
            zoom_snap=0.125,
            zoom_control=False,
            location=encoded.middle,
            zoom_start=int(encoded.zoom),
            **options,
        )
        # folium tells only tile layers how deep a map goes
        self.options["maxZoom"] = encoded.zoom + DETAIL + 3 if deepest is None else deepest
        self.language = encoded.data["lang"]
        root: Any = self.get_root()
        root.title = escape(title) or None

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        """Show the map in a notebook: interactive, or as a still picture where scripts are not trusted."""
        root: Any = self.get_root()
        try:
            document = render_document(self, online_tiles=True)
        except SaveError:  # a plugin's files that are not here: the notebook's browser may get them
            document = root.render()
        layer = next((child for child in self._children.values() if isinstance(child, AreaLayer)), None)
        return bundle(document, layer.encoded.still if layer else "", layer.say_opening() if layer else repr(self))

    def _repr_html_(self, **_: Any) -> str:
        return self._repr_mimebundle_()["text/html"]
