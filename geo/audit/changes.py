"""What changed between two days: places and land gained and ended, with bounds where dates are uncertain."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Literal

from geo.audit.remarks import Remark, hold, name_hold
from geo.errors import InputError
from geo.model.answers import round_off
from geo.model.period import Period, Track
from geo.model.timeline import PlaceOn, Situation, Timeline
from geo.package.schema import Party, Place
from geo.text.dates import Span, parse_date
from geo.text.words import capital, describe_date, format_day, say

Kind = Literal["gained", "ended", "redrawn"]
_Edge = Literal["start", "end"]
_Key = tuple[str, str, int, _Edge]  # place, party, period
_SAME_KM2 = 0.05
_EDGES: dict[_Edge, Kind] = {"start": "gained", "end": "ended"}


@dataclass(frozen=True)
class Change:
    """One place that began to be held, ceased to be, or is known to be held in another part.

    Parameters
    ----------
    kind : {"gained", "ended", "redrawn"}
        What happened; `redrawn` is neither: an outline or a new figure says more, or less, of the part held.
    place : Place
        The place.
    span : Span
        When, as the source states it.
    km2 : float
        By how much the land surely held grew or shrank through it, nothing counted twice, in km²: that of the party where
        the map tells several apart, alone or with others. Never negative but for `redrawn`.
    min_km2, max_km2 : float
        The same with uncertain dates allowed for.
    certain : bool
        Whether it surely fell between the two days.
    sources : tuple of str
        Ids of the sources of the date.
    party : Party or None
        Whose hold it was, on a map that tells several apart.
    """

    kind: Kind
    place: Place
    span: Span
    km2: float
    min_km2: float
    max_km2: float
    certain: bool
    sources: tuple[str, ...]
    party: Party | None = None

    def called(self, lang: str = "en") -> str:
        """Name the place, and the party, in a language."""
        return name_hold(self.place, self.party, lang)

    @property
    def who(self) -> Place | Remark:
        """The place, with whose hold on it changed where the map tells parties apart."""
        return hold(self.place, self.party)

    def to_json(self) -> dict[str, Any]:
        """Return the change as plain data, km² to two decimals."""
        return {
            "place": self.place.id,
            **({"party": self.party.id} if self.party else {}),
            "date": self.span.text,
            "km2": round_off(self.km2),
            "min_km2": round_off(self.min_km2),
            "max_km2": round_off(self.max_km2),
            "certain": self.certain,
            "sources": list(self.sources),
        }


@dataclass(frozen=True)
class Changes:
    """All that changed after `first` and up to `last`. Areas in km².

    `from_km2` and `to_km2` are the land surely held on the two days; `net_km2` is their difference and equals
    what was gained less what ended, and what was redrawn, but for contested land, which counts for each of its
    parties; `min_km2` and `max_km2` bound it where dates are uncertain. `parties` are what each surely held alone
    on the two days.
    """

    first: date
    last: date
    changes: tuple[Change, ...]
    from_km2: float
    to_km2: float
    min_km2: float
    max_km2: float
    parties: tuple[tuple[Party, float, float], ...] = ()

    @property
    def net_km2(self) -> float:
        """By how much the land surely held grew."""
        return self.to_km2 - self.from_km2

    @property
    def gained(self) -> tuple[Change, ...]:
        """The places that began to be held, or may have."""
        return tuple(change for change in self.changes if change.kind == "gained")

    @property
    def ended(self) -> tuple[Change, ...]:
        """The places that ceased to be held, or may have."""
        return tuple(change for change in self.changes if change.kind == "ended")

    @property
    def redrawn(self) -> tuple[Change, ...]:
        """The places of which another part is known to be held."""
        return tuple(change for change in self.changes if change.kind == "redrawn")

    def sentence(self, lang: str = "en") -> str:
        """Put the changes into words fit for an article."""
        when = self.when(lang)
        return " ".join(Remark(said.key, {**said.values, "when": when}).text(lang) for said in self.remarks())

    def when(self, lang: str = "en") -> str:
        """Name the time between the two days."""
        if self.first == self.last:
            when = say("changes.on", lang, date=format_day(self.first, lang))
        else:
            when = describe_date(Span(f"{self.first}/{self.last}", self.first, self.last), lang)
        return capital(when, lang)

    def remarks(self) -> list[Remark]:
        """Return the sentences one by one; some still want the field `when`."""
        remarks: list[Remark] = []
        for kind, changes in (("gained", self.gained), ("ended", self.ended)):
            sure = tuple(
                Remark("changes.place", {"place": c.who, "date": c.span}) for c in changes if c.certain
            )
            if sure:
                key = f"changes.{kind}_too" if remarks else f"changes.{kind}"
                remarks.append(Remark(key, {"n": len({c.place.id for c in changes if c.certain}), "places": sure}))
        perhaps = tuple(
            Remark(f"changes.possible_{c.kind}", {"place": c.who, "date": c.span})
            for c in (*self.gained, *self.ended)
            if not c.certain
        )
        if not remarks:
            remarks.append(Remark("changes.none_surely" if perhaps else "changes.none"))
        if perhaps:
            remarks.append(Remark("changes.possible", {"places": perhaps}))
        remarks += self.redrawn_remarks()
        moved = tuple(
            Remark("changes.party_total", {"party": party, "from_km2": before, "to_km2": after})
            for party, before, after in self.parties
            if round(before) != round(after)
        )
        if moved:
            remarks.append(Remark("changes.parties", {"parties": moved}))
        net = self.whole_km2[1]
        key = "changes.grew" if net > 0 else "changes.shrank" if net < 0 else "changes.same"
        remarks.append(Remark(key, {"net_km2": float(abs(net)), "from_km2": self.from_km2, "to_km2": self.to_km2}))
        return [*remarks, *self.bounds_remarks()]

    @property
    def whole_km2(self) -> tuple[int, int, int]:
        """The least change, the change and the most, in whole km² that agree with the two totals in whole km²."""
        net = round(self.to_km2) - round(self.from_km2)
        least, most = (net if round(km2) == round(self.net_km2) else round(km2) for km2 in (self.min_km2, self.max_km2))
        return least, net, most

    def bounds_remarks(self) -> list[Remark]:
        """Say between what the change may lie, if dates leave it open."""
        least, _, most = self.whole_km2
        return [Remark("changes.bounds", {"min_km2": float(least), "max_km2": float(most)})] if least != most else []

    def redrawn_remarks(self) -> list[Remark]:
        """Say of which places another part is known to be held, and by how much of it more or less by whom."""
        remarks: list[Remark] = []
        redrawn = {c.place.id: c.place for c in self.redrawn if abs(c.km2) >= 0.5 and not c.party}
        if redrawn:
            remarks.append(Remark("changes.redrawn", {"places": tuple(redrawn.values())}))
        moved: dict[tuple[str, str], list[Change]] = defaultdict(list)
        for c in self.redrawn:
            if c.party:
                moved[c.place.id, c.party.id].append(c)
        handed = []
        for of_party in moved.values():
            km2 = sum(c.km2 for c in of_party)
            values = {"place": of_party[0].place, "party": of_party[0].party, "part_km2": abs(km2)}
            if abs(km2) >= 0.5:
                handed.append(Remark("changes.party_more" if km2 > 0 else "changes.party_less", values))
        if handed:
            remarks.append(Remark("changes.handed", {"places": tuple(handed)}))
        return remarks

    def _parties(self) -> dict[str, dict[str, float | None]]:
        return {row.id: {"from_km2": round_off(before), "to_km2": round_off(after)} for row, before, after in self.parties}

    def to_json(self) -> dict[str, Any]:
        """Return the changes as plain data, km² to two decimals, the sentence in English."""
        return {
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "gained": [change.to_json() for change in self.gained],
            "ended": [change.to_json() for change in self.ended],
            "redrawn": [change.to_json() for change in self.redrawn],
            **({"parties": parties} if (parties := self._parties()) else {}),
            "from_km2": round_off(self.from_km2),
            "to_km2": round_off(self.to_km2),
            "net_km2": round_off(self.net_km2),
            "min_km2": round_off(self.min_km2),
            "max_km2": round_off(self.max_km2),
            "sentence": self.sentence(),
        }


def list_changes(timeline: Timeline, first: date, last: date) -> Changes:
    """List what changed after one day and up to another.

    Parameters
    ----------
    timeline : Timeline
        From `build_timeline`.
    first, last : datetime.date
        The two days to compare; what began on `first` itself is not a change, what began on `last` is.

    Returns
    -------
    Changes
        Sorted by date, then place. The changes from A to B and from B to C add up to those from A to C.

    Raises
    ------
    InputError
        `last` lies before `first`.

    Examples
    --------
    >>> from geo.package.read import read_package
    >>> from geo.model.period import Choice
    >>> from geo.model.timeline import build_timeline
    >>> followed = {"start": ("occupation-in-figures",), "area": ("occupation-in-figures",), "end": ()}
    >>> choice = Choice(("lachin",), followed)
    >>> timeline = build_timeline(read_package(), choice)
    >>> [c.place.id for c in list_changes(timeline, date(1992, 1, 1), date(1993, 1, 1)).gained]
    ['lachin']
    >>> list_changes(timeline, date(1993, 1, 1), date(1994, 1, 1)).gained
    ()
    """
    if last < first:
        raise InputError(f"the days came as {first} and {last}; give the earlier day first")
    days = [first, *(stop for stop in timeline.stops if first < stop <= last)]
    here = [timeline.on(day) for day in days]
    surely: dict[_Key, float] = defaultdict(float)
    perhaps: dict[_Key, float] = defaultdict(float)
    redrawn: dict[tuple[date, str, str], float] = defaultdict(float)
    for before, after in pairwise(here):
        caused: dict[_Key | None, list[tuple[str, str, float, float]]] = defaultdict(list)
        for delta in _deltas(timeline, before, after):
            caused[_cause(timeline, *delta[:2], before.day, after.day)].append(delta)
        for key, deltas in caused.items():
            sum_km2 = sum(km2 for _, _, km2, _ in deltas)
            # What comes to be held without a known amount makes the known amount of the land around it smaller.
            if key is None or (sum_km2 < 0 if key[3] == "start" else sum_km2 > 0):
                for name, party, km2, _ in deltas:
                    redrawn[after.day, name, party] += km2
            else:
                surely[key] += sum_km2
                perhaps[key] += sum(high_km2 for *_, high_km2 in deltas)
    changes = [
        _change(timeline.party_row(row[1].party), *row, first, last, surely, perhaps) for row in _edges(timeline, first, last)
    ]
    for (day, name, party), km2 in redrawn.items():
        if abs(km2) >= 0.005:
            place, span = timeline.track(name).place, parse_date(day.isoformat())
            changes.append(Change("redrawn", place, span, km2, km2, km2, True, (), timeline.party_row(party)))
    changes.sort(key=_order)
    low, high = _bounds(timeline, here[0], here[-1])
    parties = tuple(
        (row, here[0].parties[name].measured_km2, here[-1].parties[name].measured_km2)
        for name, row in timeline.party_rows.items()
    )
    return Changes(first, last, tuple(changes), here[0].held_km2, here[-1].held_km2, low, high, parties)


def _order(change: Change) -> tuple[date, date, str, str, str]:
    span, party = change.span, change.party
    return span.earliest or date.min, span.latest or date.max, change.place.id, change.kind, party.id if party else ""


def _edges(timeline: Timeline, first: date, last: date) -> Iterator[tuple[Track, Period, _Edge, Span]]:
    """The starts and ends that may lie after `first` and up to `last`; a part may begin with the place it lies in."""
    for track in timeline.tracks:
        seams = _seams(track)
        for period in track.periods:
            pairs: tuple[tuple[Span | None, _Edge], ...] = (
                (period.start_span, "start"),
                (period.end_span, "end"),
            )
            for span, edge in pairs:
                if (period.party, span and span.text) in seams:
                    continue
                if span and (span.latest or date.max) > first and (span.earliest or date.min) <= last:
                    yield track, period, edge, span


def _seams(track: Track) -> set[tuple[str, str | None]]:
    """The days on which a party's period ends and its next begins, so that nothing changes."""
    seams: set[tuple[str, str | None]] = set()
    for tenure in track.tenures:
        for old, new in pairwise(sorted(tenure.periods, key=lambda period: period.number)):
            span = old.end_span
            if span and new.start_span and span.text == new.start_span.text and span.earliest == span.latest:
                seams.add((tenure.party, span.text))
    return seams


