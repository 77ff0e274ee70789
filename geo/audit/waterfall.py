"""The way from the plain sum of reported areas to the land measured as held, one step per cause.

Every step is a difference of two totals that stand for something, so the steps always add up:
plain sum, without contained places, each figure replaced by its measured boundary, overlaps counted once
(the measured union), and what was not held taken off.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from geo.audit.remarks import Remark
from geo.model.eras import Era
from geo.model.timeline import Timeline

Kind = Literal["sum", "contained", "measured", "overlap", "outside", "not_held", "part"]

_FOLD = 0.001  # steps of one kind below this share of the plain sum are told together
_NOTHING_KM2 = 0.005  # what rounds to nothing at two decimals


@dataclass(frozen=True)
class Step:
    """One step: what changes, by how much, and the total after it (km²)."""

    kind: Kind
    label: Remark
    km2: float
    total_km2: float


def list_steps(
    timeline: Timeline, reported: Mapping[str, float | None], contained: Mapping[str, str], day: date | None
) -> tuple[Step, ...]:
    """Explain the way from the plain sum of the reported areas to the land measured as held.

    Parameters
    ----------
    timeline : Timeline
        With the map's places cut into faces.
    reported : mapping of str to float or None
        Reported area in km² by id of a drawn place; None where nobody reports one.
    contained : mapping of str to str
        Drawn places that lie in another drawn place, and in which.
    day : datetime.date or None
        The day of the greatest extent; None when no source dates anything.

    Returns
    -------
    tuple of Step
        The first is the plain sum itself; the last total is the measured held area.
    """
    era = timeline.era(day or date.max)
    drawn = {track.place.id: found for track in timeline.tracks if (found := era.tracks.get(track.place.id)) and found.drawn}
    places = {name: track.place for name, track in drawn.items()}
    groups: list[list[tuple[Kind, Remark, float]]] = [[], [], [], []]
    for place_id, holder in contained.items():
        label = Remark("audit.step.contained", {"place": places[place_id], "holder": places[holder]})
        groups[0].append(("contained", label, -(reported[place_id] or 0.0)))
    tops = [place_id for place_id in places if place_id not in contained]
    for place_id in tops:
        said, measured = reported[place_id], drawn[place_id].measured_km2 or 0.0
        values = {"place": places[place_id], "said_km2": said or 0.0, "measured_km2": measured}
        label = Remark("audit.step.unreported" if said is None else "audit.step.measured", values)
        groups[1].append(("measured", label, measured - (said or 0.0)))
    groups[2] = _largest_first(_overlap_steps(era, tops))
    groups[3] = _largest_first(_unheld_steps(timeline, day))
    total = sum(value or 0.0 for value in reported.values())
    measured_km2 = sum(drawn[place_id].measured_km2 or 0.0 for place_id in tops)
    union_km2 = era.land_km2
    marks = (
        total - sum(reported[place_id] or 0.0 for place_id in contained),
        measured_km2,
        union_km2,
        timeline.on(day).held_km2 if day else 0.0,
    )
    steps = [Step("sum", Remark("audit.step.sum", {"n": len(places)}), total, total)]
    for group, mark in zip(groups, marks, strict=True):
        for kind, label, km2 in _folded(group, _FOLD * total):
            steps.append(Step(kind, label, km2, steps[-1].total_km2 + km2))
        # The total is what it stands for, to the last digit: sums of floats drift.
        last = steps[-1]
        steps[-1] = Step(last.kind, last.label, last.km2 + mark - last.total_km2, mark)
    return tuple(steps)


def round_steps(steps: Sequence[Step], digits: int = 2) -> list[tuple[Step, float, float]]:
    """Round the totals, and give each step as the difference of rounded totals, so that they add up as shown.

    Returns
    -------
    list of (Step, float, float)
        The step, its rounded km² and its rounded total.
    """
    rows: list[tuple[Step, float, float]] = []
    before = 0.0
    for step in steps:
        total = round(step.total_km2, digits) + 0.0  # no negative zero
        rows.append((step, round(total - before, digits) + 0.0, total))
        before = total
    return rows


def _overlap_steps(era: Era, tops: Sequence[str]) -> list[tuple[Kind, Remark, float]]:
    """Land under several places counts once; land that only contained places cover counts after all."""
    names = {name: track.place for name, track in era.tracks.items()}
    twice: dict[tuple[str, ...], float] = defaultdict(float)
    for face in era.faces:
        if not face.places:
            continue
        over = tuple(place_id for place_id in face.places if place_id in tops)
        if len(over) != 1:
            twice[over or face.places] += (1 - len(over)) * face.km2
    rows: list[tuple[Kind, Remark, float]] = []
    for over, km2 in sorted(twice.items()):
        key = "audit.step.overlap" if km2 < 0 else "audit.step.beyond"
        rows.append(("overlap", Remark(key, {"places": tuple(names[place_id] for place_id in over)}), km2))
    return rows


def _unheld_steps(timeline: Timeline, day: date | None) -> list[tuple[Kind, Remark, float]]:
    """On the day of greatest extent: what lies beyond an outline, what was not held, what was held in part somewhere."""
    if day is None:
        values = {"n": sum(track.drawn for track in timeline.tracks)}
        return [("not_held", Remark("audit.step.undated", values), -timeline.era(date.max).land_km2)]
    here, era = timeline.on(day), timeline.era(day)
    lost: dict[tuple[str, tuple[str, ...]], float] = defaultdict(float)
    partly: dict[str, float] = defaultdict(float)
    for face, speakers, letter in zip(era.faces, era.speakers, here.letters, strict=True):
        if letter == "s":
            stated = [place_id for place_id in speakers if here.stated_km2.get(place_id)]
            partly[(stated or speakers)[0]] -= face.km2
        elif letter != "h" and face.places:
            lost["outside" if letter == "o" else "not_held", speakers] -= face.km2
    for place_id, km2 in here.stated_km2.items():
        if km2:
            partly[place_id] += km2
    rows: list[tuple[Kind, Remark, float]] = []
    for (kind, over), km2 in sorted(lost.items()):
        names = _places(timeline, over)
        if kind == "outside":
            rows.append(("outside", Remark("audit.step.outside", {"places": names}), km2))
        else:
            rows.append(("not_held", Remark("audit.step.not_held", {"places": names, "day": day}), km2))
    for place_id, km2 in sorted(partly.items()):
        label = Remark("audit.step.part", {"places": _places(timeline, (place_id,)), "day": day})
        rows.append(("part", label, km2))
    return rows


def _places(timeline: Timeline, ids: Iterable[str]) -> tuple[object, ...]:
    return tuple(timeline.track(place_id).place for place_id in ids)


def _largest_first(rows: list[tuple[Kind, Remark, float]]) -> list[tuple[Kind, Remark, float]]:
    return sorted(rows, key=lambda row: -abs(round(row[2], 3)))


def _folded(rows: list[tuple[Kind, Remark, float]], limit: float) -> list[tuple[Kind, Remark, float]]:
    """Tell steps that round to nothing not at all, and several small ones of a kind as one."""
    kept = [row for row in rows if abs(row[2]) >= _NOTHING_KM2]
    small = [row for row in kept if abs(row[2]) < limit]
    if len(small) < 2:
        return kept
    kind = small[0][0]
    rest = (kind, Remark(f"audit.step.small_{kind}", {"n": len(small)}), sum(row[2] for row in small))
    return [row for row in kept if row not in small] + [rest]
