"""The page of a definition that draws values: its table joined to the boundaries, its classes and its credit line."""

from typing import Any

import geopandas
import numpy as np
import pandas as pd

from geo.errors import DefinitionError, InputError
from geo.land.area import geodesic_km2
from geo.look.palette import Colours, pick_colours
from geo.model.definition import Definition
from geo.model.values import read_values
from geo.model.versions import read_validity
from geo.package.read import Package
from geo.page.series import time_choropleth
from geo.text.dates import parse_date
from geo.text.names import near_names
from geo.text.words import say


def draw_values(package: Package, definition: Definition) -> Any:
    """Return the map of a definition with `values`.

    Parameters
    ----------
    package : Package
        With the table that `definition.values` names.
    definition : Definition

    Returns
    -------
    folium.Map
        To be written with `geo.save`; shows in a notebook as it is.

    Raises
    ------
    GeoError
        The table is wrong, or the definition asks for what cannot be drawn.
    """
    values = read_values(package, definition.values)
    numeric = pd.to_numeric(values["value"], errors="coerce")
    numbers = bool(numeric.notna().all() and len(numeric))
    if numbers:
        values = values.assign(value=numeric.astype(float))
    elif definition.per or definition.log or definition.middle is not None:
        raise DefinitionError(
            f"maps/{definition.name}.toml: per, log and middle need numbers, and {definition.values} holds words"
        )
    boundaries = _boundaries(package, definition, values)
    values = values[values["place"].isin(boundaries.index)]
    if definition.per:
        values = _rates(package, definition, values, boundaries)
    try:
        return time_choropleth(
            boundaries,
            values,
            title=definition.title.in_language(definition.language),
            legend=definition.subtitle.in_language(definition.language) if definition.subtitle else "",
            classes=_classes(definition, values["value"].to_numpy(dtype=float)) if numbers else 5,
            k=definition.class_count,
            colours=_palette(definition),
            unit=definition.unit,
            note=_note(package, definition, values, boundaries),
            language=definition.language,
            projection=definition.page_projection,
            context=_context(package, definition, boundaries),
        )
    except InputError as error:
        raise DefinitionError(f"maps/{definition.name}.toml, {definition.values}: {error}") from None


def _boundaries(package: Package, definition: Definition, values: pd.DataFrame) -> geopandas.GeoDataFrame:
    unknown = [place for place in definition.places if place not in package.places]
    if unknown:
        near = ", ".join(near_names(unknown[0], sorted(package.places))) or "none"
        raise DefinitionError(f"maps/{definition.name}.toml, places: no place is called {unknown[0]!r}; nearest: {near}")
    ids = definition.places or tuple(sorted(package.places))
    last = None if definition.boundary_times == "valid" else -1
    drawn = [
        (place, *version) for place in ids if package.places[place].boundary for version in package.versions(place)[last:]
    ]
    if not set(values["place"]) & {place for place, *_ in drawn}:
        raise DefinitionError(f"maps/{definition.name}.toml, places: no place with a boundary has a value; name others")
    times = {} if last else {"valid_from": [first for _, first, _, _ in drawn], "valid_to": [to for _, _, to, _ in drawn]}
    return geopandas.GeoDataFrame(
        {"name": [package.places[place].name(definition.language) for place, *_ in drawn], **times},
        index=[place for place, *_ in drawn],
        geometry=[shape for *_, shape in drawn],
        crs=4326,
    )


def _context(
    package: Package, definition: Definition, boundaries: geopandas.GeoDataFrame
) -> geopandas.GeoDataFrame | None:
    """Give the boundary files that the definition names as context, without the places that are drawn."""
    if not definition.context:
        return None
    rows = package.boundaries
    rows = rows[rows["file"].isin(definition.context) & ~rows["place"].isin(boundaries.index) & (rows["kind"] != "line")]
    return geopandas.GeoDataFrame(geometry=list(rows["geometry"]), crs=4326)


