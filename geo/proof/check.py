"""Check files against what this program makes of their recipes: one verdict each."""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geo.errors import GeoError, InputError
from geo.model.recipe import sign
from geo.package.manifest import MANIFEST, hash_file, list_entries, read_manifest
from geo.page.hashes import hash_data, hash_page, split_recipe
from geo.proof.contents import PACKED, TOLD
from geo.proof.difference import compare_films, find_difference
from geo.proof.making import Here, Index, Map, make_again
from geo.proof.opening import LARGEST, read_bytes
from geo.proof.reading import KINDS, SIDECAR, Carried, printable, read_carried

Kind = Literal["identical", "equal", "intact", "differs", "unknown"]
Judgement = tuple[Kind, str]
_EDITED = "edited by hand, or damaged"  # a hash that travels with the file proves it
_CHANGED = "edited or damaged since, or made by a changed copy of this program"
_OWN_HASHES = "the hashes in the page agree with it, so rather made by a changed copy of this program than edited"
_BESIDE = ".recipe.json"  # a table is checked together with the recipe beside it


@dataclass(frozen=True)
class Verdict:
    """What was found about a file.

    `kind` is `identical` byte for byte, `equal` in content, `intact` (as it was made, by the hashes it carries, where it
    cannot be made again), `differs`, or `unknown` where nothing could be checked.
    """

    file: str
    kind: Kind
    text: str

    @property
    def good(self) -> bool:
        """Whether the file is what it says it is."""
        return self.kind in ("identical", "equal", "intact")

    def __str__(self) -> str:
        return f"{printable(self.file, 300)}: {self.text}"


_SAME = "identical to what this program makes from the data here"
_EQUAL = "equal in content to what this program makes from the data here; only how it is packed differs"


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
    inside = _inside(carried)
    try:
        found = here.open(carried.recipe)
        reasons = _reasons(carried.recipe, found)
        with tempfile.TemporaryDirectory(prefix="geo-") as name:
            try:
                made = make_again(found, carried.recipe, Path(name), carried.sheet)
            except Exception as error:
                return Verdict(shown, *_without(carried, inside, reasons, error))
            return Verdict(shown, *_judge(path, carried, made, reasons, inside))
    except GeoError as error:
        return Verdict(shown, *_without(carried, inside, [], error))


def _inside(carried: Carried) -> str:
    """Say what in a page does not agree with the hashes it carries; empty if all does, or it is no page."""
    if carried.kind != "html":
        return ""
    try:
        _, page = split_recipe(carried.data.decode("utf-8"))
        if hash_data(page) != carried.recipe.get("data_sha256"):
            return "its data do not have the hash that it carries"
    except (InputError, UnicodeDecodeError) as error:
        return str(error) if isinstance(error, InputError) else "it is no UTF-8 text"
    return "" if hash_page(page) == carried.recipe.get("page_sha256") else "the page does not have the hash that it carries"


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


def _without(carried: Carried, inside: str, reasons: list[str], error: Exception) -> Judgement:
    """Judge a file that cannot be made again here: a page by the hashes it carries, others not."""
    why = str(error) if isinstance(error, GeoError) else f"making it fails ({type(error).__name__})"
    why = printable("; ".join([*reasons, why]), 400)
    if carried.kind != "html":
        return "unknown", f"cannot be checked: it cannot be made again here: {why}"
    if inside:
        return "differs", f"differs: {inside}: {_EDITED}"
    said = "unchanged since it was made, by the hashes it carries; whether its data are right cannot be said here"
    return ("unknown" if reasons else "intact"), f"{said}: {why}"


def _judge(path: Path, carried: Carried, made: Path, reasons: list[str], inside: str) -> Judgement:
    """Compare a file with the one made again."""
    want = made.read_bytes()
    beside = _beside(path, made) if carried.kind in SIDECAR else ""
    if carried.data == want and not reasons and not beside:
        return "identical", _SAME
    try:
        if carried.kind == "mp4":
            where = compare_films(path, made) if not reasons else ""
        else:
            where = find_difference(carried.kind, carried.data, want, recipes=not reasons)
    except InputError as error:
        return "differs", f"differs: {error}: {_EDITED}"
    if reasons:
        told = ""
        if carried.kind in TOLD:
            told = f"; it differs in {where}" if where else "; what it says is the same"
        edited = f"; and {inside}: {_EDITED}" if inside else ""
        return "differs", f"differs: {'; '.join(reasons)}{told}{edited}"
    why = _CHANGED if carried.kind != "html" else _EDITED if inside else _OWN_HASHES
    if carried.data == want:
        return "differs", f"differs: {beside}: {why}"
    if where:
        return "differs", f"differs: {where}: {why}"
    if carried.kind in PACKED and not beside:
        return "equal", _EQUAL
    return "differs", f"differs: {beside or 'its bytes, though not in what they say (spaces, line ends)'}: {why}"


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


def _verify_member(path: Path, stated: str | None, made: Path | None, reasons: list[str]) -> Verdict:
    """Check one file of a pack by its hash and by the file made again."""
    shown = str(path)
    if stated is None:
        return Verdict(shown, "differs", f"differs: is not part of the pack: {MANIFEST} does not list it")
    if not path.is_file():
        return Verdict(shown, "differs", f"differs: is missing, and {MANIFEST} lists it")
    if path.stat().st_size > LARGEST or hash_file(path) != stated:
        if made is None or not made.is_file():
            return Verdict(shown, "differs", f"differs: it does not have the hash that {MANIFEST} states: {_EDITED}")
        return _verify_text(path, made, _EDITED)
    if made is None:
        return Verdict(shown, "unknown", f"unchanged since the pack was made, which was {'; '.join(reasons)}")
    if not made.is_file():
        return Verdict(shown, "differs", "differs: is not among the files that this program makes of the pack's recipe")
    return _verify_text(path, made)


def _verify_text(path: Path, made: Path, why: str = _CHANGED) -> Verdict:
    """Check a file of a pack against the one made again; a table's recipe is a file of its own there."""
    try:
        have, want = read_bytes(path), made.read_bytes()
        if have == want:
            return Verdict(str(path), "identical", _SAME)
        kind = KINDS.get(path.suffix.lower(), "text")
        where = find_difference(kind, have, want)
    except InputError as error:
        return Verdict(str(path), "differs", f"differs: {error}: {_EDITED}")
    if not where and kind in PACKED:
        return Verdict(str(path), "equal", _EQUAL)
    return Verdict(str(path), "differs", f"differs: {where or 'its bytes, though not in what they say'}: {why}")
