"""Make the scene of a definition: the one thing that page, layer, picture, export, report, pack and proof are given."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import shapely

from geo.errors import DefinitionError, InputError
from geo.land.area import geodesic_km2
from geo.look.palette import Colours, pick_colours
from geo.model import periods_scene, values_scene
from geo.model.around import surround
from geo.model.classes import Breaks
from geo.model.definition import Definition, FigureLook
from geo.model.grid import Grid, read_grid
from geo.model.notes import note_place, tell_undrawn
from geo.model.redrawn import tell_redrawn
from geo.model.scale import build_scale
from geo.model.scene import Scene, ScenePlace, Series, Texts
from geo.model.steps import list_steps
from geo.model.surroundings import credit_boundaries, list_context, list_events, list_lines, number_sources
from geo.model.timeline import Timeline, build_timeline
from geo.model.twins import build_twins
from geo.model.values import read_values
from geo.model.values_scene import Lands, Look
from geo.model.versions import Version, list_versions
from geo.model.wording import boundary_note, name_publishers, read_wording
from geo.package.read import Package
from geo.package.schema import Event, Source
from geo.text.dates import parse_date
from geo.text.names import nearest
from geo.text.words import LANGUAGES, say


def build_scene(
    package: Package, definition: Definition, timeline: Timeline | None = None, *, drawn: bool = True
) -> Scene:
    """Put together everything that a map shows.

    Parameters
    ----------
    package : Package
        From `read_package`.
    definition : Definition
        What to draw.
    timeline : Timeline, optional
        Of the definition's account, for a map of periods; spares building it again.
    drawn : bool
        Whether it will be drawn: without, the land around a map that brings none is not looked for.

    Returns
    -------
    Scene
        Geometries in EPSG:4326, areas in km² (geodesic, WGS 84).

    Raises
    ------
    DefinitionError
        The definition asks for what cannot be drawn, or nothing can be.
    InputError
        A table of the package is wrong.

    Examples
    --------
    >>> from geo.package.read import read_package
    >>> from geo.model.definition import read_definition
    >>> scene = build_scene(read_package(), read_definition("occupation"))
    >>> scene.row(scene.positions["lachin"], scene.moment(date(1992, 5, 18))).style.key
    'held'
    """
    if definition.values:
        if timeline is not None:
            raise DefinitionError(f"maps/{definition.name}.toml: draws values, which have no timeline; leave it out")
        scene = _of_values(package, definition)
    else:
        scene = _of_periods(package, definition, timeline)
    return surround(scene) if drawn else scene


# periods ------------------------------------------------------------------------------------------------


def _of_periods(package: Package, definition: Definition, timeline: Timeline | None) -> Scene:
    timeline = timeline or build_timeline(package, definition.account)
    if not timeline.faces:
        raise DefinitionError(
            f"maps/{definition.name}.toml: none of its places has a boundary, so there is nothing to draw; "
            "give one of them a boundary file in places.csv"
        )
    twins = build_twins(package, definition)
    scale = build_scale(timeline, definition.colour) if definition.colour != "state" else None
    stops = periods_scene.list_stops([timeline, *twins.values()], scale)
    places = periods_scene.list_places(timeline, package)
    ids = [place.id for place in places]
    events = list_events(package, definition)
    last = timeline.on(stops[-1].day if stops else date(2000, 1, 1))
    sources = number_sources(
        package, definition, (name for here in last.places for name in here.sources), ids, events
    )
    numbers = {source.id: number for number, source in enumerate(sources, start=1)}
    wording = read_wording(package, definition)

    def series_of(told: Timeline) -> Series:
        return periods_scene.build_series(
            told, stops, wording, numbers, scale=scale, colours=definition.colours, sources=package.sources,
        )

    accounts = [
        replace(series_of(twin), id=name, names={lang: package.sources[name].called(lang) for lang in LANGUAGES})
        for name, twin in twins.items()
    ]
    said = {name: package.statements_of(name) for name in ids}
    chosen = {
        row.id
        for told in (timeline, *twins.values())
        for track in told.tracks
        for row in (*(end for period in track.periods for end in (period.start, period.end) if end), *track.areas, *track.held)
    }
    figures = [definition.states.source, *(name for here in last.places for name in here.sources)]
    return _finish(
        package, definition, sources, figures, events,
        Scene(
            name=definition.name, asks="states", title=definition.title.per_language(),
            subtitle=definition.subtitle.per_language() if definition.subtitle else {}, language=definition.language,
            languages=LANGUAGES, places=places, land=periods_scene.list_land(timeline, stops),
            outlines=periods_scene.list_outlines(timeline), stops=stops, series=tuple(accounts) or (series_of(timeline),),
            opening=0, arrangement="beside" if accounts else "one", notes=wording.notes(),
            statements={name: rows for name, rows in said.items() if rows}, chosen=frozenset(chosen),
            place_notes={
                track.place.id: notes
                for track in timeline.tracks
                if (notes := tuple(note_place(package, timeline, track, LANGUAGES, wording.own)))
            },
            overlaps=periods_scene.pair_overlaps(timeline),
            parties={name: row.names for name, row in timeline.party_rows.items()},
        ),
    )  # fmt: skip


# values -------------------------------------------------------------------------------------------------


def _of_values(package: Package, definition: Definition) -> Scene:
    table = read_values(package, definition.values)
    lands = _lands(package, definition, set(table["place"]))
    ids = [place.id for place in lands.places]
    table = table[table["place"].isin(ids)]
    sources_said = [str(name) for name in dict.fromkeys(table["source"])]
    events = list_events(package, definition)
    sources = number_sources(package, definition, sources_said, ids, events)
    numbers = {source.id: number for number, source in enumerate(sources, start=1)}
    own = FigureLook(
        name=definition.figure_name or definition.title, unit=definition.unit, classes=definition.classes,
        class_count=definition.class_count, middle=definition.middle, log=definition.log, palette=definition.palette,
    )  # fmt: skip
    series, painted = [], None
    for column, figure in {"value": own, **definition.figures}.items():
        try:
            grid = _read_grid(package, definition, table, lands, column, figure)
            painted = painted or values_scene.cut_land(lands, grid.stops)
            look = _look(package, definition, grid, figure, column if definition.figures else "")
            series.append(values_scene.build_series(grid, painted, look, lands.places, numbers))
        except InputError as error:
            raise DefinitionError(f"maps/{definition.name}.toml, {definition.values}: {error}") from None
    assert painted is not None
    notes = [note.per_language() for note in (definition.values_note,) if note]
    scene = Scene(
        name=definition.name, asks="values", title=definition.title.per_language(),
        subtitle=definition.subtitle.per_language() if definition.subtitle else {}, language=definition.language,
        languages=LANGUAGES, places=lands.places, land=painted.land, outlines=values_scene.outline_lands(lands),
        stops=grid.stops, series=tuple(series), opening=0, notes=tuple(notes),
        arrangement="switch" if len(series) > 1 else "one",
    )  # fmt: skip
    return _finish(package, definition, sources, sources_said, events, scene)


def _lands(package: Package, definition: Definition, figured: set[str]) -> Lands:
    """The places of a map of values, with the boundaries that it draws: those without one whose figures there are come along."""
    unknown = [place for place in definition.places if place not in package.places]
    if unknown:
        near = nearest(unknown[0], sorted(package.places))
        raise DefinitionError(f"maps/{definition.name}.toml, places: no place is called {unknown[0]!r}; nearest: {near}")
    newest = definition.boundary_times == "any"
    drawn = {
        name: list_versions(package, name, newest=newest) if package.places[name].boundary else ()  # an upper level is context
        for name in definition.places or sorted(package.places)
    }
    if not any(drawn.get(name) for name in figured):
        raise DefinitionError(f"maps/{definition.name}.toml, places: no place with a boundary has a value; name others")
    ids = [name for name, own in drawn.items() if own or name in figured]
    nothing = (Version(shapely.Polygon()),)
    versions = [(number, one) for number, name in enumerate(ids) for one in drawn[name] or nothing]
    shapes = np.empty(len(versions), object)
    shapes[:] = [one.shape for _, one in versions]
    places: list[ScenePlace] = []
    for name in ids:
        place = package.places[name]
        within = tuple(above for above in package.within(name) if above in set(ids))
        places.append(periods_scene.describe_place(place, package, within, drawn=bool(drawn[name]), km2=None))
    spans, anew = [one.span for _, one in versions], [one.anew for _, one in versions]
    return Lands(tuple(places), shapes, [owner for owner, _ in versions], spans, anew)


def _read_grid(
    package: Package, definition: Definition, table: pd.DataFrame, lands: Lands, column: str, figure: FigureLook
) -> Grid:
    """Read one column of a table: `value`, divided where the definition says so, or a further figure."""
    if column not in table.columns:
        near = nearest(column, [str(name) for name in table.columns])
        raise InputError(f"figures: no column is called {column!r}; nearest: {near}")
    said = table[column].astype(str)
    table = table.assign(value=said)
    numeric = pd.to_numeric(table["value"].where(table["value"] != ""), errors="coerce")
    numbers = bool(numeric.notna().sum() == (table["value"] != "").sum() and numeric.notna().any())
    if numbers:
        table = table.assign(value=numeric.astype(float))
    elif (definition.per and column == "value") or figure.log or figure.middle is not None:
        raise DefinitionError(
            f"maps/{definition.name}.toml: per, log and middle need numbers, and {definition.values} holds words"
        )
    if definition.per and column == "value":
        table = table.assign(value=_rates(package, definition, table, lands))
    flag = "flag" if column == "value" else None  # it is the map's own figure that the publisher's flag stands beside
    ids = [place.id for place in lands.places]
    grid = read_grid(table, ids, flag=flag, source="source", order=definition.order)
    return grid.lasting() if definition.lasts else grid


def _look(package: Package, definition: Definition, grid: Grid, figure: FigureLook, name: str) -> Look:
    names = figure.name.per_language()
    palette = _palette(definition, figure, numeric=grid.numbers is not None)
    return Look(
        classes=_classes(definition, figure, grid), k=figure.class_count, colours=palette,
        middle=figure.middle, legend=names, unit=figure.unit.per_language() if figure.unit else {}, id=name,
        names=names if name else {},
        sources=package.sources,
    )  # fmt: skip


def _rates(package: Package, definition: Definition, table: pd.DataFrame, lands: Lands) -> pd.Series:
    """Divide by the land's area, or by another table's figure of the same place and time."""
    if definition.per == "km2":
        below = _areas(table, lands)
    else:
        other = read_values(package, definition.per)
        known = pd.Series(pd.to_numeric(other["value"], errors="coerce").to_numpy(), index=[other["place"], other["time"]])
        below = pd.Series(
            known.reindex(pd.MultiIndex.from_frame(table[["place", "time"]])).to_numpy(), index=table.index
        )
    return table["value"] / below.where(below > 0) * definition.per_count


def _areas(table: pd.DataFrame, lands: Lands) -> pd.Series:
    """Measure, in km², the boundary that a place has at the time of each value; none where it has none then."""
    measured: dict[str, list[tuple[str, str, float]]] = {}
    for owner, (first, after), shape in zip(lands.owners, lands.spans, lands.shapes, strict=True):
        measured.setdefault(lands.places[owner].id, []).append((first, after, geodesic_km2(shape)))
    days = {time: str(parse_date(time).earliest) for time in set(table["time"])}
    found = [
        next((km2 for first, after, km2 in measured[place] if first <= days[time] < after), np.nan)
        for place, time in zip(table["place"], table["time"], strict=True)
    ]
    return pd.Series(found, index=table.index, dtype=float)


def _classes(definition: Definition, figure: FigureLook, grid: Grid) -> Breaks:
    """Give the definition's classes; those that grow by one factor as their upper ends."""
    if grid.numbers is None or not figure.log:
        return list(figure.classes) if isinstance(figure.classes, tuple) else figure.classes
    found = grid.numbers[np.isfinite(grid.numbers)]
    if found.min(initial=np.inf) <= 0:
        raise DefinitionError(
            f"maps/{definition.name}.toml, log: {np.count_nonzero(found <= 0)} of {found.size} values are not above 0, and "
            "have no logarithm; leave out log, or give classes such as [0, 1, 10, 100]"
        )
    count = figure.classes if isinstance(figure.classes, int) else figure.class_count
    breaks = np.geomspace(found.min(), found.max(), count + 1)[1:]
    return sorted({float(f"{step:.2g}") for step in breaks[:-1]} | {float(found.max())})


