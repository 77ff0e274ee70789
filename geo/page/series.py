"""A time map from boundaries and a long table of values: one call, one folium map."""

import datetime as dt
import warnings
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from geo.errors import DateError, InputError, JoinError
from geo.land.antimeridian import find_crossings, split_antimeridian
from geo.look.choice import choose_plane
from geo.look.palette import Colours
from geo.model.classes import class_categories, class_numbers
from geo.model.versions import OPEN, cut_versions, find_there, read_validity
from geo.page.areas import DETAIL, MOST_VALUES, AreaLayer, AreaMap, AreaSeries, Rows, encode_series
from geo.page.around import find_around
from geo.page.encode import EXACT, keep_polygons
from geo.reading.numbers import read_numbers
from geo.text.dates import parse_date
from geo.text.names import near_names
from geo.text.words import LANGUAGES, describe_date, format_number, say

if TYPE_CHECKING:
    import folium
    import geopandas as gpd
    import pandas as pd

_SHOWN = 5  # how many rows or names a message lists


def time_choropleth(
    boundaries: "gpd.GeoDataFrame",
    values: "pd.DataFrame",
    *,
    place: str = "place",
    time: str = "time",
    value: str = "value",
    title: str = "",
    name: str | None = "name",
    classes: int | str | Sequence[float] = 5,
    k: int = 5,
    colours: Colours = None,
    unit: str = "",
    legend: str = "",
    note: str = "",
    detail: int = DETAIL,
    language: str = "en",
    projection: str = "auto",
    context: "gpd.GeoDataFrame | None" = None,
) -> "folium.Map":
    """Draw values of places over time as an interactive map.

    Parameters
    ----------
    boundaries : polygons, indexed by place id, with a CRS (any). Geometry collections are
        reduced to their polygons, empty geometries are drawn as nothing. Where boundaries change over time, a place has
        a row for each version, with dates or EDTF texts in the columns valid_from and valid_to (the first day no longer
        valid; empty is open): at each time only the versions valid on its first day are drawn.
    values : one row per place and time. A place without a row, or without a value, at some time is drawn as
        missing at that time.
    place, time, value : names of the columns. Times are dates, or EDTF texts such as 2020, 2020-06 or 2020-06-30;
        values are numbers or categories.
    title : stands above the map.
    name : the column of `boundaries` with names to show; ids where it is None, lacking or empty.
    classes : for numbers: how many classes with about as many values each; or "equal", or a scheme of
        `mapclassify`; or the upper end of each class.
    k : how many classes a named scheme makes.
    colours : a palette of `cmcrameri`, ColorBrewer or matplotlib by name, colours from low to high, or for categories
        a mapping to colours.
    unit : written behind numbers.
    legend : its heading: what the values are.
    note : a sentence under the legend.
    detail : how many zooms beyond the opening one stay sharp. The file grows by about a half with each; 0 sends
        what the opening view can show.
    language : "en", "az", "hy" or "ru".
    projection : "auto" takes the plane that keeps the areas of this land: Equal Earth, or Lambert's azimuthal or Albers'
        conic equal-area one; "equal-earth", "laea" and "albers" name it; "mercator" is what online tiles are in.
    context : polygons under the map that have no values, such as neighbours, with a CRS. Without, the boundaries that come
        with the program are drawn where they cover the view; an empty frame draws none.

    Returns
    -------
    A map to display in a notebook, add layers to, or write with `geo.save`. Numbers are sent along up to a
    million of them, with three significant digits if there are more than 100,000; the map says so. Its table has a
    row for every place, except beyond 5,000 places: then rows exist where the reader is.

    Raises
    ------
    InputError
        For an argument that is not what is said here, a missing CRS, values that are all missing.
    DateError
        For a time that cannot be read; names its rows.
    JoinError
        For a place that has no boundary; names the nearest ids.

    Examples
    --------
    >>> import geopandas as gpd, pandas as pd, shapely
    >>> from geo.page.series import time_choropleth
    >>> boundaries = gpd.GeoDataFrame(
    ...     {"name": ["West", "East"]},
    ...     index=["w", "e"],
    ...     geometry=[shapely.box(45, 39, 46, 40), shapely.box(46, 39, 47, 40)],
    ...     crs=4326,
    ... )
    >>> values = pd.DataFrame(
    ...     {"place": ["w", "e", "w"], "time": ["2020", "2020", "2021"], "value": [1.0, 2.0, 3.0]}
    ... )
    >>> m = time_choropleth(boundaries, values, title="Two places", classes=[1, 2, 3])
    >>> type(m).__name__
    'AreaMap'
    """
    layer, deepest = make_layer(
        boundaries, values, place=place, time=time, value=value, title=title, name=name, classes=classes, k=k,
        colours=colours, unit=unit, legend=legend, note=note, detail=detail, language=language, projection=projection,
        context=context, fit=True,
    )  # fmt: skip
    view = AreaMap(title, layer.encoded, deepest)
    layer.add_to(view)
    return view


