"""A file of points or polygons as a frame, without following anything that the file points at."""

from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.reading.formats import offline, read_head, refuse_address, sniff_format

PARQUET_ENDINGS = (".parquet", ".geoparquet", ".pq")


def read_vectors(path: Path, wanted: str) -> Any:
    """Read a GIS file as a GeoDataFrame, in the reference system that it says.

    Parameters
    ----------
    path : a file that GDAL or pyarrow reads, or a folder of one.
    wanted : what it is to hold, for the message.

    Raises
    ------
    InputError
        It points at other files or addresses, cannot be read, or has no geometries.
    """
    import geopandas

    if (
        path.is_file() and sniff_format(str(path), read_head(path)) == "geojson"
    ):  # refuses what only points at other files
        refuse_address(str(path), path.read_bytes())
    read = geopandas.read_parquet if path.suffix.lower() in PARQUET_ENDINGS else geopandas.read_file
    try:
        with offline():
            frame = read(path)
    except Exception as error:  # GDAL and pyarrow raise many kinds; all mean the same here
        said = " ".join(str(error).split())[:300]
        raise InputError(
            f"{path}: not a file of {wanted} that GDAL can read ({said}); save it anew"
        ) from error
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise InputError(f"{path}: a table without geometry; a file of {wanted} is wanted")
    return frame
