"""Write the page of a definition, with the recipe inside."""

from datetime import date
from pathlib import Path
from typing import Any

from geo.audit.totals import audit_map
from geo.model.build import build_scene
from geo.model.definition import Definition
from geo.model.recipe import build_recipe
from geo.model.timeline import build_timeline
from geo.package.files import write_text
from geo.package.read import Package
from geo.page.about import build_about
from geo.page.draw import draw_page
from geo.text.words import LANGUAGES


def make_page(package: Package, definition: Definition, *, lang: str | None = None, day: date | None = None) -> str:
    """Return a map's page as text.

    Parameters
    ----------
    package, definition
        What is drawn.
    lang, day : optional
        The language and the day that it opens in, instead of the definition's.

    Raises
    ------
    GeoError
        The definition asks for what cannot be drawn.
    """
    changes = {"language": lang, "open": day.isoformat() if day else None}
    opened = definition.model_copy(update={key: value for key, value in changes.items() if value})
    about: dict[str, Any] | None = None
    timeline = None
    if not definition.values:
        timeline = build_timeline(package, definition.account)
    scene = build_scene(package, opened, timeline)
    if timeline is not None:
        about = build_about(audit_map(package, definition.account, timeline=timeline), scene.source_numbers, LANGUAGES)
    recipe = build_recipe(
        package, definition, {"kind": "page", "format": "html", "lang": lang, "date": day.isoformat() if day else None}
    )
    tiles = definition.tiles.model_dump() if definition.tiles else None
    return draw_page(scene, recipe=recipe, day=day, about=about, tiles=tiles)


def write_page(
    package: Package, definition: Definition, path: str | Path, *, lang: str | None = None, day: date | None = None
) -> Path:
    """Write a map as one self-contained HTML file and return its path; replaced as a whole or not at all.

    Raises
    ------
    GeoError
        The definition asks for what cannot be drawn, or the file cannot be written.
    """
    return write_text(make_page(package, definition, lang=lang, day=day), path)
