"""Check files against what this program makes of their recipes: one verdict each."""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from geo.errors import GeoError, InputError
from geo.model.recipe import sign
from geo.package.manifest import MANIFEST
from geo.page.hashes import find_broken
from geo.proof.contents import TOLD
from geo.proof.difference import find_difference
from geo.proof.making import Here, make_again
from geo.proof.opening import read_bytes
from geo.proof.packs import verify_pack
from geo.proof.reading import SIDECAR, Carried, printable, read_carried
from geo.proof.verdict import (
    CHANGED,
    EDITED,
    EQUAL,
    FORGED,
    HERE,
    SAME,
    Judgement,
    Verdict,
    compare,
    list_reasons,
)

_BESIDE = ".recipe.json"  # a table is checked together with the recipe beside it
_JOURNALS = ("-journal", "-wal", "-shm")  # beside a database: whoever opens it reads, and plays back, these too
_CHOSEN = ("title", "caption")  # options of a recipe that are words of whoever made the file


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
            yield from verify_pack(path if path.is_dir() else path.parent, here)
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
        return Verdict(shown, "differs", f"differs: is {carried.kind}, and its recipe is that of {printable(made_as)}: {EDITED}")
    reasons: list[str] = []
    try:
        found = here.open(carried.recipe)
        reasons = list_reasons(carried.recipe, found)
        with tempfile.TemporaryDirectory(prefix="geo-") as name:
            made = make_again(found, carried.recipe, Path(name), carried.sheet)
            return _with_words(Verdict(shown, *_judge(path, carried, made, reasons)), options)
    except Exception as error:  # the recipe is a stranger's
        why = str(error) if isinstance(error, GeoError) else f"making it fails ({type(error).__name__})"
        why = printable("; ".join([*reasons, why]), 400)
        return Verdict(shown, "unknown", f"cannot be checked: it cannot be made again here: {why}")


def _judge(path: Path, carried: Carried, made: Path, reasons: list[str]) -> Judgement:
    """Compare a file with the one made again."""
    want = made.read_bytes()
    beside = _beside(path, made) if carried.kind in SIDECAR else _journal(path) if carried.kind == "gpkg" else ""
    if carried.data == want and not reasons and not beside:
        return "identical", SAME.format(data=HERE)
    try:
        kind, where = compare(carried.kind, carried.data, want, recipes=not reasons)
        broken = find_broken(carried.data.decode("utf-8")) if carried.kind == "html" else ""
    except InputError as error:
        return "differs", f"differs: {error}: {EDITED}"
    if reasons:
        told = ""
        if carried.kind in TOLD:
            told = f"; it differs in {where}" if where else "; what it says is the same"
        edited = f"; and {broken}: {EDITED}" if broken else ""
        return "differs", f"differs: {'; '.join(reasons)}{told}{edited}"
    why = CHANGED if carried.kind != "html" else EDITED if broken else FORGED
    where = where or broken
    if carried.data == want:
        return "differs", f"differs: {beside}: {why}"
    if kind == "unknown":
        return "unknown", where
    if where or beside:
        return "differs", f"differs: {where or beside}: {why}"
    if kind == "equal":
        return "equal", EQUAL.format(data=HERE)
    return "differs", f"differs: its bytes, though not in what they say (spaces, line ends): {why}"


def _with_words(verdict: Verdict, options: Mapping[str, Any]) -> Verdict:
    """Add to a good verdict which words of the file are no data's: a recipe may carry any title, and it is made again."""
    chosen = [name for name in _CHOSEN if options.get(name)]
    if not chosen or not verdict.good:
        return verdict
    own = f"its {' and its '.join(chosen)} {'were' if len(chosen) > 1 else 'was'} written by whoever made it, and no data vouch"
    return replace(verdict, text=f"{verdict.text}; {own} for {'them' if len(chosen) > 1 else 'it'}")


def _journal(path: Path) -> str:
    """Name the journal beside a database, whose pages a reader would put over the file's own."""
    found = next((name for end in _JOURNALS if os.path.lexists(name := f"{path}{end}")), "")
    return f"{Path(found).name} lies beside it, and readers take what it says for the file's; remove it" if found else ""


def _beside(path: Path, made: Path) -> str:
    """Say where the recipe beside a file differs from the one made again."""
    have, want = (read_bytes(file.with_name(f"{file.name}{_BESIDE}")) for file in (path, made))
    if have == want:
        return ""
    return f"{path.name}{_BESIDE}, {find_difference('text', have, want) or 'its line ends'}"
