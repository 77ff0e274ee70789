"""Which column of the figures is what: as told, else guessed, and said."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geo.errors import DateError, InputError, JoinError
from geo.new.labels import shared_word, without_word
from geo.new.request import New, Request
from geo.new.wide import TIME, VALUE, Wide, find_wide
from geo.reading.boundaries import Boundaries
from geo.reading.columns import (
    CROWD_NAMES,
    END_NAMES,
    START_NAMES,
    TIME_NAMES,
    guess_column,
    guess_keys,
    is_time,
    pick_column,
    read_numbers,
    read_when,
)
from geo.reading.tables import Table
from geo.text.names import fold_name, near_names

_DATED = re.compile(r"\d\d.*\D.*\d|\d.*\D.*\d\d|[^\W\d_]{3}.*\d\d")  # a day or month and a year, or a word and a year
MOST_KNOWN = 20_000  # names of boundaries among which an example is looked for
Keys = tuple[str, str, float]  # column of the figures, attribute of the boundaries, share of the names that meet


@dataclass(frozen=True)
class Plan:
    """Which column of the figures is what.

    `place` joins to the attribute `key` of the boundaries; `word` stands in most names of either and is not compared.
    A series with one column a time has these in `wide`. `label` says what the values are, `per` names the column they
    are divided by.
    """

    place: str
    key: str
    start: str | None = None
    end: str | None = None
    time: str | None = None
    value: str | None = None
    wide: Wide = ()
    word: str = ""
    label: str = ""
    per: str = ""


def plan_columns(
    request: Request, table: Table, boundaries: Boundaries, aliases: Mapping[str, str], new: New
) -> Plan:
    """Find out which column is what; say what was guessed. Names count as what they are aliases of."""
    columns = table.columns
    told = {
        option: pick_column(getattr(request, option), columns, f"--{option}", table.name)
        for option in ("place", "start", "end", "time", "value")
    }
    per = "" if request.per in (None, "km2") else pick_column(request.per, columns, "--per", table.name) or ""
    attributes = {str(column): list(boundaries.frame[column]) for column in boundaries.frame.columns if column != "geometry"}
    attributes = {column: values for column, values in attributes.items() if any(values)}
    meant = {fold_name(alias): place for alias, place in aliases.items()}
    if not attributes:
        remedy = "add one that names each place; a Shapefile has them in the .dbf beside it"
        raise InputError(f"{boundaries.name}: its features have no attributes; {remedy}")
    asked = [told["place"]] if told["place"] else list(columns)
    named = {column: [meant.get(fold_name(name), name) for name in sorted(set(table.column(column)))] for column in asked}
    found, word = guess_keys(named, attributes), ""
    if found is None or found[2] < 0.5:
        found, word = _without_shared_word(named, attributes, found)
    if found is None:
        there = ", ".join(f"{column} ({', '.join(values[:3])})" for column, values in list(attributes.items())[:5])
        raise JoinError(
            f"{table.name}: no {'value of ' + repr(told['place']) if told['place'] else 'column'} matches the boundaries' "
            f"attributes: {there}; name the column of places with --place, give boundaries whose names are written alike, or "
            f"say in {request.folder / 'aliases.csv'}, a table of name and place, what is meant{_nearest(named, attributes)}"
        )
    place, key, share = found
    if not told["place"]:
        new.said.append(f"guessed: places stand in the column {place!r}")
    new.said.append(f"guessed: {place!r} means {key!r} of the boundaries ({share:.0%} of the names match)")
    if word:
        new.said.append(f"guessed: {word!r} is part of most names and is left out when they are compared")
    rest = [column for column in columns if column != place]
    if told["start"] or told["end"]:
        return Plan(place, key, start=told["start"], end=told["end"], word=word)
    if not told["time"] and not told["value"]:
        start, end = guess_column(rest, START_NAMES), guess_column(rest, END_NAMES)
        if start:
            also = f", ends in {end!r}" if end else ""
            new.said.append(f"guessed: starts stand in {start!r}{also}")
            return Plan(place, key, start=start, end=end, word=word)
        wide, label = find_wide(rest, new)
        if wide:
            return Plan(place, key, time=TIME, value=VALUE, wide=wide, word=word, label=label, per=per)
    time = told["time"] or _guess_time(table, rest, new)
    value = told["value"] or _guess_value(table, [column for column in rest if column not in (time, per)], per, new)
    return Plan(place, key, time=time, value=value, word=word, label="" if fold_name(value) == "value" else value, per=per)


def _nearest(named: Mapping[str, Sequence[str]], attributes: Mapping[str, Sequence[str]]) -> str:
    """Give an example of a name in the figures and the boundary that looks most like it."""
    known = [value for values in attributes.values() for value in values if value and not value.isdigit()]
    wordy = [name for names in named.values() for name in names if name and not any(map(str.isdigit, name))]
    common, own = shared_word(known), shared_word(wordy)
    bare = {fold_name(without_word(name, common)): name for name in known[:MOST_KNOWN]}
    pairs = ((name, near_names(without_word(name, own), bare, 1)) for name in wordy[:5])
    return next((f", such as: {name},{near[0]}" for name, near in pairs if near), "")


def _without_shared_word(
    named: Mapping[str, Sequence[str]], attributes: Mapping[str, Sequence[str]], found: Keys | None
) -> tuple[Keys | None, str]:
    """Look again without the word that most names share, in the figures or the boundaries; keep what joins more."""
    best, chosen = found, ""
    for tables in (named, attributes):
        for word in sorted({shared_word(values) for values in tables.values()} - {""}):
            bare = [{c: [without_word(v, word) for v in values] for c, values in table.items()} for table in (named, attributes)]
            again = guess_keys(*bare)
            if again and again[2] > (best[2] if best else 0) + 0.2:
                best, chosen = again, word
    return best, chosen


def _guess_time(table: Table, columns: list[str], new: New) -> str:
    usual = guess_column(columns, TIME_NAMES)
    found = [usual] if usual else []
    texts = {column: set(table.column(column)) - {""} for column in columns}
    found += [column for column in columns if texts[column] and all(map(is_time, texts[column]))]
    if not found:
        raise InputError(
            f"{table.name}: no column holds times; there are: {', '.join(table.columns)}; "
            f"{_nearly_times(texts)}name one with --start, or with --time and --value, or add one with the year of the figures"
        )
    new.said.append(f"guessed: times stand in {found[0]!r}")
    return found[0]


def _nearly_times(texts: Mapping[str, set[str]]) -> str:
    """Say of the column most of whose texts are times, or look like dates, what is wrong with the first that is none."""
    shares = {
        column: sum(is_time(text) or bool(_DATED.search(text)) for text in given) / len(given)
        for column, given in texts.items()
        if given and not any(map(str.isdigit, given))
    }
    column = max(shares, key=lambda name: shares[name], default="")
    if not column or 2 * shares[column] < 1:
        return ""
    for text in sorted(texts[column]):
        try:
            read_when(text)
        except DateError as error:
            return f"in {column!r}, {text!r}: {error}; "
    return ""


def _guess_value(table: Table, columns: list[str], per: str, new: New) -> str:
    numeric = [column for column in columns if read_numbers(table.column(column), table.separator)]
    found = [column for column in numeric if fold_name(column) in ("value", "rate", "share", "figure")] or numeric
    found = found or columns
    if not found:
        raise InputError(f"{table.name}: no column is left for the values; name it with --value")
    new.said.append(f"guessed: values stand in {found[0]!r}")
    crowd = [column for column in numeric if column != found[0] and fold_name(column) in CROWD_NAMES]
    if crowd and not per:
        new.said.append(f"not used: {crowd[0]!r}; for rates say --per {crowd[0]} and --per-count 1000 or another number")
    others = [column for column in numeric if column not in (found[0], per, *crowd)]
    if others:
        more = " ..." * (len(others) > 5)
        new.said.append(f"not used: {', '.join(map(repr, others[:5]))}{more}; a map draws one, which --value names")
    return found[0]
