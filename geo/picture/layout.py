"""How a sheet is divided: heading and large date, map or maps, legend, foot with credit, boundary note and recipe."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from geo.errors import DefinitionError
from geo.look.letters import POINT, fit_lines, text_width, wrap_text
from geo.model.timeline import Situation
from geo.model.wording import boundary_note, credit_line, text_in
from geo.picture.frame import Frame
from geo.picture.legend import (
    draw_legend,
    draw_locator,
    draw_rows,
    draw_totals,
    key_rows,
    legend_rows,
    rows_height,
    totals_height,
)
from geo.picture.scene import Box, Scene
from geo.picture.sheet import Sheet, Size
from geo.text.words import format_area, format_day, say

LAYOUTS = ("single", "before-after", "multiples", "atlas")
_SMALLEST_MAP = 30.0  # millimetres: below that a map says nothing


@dataclass(frozen=True)
class Options:
    """What the reader asked for, apart from the day. `recipe` is the hash printed in the foot.

    A moving picture keeps everything in its place: room for the widest day, the same legend in every frame, and
    the day left out, to be set in later.
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

    def sheet(self) -> Sheet:
        """Return an empty sheet."""
        return Sheet(self.size, grey=self.grey, transparent=self.transparent, outlined=self.outlined)


def day_before(day: date) -> date:
    """Return the day before, and the first day of the calendar for itself."""
    return day - timedelta(days=1) if day > date.min else day


def last_change(scene: Scene, day: date) -> date:
    """Return the last stop on or before a day, else the first stop."""
    stops = scene.timeline.stops
    if not stops:
        raise DefinitionError(
            f"map {scene.definition.name!r} never changes, so there is no before and after; use the single layout"
        )
    return max((stop for stop in stops if stop <= day), default=stops[0])


def compose_single(scene: Scene, day: date, options: Options) -> Sheet:
    """Lay out one day: map, legend that counts, totals, locator."""
    situation = scene.timeline.on(day)
    sheet, size = options.sheet(), options.size
    top = draw_head(sheet, scene, options, format_day(day, options.lang))
    bottom = draw_foot(sheet, scene, options, [situation])
    left, right, base = size.margin, size.width - size.margin, 0.9 * size.type * POINT
    bottom = _caption(sheet, options, left, right, bottom)
    degrees = 1.9 * size.type * 0.66 * POINT
    panel = min(max(0.26 * size.width, 15 * size.type * POINT), 0.4 * size.width)
    aside = (left + degrees, bottom, right - panel - size.margin, top - degrees)
    half = (right - left - size.margin) / 2
    probe = options.sheet()
    high = size.height - draw_legend(probe, scene, situation, options.lang, 0, size.height, half, moving=options.moving)
    side = totals_height(sheet, scene, situation, options.lang, half) + 0.42 * half
    block = max(high, min(side, 1.6 * high))
    above = (left + degrees, bottom + block + base, right, top - degrees)
    needs = size.height - draw_legend(probe, scene, situation, options.lang, 0, size.height, panel, moving=options.moving)
    needs += totals_height(sheet, scene, situation, options.lang, panel) + 0.4 * base
    # The legend goes where it leaves the map larger, beside it or below.
    if aside[3] - aside[1] >= needs and _room(scene, options, aside) >= 0.97 * _room(scene, options, above):
        frame = make_frame(sheet, scene, aside, options)
        frame.draw(situation, options.lang)
        x = right - panel
        y = draw_legend(sheet, scene, situation, options.lang, x, aside[3], panel, moving=options.moving)
        y = draw_totals(sheet, scene, situation, options.lang, x, y - 0.4 * base, panel)
        _panel_end(sheet, scene, options, [frame], (x, aside[1], right, y - 1.2 * base))
    else:
        frame = make_frame(sheet, scene, above, options)
        frame.draw(situation, options.lang)
        head = bottom + block
        draw_legend(sheet, scene, situation, options.lang, left, head, half, moving=options.moving)
        x = left + half + size.margin
        y = draw_totals(sheet, scene, situation, options.lang, x, head, half)
        _panel_end(sheet, scene, options, [frame], (x, bottom, right, y - 0.8 * base))
    return sheet


def _room(scene: Scene, options: Options, rect: tuple[float, float, float, float]) -> float:
    """How large the view comes out in a frame, in millimetres per metre; nothing in an impossible frame."""
    left, bottom, right, top = scene.frame_of(options.view)
    return max(0.0, min((rect[2] - rect[0]) / (right - left), (rect[3] - rect[1]) / (top - bottom)))


