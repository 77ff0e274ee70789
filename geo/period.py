"""Periods of places: when each was under the status, as the chosen sources state it.

Periods are half-open: the end day is the first day no longer held.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import shapely
from shapely.geometry.base import BaseGeometry

from geo.area import geodesic_km2, keep_polygons
from geo.dates import Span
from geo.errors import DefinitionError, InputError
from geo.package import Package
from geo.schema import Place, Statement


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


@dataclass(frozen=True)
class Period:
    """A place's time under the status; `start` and `end` are None where no source states them."""

    start: Statement | None
    end: Statement | None
    start_span: Span | None
    end_span: Span | None

    def state(self, day: date) -> str:
        """Return the state on a day, as if this were the place's only period."""
        start, end = self.start_span, self.end_span
        last = (end.latest or date.max) if end else None
        if last is not None and day >= last:
            return "ended"
        if start is None:
            return "unknown"
        if start.earliest is not None and day < start.earliest:
            return "before"
        surely_from = start.latest or date.max
        surely_until = (end.earliest or date.min) if end else None
        return "held" if surely_from <= day and (surely_until is None or day < surely_until) else "possible"

    def bounds(self) -> set[date]:
        """Return the days on which its state can change."""
        spans = [span for span in (self.start_span, self.end_span) if span]
        return {day for span in spans for day in (span.earliest, span.latest) if day}


@dataclass(frozen=True)
class Track:
    """One place with all that the chosen sources say of it.

    `wholes` are the areas stated by the sources of `held`: a source's part is a part of its own whole.
    `measured_km2` is the geodesic area of its boundary, None without one; `drawn` says whether it has one.
    """

    place: Place
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
        """Return the period that speaks for a day: the last one that may have begun, else the first."""
        begun = [p for p in self.periods[1:] if p.start_span and (p.start_span.earliest or date.min) <= day]
        return begun[-1] if begun else (self.periods[0] if self.periods else None)

    def state(self, day: date) -> str:
        """Return the place's state on a day."""
        period = self.period(day)
        return period.state(day) if period else "unknown"

    def reported(self, day: date) -> Statement | None:
        """Return the area statement that applies on a day."""
        return applying(self.areas, day)


def read_track(package: Package, choice: Choice, place: Place, parent: Track | None) -> Track:
    """Collect what the chosen sources say of a place; a part without a boundary takes its parent's start."""
    rows = [row for row in package.statements if row.place == place.id]
    geometry = package.boundary(place.id) if place.boundary else None
    # Shapes are kept clean of what a repair leaves behind, so that faces are land only.
    land = keep_polygons(geometry) if geometry is not None else None
    held = tuple(row for name in ("held_area", "held_share") for row in _listed(rows, choice, name))
    says = {row.source for row in held}
    return Track(
        place=place,
        periods=_periods(rows, choice, place, parent),
        areas=_listed(rows, choice, "area"),
        held=held,
        wholes=tuple(row for row in rows if row.quantity == "area" and row.source in says),
        geometry=land,
        measured_km2=geodesic_km2(land) if land is not None and not shapely.is_empty(land) else None,
    )


def _listed(rows: list[Statement], choice: Choice, quantity: str) -> tuple[Statement, ...]:
    """The statements of a quantity by the chosen sources, preferred first."""
    mine = [row for row in rows if row.quantity == quantity]
    if quantity not in choice.sources:
        return tuple(mine)
    order = choice.sources[quantity]
    return tuple(
        sorted((row for row in mine if row.source in order), key=lambda row: order.index(row.source))
    )


def _periods(rows: list[Statement], choice: Choice, place: Place, parent: Track | None) -> tuple[Period, ...]:
    periods: list[Period] = []
    for number in sorted({row.period for row in rows if row.quantity in ("start", "end")}):
        start, end = (
            _preferred([row for row in _listed(rows, choice, name) if row.period == number], choice, name)
            for name in ("start", "end")
        )
        if start is None and end is None:
            continue
        start_span = start.date if start else None
        if start is None and parent is not None and parent.periods:
            # Land without a line of its own shares the beginning of the place it lies in.
            start_span = parent.periods[0].start_span
        period = Period(start, end, start_span, end.date if end else None)
        _check_period(place, number, period, periods[-1] if periods else None)
        periods.append(period)
    return tuple(periods)


def _preferred(rows: list[Statement], choice: Choice, quantity: str) -> Statement | None:
    if not rows:
        return None
    said = {row.date.text for row in rows if row.date}
    if quantity not in choice.sources and len(said) > 1:
        names = ", ".join(sorted({row.source for row in rows}))
        raise DefinitionError(
            f"{rows[0].place}: sources disagree on its {quantity} ({', '.join(sorted(said))}; {names}); "
            f"name the preferred ones under sources.{quantity}"
        )
    return rows[0]


def _check_period(place: Place, number: int, period: Period, previous: Period | None) -> None:
    start, end = period.start_span, period.end_span
    if start and end and end.latest and start.earliest and end.latest < start.earliest:
        raise InputError(
            f"statements of {place.id}, period {number}: the end {end.text} lies before the start {start.text}; "
            "correct one of them"
        )
    if previous is not None:
        ended, started = previous.end_span, start.earliest if start else None
        if started is None or ended is None or (ended.earliest and started < ended.earliest):
            raise InputError(
                f"statements of {place.id}: period {number} begins before period {number - 1} has ended; "
                "give the earlier one an end, or correct the dates"
            )


def reach(row: Statement) -> tuple[date | None, date | None]:
    """Return the first day on which an area or share surely applies, and the first on which it no longer can.

    A single date says since when, an interval for what time; a date of a whole year is sure from its last day.
    """
    if row.date is None:
        return None, None
    first, last = row.date.ends
    after = last.latest if last and row.date.is_interval else None
    return first.latest if first else None, after + timedelta(days=1) if after and after < date.max else None


def applying(rows: Iterable[Statement], day: date) -> Statement | None:
    """Return the statement that applies on a day: the one that begins last; of equals, the first."""
    best: Statement | None = None
    for row in rows:
        first, after = reach(row)
        if (first and day < first) or (after and day >= after):
            continue
        if best is None or (first or date.min) > (reach(best)[0] or date.min):
            best = row
    return best
