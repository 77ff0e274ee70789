"""Each place of a map under audit: its figures against its boundary, and the land it shares with others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from geo.audit.verdicts import Verdict, Vintage, judge_area, tolerance_pct
from geo.land.area import Face
from geo.model.answers import round_off
from geo.model.period import Track
from geo.model.timeline import PlaceOn, Timeline
from geo.package.read import Package
from geo.package.schema import Place, Statement
from geo.text.dates import Span, parse_date

INSIDE = 0.99  # a place lies in another when this much of it does


@dataclass(frozen=True)
class Overlap:
    """Land that two places of the map share, in km² and as percent of each.

    `inside` is the id of the one that lies in the other (at least 99 % of it), else None.
    """

    a: Place
    b: Place
    km2: float
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
    verdict: Verdict
    figures: tuple[Figure, ...]
    said_held: tuple[Statement, ...]

    @property
    def difference_pct(self) -> float | None:
        """Measured against reported, in percent of the reported area."""
        return _difference_pct(self.reported, self.measured_km2)

    def to_json(self) -> dict[str, Any]:
        """Return the place as plain data, verdicts in English."""
        said = self.reported
        return {
            "place": self.place.id,
            "reported_km2": said.value if said else None,
            "source": said.source if said else None,
            "measured_km2": round_off(self.measured_km2),
            "difference_km2": round_off(self.measured_km2 - said.value)
            if said and said.value is not None
            else None,
            "difference_pct": round_off(self.difference_pct),
            "held_km2": round_off(self.held_km2),
            "verdict": self.verdict.text(),
            "verdict_kind": self.verdict.kind,
            "figures": [
                {
                    "source": figure.statement.source,
                    "reported_km2": figure.statement.value,
                    "difference_pct": round_off(figure.difference_pct),
                    "date": figure.statement.date.text if figure.statement.date else None,
                    "note": figure.statement.note,
                    "verdict_kind": figure.verdict.kind,
                }
                for figure in self.figures
            ],
            "said_held": _said_json(self.said_held),
        }


@dataclass(frozen=True)
class HeldPart:
    """How much of a place is held from a stop on, beside what sources report as held.

    Parameters
    ----------
    place : Place
    since : datetime.date
        The stop from which it is so, until the place's next row.
    geometry : shapely geometry
        The land painted as held, EPSG:4326; empty where sources give a number and no line.
    km2, share : float or None
        How much of the place is held, and as a share (0 to 1); None where no source gives a number.
    by : str
        What says so: the id of an outline, a statement or a sub-place; empty when the whole place is held.
    said : tuple of Statement
        What sources report as held at that time.
    """

    place: Place
    since: date
    geometry: BaseGeometry
    km2: float | None
    share: float | None
    by: str
    said: tuple[Statement, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the part as plain data, without its polygon."""
        return {
            "place": self.place.id,
            "since": self.since.isoformat(),
            "km2": round_off(self.km2),
            "share_pct": None if self.share is None else round_off(100 * self.share),
            "by": self.by,
            "said_held": _said_json(self.said),
        }


def list_overlaps(faces: Sequence[Face], drawn: Sequence[Track]) -> tuple[Overlap, ...]:
    """List every pair of drawn places that share land, the largest first."""
    rows = []
    for one, other in combinations(sorted(drawn, key=lambda track: track.place.id), 2):
        a, b = one.place, other.place
        km2 = sum(face.km2 for face in faces if a.id in face.places and b.id in face.places)
        if km2 >= 0.005:
            inside = next((track.place.id for track in (one, other) if km2 >= INSIDE * (track.measured_km2 or km2)), None)
            rows.append(Overlap(a, b, km2, inside))
    return tuple(sorted(rows, key=lambda row: (-row.km2, row.a.id, row.b.id)))


