"""What happened on a day: dates and amounts that statements give, outlines and boundaries that begin or end, events."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from geo.model.period import Track
from geo.model.situation import Cause
from geo.package.schema import Event, Statement


def list_causes(
    tracks: Sequence[Track], outlines: Iterable[tuple[str, date | None, date | None]], events: Iterable[Event]
) -> dict[date, tuple[Cause, ...]]:
    """List what happened, by day.

    Parameters
    ----------
    tracks : all places of a timeline.
    outlines : the id of each, its first day and the first day after.
    events : those that may be named; only those of one day are.
    """
    known = {track.place.id: track for track in tracks}
    found: dict[date, dict[Cause, None]] = defaultdict(dict)
    for track in tracks:
        for day, cause in _told_of(track, known):
            found[day][cause] = None
    for name, *edges in outlines:
        for edge in edges:
            if edge:
                found[edge][Cause(name, "outline")] = None
    for track in tracks:
        for edge in (edge for one in track.versions for edge in one.days if edge):
            found[edge][Cause(track.place.id, "boundary", track.place.id)] = None
    for event in events:
        if event.date.earliest and event.date.earliest == event.date.latest:
            found[event.date.earliest][Cause(event.id, "event")] = None
    return {day: tuple(causes) for day, causes in found.items()}


def _told_of(track: Track, known: Mapping[str, Track]) -> Iterable[tuple[date, Cause]]:
    """What statements say of a place, by day."""
    place = track.place.id
    for tenure in track.tenures:
        for period in tenure.periods:
            for row, span in ((period.start, period.start_span), (period.end, period.end_span)):
                said, whose = (row, place) if row else _inherited(track, tenure.party, period.number, known)
                for day in (span.earliest, span.latest) if span else ():
                    if day and said:
                        yield day, Cause(said.id, "statement", whose)
        for bound in tenure.bounds:
            for name in bound.ids:
                yield bound.since, Cause(name, "statement", place)
        for part in tenure.partials:
            if part.date and part.date.earliest:
                yield part.date.earliest, Cause(part.id, "statement", place)


def _inherited(track: Track, party: str, number: int, known: Mapping[str, Track]) -> tuple[Statement | None, str]:
    """The start that a part without a boundary takes from the place it lies in."""
    for name in track.within:
        parent = known.get(name)
        periods = [one for one in parent.periods if (one.party, one.number) == (party, number)] if parent else []
        if periods and periods[0].start:
            return periods[0].start, name
    return None, track.place.id