def compose_pair(scene: Scene, before: date, after: date, options: Options) -> Sheet:
    """Lay out two days side by side, or one above the other on a tall sheet; what changed is outlined."""
    first, second = scene.timeline.on(before), scene.timeline.on(after)
    changed = scene.changed(first, second)
    lang, sheet, size = options.lang, options.sheet(), options.size
    top = draw_head(sheet, scene, options, "")
    bottom = draw_foot(sheet, scene, options, [first, second])
    left, right, base = size.margin, size.width - size.margin, 0.9 * size.type * POINT
    bottom = _caption(sheet, options, left, right, bottom)
    wide = size.width > 1.05 * size.height
    bottom = legend_columns(sheet, scene, None, options, left, right, bottom, changed=True) + base
    degrees = 1.9 * size.type * 0.66 * POINT
    heading = 2.1 * size.type * POINT
    frames: list[Frame] = []
    days = [(before, first), (after, second)]
    gap = size.margin
    for number, (day, situation) in enumerate(days):
        if wide:
            cell = (right - left - gap) / 2
            x, ceiling, floor = left + number * (cell + gap), top, bottom
        else:
            cell, tall = right - left, (top - bottom - gap) / 2
            x, ceiling = left, top - number * (tall + gap)
            floor = ceiling - tall
        rect = (x + degrees, floor, x + cell, ceiling - heading - degrees)
        sheet.write(x + degrees, ceiling - 1.35 * size.type * POINT, format_day(day, lang), 1.45 * size.type, bold=True)
        held = scene.state_word("held", lang)
        figure = f"{held}: {_area(situation, lang)}"
        figure = fit_lines(figure, 0.6 * cell, 0.9 * size.type, most=1)[0]
        sheet.write(x + cell, ceiling - 1.35 * size.type * POINT, figure, 0.9 * size.type, colour="muted", align="right")
        frames.append(make_frame(sheet, scene, rect, options))
        frames[-1].draw(situation, lang, changed=changed if number else (), weight=0.85, bar=number == 0)
    return sheet


def compose_multiples(scene: Scene, options: Options, days: Sequence[date] | None = None) -> list[Sheet]:
    """Lay out every stop as a small map; as many sheets as it takes to keep each map legible."""
    days = list(days if days is not None else scene.timeline.stops)
    if not days:
        raise DefinitionError(f"map {scene.definition.name!r} has no stop to draw; use the single layout")
    size = options.size
    least = max(_SMALLEST_MAP, 3.6 * size.type * POINT * 2.4)
    sheets: list[Sheet] = []
    rows, columns = _grid(len(days), size, least)
    each = rows * columns
    pages = math.ceil(len(days) / each)
    for page in range(pages):
        here = days[page * each : (page + 1) * each]
        sheets.append(_multiples(scene, options, len(days), here, (rows, columns), page, pages))
    return sheets


