"""Colour by something other than the state: start, years held, reported or measured area.

A scale is a row of classes, light to dark, safe for every colour vision. Land that is not held keeps the
colour of its state where the value speaks of holding.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from geo.model.timeline import PlaceOn, Situation, Timeline
from geo.text.words import LANGUAGES, describe_date, format_number, say

_MOST = 9
_NEVER = float(date.max.toordinal())
_YEARS = (0, 1, 2, 5, 10, 20, 30, 50, 100, 200, 500, 10_000)


@dataclass(frozen=True)
class Scale:
    """Classes of a value: `breaks` has one more entry than there are classes; a value on a break opens a class."""

    colour: str
    breaks: tuple[float, ...]
    colours: tuple[str, ...]
    words: tuple[dict[str, str], ...]

    def sort(self, here: PlaceOn, day: date) -> int:
        """Return the number of a place's class on a day; the one behind the last where it has no such figure."""
        value = _value(self.colour, here, day)
        return len(self.words) if value is None else sum(value >= limit for limit in self.breaks[1:-1])

    def faces(self, timeline: Timeline, situation: Situation) -> list[int | None]:
        """Sort each face by the place that speaks for it; None where it keeps its state's colour."""
        here = {place.place.id: place for place in situation.places}
        found: list[int | None] = []
        for paint, names in zip(situation.letters, timeline.era(situation.day).speakers, strict=True):
            if not names or (self.of_holding and paint not in "hs"):
                found.append(None)
                continue
            speaker = next((here[name] for name in names if here[name].paint == paint), here[names[0]])
            found.append(self.sort(speaker, situation.day))
        return found

    @property
    def of_holding(self) -> bool:
        """Whether only what is held has such a figure."""
        return self.colour in ("start", "years")


def build_scale(timeline: Timeline, colour: str) -> Scale:
    """Class the values that a map can show.

    Parameters
    ----------
    timeline : Timeline
    colour : {"start", "years", "reported", "measured"}
        Date from which a place was surely held; years since then; areas in km².

    Returns
    -------
    Scale
        At most nine classes.
    """
    last = timeline.on(timeline.stops[-1] if timeline.stops else date.max)
    if colour == "start":
        starts = {p.period.start_span.latest: p.period.start_span for p in last.places
                  if p.drawn and p.period and p.period.start_span and p.period.start_span.latest}  # fmt: skip
        if len(starts) <= _MOST:
            days = sorted(starts)
            words = [{lang: describe_date(starts[day], lang) for lang in LANGUAGES} for day in days]
            return _scale(colour, [*(float(day.toordinal()) for day in days), _NEVER], words)
        breaks = _steps([float(day.year) for day in starts])
        days = [date(int(year), 1, 1) for year in breaks[:-1]]
        words = [_range(str(int(a)), str(int(b) - 1)) for a, b in pairwise(breaks)]
        return _scale(colour, [*(float(day.toordinal()) for day in days), _NEVER], words)
    if colour == "years":
        # years grow until the day before an end, which is no stop itself
        turns = {day for stop in timeline.stops for day in (stop, stop - timedelta(days=stop > date.min))}
        top = max((_years(p, day) or 0 for day in sorted(turns) for p in timeline.on(day).places), default=1)
        breaks = [float(y) for y in _YEARS if y <= top] + [float(next(y for y in _YEARS if y > top))]
        words = [
            {lang: say("legend.years", lang, first=str(int(a)), last=str(int(b))) for lang in LANGUAGES}
            for a, b in pairwise(breaks)
        ]
        if any(
            place.state == "held" for place in last.places
        ):  # and goes on being held, for years nobody can bound
            first = str(int(breaks[-2]))
            words[-1] = {lang: say("legend.years_or_more", lang, first=first) for lang in LANGUAGES}
        return _scale(colour, breaks, words)
    values = [
        value for p in last.places if p.drawn and (value := _value(colour, p, last.day)) is not None
    ]
    breaks = _steps(values)
    words = [
        {
            lang: say("unit.km2", lang, number=f"{format_number(a, lang)}–{format_number(b, lang)}")
            for lang in LANGUAGES
        }
        for a, b in pairwise(breaks)
    ]
    return _scale(colour, breaks, words)


def _value(colour: str, here: PlaceOn, day: date) -> float | None:
    """Return a place's value on a day: a day number, years, or km²; None where no source gives it."""
    if colour == "start":
        span = here.period.start_span if here.period else None
        return float(span.latest.toordinal()) if span and span.latest else None
    if colour == "years":
        return _years(here, day)
    return here.reported_km2 if colour == "reported" else here.measured_km2


def _years(here: PlaceOn, day: date) -> float | None:
    """Count the years for which a place has surely been held by a day."""
    since = held_since(here)
    return None if since is None else (day - since).days / 365.2425


def held_since(here: PlaceOn) -> date | None:
    """Return the day from which a place that is held has surely been so."""
    span = here.period.start_span if here.period and here.state == "held" else None
    return span.latest if span else None


def _steps(values: Sequence[float]) -> list[float]:
    """Cut a range into at most six classes at round numbers."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    span = max(high - low, 1e-9)
    step = next(s * 10**e for e in range(-6, 12) for s in (1, 2, 5) if span / (s * 10**e) <= 5)
    first = math.floor(low / step) * step
    count = math.floor((high - first) / step) + 1
    return [first + step * number for number in range(count + 1)]


def _range(first: str, last: str) -> dict[str, str]:
    return dict.fromkeys(LANGUAGES, first if first == last else f"{first}–{last}")


def _scale(colour: str, breaks: Sequence[float], words: Sequence[dict[str, str]]) -> Scale:
    """Colour the classes light to dark with a ramp that is even in lightness (Crameri 2018, bilbao)."""
    from cmcrameri import cm
    from matplotlib.colors import to_hex

    count = len(words)
    shades = [0.12 + 0.76 * (number / max(count - 1, 1)) for number in range(count)]
    return Scale(colour, tuple(breaks), tuple(to_hex(cm.bilbao_r(shade)) for shade in shades), tuple(words))
