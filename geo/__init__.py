"""Time-stamped choropleth maps from dated statements about places.

The public names are few and imported when used; everything else is a module by its noun.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "GeoError": "geo.errors",
    "TimeChoropleth": "geo.render.layer",
    "build_timeline": "geo.timeline",
    "describe_date": "geo.words",
    "join_places": "geo.join",
    "measure_km2": "geo.area",
    "parse_date": "geo.dates",
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
