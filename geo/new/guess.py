"""Which column of the figures is what: as told, else guessed, and said."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from geo.errors import DateError, InputError, JoinError
from geo.new.labels import shared_word, without_word
from geo.new.request import New, Request
from geo.new.wide import TIME, VALUE, Wide, find_months, find_wide
from geo.reading.boundaries import Boundaries
from geo.reading.codes import join_codes
from geo.reading.columns import (
    CODED,
    CROWD_NAMES,
    END_NAMES,
    NAME_NAMES,
    NO_VALUE_NAMES,
    PARTY_NAMES,
    SOURCE_NAMES,
    START_NAMES,
    TIME_NAMES,
    VALUE_NAMES,
    YEAR_NAMES,
    guess_column,
    guess_keys,
    pick_column,
)
from geo.reading.flags import COLUMNS as FLAG_NAMES
from geo.reading.numbers import NOTHING, read_numbers
from geo.reading.table import Table
from geo.reading.when import is_time, read_times, read_when
from geo.text.names import fold_name, near_names

_DATED = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}|(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")  # a day, or something with a year
CODES_BELOW, CODES_ABOVE, LEAST_CODES = 0.95, 0.05, 0.5  # shares: codes are tried below, win by so much, and need so much
PLAIN = 0.1  # what names that meet as they stand weigh beside codes
_FIRST_YEAR, _LAST_YEAR = 1500, 2100  # numbers beyond are counts, unless the column's name says that they are years
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
    year: str = ""
    word: str = ""
    label: str = ""
    per: str = ""
    flag: str = ""
    when: str = ""
    figures: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    party: str = ""
    source: str = ""


def plan_columns(
    request: Request, table: Table, boundaries: Boundaries, aliases: Mapping[str, str], new: New
) -> Plan:
    """Find out which column is what; say what was guessed. Names count as what they are aliases of."""
    columns = table.columns
    family = "" if request.value is None or any(fold_name(c) == fold_name(request.value) for c in columns) else request.value
    if family and len([column for column in columns if fold_name(re.sub(r"\d{4}", " ", column)) == fold_name(family)]) < 2:
        family = ""
    told = {
        option: pick_column(getattr(request, option), columns, f"--{option}", table.name)
        for option in ("place", "start", "end", "time", *(() if family else ("value",)))
    }
    told.setdefault("value", None)
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
    if found is None or found[2] < CODES_BELOW:
        coded = _find_codes(named, attributes)
        if coded and (found is None or coded[2] > found[2] + CODES_ABOVE):
            found, word = coded, ""
    if found is None:
        there = ", ".join(f"{column} ({', '.join(values[:3])})" for column, values in list(attributes.items())[:5])
        raise JoinError(
            f"{table.name}: no {'value of ' + repr(told['place']) if told['place'] else 'column'} matches the boundaries' "
            f"attributes: {there}; name the column of places with --place, give boundaries whose names are written alike, or "
            f"say in {request.folder / 'aliases.csv'}, a table of name and place, what is meant{_nearest(named, attributes)}"
        )
    place, key, share = found
    if fold_name(place) in {fold_name(value) for value in attributes[key]}:
        raise InputError(
            f"{table.name}: its header says {', '.join(map(repr, columns[:4]))}, and {place!r} is one of the places; put a row "
            "above that names the columns, such as place,year,value"
        )
    if not told["place"]:
        new.said.append(f"guessed: places stand in the column {place!r}")
    new.said.append(f"guessed: {place!r} means {key!r} of the boundaries ({share:.0%} of the names match)")
    if word:
        new.said.append(f"guessed: {word!r} is part of most names and is left out when they are compared")
    rest = [column for column in columns if column != place]
    if told["start"] or told["end"]:
        return _plan_periods(request, table, Plan(place, key, start=told["start"], end=told["end"], word=word), rest, new)
    if not told["time"] and not told["value"]:
        start, end = guess_column(rest, START_NAMES), guess_column(rest, END_NAMES)
        if start and _holds_times(table, start, request):
            also = f", ends in {end!r}" if end else ""
            new.said.append(f"guessed: starts stand in {start!r}{also}")
            return _plan_periods(request, table, Plan(place, key, start=start, end=end, word=word), rest, new)
    if request.party:
        raise InputError("--party: goes with --start and --end, the columns that say from when to when; name them too")
    if not told["time"] and (not told["value"] or family):
        usual = guess_column(rest, TIME_NAMES)
        dated = usual and not family and _holds_times(table, usual, request) and not _stays(table, place, usual)
        wide, label = ((), "") if dated else find_wide(rest, new, request.dates, family)
        if wide:
            return Plan(place, key, time=TIME, value=VALUE, wide=wide, word=word, label=label, per=per)
        year = guess_column(rest, YEAR_NAMES)
        if year and (months := find_months(table, rest, year, new)):
            return Plan(place, key, time=TIME, value=VALUE, wide=months, year=year, word=word, per=per)
        if not usual and (months := find_months(table, rest, "", new)):
            return Plan(place, key, time=TIME, value=VALUE, wide=_date_months(request, table, months, new), word=word, per=per)
    told_also = tuple(pick_column(name, columns, "--also", table.name) or "" for name in request.also)
    flag = guess_column([column for column in rest if column not in told.values()], FLAG_NAMES) or ""
    time = told["time"] or _guess_time(table, [c for c in rest if c not in (told["value"], flag, per, *told_also)], request, new)
    left = [column for column in rest if column not in (time, per, flag, *told_also)]
    value = told["value"] or _guess_value(table, left, place, time, per, new)
    wordy = time and not told["value"] and not read_numbers(table.column(value), table.separator)
    if wordy and _holds_times(table, value, request, named=False):
        raise InputError(
            f"{table.name}: {time!r} and {value!r} both hold times; say --start {time!r} --end {value!r} if one is the beginning "
            "and the other the end, or name the values with --value"
        )
    if flag and flag != value:
        new.said.append(f"guessed: flags stand in {flag!r}")
    label = "" if fold_name(value) in ("value", "obsvalue", "valueinthecolumn") else value
    when = "" if time else _find_year(request, table, value)
    if not time:
        said = f"drawn as of {when}" if when else "drawn as one map without a date; --time names one"
        new.said.append(f"{table.name}: no column holds times; {said}")
    flag = "" if flag == value else flag
    return Plan(
        place, key, time=time or None, value=value, word=word, label=label, per=per, flag=flag, when=when, figures=told_also
    )


def _date_months(request: Request, table: Table, months: Wide, new: New) -> Wide:
    """Give columns called by months the year that the title or the file's name holds.

    Raises
    ------
    InputError
        No year, or several, can be found.
    """
    year = _find_year(request, table, "")
    first, last = months[0][0], months[-1][0]
    if not year:
        raise InputError(
            f"{table.name}: has one column a month, {first!r} to {last!r}, and nothing says of which year; add a column year, or "
            "name it in the title, such as --title 'Rain 2020'"
        )
    new.said.append(f"guessed: one column a month of {year}, {first!r} to {last!r}")
    return tuple((column, f"{year}{month}") for column, month in months)


def tell_unused(table: Table, plan: Plan, request: Request, new: New) -> None:
    """Name the columns that are not drawn, but those that were named already."""
    used = {plan.place, plan.start, plan.end, plan.time, plan.value, plan.per, plan.flag, plan.party, plan.source, plan.year}
    used |= {*plan.figures, *(column for column, _ in plan.wide)}
    used |= {condition.partition("=")[0].removesuffix("!").strip() for condition in request.where}
    named = [line for line in new.said if line.startswith("not used")]
    stems = Counter(fold_name(re.sub(r"\d{4}", "", column)) for column in table.columns)
    unused = [
        column
        for column in table.columns
        if column not in used and any(table.column(column)) and not any(repr(column) in line for line in named)
        and not (plan.wide and re.search(r"\d{4}", column) and stems[fold_name(re.sub(r"\d{4}", "", column))] > 1)
    ]  # fmt: skip
    if unused:
        hint = "; --source-col names the one with sources" if plan.start and not plan.source else ""
        new.said.append(f"not used: {', '.join(map(repr, unused[:8]))}{' ...' * (len(unused) > 8)}{hint}")


def _plan_periods(request: Request, table: Table, plan: Plan, rest: list[str], new: New) -> Plan:
    """Find who held, and whose word it is; name the columns that are not used."""
    told_party = pick_column(request.party, table.columns, "--party", table.name)
    told_source = pick_column(request.source_col, table.columns, "--source-col", table.name)
    known = (plan.start, plan.end, told_party, told_source)
    left = [column for column in rest if column not in known and any(table.column(column))]
    party = told_party or guess_column(left, PARTY_NAMES) or ""
    if party and not told_party:
        new.said.append(f"guessed: who held a place stands in {party!r}")
    source = told_source or guess_column([column for column in left if column != party], SOURCE_NAMES) or ""
    if source and not told_source:
        new.said.append(f"guessed: each row's source stands in {source!r}")
    return replace(plan, party=party, source=source)


def _find_year(request: Request, table: Table, value: str) -> str:
    """Return the year that the value's name, the title or the file's name holds, where it is one alone."""
    for text in (value, request.title, *table.above, table.name):
        years = set(re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", text))
        if len(years) == 1:
            return str(years.pop())
    return ""


def _holds_times(table: Table, column: str, request: Request, *, named: bool = True) -> bool:
    """Whether most of a column's texts can be read as times; all of them, and no mere counts, where its name does not say so."""
    texts = {text for text in table.column(column) if text.casefold() not in NOTHING}
    try:
        times = read_times(texts, column, request.dates)
    except InputError:
        return True  # which only the order of day and month keeps from being read
    if not named:
        counts = any(re.fullmatch(r"\d{4}", text) and not _FIRST_YEAR <= int(text) <= _LAST_YEAR for text in texts)
        return bool(texts) and not times.wrong and not counts
    return 2 * len(times.wrong) <= len(texts) and bool(texts)


