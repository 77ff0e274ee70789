"""A series at its opening time for who has no scripts: one still picture of vectors, and a table in words.

The picture is coarse on purpose, a few dozen kilobytes: land of one class is one path, on a grid of half pixels.
"""

import textwrap
from collections.abc import Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import InputError
from geo.land.area import Geometries
from geo.look.style import PALETTE, Style
from geo.page.encode import simplify_shared
from geo.page.still import HATCHES
from geo.text.words import format_number, say

if TYPE_CHECKING:
    from geo.page.areas import AreaSeries
    from geo.page.encode import Values

JOINED = 300  # areas up to which each keeps its border; of more, neighbours of one class are one land
MOST = 20_000  # areas in a picture, and places in a table: more would weigh megabytes
_WIDTH, _HEIGHT, _PAD = 960, 620, 12  # pixels: the map's frame at most, and its margin within
_FINE = 2  # units of the drawing per pixel
_PATTERNS = {"dots": "unknown", "hatch": "possible", "rows": "some", "thin": "outside", "posts": "alone"}
_KEY = 24  # pixels: a line of the legend
_LOST = 0.005  # of an area may change where neighbours overlap by a hair
_LETTERS = 125  # of a note's line, at 13 pixels


def list_opening(series: "AreaSeries", stop: int, sent: "Values | None") -> list[tuple[str, str]]:
    """Give each place's name and its value or state in words at a stop; nothing where places are too many."""
    rows = series.rows
    names = rows.names if rows else series.names
    if len(names) > MOST:
        return []
    codes = (rows.codes if rows else series.codes)[:, stop].tolist()
    words = [style.word for style in series.styles]
    values: list[float] = [] if series.values is None else series.values[:, stop].tolist()
    said = [words[code - 1] for code in codes]
    if values:
        said = [
            word if np.isnan(value) else _figure(value, sent, series.language)
            for word, value in zip(said, values, strict=True)
        ]
    parts = rows.parts if rows else {}
    return [
        (name, f"{text} \N{MIDDLE DOT} {parts[place][stop]}" if stop in parts.get(place, {}) else text)
        for place, (name, text) in enumerate(zip(names, said, strict=True))
        if codes[place]  # a place without land at that time is not there
    ]


def _figure(value: float, sent: "Values | None", language: str) -> str:
    """Write a number as the map does: all with as many decimals as the finest, rounded ones with their own; at most four."""
    own = len(f"{abs(value):.10g}".partition(".")[2].partition("e")[0])
    decimals = max(0, round(-np.log10(sent.step))) if sent and sent.kind == "decimal" else own
    return format_number(value, language, min(4, decimals))


def draw_plain(series: "AreaSeries", stop: int, shapes: Geometries, bounds: Sequence[float]) -> str:
    """Draw a stop as one SVG element with title, date, legend and note; an empty text where areas are too many.

    Parameters
    ----------
    series : what is drawn.
    stop : the position of the time.
    shapes : the areas, simplified, in the unit square of the map's plane.
    bounds : west, north, east, south of the view, in the unit square.
    """
    if len(shapes) > MOST:
        return ""
    west, north, east, south = bounds
    scale = min((_WIDTH - 2 * _PAD) / max(east - west, 1e-9), (_HEIGHT - 2 * _PAD) / max(south - north, 1e-9))
    width, height = (round(side * scale) + 2 * _PAD for side in (east - west, south - north))
    simple = simplify_shared(shapes, 1 / scale)
    grid = shapely.transform(simple, lambda xy: (xy - (west, north)) * (scale * _FINE))
    codes = series.codes[:, stop]
    # Where boundaries change, a place's land may be in pieces whose borders are none at that time.
    joined = len(shapes) > JOINED or (series.rows is not None and series.rows.owners is not None)
    paths = []
    for code in np.unique(codes[codes > 0]):
        d = _write_land(grid[codes == code], joined=joined)
        if d:
            paths.append(f'<path fill="{_fill(series.styles[code - 1], code)}" d="{d}"/>')
    legend = _draw_legend(series, stop)
    notes = textwrap.wrap(series.note, _LETTERS)
    top, left = 64, (_WIDTH - width) / 2
    tall = top + height + 16 + legend[1] + 18 * len(notes) + 24
    lines = [
        f'<text x="16" y="{top + height + 16 + legend[1] + 18 * (n + 1)}" font-size="13" fill="{PALETTE["muted"]}">'
        f"{escape(line)}</text>"
        for n, line in enumerate(notes)
    ]
    day, title = series.labels[stop], escape(series.title)
    full = f"{_WIDTH + 32} {tall}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {full}" width="{_WIDTH + 32}" height="{tall}" role="img" '
        f'lang="{series.language}" font-family="system-ui, sans-serif" fill="{PALETTE["ink"]}">'
        f"<title>{', '.join(filter(None, [title, escape(day)]))}</title><defs>{_patterns(series.styles)}</defs>"
        f'<rect width="100%" height="100%" fill="{PALETTE["paper"]}"/>'
        f'<text x="16" y="40" font-size="20" font-weight="600">{title}</text>'
        f'<text x="{_WIDTH + 16}" y="40" font-size="26" font-weight="600" text-anchor="end">{escape(day)}</text>'
        f'<rect x="16" y="{top}" width="{_WIDTH}" height="{height}" fill="{PALETTE["water"]}"/>'
        f'<g transform="translate({16 + _PAD + left:g} {top + _PAD}) scale({1 / _FINE:g})" fill-rule="evenodd" '
        f'stroke="{PALETTE["country"]}" stroke-width=".6" stroke-linejoin="round">{"".join(paths)}</g>'
        f'<g transform="translate(16 {top + height + 16})">{legend[0]}</g>{"".join(lines)}</svg>'
    )


