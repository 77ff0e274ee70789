"""What a file was made from, written into it: the definition, the data's hash, the options, the program's version."""

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from geo.package import Package
from geo.render.definition import Definition
from geo.render.scene import canonical

MAKER = "geo-timemaps"


@cache
def program_version() -> str:
    """Return the installed program's version."""
    try:
        return version(MAKER)
    except PackageNotFoundError:
        return "0"


def build_recipe(package: Package, definition: Definition, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return everything that decides a file's content, as plain data.

    Parameters
    ----------
    package, definition
        What is drawn; they appear as hashes.
    options : mapping
        What was asked for; values that are empty or None are left out.

    Returns
    -------
    dict
        With `hash`, twelve hexadecimal digits over all the rest.
    """
    recipe: dict[str, Any] = {
        "program": f"{MAKER} {program_version()}",
        "map": definition.name,
        "definition": _sha256(canonical(definition.model_dump(mode="json", by_alias=True))),
        "package": {"name": package.name, "sha256": package.digest},
        "options": {key: value for key, value in sorted(options.items()) if value not in (None, "", (), [], False)},
    }
    return sign(recipe)


def sign(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe with the `hash` of all the rest: whoever changes a word of it must change the hash too."""
    rest = {key: value for key, value in recipe.items() if key != "hash"}
    return {**rest, "hash": _sha256(canonical(rest))[:12]}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
