"""What the report of a map of values says: the numbers that matter, the map, who ranks where, what moved, what is lacking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from geo.audit.coverage import Coverage, StopCount, audit_values
from geo.audit.moves import Move, Moves, list_moves
from geo.errors import DefinitionError
from geo.model.build import build_scene
from geo.model.definition import Definition
from geo.model.scene import Row as Answer
from geo.model.scene import in_language
from geo.model.values_scene import measure
from geo.package.read import Package
from geo.picture.ground import Ground, find_day
from geo.report.blocks import Block, Bullets, Cell, Column, Figure, Heading, Paragraph, Row, Table, cell
from geo.report.material import Material
from geo.text.words import format_number, say

KEY_TIMES = 6  # as many small maps as fit on half a page
_WHOLE = 40  # places up to which the ranking lists all
_ENDS = 15  # of more, how many from the top and from the bottom
_MOVED = 10  # places that the tables of rises and falls list
_GAPS = 30  # rows of the table of gaps
NONE = "–"


@dataclass(frozen=True)
class ValuesMaterial(Material):
    """Everything that the report of a map of values tells, before it is put into a language.

    Attributes
    ----------
    coverage : as `geo audit` gives it.
    moves : from the first stop to the last, as `geo changes` gives it; empty for a map of one stop.
    last_moves : between the last two stops.
    """

    coverage: Coverage
    moves: Moves
    last_moves: Moves

    @property
    def moment(self) -> int:
        """The moment of the large map and the ranking."""
        return self.shown.moment(self.day)

    def label(self, moment: int, lang: str) -> str:
        """Return a moment's time in words."""
        stop = self.shown.stop(moment)
        return stop.label(lang) if stop else NONE


def gather_values(package: Package, definition: Definition, day: date | str | None = None) -> ValuesMaterial:
    """Work out everything that the report of a map of values tells, with the large map at a time, or at the definition's.

    Raises
    ------
    DateError
        The day is no time.
    DefinitionError
        The map has no stop, or none as early as the day.
    """
    shown = build_scene(package, definition)
    last = len(shown.stops)
    if not last:
        raise DefinitionError(f"map {definition.name!r}: has no time to report on; give its table a time")
    moment = max(1, shown.opening) if day is None else shown.moment(find_day(shown, day))
    return ValuesMaterial(
        package=package, definition=definition, shown=shown, ground=Ground(shown), numbers=shown.source_numbers,
        day=shown.stops[moment - 1].day, key_days=tuple(shown.stops[number - 1].day for number in pick_even(last, KEY_TIMES)),
        coverage=audit_values(shown), moves=list_moves(shown, 1, last), last_moves=list_moves(shown, max(1, last - 1), last),
    )  # fmt: skip


def pick_even(last: int, most: int) -> tuple[int, ...]:
    """Return moments from 1 to `last` at even steps, at most `most` of them, both ends included.

    >>> pick_even(12, 6), pick_even(3, 6)
    ((1, 3, 5, 8, 10, 12), (1, 2, 3))
    """
    count = min(last, most)
    if count == 1:
        return (last,)
    return tuple(dict.fromkeys(round(1 + number * (last - 1) / (count - 1)) for number in range(count)))


def write_values(material: ValuesMaterial, lang: str) -> tuple[Block, ...]:
    """Write the sections that tell of figures; method, citation and sources are those of every report."""
    sections: tuple[Callable[[ValuesMaterial, str], list[Block]], ...] = (
        _summary, _map, _ranking, _changes, _spread, _lacking, _method,
    )  # fmt: skip
    return tuple(block for section in sections for block in section(material, lang))


def _summary(material: ValuesMaterial, lang: str) -> list[Block]:
    series = material.shown.series[0]
    said = series.summaries[material.moment]
    items: list[Cell] = [cell(in_language(said.texts, lang), *said.sources)]
    if len(material.shown.stops) > 1:
        items += [cell(sentence) for sentence in material.moves.sentences(lang)]
    extremes = material.coverage.extremes
    if extremes and len(material.shown.stops) > 1:
        low, high = extremes
        items.append(cell(say(
            "report.values.extremes", lang, low=_measure(material, low.least, lang), high=_measure(material, high.most, lang),
            low_place=low.least_place.full_name(lang) if low.least_place else "", low_time=low.stop.label(lang),
            high_place=high.most_place.full_name(lang) if high.most_place else "", high_time=high.stop.label(lang),
        )))  # fmt: skip
    never = sum(gap.never for gap in material.coverage.gaps)
    if never:
        items.append(cell(say("report.values.never", lang, n=never, all=len(material.shown.places))))
    return [Heading(say("report.summary", lang)), Bullets(tuple(items))]


