"""Check a pack: its manifest, that nothing is missing or added, and every file as made again.

Where its map is not on this machine, it is made from the definition and the data that the pack itself carries.
"""

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from geo.errors import DefinitionError, GeoError, InputError, is_inside
from geo.model.recipe import sign
from geo.package.manifest import MANIFEST, hash_file, list_entries, read_manifest
from geo.package.read import read_package
from geo.page.hashes import find_broken
from geo.proof.making import Here, Index, Map, make_again
from geo.proof.opening import LARGEST, read_bytes, read_zip
from geo.proof.reading import KINDS, known, printable
from geo.proof.verdict import CARRIED, CHANGED, EDITED, EQUAL, HERE, SAME, Verdict, compare, list_reasons

DATA = ".datapackage.zip"  # what a pack calls its data, behind the map's name


def verify_pack(folder: Path, here: Here) -> Iterator[Verdict]:
    """Check a pack.

    Parameters
    ----------
    folder : Path
        The pack's.
    here : Here
        The maps on this machine.

    Yields
    ------
    Verdict
        For each file that is in it, or should be; nothing is raised whatever is in them.
    """
    listing = folder / MANIFEST
    if folder.is_dir() and not listing.exists():
        said = f"is a folder without {MANIFEST}, so no pack; name the files in it"
        yield Verdict(str(folder), "unknown", f"cannot be checked: {said}")
        return
    with tempfile.TemporaryDirectory(prefix="geo-") as name:
        room = Path(name)
        reasons: list[str] = []
        try:
            manifest = read_manifest(listing)
            recipe = known(manifest["recipe"])
            if sign(recipe)["hash"] != recipe["hash"]:
                raise InputError(f"its recipe was edited: its words have the hash {sign(recipe)['hash']}")
            found, data = _source(folder, recipe, here, room)
            reasons = list_reasons(recipe, found)
            made = None if reasons else make_again(found, recipe, room)
            listed = {entry["name"]: entry["sha256"] for entry in list_entries(manifest)}
            names = sorted({*listed, *(path.name for path in folder.iterdir())} - {MANIFEST})
        except Exception as error:  # a stranger's manifest and data
            why = str(error).removeprefix(f"{listing}: ") if isinstance(error, GeoError) else type(error).__name__
            yield Verdict(str(listing), "unknown", f"cannot be checked: it cannot be made again here: {printable(why, 400)}")
            return
        for each in names:
            yield _verify_member(folder / each, listed.get(each), made / each if made else None, reasons, data)
        if made:
            yield _verify_file(listing, made / MANIFEST, data)
        else:
            yield Verdict(str(listing), "differs", f"differs: {'; '.join(reasons)}")


def _source(folder: Path, recipe: Mapping[str, Any], here: Here, room: Path) -> tuple[Map | Index, str]:
    """Return what a pack is made from, and what that is called: the map here, else the one that it carries."""
    name = str(recipe["map"])
    try:
        return here.find(name), HERE
    except DefinitionError:
        text, packed = folder / f"{name}.toml", folder / f"{name}{DATA}"
        if "/" in name or "\\" in name or not (text.is_file() and packed.is_file()):
            raise
    home = room / "carried"
    for member in read_zip(read_bytes(packed)):
        if not is_inside(member.name):
            raise InputError(f"{packed.name} holds {printable(member.name)!r}, which leads out of its folder")
        (home / member.name).parent.mkdir(parents=True, exist_ok=True)
        (home / member.name).write_bytes(member.content)
    (room / text.name).write_bytes(read_bytes(text))
    return Map(room / text.name, read_package(home)), CARRIED


def _verify_member(path: Path, stated: str | None, made: Path | None, reasons: list[str], data: str) -> Verdict:
    """Check one file of a pack by its hash and by the file made again."""
    shown = str(path)
    if stated is None:
        return Verdict(shown, "differs", f"differs: is not part of the pack: {MANIFEST} does not list it")
    if path.is_symlink() or not path.is_file():
        return Verdict(shown, "differs", f"differs: is missing, or no plain file, and {MANIFEST} lists it")
    fits = path.stat().st_size <= LARGEST and hash_file(path) == stated
    if made is None:
        if fits:
            return Verdict(shown, "unknown", f"cannot be checked: the pack is {'; '.join(reasons)}")
        return Verdict(shown, "differs", f"differs: it does not have the hash that {MANIFEST} states: {EDITED}")
    if not made.is_file():
        return Verdict(shown, "differs", "differs: is not among the files that this program makes of the pack's recipe")
    return _verify_file(path, made, data, CHANGED if fits else EDITED)


def _verify_file(path: Path, made: Path, data: str, why: str = CHANGED) -> Verdict:
    """Check a file of a pack against the one made again; a table's recipe is a file of its own there."""
    try:
        have, want = read_bytes(path), made.read_bytes()
        if have == want:
            return Verdict(str(path), "identical", SAME.format(data=data))
        form = KINDS.get(path.suffix.lower(), "text")
        kind, where = compare(form, have, want)
        if not where and form == "html":
            where = find_broken(have.decode("utf-8"))
    except InputError as error:
        return Verdict(str(path), "differs", f"differs: {error}: {EDITED}")
    if kind == "unknown":
        return Verdict(str(path), kind, where)
    if kind == "equal" and not where:
        return Verdict(str(path), "equal", EQUAL.format(data=data))
    return Verdict(str(path), "differs", f"differs: {where or 'its bytes, though not in what they say'}: {why}")
