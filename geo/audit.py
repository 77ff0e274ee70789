"""What the figures of a map hide: totals, overlaps, reported against measured areas, published shares.

Nothing here decides which source is right. Numbers are set beside each other, each with its name, and the way
from the plain sum of the reported areas to the land measured as held is told step by step.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import combinations
from typing import Any

import geopandas

from geo.area import planar_km2
from geo.country import find_contained, find_country
from geo.dates import Span, parse_date
from geo.package import Package
from geo.period import Choice, Track
from geo.remarks import Remark
from geo.schema import Place, Source, Statement
from geo.timeline import Timeline, build_timeline
from geo.verdict import Verdict, Vintage, judge_area, judge_claim, tolerance_pct
from geo.waterfall import Step, held_km2, list_steps, round_steps

KINDS = ("reported_sum", "reported_without_contained", "measured_union", "measured_held")
_INSIDE = 0.99  # a place lies in another when this much of it does


@dataclass(frozen=True)
class Overlap:
    """Land that two places of the map share, in km² and as percent of each.

    `inside` is the id of the one that lies in the other (at least 99 % of it), else None.
    """

    a: Place
    b: Place
    km2: float
    a_pct: float
    b_pct: float
    inside: str | None


@dataclass(frozen=True)
class Figure:
    """One reported area of a place, in km², with the difference to its boundary in percent of the figure."""

    statement: Statement
    difference_pct: float | None
    verdict: Verdict


@dataclass(frozen=True)
class PlaceAudit:
    """One place: the area the map reports, the boundary's, the land held, and all that sources say of these.

    `said_held` are the statements on how much of it was held at the time of greatest extent. Areas in km².
    """

    place: Place
    reported: Statement | None
    measured_km2: float
    held_km2: float
    tolerance_pct: float
    verdict: Verdict
    figures: tuple[Figure, ...]
    said_held: tuple[Statement, ...]

    @property
    def difference_pct(self) -> float | None:
        """Measured against reported, in percent of the reported area."""
        return _difference_pct(self.reported, self.measured_km2)


@dataclass(frozen=True)
class Claim:
    """A published share of the country, beside what the map measures (percent).

    `measured_pct` is the land measured as held; `on_day_pct` what was surely, and what possibly, held on the
    claim's own day.
    """

    statement: Statement
    claim_pct: float
    measured_pct: float
    day: date | None
    on_day_pct: tuple[float, float]
    verdict: Verdict


@dataclass(frozen=True)
class Audit:
    """All that `audit_map` found. Areas in km².

    Attributes
    ----------
    reported_sum_km2 : float
        The reported areas of the map's places, plainly added.
    reported_without_contained_km2 : float
        The same without places that are part of another place of the map.
    measured_union_km2 : float
        The land of the map's boundaries, nothing twice.
    measured_held_km2 : float
        That land inside the held outline; without an outline, the land held on the day of greatest extent.
    country : Place or None
        The place that all the map's places are part of; `country_km2` is its measured area. Where the package
        has none, the union of all its boundaries stands in.
    day : datetime.date or None
        The first day of the greatest extent, while the outline is valid if there is one.
    published : tuple of Statement
        What sources say was held of the whole country, as statements beside the measured area.
    """

    reported_sum_km2: float
    reported_without_contained_km2: float
    measured_union_km2: float
    measured_held_km2: float
    country: Place | None
    country_km2: float | None
    day: date | None
    outline: str | None
    overlaps: tuple[Overlap, ...]
    places: tuple[PlaceAudit, ...]
    claims: tuple[Claim, ...]
    waterfall: tuple[Step, ...]
    published: tuple[Statement, ...]
    caveats: tuple[Remark, ...]
    sources: Mapping[str, Source]

    @cached_property
    def totals_km2(self) -> dict[str, float]:
        """The four totals by kind (`KINDS`), in km²."""
        return {kind: getattr(self, f"{kind}_km2") for kind in KINDS}

    def share_pct(self, km2: float) -> float | None:
        """Return an area as percent of the country."""
        return 100 * km2 / self.country_km2 if self.country_km2 else None

    def to_json(self) -> dict[str, Any]:
        """Return the audit as plain data: areas and percents to two decimals, verdicts in English."""
        return {
            **{f"{kind}_km2": _round(km2) for kind, km2 in self.totals_km2.items()},
            "country_km2": _round(self.country_km2),
            "shares_pct": {kind: _round(self.share_pct(km2)) for kind, km2 in self.totals_km2.items()},
            "day": self.day.isoformat() if self.day else None,
            "overlaps": [
                {"a": o.a.id, "b": o.b.id, "km2": _round(o.km2), "inside": o.inside} for o in self.overlaps
            ],
            "places": [_place_json(row) for row in self.places],
            "claims": [
                {
                    "source": claim.statement.source,
                    "claim_pct": claim.claim_pct,
                    "measured_pct": _round(claim.measured_pct),
                    "date": claim.statement.date.text if claim.statement.date else None,
                    "on_day_pct": [_round(pct) for pct in claim.on_day_pct],
                    "verdict": claim.verdict.text(),
                    "verdict_kind": claim.verdict.kind,
                }
                for claim in self.claims
            ],
            "published": [
                {
                    "source": row.source,
                    "km2": row.value,
                    "share_pct": _round(self.share_pct(row.value or 0.0)),
                    "date": row.date.text if row.date else None,
                }
                for row in self.published
            ],
            "waterfall": [
                {"step": step.label.text(), "km2": km2, "total_km2": total}
                for step, km2, total in round_steps(self.waterfall)
            ],
            "caveats": [caveat.text() for caveat in self.caveats],
        }


def audit_map(package: Package, choice: Choice, *, timeline: Timeline | None = None) -> Audit:
    """Check the figures of a map against its boundaries and against each other.

    Parameters
    ----------
    package : Package
        From `read_package`; boundaries in EPSG:4326.
    choice : Choice
        What the map draws and whom it follows (`Definition.choice`).
    timeline : Timeline, optional
        The map's timeline, when it is at hand; else it is built.

    Returns
    -------
    Audit
        Areas in km² (geodesic, WGS 84); the order of rows in the package never matters.

    Raises
    ------
    DefinitionError
        A place, source or outline does not exist, or sources disagree and none is preferred.
    InputError
        A period ends before it starts, or two periods overlap.

    Examples
    --------
    >>> from geo.package import read_package
    >>> followed = {name: ("occupation-in-figures",) for name in ("start", "end", "area")}
    >>> audit = audit_map(read_package(), Choice(("nagorno-karabakh", "shusha"), followed))
    >>> audit.reported_sum_km2, audit.reported_without_contained_km2
    (4689.0, 4400.0)
    """
    timeline = timeline or build_timeline(package, choice)
    drawn = [track for track in timeline.tracks if track.drawn]
    day = _greatest_day(timeline)
    reported = {track.place.id: track.reported(day or date.max) for track in drawn}
    km2_said = {place_id: row.value if row else None for place_id, row in reported.items()}
    contained = find_contained(package, [track.place.id for track in drawn])
    overlaps = _overlaps(timeline, drawn)
    country, country_km2 = find_country(package, [track.place for track in drawn])
    steps = list_steps(timeline, km2_said, contained, day)
    total = sum(value or 0.0 for value in km2_said.values())
    without_km2 = total - sum(km2_said[place_id] or 0.0 for place_id in contained)
    measured_km2 = sum(face.km2 for face in timeline.faces)
    whole_km2 = held_km2(timeline, day)
    places = tuple(
        _audit_place(package, timeline, track, reported[track.place.id], day, overlaps) for track in drawn
    )
    own_pct: dict[str, float] = {}
    if country_km2:
        followed = {row.source for row in reported.values() if row}
        own_pct = {name: 100 * without_km2 / country_km2 for name in followed if len(followed) == 1}
    claims = _claims(package, timeline, country, (whole_km2, measured_km2, country_km2 or 0.0), own_pct)
    return Audit(
        reported_sum_km2=total,
        reported_without_contained_km2=without_km2,
        measured_union_km2=measured_km2,
        measured_held_km2=whole_km2,
        country=country,
        country_km2=country_km2,
        day=day,
        outline=timeline.outline[0] if timeline.outline else None,
        overlaps=overlaps,
        places=places,
        claims=claims,
        waterfall=steps,
        published=_of_place(package, country, "held_area"),
        caveats=_caveats(package, contained, overlaps, places, (total, whole_km2), timeline),
        sources=package.sources,
    )


def _greatest_day(timeline: Timeline) -> date | None:
    """The first day of greatest extent, among the days for which the outline speaks if there is one."""
    days = set(timeline.stops)
    if timeline.outline:
        _, _, first, after = timeline.outline
        days = {day for day in days if (not first or day >= first) and (not after or day < after)}
        days |= {first} if first else set()
    best: tuple[float, date] | None = None
    for day in sorted(days):
        km2 = timeline.on(day).held_km2
        if best is None or km2 > best[0]:
            best = km2, day
    return best[1] if best else None


def _overlaps(timeline: Timeline, drawn: list[Track]) -> tuple[Overlap, ...]:
    rows = []
    for one, other in combinations(sorted(drawn, key=lambda track: track.place.id), 2):
        a, b = one.place, other.place
        km2 = sum(face.km2 for face in timeline.faces if a.id in face.places and b.id in face.places)
        if km2 >= 0.005:
            a_pct, b_pct = (100 * km2 / (track.measured_km2 or km2) for track in (one, other))
            inside = a.id if a_pct >= 100 * _INSIDE else b.id if b_pct >= 100 * _INSIDE else None
            rows.append(Overlap(a, b, km2, a_pct, b_pct, inside))
    return tuple(sorted(rows, key=lambda row: (-row.km2, row.a.id, row.b.id)))


def _audit_place(
    package: Package,
    timeline: Timeline,
    track: Track,
    reported: Statement | None,
    day: date | None,
    overlaps: tuple[Overlap, ...],
) -> PlaceAudit:
    place, measured_km2 = track.place, track.measured_km2 or 0.0
    exactness, vintage = _boundary_facts(package, place)
    tolerance = tolerance_pct(exactness, track.geometry, measured_km2) if track.geometry is not None else 0.0
    shared = [
        (o.b if o.a.id == place.id else o.a, o.km2)
        for o in overlaps
        if place.id in (o.a.id, o.b.id) and o.inside is None
    ]
    figures = _of_place(package, place, "area")

    def judge(said: Statement | None) -> Verdict:
        return judge_area(
            said,
            measured_km2,
            tolerance=tolerance,
            vintage=vintage,
            figure_date=_figure_date(said, track) if said else None,
            others=figures,
            shared=shared,
        )

    return PlaceAudit(
        place=place,
        reported=reported,
        measured_km2=measured_km2,
        held_km2=_place_held_km2(timeline, track, day),
        tolerance_pct=tolerance,
        verdict=judge(reported),
        figures=tuple(Figure(row, _difference_pct(row, measured_km2), judge(row)) for row in figures),
        said_held=tuple(
            row
            for quantity in ("held_area", "held_share")
            for row in _of_place(package, place, quantity)
            if day is None or _speaks(row, day)
        ),
    )


def _boundary_facts(package: Package, place: Place) -> tuple[str, Vintage]:
    """How exact a place's boundary is, and of what time."""
    rows = package.boundaries
    mine = rows[(rows["place"] == place.id) & (rows["kind"] != "line")]
    mine = mine.sort_values(["valid_from", "id"], na_position="first")
    if mine.empty:
        return "", Vintage(None, None)
    row = mine.iloc[-1]
    start, end = (parse_date(row[name]) if row[name] else None for name in ("valid_from", "valid_to"))
    source = package.sources.get(row["source"])
    return str(row["exactness"]), Vintage(start, end, source.published if source else None)


