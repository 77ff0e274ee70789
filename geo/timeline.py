"""What held on a day: periods with uncertain ends, parts, faces and stops, under one choice of sources.

`Timeline.on` is the one function that answers for a day. Page, picture, table, report and command line call it
or carry its answers.

State says whether: `before`, `possible`, `held`, `ended`, `unknown`. Part says how much, when some of a place is
held but not all of it. Periods are half-open: the end day is the first day no longer held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from geo.area import Face, cut_faces, keep_polygons
from geo.dates import parse_date
from geo.errors import DefinitionError
from geo.join import near_names
from geo.package import Package
from geo.period import Choice, Period, Track, applying, reach, read_track
from geo.schema import Place, Statement

STATES = ("before", "possible", "held", "ended", "unknown")
# How the land of a face is painted: a place's state, or one of two ways of being held in part.
PAINTS = {
    "b": "before",
    "p": "possible",
    "h": "held",
    "e": "ended",
    "u": "unknown",
    "s": "some",  # held in part, and no source says which part
    "o": "outside",  # land of a held place beyond the held outline
}
_STRONGEST = "hspoebu"
_WHOLE = 0.99  # a part that leaves out less than 1 % is the whole


@dataclass(frozen=True)
class Part:
    """How much of a place is held. `km2` and `share` (0 to 1) are None where no source gives a number.

    `by` is the id of what says so: a statement, a place that is `part_of` this one, or the outline; `kind` is which.
    """

    km2: float | None
    share: float | None
    by: str
    kind: str


@dataclass(frozen=True)
class PlaceOn:
    """One place on one day: its state, its part, and the statements behind them. Areas in km²."""

    place: Place
    drawn: bool
    state: str
    part: Part | None
    period: Period | None
    reported: Statement | None
    measured_km2: float | None

    @property
    def reported_km2(self) -> float | None:
        """The reported area, in km²."""
        return self.reported.value if self.reported else None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources behind the dates and the reported area, in that order."""
        said = [self.period.start, self.period.end] if self.period else []
        ids = [
            name for row in (*said, self.reported) if row for name in (row.source, row.also_source) if name
        ]
        return tuple(dict.fromkeys(ids))


@dataclass(frozen=True)
class Situation:
    """Everything on one day. `paints` has one letter per face (`PAINTS`); `km2` sums the faces by paint.

    `held_km2` is the land painted as held plus the stated part of places held in part somewhere.
    """

    day: date
    places: tuple[PlaceOn, ...]
    paints: str
    km2: Mapping[str, float]
    held_km2: float

    @property
    def key(self) -> tuple[object, ...]:
        """What must differ for a day to be a stop."""
        return self.paints, tuple((p.state, p.part) for p in self.places)

    def count(self, state: str) -> int:
        """Return how many drawn places are in a state; parts without a boundary count in their place."""
        return sum(place.state == state for place in self.places if place.drawn)

    def reported_km2(self, state: str = "held") -> float:
        """Sum the reported areas in km² of the drawn places in a state, without places that are part of a counted one."""
        counted = {p.place.id for p in self.places if p.drawn and p.state == state}
        return sum(
            p.reported_km2 or 0.0
            for p in self.places
            if p.place.id in counted and p.place.part_of not in counted
        )


