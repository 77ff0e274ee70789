"""The first difference between two files, in words."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geo.errors import InputError
from geo.verify.contents import Part, list_parts
from geo.verify.reading import printable

_BESIDE = 24  # letters shown on each side of a difference
_FAR_APART = 14  # of 255: what an encoder may change in the mean of eight by eight pixels


def find_difference(kind: str, have: bytes, want: bytes, *, recipes: bool = True) -> str:
    """Say where a file first differs from what it should be; empty if they say the same.

    Parameters
    ----------
    kind : str
        The format, see `geo.verify.reading.KINDS`.
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
    import numpy as np

    mine, theirs = _frames(have), _frames(want)
    for number, (a, b) in enumerate(_both(mine, theirs), start=1):
        if a is None or b is None:
            return f"has {'fewer' if a is None else 'more'} frames than {number - 1 if b is None else number}"
        if a.shape != b.shape:
            return f"is {a.shape[1]} × {a.shape[0]} pixels, wanted {b.shape[1]} × {b.shape[0]}"
        high, wide = (side // 8 * 8 for side in a.shape[:2])
        apart = a[:high, :wide].astype(np.int16) - b[:high, :wide]
        blocks = np.abs(apart.reshape(high // 8, 8, wide // 8, 8, 3).mean(axis=(1, 3)))
        if blocks.max() > _FAR_APART:
            return f"frame {number}: its pixels differ"
    return ""


def _both(mine: Iterator[Any], theirs: Iterator[Any]) -> Iterator[tuple[Any, Any]]:
    """Give frames in pairs, and one last pair with None where one film is longer."""
    while True:
        a, b = next(mine, None), next(theirs, None)
        if a is not None or b is not None:
            yield a, b
        if a is None or b is None:
            return


def _frames(path: Path) -> Iterator[Any]:
    import imageio_ffmpeg
    import numpy as np

    reader = None
    try:
        # No other file and no network, whatever the film asks for.
        reader = imageio_ffmpeg.read_frames(
            str(path.resolve()), input_params=["-protocol_whitelist", "file", "-f", "mov"]
        )
        wide, high = next(reader)["size"]
        if wide * high > 20_000_000:
            raise InputError(f"is {wide} × {high} pixels, more than is checked")
        for data in reader:
            yield np.frombuffer(data, np.uint8).reshape(high, wide, 3)
    except InputError:
        raise
    except Exception as error:  # a stranger's film: whatever the decoder stumbles over, it cannot be read
        raise InputError(f"cannot be read as mp4 ({type(error).__name__})") from None
    finally:
        if reader is not None:
            reader.close()