def _change(
    party: Party | None,
    track: Track,
    period: Period,
    edge: _Edge,
    span: Span,
    first: date,
    last: date,
    surely: Mapping[_Key, float],
    perhaps: Mapping[_Key, float],
) -> Change:
    key: _Key = (track.place.id, period.party, period.number, edge)
    km2, high_km2 = abs(surely.get(key, 0.0)), abs(perhaps.get(key, 0.0))
    certain = (span.earliest or date.min) > first and (span.latest or date.max) <= last
    said = period.start if edge == "start" else period.end
    low, high = (km2, km2) if certain else (0.0, max(km2, high_km2))
    return Change(_EDGES[edge], track.place, span, km2, low, high, certain, said.sources if said else (), party)


def _deltas(timeline: Timeline, before: Situation, after: Situation) -> Iterator[tuple[str, str, float, float]]:
    """By place and party: change of the land surely held, and of that held or possibly held, from stop to stop."""
    changed = {
        (track.place.id, tenure.party)
        for track, was, now in zip(timeline.tracks, before.places, after.places, strict=True)
        for tenure in track.tenures
        if _state(was, tenure.party) != _state(now, tenure.party)
    }
    drawn = [{here.place.id for here in day.places if here.drawn} for day in (before, after)]
    for face, old, new in zip(timeline.faces, before.codes, after.codes, strict=True):
        if old == new or not face.places:
            continue
        was, now = timeline.paints[old], timeline.paints[new]
        wider = {timeline.track(name).place.part_of for name in face.places}
        speakers = sorted(name for name in face.places if name not in wider)
        for party in sorted({*was.anyone, *now.anyone}):
            sure = (party in now.holders) - (party in was.holders)
            high = (party in now.anyone) - (party in was.anyone)
            if sure or high:
                moved = [name for name in speakers if (name, party) in changed] or speakers[:1]
                # Of places of several times over this land, the one of then lost it, the one of now gained it.
                owner = next((name for name in moved if name in drawn[sure > 0]), moved[0])
                yield owner, party, sure * face.km2, high * face.km2
    for name, party in sorted({*before.stated, *after.stated}):
        km2 = after.stated.get((name, party), 0.0) - before.stated.get((name, party), 0.0)
        if not km2:
            continue
        # A part that is as it was holds more or less of the hatched land only as others hold less or more of it.
        turned = _turned(timeline, name, before, after) if (name, party) not in changed else {}
        whole = sum(turned.values())
        for theirs, land in turned.items():
            owner = next((one for one in theirs if (one, party) in changed), theirs[0])
            yield owner, party, km2 * land / whole, km2 * land / whole
        if not turned:
            yield name, party, km2, km2


