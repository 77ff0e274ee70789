"""A few events in two squares, as text and as frames."""

import geopandas as gpd
import pandas as pd
from shapely import box

PLACES = gpd.GeoDataFrame({"id": ["b", "a"]}, geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], crs=4326)
HEADER = "day,lon,lat,dead\n"
ROWS = (
    "2020-03-05,0.5,0.5,0.1\n"  # b, March
    "2020-02-29T23:30:00-01:00,0.2,0.2,0.2\n"  # b, March in UTC
    "2020-04-01,1.0,0.5,4\n"  # the border: a
    "2020-03-31,1.5,0.5,2\n"  # a, March
    "2020-03-31,5,5,1\n"  # in no place
)


def rows(result):
    """The rows of places and periods that have a point."""
    return [row for row in result.table.itertuples(index=False, name=None) if row[2] or result.zeros == 0]


def write(path, text):
    path.write_text(text)
    return path


def event_frame():
    lines = [line.split(",") for line in ROWS.split()]
    frame = pd.DataFrame(lines, columns=["day", "lon", "lat", "dead"])
    return frame.astype({"lon": float, "lat": float, "dead": float})
