"""The tables of a report: the same figures as on the page and in the terminal, with their sources' numbers."""

from collections.abc import Iterable
from datetime import date

from geo.audit.totals import KINDS
from geo.audit.waterfall import round_steps
from geo.model.scene import in_language
from geo.model.timeline import PlaceOn
from geo.model.wording import name_line
from geo.package.schema import Statement
from geo.report.blocks import Cell, Column, Row, Table, Text, Tone, cell, tell
from geo.report.material import PeriodsMaterial
from geo.text.numbers import format_percent, share_digits
from geo.text.words import describe_date, format_area, format_day, format_number, say

NONE = "–"


def tabulate_places(material: PeriodsMaterial, lang: str) -> Table:
    """Return the places with their dates, areas and what holds on the day of the large map."""
    situation, with_areas = material.situation, material.reported
    answers = material.shown.rows(material.shown.moment(material.day), material.ground.number) if material.audit.parties else ()
    holders = {answer.place.id: in_language(answer.style.words, lang) for answer in answers}
    head = [
        Column(say("table.place", lang), width=2.0),
        *([Column(say("report.col.holder", lang), width=2.2)] if holders else []),
        Column(say("quantity.start", lang), width=1.9),
        Column(say("quantity.end", lang), width=2.2),
        *([Column(say("table.reported", lang), "right", 1.35)] if with_areas else []),
        Column(say("table.measured", lang), "right", 1.2),
        Column(say("report.col.held_on_day", lang), "right", 1.5),
    ]
    rows = []
    for here in situation.places:
        rows.append(
            Row(
                (
                    cell(here.place.name(lang) if here.drawn or here.within else _undrawn(here, lang)),
                    *((cell(holders.get(here.place.id, NONE)),) if holders else ()),
                    *(_dated(material, row, lang) for row in here.ends),
                    *((_figure(material, here.reported, lang),) if with_areas else ()),
                    cell(_number(here.measured_km2, lang)),
                    cell(_held(here, lang)),
                ),
                "part" if here.within and not here.drawn else "plain",
            )
        )
    total: tuple[Cell, ...] = (
        cell(say("report.all_places", lang)), *(((),) if holders else ()), (), (), *((cell(NONE),) if with_areas else ()),
        cell(_number(material.audit.measured_union_km2, lang)), cell(_number(situation.held_km2, lang)),
    )  # fmt: skip
    rows.append(Row(total, "strong"))
    caption = tell("report.caption.places", lang, day=format_day(material.day, lang))
    parts = any(here.within and not here.drawn for here in situation.places)
    told = {"report.note.places": with_areas and bool(material.audit.overlaps), "report.note.part": parts}
    note = " ".join(say(key, lang) for key, true in told.items() if true)
    return Table("places", caption, tuple(head), tuple(rows), note)


def tabulate_parties(material: PeriodsMaterial, lang: str) -> Table:
    """Return what each party holds on the day of the large map, and the most that it ever held alone."""
    head = (
        Column(say("audit.col.party", lang), width=2.2),
        Column(say("report.col.places_held", lang), "right", 1.1),
        Column(say("report.col.held_on_day", lang), "right", 1.5),
        Column(say("report.col.most", lang), "right", 1.3),
        Column(say("audit.col.day", lang), width=1.9),
    )
    rows = tuple(
        Row((
            cell(row.party.name(lang)), cell(str(on.held)), cell(_number(on.measured_km2, lang)), cell(_number(row.km2, lang)),
            cell(format_day(row.day, lang) if row.day else NONE),
        ))
        for row in material.audit.parties
        for on in [material.situation.parties[row.party.id]]
    )  # fmt: skip
    return Table("parties", tell("report.caption.parties", lang, day=format_day(material.day, lang)), head, rows)