def make_layer(
    boundaries: "gpd.GeoDataFrame",
    values: "pd.DataFrame",
    *,
    place: str = "place",
    time: str = "time",
    value: str = "value",
    title: str = "",
    name: str | None = "name",
    classes: int | str | Sequence[float] = 5,
    k: int = 5,
    colours: Colours = None,
    unit: str = "",
    legend: str = "",
    note: str = "",
    detail: int = DETAIL,
    language: str = "en",
    projection: str = "mercator",
    context: "gpd.GeoDataFrame | None" = None,
    fit: bool = False,
    **layer_options: Any,
) -> tuple[AreaLayer, float]:
    """Make the layer of `time_choropleth` for any map; return it and the deepest zoom at which it is of use."""
    if language not in LANGUAGES:
        raise InputError(f"language: came {language!r}, wanted one of {', '.join(LANGUAGES)}.")
    if not 0 <= detail <= 12:
        raise InputError(f"detail: came {detail!r}, wanted 0 to 12 zooms beyond the opening one.")
    ids, names, places = _check_boundaries(boundaries, name)
    spans = read_validity(boundaries)
    table = read_table(values, ids, place=place, time=time, value=value, language=language)
    changing = any(span != OPEN for span in spans)
    there = find_there(places, spans, table.stops) if changing else None
    if there is not None:
        table = table.within(there)
    shapes, empty = keep_polygons(boundaries.geometry.to_crs(4326).to_numpy())
    for number in find_crossings(shapes).tolist():
        shapes[number] = split_antimeridian(shapes[number])
    if len(empty):
        warnings.warn(
            f"boundaries: {len(empty)} without a polygon, drawn as nothing: {_list(ids[places[i]] for i in empty)}; "
            "give each a polygon, or leave it out.",
            stacklevel=3,
        )
    if table.numbers is not None:
        found = class_numbers(table.numbers, classes, k=k, colours=colours, language=language)
        styles, codes = found.styles, found.codes
    else:
        styles, codes = table.classed(colours, language)
    rows = None
    if there is not None:
        land = cut_versions(shapes, ids, places, spans, table.stops)
        codes[~there] = 0
        rows = Rows(ids, names, codes, land.over, {}, [True] * len(ids), land.owners)
        shapes, codes = land.faces, land.paint(codes)
    count = 0 if table.numbers is None else int(np.count_nonzero(~np.isnan(table.numbers)))
    given: Any = (codes > 1).any(axis=1)
    plane = choose_plane(shapes, projection, given)
    whose = [names[rows.over[number][0] if rows else number] for number in range(len(shapes))]
    around, source = find_around(shapes, context) if fit else ((), "")
    told = [plane.tell_beyond(whose, language), source and say("map.around", language, source=source), plane.sentence(language)]
    series = AreaSeries(
        plane=plane, land=plane.project(shapes), ids=ids, names=names,
        stops=table.stops, labels=table.labels, times=table.times, styles=styles,
        codes=codes, values=table.numbers, rows=rows, title=title, legend=legend, unit=unit,
        around=plane.project(np.array(around, dtype=object)) if len(around) else (),
        note=" ".join(filter(None, [note, _explain(count, language), *(told if fit else ())])),
        language=language,
    )  # fmt: skip
    encoded = encode_series(series, detail=detail)
    apart = encoded.apart
    if apart:
        warnings.warn(
            f"boundaries: {len(apart)} of {len(series.land)} overlap their neighbours or leave gaps, so common edges may "
            f"part by a pixel: {_list(dict.fromkeys(whose[i] for i in apart))}; let it be where a pixel does not "
            "matter, else mend the edges, in QGIS by `Snap geometries to layer` and then `v.clean` "
            "(shapely.coverage_invalid_edges shows where).",
            stacklevel=3,
        )
    return AreaLayer(encoded, fit=fit, **layer_options), encoded.zoom + detail + 3


