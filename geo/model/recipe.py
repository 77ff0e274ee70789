"""What a file was made from, written into it: the definition, the data's hash, the options, the program's version."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from geo.model.definition import Definition
from geo.package.read import Package

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
    described = definition.model_dump(mode="json", by_alias=True)
    return _compose(definition.name, described, {"name": package.name, "sha256": package.digest}, options)


def build_index_recipe(maps: Sequence[tuple[Package, Definition]]) -> dict[str, Any]:
    """Return the recipe of a page that lists maps, each by its data and its definition, in order."""
    listed = [[package.digest, found.model_dump(mode="json", by_alias=True)] for package, found in maps]
    options = {"kind": "index", "format": "html", "maps": [found.name for _, found in maps]}
    return _compose("index", listed, {"name": "", "sha256": ""}, options)


def _compose(name: str, described: object, package: Mapping[str, str], options: Mapping[str, Any]) -> dict[str, Any]:
    return sign({
        "program": f"{MAKER} {program_version()}",
        "map": name,
        "definition": _sha256(canonical(described)),
        "package": dict(package),
        "options": {key: value for key, value in sorted(options.items()) if value not in (None, "", (), [], False)},
    })  # fmt: skip


def sign(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe with the `hash` of all the rest: whoever changes a word of it must change the hash too."""
    rest = {key: value for key, value in recipe.items() if key != "hash"}
    return {**rest, "hash": _sha256(canonical(rest))[:12]}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def canonical(table: Any) -> str:
    """Return a table as JSON with sorted keys and no spaces, for hashes and metadata."""
    return json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
