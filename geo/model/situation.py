"""What held on a day, ready to be read: paints, places with their holders, and totals. Areas in km²."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from geo.model.extent import LETTERS, Part
from geo.model.period import Period
from geo.package.schema import Place, Statement

STATES = ("before", "possible", "held", "ended", "unknown")
# How the land of a face is painted, by letter: a place's state, a way of being held in part, or by several parties.
PAINTS = {
    **LETTERS,
    "a": "alone",  # inside a held outline, and in no place of the map
    "c": "contested",  # held by two or more parties at once
    "v": "several",  # possibly held, by several parties
    "x": "absent",  # no place's land on that day, and not drawn
}
_ALIKE = {"c": "h", "v": "p"}
_MARKS = {kind: letter for letter, kind in PAINTS.items()}


@dataclass(frozen=True, order=True)
class Paint:
    """How a face is painted, and whose it is.

    `parties` hold it, or hold it possibly; `perhaps` are those who possibly hold what another surely does. Without
    parties its `key` is the letter (`PAINTS`), else letter and parties: `h:north`, `h:north?south`, `c:north+south`.
    """

    letter: str
    parties: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()

    @property
    def holders(self) -> tuple[str, ...]:
        """Who surely holds all of it; of one status the unnamed party."""
        return (self.parties or ("",)) if self.letter in "hc" else ()

    @property
    def anyone(self) -> tuple[str, ...]:
        """Who holds all of it, or possibly does."""
        return (*self.holders, *((self.parties or ("",)) if self.letter in "pv" else ()), *self.perhaps)

    @property
    def key(self) -> str:
        """What rows and files carry."""
        whose = "+".join(self.parties) + (f"?{'+'.join(self.perhaps)}" if self.perhaps else "")
        return f"{self.letter}:{whose}" if whose else self.letter


@dataclass(frozen=True)
class Cause:
    """What happened on a day: a statement's date, an outline or a place's boundary that begins or ends, or an event.

    `place` is whose statement it is; empty for outlines and events, which are nobody's.
    """

    id: str
    kind: Literal["statement", "outline", "boundary", "event"]
    place: str = ""


class _Lasting:
    """What has a period."""

    period: Period | None

    @property
    def ends(self) -> tuple[Statement | None, Statement | None]:
        """What states its start and its end."""
        return (self.period.start, self.period.end) if self.period else (None, None)

    @property
    def dates(self) -> tuple[str, str]:
        """The dates of its start and end as stated (EDTF); empty for none."""
        start, end = (row.date.text if row and row.date else "" for row in self.ends)
        return start, end


@dataclass(frozen=True)
class Holder(_Lasting):
    """A party's hold on a place: `km2` is what it surely holds, of a possible hold all it may; None if nobody says.

    `part` tells by what it is less than the whole.
    """

    party: str
    state: str
    km2: float | None
    period: Period | None
    part: Part | None = None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources behind the dates."""
        return tuple(dict.fromkeys(name for row in self.ends if row for name in row.sources))


@dataclass(frozen=True)
class PlaceOn(_Lasting):
    """One place on one day: its state, its part, and the statements behind them. Areas in km².

    `paint` is the letter (`PAINTS`) of its own land, inside the outline where one is in force. On a map of several
    parties state, part and paint are those of the strongest of them, and `holders` tells all.
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
    holders: tuple[Holder, ...] = ()

    @property
    def reported_km2(self) -> float | None:
        """The reported area, in km²."""
        return self.reported.value if self.reported else None

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources behind the dates and the reported area, in that order."""
        rows = [*self.ends, *(row for holder in self.holders for row in holder.ends), self.reported]
        return tuple(dict.fromkeys(name for row in rows if row for name in row.sources))


@dataclass(frozen=True)
class PartyOn:
    """One party on one day: how many drawn places it holds and possibly holds, and how much land it surely holds."""

    held: int
    possible: int
    measured_km2: float


@dataclass(frozen=True)
class Situation:
    """Everything on one day. Areas in km².

    `paints` has one key per face (`Paint.key`), `codes` its number in `Timeline.paints`; `km2` sums the faces by key.
    `stated` is, by the ids of place and party, what is surely held in land whose paint does not tell where. Every square
    kilometre counts once: `held_km2` (the land painted as held by one party or several, and what is stated), `possible_km2`,
    `unstated_km2` (held in part, and nobody says how much), `nobody_km2`, and beside them `alone_km2`, land of no listed
    place inside an outline. `contested_km2` is the share of the held land that several parties hold.
    """

    day: date
    places: tuple[PlaceOn, ...]
    paints: tuple[str, ...]
    codes: tuple[int, ...]
    km2: Mapping[str, float]
    held_km2: float
    stated: Mapping[tuple[str, str], float]
    possible_km2: float
    unstated_km2: float
    nobody_km2: float
    contested_km2: float
    alone_km2: float
    parties: Mapping[str, PartyOn]
    causes: tuple[Cause, ...]

    @cached_property
    def stated_km2(self) -> Mapping[str, float]:
        """What is stated, by place, whoever holds it."""
        sums: dict[str, float] = {}
        for (place, _), km2 in self.stated.items():
            sums[place] = sums.get(place, 0.0) + km2
        return sums

    @property
    def letters(self) -> str:
        """One letter per face, whoever's it is: contested land counts as held, possible for several as possible."""
        return "".join(_ALIKE.get(key[0], key[0]) for key in self.paints)

    def count(self, state: str) -> int:
        """Return how many drawn places are in a state; parts without a boundary count in their place."""
        return sum(place.state == state for place in self.places if place.drawn)

    def kind_km2(self, kind: str) -> float:
        """Sum the land painted in one way, whoever's it is."""
        letter = _MARKS[kind]
        return sum(km2 for key, km2 in self.km2.items() if key[0] == letter)

    def reported_km2(self, state: str = "held") -> float:
        """Sum the reported areas of the drawn places in a state, none twice: not those within another."""
        counted = {p.place.id for p in self.places if p.drawn and p.state == state}
        return sum(
            p.reported_km2 or 0.0
            for p in self.places
            if p.place.id in counted and counted.isdisjoint(p.within)
        )
