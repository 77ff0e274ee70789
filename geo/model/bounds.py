"""Bounds over time: what says how much of a place was held, and from when until when it is in force.

A bound is drawn (an outline) or stated (an area or a share). `list_stages` puts those of one period in order; what a
stage means for land is told in `extent`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.package.schema import Statement

DRAWN = 0  # the rank of a drawn bound: it outranks a stated one of the same time


@dataclass(frozen=True)
class Bound:
    """One bound. `ids` are its outlines or statements, `party` its owner (empty: whoever holds).

    Parameters
    ----------
    rank : int
        Preferred first; drawn bounds have 0.
    since : datetime.date
        The first day on which it is in force.
    begin, until : datetime.date
        Its own time, half-open: from the first day it can speak of to the day after the last.
    observed : bool
        Whether it tells what was held all through its time, and not only on a day of it.
    low_km2, high_km2, whole_km2 : float
        Of a stated one: surely held, held at most, and of what whole.
    """

    ids: tuple[str, ...]
    party: str
    rank: int
    since: date
    begin: date
    until: date
    observed: bool
    low_km2: float = 0.0
    high_km2: float = 0.0
    whole_km2: float | None = None

    @property
    def drawn(self) -> bool:
        """Whether it is an outline."""
        return self.rank == DRAWN

    @property
    def kind(self) -> str:
        """What says so: an outline or a statement."""
        return "outline" if self.drawn else "statement"


@dataclass(frozen=True)
class Stage:
    """What bounds a period from a day on, until the next stage.

    `shape` is the outline that land beyond is outside of; `figure` the amount within it, where one has replaced the
    outline's own; `by` the bound in force, None while nothing bounds the place. `follows` is the outline that the shape
    gives way to on a day nobody knows.
    """

    since: date
    shape: Bound | None = None
    figure: Bound | None = None
    by: Bound | None = None
    follows: Bound | None = None

    def lasts_until(self, stage: "Stage") -> bool:
        """Whether the bound in force was observed up to the time of the next stage's; a claim is not."""
        ours, theirs = self.by, stage.by
        return ours is not None and theirs is not None and ours.observed and ours.until <= theirs.begin


def state_bound(row: Statement, rank: int, whole_km2: float | None) -> Bound | None:
    """Turn a statement on how much was held into a bound; None where a share has no whole.

    A single date says since when, so such a bound is not observed beyond it; an interval says for what time, and
    without a date it holds always.
    """
    values = [row.value or 0.0, row.value_to if row.value_to is not None else row.value or 0.0]
    if row.quantity == "held_share":
        if not whole_km2:
            return None
        values = [value / 100 * whole_km2 for value in values]
    span = row.date
    if span is None:
        since, begin, until, observed = date.min, date.min, date.max, True
    else:
        first = span.ends[0] if span.is_interval else span
        since = (first.latest if first else None) or date.min
        begin = span.earliest or date.min
        until = span.latest + timedelta(days=1) if span.latest and span.latest < date.max else date.max
        observed = span.is_interval
    low, high = values
    return Bound((row.id,), row.party, rank, since, begin, until, observed, low, high, whole_km2)


def merge_equals(bounds: Sequence[Bound]) -> list[Bound]:
    """Make one bound of those that equal sources state for one time: the smallest is held, up to the largest possible."""
    merged = []
    for day in sorted({bound.since for bound in bounds}):
        begun = [bound for bound in bounds if bound.since <= day]
        # A single date speaks until a later one of its own source; an interval for its time.
        speaking = [bound for bound in begun if bound.until > day or not bound.observed] or begun
        wholes = [bound.whole_km2 for bound in speaking if bound.whole_km2]
        merged.append(
            Bound(
                tuple(sorted(name for bound in speaking for name in bound.ids)),
                speaking[0].party,
                speaking[0].rank,
                day,
                min(bound.begin for bound in speaking if bound.since == day),
                max(bound.until for bound in speaking),
                any(bound.observed for bound in speaking),
                min(bound.low_km2 for bound in speaking),
                max(bound.high_km2 for bound in speaking),
                max(wholes) if wholes else None,
            )
        )
    return merged


def list_stages(bounds: Iterable[Bound], first: date, after: date | None, floor: date) -> tuple[Stage, ...]:
    """Put the bounds of one period in order of the days from which they are in force.

    Parameters
    ----------
    bounds : iterable of Bound
        Those of the place and party.
    first, after : datetime.date
        The period's first possible day, and the first on which it has surely ended (None: it goes on).
    floor : datetime.date
        When the period before it had surely ended: what is older is not about this one.

    Returns
    -------
    tuple of Stage
        The first has no beginning; of bounds of one day the last word is given.
    """
    mine = sorted(
        (bound for bound in bounds if _is_about(bound, first, after, floor)),
        key=lambda bound: (bound.since, -bound.rank, bound.ids),
    )
    stages = [Stage(date.min)]
    speaking: list[Bound] = []
    current: Bound | None = None
    shape: Bound | None = None
    for bound in mine:
        if bound.drawn:
            if shape and shape.until < bound.since:
                _add(stages, Stage(shape.until, shape, stages[-1].figure, stages[-1].by, bound))
            shape = bound
        # Whom the new one outranks for all their time can never speak again.
        speaking = [
            one
            for one in speaking
            if one.until > bound.begin and (_rank(one) < _rank(bound) or one.until > bound.until)
        ]
        speaking.append(bound)
        rivals = speaking if current is None or bound.begin >= current.until else (current, bound)
        current = min(rivals, key=_rank)
        _add(stages, Stage(bound.since, shape, None if current.drawn else current, current))
    return tuple(stages)


def _is_about(bound: Bound, first: date, after: date | None, floor: date) -> bool:
    if after is not None and bound.since >= after:
        return False
    # A claim that was made before the period, but after the one before it, goes on in it.
    return bound.until > first or (not bound.observed and bound.since >= floor)


def _rank(bound: Bound) -> tuple[int, int]:
    return bound.rank, -bound.begin.toordinal()


def _add(stages: list[Stage], stage: Stage) -> None:
    """Append a stage; one of the same day gives way."""
    if stages[-1].since == stage.since:
        stages[-1] = stage
    elif stages[-1].by != stage.by or stages[-1].shape != stage.shape or stages[-1].follows != stage.follows:
        stages.append(stage)
