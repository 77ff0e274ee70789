"""What a file says, as an ordered list of places and values: two files are compared by it, place by place.

Whatever a format can hold beyond what this program writes is a part too: it has no partner in the file made again.
"""

import csv
import hashlib
import io
import json
import re
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from xml.sax.saxutils import unescape

from geo.errors import InputError
from geo.proof.opening import inflate, png_chunks, read_zip
from geo.proof.reading import open_base, read_literal
from geo.reading.formats import offline

Part = tuple[str, Any]  # where, and what is there
# How a library of the machine packs these may differ between its versions; all that they hold is compared unpacked.
PACKED = ("html", "png", "docx", "xlsx", "gpkg", "datapackage")
# These are packed in ways that are not taken apart to the last byte here: where what they say is the same and their
# bytes are not, another version of the library named here made them, or something is hidden in them.
OPAQUE: Mapping[str, str] = {
    "gif": "Pillow", "pdf": "matplotlib or Typst", "fgb": "GDAL", "parquet": "pyarrow", "mp4": "ffmpeg",
}  # fmt: skip
# What these say can be set beside what other data would say.
TOLD = ("html", "csv", "xlsx", "geojson", "jsonfg", "gpkg", "fgb", "parquet", "datapackage")
_MOST_ROWS = 2_000_000
_MOST_PIXELS = 2_000_000_000  # of all frames of a film


def list_parts(kind: str, data: bytes) -> Iterator[Part]:
    """Give everything that a file says, in its order; recipes come under names that begin with `recipe`.

    Raises
    ------
    InputError
        The file cannot be opened as what it should be.
    """
    try:
        yield from _PARTS.get(kind, _lines)(data)
    except InputError:
        raise
    except Exception as error:  # a stranger's file: whichever library gives up, it cannot be read
        raise InputError(f"cannot be read as {kind} ({type(error).__name__})") from None


def _lines(data: bytes) -> Iterator[Part]:
    for number, line in enumerate(data.decode("utf-8").splitlines(), start=1):
        yield f"line {number}", line


