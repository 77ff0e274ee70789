"""Open what others packed, within bounds: a small file may claim to be a huge one, and nothing is ever unpacked to disk."""

import os
import stat
import struct
import zlib
from pathlib import Path
from typing import NamedTuple

from geo.errors import InputError
from geo.page.packing import MOST

LARGEST = MOST  # bytes of a file, and of all that is packed in it; raise it for larger files
_MOST_MEMBERS = 5_000


def read_bytes(path: Path) -> bytes:
    """Read a file that is not too large.

    Raises
    ------
    InputError
        It is not there, no plain file, or too large.
    """
    try:
        # Without waiting: a pipe would never end.
        with os.fdopen(os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise InputError("is no file that can be read; check the name")
            data = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise InputError("is no file that can be read; check the name") from None
    except (OSError, ValueError) as error:
        raise InputError(f"cannot be read ({getattr(error, 'strerror', error)}); check the name") from None
    if len(data) > LARGEST:
        raise InputError(f"is larger than {LARGEST >> 20} MB, the most that is checked")
    return data


def inflate(data: bytes, window: int = zlib.MAX_WBITS, most: int | None = None) -> bytes:
    """Open compressed bytes.

    Raises
    ------
    InputError
        They cannot be opened, become too many, or something hides behind them.
    """
    limit = LARGEST if most is None else most
    opener = zlib.decompressobj(window)
    try:
        opened = opener.decompress(data, limit + 1)
    except zlib.error:
        raise InputError("compressed data that cannot be opened") from None
    if opener.unconsumed_tail or len(opened) > limit:
        raise InputError(f"would open to more than {LARGEST >> 20} MB")
    if not opener.eof:
        raise InputError("compressed data that ends too early")
    if opener.unused_data:
        raise InputError("holds more after the end of compressed data")
    return opened


class Member(NamedTuple):
    """A member of a ZIP: its name, what it holds, and what else is said of it."""

    name: str
    content: bytes
    said: bytes


_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"


def read_zip(data: bytes) -> list[Member]:
    """Read the members of a ZIP in order, in memory; nothing may stand before, between or behind them.

    Raises
    ------
    InputError
        It is no ZIP, is damaged, holds more than its members, or would open to too much.
    """
    try:
        return _read_zip(data)
    except (struct.error, UnicodeDecodeError, IndexError):
        raise InputError("is no sound ZIP file") from None


def _read_zip(data: bytes) -> list[Member]:
    foot = data.rfind(_END)
    if foot < 0:
        raise InputError("is no sound ZIP file")
    disk, first, here, count, size, start, remark = struct.unpack("<HHHHIIH", data[foot + 4 : foot + 22])
    if disk or first or here != count or start + size != foot or remark or len(data) != foot + 22:
        raise InputError("is a ZIP with something before, between or behind its members")
    if count > _MOST_MEMBERS:
        raise InputError(f"has more than {_MOST_MEMBERS} members")
    members: list[Member] = []
    names: set[str] = set()
    at, entry, left = 0, start, LARGEST
    for _ in range(count):
        if data[entry : entry + 4] != _CENTRAL or data[at : at + 4] != _LOCAL:
            raise InputError("is a ZIP with something before, between or behind its members")
        (_, _, flags, method, _, _, check, packed, opened, named, extra, comment, _, _, outside, where) = struct.unpack(
            "<HHHHHHIIIHHHHHII", data[entry + 4 : entry + 46]
        )
        raw = data[entry + 46 : entry + 46 + named]
        name = raw.decode("utf-8" if flags & 0x800 else "cp437")
        said = data[entry + 46 + named : entry + 46 + named + extra + comment]
        entry += 46 + named + extra + comment
        own = struct.unpack("<HHHHHIIIHH", data[at + 4 : at + 30])
        body = at + 30 + own[8] + own[9]
        same = own[1:3] == (flags, method) and data[at + 30 : at + 30 + own[8]] == raw and where == at
        if not same or flags & ~0x80E or method not in (0, 8) or name in names:
            raise InputError(f"is a ZIP whose member {name[:60]!r} is described in two ways, stands twice or is locked")
        told = own[5:8]
        content = data[body : body + packed]
        if method:
            content = inflate(content, -zlib.MAX_WBITS, left)
        at, ending = body + packed, b""
        if flags & 8:  # sizes behind the content, with or without a mark
            ending = data[at : at + 16] if data[at : at + 4] == b"PK\x07\x08" else b"PK\x07\x08" + data[at : at + 12]
            at += 16 if data[at : at + 4] == b"PK\x07\x08" else 12
            told = struct.unpack("<III", ending[4:16])
        if told != (check, packed, opened) or len(content) != opened or zlib.crc32(content) != check:
            raise InputError(f"is a ZIP whose member {name[:60]!r} is damaged")
        left -= opened
        if left < 0:
            raise InputError(f"would open to more than {LARGEST >> 20} MB")
        names.add(name)
        kind = (outside >> 28).to_bytes(1, "big") if outside >> 28 not in (0, 8) else b""  # a file; not a link
        members.append(Member(name, content, said + data[body - own[9] : body] + kind))
    if at != start or entry != foot:
        raise InputError("is a ZIP with something before, between or behind its members")
    return members


def open_zip(data: bytes) -> dict[str, bytes]:
    """Read the members of a ZIP by name; see `read_zip`.

    Raises
    ------
    InputError
        See there.
    """
    return {member.name: member.content for member in read_zip(data)}


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
