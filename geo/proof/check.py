"""Check files against what this program makes of their recipes: one verdict each."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geo.errors import GeoError, InputError
from geo.model.recipe import sign
from geo.package.manifest import MANIFEST, hash_file, list_entries, read_manifest
from geo.page.hashes import find_broken
from geo.proof.contents import OPAQUE, PACKED, TOLD
from geo.proof.difference import find_difference
from geo.proof.making import Here, Index, Map, make_again
from geo.proof.opening import LARGEST, read_bytes
from geo.proof.reading import KINDS, SIDECAR, Carried, printable, read_carried

Kind = Literal["identical", "equal", "differs", "unknown"]
Judgement = tuple[Kind, str]
_EDITED = "edited by hand, or damaged"
_CHANGED = "edited or damaged since, or made by a changed copy of this program"
_FORGED = "its own hashes were made to fit, which anybody can: edited since, or made by a changed copy of this program"
_BESIDE = ".recipe.json"  # a table is checked together with the recipe beside it


@dataclass(frozen=True)
class Verdict:
    """What was found about a file.

    `kind` is `identical` byte for byte; `equal`: everything in it is the same and in the same order once it is unpacked;
    `differs`; or `unknown`: it cannot be checked here. What a file says of itself, hashes included, proves nothing.
    """

    file: str
    kind: Kind
    text: str

    @property
    def good(self) -> bool:
        """Whether the file is what this program makes of its recipe."""
        return self.kind in ("identical", "equal")

    def __str__(self) -> str:
        return f"{printable(self.file, 300)}: {self.text}"


_SAME = "identical to what this program makes from {data}"
_EQUAL = "equal in content to what this program makes from {data}; only how it is packed differs"
_HERE, _CARRIED = "the data here", "the definition and data that the pack carries, which nobody else vouches for here"


def verify_files(
    paths: list[Path], maps: str | Path | None = None, tell: Callable[[int, int], None] | None = None
) -> Iterator[Verdict]:
    """Check files and packs.

    Parameters
    ----------
    paths : list of Path
        Files, folders of packs, or manifests of packs.
    maps : str or Path, optional
        The folder of definitions; without one, those that come with the program.
    tell : callable, optional
        Called with how many of the files and packs are done, and how many there are.

    Yields
    ------
    Verdict
        For each file, and each file of a pack. Nothing is written but in a temporary folder, and nothing is raised
        whatever is in the files.
    """
    here = Here(maps)
    wanted = dict.fromkeys(Path(str(path).removesuffix(_BESIDE)) for path in paths)
    for number, path in enumerate(wanted):
        if tell:
            tell(number, len(wanted))
        if path.is_dir() or path.name == MANIFEST:
            yield from _verify_pack(path if path.is_dir() else path.parent, here)
        else:
            yield verify_file(path, here)


def verify_file(path: Path, here: Here) -> Verdict:
    """Check one file."""
    shown = str(path)
    try:
        carried = read_carried(path)
        own = sign(carried.recipe)["hash"]
    except InputError as error:
        return Verdict(shown, "unknown", f"cannot be checked: {error}")
    except Exception as error:  # a stranger's file: whatever a library stumbles over, it cannot be read
        return Verdict(shown, "unknown", f"cannot be checked: it cannot be read ({type(error).__name__}); damaged")
    if own != carried.recipe["hash"]:
        said = f"the hash in it is {printable(carried.recipe['hash'])}, that of its words {own}"
        return Verdict(shown, "differs", f"differs: its recipe was edited: {said}")
    options = carried.recipe["options"]
    made_as = "pack" if options.get("kind") == "pack" else options.get("format")
    if made_as != carried.kind:
        return Verdict(shown, "differs", f"differs: is {carried.kind}, and its recipe is that of {printable(made_as)}: {_EDITED}")
    reasons: list[str] = []
    try:
        found = here.open(carried.recipe)
        reasons = _reasons(carried.recipe, found)
        with tempfile.TemporaryDirectory(prefix="geo-") as name:
            made = make_again(found, carried.recipe, Path(name), carried.sheet)
            return Verdict(shown, *_judge(path, carried, made, reasons))
    except Exception as error:  # the recipe is a stranger's
        why = str(error) if isinstance(error, GeoError) else f"making it fails ({type(error).__name__})"
        why = printable("; ".join([*reasons, why]), 400)
        return Verdict(shown, "unknown", f"cannot be checked: it cannot be made again here: {why}")


def _reasons(recipe: Mapping[str, Any], found: Map | Index) -> list[str]:
    """List what else than the file's own text may make it differ: version, definition, data."""
    now = found.recipe({})
    there, here = recipe["package"], now["package"]
    reasons = []
    if recipe["program"] != now["program"]:
        reasons.append(f"made by another version ({printable(recipe['program'])}; here {now['program']})")
    if recipe["definition"] != now["definition"]:
        reasons.append(f"made from another definition of the map ({_pair(recipe['definition'], now['definition'])})")
    if there != here:
        name = printable(there["name"]) if there["name"] == here["name"] else printable(f"{there['name']}, here {here['name']}")
        reasons.append(f"made from other data (package {name}: {_pair(there['sha256'], here['sha256'])})")
    return reasons


def _pair(there: str, here: str) -> str:
    return f"{printable(there[:12])}; here {here[:12]}"


