"""Read any file of boundaries: GeoJSON, TopoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, GeoParquet, KML.

What a file is, is found from its first bytes; a file that only points at others (a GDAL virtual dataset) is refused.
Everything that was not as a map needs it is named in `Boundaries.findings`: repairs, cuts, empty features.
"""

import json
import re
import sqlite3
import tempfile
import warnings
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas
import numpy as np
import pyogrio
import shapely
from pyproj import CRS
from pyproj.exceptions import CRSError, ProjError

from geo.errors import UNFIT, Finding, InputError, fit_text, is_inside
from geo.land.antimeridian import FARTHEST, find_crossings, split_antimeridian
from geo.land.area import keep_polygons
from geo.reading.tables import cell_text, decode_text

LARGEST_BYTES = 1 << 30  # of a file, or of an archive unpacked
FORMATS = "GeoJSON, TopoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, GeoParquet or KML"
_IN_DEGREES = ("topojson", "kml")  # formats without a CRS of their own, whose standard is longitude and latitude
_ENDINGS = {
    "geojson": ".geojson",
    "topojson": ".json",
    "gpkg": ".gpkg",
    "shp": ".shp",
    "fgb": ".fgb",
    "kml": ".kml",
    "parquet": ".parquet",
    "zip": ".zip",
}
_MOST_PARSED = 1 << 26  # bytes of GeoJSON taken apart to name what is wrong in it
_MOST_STEPS = 100  # million steps of SQLite
_HEAD = 1 << 16  # bytes by which a file is known; GDAL itself looks at fewer
# What makes GDAL take a file for a virtual dataset or a web service, wherever in the head it stands, even in GeoJSON.
_POINTERS = re.compile(rb"<(OGR|VRT|GMLAS|CSW|WFS|WMS|WMTS|GDAL)|gdal_streamed_alg", re.IGNORECASE)


@dataclass(frozen=True)
class Boundaries:
    """Polygons with their attributes.

    Parameters
    ----------
    name : str
        The file's name, with the layer where it has several.
    frame : GeoDataFrame
        Attributes as text, and the active geometry in EPSG:4326: polygons, valid, within -180..180; empty
        for a feature without land. One row a feature, in the file's order.
    crs : str
        The coordinate reference system the file was in, by authority or name.
    findings : tuple of Finding
        What was repaired, cut or left out; rows are the features' numbers from 1.
    """

    name: str
    frame: geopandas.GeoDataFrame = field(repr=False)
    crs: str
    findings: tuple[Finding, ...] = ()


def read_boundaries(source: str | Path, *, crs: str | None = None) -> Boundaries:
    """Read polygons and their attributes from any file of boundaries.

    Parameters
    ----------
    source : str or Path
        A file, `FILE:layer` for one layer of it, or `-` for standard input.
    crs : str, optional
        The coordinates' reference system, such as `EPSG:32638`; needed when the file says none.

    Returns
    -------
    Boundaries
        In EPSG:4326.

    Raises
    ------
    InputError
        The file cannot be read, has several layers and none was named, says no reference system, or holds
        no polygons; says what to do.
    """
    with tempfile.TemporaryDirectory(prefix="geo-") as scratch:
        path, layer = _find_file(str(source), Path(scratch))
        shown = "standard input" if str(source) == "-" else fit_text(path.name) or "the file"
        kind = sniff_format(shown, read_head(path))
        address = str(path.resolve())
        if kind == "zip":
            address, kind = _open_archive(shown, path, layer)
            layer = None if layer and PurePosixPath(address).stem == layer else layer
        if kind == "parquet":
            frame, layer = _read_parquet(shown, address, layer)
        else:
            frame, layer = _read_layer(shown, kind, path, address, layer)
        lost = _find_lost(shown, path, address, len(frame)) if kind == "geojson" else []
    name = f"{shown}:{layer}" if layer and layer != Path(shown).stem else shown
    told = _find_crs(name, kind, frame, crs)
    findings = lost
    if found := frame.attrs.get("encoding"):
        remedy = f"its texts were read as {found}; check the names"
        findings.append(Finding("warning", name, None, "encoding", "none", "a .cpg file that says it", remedy))
    if frame.crs is not None and crs is not None and not told.equals(frame.crs, ignore_axis_order=True):
        came = f"{_crs_name(CRS.from_user_input(frame.crs))} in the file, {crs} told"
        findings.append(Finding("warning", name, None, "crs", came, "one of them", "what was told was used"))
    frame = frame.set_crs(told, allow_override=True)
    shapes = _to_degrees(name, frame, told)
    shapes, cleaned = _clean(name, shapes)
    clean = geopandas.GeoDataFrame(_attributes(name, frame, findings), geometry=list(shapes), crs="EPSG:4326")
    return Boundaries(name, clean, fit_text(_crs_name(told)), (*findings, *cleaned))


