"""What held on a day: states, parts, faces and stops, under one choice of sources.

`Timeline.on` is the one function that answers for a day. Page, picture, table, report and command line call
it or carry its answers.

State says whether: `before`, `possible`, `held`, `ended`, `unknown`. Part says how much, when some of a place
is held but not all of it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations

from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.land.area import Face, cut_faces, keep_polygons
from geo.model.period import Choice, Period, Track, applying, reach, read_track
from geo.package.read import Package
from geo.package.schema import Place, Statement
from geo.text.dates import parse_date
from geo.text.names import near_names

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
_RANK = {letter: rank for rank, letter in enumerate("hspoebu")}  # the strongest first
_SLIVER = 0.02  # of the smaller of two places: less than that is where lines of two ages do not meet
_WHOLE = 0.99  # a part that leaves out less than 1 % is the whole

Outline = tuple[str, BaseGeometry, date | None, date | None]


@dataclass(frozen=True)
class Part:
    """How much of a place is held. `km2` and `share` (0 to 1) are None where no source gives a number.

    `by` is the id of what says so: a statement, a place within this one, or the outline; `kind` is which.
    """

    km2: float | None
    share: float | None
    by: str
    kind: str


@dataclass(frozen=True)
class PlaceOn:
    """One place on one day: its state, its part, and the statements behind them. Areas in km².

    `paint` is the letter (`PAINTS`) of its own land, inside the outline where that is valid.
    """

    place: Place
    drawn: bool
    state: str
    paint: str
    part: Part | None
    period: Period | None
    reported: Statement | None
    measured_km2: float | None
    within: tuple[str, ...]

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

    `held_km2` is the land painted as held plus `stated_km2`: by place id, the stated part of places held in
    part somewhere.
    """

    day: date
    places: tuple[PlaceOn, ...]
    paints: str
    km2: Mapping[str, float]
    held_km2: float
    stated_km2: Mapping[str, float]

    @property
    def key(self) -> tuple[object, ...]:
        """What must differ for a day to be a stop."""
        return self.paints, tuple((p.state, p.part, p.paint) for p in self.places)

    def count(self, state: str) -> int:
        """Return how many drawn places are in a state; parts without a boundary count in their place."""
        return sum(place.state == state for place in self.places if place.drawn)

    def reported_km2(self, state: str = "held") -> float:
        """Sum the reported areas in km² of the drawn places in a state, none twice: not those within another."""
        counted = {p.place.id for p in self.places if p.drawn and p.state == state}
        return sum(
            p.reported_km2 or 0.0
            for p in self.places
            if p.place.id in counted and counted.isdisjoint(p.within)
        )


