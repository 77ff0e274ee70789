"""Every number of a report is one that the audit, the timeline or the list of changes gives.

For each sentence and each row of a table, the texts that it must rest on are put together anew from those functions.
The numbers of both must be the same ones, each as often. A second test changes every number in turn, and each change
must be noticed.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from geo.audit.changes import Changes, list_changes
from geo.audit.comparison import Comparison, compare_sources
from geo.audit.totals import KINDS, Audit, audit_map
from geo.audit.waterfall import round_steps
from geo.look.choice import choose_plane
from geo.model.notes import note_place
from geo.model.timeline import Situation, Timeline, build_timeline
from geo.model.wording import boundary_note, state_words
from geo.package.schema import Statement
from geo.report.blocks import Block, Bullets, Cell, Figure, Heading, Paragraph, Report, Table
from geo.report.material import KEY_DAYS, Material
from geo.text.dates import Span
from geo.text.numbers import format_percent
from geo.text.words import LANGUAGES, describe_date, format_area, format_day, format_number, say
from tests.report.conftest import gather, write

NUMBER = re.compile(r"[+\N{MINUS SIGN}]?\d+(?:[.,\N{NO-BREAK SPACE}]\d+)*")
FREE = ("cite", "sources")  # sections whose numbers are names: the build, years of publication, addresses


def numbers(*texts: object) -> Counter[str]:
    return Counter(found for text in texts for found in NUMBER.findall(str(text)))


def plain(runs: Cell) -> str:
    return " ".join(run.text for run in runs)


class Facts:
    """What the report must rest on, worked out afresh for one map and language."""

    def __init__(self, material: Material, lang: str) -> None:
        self.package, self.definition, self.lang = material.package, material.definition, lang
        self.timeline: Timeline = build_timeline(self.package, self.definition.choice)
        self.audit: Audit = audit_map(self.package, self.definition.choice, timeline=self.timeline)
        self.day = self.definition.opening(self.timeline.stops)
        self.here = self.timeline.on(self.day)
        self.plane = choose_plane(material.shown.land.geometries)
        places = [track.place.id for track in self.timeline.tracks]
        compared = compare_sources(self.package, places=places, day=self.audit.day)
        self.comparisons = [item for item in compared if item.verdict != "alone"]

    def area(self, km2: float, digits: int | None = None) -> str:
        return format_area(km2, self.lang, digits)

    def said(self, row: Statement | None) -> str:
        """A stated figure with the decimals it was stated with."""
        if row is None or row.value is None:
            return ""
        return format_number(
            row.value, self.lang, next(n for n in range(3) if round(row.value, n) == row.value)
        )

    def date(self, span: Span | None, kind: str = "moment") -> str:
        return describe_date(span, self.lang, kind) if span else ""  # type: ignore[arg-type]

    def share(self, km2: float, digits: int = 1) -> str:
        return format_number(self.audit.share_pct(km2) or 0.0, self.lang, digits)

    def spells(self) -> list[tuple[date, date]]:
        stops = self.timeline.stops
        cuts = [0, *(n for n in range(1, len(stops)) if (stops[n] - stops[n - 1]).days > 365), len(stops)]
        return [(stops[first] - timedelta(days=1), stops[last - 1]) for first, last in pairwise(cuts)]

    def spell(self, changes: Changes) -> Iterator[tuple[object, ...]]:
        """The dates, each once, and the areas of a spell's list."""
        for kind in (changes.gained, changes.ended):
            for sure in (True, False):
                dates = {self.date(change.span) for change in kind if change.certain == sure}
                if dates:
                    yield tuple(dates)
        if any(abs(change.km2) >= 0.5 for change in changes.redrawn):
            yield ()
        land = [self.area(changes.to_km2)]
        if net := round(changes.net_km2):
            land += [self.area(changes.from_km2), "+" * (net > 0) + self.area(net)]
        if round(changes.min_km2) != round(changes.max_km2):
            land += [self.area(changes.min_km2), self.area(changes.max_km2)]
        yield tuple(land)

    def summary(self) -> Iterator[tuple[object, ...]]:
        audit, lang = self.audit, self.lang
        held, whole = audit.measured_held_km2, audit.country_km2 or 0.0
        pct = format_percent(round(100 * held / whole, 1), lang)
        yield format_day(audit.day or date.min, lang), self.area(held), pct, self.area(whole)
        for caveat in audit.caveats:
            if caveat.key in ("audit.caveat.sum", "audit.caveat.overlap"):
                yield (caveat.text(lang),)
        periods = [period for track in self.timeline.tracks if track.drawn for period in track.periods]
        starts = [p.start_span for p in periods if p.start_span and p.start]
        ends = [p.end_span for p in periods if p.end_span and p.end]
        first = min(starts, key=lambda span: span.earliest or date.min)
        last = max(ends, key=lambda span: span.latest or date.max)
        yield self.date(first), self.date(last)
        after = self.timeline.on(self.timeline.stops[-1])
        kept = [after.count("held"), self.area(after.held_km2)] if after.count("held") else []
        drawn = sum(track.drawn for track in self.timeline.tracks)
        yield format_day(after.day, lang), drawn, *kept
        periods = [period for track in self.timeline.tracks for period in track.periods]
        pairs = [pair for p in periods for pair in ((p.start_span, p.start), (p.end_span, p.end))]
        spans = [span for span, row in pairs if span and row]
        yield len(spans), sum(span.earliest != span.latest for span in spans)
        yield len(audit.claims), sum(claim.verdict.kind == "agrees" for claim in audit.claims)
        yield len(self.comparisons), sum(item.verdict == "differ" for item in self.comparisons)

    def notes(self) -> list[str]:
        words = state_words(self.definition)
        tracks = [self.timeline.track(place) for place in self.definition.places]
        return [
            n[self.lang] for t in tracks for n in note_place(self.package, self.timeline, t, LANGUAGES, words)
        ]

    def held(self, place: str) -> str:
        here = next(item for item in self.here.places if item.place.id == place)
        if here.part:
            return "" if here.part.km2 is None else format_number(here.part.km2, self.lang)
        if here.state in ("possible", "unknown"):
            return ""
        if here.state == "held":
            return "" if here.measured_km2 is None else format_number(here.measured_km2, self.lang)
        return "0"

    def rows(self, name: str) -> list[tuple[object, ...]]:
        """The texts that the rows of a table must rest on."""
        made: list[tuple[object, ...]] = getattr(self, f"_{name}")()
        return made

    def _places(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for here in self.here.places:
            period = here.period
            km2 = "" if here.measured_km2 is None else format_number(here.measured_km2, self.lang)
            start, end = (period.start_span, period.end_span) if period else (None, None)
            said = start if period and period.start else None, end if period and period.end else None
            rows.append(
                (
                    self.date(said[0]),
                    self.date(said[1]),
                    self.said(here.reported),
                    km2,
                    self.held(here.place.id),
                )
            )
        union, held = self.audit.measured_union_km2, self.here.held_km2
        return [*rows, (format_number(union, self.lang), format_number(held, self.lang))]

    def _stops(self) -> list[tuple[object, ...]]:
        entries: list[tuple[date, int, tuple[object, ...]]] = []
        before = self.timeline.on(self.timeline.stops[0] - timedelta(days=1))
        for stop in self.timeline.stops:
            here = self.timeline.on(stop)
            pairs = zip(before.places, here.places, strict=True)
            new = [b.part for a, b in pairs if a.part != b.part and a.state == b.state and b.drawn]
            known = [part for part in new if part and part.km2 is not None]
            parts = [self.area(km2) for part in known for km2 in (part.km2, part.km2_to) if km2 is not None]
            perhaps = format_number(here.possible_km2, self.lang) if here.possible_km2 else ""
            held = format_number(here.held_km2, self.lang)
            texts = (format_day(stop, self.lang), *self._doubtful_ends(before, here), *parts, held, perhaps)
            entries.append((stop, 1, texts))
            before = here
        for event in self.package.events:
            texts = (self.date(event.date, "time"), event.titles.get(self.lang, event.title_en))
            entries.append((event.date.earliest or date.min, 0, texts))
        return [texts for *_, texts in sorted(entries, key=lambda entry: entry[:2])]

    def _doubtful_ends(self, before: Situation, here: Situation) -> list[str]:
        """The spans of ends that begin on a day, each once for each source that says so."""
        spans: dict[tuple[str, str, str | None], Span] = {}
        pairs = zip(before.places, here.places, strict=True)
        begun = {new.place.id: new for old, new in pairs if new.state == "possible" != old.state}
        for new in begun.values():
            said = new.period.end if new.period and (new.drawn or new.place.part_of not in begun) else None
            if said and said.date and said.date.earliest and said.date.earliest <= here.day:
                spans[said.date.text, said.source, said.also_source] = said.date
        return [self.date(span) for span in spans.values()]

    def _totals(self) -> list[tuple[object, ...]]:
        return [
            (self.area(self.audit.totals_km2[kind]), self.share(self.audit.totals_km2[kind]))
            for kind in KINDS
        ]

    def _steps(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for step, km2, total in round_steps(self.audit.waterfall, 0):
            sign = "" if not rows else "+" if km2 > 0 else ""
            change = f"{sign}{format_number(km2, self.lang)}" if rows else ""
            rows.append((step.label.text(self.lang), change, format_number(total, self.lang)))
        assert rows[-1][2] == format_number(self.audit.measured_held_km2, self.lang)
        return rows

    def _audit(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        for place in self.audit.places:
            off = place.difference_pct
            said = {
                self.area(r.value or 0, self.digits(r)) if r.unit == "km2" else self.said(r)
                for r in place.said_held
            }
            rows.append((
                self.said(place.reported), format_number(place.measured_km2, self.lang),
                "" if off is None else ("+" if off > 0 else "") + format_number(off, self.lang, 1),
                format_number(place.held_km2, self.lang), *said,
            ))  # fmt: skip
        return rows

    def digits(self, row: Statement) -> int:
        return next(n for n in range(3) if round(row.value or 0.0, n) == (row.value or 0.0))

    def _overlaps(self) -> list[tuple[object, ...]]:
        return [(self.area(overlap.km2),) for overlap in self.audit.overlaps]

    def _claims(self) -> list[tuple[object, ...]]:
        rows: list[tuple[object, ...]] = []
        tenths = any(
            round(pct, 1) % 1 for claim in self.audit.claims for pct in claim.on_day_pct
        )  # a column has one precision
        for claim in self.audit.claims:
            said = claim.statement
            on_day = dict.fromkeys(
                format_percent(round(pct, 1), self.lang, int(tenths)) for pct in claim.on_day_pct
            )
            title = self.package.sources[said.source].title
            rows.append(
                (title, self.date(said.date, "time"), format_percent(said.value or 0.0, self.lang), *on_day)
            )
        return rows

    def _published(self) -> list[tuple[object, ...]]:
        titles = {name: source.title for name, source in self.package.sources.items()}
        return [(titles[r.source], self.said(r), self.share(r.value or 0.0)) for r in self.audit.published]

    def _disagreements(self) -> list[tuple[object, ...]]:
        return [self._apart(item) for item in self.comparisons if item.verdict != "agree"]

    def _apart(self, item: Comparison) -> tuple[object, ...]:
        dated = item.quantity in ("start", "end")
        said = dict.fromkeys(self.date(row.date) if dated else self.said(row) for row in item.statements)
        if item.days:
            return *said, item.days if item.days < 1000 else format_number(item.days, self.lang)
        if not item.spread:
            return tuple(said)
        digits = next(n for n in range(3) if round(item.spread, n) == round(item.spread, 2))
        return *said, format_number(item.spread, self.lang, digits)

    def _boundaries(self) -> list[tuple[object, ...]]:
        frame = self.package.boundaries
        drawn = frame[frame["place"].isin(self.definition.places) | frame["id"].isin(self.audit.outlines)]
        lines = frame[frame["id"].isin(self.definition.lines) & ~frame["id"].isin(self.audit.outlines)]
        groups: dict[tuple[str, str, str], list[str]] = {}
        for row in sorted([*drawn.itertuples(), *lines.itertuples()], key=lambda row: row.id):
            span = f"{row.valid_from or '..'}/{row.valid_to or '..'}"
            when = describe_date(span, self.lang, "time") if span != "../.." else ""
            line = row.id in self.definition.lines and row.id not in self.audit.outlines
            named = say("map.line", self.lang, year=row.valid_from[:4]) if line else ""
            groups.setdefault((row.source, when, row.exactness), []).append(named)
        return [(when, exactness, *named) for (_, when, exactness), named in groups.items()]


def sections(report: Report) -> Iterator[tuple[str, Block]]:
    """Every block with the key of its section."""
    keys = {say(f"report.{key}", report.lang): key for key in ("summary", "places", "time", "method", "cite")}
    keys |= {say("audit.title", report.lang): "audit", say("card.disagree", report.lang): "apart"}
    keys |= {say("ui.sources", report.lang): "sources"}
    section = ""
    for block in report.blocks:
        if isinstance(block, Heading) and block.level == 1:
            section = keys.get(block.text, "map")
        yield section, block


def list_faults(report: Report, facts: Facts) -> list[str]:
    """Name every sentence and row whose numbers are not those of the facts."""
    faults: list[str] = []
    lang = report.lang
    day = format_day(facts.day, lang)
    held = facts.area(facts.here.held_km2)
    unread = [list(facts.summary()), [(text,) for text in facts.notes()]]
    spells = [list_changes(facts.timeline, *spell) for spell in facts.spells()]
    lines = [line for line in facts.timeline.outlines if line.first or line.after]

    def compare(actual: str, *wanted: object) -> None:
        if numbers(actual) != numbers(*wanted):
            faults.append(f"{actual!r} has {sorted(numbers(actual))}, wanted {sorted(numbers(*wanted))}")

    for section, block in sections(report):
        if section in FREE:
            continue
        match block:
            case Heading():
                if section == "time" and block.level == 3:
                    first, last = spells[0].first + timedelta(days=1), spells[0].last
                    span = Span(f"{first}/{last}", first, last)
                    compare(
                        block.text,
                        format_day(last, lang) if first == last else describe_date(span, lang, "time"),
                    )
                else:
                    compare(block.text, *([day] if section == "map" else []))
            case Table():
                compare(block.caption, *([day] if block.name == "places" else []))
                compare(
                    block.note,
                    *([facts.area(facts.audit.country_km2 or 0.0)] if block.name == "claims" else []),
                )
                for column in block.columns:
                    compare(column.title)
                wanted = facts.rows(block.name)
                if len(wanted) != len(block.rows):
                    faults.append(f"{block.name}: {len(block.rows)} rows, wanted {len(wanted)}")
                for row, texts in zip(block.rows, wanted, strict=False):
                    compare(" ".join(plain(runs) for runs in row.cells), *texts)
            case Figure(name="map"):
                compare(block.caption, day, held)
            case Figure(name="multiples"):
                compare(block.caption, min(KEY_DAYS, len(facts.timeline.stops)))
            case Figure():
                compare(block.caption)
            case Bullets() if section == "summary":
                for item, texts in zip(block.items, unread[0], strict=True):
                    compare(plain(item), *texts)
            case Bullets() if section == "time":
                for item, texts in zip(block.items, facts.spell(spells.pop(0)), strict=True):
                    compare(plain(item), *texts)
            case Bullets() if section == "audit":
                for item in block.items:
                    texts = [
                        row.verdict.text(lang)
                        for row in facts.audit.places
                        if row.place.name(lang) in plain(item)
                    ]
                    texts += [caveat.text(lang) for caveat in facts.audit.caveats]
                    if not any(numbers(plain(item)) == numbers(text) for text in texts):
                        faults.append(f"{plain(item)!r} is no verdict and no caveat")
            case Bullets() if section == "apart":
                for item, texts in zip(block.items, unread[1], strict=True):
                    compare(plain(item), *texts)
            case Bullets():
                own = [note.per_language() for note in facts.definition.notes]
                for item, texts in zip(block.items, own, strict=True):
                    compare(plain(item), texts.get(lang, texts["en"]))
            case Paragraph(style="lead"):
                audit = facts.audit
                share = format_percent(audit.share_pct(audit.measured_held_km2) or 0.0, lang)
                areas = [audit.reported_sum_km2, audit.measured_held_km2, audit.country_km2 or 0.0]
                compare(plain(block.texts), len(audit.places), share, *map(facts.area, areas))
            case Paragraph() if section == "time":
                line = lines.pop(0)
                span = Span(f"{line.first or '..'}/{line.after or '..'}", line.first, line.after)
                compare(plain(block.texts), describe_date(span, lang, "time"))
            case Paragraph(style="note") if section == "method":
                compare(plain(block.texts), boundary_note(facts.definition)[lang])
            case Paragraph(style="small") if section == "method":
                compare(plain(block.texts), facts.plane.sentence(facts.lang), "84")
            case Paragraph():
                compare(plain(block.texts))
    return faults


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_number_is_one_of_the_audit_the_timeline_or_the_changes(
    material: Material, reports: Mapping[str, Report], lang: str
) -> None:
    assert list_faults(reports[lang], Facts(material, lang)) == []


def test_the_same_of_a_map_with_other_dates() -> None:
    material = gather("checked")
    assert list_faults(write(material, "en"), Facts(material, "en")) == []


def _spoilt(report: Report) -> Iterator[tuple[str, Report]]:
    """The report once for each number in a checked place, with that number's last digit changed."""

    def changes(text: str) -> Iterator[str]:
        for found in NUMBER.finditer(text):
            last = found.end() - 1
            yield f"{text[:last]}{(int(text[last]) + 1) % 10}{text[last + 1 :]}"

    def runs(cell: Cell) -> Iterator[Cell]:
        for place, run in enumerate(cell):
            for text in changes(run.text):
                yield (*cell[:place], replace(run, text=text), *cell[place + 1 :])

    for number, (section, block) in enumerate(sections(report)):
        made: list[Block] = []
        if section in FREE:
            continue
        match block:
            case Paragraph() if section != "method":
                made = [replace(block, texts=texts) for texts in runs(block.texts)]
            case Bullets():
                for place, item in enumerate(block.items):
                    made += [
                        replace(block, items=(*block.items[:place], new, *block.items[place + 1 :]))
                        for new in runs(item)
                    ]
            case Table():
                for place, row in enumerate(block.rows):
                    for column, cell in enumerate(row.cells):
                        for new in runs(cell):
                            changed = replace(row, cells=(*row.cells[:column], new, *row.cells[column + 1 :]))
                            made.append(
                                replace(block, rows=(*block.rows[:place], changed, *block.rows[place + 1 :]))
                            )
            case Figure():
                made = [replace(block, caption=text) for text in changes(block.caption)]
        for new in made:
            yield (
                f"{section}: {new}"[:300],
                replace(report, blocks=(*report.blocks[:number], new, *report.blocks[number + 1 :])),
            )


def test_a_changed_number_is_noticed(material: Material, reports: Mapping[str, Report]) -> None:
    facts = Facts(material, "en")
    every = list(_spoilt(reports["en"]))
    assert len(every) > 500
    for what, report in every[::9]:  # a ninth of them, spread over the whole report
        assert list_faults(report, facts), what