def flat(value: Any, where: str) -> Iterator[Part]:
    """Give the leaves of JSON; a row of a list goes by its id where it has one."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from flat(item, f"{where}.{key}" if where[-1:] not in (":", "") else f"{where} {key}".strip())
        if not value:
            yield where, "{}"
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for number, item in enumerate(value):
            name = item.get("id") if isinstance(item, dict) else None
            yield from flat(item, f"{where}[{name if isinstance(name, str) else number}]")
    else:
        yield where, value


def _csv(data: bytes) -> Iterator[Part]:
    rows = csv.reader(io.StringIO(data.decode("utf-8"), newline=""), strict=True)
    header = next(rows, [])
    yield "header", header
    named = header.index("place") if "place" in header else 0
    for number, row in enumerate(rows, start=2):
        name = f"row {row[named]}" if len(row) > named else f"row {number}"
        if len(row) != len(header):
            yield f"{name}, number of fields", len(row)
        for field, value in zip(header, row, strict=False):
            yield f"{name}, {field}", value


def _geojson(data: bytes) -> Iterator[Part]:
    table = json.loads(data)
    about = table.get("about", {})
    yield "recipe", about.pop("recipe", None) if isinstance(about, dict) else None
    yield from flat(table, "")


def _png(data: bytes) -> Iterator[Part]:
    chunks = png_chunks(data)
    stride = _stride(chunks[0][1])
    packed = b"".join(content for kind, content in chunks if kind == "IDAT")
    before = ""
    for kind, content in chunks:
        if kind == "iTXt":
            key = content.partition(b"\0")[0].decode("latin-1")
            yield f"{'recipe' if key == 'Recipe' else 'its metadata,'} {key}", content
        elif kind != "IDAT":
            yield f"its metadata, chunk {kind or 'after the end'}", content
        elif before != "IDAT":  # how the pixels are cut into chunks is the packer's
            pixels, packed = inflate(packed), b""
            for row in range(-(-len(pixels) // stride)):
                yield f"its pixels, row {row + 1}", pixels[row * stride : (row + 1) * stride]
        before = kind


def _stride(header: bytes) -> int:
    """Return the bytes of a row: a filter byte and the pixels."""
    width, depth, colour = int.from_bytes(header[:4], "big"), header[8], header[9]
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    return 1 + (width * channels * depth + 7) // 8


def _gif(data: bytes) -> Iterator[Part]:
    from PIL import Image, ImageSequence

    with warnings.catch_warnings(), Image.open(io.BytesIO(data), formats=["GIF"]) as image:
        warnings.simplefilter("error")  # Pillow warns of pictures too large to be true
        yield "recipe", image.info.get("comment")
        yield "its size", image.size
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number * image.width * image.height > _MOST_PIXELS:
                raise InputError(f"has more than {_MOST_PIXELS} pixels")
            yield f"frame {number}, how long it is shown", frame.info.get("duration")
            yield f"frame {number}, its pixels", hashlib.sha256(frame.convert("RGB").tobytes()).digest()


def _pdf(data: bytes) -> Iterator[Part]:
    yield "its head", data[:8]
    for number, piece in enumerate(data.split(b"endobj")):
        head, stream, body = piece.partition(b"stream")
        where = f"object {number + 1}"
        if b"/Keywords" in head:
            where = "its metadata"
            for key in re.finditer(rb"/(\w+)\s*\(", head):
                yield f"{where}, {key[1].decode()}", read_literal(head, key.end())
        if stream and b"/FlateDecode" in head and not re.search(rb"/(Image|XRef|ObjStm)\b", head):
            text = re.sub(rb"\r?\n\Z", b"", body.rpartition(b"endstream")[0].removeprefix(b"\r").removeprefix(b"\n"))
            yield f"{where}, drawing", inflate(text).decode("latin-1")  # a line end may follow
        else:
            yield where, piece


def _zip(data: bytes) -> Iterator[Part]:
    for name, content, said in read_zip(data):
        yield f"recipe and how {name} is packed", said
        if name == "recipe.json":
            yield "recipe", content
            continue
        if name.endswith((".csv", ".json", ".geojson")):
            for where, line in _lines(content):
                yield f"{name}, {where}", line
        yield name, content


def _docx(data: bytes) -> Iterator[Part]:
    for name, content, said in read_zip(data):
        yield f"recipe and how {name} is packed", said
        text = re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml", name)
        if text:
            where = "" if text[1] == "document" else f"{text[1]}, "
            for number, paragraph in enumerate(content.decode("utf-8").split("</w:p>"), start=1):
                words = "".join(re.findall(r"<w:t(?: [^<>]*)?>([^<]*)</w:t>", paragraph))
                yield f"{where}paragraph {number}", unescape(words)
        if name == "docProps/core.xml":
            for key, value in re.findall(r"<(?:\w+:)?(\w+)[^<>]*>([^<]+)<", content.decode("utf-8")):
                yield "recipe" if key == "description" else f"its metadata, {key}", unescape(value)
        yield ("recipe in " if name == "docProps/core.xml" else "") + name, content


def _xlsx(data: bytes) -> Iterator[Part]:
    listed = read_zip(data)
    members = {member.name: member.content for member in listed}
    shared = [
        unescape("".join(re.findall(r"<t(?: [^<>]*)?>([^<]*)</t>", item)))
        for item in members.get("xl/sharedStrings.xml", b"").decode("utf-8").split("</si>")
    ]
    names = re.findall(r'<sheet name="([^"]*)"', members.get("xl/workbook.xml", b"").decode("utf-8"))
    for number, name in enumerate(names, start=1):
        sheet = members.get(f"xl/worksheets/sheet{number}.xml", b"").decode("utf-8")
        about = name == "about"
        for cell, attributes, value in re.findall(r'<c r="([A-Z]+\d+)"([^<>]*)><v>([^<]*)</v></c>', sheet):
            text = 't="s"' in attributes and value.isdigit() and int(value) < len(shared)
            where = f"{'recipe, ' if about else ''}sheet {unescape(name)}, cell {cell}"
            yield where, shared[int(value)] if text else unescape(value)
    for name, content, said in listed:
        yield f"recipe and parts, {name}", content
        yield f"recipe and how {name} is packed", said


def _gpkg(data: bytes) -> Iterator[Part]:
    size = int.from_bytes(data[16:18], "big")
    yield "bytes behind the database", len(data) - int.from_bytes(data[28:32], "big") * (65536 if size == 1 else size)
    with open_base(data) as base:
        for about in ("application_id", "user_version", "encoding", "freelist_count"):
            yield f"its {about}", base.execute(f"PRAGMA {about}").fetchone()[0]
        listed = base.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        listed.sort(key=lambda row: (row[0] != "table", str(row[1]), str(row[0])))
        for kind, name, table, sql in listed:
            yield f"{kind} {name}, how it is made", f"on {table}: {sql}"
        for kind, name, _, sql in listed:
            if kind != "table" or str(sql).upper().startswith("CREATE VIRTUAL"):
                continue  # the virtual one's own tables are compared
            quoted = '"' + str(name).replace('"', '""') + '"'
            columns = [str(row[1]) for row in base.execute(f"PRAGMA table_info({quoted})")]
            key = next((name for name in ("id", "place") if name in columns), "")
            rows = base.execute(f"SELECT * FROM {quoted} NOT INDEXED LIMIT {_MOST_ROWS}")
            for number, row in enumerate(rows, start=1):
                title = f"row {row[columns.index(key)] if key else number}"
                for column, value in zip(columns, row, strict=True):
                    recipe = "recipe, " if name == "about" else ""
                    yield f"{recipe}table {name}, {title}, {column}", value
        # An index that does not say what its table says answers readers instead of it.
        yield "its soundness", [row[0] for row in base.execute("PRAGMA integrity_check(1)")]


def _fgb(data: bytes) -> Iterator[Part]:
    import pyogrio

    if not data.startswith(b"fgb"):
        raise InputError("is no FlatGeobuf")  # GDAL would take it for whatever it is, addresses included
    with warnings.catch_warnings(), offline():
        warnings.simplefilter("ignore")  # of shapes that a damaged file holds: they are compared as they are
        frame = pyogrio.read_dataframe(data)
    yield from _frame(frame)


def _parquet(data: bytes) -> Iterator[Part]:
    import geopandas
    import pyarrow.parquet as pq

    if pq.ParquetFile(io.BytesIO(data)).metadata.num_rows > _MOST_ROWS:
        raise InputError(f"has more than {_MOST_ROWS} rows")
    yield from _frame(geopandas.read_parquet(io.BytesIO(data)))


def _frame(frame: Any) -> Iterator[Part]:
    yield "columns", [f"{name}: {kind}" for name, kind in frame.dtypes.items()]
    yield "projection", str(frame.crs)
    for number, row in enumerate(frame.itertuples(index=False), start=1):
        for column, value in zip(frame.columns, row, strict=True):
            yield f"row {number}, {column}", value.wkb if column == "geometry" else str(value)


_PARTS: Mapping[str, Callable[[bytes], Iterator[Part]]] = {
    "csv": _csv, "geojson": _geojson, "jsonfg": _geojson, "png": _png, "gif": _gif, "pdf": _pdf, "datapackage": _zip,
    "docx": _docx, "xlsx": _xlsx, "gpkg": _gpkg, "fgb": _fgb, "parquet": _parquet,
}  # fmt: skip
