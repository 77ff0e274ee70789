"""How much of a place one party holds on a day: its state, a paint for each piece of its land, and the amounts.

The rules are those of "Bounds over time" in the design. Amounts are in km²; a paint is one letter of `LETTERS`.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from geo.land.area import Face
from geo.model.bounds import Bound, Stage, list_stages
from geo.model.period import Period, Tenure, Track
from geo.package.schema import Statement
from geo.text.dates import day_before

LETTERS = {
    "b": "before",
    "p": "possible",
    "h": "held",
    "e": "ended",
    "u": "unknown",
    "s": "some",  # held in part, and no source says which part
    "o": "outside",  # land of a held place beyond the held outline
}
_WHOLE = 0.99  # a part that leaves out less than 1 % is the whole
_LIVE = "hsp"
_UNBOUND = (Stage(date.min),)


@dataclass(frozen=True)
class Part:
    """How much of a place is held. `km2` and `share` (0 to 1) are None where no source gives a number.

    `by` is the id of what says so: a statement, a place within this one or over it, or the outline; `kind` is which.
    Where the amount is a span, `km2_to` is its upper end.
    """

    km2: float | None
    share: float | None
    by: str
    kind: str
    km2_to: float | None = None


@dataclass(frozen=True)
class Extent:
    """What a party holds of a place on a day.

    `letters` are the paints of the faces that the place speaks for. Of the whole place, `low` km² are surely held and
    `high` held or possibly so; where they are not `known`, no source says how much.
    """

    state: str
    letters: tuple[str, ...]
    low: float
    high: float
    known: bool
    part: Part | None

    @property
    def told(self) -> tuple[object, ...]:
        """What of it anyone is told: amounts only where they are known."""
        return self.state, self.letters, self.part, (self.low, self.high) if self.known else None

    @property
    def paint(self) -> str:
        """The letter of the place's own land, within the outline where one is in force."""
        return "s" if "s" in self.letters else self.state[0]


@dataclass(frozen=True)
class Ground:
    """A place's land: all its faces, those it speaks for (`own`, with their places in `at`), and the parts within it.

    `hidden` are the parts without a boundary that lie in no drawn part; `over` are, for each face that the place does not
    speak for, the parts that do.
    """

    track: Track
    land: tuple[int, ...]
    own: tuple[int, ...]
    at: Mapping[int, int]
    over: Mapping[int, tuple[str, ...]]
    subs: tuple[Track, ...]
    km2: float
    hidden: tuple[Track, ...]
    drawn: tuple[Track, ...]
    cuts: dict[tuple[str, ...], frozenset[int] | None] = field(default_factory=dict)


@dataclass(frozen=True)
class _Held:
    """What is held while the place is: inside which faces, the amounts, whether land is hatched, and by what."""

    inside: frozenset[int] | None
    low: float
    high: float
    known: bool = True
    hatched: bool = False
    part: Part | None = None


