"""An atlas: a page per change with before, after, what changed and who says so; then a page per place."""

from collections.abc import Sequence
from datetime import date
from functools import partial

import shapely

from geo.errors import DefinitionError
from geo.look.letters import POINT
from geo.model.scene import in_language
from geo.model.values_scene import measure
from geo.package.schema import DATED, QUANTITIES, Source, Statement
from geo.picture.charts import draw_history
from geo.picture.frame import Frame
from geo.picture.ground import Ground
from geo.picture.layout import Options, beside, draw_foot, draw_head, fit, legend_columns, make_frame
from geo.picture.legend import draw_locator
from geo.picture.sheet import Sheet
from geo.text.dates import day_before
from geo.text.words import describe_date, format_amount, format_area, format_day, format_number, say

_MOST_PLACES = 60  # that have a page each; of more, none


def compose_atlas(ground: Ground, options: Options) -> list[Sheet]:
    """Lay out every page of the atlas, numbered through: one a stop, and one a place where these are not many.

    Raises
    ------
    DefinitionError
        The map never changes, or a page has no room.
    """
    scene = ground.scene
    if not ground.days:
        raise DefinitionError(f"map {scene.name!r} never changes, so it has no atlas; use the single layout")
    drawn = [number for number, place in enumerate(scene.places) if place.drawn]
    drawn = drawn if len(drawn) <= _MOST_PLACES else []
    pages = len(ground.days) + len(drawn)
    changes = [partial(_change_page, ground, day, page=page, pages=pages) for page, day in enumerate(ground.days, start=1)]
    others = [
        partial(_place_page, ground, place, page=page, pages=pages)
        for page, place in enumerate(drawn, start=len(ground.days) + 1)
    ]
    return [fit(compose, options) for compose in (*changes, *others)]


def _change_page(ground: Ground, day: date, options: Options, page: int, pages: int) -> Sheet:
    lang, sheet, size = options.lang, options.sheet(), options.size
    before = day_before(day)
    changed = ground.outlined(before, day)
    top = draw_head(sheet, ground, options, ground.label(day, lang), say("picture.page", lang, page=page, pages=pages))
    bottom = draw_foot(sheet, ground, options)
    left, right, base = size.margin, size.width - size.margin, size.type * POINT
    bottom = legend_columns(sheet, ground, options, left, right, bottom, changed=True) + 0.6 * base
    moment = ground.moment(day)
    series = ground.series
    said = [*(series.captions[moment] if series.captions else ())]
    if ground.scene.asks == "values":
        said.insert(0, series.summaries[moment])
    texts = [_sentence(in_language(item.texts, lang), item.sources) for item in said]
    cited = sorted({number for item in said for number in item.sources})
    sources = [f"[{number}] {_source_line(ground.scene.sources[number - 1])}" for number in cited]
    wide = size.width > 1.05 * size.height
    gap = size.margin
    room = (right - left - gap) if not wide else 0.68 * (right - left) - gap
    listed = sum(sheet.height_of(text, room, 0.95 * size.type) for text in texts)
    listed += sum(sheet.height_of(text, room, 0.74 * size.type) + 0.2 * base for text in sources)
    listed += 2.6 * base
    least = 0.24 * (top - bottom) if wide and ground.homes else 0.0
    block = max(listed, least)
    y = bottom + block
    sheet.paragraph(left, y, room, say("picture.what_changed", lang), size.type, bold=True)
    y -= 1.75 * base
    for text in texts:
        y = sheet.paragraph(left, y, room, text, 0.95 * size.type)
    y -= 0.4 * base
    for text in sources:
        y = sheet.paragraph(left, y, room, text, 0.74 * size.type, colour="muted") - 0.2 * base
    degrees = 1.25 * base
    heading = 1.9 * base
    floor = bottom + block + 0.7 * base
    aside = beside(ground, options, right - left, top - floor)
    frames: list[Frame] = []
    for number, shown in enumerate((before, day)):
        if aside:
            cell = (right - left - gap) / 2
            x, ceiling, low = left + number * (cell + gap), top, floor
        else:
            cell, tall = right - left, (top - floor - gap) / 2
            x, ceiling = left, top - number * (tall + gap)
            low = ceiling - tall
        title = ground.label(shown, lang)
        if not number and ground.scene.asks == "states":
            title = say("picture.day_before", lang, date=format_day(shown, lang))
        sheet.write(x + degrees, ceiling - 1.05 * base, title, 1.1 * size.type, bold=bool(number), colour="ink")
        rect = (x + degrees, low, x + cell, ceiling - heading - degrees)
        frames.append(make_frame(sheet, ground, rect, options))
        frames[-1].draw(shown, lang, changed=changed if number else (), weight=0.8, bar=number == 0)
    if wide and ground.homes:
        high = block - 0.3 * base
        start = right - min(0.32 * (right - left), 1.55 * high)
        draw_locator(sheet, ground, (start, bottom, right, bottom + high), frames[:1], lang)
    return sheet


