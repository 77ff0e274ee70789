"""The recipe that a file carries, wherever its format keeps it."""

import codecs
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any

from geo.errors import InputError, plain_line
from geo.page.hashes import split_recipe
from geo.proof.opening import open_zip, png_chunks, png_texts, read_bytes

KINDS: Mapping[str, str] = {
    ".html": "html", ".htm": "html", ".png": "png", ".svg": "svg", ".pdf": "pdf", ".gif": "gif", ".mp4": "mp4",
    ".docx": "docx", ".xlsx": "xlsx", ".csv": "csv", ".geojson": "geojson", ".jsonfg": "jsonfg", ".gpkg": "gpkg", ".fgb": "fgb",
    ".parquet": "parquet", ".kml": "kml", ".zip": "datapackage",
}  # fmt: skip
SIDECAR = ("csv", "fgb", "parquet")
_STEPS, _MOST_STEPS = 100_000, 500_000_000  # of a database's machine: more than any file of ours needs
_LONGEST_RECIPE = 1_000_000


@dataclass(frozen=True)
class Carried:
    """A file's bytes, its format and recipe; `sheet` counts the sheets of a picture from 1."""

    data: bytes
    kind: str
    recipe: dict[str, Any]
    sheet: int = 1


def read_carried(path: Path) -> Carried:
    """Read a file and the recipe inside or beside it.

    Raises
    ------
    InputError
        It cannot be read, has no recipe, or one that is none.
    """
    kind = KINDS.get(path.suffix.lower())
    if kind is None and not path.exists():
        raise InputError("is not there; check the name")
    if kind is None:
        raise InputError(
            f"files that end in {path.suffix or 'nothing'!r} carry no recipe; those that do: "
            f"{', '.join(sorted(KINDS))}, and the folder of a pack"
        )
    data = read_bytes(path)
    sheet = 1
    if kind in SIDECAR:
        recipe = _sidecar(path)
    elif kind == "png":
        texts = png_texts(png_chunks(data))
        recipe, sheet = _parse(texts.get("Recipe", "")), _sheet(texts.get("Sheet", ""))
    elif kind == "svg":
        found = re.search(r"<geo:recipe\b([^<>]{0,200})>([^<]*)</geo:recipe>", read_text(data))
        recipe = _parse(unescape(found[2]) if found else "")
        sheet = _sheet("".join(re.findall(r'\bsheet="(\d+)"', found[1])) if found else "")
    else:
        recipe = _READERS[kind](data)
    return Carried(data, kind, known(recipe), sheet)


def _sheet(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 1 <= len(text) <= 4 else 1


def read_text(data: bytes) -> str:
    """Return a file's bytes as text.

    Raises
    ------
    InputError
        They are no UTF-8.
    """
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"is no UTF-8 text (byte {error.start})") from None


def _parse(text: str) -> dict[str, Any]:
    """Read a recipe's JSON."""
    if not text.strip():
        raise InputError("carries no recipe: it was not made by this program, or its metadata were removed")
    if len(text) > _LONGEST_RECIPE:
        raise InputError("carries a recipe that is too long to be one")
    try:
        recipe = json.loads(text)
    except (ValueError, RecursionError):
        raise InputError("carries a recipe that is no JSON: edited, or damaged") from None
    return _object(recipe)


def _object(recipe: object) -> dict[str, Any]:
    if not isinstance(recipe, dict):
        raise InputError("carries a recipe that is no JSON object: edited, or damaged")
    return recipe


def known(recipe: dict[str, Any]) -> dict[str, Any]:
    """Check that a recipe has the parts that every one has."""
    package = recipe.get("package")
    texts = [recipe.get(key) for key in ("program", "map", "definition", "hash")]
    texts += [package.get("name"), package.get("sha256")] if isinstance(package, dict) else [None]
    if not all(isinstance(text, str) and len(text) <= 200 for text in texts) or not isinstance(recipe.get("options"), dict):
        raise InputError("carries a recipe without program, map, definition, package, options and hash: edited, or damaged")
    return recipe


def printable(value: object, most: int = 60) -> str:
    """Return a value of someone's file as a short line that no terminal takes for orders."""
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    line = plain_line(" ".join(text[: most + 1].splitlines()))
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in line)
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _sidecar(path: Path) -> dict[str, Any]:
    beside = path.with_name(f"{path.name}.recipe.json")
    if not beside.is_file():
        raise InputError(f"its recipe is in {beside.name}, which is not beside it; keep the two together")
    about = _object(_json(read_bytes(beside), beside.name))
    return _object(about.get("recipe"))


def _json(data: bytes, what: str) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        raise InputError(f"{what} is no JSON: edited, or damaged") from None


