"""Write the page of a definition, of periods or of values, with the recipe inside."""

import warnings
from datetime import date
from pathlib import Path

from geo.errors import DefinitionError
from geo.model.definition import Definition
from geo.package.files import write_text
from geo.package.read import Package
from geo.page.draw import draw_page, opened, page_recipe
from geo.page.save import save


def write_page(
    package: Package,
    definition: Definition,
    path: str | Path,
    *,
    lang: str | None = None,
    day: date | None = None,
) -> Path:
    """Write a map as one self-contained HTML file and return its path.

    Parameters
    ----------
    package, definition
        What is drawn.
    path : str or Path
        The file to write; replaced as a whole or not at all.
    lang, day : optional
        The language and the day that it opens in, instead of the definition's.

    Raises
    ------
    GeoError
        The definition asks for what cannot be drawn, or the file cannot be written.
    """
    if not definition.values:
        return write_text(draw_page(package, definition, lang=lang, day=day), path)
    if day:
        raise DefinitionError(f"map {definition.name!r}: draws values, which have no days; leave out the date")
    from geo.page.values_page import draw_values

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # `geo check` says them, with their remedies
        view = draw_values(package, opened(definition, lang))
    return save(view, path, recipe=page_recipe(package, definition, lang))