def _figure_date(said: Statement, track: Track) -> Span | None:
    """Of what time a figure is: as stated, else the time from which the map shows the place with it."""
    starts = [period.start_span for period in track.periods if period.start_span]
    return said.date or (starts[0] if starts else None)


def _place_held_km2(timeline: Timeline, track: Track, day: date | None) -> float:
    name = track.place.id
    if timeline.outline:
        outline = timeline.outline[0]
        return sum(face.km2 for face in timeline.faces if name in face.places and outline in face.outlines)
    here = next((place for place in timeline.on(day).places if place.place.id == name), None) if day else None
    if here is None:
        return 0.0
    if here.part is not None:
        return here.part.km2 or 0.0
    return track.measured_km2 or 0.0 if here.state == "held" else 0.0


def _of_place(package: Package, place: Place | None, quantity: str) -> tuple[Statement, ...]:
    """Every source's statements of a quantity, in an order that the file's rows do not change."""
    if place is None:
        return ()
    rows = [row for row in package.statements if row.place == place.id and row.quantity == quantity]
    return tuple(sorted(rows, key=lambda row: (-(row.value or 0.0), row.source, row.id)))


def _speaks(row: Statement, day: date) -> bool:
    """Whether a statement may speak of a day: a year counts from its beginning."""
    if row.date is None:
        return True
    first, last = row.date.earliest, row.date.latest if row.date.is_interval else None
    return (first is None or first <= day) and (last is None or day <= last)


