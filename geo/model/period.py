"""Periods of places: when each was under the status, per party, as the chosen sources state it.

Periods are half-open: the end day is the first day no longer held.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from heapq import heappop, heappush
from itertools import pairwise

from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError, InputError
from geo.model.bounds import Bound, merge_equals, state_bound
from geo.model.versions import Version, list_versions
from geo.package.read import Package
from geo.package.schema import Place, Statement
from geo.text.dates import Span
from geo.text.names import nearest

Order = tuple[str | tuple[str, ...], ...]
_SURER = ("before", "unknown", "ended", "possible", "held")


@dataclass(frozen=True)
class Choice:
    """What a map draws, and whom it follows.

    Parameters
    ----------
    places : tuple of str
        Ids of the drawn places; their parts without a boundary come along.
    sources : mapping of str to tuple of str
        Source ids by quantity (`start`, `end`, `area`, `held_area`, `held_share`), preferred first; of how much
        was held, a tuple within it names equals. A quantity that is not listed takes any source, as long as they
        do not disagree.
    outlines : tuple of str
        Ids of the boundaries that say which land was held while they were valid.
    newest : bool
        Whether each place's newest boundary stands for all times.
    """

    places: tuple[str, ...]
    sources: Mapping[str, Order] = field(default_factory=dict)
    outlines: tuple[str, ...] = ()
    newest: bool = False

    def following(self, source: str, rivals: Iterable[str] = ()) -> "Choice":
        """Return the choice that prefers one source, and no longer listens to its rivals."""
        silent = {*rivals, source}
        orders = {
            quantity: (source, *(name for name in order if isinstance(name, tuple) or name not in silent))
            for quantity, order in self.sources.items()
        }
        return replace(self, sources=orders)


@dataclass(frozen=True)
class Period:
    """A party's time at a place; `start` and `end` are None where no source states them.

    `start_span` may be known without a statement: a part without a boundary begins with its parent. `party` is
    empty on a map that tells none apart.
    """

    start: Statement | None
    end: Statement | None
    start_span: Span | None
    end_span: Span | None
    number: int = 1
    party: str = ""

    def state(self, day: date) -> str:
        """Return the state on a day, as if this were the place's only period."""
        start, end = self.start_span, self.end_span
        if end and end.latest and day >= end.latest:
            return "ended"
        if start is None:
            return "unknown"
        if start.earliest and day < start.earliest:
            return "before"
        begun = start.latest is not None and day >= start.latest
        lasts = end is None or (end.earliest is not None and day < end.earliest)
        return "held" if begun and lasts else "possible"

    def bounds(self) -> set[date]:
        """Return the days on which its state can change."""
        spans = [span for span in (self.start_span, self.end_span) if span]
        return {day for span in spans for day in (span.earliest, span.latest) if day}

    @property
    def first(self) -> date:
        """The first day on which it may have begun."""
        return (self.start_span.earliest if self.start_span else None) or date.min

    @property
    def after(self) -> date | None:
        """The first day on which it has surely ended; None where it goes on."""
        return self.end_span.latest if self.end_span else None


@dataclass(frozen=True)
class Tenure:
    """All that one party holds, or held, of one place.

    `bounds` are the stated ones, `partials` the days from which some of the place has come or gone. The periods
    stand in order of time.
    """

    place: str
    party: str
    periods: tuple[Period, ...]
    bounds: tuple[Bound, ...] = ()
    partials: tuple[Statement, ...] = ()

    @cached_property
    def _firsts(self) -> list[date]:
        return [period.first for period in self.periods]

    @cached_property
    def floors(self) -> dict[int, date]:
        """By number of a period: when the one before it had surely ended."""
        ends = [date.min, *(period.after or date.min for period in self.periods)]
        return {period.number: end for period, end in zip(self.periods, ends, strict=False)}

    def begun(self, day: date) -> tuple[Period, ...]:
        """Return the last periods that may have begun by a day; more than three never speak for it."""
        at = bisect_right(self._firsts, day)
        return self.periods[max(0, at - 3) : at]

    @cached_property
    def _came(self) -> list[date]:
        return [_first_day(row) for row in self.partials]

    def partial(self, quantity: str, since: date, day: date) -> Statement | None:
        """Return the last statement from `since` up to a day that some of the place came or went."""
        for row in reversed(self.partials[: bisect_right(self._came, day)]):
            if _first_day(row) < since:
                return None
            if row.quantity == quantity:
                return row
        return None

    def period(self, day: date) -> Period | None:
        """Return the period that speaks for a day: of those that may have begun, the surest; else the first."""
        best: Period | None = None
        # Between two periods the one that has just ended speaks; an uncertain end may reach into the next.
        for period in reversed(self.begun(day)):
            if best is None or _SURER.index(period.state(day)) > _SURER.index(best.state(day)):
                best = period
        return best or (self.periods[0] if self.periods else None)


