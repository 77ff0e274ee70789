"""The pictures of a report: the map, six small maps, the curve over time, the way from sum to land.

Each is a sheet without title or foot, since the report prints these itself.
"""

import io
from collections.abc import Callable, Mapping

import matplotlib
import shapely
from PIL import Image

from geo.audit.waterfall import round_steps
from geo.look.letters import POINT, fit_lines, text_width
from geo.model.scene import Style, in_language
from geo.picture.alt import list_amounts
from geo.picture.charts import draw_curve
from geo.picture.draw import render
from geo.picture.frame import Frame
from geo.picture.ground import Ground
from geo.picture.legend import (
    all_rows,
    draw_locator,
    draw_rows,
    draw_totals,
    heading_of,
    legend_rows,
    rows_height,
)
from geo.picture.sheet import STYLE, Sheet, Size
from geo.report.blocks import Figure
from geo.report.material import Material, PeriodsMaterial
from geo.report.room import TALLEST, WIDTH
from geo.text.dates import day_before
from geo.text.words import format_area, format_number, say

TYPE = 7.2  # points
MULTIPLES = 120.0  # millimetres: as tall as all small maps may be, to find room beside text
DPI = 220
_LOWEST = 62.0  # millimetres of a large map, so that its legend has room beside it
_EM = TYPE * POINT


def plate_svg(material: Material, figure: Figure, lang: str) -> bytes:
    """Return a picture as SVG whose text is text, for print."""
    target = io.BytesIO()
    with matplotlib.rc_context(STYLE):
        sheet = _draw(material, figure, lang, outlined=False)
        sheet.figure.savefig(target, format="svg", metadata={"Date": None, "Creator": None})
    return target.getvalue()


def plate_png(material: Material, figure: Figure, lang: str) -> bytes:
    """Return a picture as PNG on white."""
    target = io.BytesIO()
    with matplotlib.rc_context(STYLE):
        image = render(_draw(material, figure, lang, outlined=True), DPI)
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    white.save(target, "PNG", dpi=(DPI, DPI), compress_level=6)
    return target.getvalue()


def _draw(material: Material, figure: Figure, lang: str, *, outlined: bool) -> Sheet:
    if figure.name == "map":
        return draw_map(material, lang, outlined, figure.height or TALLEST)
    if figure.name == "waterfall":
        assert isinstance(material, PeriodsMaterial)
        return draw_waterfall(material, lang, outlined)
    return _PLATES[figure.name](material, lang, outlined)


def _sheet(height: float, outlined: bool) -> Sheet:
    return Sheet(Size("plate", WIDTH, height, TYPE), transparent=True, outlined=outlined, joined=False)


def draw_map(material: Material, lang: str, outlined: bool = False, height: float = TALLEST) -> Sheet:
    """Draw the large map with its legend and locator, at a height in millimetres."""
    ground, day = material.ground, material.day
    panel, degrees = 50.0, 1.9 * 0.66 * _EM
    left, bottom, right, top = ground.frame_of()
    wide = WIDTH - panel - 4.0 - degrees
    sheet = _sheet(min(height, max(_LOWEST, wide * (top - bottom) / (right - left) + degrees + 0.4)), outlined)
    rect = (degrees, 0.2, WIDTH - panel - 4.0, sheet.size.height - degrees)
    frame = Frame(sheet, ground, rect)
    frame.draw(day, lang)
    x = WIDTH - panel
    y = draw_rows(sheet, all_rows(ground, day, lang), x, rect[3], panel, heading_of(ground, lang))
    y = draw_totals(sheet, ground, day, lang, x, y - 0.4 * _EM, panel)
    high = min(34.0, y - 1.2 * _EM)
    if ground.known is not None and high > 14:
        draw_locator(sheet, ground, (x, rect[1], WIDTH - 0.2, rect[1] + high), [frame], lang)
    return sheet


