"""Names and ids to places: accent- and case-blind, and never by guess.

What does not match is reported with the nearest names; what matches twice is refused.
"""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from geo.errors import JoinError
from geo.schema import Place
from geo.untrusted import plain_line

# Letters that Unicode does not take apart, as their readers write them without accents.
_LETTERS = str.maketrans(
    {"ə": "e", "ı": "i", "ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ё": "е", "և": "եւ"}
)


# Other scripts in plain letters, roughly: enough to find the nearest name, never to join by.
_LATIN = str.maketrans(
    dict(zip("абвгдезийклмнопрстуфыэіґўҝһөүҹ", "abvgdeziiklmnoprstufyeigukhouc", strict=True))
    | {"ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "iu", "я": "ia", "є": "ie"}
    | dict(zip("աբգդեզէըթիլկհմյնոպջռսվտրւփքօֆ", "abgdezeytilkhmynopjrsvtrvpkof", strict=True))
    | {"ժ": "zh", "խ": "kh", "ծ": "ts", "ձ": "dz", "ղ": "gh", "ճ": "ch", "շ": "sh", "չ": "ch", "ց": "ts"}
    | dict(zip("αβγδεζηικλμνοπρσςτυφωაბგდევზთიკლმნოპრსტუფქყხჯჰ", "avgdeziiklmnoprsstyfoabgdevztiklmnoprstufkqhjh", strict=True))
    | {"θ": "th", "ξ": "x", "χ": "ch", "ψ": "ps", "ჟ": "zh", "ღ": "gh", "შ": "sh", "ჩ": "ch", "ც": "ts", "ძ": "dz"}
    | {"წ": "ts", "ჭ": "ch"}
)


def fold_name(name: str) -> str:
    """Return a name without case, accents, punctuation and spaces, for comparing.

    Examples
    --------
    >>> fold_name("Kəlbəcər") == fold_name("KELBECER")
    True
    >>> fold_name("")
    ''
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    bare = unicodedata.normalize("NFKD", plain).translate(_LETTERS)
    return "".join(letter for letter in bare if letter.isalnum() or _is_vowel_sign(letter))


def _is_vowel_sign(letter: str) -> bool:
    """Tell a sign that makes another name (Devanagari, Thai ...) from an accent that does not."""
    return unicodedata.category(letter) in ("Mn", "Mc") and not "\u0300" <= letter <= "\u036f"


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A name that joins no place, with where it stood (0-based) and the nearest names."""

    position: int
    name: str
    near: tuple[str, ...]

    def __str__(self) -> str:
        hint = f"; nearest: {', '.join(self.near)}" if self.near else "; no name is near"
        return plain_line(f"row {self.position + 1}: {self.name!r} matches no place{hint}")


@dataclass(frozen=True, slots=True)
class Joined:
    """The outcome of a join: per row the place id or None, and the rows that did not match."""

    ids: tuple[str | None, ...]
    unmatched: tuple[Unmatched, ...]


def join_places(
    names: Sequence[object],
    places: Iterable[Place],
    *,
    aliases: Mapping[str, str] | None = None,
    strict: bool = True,
) -> Joined:
    """Join names, ids or ISO 3166-2 codes to places.

    Parameters
    ----------
    names : sequence
        What stands in the loose table, one a row; what is no text (None, NaN) matches nothing.
    places : iterable of Place
        The places that may be meant.
    aliases : mapping of str to str, optional
        Further names, each to a place id; they win over the places' own names.
    strict : bool
        Raise when a name matches nothing; else report it in `Joined.unmatched`.

    Returns
    -------
    Joined
        Ids in the order of `names`.

    Raises
    ------
    JoinError
        A name fits two places, an alias names no place or two, or (strict) a name fits none.

    Examples
    --------
    >>> join_places(["LACIN", ""], [Place(id="lachin", name_az="Laçın")], strict=False).ids
    ('lachin', None)
    """
    index, shown = _index(places)
    ids = {place_id for owners in index.values() for place_id in owners}
    meant: dict[str, str] = {}
    for alias, place_id in (aliases or {}).items():
        folded = fold_name(alias)
        if place_id not in ids:
            raise JoinError(
                f"alias {alias!r} names place {place_id!r}, which does not exist; correct the alias"
            )
        if meant.setdefault(folded, place_id) != place_id:
            raise JoinError(f"alias {alias!r} names {meant[folded]!r} and {place_id!r}; drop one of them")
        index[folded] = {place_id: 0}
    index.pop("", None)  # an alias of signs alone would fit any other
    found: list[str | None] = []
    unmatched: list[Unmatched] = []
    for position, item in enumerate(names):
        name = item if isinstance(item, str) else ""
        owners = index.get(fold_name(name), {})
        best = [place_id for place_id, rank in owners.items() if rank == min(owners.values())]
        if len(best) > 1:
            raise JoinError(
                f"row {position + 1}: {name!r} fits {len(best)} places ({', '.join(sorted(best))}); "
                "write the id, or add an alias"
            )
        found.append(best[0] if best else None)
        if not best:
            unmatched.append(Unmatched(position, name, near_names(name, shown)))
    if strict and unmatched:
        more = f" (and {len(unmatched) - 1} more)" if len(unmatched) > 1 else ""
        raise JoinError(f"{unmatched[0]}{more}; correct the name or add an alias")
    return Joined(tuple(found), tuple(unmatched))


def shared_names(
    names: Sequence[str], places: Iterable[Place], aliases: Mapping[str, str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the names that fit several places equally well, each with the ids of those; aliases settle a name."""
    index, _ = _index(places)
    settled = {fold_name(alias) for alias in aliases or {}}
    shared = {}
    for name in names:
        owners = index.get(fold_name(name), {}) if fold_name(name) not in settled else {}
        best = sorted(place_id for place_id, rank in owners.items() if rank == min(owners.values()))
        if len(best) > 1:
            shared[name] = tuple(best)
    return shared


def near_names(name: str, known: Mapping[str, str] | Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """Return up to `limit` of the known names that look like `name`, nearest first, whatever script they are in."""
    folded = known if isinstance(known, Mapping) else {fold_name(item): item for item in known}
    shown = {plain.translate(_LATIN): item for plain, item in folded.items() if not plain.isascii()}
    shown |= {plain: item for plain, item in folded.items() if plain.isascii()}
    wanted = fold_name(name).translate(_LATIN)
    hits = process.extract(wanted, list(shown), scorer=fuzz.WRatio, limit=limit, score_cutoff=60)
    return tuple(dict.fromkeys(shown[plain] for plain, _, _ in hits))


def _index(places: Iterable[Place]) -> tuple[dict[str, dict[str, int]], dict[str, str]]:
    """Folded name to the places that carry it; an id outranks a name, a name another spelling."""
    index: dict[str, dict[str, int]] = {}
    shown: dict[str, str] = {}
    for place in places:
        ranked = [(place.id, 0), (place.iso_3166_2, 0)]
        ranked += [(name, 1) for name in place.names.values()] + [(name, 2) for name in place.others]
        for name, rank in ranked:
            folded = fold_name(name)
            if folded:
                owners = index.setdefault(folded, {})
                owners[place.id] = min(rank, owners.get(place.id, rank))
                shown.setdefault(folded, name if name != place.id else place.name())
    return index, shown
