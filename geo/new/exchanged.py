"""Whether boundaries have latitude before longitude: what lies elsewhere than its country, or at sea, as it stands."""

import csv
import re
from functools import cache
from typing import Any

import numpy as np
import shapely

from geo.errors import InputError
from geo.new.request import New
from geo.package.read import shipped
from geo.reading.boundaries import Boundaries
from geo.reading.codes import find_country
from geo.text.names import fold_name

_COUNTRY = re.compile(r"country|admin|adm_?0|sovereign|nation|iso|страна|ölkə|pays|pa[ií]s|land|երկիր", re.IGNORECASE)
_MOST_COUNTRIES = 400  # different texts of an attribute: one with more names other things
_NEAR = 0.5  # degrees: the world's outlines that come with the program are coarse
_FEW, _MOST = 0.1, 0.9  # shares of the features on land, as they stand and with their coordinates exchanged


def find_exchanged(boundaries: Boundaries, new: New) -> None:
    """Look where features lie as they stand, and where they would lie if their coordinates were exchanged.

    Raises
    ------
    InputError
        No country, of those that an attribute names, lies where it is, and most do once the coordinates are exchanged.
    """
    frame = boundaries.frame
    shapes: Any = np.array(frame.geometry.array, dtype=object)
    drawn = ~shapely.is_empty(shapes) & ~shapely.is_missing(shapes)
    points: Any = shapely.point_on_surface(shapes[drawn])
    xy = shapely.get_coordinates(points)
    if not len(xy) or np.abs(xy).max() > 90:
        return
    turned: Any = shapely.points(xy[:, ::-1])
    countries, world = _read_world()

    def look_up(text: str, *, called: bool) -> int | None:
        number = countries.get(fold_name(text))
        return _read_codes().get(find_country(text)) if number is None and called else number

    for column in frame.columns.drop("geometry"):
        texts = frame[column].to_numpy()[drawn]
        if len(set(texts)) > _MOST_COUNTRIES:
            continue
        called = bool(_COUNTRY.search(str(column)))
        meant = {text: number for text in set(texts) if text and (number := look_up(text, called=called)) is not None}
        known = np.flatnonzero([text in meant for text in texts])
        if 2 * len(known) < len(texts):
            continue
        there = world[[meant[texts[at]] for at in known]]
        if shapely.dwithin(points[known], there, _NEAR).any():
            continue
        right = shapely.dwithin(turned[known], there, _NEAR)
        if 2 * right.sum() >= len(known):
            at = int(known[np.flatnonzero(right)[0]])
            number = int(np.flatnonzero(drawn)[at]) + 1
            raise InputError(
                f"{boundaries.name}, feature {number}: {column!r} says {texts[at]!r}, and it lies at longitude "
                f"{xy[at, 0]:.4g}, latitude {xy[at, 1]:.4g}, where {texts[at]} is only with the two exchanged; latitude stands "
                "first, so say --swap"
            )
    tree = shapely.STRtree(world)
    here, else_where = (len(set(tree.query(given, predicate="within")[0].tolist())) / len(xy) for given in (points, turned))
    if len(xy) > 2 and here <= _FEW and else_where >= _MOST:
        new.said.append(
            f"{boundaries.name}: its features lie at sea, around longitude {xy[0, 0]:.4g}, latitude {xy[0, 1]:.4g}, and on land "
            "with the two exchanged; if latitude stands first, say --swap"
        )


@cache
def _read_world() -> tuple[dict[str, int], Any]:
    """Return the countries of the world by name, folded, as numbers among their shapes."""
    import geopandas

    folder = shipped("data") / "around"
    frame = geopandas.read_file(folder / "boundaries" / "boundaries.geojson")
    numbers = {place: number for number, place in enumerate(frame["place"])}
    with (folder / "places.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["id"] in numbers]
    found = {fold_name(row["name_en"]): numbers[row["id"]] for row in rows}
    return found, np.array(frame.geometry.array, dtype=object)


@cache
def _read_codes() -> dict[str, int]:
    """Return the same countries by their codes of two letters."""
    return {code: number for name, number in _read_world()[0].items() if (code := find_country(name))}
