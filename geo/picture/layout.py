"""How a sheet is divided: heading and large date, map or maps, legend, foot with credit, boundary note and recipe."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from geo.errors import DefinitionError
from geo.look.letters import POINT, fit_lines, text_width, wrap_text
from geo.model.scene import in_language
from geo.picture.charts import draw_curve, draw_histogram
from geo.picture.frame import Frame
from geo.picture.ground import Box, Ground
from geo.picture.insets import Inset, draw_map, find_insets
from geo.picture.legend import (
    all_rows,
    draw_locator,
    draw_rows,
    draw_totals,
    heading_of,
    rows_height,
    totals_height,
)
from geo.picture.sheet import Sheet, Size
from geo.text.dates import day_before
from geo.text.words import say

LAYOUTS = ("single", "before-after", "multiples", "atlas")
_SMALLEST_MAP, _TINIEST_MAP = 30.0, 20.0  # millimetres: wanted; below that a map says nothing
_SMALLEST_CHART = 12.0
_LEANEST = 4
_TRIES = 4  # to name what is far and find room for it


@dataclass(frozen=True)
class Options:
    """What the reader asked for, apart from the day. `recipe` is the hash printed in the foot.

    A moving picture keeps everything in its place: room for the widest day, the same legend in every frame, and
    the day left out, to be set in later. `alone` draws one account of a map that compares several. `lean` says how
    much a small sheet leaves out: 1 the totals, charts and locator, 2 the subtitle and how it was made, 3 the counts,
    4 the boundary note. `shown` is the far land that is in the frame or in insets, None where the sheet has none.
    """

    size: Size
    lang: str = "en"
    title: str = ""
    caption: str = ""
    view: Box | None = None
    grey: bool = False
    transparent: bool = False
    recipe: str = ""
    widest_day: str = ""
    moving: bool = False
    outlined: bool = False
    lean: int = 0
    alone: bool = False
    shown: frozenset[int] | None = frozenset()

    def sheet(self) -> Sheet:
        """Return an empty sheet."""
        return Sheet(self.size, grey=self.grey, transparent=self.transparent, outlined=self.outlined)


class _NoRoomError(DefinitionError):
    """A map would be too small to say anything."""


class _ShownError(Exception):
    """A frame shows other far land than its sheet's foot says."""

    def __init__(self, shown: frozenset[int]) -> None:
        super().__init__()
        self.shown = shown


def last_change(ground: Ground, day: date) -> date:
    """Return the last stop on or before a day, else the first stop."""
    if not ground.days:
        raise DefinitionError(
            f"map {ground.scene.name!r} never changes, so there is no before and after; use the single layout"
        )
    return max((stop for stop in ground.days if stop <= day), default=ground.days[0])


def fit(compose: Callable[[Options], Sheet], options: Options) -> Sheet:
    """Lay out a sheet, leaving out the least that gives the map room.

    Raises
    ------
    DefinitionError
        Not even the leanest sheet has room for a map.
    """
    for lean in range(_LEANEST + 1):
        try:
            return compose(replace(options, lean=lean))
        except _NoRoomError:
            if lean == _LEANEST:
                raise
    raise AssertionError


def compose_single(ground: Ground, day: date, options: Options) -> Sheet:
    """Lay out one day: map, legend that counts, totals, charts, locator; accounts that a map compares beside each other."""
    if ground.scene.arrangement == "beside" and not options.alone:
        accounts = [ground.of(number) for number in range(len(ground.scene.series))][:2]
        cells = [_Cell(each, day, in_language(each.series.names, options.lang)) for each in accounts]
        return _settle(lambda lean: _cells(cells, ground.label(day, options.lang), lean), options)
    return _settle(lambda lean: _single(ground, day, lean), options)


def _settle(compose: Callable[[Options], Sheet], options: Options) -> Sheet:
    """Lay out a sheet whose foot names what far land its map does not show; the foot's lines change the map's room."""
    for _ in range(_TRIES):
        try:
            return fit(compose, options)
        except _ShownError as found:
            options = replace(options, shown=found.shown)
    return fit(compose, replace(options, shown=None))


