"""The four answers, how two files are compared, and what else than the file's own text may make it differ."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from geo.proof.contents import OPAQUE, PACKED
from geo.proof.difference import find_difference
from geo.proof.making import Index, Map
from geo.proof.reading import printable

Kind = Literal["identical", "equal", "differs", "unknown"]
Judgement = tuple[Kind, str]
EDITED = "edited by hand, or damaged"
CHANGED = "edited or damaged since, or made by a changed copy of this program"
FORGED = "its own hashes were made to fit, which anybody can: edited since, or made by a changed copy of this program"


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


SAME = "identical to what this program makes from {data}"
EQUAL = "equal in content to what this program makes from {data}; only how it is packed differs"
HERE, CARRIED = "the data here", "the definition and data that the pack carries, which nobody else vouches for here"


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


def list_reasons(recipe: Mapping[str, Any], found: Map | Index) -> list[str]:
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