def _difference_pct(said: Statement | None, measured_km2: float) -> float | None:
    return 100 * (measured_km2 - said.value) / said.value if said and said.value else None


def _claims(
    package: Package,
    timeline: Timeline,
    country: Place | None,
    areas_km2: tuple[float, float, float],
    own_pct: Mapping[str, float],
) -> tuple[Claim, ...]:
    whole_km2, measured_km2, country_km2 = areas_km2
    if not country_km2:
        return ()
    claims = []
    for row in _of_place(package, country, "held_share"):
        held_pct = 100 * whole_km2 / country_km2
        day = (row.date.latest or row.date.earliest) if row.date else None
        here = timeline.on(day) if day else None
        surely = here.held_km2 if here else whole_km2
        possibly = surely + here.km2["p"] if here else whole_km2
        on_day = (100 * surely / country_km2, 100 * possibly / country_km2)
        verdict = judge_claim(
            row.value or 0.0,
            day=day,
            on_day_pct=on_day,
            held_pct=held_pct,
            union_pct=100 * measured_km2 / country_km2,
            country_km2=country_km2,
            own_pct=own_pct.get(row.source),
        )
        claims.append(Claim(row, row.value or 0.0, held_pct, day, on_day, verdict))
    return tuple(claims)


def _caveats(
    package: Package,
    contained: Mapping[str, str],
    overlaps: tuple[Overlap, ...],
    places: tuple[PlaceAudit, ...],
    totals_km2: tuple[float, float],
    timeline: Timeline,
) -> tuple[Remark, ...]:
    total, whole_km2 = totals_km2
    remarks: list[Remark] = []
    if whole_km2 and total > whole_km2 * 1.005:
        values = {
            "sum_km2": total,
            "held_km2": whole_km2,
            "more_pct": float(round(100 * (total / whole_km2 - 1))),
        }
        remarks.append(Remark("audit.caveat.sum", values))
    by_id = {row.place.id: row for row in places}
    for name, holder in contained.items():
        inside = next((o for o in overlaps if {o.a.id, o.b.id} == {name, holder}), None)
        km2 = inside.km2 if inside else 0.0
        if km2 < by_id[name].measured_km2 * _INSIDE:
            pair = {"place": package.places[name], "holder": package.places[holder]}
            measured_km2 = by_id[name].measured_km2
            remarks.append(
                Remark("audit.caveat.sticks_out", {**pair, "inside_km2": km2, "measured_km2": measured_km2})
            )
    for o in overlaps:
        if o.inside and o.inside not in contained:
            inner, outer = (o.a, o.b) if o.inside == o.a.id else (o.b, o.a)
            remarks.append(Remark("audit.caveat.lies_in", {"place": inner, "holder": outer}))
    across = [o for o in overlaps if o.inside is None and {o.a.id, o.b.id}.isdisjoint(contained)]
    if across:
        a, b = across[0].a, across[0].b
        remarks.append(Remark("audit.caveat.overlap", {"a": a, "b": b, "shared_km2": across[0].km2}))
    partly = tuple(row.place for row in places if row.held_km2 < row.measured_km2 * _INSIDE)
    if partly and timeline.outline:
        remarks.append(Remark("audit.caveat.partly", {"places": partly}))
    spans = tuple(
        Remark("audit.caveat.place_date", {"place": track.place, "date": period.start_span})
        for track in timeline.tracks
        if track.drawn
        for period in track.periods
        if period.start and period.start_span and period.start_span.earliest != period.start_span.latest
    )
    if spans:
        remarks.append(Remark("audit.caveat.spans", {"places": spans}))
    doubted = _second_opinion(timeline)
    if doubted:
        remarks.append(Remark("audit.caveat.second_opinion", {"places": doubted}))
    undated = [row.place.id for row in places if not _boundary_facts(package, row.place)[1].known]
    if undated:
        remarks.append(Remark("audit.caveat.vintage", {"n": len(undated)}))
    return tuple(remarks)


