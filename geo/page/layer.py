"""`TimeChoropleth`: a time layer for any folium map, beside the map's own layers, markers and tiles."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from geo.errors import InputError
from geo.look.choice import choose_plane
from geo.look.style import PALETTE, Style
from geo.model.timeline import PAINTS, Part, Timeline
from geo.page.areas import DETAIL, AreaLayer, AreaSeries, Encoded, Rows, encode_series
from geo.page.series import make_layer
from geo.text.words import LANGUAGES, format_amount, format_area, format_day, format_number, say

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_PATTERNS = {"p": "hatch", "s": "rows", "o": "thin", "u": "dots", "a": "posts"}
_KEYS = {"s": "held", "o": "held"}  # both are ways to be held
_ORDER = "ubpsohea"  # the codes from 1 on: the first is "no statement"


class TimeChoropleth(AreaLayer):
    """A folium layer of a timeline, or of values over time.

    It brings its own slider, legend and table. Several on one map have a slider each; `LayerControl` and
    `GroupedLayerControl` show and hide them, slider and all.

    Parameters
    ----------
    data : a timeline, as `geo.build_timeline` makes it; or a GeoDataFrame of boundaries indexed by place id, with
        `values`; or one GeoDataFrame with a row per place and time that carries geometry and value.
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

    def __init__(
        self,
        data: "Timeline | gpd.GeoDataFrame",
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
        title = title or name or ""
        if isinstance(data, Timeline):
            if values is not None or options:
                given = "values" if values is not None else sorted(options)[0]
                raise InputError(
                    f"{given}: is of no use with a timeline; leave it out, or give a GeoDataFrame."
                )
            encoded = encode_timeline(data, title=title, states=states, language=language, detail=detail)
        else:
            if states is not None:
                raise InputError("states: names the states of a timeline; leave it out for a GeoDataFrame.")
            data, values = _split(data, values, str(options.get("place", "place")))
            if options.get("projection", "mercator") != "mercator":
                raise InputError(
                    f"projection: came {options['projection']!r}, and this layer keeps the map's, Web Mercator; "
                    "draw with geo.time_choropleth to choose one."
                )
            encoded = make_layer(data, values, title=title, language=language, detail=detail, **options)[0].encoded
        super().__init__(encoded, name=name, overlay=overlay, control=control, show=show, opacity=opacity)
        self._name = "TimeChoropleth"


def _split(data: Any, values: Any, place: str) -> tuple[Any, Any]:
    """Take one long GeoDataFrame apart into boundaries and values."""
    import geopandas as gpd

    if values is not None:
        return data, values
    if not isinstance(data, gpd.GeoDataFrame):
        raise InputError(
            f"data: came a {type(data).__name__}, wanted a timeline of geo.build_timeline, or a GeoDataFrame."
        )
    if place not in data.columns:
        raise InputError(
            f"values: came none, and data has no column {place!r}; give a table of values, or a GeoDataFrame with "
            "a row per place and time."
        )
    first = data.dropna(subset=[place]).drop_duplicates(place).set_index(place)
    return first, data.drop(columns=data.geometry.name).reset_index(drop=True)


def encode_timeline(
    timeline: Timeline,
    *,
    title: str = "",
    states: Mapping[str, str] | None = None,
    language: str = "en",
    detail: int = DETAIL,
) -> Encoded:
    """Encode a timeline's answers for every stop: paints by face, states and parts by place."""
    if language not in LANGUAGES:
        raise InputError(f"language: came {language!r}, wanted one of {', '.join(LANGUAGES)}.")
    own = dict(states or {})
    wrong = sorted(set(own) - set(PAINTS.values()))
    if wrong:
        raise InputError(f"states: came {wrong[0]!r}, wanted words for {', '.join(PAINTS.values())}.")
    if not timeline.stops or not timeline.faces:
        raise InputError(
            "data: the timeline has no stop or no land to draw; check its places and their statements."
        )
    code = {letter: number for number, letter in enumerate(_ORDER, start=1)}
    situations = [timeline.on(day) for day in timeline.stops]
    paints = np.array([[code[letter] for letter in now.letters] for now in situations], np.uint8).T
    letters: dict[str, str] = {state: letter for letter, state in PAINTS.items()}
    place_codes = np.array(
        [[code["s" if p.paint == "s" else letters[p.state]] for p in now.places] for now in situations],
        np.uint8,
    ).T
    first = situations[0].places
    position = {place.place.id: number for number, place in enumerate(first)}
    parts: dict[int, dict[int, str]] = {}
    for stop, now in enumerate(situations):
        for number, place in enumerate(now.places):
            if place.part is not None:
                parts.setdefault(number, {})[stop] = _part_words(place.part, place.reported_km2, language)
    rows = Rows(
        ids=[place.place.id for place in first],
        names=[place.place.name(language) or place.place.id for place in first],
        codes=place_codes,
        # What lies within another speaks first.
        over=[
            sorted((position[item] for item in face.places), key=lambda n: (-len(first[n].within), n))
            for face in timeline.faces
        ],
        parts=parts,
        counted=[place.drawn for place in first],
    )
    faces = np.array([face.geometry for face in timeline.faces], dtype=object)
    plane = choose_plane(faces, "mercator")  # of anyone's folium.Map
    series = AreaSeries(
        plane=plane,
        land=plane.project(faces),
        ids=[str(number) for number in range(len(timeline.faces))],
        names=[str(number) for number in range(len(timeline.faces))],
        stops=[day.isoformat() for day in timeline.stops],
        labels=[format_day(day, language) for day in timeline.stops],
        styles=[_style(letter, own, language) for letter in _ORDER],
        codes=paints,
        rows=rows,
        title=title,
        spacing="event",
        language=language,
    )
    return encode_series(series, detail=detail)


def _style(letter: str, own: Mapping[str, str], language: str) -> Style:
    state = PAINTS[letter]
    word = own.get(state) or say(f"state.{state}", language)
    key = _KEYS.get(letter, state)
    if letter in _PATTERNS:
        mark = PALETTE["country"] if letter == "u" else PALETTE["held"]
        return Style(key, word, PALETTE["before"], mark, _PATTERNS[letter])
    return Style(key, word, PALETTE[state])


def _part_words(part: Part, whole: float | None, language: str) -> str:
    if part.km2 and whole:
        upper = "" if part.km2_to is None else f"–{format_number(part.km2_to, language)}"
        km2 = format_number(part.km2, language) + upper
        return say("card.part_of", language, part=km2, whole=format_area(whole, language))
    if part.km2:
        return say("card.part_area", language, part=format_amount(part.km2, part.km2_to, language))
    return say("card.part_unknown", language)