def _single(ground: Ground, day: date, options: Options) -> Sheet:
    sheet, size, lang = options.sheet(), options.size, options.lang
    top = draw_head(sheet, ground, options, ground.label(day, lang))
    bottom = draw_foot(sheet, ground, options)
    left, right, base = size.margin, size.width - size.margin, 0.9 * size.type * POINT
    bottom = _caption(sheet, options, left, right, bottom)
    degrees = 1.9 * size.type * 0.66 * POINT
    panel = min(max(0.26 * size.width, 15 * size.type * POINT), 0.4 * size.width)
    aside = (left + degrees, bottom, right - panel - size.margin, top - degrees)
    half = (right - left - size.margin) / 2 if options.lean == 0 else right - left
    counted = None if options.lean >= 3 else day
    rows, heading = all_rows(ground, counted, lang, moving=options.moving), heading_of(ground, lang)
    high = rows_height(sheet, rows, half, heading)
    said = 0.0 if options.lean else totals_height(sheet, ground, day, lang, half)
    more = 0.0 if options.lean else max(_chart_height(ground, half), 0.42 * half if ground.homes else 0.0)
    block = max(high, min(said + more + base, 1.6 * high))
    above = (left + degrees, bottom + block + base, right, top - degrees)
    if not ground.base:  # nothing around the land is worth paper
        west, south, east, north = ground.frame_of(options.view)
        block += max(0.0, above[3] - above[1] - (above[2] - above[0]) * 1.05 * (north - south) / (east - west))
        above = (above[0], bottom + block + base, above[2], above[3])
    needs = rows_height(sheet, rows, panel, heading)
    needs += 0.0 if options.lean else totals_height(sheet, ground, day, lang, panel) + 0.4 * base
    # The legend goes where it leaves the map larger, beside it or below.
    if aside[3] - aside[1] >= needs and _room(ground, options, aside) >= 0.97 * _room(ground, options, above):
        frame = _map(sheet, ground, day, aside, options)
        x = right - panel
        y = draw_rows(sheet, rows, x, aside[3], panel, heading)
        room = (x, aside[1], right, y - 0.4 * base)
    else:
        frame = _map(sheet, ground, day, above, options)
        draw_rows(sheet, rows, left, bottom + block, half, heading)
        room = (left + half + size.margin, bottom, right, bottom + block)
    if options.lean == 0:
        _panel(sheet, ground, day, options, frame, room)
    return sheet


def _map(sheet: Sheet, ground: Ground, day: date, rect: tuple[float, float, float, float], options: Options) -> Frame:
    """Draw the one map of a sheet, with far land in insets."""
    frame = make_frame(sheet, ground, rect, options)
    draw_map(frame, _insets([frame], options)[0], day, options.lang, named_land=True)
    return frame


def _insets(frames: Sequence[Frame], options: Options) -> list[list[Inset]]:
    """Return the insets of each frame of a sheet, whose foot must say what far land is in none."""
    if options.shown is None:
        return [[] for _ in frames]
    found = [find_insets(frame, options.lang) for frame in frames]
    shown = frozenset.intersection(*(here for _, here in found))
    if shown != options.shown:
        raise _ShownError(shown)
    return [insets for insets, _ in found]


def _chart_height(ground: Ground, width: float) -> float:
    return min(0.32 * width, 24.0) if ground.series.numeric else 0.0


def _panel(
    sheet: Sheet, ground: Ground, day: date, options: Options, frame: Frame, room: tuple[float, float, float, float]
) -> None:
    """Fill the rest of a panel as far as there is room: totals, the spread of figures, time, notes; a locator at its foot."""
    left, bottom, right, top = room
    size, lang = options.size, options.lang
    width, base, points = right - left, 0.9 * size.type * POINT, 0.72 * size.type
    y = draw_totals(sheet, ground, day, lang, left, top, width) - 1.2 * base
    chart = _chart_height(ground, width)
    chart = min(chart, y - bottom)
    if chart >= _SMALLEST_CHART:
        draw_histogram(sheet, ground, (left, y - chart, right, y), lang, day)
        y -= chart + 1.2 * base
    notes = [] if options.moving else [in_language(note, lang) for note in ground.scene.notes]
    needed = sum(sheet.height_of(note, width, points) + 0.5 * points * POINT for note in notes)
    free = y - bottom - (needed + 1.6 * base if needed else 0.0)
    wanted = min(0.62 * width, free if free >= 0.4 * width else y - bottom)
    locator = bool(ground.homes) and wanted >= 14
    floor = bottom + (wanted + 1.6 * base if locator else 0.0)
    # Notes come before the curve where there is not room for both: they say what must not be read into the map.
    curve = min(0.36 * width, 30.0, y - floor - (needed if y - floor >= needed else 0.0) - 2.5 * base)
    if ground.series.numeric and len(ground.days) > 2 and curve >= _SMALLEST_CHART:
        y = sheet.paragraph(left, y, width, in_language(ground.series.curves[0].words, lang), points, colour="muted")
        draw_curve(sheet, ground, (left, y - curve, right, y), lang, None if options.moving else day)
        y -= curve + 1.2 * base
    if needed and y - needed >= floor:
        for note in notes:
            y = sheet.paragraph(left, y, width, note, points, colour="muted") - 0.5 * points * POINT
    if locator:
        draw_locator(sheet, ground, (left, bottom, right, bottom + wanted), [frame], lang)


