"""The first difference between two files, in words."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.proof.contents import Part, list_parts
from geo.proof.reading import printable

_BESIDE = 24  # letters shown on each side of a difference
_MOST_PIXELS = 20_000_000  # of a film's frame
_FAR_APART = 14  # of 255: what an encoder may change in the mean of eight by eight pixels


def find_difference(kind: str, have: bytes, want: bytes, *, recipes: bool = True) -> str:
    """Say where a file first differs from what it should be; empty if they say the same.

    Parameters
    ----------
    kind : str
        The format, see `geo.proof.reading.KINDS`.
    have, want : bytes
        The file, and the same file made again.
    recipes : bool
        Whether recipes count: those of two packages always differ.

    Raises
    ------
    InputError
        The file cannot be opened.
    """
    there, wanted = dict(_once(list_parts(kind, have))), dict(_once(list_parts(kind, want)))
    for where, value in there.items():
        if not recipes and where.startswith("recipe"):
            continue
        if where not in wanted:
            return f"{printable(where, 120)}: has {_shown(value)}, which does not belong there"
        if value != wanted[where]:
            return f"{printable(where, 120)}: {_beside(value, wanted[where])}"
    for where, value in wanted.items():
        if where not in there and (recipes or not where.startswith("recipe")):
            return f"{printable(where, 120)}: is missing, wanted {_shown(value)}"
    return ""


def _once(parts: Iterator[Part]) -> Iterator[Part]:
    """Number what has the same name as something before it."""
    seen: dict[str, int] = {}
    for where, value in parts:
        seen[where] = count = seen.get(where, 0) + 1
        yield (where if count == 1 else f"{where} ({count})"), value


def _shown(value: Any) -> str:
    if isinstance(value, bytes) and not value.isascii():
        return f"{len(value)} bytes"
    text = printable(value)
    return text if text else "nothing"


def _beside(have: Any, want: Any) -> str:
    """Set two values side by side, long texts from a little before they part."""
    if type(have) is not type(want) or not isinstance(have, str | bytes):
        return f"has {_shown(have)}, wanted {_shown(want)}"
    if isinstance(have, bytes):
        if not (have.isascii() and want.isascii()):
            same = len(have) == len(want)
            return "differs" if same else f"has {len(have)} bytes, wanted {len(want)}"
        have, want = have.decode("ascii"), want.decode("ascii")
    start = next((at for at, (a, b) in enumerate(zip(have, want, strict=False)) if a != b), min(len(have), len(want)))
    begin = max(0, start - _BESIDE)
    if len(have) <= 2 * _BESIDE and len(want) <= 2 * _BESIDE:
        begin = 0
    ahead = "…" if begin else ""
    return f"has {ahead}{_cut(have, begin)}, wanted {ahead}{_cut(want, begin)}"


def _cut(text: str, begin: int) -> str:
    return printable(text[begin : begin + 2 * _BESIDE + 1], 2 * _BESIDE) or "nothing"


def compare_films(have: Path, want: Path) -> str:
    """Say where an MP4 first looks different; encoders may differ between versions, pictures may not.

    Raises
    ------
    InputError
        The film cannot be opened.
    """
    for number, (a, b) in enumerate(_both(_frames(have), _frames(want)), start=1):
        if a is None or b is None:
            return f"ends before frame {number}" if a is None else f"has more than {number - 1} frames"
        for mine, theirs in zip(a, b, strict=True):
            if mine.shape != theirs.shape:
                return f"is {mine.shape[1]} × {mine.shape[0]} pixels, wanted {theirs.shape[1]} × {theirs.shape[0]}"
            if _block_means(mine, theirs) > _FAR_APART:
                return f"frame {number}: its pixels differ"
    return ""


def _block_means(a: Any, b: Any) -> float:
    """Return how far two planes are apart in the mean of eight by eight pixels, at most."""
    import numpy as np

    high, wide = (side // 8 * 8 for side in a.shape)
    apart = a[:high, :wide].astype(np.int16) - b[:high, :wide]
    return float(np.abs(apart.reshape(high // 8, 8, wide // 8, 8).mean(axis=(1, 3))).max(initial=0))


def _both(mine: Iterator[Any], theirs: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    """Give frames in pairs, and one last pair with None where one film is longer."""
    while True:
        a, b = next(mine, None), next(theirs, None)
        if a is not None or b is not None:
            yield a, b
        if a is None or b is None:
            return


def _frames(path: Path) -> Iterator[tuple[Any, Any, Any]]:
    """Give each frame as its planes: brightness, and two of colour at half the size."""
    import imageio_ffmpeg
    import numpy as np

    # No other file and no network, whatever the film asks for.
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "quiet", "-nostdin", "-protocol_whitelist", "file,pipe", "-f", "mov",
        "-i", f"file:{path.resolve()}", "-an", "-pix_fmt", "yuv420p", "-f", "yuv4mpegpipe", "-",
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL) as process:
        try:
            assert process.stdout is not None
            head = re.match(rb"YUV4MPEG2 W(\d{1,5}) H(\d{1,5}) ", process.stdout.readline(1000))
            if not head:
                raise InputError("cannot be read as mp4")
            wide, high = int(head[1]), int(head[2])
            if wide * high > _MOST_PIXELS or wide % 2 or high % 2:
                raise InputError(f"is {wide} × {high} pixels, which no film of this program is")
            sizes = ((high, wide), (high // 2, wide // 2), (high // 2, wide // 2))
            while process.stdout.readline(1000).startswith(b"FRAME"):
                planes = [np.frombuffer(process.stdout.read(h * w), np.uint8) for h, w in sizes]
                if any(plane.size < h * w for plane, (h, w) in zip(planes, sizes, strict=True)):
                    return
                light, blue, red = (plane.reshape(size) for plane, size in zip(planes, sizes, strict=True))
                yield light, blue, red
        finally:
            process.kill()