def _palette(definition: Definition, figure: FigureLook, *, numeric: bool) -> Colours:
    """Give the definition's palette; one by name is looked up here, where the message can name the definition."""
    if definition.colours and not numeric:
        return dict(definition.colours)
    palette = figure.palette or ("vik" if figure.middle is not None else None)
    if isinstance(palette, str):
        try:
            pick_colours(palette, 2, ordered=True)
        except InputError as error:
            raise DefinitionError(f"maps/{definition.name}.toml, palette: {str(error).removeprefix('colours: ')}") from None
    return palette


# both ---------------------------------------------------------------------------------------------------


def _finish(
    package: Package, definition: Definition, sources: tuple[Source, ...], figures: Iterable[str], events: tuple[Event, ...],
    scene: Scene,
) -> Scene:
    """Add what every kind of map has: its opening, its surroundings, its notes and its credit."""
    ids = [place.id for place in scene.places]
    days = tuple(stop.day for stop in scene.stops)
    note = boundary_note(definition)
    steps = list_steps(package, definition, tuple(ids), days[0] if scene.asks == "values" and days else None)
    finished = replace(
        scene,
        opening=scene.moment(definition.opening(days)), spacing=definition.spacing,
        base=list_context(package, definition, ids), lines=list_lines(package, definition), events=events, sources=sources,
        notes=(*scene.notes, *(note.per_language() for note in definition.notes)), boundary_note=note,
        credit=_credit(package, scene.asks, figures, credit_boundaries(package, definition, ids)),
        digest=package.digest, steps=steps, projection=definition.page_projection,
    )  # fmt: skip
    return tell_redrawn(tell_undrawn(finished))


def _credit(package: Package, asks: str, figures: Iterable[str], boundaries: Iterable[str]) -> Texts:
    """Name the publishers of what is drawn: of the figures first, then of the boundaries."""
    said, drawn = (
        [package.sources[name] for name in dict.fromkeys(ids) if name in package.sources] for ids in (figures, boundaries)
    )
    key = "map.credit" if asks == "states" else "series.credit"
    return {
        lang: say(key, lang, figures=name_publishers(said, lang), boundaries=name_publishers(drawn, lang)) for lang in LANGUAGES
    }