@dataclass(frozen=True)
class Track:
    """One place with all that the chosen sources say of it.

    `within` are the places it lies in, the nearest first. Statements stand in the order in which they are
    asked: by the choice of sources, of one source the newest first. `versions` are its boundaries over time, `geometry`
    the newest, or the one of a day (`as_of`); `measured_km2` is its geodesic area, None without one.
    """

    place: Place
    within: tuple[str, ...]
    tenures: tuple[Tenure, ...]
    areas: tuple[Statement, ...]
    held: tuple[Statement, ...]
    geometry: BaseGeometry | None
    measured_km2: float | None
    versions: tuple[Version, ...] = ()

    def there(self, day: date) -> bool:
        """Whether it has a boundary on a day, or never has one."""
        return not self.versions or any(one.valid(day) for one in self.versions)

    def as_of(self, day: date) -> "Track":
        """Return it with the boundary that it has on a day."""
        found = next((one for one in self.versions if one.valid(day)), None)
        if found is None or found.shape is self.geometry:
            return self
        return replace(self, geometry=found.shape, measured_km2=found.km2)

    @property
    def drawn(self) -> bool:
        """Whether the place has a boundary of its own."""
        return self.geometry is not None

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods of all parties, party by party."""
        return tuple(period for tenure in self.tenures for period in tenure.periods)

    @property
    def size_km2(self) -> float | None:
        """The place's km²: measured where it has a boundary, else as reported."""
        return self.measured_km2 if self.drawn else next((row.value for row in self.areas), None)

    def period(self, day: date) -> Period | None:
        """Return the period that speaks for a day: of all parties' the surest, of equals the last to begin or the next to."""
        found = [period for tenure in self.tenures if (period := tenure.period(day))]
        return max(found, key=lambda one: (_SURER.index(one.state(day)), -abs((day - one.first).days)), default=None)

    def state(self, day: date) -> str:
        """Return the place's state on a day, whoever holds it."""
        period = self.period(day)
        return period.state(day) if period else "unknown"

    def reported(self, day: date) -> Statement | None:
        """Return the area statement that applies on a day."""
        return self._told.on(day)

    @cached_property
    def _told(self) -> "Told":
        return Told(self.areas)


class Told:
    """Area statements in the order in which they are asked; of those that apply on a day the first answers."""

    def __init__(self, rows: Sequence[Statement]) -> None:
        self.rows = rows
        spans = [reach(row) for row in rows]
        self._days = sorted({day for span in spans for day in span if day})
        waiting = sorted(range(len(rows)), key=lambda n: spans[n][0] or date.min)
        speaking: list[int] = []
        self._found: list[Statement | None] = []
        at = 0
        for day in (date.min, *self._days):
            while at < len(waiting) and (spans[waiting[at]][0] or date.min) <= day:
                heappush(speaking, waiting[at])
                at += 1
            while speaking and (after := spans[speaking[0]][1]) is not None and after <= day:
                heappop(speaking)
            self._found.append(rows[speaking[0]] if speaking else None)

    def on(self, day: date) -> Statement | None:
        """Return the statement that answers for a day."""
        return self._found[bisect_right(self._days, day)]


