"""Open what others packed, within bounds: a small file may claim to be a huge one, and nothing is ever unpacked to disk."""

import io
import zipfile
import zlib
from pathlib import Path

from geo.errors import InputError
from geo.page.packing import MOST

LARGEST = MOST  # bytes of a file, and of what is packed in it
_MOST_MEMBERS = 5_000


def read_bytes(path: Path) -> bytes:
    """Read a file that is not too large.

    Raises
    ------
    InputError
        It is not there, no plain file, or too large.
    """
    try:
        if not path.is_file():
            raise InputError("is no file that can be read; check the name")
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check the name") from None
    if len(data) > LARGEST:
        raise InputError(f"is larger than {LARGEST >> 20} MB, the most that is checked")
    return data


def inflate(data: bytes) -> bytes:
    """Open compressed bytes.

    Raises
    ------
    InputError
        They cannot be opened, or become too many.
    """
    opener = zlib.decompressobj()
    try:
        opened = opener.decompress(data, LARGEST)
    except zlib.error:
        raise InputError("compressed data that cannot be opened") from None
    if opener.unconsumed_tail:
        raise InputError(f"would open to more than {LARGEST >> 20} MB")
    if not opener.eof:
        raise InputError("compressed data that ends too early")
    return opened


def open_zip(data: bytes) -> dict[str, bytes]:
    """Read the members of a ZIP by name, in memory.

    Raises
    ------
    InputError
        It is no ZIP, is damaged, or would open to too much.
    """
    members: dict[str, bytes] = {}
    left = LARGEST
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > _MOST_MEMBERS:
                raise InputError(f"has more than {_MOST_MEMBERS} members")
            for entry in entries:
                if entry.filename in members:
                    raise InputError(f"has the member {entry.filename[:60]!r} twice")
                with archive.open(entry) as member:  # what a member says of its size may be a lie: count
                    content = member.read(left + 1)
                left -= len(content)
                if left < 0:
                    raise InputError(f"would open to more than {LARGEST >> 20} MB")
                members[entry.filename] = content
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise InputError("is no sound ZIP file") from None
    return members


def png_chunks(data: bytes) -> list[tuple[str, bytes]]:
    """Read a PNG's chunks in order; what follows the last is a chunk without a name.

    Raises
    ------
    InputError
        It is no PNG, or damaged.
    """
    if data[:8] != b"\x89PNG\r\n\x1a\n":
        raise InputError("is no PNG")
    chunks: list[tuple[str, bytes]] = []
    at = 8
    while at < len(data) and not (chunks and chunks[-1][0] == "IEND"):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, content = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        stated = data[at + 8 + size : at + 12 + size]
        if len(stated) < 4 or zlib.crc32(kind + content).to_bytes(4, "big") != stated:
            raise InputError(f"is a damaged PNG (byte {at})")
        chunks.append((kind.decode("latin-1"), content))
        at += 12 + size
    if not chunks or chunks[-1][0] != "IEND":
        raise InputError("is a PNG that ends too early")
    return [*chunks, ("", data[at:])] if at < len(data) else chunks


def png_texts(chunks: list[tuple[str, bytes]]) -> dict[str, str]:
    """Return a PNG's texts by keyword."""
    texts: dict[str, str] = {}
    for kind, content in chunks:
        if kind != "iTXt" or content.count(b"\0") < 4:
            continue
        key, rest = content.split(b"\0", 1)
        packed, rest = rest[:1] == b"\1", rest[2:]
        _, _, text = rest.split(b"\0", 2)
        texts.setdefault(key.decode("latin-1"), (inflate(text) if packed else text).decode("utf-8", "replace"))
    return texts
