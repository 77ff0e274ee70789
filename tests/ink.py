"""How much ink an SVG spends on each place's land."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geo.land.area import geodesic_km2
from geo.model.frames import scene_of_values
from geo.model.scene import Scene

_SVG = "{http://www.w3.org/2000/svg}"


def made_scene(land: Sequence[shapely.Geometry], title: str = "") -> Scene:
    """A map of some land with a figure each, by place a0, a1 and so on."""
    ids = [f"a{number}" for number in range(len(land))]
    places = gpd.GeoDataFrame({"name": ids}, index=ids, geometry=land, crs=4326)
    values = pd.DataFrame({"place": ids, "time": "2020", "value": np.arange(len(ids), dtype=float)})
    return scene_of_values(places, values, title=title, classes=2)


def ink_of(data: str) -> float:
    """The area of a path of straight lines, absolute or relative after each start, even-odd."""
    rings = []
    for ring in re.findall(r"M[^M]*", data):
        points = np.array([float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", ring)]).reshape(-1, 2)
        if len(points) > 2:
            rings.append(shapely.Polygon(np.cumsum(points, axis=0) if "l" in ring else points))
    if len(rings) == 1:
        return float(rings[0].area)
    # a ring inside an odd number of others is a hole
    spots = shapely.get_point(shapely.get_exterior_ring(rings), 0)
    inner, outer = shapely.STRtree(rings).query(spots, predicate="within")
    depth = np.bincount(inner[inner != outer], minlength=len(rings))
    return float((shapely.area(rings) * np.where(depth % 2, -1, 1)).sum())


def ink_per_km2(svg: bytes | str, scene: Scene) -> dict[str, float]:
    """What each place's element covers, against its land on the ellipsoid, as a share of what is usual on the map."""
    ink: dict[str, float] = {}
    for element in ET.fromstring(svg).iter():
        if place := element.get("data-land"):
            paths = [element] if element.tag == f"{_SVG}path" else element.iter(f"{_SVG}path")
            ink[place] = sum(ink_of(path.get("d", "")) for path in paths)
    day = scene.stops[-1].day
    km2 = {scene.places[one.place].id: geodesic_km2(one.geometry) for one in scene.outlines if one.shown(day)}
    assert ink.keys() == km2.keys()
    share = {place: ink[place] / km2[place] for place in km2}
    usual = float(np.median(list(share.values())))
    return {place: found / usual for place, found in share.items()}
