"""A long table of place, time and value as a grid: a row a place, a column a time, holes where nothing is said."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.errors import FEW, DateError, InputError, JoinError, few
from geo.model.scene import Floats, Stop
from geo.reading.numbers import read_numbers
from geo.text.dates import parse_date
from geo.text.names import near_names, nearest

if TYPE_CHECKING:
    import pandas as pd

Numbers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Marks:
    """Words that stand beside some values, such as flags or sources: the different ones, and which per place and stop.

    `codes` is 0 where there is none; else the word's position in `words` plus one.
    """

    words: tuple[str, ...]
    codes: npt.NDArray[np.uint32]

    def at(self, place: int, stop: int) -> str:
        """Return the word beside a value; empty without one."""
        code = int(self.codes[place, stop])
        return self.words[code - 1] if code else ""


@dataclass(frozen=True)
class Grid:
    """Values by place (rows) and stop (columns): numbers, or categories.

    Attributes
    ----------
    stops : ascending.
    numbers : NaN where there is none; None for categories.
    categories : the different ones in their order; empty for numbers.
    codes : for categories, the position of each plus one, 0 where there is none.
    ranked : whether categories go from low to high, as levels and sizes do.
    given : where the table has a row, if only an empty one.
    flags, sources : words beside values.
    """

    stops: tuple[Stop, ...]
    numbers: Floats | None
    categories: tuple[str, ...]
    codes: npt.NDArray[np.uint32] | None
    given: Bools
    flags: Marks
    sources: Marks
    ranked: bool = False

    @property
    def filled(self) -> Bools:
        """Where there is a value."""
        if self.numbers is not None:
            found: Bools = ~np.isnan(self.numbers)
            return found
        assert self.codes is not None
        return self.codes > 0

    def within(self, there: Bools) -> "Grid":
        """Leave out the values of places (rows) at stops (columns) at which they have no land.

        Raises
        ------
        InputError
            Nothing is left.
        """
        if not (self.given & there).any():
            raise InputError(
                "values: none is of a time at which its boundary is valid; correct the times, or valid_from and valid_to."
            )
        numbers = None if self.numbers is None else np.where(there, self.numbers, np.nan)
        codes = None if self.codes is None else np.where(there, self.codes, 0).astype(np.uint32)
        return replace(self, numbers=numbers, codes=codes, given=self.given & there)

    def lasting(self) -> "Grid":
        """Let every value last until its place's next row; a row without a value ends it."""
        columns = np.arange(len(self.stops))
        last = np.maximum.accumulate(np.where(self.given, columns, -1), axis=1)
        rows = np.arange(len(last))[:, None]

        def carry(grid: npt.NDArray[Any], none: Any) -> Any:
            return np.where(last >= 0, grid[rows, np.maximum(last, 0)], none).astype(grid.dtype)

        return replace(
            self,
            numbers=None if self.numbers is None else carry(self.numbers, np.nan),
            codes=None if self.codes is None else carry(self.codes, 0),
            flags=replace(self.flags, codes=carry(self.flags.codes, 0)),
            sources=replace(self.sources, codes=carry(self.sources.codes, 0)),
        )