def _room(ground: Ground, options: Options, rect: tuple[float, float, float, float]) -> float:
    """How large the view comes out in a frame, in millimetres per metre; nothing in an impossible frame."""
    left, bottom, right, top = ground.frame_of(options.view)
    return max(0.0, min((rect[2] - rect[0]) / (right - left), (rect[3] - rect[1]) / (top - bottom)))


def beside(ground: Ground, options: Options, width: float, height: float) -> bool:
    """Whether two maps come out larger beside each other than one above the other."""
    aside, above = (0.0, 0.0, width / 2 - 6.0, height - 9.0), (0.0, 0.0, width - 4.0, height / 2 - 11.0)
    return 1.15 * _room(ground, options, aside) >= _room(ground, options, above)


def compose_pair(ground: Ground, before: date, after: date, options: Options) -> Sheet:
    """Lay out two days side by side, or one above the other on a tall sheet; what changed is outlined."""
    lang = options.lang
    cells = [_Cell(ground, before, ground.label(before, lang)),
             _Cell(ground, after, ground.label(after, lang), ground.outlined(before, after))]  # fmt: skip
    return _settle(lambda lean: _cells(cells, "", lean), options)


@dataclass(frozen=True)
class _Cell:
    """One of two maps on a sheet: what is drawn, of which day, what stands above it, and what is outlined."""

    ground: Ground
    day: date
    heading: str
    changed: tuple[int, ...] = ()


def _cells(cells: Sequence[_Cell], day: str, options: Options) -> Sheet:
    ground = cells[0].ground
    lang, sheet, size = options.lang, options.sheet(), options.size
    top = draw_head(sheet, ground, options, day)
    bottom = draw_foot(sheet, ground, options)
    left, right, base = size.margin, size.width - size.margin, 0.9 * size.type * POINT
    bottom = _caption(sheet, options, left, right, bottom)
    bottom = legend_columns(sheet, ground, options, left, right, bottom, changed=any(cell.changed for cell in cells)) + base
    wide = beside(ground, options, right - left, top - bottom)
    degrees = 1.9 * size.type * 0.66 * POINT
    heading = 2.1 * size.type * POINT
    gap = size.margin
    frames = []
    for number, each in enumerate(cells):
        if wide:
            cell = (right - left - gap) / 2
            x, ceiling, floor = left + number * (cell + gap), top, bottom
        else:
            cell, tall = right - left, (top - bottom - gap) / 2
            x, ceiling = left, top - number * (tall + gap)
            floor = ceiling - tall
        rect = (x + degrees, floor, x + cell, ceiling - heading - degrees)
        figure, y = each.ground.short(each.day, lang), ceiling - 1.35 * size.type * POINT
        dated = fit_lines(each.heading, cell - degrees, 1.45 * size.type, bold=True, most=1)[0]
        sheet.write(x + degrees, y, dated, 1.45 * size.type, bold=True)
        figure = fit_lines(figure, 0.6 * cell, 0.9 * size.type, most=1)[0]
        if text_width(dated, 1.45 * size.type, True) + text_width(figure, 0.9 * size.type) + base < cell - degrees:
            sheet.write(x + cell, y, figure, 0.9 * size.type, colour="muted", align="right")
        frames.append(make_frame(sheet, each.ground, rect, options))
    for frame, insets, each in zip(frames, _insets(frames, options), cells, strict=True):
        draw_map(frame, insets, each.day, lang, changed=each.changed, weight=0.85, bar=each is cells[0])
    return sheet