def _fill(style: "Style", code: int) -> str:
    return f"url(#plain-{code})" if style.mark else style.fill


def _patterns(styles: Sequence["Style"]) -> str:
    made = []
    for code, style in enumerate(styles, start=1):
        if not style.mark:
            continue
        if style.pattern not in _PATTERNS:
            raise InputError(f"pattern: came {style.pattern!r}, wanted one of {', '.join(_PATTERNS)}.")
        marks = HATCHES[_PATTERNS[style.pattern]].replace('class="hatch"', f'stroke="{style.mark}" fill="none"')
        marks = marks.replace('class="dot"', f'fill="{style.mark}"')
        made.append(
            f'<pattern id="plain-{code}" patternUnits="userSpaceOnUse" width="8" height="8" patternTransform="scale({_FINE})">'
            f'<rect width="8" height="8" fill="{style.fill}"/>{marks}</pattern>'
        )
    return "".join(made)


def _draw_legend(series: "AreaSeries", stop: int) -> tuple[str, int]:
    """Draw swatches, words and counts in columns; return them and their height."""
    rows = series.rows
    codes = (rows.codes if rows else series.codes)[:, stop]
    counted = codes[np.array(rows.counted, dtype=bool)] if rows else codes
    totals = np.bincount(counted, minlength=len(series.styles) + 1)
    is_timeline = rows is not None and rows.owners is None
    shown = np.unique(series.codes[:, stop]) if is_timeline else range(2, len(series.styles) + 1)
    used = sorted({*codes.tolist(), *(int(code) for code in shown)} - {0})
    order = [code for code in used if code > 1] + [code for code in used if code == 1]
    heading = series.legend or say("legend.title", series.language)
    unit = f" ({series.unit})" if series.unit else ""
    across = 3 if max((len(series.styles[code - 1].word) for code in order), default=0) < 30 else 2
    down = -(-len(order) // across)
    keys = [f'<text y="16" font-size="13" font-weight="600">{escape(heading + unit)}</text>']
    for n, code in enumerate(order):
        style, x, y = series.styles[code - 1], (n // down) * (_WIDTH // across), 28 + (n % down) * _KEY
        count = format_number(int(totals[code]), series.language)
        keys.append(
            f'<rect transform="translate({x} {y}) scale({1 / _FINE:g})" width="{16 * _FINE}" height="{16 * _FINE}" '
            f'fill="{_fill(style, code)}" stroke="{PALETTE["country"]}" stroke-width="{_FINE}"/>'
            f'<text x="{x + 26}" y="{y + 13}" font-size="13">{escape(style.word)}'
            f' <tspan dx="6" fill="{PALETTE["muted"]}">{count}</tspan></text>'
        )
    return "".join(keys), 28 + down * _KEY


def _write_land(land: Geometries, *, joined: bool) -> str:
    """Write polygons on the grid as a path; one without a whole pixel anywhere is a dot."""
    pixel = _FINE * _FINE
    parts, owner = shapely.get_parts(land, return_index=True)
    largest = np.zeros(len(land))
    np.maximum.at(largest, owner, shapely.area(parts))
    small = (largest < pixel) & ~shapely.is_empty(land)
    parts = _join(land, parts) if joined else parts
    rings = shapely.get_rings(parts)
    kept = rings[shapely.area(shapely.polygons(rings)) >= pixel] if len(rings) else rings
    xy, index = shapely.get_coordinates(kept, return_index=True)
    whole = np.rint(xy).astype(np.int64)
    fresh = np.ones(len(whole), dtype=bool)
    fresh[1:] = (np.diff(whole, axis=0) != 0).any(axis=1) | (np.diff(index) != 0)
    whole, index = whole[fresh], index[fresh]
    written = [_write_ring(ring) for ring in np.split(whole, np.flatnonzero(np.diff(index)) + 1) if len(ring) > 3]
    boxes = shapely.bounds(land[small])
    middles = np.rint((boxes[:, :2] + boxes[:, 2:]) / 2).astype(np.int64).tolist()
    return "".join(written) + "".join(f"M{x - 1} {y - 1}h2v2h-2z" for x, y in middles)


def _join(land: Geometries, parts: Geometries) -> Geometries:
    """Join neighbours along their common edges; where they overlap, so that land would be lost, leave each by itself."""
    try:
        joined = shapely.get_parts(shapely.coverage_union_all(land))
    except shapely.errors.GEOSException:
        return parts
    before, after = (float(shapely.area(shapes).sum()) for shapes in (parts, joined))
    return joined if abs(after - before) <= _LOST * before else parts


def _write_ring(ring: npt.NDArray[np.int64]) -> str:
    """Write a closed ring of whole numbers as a path of steps, without the last, which closes it."""
    first, *_ = ring.tolist()
    steps: list[Any] = np.diff(ring[:-1], axis=0).ravel().tolist()
    text = "".join(f"{step}" if step < 0 else f" {step}" for step in steps)
    return f"M{first[0]} {first[1]}l{text.strip()}z"
