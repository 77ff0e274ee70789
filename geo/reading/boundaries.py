"""Read any file of boundaries: GeoJSON, TopoJSON, GeoPackage, Shapefile (zipped too), FlatGeobuf, GeoParquet, KML.

What a file is, is found from its first bytes; a file that only points at others (a GDAL virtual dataset) is refused.
Everything that was not as a map needs it is named in `Boundaries.findings`: repairs, cuts, empty features.
"""

import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas
import numpy as np
import shapely
from pyproj import CRS

from geo.errors import UNFIT, Finding, InputError, fit_text
from geo.limits import refuse_pipe
from geo.reading.dated import add_times
from geo.reading.formats import ENDINGS, HEAD, LARGEST_BYTES, read_head, sniff_format
from geo.reading.layers import Known, find_lost, open_archive, read_layer, read_member, read_parquet
from geo.reading.shapes import clean_shapes, crs_name, find_crs, refuse_pixels, to_degrees
from geo.reading.table import cell_text

_MOST_MEMBERS = 50  # of an attribute that holds objects, such as tags
_MOST_PARSED = 1 << 26  # bytes of GeoJSON in which times are looked for


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
    remarks : tuple of str
        What was found out about the file, in words.
    """

    name: str
    frame: geopandas.GeoDataFrame = field(repr=False)
    crs: str
    findings: tuple[Finding, ...] = ()
    remarks: tuple[str, ...] = ()


def read_boundaries(
    source: str | Path, *, crs: str | None = None, known: Known | None = None, swap: bool = False
) -> Boundaries:
    """Read polygons and their attributes from any file of boundaries.

    Parameters
    ----------
    source : str or Path
        A file, `FILE:layer` for one layer of it, or `-` for standard input.
    crs : str, optional
        The coordinates' reference system, such as `EPSG:32638`; needed when the file says none.
    known : callable, optional
        Counts the texts that the figures know; of several layers, the one with most of them is taken.
    swap : bool
        Exchange the two coordinates, where a file has latitude first.

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
            address, kind = open_archive(shown, path, layer)
            layer = None if layer and PurePosixPath(address).stem == layer else layer
        why = ""
        if kind == "parquet":
            frame, layer = read_parquet(shown, address, layer)
        else:
            frame, layer, why = read_layer(shown, kind, path, address, layer, known)
        findings = find_lost(shown, path, address, len(frame)) if kind == "geojson" else []
        remarks = [why] if why else []
        if kind == "geojson" and path.stat().st_size <= _MOST_PARSED:
            data = read_member(path, address)
            refuse_pixels(shown, data)
            frame, dated = add_times(frame, data)
            remarks += dated
    name = f"{shown}:{layer}" if layer and layer != Path(shown).stem else shown
    if swap:
        frame = frame.set_geometry(frame.geometry.map(lambda shape: shape and shapely.transform(shape, lambda xy: xy[:, ::-1])))
    told = find_crs(name, kind, frame, crs)
    if found := frame.attrs.get("encoding"):
        remedy = f"its texts were read as {found}; check the names"
        findings.append(Finding("warning", name, None, "encoding", "none", "a .cpg file that says it", remedy))
    if frame.crs is not None and crs is not None and not told.equals(frame.crs, ignore_axis_order=True):
        came = f"{crs_name(CRS.from_user_input(frame.crs))} in the file, {crs} told"
        findings.append(Finding("warning", name, None, "crs", came, "one of them", "what was told was used"))
    frame = frame.set_crs(told, allow_override=True)
    shapes = to_degrees(name, frame, told, told=crs is not None)
    shapes, cleaned = clean_shapes(name, shapes)
    clean = geopandas.GeoDataFrame(_attributes(name, frame, findings), geometry=list(shapes), crs="EPSG:4326")
    return Boundaries(name, clean, fit_text(crs_name(told)), (*findings, *cleaned), tuple(fit_text(text) for text in remarks))


def _find_file(source: str, scratch: Path) -> tuple[Path, str | None]:
    """Part `FILE:layer`; put standard input into a file, where a library needs one."""
    if source == "-":
        import sys

        data = sys.stdin.buffer.read(LARGEST_BYTES + 1)
        path = scratch / f"boundaries{ENDINGS[sniff_format('standard input', data[:HEAD])]}"
        path.write_bytes(data)
        return path, None
    try:
        path, layer = Path(source), None
        if not path.exists() and ":" in source:
            before, _, layer = source.rpartition(":")
            path = Path(before)
        refuse_pipe(path)
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


def _attributes(name: str, frame: geopandas.GeoDataFrame, findings: list[Finding]) -> dict[str, list[str]]:
    """Give the attributes as text; a damaged file may call several of them the same, or one `geometry`."""
    texts: dict[str, list[str]] = {}
    for position, kind in enumerate(frame.dtypes):
        if str(kind) == "geometry":
            continue
        base = fit_text(str(frame.columns[position])) or f"column {position + 1}"
        for called, values in _flatten(name, base, list(frame.iloc[:, position]), findings):
            _add_texts(name, called, values, texts, findings)
    return texts


def _flatten(name: str, base: str, values: list[Any], findings: list[Finding]) -> Iterator[tuple[str, list[Any]]]:
    """Yield an attribute, or the usual members of one that holds objects; of a list, its items parted by commas."""
    if any(isinstance(value, dict) for value in values):
        count = Counter(str(key) for value in values if isinstance(value, dict) for key in value)
        if len(count) > _MOST_MEMBERS:
            remedy = "those that most features have were read"
            findings.append(Finding("warning", name, None, base, f"{len(count)} members", f"at most {_MOST_MEMBERS}", remedy))
        for key, _ in count.most_common(_MOST_MEMBERS):
            inner = [value.get(key) if isinstance(value, dict) else None for value in values]
            yield f"{base}.{fit_text(key)}", ["" if isinstance(item, dict | list) else item for item in inner]
    else:
        yield base, [", ".join(map(cell_text, item)) if isinstance(item, list | np.ndarray) else item for item in values]


def _add_texts(
    name: str, base: str, values: list[Any], texts: dict[str, list[str]], findings: list[Finding]
) -> None:
    """Add an attribute as text, under a name that no other has."""
    column, again = base, 2
    while column in texts or column == "geometry":
        column, again = f"{base} ({again})", again + 1
    given = [cell_text(value) for value in values]
    for row, text in enumerate(given, start=1):
        if UNFIT.search(text):
            remedy = "the characters that cannot be shown were left out"
            findings.append(Finding("warning", name, row, column, text, "text", remedy))
    texts[column] = [UNFIT.sub("", text) for text in given]
