"""Charts in a rectangle of a sheet: a scene's curve, the spread of figures at a moment, a place's time."""

import math
from collections.abc import Callable
from datetime import date, timedelta
from itertools import groupby

import numpy as np
import shapely

from geo.look.letters import POINT, text_width
from geo.look.vision import luminance
from geo.model.scene import Curve, Style
from geo.model.values_scene import measure
from geo.picture.ground import Ground
from geo.picture.labels import Rect
from geo.picture.paint import paint
from geo.picture.sheet import Sheet
from geo.text.words import format_number

_BINS = 24
_YEARS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000)


class Axis:
    """True time from a little before the first stop to a little after the last, across a rectangle."""

    def __init__(self, ground: Ground, left: float, right: float) -> None:
        days = ground.days
        pad = max(200, (days[-1] - days[0]).days // 30)
        self.first = days[0] - timedelta(days=min(pad, (days[0] - date.min).days))
        self.last = days[-1] + timedelta(days=min(pad, (date.max - days[-1]).days))
        self.left, self.right = left, right

    def at(self, day: date) -> float:
        """Return where a day stands, in millimetres."""
        return self.left + (self.right - self.left) * ((day - self.first).days / (self.last - self.first).days)

    def draw(self, sheet: Sheet, floor: float, size: float) -> None:
        """Draw ticks and years below a line."""
        base, unit = size * POINT, sheet.size.type / 8
        years = range(self.first.year + 1, self.last.year + 1)
        most = max(2, int((self.right - self.left) / (text_width("2000", size) * 1.9)))
        step = next((s for s in _YEARS if len(years) / s <= most), 1000)
        for year in years if len(years) < 400 else range(step * (years[0] // step + 1), years[-1], step):
            x, major = self.at(date(year, 1, 1)), year % step == 0
            sheet.stroke([(x, floor), (x, floor - (0.4 if major else 0.2) * base)], edge="muted", width=0.4 * unit)
            wide = text_width(str(year), size)
            if major and self.left + wide / 2 <= x <= self.right - wide / 2:
                sheet.write(x, floor - 1.45 * base, str(year), size, colour="muted", align="center")


def round_step(amount: float) -> float:
    """Return the next of 1, 2, 5, 10, 20 … that is not smaller.

    >>> round_step(130)
    200.0
    """
    power: float = 10.0 ** math.floor(math.log10(max(amount, 1e-9)))
    return next(float(factor * power) for factor in (1, 2, 5, 10) if factor * power >= amount * (1 - 1e-9))


def draw_curve(
    sheet: Sheet, ground: Ground, rect: Rect, lang: str, day: date | None = None, *, fill: Style | None = None,
    band: Style | None = None,
) -> None:  # fmt: skip
    """Draw the first curve of a series over true time, with its band, and a mark at a day.

    Parameters
    ----------
    rect : tuple of float
        Left, bottom, right, top in millimetres, of the labels too.
    day : datetime.date, optional
        The day to mark.
    fill, band : Style, optional
        Of the land under the curve, and between it and its upper end; without them a line with a pale band.
    """
    if not ground.series.curves or not ground.days:
        return
    curve: Curve = ground.series.curves[0]
    size = 0.8 * sheet.size.type
    base, unit = size * POINT, sheet.size.type / 8
    known = np.concatenate([curve.low, curve.middle, curve.high])
    known = known[np.isfinite(known)]
    layers = ground.series.layers
    most, least = float(known.max(initial=0.0)), 0.0 if fill or layers else float(known.min(initial=0.0))
    step = round_step((most - min(least, most - 1e-9)) / 4 or 1.0)
    low, high = math.floor(least / step) * step, math.ceil(most / step) * step or step
    marks = np.arange(low, high + step / 2, step)
    said = [format_number(mark, lang, max(0, -math.floor(math.log10(step)))) for mark in marks]
    left = rect[0] + max(text_width(text, size) for text in said) + 0.6 * base
    axis, floor, top = Axis(ground, left, rect[2]), rect[1] + 2.0 * base, rect[3] - 0.6 * base

    def up(value: float) -> float:
        return floor + (top - floor) * (value - low) / (high - low)

    for mark, text in zip(marks.tolist(), said, strict=True):
        y = up(mark)
        sheet.stroke([(left, y), (rect[2], y)], edge="border" if mark > low else "muted", width=0.5 * unit)
        sheet.write(left - 0.5 * base, y - 0.32 * base, text, size, colour="muted", align="right")
    bounds = [axis.first, *ground.days, axis.last]
    boxes: dict[bool, list[shapely.Polygon]] = {False: [], True: []}
    for moment in range(ground.scene.moments):
        x0, x1 = axis.at(bounds[moment]), axis.at(bounds[moment + 1])
        lower, middle, upper = (float(line[moment]) for line in (curve.low, curve.middle, curve.high))
        if math.isnan(middle):
            continue
        if layers:
            stack_layers(sheet, ground, moment, (x0, x1), up)
        elif fill:
            boxes[False].append(shapely.box(x0, floor, x1, up(middle)))
            boxes[True].append(shapely.box(x0, up(middle), x1, up(upper)))
        else:
            boxes[True].append(shapely.box(x0, up(lower), x1, up(upper)))
    plain = Style("band", {}, "#c9d9e6")
    for beyond, style in ((True, band if fill else plain), (False, fill)):
        land = shapely.union_all([box for box in boxes[beyond] if box.area > 0]) if boxes[beyond] else None
        if land is not None and style is not None and not land.is_empty:
            paint(sheet, land, style, unit)
    if layers:
        for line in (curve.middle, curve.high):
            _draw_steps(sheet, [float(value) for value in line], [axis.at(each) for each in bounds], up, "ink", 0.5 * unit)
    elif not fill:
        _draw_steps(sheet, [float(value) for value in curve.middle], [axis.at(each) for each in bounds], up, curve.fill, unit)
    for moment in range(ground.scene.moments) if fill and not layers else ():
        amount = float(curve.middle[moment])
        text, x0, x1 = measure(amount, curve.unit, lang), axis.at(bounds[moment]), axis.at(bounds[moment + 1])
        if amount > 0 and text_width(text, 1.3 * size, True) + 2 < x1 - x0:
            inside = up(amount) - floor > 3 * base
            y = up(amount) - 1.8 * base if inside else up(amount) + 0.6 * base
            sheet.write((x0 + x1) / 2, y, text, 1.3 * size, bold=True, colour="paper" if inside else "ink", align="center")
    axis.draw(sheet, floor, size)
    if day is not None and axis.first <= day <= axis.last:
        x = axis.at(day)
        sheet.stroke([(x, floor), (x, top)], edge="paper", width=2.4 * unit)
        sheet.stroke([(x, floor), (x, top)], edge="accent", width=1.2 * unit)


def stack_layers(
    sheet: Sheet, ground: Ground, moment: int, span: tuple[float, float], up: Callable[[float], float]
) -> None:
    """Draw who held how much from one stop to the next, each on what those before it held."""
    below = 0.0
    for code, km2 in ground.series.layers.items():
        above = below + float(km2[moment])
        box = shapely.box(span[0], up(below), span[1], up(above))
        if box.area > 0:
            paint(sheet, box, ground.series.styles[code], sheet.size.type / 8)
        below = above


def _draw_steps(
    sheet: Sheet, values: list[float], xs: list[float], up: Callable[[float], float], colour: str, unit: float
) -> None:
    for known, run in groupby(range(len(values)), key=lambda moment: not math.isnan(values[moment])):
        if known:
            points = [(x, up(values[moment])) for moment in run for x in (xs[moment], xs[moment + 1])]
            sheet.stroke(points, edge=colour, width=1.3 * unit)


def draw_histogram(sheet: Sheet, ground: Ground, rect: Rect, lang: str, day: date) -> None:
    """Draw how many places have which figure on a day, in the colours of their classes, over one scale for all days."""
    values = ground.series.values
    if values is None or not np.isfinite(values).any():
        return
    size = 0.78 * sheet.size.type
    base, unit = size * POINT, sheet.size.type / 8
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    spread = low > 0 and high / low > 100  # figures that grow by factors
    edges = np.geomspace(low, high, _BINS + 1) if spread else np.linspace(low, high, _BINS + 1)
    if not low < high:
        return
    moment = ground.moment(day)
    counts = np.zeros((len(ground.series.styles), _BINS), int)
    at = np.clip(np.searchsorted(edges, values, side="right") - 1, 0, _BINS - 1)
    known = np.isfinite(values)
    most = max(int(np.bincount(at[known[:, n], n], minlength=_BINS).max()) for n in range(values.shape[1]))
    here = known[:, moment]
    np.add.at(counts, (ground.series.place_codes[here, moment], at[here, moment]), 1)
    left, right, floor, top = rect[0], rect[2], rect[1] + 1.9 * base, rect[3]
    wide = (right - left) / _BINS
    for number in range(_BINS):
        y = floor
        for code in np.flatnonzero(counts[:, number]).tolist():
            tall = (top - floor) * counts[code, number] / most
            box = shapely.box(left + number * wide + 0.06 * wide, y, left + (number + 1) * wide - 0.06 * wide, y + tall)
            paint(sheet, box, ground.series.styles[code], 0.7 * unit)
            sheet.area(shapely.boundary(box), edge="muted", width=0.25 * unit)
            y += tall
    sheet.stroke([(left, floor), (right, floor)], edge="muted", width=0.5 * unit)
    for x, value, align in ((left, low, "left"), (right, high, "right")):
        sheet.write(x, floor - 1.3 * base, measure(value, ground.series.unit, lang), size, colour="muted", align=align)
    median = float(np.median(values[here, moment])) if here.any() else math.nan
    if not math.isnan(median):
        share = math.log(median / low) / math.log(high / low) if spread else (median - low) / (high - low)
        x = left + (right - left) * share
        sheet.stroke([(x, floor), (x, top)], edge="ink", width=0.7 * unit)
        text = measure(median, {}, lang)
        half = text_width(text, size) / 2
        ends = [text_width(measure(value, ground.series.unit, lang), size) + 0.8 * base for value in (low, high)]
        if left + ends[0] + half < x < right - ends[1] - half:
            sheet.write(x, floor - 1.3 * base, text, size, align="center", bold=True)


Shares = tuple[tuple[Style, float], ...]


def list_runs(ground: Ground, place: int, first: date, last: date) -> list[tuple[date, date, Shares]]:
    """Return a place's time as half-open runs: from, up to, and the share of its land that each style has, dark ones first."""
    days = [first, *(day for day in ground.days if first < day < last)]
    pieces = [piece for piece in range(len(ground.land)) if place in ground.scene.land.places(piece)]
    marks = [(day, _shares(ground, place, pieces, ground.moment(day))) for day in days]
    runs = [(next(group)[0], mark) for mark, group in groupby(marks, key=lambda mark: mark[1])]
    ends = [*(start for start, _ in runs[1:]), last]
    return [(start, end, shares) for (start, shares), end in zip(runs, ends, strict=True)]


def _shares(ground: Ground, place: int, pieces: list[int], moment: int) -> Shares:
    styles, km2 = ground.series.styles, ground.scene.land.km2
    there: dict[int, float] = {}
    for piece in pieces:
        code = int(ground.series.land_codes[piece, moment])
        if styles[code].kind != "absent":
            there[code] = there.get(code, 0.0) + float(km2[piece])
    whole = sum(there.values())
    if not whole:
        return ((styles[int(ground.series.place_codes[place, moment])], 1.0),)
    order = sorted(there, key=lambda code: (luminance(_tone(styles[code])), bool(styles[code].pattern), code))
    return tuple((styles[code], round(there[code] / whole, 3)) for code in order)


def _tone(style: Style) -> str:
    """Return the colour that stands for a style: of a hatch its mark's."""
    return style.mark or style.fill


def draw_history(sheet: Sheet, ground: Ground, place: int, lang: str, rect: Rect) -> None:
    """Draw a place's time: its states as one bar, hatched as on the map, or its figures as a line, over a scale of years."""
    size = 0.75 * sheet.size.type
    base, unit = size * POINT, sheet.size.type / 8
    left, bottom, right, top = rect
    values = ground.series.values
    if values is not None:
        _draw_line(sheet, ground, place, lang, rect)
        return
    axis, floor = Axis(ground, left, right), bottom + 2.0 * base
    for start, end, shares in list_runs(ground, place, axis.first, axis.last):
        x, wide, y = axis.at(start), max(axis.at(end) - axis.at(start), 0.15), floor
        for style, share in shares:
            tall = (top - floor) * share
            if style.kind != "absent":
                paint(sheet, shapely.box(x, y, x + wide, y + tall), style, 0.8 * unit)
            y += tall
    sheet.box(left, floor, right - left, top - floor, edge="muted", line=0.5 * unit)
    axis.draw(sheet, floor, size)


def _draw_line(sheet: Sheet, ground: Ground, place: int, lang: str, rect: Rect) -> None:
    values = ground.series.values
    assert values is not None
    size = 0.75 * sheet.size.type
    base, unit = size * POINT, sheet.size.type / 8
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    said = [measure(value, {}, lang) for value in (low, high)]
    left = rect[0] + max(text_width(text, size) for text in said) + 0.6 * base
    axis, floor, top = Axis(ground, left, rect[2]), rect[1] + 2.0 * base, rect[3]

    def up(value: float) -> float:
        return floor + (top - floor) * (value - low) / ((high - low) or 1.0)

    for value, text in zip((low, high), said, strict=True):
        sheet.stroke([(left, up(value)), (rect[2], up(value))], edge="border", width=0.5 * unit)
        sheet.write(left - 0.5 * base, up(value) - 0.32 * base, text, size, colour="muted", align="right")
    days = ground.days
    if ground.series.curves:
        median = ground.series.curves[0].middle[1:]
        points = [(axis.at(day), up(float(value))) for day, value in zip(days, median, strict=True) if not math.isnan(value)]
        if len(points) > 1:
            sheet.stroke(points, edge="border", width=1.0 * unit)
    own = [float(value) for value in values[place, 1:]]
    for known, run in groupby(range(len(own)), key=lambda stop: not math.isnan(own[stop])):
        line = [(axis.at(days[stop]), up(own[stop])) for stop in run] if known else []
        if len(line) > 1:
            sheet.stroke(line, edge="ink", width=0.9 * unit)
    for stop, value in enumerate(own):
        if not math.isnan(value):
            dot = shapely.Point(axis.at(days[stop]), up(value)).buffer(0.75 * unit)
            sheet.area(dot, fill=ground.style(place, days[stop]).fill, edge="ink", width=0.5 * unit)
    axis.draw(sheet, floor, size)
