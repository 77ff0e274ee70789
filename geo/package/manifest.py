"""The manifest of a pack: its files with their hashes, and the recipe that they were made from."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import SaveError

MANIFEST = "manifest.json"
_LARGEST = 1_000_000


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_manifest(path: Path) -> dict[str, Any]:
    """Read a pack's manifest.

    Raises
    ------
    SaveError
        It is not there, cannot be read, or is no manifest of a pack.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise SaveError(f"{path}: is larger than {_LARGEST} bytes, so no manifest of a pack")
        manifest = json.loads(path.read_bytes())
    except OSError as error:
        raise SaveError(f"{path}: cannot be read ({error.strerror})") from None
    except (ValueError, RecursionError):
        raise SaveError(f"{path}: is no JSON, wanted the manifest of a pack") from None
    recipe = manifest.get("recipe") if isinstance(manifest, dict) else None
    options = recipe.get("options") if isinstance(recipe, dict) else None
    if not isinstance(options, dict) or options.get("kind") != "pack":
        raise SaveError(f"{path}: is not the manifest of a pack; name a folder that `geo pack` made")
    for entry in list_entries(manifest):
        if set(entry["name"]) & set("/\\") or entry["name"] in (".", "..") or not entry["name"].isprintable():
            raise SaveError(f"{path}: lists {entry['name'][:60]!r}, which is not the name of a file in its folder")
    return manifest if isinstance(manifest, dict) else {}


def list_entries(manifest: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Give name and hash of each file that a manifest lists."""
    files = manifest.get("files")
    for entry in files if isinstance(files, list) else []:
        if isinstance(entry, dict) and isinstance(entry.get("name"), str) and isinstance(entry.get("sha256"), str):
            yield entry
