"""A time map from boundaries and a long table of values: one call, one folium map in our own page."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from geo.errors import InputError, few, warn
from geo.look.palette import Colours
from geo.model.around import surround
from geo.model.frames import scene_of_values
from geo.model.scene import Scene
from geo.page.arguments import knows_habits
from geo.page.garbage import left_lying
from geo.page.ground import DETAIL, Ground

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

    from geo.page.draw import PageMap



@left_lying
@knows_habits
def time_choropleth(
    boundaries: "gpd.GeoDataFrame",
    values: "pd.DataFrame",
    *,
    place: str = "place",
    time: str = "time",
    value: str = "value",
    flag: str | None = None,
    title: str = "",
    name: str | None = "name",
    classes: int | str | Sequence[float] = 5,
    k: int = 5,
    colours: Colours = None,
    unit: str | Mapping[str, str] = "",
    legend: str = "",
    note: str = "",
    detail: int = DETAIL,
    language: str = "en",
    projection: str = "auto",
    context: "gpd.GeoDataFrame | None" = None,
) -> "PageMap":
    """Draw values of places over time as an interactive map.

    Parameters
    ----------
    boundaries : polygons, indexed by place id, with a CRS (any). Geometry collections are
        reduced to their polygons, empty geometries are drawn as nothing. Where boundaries change over time, a place has
        a row for each version, with dates or EDTF texts in the columns valid_from and valid_to (the first day no longer
        valid; empty is open): at each time only the versions valid on its first day are drawn.
    values : one row per place and time. A place without a row, or without a value, at some time is drawn as
        missing at that time.
    place, time, value, flag : names of the columns; the last may be None. Times are dates, or EDTF texts such as 2020,
        2020-06 or 2020-06-30; values are numbers or categories; flags such as p for provisional stand beside values.
    title : stands above the map.
    name : the column of `boundaries` with names to show; ids where it is None, lacking or empty.
    classes : for numbers: how many classes with about as many values each; or "equal", or a scheme of
        `mapclassify`; or the upper end of each class.
    k : how many classes a named scheme makes.
    colours : a palette of `cmcrameri`, ColorBrewer or matplotlib by name, colours from low to high, or for categories
        a mapping to colours.
    unit : written behind numbers; a text, or one per language.
    legend : its heading: what the values are.
    note : a sentence for the notes.
    detail : how many zooms beyond the opening one stay sharp where there is much land. The file grows by about a half
        with each; 0 sends what the opening view can show.
    language : "en", "az", "hy" or "ru": what it opens in.
    projection : "auto" takes the plane that keeps the areas of this land: Equal Earth, or Lambert's azimuthal or Albers'
        conic equal-area one; "equal-earth", "laea" and "albers" name it; "mercator" is what online tiles are in.
    context : polygons under the map that have no values, such as neighbours, with a CRS. Without, the boundaries that come
        with the program are drawn where they cover the view; an empty frame draws none.

    Returns
    -------
    A map to display in a notebook, add layers to, or write with `geo.save`. Numbers are sent along to the last digit, up
    to a million of them; beyond that the map has classes only, and says so. Its table has a row for every place, except
    beyond 5,000 places: then rows exist where the reader is.

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
    'PageMap'
    """
    from geo.page.draw import PageMap

    check_detail(detail)
    scene = scene_of_values(
        boundaries, values, place=place, time=time, value=value, flag=flag, title=title, name=name, classes=classes, k=k,
        colours=colours, unit=unit, legend=legend, note=note, language=language, projection=projection,
    )  # fmt: skip
    view = PageMap(surround(scene, context), detail=detail)
    warn_apart(scene, view.ground)
    return view


def check_detail(detail: int) -> None:
    """Raise an InputError where `detail` is no number of zooms."""
    if not 0 <= detail <= 12:
        raise InputError(f"detail: came {detail!r}, wanted 0 to 12 zooms beyond the opening one.")


def warn_apart(scene: Scene, ground: Ground) -> None:
    """Warn of land whose edges do not meet its neighbours'."""
    apart = ground.apart
    if not apart:
        return
    names = list(dict.fromkeys(scene.places[scene.land.places(n)[0]].name(scene.language) for n in apart))
    warn(
        f"boundaries: {len(apart)} of {len(scene.land)} overlap their neighbours or leave gaps, so common edges may "
        f"part by a pixel: {few(names)}; let it be where a pixel does not matter, else mend the edges, in "
        "QGIS by `Snap geometries to layer` and then `v.clean` (shapely.coverage_invalid_edges shows where)."
    )