def sniff_format(name: str, head: bytes) -> str:
    """Return what a file is, from its first bytes.

    Raises
    ------
    InputError
        It is none of the formats that are read.
    """
    marks = {b"SQLite format 3\x00": "gpkg", b"fgb\x03": "fgb", b"\x00\x00\x27\x0a": "shp"}
    marks |= {b"PK\x03\x04": "zip", b"PAR1": "parquet"}
    for mark, kind in marks.items():
        if head.startswith(mark):
            return kind
    if _POINTERS.search(head):
        raise InputError(f"{name}: only points at other files or addresses; give the file with the areas itself")
    text = head.decode("utf-8", "replace").lstrip("\ufeff \t\r\n\x1e")
    if text.startswith(("{", "[")):
        return "topojson" if re.search(r'"type"\s*:\s*"Topology"', text) else "geojson"
    element = re.search(r"<(?:\w+:)?([A-Za-z]\w*)", re.sub(r"<!--.*?(-->|$)", "", text, flags=re.DOTALL))
    if element and element[1] == "kml":
        return "kml"
    if not text.strip("\x00"):
        raise InputError(f"{name}: the file is empty; give boundaries as {FORMATS}")
    raise InputError(f"{name}: is no file of boundaries known here; save it as {FORMATS}")


def _find_file(source: str, scratch: Path) -> tuple[Path, str | None]:
    """Part `FILE:layer`; put standard input into a file, where a library needs one."""
    if source == "-":
        import sys

        data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        path = scratch / f"boundaries{_ENDINGS[sniff_format('standard input', data[:_HEAD])]}"
        path.write_bytes(data)
        return path, None
    try:
        path, layer = Path(source), None
        if not path.exists() and ":" in source:
            before, _, layer = source.rpartition(":")
            path = Path(before)
        if path.is_dir():
            raise InputError(f"{path}: is a folder; name the file of boundaries in it")
        size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{source}: cannot be read ({error.strerror}); check the name") from None
    except ValueError:
        raise InputError(f"{source!r}: is no file name; check it") from None
    if size > LARGEST_BYTES:
        raise InputError(f"{path.name}: is larger than {LARGEST_BYTES >> 20} MiB; keep only the features to draw")
    return path, layer or None


def read_head(path: Path) -> bytes:
    """Return the bytes by which `sniff_format` knows a file."""
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); check the name") from None


