"""Two films: what the container holds beyond the pictures must be the same; pictures are decoded and set side by side."""

import re
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from threading import Timer
from typing import Any

from geo.errors import InputError
from geo.proof.difference import beside, shown

LEVELS = 2.0  # of 255: how far the mean of eight by eight pixels, and their scatter, may be from what is wanted
LONGEST = 240  # seconds that decoding a film may take
_MOST_PIXELS = 20_000_000  # of a film's frame
_BRANCHES = ("moov", "trak", "mdia", "minf", "stbl", "dinf", "udta", "meta", "ilst", "edts")
# How the encoder of a machine cuts its stream; the pictures, and how they are shown, say whether it is the same film.
_CODED = ("mdat", "stsd", "stsz", "stsc", "stco", "co64", "stss", "ctts")
_FIELDS = {"mvhd": (16, 96), "tkhd": (20, 84), "mdhd": (16, 24)}  # where a duration stands, and where what is the same ends
_STREAM = {1, 5, 6, 7, 8, 9}  # kinds of units in a stream of pictures: slices, what decodes them, remarks
_REMARKS = {0, 1, 5, 6}  # kinds of remarks; others hold captions
_X264 = bytes.fromhex("dc45e9bde6d948b7962cd820d923eeef")  # whose remark of its own kind (5) says how it encoded
_MOST_BOXES = 20_000


@dataclass(frozen=True)
class Found:
    """Where two films differ, empty if nowhere; `sure` unless another encoder may be why."""

    where: str
    sure: bool = True


def compare_films(have: bytes, want: bytes) -> Found:
    """Say where an MP4 first differs from the one made again.

    Raises
    ------
    InputError
        The film cannot be opened.
    """
    try:
        mine, other = (_in_seconds(list(_boxes(film))) for film in (have, want))
    except struct.error:
        raise InputError("is no sound MP4: a box is cut short") from None
    tracks = [_tracks(boxes) for boxes in (mine, other)]
    if tracks[0] != tracks[1]:
        return Found(f"its tracks: has {shown(', '.join(tracks[0]))}, wanted {', '.join(tracks[1])}")
    kept = [[(where, data) for where, data in boxes if not _is_coding(where, data)] for boxes in (mine, other)]
    for a, b in zip_longest(*kept):
        if a is None or b is None or a[0] != b[0]:
            odd = a if b is None or (a is not None and a[0] not in {where for where, _ in kept[1]}) else b
            return Found(f"its box {shown(odd[0])}: {'does not belong there' if odd is a else 'is missing'}")
        if a[1] != b[1]:
            return Found(f"its box {shown(a[0])}: {beside(a[1], b[1])}")
    own, made = _encoder(mine), _encoder(other)
    where = _compare_frames(have, want)
    return Found(where, sure=own == made)


def _in_seconds(boxes: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """Write times in seconds: in which parts of a second a film counts is the packer's; how it is shown is not."""
    scale = {where[-4:]: struct.unpack_from(">I", data, 12)[0] for where, data in boxes if where[-4:] in ("mvhd", "mdhd")}
    told = []
    for where, data in boxes:
        kind, parts = where[-4:], scale.get("mdhd" if where[-4:] in ("mdhd", "stts") else "mvhd", 0)
        if kind in _FIELDS:
            at, end = _FIELDS[kind]
            head = data[: at - 4] if kind != "tkhd" else data[:at]
            data = head + _seconds(struct.unpack_from(">I", data, at)[0], parts) + data[at + 4 : end]
        elif kind == "elst":
            # Where it begins is the encoder's, and the pictures are compared from there on.
            data = data[:8] + b"".join(_seconds(last, parts) + rate for last, _, rate in struct.iter_unpack(">Ii4s", data[8:]))
        elif kind == "stts":
            rows = struct.iter_unpack(">II", data[8:])
            data = data[:8] + b"".join(b"%d" % count + _seconds(each, parts) for count, each in rows)
        told.append((where, data))
    return told


def _seconds(count: int, parts: int) -> bytes:
    return b" %.2f " % (count / parts if parts else -1)


def _is_coding(where: str, data: bytes) -> bool:
    """Whether a box says how a stream is cut, or is room that nothing stands in."""
    kind = where.rsplit("/")[-1]
    return kind in _CODED or (kind == "free" and not data.strip(b"\0"))


def _boxes(data: bytes, at: int = 0, end: int | None = None, above: str = "") -> Iterator[tuple[str, bytes]]:
    """Give the boxes of a film in order, by their path."""
    end = len(data) if end is None else end
    count = 0
    while at < end:
        size, kind, head = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8].decode("latin-1"), 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        count += 1
        if size < head or at + size > end or count > _MOST_BOXES or above.count("/") > 12:
            raise InputError("is no sound MP4: its boxes do not fit into each other")
        where, inner = f"{above}{kind}", at + head + (4 if kind == "meta" else 0)
        if kind in _BRANCHES or above.endswith("ilst/"):
            yield where, data[at + head : inner]
            yield from _boxes(data, inner, at + size, f"{where}/")
        else:
            yield where, data[at + head : at + size]
        at += size


def _tracks(boxes: list[tuple[str, bytes]]) -> list[str]:
    """Return the kind of each track: `vide`, `soun`, `sbtl`."""
    return [data[8:12].decode("latin-1") for where, data in boxes if where == "moov/trak/mdia/hdlr"]


