"""Rows of the figures to places; a wrong join is mended in `aliases.csv`."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from geo.errors import InputError, JoinError
from geo.new.guess import Plan
from geo.new.labels import without_word
from geo.new.land import Land
from geo.new.request import Left, New, Request
from geo.package.joins import join_places, shared_names
from geo.package.schema import Place
from geo.reading.codes import fold_digraphs, join_codes, plain_code
from geo.reading.columns import TOTALS, code_width
from geo.reading.table import Table
from geo.reading.tables import read_table
from geo.text.names import fold_name, near_names, nearest

MOST_SHOWN = 6  # other spellings that are said
NAMES = 0.9  # of a column's texts: so many must be places for it to name them
_NOTED = re.compile(r"\s*(?:[*†‡§¹²³⁴-⁹]+|\[\w{1,2}\]|\(\d{1,2}\))$")  # marks of footnotes behind a name
LONGEST = 200  # letters of a name that may have a mark behind it
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


def match_rows(
    table: Table, plan: Plan, land: Land, aliases: Mapping[str, str], request: Request, new: New
) -> list[str | None]:
    """Find each row's place; rows without one are left, with the nearest names."""
    cells = table.column(plan.place)
    unique = sorted(set(cells))
    codes = [place.others[0] if place.others else place.id for place in land.places]
    width = code_width([without_word(code, plan.word) for code in codes])
    bare = {name: without_word(plain_code(name), plan.word) for name in unique}
    padded = {key: name.zfill(width) if width and name.isascii() and name.isdigit() else name for key, name in bare.items()}
    if not width and code_width(bare.values()) and all(code.isdigit() for code in codes):
        short = {key: name.lstrip("0") for key, name in bare.items()}
        padded = short if len(set(short.values()) & set(codes)) > len(set(bare.values()) & set(codes)) else padded
        if padded is short:
            new.said.append(f"guessed: zeros in front of {plan.place!r} are left out, as the boundaries have none")
    elif any(bare[name] != full for name, full in padded.items()):
        new.said.append(f"guessed: zeros in front of {plan.place!r} were lost and are put back ({width} digits)")
    meant = _resolve_aliases(aliases, land.places)
    for name in unique:  # an alias of what stands in the file counts before what is made of it
        if name != padded[name] and (place := {fold_name(alias): at for alias, at in meant.items()}.get(fold_name(name))):
            meant[padded[name]] = place
    doubtful = shared_names([padded[name] for name in unique], land.places, meant)
    clear = [name for name in unique if padded[name] not in doubtful]
    joined = join_places([padded[name] for name in clear], land.places, aliases=meant, strict=False)
    ids = dict(zip(clear, joined.ids, strict=True))
    unmet = [name for name in clear if ids[name] is None and name and fold_name(name) not in TOTALS]
    for name, place in _other_spellings(unmet, unique, padded, ids, land.places, plan.place, new).items():
        ids[name] = place
    shown = {fold_name(place.name()): place.name() for place in land.places}
    near = {name: near_names(name, shown) for name in [n for n in clear if ids[n] is None][:MOST_NEAR] if name}
    if request.nearest:
        ids.update(_take_nearest(near, ids, land.places, new))
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
    _tell_contradictions(table, plan, land, found, new)
    if not any(found):
        raise JoinError(f"{table.name}: no row matches a place; first {new.left[0]}; name another column with --place")
    return found


def _tell_contradictions(table: Table, plan: Plan, land: Land, ids: Sequence[str | None], new: New) -> None:
    """Say where another column names another place than the one by which rows are joined."""
    owners: dict[str, set[str]] = {}
    for place in land.places:
        for name in (place.id, *place.names.values(), *place.others):
            owners.setdefault(fold_name(name), set()).add(place.id)
    known = {name: min(places) for name, places in owners.items() if len(places) == 1 and not name.isdigit()}
    shown = {place.id: place.name() for place in land.places}
    for column in table.columns:
        texts = table.column(column)
        given = {fold_name(text) for text in set(texts)} - {""}
        if column in (plan.place, plan.value) or len(given) < 2 or len(given & known.keys()) < NAMES * len(given):
            continue
        cells = zip(table.numbers, texts, ids, strict=True)
        wrong = [(row, text, at) for row, text, at in cells if at and known.get(fold_name(text), at) != at]
        if wrong:
            row, text, at = wrong[0]
            more = f" (so in {len(wrong)} rows)" if len(wrong) > 1 else ""
            said = f"{plan.place!r} means {shown[at]!r} and {column!r} says {text!r}{more}; {plan.place!r} counts"
            new.said.append(f"{table.name}, row {row}: {said}")