def _sentence(text: str, sources: Sequence[int]) -> str:
    marks = "".join(f"\N{NO-BREAK SPACE}[{number}]" for number in sources)
    return f"{text}{marks}"


def _source_line(source: Source) -> str:
    return ", ".join(text for text in (source.title, source.publisher) if text)


# a page per place ---------------------------------------------------------------------------------------


def _place_page(ground: Ground, place: int, options: Options, page: int, pages: int) -> Sheet:
    lang, sheet, size = options.lang, options.sheet(), options.size
    named = ground.scene.places[place]
    top = draw_head(sheet, ground, options, named.name(lang), say("picture.page", lang, page=page, pages=pages))
    day = _telling_day(ground, place)
    bottom = draw_foot(sheet, ground, options)
    left, right, base = size.margin, size.width - size.margin, size.type * POINT
    bottom = legend_columns(sheet, ground, options, left, right, bottom, changed=True) + 0.8 * base
    bar = (5.2 if ground.series.values is None else 9.0) * base
    sheet.write(left, bottom + bar - base, say("picture.period", lang), 0.95 * size.type, bold=True)
    draw_history(sheet, ground, place, lang, (left, bottom, right, bottom + bar - 1.6 * base))
    bottom += bar + 0.8 * base
    wide = size.width > 1.05 * size.height
    gap, degrees = size.margin, 1.25 * base
    shapes = [shape for number, shape in ground.outlines(day) if number == place]
    bounds = shapely.total_bounds(shapes).tolist() if shapes else ground.frame_of()
    pad = 0.35 * max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    if wide:
        cell = 0.44 * (right - left)
        rect = (left + degrees, bottom, left + cell, top - 1.9 * base - degrees)
        table = (left + cell + gap, bottom, right, top)
    else:
        tall = 0.46 * (top - bottom)
        rect = (left + degrees, top - tall, right, top - 1.9 * base - degrees)
        table = (left, bottom, right, top - tall - gap)
    sheet.write(rect[0], top - 1.05 * base, ground.label(day, lang), 1.1 * size.type, bold=True)
    seen = (bounds[0] - pad, bounds[1] - pad, bounds[2] + pad, bounds[3] + pad)
    frame = Frame(sheet, ground, rect, seen=seen, margin=0.0)
    frame.draw(day, lang, changed=(place,), weight=0.9, must=(place,))
    _facts(sheet, ground, place, lang, table)
    return sheet


def _telling_day(ground: Ground, place: int) -> date:
    """The stop on which the place is first held, else first possible; of figures the last that has one; else the first."""
    days = ground.days if ground.scene.asks == "states" else ground.days[::-1]
    for wanted in (("held",), ("possible",)) if ground.scene.asks == "states" else (None,):
        for day in days:
            style = ground.style(place, day)
            if style.key in wanted if wanted else style.kind not in ("missing", "absent"):
                return day
    return ground.days[0]


