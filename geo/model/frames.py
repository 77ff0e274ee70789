"""Scenes of what a Python session holds: boundaries and a long table of values, or a timeline."""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import InputError, few, warn
from geo.land.antimeridian import find_crossings, split_antimeridian
from geo.land.area import keep_polygons
from geo.look.choice import check_name
from geo.look.palette import Colours
from geo.model import periods_scene
from geo.model.classes import Breaks
from geo.model.definition import STATE_WORDS
from geo.model.grid import read_grid
from geo.model.notes import tell_undrawn
from geo.model.redrawn import tell_redrawn
from geo.model.scene import Scene, ScenePlace, Texts
from geo.model.timeline import Timeline
from geo.model.values_scene import Lands, Look, build_series, cut_land, outline_lands
from geo.model.versions import OPEN, read_validity
from geo.model.wording import Wording
from geo.package.schema import Source
from geo.text.names import nearest
from geo.text.words import LANGUAGES, say

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

_POLYGONS = (3, 6)  # kinds of geometries: crossing themselves or not, what draws them mends them, and keeps common edges


def scene_of_values(
    boundaries: "gpd.GeoDataFrame",
    values: "pd.DataFrame",
    *,
    place: str = "place",
    time: str = "time",
    value: str = "value",
    flag: str | None = None,
    title: str = "",
    name: str | None = "name",
    classes: Breaks = 5,
    k: int = 5,
    colours: Colours = None,
    unit: str | Texts = "",
    legend: str = "",
    note: str = "",
    language: str = "en",
    projection: str = "auto",
) -> Scene:
    """Make the scene of a table of values; the arguments are those of `geo.time_choropleth`, `flag` a column beside it.

    Raises
    ------
    InputError, DateError, JoinError
        See `geo.time_choropleth`.
    """
    check_language(language)
    ids, names, owners = _check_boundaries(boundaries, name)
    spans = read_validity(boundaries)
    grid = read_grid(values, ids, place=place, time=time, value=value, flag=flag)
    shapes = np.array(boundaries.geometry.to_crs(4326), dtype=object)
    for number in np.flatnonzero(~np.isin(shapely.get_type_id(shapes), _POLYGONS)).tolist():
        shapes[number] = keep_polygons(shapes[number])
    for number in find_crossings(shapes).tolist():
        shapes[number] = split_antimeridian(shapes[number])
    empty = np.flatnonzero(shapely.is_empty(shapes)).tolist()
    if empty:
        warn(
            f"boundaries: {len(empty)} without a polygon, drawn as nothing: {few([ids[owners[number]] for number in empty])}; "
            "give each a polygon, or leave it out."
        )
    lying = {owners[number] for number in np.flatnonzero(~shapely.is_empty(shapes)).tolist()}
    places = tuple(
        ScenePlace(key, {language: shown}, drawn=number in lying)
        for number, (key, shown) in enumerate(zip(ids, names, strict=True))
    )
    lands = Lands(places, shapes, owners, spans if any(span != OPEN for span in spans) else [OPEN] * len(shapes))
    painted = cut_land(lands, grid.stops)
    units = {language: unit} if isinstance(unit, str) and unit else unit or {}
    look = Look(classes, k, colours, legend={language: legend} if legend else {}, unit=dict(units))
    return tell_redrawn(tell_undrawn(Scene(
        name=title, asks="values", title={language: title} if title else {}, subtitle={}, language=language, languages=LANGUAGES,
        places=places, land=painted.land, outlines=outline_lands(lands), stops=grid.stops,
        series=(build_series(grid, painted, look, places, {}),), opening=len(grid.stops),
        notes=({language: note},) if note else (), projection=check_name(projection),
    )))  # fmt: skip


def scene_of_timeline(
    timeline: Timeline, *, title: str = "", states: Mapping[str, str] | None = None, language: str = "en"
) -> Scene:
    """Make the scene of a timeline; `states` are words for its states in the language.

    Raises
    ------
    InputError
        The timeline has nothing to draw, or a state or the language is none.
    """
    check_language(language)
    own = dict(states or {})
    wrong = sorted(set(own) - set(STATE_WORDS))
    if wrong:
        raise InputError(f"states: came {wrong[0]!r}, wanted words for {', '.join(STATE_WORDS)}.")
    if not timeline.stops or not timeline.faces:
        raise InputError("data: the timeline has no stop or no land to draw; check its places and their statements.")
    words: dict[str, Texts] = {
        state: {lang: say(f"state.{state}", lang) for lang in LANGUAGES} | ({language: own[state]} if state in own else {})
        for state in STATE_WORDS
    }
    stops = periods_scene.list_stops([timeline])
    sources = _sources_of(timeline)
    numbers = {source.id: number for number, source in enumerate(sources, start=1)}
    return tell_redrawn(tell_undrawn(Scene(
        name=title, asks="states", title={language: title} if title else {}, subtitle={}, language=language, languages=LANGUAGES,
        places=periods_scene.list_places(timeline), land=periods_scene.list_land(timeline, stops),
        outlines=periods_scene.list_outlines(timeline), stops=stops,
        series=(periods_scene.build_series(timeline, stops, Wording(words, words), numbers),), opening=len(stops),
        sources=sources, overlaps=periods_scene.pair_overlaps(timeline),
        parties={name: row.names for name, row in timeline.party_rows.items()},
    )))  # fmt: skip


def _sources_of(timeline: Timeline) -> tuple[Source, ...]:
    """The sources that a timeline's statements name, by their ids: a timeline knows no more of them."""
    rows = [row for track in timeline.tracks for row in (*track.areas, *track.held)]
    periods = [period for track in timeline.tracks for period in track.periods]
    rows += [row for period in periods for row in (period.start, period.end) if row]
    names = dict.fromkeys(name for row in rows for name in row.sources)
    return tuple(Source(id=name, title=name) for name in names)


def check_language(language: str) -> None:
    """Raise an InputError where a language is none of the program's."""
    if language not in LANGUAGES:
        raise InputError(f"language: came {language!r}, wanted one of {', '.join(LANGUAGES)}.")


def _check_boundaries(boundaries: Any, name: str | None) -> tuple[list[str], list[str], list[int]]:
    """Return ids and names of the places, the names of their last rows, and each row's place by position."""
    import geopandas as gpd

    if not isinstance(boundaries, gpd.GeoDataFrame):
        raise InputError(f"boundaries: came a {type(boundaries).__name__}, wanted a GeoDataFrame indexed by place id.")
    if len(boundaries) == 0:
        raise InputError("boundaries: came empty, wanted at least one place.")
    if boundaries.crs is None:
        raise InputError("boundaries: came without a CRS; say which it is, such as boundaries.set_crs(4326).")
    keys = [str(item) for item in boundaries.index]
    ids = list(dict.fromkeys(keys))
    if len(ids) < len(keys) and not {"valid_from", "valid_to"} & set(boundaries.columns):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        raise InputError(
            f"boundaries: {few(twice)} in the index more than once; dissolve or rename them, or say in columns "
            "valid_from and valid_to when each was valid."
        )
    position = {key: number for number, key in enumerate(ids)}
    owners = [position[key] for key in keys]
    if name is None or name not in boundaries.columns:
        if name not in (None, "name"):
            near = nearest(str(name), [str(c) for c in boundaries.columns])
            raise InputError(f"name: came {name!r}, which is no column of boundaries; nearest: {near}.")
        return ids, ids, owners
    column = boundaries[name]
    shown = {key: str(item) for item, given, key in zip(column, column.notna(), keys, strict=True) if given}
    return ids, [shown.get(key) or key for key in ids], owners