def _map(material: ValuesMaterial, lang: str) -> list[Block]:
    label = material.label(material.moment, lang)
    blocks: list[Block] = [
        Heading(say("report.values.map", lang, time=label)),
        Figure("map", say("report.values.caption_map", lang, time=label), _describe(material, material.moment, lang)),
    ]
    if len(material.key_days) > 1:
        alt = " ".join(_describe(material, material.shown.moment(day), lang) for day in material.key_days)
        caption = say("report.values.caption_multiples", lang, n=len(material.key_days))
        blocks.append(Figure("multiples", caption, alt))
    return blocks


def _describe(material: ValuesMaterial, moment: int, lang: str) -> str:
    return in_language(material.shown.series[0].summaries[moment].texts, lang)


def _ranking(material: ValuesMaterial, lang: str) -> list[Block]:
    answers = [row for row in material.shown.rows(material.moment) if row.value is not None]
    if not answers:
        return []
    numeric = material.shown.series[0].numeric
    if numeric:
        answers.sort(key=lambda row: -float(row.value or 0.0))
    else:
        order = {style.key: number for number, style in enumerate(material.shown.series[0].styles)}
        answers.sort(key=lambda row: order[row.style.key])
    ranked = list(enumerate(answers, start=1))
    rows = _rank_rows(ranked, numeric, lang)
    note = ""
    if len(ranked) > _WHOLE:
        left = len(ranked) - 2 * _ENDS
        gap = Row((cell("…"), cell(say("report.values.left_out", lang, n=left)), cell(""), cell("")), "muted")
        rows = [*_rank_rows(ranked[:_ENDS], numeric, lang), gap, *_rank_rows(ranked[-_ENDS:], numeric, lang)]
        note = say("report.values.note_ranking", lang)
    unit = in_language(material.shown.series[0].unit, lang)
    columns = (
        Column("", "right", 0.5), Column(say("report.values.col_place", lang), width=3.0),
        Column(f"{say('report.values.col_value', lang)}{f', {unit}' if unit else ''}", "right" if numeric else "left", 1.6),
        Column(say("report.values.col_class", lang), width=2.0),
    )  # fmt: skip
    caption = say("report.values.caption_ranking", lang, time=material.label(material.moment, lang))
    return [Heading(say("report.places", lang)), Table("ranking", caption, columns, tuple(rows), note)]


def _rank_rows(ranked: Sequence[tuple[int, Answer]], numeric: bool, lang: str) -> list[Row]:
    rows = []
    for rank, row in ranked:
        value = exact(float(row.value or 0.0), lang) if numeric else str(row.value)
        flag = f" {row.detail.flag}" if row.detail.flag else ""
        group = in_language(row.style.words, lang)
        cells = (str(rank), row.place.full_name(lang), f"{value}{flag}", group if numeric else "")
        rows.append(Row(tuple(cell(text) for text in cells)))
    return rows


def exact(number: float, lang: str) -> str:
    """Write a number with the decimals that it was given with, at most six."""
    text = repr(number)
    digits = 0 if number.is_integer() or "e" in text else min(6, len(text.partition(".")[2]))
    return format_number(number, lang, digits)


def _changes(material: ValuesMaterial, lang: str) -> list[Block]:
    if len(material.shown.stops) < 2:
        return []
    blocks: list[Block] = [Heading(say("report.values.moved", lang))]
    for name, moves in (("all", material.moves), ("last", material.last_moves)):
        if name == "last" and len(material.shown.stops) == 2:
            continue
        first, last = material.label(moves.first, lang), material.label(moves.last, lang)
        listed: list[Move] = [*moves.of("rose")[:_MOVED], *reversed(moves.of("fell")[:_MOVED])]
        listed += moves.of("changed")[: 2 * _MOVED]
        if not listed:
            blocks.append(Paragraph(cell(moves.sentence(lang))))
            continue
        head = (
            Column(say("report.values.col_place", lang), width=3.0), Column(first, "right", 1.4), Column(last, "right", 1.4),
            Column(say("report.values.col_change", lang), "right", 1.3),
        )  # fmt: skip
        rows = tuple(
            Row((cell(move.place.full_name(lang)), cell(_shown(move.before, lang)), cell(_shown(move.after, lang)),
                 cell("" if move.amount is None else _signed(move.amount, lang))))
            for move in listed
        )  # fmt: skip
        caption = say("report.values.caption_moves", lang, first=first, last=last)
        blocks += [Paragraph(cell(moves.sentence(lang)), "intro"), Table(f"moves-{name}", caption, head, rows)]
    return blocks


def _shown(value: float | str | None, lang: str) -> str:
    return NONE if value is None else exact(value, lang) if isinstance(value, float) else value


def _signed(amount: float, lang: str) -> str:
    return f"{'+' if amount > 0 else ''}{measure(amount, {}, lang)}"


def _measure(material: ValuesMaterial, number: float | None, lang: str) -> str:
    return NONE if number is None else measure(number, material.shown.series[0].unit, lang)