def compose_multiples(ground: Ground, options: Options) -> list[Sheet]:
    """Lay out every stop as a small map; as many sheets as it takes to keep each map legible."""
    days = ground.days
    if not days:
        raise DefinitionError(f"map {ground.scene.name!r} has no stop to draw; use the single layout")
    size = options.size
    least = max(_SMALLEST_MAP, 3.6 * size.type * POINT * 2.4)
    left, bottom, right, top = ground.frame_of(options.view)
    rows, columns = _grid(len(days), size, least, (right - left) / (top - bottom))
    each = rows * columns
    pages = math.ceil(len(days) / each)
    groups = [days[page * each : (page + 1) * each] for page in range(pages)]
    return [
        fit(lambda lean, page=page, here=here: _multiples(ground, lean, len(days), here, (rows, columns), page, pages), options)  # type: ignore[misc]
        for page, here in enumerate(groups)
    ]


def _grid(count: int, size: Size, least: float, shape: float) -> tuple[int, int]:
    """Rows and columns of small maps at least `least` wide: those in which the land, so much wider than high, is largest."""
    width, height = size.width - 2 * size.margin, (size.height - 2 * size.margin) * 0.68
    shape = min(2.2, max(0.75, shape))
    most_columns, most_rows = max(1, int(width // least)), max(1, int(height // (least / shape + 3.0)))
    best = (most_rows, most_columns)
    for columns in range(1, most_columns + 1):
        rows = math.ceil(count / columns)
        if rows <= most_rows:
            cell = min(width / columns, (height / rows - 3.0) * shape)
            if cell > min(width / best[1], (height / best[0] - 3.0) * shape) or best[0] * best[1] < count:
                best = (rows, columns)
    return best


def _multiples(
    ground: Ground, options: Options, every: int, days: Sequence[date], grid: tuple[int, int], page: int, pages: int
) -> Sheet:
    lang, sheet, size = options.lang, options.sheet(), options.size
    rows, columns = grid
    subtitle = say("picture.stops" if ground.scene.asks == "states" else "picture.times", lang, n=every)
    if pages > 1:
        subtitle += " · " + say("picture.page", lang, page=page + 1, pages=pages)
    top = draw_head(sheet, ground, options, "", subtitle)
    bottom = draw_foot(sheet, ground, options)
    left, right, base = size.margin, size.width - size.margin, 0.9 * size.type * POINT
    bottom = _caption(sheet, options, left, right, bottom)
    bottom = legend_columns(sheet, ground, options, left, right, bottom, changed=True) + base
    gap = 0.5 * size.margin
    cell = (right - left - gap * (columns - 1)) / columns
    tall = (top - bottom - gap * (rows - 1)) / rows
    heading = 2.35 * 0.82 * size.type * POINT
    named = cell > 15 * size.type * POINT
    for number, day in enumerate(days):
        x = left + (number % columns) * (cell + gap)
        ceiling = top - (number // columns) * (tall + gap)
        dated, large = ground.label(day, lang), 0.92 * size.type
        large *= min(1.0, cell / max(cell, text_width(dated, large, True)))
        sheet.write(x, ceiling - 0.95 * large * POINT, dated, large, bold=True)
        small, figure = 0.72 * size.type, ground.short(day, lang)
        small *= min(1.0, cell / max(cell, text_width(figure, small)))
        sheet.write(x, ceiling - heading + 0.35 * small * POINT, figure, small, colour="muted")
        frame = make_frame(sheet, ground, (x, ceiling - tall, x + cell, ceiling - heading), options, least=8.0)
        frame.draw(
            day, lang, names=named, notes=False, bar=False, graticule=False, changed=ground.outlined(day_before(day), day),
            weight=0.6,
        )  # fmt: skip
    return sheet


# parts of every sheet -----------------------------------------------------------------------------------


def draw_head(sheet: Sheet, ground: Ground, options: Options, day: str, subtitle: str | None = None) -> float:
    """Write title, subtitle and the large date, and return where the rest begins."""
    size, lang = options.size, options.lang
    left, right, top = size.margin, size.width - size.margin, size.height - size.margin
    large = 2.5 * size.type
    title = options.title or ground.title(lang)
    room = right - left
    dated = max(text_width(text, large, True) for text in (day, options.widest_day)) if day else 0.0
    if dated > room:
        large *= room / dated
        dated = room
    beside = dated + 2 * size.margin < 0.55 * room
    under = top
    if day and beside:
        _day(sheet, options, right, top - 0.8 * large * POINT, day, large, "right")
        under = top - 1.1 * large * POINT
        room -= dated + size.margin
    y = sheet.paragraph(left, top, room, title, 1.6 * size.type, bold=True, leading=1.25)
    second = in_language(ground.scene.subtitle, lang) if subtitle is None else subtitle
    if second and options.lean < 2:
        y = sheet.paragraph(left, y - 0.3 * size.type * POINT, room, second, 0.95 * size.type, colour="muted")
    if day and not beside:
        y -= 0.3 * size.type * POINT
        _day(sheet, options, left, y - 0.98 * large * POINT, day, large, "left")
        y -= 1.15 * large * POINT
    return min(y, under) - 0.7 * size.type * POINT


def _day(sheet: Sheet, options: Options, x: float, y: float, day: str, size: float, align: str) -> None:
    sheet.day = (x, y, size, align)
    if not options.moving:
        sheet.write(x, y, day, size, bold=True, align=align)


def draw_foot(sheet: Sheet, ground: Ground, options: Options) -> float:
    """Write credit, boundary note, projection and recipe at the bottom, and return where the map may end."""
    size = options.size
    left, width = size.margin, size.width - 2 * size.margin
    points = max(4.6, 0.68 * size.type)
    wrapped = [line for text in foot_lines(ground, options) for line in wrap_text(text, width, points)]
    step = 1.3 * points * POINT
    y = size.margin + (len(wrapped) - 1) * step
    top = y + 1.25 * points * POINT + 0.8 * points * POINT
    for line in wrapped:
        sheet.write(left, y, line, points, colour="muted")
        y -= step
    rule = top - 0.55 * points * POINT
    sheet.stroke([(left, rule), (left + width, rule)], edge="border", width=0.5)
    return top + 0.4 * size.type * POINT


def foot_lines(ground: Ground, options: Options) -> list[str]:
    """Return the foot's paragraphs: whose figures and boundaries, what they do not imply, how it was made."""
    lang, scene = options.lang, ground.scene
    made = say("picture.made", lang, name=scene.name, data=scene.digest[:12], recipe=options.recipe or "–")
    lines = [in_language(scene.credit, lang)]
    far = "" if options.view else ground.tell_beyond(lang, options.shown or ())
    lines += [far] if far else []
    lines += [in_language(scene.boundary_note, lang)] if options.lean < _LEANEST else []
    return [*lines, f"{ground.plane.name(lang)} · {made}"] if options.lean < 2 else lines


def _caption(sheet: Sheet, options: Options, left: float, right: float, bottom: float) -> float:
    if not options.caption:
        return bottom
    points = 0.92 * options.size.type
    high = sheet.height_of(options.caption, right - left, points)
    sheet.paragraph(left, bottom + high, right - left, options.caption, points)
    return bottom + high + 0.5 * options.size.type * POINT


def make_frame(
    sheet: Sheet, ground: Ground, rect: tuple[float, float, float, float], options: Options, least: float = _SMALLEST_MAP
) -> Frame:
    """Return a map frame, or refuse one that is too small to say anything."""
    least = min(least, _TINIEST_MAP) if options.lean == _LEANEST else least
    if rect[2] - rect[0] < least or rect[3] - rect[1] < least:
        raise _NoRoomError(
            f"size {options.size.name}: leaves {max(0, rect[2] - rect[0]):.0f} × {max(0, rect[3] - rect[1]):.0f} mm "
            f"for the map, which needs {least:g} × {least:g}; choose a larger size"
        )
    return Frame(sheet, ground, rect, view=options.view)


def legend_columns(
    sheet: Sheet, ground: Ground, options: Options, left: float, right: float, bottom: float, *, changed: bool
) -> float:
    """Draw the legend, without counts, in columns above `bottom` and return its upper edge."""
    lang, size = options.lang, options.size
    rows = all_rows(ground, None, lang, changed=changed)
    gap = size.margin
    columns = 4 if size.width > 1.6 * size.height else 3 if size.width > 1.05 * size.height else 2
    width = (right - left - gap * (columns - 1)) / columns
    each = math.ceil(len(rows) / columns)
    groups = [rows[number * each : (number + 1) * each] for number in range(columns)]
    high = max(rows_height(sheet, group, width) for group in groups if group)
    for number, group in enumerate(groups):
        draw_rows(sheet, group, left + number * (width + gap), bottom + high, width)
    heading = heading_of(ground, lang)
    if not heading:
        return bottom + high
    points = 0.92 * size.type
    sheet.paragraph(left, bottom + high + 1.5 * points * POINT, right - left, heading, points, bold=True)
    return bottom + high + 1.6 * points * POINT