class Extents:
    """The extents of all tenures of a map; each is worked out once per stretch of days in which nothing changes."""

    def __init__(
        self,
        tracks: Sequence[Track],
        faces: Sequence[Face],
        speakers: Sequence[tuple[str, ...]],
        outlines: Sequence[Bound],
    ) -> None:
        self.faces = faces
        self._outlines = outlines
        self._tenures = {(one.place, one.party): one for track in tracks for one in track.tenures}
        self.grounds = _grounds(tracks, faces, speakers)
        self._stages: dict[tuple[str, str, int], tuple[tuple[Stage, ...], list[date], tuple[int | None, ...]]] = {}
        self._days: dict[tuple[str, str], list[date]] = {}
        self._found: dict[tuple[str, str, int], Extent] = {}

    def of(self, place: str, party: str, day: date) -> Extent | None:
        """Return what a party holds of a place on a day; None where nothing is said of the two."""
        tenure = self._tenures.get((place, party))
        if tenure is None:
            return None
        key = place, party, bisect_right(self.days(place, party), day)
        if key not in self._found:
            self._found[key] = self._extent(tenure, day)
        return self._found[key]

    def stages(self, place: str) -> tuple[Stage, ...]:
        """Return what bounds a place's periods, whoever holds it, each from the day on which it is in force."""
        tenures = [tenure for (name, _), tenure in self._tenures.items() if name == place]
        return tuple(stage for tenure in tenures for period in tenure.periods for stage in self._staged(tenure, period)[0])

    def days(self, place: str, party: str) -> list[date]:
        """List the days on which an extent can change, ascending."""
        key = place, party
        if key not in self._days:
            tenure, ground = self._tenures[key], self.grounds[place]
            days = {day for period in tenure.periods for day in period.bounds()}
            days |= {stage.since for period in tenure.periods for stage in self._staged(tenure, period)[0]}
            days |= {row.date.earliest for row in tenure.partials if row.date and row.date.earliest}
            for sub in ground.subs:
                if (sub.place.id, party) in self._tenures:
                    days |= set(self.days(sub.place.id, party))
            days.discard(date.min)  # no day comes before it
            self._days[key] = sorted(days)
        return self._days[key]

    # states ---------------------------------------------------------------------------------------------

    def _extent(self, tenure: Tenure, day: date) -> Extent:
        period = tenure.period(day)
        state = period.state(day) if period else "unknown"
        ground = self.grounds[tenure.place]
        if period is None or state in ("before", "unknown"):
            letters, low, high, known = [state[0]] * len(ground.own), 0.0, 0.0, True
        else:
            at = _telling_day(period, day, state)
            held = self._held(tenure, ground, period, at)
            letters = list(self._letters(tenure, ground, period, held, at))
            if state == "held":
                return Extent(state, tuple(letters), held.low, held.high, held.known, held.part)
            turned = "p" if state == "possible" else "e"
            letters = [turned if letter in _LIVE else letter for letter in letters]
            low, high, known = (0.0, held.high, held.known) if state == "possible" else (0.0, 0.0, True)
        return self._within(tenure, ground, day, Extent(state, tuple(letters), low, high, known, None))

    def _within(self, tenure: Tenure, ground: Ground, day: date, extent: Extent) -> Extent:
        """Add what is held within a place that is not held itself: by its parts, or by a start of some of it."""
        letters, low, high, known = extent.letters, extent.low, extent.high, extent.known
        part: Part | None = None
        live = extent.state == "possible"
        counted, sure, beyond = self._counted(tenure, ground, None, day)
        low += counted
        high = max(high, beyond) if live else high + beyond
        first = next((sub for sub in ground.subs if self._state(sub, tenure.party, day) == "held"), None)
        held = [sub for sub in ground.hidden if self._state(sub, tenure.party, day) in ("held", "possible")]
        for sub in _widest(held):
            here = self._state(sub, tenure.party, day)
            mark = "s" if here == "held" else "p"
            letters = tuple(mark if letter not in "so" else letter for letter in letters)
            size = sub.size_km2
            known &= size is not None
            low += size or 0.0 if here == "held" else 0.0
            high = high if live else high + (size or 0.0)
        if first is not None:
            km2 = low if known and sure else None
            part = Part(km2, _ratio(km2, ground.track.size_km2), first.place.id, "place")
        came = self._partial(tenure, "part_start", day, tenure.period(day), date.min)
        if came and extent.state in ("before", "unknown"):
            letters, known = tuple("s" for _ in letters), False
            part = part or Part(None, None, came.id, "statement")
        return Extent(extent.state, letters, low, max(low, high), known, part)

    def _state(self, track: Track, party: str, day: date) -> str | None:
        """A part's state for a party; None where it is not the party's business."""
        tenure = self._tenures.get((track.place.id, party))
        if tenure is None:
            return "unknown" if track.drawn or not track.tenures else None
        period = tenure.period(day)
        return period.state(day) if period else "unknown"

    # land -----------------------------------------------------------------------------------------------

    def _letters(self, tenure: Tenure, ground: Ground, period: Period, held: _Held, at: date) -> Iterator[str]:
        stages, sinces, _ = self._staged(tenure, period)
        index = bisect_right(sinces, at) - 1
        stage = stages[index]
        inside = self._inside(ground, stage.shape)
        follows = self._inside(ground, stage.follows) if stage.follows else inside
        # What an earlier outline of this period held is lost since; what none held was never so.
        earlier = [
            self._inside(ground, one.shape)
            for number, one in enumerate(stages[:index] if stage.shape else (), start=1)
            if sinces[number] > period.first and (one.shape or self._saw_all(ground, one, stages[number]))
        ]
        for face in ground.own:
            here = inside is None or face in inside
            if here != (follows is None or face in follows):
                yield "p"
            elif not here:
                yield "e" if any(shape is None or face in shape for shape in earlier) else "o"
            elif held.inside is not None and face not in held.inside:
                yield "p"
            else:
                yield "s" if held.hatched else "h"

    def _held(self, tenure: Tenure, ground: Ground, period: Period, at: date) -> _Held:
        """Tell what is held of a place on a day on which it is."""
        stages, sinces, pending = self._staged(tenure, period)
        index = bisect_right(sinces, at) - 1
        stage, later = stages[index], pending[index]
        held = self._stage(tenure, ground, period, stage, at)
        if later is not None:
            held = self._claimed(ground, held, stages[later], self._stage(tenure, ground, period, stages[later], at))
        gone = self._partial(tenure, "part_end", at, period, stage.since)
        if gone:
            part = Part(None, None, gone.id, "statement")
            held = replace(held, low=0.0, known=False, hatched=True, part=part)
        return held

    def _claimed(self, ground: Ground, held: _Held, stage: Stage, then: _Held) -> _Held:
        """Before a smaller bound: what goes beyond it is possible, since nobody knows when it was lost."""
        by = stage.by
        # A figure is a share of its own whole, which need not be as large as the land measured.
        claimed, left = (
            one.part.share if one.part and one.part.share is not None else _ratio(one.low, ground.track.size_km2)
            for one in (held, then)
        )
        if by is None or claimed is None or left is None or left > claimed - (1 - _WHOLE):
            return held
        upper = held.high if by.drawn or held.part else by.whole_km2 or held.high
        km2 = then.low if then.known else None
        # The larger claim may be a share of a smaller whole.
        part = Part(km2, left if then.known else None, by.ids[0], by.kind, upper if km2 is None or upper > km2 else None)
        high = max(then.low, held.high)
        if not by.drawn:
            return replace(held, low=then.low, high=high, hatched=True, part=part)
        return replace(then, inside=self._inside(ground, stage.shape), high=high, part=part)

    def _stage(self, tenure: Tenure, ground: Ground, period: Period, stage: Stage, at: date) -> _Held:
        """Tell what a stage leaves of a place, with what its parts take away since."""
        shape = self._inside(ground, stage.shape)
        held = self._measured(tenure, ground, stage, at)
        figure = stage.figure
        if figure is None:
            return held
        low, high, known = self._figured(tenure, ground, period, figure, at, shape)
        whole = figure.whole_km2 or ground.track.size_km2
        share, beside = _ratio(low, whole), _ratio(held.low, ground.track.size_km2)
        if known and share is not None and share >= _WHOLE:
            return held
        hatched = held.hatched or not known or share is None or beside is None or share < beside * _WHOLE
        upper = high if known and high > low else None
        part = Part(low if known else None, share if known else None, figure.ids[0], "statement", upper)
        if not hatched:
            return replace(held, part=part)
        return _Held(None, low if known else 0.0, max(low, high), known, True, part)

    def _measured(self, tenure: Tenure, ground: Ground, stage: Stage, at: date) -> _Held:
        """Tell what is held inside an outline, or of the whole place: its land less that of its parts."""
        inside = self._inside(ground, stage.shape)
        size = ground.track.size_km2
        own = [face for face in ground.own if inside is None or face in inside]
        if stage.follows:
            follows = self._inside(ground, stage.follows)
            own = [face for face in own if follows is None or face in follows]
        low = high = sum(self.faces[face].km2 for face in own) if ground.track.drawn else size or 0.0
        known, hatched = ground.track.drawn or size is not None, False
        counted, _, beyond = self._counted(tenure, ground, inside, at)
        low, high = low + counted, high + beyond
        missing: list[Track] = []
        for sub in _widest([sub for sub in ground.hidden if self._state(sub, tenure.party, at) not in ("held", None)]):
            hatched = True
            missing.append(sub)
            known &= sub.size_km2 is not None
            low -= sub.size_km2 or 0.0
            high -= 0.0 if self._state(sub, tenure.party, at) == "possible" else sub.size_km2 or 0.0
        missing += [sub for sub in ground.drawn if self._state(sub, tenure.party, at) not in ("held", None)]
        whole = ground.km2 if ground.track.drawn else size or 0.0
        low, high = max(0.0, low) if known else 0.0, max(0.0, high)
        by, kind = stage.shape.ids[0] if stage.shape and inside is not None else "", "outline"
        if not by and low < whole * _WHOLE:
            ids, kind = {sub.place.id for sub in missing}, "place"
            partly = (sub for sub in ground.drawn if (one := self.of(sub.place.id, tenure.party, at)) and one.part)
            cause = next((sub for sub in ground.subs if sub.place.id in ids), None) or next(partly, None)
            by = cause.place.id if cause else ""
        part: Part | None = None
        if by and low < whole * _WHOLE:
            km2 = low if known else None
            upper = high if known and high > low + (1 - _WHOLE) * whole else None
            part = Part(km2, _ratio(km2, size), by, kind, upper)
        return _Held(None, low, high, known, hatched, part)

    def _counted(
        self, tenure: Tenure, ground: Ground, inside: frozenset[int] | None, day: date
    ) -> tuple[float, bool, float]:
        """Sum the land of a place's drawn parts: surely held, whether all of that is known, held or possibly so."""
        low = high = 0.0
        sure = True
        for face, subs in ground.over.items():
            if inside is not None and face not in inside:
                continue
            best: tuple[float, float, bool] = 0.0, 0.0, True
            for name in subs:
                extent = self.of(name, tenure.party, day)
                if extent is None:
                    continue
                theirs = self.grounds[name]
                letter = extent.letters[theirs.at[face]]
                one = {"h": (1.0, 1.0, True), "p": (0.0, 1.0, True)}.get(letter, (0.0, 0.0, True))
                if letter == "s":
                    one = (0.0, 1.0, False)
                    if extent.known and theirs.km2:
                        one = (min(1.0, extent.low / theirs.km2), min(1.0, extent.high / theirs.km2), True)
                best = max(best, one)
            low += best[0] * self.faces[face].km2
            high += best[1] * self.faces[face].km2
            sure &= best[2]
        return low, sure, high

    def _figured(
        self, tenure: Tenure, ground: Ground, period: Period, figure: Bound, at: date, shape: frozenset[int] | None
    ) -> tuple[float, float, bool]:
        """Tell a stated amount as it is on a day: what its parts lost or won since it was stated leaves or joins it."""
        begun = (period.start_span.latest if period.start_span else None) or period.first
        since = max(figure.since, begun)
        low, high, known = figure.low_km2, figure.high_km2, True
        for sub in _widest(ground.subs):
            then, now = self.of(sub.place.id, tenure.party, since), self.of(sub.place.id, tenure.party, at)
            if then is None or now is None or (then.state, then.low, then.high) == (now.state, now.low, now.high):
                continue
            theirs = self.grounds[sub.place.id]
            if not sub.drawn and sub.size_km2 is None:
                known = False
                continue
            scale = 1.0
            if sub.drawn and theirs.km2:
                shared = sum(
                    self.faces[face].km2 for face in theirs.land if face in ground.over and (shape is None or face in shape)
                )
                scale = shared / theirs.km2
            low += scale * (now.low - then.high)
            high += scale * (now.high - then.low)
        return max(0.0, low), max(0.0, high), known

    # bounds ---------------------------------------------------------------------------------------------

    def _staged(self, tenure: Tenure, period: Period) -> tuple[tuple[Stage, ...], list[date], tuple[int | None, ...]]:
        """The stages of a period, their first days, and per stage the smaller bound that a claim gives way to."""
        key = tenure.place, tenure.party, period.number
        if key not in self._stages:
            ground = self.grounds[tenure.place]
            outlines = [bound for bound in self._outlines if bound.party in ("", tenure.party)] if ground.land else []
            bounds = [*outlines, *tenure.bounds]
            stages = list_stages(bounds, period.first, period.after, tenure.floors[period.number]) if bounds else _UNBOUND
            shares = [self._share(ground, stage) for stage in stages]
            pending: list[int | None] = [None] * len(stages)
            for index in range(len(stages) - 2, -1, -1):
                if stages[index].by is not None and stages[index].by is stages[index + 1].by:
                    pending[index] = pending[index + 1]
                elif not stages[index].lasts_until(stages[index + 1]):
                    rivals = (n for n in (index + 1, pending[index + 1]) if n is not None)
                    pending[index] = min(rivals, key=shares.__getitem__)
            self._stages[key] = stages, [stage.since for stage in stages], tuple(pending)
        return self._stages[key]

    def _share(self, ground: Ground, stage: Stage) -> float:
        """How much of the place a stage's bound leaves, from 0 to 1, whatever its parts do."""
        if stage.figure:
            return _ratio(stage.figure.low_km2, stage.figure.whole_km2 or ground.track.size_km2) or 0.0
        inside = self._inside(ground, stage.shape)
        return 1.0 if inside is None else sum(self.faces[face].km2 for face in inside) / ground.km2

    def _saw_all(self, ground: Ground, stage: Stage, following: Stage) -> bool:
        """Whether a stated bound saw the whole place held until another one's time."""
        return stage.figure is not None and self._share(ground, stage) >= _WHOLE and stage.lasts_until(following)

    def _inside(self, ground: Ground, shape: Bound | None) -> frozenset[int] | None:
        """The faces of a place inside an outline; None where it leaves out less than 1 % and cuts nothing."""
        if shape is None or not ground.land:
            return None
        if shape.ids not in ground.cuts:
            inside = frozenset(n for n in ground.land if not set(shape.ids).isdisjoint(self.faces[n].outlines))
            whole = sum(self.faces[face].km2 for face in inside) >= ground.km2 * _WHOLE
            ground.cuts[shape.ids] = None if whole else inside
        return ground.cuts[shape.ids]

    def _partial(
        self, tenure: Tenure, quantity: str, day: date, period: Period | None, since: date
    ) -> Statement | None:
        """The last statement that some of a place came or went, while nothing says more."""
        if not tenure.partials:
            return None
        if quantity == "part_end":
            return tenure.partial(quantity, max(period.first if period else date.min, since), day)
        previous = [one.after for one in tenure.begun(day) if one.after and one.after <= day]
        return tenure.partial(quantity, max(previous, default=date.min), day)


