"""Columns that only together say when or where: a year and a week, a county and its state; each pair becomes one column."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from geo.new.request import New, Request
from geo.reading.boundaries import Boundaries
from geo.reading.columns import TIME_NAMES, code_width, guess_column, guess_keys, pick_column
from geo.reading.table import Table
from geo.reading.when import ROMAN, is_time, read_month
from geo.text.names import fold_name

MOSTLY = 0.9  # of the pairs in the figures: so many must be known to the boundaries
_YEARS = ("year", "annee", "jahr", "ano", "anno", "god", "год", "il", "yil", "rok", "տարի")
_FINER = {  # names of a column, the highest number in it, and how the number is written behind the year
    ("month", "mois", "monat", "mes", "mese", "месяц", "ay", "ամիս"): (12, "{year}-{number:02d}"),
    ("week", "semaine", "woche", "semana", "settimana", "неделя", "hefte"): (53, "{year}-W{number:02d}"),
    ("quarter", "trimestre", "quartal", "квартал", "qtr"): (4, "{year} Q{number}"),
    ("half", "halfyear", "semester", "semestre", "halbjahr", "полугодие"): (2, "{year}-H{number}"),
}
_DAYS = ("day", "jour", "tag", "dia", "giorno", "день", "gun")
_BEFORE = re.compile(r"(?:W|KW|wk|week|Q|T|H|S|M)[\s._-]*(?=\d)", re.IGNORECASE)  # as in W05 or Q1


def join_times(table: Table, request: Request, new: New) -> Table:
    """Put a column of years and one of months, weeks or quarters together, where no other column says when; a day too."""
    told = (request.place, request.start, request.end, request.time, request.value, request.per)
    names = [column for column in table.columns if column not in told]
    year = _named(names, _YEARS)
    if request.time or request.start or not year:
        return table
    if not all(len(text) == 4 and text.isdigit() for text in table.column(year) if text):
        return table
    for words, (most, form) in _FINER.items():
        finer = _named(names, words)
        numbers = [_number(text, most) for text in table.column(finer)] if finer else []
        if not finer or any(not 1 <= number <= most for number, text in zip(numbers, table.column(finer), strict=True) if text):
            continue
        day = _named(names, _DAYS) if most == 12 else ""
        days = table.column(day) if day else ()
        whole = bool(day) and all(text.isdigit() and 1 <= int(text) <= 31 for text in days if text)
        used = [year, finer, day] if whole else [year, finer]
        cells = zip(table.column(year), numbers, days if whole else ("",) * len(numbers), strict=True)
        texts = [form.format(year=y, number=n) + (f"-{int(d):02d}" if d else "") if y and n else "" for y, n, d in cells]
        rest = [column for column in table.columns if column not in used]
        if guess_column(rest, TIME_NAMES) or not any(texts):
            return table
        shown = ", ".join(map(repr, used[:-1]))
        new.said.append(f"guessed: {shown} and {used[-1]!r} together say when")
        return _with_column(table, " and ".join(used), texts, drop=used)
    return table


def _number(text: str, most: int) -> int:
    """Return the number of a month, also by name, or of a week, quarter or half; 0 for none."""
    bare = _BEFORE.sub("", text, count=1).removesuffix(".0")
    if bare.isascii() and bare.isdigit():
        return int(bare)
    return read_month(text) if most == 12 else ROMAN.index(bare) + 1 if bare in ROMAN else 0


def _named(columns: Sequence[str], words: Sequence[str]) -> str:
    """Return the column called so, perhaps with a word before it, as in iso_week."""
    folded = {column: fold_name(column) for column in columns}
    found = [column for column in columns if folded[column] in words]
    found += [column for column in columns if folded[column].removeprefix("iso").removeprefix("epi") in words]
    return found[0] if found else ""


def join_keys(request: Request, table: Table, boundaries: Boundaries, new: New) -> tuple[Request, Table, Boundaries]:
    """Put two columns together where one name stands for several boundaries, which a second column tells apart.

    Returns all three as they were, where one column does.
    """
    frame = boundaries.frame
    attributes = {str(column): list(frame[column]) for column in frame.columns if column != "geometry"}
    told = pick_column(request.place, table.columns, "--place", table.name)
    timeless = [column for column in table.columns if not all(map(is_time, set(table.column(column)) - {""}))]
    named = {column: sorted(set(table.column(column))) for column in ([told] if told else timeless)}
    found = guess_keys(named, attributes)
    if not found or found[2] < MOSTLY or len(set(attributes[found[1]])) == len(frame):
        return request, table, boundaries
    place, key, _ = found
    best: tuple[float, int, str, str] | None = None
    alone = len(set(table.column(place)))
    for column in (other for other in timeless if other != place):
        given = sorted(set(zip(table.column(place), table.column(column), strict=True)))
        if not alone < len(given) <= 2 * len(frame):  # it tells nothing apart, or holds values
            continue
        names, others = zip(*given, strict=True)
        for attribute in (other for other in attributes if other != key):
            known = set(zip(_folded(attributes[key]), _folded(attributes[attribute]), strict=True))
            widths = code_width(attributes[key]), code_width(attributes[attribute])
            asked = set(zip(_folded(names, widths[0]), _folded(others, widths[1]), strict=True))
            share = len(asked & known) / len(asked)
            tells = len(known) > len(set(attributes[key]))
            if tells and share >= MOSTLY and (best is None or (share, len(known)) > best[:2]):
                best = share, len(known), column, attribute
    if best is None:
        return request, table, boundaries
    pairs = [(place, key), (best[2], best[3])]
    pairs.sort(key=lambda pair: (code_width(attributes[pair[1]]) > 0, -len(set(table.column(pair[0])))))  # a name before a code
    (place, key), (column, attribute) = pairs
    widths = code_width(attributes[key]), code_width(attributes[attribute])
    texts = _pairs(_padded(table.column(place), widths[0]), _padded(table.column(column), widths[1]))
    shown = _pairs(attributes[key], attributes[attribute])
    new.said.append(f"guessed: {place!r} fits several boundaries each, so it is read together with {column!r}")
    together = f"{place}, {column}"
    known_as = frame.assign(**{f"{key}, {attribute}": shown})
    return (
        replace(request, place=together),
        _with_column(table, together, texts, drop=(place, column)),
        replace(boundaries, frame=known_as),
    )


def _padded(texts: Sequence[str], width: int) -> list[str]:
    return [text.zfill(width) if width and text.isascii() and text.isdigit() else text for text in texts]


def _folded(texts: Sequence[str], width: int = 0) -> list[str]:
    unique: Mapping[str, str] = {text: fold_name(text) for text in set(texts)}
    return _padded([unique[text] for text in texts], width)


def fill_names(table: Table, column: str, values: Collection[str], new: New) -> Table:
    """Repeat a name in the rows below it whose own is blank, as in a table that names each group once.

    Only where blanks are many, every row has something else, and no two are then alike but for the columns `values`.
    """
    names = table.column(column)
    at = table.columns.index(column)
    blank = [not name for name in names]
    if 4 * sum(blank) < len(names) or blank[0] or not all(sum(map(bool, row)) > 1 for row in table.rows):
        return table
    rows, last = [], ""
    for name, row in zip(names, table.rows, strict=True):
        last = name or last
        rows.append((*row[:at], last, *row[at + 1 :]))
    kept = [place for place, name in enumerate(table.columns) if name not in values]
    if len({tuple(row[place] for place in kept) for row in rows}) < len(rows):
        return table
    first = table.numbers[blank.index(True)]
    new.said.append(f"guessed: {sum(blank)} rows, first {first}, whose {column!r} is blank are of the name above them")
    return replace(table, rows=tuple(rows))


def _pairs(names: Sequence[str], others: Sequence[str]) -> list[str]:
    return [f"{name}, {other}" if name and other else name for name, other in zip(names, others, strict=True)]


def _with_column(table: Table, name: str, texts: Sequence[str], drop: Sequence[str] = ()) -> Table:
    kept = [at for at, column in enumerate(table.columns) if column not in drop]
    rows = tuple((*(row[at] for at in kept), text) for row, text in zip(table.rows, texts, strict=True))
    return replace(table, columns=(*(table.columns[at] for at in kept), name), rows=rows)