def _explain(count: int, language: str) -> str:
    if count > MOST_VALUES:
        return say("series.classes_only", language, count=format_number(count, language))
    return say("series.rounded", language) if count > EXACT else ""


def _check_boundaries(boundaries: Any, name: str | None) -> tuple[list[str], list[str], list[int]]:
    """Return ids and names of the places, the names of their last rows, and each row's place by position."""
    import geopandas as gpd

    if not isinstance(boundaries, gpd.GeoDataFrame):
        raise InputError(
            f"boundaries: came a {type(boundaries).__name__}, wanted a GeoDataFrame indexed by place id."
        )
    if len(boundaries) == 0:
        raise InputError("boundaries: came empty, wanted at least one place.")
    if boundaries.crs is None:
        raise InputError("boundaries: came without a CRS; say which it is, such as boundaries.set_crs(4326).")
    keys = [str(item) for item in boundaries.index]
    ids = list(dict.fromkeys(keys))
    if len(ids) < len(keys) and not {"valid_from", "valid_to"} & set(boundaries.columns):
        twice = [key for key, count in Counter(keys).items() if count > 1]
        raise InputError(
            f"boundaries: {_list(twice)} in the index more than once; dissolve or rename them, or say in columns "
            "valid_from and valid_to when each was valid."
        )
    position = {key: number for number, key in enumerate(ids)}
    places = [position[key] for key in keys]
    if name is None or name not in boundaries.columns:
        if name not in (None, "name"):
            near = ", ".join(near_names(str(name), [str(c) for c in boundaries.columns]))
            raise InputError(
                f"name: came {name!r}, which is no column of boundaries; nearest: {near or 'none'}."
            )
        return ids, ids, places
    column = boundaries[name]
    shown = {key: str(item) for item, given, key in zip(column, column.notna(), keys, strict=True) if given}
    return ids, [shown.get(key) or key for key in ids], places


@dataclass(frozen=True)
class Table:
    """Values by place (rows) and stop (columns): numbers, or categories."""

    stops: tuple[str, ...]
    labels: tuple[str, ...]
    times: tuple[str, ...]
    numbers: npt.NDArray[np.float64] | None
    categories: Any
    rows: npt.NDArray[np.int64]
    columns: npt.NDArray[np.int64]
    shape: tuple[int, int]

    def within(self, there: npt.NDArray[np.bool_]) -> "Table":
        """Leave out the values of places (rows) at stops (columns) at which they have no boundary.

        Raises
        ------
        InputError
            Nothing is left.
        """
        kept = there[self.rows, self.columns]
        if not kept.any():
            raise InputError(
                "values: none is of a time at which its boundary is valid; correct the times, or valid_from and valid_to."
            )
        numbers = None if self.numbers is None else np.where(there, self.numbers, np.nan)
        categories = None if self.categories is None else self.categories[kept]
        return replace(self, numbers=numbers, categories=categories, rows=self.rows[kept], columns=self.columns[kept])

    def classed(self, colours: Colours, language: str) -> tuple[Any, npt.NDArray[np.uint8]]:
        """Give the styles and codes of categories."""
        styles, found = class_categories(self.categories, colours=colours, language=language)
        codes = np.ones(self.shape, np.uint8)
        codes[self.rows, self.columns] = found
        return styles, codes


