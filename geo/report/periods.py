"""What the report of a map of periods says: the extent, place by place, over time, the audit, where sources differ."""

from collections.abc import Callable
from datetime import date

from geo.audit.remarks import Remark
from geo.model.period import Track
from geo.model.scene import in_language
from geo.model.wording import boundary_note, text_in
from geo.package.schema import QUANTITIES, Statement
from geo.picture.alt import describe_map, describe_series
from geo.picture.layout import Options
from geo.picture.sheet import parse_size
from geo.report import tables
from geo.report.blocks import (
    Block,
    Bullets,
    Cell,
    Figure,
    Heading,
    Paragraph,
    Text,
    cell,
    tell,
)
from geo.report.material import PeriodsMaterial
from geo.report.plates import describe_curve, describe_waterfall
from geo.report.spells import tell_spells
from geo.text.dates import Span
from geo.text.lists import list_words
from geo.text.words import describe_date, format_area, format_day, say

_MANY = 8  # more places than one would read in a sentence


def write_periods(material: PeriodsMaterial, lang: str) -> tuple[Block, ...]:
    """Write the sections that tell of periods; citation and sources are those of every report."""
    sections: tuple[Callable[[PeriodsMaterial, str], list[Block]], ...] = (
        _summary, _map, _places, _time, _audit, _disagreements, _method,
    )  # fmt: skip
    return tuple(block for section in sections for block in section(material, lang))


def _summary(material: PeriodsMaterial, lang: str) -> list[Block]:
    audit, timeline = material.audit, material.timeline
    items: list[Cell] = []
    if audit.day:
        begins = any(line.first == audit.day for line in timeline.outlines)
        key = "report.extent_line" if begins else "report.extent"
        extent = Remark(key, {"day": audit.day, "held_km2": audit.measured_held_km2}).text(lang)
        share = audit.share_pct(audit.measured_held_km2)
        if audit.country and share is not None:
            of = {"held_pct": round(share, 1), "country": audit.country, "country_km2": audit.country_km2}
            extent += " " + Remark("report.extent_share", of).text(lang)
        items.append(cell(extent))
    if audit.day != material.day < timeline.stops[-1]:
        moment = material.shown.moment(material.day)
        said = in_language(material.ground.series.summaries[moment].texts, lang)
        stop = material.shown.stop(moment)
        if stop:  # of the stop before, which nothing changed since
            said = said.replace(format_day(stop.day, lang), format_day(material.day, lang), 1)
        starts = [here.period.start for here in material.situation.places if here.state == "held" and here.period]
        items.append(cell(said, *material.cites(*(row.source for row in starts if row))))
    items += [cell(c.text(lang)) for c in audit.caveats if c.key in ("audit.caveat.sum", "audit.caveat.overlap")]
    items += _first_and_last(material, lang)
    spans = [
        span
        for track in timeline.tracks
        for period in track.periods
        for span, row in ((period.start_span, period.start), (period.end_span, period.end))
        if span and row
    ]
    loose = sum(span.earliest != span.latest for span in spans)
    if loose:
        items.append(cell(say("report.loose", lang, n=loose, all=len(spans))))
    if audit.claims:
        agree = sum(claim.verdict.kind == "agrees" for claim in audit.claims)
        cites = material.cites(*(claim.statement.source for claim in audit.claims))
        items.append(cell(say("report.claims", lang, n=agree, all=len(audit.claims)), *cites))
    apart = sum(item.verdict == "differ" for item in material.comparisons)
    if apart:
        items.append(cell(say("report.apart", lang, n=apart, all=len(material.comparisons))))
    blocks: list[Block] = [Heading(say("report.summary", lang)), Bullets(tuple(items))]
    return [*blocks, *_words_and_account(material, lang)]


