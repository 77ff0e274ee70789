"""The pictures of a report: the map, six small maps, the curve of land held, the way from sum to land.

Each is a sheet without title or foot, since the report prints these itself.
"""

import io
from collections.abc import Callable, Mapping
from datetime import date

import matplotlib
import shapely
from PIL import Image

from geo.audit.waterfall import round_steps
from geo.look.letters import POINT, fit_lines, text_width
from geo.picture.alt import list_land
from geo.picture.draw import render
from geo.picture.frame import Frame, paint
from geo.picture.layout import day_before
from geo.picture.legend import draw_legend, draw_locator, draw_totals, key_rows, legend_rows
from geo.picture.legend import draw_rows as draw_key
from geo.picture.legend import rows_height as key_height
from geo.picture.sheet import STYLE, Sheet, Size
from geo.report.blocks import Figure
from geo.report.material import Material
from geo.report.room import TALLEST, WIDTH
from geo.text.words import format_area, format_day, format_number, say

TYPE = 7.2  # points
MULTIPLES = 120.0  # millimetres: as tall as all small maps may be, to find room beside text
DPI = 220
_EM = TYPE * POINT
_GROUPS = ("contained", "measured", "overlap", "outside", "not_held", "part")


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
    return _PLATES[figure.name](material, lang, outlined)


def _sheet(height: float, outlined: bool) -> Sheet:
    return Sheet(Size("plate", WIDTH, height, TYPE), transparent=True, outlined=outlined, joined=False)


def draw_map(material: Material, lang: str, outlined: bool = False, height: float = TALLEST) -> Sheet:
    """Draw the large map with its legend and locator, at a height in millimetres."""
    scene, situation = material.scene, material.situation
    sheet = _sheet(height, outlined)
    panel, degrees = 50.0, 1.9 * 0.66 * _EM
    rect = (degrees, 0.2, WIDTH - panel - 4.0, sheet.size.height - degrees)
    frame = Frame(sheet, scene, rect)
    frame.draw(situation, lang)
    x = WIDTH - panel
    y = draw_legend(sheet, scene, situation, lang, x, rect[3], panel)
    y = draw_totals(sheet, scene, situation, lang, x, y - 0.4 * _EM, panel)
    high = min(34.0, y - 1.2 * _EM)
    if scene.known is not None and high > 14:
        draw_locator(sheet, scene, (x, rect[1], WIDTH - 0.2, rect[1] + high), [frame], lang)
    return sheet