def _html(data: bytes) -> dict[str, Any]:
    recipe, _ = split_recipe(read_text(data))
    return recipe if recipe is not None else _parse("")


def _pdf(data: bytes) -> dict[str, Any]:
    for found in islice(re.finditer(rb"/Keywords\s*\(", data), 20):
        text = read_literal(data, found.end())
        if '"program"' in text:
            return _parse(text)
    xmp = re.search(rb"<pdf:Keywords>([^<]*)</pdf:Keywords>", data)
    return _parse(unescape(xmp[1].decode("utf-8", "replace")) if xmp else "")


_ESCAPES = {ord("n"): b"\n", ord("r"): b"\r", ord("t"): b"\t", ord("b"): b"\b", ord("f"): b"\f"}


def read_literal(data: bytes, at: int) -> str:
    """Read a PDF's text up to its closing bracket."""
    out, depth = bytearray(), 1
    end = min(len(data), at + _LONGEST_RECIPE)
    while at < end:
        byte = data[at]
        if byte == ord("\\"):
            octal = re.compile(rb"[0-7]{1,3}").match(data, at + 1)
            if octal:
                out.append(int(octal[0], 8) & 255)
                at = octal.end()
            else:
                out += _ESCAPES.get(data[at + 1], data[at + 1 : at + 2]) if at + 1 < end else b""
                at += 2
            continue
        depth += (byte == ord("(")) - (byte == ord(")"))
        if not depth:
            break
        out.append(byte)
        at += 1
    if out[:2] == codecs.BOM_UTF16_BE:
        return bytes(out[2:]).decode("utf-16-be", "replace")
    return bytes(out).decode("utf-8", "replace")


def _gif(data: bytes) -> dict[str, Any]:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=["GIF"]) as image:
            comment = image.info.get("comment", b"")
    except Exception:
        raise InputError("is no sound GIF") from None
    return _parse(comment.decode("utf-8", "replace") if isinstance(comment, bytes) else str(comment))


def _mp4(data: bytes) -> dict[str, Any]:
    at = data.find(b"\xa9cmt")
    value = data.find(b"data", at, at + 16) if at >= 0 else -1
    if value < 0:
        return _parse("")
    size = int.from_bytes(data[value - 4 : value], "big")
    return _parse(data[value + 12 : value - 4 + size].decode("utf-8", "replace"))


def _office(data: bytes) -> dict[str, Any]:
    core = open_zip(data).get("docProps/core.xml", b"")
    texts = (unescape(text) for text in re.findall(r">([^<>]+)<", read_text(core)))
    return _parse(next((text for text in texts if text.startswith("{") and '"program"' in text), ""))


def _geojson(data: bytes) -> dict[str, Any]:
    about = _object(_json(data, "the file")).get("about")
    text = about.get("recipe", "") if isinstance(about, dict) else ""
    return _parse(text if isinstance(text, str) else "")


def _kml(data: bytes) -> dict[str, Any]:
    found = re.search(r"^recipe: (\{.*\})</description>", read_text(data), re.MULTILINE)
    return _parse(unescape(unescape(found[1])) if found else "")  # XML that holds HTML


def _gpkg(data: bytes) -> dict[str, Any]:
    with open_base(data) as base:
        row = base.execute("SELECT recipe FROM about LIMIT 1").fetchone()
    return _parse(str(row[0]) if row else "")


@contextmanager
def open_base(data: bytes) -> Iterator[sqlite3.Connection]:
    """Open a database in memory; nothing in it may call a function, and no question may take long.

    Raises
    ------
    InputError
        It is no sound database, or an answer takes too long.
    """
    base = sqlite3.connect(":memory:")
    try:
        base.deserialize(data)
        base.execute("PRAGMA trusted_schema = OFF")
        base.execute("PRAGMA cell_size_check = ON")
        steps = [0]

        def count() -> int:
            steps[0] += 1
            return steps[0] > _MOST_STEPS // _STEPS

        base.set_progress_handler(count, _STEPS)
        yield base
    except (sqlite3.Error, OverflowError, UnicodeError) as error:
        raise InputError(f"is no sound GeoPackage ({printable(error)})") from None
    finally:
        base.close()


def _zip(data: bytes) -> dict[str, Any]:
    return _parse(read_text(open_zip(data).get("recipe.json", b"")))


_READERS: Mapping[str, Callable[[bytes], dict[str, Any]]] = {
    "html": _html, "pdf": _pdf, "gif": _gif, "mp4": _mp4, "docx": _office, "xlsx": _office, "geojson": _geojson,
    "jsonfg": _geojson, "gpkg": _gpkg, "kml": _kml, "datapackage": _zip,
}  # fmt: skip
