"""The figures of a guided reading: a small map for each step, made of the shapes of the page's still picture.

Land that looks alike at every step is one group, with a variable that says its fill; a figure sets the variables, and uses the
shapes again. So seven figures weigh less than one drawing, and need no scripts.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from markupsafe import Markup

from geo.look.window import Window
from geo.model.scene import GuideStep, Scene
from geo.page.names import Name
from geo.page.shades import list_styles, pattern_of, variable_of

_WIDTH = 330  # px across a figure, that hatches and letters are sized for
_LETTERS = 15  # px


@dataclass(frozen=True)
class Guide:
    """Per piece the group whose variable it is filled with, 0 where no step paints it; rules of style, figures, patterns."""

    groups: np.ndarray[Any, Any]
    sheet: str = ""
    figures: tuple[Markup, ...] = ()
    patterns: str = ""


def draw_guide(
    scene: Scene, name: str, window: Window, view: tuple[float, float, float, float], names: Sequence[Name]
) -> Guide:
    """Draw a figure for each step of a scene.

    Parameters
    ----------
    scene : what is shown; its first series.
    name : begins the names of patterns and variables.
    window : of the still picture.
    view : the part of it that figures show, in its units: left, top, right, bottom.
    names : of places, with where they stand.
    """
    series = scene.series[0]
    if not scene.steps:
        return Guide(np.zeros(len(scene.land), int))
    days = [stop.day for stop in scene.stops]
    codes = np.column_stack([series.land_codes[:, bisect_right(days, step.day)] for step in scene.steps])
    looks, groups = np.unique(codes[codes.any(axis=1)], axis=0, return_inverse=True)
    numbers = np.zeros(len(codes), int)
    numbers[codes.any(axis=1)] = groups.ravel() + 1
    unit = (view[2] - view[0]) / _WIDTH
    patterns = Markup("").join(
        Markup('<pattern id="{}" href="#{}" patternTransform="scale({:.4g})"/>').format(
            pattern_of(name, number, code, "step"), pattern_of(name, number, code, "key"), unit
        )
        for number, code, style in list_styles(scene)
        if number == 0 and style.pattern and (codes == code).any()
    )
    fills = [  # the sheet has the colours
        f"url(#{pattern_of(name, 0, code, 'step')})" if style.pattern else f"var({variable_of(name, 0, code)})"
        for code, style in enumerate(series.styles)
    ]
    fills[0] = "none"
    usual = [int(np.bincount(look).argmax()) for look in looks]
    rules = [_rule(".step", dict(enumerate(usual, start=1)), fills)]
    for at, column in enumerate(looks.T.tolist(), start=1):
        other = {group: code for group, (code, most) in enumerate(zip(column, usual, strict=True), start=1) if code != most}
        rules.append(_rule(f".step-{at}", other, fills))
    figures = tuple(_draw(scene, step, at, window, view, names) for at, step in enumerate(scene.steps, start=1))
    return Guide(numbers, Markup("<style>{}</style>").format(Markup("".join(rules))), figures, patterns)


def _rule(selector: str, codes: Mapping[int, int], fills: Sequence[str]) -> str:
    told = ";".join(f"--s{group}:{fills[code]}" for group, code in codes.items())
    return f"{selector}{{{told}}}" if told else ""


def _draw(
    scene: Scene, step: GuideStep, at: int, window: Window, view: tuple[float, float, float, float], names: Sequence[Name]
) -> Markup:
    x0, y0, x1, y1 = view
    if step.view:
        west, south, east, north = step.view
        corners = window.units([[lon, lat] for lon in (west, (west + east) / 2, east) for lat in (south, north)])
        (x0, y0), (x1, y1) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
    row = scene.positions.get(step.place) if step.place else None
    named = next((one for one in names if one.place is not None and one.place == row), None)
    label = Markup("")
    if named is not None:
        x, y = window.place(np.array([named.at]))[0].tolist()
        label = Markup('<text class="label" x="{:.0f}" y="{:.0f}">{}</text>').format(
            x, y, scene.places[row].name(scene.language) if row is not None else ""
        )
    return Markup(
        '<svg class="step step-{}" viewBox="{:.0f} {:.0f} {:.0f} {:.0f}" font-size="{:.0f}" aria-hidden="true">'
        '<use href="#base"/><use href="#faces"/>{}</svg>'
    ).format(at, x0, y0, x1 - x0, y1 - y0, _LETTERS * (x1 - x0) / _WIDTH, label)