def _encoder(boxes: list[tuple[str, bytes]]) -> bytes:
    """Return what the encoder says of itself in the stream, and refuse a stream that holds more than pictures."""
    said = b""
    for where, data in boxes:
        if where != "mdat":
            continue
        at = 0
        while at < len(data):
            size = int.from_bytes(data[at : at + 4], "big")
            unit = data[at + 4 : at + 4 + min(size, 100_000)]
            if not unit or at + 4 + size > len(data) or unit[0] & 31 not in _STREAM:
                raise InputError("holds something in its stream that is no picture")
            if unit[0] & 31 == 6:
                for kind, remark in _remarks(unit):
                    if kind not in _REMARKS or (kind == 5 and (said or not remark.startswith(_X264))):
                        raise InputError("holds captions, or other remarks, in its stream")
                    said += remark.partition(b"x264")[2][:2000]
            at += 4 + size
    return said


def _remarks(unit: bytes) -> Iterator[tuple[int, bytes]]:
    """Give the remarks of a unit: each has a kind and a size, numbers that go on after 255."""
    data, at = unit.replace(b"\0\0\3", b"\0\0"), 1
    while at < len(data) and data[at:] != b"\x80":
        numbers = [0, 0]
        for which in (0, 1):
            while data[at : at + 1] == b"\xff":
                numbers[which], at = numbers[which] + 255, at + 1
            numbers[which], at = numbers[which] + int.from_bytes(data[at : at + 1], "big"), at + 1
        yield numbers[0], data[at : at + numbers[1]]
        at += numbers[1]


def _compare_frames(have: bytes, want: bytes) -> str:
    with _frames(have) as (told, mine), _frames(want) as (wanted, other):
        if told != wanted:
            return f"how its pictures are shown: has {shown(told)}, wanted {wanted}"
        for number, (a, b) in enumerate(_both(mine, other), start=1):
            if a is None or b is None:
                return f"ends before frame {number}" if a is None else f"has more than {number - 1} frames"
            for light, wanted in zip(a, b, strict=True):
                if light.shape != wanted.shape:
                    return f"is {light.shape[1]} × {light.shape[0]} pixels, wanted {wanted.shape[1]} × {wanted.shape[0]}"
                if _apart(light, wanted) > LEVELS:
                    return f"frame {number}: its pixels differ"
    return ""


def _apart(a: Any, b: Any) -> float:
    """Return how far two planes are apart, at most, in the mean or scatter of eight by eight pixels."""
    import numpy as np

    high, wide = (-(-side // 8) * 8 for side in a.shape)
    apart = np.zeros((high, wide), np.float32)
    apart[: a.shape[0], : a.shape[1]] = a.astype(np.int16) - b
    blocks = apart.reshape(high // 8, 8, wide // 8, 8)
    return float(np.sqrt((blocks**2).mean(axis=(1, 3)).max(initial=0)))  # never less than the mean


def _both(mine: Iterator[Any], theirs: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    """Give frames in pairs, and one last pair with None where one film is longer."""
    while True:
        a, b = next(mine, None), next(theirs, None)
        if a is not None or b is not None:
            yield a, b
        if a is None or b is None:
            return


@contextmanager
def _frames(data: bytes) -> Iterator[tuple[str, Iterator[tuple[Any, Any, Any]]]]:
    """Say how pictures are shown (range, colours, shape of a pixel, turn), and give each as its planes.

    The planes are brightness, and two of colour at half the size.
    """
    import imageio_ffmpeg

    with tempfile.TemporaryDirectory(prefix="geo-") as folder:
        film = Path(folder, "film.mp4")
        film.write_bytes(data)
        # No other file and no network, whatever the film asks for.
        opening = [
            imageio_ffmpeg.get_ffmpeg_exe(), "-hide_banner", "-nostdin", "-protocol_whitelist", "file,pipe", "-f", "mov",
            "-i", f"file:{film}",
        ]  # fmt: skip
        none = subprocess.DEVNULL
        told = subprocess.run(opening, stdin=none, stderr=subprocess.PIPE, timeout=LONGEST, check=False).stderr
        command = [*opening, "-v", "quiet", "-map", "0:v", "-threads", "1", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-"]
        with subprocess.Popen(command, stdin=none, stdout=subprocess.PIPE, stderr=none) as process:
            watch = Timer(LONGEST, process.kill)
            watch.start()
            try:
                yield _showing(told.decode("utf-8", "replace")), _planes(process.stdout)
            finally:
                watch.cancel()
                process.kill()


def _showing(told: str) -> str:
    """Return what ffmpeg says of the pictures of a film, without how they are encoded and how many bits they take."""
    line = next(iter(re.findall(r"Stream #\S+ Video: [^\n]*?\), ([^\n]*)", told)), "")
    return re.sub(r"[\d.k]+ (?:kb/s|tb[rnc])(?:, | *)| *\(default\)", "", line).strip(", ")


def _planes(stream: Any) -> Iterator[tuple[Any, Any, Any]]:
    import numpy as np

    head = re.match(rb"YUV4MPEG2 W(\d{1,5}) H(\d{1,5}) ", stream.readline(1000))
    if not head:
        raise InputError("cannot be read as mp4")
    wide, high = int(head[1]), int(head[2])
    if wide * high > _MOST_PIXELS or wide % 2 or high % 2:
        raise InputError(f"is {wide} × {high} pixels, which no film of this program is")
    sizes = ((high, wide), (high // 2, wide // 2), (high // 2, wide // 2))
    while stream.readline(1000).startswith(b"FRAME"):
        planes = [np.frombuffer(stream.read(h * w), np.uint8) for h, w in sizes]
        if any(plane.size < h * w for plane, (h, w) in zip(planes, sizes, strict=True)):
            return
        light, blue, red = (plane.reshape(size) for plane, size in zip(planes, sizes, strict=True))
        yield light, blue, red