def audit_place(
    package: Package,
    timeline: Timeline,
    track: Track,
    reported: Statement | None,
    day: date | None,
    overlaps: tuple[Overlap, ...],
) -> PlaceAudit:
    """Set a place's figures beside its boundary.

    Parameters
    ----------
    package : Package
        With every source's statements of the place.
    timeline : Timeline
        The map's.
    track : Track
        The place on it, with a boundary (EPSG:4326).
    reported : Statement or None
        The area that the map shows, km².
    day : datetime.date or None
        The day of the greatest extent.
    overlaps : tuple of Overlap
        From `list_overlaps`.
    """
    place, measured_km2 = track.place, track.measured_km2 or 0.0
    exactness, vintage = boundary_facts(package, place)
    tolerance = tolerance_pct(exactness, track.geometry, measured_km2) if track.geometry is not None else 0.0
    shared = [
        (o.b if o.a.id == place.id else o.a, o.km2)
        for o in overlaps
        if place.id in (o.a.id, o.b.id) and o.inside is None
    ]
    figures = list_statements(package, place, "area")

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
        verdict=judge(reported),
        figures=tuple(Figure(row, _difference_pct(row, measured_km2), judge(row)) for row in figures),
        said_held=said_held(package, place, day),
    )


def boundary_facts(package: Package, place: Place) -> tuple[str, Vintage]:
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


def list_held_parts(package: Package, timeline: Timeline) -> tuple[HeldPart, ...]:
    """List, place by place, how much of it is held from stop to stop.

    Parameters
    ----------
    package : Package
        With every source's statements.
    timeline : Timeline
        The map's.

    Returns
    -------
    tuple of HeldPart
        Drawn places in the order of the map, their stops ascending; a stop at which nothing changed for the
        place has no row, and one from which nothing of it is surely held has 0 km².
    """
    rows: list[HeldPart] = []
    situations = [timeline.on(stop) for stop in timeline.stops]
    for number, track in enumerate(timeline.tracks):
        if not track.drawn:
            continue
        before: tuple[object, ...] = (None, False, ())
        for here in situations:
            on = here.places[number]
            # Of a place that is not held itself, land can be where another place speaks.
            land = enumerate(timeline.era(here.day).faces) if on.state == "held" or on.part else ()
            solid = tuple(index for index, face in land if track.place.id in face.places and here.letters[index] == "h")
            now = (on.part, on.state == "held", solid)
            if now != before:
                rows.append(_held_part(package, timeline, on, here.day, solid))
            before = now
    return tuple(rows)


def _held_part(
    package: Package, timeline: Timeline, on: PlaceOn, day: date, solid: tuple[int, ...]
) -> HeldPart:
    land = shapely.union_all([timeline.faces[index].geometry for index in solid])
    km2 = on.measured_km2 if on.state == "held" else 0.0
    share: float | None = 1.0 if on.state == "held" else 0.0
    if on.part:
        km2, share = on.part.km2, on.part.share
    return HeldPart(
        on.place, day, land, km2, share, on.part.by if on.part else "", said_held(package, on.place, day)
    )


def said_held(package: Package, place: Place, day: date | None) -> tuple[Statement, ...]:
    """Return what sources report as held of a place at the time of a day (all they ever report for None)."""
    return tuple(
        row
        for quantity in ("held_area", "held_share")
        for row in list_statements(package, place, quantity)
        if day is None or _speaks(row, day)
    )


def list_statements(package: Package, place: Place | None, quantity: str) -> tuple[Statement, ...]:
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


def _figure_date(said: Statement, track: Track) -> Span | None:
    """Of what time a figure is: as stated, else the time from which the map shows the place with it."""
    starts = [period.start_span for period in track.periods if period.start_span]
    return said.date or (starts[0] if starts else None)


def _place_held_km2(timeline: Timeline, track: Track, day: date | None) -> float:
    """What of a place is surely held on the day of greatest extent."""
    here = next((one for one in timeline.on(day).places if one.place.id == track.place.id), None) if day else None
    if here is None:
        return 0.0
    if here.part is not None:
        return here.part.km2 or 0.0
    return track.measured_km2 or 0.0 if here.state == "held" else 0.0


def _difference_pct(said: Statement | None, measured_km2: float) -> float | None:
    return 100 * (measured_km2 - said.value) / said.value if said and said.value else None


def _said_json(rows: tuple[Statement, ...]) -> list[dict[str, Any]]:
    return [
        {
            "source": row.source,
            "km2" if row.unit == "km2" else "share_pct": row.value,
            "date": row.date.text if row.date else None,
        }
        for row in rows
    ]
