"""A scene's figures at a time as plain data: what `geo at` prints and what others read from it."""

from typing import Any

from geo.model.scene import Row, Scene, in_language
from geo.text.dates import Span


def describe_values(scene: Scene, asked: Span, lang: str = "en") -> dict[str, Any]:
    """Answer for a time with the last stop at or before it.

    Parameters
    ----------
    scene : a map's.
    asked : a day, month, quarter or year; its last day is what stops are held against.
    lang : of names and classes.

    Returns
    -------
    dict
        `time` is the stop that answers, None before the first; `exact` whether it is the time asked for. Values are numbers
        in full precision, categories, or None; places that have no land then are left out.
    """
    moment = scene.moment(asked.latest) if asked.latest else scene.moments - 1
    stop = scene.stop(moment)
    rows = [row for row in scene.rows(moment) if row.style.kind != "absent"]
    filled = sum(row.value is not None for row in rows)
    return {
        "date": asked.text,
        "time": stop.time if stop else None,
        "exact": stop is not None and (stop.span.earliest, stop.span.latest) == (asked.earliest, asked.latest),
        "places": [_describe(row, lang) for row in rows],
        "totals": {"with_value": filled, "without_value": len(rows) - filled},
    }


def plain_value(value: float | str | None) -> float | int | str | None:
    """Return a value as it is written: whole numbers without a point."""
    return int(value) if isinstance(value, float) and value.is_integer() and abs(value) < 2**53 else value


def round_off(number: float | None, digits: int = 2) -> float | None:
    """Round for plain data, without a negative zero; None stays None."""
    return None if number is None else round(number, digits) + 0.0


def _describe(row: Row, lang: str) -> dict[str, Any]:
    return {
        "place": row.place.id,
        "name": row.place.name(lang),
        "value": plain_value(row.value),
        "class": None if row.style.kind == "missing" else in_language(row.style.words, lang),
        "flag": row.detail.flag or None,
        "sources": list(row.detail.sources),
    }
