"""An atlas: a page per change with before, after, what changed and who says so; then a page per place."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

import shapely

from geo.errors import DefinitionError
from geo.look.letters import POINT, text_width
from geo.model.captions import caption_stop
from geo.model.period import Track
from geo.model.timeline import PlaceOn
from geo.model.wording import read_wording
from geo.package.schema import DATED, QUANTITIES, Statement
from geo.picture.frame import Frame, paint
from geo.picture.layout import Options, day_before, draw_foot, draw_head, legend_columns, make_frame
from geo.picture.legend import draw_locator
from geo.picture.scene import Scene
from geo.picture.sheet import Sheet
from geo.text.words import describe_date, format_area, format_day, format_number, say


def compose_atlas(scene: Scene, options: Options) -> list[Sheet]:
    """Lay out every page of the atlas, numbered through.

    Raises
    ------
    DefinitionError
        The map never changes, or a page has no room.
    """
    stops = scene.timeline.stops
    if not stops:
        raise DefinitionError(
            f"map {scene.definition.name!r} never changes, so it has no atlas; use the single layout"
        )
    numbers = _number_sources(scene)
    pages = len(stops) + len(scene.drawn)
    sheets = [_change_page(scene, day, options, numbers, page, pages) for page, day in enumerate(stops, start=1)]
    return sheets + [
        _place_page(scene, track, options, page, pages)
        for page, track in enumerate(scene.drawn, start=len(stops) + 1)
    ]


def _number_sources(scene: Scene) -> dict[str, int]:
    """Number the sources in the order of the pages on which they first speak."""
    ids = [name for situation in scene.situations for here in situation.places for name in here.sources]
    return {name: number for number, name in enumerate(dict.fromkeys(ids), start=1)}


def _change_page(
    scene: Scene, day: date, options: Options, numbers: dict[str, int], page: int, pages: int
) -> Sheet:
    lang, sheet, size = options.lang, options.sheet(), options.size
    before, after = scene.timeline.on(day_before(day)), scene.timeline.on(day)
    changed = scene.changed(before, after)
    top = draw_head(sheet, scene, options, format_day(day, lang), say("picture.page", lang, page=page, pages=pages))
    bottom = draw_foot(sheet, scene, options, [before, after])
    left, right, base = size.margin, size.width - size.margin, size.type * POINT
    bottom = legend_columns(sheet, scene, None, options, left, right, bottom, changed=True) + 0.6 * base
    said = caption_stop(before, after, read_wording(scene.package, scene.definition), numbers, [lang])[lang]
    texts = [_sentence(item["text"], item["sources"]) for item in said]
    cited = sorted({number for item in said for number in item["sources"]})
    named = {number: name for name, number in numbers.items()}
    sources = [f"[{number}] {_source_line(scene, named[number])}" for number in cited]
    wide = size.width > 1.05 * size.height
    gap = size.margin
    room = (right - left - gap) if not wide else 0.68 * (right - left) - gap
    listed = sum(sheet.height_of(text, room, 0.95 * size.type) for text in texts)
    listed += sum(sheet.height_of(text, room, 0.74 * size.type) + 0.2 * base for text in sources)
    listed += 2.6 * base
    least = 0.24 * (top - bottom) if wide else 0.0
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
    frames: list[Frame] = []
    for number, (shown, situation) in enumerate(((day_before(day), before), (day, after))):
        if wide:
            cell = (right - left - gap) / 2
            x, ceiling, low = left + number * (cell + gap), top, floor
        else:
            cell, tall = right - left, (top - floor - gap) / 2
            x, ceiling = left, top - number * (tall + gap)
            low = ceiling - tall
        title = format_day(shown, lang) if number else say("picture.day_before", lang, date=format_day(shown, lang))
        sheet.write(x + degrees, ceiling - 1.05 * base, title, 1.1 * size.type, bold=bool(number), colour="ink")
        rect = (x + degrees, low, x + cell, ceiling - heading - degrees)
        frames.append(make_frame(sheet, scene, rect, options))
        frames[-1].draw(situation, lang, changed=changed if number else (), weight=0.8, bar=number == 0)
    if wide and scene.known is not None:
        high = block - 0.3 * base
        start = right - min(0.32 * (right - left), 1.55 * high)
        draw_locator(sheet, scene, (start, bottom, right, bottom + high), frames[:1], lang)
    return sheet


def _sentence(text: str, sources: Sequence[int]) -> str:
    marks = "".join(f"\N{NO-BREAK SPACE}[{number}]" for number in sources)
    return f"{text}{marks}"


def _source_line(scene: Scene, name: str) -> str:
    source = scene.package.sources[name]
    return ", ".join(text for text in (source.title, source.publisher) if text)


# a page per place ---------------------------------------------------------------------------------------


def _place_page(scene: Scene, track: Track, options: Options, page: int, pages: int) -> Sheet:
    lang, sheet, size = options.lang, options.sheet(), options.size
    place = track.place
    top = draw_head(sheet, scene, options, place.name(lang), say("picture.page", lang, page=page, pages=pages))
    day = _telling_day(scene, track)
    situation = scene.timeline.on(day)
    bottom = draw_foot(sheet, scene, options, [situation])
    left, right, base = size.margin, size.width - size.margin, size.type * POINT
    bottom = legend_columns(sheet, scene, None, options, left, right, bottom, changed=True) + 0.8 * base
    bar = 5.2 * base
    draw_period(sheet, scene, track, lang, (left, bottom, right, bottom + bar))
    bottom += bar + 0.8 * base
    wide = size.width > 1.05 * size.height
    gap, degrees = size.margin, 1.25 * base
    bounds = track.geometry.bounds if track.geometry is not None else scene.view
    pad = 0.35 * max(bounds[2] - bounds[0], bounds[3] - bounds[1])
    view = (bounds[0] - pad, bounds[1] - pad, bounds[2] + pad, bounds[3] + pad)
    if wide:
        cell = 0.44 * (right - left)
        rect = (left + degrees, bottom, left + cell, top - 1.9 * base - degrees)
        table = (left + cell + gap, bottom, right, top)
    else:
        tall = 0.46 * (top - bottom)
        rect = (left + degrees, top - tall, right, top - 1.9 * base - degrees)
        table = (left, bottom, right, top - tall - gap)
    sheet.write(rect[0], top - 1.05 * base, format_day(day, lang), 1.1 * size.type, bold=True)
    frame = Frame(sheet, scene, rect, view=view, margin=0.0)
    frame.draw(situation, lang, changed=(place.id,), weight=0.9, must=(place.id,))
    _statements(sheet, scene, track, lang, table)
    return sheet


def _telling_day(scene: Scene, track: Track) -> date:
    """The stop on which the place is first held, else first possible, else the first stop."""
    stops = scene.timeline.stops
    for wanted in ("held", "possible"):
        for day in stops:
            if track.state(day) == wanted:
                return day
    return stops[0]


def draw_period(
    sheet: Sheet, scene: Scene, track: Track, lang: str, rect: tuple[float, float, float, float]
) -> None:
    """Draw a place's state over time: one bar in true time, hatched as on the map, over a scale of years."""
    left, bottom, right, top = rect
    size, unit = sheet.size.type, sheet.size.type / 8
    base = size * POINT
    stops = scene.timeline.stops
    pad = max(400, (stops[-1] - stops[0]).days // 30)
    first = stops[0] - timedelta(days=min(pad, (stops[0] - date.min).days))
    last = stops[-1] + timedelta(days=min(pad, (date.max - stops[-1]).days))
    sheet.write(left, top - 1.0 * base, say("picture.period", lang), 0.95 * size, bold=True)
    floor, ceiling = bottom + 1.5 * base, top - 1.6 * base

    def across(day: date) -> float:
        return left + (right - left) * ((day - first).days / (last - first).days)

    for start, end, (letter, share) in period_runs(scene, track, first, last):
        x, width = across(start), max(across(end) - across(start), 0.15)
        split = floor + (ceiling - floor) * share
        paint(sheet, shapely.box(x, floor, x + width, split), letter, 0.8 * unit)
        if share < 1:
            paint(sheet, shapely.box(x, split, x + width, ceiling), "o", 0.8 * unit)
    sheet.box(left, floor, right - left, ceiling - floor, edge="muted", line=0.5 * unit)
    years = range(first.year + 1, last.year + 1)
    most = max(2, int((right - left) / (text_width("2000", 0.75 * size) * 1.9)))
    step = next(s for s in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000) if len(years) / s <= most)
    for year in years:
        x = across(date(year, 1, 1))
        major = year % step == 0
        sheet.stroke([(x, floor), (x, floor - (0.3 if major else 0.15) * base)], edge="muted", width=0.4 * unit)
        wide = text_width(str(year), 0.75 * size)
        if major and left + wide / 2 <= x <= right - wide / 2:
            sheet.write(x, floor - 1.1 * base, str(year), 0.75 * size, colour="muted", align="center")