def check_choice(package: Package, choice: Choice) -> None:
    """Raise a DefinitionError where a choice names what is not in the package, or a place twice."""
    entries = [name for order in choice.sources.values() for name in order]
    for what, names, known in (
        ("place", choice.places, package.places),
        ("source", [name for one in entries for name in ((one,) if isinstance(one, str) else one)], package.sources),
        ("outline", choice.outlines, dict.fromkeys(row.id for row in package.features)),
    ):
        for name in names:
            if name not in known:
                near = nearest(name, sorted(known), "none is near")
                raise DefinitionError(
                    f"{what} {name!r} is not in the package {package.name!r}; nearest: {near}"
                )
    doubled = [name for name, count in Counter(choice.places).items() if count > 1]
    if doubled:
        raise DefinitionError(f"place {doubled[0]!r} is listed twice; list each place once")


def read_track(package: Package, choice: Choice, place: Place) -> Track:
    """Collect what the chosen sources say of a place.

    Raises
    ------
    DefinitionError
        Sources disagree and none is preferred.
    InputError
        A period ends before it starts, or begins before the one before it has ended.
    """
    rows = package.statements_of(place.id)
    versions = list_versions(package, place.id, newest=choice.newest) if place.boundary else ()
    land = versions[-1] if versions else None
    areas = _figures(rows, choice, "area")
    held = _figures(rows, choice, "held_area") + _figures(rows, choice, "held_share")
    says = {row.source for row in held}
    wholes = _ranked([row for row in rows if row.quantity == "area" and row.source in says], None)
    bounds = _bounds(held, areas, wholes, choice, versions)
    partials = [
        row for name in ("part_start", "part_end") for row in _figures(rows, choice, name) if row.date is not None
    ]
    partials.sort(key=lambda row: (_first_day(row), row.id))
    periods = _periods(package, choice, place)
    parties = sorted({*periods, *(row.party for row in partials)})
    return Track(
        place=place,
        within=package.within(place.id),
        tenures=tuple(
            Tenure(
                place.id,
                party,
                tuple(periods.get(party, ())),
                tuple(bound for bound in bounds if bound.party in ("", party)),
                tuple(row for row in partials if row.party == party),
            )
            for party in parties
        ),
        areas=areas,
        held=held,
        geometry=land.shape if land else None,
        measured_km2=land.km2 if land else None,
        versions=versions,
    )


def _bounds(
    held: Sequence[Statement],
    areas: Sequence[Statement],
    wholes: Sequence[Statement],
    choice: Choice,
    versions: Sequence[Version],
) -> tuple[Bound, ...]:
    """Turn amounts into bounds: of equal sources one, and each a part of its own source's whole."""
    own = {source: Told([row for row in wholes if row.source == source]) for source in {row.source for row in wholes}}
    anybodys = Told(areas)
    found: list[Bound] = []
    groups: dict[tuple[int, str], list[Bound]] = defaultdict(list)
    for row in held:
        order = choice.sources.get(row.quantity)
        rank = 1 + (_place_in(order, row.source) if order is not None else 0)
        since = reach(row)[0] or date.max
        told = [own[row.source]] if row.source in own else []
        told.append(anybodys)
        reported = next((said for one in told if (said := one.on(since) or next(iter(one.rows), None))), None)
        drawn = next((one for one in versions if one.valid(since)), versions[-1] if versions else None)
        bound = state_bound(row, rank, (reported.value if reported else None) or (drawn.km2 if drawn else None))
        if bound is None:
            continue
        entry = order[rank - 1] if order else ""
        if isinstance(entry, tuple):
            groups[rank, row.party].append(bound)
        else:
            found.append(bound)
    for equals in groups.values():
        found += merge_equals(equals)
    return tuple(sorted(found, key=lambda bound: (bound.since, bound.rank, bound.ids)))


def _place_in(order: Order, source: str) -> int:
    return next(n for n, entry in enumerate(order) if source == entry or (isinstance(entry, tuple) and source in entry))


def _names_in(order: Order) -> set[str]:
    return {name for entry in order for name in ((entry,) if isinstance(entry, str) else entry)}


def _figures(rows: Iterable[Statement], choice: Choice, quantity: str) -> tuple[Statement, ...]:
    """List what the chosen sources say of an area or share, in the order in which they are asked."""
    order = choice.sources.get(quantity)
    listed = _ranked([row for row in rows if row.quantity == quantity], order)
    if order is None and quantity in ("area", "held_area", "held_share"):
        for one, other in pairwise(sorted(listed, key=lambda row: (row.party, reach(row)[0] or date.min))):
            same = one.party == other.party and reach(one)[0] == reach(other)[0]
            if same and (one.value, one.value_to) != (other.value, other.value_to):
                raise _disagreement([one, other], [f"{row.value:g} {row.unit}" for row in (one, other)])
    return listed