def tabulate_stops(material: PeriodsMaterial, lang: str) -> Table:
    """Return what changed when, and the events between, with the land held after each change."""
    timeline, shown = material.timeline, material.shown
    entries: list[tuple[date, int, Row]] = []
    # The page of a map that compares sources stops on the days of all of them.
    captions = dict(zip((stop.day for stop in shown.stops), shown.series[0].captions[1:], strict=True))
    days = [timeline.on(stop) for stop in timeline.stops]
    doubtful = any(here.possible_km2 for here in days)
    for here in days:
        stop = here.day
        words = tuple(Text(said.texts[lang], tuple(sorted(said.sources))) for said in captions[stop])
        possible = _number(here.possible_km2, lang) if here.possible_km2 else NONE
        cells = (cell(format_day(stop, lang)), words, cell(_number(here.held_km2, lang)), cell(possible))
        entries.append((stop, 1, Row(cells if doubtful else cells[:3])))
    for event in shown.events:
        cites = material.cites(*event.sources)
        when = describe_date(event.date, lang, "time")
        row = Row((cell(when), cell(in_language(event.titles, lang), *cites), (), *([()] if doubtful else [])), "muted")
        entries.append((event.date.earliest or date.min, 0, row))
    head = (
        Column(say("report.col.date", lang), width=2.1),
        Column(say("report.col.change", lang), width=4.6),
        Column(say("report.col.held_after", lang), "right", 1.15),
        *([Column(say("report.col.possible", lang), "right", 1.15)] if doubtful else []),
    )
    rows = tuple(row for _, _, row in sorted(entries, key=lambda entry: entry[:2]))
    caption = say("report.caption.stops" if shown.events else "report.caption.changes", lang)
    return Table("stops", caption, head, rows, say("report.note.stops" if doubtful else "report.note.changes", lang))


def tabulate_totals(material: PeriodsMaterial, lang: str) -> Table:
    """Return the totals of the audit: all four, or the measured ones where no source reports an area."""
    audit = material.audit
    head = [Column("", width=4.5), Column(say("audit.col.area", lang), "right", 1.3)]
    if audit.country:
        head.append(Column(say("audit.col.share", lang), "right", 1.3))
    rows = []
    for kind in KINDS if material.reported else KINDS[2:]:
        km2 = audit.totals_km2[kind]
        cells = [cell(say(f"audit.total.{kind}", lang)), cell(format_area(km2, lang))]
        if audit.country:
            share = audit.share_pct(km2)
            cells.append(cell(NONE if share is None else _percent(share, lang)))
        rows.append(Row(tuple(cells), "strong" if kind == "measured_held" else "plain"))
    title = say("audit.totals_title" if material.reported else "report.totals", lang)
    return Table("totals", title, tuple(head), tuple(rows))


def tabulate_steps(material: PeriodsMaterial, lang: str) -> Table:
    """Return the way from the plain sum to the land held, step by step."""
    head = (
        Column(say("audit.col.step", lang), width=4.8),
        Column(say("unit.km2_name", lang), "right", 1.1),
        Column(say("audit.col.total", lang), "right", 1.1),
    )
    steps = round_steps(material.audit.waterfall, 0)
    rows = []
    for number, (step, km2, total) in enumerate(steps):
        shown = "" if number == 0 else format_number(km2, lang, plus=True)
        tone: Tone = "strong" if number in (0, len(steps) - 1) else "plain"
        rows.append(Row((cell(step.label.text(lang)), cell(shown), cell(format_number(total, lang))), tone))
    return Table("steps", say("report.caption.steps", lang), head, tuple(rows))


def tabulate_audit(material: PeriodsMaterial, lang: str) -> Table:
    """Return each place's reported and measured area, and the land held as measured and as reported."""
    head = (
        Column(say("audit.col.place", lang), width=1.9),
        Column(say("audit.col.reported", lang), "right", 1.35),
        Column(say("audit.col.measured", lang), "right", 1.0),
        Column(say("audit.col.difference", lang), "right", 1.0),
        Column(say("audit.col.verdict", lang), width=1.7),
        Column(say("audit.col.held", lang), "right", 1.1),
        Column(say("audit.col.said_held", lang), "right", 1.9),
    )
    rows = []
    for place in material.audit.places:
        off = place.difference_pct
        rows.append(
            Row(
                (
                    cell(place.place.name(lang)),
                    _figure(material, place.reported, lang),
                    cell(_number(place.measured_km2, lang)),
                    cell(NONE if off is None else say("unit.percent", lang, number=format_number(off, lang, 1, plus=True))),
                    cell(say(f"report.verdict.{place.verdict.kind}", lang)),
                    cell(_number(place.held_km2, lang)),
                    _grouped(material, place.said_held, lang),
                )
            )
        )
    return Table("audit", say("audit.places_title", lang), head, tuple(rows), say("report.note.audit", lang))


