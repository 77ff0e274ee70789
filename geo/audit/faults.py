"""What a package cannot mean, or a reader cannot follow.

Sources without a name or a day, copies passed off as originals, parts larger than the whole, white holes inside held
land, totals that move on a day that nobody named. All of it is warnings: the package can be drawn, and a map of it would
mislead. Hosts of copies are data (`mirrors.json`).
"""

import json
import math
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from urllib.parse import urlsplit

import shapely
from shapely.geometry.base import BaseGeometry

from geo.errors import Finding, few
from geo.land.area import geodesic_km2
from geo.model.definition import Definition
from geo.model.timeline import Timeline
from geo.package.read import Package, find_unlisted

_LARGER = 1.02  # figures of one place differ by rounding; beyond this a part is larger than the whole
_THIN = 0.1  # of a circle's 4 pi A / P²: between two drawings of one line lie ribbons, not enclaves
_MOVED_KM2 = 0.5
_AMOUNTS = ("held_area", "held_share")


def find_faults(package: Package) -> list[Finding]:
    """List what is wrong with a package's sources and amounts, in the order of the files.

    Parameters
    ----------
    package : Package
        One without errors.

    Returns
    -------
    list of Finding
        Each names file, row, field and remedy.
    """
    return [*_review_files(package), *_review_sources(package), *_review_amounts(package), *_review_parts(package)]


def find_map_faults(package: Package, definition: Definition, timeline: Timeline, shown: str) -> list[Finding]:
    """List white holes inside the land of a map, and totals that move on a day that no statement or event names.

    Parameters
    ----------
    package, definition, timeline
        What is drawn.
    shown : str
        The definition's file, for the findings.
    """
    return [*_review_holes(package, definition, timeline), *_review_days(package, timeline, shown)]


def _warn(file: str, row: int | None, field: str, came: str, wanted: str, remedy: str) -> Finding:
    return Finding("warning", file, row, field, came, wanted, remedy)


def _review_files(package: Package) -> Iterator[Finding]:
    """Find boundaries, events and parties that lie in the package and are not read."""
    listing = package.path / "datapackage.json"
    listed = json.loads(listing.read_text("utf-8-sig"))["resources"] if listing.is_file() else []
    for path in find_unlisted(package.path, [entry["path"] for entry in listed]):
        yield _warn(path, None, "", "a file that is not read", "one that datapackage.json lists",
                    "take it up with: geo check --renew FOLDER")  # fmt: skip


def _review_sources(package: Package) -> Iterator[Finding]:
    """Find sources that name no publisher or no day, and addresses of copies where the original's belong."""
    rows = package.lines.get("sources", {})
    hosts = json.loads((files("geo.audit") / "mirrors.json").read_text("utf-8"))
    known = package.sources.items()
    lacking = {
        "publisher": ([name for name, source in known if not source.publisher], "who published it",
                      "name the author or the house; readers weigh a figure by who says it"),
        "published": ([name for name, source in known if source.published is None and source.accessed is None],
                      "when it was published, or read",
                      "add the day, month or year (published), else when you read it (accessed)"),
    }  # fmt: skip
    for field, (names, wanted, remedy) in lacking.items():
        if names:
            yield _warn("sources.csv", rows.get(names[0]), field, f"none for {few(names)}", wanted, remedy)
    for name, source in known:
        host = (urlsplit(source.url).hostname or "").removeprefix("www.")
        if any(host == mirror or host.endswith(f".{mirror}") for mirror in hosts):
            wanted = "the publisher's own page"
            remedy = "move this address to copy_url, and put the original's into url or leave that empty"
            yield _warn("sources.csv", rows.get(name), "url", f"{name}: {host}, a host of copies", wanted, remedy)


def _review_amounts(package: Package) -> Iterator[Finding]:
    """Find held areas larger than every area of their place that is reported or measured."""
    rows = package.lines.get("statements", {})
    for row in package.statements:
        if row.quantity != "held_area" or row.value is None or row.place not in package.places:
            continue
        whole, most = _largest(package, row.place), row.value_to or row.value
        if whole and most > whole * _LARGER:
            came = f"{row.id}: {most:g} km² held of {package.places[row.place].name()}"
            wanted = f"at most its area, {whole:,.0f} km² by the largest figure and by its boundary"
            remedy = "correct the figure or its unit, or say in `area` how large the place is"
            yield _warn("statements.csv", rows.get(row.id), "value", came, wanted, remedy)


