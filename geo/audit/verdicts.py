"""Verdicts in words: a reported area against a boundary, a published share against the map.

A verdict never says that a source is wrong. It says how far two numbers are apart, how far apart the boundary's
own exactness lets them be, and whether they can mean the same land at all.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pyproj import Geod
from shapely.geometry.base import BaseGeometry

from geo.audit.remarks import Remark
from geo.package.schema import Place, Statement
from geo.text.dates import Span

Kind = Literal["no_figure", "agrees", "within", "differs", "not_comparable"]
ClaimKind = Literal["agrees", "lower", "not_yet", "whole", "higher"]

_WGS84 = Geod(ellps="WGS84")
_SAME_PCT = 1.0
_SPREAD_PCT = 5.0  # figures further apart than this hardly mean the same district
_GAP_SHARED = (0.5, 1.5)  # a gap between figures may be shared land of this many times its size
_CLAIM_POINTS = (0.5, 1.0)  # percentage points by which a published share may be rounded: any, multiples of 5
_LINE_MM = 0.2  # the finest line a printed map tells apart
_UNKNOWN_PCT = 5.0


@dataclass(frozen=True)
class Verdict:
    """A kind for machines and remarks for readers, the main one first."""

    kind: str
    remarks: tuple[Remark, ...]

    def text(self, lang: str = "en") -> str:
        """Return the verdict as sentences in a language."""
        return " ".join(remark.text(lang) for remark in self.remarks)


@dataclass(frozen=True)
class Vintage:
    """Of what time a boundary is: when it began to be so, when it ceased, or at least when it was published."""

    start: Span | None
    end: Span | None
    published: Span | None = None

    @property
    def known(self) -> bool:
        """Whether the boundary states its own time."""
        return self.start is not None or self.end is not None

    def misses(self, figure: Span) -> Span | None:
        """Return the boundary's time if it cannot be that of a figure, else None."""
        begins = self.start or (None if self.end else self.published)
        if begins and begins.earliest and figure.latest and figure.latest < begins.earliest:
            return begins
        if self.end and self.end.latest and figure.earliest and figure.earliest >= self.end.latest:
            return self.end
        return None


def tolerance_pct(exactness: str, geometry: BaseGeometry, measured_km2: float) -> float:
    """Tell how far the area of a generalised boundary may be off.

    Parameters
    ----------
    exactness : str
        As the boundary states it, such as `generalised 1:10m` or `to about 300 m`.
    geometry : shapely geometry
        EPSG:4326.
    measured_km2 : float
        Its area.

    Returns
    -------
    float
        Percent of the area. A line that may be off by e metres (0.2 mm at a stated scale) changes an area by
        its length times e if it is off to one side all along; a quarter of that is left where errors of both
        sides cancel. Five percent where nothing usable is stated.

    Examples
    --------
    >>> import shapely
    >>> round(tolerance_pct("1:10m", shapely.box(46, 39, 47, 40), 9570), 1)
    2.1
    >>> tolerance_pct("", shapely.Point(0, 0), 0)
    5.0
    """
    metres = [
        float(number) * (1000 if unit == "km" else 1)
        for number, unit in re.findall(r"(?<![:\d.])(\d+(?:\.\d+)?)\s*(km|m)\b", exactness)
    ]
    for number, unit in re.findall(r"1:\s?(\d[\d,.]*)\s?(m|million|k)?\b", exactness):
        scale = float(number.replace(",", "").rstrip(".")) * {"": 1, "k": 1e3}.get(unit, 1e6)
        metres.append(scale * _LINE_MM / 1000)
    if not metres or not measured_km2:
        return _UNKNOWN_PCT
    length_km = float(_WGS84.geometry_length(geometry.boundary)) / 1000
    return min(50.0, 100 * length_km * max(metres) / 1000 / 4 / measured_km2)


