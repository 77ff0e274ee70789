"""Periods of places: when each was under the status, as the chosen sources state it.

Periods are half-open: the end day is the first day no longer held.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from shapely.geometry.base import BaseGeometry

from geo.errors import DefinitionError, InputError
from geo.land.area import geodesic_km2, keep_polygons
from geo.package.read import Package
from geo.package.schema import Place, Statement
from geo.text.dates import Span

_SURER = ("before", "unknown", "ended", "possible", "held")


@dataclass(frozen=True)
class Choice:
    """What a map draws, and whom it follows.

    Parameters
    ----------
    places : tuple of str
        Ids of the drawn places; their parts without a boundary come along.
    sources : mapping of str to tuple of str
        Source ids by quantity (`start`, `end`, `area`, `held_area`, `held_share`), preferred first.
        A quantity that is not listed takes any source, as long as they do not disagree.
    outline : str, optional
        Id of the boundary that says which land was held while it was valid.
    """

    places: tuple[str, ...]
    sources: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    outline: str | None = None

    def following(self, source: str, rivals: Iterable[str] = ()) -> "Choice":
        """Return the choice that prefers one source, and no longer listens to its rivals."""
        silent = {*rivals, source}
        orders = {
            quantity: (source, *(name for name in order if name not in silent))
            for quantity, order in self.sources.items()
        }
        return Choice(self.places, orders, self.outline)


@dataclass(frozen=True)
class Period:
    """A place's time under the status; `start` and `end` are None where no source states them.

    `start_span` may be known without a statement: a part without a boundary begins with its parent.
    """

    start: Statement | None
    end: Statement | None
    start_span: Span | None
    end_span: Span | None
    number: int = 1

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


@dataclass(frozen=True)
class Track:
    """One place with all that the chosen sources say of it.

    `within` are the places it lies in, the nearest first. Statements stand in the order in which they are
    asked: by the choice of sources, of one source the newest first; `wholes` are the areas stated by the
    sources of `held`, since a source's part is a part of its own whole. `measured_km2` is the geodesic area of
    the boundary, None without one.
    """

    place: Place
    within: tuple[str, ...]
    periods: tuple[Period, ...]
    areas: tuple[Statement, ...]
    held: tuple[Statement, ...]
    wholes: tuple[Statement, ...]
    geometry: BaseGeometry | None
    measured_km2: float | None

    @property
    def drawn(self) -> bool:
        """Whether the place has a boundary of its own."""
        return self.geometry is not None

    def period(self, day: date) -> Period | None:
        """Return the period that speaks for a day: of those that may have begun, the surest; else the first."""
        if len(self.periods) < 2:
            return self.periods[0] if self.periods else None
        begun = [period for period in self.periods if period.state(day) != "before"]
        # Of equals the last: between two periods the one that has just ended speaks.
        return max(reversed(begun or self.periods[:1]), key=lambda period: _SURER.index(period.state(day)))

    def state(self, day: date) -> str:
        """Return the place's state on a day."""
        period = self.period(day)
        return period.state(day) if period else "unknown"

    def reported(self, day: date) -> Statement | None:
        """Return the area statement that applies on a day."""
        return next(applying(self.areas, day), None)


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
    # Shapes are kept clean of what a repair leaves behind, so that faces are land only.
    land = keep_polygons(package.boundary(place.id) if place.boundary else None)
    held = _figures(rows, choice, "held_area") + _figures(rows, choice, "held_share")
    says = {row.source for row in held}
    return Track(
        place=place,
        within=package.within(place.id),
        periods=_periods(package, choice, place),
        areas=_figures(rows, choice, "area"),
        held=held,
        wholes=_ranked([row for row in rows if row.quantity == "area" and row.source in says], None),
        geometry=None if land.is_empty else land,
        measured_km2=None if land.is_empty else geodesic_km2(land),
    )


def _figures(rows: Iterable[Statement], choice: Choice, quantity: str) -> tuple[Statement, ...]:
    """List what the chosen sources say of an area or share, in the order in which they are asked."""
    order = choice.sources.get(quantity)
    listed = _ranked([row for row in rows if row.quantity == quantity], order)
    if order is None:
        for one, other in pairwise(listed):
            if reach(one)[0] == reach(other)[0] and one.value != other.value:
                raise _disagreement([one, other], [f"{row.value:g} {row.unit}" for row in (one, other)])
    return listed


def _ranked(rows: Iterable[Statement], order: tuple[str, ...] | None) -> tuple[Statement, ...]:
    """Put statements in the order of their sources, of one source the newest first; the file's order is nothing."""

    def rank(row: Statement) -> tuple[int, int, str]:
        first = reach(row)[0] or date.min
        return order.index(row.source) if order is not None else 0, -first.toordinal(), row.id

    return tuple(sorted((row for row in rows if order is None or row.source in order), key=rank))


def _periods(package: Package, choice: Choice, place: Place) -> tuple[Period, ...]:
    rows = [row for row in package.statements_of(place.id) if row.quantity in ("start", "end")]
    inherited: dict[int, Span | None] = {}
    if rows and not place.boundary and place.part_of:
        # Land without a line of its own shares the beginning of the place it lies in.
        parent = package.places[place.part_of]
        inherited = {period.number: period.start_span for period in _periods(package, choice, parent)}
    periods: list[Period] = []
    for number in sorted({row.period for row in rows}):
        start, end = (
            _preferred([row for row in rows if row.quantity == name and row.period == number], choice, name)
            for name in ("start", "end")
        )
        if start is None and end is None:
            continue
        start_span = start.date if start else inherited.get(number)
        period = Period(start, end, start_span, end.date if end else None, number)
        _check_period(place, period, periods[-1] if periods else None)
        periods.append(period)
    return tuple(periods)


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
    which = f"statements of {place.id}, period {period.number}"
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


def applying(rows: Iterable[Statement], day: date) -> Iterator[Statement]:
    """Yield the area and share statements that apply on a day, in their order."""
    for row in rows:
        first, after = reach(row)
        if (first is None or first <= day) and (after is None or day < after):
            yield row
