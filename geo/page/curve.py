"""What the line above the slider is, in words."""

import numpy as np

from geo.model.scene import Scene, Series, in_language
from geo.text.words import format_area, say


def tell_curve(scene: Scene, series: Series, lang: str) -> str:
    """Say what the line above the slider is, in which unit, and what its band or dashes are; nothing where there is none."""
    if not series.curves:
        return ""
    curve = series.curves[0]
    if scene.asks == "values":
        return say("curve.values", lang)
    words = next((style.words for style in series.styles if style.key == "held" and not style.source), curve.words)
    most = float(np.nanmax(curve.high[1:], initial=0))
    return say(
        "curve.area", lang, status=in_language(words, lang), area=format_area(most, lang),
        layers="yes" if series.layers else "no", possible="yes" if np.any(curve.high > curve.middle) else "no",
    )  # fmt: skip
