"""Names and ids to places: accent- and case-blind, and never by guess.

What does not match is reported with the nearest names; what matches twice is refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geo.errors import JoinError, plain_line
from geo.package.schema import Place
from geo.text.names import fold_name, near_names


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
