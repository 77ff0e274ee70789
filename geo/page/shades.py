"""Fills and hatches of a scene's styles for the page: variables of a style sheet, and patterns of SVG."""

import math
from collections.abc import Iterable, Iterator, Mapping

from markupsafe import Markup, escape

from geo.look.hatches import PATTERNS, Hatch
from geo.look.style import PALETTE
from geo.look.vision import lightness
from geo.model.scene import Scene, Style

# What stands for the house's own colours in the dark scheme.
DARK: Mapping[str, str] = {
    PALETTE["before"]: "#37342c", PALETTE["held"]: "#cf6e50", PALETTE["ended"]: "#57798a", PALETTE["country"]: "#a79f8f",
    "#857e71": "#a79f8f", "#ffffff": "#16242c",
}  # fmt: skip

_LEAST = 42.0  # lightness that the darkest of a palette keeps on the dark sea, whose own is 13


def dark_colours(scene: Scene) -> dict[str, str]:
    """Return the colours of the dark scheme by those of the light one.

    A palette that reaches into the dark is lifted as a whole, so that its steps stay in order and its darkest stays in sight.
    """
    found: dict[str, str] = {}
    for series in scene.series:
        fills = {style.fill for style in series.styles if style.kind != "absent" and style.fill not in DARK}
        lights = {fill: lightness(fill) for fill in fills}
        low, high = min(lights.values(), default=100.0), max(lights.values(), default=100.0)
        if low < _LEAST:
            slope = max(high - _LEAST, 10) / max(high - low, 1)
            found |= {fill: _lift(fill, _LEAST + (light - low) * slope) for fill, light in lights.items()}
    return {**found, **DARK}


def _lift(colour: str, wanted: float) -> str:
    """Mix a colour with white until it is as light as wanted."""
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    mixed = colour
    for white in range(101):
        mixed = "#" + "".join(f"{round(part + (255 - part) * white / 100):02x}" for part in parts)
        if lightness(mixed) >= wanted:
            break
    return mixed


def style_sheet(name: str, scene: Scene) -> str:
    """Return the variables that hold every fill and mark, light, dark and on paper; `name` begins theirs."""
    light, dark = [], []
    shades = dark_colours(scene)
    for variable, colour in _variables(name, scene):
        light.append(f"{variable}:{colour}")
        if shades.get(colour, colour) != colour:
            dark.append(f"{variable}:{shades[colour]}")
    return f":root{{{';'.join(light)}}}@media screen and (prefers-color-scheme:dark){{:root{{{';'.join(dark)}}}}}"


def _variables(name: str, scene: Scene) -> Iterator[tuple[str, str]]:
    for number, code, style in list_styles(scene):
        yield variable_of(name, number, code), style.fill
        if style.mark:
            yield f"{variable_of(name, number, code)}m", style.mark


def list_styles(scene: Scene) -> Iterator[tuple[int, int, Style]]:
    """Give each series' number, each code that it uses, and its style."""
    for number, series in enumerate(scene.series):
        for code in series.used:
            yield number, code, series.styles[code]


def variable_of(name: str, number: int, code: int) -> str:
    """Return the variable of the style sheet that holds the fill of a series' code."""
    return f"--{name}-{number}-{code}"


def pattern_of(name: str, number: int, code: int, where: str) -> str:
    """Return the id of the pattern of a series' code; `where` is the drawing whose it is, `map`, `key` or `step`."""
    return f"{name}-{where}-{number}-{code}"


def fill_of(name: str, number: int, code: int, style: Style, where: str) -> str:
    """Return what a `fill` attribute says for a code, with its colour for who has no style sheet; `where` as for a pattern."""
    if style.pattern:
        return f"url(#{pattern_of(name, number, code, where)})"
    return f"var({variable_of(name, number, code)},{style.fill})"


def draw_patterns(name: str, scene: Scene, where: str, unit: float = 1.0) -> Markup:
    """Return a pattern of SVG for each hatched style; `unit` is how many units of the drawing a screen pixel has."""
    return Markup("").join(
        draw_pattern(pattern_of(name, number, code, where), style, variable_of(name, number, code), unit)
        for number, code, style in list_styles(scene)
        if style.pattern
    )


def draw_pattern(name: str, style: Style, variable: str, unit: float) -> Markup:
    """Return one pattern; its tile repeats every `Hatch.tile` screen pixels."""
    hatch = PATTERNS[style.pattern or "dots"]
    side = f"{hatch.tile * unit:.6g}"
    return Markup(
        '<pattern id="{}" patternUnits="userSpaceOnUse" width="{}" height="{}" data-px="{}"><g transform="scale({:.6g})">'
        '<rect width="{}" height="{}" fill="var({},{})"/>{}</g></pattern>'
    ).format(
        name, side, side, f"{hatch.tile:g}", unit, f"{hatch.tile:g}", f"{hatch.tile:g}", variable, style.fill,
        Markup(draw_marks(hatch, f"var({escape(variable)}m,{escape(style.mark or style.fill)})")),
    )  # fmt: skip


def draw_marks(hatch: Hatch, colour: str) -> str:
    """Return a hatch's strokes or dots on its tile, as SVG."""
    tile = hatch.tile
    if hatch.angle is None:
        spots = "".join(f'<circle cx="{x:g}" cy="{x:g}" r="{hatch.width / 2:g}"/>' for x in (tile / 4, 3 * tile / 4))
        return f'<g fill="{colour}">{spots}</g>'
    d = "".join(f"M{x0:.3g} {y0:.3g}L{x1:.3g} {y1:.3g}" for x0, y0, x1, y1 in _strokes(hatch))
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{hatch.width:g}"/>'


def _strokes(hatch: Hatch) -> Iterable[tuple[float, float, float, float]]:
    """The strokes that reach into a tile, each from beyond it to beyond it; y runs downwards."""
    angle = math.radians(hatch.angle or 0)
    along, across = (math.cos(angle), -math.sin(angle)), (math.sin(angle), math.cos(angle))
    corners = [x * across[0] + y * across[1] for x in (0, hatch.tile) for y in (0, hatch.tile)]
    reach = hatch.width / 2
    first = math.ceil((min(corners) - reach) / hatch.gap - 0.5 + 1e-6)
    last = math.floor((max(corners) + reach) / hatch.gap - 0.5 - 1e-6)
    middle = hatch.tile / 2 * (along[0] + along[1])
    for number in range(first, last + 1):
        away = (number + 0.5) * hatch.gap
        x, y = away * across[0] + middle * along[0], away * across[1] + middle * along[1]
        dx, dy = along[0] * hatch.tile, along[1] * hatch.tile
        yield x - dx, y - dy, x + dx, y + dy
