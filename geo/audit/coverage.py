"""What the figures of a map of values hide: gaps, extremes, figures of another time, and parts that do not make their whole."""

from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from geo.model.answers import plain_value
from geo.model.scene import Scene, ScenePlace, Series, Stop

_APART = 0.005  # of a whole: what rounding may leave between it and the sum of its parts


@dataclass(frozen=True)
class StopCount:
    """How many places have a figure at a stop, how many lack one, and, of numbers, how these spread."""

    stop: Stop
    given: int
    lacking: int
    flagged: int
    least: float | None = None
    lower: float | None = None
    median: float | None = None
    upper: float | None = None
    most: float | None = None
    least_place: ScenePlace | None = None
    most_place: ScenePlace | None = None


@dataclass(frozen=True)
class Gap:
    """A place without a figure from one stop to another, though it has one before or after; never, if at all stops."""

    place: ScenePlace
    first: Stop
    last: Stop
    never: bool


@dataclass(frozen=True)
class Whole:
    """A place whose figure is not what the figures of the places within it add up to."""

    place: ScenePlace
    stop: Stop
    figure: float
    parts: float
    count: int


@dataclass(frozen=True)
class Coverage:
    """All that is worth knowing of a map's figures."""

    stops: tuple[StopCount, ...]
    gaps: tuple[Gap, ...]
    wholes: tuple[Whole, ...]

    @property
    def extremes(self) -> tuple[StopCount, StopCount] | None:
        """The stops of the smallest and of the largest number."""
        with_numbers = [row for row in self.stops if row.least is not None]
        if not with_numbers:
            return None
        return min(with_numbers, key=lambda row: row.least or 0.0), max(with_numbers, key=lambda row: row.most or 0.0)

    def to_json(self) -> dict[str, Any]:
        """Return the audit as plain data, numbers in full."""
        return {
            "stops": [
                {
                    "time": row.stop.time,
                    "with_value": row.given,
                    "without_value": row.lacking,
                    "flagged": row.flagged,
                    "least": plain_value(row.least),
                    "lower_quartile": plain_value(row.lower),
                    "median": plain_value(row.median),
                    "upper_quartile": plain_value(row.upper),
                    "most": plain_value(row.most),
                    "least_place": row.least_place.id if row.least_place else None,
                    "most_place": row.most_place.id if row.most_place else None,
                }
                for row in self.stops
            ],
            "gaps": [
                {"place": gap.place.id, "from": gap.first.time, "to": gap.last.time, "never": gap.never} for gap in self.gaps
            ],
            "wholes": [
                {"place": row.place.id, "time": row.stop.time, "value": plain_value(row.figure),
                 "sum_of_parts": plain_value(row.parts), "parts": row.count}
                for row in self.wholes
            ],
        }  # fmt: skip


def audit_values(scene: Scene) -> Coverage:
    """Look through the first figure of a scene of values for what a reader should know before quoting it."""
    found = scene.series[0]
    blank = np.array([style.kind in ("missing", "absent") for style in found.styles])
    absent = np.array([style.kind == "absent" for style in found.styles])
    given = ~blank[found.place_codes[:, 1:]]
    there = ~absent[found.place_codes[:, 1:]]
    stops = tuple(_count(scene, found, number, given, there) for number in range(len(scene.stops)))
    return Coverage(stops, tuple(_gaps(scene, given, there)), tuple(_wholes(scene, found)))


def _count(scene: Scene, series: Series, number: int, given: Any, there: Any) -> StopCount:
    here = given[:, number]
    flagged = sum(
        bool(series.details[code].flag) for code in series.detail_codes[here, number + 1].tolist()
    )
    base = StopCount(scene.stops[number], int(here.sum()), int((there[:, number] & ~here).sum()), flagged)
    if series.values is None or not here.any():
        return base
    values = series.values[:, number + 1]
    at = np.flatnonzero(here)
    low, high = at[int(np.argmin(values[at]))], at[int(np.argmax(values[at]))]
    lower, median, upper = (float(n) for n in np.percentile(values[at], [25, 50, 75]))
    return replace(
        base, least=float(values[low]), lower=lower, median=median, upper=upper, most=float(values[high]),
        least_place=scene.places[low], most_place=scene.places[high],
    )  # fmt: skip


def _gaps(scene: Scene, given: Any, there: Any) -> list[Gap]:
    gaps = []
    for number, place in enumerate(scene.places):
        lacking = there[number] & ~given[number]
        runs = [(key, list(group)) for key, group in groupby(range(len(scene.stops)), key=lambda stop: bool(lacking[stop]))]
        for missing, run in runs:
            if missing:
                gaps.append(Gap(place, scene.stops[run[0]], scene.stops[run[-1]], not given[number].any()))
    return gaps


def _wholes(scene: Scene, series: Series) -> list[Whole]:
    """Places that hold others, where all of these have a number and the sum is another."""
    if series.values is None:
        return []
    parts: dict[int, list[int]] = {}
    for number, place in enumerate(scene.places):
        if place.within:
            parts.setdefault(scene.positions[place.within[0]], []).append(number)
    found = []
    for whole, own in parts.items():
        for moment in range(1, scene.moments):
            figure, sums = series.values[whole, moment], series.values[own, moment]
            if np.isnan(figure) or np.isnan(sums).any():
                continue
            total = float(sums.sum())
            if abs(total - figure) > _APART * max(abs(figure), abs(total)):
                found.append(Whole(scene.places[whole], scene.stops[moment - 1], float(figure), total, len(own)))
    return found
