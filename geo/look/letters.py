"""Text in a picture: how wide it is, where it wraps, and the fonts that carry it.

DejaVu Sans comes with matplotlib and covers Latin, Azerbaijani, Armenian and Cyrillic letters. What it lacks is taken
from fonts that two packages carry, always in the same order; what a machine has besides changes nothing.
"""

import base64
import io
import unicodedata
import warnings
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import matplotlib

FAMILY = "DejaVu Sans"
POINT = 25.4 / 72  # millimetres
_LONG = 400  # letters: more than any line of a picture has
_BOX = "\N{WHITE SQUARE}"  # as wide as what stands for a letter that no font has
# Noto Sans per script, then Chinese, Japanese and Korean, then signs.
_SCRIPTS = (
    "", "Arabic", "Hebrew", "Georgian", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil", "Telugu", "Kannada",
    "Malayalam", "Sinhala", "Thai", "Lao", "Myanmar", "Khmer", "Ethiopic",
)  # fmt: skip


class MissingLetters(UserWarning):
    """No font that comes along has a sign for these letters."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"no font here has {letters}; boxes stand for them")
        self.letters = letters


@cache
def font_file(bold: bool) -> Path:
    """Return the font's file."""
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return Path(matplotlib.get_data_path()) / "fonts" / "ttf" / name


@cache
def other_fonts() -> Mapping[str, Path]:
    """Return the files of the fonts that stand in, by family, in the order in which they are asked."""
    from matplotlib.ft2font import FT2Font

    noto = Path(str(files("manimgx_fonts")))
    found = [noto / f"NotoSans{script}[wght].ttf" for script in _SCRIPTS]
    found.append(Path(str(files("paperang_p2_fonts_cjk"))) / "fonts" / "wqy-microhei.ttc")
    found += [noto / f"Noto{name}[wght].ttf" for name in ("SansSymbols", "Emoji")]
    return {FT2Font(str(file)).family_name: file for file in found}


@cache
def _register() -> None:
    """Tell matplotlib of these fonts before any of the machine's that have the same name."""
    from matplotlib.font_manager import FontEntry, fontManager

    own = [(FAMILY, font_file(False), 400), (FAMILY, font_file(True), 700)]
    own += [(family, file, weight) for family, file in other_fonts().items() for weight in (400, 700)]
    plain: Any = {"style": "normal", "variant": "normal", "stretch": "normal", "size": "scalable"}
    fontManager.ttflist[:0] = [FontEntry(fname=str(file), name=family, weight=weight, **plain) for family, file, weight in own]


@lru_cache(maxsize=20_000)
def families(text: str) -> tuple[str, ...]:
    """Return the families that a text is set in: the first, and those that have what it lacks.

    Examples
    --------
    >>> families("Şuşa"), families("กรุงเทพ")
    (('DejaVu Sans',), ('DejaVu Sans', 'Noto Sans Thai'))
    """
    lacking = {ord(letter) for letter in set(text) if letter.isprintable()} - _charmap(font_file(False))
    found = [FAMILY]
    if lacking:
        _register()
    for family, file in other_fonts().items() if lacking else ():
        if lacking & _charmap(file):
            found.append(family)
            lacking -= _charmap(file)
    return tuple(found)


@cache
def _charmap(file: Path) -> frozenset[int]:
    from matplotlib.ft2font import FT2Font

    return frozenset(FT2Font(str(file)).get_charmap())


def _face(fonts: tuple[str, ...], bold: bool) -> Any:
    from matplotlib.font_manager import get_font

    others = other_fonts() if len(fonts) > 1 else {}
    face = get_font([str(others.get(family, font_file(bold))) for family in fonts])
    face.set_size(100, 72)
    return face


def missing_letters(text: str) -> str:
    """Return the letters that no font of pictures has, each once; they are drawn as boxes.

    Examples
    --------
    >>> missing_letters("Şuşa, Шуша, Շուշի, 北京, ไทย"), missing_letters("𒀭 (Anu)")
    ('', '𒀭')
    """
    known = [_charmap(font_file(False)), *(_charmap(other_fonts()[family]) for family in families(text)[1:])]
    return "".join(sorted(c for c in set(text) if c.isprintable() and not any(ord(c) in letters for letters in known)))


@lru_cache(maxsize=20_000)
def _width(text: str, bold: bool) -> float:
    from matplotlib.ft2font import LoadFlags

    lacking = missing_letters(text)
    if lacking:
        warnings.warn(MissingLetters(lacking), stacklevel=3)
        text = "".join(_BOX if letter in lacking else letter for letter in text)
    face = _face(families(text), bold)
    face.set_text(text, 0, flags=LoadFlags.NO_HINTING)
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
            if not tried or not _wider(tried, width, size, bold):
                line = tried
                continue
            if line:
                lines.append(line)
            line = word
            while len(line) > 1 and _wider(line, width, size, bold):
                cut = _cut(line, width, size, bold)
                lines.append(line[:cut])
                line = line[cut:]
        lines.append(line)
    return lines


def fit_lines(text: str, width: float, size: float, bold: bool = False, most: int = 3) -> list[str]:
    """Break a text into at most so many lines no wider than a width (mm, points); three dots stand for the rest.

    Examples
    --------
    >>> fit_lines("one two three four", 16, 10, most=2)
    ['one two', 'three…']
    """
    lines = wrap_text(text, width, size, bold)
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and text_width(f"{last}…", size, bold) > width:
        last = last[:-1]
    return [*lines[: most - 1], f"{last.rstrip()}…"]


def _wider(text: str, width: float, size: float, bold: bool) -> bool:
    """Whether a text is wider than a line; of a very long one its beginning tells, so that it is not measured again and again."""
    return (len(text) > _LONG and text_width(text[:_LONG], size, bold) > width) or text_width(text, size, bold) > width


def _cut(word: str, width: float, size: float, bold: bool) -> int:
    """Return how many letters of a word that is too wide fit, at least one; no mark is parted from its letter."""
    most = range(1, min(len(word), _LONG))
    cut = max(1, bisect_right(most, width, key=lambda n: text_width(word[:n], size, bold)))
    while 1 < cut < len(word) and unicodedata.category(word[cut]).startswith("M"):
        cut -= 1
    return cut


def subset_font(letters: Iterable[str], bold: bool, family: str = FAMILY) -> str:
    """Return a font with only the given letters, as a WOFF in base64."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    own = family == FAMILY
    options = subset.Options(flavor="woff", notdef_outline=True, recalc_timestamp=False)
    # Ligatures would change widths that are already settled, but other scripts cannot be set without joining letters.
    options.layout_features = ["kern"] if own else ["*"]
    options.drop_tables += ["FFTM", "MATH", *(["GDEF", "GSUB"] if own else ["fvar", "gvar", "avar", "HVAR", "MVAR", "STAT"])]
    file = font_file(bold) if own else other_fonts()[family]
    font = TTFont(str(file), recalcTimestamp=False, fontNumber=0)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(set(letters) | {" "})))
    cutter.subset(font)
    target = io.BytesIO()
    subset.save_font(font, target, options)
    return base64.b64encode(target.getvalue()).decode("ascii")
