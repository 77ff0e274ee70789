"""The columns of a table of dated points: found by name, or by what a file says of its geometry."""

import json
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from geo.errors import InputError

LON_COLUMNS = ("lon", "lng", "longitude", "x")
LAT_COLUMNS = ("lat", "latitude", "y")


@dataclass(frozen=True)
class Wanted:
    """The columns asked for by name; without coordinates they are looked for."""

    time: str
    lon: str | None = None
    lat: str | None = None
    value: str | None = None
    dates: str = ""


@dataclass(frozen=True)
class Columns:
    """The columns found: coordinates either as two columns in degrees or as points in a CRS (None: degrees).

    `dates` says how dates such as 3/4/2020 are written: dmy or mdy, or nothing where nobody said.
    """

    time: str
    lon: str | None
    lat: str | None
    geometry: str | None
    crs: str | None
    value: str | None
    dates: str = ""

    @property
    def names(self) -> list[str]:
        """The columns to read, each once."""
        wanted = (self.time, self.lon, self.lat, self.geometry, self.value)
        return list(dict.fromkeys(name for name in wanted if name is not None))


def find_columns(
    names: list[str], wanted: Wanted, label: str, *, geometry: str | None = None, crs: str | None = None
) -> Columns:
    """Choose the columns: named ones, else the geometry, else the usual names for coordinates."""
    if (wanted.lon is None) != (wanted.lat is None):
        raise InputError(
            f"{label}: longitude and latitude are named together: give both --lon and --lat, or neither"
        )
    for option, name in (
        ("time", wanted.time),
        ("lon", wanted.lon),
        ("lat", wanted.lat),
        ("value", wanted.value),
    ):
        if name is None:
            continue
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            raise InputError(f"{label}: no column {name!r} for {option}; {hint}there are: {', '.join(names)}")
        if names.count(name) > 1:
            raise InputError(
                f"{label}: column {name!r} for {option} stands twice in the header; rename one of them"
            )
    if wanted.lon is not None:
        return Columns(wanted.time, wanted.lon, wanted.lat, None, None, wanted.value, wanted.dates)
    if geometry is not None:
        return Columns(wanted.time, None, None, geometry, crs, wanted.value, wanted.dates)
    plain = {name.strip().lower(): name for name in reversed(names)}
    lon = next((plain[name] for name in LON_COLUMNS if name in plain), None)
    lat = next((plain[name] for name in LAT_COLUMNS if name in plain), None)
    if lon is None or lat is None:
        missing = (
            f"longitude ({', '.join(LON_COLUMNS)})" if lon is None else f"latitude ({', '.join(LAT_COLUMNS)})"
        )
        raise InputError(
            f"{label}: no column for the {missing}; name the columns with --lon and --lat; "
            f"there are: {', '.join(names)}"
        )
    return Columns(wanted.time, lon, lat, None, None, wanted.value, wanted.dates)


def find_geometry(metadata: dict[bytes, bytes], label: str) -> tuple[str | None, str | None]:
    """Read a GeoParquet file's geometry column and CRS (None: degrees)."""
    if b"geo" not in metadata:
        return None, None
    try:
        described = json.loads(metadata[b"geo"])
        name = described["primary_column"]
        column = described["columns"][name]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{label}: its GeoParquet description cannot be read ({error}); name --lon and --lat, or save it again"
        ) from error
    if "crs" not in column:  # the standard's default
        return str(name), None
    if column["crs"] is None:
        raise InputError(
            f"{label}: geometry {name!r} says no coordinate reference system; save it with one, or name --lon and --lat"
        )
    from pyproj.exceptions import CRSError

    try:
        return str(name), _name_crs(column["crs"])
    except CRSError as error:
        said = f"geometry {name!r} says a reference system that is none ({str(error)[-100:]})"
        raise InputError(f"{label}: {said}; save it again, or name --lon and --lat") from None


def find_frame_columns(label: str, frame: Any, wanted: Wanted, crs: Any) -> Columns:
    """Choose the columns of a frame, or of a file read as one, whose points must say their CRS unless coordinates are named."""
    names = [str(name) for name in frame.columns]
    geometry = getattr(frame, "active_geometry_name", None)
    if geometry is not None and crs is None and wanted.lon is None:
        raise InputError(
            f"{label}: the geometry says no coordinate reference system; set one with set_crs, or name lon and lat"
        )
    return find_columns(names, wanted, label, geometry=geometry, crs=None if crs is None else _name_crs(crs))


def _name_crs(crs: Any) -> str | None:
    """Return the CRS as text, or None for longitude and latitude on WGS 84."""
    from pyproj import CRS

    known = CRS.from_user_input(crs)
    if known.equals(CRS.from_epsg(4326), ignore_axis_order=True) or known.to_authority() == ("OGC", "CRS84"):
        return None
    return known.to_wkt()