class Timeline:
    """All periods of a map's places under one choice of sources.

    Parameters
    ----------
    tracks : sequence of Track
        In the order of the map, parts without a boundary after the place they belong to.
    outline : tuple of (id, geometry, first day, day after the last) or None
        The held outline (EPSG:4326) and when it is valid.

    Attributes
    ----------
    faces : tuple of Face
        The land of the drawn places, cut where they overlap and where the outline crosses them.
    stops : tuple of datetime.date
        The days on which a state or a part changes.
    """

    def __init__(
        self,
        tracks: Iterable[Track],
        outline: tuple[str, BaseGeometry, date | None, date | None] | None = None,
    ) -> None:
        self.tracks = tuple(tracks)
        self.outline = outline
        self._by_id = {track.place.id: track for track in self.tracks}
        self._parts: dict[str, list[Track]] = {track.place.id: [] for track in self.tracks}
        for track in self.tracks:
            if track.place.part_of in self._parts:
                self._parts[str(track.place.part_of)].append(track)
        shapes = {track.place.id: track.geometry for track in self.tracks if track.geometry is not None}
        self.faces: tuple[Face, ...] = cut_faces(shapes, {outline[0]: outline[1]} if outline else None)
        self._speakers = [self._speaking(face) for face in self.faces]

    @cached_property
    def stops(self) -> tuple[date, ...]:
        """The days on which a state or a part changes, ascending."""
        days: set[date] = set()
        for track in self.tracks:
            days |= {day for period in track.periods for day in period.bounds()}
            days |= {day for row in (*track.areas, *track.held) for day in reach(row) if day}
        if self.outline:
            days |= {day for day in self.outline[2:] if day}
        days.discard(date.min)
        days.discard(date.max)
        if not days:
            return ()
        stops: list[date] = []
        first = min(days)
        key = self.on(first - timedelta(days=1) if first > date.min else first).key
        for day in sorted(days):
            here = self.on(day).key
            if here != key:
                stops.append(day)
            key = here
        return tuple(stops)

    def track(self, place: str) -> Track:
        """Return one place's track by id."""
        return self._by_id[place]

    def on(self, day: date) -> Situation:
        """Answer for a day.

        Parameters
        ----------
        day : datetime.date
            Any day from year 1 to 9999.

        Returns
        -------
        Situation
            States, parts, paints and km² on that day.
        """
        states = {track.place.id: track.state(day) for track in self.tracks}
        parts: dict[str, Part | None] = {}
        paints: dict[str, tuple[str, str]] = {}
        for track in self.tracks:
            parts[track.place.id], paints[track.place.id] = self._part(track, day, states)
        letters = "".join(
            min((paints[who][not inside] for who in speakers), key=_STRONGEST.index)
            for speakers, inside in self._speakers
        )
        km2 = dict.fromkeys(PAINTS, 0.0)
        for face, letter in zip(self.faces, letters, strict=True):
            km2[letter] += face.km2
        places = tuple(
            PlaceOn(
                place=track.place,
                drawn=track.drawn,
                state=states[track.place.id],
                part=parts[track.place.id],
                period=track.period(day),
                reported=track.reported(day),
                measured_km2=track.measured_km2,
            )
            for track in self.tracks
        )
        return Situation(day, places, letters, km2, km2["h"] + self._stated_km2(letters, parts))

    def _speaking(self, face: Face) -> tuple[tuple[str, ...], bool]:
        """Who speaks for a face: its places without those that another of them is part of; and is it in the outline."""
        wider = {self._by_id[place].place.part_of for place in face.places}
        inside = self.outline is None or self.outline[0] in face.outlines
        return tuple(place for place in face.places if place not in wider), inside

    def _part(
        self, track: Track, day: date, states: Mapping[str, str]
    ) -> tuple[Part | None, tuple[str, str]]:
        """A place's part on a day, and how its own land is painted inside and outside the outline."""
        state = states[track.place.id]
        letter = state[0]
        others = [
            sub
            for sub in self._parts[track.place.id]
            if (states[sub.place.id] == "held") != (state == "held")
        ]
        if state != "held":
            hidden = any(not sub.drawn for sub in others)
            return self._held_within(track, others), ("s", "s") if hidden else (letter, letter)
        inside = self._inside_outline(track, day)
        said = applying(track.held, day)
        if said and self._is_stale(said, others, day):
            said = None
        if inside is not None and self.outline:
            cut = sum(sub.measured_km2 or 0.0 for sub in others if sub.drawn)
            km2 = max(0.0, inside - cut)
            hidden = any(not sub.drawn for sub in others)
            return Part(km2, km2 / (track.measured_km2 or km2), self.outline[0], "outline"), (
                "s" if hidden else "h",
                "o",
            )
        stated = self._stated_part(track, said, day)
        if stated:
            left = 1 - sum(sub.measured_km2 or 0.0 for sub in others if sub.drawn) / (track.measured_km2 or 1)
            hidden = stated.share is None or stated.share < left * _WHOLE
            return stated, ("s", "s") if hidden else ("h", "h")
        if others:
            hidden = any(not sub.drawn for sub in others)
            return self._held_beside(track, others), ("s", "s") if hidden else ("h", "h")
        return None, ("h", "h")

    def _inside_outline(self, track: Track, day: date) -> float | None:
        """The place's km² inside the outline, if that is valid on the day and cuts off more than 1 %."""
        if self.outline is None or track.measured_km2 is None:
            return None
        name, _, first, after = self.outline
        if (first and day < first) or (after and day >= after):
            return None
        km2 = sum(f.km2 for f in self.faces if track.place.id in f.places and name in f.outlines)
        return km2 if km2 < track.measured_km2 * _WHOLE else None

    def _is_stale(self, said: Statement, others: list[Track], day: date) -> bool:
        """Whether a part of the place has changed since the held figure was stated."""
        known = said.date.ends[0] if said.date else None
        since = known.latest if known else None
        if since is None:
            return bool(others)
        periods = [period for sub in others if (period := sub.period(day))]
        return any(since < bound <= day for period in periods for bound in period.bounds())

    def _stated_part(self, track: Track, said: Statement | None, day: date) -> Part | None:
        if said is None or said.value is None:
            return None
        own = applying([row for row in track.wholes if row.source == said.source], day) or track.reported(day)
        area = own.value if own and own.value else track.measured_km2
        if said.quantity == "held_share":
            share: float | None = said.value / 100
            km2 = said.value / 100 * area if area else None
        else:
            share, km2 = (said.value / area if area else None), said.value
        if share is not None and share >= _WHOLE:
            return None
        return Part(km2, share, said.id, "statement")

    def _held_within(self, track: Track, held: list[Track]) -> Part | None:
        """The part of a place that is not held as a whole: its sub-places that are."""
        if not held:
            return None
        sizes = [_size(sub) for sub in held]
        km2 = None if None in sizes else sum(size for size in sizes if size)
        return Part(km2, _ratio(km2, _size(track)), held[0].place.id, "place")

    def _held_beside(self, track: Track, others: list[Track]) -> Part:
        """The part of a held place that is left beside its sub-places in another state."""
        whole, sizes = _size(track), [_size(sub) for sub in others]
        km2 = (
            None if whole is None or None in sizes else max(0.0, whole - sum(size for size in sizes if size))
        )
        return Part(km2, _ratio(km2, whole), others[0].place.id, "place")

    def _stated_km2(self, letters: str, parts: Mapping[str, Part | None]) -> float:
        """The stated km² of land painted as held in part somewhere, never more than that land, nothing twice."""
        total = 0.0
        for track in self.tracks:
            part = parts[track.place.id]
            if not track.drawn or part is None or part.km2 is None:
                continue
            mine = [
                (f.km2, letter)
                for f, letter in zip(self.faces, letters, strict=True)
                if track.place.id in f.places
            ]
            somewhere = sum(
                f.km2
                for f, letter, (speakers, _) in zip(self.faces, letters, self._speakers, strict=True)
                if letter == "s" and track.place.id in speakers
            )
            solid = sum(km2 for km2, letter in mine if letter == "h")
            total += min(somewhere, max(0.0, part.km2 - solid))
        return total


