"""What a map shows besides its answers: context, lines, events, and the sources in the order in which a reader meets them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from geo.errors import DefinitionError
from geo.land.area import keep_polygons
from geo.model.definition import Definition
from geo.model.scene import Shape
from geo.model.wording import name_line
from geo.package.read import Package
from geo.package.schema import Event, Source
from geo.text.dates import parse_date
from geo.text.names import nearest
from geo.text.words import LANGUAGES

_LOWEST = {"land": 0, "home": 1}  # what other context lies over


def list_context(package: Package, definition: Definition, places: Iterable[str]) -> tuple[Shape, ...]:
    """Return what lies under the land: neighbours, the countries that the places are part of, districts.

    Raises
    ------
    DefinitionError
        A file that `context` names has no boundaries.
    """
    own = set(places)
    rows = package.boundaries
    known = sorted({str(file) for file in rows["file"]})
    for file in definition.context:
        if file not in known:
            near = nearest(file, known, known)
            raise DefinitionError(f"maps/{definition.name}.toml, context: no boundary file is called {file!r}; nearest: {near}")
    homes = _homes(package, own)
    shapes = []
    for row in rows[rows["file"].isin(definition.context)].itertuples():
        if row.kind == "line" or row.place in own:
            continue
        kind = str(row.kind) if row.kind != "country" else "home" if row.place in homes else "land"
        names = package.places[row.place].names if row.place in package.places else {}
        shapes.append(_shape(row, kind, keep_polygons(row.geometry), names))
    return tuple(sorted(shapes, key=lambda shape: _LOWEST.get(shape.kind, 2)))


def _homes(package: Package, places: Iterable[str]) -> set[str]:
    """The places that the drawn ones are part of, at any remove."""
    return {above for name in places if name in package.places for above in package.within(name)}


def list_lines(package: Package, definition: Definition) -> tuple[Shape, ...]:
    """Return the boundary lines that a map draws.

    Raises
    ------
    DefinitionError
        A line is no boundary of the package.
    """
    rows = package.boundaries
    known = sorted({str(name) for name in rows["id"]})
    for name in definition.lines:
        if name not in known:
            near = nearest(name, known)
            raise DefinitionError(f"maps/{definition.name}.toml, lines: no boundary is called {name!r}; nearest: {near}")
    return tuple(
        _shape(
            row, "line" if row.valid_from or row.valid_to else "border", row.geometry,
            {lang: name_line((row.valid_from or "")[:4], lang) for lang in LANGUAGES},
        )
        for row in rows[rows["id"].isin(definition.lines)].itertuples()
    )  # fmt: skip


def _shape(row: Any, kind: str, geometry: Any, names: Any) -> Shape:
    first, after = (parse_date(day).earliest if day else None for day in (row.valid_from, row.valid_to))
    return Shape(str(row.id), kind, geometry, names, str(row.source or ""), first, after)


def list_events(package: Package, definition: Definition) -> tuple[Event, ...]:
    """Return the events that a map marks, in order of time."""
    if not definition.events:
        return ()
    return tuple(sorted(package.events, key=lambda event: (event.date.earliest or date.min, event.id)))


def number_sources(
    package: Package, definition: Definition, answered: Iterable[str], places: Sequence[str], events: Iterable[Event]
) -> tuple[Source, ...]:
    """Return the sources in the order in which a reader meets them.

    Parameters
    ----------
    answered : ids of the sources of the answers, in the order of the table.
    places : ids of the map's places.
    """
    shown = set(places)
    boundaries = package.boundaries
    drawn = boundaries[boundaries["place"].isin(shown) | boundaries["id"].isin(definition.lines)]
    order = [definition.states.source, *definition.compare, *answered]
    order += [name for event in events for name in event.sources]
    order += [name for step in definition.steps for name in step.sources]
    wider = {above for name in places for above in package.within(name)}
    order += [name for row in package.statements if row.place in shown | wider for name in row.sources]
    order += [str(name) for name in drawn["source"] if name]
    return tuple(package.sources[name] for name in dict.fromkeys(order) if name in package.sources)


def credit_boundaries(package: Package, definition: Definition, places: Iterable[str]) -> list[str]:
    """Return the ids of the sources of what is drawn: boundaries, lines, outline, context."""
    rows = package.boundaries
    shown = rows[
        rows["place"].isin(list(places)) | rows["id"].isin((*definition.lines, *definition.outlines))
        | rows["file"].isin(definition.context)
    ]  # fmt: skip
    return [name for name in dict.fromkeys(str(name) for name in shown["source"]) if name in package.sources]
