"""The timeline as rows: a day's places, and each face's states as half-open intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import geopandas

from geo.model.definition import Definition
from geo.model.scene import in_language
from geo.model.timeline import PAINTS, Timeline
from geo.model.wording import state_words
from geo.package.read import Package
from geo.package.schema import Event, Source, Statement

Row = dict[str, Any]


@dataclass(frozen=True)
class Run:
    """A face's time in one state: from `start` up to, not including, `end`; None is open."""

    face: int
    paint: str
    start: date | None
    end: date | None

    def holds(self, day: date) -> bool:
        """Whether the run covers a day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


def place_rows(timeline: Timeline, definition: Definition, day: date, lang: str) -> list[Row]:
    """Return one row per place: its state on a day, in words too, its part, dates and areas (km²)."""
    words = state_words(definition)
    rows = []
    for here in timeline.on(day).places:
        period, part = here.period, here.part
        start, end = (period.start, period.end) if period else (None, None)
        rows.append(
            {
                "date": day,
                "place": here.place.id,
                "name": here.place.name(lang),
                "state": here.state,
                "state_words": in_language(words[here.state], lang),
                "part_km2": None if part is None or part.km2 is None else round(part.km2, 1),
                "part_share": None if part is None or part.share is None else round(part.share, 4),
                "part_by": part.by if part else "",
                "start": start.date.text if start and start.date else "",
                "end": end.date.text if end and end.date else "",
                "reported_km2": here.reported_km2,
                "measured_km2": None if here.measured_km2 is None else round(here.measured_km2, 1),
                "sources": "; ".join(here.sources),
            }
        )
    return rows


def list_runs(timeline: Timeline) -> list[Run]:
    """Cut each face's history into runs of one paint, in order of face and time."""
    stops = timeline.stops
    if not stops:
        return []
    first = timeline.on(stops[0].replace(year=max(1, stops[0].year - 1))).letters
    histories = [first, *(timeline.on(stop).letters for stop in stops)]
    bounds: Sequence[date | None] = [None, *stops, None]
    runs = []
    for face in range(len(timeline.faces)):
        begin = 0
        for number, (here, after) in enumerate(pairwise([*histories, ""]), start=1):
            if not after or after[face] != here[face]:
                runs.append(Run(face, here[face], bounds[begin], bounds[number] if after else None))
                begin = number
    return runs


def face_frame(
    package: Package, timeline: Timeline, definition: Definition, day: date, lang: str
) -> geopandas.GeoDataFrame:
    """Return every run as a feature (EPSG:4326); `shown` is 1 where it covers the day. Intervals are half-open."""
    words = state_words(definition)
    runs = list_runs(timeline)
    names = {key: place.name(lang) for key, place in package.places.items()}
    frame = geopandas.GeoDataFrame(
        {
            "face": [run.face for run in runs],
            "places": ["; ".join(timeline.faces[run.face].places) for run in runs],
            "names": ["; ".join(names[p] for p in timeline.faces[run.face].places) for run in runs],
            "state": [PAINTS[run.paint] for run in runs],
            "state_words": [in_language(words[PAINTS[run.paint]], lang) for run in runs],
            "start": [run.start for run in runs],
            "end": [run.end for run in runs],
            "shown": [int(run.holds(day)) for run in runs],
            "km2": [round(timeline.faces[run.face].km2, 3) for run in runs],
        },
        geometry=[timeline.faces[run.face].geometry for run in runs],
        crs="EPSG:4326",
    )
    for name in ("start", "end"):
        frame[name] = frame[name].astype("object")
    return frame


def statement_row(row: Statement) -> Row:
    """Return a statement as plain values."""
    return {**row.model_dump(exclude={"date"}), "date": row.date.text if row.date else ""}


def event_row(row: Event) -> Row:
    """Return an event as plain values."""
    return {**row.model_dump(exclude={"date"}), "date": row.date.text}


def source_row(row: Source) -> Row:
    """Return a source as plain values."""
    dates = {
        name: span.text if span else ""
        for name, span in (("published", row.published), ("accessed", row.accessed))
    }
    return {**row.model_dump(exclude={"published", "accessed"}), **dates}
