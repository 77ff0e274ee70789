"""One layer of a file or archive of boundaries, as a frame: of several, the one told, or whose names are known."""

import json
import re
import sqlite3
import warnings
import zipfile
from collections.abc import Callable, Sequence, Set
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import Any

import geopandas
import pyogrio

from geo.errors import Finding, InputError, is_inside
from geo.limits import check
from geo.reading.formats import ENDINGS, FORMATS, HEAD, LARGEST_BYTES, offline, refuse_address, sniff_format
from geo.reading.table import cell_text
from geo.reading.tables import decode_text

Known = Callable[[Set[str]], int]  # counts the texts that the figures know
_MOST_PARSED = 1 << 26  # bytes of GeoJSON taken apart to name what is wrong in it
_MOST_STEPS = 100  # million steps of SQLite


def open_archive(name: str, path: Path, layer: str | None) -> tuple[str, str]:
    """Find the one file of boundaries in an archive; nothing is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            wanted = [member for member in members if PurePosixPath(member.filename).suffix.lower() in ENDINGS.values()]
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
            head = archive.open(wanted[0]).read(HEAD)
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError, EOFError) as error:
        raise InputError(f"{name}: is a damaged or locked archive ({error}); pack it again") from None
    kind = sniff_format(f"{name}/{wanted[0].filename}", head)
    if kind in ("zip", "parquet"):
        raise InputError(f"{name}: holds {wanted[0].filename}, which is not read from an archive; unpack it first")
    return f"/vsizip/{path.resolve()}/{wanted[0].filename}", kind


def read_layer(
    name: str, kind: str, path: Path, address: str, layer: str | None, known: Known | None = None
) -> tuple[geopandas.GeoDataFrame, str | None, str]:
    """Read a layer; of several, the one told, else the one whose attributes are known best.

    Returns the frame, the layer's name where there are several, and why it was taken, in words.

    Raises
    ------
    InputError
        The file cannot be read, or has several layers and nothing tells which is meant.
    """
    why = ""
    try:
        with warnings.catch_warnings(), offline():
            warnings.simplefilter("ignore")  # what GDAL remarks on is looked at again here, feature by feature
            if kind == "geojson":
                refuse_address(name, read_member(path, address))
            if kind == "topojson":
                _refuse_repeats(name, read_member(path, address))
            if kind == "gpkg":
                _refuse_endless(name, path, address)
            layers = pyogrio.list_layers(address)
            names = [str(item[0]) for item in layers]
            spatial = [str(item[0]) for item in layers if item[1] is not None]
            if layer is None:
                land = [str(item[0]) for item in layers if item[1] is not None and not re.search("Point|Line", str(item[1]))]
                land = land or spatial
                if not names:
                    raise InputError(f"{name}: holds no layer that can be read; save it again as {FORMATS}")
                if len(land) > 1 and (best := _find_layer(address, land, known)):
                    others = ", ".join(other for other in land if other != best)
                    why = f"took the layer {best!r}, whose names fit; not read: {others}"
                    land = [best]
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
            frame = pyogrio.read_dataframe(
                address, layer=layer, force_2d=True, on_invalid="ignore", where=where, fid_as_index=kind == "geojson"
            )
            if kind == "geojson":
                frame = _keep_ids(frame)
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
    return frame, layer if len(names) > 1 else None, why


def _find_layer(address: str, layers: Sequence[str], known: Known | None) -> str:
    """Return the layer of which most attributes are known; where none is, the only one with attributes; else nothing."""
    texts: dict[str, set[str]] = {}
    for layer in layers:
        frame = pyogrio.read_dataframe(address, layer=layer, read_geometry=False)
        texts[layer] = {cell_text(value) for column in frame.columns for value in frame[column]} - {""}
    counts = {layer: known(given) if known else 0 for layer, given in texts.items()}
    best = max(layers, key=lambda layer: counts[layer])
    if counts[best] and list(counts.values()).count(counts[best]) == 1:
        return best
    full = [layer for layer in layers if texts[layer]]
    return full[0] if len(full) == 1 else ""


def _keep_ids(frame: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Keep whole numbers that stand as ids beside the properties, where GDAL takes them for its own count."""
    ids = [int(number) for number in frame.index]
    frame = frame.reset_index(drop=True)
    if "id" in frame.columns or ids == list(range(len(ids))) or len(set(ids)) < len(ids):
        return frame
    return frame.assign(id=[str(number) for number in ids])


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


def read_member(path: Path, address: str) -> bytes:
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
                book.deserialize(read_member(path, address))
            book.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)
            for (view,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'view'").fetchall():
                quoted = str(view).replace('"', '""')
                book.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()
    except sqlite3.Error as error:
        which = f"its view {view!r}" if view else "it"
        raise InputError(f"{name}: {which} cannot be counted ({error}); save the areas as a plain table") from None


def _refuse_repeats(name: str, data: bytes) -> None:
    """Refuse TopoJSON whose few arcs stand so often in rings that they become too many corners."""
    try:
        table = json.loads(data) if len(data) <= _MOST_PARSED else {}
        sizes = [len(arc) for arc in table["arcs"]]
        count, left = 0, list(table["objects"].values())
        while left:
            item = left.pop()
            if isinstance(item, dict):
                left += [item.get("arcs", ()), item.get("geometries", ())]
            elif isinstance(item, list):
                left += item
            elif isinstance(item, int):
                count += sizes[item if item >= 0 else ~item]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return  # GDAL says what is wrong with it
    check("CORNERS", count, f"{name}: corners of its areas", "draw them with fewer")


def find_lost(name: str, path: Path, address: str, count: int) -> list[Finding]:
    """Refuse GeoJSON whose features do not say that they are: GDAL passes over such without a word."""
    data = read_member(path, address)
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


def read_parquet(name: str, address: str, layer: str | None) -> tuple[geopandas.GeoDataFrame, None]:
    """Read a GeoParquet file.

    Raises
    ------
    InputError
        It cannot be read, a layer is named, or pyarrow is not installed.
    """
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