def tabulate_overlaps(material: PeriodsMaterial, lang: str) -> Table:
    """Return the land that places share."""
    place, holder = say("audit.col.place", lang), say("report.col.other_place", lang)
    head = (Column(place, width=3), Column(holder, width=3), Column(say("audit.col.area", lang), "right", 1.2))
    rows = tuple(
        Row((cell(o.a.name(lang)), cell(o.b.name(lang)), cell(format_area(o.km2, lang)))) for o in material.audit.overlaps
    )
    return Table("overlaps", say("audit.overlaps_title", lang), head, rows)


def tabulate_claims(material: PeriodsMaterial, lang: str) -> Table:
    """Return published shares of the country beside what the map measures on the same date."""
    sources = material.package.sources
    head = (
        Column(say("audit.col.source", lang), width=4.0),
        Column(say("report.col.for_date", lang), width=1.9),
        Column(say("audit.col.claim", lang), "right", 1.1),
        Column(say("report.col.on_map", lang), "right", 1.5),
        Column(say("audit.col.verdict", lang), width=2.0),
    )
    rows = []
    claimed = share_digits([claim.claim_pct for claim in material.audit.claims], 1)
    mapped = share_digits([round(pct, 1) for claim in material.audit.claims for pct in claim.on_day_pct], 1)
    for claim in material.audit.claims:
        said = claim.statement
        low, high = (format_percent(pct, lang, mapped) for pct in claim.on_day_pct)
        when = describe_date(said.date, lang, "time") if said.date else ""
        rows.append(
            Row(
                (
                    cell(sources[said.source].title, *material.cites(said.source)),
                    cell(when),
                    cell(format_percent(claim.claim_pct, lang, claimed)),
                    cell(low if low == high else f"{low}–{high}"),
                    cell(say(f"report.claim.{claim.verdict.kind}", lang)),
                )
            )
        )
    note = say("report.note.claims", lang, area=format_area(material.audit.country_km2 or 0.0, lang))
    return Table("claims", say("audit.claims_title", lang), head, tuple(rows), note)


def tabulate_published(material: PeriodsMaterial, lang: str) -> Table:
    """Return what sources say was held of the whole country."""
    audit = material.audit
    head = (
        Column(say("audit.col.source", lang), width=4.5),
        Column(say("audit.col.area", lang), "right", 1.3),
        Column(say("audit.col.share", lang), "right", 1.3),
    )
    rows = [
        Row(
            (
                cell(material.package.sources[row.source].title, *material.cites(*row.sources)),
                cell(format_area(row.value or 0.0, lang, _digits(row.value or 0.0))),
                cell(_percent(share, lang) if (share := audit.share_pct(row.value or 0.0)) is not None else NONE),
            )
        )
        for row in audit.published
    ]
    return Table("published", say("audit.published_title", lang), head, tuple(rows))


def tabulate_disagreements(material: PeriodsMaterial, lang: str) -> Table:
    """Return what sources say where they do not agree, by value, with those the map follows in bold."""
    head = (
        Column(say("table.place", lang), width=1.5),
        Column(say("report.col.quantity", lang), width=1.2),
        Column(say("report.col.says", lang), width=4.6),
        Column(say("report.col.spread", lang), "right", 1.1),
    )
    rows = []
    for item in material.comparisons:
        if item.verdict == "agree":
            continue
        spread = NONE
        if item.days:
            spread = say("report.days", lang, n=item.days)
        elif item.spread:
            spread = format_area(item.spread, lang, _digits(item.spread))
            if item.quantity == "held_share":
                spread = format_percent(round(item.spread, 1), lang)
        rows.append(
            Row(
                (
                    cell(item.called(lang)),
                    cell(say(f"quantity.{item.quantity}", lang)),
                    _grouped(material, item.statements, lang),
                    cell(spread),
                ),
                "plain" if item.verdict == "differ" else "muted",
            )
        )
    return Table("disagreements", say("report.caption.apart", lang), head, tuple(rows), say("report.note.apart", lang))