def _words_and_account(material: PeriodsMaterial, lang: str) -> list[Block]:
    """Say whose word the map uses for land held, and whose account the report follows if the map has several."""
    definition, sources = material.definition, material.package.sources
    notes: list[Block] = []
    if definition.compare:
        first = definition.compare[0]
        said = say("report.compare", lang, source=sources[first].called(lang), section=say("card.disagree", lang))
        notes.append(Paragraph(cell(said, *material.cites(first)), "note"))
    if definition.states.held:
        word, whose = material.ground.word("held", lang), definition.states.source
        key = "report.word" if whose in sources else "report.word_own"
        said = say(key, lang, word=word, source=sources[whose].called(lang) if whose in sources else "")
        notes.append(Paragraph(cell(said, *material.cites(whose)), "note"))
    return notes


def _first_and_last(material: PeriodsMaterial, lang: str) -> list[Cell]:
    """Say which place came first, which ended last, and what holds after the last change."""
    timeline = material.timeline
    tracks = [track for track in timeline.tracks if track.drawn]
    starts = [(p.start_span, p.start, t) for t in tracks for p in t.periods if p.start_span and p.start]
    ends = [(p.end_span, p.end, t) for t in tracks for p in t.periods if p.end_span and p.end]
    runs: list[Text] = []
    if starts:
        first = min((span for span, _, _ in starts), key=lambda span: span.earliest or date.min)
        runs.append(_name_edge(material, "report.first", [item for item in starts if item[0] == first], lang))
    if ends:
        last_end = max((span for span, _, _ in ends), key=lambda span: span.latest or date.max)
        runs.append(_name_edge(material, "report.last", [item for item in ends if item[0] == last_end], lang))
    items: list[Cell] = [tuple(runs)] if runs else []
    last = timeline.on(timeline.stops[-1])
    held, area = last.count("held"), format_area(last.held_km2, lang)
    key = "report.after" if held else "report.after_none"
    after = say(key, lang, day=format_day(last.day, lang), n=held, all=len(tracks), area=area)
    return [*items, cell(after)]


def _name_edge(material: PeriodsMaterial, key: str, edges: list[tuple[Span, Statement, Track]], lang: str) -> Text:
    """Name the places that began, or ended, on the same date."""
    when = describe_date(edges[0][0], lang)
    cites = material.cites(*(name for _, row, _ in edges for name in row.sources))
    if len(edges) > _MANY:
        return Text(tell(f"{key}_many", lang, n=len(edges), date=when), cites)
    return Text(tell(key, lang, place=list_words([track.place.name(lang) for _, _, track in edges], lang), date=when), cites)


def _map(material: PeriodsMaterial, lang: str) -> list[Block]:
    ground, day = material.ground, material.day
    options = Options(parse_size("a4"), lang)
    held = ground.word("held", lang, [day])
    area = format_area(material.situation.held_km2, lang)
    caption = say("report.caption.map", lang, day=format_day(day, lang))
    land = say("picture.total_land", lang, held=held, area=area)
    return [
        Heading(say("report.map", lang, day=format_day(day, lang))),
        Figure("map", f"{caption} {land}", describe_map(ground, day, options)),
    ]


def _places(material: PeriodsMaterial, lang: str) -> list[Block]:
    parties = [tables.tabulate_parties(material, lang)] if material.audit.parties else []
    return [Heading(say("report.places", lang)), tables.tabulate_places(material, lang), *parties]


def _time(material: PeriodsMaterial, lang: str) -> list[Block]:
    blocks: list[Block] = [Heading(say("report.time", lang))]
    blocks.append(Figure("curve", say("report.caption.curve", lang), describe_curve(material, lang)))
    for line in material.timeline.outlines:
        first, after = line.first, line.after
        if first or after:
            span = Span(f"{first or '..'}/{after or '..'}", first, after)
            said = tell("report.line_time", lang, time=describe_date(f"{span.text}", lang, "time"))
            blocks.append(Paragraph(cell(said), "small"))
    blocks += tell_spells(material, lang)
    blocks.append(
        Figure(
            "multiples",
            say("report.caption.multiples", lang, n=len(material.key_days)),
            describe_series(material.ground, material.key_days, Options(parse_size("a4"), lang)),
        )
    )
    return [*blocks, tables.tabulate_stops(material, lang)]