def _review_parts(package: Package) -> Iterator[Finding]:
    """Find places larger than the place they are part of."""
    rows = package.lines.get("places", {})
    for place in package.places.values():
        whole = _largest(package, place.part_of) if place.part_of in package.places else 0.0
        own = _smallest(package, place.id)
        if whole and own > whole * _LARGER:
            parent = package.places[place.part_of or ""].name()
            came = f"{place.id}: {own:,.0f} km², part of {parent}"
            wanted = f"at most the {whole:,.0f} km² of {parent}"
            remedy = "correct part_of, or the area of one of the two"
            yield _warn("places.csv", rows.get(place.id), "part_of", came, wanted, remedy)


def _areas(package: Package, place: str) -> list[float]:
    said = [row.value_to or row.value for row in package.statements_of(place) if row.quantity == "area"]
    measured = [geodesic_km2(shape) for _, _, shape in package.versions(place)]
    return [area for area in (*said, *measured) if area]


def _largest(package: Package, place: str | None) -> float:
    return max(_areas(package, place or ""), default=0.0)


def _smallest(package: Package, place: str) -> float:
    return min(_areas(package, place), default=0.0)


def _review_holes(package: Package, definition: Definition, timeline: Timeline) -> Iterator[Finding]:
    """Find holes that the drawn places leave white between them: two drawings of one line, or land that nobody named."""
    lands = _drawn(package, definition)
    outlines = [outline.geometry for outline in timeline.outlines]
    whole = shapely.union_all([*lands.values(), *outlines])
    frame = package.boundaries[package.boundaries["file"].isin(definition.context)]
    beside = [shape for shape in frame.geometry if shapely.intersection(shape, whole).area < 0.01 * shape.area]
    for hole in _holes(whole):
        thin = 4 * math.pi * hole.area / hole.length**2 < _THIN
        if not thin and any(shapely.intersection(hole, shape).area > 0.9 * hole.area for shape in beside):
            continue
        near = sorted(place for place, shape in lands.items() if shape.distance(hole) < 1e-6)
        point = hole.representative_point()
        km2 = geodesic_km2(hole)
        where = f"{point.x:.3f}, {point.y:.3f} (longitude, latitude)"
        came = f"a hole of {km2:.2g} km² at {where}, inside {', '.join(near) or 'an outline'}"
        wanted = "land without holes, or a place for what lies in them"
        remedy = "let the boundaries follow one line where two are drawn, or add the place that lies there"
        yield _warn("boundaries", None, "geometry", came, wanted, remedy)


def _drawn(package: Package, definition: Definition) -> dict[str, BaseGeometry]:
    shapes = {place: [shape for _, _, shape in package.versions(place)] for place in definition.places}
    return {place: shapely.union_all(parts) for place, parts in shapes.items() if parts}


def _holes(whole: BaseGeometry) -> list[shapely.Polygon]:
    rings = [ring for part in shapely.get_parts(whole) if part.geom_type == "Polygon" for ring in part.interiors]
    return [shapely.Polygon(ring) for ring in rings]


def _review_days(package: Package, timeline: Timeline, shown: str) -> Iterator[Finding]:
    """Find days on which the land held, or possibly held, grows or shrinks and no statement, outline or event names them."""
    rows = package.lines.get("statements", {})
    said = {row.id: row for row in package.statements}
    days = {event.date.earliest for event in package.events} | {event.date.latest for event in package.events}
    for before, day in pairwise(timeline.stops):
        now, then = timeline.on(day), timeline.on(before)
        held, possible = now.held_km2 - then.held_km2, now.possible_km2 - then.possible_km2
        if max(abs(held), abs(possible)) < _MOVED_KM2:
            continue
        causes = timeline.causes(day)
        change = f"{held:+,.0f} km² held and {possible:+,.0f} possible on {day.isoformat()}"
        if not causes:
            remedy = "give the statement behind it that day, or add what happened to events.csv"
            yield _warn(shown, None, "places", change, "a statement, a boundary or an event of that day", remedy)
            continue
        loose = [said[cause.id] for cause in causes if cause.id in said and said[cause.id].quantity in _AMOUNTS]
        if len(loose) < len(causes) or day in days or any(row.date and day.isoformat() in row.date.text for row in loose):
            continue
        for row in loose:
            came = f"{row.date.text if row.date else 'nothing'}: {change}, which {row.id} does not name"
            remedy = "give the day since when the amount counts, or add what happened on it to events.csv"
            yield _warn("statements.csv", rows.get(row.id), "date", came, "a day", remedy)