def _turned(timeline: Timeline, name: str, before: Situation, after: Situation) -> dict[tuple[str, ...], float]:
    """The land of a place that turned from held to held in part or back, by the places that speak for it."""
    turned: dict[tuple[str, ...], float] = defaultdict(float)
    pairs = zip(timeline.faces, timeline.era(after.day).speakers, before.letters, after.letters, strict=True)
    for face, speakers, old, new in pairs:
        if name in face.places and {old, new} == {"h", "s"}:
            turned[tuple(sorted(speakers))] += face.km2
    return turned


def _state(here: PlaceOn, party: str) -> tuple[object, ...]:
    if not party:
        return here.state, here.part
    held = next((one for one in here.holders if one.party == party), None)
    return (held.state, held.part) if held else ()


def _cause(timeline: Timeline, name: str, party: str, before: date, after: date) -> _Key | None:
    """The start or end behind a change of a party's hold on a drawn place: its own, or that of a part without a boundary."""
    parts = [track.place.id for track in timeline.tracks if track.place.part_of == name]
    for who in (name, *sorted(parts)):
        tenure = next((one for one in timeline.track(who).tenures if one.party == party), None)
        was, now = (tenure.period(day) if tenure else None for day in (before, after))
        old, new = (one.state(day) if one else "unknown" for one, day in ((was, before), (now, after)))
        if old == new:
            continue
        period = now if new == "held" or old != "held" else was
        if period is None:
            continue
        edges: tuple[tuple[_Edge, Span | None, object], ...] = (
            ("end", period.end_span, period.end),
            ("start", period.start_span, period.start),
        )
        for edge, span, said in edges:
            if said and span and after in (span.earliest, span.latest):
                return who, party, period.number, edge
    return None