def _open_archive(name: str, path: Path, layer: str | None) -> tuple[str, str]:
    """Find the one file of boundaries in an archive; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            wanted = [member for member in members if PurePosixPath(member.filename).suffix.lower() in _ENDINGS.values()]
            wanted = [member for member in wanted if PurePosixPath(member.filename).suffix.lower() != ".zip"]
            unsafe = [member.filename for member in members if not is_inside(member.filename)]
            if unsafe:
                raise InputError(f"{name}: holds a member {unsafe[0]!r} that points outside the archive; do not use it")
            if sum(member.file_size for member in members) > LARGEST_BYTES:
                raise InputError(f"{name}: unpacks to more than {LARGEST_BYTES >> 20} MiB; keep only what to draw")
            if layer is not None:
                wanted = [m for m in wanted if PurePosixPath(m.filename).stem == layer] or wanted
            if len(wanted) != 1:
                there = ", ".join(sorted(member.filename for member in wanted or members)[:8]) or "nothing"
                stems = " or ".join(f"{name}:{PurePosixPath(member.filename).stem}" for member in wanted[:2])
                remedy = f"name one, {stems}" if wanted else f"pack one of {FORMATS}"
                raise InputError(f"{name}: the archive holds {len(wanted)} files of boundaries ({there}); {remedy}")
            head = archive.open(wanted[0]).read(_HEAD)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"{name}: is a damaged or locked archive ({error}); pack it again") from None
    kind = sniff_format(f"{name}/{wanted[0].filename}", head)
    if kind in ("zip", "parquet"):
        raise InputError(f"{name}: holds {wanted[0].filename}, which is not read from an archive; unpack it first")
    return f"/vsizip/{path.resolve()}/{wanted[0].filename}", kind


def _read_layer(
    name: str, kind: str, path: Path, address: str, layer: str | None
) -> tuple[geopandas.GeoDataFrame, str | None]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what GDAL remarks on is looked at again here, feature by feature
            if kind == "gpkg":
                _refuse_endless(name, path, address)
            layers = pyogrio.list_layers(address)
            names = [str(item[0]) for item in layers]
            spatial = [str(item[0]) for item in layers if item[1] is not None]
            if layer is None:
                land = [str(item[0]) for item in layers if "Polygon" in str(item[1])] or spatial
                if not names:
                    raise InputError(f"{name}: holds no layer that can be read; save it again as {FORMATS}")
                if len(land) != 1:
                    there = ", ".join(land or names) or "none"
                    raise InputError(
                        f"{name}: has {len(land)} layers of boundaries ({there}); name one, such as "
                        f"{name}:{(land or names or ['layer'])[0]}"
                    )
                layer = land[0]
            elif layer not in names:
                raise InputError(f"{name}: has no layer {layer!r}; there are: {', '.join(names) or 'none'}")
            # A GeoPackage says how many rows it has, and need not be right; a condition makes GDAL count them.
            where = "1 = 1" if kind == "gpkg" else None
            frame = pyogrio.read_dataframe(address, layer=layer, force_2d=True, on_invalid="ignore", where=where)
            if kind == "shp" and pyogrio.read_info(address, layer=layer)["encoding"] == "ISO-8859-1":
                frame = _decode_again(frame)
    except InputError:
        raise
    except Exception as error:  # GDAL's failures come as many kinds, of pyogrio, shapely and Python
        said = " ".join(str(error).split()).replace(f"{Path(address).parent}/", "").split("; It might help")[0][:160]
        if kind == "shp" and ".shx" in said:
            remedy = "keep .shp, .shx, .dbf and .prj together, or give them as one ZIP"
            raise InputError(f"{name}: lacks its .shx, and a Shapefile is several files; {remedy}") from None
        raise InputError(f"{name}: cannot be read ({said}); save it again as {FORMATS}") from None
    if not isinstance(frame, geopandas.GeoDataFrame):
        raise InputError(f"{name}: layer {layer!r} has no geometries; boundaries are wanted here")
    return frame, layer if len(names) > 1 else None


def _decode_again(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Read texts in the encoding that their bytes show, where a Shapefile does not say it and GDAL took Latin letters.

    UTF-8 shows in any text; other alphabets in words of which most letters are outside ASCII.
    """
    texts = [column for column, kind in frame.dtypes.items() if kind in ("object", "string", "str")]
    given = "\n".join(sorted({text for column in texts for text in frame[column] if isinstance(text, str)}))
    odd = [word for word in given.split() if not word.isascii()]
    if not odd:
        return frame
    try:
        data, found = given.encode("latin-1"), "utf-8"
        data.decode(found)
    except UnicodeEncodeError:
        return frame
    except UnicodeDecodeError:
        if 2 * sum(letter > "\x7f" for word in odd for letter in word) < len("".join(odd)):
            return frame
        found = decode_text("the attributes", "\n".join(odd).encode("latin-1"), judge=_count_words)[1]
    again = {column: [_recode(text, found) for text in frame[column]] for column in texts}
    frame = frame.assign(**again)
    frame.attrs["encoding"] = found
    return frame


def _count_words(text: str) -> int:
    """Count the words of another alphabet, in capitals, small letters or with one capital in front."""
    words = [word for word in text.split() if word.isalpha() and word[0] > "\u036f" and word.upper() != word.lower()]
    return sum(word in (word.title(), word.upper(), word.lower()) for word in words)


