"""Rows of the figures to places; a wrong join is mended in `aliases.csv`."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from geo.errors import InputError, JoinError
from geo.new.guess import Plan
from geo.new.labels import without_word
from geo.new.land import Land
from geo.new.request import Left, New
from geo.package.joins import join_places, shared_names
from geo.package.schema import Place
from geo.reading.columns import TOTALS, code_width
from geo.reading.tables import Table, read_table
from geo.text.names import fold_name, near_names

MOST_NEAR = 200  # names for which the nearest are looked up


def read_aliases(file: Path) -> dict[str, str]:
    """Read names and the places they mean, by id or name; none when there is no such file.

    Raises
    ------
    InputError
        The file is not a table of `name` and `place`.
    """
    if not file.exists() or len(file.read_bytes().strip().splitlines()) < 2:
        return {}
    table = read_table(file)
    if not {"name", "place"} <= set(table.columns):
        raise InputError(f"{file}: has the columns {', '.join(table.columns)}; wanted name and place")
    return dict(zip(table.column("name"), table.column("place"), strict=True))


def match_rows(table: Table, plan: Plan, land: Land, aliases: Mapping[str, str], new: New) -> list[str | None]:
    """Find each row's place; rows without one are left, with the nearest names."""
    cells = table.column(plan.place)
    unique = sorted(set(cells))
    codes = (place.others[0] if place.others else place.id for place in land.places)
    width = code_width([without_word(code, plan.word) for code in codes])
    bare = {name: without_word(name, plan.word) for name in unique}
    padded = {key: name.zfill(width) if width and name.isascii() and name.isdigit() else name for key, name in bare.items()}
    if any(bare[name] != full for name, full in padded.items()):
        new.said.append(f"guessed: zeros in front of {plan.place!r} were lost and are put back ({width} digits)")
    meant = _resolve_aliases(aliases, land.places)
    doubtful = shared_names([padded[name] for name in unique], land.places, meant)
    clear = [name for name in unique if padded[name] not in doubtful]
    joined = join_places([padded[name] for name in clear], land.places, aliases=meant, strict=False)
    ids = dict(zip(clear, joined.ids, strict=True))
    shown = {fold_name(place.name()): place.name() for place in land.places}
    near = {name: near_names(name, shown) for name in [n for n in clear if ids[n] is None][:MOST_NEAR] if name}
    found: list[str | None] = []
    for number, cell, row in zip(table.numbers, cells, table.rows, strict=True):
        place = ids.get(cell)
        if place is None:
            owners = doubtful.get(padded[cell], ())
            reason = f"fits {len(owners)} places ({', '.join(owners[:5])})" if owners else "matches no place"
            total = fold_name(cell) in TOTALS
            reason = "names no place" if not cell else "looks like a total, not a place" if total else reason
            new.left.append(Left(number, cell, reason, () if total else near.get(cell, ()), row))
        found.append(place)
    if not any(found):
        raise JoinError(f"{table.name}: no row matches a place; first {new.left[0]}; name another column with --place")
    return found


def _resolve_aliases(aliases: Mapping[str, str], places: Iterable[Place]) -> dict[str, str]:
    places = list(places)
    joined = join_places(list(aliases.values()), places, strict=False)
    for (alias, meant), place in zip(aliases.items(), joined.ids, strict=True):
        if place is None:
            near = ", ".join(near_names(meant, [known.id for known in places])) or "none"
            raise JoinError(f"aliases.csv: {alias!r} names place {meant!r}, which does not exist; nearest: {near}")
    return {alias: place for alias, place in zip(aliases, joined.ids, strict=True) if place}