def _bounds(timeline: Timeline, before: Situation, after: Situation) -> tuple[float, float]:
    """The least and the most by which the land held can have grown."""
    stated = sum(after.stated_km2.values()) - sum(before.stated_km2.values())
    # What is possible besides the land painted so: the upper end of an amount, or less than all of the land.
    was, now = (here.possible_km2 - here.kind_km2("possible") - here.kind_km2("several") for here in (before, after))
    # An amount that is as it was is one unknown on both days, and no change.
    low, high = (stated, stated) if abs(now - was) < _SAME_KM2 else (stated - was, stated + now)
    for face, old, new in zip(timeline.faces, before.letters, after.letters, strict=True):
        least = (new == "h") - (old in "hp")
        most = (new in "hp") - (old == "h")
        if old == new == "p":
            edges = _open_edges(timeline, face.places, before.day)
            if edges == _open_edges(timeline, face.places, after.day):
                # The same date is open on both days: land can only have been gained, or only have ended. Without one
                # land lies beyond a line that is still to come: it can only have been lost.
                kinds = {edge for *_, edge in edges}
                least, most = (0, 1) if kinds == {"start"} else (-1, 0) if kinds <= {"end"} else (-1, 1)
        low += least * face.km2
        high += most * face.km2
    net = after.held_km2 - before.held_km2
    return min(low, net), max(high, net)


def _open_edges(timeline: Timeline, places: tuple[str, ...], day: date) -> set[_Key]:
    """Which starts and ends of the places over a face are uncertain on a day."""
    edges: set[_Key] = set()
    for name in places:
        period = timeline.track(name).period(day)
        if period is None or period.state(day) != "possible":
            continue
        spans: tuple[tuple[_Edge, Span | None], ...] = (
            ("start", period.start_span),
            ("end", period.end_span),
        )
        for edge, span in spans:
            if span and (span.earliest or date.min) <= day < (span.latest or date.max):
                edges.add((name, period.party, period.number, edge))
    return edges
