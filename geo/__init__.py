"""Time-stamped choropleth maps from dated statements about places.

The public names are few and imported when used; everything else is a module by its noun.
"""

from importlib import import_module
from typing import Any

_PUBLIC = {
    "Choice": "geo.model.period",
    "GeoError": "geo.errors",
    "TimeChoropleth": "geo.page.layer",
    "aggregate_events": "geo.points.aggregate",
    "audit_map": "geo.audit.totals",
    "build_scene": "geo.model.build",
    "build_timeline": "geo.model.timeline",
    "compare_sources": "geo.audit.comparison",
    "describe_date": "geo.text.date_words",
    "draw_picture": "geo.picture.draw",
    "join_places": "geo.package.joins",
    "list_changes": "geo.audit.changes",
    "measure_km2": "geo.land.area",
    "parse_date": "geo.text.dates",
    "read_definition": "geo.model.definition",
    "read_listing": "geo.reading.lists",
    "read_package": "geo.package.read",
    "save": "geo.page.save",
    "time_choropleth": "geo.page.series",
}

__all__ = sorted(_PUBLIC)  # `__init__.pyi` repeats them for editors; a test compares


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from geo.model.recipe import program_version

        return program_version()
    if name in _PUBLIC:
        return getattr(import_module(_PUBLIC[name]), name)
    raise AttributeError(f"module 'geo' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__]
