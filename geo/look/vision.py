"""Whether the colours of a map can be told apart: by every kind of colour vision, in greyscale, and from the ground.

Differences are CIEDE2000 (Sharma, Wu and Dalal 2005), in which about 1 is just seen between patches that touch. Classes
lie apart and are compared with a legend, so neighbours have to differ by `APART`, six such steps; that number is this
program's own choice. Dichromats are simulated with the matrices of Machado, Oliveira and Fernandes (2009), severity 1.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Literal

from geo.look.style import PALETTE

APART = 6.0  # CIEDE2000 between neighbouring classes, and between any two categories
OFF_GROUND = 3.0  # CIEDE2000 between a class and the paper, land or water beside it; a line parts them too
STEP_L = 2.0  # CIE L* from one class of a sequential palette to the next, so that it prints in grey
MOST_CATEGORIES = 12  # beyond, nobody finds a colour again in the legend

Kind = Literal["sequential", "diverging", "categories"]
Triple = tuple[float, float, float]

# Linear RGB as a dichromat sees it; rows give red, green and blue.
VISIONS: Mapping[str, tuple[Triple, Triple, Triple]] = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
_SEEN_BY = {
    "normal": "for every reader",
    "protan": "for readers without red cones",
    "deutan": "for readers without green cones",
    "tritan": "for readers without blue cones",
}
_TO_XYZ = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
_WHITE = (0.95047, 1.0, 1.08883)  # D65
_GROUNDS = ("paper", "land", "water")


@dataclass(frozen=True)
class Doubt:
    """Why a palette cannot be read: `came` says which classes and how near, `wanted` what would do."""

    came: str
    wanted: str


def linear_rgb(colour: str) -> Triple:
    """Return the linear red, green and blue (0 to 1) of a colour written #rrggbb."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return _linear(red), _linear(green), _linear(blue)


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 for black to 1 for white."""
    return _times(_TO_XYZ, linear_rgb(colour))[1]


def lightness(colour: str) -> float:
    """Return CIE L* of a colour, 0 to 100.

    >>> round(lightness("#ffffff")), round(lightness("#777777"))
    (100, 50)
    """
    return _lab(linear_rgb(colour))[0]


def difference(one: str, other: str, vision: str = "normal") -> float:
    """Return how far two colours differ (CIEDE2000) for normal, protan, deutan or tritan vision.

    >>> round(difference("#ff0000", "#008000")), round(difference("#a05000", "#607000", "protan"))
    (72, 6)
    """
    return _ciede2000(_lab(_seen(one, vision)), _lab(_seen(other, vision)))


def judge_palette(fills: Sequence[str], words: Sequence[str], kind: Kind) -> list[Doubt]:
    """List what keeps the classes of a map from being told apart; nothing when all is well.

    Parameters
    ----------
    fills : colours #rrggbb in the order of the classes.
    words : what the legend calls the classes.
    kind : neighbours are compared in a sequential or diverging palette, all with all for categories; a sequential
        one must also grow steadily lighter or darker.
    """
    if kind == "categories" and len(fills) > MOST_CATEGORIES:
        return [Doubt(f"{len(fills)} categories", f"at most {MOST_CATEGORIES}; group the small ones, or split the map")]
    doubts = []
    numbers = range(len(fills))
    pairs = list(combinations(numbers, 2) if kind == "categories" else pairwise(numbers))
    nearest = min(
        ((difference(fills[a], fills[b], vision), a, b, vision) for vision in VISIONS for a, b in pairs),
        default=(APART, 0, 0, "normal"),
    )
    if nearest[0] < APART:
        far, a, b, vision = nearest
        came = f"{words[a]!r} ({fills[a]}) and {words[b]!r} ({fills[b]}) differ by {far:.1f} {_SEEN_BY[vision]}"
        doubts.append(Doubt(came, f"at least {APART:g} (CIEDE2000)"))
    if kind == "sequential":
        light = [lightness(fill) for fill in fills]
        way = 1 if light[-1:] > light[:1] else -1
        for at, (before, after) in enumerate(pairwise(light)):
            if (after - before) * way < STEP_L:
                came = f"in greyscale {words[at + 1]!r} is not {'lighter' if way > 0 else 'darker'} than {words[at]!r}"
                doubts.append(Doubt(came, "lightness that goes one way from low to high; give `middle` if it diverges"))
                break
    grounds = ((difference(fill, PALETTE[name]), at, name) for at, fill in enumerate(fills) for name in _GROUNDS)
    far, at, name = min(grounds, default=(OFF_GROUND, 0, ""))
    if far < OFF_GROUND:
        came = f"{words[at]!r} ({fills[at]}) differs by {far:.1f} from the map's {name} ({PALETTE[name]})"
        doubts.append(Doubt(came, f"at least {OFF_GROUND:g} (CIEDE2000)"))
    return doubts


def _times(matrix: tuple[Triple, Triple, Triple], given: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, given, strict=True)) for row in matrix)
    return first, second, third


def _seen(colour: str, vision: str) -> Triple:
    red, green, blue = (min(1.0, max(0.0, part)) for part in _times(VISIONS[vision], linear_rgb(colour)))
    return red, green, blue


def _lab(linear: Triple) -> Triple:
    shares = [part / white for part, white in zip(_times(_TO_XYZ, linear), _WHITE, strict=True)]
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in shares)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def _ciede2000(one: Triple, other: Triple) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c7 = ((math.hypot(a1, b1) + math.hypot(a2, b2)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - math.sqrt(mean_c7 / (mean_c7 + 25**7)))
    c1, c2 = math.hypot(a1 * stretch, b1), math.hypot(a2 * stretch, b2)
    h1, h2 = (math.degrees(math.atan2(b, a * stretch)) % 360 for a, b in ((a1, b1), (a2, b2)))
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1 - 0.17 * _cos(hue - 30) + 0.24 * _cos(2 * hue) + 0.32 * _cos(3 * hue + 6) - 0.2 * _cos(4 * hue - 63)
    )
    d_l = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / math.sqrt(20 + (light - 50) ** 2))
    d_c = (c2 - c1) / (1 + 0.045 * chroma)
    d_h = 2 * math.sqrt(c1 * c2) * math.sin(math.radians(turn / 2)) / (1 + 0.015 * chroma * weight)
    bend = 30 * math.exp(-(((hue - 275) / 25) ** 2))
    twist = -2 * math.sqrt(chroma**7 / (chroma**7 + 25**7)) * math.sin(math.radians(2 * bend))
    return math.sqrt(d_l**2 + d_c**2 + d_h**2 + twist * d_c * d_h)


def _cos(degrees: float) -> float:
    return math.cos(math.radians(degrees))