def draw_multiples(material: Material, lang: str, outlined: bool = False) -> Sheet:
    """Draw the key days as small maps, what changed on each outlined."""
    scene, days, columns, gap = material.scene, material.key_days, 3, 4.0
    cell = (WIDTH - 0.4 - gap * (columns - 1)) / columns
    left, bottom, right, top = scene.frame_of()
    heading = 2.9 * _EM
    rows = -(-len(days) // columns)
    probe = _sheet(60.0, outlined)
    keys = [*legend_rows(scene, None, lang), *key_rows(scene, None, lang, True)]
    third = (WIDTH - 2 * gap) / 3
    each = -(-len(keys) // 3)
    groups = [keys[n : n + each] for n in range(0, len(keys), each)]
    legend = max(key_height(probe, group, third) for group in groups)
    shape = min(1.3, max(0.6, (top - bottom) / (right - left)))
    tall = min(heading + shape * cell, (MULTIPLES - legend) / rows - gap)
    sheet = _sheet(rows * tall + (rows - 1) * gap + gap + legend, outlined)
    for number, day in enumerate(days):
        situation = scene.timeline.on(day)
        x = 0.2 + (number % columns) * (cell + gap)
        y = sheet.size.height - (number // columns) * (tall + gap)
        sheet.write(x, y - 1.0 * _EM, format_day(day, lang), TYPE * 1.15, bold=True)
        figure = f"{scene.state_word('held', lang)}: {format_area(situation.held_km2, lang)}"
        size = 0.95 * TYPE * max(0.75, min(1.0, cell / text_width(figure, 0.95 * TYPE)))
        sheet.write(x, y - 2.3 * _EM, fit_lines(figure, cell, size, most=1)[0], size, colour="muted")
        frame = Frame(sheet, scene, (x, y - tall, x + cell, y - heading))
        changed = scene.changed(scene.timeline.on(day_before(day)), situation)
        frame.draw(situation, lang, names=False, parts=False, bar=False, graticule=False, changed=changed, weight=0.7)
    for number, group in enumerate(groups):
        draw_key(sheet, group, number * (third + gap), legend, third, scene.scale)
    return sheet


def draw_curve(material: Material, lang: str, outlined: bool = False) -> Sheet:
    """Draw the land held, and possibly held, over true time."""
    timeline = material.timeline
    sheet = _sheet(58.0, outlined)
    stops = timeline.stops
    first, last = _year(stops[0].year), _year(min(date.max.year, stops[-1].year + 1))
    span = max(1, (last - first).days)
    # Room on both sides so that the first rise and the last fall show.
    first = date.fromordinal(max(1, first.toordinal() - round(0.03 * span)))
    last = date.fromordinal(min(date.max.toordinal(), last.toordinal() + round(0.03 * span)))
    left, bottom, right, top = 15.0, 7.0, WIDTH, sheet.size.height - 5.0
    answers = [(first, 0.0, 0.0)]
    before = timeline.on(day_before(stops[0]))
    answers = [(first, before.held_km2, before.possible_km2)]
    answers += [(stop, here.held_km2, here.possible_km2) for stop in stops for here in (timeline.on(stop),)]
    most = max((held + perhaps for _, held, perhaps in answers), default=0.0) or 1.0
    step = _round_step(most / 4)
    ceiling = step * -(-most // step)

    def x_of(day: date) -> float:
        return left + (right - left) * (day - first).days / (last - first).days

    def y_of(km2: float) -> float:
        return bottom + (top - bottom) * km2 / ceiling

    km2 = 0.0
    while km2 <= ceiling + step / 2:
        sheet.stroke([(left, y_of(km2)), (right, y_of(km2))], edge="border" if km2 else "muted", width=0.5)
        sheet.write(left - 1.5, y_of(km2) - 0.3 * _EM, format_number(km2, lang), 0.92 * TYPE, colour="muted", align="right")
        km2 += step
    sheet.write(0, top + 1.6, say("unit.km2", lang, number="").strip(), 0.92 * TYPE, colour="muted")
    bounds = [x_of(day) for day, _, _ in answers] + [right]
    for letter in ("h", "p"):
        boxes = []
        for number, (_, held, perhaps) in enumerate(answers):
            low, high = (0.0, held) if letter == "h" else (held, held + perhaps)
            if high > low:
                boxes.append(shapely.box(bounds[number], y_of(low), bounds[number + 1], y_of(high)))
        if boxes:
            paint(sheet, shapely.union_all(boxes), letter, TYPE / 8)
    every = next(years for years in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if span / 365.25 / years <= 12)
    for year in range(first.year, last.year + 1):
        day = _year(max(1, year))
        if year % every == 0 and first <= day <= last:
            sheet.stroke([(x_of(day), bottom), (x_of(day), bottom - 1.2)], edge="muted", width=0.5)
            if x_of(day) + 4 < right:
                sheet.write(x_of(day), bottom - 4.4, str(year), 0.92 * TYPE, colour="muted", align="center")
    for stop in stops:
        sheet.stroke([(x_of(stop), bottom), (x_of(stop), bottom + 1.0)], edge="ink", width=0.6)
    _name_curve(sheet, material, lang, (right, top), x_of, y_of)
    return sheet


def _name_curve(
    sheet: Sheet, material: Material, lang: str, room: tuple[float, float],
    x_of: Callable[[date], float], y_of: Callable[[float], float],
) -> None:  # fmt: skip
    """Write the land held into the widest stretches of the curve, and the key above it."""
    timeline = material.timeline
    right, top = room
    for number, stop in enumerate(timeline.stops):
        end = timeline.stops[number + 1] if number + 1 < len(timeline.stops) else None
        wide = (x_of(end) if end else right) - x_of(stop)
        km2 = timeline.on(stop).held_km2
        text = format_area(km2, lang)
        if km2 and text_width(text, 1.05 * TYPE, True) + 2 < wide:
            x = x_of(stop) + wide / 2
            inside = y_of(km2) - y_of(0.0) > 3 * _EM
            y = y_of(km2) - 1.6 * _EM if inside else y_of(km2) + 0.5 * _EM
            sheet.write(x, y, text, 1.05 * TYPE, bold=True, colour="paper" if inside else "ink", align="center")
    x = right
    for letter in ("p", "h"):
        state = {"h": "held", "p": "possible"}[letter]
        word = fit_lines(material.scene.state_word(state, lang), 0.35 * WIDTH, 0.92 * TYPE, most=1)[0]
        if letter == "p" and not any(timeline.on(stop).possible_km2 for stop in timeline.stops):
            continue
        x -= text_width(word, 0.92 * TYPE)
        sheet.write(x, top + 1.6, word, 0.92 * TYPE)
        x -= 6.0
        box = shapely.box(x, top + 1.3, x + 4.6, top + 3.7)
        paint(sheet, box, letter, TYPE / 8)
        sheet.box(x, top + 1.3, 4.6, 2.4, edge="muted", line=0.4)
        x -= 5.0


def group_steps(material: Material) -> list[tuple[str, float, float]]:
    """Add up the audit's steps by kind: the kind, the change in whole km² and the total after it."""
    groups: dict[str, float] = {}
    totals: dict[str, float] = {}
    for step, km2, total in round_steps(material.audit.waterfall, 0):
        groups[step.kind] = groups.get(step.kind, 0.0) + km2
        totals[step.kind] = total
    return [(kind, km2, totals[kind]) for kind, km2 in groups.items()]


def draw_waterfall(material: Material, lang: str, outlined: bool = False) -> Sheet:
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
        sign = "" if whole else "+" if km2 > 0 else ""
        shown = format_number(total if whole else km2, lang)
        sheet.write(x_of(far) + 1.2, y + 0.32 * high, f"{sign}{shown}", TYPE, bold=whole)
        if number + 1 < len(bars):
            sheet.stroke([(x_of(total), y), (x_of(total), y - pitch + high)], edge="muted", width=0.4)
    sheet.stroke([(label, 0), (label, sheet.size.height)], edge="muted", width=0.5)
    return sheet


def describe_curve(material: Material, lang: str) -> str:
    """Say what the curve shows: the land held on the key days."""
    return list_land(material.scene, material.key_days, say("report.caption.curve", lang).rstrip(".։"), lang)


def describe_waterfall(material: Material, lang: str) -> str:
    """Say what the bars show."""
    parts = []
    for number, (kind, km2, total) in enumerate(group_steps(material)):
        shown = total if number == 0 else km2
        parts.append(f"{format_area(shown, lang)} ({say(f'report.step.{kind}', lang)})")
    held = format_area(material.audit.measured_held_km2, lang)
    parts.append(f"{held} ({say('audit.total.measured_held', lang)})")
    return say("picture.alt_each", lang, what=say("audit.waterfall_title", lang), each="; ".join(parts))


def _year(year: int) -> date:
    return date(year, 1, 1)


def _round_step(km2: float) -> float:
    """Return the next of 1, 2, 5, 10, 20 … that is not smaller."""
    size = 1e-3
    while True:
        for factor in (1, 2, 5):
            if size * factor >= km2:
                return size * factor
        size *= 10


_PLATES: Mapping[str, Callable[[Material, str, bool], Sheet]] = {
    "curve": draw_curve,
    "multiples": draw_multiples,
    "waterfall": draw_waterfall,
}