def read_table(
    values: "pd.DataFrame", ids: Sequence[str], *, place: str, time: str, value: str, language: str = "en"
) -> Table:
    """Read a long table of place, time and value against known places.

    Raises
    ------
    InputError, DateError, JoinError
        See `time_choropleth`.
    """
    import pandas as pd

    if not isinstance(values, pd.DataFrame):
        raise InputError(
            f"values: came a {type(values).__name__}, wanted a DataFrame of place, time and value."
        )
    for argument, column in (("place", place), ("time", time), ("value", value)):
        if column not in values.columns:
            near = near_names(str(column), [str(c) for c in values.columns])
            hint = f"nearest: {', '.join(near)}" if near else f"there are: {_list(values.columns)}"
            raise InputError(f"{argument}: came {column!r}, which is no column of values; {hint}.")
    if len(values) == 0:
        raise InputError("values: came empty, wanted at least one row.")
    rows = _find_places(values[place], ids, place)
    stops, labels, times, columns = _read_times(values[time], time, language)
    cell = rows * len(stops) + columns
    times_each = np.bincount(cell)
    if times_each.max() > 1:
        first = int(np.flatnonzero(times_each[cell] > 1)[0])
        named = _list_rows(values, np.flatnonzero(cell == cell[first]))
        raise InputError(
            f"values: {int(np.maximum(times_each - 1, 0).sum())} rows repeat a place and time, first "
            f"{values[place].iloc[first]!r} at {labels[columns[first]]!r} ({named}); keep one of each."
        )
    shape = (len(ids), len(stops))
    numbers = _as_numbers(values[value], value)
    if numbers is not None:
        grid = np.full(shape, np.nan)
        grid[rows, columns] = numbers
        return Table(stops, labels, times, grid, None, rows, columns, shape)
    categories = pd.Categorical(values[value])
    if (categories.codes < 0).all():
        raise InputError(f"value: every value of column {value!r} is missing; give at least one.")
    return Table(stops, labels, times, None, categories, rows, columns, shape)


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
        near = [
            f"{name!r} (nearest: {', '.join(near_names(name, ids)) or 'none'})" for name in unknown[:_SHOWN]
        ]
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        raise JoinError(
            f"values, column {argument!r}: no boundary has the id {'; '.join(near)}{more}; correct these ids, or "
            "set the index of boundaries to them."
        )
    found: npt.NDArray[np.int64] = np.asarray(where, np.int64)[codes]
    return found


def _read_times(column: Any, argument: str, language: str) -> tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], Any]:
    import pandas as pd

    codes, uniques = pd.factorize(column)
    if (codes < 0).any():
        raise DateError(
            f"values, column {argument!r}: no time in {_list_rows(column, np.flatnonzero(codes < 0))}; fill or drop."
        )
    texts = [_date_text(item) for item in uniques]
    days: list[str] = []
    labels: dict[str, tuple[str, str]] = {}
    for position, text in enumerate(texts):
        rows = np.flatnonzero(codes == position)
        try:
            span = parse_date(text)
        except DateError as error:
            raise DateError(f"values, column {argument!r}, {_list_rows(column, rows)}: {error}") from None
        if span.earliest is None:
            raise DateError(
                f"values, column {argument!r}, {_list_rows(column, rows)}: {text!r} has no first day; give one."
            )
        day = span.earliest.isoformat()
        if day in days:
            raise DateError(
                f"values, column {argument!r}: {text!r} and {texts[days.index(day)]!r} begin on the same day, {day}; "
                "write one time in one way."
            )
        days.append(day)
        labels[day] = describe_date(span, language, "time"), text
    order = np.argsort(np.array(days))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    stops = tuple(sorted(days))
    return stops, tuple(labels[day][0] for day in stops), tuple(labels[day][1] for day in stops), rank[codes]


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


def _as_numbers(column: Any, argument: str) -> npt.NDArray[np.float64] | None:
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
    numbers: npt.NDArray[np.float64] = column.to_numpy(dtype=np.float64, na_value=np.nan)
    endless = np.flatnonzero(np.isinf(numbers))
    if len(endless):
        raise InputError(
            f"value: column {argument!r} is infinite in {_list_rows(column, endless)}; leave it empty."
        )
    return numbers


def _list(items: Any) -> str:
    listed = [str(item) for item in items]
    more = f" and {len(listed) - _SHOWN} more" if len(listed) > _SHOWN else ""
    return ", ".join(listed[:_SHOWN]) + more


def _list_rows(frame: Any, positions: Any) -> str:
    """Name rows by their label in the table, as the reader finds them."""
    labels = [str(frame.index[position]) for position in positions[:_SHOWN]]
    more = f" and {len(positions) - _SHOWN} more" if len(positions) > _SHOWN else ""
    return f"row{'s' if len(positions) > 1 else ''} {', '.join(labels)}{more}"
