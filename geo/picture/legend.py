"""What stands beside a map: the legend that counts on the day, the line key, the locator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import shapely

from geo.look.letters import POINT, fit_lines, text_width
from geo.model.scene import Style, in_language
from geo.picture.frame import FLAG, Frame
from geo.picture.ground import Ground
from geo.picture.paint import hatch, paint
from geo.picture.sheet import Sheet
from geo.text.words import format_area, say

_MOST = 4  # lines of a sentence
Mark = Style | Literal["former", "line", "border", "country", "changed", "flag"]


@dataclass(frozen=True)
class Row:
    """One entry: the style or line it shows, its words, how many places, how much land."""

    mark: Mark
    text: str
    count: str = ""
    area: str = ""


def legend_rows(ground: Ground, day: date | None, lang: str, *, steady: bool = False) -> list[Row]:
    """Return an entry per style that the map ever uses, without a day or `steady`; else no state that nothing has on the day."""
    series = ground.series
    if day is None:
        used = sorted((series.styles[code] for code in series.used), key=lambda style: style.kind == "missing")
        return [Row(style, ground.scene.legend_word(style, lang)) for style in used]
    totals = ground.scene.totals(ground.moment(day), ground.number)
    rows = []
    for total in sorted(totals, key=lambda total: total.style.kind == "missing"):
        style = total.style
        if not (steady or total.places or total.km2 or style.kind != "state"):
            continue
        count = say("picture.count", lang, n=total.places) if total.places or (style.counted and not total.km2) else ""
        area = format_area(total.km2, lang) if style.kind == "state" and (total.km2 or not style.counted) else ""
        rows.append(Row(style, ground.scene.legend_word(style, lang), count, area))
    return rows


def key_rows(ground: Ground, day: date | None, lang: str, changed: bool = False) -> list[Row]:
    """Return the entries for lines and marks: flags, the former oblast, the line of control, the country, changes."""
    rows = []
    flags = {flag.key: in_language(flag.words, lang) for flag in ground.series.flags}
    listed = dict.fromkeys(flags, ()) if day is None else ground.flagged(day)
    said = ", ".join(f"{flags[key]} ({len(places)})" if places else flags[key] for key, places in listed.items())
    if said:
        rows.append(Row("flag", say("picture.flagged", lang, flags=said)))
    if any(place.kind.startswith("former") for place in ground.scene.places if place.drawn):
        rows.append(Row("former", say("picture.former", lang)))
    for line, _ in ground.lines if day is None else ground.shown_lines(day):
        rows.append(Row("border" if line.kind == "border" else "line", in_language(line.names, lang)))
    if ground.homes:
        rows.append(Row("country", say("picture.country", lang)))
    if changed and ground.marks_change:
        rows.append(Row("changed", say("picture.changed" if ground.scene.asks == "states" else "picture.changed_class", lang)))
    return rows


def all_rows(ground: Ground, day: date | None, lang: str, *, moving: bool = False, changed: bool = False) -> list[Row]:
    """Return the whole legend; of a moving picture with all lines, whatever the day."""
    return [*legend_rows(ground, day, lang, steady=moving), *key_rows(ground, None if moving else day, lang, changed)]


@dataclass(frozen=True)
class _Lines:
    """How one entry breaks: its words, and whether its figures stand on a line of their own."""

    words: list[str]
    figures: str
    below: bool


def _break(row: Row, size: float, width: float) -> _Lines:
    figures = "\u2002".join(text for text in (row.count, row.area) if text)
    room = width - 2.65 * size * POINT
    if not figures:
        return _Lines(fit_lines(row.text, room, size), "", False)
    beside = text_width(figures, 0.86 * size) + 0.75 * size * POINT
    if text_width(row.text, size) + beside <= room:
        return _Lines([row.text], figures, False)
    words = fit_lines(row.text, room, size)
    return _Lines(words, figures, text_width(words[-1], size) + beside > room)


def rows_height(sheet: Sheet, rows: Sequence[Row], width: float, heading: str = "") -> float:
    """Return the height that entries take in a column, in millimetres."""
    size = 0.92 * sheet.size.type
    lines = [_break(row, size, width) for row in rows]
    high = sum((1.28 * (len(line.words) + 0.86 * line.below) + 0.42) * size * POINT for line in lines)
    return high + (sheet.height_of(heading, width, size, bold=True) + 0.3 * size * POINT if heading else 0.0)


def draw_rows(sheet: Sheet, rows: Sequence[Row], x: float, top: float, width: float, heading: str = "") -> float:
    """Draw entries downwards from `top` and return where they end."""
    size = 0.92 * sheet.size.type
    swatch, indent, high = 1.9 * size * POINT, 2.65 * size * POINT, 1.05 * size * POINT
    y = top
    if heading:
        y = sheet.paragraph(x, y, width, heading, size, bold=True) - 0.3 * size * POINT
    for row in rows:
        lines = _break(row, size, width)
        _draw_mark(sheet, row.mark, x, y - high - 0.16 * size * POINT, swatch, high)
        for text in lines.words:
            sheet.write(x + indent, y - 1.0 * size * POINT, text, size)
            y -= 1.28 * size * POINT
        if lines.below:
            y -= 1.28 * 0.86 * size * POINT
        if lines.figures:
            base = y + 0.28 * size * POINT
            sheet.write(x + width, base, lines.figures, 0.86 * size, colour="muted", align="right")
        y -= 0.42 * size * POINT
    return y


def heading_of(ground: Ground, lang: str) -> str:
    """Return what the legend is headed by: what is measured, in which unit; empty where the title says it."""
    said = in_language(ground.series.legend, lang)
    if said == in_language(ground.scene.title, lang):
        said = ""
    unit = in_language(ground.series.unit, lang) if ground.series.numeric else ""
    return ", ".join(text for text in (said, unit) if text)


def total_lines(ground: Ground, day: date, lang: str) -> list[tuple[str, str]]:
    """Return what is said under the legend, with the colour of each: the headline, and a sum that would be false."""
    published = ground.published_km2(day)
    lines = [(ground.headline(day, lang), "ink")]
    if published is not None:
        lines.append((say("picture.total_published", lang, area=format_area(published, lang)), "muted"))
    return lines


def draw_totals(sheet: Sheet, ground: Ground, day: date, lang: str, x: float, top: float, width: float) -> float:
    """Write what the day comes to downwards from `top`, and return where it ends."""
    size, y = 0.84 * sheet.size.type, top
    for number, (text, colour) in enumerate(total_lines(ground, day, lang)):
        y = sheet.paragraph(x, y - 0.25 * size * POINT * bool(number), width, text, size, colour=colour, most=_MOST)
    return y


def totals_height(sheet: Sheet, ground: Ground, day: date, lang: str, width: float) -> float:
    """Return the height that `draw_totals` takes."""
    size = 0.84 * sheet.size.type
    lines = total_lines(ground, day, lang)
    return sum(sheet.height_of(text, width, size, most=_MOST) for text, _ in lines) + 0.25 * size * POINT * (len(lines) - 1)


def _draw_mark(sheet: Sheet, mark: Mark, x: float, y: float, width: float, height: float) -> None:
    unit = sheet.size.type / 8
    box = shapely.box(x, y, x + width, y + height)
    middle = [(x, y + height / 2), (x + width, y + height / 2)]
    if isinstance(mark, Style):
        paint(sheet, box, mark, unit)
        sheet.box(x, y, width, height, edge="muted", line=0.5 * unit)
    elif mark == "flag":
        hatch(sheet, box, *FLAG, unit)
        sheet.box(x, y, width, height, edge="muted", line=0.5 * unit)
    elif mark == "former":
        sheet.area(shapely.LineString(middle), edge="line", width=0.85 * unit, dashes=(3.2, 1.8))
    elif mark == "line":
        sheet.area(shapely.LineString(middle), edge="line", width=1.35 * unit, dashes=(0.1, 1.75))
    elif mark == "border":
        sheet.area(shapely.LineString(middle), edge="line", width=0.6 * unit)
    elif mark == "country":
        sheet.stroke(middle, edge="country", width=1.0 * unit)
    else:
        inner = shapely.boundary(shapely.box(x + 0.3 * unit, y + 0.3 * unit, x + width - 0.3 * unit, y + height - 0.3 * unit))
        sheet.area(inner, edge="accent", width=1.5 * unit)


def draw_locator(
    sheet: Sheet, ground: Ground, rect: tuple[float, float, float, float], shown: Sequence[Frame], lang: str
) -> None:
    """Draw a small map of the wider area with the windows of the frames on it."""
    unit = sheet.size.type / 8
    left, bottom, right, top = shapely.total_bounds(ground.homes or ground.land).tolist()
    windows = [frame.bounds for frame in shown]
    left, bottom = min([left, *(w[0] for w in windows)]), min([bottom, *(w[1] for w in windows)])
    right, top = max([right, *(w[2] for w in windows)]), max([top, *(w[3] for w in windows)])
    frame = Frame(sheet, ground, rect, seen=(left, bottom, right, top), margin=0.06)
    frame.draw_base(0.6 * unit)
    for window in windows:
        box = frame.paper(shapely.box(*window))
        sheet.area(box, edge="paper", width=2.4 * unit)
        sheet.area(box, edge="accent", width=1.2 * unit)
    frame.draw_country_names(lang, 0.66 * sheet.size.type)
    sheet.box(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1], edge="muted", line=0.5 * unit)