def draw_multiples(material: Material, lang: str, outlined: bool = False) -> Sheet:
    """Draw the key days as small maps, what changed on each outlined."""
    ground, days, columns, gap = material.ground, material.key_days, 3, 4.0
    cell = (WIDTH - 0.4 - gap * (columns - 1)) / columns
    left, bottom, right, top = ground.frame_of()
    heading = 2.9 * _EM
    rows = -(-len(days) // columns)
    probe = _sheet(60.0, outlined)
    keys = all_rows(ground, None, lang, changed=True)
    third = (WIDTH - 2 * gap) / 3
    each = -(-len(keys) // 3)
    groups = [keys[n : n + each] for n in range(0, len(keys), each)]
    legend = max(rows_height(probe, group, third) for group in groups)
    shape = min(1.3, max(0.6, (top - bottom) / (right - left)))
    tall = min(heading + shape * cell, (MULTIPLES - legend) / rows - gap)
    sheet = _sheet(rows * tall + (rows - 1) * gap + gap + legend, outlined)
    for number, day in enumerate(days):
        x = 0.2 + (number % columns) * (cell + gap)
        y = sheet.size.height - (number // columns) * (tall + gap)
        sheet.write(x, y - 1.0 * _EM, ground.label(day, lang), TYPE * 1.15, bold=True)
        figure = ground.short(day, lang)
        size = 0.95 * TYPE * max(0.75, min(1.0, cell / text_width(figure, 0.95 * TYPE)))
        sheet.write(x, y - 2.3 * _EM, fit_lines(figure, cell, size, most=1)[0], size, colour="muted")
        frame = Frame(sheet, ground, (x, y - tall, x + cell, y - heading))
        changed = ground.outlined(day_before(day), day)
        frame.draw(day, lang, names=False, notes=False, bar=False, graticule=False, changed=changed, weight=0.7)
    for number, group in enumerate(groups):
        draw_rows(sheet, group, number * (third + gap), legend, third)
    return sheet


def draw_time(material: Material, lang: str, outlined: bool = False) -> Sheet:
    """Draw the curve of a series over true time with its band: land held and possibly held, or a median and its quartiles."""
    ground = material.ground
    styles = ground.series.styles
    layers: list[Style | None] = [styles[code] for code in ground.series.layers]
    held, possible = _style(ground, "held"), _style(ground, "possible")
    marked = layers or [held, possible]
    keys = [row for row in legend_rows(ground, None, lang) if row.mark in marked]
    # Two words stand beside the unit; the many of parties in columns above it.
    each = -(-len(keys) // 3) if layers else 1
    groups = [keys[n : n + each] for n in range(0, len(keys), each)] if keys else []
    third = WIDTH / 3
    above = max(rows_height(_sheet(60.0, outlined), group, third) for group in groups) + 0.6 * _EM if layers and groups else 0.0
    sheet = _sheet(62.0 + above, outlined)
    for number, group in enumerate(groups):
        left = number * third if layers else WIDTH - (len(groups) - number) * third
        draw_rows(sheet, group, left, sheet.size.height, third)
    top = sheet.size.height - above
    sheet.write(0, top - 1.0 * _EM, in_language(ground.series.unit, lang), 0.92 * TYPE, colour="muted")
    rect = (0.0, 0.2, WIDTH, top - 1.6 * _EM)
    if not keys and ground.series.curves:
        sheet.write(WIDTH, top - 1.0 * _EM, in_language(ground.series.curves[0].words, lang), 0.92 * TYPE, align="right")
    draw_curve(sheet, ground, rect, lang, fill=held, band=possible)
    return sheet


def _style(ground: Ground, key: str) -> Style | None:
    return next((style for style in ground.series.styles[::-1] if style.key == key), None)


def group_steps(material: PeriodsMaterial) -> list[tuple[str, float, float]]:
    """Add up the audit's steps by kind: the kind, the change in whole km² and the total after it."""
    groups: dict[str, float] = {}
    totals: dict[str, float] = {}
    for step, km2, total in round_steps(material.audit.waterfall, 0):
        groups[step.kind] = groups.get(step.kind, 0.0) + km2
        totals[step.kind] = total
    return [(kind, km2, totals[kind]) for kind, km2 in groups.items()]


def draw_waterfall(material: PeriodsMaterial, lang: str, outlined: bool = False) -> Sheet:
    """Draw the plain sum, what each kind of step takes off or adds, and the land held, as bars."""
    steps = group_steps(material)
    held = material.audit.measured_held_km2
    bars = [(say(f"report.step.{kind}", lang), km2, total, number == 0) for number, (kind, km2, total) in enumerate(steps)]
    bars.append((say("audit.total.measured_held", lang), held, held, True))
    label, room = 62.0, WIDTH - 62.0 - 16.0
    high, pitch = 5.0, 8.2
    sheet = _sheet(pitch * len(bars) + 1.0, outlined)
    top = max(max(total, total - km2) for _, km2, total, _ in bars) or 1.0

    def x_of(km2: float) -> float:
        return label + room * km2 / top

    for number, (text, km2, total, whole) in enumerate(bars):
        y = sheet.size.height - number * pitch - pitch + 1.6
        low, far = (0.0, total) if whole else (min(total, total - km2), max(total, total - km2))
        last = number == len(bars) - 1
        box = shapely.box(x_of(low), y, max(x_of(far), x_of(low) + 0.3), y + high)
        sheet.area(box, fill="held" if last else "muted" if whole else "ended" if km2 < 0 else "accent")
        lines = sheet.height_of(text, label - 3, TYPE, bold=last) / (1.32 * TYPE * POINT)
        sheet.paragraph(0, y + high / 2 + lines * 0.62 * _EM, label - 3, text, TYPE, bold=last)
        shown = format_number(total if whole else km2, lang, plus=not whole)
        sheet.write(x_of(far) + 1.2, y + 0.32 * high, shown, TYPE, bold=whole)
        if number + 1 < len(bars):
            sheet.stroke([(x_of(total), y), (x_of(total), y - pitch + high)], edge="muted", width=0.4)
    sheet.stroke([(label, 0), (label, sheet.size.height)], edge="muted", width=0.5)
    return sheet


def describe_curve(material: PeriodsMaterial, lang: str) -> str:
    """Say what the curve shows: the land held on the key days."""
    return list_amounts(material.ground, material.key_days, say("report.caption.curve", lang).rstrip(".։"), lang)


def describe_waterfall(material: PeriodsMaterial, lang: str) -> str:
    """Say what the bars show."""
    parts = []
    for number, (kind, km2, total) in enumerate(group_steps(material)):
        shown = total if number == 0 else km2
        parts.append(f"{format_area(shown, lang)} ({say(f'report.step.{kind}', lang)})")
    held = format_area(material.audit.measured_held_km2, lang)
    parts.append(f"{held} ({say('audit.total.measured_held', lang)})")
    return say("picture.alt_each", lang, what=say("audit.waterfall_title", lang), each="; ".join(parts))


_PLATES: Mapping[str, Callable[[Material, str, bool], Sheet]] = {
    "curve": draw_time,
    "multiples": draw_multiples,
}