class Timeline:
    """All periods of a map's places under one choice of sources.

    Parameters
    ----------
    tracks : sequence of Track
        In the order of the map, parts without a boundary after the place they belong to.
    outline : tuple of (id, geometry, first day, day after the last) or None
        The held outline (EPSG:4326) and when it is valid.
    choice : Choice, optional
        What the tracks were chosen by, for those who must know whether two timelines are of one choice.

    Attributes
    ----------
    faces : tuple of Face
        The land of the drawn places, cut where they overlap and where the outline crosses them.
    speakers : list of tuple of str
        Per face, the places that speak for it: those over it that have no other of them within.
    stops : tuple of datetime.date
        The days on which a state or a part changes.
    """

    def __init__(
        self, tracks: Iterable[Track], outline: Outline | None = None, choice: Choice | None = None
    ) -> None:
        self.tracks = tuple(tracks)
        self.outline = outline
        self.choice = choice
        self._by_id = {track.place.id: track for track in self.tracks}
        self._subs: dict[str, list[Track]] = {place: [] for place in self._by_id}
        for track in self.tracks:
            for place in track.within:
                if place in self._subs:
                    self._subs[place].append(track)
        shapes = {track.place.id: track.geometry for track in self.tracks if track.geometry is not None}
        self.faces: tuple[Face, ...] = cut_faces(shapes, {outline[0]: outline[1]} if outline else None)
        self._inside = [outline is None or outline[0] in face.outlines for face in self.faces]
        self.speakers = [self._speaking(face) for face in self.faces]
        self._land: dict[str, list[int]] = {place: [] for place in self._by_id}
        for number, face in enumerate(self.faces):
            for place in face.places:
                self._land[place].append(number)

    @cached_property
    def stops(self) -> tuple[date, ...]:
        """The days on which a state or a part changes, ascending."""
        days: set[date] = set()
        for track in self.tracks:
            days |= {day for period in track.periods for day in period.bounds()}
            days |= {day for row in (*track.areas, *track.held) for day in reach(row) if day}
        if self.outline:
            days |= {day for day in self.outline[2:] if day}
        days.discard(date.min)  # no day comes before it
        stops: list[date] = []
        before: object = self._answer(min(days) - timedelta(days=1)) if days else None
        for day in sorted(days):
            here = self._answer(day)
            if here != before:
                stops.append(day)
            before = here
        return tuple(stops)

    @cached_property
    def overlaps(self) -> tuple[tuple[str, str], ...]:
        """Pairs of drawn places that share more than a sliver of land, the smaller first."""
        shared: dict[tuple[str, str], float] = {}
        for face in self.faces:
            for pair in combinations(face.places, 2):
                shared[pair] = shared.get(pair, 0.0) + face.km2
        pairs = []
        for names, km2 in shared.items():
            inner, outer = sorted(names, key=lambda name: self.track(name).measured_km2 or 0.0)
            if km2 > _SLIVER * (self.track(inner).measured_km2 or km2):
                pairs.append((inner, outer))
        return tuple(pairs)

    def false_sum_km2(self, situation: Situation) -> float | None:
        """Return what the reported areas (km²) of the places held would add up to; None where none of them overlap."""
        held = {
            here.place.id: here.reported_km2
            for here in situation.places
            if here.drawn and here.state == "held" and here.reported_km2 is not None
        }
        return sum(held.values()) if any(held.keys() >= set(pair) for pair in self.overlaps) else None

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
        states, parts, marks, letters = self._answer(day)
        km2 = dict.fromkeys(PAINTS, 0.0)
        for face, letter in zip(self.faces, letters, strict=True):
            km2[letter] += face.km2
        places = tuple(
            PlaceOn(
                place=track.place,
                drawn=track.drawn,
                state=states[track.place.id],
                paint=marks[track.place.id],
                part=parts[track.place.id],
                period=track.period(day),
                reported=track.reported(day),
                measured_km2=track.measured_km2,
                within=track.within,
            )
            for track in self.tracks
        )
        stated = self._stated_km2(letters, parts)
        return Situation(day, places, letters, km2, km2["h"] + sum(stated.values()), stated)

    def _answer(self, day: date) -> tuple[dict[str, str], dict[str, Part | None], dict[str, str], str]:
        """State, part and paint by place, and one letter per face: all that makes a day differ from another."""
        states = {track.place.id: track.state(day) for track in self.tracks}
        parts: dict[str, Part | None] = {}
        paints: dict[str, tuple[str, str]] = {}
        for track in self.tracks:
            parts[track.place.id], paints[track.place.id] = self._part(track, day, states)
        letters = "".join(
            min((paints[place][not inside] for place in speakers), key=_RANK.__getitem__)
            for speakers, inside in zip(self.speakers, self._inside, strict=True)
        )
        return states, parts, {place: paint for place, (paint, _) in paints.items()}, letters

    def _speaking(self, face: Face) -> tuple[str, ...]:
        """List the places that speak for a face: those over it that have no other of them within."""
        wider = {place for place_id in face.places for place in self._by_id[place_id].within}
        return tuple(place for place in face.places if place not in wider)

    def _part(
        self, track: Track, day: date, states: Mapping[str, str]
    ) -> tuple[Part | None, tuple[str, str]]:
        """Find a place's part on a day, and how its own land is painted inside and outside the outline."""
        held = states[track.place.id] == "held"
        others = self._differing(track, held, states)
        # Somewhere in it lies a part in another state that has no line of its own.
        hidden = any(not sub.drawn for sub in others)
        if not held:
            letter = states[track.place.id][0]
            return self._part_within(track, others), ("s", "s") if hidden else (letter, letter)
        if self.outline and self._is_cut(track, day):
            km2 = self._km2_beside(track, others, self._inside)
            return Part(km2, _ratio(km2, track.measured_km2), self.outline[0], "outline"), (
                "s" if hidden else "h",
                "o",
            )
        stated = self._stated_part(track, others, day)
        if stated:
            beside = _ratio(self._km2_beside(track, others), _size(track))
            hidden |= stated.share is None or beside is None or stated.share < beside * _WHOLE
        elif others:
            km2 = self._km2_beside(track, others)
            stated = Part(km2, _ratio(km2, _size(track)), others[0].place.id, "place")
        return stated, ("s", "s") if hidden else ("h", "h")

    def _differing(self, track: Track, held: bool, states: Mapping[str, str]) -> list[Track]:
        """List the places within one that are held where it is not, or not held where it is; the widest only."""
        subs = [sub for sub in self._subs[track.place.id] if (states[sub.place.id] == "held") != held]
        ids = {sub.place.id for sub in subs}
        return [sub for sub in subs if ids.isdisjoint(sub.within)] if len(subs) > 1 else subs

    def _is_cut(self, track: Track, day: date) -> bool:
        """Tell whether the outline is valid on the day and cuts off more than 1 % of a place."""
        if self.outline is None or not track.drawn:
            return False
        first, after = self.outline[2:]
        if (first and day < first) or (after and day >= after):
            return False
        mine = self._land[track.place.id]
        whole = sum(self.faces[number].km2 for number in mine)
        return sum(self.faces[number].km2 for number in mine if self._inside[number]) < whole * _WHOLE

    def _stated_part(self, track: Track, others: list[Track], day: date) -> Part | None:
        """Return the part that the first held figure gives which no change within the place has overtaken."""
        changes = {b for sub in others for p in [sub.period(day)] if p for b in p.bounds() if b <= day}
        for said in applying(track.held, day):
            known = said.date.ends[0] if said.date else None
            since = known.latest if known else None
            if said.value is None or (any(since < bound for bound in changes) if since else others):
                continue
            own = next(applying([row for row in track.wholes if row.source == said.source], day), None)
            reported = own or track.reported(day)
            whole = (reported.value if reported else None) or track.measured_km2
            share = said.value / 100 if said.quantity == "held_share" else _ratio(said.value, whole)
            km2 = said.value if said.quantity == "held_area" else whole and said.value / 100 * whole
            return None if share is not None and share >= _WHOLE else Part(km2, share, said.id, "statement")
        return None

    def _part_within(self, track: Track, held: list[Track]) -> Part | None:
        """Return the part of a place that is not held as a whole: what is held within it."""
        if not held:
            return None
        theirs = {number for sub in held for number in self._land[sub.place.id]}
        sizes = [_size(sub) for sub in held if not sub.drawn]
        km2 = _sum([*sizes, *(self.faces[n].km2 for n in self._land[track.place.id] if n in theirs)])
        return Part(km2, _ratio(km2, _size(track)), held[0].place.id, "place")

    def _km2_beside(
        self, track: Track, others: list[Track], inside: Sequence[bool] | None = None
    ) -> float | None:
        """Sum a place's km² beside the others within it, everywhere or inside the outline; None if unknown."""
        hidden = _sum([_size(sub) for sub in others if not sub.drawn])
        if not track.drawn:
            whole = _size(track)
        elif hidden and inside:
            return None  # nobody says on which side of the outline it lies
        else:
            theirs = {number for sub in others for number in self._land[sub.place.id]}
            mine = [
                n for n in self._land[track.place.id] if n not in theirs and (inside is None or inside[n])
            ]
            whole = sum(self.faces[number].km2 for number in mine)
        return None if whole is None or hidden is None else max(0.0, whole - hidden)

    def _stated_km2(self, letters: str, parts: Mapping[str, Part | None]) -> dict[str, float]:
        """Sum, by place, what is held somewhere in its hatched land: never more than that land, none twice."""
        stated: dict[str, float] = {}
        if "s" not in letters:
            return stated
        # Of land hatched for two places, the larger share counts: the smaller may lie in it.
        largest: dict[int, tuple[float, str]] = {}
        for place, part in parts.items():
            land = self._land[place]
            hatched = [n for n in land if letters[n] == "s" and place in self.speakers[n]]
            if part is None or part.km2 is None or not hatched:
                continue
            solid = sum(self.faces[number].km2 for number in land if letters[number] == "h")
            somewhere = sum(self.faces[number].km2 for number in hatched)
            share = min(1.0, max(0.0, part.km2 - solid) / somewhere)
            for number in hatched:
                largest[number] = max(largest.get(number, (0.0, place)), (share, place))
        for number, (share, place) in sorted(largest.items()):
            stated[place] = stated.get(place, 0.0) + share * self.faces[number].km2
        return stated


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
    >>> from geo.package.read import read_package
    >>> choice = Choice(("lachin",), {q: ("occupation-in-figures",) for q in ("start", "end", "area")})
    >>> build_timeline(read_package(), choice).on(date(1992, 5, 18)).places[0].state
    'held'
    """
    _check_choice(package, choice)
    unlined: dict[str, list[Place]] = {}
    for place in package.places.values():
        if place.part_of and not place.boundary and place.id not in choice.places:
            unlined.setdefault(place.part_of, []).append(place)
    tracks: list[Track] = []
    for place_id in choice.places:
        tracks.append(read_track(package, choice, package.places[place_id]))
        parts = sorted(unlined.get(place_id, ()), key=lambda place: place.id)
        tracks += [track for place in parts if (track := read_track(package, choice, place)).periods]
    return Timeline(tracks, _outline(package, choice.outline), choice)


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
    doubled = [name for name, count in Counter(choice.places).items() if count > 1]
    if doubled:
        raise DefinitionError(f"place {doubled[0]!r} is listed twice; list each place once")


def _outline(package: Package, name: str | None) -> Outline | None:
    if name is None:
        return None
    row = package.boundaries[package.boundaries["id"] == name].iloc[0]
    land = keep_polygons(row["geometry"])
    if land.is_empty:
        raise DefinitionError(
            f"outline {name!r} is a {row['geometry'].geom_type} without area; name a polygon"
        )
    first, after = (parse_date(row[end]).earliest if row[end] else None for end in ("valid_from", "valid_to"))
    return name, land, first, after


def _size(track: Track) -> float | None:
    """Return a place's km²: measured where it has a boundary, else as reported."""
    return track.measured_km2 if track.drawn else next((row.value for row in track.areas), None)


def _sum(sizes: Iterable[float | None]) -> float | None:
    """Sum km², None if one of them is unknown."""
    known = list(sizes)
    return None if None in known else sum(size for size in known if size)


def _ratio(km2: float | None, whole: float | None) -> float | None:
    return km2 / whole if km2 is not None and whole else None
