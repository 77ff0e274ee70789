"""What the figures of a map hide: totals, overlaps, reported against measured areas, published shares.

Nothing here decides which source is right. Numbers are set beside each other, each with its name, and the way
from the plain sum of the reported areas to the land measured as held is told step by step.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import geopandas

from geo.audit.places import (
    INSIDE,
    HeldPart,
    Overlap,
    PlaceAudit,
    audit_place,
    boundary_facts,
    list_held_parts,
    list_overlaps,
    list_statements,
)
from geo.audit.remarks import Remark, hold
from geo.audit.verdicts import Verdict, judge_claim
from geo.audit.waterfall import Step, list_steps, round_steps
from geo.land.area import geodesic_km2, keep_polygons, planar_km2
from geo.model.answers import round_off
from geo.model.country import find_contained, find_country
from geo.model.period import Choice, Track
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package
from geo.package.schema import Party, Place, Source, Statement

KINDS = ("reported_sum", "reported_without_contained", "measured_union", "measured_held")


@dataclass(frozen=True)
class Claim:
    """A published share of the country, beside what the map measures (percent).

    `measured_pct` is the land measured as held; `on_day_pct` what was surely, and what possibly, held on the
    claim's own day.
    """

    statement: Statement
    claim_pct: float
    measured_pct: float
    on_day_pct: tuple[float, float]
    verdict: Verdict


@dataclass(frozen=True)
class PartyExtent:
    """The most that a party surely held alone, in km², and the first day of it; no day where that is nothing."""

    party: Party
    day: date | None
    km2: float


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
        The land of the map's boundaries, nothing twice; where they change, of those of `day`, as all that is audited.
    measured_held_km2 : float
        The land held on the day of greatest extent (`Timeline.greatest`).
    country : Place or None
        The place that all the map's places are part of; `country_km2` is its measured area. Where the package
        has none, the union of all its boundaries stands in.
    day : datetime.date or None
        The day of the greatest extent.
    outlines : tuple of str
        Ids of the held outlines; `alone_km2` is the most land of no listed place that was ever held by them alone, which
        counts beside the total; `alone` says whose it is by the package's other boundaries, the largest share first.
    held_parts : tuple of HeldPart
        Per place and stop, how much of it is held.
    parties : tuple of PartyExtent
        What each party held at most, where the map tells several apart.
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
    outlines: tuple[str, ...]
    alone_km2: float
    alone: tuple[tuple[Place, float], ...]
    overlaps: tuple[Overlap, ...]
    places: tuple[PlaceAudit, ...]
    claims: tuple[Claim, ...]
    waterfall: tuple[Step, ...]
    held_parts: tuple[HeldPart, ...]
    published: tuple[Statement, ...]
    parties: tuple[PartyExtent, ...]
    caveats: tuple[Remark, ...]
    sources: Mapping[str, Source]

    @cached_property
    def totals_km2(self) -> dict[str, float]:
        """The four totals by kind (`KINDS`), in km²."""
        return {kind: getattr(self, f"{kind}_km2") for kind in KINDS}

    def share_pct(self, km2: float) -> float | None:
        """Return an area as percent of the country."""
        return 100 * km2 / self.country_km2 if self.country_km2 else None

    @property
    def reported(self) -> bool:
        """Whether any source reports an area of a place."""
        return any(row.reported for row in self.places)

    @property
    def lead(self) -> Remark:
        """Say in one paragraph why the plain sum is not the land held."""
        if not self.reported:
            return Remark("audit.lead_measured", {"held_km2": self.measured_held_km2})
        values: dict[str, object] = {
            "n": len(self.places),
            "sum_km2": self.reported_sum_km2,
            "held_km2": self.measured_held_km2,
        }
        share = self.share_pct(self.measured_held_km2)
        if self.country is None or share is None:
            return Remark("audit.lead_alone", values)
        more = {"held_pct": share, "country": self.country, "country_km2": self.country_km2}
        return Remark("audit.lead", {**values, **more})

    def _parties(self) -> list[dict[str, Any]]:
        return [{"party": row.party.id, "most_km2": round_off(row.km2), "day": row.day.isoformat() if row.day else None}
                for row in self.parties]  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """Return the audit as plain data: areas and percents to two decimals, verdicts in English."""
        return {
            **{f"{kind}_km2": round_off(km2) for kind, km2 in self.totals_km2.items()},
            "alone_km2": round_off(self.alone_km2),
            "alone": [{"place": place.id, "km2": round_off(km2)} for place, km2 in self.alone],
            "country_km2": round_off(self.country_km2),
            "shares_pct": {kind: round_off(self.share_pct(km2)) for kind, km2 in self.totals_km2.items()},
            "day": self.day.isoformat() if self.day else None,
            "overlaps": [
                {"a": o.a.id, "b": o.b.id, "km2": round_off(o.km2), "inside": o.inside} for o in self.overlaps
            ],
            "places": [row.to_json() for row in self.places],
            "claims": [
                {
                    "source": claim.statement.source,
                    "claim_pct": claim.claim_pct,
                    "measured_pct": round_off(claim.measured_pct),
                    "date": claim.statement.date.text if claim.statement.date else None,
                    "on_day_pct": [round_off(pct) for pct in claim.on_day_pct],
                    "verdict": claim.verdict.text(),
                    "verdict_kind": claim.verdict.kind,
                }
                for claim in self.claims
            ],
            **({"parties": parties} if (parties := self._parties()) else {}),
            "held_parts": [part.to_json() for part in self.held_parts],
            "published": [
                {
                    "source": row.source,
                    "km2": row.value,
                    "share_pct": round_off(self.share_pct(row.value or 0.0)),
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


def _list_parties(timeline: Timeline) -> tuple[PartyExtent, ...]:
    best = {name: PartyExtent(row, None, 0.0) for name, row in timeline.party_rows.items()}
    for stop in timeline.stops if best else ():
        for name, on in timeline.on(stop).parties.items():
            if on.measured_km2 > best[name].km2 + 1e-6:
                best[name] = PartyExtent(timeline.party_rows[name], stop, on.measured_km2)
    return tuple(best.values())


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
    >>> from geo.package.read import read_package
    >>> followed = {name: ("occupation-in-figures",) for name in ("start", "end", "area", "held_area")}
    >>> audit = audit_map(read_package(), Choice(("nagorno-karabakh", "shusha"), followed))
    >>> audit.reported_sum_km2, audit.reported_without_contained_km2
    (4689.0, 4400.0)
    """
    timeline = timeline or build_timeline(package, choice)
    day = timeline.greatest.day
    era = timeline.era(day or date.max)
    drawn = [found for track in timeline.tracks if (found := era.tracks.get(track.place.id)) and found.drawn]
    reported = {track.place.id: track.reported(day or date.max) for track in drawn}
    km2_said = {place_id: row.value if row else None for place_id, row in reported.items()}
    contained = find_contained(package, [track.place.id for track in drawn])
    overlaps = list_overlaps(era.faces, drawn)
    country, country_km2 = find_country(package, [track.place for track in drawn])
    steps = list_steps(timeline, km2_said, contained, day)
    total = sum(value or 0.0 for value in km2_said.values())
    without_km2 = total - sum(km2_said[place_id] or 0.0 for place_id in contained)
    measured_km2 = era.land_km2
    whole_km2 = timeline.greatest.km2
    places = tuple(
        audit_place(package, timeline, track, reported[track.place.id], day, overlaps) for track in drawn
    )
    own_pct: dict[str, float] = {}
    if country_km2:
        followed = {row.source for row in reported.values() if row}
        own_pct = {name: 100 * without_km2 / country_km2 for name in followed if len(followed) == 1}
    alone_km2 = max((timeline.on(stop).alone_km2 for stop in timeline.stops), default=0.0) if timeline.outlines else 0.0
    alone = list_alone(package, timeline)
    claims = _claims(package, timeline, country, (whole_km2, measured_km2, country_km2 or 0.0), own_pct)
    return Audit(
        reported_sum_km2=total,
        reported_without_contained_km2=without_km2,
        measured_union_km2=measured_km2,
        measured_held_km2=whole_km2,
        country=country,
        country_km2=country_km2,
        day=day,
        outlines=tuple(line.id for line in timeline.outlines),
        alone_km2=alone_km2,
        alone=alone,
        overlaps=overlaps,
        places=places,
        claims=claims,
        waterfall=steps,
        held_parts=list_held_parts(package, timeline),
        published=list_statements(package, country, "held_area"),
        parties=_list_parties(timeline),
        caveats=_caveats(package, contained, overlaps, places, (total, whole_km2), timeline, drawn, alone_km2, alone),
        sources=package.sources,
    )


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
    # A publisher may claim in one place what its own table, in another, adds up to or does not.
    of_publisher = {package.sources[name].publisher or name: pct for name, pct in own_pct.items() if name in package.sources}
    for row in list_statements(package, country, "held_share"):
        publisher = package.sources[row.source].publisher if row.source in package.sources else ""
        held_pct = 100 * whole_km2 / country_km2
        day = (row.date.latest or row.date.earliest) if row.date else None
        here = timeline.on(day) if day else None
        surely = here.held_km2 if here else whole_km2
        possibly = surely + here.possible_km2 if here else whole_km2
        on_day = (100 * surely / country_km2, 100 * possibly / country_km2)
        verdict = judge_claim(
            row.value or 0.0,
            day=day,
            on_day_pct=on_day,
            held_pct=held_pct,
            union_pct=100 * measured_km2 / country_km2,
            country_km2=country_km2,
            own_pct=own_pct.get(row.source, of_publisher.get(publisher)),
        )
        claims.append(Claim(row, row.value or 0.0, held_pct, on_day, verdict))
    return tuple(claims)