def _rates(
    package: Package, definition: Definition, values: pd.DataFrame, boundaries: geopandas.GeoDataFrame
) -> pd.DataFrame:
    if definition.per == "km2":
        below = _areas(values, boundaries)
    else:
        table = read_values(package, definition.per)
        known = pd.Series(pd.to_numeric(table["value"], errors="coerce").to_numpy(), index=[table["place"], table["time"]])
        below = pd.Series(
            known.reindex(pd.MultiIndex.from_frame(values[["place", "time"]])).to_numpy(), index=values.index
        )
    rate = values["value"] / below.where(below > 0) * definition.per_count
    return values.assign(value=rate)


def _areas(values: pd.DataFrame, boundaries: geopandas.GeoDataFrame) -> pd.Series:
    """Measure, in km², the boundary that a place has at the time of each value; none where it has none then."""
    measured: dict[str, list[tuple[str, str, float]]] = {}
    for place, (first, after), shape in zip(
        boundaries.index, read_validity(boundaries), boundaries.geometry, strict=True
    ):
        measured.setdefault(place, []).append((first, after, geodesic_km2(shape)))
    days = {time: str(parse_date(time).earliest) for time in set(values["time"])}
    found = [
        next((km2 for first, after, km2 in measured[place] if first <= days[time] < after), np.nan)
        for place, time in zip(values["place"], values["time"], strict=True)
    ]
    return pd.Series(found, index=values.index, dtype=float)


def _classes(definition: Definition, numbers: Any) -> Any:
    """Give breaks: evenly on both sides of a middle, or growing by one factor; else as the definition says."""
    found = numbers[np.isfinite(numbers)]
    count = definition.classes if isinstance(definition.classes, int) else definition.class_count
    if definition.middle is not None:
        half = max(count // 2, 1)
        reach = float(np.abs(found - definition.middle).max(initial=0)) or 1.0
        steps = np.linspace(-1, 1, 2 * half + 1)[1:] * reach + definition.middle
        return [float(step) for step in steps]
    if definition.log:
        if found.min(initial=np.inf) <= 0:
            raise DefinitionError(
                f"maps/{definition.name}.toml, log: {np.count_nonzero(found <= 0)} of {found.size} values are not above 0, and "
                "have no logarithm; leave out log, or give classes such as [0, 1, 10, 100]"
            )
        breaks = np.geomspace(found.min(), found.max(), count + 1)[1:]
        breaks[-1] = found.max()
        return sorted({float(f"{step:.2g}") for step in breaks[:-1]} | {float(breaks[-1])})
    return list(definition.classes) if isinstance(definition.classes, tuple) else definition.classes


def _palette(definition: Definition) -> Colours:
    """Give the definition's palette; one by name is looked up here, where the message can name the definition."""
    palette = definition.palette or ("vik" if definition.middle is not None else None)
    if isinstance(palette, str):
        try:
            pick_colours(palette, 2, ordered=True)
        except InputError as error:
            raise DefinitionError(f"maps/{definition.name}.toml, palette: {str(error).removeprefix('colours: ')}") from None
    return palette


def _note(package: Package, definition: Definition, values: pd.DataFrame, boundaries: geopandas.GeoDataFrame) -> str:
    """Credit what was drawn, after the definition's own sentences."""
    lang = definition.language
    own = (definition.values_note, *definition.notes)
    said = [note.in_language(lang) for note in own if note]
    return " ".join([*said, _credit(package, values, boundaries, lang)])


def _credit(package: Package, values: pd.DataFrame, boundaries: geopandas.GeoDataFrame, lang: str) -> str:
    """Name the figures' sources, then the boundaries'."""
    lands = package.boundaries[package.boundaries["place"].isin(boundaries.index)]
    figures = "; ".join(package.sources[name].title for name in dict.fromkeys(values["source"]))
    drawn = "; ".join(package.sources[name].title for name in dict.fromkeys(lands["source"]) if name in package.sources)
    return say("series.credit", lang, figures=figures, boundaries=drawn)
