"""Write the page of a definition, of periods or of values, with the recipe inside."""

import warnings
from pathlib import Path

from geo.package import Package
from geo.render.definition import Definition
from geo.render.page import draw_page
from geo.render.recipe import build_recipe
from geo.render.save import save, write_text


def write_page(package: Package, definition: Definition, path: str | Path) -> Path:
    """Write a map as one self-contained HTML file and return its path.

    Raises
    ------
    GeoError
        The definition asks for what cannot be drawn, or the file cannot be written.
    """
    if not definition.values:
        return write_text(draw_page(package, definition), path)
    from geo.render.values_page import draw_values

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `geo check` says them, with their remedies
        view = draw_values(package, definition)
    return save(view, path, recipe=build_recipe(package, definition, {"kind": "page", "format": "html"}))
