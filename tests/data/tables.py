"""The files of the shipped package as a reader sees them, and the nine areas as their publisher prints them."""

import csv
from pathlib import Path

import shapely
from pyproj import Geod

DATA = Path(__file__).resolve().parents[2] / "data"

NINE = {  # as the publisher's table prints them
    "nagorno-karabakh": ("1988/1992", 4400),
    "shusha": ("1992-05-08", 289),
    "lachin": ("1992-05-18", 1840),
    "kalbajar": ("1993-04-02", 3054),
    "aghdam": ("1993-07-23", 1150),
    "fizuli": ("1993-08-23", 1390),
    "jabrayil": ("1993-08-23", 1050),
    "gubadli": ("1993-08-31", 802),
    "zangilan": ("1993-10-29", 707),
}


def read(name):
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def km2(area):
    geod = Geod(ellps="WGS84")
    polygons = [p for p in shapely.get_parts(area) if p.geom_type == "Polygon"]
    return sum(geod.geometry_area_perimeter(shapely.orient_polygons(p))[0] for p in polygons) / 1e6