def _ranked(rows: Iterable[Statement], order: Order | None) -> tuple[Statement, ...]:
    """Put statements in the order of their sources, of one source the newest first; the file's order is nothing."""
    listed = list(rows) if order is None else [row for row in rows if row.source in _names_in(order)]

    def rank(row: Statement) -> tuple[int, int, str]:
        first = reach(row)[0] or date.min
        return _place_in(order, row.source) if order is not None else 0, -first.toordinal(), row.id

    return tuple(sorted(listed, key=rank))


def _periods(package: Package, choice: Choice, place: Place) -> dict[str, list[Period]]:
    """List the periods of a place by party, in order of time."""
    rows = [row for row in package.statements_of(place.id) if row.quantity in ("start", "end")]
    inherited: dict[tuple[str, int], Span | None] = {}
    if rows and not place.boundary and place.part_of:
        # Land without a line of its own shares the beginning of the place it lies in.
        parents = _periods(package, choice, package.places[place.part_of])
        inherited = {(one.party, one.number): one.start_span for found in parents.values() for one in found}
    said: dict[tuple[str, int], dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        said[row.party, row.period][row.quantity].append(row)
    periods: dict[str, list[Period]] = defaultdict(list)
    for (party, number), by_quantity in sorted(said.items()):
        start, end = (_preferred(by_quantity.get(name, ()), choice, name) for name in ("start", "end"))
        if start is None and end is None:
            continue
        start_span = start.date if start else inherited.get((party, number))
        period = Period(start, end, start_span, end.date if end else None, number, party)
        _check_period(place, period, periods[party][-1] if periods[party] else None)
        periods[party].append(period)
    return dict(periods)


def _preferred(rows: Iterable[Statement], choice: Choice, quantity: str) -> Statement | None:
    order = choice.sources.get(quantity)
    listed = _ranked(rows, order)
    said = sorted({row.date.text for row in listed if row.date})
    if order is None and len(said) > 1:
        raise _disagreement(listed, said)
    return listed[0] if listed else None


def _disagreement(rows: Sequence[Statement], said: Iterable[str]) -> DefinitionError:
    names = ", ".join(sorted({row.source for row in rows}))
    quantity = rows[0].quantity
    return DefinitionError(
        f"{rows[0].place}: sources disagree on its {quantity} ({', '.join(said)}; {names}); "
        f"name the preferred ones under sources.{quantity}"
    )


def _check_period(place: Place, period: Period, previous: Period | None) -> None:
    start, end = period.start_span, period.end_span
    whose = f" of {period.party}" if period.party else ""
    which = f"statements of {place.id}, period {period.number}{whose}"
    if start and end and end.latest and start.earliest and end.latest < start.earliest:
        raise InputError(
            f"{which}: the end {end.text} lies before the start {start.text}; correct one of them"
        )
    if previous is None:
        return
    before = f"period {previous.number}"
    if previous.end_span is None:
        raise InputError(f"{which}: {before} has no end; state when it ended")
    if start is None:
        raise InputError(f"{which}: has no start and follows {before}; state when it began")
    if start.latest and previous.end_span.earliest and start.latest < previous.end_span.earliest:
        raise InputError(
            f"{which}: the start {start.text} lies before {before} ended, {previous.end_span.text}; "
            "correct one of them"
        )


def reach(row: Statement) -> tuple[date | None, date | None]:
    """Return the first day on which an area or share applies, and the first on which it does not any more.

    An interval says for what time. A single date says since when: of a whole year or month, surely from its
    last day.
    """
    if row.date is None:
        return None, None
    if not row.date.is_interval:
        return row.date.latest, None
    last = row.date.latest
    return row.date.earliest, last + timedelta(days=1) if last and last < date.max else None


def _first_day(row: Statement) -> date:
    """The first day on which a part may have come or gone."""
    return (row.date.earliest if row.date else None) or date.min
