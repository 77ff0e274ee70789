"""Text in a picture: how wide it is, where it wraps, and the fonts that carry it.

DejaVu Sans comes with matplotlib and covers Latin, Azerbaijani, Armenian and Cyrillic letters.
"""

import base64
import io
import warnings
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import matplotlib

FAMILY = "DejaVu Sans"
POINT = 25.4 / 72  # millimetres
_BOX = "\N{WHITE SQUARE}"  # as wide as what stands for a letter that the font lacks


class MissingLetters(UserWarning):
    """The font has no sign for these letters."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"{FAMILY} has no {letters}; boxes stand for them")
        self.letters = letters


@cache
def font_file(bold: bool) -> Path:
    """Return the font's file."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@cache
def _face(bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    face = FT2Font(str(font_file(bold)))
    face.set_size(100, 72)
    return face


@cache
def _charmap(bold: bool) -> frozenset[int]:
    return frozenset(_face(bold).get_charmap())


def missing_letters(text: str) -> str:
    """Return the letters that the pictures' font does not have, each once; they are drawn as boxes.

    No other font stands in: which ones a machine has must not change what is drawn.

    Examples
    --------
    >>> missing_letters("Şuşa, Шуша, Շուշի"), missing_letters("北京 (Beijing)")
    ('', '京北')
    """
    return "".join(sorted(letter for letter in set(text) if letter.isprintable() and ord(letter) not in _charmap(False)))


@lru_cache(maxsize=20_000)
def _width(text: str, bold: bool) -> float:
    from matplotlib.ft2font import LoadFlags

    lacking = missing_letters(text)
    if lacking:
        warnings.warn(MissingLetters(lacking), stacklevel=3)
    face = _face(bold)
    shown = "".join(letter if ord(letter) in _charmap(bold) else _BOX for letter in text)
    face.set_text(shown, 0, flags=LoadFlags.NO_HINTING)
    return float(face.get_width_height()[0]) / 64 / 100


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Return the width of a line in millimetres, at a size in points."""
    return _width(text, bold) * size * POINT


def wrap_text(text: str, width: float, size: float, bold: bool = False) -> list[str]:
    """Break a text into lines no wider than a width.

    Parameters
    ----------
    text : str
        Spaces that do not break are kept.
    width : float
        In millimetres.
    size : float
        In points.
    bold : bool
        Which of the two weights.

    Returns
    -------
    list of str
        A word wider than the line is broken between letters.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            tried = f"{line} {word}" if line else word
            if text_width(tried, size, bold) <= width or not tried:
                line = tried
                continue
            if line:
                lines.append(line)
            line = word
            while text_width(line, size, bold) > width and len(line) > 1:
                cut = next((n for n in range(len(line) - 1, 1, -1) if text_width(line[:n], size, bold) <= width), 1)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


def subset_font(letters: Iterable[str], bold: bool) -> str:
    """Return the font with only the given letters, as a WOFF in base64."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(flavor="woff", notdef_outline=True, recalc_timestamp=False, layout_features=["kern"])
    # Ligatures would change widths that are already settled; the rest has no use here.
    options.drop_tables += ["FFTM", "GDEF", "GSUB", "MATH"]
    font = TTFont(str(font_file(bold)), recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(set(letters) | {" "})))
    cutter.subset(font)
    target = io.BytesIO()
    subset.save_font(font, target, options)
    return base64.b64encode(target.getvalue()).decode("ascii")