def build_timeline(package: Package, choice: Choice) -> Timeline:
    """Put a map's statements in order of time.

    Parameters
    ----------
    package : Package
        From `read_package`.
    choice : Choice
        Which places, whose dates and areas, which outline.

    Returns
    -------
    Timeline
        Faces are cut and areas measured (geodesic, WGS 84).

    Raises
    ------
    DefinitionError
        A place, source or outline does not exist, or sources disagree and none is preferred.
    InputError
        A period ends before it starts, or two periods overlap.

    Examples
    --------
    >>> from geo.package import read_package
    >>> choice = Choice(("lachin",), {"start": ("occupation-in-figures",), "end": ()})
    >>> build_timeline(read_package(), choice).on(date(1992, 5, 18)).places[0].state
    'held'
    """
    _check_choice(package, choice)
    tracks: list[Track] = []
    for place_id in choice.places:
        track = read_track(package, choice, package.places[place_id], None)
        tracks.append(track)
        for sub in package.places.values():
            if sub.part_of == place_id and not sub.boundary and sub.id not in choice.places:
                part = read_track(package, choice, sub, track)
                if any(period.start or period.end for period in part.periods):
                    tracks.append(part)
    return Timeline(tracks, _outline(package, choice.outline))


def _check_choice(package: Package, choice: Choice) -> None:
    for what, names, known in (
        ("place", choice.places, package.places),
        ("source", [name for order in choice.sources.values() for name in order], package.sources),
        ("outline", [choice.outline] if choice.outline else [], dict.fromkeys(package.boundaries["id"])),
    ):
        for name in names:
            if name not in known:
                near = ", ".join(near_names(name, sorted(known))) or "none is near"
                raise DefinitionError(
                    f"{what} {name!r} is not in the package {package.name!r}; nearest: {near}"
                )


def _outline(package: Package, name: str | None) -> tuple[str, BaseGeometry, date | None, date | None] | None:
    if name is None:
        return None
    row = package.boundaries[package.boundaries["id"] == name].iloc[0]
    first, after = (parse_date(row[end]).earliest if row[end] else None for end in ("valid_from", "valid_to"))
    return name, keep_polygons(row["geometry"]), first, after


def _size(track: Track) -> float | None:
    """A place's km²: measured where it has a boundary, else as reported."""
    return track.measured_km2 if track.drawn else next((row.value for row in track.areas), None)


def _ratio(km2: float | None, whole: float | None) -> float | None:
    return km2 / whole if km2 is not None and whole else None
