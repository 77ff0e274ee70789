"""What held on a day: states, parts, faces and stops, under one choice of sources.

`Timeline.on` is the one function that answers for a day. Page, picture, table, report and command line call
it or carry its answers.

State says whether: `before`, `possible`, `held`, `ended`, `unknown`. Part says how much, when some of a place
is held but not all of it. One status without parties is the case of one unnamed party.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError
from geo.land.area import Face, keep_polygons
from geo.model.bounds import DRAWN, Bound, Stage
from geo.model.causes import list_causes
from geo.model.density import Claim, measure_faces
from geo.model.eras import Era, Eras
from geo.model.extent import LETTERS, Extent, Part
from geo.model.period import Choice, Track, check_choice, read_track
from geo.model.situation import PAINTS, STATES, Cause, Holder, Paint, PartyOn, PlaceOn, Situation
from geo.package.read import Package
from geo.package.schema import Event, Party, Place
from geo.text.dates import lies_in, parse_date

__all__ = [
    "PAINTS", "STATES", "Cause", "Choice", "Extreme", "Holder", "Outline", "Paint", "Part", "PartyOn", "PlaceOn",
    "Situation", "Timeline", "build_timeline",
]  # fmt: skip
_RANK = {letter: rank for rank, letter in enumerate("hspoebu")}  # the strongest first
_SURER = {state: rank for rank, state in enumerate(("held", "possible", "ended", "unknown", "before"))}
_SLIVER = 0.02  # of the smaller of two places: less than that is where lines of two ages do not meet
_WHOLE = 0.99
_ABSENT = Paint("x")
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Outline:
    """A boundary that says which land was held, by whom and when. Polygons in EPSG:4326; days in [first, after)."""

    id: str
    geometry: BaseGeometry
    first: date | None = None
    after: date | None = None
    party: str = ""

    def valid(self, day: date) -> bool:
        """Whether it was observed on a day."""
        return lies_in(day, self.first, self.after)


class Extreme(NamedTuple):
    """The largest of a total, in km², and the day of it; None where no source dates anything."""

    day: date | None
    km2: float


class _Moment(NamedTuple):
    extents: tuple[Extent | None, ...]  # per tenure
    paints: tuple[Paint, ...]  # per face


class Timeline:
    """All periods of a map's places under one choice of sources.

    Parameters
    ----------
    tracks : sequence of Track
        In the order of the map, parts without a boundary after the place they belong to.
    outlines : sequence of Outline
        The held outlines; of one party the later replaces the earlier.
    choice : Choice, optional
        What the tracks were chosen by, for those who must know whether two timelines are of one choice.
    events : sequence of Event
        What may be named among the causes of a day.
    parties : mapping of str to Party, optional
        The parties' names by id.

    Attributes
    ----------
    faces : tuple of Face
        The land of the drawn places, cut where they overlap and where outlines cross them; land of no place inside an
        outline makes faces of its own. Where boundaries change, these are the places of all times; `era` has those of
        a day.
    stops : tuple of datetime.date
        The days on which a state, a part or a boundary changes.
    """

    def __init__(
        self,
        tracks: Iterable[Track],
        outlines: Iterable[Outline] = (),
        choice: Choice | None = None,
        events: Iterable[Event] = (),
        parties: Mapping[str, Party] | None = None,
    ) -> None:
        self.tracks = tuple(tracks)
        self.outlines = tuple(outlines)
        self.choice = choice
        self._events = tuple(events)
        self._party_rows = dict(parties or {})
        self._by_id = {track.place.id: track for track in self.tracks}
        self._eras = Eras(self.tracks, {line.id: line.geometry for line in self.outlines}, _drawn_bounds(self.outlines))
        self.faces = self._eras.faces
        self._tenures = [(track.place.id, tenure.party) for track in self.tracks for tenure in track.tenures]
        self._numbers = {tenure: number for number, tenure in enumerate(self._tenures)}
        self._mixed: dict[tuple[tuple[str, str], ...], Paint] = {}

    @property
    def parties(self) -> tuple[str, ...]:
        """The ids of the parties that the map tells apart; none on a map of one status."""
        found = {party for _, party in self._tenures} | {line.party for line in self.outlines}
        return tuple(sorted(found - {""}))

    def party_row(self, party: str) -> Party | None:
        """Return what is known of a party; one without a row of its own is called by its id, the unnamed one is nobody."""
        return (self._party_rows.get(party) or Party(id=party, name_en=party)) if party else None

    @cached_property
    def party_rows(self) -> Mapping[str, Party]:
        """What is known of each party that the map tells apart, by id."""
        return {name: row for name in self.parties if (row := self.party_row(name))}

    @cached_property
    def stops(self) -> tuple[date, ...]:
        """The days on which a state, a part or a boundary changes, ascending."""
        return self._walked[0]

    @property
    def changing(self) -> bool:
        """Whether any boundary changes."""
        return bool(self._eras.edges)

    def era(self, day: date) -> Era:
        """Return the land of a day, and which places there are."""
        return self._eras.on(day)

    @cached_property
    def paints(self) -> tuple[Paint, ...]:
        """All ways in which a face is painted on some day; `Situation.codes` are numbers of these."""
        base = [Paint(letter) for letter in PAINTS if letter not in ("cv" if self.changing else "cvx")]
        own = [paint for paint in self._walked[1] if paint.parties]
        known = {paint.key for paint in own}
        letters = "".join(PAINTS)
        listed = own + [paint for paint in base if paint.key not in known]
        return tuple(sorted(listed, key=lambda paint: (letters.index(paint.letter), paint.parties, paint.perhaps)))

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {paint.key: code for code, paint in enumerate(self.paints)}

    @cached_property
    def _walked(self) -> tuple[tuple[date, ...], frozenset[Paint]]:
        """Walk through all days on which anything can change, looking only at what can; list stops and paints."""
        due: dict[date, list[int]] = defaultdict(list, {day: [] for day in self._eras.edges})
        eras = [self.era(day) for day in (date.min, *self._eras.edges)]
        for number, (place, party) in enumerate(self._tenures):
            for era in eras:
                for day in era.extents.days(place, party) if place in era.tracks else ():
                    if self.era(day) is era:
                        due[day].append(number)
        alone = [
            number
            for number, face in enumerate(self.faces)
            if face.outlines and not all(era.faces[number].places for era in eras)
        ]
        if alone:
            for line in self.outlines:
                for edge in (line.first, line.after):
                    if edge and edge > date.min:
                        due.setdefault(edge, [])
        if not due:
            return (), frozenset(self._moment(date.max).paints)
        here = self._moment(min(due) - _DAY)
        extents, paints = list(here.extents), list(here.paints)
        seen, stops = set(paints), []
        for day in sorted(due):
            era, touched, changed = self.era(day), set(alone), day in self._eras.edges
            if changed:
                here = self._moment(day)
                extents, paints = list(here.extents), list(here.paints)
                seen.update(paints)
            for number in due[day]:
                place, party = self._tenures[number]
                extent = era.extents.of(place, party, day)
                old = extents[number]
                if extent != old:
                    changed |= extent is None or old is None or extent.told != old.told
                    extents[number] = extent
                    touched.update(era.extents.grounds[place].own)
            for face in touched:
                paint = self._paint(face, extents, day)
                if paint != paints[face]:
                    changed = True
                    paints[face] = paint
                    seen.add(paint)
            if changed:
                stops.append(day)
        return tuple(stops), frozenset(seen)

    @cached_property
    def overlaps(self) -> tuple[tuple[str, str], ...]:
        """Pairs of drawn places that share more than a sliver of land, the smaller first."""
        shared: dict[tuple[str, str], float] = {}
        eras = [self.era(day) for day in (date.min, *self._eras.edges)]
        for number, face in enumerate(self.faces):
            for pair in {pair for era in eras for pair in combinations(era.faces[number].places, 2)}:
                shared[pair] = shared.get(pair, 0.0) + face.km2
        pairs = []
        for names, km2 in shared.items():
            inner, outer = sorted(names, key=lambda name: self.track(name).measured_km2 or 0.0)
            if km2 > _SLIVER * (self.track(inner).measured_km2 or km2):
                pairs.append((inner, outer))
        return tuple(pairs)

    @cached_property
    def greatest(self) -> Extreme:
        """The greatest extent: the largest held total; of equal days the one with least in doubt, then the first."""

        def measure(here: Situation) -> tuple[float, float]:
            return round(here.held_km2, 6), -round(here.possible_km2 + here.unstated_km2, 6)

        best = max(map(self.on, self.stops), key=measure, default=None)
        return Extreme(best.day, best.held_km2) if best else Extreme(None, 0.0)

    def track(self, place: str) -> Track:
        """Return one place's track by id."""
        return self._by_id[place]

    def stages(self, place: str) -> tuple[Stage, ...]:
        """Return what bounds a place, stage by stage: outlines, and the amounts that replace them."""
        return self.era(date.max).extents.stages(place)

    def causes(self, day: date) -> tuple[Cause, ...]:
        """Return what happened on a day: dates and amounts that statements give, outlines, events."""
        return self._causes.get(day, ())

    @cached_property
    def _causes(self) -> Mapping[date, tuple[Cause, ...]]:
        return list_causes(self.tracks, [(line.id, line.first, line.after) for line in self.outlines], self._events)

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
        moment = self._moment(day)
        paints = moment.paints
        era = self.era(day)
        sums = measure_faces(era.faces, paints, self._claimed(moment, era))
        km2 = {key: 0.0 for key in self._codes if key != _ABSENT.key}
        for face, paint in zip(self.faces, paints, strict=True):
            if paint != _ABSENT:
                km2[paint.key] += face.km2
        places = tuple(self._place_on(era.tracks.get(track.place.id), track, moment, day) for track in self.tracks)
        return Situation(
            day=day,
            places=places,
            paints=tuple(paint.key for paint in paints),
            codes=tuple(self._codes[paint.key] for paint in paints),
            km2=km2,
            held_km2=sum(sums.held.values()) + sums.contested,
            stated=sums.stated,
            possible_km2=sums.possible,
            unstated_km2=sums.unstated,
            nobody_km2=sums.nobody,
            contested_km2=sums.contested,
            alone_km2=sums.alone,
            parties={party: self._party_on(party, places, sums.held) for party in self.parties},
            causes=self.causes(day),
        )

    def _party_on(self, party: str, places: Sequence[PlaceOn], held: Mapping[str, float]) -> PartyOn:
        states = [one.state for here in places if here.drawn for one in here.holders if one.party == party]
        return PartyOn(states.count("held"), states.count("possible"), held.get(party, 0.0))

    def _place_on(self, there: Track | None, track: Track, moment: _Moment, day: date) -> PlaceOn:
        place = track.place.id
        if there is None:  # its boundary is of another time: sources may speak of it, but there is no land
            state, period, said = track.state(day), track.period(day), track.reported(day)
            return PlaceOn(track.place, False, state, "x", None, period, said, None, track.within)
        track = there
        mine = [
            (tenure, extent)
            for tenure in track.tenures
            if (extent := moment.extents[self._numbers[place, tenure.party]]) is not None
        ]
        best = min((extent for _, extent in mine), key=lambda one: _SURER[one.state], default=None)
        part = best.part if best else None
        if part is None and track.drawn and not (best and best.state == "held"):
            part = self._overlaid(track, moment, self.era(day))
        return PlaceOn(
            place=track.place,
            drawn=track.drawn,
            state=best.state if best else "unknown",
            paint=next((one.paint for _, one in mine if one.paint == "s"), best.paint if best else "u"),
            part=part,
            period=track.period(day),
            reported=track.reported(day),
            measured_km2=track.measured_km2,
            within=track.within,
            holders=tuple(
                Holder(
                    tenure.party,
                    extent.state,
                    None if not extent.known else extent.low if extent.state == "held" else extent.high,
                    tenure.period(day),
                    extent.part,
                )
                for tenure, extent in mine
                if extent.state in ("held", "possible")
            ),
        )

    def _overlaid(self, track: Track, moment: _Moment, era: Era) -> Part | None:
        """The part of a place that is not held which is, because another place speaks there too."""
        ground = era.extents.grounds[track.place.id]
        km2, known, by = 0.0, True, ""
        for face in ground.own:
            if moment.paints[face].letter not in "hcs":
                continue
            letters = {
                self._tenures[number][0]: extent.letters[era.extents.grounds[self._tenures[number][0]].at[face]]
                for number in era.claims[face]
                if (extent := moment.extents[number]) is not None
            }
            if letters.get(track.place.id, "") in ("h", "s"):
                continue
            km2 += self.faces[face].km2
            known &= moment.paints[face].letter != "s"
            by = by or min(letters, key=lambda name: (_RANK[letters[name]], name))
        if not by or km2 <= (1 - _WHOLE) * ground.km2:
            return None
        return Part(km2, km2 / ground.km2, by, "place") if known else Part(None, None, by, "place")

    # paints ---------------------------------------------------------------------------------------------

    def _moment(self, day: date) -> _Moment:
        extents = [self.era(day).extents.of(place, party, day) for place, party in self._tenures]
        return _Moment(tuple(extents), tuple(self._paint(face, extents, day) for face in range(len(self.faces))))

    def _paint(self, face: int, extents: Sequence[Extent | None], day: date) -> Paint:
        era = self.era(day)
        if not era.faces[face].places:
            return self._paint_alone(self.faces[face], day) if self.faces[face].outlines else _ABSENT
        letters: dict[str, str] = {}
        for number in era.claims[face]:
            extent = extents[number]
            if extent is None:
                continue
            place, party = self._tenures[number]
            letter = extent.letters[era.extents.grounds[place].at[face]]
            if party not in letters or _RANK[letter] < _RANK[letters[party]]:
                letters[party] = letter
        key = tuple(sorted(letters.items()))
        if key not in self._mixed:
            self._mixed[key] = _mix(letters)
        return self._mixed[key]

    def _paint_alone(self, face: Face, day: date) -> Paint:
        """Land of no place: held by the line alone while that was observed, then nobody knows."""
        lines = [line for line in self.outlines if line.id in face.outlines]
        valid = sorted({line.party for line in lines if line.valid(day)} - {""})
        if any(line.valid(day) for line in lines):
            return Paint("a", tuple(valid))
        return Paint("u" if any(line.first is None or line.first <= day for line in lines) else "b")

    def _claimed(self, moment: _Moment, era: Era) -> list[Claim]:
        """The claims on land whose paint does not tell where they lie, or how much of it they are."""
        claims = []
        for number in era.order:
            place, party = self._tenures[number]
            extent, ground = moment.extents[number], era.extents.grounds[place]
            if extent is None:
                continue
            own = [face for face, letter in zip(ground.own, extent.letters, strict=True) if letter in "hsp"]
            live = [*own, *ground.over]
            if any(moment.paints[face].letter in "spv" for face in live):
                claims.append(Claim(place, party, extent.low, extent.high, extent.known, live))
        return claims