def _grid(count: int, size: Size, least: float) -> tuple[int, int]:
    """Rows and columns for small maps that are about square and at least `least` wide."""
    width, height = size.width - 2 * size.margin, (size.height - 2 * size.margin) * 0.68
    most_columns, most_rows = max(1, int(width // least)), max(1, int(height // (least * 0.95)))
    best = (most_rows, most_columns)
    for columns in range(1, most_columns + 1):
        rows = math.ceil(count / columns)
        if rows <= most_rows:
            cell = min(width / columns, height / rows * 1.05)
            if cell > min(width / best[1], height / best[0] * 1.05) or best[0] * best[1] < count:
                best = (rows, columns)
    return best


def _multiples(
    scene: Scene, options: Options, every: int, days: Sequence[date], grid: tuple[int, int], page: int, pages: int
) -> Sheet:
    lang, sheet, size = options.lang, options.sheet(), options.size
    rows, columns = grid
    subtitle = say("picture.stops", lang, n=every)
    if pages > 1:
        subtitle += " · " + say("picture.page", lang, page=page + 1, pages=pages)
    top = draw_head(sheet, scene, options, "", subtitle)
    situations = [scene.timeline.on(day) for day in days]
    bottom = draw_foot(sheet, scene, options, situations)
    left, right, base = size.margin, size.width - size.margin, 0.9 * size.type * POINT
    bottom = _caption(sheet, options, left, right, bottom)
    bottom = legend_columns(sheet, scene, None, options, left, right, bottom, changed=True) + base
    gap = 0.5 * size.margin
    cell = (right - left - gap * (columns - 1)) / columns
    tall = (top - bottom - gap * (rows - 1)) / rows
    heading = 2.35 * 0.82 * size.type * POINT
    named = cell > 15 * size.type * POINT
    for number, (day, situation) in enumerate(zip(days, situations, strict=True)):
        x = left + (number % columns) * (cell + gap)
        ceiling = top - (number // columns) * (tall + gap)
        dated, large = format_day(day, lang), 0.92 * size.type
        large *= min(1.0, cell / max(cell, text_width(dated, large, True)))
        sheet.write(x, ceiling - 0.95 * large * POINT, dated, large, bold=True)
        small = 0.72 * size.type
        figure = f"{scene.state_word('held', lang)}: {_area(situation, lang)}"
        small *= min(1.0, cell / max(cell, text_width(figure, small)))
        sheet.write(x, ceiling - heading + 0.35 * small * POINT, figure, small, colour="muted")
        rect = (x, ceiling - tall, x + cell, ceiling - heading)
        frame = make_frame(sheet, scene, rect, options, least=8.0)
        before = scene.timeline.on(day_before(day))
        frame.draw(
            situation, lang, names=named, parts=False, bar=False, graticule=False,
            changed=scene.changed(before, situation), weight=0.6,
        )  # fmt: skip
    return sheet


# parts of every sheet -----------------------------------------------------------------------------------


def draw_head(sheet: Sheet, scene: Scene, options: Options, day: str, subtitle: str | None = None) -> float:
    """Write title, subtitle and the large date, and return where the rest begins."""
    size, lang = options.size, options.lang
    left, right, top = size.margin, size.width - size.margin, size.height - size.margin
    large = 2.5 * size.type
    title = options.title or text_in(scene.definition.title, lang)
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
    second = text_in(scene.definition.subtitle, lang) if subtitle is None else subtitle
    if second:
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


def draw_foot(sheet: Sheet, scene: Scene, options: Options, situations: Sequence[Situation]) -> float:
    """Write credit, boundary note, projection and recipe at the bottom, and return where the map may end."""
    size = options.size
    left, width = size.margin, size.width - 2 * size.margin
    points = max(4.6, 0.68 * size.type)
    lines = foot_lines(scene, options, situations)
    wrapped = [line for text in lines for line in wrap_text(text, width, points)]
    step = 1.3 * points * POINT
    y = size.margin + (len(wrapped) - 1) * step
    top = y + 1.25 * points * POINT + 0.8 * points * POINT
    for line in wrapped:
        sheet.write(left, y, line, points, colour="muted")
        y -= step
    rule = top - 0.55 * points * POINT
    sheet.stroke([(left, rule), (left + width, rule)], edge="border", width=0.5)
    return top + 0.4 * size.type * POINT


def foot_lines(scene: Scene, options: Options, situations: Sequence[Situation]) -> list[str]:
    """Return the foot's paragraphs: whose figures and boundaries, what they do not imply, how it was made."""
    lang = options.lang
    credit = credit_line(scene.package, situations[-1], scene.definition, lang)
    note = boundary_note(scene.definition)
    made = " · ".join(
        text
        for text in (
            scene.plane.name(lang),
            say(
                "picture.made", lang, name=scene.definition.name, data=scene.package.digest[:12],
                recipe=options.recipe or "–",
            ),
        )
        if text
    )  # fmt: skip
    return [credit, note.get(lang) or note["en"], made]


def _caption(sheet: Sheet, options: Options, left: float, right: float, bottom: float) -> float:
    if not options.caption:
        return bottom
    points = 0.92 * options.size.type
    high = sheet.height_of(options.caption, right - left, points)
    sheet.paragraph(left, bottom + high, right - left, options.caption, points)
    return bottom + high + 0.5 * options.size.type * POINT


def make_frame(
    sheet: Sheet, scene: Scene, rect: tuple[float, float, float, float], options: Options, least: float = _SMALLEST_MAP
) -> Frame:
    """Return a map frame, or refuse one that is too small to say anything."""
    if rect[2] - rect[0] < least or rect[3] - rect[1] < least:
        raise DefinitionError(
            f"size {options.size.name}: leaves {max(0, rect[2] - rect[0]):.0f} × {max(0, rect[3] - rect[1]):.0f} mm "
            f"for the map, which needs {least:g} × {least:g}; choose a larger size"
        )
    return Frame(sheet, scene, rect, view=options.view)


def _panel_end(
    sheet: Sheet, scene: Scene, options: Options, frames: Sequence[Frame], room: tuple[float, float, float, float]
) -> None:
    """Fill the rest of a panel: notes if they fit whole, and the locator at its foot."""
    left, bottom, right, top = room
    size = options.size
    width, high = right - left, top - bottom
    wanted = min(0.62 * width, high)
    if scene.known is None or wanted < 14:
        return
    points = 0.72 * size.type
    notes = [text_in(note, options.lang) for note in scene.definition.notes]
    needed = sum(sheet.height_of(note, width, points) + 0.5 * points * POINT for note in notes)
    if needed and not options.moving and needed + wanted + 2 * points * POINT <= high:
        y = top
        for note in notes:
            y = sheet.paragraph(left, y, width, note, points, colour="muted") - 0.5 * points * POINT
    draw_locator(sheet, scene, (left, bottom, right, bottom + wanted), frames, options.lang)


def legend_columns(
    sheet: Sheet, scene: Scene, situation: Situation | None, options: Options, left: float, right: float, bottom: float,
    *, changed: bool,
) -> float:  # fmt: skip
    """Draw the legend in columns above `bottom` and return its upper edge."""
    lang, size = options.lang, options.size
    rows = [*legend_rows(scene, situation, lang), *key_rows(scene, situation, lang, changed)]
    gap = size.margin
    columns = 4 if size.width > 1.6 * size.height else 3 if size.width > 1.05 * size.height else 2
    width = (right - left - gap * (columns - 1)) / columns
    each = math.ceil(len(rows) / columns)
    groups = [rows[number * each : (number + 1) * each] for number in range(columns)]
    high = max(rows_height(sheet, group, width) for group in groups if group)
    for number, group in enumerate(groups):
        draw_rows(sheet, group, left + number * (width + gap), bottom + high, width, scene.scale)
    return bottom + high


def _area(situation: Situation, lang: str) -> str:
    return format_area(situation.held_km2, lang)