def period_runs(scene: Scene, track: Track, first: date, last: date) -> list[tuple[date, date, tuple[str, float]]]:
    """Return a place's time as half-open runs, each with its paint and, where a line divides the place, the share held."""
    days = [first, *(day for day in scene.timeline.stops if first < day < last)]
    marks = []
    for day in days:
        here = next(p for p in scene.timeline.on(day).places if p.place.id == track.place.id)
        marks.append((day, _paint_of(scene, here)))
    runs = []
    for letter, group in groupby(marks, key=lambda mark: mark[1]):
        runs.append((next(group)[0], letter))
    return [
        (start, runs[number + 1][0] if number + 1 < len(runs) else last, letter)
        for number, (start, letter) in enumerate(runs)
    ]


def _paint_of(scene: Scene, here: PlaceOn) -> tuple[str, float]:
    """A place's own paint: split by the outline, hatched where no source says which part, else its state's."""
    part = here.part
    if part is not None and here.state == "held" and part.kind == "outline" and part.share is not None:
        return "h", round(part.share, 3)
    unstated = part is not None and (part.kind == "statement" or part.by not in scene.shapes)
    return ("s" if unstated and here.state in ("held", "ended") else here.state[0]), 1.0


def _statements(
    sheet: Sheet, scene: Scene, track: Track, lang: str, rect: tuple[float, float, float, float]
) -> None:
    """List names, areas and what the sources say; the followed ones in bold, the rest as far as there is room."""
    left, bottom, right, top = rect
    size = sheet.size.type
    width, base = right - left, size * POINT
    place = track.place
    y = sheet.paragraph(left, top, width, " · ".join(dict.fromkeys(place.names.values())), size, bold=True)
    facts = []
    if place.part_of and place.part_of in scene.package.places:
        facts.append(say("picture.part_of", lang, place=scene.package.places[place.part_of].name(lang)))
    if track.areas and track.areas[0].value is not None:
        facts.append(say("picture.published_area", lang, area=format_area(track.areas[0].value, lang)))
    if track.measured_km2 is not None:
        facts.append(say("picture.measured_area", lang, area=format_area(track.measured_km2, lang)))
    y = sheet.paragraph(left, y - 0.1 * base, width, " · ".join(facts), 0.86 * size, colour="muted") - 0.6 * base
    sheet.write(left, y - 0.98 * base, say("picture.statements", lang), 0.95 * size, bold=True)
    sheet.write(right, y - 0.98 * base, say("picture.followed", lang), 0.74 * size, colour="muted", align="right")
    y -= 1.6 * base
    followed = {row.id for period in track.periods for row in (period.start, period.end) if row}
    followed |= {row.id for row in (*track.areas[:1], *track.held)}
    rows = [row for row in scene.package.statements if row.place == place.id]
    rows.sort(key=lambda row: (row.id not in followed, QUANTITIES.index(row.quantity)))
    points = 0.78 * size
    first, second = 0.17 * width, 0.33 * width
    for number, row in enumerate(rows):
        bold = row.id in followed
        source = scene.package.sources[row.source]
        said = _said(row, lang)
        cells = (
            (left, first - 1, say(f"picture.quantity_{row.quantity}", lang)),
            (left + first, second - 1, said),
            (left + first + second, width - first - second, source.title),
        )
        high = max(sheet.height_of(text, room, points, bold=bold) for _, room, text in cells) + 0.25 * base
        more = len(rows) - number
        if y - high < bottom + (1.2 * points * POINT if more > 1 else 0):
            text = say("picture.more_statements", lang, n=more)
            sheet.write(left, max(y - points * POINT, bottom), text, points, colour="muted")
            return
        for x, room, text in cells:
            sheet.paragraph(x, y, room, text, points, bold=bold, colour="ink" if bold else "muted")
        y -= high
        sheet.stroke([(left, y + 0.12 * base), (right, y + 0.12 * base)], edge="border", width=0.3)


def _said(row: Statement, lang: str) -> str:
    if row.quantity in DATED:
        return describe_date(row.date, lang) if row.date else ""
    value = row.value or 0.0
    digits = 0 if value == int(value) else 1
    what = f"{format_number(value, lang, digits)} %" if row.quantity == "held_share" else format_area(value, lang)
    return f"{what}, {describe_date(row.date, lang, 'time')}" if row.date else what