def _second_opinion(timeline: Timeline) -> tuple[Place, ...]:
    """The places whose area in an equal-area projection is more than 0.1 % off the geodesic one."""
    drawn = [track for track in timeline.tracks if track.geometry is not None]
    plane = geopandas.GeoSeries([track.geometry for track in drawn], crs="EPSG:4326").to_crs("EPSG:6933")
    return tuple(
        track.place
        for track, km2 in zip(drawn, planar_km2(plane), strict=True)
        if abs(km2 - (track.measured_km2 or 0.0)) > 0.001 * km2
    )


def _place_json(row: PlaceAudit) -> dict[str, Any]:
    said = row.reported
    return {
        "place": row.place.id,
        "reported_km2": said.value if said else None,
        "source": said.source if said else None,
        "measured_km2": _round(row.measured_km2),
        "difference_km2": _round(row.measured_km2 - said.value) if said and said.value is not None else None,
        "difference_pct": _round(row.difference_pct),
        "held_km2": _round(row.held_km2),
        "verdict": row.verdict.text(),
        "verdict_kind": row.verdict.kind,
        "figures": [
            {
                "source": figure.statement.source,
                "reported_km2": figure.statement.value,
                "difference_pct": _round(figure.difference_pct),
                "date": figure.statement.date.text if figure.statement.date else None,
                "note": figure.statement.note,
                "verdict_kind": figure.verdict.kind,
            }
            for figure in row.figures
        ],
        "said_held": [
            {
                "source": said.source,
                "km2" if said.unit == "km2" else "share_pct": said.value,
                "date": said.date.text if said.date else None,
            }
            for said in row.said_held
        ],
    }


def _round(number: float | None) -> float | None:
    return None if number is None else round(number, 2) + 0.0