def _judge(path: Path, carried: Carried, made: Path, reasons: list[str]) -> Judgement:
    """Compare a file with the one made again."""
    want = made.read_bytes()
    beside = _beside(path, made) if carried.kind in SIDECAR else ""
    if carried.data == want and not reasons and not beside:
        return "identical", _SAME.format(data=_HERE)
    try:
        kind, where = compare(carried.kind, carried.data, want, recipes=not reasons)
        broken = find_broken(carried.data.decode("utf-8")) if carried.kind == "html" else ""
    except InputError as error:
        return "differs", f"differs: {error}: {_EDITED}"
    if reasons:
        told = ""
        if carried.kind in TOLD:
            told = f"; it differs in {where}" if where else "; what it says is the same"
        edited = f"; and {broken}: {_EDITED}" if broken else ""
        return "differs", f"differs: {'; '.join(reasons)}{told}{edited}"
    why = _CHANGED if carried.kind != "html" else _EDITED if broken else _FORGED
    where = where or broken
    if carried.data == want:
        return "differs", f"differs: {beside}: {why}"
    if kind == "unknown":
        return "unknown", where
    if where or beside:
        return "differs", f"differs: {where or beside}: {why}"
    if kind == "equal":
        return "equal", _EQUAL.format(data=_HERE)
    return "differs", f"differs: its bytes, though not in what they say (spaces, line ends): {why}"


def compare(kind: str, have: bytes, want: bytes, *, recipes: bool = True) -> Judgement:
    """Compare two files that are not the same bytes: what that means, and where they differ or why nobody can tell.

    Raises
    ------
    InputError
        The file cannot be opened.
    """
    if kind == "mp4":
        from geo.proof.films import compare_films

        found = compare_films(have, want)
        if found.where and not found.sure:
            return "unknown", f"cannot be checked: another encoder made it, and {found.where}"
        return "differs" if found.where else "equal", found.where
    where = find_difference(kind, have, want, recipes=recipes)
    if where:
        return "differs", where
    if kind in PACKED:
        return "equal", ""
    if kind in OPAQUE and have != want:
        library = f"another version of {OPAQUE[kind]}, which packs it, or somebody who hid something in it"
        return "unknown", f"cannot be checked: it reads the same as what is made here, and its bytes are others: by {library}"
    return "differs", ""


def _beside(path: Path, made: Path) -> str:
    """Say where the recipe beside a file differs from the one made again."""
    have, want = (read_bytes(file.with_name(f"{file.name}{_BESIDE}")) for file in (path, made))
    if have == want:
        return ""
    return f"{path.name}{_BESIDE}, {find_difference('text', have, want) or 'its line ends'}"


def _verify_pack(folder: Path, here: Here) -> Iterator[Verdict]:
    """Check a pack: the manifest, that nothing is missing or added, and every file as made again."""
    if folder.is_dir() and not (folder / MANIFEST).exists():
        said = f"is a folder without {MANIFEST}, so no pack; name the files in it"
        yield Verdict(str(folder), "unknown", f"cannot be checked: {said}")
        return
    try:
        manifest = read_manifest(folder / MANIFEST)
        carried = Carried(b"", "pack", manifest["recipe"])
        own = sign(carried.recipe)["hash"]
        if own != carried.recipe.get("hash"):
            raise InputError(f"its recipe was edited: its words have the hash {own}")
        found = here.find(str(carried.recipe.get("map")))
        reasons = _reasons(carried.recipe, found)
    except GeoError as error:
        why = str(error).removeprefix(f"{folder / MANIFEST}: ")
        yield Verdict(str(folder / MANIFEST), "unknown", f"cannot be checked: {printable(why, 400)}")
        return
    except Exception as error:  # a stranger's manifest
        yield Verdict(str(folder / MANIFEST), "unknown", f"cannot be checked: it is no sound manifest ({type(error).__name__})")
        return
    listed = {entry["name"]: entry["sha256"] for entry in list_entries(manifest)}
    names = sorted({*listed, *(path.name for path in folder.iterdir())} - {MANIFEST})
    with tempfile.TemporaryDirectory(prefix="geo-") as name:
        try:
            made = make_again(found, carried.recipe, Path(name)) if not reasons else None
        except Exception as error:
            why = str(error) if isinstance(error, GeoError) else type(error).__name__
            said = f"cannot be checked: it cannot be made again here: {printable(why, 400)}"
            yield Verdict(str(folder / MANIFEST), "unknown", said)
            return
        for each in names:
            yield _verify_member(folder / each, listed.get(each), made / each if made else None, reasons)
        if made:
            yield _verify_text(folder / MANIFEST, made / MANIFEST)
        else:
            yield Verdict(str(folder / MANIFEST), "differs", f"differs: {'; '.join(reasons)}")


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
        return Verdict(shown, "differs", f"differs: it does not have the hash that {MANIFEST} states: {_EDITED}")
    if not made.is_file():
        return Verdict(shown, "differs", "differs: is not among the files that this program makes of the pack's recipe")
    return _verify_text(path, made, data, _CHANGED if fits else _EDITED)


def _verify_text(path: Path, made: Path, data: str, why: str = _CHANGED) -> Verdict:
    """Check a file of a pack against the one made again; a table's recipe is a file of its own there."""
    try:
        have, want = read_bytes(path), made.read_bytes()
        if have == want:
            return Verdict(str(path), "identical", _SAME.format(data=data))
        form = KINDS.get(path.suffix.lower(), "text")
        kind, where = compare(form, have, want)
        if not where and form == "html":
            where = find_broken(have.decode("utf-8"))
    except InputError as error:
        return Verdict(str(path), "differs", f"differs: {error}: {_EDITED}")
    if kind == "unknown":
        return Verdict(str(path), kind, where)
    if kind == "equal" and not where:
        return Verdict(str(path), "equal", _EQUAL.format(data=data))
    return Verdict(str(path), "differs", f"differs: {where or 'its bytes, though not in what they say'}: {why}")
