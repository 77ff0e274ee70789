"""What people pass to a choropleth out of habit: argument names of folium and GeoPandas, wide frames, frames with both."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, TypeVar

import numpy as np

from geo.errors import DateError, InputError
from geo.land.area import measure_km2
from geo.model.classes import find_classes
from geo.reading.when import is_time, read_when
from geo.text.names import nearest

MapT = TypeVar("MapT")
_EXTRA = ("per", "per_count", "middle", "log")
# What folium.Choropleth and GeoDataFrame.explore call it, and what it is here.
_SAME = {
    "geo_data": "boundaries", "data": "values", "column": "value", "cmap": "colours", "colors": "colours",
    "fill_color": "colours", "palette": "colours", "bins": "classes", "threshold_scale": "classes", "scheme": "classes",
    "legend_name": "legend", "caption": "legend", "lang": "language", "crs": "projection", "date": "time", "id": "place",
}  # fmt: skip
_ALIKE = {  # names that one answer suits
    "every place has a card with its values; name= is the column of boundaries with names to show":
        "tooltip popup tooltip_kwds popup_kwds",
    "borders are drawn so that they show in print and on screen; they have no option":
        "line_color line_opacity line_weight edgecolor linewidth",
    "what has no value has a paint of its own, and the legend says so": "nan_fill_color nan_fill_opacity missing_kwds",
    "what is pointed at is always marked": "highlight highlight_kwds",
    "add geo.TimeChoropleth(...) to a map of your own": "m overlay show control",
    "give the upper end of each class with classes=": "vmin vmax",
    "points are not drawn; geo.aggregate_events counts them in places": "marker_type marker_kwds",
    "the page fills its window; frame it with an iframe of that size": "width height figsize",
    "values are opaque here, so that they look as in the legend; geo.TimeChoropleth takes opacity=": "fill_opacity alpha",
}
_INSTEAD = {name: answer for answer, names in _ALIKE.items() for name in names.split()} | {
    "columns": "name the columns with place=, time= and value=",
    "key_on": "set the index of boundaries to the ids that values uses, with boundaries.set_index(...)",
    "tiles": "no tiles are drawn, so that the map needs no network; add a folium.TileLayer to it for them",
    "legend_kwds": "the legend's heading is legend=, its unit unit=",
    "categorical": "words are drawn as categories; make numbers words with values[...].astype(str)",
    "categories": "make the column of values a pandas Categorical that is ordered",
    "style_kwds": "colours= takes a palette or colours from low to high", "smooth_factor": "detail= says how sharp edges stay",
    "animation_frame": "time= is the column of times", "locations": "place= is the column of places",
    "color": "value= is the column of values", "df": "boundaries= is the GeoDataFrame", "attr": "note= is what stands beneath",
    "use_jenks": "classes=\"NaturalBreaks\" takes them, and k= how many",
    "classification_kwds": "classes= takes upper ends, a number of classes or a scheme's name, k= how many",
    "topojson": "read it first, with geopandas.read_file", "control_scale": "a scale is drawn wherever one is true",
    "map_kwds": "projection= and context= are what a map takes",
}  # fmt: skip


def knows_habits(draw: Callable[..., MapT]) -> Callable[..., MapT]:
    """Let a function of boundaries and values take what people are used to, or answer with the right name.

    Beside names, it takes a wide frame (one column a time), one GeoDataFrame that holds both, `per` and `per_count` (divide by a
    column, or by `km2`), `middle` (colours turn there) and `log` (classes grow by one factor).

    Raises
    ------
    InputError
        An argument is not known; says which is meant.
    """

    @wraps(draw)
    def drawn(boundaries: Any = None, values: Any = None, **options: Any) -> MapT:
        known = set(draw.__annotations__)
        for name in [name for name in options if name not in known and name in _SAME]:
            meant = _SAME[name]
            taken = {"boundaries": boundaries, "values": values}.get(meant)
            if meant in options or taken is not None:
                raise InputError(f"{name}: is {meant} here, which is given too; leave out one of them.")
            given = options.pop(name)
            if meant == "boundaries":
                boundaries = given
            elif meant == "values":
                values = given
            else:
                options[meant] = given
        extra: dict[str, Any] = {name: options.pop(name) for name in _EXTRA if name in options and name not in known}
        for name in options:
            if name not in known:
                near = nearest(name, sorted(known - {"return"}))
                raise InputError(f"{name}: {_INSTEAD.get(name) or f'is no argument; nearest: {near}'}.")
        boundaries, values = _part_frames(boundaries, values, options)
        if extra:
            values = _divide(boundaries, values, options, extra)
            _count_classes(values, options, extra)
        return draw(boundaries, values, **options)

    return drawn


def _part_frames(boundaries: Any, values: Any, options: dict[str, Any]) -> tuple[Any, Any]:
    """Return boundaries by id, and values as one row a place and time."""
    import geopandas as gpd
    import pandas as pd

    place, time, value = (options.get(name, name) for name in ("place", "time", "value"))
    for argument, frame in (("boundaries", boundaries), ("values", values)):
        if isinstance(frame, pd.DataFrame) and frame.columns.nlevels > 1:
            raise InputError(
                f"{argument}: has columns of {frame.columns.nlevels} levels; join them first, with "
                "frame.columns = ['_'.join(map(str, parts)) for parts in frame.columns]."
            )
    if values is None and isinstance(boundaries, gpd.GeoDataFrame):
        frame = boundaries
        if place not in frame.columns:
            frame = frame.assign(**{place: [str(item) for item in frame.index]})
        values = pd.DataFrame(frame.drop(columns=frame.geometry.name))
        keys = frame[place].astype(str)
        boundaries = frame.set_index(keys).loc[~keys.duplicated().to_numpy()]
    if not isinstance(values, pd.DataFrame) or time in values.columns:
        return boundaries, values
    wide = [column for column in values.columns if is_time(str(column))]
    if len(wide) < 2 or value in values.columns:
        return boundaries, values
    if place not in values.columns:
        values = values.assign(**{place: [str(item) for item in values.index]})
    long = values.melt(id_vars=[place], value_vars=wide, var_name=time, value_name=value).dropna(subset=[value])
    try:
        long[time] = [read_when(str(item)) for item in long[time]]
    except DateError as error:
        raise InputError(f"values: {error}; name the columns as EDTF, such as 2020 or 2020-06.") from None
    return boundaries, long


def _divide(boundaries: Any, values: Any, options: dict[str, Any], extra: dict[str, Any]) -> Any:
    import pandas as pd

    per, count = extra.get("per"), extra.get("per_count", 1)
    if per is None:
        return values
    place, value = options.get("place", "place"), options.get("value", "value")
    if per == "km2":
        shapes = zip(boundaries.index, boundaries.geometry.to_crs(4326), strict=True)
        areas = {str(key): measure_km2(shape) for key, shape in shapes}
        divisor = values[place].astype(str).map(areas)
    elif per in values.columns:
        divisor = pd.to_numeric(values[per], errors="coerce")
    else:
        near = nearest(str(per), [str(column) for column in values.columns])
        raise InputError(f"per: came {per!r}, wanted km2 or a column of values; nearest: {near}.")
    quotient = pd.to_numeric(values[value], errors="coerce") / divisor.where(divisor > 0) * count
    return values.assign(**{value: quotient})


def _count_classes(values: Any, options: dict[str, Any], extra: dict[str, Any]) -> None:
    """Put the ends of classes for `middle` and `log` among the options."""
    import pandas as pd

    middle, log = extra.get("middle"), extra.get("log", False)
    if middle is None and not log:
        return
    numbers = pd.to_numeric(values[options.get("value", "value")], errors="coerce").to_numpy(np.float64)
    given = numbers[np.isfinite(numbers)]
    classes = options.get("classes", 5)
    if middle is not None:
        if log:
            raise InputError("middle, log: exclude each other; give one.")
        options["classes"] = list(find_classes(given, classes, k=options.get("k", 5), middle=float(middle)).ends)
        options.setdefault("colours", "vik")
        return
    if not isinstance(classes, int) or not len(given) or given.min() <= 0:
        raise InputError("log: needs numbers above 0, and classes as how many of them.")
    options["classes"] = _grow(float(given.min()), float(given.max()), classes)


def _grow(low: float, high: float, count: int) -> Sequence[float]:
    return [float(end) for end in np.geomspace(low, high, count + 1)[1:]]