def _spread(material: ValuesMaterial, lang: str) -> list[Block]:
    blocks: list[Block] = [Heading(say("report.values.spread", lang))]
    if not material.shown.series[0].numeric:
        return [*blocks, _tabulate_categories(material, lang)]
    if len(material.shown.stops) > 1:
        blocks.append(Figure("curve", say("report.values.caption_curve", lang), _describe_curve(material, lang)))
    head = [Column(say("report.col.date", lang), width=1.8)]
    head += [
        Column(say(f"report.values.col_{name}", lang), "right", 1.0)
        for name in ("given", "least", "lower", "median", "upper", "most")
    ]
    rows = tuple(
        Row((cell(row.stop.label(lang)), cell(format_number(row.given, lang)), *(cell(_plain(n, lang)) for n in _numbers(row))))
        for row in material.coverage.stops
    )
    return [*blocks, Table("spread", say("report.values.caption_spread", lang), tuple(head), rows)]


def _numbers(row: StopCount) -> tuple[float | None, ...]:
    return row.least, row.lower, row.median, row.upper, row.most


def _plain(number: float | None, lang: str) -> str:
    return NONE if number is None else measure(number, {}, lang)


def _describe_curve(material: ValuesMaterial, lang: str) -> str:
    said = [(row.stop.label(lang), row.median) for row in material.coverage.stops if row.median is not None]
    each = "; ".join(f"{label}: {_measure(material, median, lang)}" for label, median in said)
    return say("picture.alt_each", lang, what=say("curve.median", lang), each=each)


def _tabulate_categories(material: ValuesMaterial, lang: str) -> Table:
    styles = [style for style in material.shown.series[0].styles if style.kind == "category"]
    head = (
        Column(say("report.col.date", lang), width=1.8),
        *(Column(in_language(style.words, lang), "right", 1.0) for style in styles[:6]),
    )
    rows = []
    for moment in range(1, material.shown.moments):
        counts = {total.style.key: total.places for total in material.shown.totals(moment)}
        numbers = (cell(format_number(counts.get(style.key, 0), lang)) for style in styles[:6])
        rows.append(Row((cell(material.label(moment, lang)), *numbers)))
    return Table("categories", say("report.values.caption_categories", lang), head, tuple(rows))


def _lacking(material: ValuesMaterial, lang: str) -> list[Block]:
    coverage = material.coverage
    blocks: list[Block] = [Heading(say("report.values.lacking", lang))]
    never = [gap.place.full_name(lang) for gap in coverage.gaps if gap.never]
    if never:
        blocks.append(Paragraph(cell(say("report.values.never_list", lang, n=len(never), places=", ".join(never)))))
    gaps = [gap for gap in coverage.gaps if not gap.never]
    if gaps:
        head = (Column(say("report.values.col_place", lang), width=3.0), Column(say("report.values.col_from", lang)),
                Column(say("report.values.col_to", lang)))  # fmt: skip
        rows = tuple(
            Row((cell(gap.place.full_name(lang)), cell(gap.first.label(lang)), cell(gap.last.label(lang))))
            for gap in gaps[:_GAPS]
        )
        more = len(gaps) - _GAPS
        note = say("report.values.more_gaps", lang, n=more) if more > 0 else ""
        blocks.append(Table("gaps", say("report.values.caption_gaps", lang), head, rows, note))
    flags = material.shown.series[0].flags
    if flags:
        items = tuple(cell(f"{flag.key}: {in_language(flag.words, lang)}") for flag in flags)
        blocks += [Paragraph(cell(say("report.values.flags", lang)), "intro"), Bullets(items)]
    if coverage.wholes:
        items = tuple(
            cell(say("report.values.whole", lang, place=row.place.full_name(lang), time=row.stop.label(lang),
                     figure=_measure(material, row.figure, lang), parts=_measure(material, row.parts, lang), n=row.count))
            for row in coverage.wholes[:_GAPS]
        )  # fmt: skip
        blocks += [Paragraph(cell(say("report.values.wholes", lang)), "intro"), Bullets(items)]
    if len(blocks) == 1:
        blocks.append(Paragraph(cell(say("report.values.complete", lang))))
    return blocks


def _method(material: ValuesMaterial, lang: str) -> list[Block]:
    shown = material.shown
    changing = any(outline.first or outline.after for outline in shown.outlines)
    drawn = material.package.boundaries
    own = drawn[drawn["place"].isin([place.id for place in shown.places])]
    cites = material.cites(*dict.fromkeys(str(name) for name in own["source"]))
    notes = tuple(cell(in_language(note, lang)) for note in shown.notes)
    return [
        Heading(say("report.method", lang)),
        Paragraph(cell(say("report.values.method", lang))),
        *([Paragraph(cell(say("report.values.versions", lang)))] if changing else []),
        *([Bullets(notes)] if notes else []),
        Paragraph(cell(in_language(shown.credit, lang), *cites), "small"),
        Paragraph(cell(in_language(shown.boundary_note, lang)), "note"),
    ]