def read_grid(
    values: "pd.DataFrame",
    ids: Sequence[str],
    *,
    place: str = "place",
    time: str = "time",
    value: str = "value",
    flag: str | None = None,
    source: str | None = None,
    order: Sequence[str] = (),
) -> Grid:
    """Read a long table of place, time and value against known places.

    Parameters
    ----------
    values : a row per place and time.
    ids : the places there are.
    place, time, value, flag, source : names of columns; the last two may be None.
    order : categories from first to last; those it leaves out follow in theirs.

    Raises
    ------
    InputError
        A column is not there, a place has two values at one time, all values are missing, or numbers are mixed with words.
    DateError
        A time cannot be read, or two begin on one day.
    JoinError
        A place is not among `ids`; names the nearest.
    """
    import pandas as pd

    if not isinstance(values, pd.DataFrame):
        raise InputError(
            f"values: came a {type(values).__name__}, wanted a DataFrame of place, time and value."
        )
    for argument, column in (("place", place), ("time", time), ("value", value)):
        if column not in values.columns:
            near = near_names(str(column), [str(c) for c in values.columns])
            hint = f"nearest: {', '.join(near)}" if near else f"there are: {few(values.columns)}"
            raise InputError(f"{argument}: came {column!r}, which is no column of values; {hint}.")
    if len(values) == 0:
        raise InputError("values: came empty, wanted at least one row.")
    rows = _find_places(values[place], ids, place)
    stops, columns = _read_times(values[time], time)
    cell = rows * len(stops) + columns
    times_each = np.bincount(cell)
    if times_each.max() > 1:
        first = int(np.flatnonzero(times_each[cell] > 1)[0])
        named = _list_rows(values, np.flatnonzero(cell == cell[first]))
        raise InputError(
            f"values: {int(np.maximum(times_each - 1, 0).sum())} rows repeat a place and time, first "
            f"{values[place].iloc[first]!r} at {stops[columns[first]].time!r} ({named}); keep one of each."
        )
    shape = (len(ids), len(stops))
    given = np.zeros(shape, bool)
    given[rows, columns] = True

    def spread(codes: Any) -> npt.NDArray[np.uint32]:
        grid = np.zeros(shape, np.uint32)
        grid[rows, columns] = np.asarray(codes) + 1
        return grid

    def marks(column: str | None) -> Marks:
        if column is None or column not in values.columns:
            return Marks((), np.zeros(shape, np.uint32))
        texts = values[column].where(values[column].notna() & (values[column].astype(str) != ""))
        found, words = pd.factorize(texts)
        return Marks(tuple(str(word) for word in words), spread(found))

    flags, sources = marks(flag), marks(source)
    numbers = as_numbers(values[value], value)
    if numbers is not None:
        grid = np.full(shape, np.nan)
        grid[rows, columns] = numbers
        return Grid(stops, grid, (), None, given, flags, sources)
    said: Any = values[value]
    categories = said.cat if isinstance(said.dtype, pd.CategoricalDtype) else None
    if categories is None:
        said = said.astype(object).where(said.notna() & (said.astype(str) != ""))
    found = pd.Categorical(said)
    if (found.codes < 0).all():
        raise InputError(f"value: every value of column {value!r} is missing; give at least one.")
    words_of: list[str] = [str(name) for name in found.categories]
    ordered = categories is not None and categories.ordered
    ranked: list[str] = [name for name in order if name in words_of]
    ranked += [name for name in (words_of if ordered else natural(words_of)) if name not in ranked]
    places: Any = np.array([ranked.index(name) for name in words_of])
    codes: Any = np.where(found.codes < 0, -1, places[np.maximum(found.codes, 0)])
    by_rank = bool(order) or ordered or is_ranked(words_of)
    return Grid(stops, None, tuple(ranked), spread(codes), given, flags, sources, by_rank)


_LEVELS = (  # from low to high, each in several languages
    "none|no|keine|kein|aucun|aucune|ninguno|нет|yoxdur|չկա",
    "very low|sehr niedrig|sehr gering|très faible|muy bajo|очень низкий|çox aşağı",
    "low|niedrig|gering|faible|bajo|baja|baixo|низкий|низкая|aşağı|ցածր", "minor", "some",
    "medium|mittel|moyen|moyenne|medio|media|médio|средний|средняя|orta|միջին", "moderate|mäßig|modéré|moderado|умеренный",
    "high|hoch|élevé|élevée|fort|alto|alta|высокий|высокая|yüksək|բարձր", "major",
    "very high|sehr hoch|très élevé|très élevée|très fort|muy alto|muito alto|очень высокий|очень высокая|çox yüksək|շատ բարձր",
    "severe|schwer|sévère|тяжёлый", "extreme|extrem|extrême|extremo|экстремальный",
)  # fmt: skip
_LEVEL = {word: rank for rank, words in enumerate(_LEVELS) for word in words.split("|")}


def is_ranked(words: Sequence[str]) -> bool:
    """Whether categories are levels, or ranges and sizes, that go from low to high."""
    return len(words) > 1 and (all(_is_level(word) for word in words) or bool(_sizes(words)))


def _is_level(word: str) -> bool:
    return word.strip().casefold() in _LEVEL


def _sizes(words: Sequence[str]) -> dict[str, tuple[float, bool]]:
    """The size that each word begins with, a range open below before the one that begins there; empty where one has none."""
    found = {word: re.match(r"\s*(?:[<>≤≥]|over|under|up to)?\s*(-?\d+(?:[.,]\d+)?)", word, re.I) for word in words}
    return {
        word: (float(match[1].replace(",", ".")), not re.match(r"\s*(<|≤|under|up to)", word, re.I))
        for word, match in found.items() if match
    } if all(found.values()) else {}  # fmt: skip


def natural(words: Sequence[str]) -> list[str]:
    """Sort categories as a reader would: levels by their rank, ranges and numbers by size, the rest as given.

    >>> natural(["High", "None", "Low"])
    ['None', 'Low', 'High']
    >>> natural(["100+", "10-49", "0-9"])
    ['0-9', '10-49', '100+']
    """
    if all(_is_level(word) for word in words):
        return sorted(words, key=lambda word: _LEVEL[word.strip().casefold()])
    sizes = _sizes(words)
    if sizes:
        return sorted(words, key=lambda word: sizes[word])
    return list(words)