def _recode(text: Any, encoding: str) -> Any:
    return text.encode("latin-1").decode(encoding, "replace") if isinstance(text, str) else text


def _read_member(path: Path, address: str) -> bytes:
    """Return the bytes of a file, or of the one in an archive that GDAL's address names."""
    member = address.removeprefix(f"/vsizip/{path.resolve()}/")
    if member == address:
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return archive.read(member)


def _refuse_endless(name: str, path: Path, address: str) -> None:
    """Refuse a GeoPackage with a view that has no end, or that only GDAL could count."""
    plain = address == str(path.resolve())
    steps = iter(range(_MOST_STEPS))
    view = ""
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1" if plain else ":memory:", uri=plain)) as book:
            if not plain:
                book.deserialize(_read_member(path, address))
            book.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)
            for (view,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
                quoted = str(view).replace('"', '""')
                book.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
    except sqlite3.Error as error:
        which = f"its view {view!r}" if view else "it"
        raise InputError(f"{name}: {which} cannot be counted ({error}); save the areas as a plain table") from None


def _find_lost(name: str, path: Path, address: str, count: int) -> list[Finding]:
    """Refuse GeoJSON whose features do not say that they are: GDAL passes over such without a word."""
    data = _read_member(path, address)
    there = len(re.findall(rb'"geometry"\s*:', data))
    if there <= count:
        return []
    try:
        if len(data) > _MOST_PARSED:
            raise ValueError("too much to take apart")
        features = list(json.loads(data)["features"])
    except (ValueError, LookupError, TypeError, RecursionError):  # one feature a line, or no JSON to the letter
        came, wanted = f"perhaps {there} features, {count} of them readable", "all of them"
        return [Finding("warning", name, None, "features", came, wanted, "what cannot be read was left out; compare")]
    for number, item in enumerate(features, start=1):
        if not isinstance(item, dict) or item.get("type") != "Feature":
            raise InputError(
                f'{name}, feature {number}: came {str(item)[:60]!r}, wanted a member "type": "Feature" in each; '
                "correct the feature, or leave it out"
            )
    return []


def _read_parquet(name: str, address: str, layer: str | None) -> tuple[geopandas.GeoDataFrame, None]:
    if layer is not None:
        raise InputError(f"{name}: a GeoParquet file has no layers; leave out :{layer}")
    try:
        return geopandas.read_parquet(address), None
    except ImportError:
        raise InputError(
            f"{name}: reading GeoParquet needs pyarrow, which is not installed; "
            "run: pip install 'geo-timemaps[export]', or save it as GeoPackage"
        ) from None
    except Exception as error:  # a damaged file fails in pyarrow, geopandas or shapely
        said = " ".join(str(error).split())[:160]
        raise InputError(f"{name}: cannot be read as GeoParquet ({said}); save it again") from None


def _find_crs(name: str, kind: str, frame: geopandas.GeoDataFrame, told: str | None) -> CRS:
    if told is not None:
        try:
            return CRS.from_user_input(told)
        except CRSError:
            raise InputError(f"--crs: came {told!r}, wanted a coordinate reference system such as EPSG:4326") from None
    if frame.crs is not None:
        return CRS.from_user_input(frame.crs)
    west, south, east, north = np.nan_to_num(frame.total_bounds)
    plausible = max(abs(west), abs(east)) <= FARTHEST and max(abs(south), abs(north)) <= 90
    if kind in _IN_DEGREES and plausible:
        return CRS.from_epsg(4326)
    hint = "such as --crs EPSG:4326 if these are degrees" if plausible else "such as --crs EPSG:3857"
    raise InputError(
        f"{name}: says no coordinate reference system; its coordinates run from {west:.6g}, {south:.6g} "
        f"to {east:.6g}, {north:.6g}: name the system, {hint}"
    )


def _crs_name(crs: CRS) -> str:
    authority = crs.to_authority()
    return ":".join(authority) if authority else str(crs.name)


def _to_degrees(name: str, frame: geopandas.GeoDataFrame, crs: CRS) -> Any:
    shapes = np.array(frame.geometry.array, dtype=object)
    xy = shapely.get_coordinates(shapes)
    if not np.isfinite(xy).all():
        shapes = np.array([_finite(shape) for shape in shapes], dtype=object)
        xy = shapely.get_coordinates(shapes)
    if len(xy) and crs.is_geographic and (np.abs(xy[:, 0]).max() > FARTHEST or np.abs(xy[:, 1]).max() > 90.000001):
        raise InputError(
            f"{name}: says {_crs_name(crs)}, which is in degrees, but its coordinates reach {np.abs(xy).max():.6g}; "
            "name the true system with --crs, such as EPSG:3857"
        )
    if crs.equals(CRS.from_epsg(4326), ignore_axis_order=True) or crs.to_authority() == ("OGC", "CRS84"):
        return shapes
    try:
        moved = np.array(geopandas.GeoSeries(list(shapes), crs=crs).to_crs(4326).array, dtype=object)
    except ProjError:
        raise InputError(
            f"{name}: there is no way from {_crs_name(crs)} to longitude and latitude; name the true system with --crs"
        ) from None
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise InputError(f"{name}: some coordinates lie outside {_crs_name(crs)}; name the true system with --crs")
    return moved


def _finite(shape: Any) -> Any:
    return shape if shape is None or np.isfinite(shapely.get_coordinates(shape)).all() else None


def _clean(name: str, shapes: Any) -> tuple[Any, list[Finding]]:
    """Keep polygons only, valid and within -180..180; name what was done to which feature."""
    findings: list[Finding] = []

    def remark(number: int, came: str, wanted: str, remedy: str) -> None:
        findings.append(Finding("warning", name, number + 1, "geometry", came, wanted, remedy))

    shapes = np.array(shapes, dtype=object)
    land = np.isin(shapely.get_type_id(shapes), (3, 6)) & ~shapely.is_empty(shapes)
    # Before any repair: a ring that steps over the edge of the map only looks as if it crossed itself.
    for number in np.flatnonzero(land)[find_crossings(shapes[land])].tolist():
        shapes[number] = split_antimeridian(shapes[number])
        remark(number, "land across longitude 180 or round a pole", "longitudes within -180 to 180", "it was cut there")
    clean = np.empty(len(shapes), dtype=object)
    sound = shapely.is_valid(shapes) & land & ~shapely.is_empty(shapes)
    clean[sound] = shapes[sound]
    for number in np.flatnonzero(~sound).tolist():
        shape = shapes[number]
        clean[number] = keep_polygons(shape)
        if shape is None or shape.is_empty:
            remark(number, "no geometry", "a polygon", "the place is kept without a boundary")
        elif clean[number].is_empty:
            remark(number, f"a {shape.geom_type} without land", "a polygon", "the place is kept without a boundary")
        elif not shape.is_valid:
            remark(number, shapely.is_valid_reason(shape), "a valid polygon", "it was repaired; check it on the map")
        else:
            remark(number, f"a {shape.geom_type}", "polygons alone", "its points and lines were left out")
    if not len(clean) or all(shapely.is_empty(clean)):
        kinds = sorted({shape.geom_type for shape in shapes if shape is not None}) or ["nothing"]
        raise InputError(f"{name}: holds no polygons ({', '.join(kinds)}); give the file with the areas")
    return clean, findings


def _attributes(name: str, frame: geopandas.GeoDataFrame, findings: list[Finding]) -> dict[str, list[str]]:
    """Give the attributes as text; a damaged file may call several of them the same, or one `geometry`."""
    texts: dict[str, list[str]] = {}
    for position, kind in enumerate(frame.dtypes):
        if str(kind) == "geometry":
            continue
        base = column = fit_text(str(frame.columns[position])) or f"column {position + 1}"
        again = 2
        while column in texts or column == "geometry":
            column, again = f"{base} ({again})", again + 1
        given = [cell_text(value) for value in frame.iloc[:, position]]
        for row, text in enumerate(given, start=1):
            if UNFIT.search(text):
                remedy = "the characters that cannot be shown were left out"
                findings.append(Finding("warning", name, row, column, text, "text", remedy))
        texts[column] = [UNFIT.sub("", text) for text in given]
    return texts