def _grounds(tracks: Sequence[Track], faces: Sequence[Face], speakers: Sequence[tuple[str, ...]]) -> dict[str, Ground]:
    land: dict[str, list[int]] = {track.place.id: [] for track in tracks}
    own: dict[str, list[int]] = {track.place.id: [] for track in tracks}
    over: dict[str, dict[int, tuple[str, ...]]] = {track.place.id: {} for track in tracks}
    within = {track.place.id: track.within for track in tracks}
    subs: dict[str, list[Track]] = {track.place.id: [] for track in tracks}
    for track in tracks:
        for place in track.within:
            if place in subs:
                subs[place].append(track)
    for number, face in enumerate(faces):
        for place in face.places:
            land[place].append(number)
            if place in speakers[number]:
                own[place].append(number)
            else:
                over[place][number] = tuple(one for one in speakers[number] if place in within[one])
    grounds = {}
    for track in tracks:
        place = track.place.id
        drawn = [sub for sub in subs[place] if sub.drawn]
        ids = {sub.place.id for sub in drawn}
        grounds[place] = Ground(
            track,
            tuple(land[place]),
            tuple(own[place]),
            {face: index for index, face in enumerate(own[place])},
            over[place],
            tuple(sub for sub in subs[place] if sub.drawn or ids.isdisjoint(sub.within)),
            sum(faces[number].km2 for number in land[place]),
            tuple(sub for sub in subs[place] if not sub.drawn and ids.isdisjoint(sub.within)),
            tuple(drawn),
        )
    return grounds


def _telling_day(period: Period, day: date, state: str) -> date:
    """The day whose land an uncertain end can only end: the one before its first; else the day itself."""
    end = period.end_span
    first = (end.earliest or end.latest) if end else None
    if end is None or first is None:
        return day
    if state == "held" or (state == "possible" and (end.earliest is None or day < end.earliest)):
        return day
    return max(day_before(first), period.first)


def _widest(tracks: Sequence[Track]) -> list[Track]:
    """The places that lie in no other of them."""
    ids = {track.place.id for track in tracks}
    return [track for track in tracks if ids.isdisjoint(track.within)] if len(tracks) > 1 else list(tracks)


def _ratio(km2: float | None, whole: float | None) -> float | None:
    return km2 / whole if km2 is not None and whole else None
