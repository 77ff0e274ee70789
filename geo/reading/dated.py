"""From when to when features hold, where a file says it beside their properties: JSON-FG and Linked Places."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import geopandas

from geo.errors import DateError
from geo.reading.when import read_when
from geo.text.dates import parse_date

VALID = ("valid_from", "valid_to")  # the first day, and the first day no longer
WHEN = ("when start", "when end")  # as Linked Places has them: whether the end is the last day is for the reader of all to find
Span = tuple[str, str]


def add_times(frame: geopandas.GeoDataFrame, data: bytes) -> tuple[geopandas.GeoDataFrame, list[str]]:
    """Give a frame read from GeoJSON the times that its features carry outside their properties.

    A feature with several spans, or several geometries of different times, becomes a row for each.

    Parameters
    ----------
    frame : as GDAL read it, in the file's order.
    data : the file.

    Returns
    -------
    tuple
        The frame, with two more columns where there are times, and what was found in words.
    """
    if b'"when"' not in data and b'"time"' not in data:
        return frame, []
    try:
        whole = json.loads(data)
        features = list(whole["features"]) if "features" in whole else [whole]
    except (ValueError, LookupError, TypeError, RecursionError):
        return frame, []
    if len(features) != len(frame) or not all(isinstance(item, dict) for item in features):
        return frame, []
    if any(isinstance(item.get("time"), dict) for item in features):
        spans = [_read_time(item.get("time")) for item in features]
        kept = frame.drop(columns=[name for name in ("time_start", "time_end", "time") if name in frame.columns])
        said = "its features say by JSON-FG's 'time' from when to when each holds, both days included"
        return kept.assign(**{VALID[0]: [span[0] for span in spans], VALID[1]: [span[1] for span in spans]}), [said]
    rows = [(at, span, shape) for at, item in enumerate(features) for span, shape in _read_whens(item)]
    if not any(any(span) for _, span, _ in rows):
        return frame, []
    made = frame.iloc[[at for at, _, _ in rows]].reset_index(drop=True)
    made = made.assign(**{WHEN[0]: [span[0] for _, span, _ in rows], WHEN[1]: [span[1] for _, span, _ in rows]})
    shapes = [frame.geometry.iloc[at] if shape is None else shape for at, _, shape in rows]
    made = made.set_geometry(geopandas.GeoSeries(shapes, crs=frame.crs))
    return made, [f"its features say by Linked Places' 'when' from when to when each holds: {len(made)} versions"]


def _read_time(told: Any) -> Span:
    """Read JSON-FG: a date, or an interval of which both ends are part."""
    if not isinstance(told, dict):
        return "", ""
    interval = told.get("interval")
    if not isinstance(interval, list) or len(interval) != 2:
        interval = [told.get("date") or told.get("timestamp")] * 2
    first, last = (str(side)[:10] if isinstance(side, str) and side not in ("..", "") else "" for side in interval)
    try:
        return first, _day_after(last) if last else ""
    except DateError:
        return first, last


def _day_after(text: str) -> str:
    last = parse_date(read_when(text)).latest
    return (last + timedelta(days=1)).isoformat() if last and last < date.max else ""


def _read_whens(feature: dict[str, Any]) -> Iterator[tuple[Span, Any]]:
    """Yield the spans of a feature, or of each of its geometries that has its own, with that geometry."""
    import shapely

    shape = feature.get("geometry")
    parts = shape.get("geometries") if isinstance(shape, dict) else None
    if isinstance(parts, list) and any(isinstance(part, dict) and part.get("when") for part in parts):
        for part in parts:
            if isinstance(part, dict):
                bare = {key: value for key, value in part.items() if key in ("type", "coordinates", "geometries")}
                try:
                    drawn = shapely.from_geojson(json.dumps(bare))
                except shapely.errors.GEOSException:
                    continue
                for span in _spans(part.get("when")) or [("", "")]:
                    yield span, drawn
        return
    for span in _spans(feature.get("when")) or [("", "")]:
        yield span, None


def _spans(when: Any) -> list[Span]:
    spans = when.get("timespans") if isinstance(when, dict) else None
    found = []
    for span in spans if isinstance(spans, list) else []:
        if isinstance(span, dict):
            found.append((_edge(span.get("start")), _edge(span.get("end"))))
    return found


def _edge(told: Any) -> str:
    """Read one end of a span: `in`, else the earliest or the latest that it may be."""
    if isinstance(told, str):
        return told
    if not isinstance(told, dict):
        return ""
    earliest, latest = told.get("earliest"), told.get("latest")
    if told.get("in") is not None:
        return str(told["in"])
    if earliest is not None and latest is not None:
        return f"{earliest}/{latest}"
    return str(earliest if earliest is not None else latest if latest is not None else "")