def tabulate_boundaries(material: PeriodsMaterial, lang: str) -> Table:
    """Return the boundaries that are drawn: whose, of what time, how exact."""
    frame = material.package.boundaries
    lines = (*material.definition.lines, *material.audit.outlines)
    drawn = [place.id for place in material.ground.scene.places if place.drawn]
    wanted = frame[frame["place"].isin(drawn) | frame["id"].isin(lines)]
    # Boundaries of one source, time and exactness share a row.
    groups: dict[tuple[str, str, str], list[str]] = {}
    for row in wanted.sort_values("id").itertuples():
        time = NONE
        if row.valid_from or row.valid_to:
            time = describe_date(f"{row.valid_from or '..'}/{row.valid_to or '..'}", lang, "time")
        place = material.package.places.get(row.place)
        name = place.name(lang) if place else name_line(row.valid_from[:4], lang)
        if row.id in material.audit.outlines:
            name = say("report.outline", lang)
        groups.setdefault((row.source, time, row.exactness or NONE), []).append(name)
    rows = [
        Row((cell(", ".join(names), *material.cites(source)), cell(time), cell(exactness)))
        for (source, time, exactness), names in groups.items()
    ]
    head = (
        Column(say("report.col.boundary", lang), width=3.6),
        Column(say("report.col.valid", lang), width=2.0),
        Column(say("report.col.exactness", lang), width=2.2),
    )
    return Table("boundaries", say("report.caption.boundaries", lang), head, tuple(rows))


def _number(km2: float | None, lang: str) -> str:
    return NONE if km2 is None else format_number(km2, lang)


def _percent(pct: float, lang: str) -> str:
    return say("unit.percent", lang, number=format_number(pct, lang, 1))


def _undrawn(here: PlaceOn, lang: str) -> str:
    return f"{here.place.name(lang)} ({say('table.undrawn', lang)})"


def _held(here: PlaceOn, lang: str) -> str:
    """Say how much of a place is held: its part if there is one, else all or nothing."""
    if not here.drawn and not here.within:
        return NONE
    if here.part is not None:
        if here.part.km2 is not None and here.part.km2_to is not None:
            return f"{_number(here.part.km2, lang)}–{_number(here.part.km2_to, lang)}"
        return _number(here.part.km2, lang)
    if here.state != "held":
        return {"possible": say("report.perhaps", lang), "unknown": NONE}.get(here.state) or _number(0.0, lang)
    return _number(here.measured_km2, lang)


def _dated(material: PeriodsMaterial, said: Statement | None, lang: str) -> Cell:
    if said is None or said.date is None:
        return cell(NONE)
    return cell(describe_date(said.date, lang), *material.cites(*said.sources))


def _figure(material: PeriodsMaterial, said: Statement | None, lang: str) -> Cell:
    if said is None or said.value is None:
        return cell(NONE)
    return cell(_exactly(said.value, lang), *material.cites(*said.sources))


def _exactly(value: float, lang: str) -> str:
    """Write a stated figure with the decimals it was stated with, at most two."""
    return format_number(value, lang, _digits(value))


def _digits(value: float) -> int:
    return 0 if float(value).is_integer() else 1 if round(value, 1) == value else 2


def _grouped(material: PeriodsMaterial, said: Iterable[Statement], lang: str) -> Cell:
    """Join statements that say the same, each group with its sources; bold is what the map follows."""
    groups: dict[str, list[Statement]] = {}
    for row in said:
        groups.setdefault(_say(row, lang), []).append(row)
    return tuple(
        Text(text, material.cites(*(row.source for row in rows)), any(row.id in material.followed for row in rows))
        for text, rows in groups.items()
    )


def _say(row: Statement, lang: str) -> str:
    if row.quantity in ("start", "end"):
        return describe_date(row.date, lang) if row.date else NONE
    value = row.value or 0.0
    if row.unit == "percent":
        return format_percent(value, lang)
    return format_area(value, lang, _digits(value))
