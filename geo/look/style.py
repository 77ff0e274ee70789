"""The look that page and picture share: palette, hatches, line weights, and the credit line.

Lightness of the four fills in CIE L*: before 92, ended 66, held 42, possible a hatch of held on before; they stay
apart in greyscale and for every colour vision.
"""

from collections.abc import Mapping

# Light scheme; the page's style sheet repeats these under the same names, and a test compares them.
PALETTE: Mapping[str, str] = {
    "paper": "#faf9f6",
    "ink": "#23211d",
    "muted": "#6b6558",
    "water": "#dde7ec",
    "land": "#f0ede6",
    "border": "#c9c2b4",
    "country": "#6b6558",
    "district": "#a39b8b",
    "accent": "#1f5f8b",
    "before": "#ece7dc",
    "held": "#a8472f",
    "ended": "#8aa6b3",
    "line": "#3d2a22",
}

# Screen pixels, or points at the picture's reference size.
LINE_WIDTHS: Mapping[str, float] = {
    "border": 1.0,
    "country": 1.4,
    "district": 0.7,
    "outline": 1.0,
    "line": 1.4,
}