def _other_spellings(
    unmet: Sequence[str], unique: Sequence[str], padded: Mapping[str, str], ids: Mapping[str, str | None],
    places: Sequence[Place], column: str, new: New,
) -> dict[str, str]:  # fmt: skip
    """Find places by codes of countries and states, and by ae, oe, ue for letters with two dots; say what was read as what."""
    found: dict[str, str] = {}
    if not unmet:
        return found
    taken = {place for place in ids.values() if place}
    names = {place.name(): place.id for place in places} if len({p.name() for p in places}) == len(places) else {}
    spelt = {spelling: place.id for place in places for spelling in place.others}
    owners: dict[str, list[str]] = {}
    for place in places:
        for folded in {fold_digraphs(name) for name in (*place.names.values(), *place.others)}:
            owners.setdefault(folded, []).append(place.id)
    dotted = {name: owners[key][0] for name in unmet if len(owners.get(key := fold_digraphs(padded[name]), ())) == 1}
    found |= {name: place for name, place in dotted.items() if place not in taken}
    noted = [name for name in unmet if len(name) <= LONGEST and _NOTED.search(name)]
    plain = {name: owners.get(fold_digraphs(_NOTED.sub("", padded[name])), ()) for name in noted}
    found |= {name: own[0] for name, own in plain.items() if len(own) == 1 and own[0] not in taken}
    best: dict[str, str] = {}
    words = ""
    for known in (names, spelt, {place.id.upper(): place.id for place in places}):
        met, said = join_codes([padded[name] for name in unique], known)
        meant = {name: known[met[padded[name]]] for name in unmet if padded[name] in met and name not in found}
        meant = {name: place for name, place in meant.items() if place not in taken}
        if len(meant) > len(best):
            best, words = meant, said
    twice = {place for place, count in Counter(best.values()).items() if count > 1}
    best = {name: place for name, place in best.items() if place not in twice}
    if best:
        new.said.append(f"guessed: {column!r} holds {words}")
    shown = {place.id: place.name() for place in places}
    pairs = [f"{name!r} is {shown[place]!r}" for name, place in sorted({**found, **best}.items())]
    if pairs:
        new.said.append(f"read as other spellings: {', '.join(pairs[:MOST_SHOWN])}{' ...' * (len(pairs) > MOST_SHOWN)}")
    return {**found, **best}


def _take_nearest(
    near: Mapping[str, tuple[str, ...]], ids: Mapping[str, str | None], places: Sequence[Place], new: New
) -> dict[str, str]:
    """Take the nearest name for each that matches none, where no other takes it too; each is written to `aliases.csv`."""
    by_name = {place.name(): place.id for place in places}
    taken = {place for place in ids.values() if place}
    wanted = {name: by_name[names[0]] for name, names in near.items() if names and by_name[names[0]] not in taken}
    once = {place for place, count in Counter(wanted.values()).items() if count == 1}
    found = {name: place for name, place in wanted.items() if place in once}
    for name, place in sorted(found.items()):
        new.aliases[name] = place
        new.said.append(f"--nearest: {name!r} is taken for {place!r}, written to aliases.csv")
    return found


def _resolve_aliases(aliases: Mapping[str, str], places: Iterable[Place]) -> dict[str, str]:
    places = list(places)
    joined = join_places(list(aliases.values()), places, strict=False)
    for (alias, meant), place in zip(aliases.items(), joined.ids, strict=True):
        if place is None:
            near = nearest(meant, [known.id for known in places])
            raise JoinError(f"aliases.csv: {alias!r} names place {meant!r}, which does not exist; nearest: {near}")
    return {alias: place for alias, place in zip(aliases, joined.ids, strict=True) if place}