def _find_places(column: Any, ids: Sequence[str], argument: str) -> npt.NDArray[np.int64]:
    import pandas as pd

    codes, uniques = pd.factorize(column)
    if (codes < 0).any():
        raise InputError(
            f"values, column {argument!r}: no place in {_list_rows(column, np.flatnonzero(codes < 0))}; fill or drop."
        )
    known = [str(item) for item in uniques]
    where = pd.Index(ids).get_indexer(pd.Index(known))
    unknown = [name for name, position in zip(known, where, strict=True) if position < 0]
    if unknown:
        near = [f"{name!r} (nearest: {nearest(name, ids)})" for name in unknown[:FEW]]
        more = f" and {len(unknown) - FEW} more" if len(unknown) > FEW else ""
        raise JoinError(
            f"values, column {argument!r}: no boundary has the id {'; '.join(near)}{more}; correct these ids, or "
            "set the index of boundaries to them."
        )
    found: npt.NDArray[np.int64] = np.asarray(where, np.int64)[codes]
    return found


def _read_times(column: Any, argument: str) -> tuple[tuple[Stop, ...], Numbers]:
    import pandas as pd

    codes, uniques = pd.factorize(column)
    if (codes < 0).any():
        raise DateError(
            f"values, column {argument!r}: no time in {_list_rows(column, np.flatnonzero(codes < 0))}; fill or drop."
        )
    texts = [_date_text(item) for item in uniques]
    found: dict[dt.date, Stop] = {}
    for position, text in enumerate(texts):
        try:
            span = parse_date(text)
            if span.earliest is None:
                raise DateError(f"{text!r} has no first day; give one.")
        except DateError as error:
            rows = _list_rows(column, np.flatnonzero(codes == position))
            raise DateError(f"values, column {argument!r}, {rows}: {error}") from None
        day = span.earliest
        if day in found:
            raise DateError(
                f"values, column {argument!r}: {text!r} and {found[day].time!r} begin on the same day, {day}; "
                "write one time in one way."
            )
        found[day] = Stop(text, span, day)
    order = np.array([day.toordinal() for day in found]).argsort()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return tuple(found[day] for day in sorted(found)), rank[codes]


def _date_text(item: Any) -> str:
    """Write a time as EDTF: a timestamp by its day, a period by its own precision, a year with four digits."""
    import pandas as pd

    if isinstance(item, pd.Period):
        formats = {"A": "%Y", "Y": "%Y", "M": "%Y-%m", "D": "%Y-%m-%d"}
        if item.freqstr == "Q-DEC":
            return f"{item.year:04}-{32 + item.quarter}"  # EDTF writes quarters as months 33 to 36
        if item.freqstr.startswith("W-"):
            return f"{item.start_time:%Y-%m-%d}/{item.end_time:%Y-%m-%d}"
        return item.strftime(formats.get(item.freqstr[0], "%Y-%m-%d"))
    if isinstance(item, pd.Timestamp | dt.datetime | dt.date):
        return f"{item.year:04}-{item.month:02}-{item.day:02}"
    if isinstance(item, np.datetime64):
        return str(item.astype("datetime64[D]"))
    if isinstance(item, int | np.integer) and 0 < item < 10_000:
        return f"{int(item):04}"
    if isinstance(item, float) and item.is_integer() and 0 < item < 10_000:
        return f"{int(item):04}"
    return str(item)


def as_numbers(column: Any, argument: str) -> Floats | None:
    """Give the column as floats, or None where it holds categories."""
    import pandas as pd

    if isinstance(column.dtype, pd.CategoricalDtype) or pd.api.types.is_bool_dtype(column.dtype):
        return None
    if not pd.api.types.is_numeric_dtype(column.dtype):
        plain = pd.to_numeric(column, errors="coerce")
        if column.notna().sum() == 0 or plain.notna().sum() < column.notna().sum():
            if plain.notna().sum() > column.notna().sum() / 2:
                wrong = np.flatnonzero(column.notna() & plain.isna())
                raise InputError(
                    f"value: column {argument!r} holds numbers but for {_list_rows(column, wrong)}, "
                    f"{column.iloc[wrong[0]]!r}; make all of them numbers, empty where there is none, or categories."
                )
            written = read_numbers([str(item) for item in column.dropna().unique()])
            if written and written.said:  # as categories they would be a colour each
                raise InputError(
                    f"value: column {argument!r} holds numbers written with {written.said[0]}, such as "
                    f"{column.dropna().iloc[0]!r}; "
                    "make them numbers, in pandas.read_csv by decimal=',' or thousands=','."
                )
            return None
        column = plain
    numbers: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
    endless = np.flatnonzero(np.isinf(numbers))
    if len(endless):
        raise InputError(
            f"value: column {argument!r} is infinite in {_list_rows(column, endless)}; leave it empty."
        )
    return numbers


def _list_rows(frame: Any, positions: Any) -> str:
    """Name rows by their label in the table, as the reader finds them."""
    return f"row{'s' if len(positions) > 1 else ''} {few(frame.index[positions])}"