def _audit(material: PeriodsMaterial, lang: str) -> list[Block]:
    audit = material.audit
    blocks: list[Block] = [Heading(say("audit.title", lang)), Paragraph(cell(material.lead[lang]), "lead")]
    if material.reported:
        blocks += [
            tables.tabulate_totals(material, lang),
            Figure("waterfall", say("audit.waterfall_title", lang), describe_waterfall(material, lang)),
            tables.tabulate_steps(material, lang),
            tables.tabulate_audit(material, lang),
        ]
    else:
        blocks.append(tables.tabulate_totals(material, lang))
    odd = [row for row in audit.places if row.verdict.kind in ("differs", "not_comparable", "no_figure")]
    if odd and material.reported:
        items = [
            (Text(f"{row.place.name(lang)} —", strong=True), Text(row.verdict.text(lang), _said(material, row.place.id)))
            for row in odd
        ]
        blocks += [Paragraph(cell(say("report.odd", lang)), "intro"), Bullets(tuple(items))]
    if audit.overlaps:
        blocks.append(tables.tabulate_overlaps(material, lang))
    if audit.claims:
        blocks.append(tables.tabulate_claims(material, lang))
    if audit.published:
        blocks.append(tables.tabulate_published(material, lang))
    if audit.caveats:
        blocks.append(Heading(say("audit.caveats_title", lang), 2))
        blocks.append(Bullets(tuple(cell(caveat.text(lang)) for caveat in audit.caveats)))
    return blocks


def _said(material: PeriodsMaterial, place: str) -> tuple[int, ...]:
    rows = next(row for row in material.audit.places if row.place.id == place)
    return material.cites(*(figure.statement.source for figure in rows.figures))


def _disagreements(material: PeriodsMaterial, lang: str) -> list[Block]:
    blocks: list[Block] = [Heading(say("card.disagree", lang))]
    table = tables.tabulate_disagreements(material, lang)
    if table.rows:
        blocks += [Paragraph(cell(say("report.apart_lead", lang)), "intro"), table]
    else:
        blocks.append(Paragraph(cell(say("report.apart_none", lang))))
    notes = [
        (Text(f"{place.name(lang)} —", strong=True), Text(note[lang]))
        for place in material.shown.places
        for note in material.shown.place_notes.get(place.id, ())
    ]
    if notes:
        blocks += [Paragraph(cell(say("report.line_notes", lang)), "intro"), Bullets(tuple(notes))]
    return blocks


def _method(material: PeriodsMaterial, lang: str) -> list[Block]:
    definition = material.definition
    follows: list[Text] = []
    for quantity in QUANTITIES:
        order = definition.choice.sources.get(quantity, ())
        if order and not definition.compare:
            dot = "· " if follows else ""
            names = [name for entry in order for name in ((entry,) if isinstance(entry, str) else entry)]
            follows.append(Text(f"{dot}{say(f'quantity.{quantity}', lang)}:", material.cites(*names)))
    if definition.compare:
        follows = [Text("", material.cites(definition.compare[0]))]
    note = boundary_note(definition)
    own = [text_in(text, lang) for text in definition.notes]
    return [
        Heading(say("report.method", lang)),
        Paragraph(cell(say("report.method_dates", lang))),
        Paragraph(cell(say("audit.method", lang))),
        *([Paragraph((Text(say("report.follows", lang)), *follows))] if follows else []),
        *([Bullets(tuple(cell(text) for text in own))] if own else []),
        tables.tabulate_boundaries(material, lang),
        Paragraph(cell(f"{material.ground.plane.sentence(lang)} {say('report.areas', lang)}"), "small"),
        Paragraph(cell(note.get(lang) or note["en"]), "note"),
    ]
