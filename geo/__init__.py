"""Time-stamped choropleth maps from dated statements about places.

The public names are few and imported when used; everything else is a module by its noun.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "GeoError": "geo.errors",
    "TimeChoropleth": "geo.render.layer",
    "aggregate_events": "geo.events",
    "audit_map": "geo.audit",
    "build_timeline": "geo.timeline",
    "compare_sources": "geo.comparison",
    "describe_date": "geo.words",
    "draw_picture": "geo.render.picture",
    "join_places": "geo.join",
    "list_changes": "geo.changes",
    "measure_km2": "geo.area",
    "parse_date": "geo.dates",
    "read_definition": "geo.render.definition",
    "read_listing": "geo.listing",
    "read_package": "geo.package",
    "save": "geo.render.save",
    "time_choropleth": "geo.render.series",
}

__all__ = sorted(_PUBLIC)


def __getattr__(name: str) -> Any:
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'geo' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__]
