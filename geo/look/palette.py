"""Colours for classes and categories: the house's own, palettes by name, and one that is easier to tell apart."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from geo.errors import InputError
from geo.look.vision import Kind, difference, judge_palette
from geo.text.names import nearest

# Light to dark in the map's own hue; lightness falls evenly, so classes stay apart in greyscale.
RAMP = ("#f6ead8", "#ecc9a0", "#dba072", "#c2704b", "#a8472f", "#7d2b22", "#4f1717")
# For categories: colours that every colour vision tells apart, at print-like strength; the first ones differ most.
HUES = (
    "#a8472f", "#6f9fbf", "#d9a441", "#4c4577", "#b1c4a9", "#988485", "#375e57", "#65cfcc",
    "#3a7393", "#e16163", "#a6e69a", "#402f48",
)  # fmt: skip
# Palettes to propose: those that hold for many classes.
_PROPOSED: Mapping[Kind, tuple[str, ...]] = {
    "sequential": ("YlOrRd", "YlGnBu", "Reds", "Greens", "BuPu", "viridis_r", "cividis_r", "batlow_r", "lajolla"),
    "diverging": ("vik", "RdBu", "BrBG", "PuOr", "roma", "broc"),
    "categories": (),
}

_MOST_LISTED = 20  # a colormap of so few colours was made for categories

Colours = str | Sequence[str] | Mapping[Any, str] | None


def pick_colours(colours: Colours, count: int, *, ordered: bool) -> list[str]:
    """Give as many colours as asked for: the house's, a palette by name, or a list.

    Parameters
    ----------
    colours : a palette of `cmcrameri` or matplotlib (ColorBrewer's are among these), whose whole range is used; or
        colours from low to high.
    count : how many.
    ordered : whether they stand for numbers from low to high, not for categories.

    Raises
    ------
    InputError
        If a palette does not exist, a colour is not #rrggbb, or there are too few.
    """
    if isinstance(colours, str):
        return _named(colours, count, ordered=ordered)
    if isinstance(colours, Mapping):
        raise InputError("colours: came a mapping, wanted a palette's name or a list; a mapping is for categories.")
    if colours is None:
        if not ordered:
            return list(HUES[:count]) if count <= len(HUES) else _named("batlow", count, ordered=True)
        return ramp(RAMP, count)
    listed = [check_colour(colour) for colour in colours]
    if len(listed) < count:
        raise InputError(f"colours: came {len(listed)}, wanted one for each of {count} classes.")
    return listed[:count]


def ramp(stops: Sequence[str], count: int) -> list[str]:
    """Take colours at equal steps along a ramp.

    >>> ramp(("#000000", "#ffffff"), 3)
    ['#000000', '#808080', '#ffffff']
    """
    table = np.array([[int(stop[i : i + 2], 16) for i in (1, 3, 5)] for stop in stops], float)
    at = np.linspace(0, len(stops) - 1, count) if count > 1 else np.array([(len(stops) - 1) * 0.6])
    mixed = np.column_stack([np.interp(at, np.arange(len(stops)), table[:, i]) for i in range(3)])
    return ["#" + "".join(f"{round(part + 1e-9):02x}" for part in colour) for colour in mixed]


def propose_palette(fills: Sequence[str], kind: Kind) -> str:
    """Name a palette whose classes, as many as these, can be told apart; the one that looks most like these.

    Empty when none of those known to be good has so many.
    """
    words = [str(number) for number in range(len(fills))]
    fitting = []
    for rank, name in enumerate(_PROPOSED[kind]):
        other = pick_colours(name, len(fills), ordered=True)
        if not judge_palette(other, words, kind):
            apart = sum(difference(a, b) for a, b in zip(fills, other, strict=True))
            fitting.append((round(apart, 1), rank, name))
    return min(fitting, default=(0, 0, ""))[2]


def _named(name: str, count: int, *, ordered: bool) -> list[str]:
    import matplotlib as mpl
    from cmcrameri import cm
    from matplotlib.colors import ListedColormap, to_hex

    own = {known: getattr(cm, known) for known in dir(cm) if isinstance(getattr(cm, known), mpl.colors.Colormap)}
    found = own.get(name) or mpl.colormaps.get(name)
    if found is None:
        near = nearest(name, [*own, *mpl.colormaps], "batlow, viridis, YlOrRd")
        raise InputError(
            f"colours: no palette of cmcrameri, ColorBrewer or matplotlib is called {name!r}; nearest: {near}."
        )
    if isinstance(found, ListedColormap) and found.N <= _MOST_LISTED:
        if count > found.N and not ordered:
            raise InputError(f"colours: {name!r} has {found.N}, wanted one for each of {count} categories.")
        if count <= found.N:
            return [to_hex(found(number)) for number in range(count)]
    return [to_hex(found(share)) for share in (np.linspace(0, 1, count) if count > 1 else [0.6])]


def check_colour(colour: str) -> str:
    """Return a colour in lower case; refuse what is not #rrggbb."""
    text = str(colour)
    if len(text) != 7 or text[0] != "#" or any(letter not in "0123456789abcdefABCDEF" for letter in text[1:]):
        raise InputError(f"colours: came {colour!r}, wanted colours as '#a8472f'.")
    return text.lower()