def list_alone(package: Package, timeline: Timeline) -> tuple[tuple[Place, float], ...]:
    """List the unlisted places in which land inside an outline lies that no listed place covers, with their km².

    Parameters
    ----------
    package : Package
        Whose other boundaries say it; places that others are part of, such as the country, are left aside.
    timeline : Timeline
        Whose faces without a place are asked.

    Returns
    -------
    tuple of (Place, float)
        The largest share first; shares below half a square kilometre are left out.
    """
    land = [face.geometry for face in timeline.faces if not face.places]
    listed = {track.place.id for track in timeline.tracks}
    above = {place.part_of for place in package.places.values()}
    shares = []
    for place in package.places.values():
        shape = package.boundary(place.id) if land and place.id not in listed | above else None
        km2 = sum(geodesic_km2(keep_polygons(shape & piece)) for piece in land) if shape is not None else 0.0
        if km2 >= 0.5:
            shares.append((place, km2))
    return tuple(sorted(shares, key=lambda share: (-share[1], share[0].id)))


def _caveats(
    package: Package,
    contained: Mapping[str, str],
    overlaps: tuple[Overlap, ...],
    places: tuple[PlaceAudit, ...],
    totals_km2: tuple[float, float],
    timeline: Timeline,
    drawn: Sequence[Track],
    alone_km2: float,
    alone: tuple[tuple[Place, float], ...],
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
        if km2 < by_id[name].measured_km2 * INSIDE:
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
    partly = tuple(row.place for row in places if row.held_km2 < row.measured_km2 * INSIDE)
    if partly and timeline.outlines:
        remarks.append(Remark("audit.caveat.partly", {"places": partly}))
    if alone_km2 >= 0.5:
        named = tuple(Remark("audit.caveat.place_area", {"place": place, "part_km2": km2}) for place, km2 in alone)
        more = {"places": named} if named else {}
        remarks.append(Remark("audit.caveat.alone_named" if named else "audit.caveat.alone", {"alone_km2": alone_km2, **more}))
    spans = tuple(
        Remark("audit.caveat.place_date", {"place": hold(track.place, whose), "date": period.start_span})
        for track in timeline.tracks
        if track.drawn
        for period in track.periods
        for whose in [timeline.party_row(period.party)]
        if period.start and period.start_span and period.start_span.earliest != period.start_span.latest
    )
    if spans:
        remarks.append(Remark("audit.caveat.spans", {"places": spans}))
    doubted = _second_opinion(drawn)
    if doubted:
        remarks.append(Remark("audit.caveat.second_opinion", {"places": doubted}))
    undated = [row.place.id for row in places if not boundary_facts(package, row.place)[1].known]
    if undated:
        remarks.append(Remark("audit.caveat.vintage", {"n": len(undated)}))
    return tuple(remarks)


def _second_opinion(drawn: Sequence[Track]) -> tuple[Place, ...]:
    """The places whose area in an equal-area projection is more than 0.1 % off the geodesic one."""
    plane = geopandas.GeoSeries([track.geometry for track in drawn], crs="EPSG:4326").to_crs("EPSG:6933")
    return tuple(
        track.place
        for track, km2 in zip(drawn, planar_km2(plane), strict=True)
        if abs(km2 - (track.measured_km2 or 0.0)) > 0.001 * km2
    )
