"""What stands beside a map: the legend that counts on the day, the line key, the locator."""

from collections.abc import Sequence
from dataclasses import dataclass

import shapely

from geo.look.letters import POINT, fit_lines, text_width
from geo.model.scale import NO_FIGURE, Scale
from geo.model.timeline import PAINTS, STATES, Situation
from geo.model.wording import name_line
from geo.picture.frame import Frame, paint
from geo.picture.scene import Scene
from geo.picture.sheet import Sheet
from geo.text.words import format_area, say

_MOST = 4  # lines of a sentence


@dataclass(frozen=True)
class Row:
    """One entry: the paint or line it shows, its words, how many places, how much land."""

    mark: str
    text: str
    count: str = ""
    area: str = ""


def legend_rows(scene: Scene, situation: Situation | None, lang: str) -> list[Row]:
    """Return the entries for the paints a map ever uses; without a situation they count nothing.

    A map coloured by a value has its classes first, then the states that keep their colour.
    """
    rows = []
    letters = scene.letters
    if scene.scale is not None:
        rows = [Row(str(n), words[lang]) for n, words in enumerate(scene.scale.words)]
        used = {letter for here in scene.situations for letter in scene.fills(here)}
        rows += [Row(NO_FIGURE, say("legend.no_figure", lang))] if NO_FIGURE in used else []
        letters = tuple(letter for letter in letters if letter in used)
    for letter in letters:
        state = PAINTS[letter]
        count = area = ""
        if situation is not None:
            number = situation.count(state) if state in STATES else 0
            counted = {"h": situation.held_km2, "p": situation.possible_km2}
            km2 = counted[letter] if letter in counted else situation.kind_km2(state)
            count = say("picture.count", lang, n=number) if state in STATES else ""
            area = format_area(km2, lang) if km2 or state not in STATES else ""
        rows.append(Row(letter, scene.state_word(state, lang), count, area))
    return rows


def key_rows(scene: Scene, situation: Situation | None, lang: str, changed: bool = False) -> list[Row]:
    """Return the entries for lines: the former oblast, the line of control, the country, changes."""
    rows = []
    if any(track.place.kind.startswith("former") for track in scene.drawn):
        rows.append(Row("former", say("picture.former", lang)))
    for line in scene.lines:
        if situation is None or line.shown(situation.day):
            rows.append(Row("line", name_line(line.first[:4], lang)))
    if any(item.kind == "home" for item in scene.base):
        rows.append(Row("country", say("picture.country", lang)))
    if changed:
        rows.append(Row("changed", say("picture.changed", lang)))
    return rows


def draw_legend(
    sheet: Sheet, scene: Scene, situation: Situation, lang: str, x: float, top: float, width: float, *,
    moving: bool = False,
) -> float:  # fmt: skip
    """Draw the legend that counts on a day downwards from `top`, and return where it ends."""
    keys = key_rows(scene, None if moving else situation, lang)
    return draw_rows(sheet, [*legend_rows(scene, situation, lang), *keys], x, top, width, scene.scale)


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


def rows_height(sheet: Sheet, rows: Sequence[Row], width: float) -> float:
    """Return the height that entries take in a column, in millimetres."""
    size = 0.92 * sheet.size.type
    lines = [_break(row, size, width) for row in rows]
    return sum((1.28 * (len(line.words) + 0.86 * line.below) + 0.42) * size * POINT for line in lines)


def draw_rows(
    sheet: Sheet, rows: Sequence[Row], x: float, top: float, width: float, scale: Scale | None = None
) -> float:
    """Draw entries downwards from `top` and return where they end."""
    size = 0.92 * sheet.size.type
    swatch, indent, high = 1.9 * size * POINT, 2.65 * size * POINT, 1.05 * size * POINT
    y = top
    for row in rows:
        lines = _break(row, size, width)
        _mark(sheet, row.mark, x, y - high - 0.16 * size * POINT, swatch, high, scale)
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


def draw_totals(sheet: Sheet, scene: Scene, situation: Situation, lang: str, x: float, top: float, width: float) -> float:
    """Write the land held and the published sum, downwards from `top`, and return where it ends."""
    size = 0.84 * sheet.size.type
    held = scene.state_word("held", lang)
    land = say("picture.total_land", lang, held=held, area=format_area(situation.held_km2, lang))
    y = sheet.paragraph(x, top, width, land, size, colour="ink", most=_MOST)
    published = scene.timeline.false_sum_km2(situation)
    if published is not None:
        text = say("picture.total_published", lang, area=format_area(published, lang))
        y = sheet.paragraph(x, y - 0.25 * size * POINT, width, text, size, colour="muted")
    return y


def totals_height(sheet: Sheet, scene: Scene, situation: Situation, lang: str, width: float) -> float:
    """Return the height that `draw_totals` takes."""
    size = 0.84 * sheet.size.type
    held = scene.state_word("held", lang)
    land = say("picture.total_land", lang, held=held, area=format_area(situation.held_km2, lang))
    high = sheet.height_of(land, width, size, most=_MOST)
    published = scene.timeline.false_sum_km2(situation)
    if published is not None:
        text = say("picture.total_published", lang, area=format_area(published, lang))
        high += sheet.height_of(text, width, size) + 0.25 * size * POINT
    return high


def _mark(
    sheet: Sheet, mark: str, x: float, y: float, width: float, height: float, scale: Scale | None = None
) -> None:
    unit = sheet.size.type / 8
    box = shapely.box(x, y, x + width, y + height)
    middle = [(x, y + height / 2), (x + width, y + height / 2)]
    if mark in PAINTS or mark == NO_FIGURE or mark.isdigit():
        paint(sheet, box, mark, unit, scale)
        sheet.box(x, y, width, height, edge="muted", line=0.5 * unit)
    elif mark == "former":
        sheet.area(shapely.LineString(middle), edge="line", width=0.85 * unit, dashes=(3.2, 1.8))
    elif mark == "line":
        sheet.area(shapely.LineString(middle), edge="line", width=1.35 * unit, dashes=(0.1, 1.75))
    elif mark == "country":
        sheet.stroke(middle, edge="country", width=1.0 * unit)
    else:
        inner = shapely.boundary(shapely.box(x + 0.3 * unit, y + 0.3 * unit, x + width - 0.3 * unit, y + height - 0.3 * unit))
        sheet.area(inner, edge="accent", width=1.5 * unit)


def draw_locator(
    sheet: Sheet, scene: Scene, rect: tuple[float, float, float, float], shown: Sequence[Frame], lang: str
) -> None:
    """Draw a small map of the wider area with the windows of the frames on it."""
    unit = sheet.size.type / 8
    homes = [item.geometry for item in scene.base if item.kind == "home"] or list(scene.shapes.values())
    left, bottom, right, top = shapely.total_bounds(homes)
    windows = [frame.bounds for frame in shown]
    left, bottom = min([left, *(w[0] for w in windows)]), min([bottom, *(w[1] for w in windows)])
    right, top = max([right, *(w[2] for w in windows)]), max([top, *(w[3] for w in windows)])
    frame = Frame(sheet, scene, rect, seen=(left, bottom, right, top), margin=0.06)
    frame.draw_base(0.6 * unit)
    for window in windows:
        box = frame.paper(shapely.box(*window))
        sheet.area(box, edge="paper", width=2.4 * unit)
        sheet.area(box, edge="accent", width=1.2 * unit)
    frame.draw_country_names(lang, 0.66 * sheet.size.type)
    sheet.box(rect[0], rect[1], rect[2] - rect[0], rect[3] - rect[1], edge="muted", line=0.5 * unit)
