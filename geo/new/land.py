"""Places made of the features of a boundary file, with the versions of their boundaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import geopandas
import shapely

from geo.new.labels import without_word
from geo.new.request import BOUNDARIES, New, Request
from geo.new.times import has_history, read_times
from geo.package.schema import Place
from geo.reading.boundaries import Boundaries
from geo.reading.codes import without_code
from geo.reading.columns import NAME_NAMES, code_width, guess_column, make_id, pick_column
from geo.text.words import list_languages


@dataclass(frozen=True)
class Land:
    """Places made of the boundaries' features."""

    places: tuple[Place, ...]
    frame: geopandas.GeoDataFrame
    vintage: bool = False  # whether the boundaries are of one time, and nobody said that they are drawn only then


def make_places(request: Request, boundaries: Boundaries, key: str, word: str, new: New) -> Land:
    """One place per value of the key; features of one place and one time become one boundary.

    Raises
    ------
    InputError
        The columns of times are not there or do not hold times.
    """
    lang = request.lang
    frame = boundaries.frame
    columns = [str(column) for column in frame.columns if column != "geometry"]
    shown = pick_column(request.names, columns, "--names", boundaries.name) or _name_column(frame, columns, key)
    glued = all(without_code(str(name)) for name in frame[shown])
    names = {code: guess_column(columns, (f"name{code}",)) for code in list_languages()}
    times = read_times(request, boundaries, new)
    if not request.names:
        new.said.append(f"guessed: {shown!r} of the boundaries names the places")
    width = code_width(frame[key])
    groups: dict[str, list[int]] = {}
    for number, value in enumerate(frame[key]):
        value = value or str(frame[shown].iloc[number])
        if not value:
            new.said.append(f"{boundaries.name}, feature {number + 1}: {key!r} is empty; left out, give it a name")
            continue
        groups.setdefault(str(value), []).append(number)
    taken: set[str] = set()
    places, rows = [], []
    for number, (value, members) in enumerate(groups.items(), start=1):
        lead = frame.iloc[max(members, key=lambda member: (times[member][0], -member))]  # the newest names it
        place_id = base = make_id(value) or make_id(str(lead[shown])) or f"place-{number}"
        again = 2
        while place_id in taken:
            place_id, again = f"{base}-{again}", again + 1
        taken.add(place_id)
        texts = {f"name_{code}": str(lead[column]) for code, column in names.items() if column}
        texts = {name: _without_word(text, word) for name, text in texts.items()}
        plain = _without_word(str(lead[shown]) or value, word)
        plain = without_code(plain) if glued else plain
        texts.setdefault("name_en", plain)
        texts.setdefault(f"name_{lang}", plain)
        others = [value] if value not in texts.values() and value != place_id else []
        if width:
            others = [value] if value != place_id else []
        bare = without_word(value, word)
        others += [bare] if word and bare not in (value, *texts.values()) else []
        versions = _versions(frame, members, times)
        if len(versions) < len(members):
            merged = f"{len(members)} features" if len(versions) == 1 else "features of one time"
            new.said.append(f"{boundaries.name}: {merged} share {key} {value!r}; taken together as one place")
        land = [version for version in versions if not version[2].is_empty]
        drawn = BOUNDARIES if land else ""
        places.append(Place(id=place_id, kind="area", boundary=drawn, other_names="; ".join(others), **texts))
        for count, (start, end, shape) in enumerate(land, start=1):
            row_id = place_id if count == 1 else f"{place_id}.{count}"
            valid = {"valid_from": start, "valid_to": end}
            rows.append({"id": row_id, "place": place_id, "source": BOUNDARIES, **valid, "geometry": shape})
    note = "" if boundaries.crs == "EPSG:4326" else f"Reprojected from {boundaries.crs}."
    made = geopandas.GeoDataFrame(rows, geometry="geometry", crs="EPSG:4326").assign(note=note)
    kept = [(value, times[member]) for value, members in groups.items() for member in members]
    vintage = any(any(time) for _, time in kept) and not (request.valid_from or request.valid_to)
    if vintage and has_history([time for _, time in kept], [value for value, _ in kept]):
        several = len({row["place"] for row in rows if row["id"] != row["place"]})
        new.said.append(f"{boundaries.name}: boundaries follow each other in time; places with several versions: {several}")
        vintage = False
    return Land(tuple(sorted(places, key=lambda place: place.id)), made, vintage)


def _without_word(name: str, word: str) -> str:
    """Leave out the word that all names share, unless a mere number were left, as of District 12."""
    bare = without_word(name, word)
    return name if bare.isdigit() else bare


def _versions(
    frame: geopandas.GeoDataFrame, members: list[int], times: Sequence[tuple[str, str]]
) -> list[tuple[str, str, Any]]:
    spans: dict[tuple[str, str], list[Any]] = {}
    for member in members:
        spans.setdefault(times[member], []).append(frame.iloc[member].geometry)
    return [(start, end, shapely.union_all(shapes)) for (start, end), shapes in sorted(spans.items())]


def _name_column(frame: geopandas.GeoDataFrame, columns: list[str], key: str) -> str:
    usual = guess_column(columns, NAME_NAMES)
    if usual:
        where = all(str(full).startswith(f"{name}, ") for full, name in zip(frame[key], frame[usual], strict=True))
        return key if where else usual  # a name with where it lies says more
    wordy = [column for column in columns if all(not str(v).isdigit() and len(str(v)) > 2 for v in frame[column] if v)]
    return key if key in wordy or not wordy else max(wordy, key=lambda column: frame[column].nunique())
