"""What somebody changed by hand in a map that `geo new` made, kept when the same command runs again with newer figures."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

from geo.errors import SaveError
from geo.package.write import MAKER, write_table

KEPT = ("places.csv", "sources.csv")  # tables whose rows are kept by id; what was changed in others is asked about
_OURS = {"places.csv": ("boundary",)}  # fields that follow the newer files all the same


def check_overwrite(folder: Path) -> None:
    """Refuse to write over a package that was not made here, or over figures that somebody has changed since.

    Raises
    ------
    SaveError
        Names the file, and what to do.
    """
    if not folder.exists() or not any(folder.iterdir()):
        return
    described = _read(folder)
    if described.get("made_by") != MAKER:
        raise SaveError(f"{folder}: holds files that `{MAKER}` did not make; name another folder, or move them")
    for path, digest in _made(described).items():
        target = folder / path
        if path in KEPT or not target.resolve().is_relative_to(folder.resolve()) or not target.is_file():
            continue
        if _digest(target.read_bytes()) != digest:
            raise SaveError(f"{target}: was changed by hand; add --replace to write it anew, or keep it elsewhere")


def keep_edits(folder: Path, files: dict[str, bytes], *, replace: bool) -> list[str]:
    """Put what was changed by hand into the files of a new run, and what they were made as into their descriptor.

    Parameters
    ----------
    folder : Path
        Of the data, as it stands.
    files : dict of str to bytes
        What is to be written into it, with `datapackage.json`; changed in place.
    replace : bool
        Whether nothing is to be kept.

    Returns
    -------
    list of str
        What was kept, file by file.
    """
    before = {} if replace else _read(folder)
    made = _made(before)
    described = json.loads(files["datapackage.json"])
    described["made"] = {entry["path"]: entry["hash"] for entry in described["resources"]}
    said = []
    for entry in described["resources"]:
        path, target = entry["path"], folder / entry["path"]
        if path not in KEPT or path not in made or not target.is_file() or _digest(target.read_bytes()) == made[path]:
            continue
        files[path] = _merge(target.read_text("utf-8-sig"), files[path].decode("utf-8"), _OURS.get(path, ()))
        entry["hash"], entry["bytes"] = _digest(files[path]), len(files[path])
        header = files[path].split(b"\n", 1)[0].decode("utf-8").split(",")
        known = {field["name"]: field for field in entry["schema"]["fields"]}
        entry["schema"]["fields"] = [known.get(name, {"name": name, "type": "string"}) for name in header]
        said.append(f"{target}: rows stay as they were changed; --replace writes them anew")
    there = {entry["path"] for entry in described["resources"]}
    for entry in before.get("resources", []):  # such as events that somebody added
        if entry.get("path") not in there and entry.get("path") not in before.get("made", {}) and before.get("made"):
            described["resources"].append(entry)
    files["datapackage.json"] = (json.dumps(described, ensure_ascii=False, indent=2) + "\n").encode("utf-8")
    return said


def _merge(current: str, newer: str, ours: tuple[str, ...]) -> bytes:
    """Return the rows of a table as they stand, with those that only the newer one has behind them."""
    old, new = (list(csv.DictReader(io.StringIO(text, newline=""))) for text in (current, newer))
    header = list(dict.fromkeys(name for rows in (old, new) for row in rows for name in row))
    fresh = {row["id"]: row for row in new}
    rows = [{**row, **{name: fresh[row["id"]][name] for name in ours if row.get("id") in fresh}} for row in old]
    rows += [row for row in new if row["id"] not in {row.get("id") for row in old}]
    return write_table(header, [{name: row.get(name) or "" for name in header} for row in rows])


def _read(folder: Path) -> dict[str, Any]:
    try:
        described = json.loads((folder / "datapackage.json").read_text("utf-8"))
        _made(described)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return described if isinstance(described, dict) else {}


def _made(described: dict[str, Any]) -> dict[str, str]:
    """Return the digest of each file as it was made; of packages from before this was kept, as they are described."""
    if "made" in described:
        return {str(path): str(digest) for path, digest in described["made"].items()}
    return {str(entry["path"]): str(entry["hash"]) for entry in described.get("resources", [])}


def _digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