def _find_codes(named: Mapping[str, Sequence[str]], attributes: Mapping[str, Sequence[str]]) -> Keys | None:
    """Return the column and the attribute with codes, or names, of the same countries or states, and the share that meets."""
    best: Keys | None = None
    chosen = (0.0, False)
    for column, texts in named.items():
        given = set(texts) - {""}
        digits = sum(text.isdigit() for text in given) > len(given) / 2
        trust = 0.5 if digits and len(named) > 1 and not CODED.search(column) else 1.0
        for attribute, values in attributes.items():
            met = len(join_codes(given, values)[0]) / len(given) * trust if given else 0.0
            plain = len({fold_name(text) for text in given} & {fold_name(text) for text in values}) / len(given) if given else 0.0
            rank = met + PLAIN * plain, fold_name(attribute) in NAME_NAMES
            if met >= LEAST_CODES and rank > chosen:
                best, chosen = (column, attribute, met), rank
    return best


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


def _guess_time(table: Table, columns: list[str], request: Request, new: New) -> str:
    """Return the column of times; empty where no column holds any.

    Raises
    ------
    InputError
        A column most of which are times, or look like dates, has some that cannot be read.
    """
    usual = guess_column(columns, TIME_NAMES)
    if usual and not _holds_times(table, usual, request):
        own = {text for text in table.column(usual) if text.casefold() not in NOTHING}
        counted = 2 * sum(any(map(str.isdigit, text)) for text in own) >= len(own)  # as in 500 BC
        usual = usual if (own and counted and not all(map(str.isdigit, own))) or _nearly_times({usual: own}) else None
    found = [usual] if usual else []
    texts = {column: {text for text in table.column(column) if text.casefold() not in NOTHING} for column in columns}
    for column in columns:
        given = sorted(texts[column])
        looked = all(is_time(text, request.dates or "mdy") or is_time(text, request.dates or "dmy") for text in given[:20])
        if given and looked and _holds_times(table, column, request, named=False) and not (usual and column == usual):
            found.append(column)
    if not found:
        numeric = {column for column in columns if read_numbers(table.column(column), table.separator)}
        if near := _nearly_times({column: given for column, given in texts.items() if column not in numeric}):
            raise InputError(
                f"{table.name}: no column holds times; there are: {', '.join(table.columns)}; "
                f"{near}name one with --start, or with --time and --value, or add one with the year of the figures"
            )
        return ""
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


def _guess_value(table: Table, columns: list[str], place: str, time: str, per: str, new: New) -> str:
    numeric = [column for column in columns if read_numbers(table.column(column), table.separator)]
    plain = [column for column in numeric if fold_name(column) not in NO_VALUE_NAMES]
    moving = [column for column in plain if not time or not _stays(table, place, column)] or plain
    named = [column for name in VALUE_NAMES for column in numeric if fold_name(column) == name]
    found = named or moving or plain or [column for column in columns if not numeric or column not in numeric]
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


def _stays(table: Table, place: str, column: str) -> bool:
    """Whether a column says the same of each place in all its rows, as a code or a longitude does."""
    known: dict[str, str] = {}
    for name, text in zip(table.column(place), table.column(column), strict=True):
        if known.setdefault(name, text) != text:
            return False
    return len(known) < len(table.rows)
