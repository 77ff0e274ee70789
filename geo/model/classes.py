"""Classes and colours for the values of a series: breaks, ramps, and the pattern of a missing value."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.look.palette import Colours, check_colour, pick_colours
from geo.model.scene import Style
from geo.text.names import nearest
from geo.text.words import format_number, say

Breaks = int | str | Sequence[float]
Floats = npt.NDArray[np.float64]

MISSING = {"fill": "#ece7dc", "mark": "#857e71", "pattern": "dots"}
MOST = 250  # codes fit a byte
MOST_FISHER = 1_000  # values: the scheme takes time by their square


def find_breaks(given: Floats, classes: int | str | Sequence[float], k: int = 5) -> Floats:
    """Give the upper end of every class, ascending; the last is at least the largest value.

    >>> find_breaks(np.array([1.0, 2, 3, 4]), 2).tolist()
    [2.5, 4.0]
    >>> find_breaks(np.array([0.0, 10]), "equal", 4).tolist()
    [2.5, 5.0, 7.5, 10.0]
    >>> find_breaks(np.array([1.0, 50]), [10, 20]).tolist()
    [10.0, 20.0, 50.0]
    """
    high = float(given.max())
    if isinstance(classes, str):
        if classes == "equal":
            return np.unique(np.linspace(given.min(), high, _checked(k, "k") + 1)[1:])
        return _scheme_breaks(given, classes, _checked(k, "k"))
    if isinstance(classes, int | np.integer) and not isinstance(classes, bool):
        shares = np.linspace(0, 1, _checked(int(classes), "classes") + 1)[1:]
        return np.unique(np.append(np.quantile(given, shares)[:-1], high))
    try:
        ends = np.asarray(classes, dtype=float)
    except (TypeError, ValueError):
        ends = np.array([np.nan])
    if (
        ends.ndim != 1
        or len(ends) == 0
        or np.isnan(ends).any()
        or (np.diff(ends) <= 0).any()
        or len(ends) >= MOST
    ):
        raise InputError(
            f"classes: came {classes!r}, wanted a number of classes, a scheme's name, or ascending upper ends "
            "such as [10, 20, 50]."
        )
    return ends if ends[-1] >= high else np.append(ends, high)


def _checked(number: int, argument: str) -> int:
    if not 1 <= number < MOST:
        raise InputError(f"{argument}: came {number}, wanted a number of classes from 1 to {MOST - 1}.")
    return number


def _scheme_breaks(given: Floats, scheme: str, k: int) -> Floats:
    try:
        import mapclassify  # brings scikit-learn: a second, only for who names a scheme
    except ImportError:
        raise InputError(
            f"classes: came {scheme!r}, a scheme of mapclassify, which is missing; run: pip install 'geo-timemaps[classes]', or "
            "give a number of classes, 'equal' or the upper ends."
        ) from None

    known = {
        name.lower(): name
        for name in mapclassify.CLASSIFIERS
        if name not in {"UserDefined", "MaxPClassifier"}
    }
    if scheme.lower() not in known:
        near = nearest(scheme, sorted(known.values()), sorted(known.values()))
        raise InputError(
            f"classes: came {scheme!r}, wanted 'equal' or a scheme of mapclassify; nearest: {near}."
        )
    different = np.unique(given)
    if len(different) <= k:  # each its own class; several schemes would never end
        return different
    name = known[scheme.lower()]
    if name == "FisherJenks" and given.size > MOST_FISHER:
        raise InputError(
            f"classes: FisherJenks would take very long for {given.size} values; name FisherJenksSampled or NaturalBreaks."
        )
    if name.startswith("JenksCaspall") and len(find_breaks(given, k)) < k:  # it starts from quantiles, and would never end
        raise InputError(f"classes: {name} cannot part values of which so many are equal; name NaturalBreaks or the upper ends.")
    before = np.random.get_state()
    np.random.seed(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # fewer classes than asked for show by themselves
            found = _classify(getattr(mapclassify, name), given, k)
    except (IndexError, ValueError) as error:
        raise InputError(
            f"classes: {name} cannot part {given.size} values, {len(different)} of them different, into {k} classes "
            f"({error}); name another scheme or the upper ends."
        ) from None
    finally:
        np.random.set_state(before)
    ends = np.unique(np.asarray(found.bins, dtype=float))
    return np.unique(np.append(ends[(ends >= given.min()) & (ends < given.max())], given.max()))


def _classify(maker: Any, given: Floats, k: int) -> Any:
    try:
        return maker(given, k=k)
    except TypeError:
        return maker(given)  # some schemes find their own number


@dataclass(frozen=True)
class Found:
    """Classes of numbers: the upper end of each, whether the last is open, and which class each number is in (-1 for none)."""

    ends: Floats
    low: float
    high: float
    is_open: bool
    codes: npt.NDArray[np.int16]


def find_classes(values: Floats, classes: Breaks = 5, *, k: int = 5, middle: float | None = None) -> Found:
    """Sort numbers into classes; a number on a break belongs to the class below it.

    Parameters
    ----------
    values : numbers, NaN where there is none; any shape.
    classes : how many classes with about as many values each; or a scheme, "equal" for equal steps or any of `mapclassify`
        such as "NaturalBreaks"; or the upper end of every class, the last one open.
    k : how many classes a scheme is asked for.
    middle : where a diverging palette turns: as many classes of equal width on both sides, unless `classes` gives ends.

    Raises
    ------
    InputError
        All values are missing, or `classes` is not what it must be.
    """
    given = values[~np.isnan(values)]
    if given.size == 0:
        raise InputError("values: every value is missing; give at least one number.")
    if middle is not None and isinstance(classes, int | np.integer):
        half = max(int(classes) // 2, 1)
        reach = float(np.abs(given - middle).max(initial=0)) or 1.0
        classes = [float(step) for step in np.linspace(-1, 1, 2 * half + 1)[1:] * reach + middle]
        classes[-1] = max(classes[-1], float(given.max()))
    ends = find_breaks(given, classes, k)
    codes = np.full(values.shape, -1, np.int16)
    codes[~np.isnan(values)] = np.searchsorted(ends[:-1], given, side="left")
    is_open = np.ndim(classes) == 0 or float(np.max(np.asarray(classes, dtype=float))) < ends[-1]
    return Found(ends, float(given.min()), float(given.max()), bool(is_open), codes)


def class_styles(found: Found, colours: Colours, languages: Sequence[str], middle: float | None = None) -> tuple[Style, ...]:
    """Give each class its colour and its words; with a middle, the palette turns there."""
    words = {
        lang: _range_words(found.low, found.high, found.ends, lang, is_open=found.is_open) for lang in languages
    }
    count = len(found.ends)
    if middle is None or isinstance(colours, list | tuple):
        fills = pick_colours(colours, count, ordered=True)
    else:
        below = int(np.searchsorted(found.ends, middle, side="right"))
        half = max(below, count - below, 1)
        both = pick_colours(colours or "vik", 2 * half, ordered=True)
        fills = both[half - below : half] + both[half : half + count - below]
    lows = [None, *found.ends[:-1].tolist()]
    return tuple(
        Style(
            str(number + 1), {lang: words[lang][number] for lang in languages}, fills[number], kind="class",
            low=lows[number], high=None if found.is_open and number == count - 1 else float(found.ends[number]),
        )
        for number in range(count)
    )  # fmt: skip


def category_styles(
    categories: Sequence[str], colours: Colours, languages: Sequence[str], *, ranked: bool = False
) -> tuple[Style, ...]:
    """Give categories their colours, in their order: a ramp where they go from low to high.

    Raises
    ------
    InputError
        There are more than a map can tell apart by code, or a colour is for none of them.
    """
    if len(categories) >= MOST:
        raise InputError(
            f"values: came {len(categories)} categories, wanted at most {MOST - 1}; if these are numbers, give the "
            "column a numeric type."
        )
    if isinstance(colours, Mapping):
        unknown = [name for name in colours if name not in categories]
        if unknown:
            near = nearest(str(unknown[0]), categories)
            raise InputError(f"colours: no category is called {unknown[0]!r}; nearest: {near}")
        free = iter([hue for hue in pick_colours(None, len(categories), ordered=ranked) if hue not in colours.values()])
        fills = [check_colour(colours[name]) if name in colours else next(free) for name in categories]
    else:
        fills = pick_colours(colours, len(categories), ordered=ranked)
    return tuple(
        Style(name, dict.fromkeys(languages, name), fill, kind="category")
        for name, fill in zip(categories, fills, strict=True)
    )


def no_figure_style(languages: Sequence[str]) -> Style:
    """Give the style of an area without a value: a pattern of its own."""
    words = {lang: say("legend.none", lang) for lang in languages}
    return Style("missing", words, MISSING["fill"], MISSING["mark"], MISSING["pattern"], kind="missing")


def _range_words(low: float, high: float, ends: Floats, language: str, *, is_open: bool) -> list[str]:
    """Name classes by their breaks, with the fewest decimals that tell these apart; a break is its lower class's."""
    alone = len(ends) == 1 and is_open
    edges = [low, high] if alone else (ends[:-1] if is_open else ends).tolist()
    steps = (b - a for a, b in pairwise(edges) if b > a)
    width = (high - low) / 100 if alone else min(steps, default=max(high - low, 0.0))
    digits = int(np.clip(np.ceil(-np.log10(width / 10)), 0, 6)) if width > 0 else 0
    while digits and all(round(edge, digits - 1) == round(edge, digits) for edge in edges):
        digits -= 1
    texts = [format_number(edge, language, digits) for edge in edges]
    between = [say("legend.class", language, **{"from": a, "to": b}) for a, b in pairwise(texts)]
    if alone:
        return between if texts[0] != texts[1] else texts[:1]
    first = texts[0] if low == ends[0] else say("legend.up_to", language, to=texts[0])  # all of them may be one number
    last = [say("legend.over", language, **{"from": texts[-1]})] if is_open else []
    return [first, *between, *last]