def _facts(sheet: Sheet, ground: Ground, place: int, lang: str, rect: tuple[float, float, float, float]) -> None:
    """List names, areas and what the sources say; the followed ones in bold, the rest as far as there is room."""
    left, bottom, right, top = rect
    size = sheet.size.type
    width, base = right - left, size * POINT
    named = ground.scene.places[place]
    y = sheet.paragraph(left, top, width, " · ".join(dict.fromkeys(named.names.values())), size, bold=True)
    reported = ground.scene.row(place, ground.scene.moments - 1, ground.number).detail.reported_km2
    facts = [say("picture.part_of", lang, place=in_language(named.parent, lang))] if named.parent else []
    facts += [say("picture.published_area", lang, area=format_area(reported, lang))] if reported is not None else []
    if named.measured_km2 is not None:
        facts.append(say("picture.measured_area", lang, area=format_area(named.measured_km2, lang)))
    if facts:
        y = sheet.paragraph(left, y - 0.1 * base, width, " · ".join(facts), 0.86 * size, colour="muted")
    y -= 0.6 * base
    sheet.write(left, y - 0.98 * base, say("picture.statements", lang), 0.95 * size, bold=True)
    rows = list_said(ground, place, lang)
    if any(bold for _, bold in rows):
        sheet.write(right, y - 0.98 * base, say("picture.followed", lang), 0.74 * size, colour="muted", align="right")
    y -= 1.6 * base
    points = 0.78 * size
    some = any(bold for _, bold in rows)
    widths = (0.17 * width, 0.33 * width, 0.5 * width)
    for number, (texts, bold) in enumerate(rows):
        high = max(sheet.height_of(text, room - 1, points, bold=bold) for text, room in zip(texts, widths, strict=True))
        high += 0.25 * base
        more = len(rows) - number
        if y - high < bottom + (1.2 * points * POINT if more > 1 else 0):
            text = say("picture.more_statements", lang, n=more)
            sheet.write(left, max(y - points * POINT, bottom), text, points, colour="muted")
            return
        x = left
        for text, room in zip(texts, widths, strict=True):
            sheet.paragraph(x, y, room - 1, text, points, bold=bold, colour="muted" if some and not bold else "ink")
            x += room
        y -= high
        sheet.stroke([(left, y + 0.12 * base), (right, y + 0.12 * base)], edge="border", width=0.3)


def list_said(ground: Ground, place: int, lang: str) -> list[tuple[tuple[str, str, str], bool]]:
    """Return what is said of a place, in three cells each: what, how much or when, by whom; and whether the map follows it."""
    scene, series = ground.scene, ground.series
    titles = {source.id: source.title for source in scene.sources}
    said = list(scene.statements.get(scene.places[place].id, ()))
    said.sort(key=lambda row: (row.id not in scene.chosen, QUANTITIES.index(row.quantity)))
    rows = []
    for item in said:
        cells = (say(f"picture.quantity_{item.quantity}", lang), _said(item, lang), titles.get(item.source, item.source))
        rows.append((cells, item.id in scene.chosen))
    if scene.asks == "states":
        return rows
    flags = {flag.key: in_language(flag.words, lang) for flag in series.flags}
    for moment, stop in enumerate(scene.stops, start=1):
        row = scene.row(place, moment, ground.number)
        if row.style.kind == "absent" or (row.value is None and not row.detail.flag):
            continue
        what = measure(row.value, series.unit, lang) if isinstance(row.value, float) else in_language(row.style.words, lang)
        what = f"{what} ({flags[row.detail.flag]})" if row.detail.flag else what
        rows.append(((stop.label(lang), what, "; ".join(titles.get(name, name) for name in row.detail.sources)), False))
    return rows


def _said(row: Statement, lang: str) -> str:
    if row.quantity in DATED:
        return describe_date(row.date, lang) if row.date else ""
    value = row.value or 0.0
    digits = 0 if value == int(value) else 1
    if row.quantity == "held_share":
        upper = "" if row.value_to is None else f"–{format_number(row.value_to, lang, digits)}"
        what = f"{format_number(value, lang, digits)}{upper} %"
    else:
        what = format_amount(value, row.value_to, lang)
    return f"{what}, {describe_date(row.date, lang, 'time')}" if row.date else what