def judge_area(
    said: Statement | None,
    measured_km2: float,
    *,
    tolerance: float,
    vintage: Vintage,
    figure_date: Span | None,
    others: Sequence[Statement] = (),
    shared: Sequence[tuple[Place, float]] = (),
) -> Verdict:
    """Compare a reported area with the boundary's measured area.

    Parameters
    ----------
    said : Statement or None
        The reported area, km².
    measured_km2 : float
        Geodesic area of the boundary, km².
    tolerance : float
        By how many percent the boundary may be off, from `tolerance_pct`.
    vintage : Vintage
        Of what time the boundary is.
    figure_date : Span or None
        Of what time the figure is.
    others : sequence of Statement
        Every source's area of the same place.
    shared : sequence of (Place, km²)
        Land that the boundary shares with other places of the map.

    Returns
    -------
    Verdict
        Of kind `no_figure`, `agrees`, `within`, `differs` or `not_comparable`.
    """
    if said is None or not said.value:
        return Verdict("no_figure", (Remark("audit.verdict.no_figure", {"measured_km2": measured_km2}),))
    off = 100 * (measured_km2 - said.value) / said.value
    values = {"difference_pct": abs(round(off, 1)), "tolerance_pct": max(1, round(tolerance))}
    remarks: list[Remark] = []
    if figure_date is not None and (of := vintage.misses(figure_date)):
        remarks.append(Remark("audit.verdict.other_time", {"figure": figure_date, "boundary": of}))
    figures = sorted({row.value for row in (*others, said) if row.value})
    low, high = figures[0], figures[-1]
    if high - low > high * _SPREAD_PCT / 100:
        nearest = min(figures, key=lambda km2: (abs(km2 - measured_km2), km2))
        remarks.append(
            Remark("audit.verdict.spread", {"low_km2": low, "high_km2": high, "nearest_km2": nearest})
        )
        for place, km2 in shared:
            if _GAP_SHARED[0] <= km2 / (high - low) <= _GAP_SHARED[1]:
                gap = {"gap_km2": high - low, "place": place, "shared_km2": km2}
                remarks.append(Remark("audit.verdict.gap_shared", gap))
    if abs(off) <= _SAME_PCT:
        return Verdict("agrees", (Remark("audit.verdict.agrees", values), *remarks))
    side = "more" if off > 0 else "less"
    if abs(off) <= tolerance:
        return Verdict("within", (Remark(f"audit.verdict.within_{side}", values), *remarks))
    kind: Kind = "not_comparable" if remarks else "differs"
    if figure_date is not None and not vintage.known and vintage.published is None:
        remarks.insert(0, Remark("audit.verdict.no_time", {"figure": figure_date}))
    return Verdict(kind, (Remark(f"audit.verdict.{kind}_{side}", values), *remarks))


def judge_claim(
    claim_pct: float,
    *,
    day: date | None,
    on_day_pct: tuple[float, float],
    held_pct: float,
    union_pct: float,
    country_km2: float,
    own_pct: float | None = None,
) -> Verdict:
    """Compare a published share of the country with the map.

    Parameters
    ----------
    claim_pct : float
        The published share, 0 to 100.
    day : datetime.date or None
        The day it speaks of; None for no day in particular.
    on_day_pct : tuple of float
        The share surely held on that day, and the same with what was possibly held.
    held_pct, union_pct : float
        The share measured as held, and that of all places taken whole.
    country_km2 : float
        What the shares are of.
    own_pct : float, optional
        What the same source's own areas come to, contained places counted once.

    Returns
    -------
    Verdict
        Of kind `agrees`, `lower`, `not_yet`, `whole` or `higher`.
    """
    low, high = on_day_pct
    points = _CLAIM_POINTS[claim_pct % 5 == 0]
    kind: ClaimKind = "higher"
    if low - points <= claim_pct <= high + points:
        kind = "agrees"
    elif claim_pct < low:
        kind = "lower"
    elif claim_pct <= held_pct + points:
        kind = "not_yet"
    elif claim_pct <= union_pct + points:
        kind = "whole"
    main = {
        "claim_pct": claim_pct,
        "claim_km2": claim_pct / 100 * country_km2,
        "held_pct": round(held_pct, 1),
        "held_km2": held_pct / 100 * country_km2,
        "union_pct": round(union_pct, 1),
        "union_km2": union_pct / 100 * country_km2,
        "map_pct": round(min(max(claim_pct, low), high), 1),
        "map_km2": min(max(claim_pct, low), high) / 100 * country_km2,
    }
    remarks = [Remark(f"claim.{kind}", main)]
    if day is not None and (kind == "agrees" or round(low, 1) != round(held_pct, 1)):
        spread = round(high, 1) != round(low, 1)
        on_day = {"day": day, "low_pct": round(low, 1), "high_pct": round(high, 1)}
        remarks.append(Remark("claim.on_day_between" if spread else "claim.on_day", on_day))
    if own_pct is not None and kind != "agrees":
        remarks.append(Remark("claim.own", {"own_pct": round(own_pct, 1)}))
    return Verdict(kind, tuple(remarks))