def _mix(letters: Mapping[str, str]) -> Paint:
    """Paint a face by what each party holds of it."""
    by = {letter: tuple(sorted(party for party, one in letters.items() if one == letter)) for letter in LETTERS}
    if set(letters) <= {""}:
        return Paint(letters.get("", "u"))
    doubtful = tuple(sorted(by["s"] + by["p"]))
    if by["h"]:
        return Paint("c" if len(by["h"]) > 1 else "h", by["h"], doubtful)
    if by["s"]:
        return Paint("s", by["s"], by["p"])
    if by["p"]:
        return Paint("v" if len(by["p"]) > 1 else "p", by["p"])
    return Paint(min(letters.values(), key=_RANK.__getitem__, default="u"))


def _drawn_bounds(outlines: Sequence[Outline]) -> list[Bound]:
    """Make one bound of the outlines that a party has at the same time."""
    grouped: dict[tuple[str, date, date], list[str]] = defaultdict(list)
    for line in outlines:
        grouped[line.party, line.first or date.min, line.after or date.max].append(line.id)
    return [
        Bound(tuple(sorted(ids)), party, DRAWN, first, first, after, observed=True)
        for (party, first, after), ids in grouped.items()
    ]


def build_timeline(package: Package, choice: Choice) -> Timeline:
    """Put a map's statements in order of time.

    Parameters
    ----------
    package : Package
        From `read_package`.
    choice : Choice
        Which places, whose dates and areas, which outlines.

    Returns
    -------
    Timeline
        Faces are cut and areas measured (geodesic, WGS 84).

    Raises
    ------
    DefinitionError
        A place, source or outline does not exist, or sources disagree and none is preferred.
    InputError
        A period ends before it starts, or two periods of one party overlap.

    Examples
    --------
    >>> from geo.package.read import read_package
    >>> choice = Choice(("lachin",), {q: ("occupation-in-figures",) for q in ("start", "end", "area")})
    >>> build_timeline(read_package(), choice).on(date(1992, 5, 18)).places[0].state
    'held'
    """
    check_choice(package, choice)
    unlined: dict[str, list[Place]] = {}
    for place in package.places.values():
        if place.part_of and not place.boundary and place.id not in choice.places:
            unlined.setdefault(place.part_of, []).append(place)
    tracks: list[Track] = []
    for place_id in choice.places:
        tracks.append(read_track(package, choice, package.places[place_id]))
        parts = sorted(unlined.get(place_id, ()), key=lambda place: place.id)
        tracks += [track for place in parts if (track := read_track(package, choice, place)).periods]
    outlines = sorted((_outline(package, name) for name in choice.outlines), key=lambda line: line.id)
    return Timeline(tracks, outlines, choice, package.events, package.parties)


def _outline(package: Package, name: str) -> Outline:
    row = next(row for row in package.features if row.id == name)
    land = keep_polygons(row.geometry)
    if land.is_empty:
        raise DefinitionError(
            f"outline {name!r} is a {row.geometry.geom_type} without area; name a polygon"
        )
    first, after = (parse_date(day).earliest if day else None for day in (row.valid_from, row.valid_to))
    return Outline(name, land, first, after, row.party)
