"""What a report is written from: the answers that the page, `geo at`, `geo audit` and `geo changes` give too."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from geo.audit.changes import Changes, list_changes
from geo.audit.comparison import Comparison, compare_sources
from geo.audit.totals import Audit, audit_map
from geo.errors import DefinitionError
from geo.model.build import build_scene
from geo.model.definition import Definition
from geo.model.scene import Scene, Texts
from geo.model.timeline import Situation, Timeline, build_timeline
from geo.package.read import Package
from geo.picture.ground import Ground, find_day
from geo.text.dates import day_before
from geo.text.words import LANGUAGES

KEY_DAYS = 6  # as many small maps as fit on half a page


@dataclass(frozen=True)
class Material:
    """What every report is written and drawn from, before it is put into a language.

    Parameters
    ----------
    package, definition
        What is reported on.
    shown : geo.model.scene.Scene
        What page and picture are given: captions, events, notes and numbered sources.
    ground : Ground
        The scene in its plane.
    numbers : mapping of str to int
        The number of each source id: the page's, then those that only the report cites.
    day : datetime.date
        The day of the large map, and of what is told place by place; of figures the first of their time.
    key_days : tuple of datetime.date
        The days of the small maps, ascending.
    """

    package: Package
    definition: Definition
    shown: Scene
    ground: Ground
    numbers: Mapping[str, int]
    day: date
    key_days: tuple[date, ...]

    def cites(self, *names: str | None) -> tuple[int, ...]:
        """Return the numbers of sources, ascending, each once."""
        return tuple(sorted({self.numbers[name] for name in names if name and name in self.numbers}))


@dataclass(frozen=True)
class PeriodsMaterial(Material):
    """What the report of a map of periods is written from; its small maps show the stops after which nothing changed for longest.

    Parameters
    ----------
    timeline : Timeline
        What is drawn.
    audit : Audit
        As `geo audit` gives it.
    spells : tuple of Changes
        What changed in each spell of time in which stops follow each other within a year.
    comparisons : tuple of Comparison
        What more than one source says of the map's places; areas as of the greatest extent.
    lead : mapping
        The page's paragraph on why the plain sum is not the land held, by language.
    """

    timeline: Timeline
    audit: Audit
    spells: tuple[Changes, ...]
    comparisons: tuple[Comparison, ...]
    lead: Texts

    @property
    def situation(self) -> Situation:
        """What holds on the day of the large map."""
        return self.timeline.on(self.day)

    @property
    def reported(self) -> bool:
        """Whether any source reports an area of a place."""
        return self.audit.reported

    @cached_property
    def followed(self) -> frozenset[str]:
        """The ids of the statements that the map follows on some day."""
        days = [self.timeline.on(stop) for stop in self.timeline.stops]
        ids = {row.id for t in self.timeline.tracks for p in t.periods for row in (p.start, p.end) if row}
        ids |= {here.reported.id for day in days for here in day.places if here.reported}
        ids |= {here.part.by for day in days for here in day.places if here.part and here.part.kind == "statement"}
        return frozenset(ids)


def gather_periods(package: Package, definition: Definition, day: date | str | None = None) -> PeriodsMaterial:
    """Work out everything that the report of a map of periods tells, with the large map on a day, or on that of the definition.

    Raises
    ------
    DateError
        The day is no time.
    DefinitionError
        The map has no boundary, or never changes.
    """
    shown = f"map {definition.name!r}"
    choice = definition.account
    timeline = build_timeline(package, choice)
    if not timeline.stops:
        raise DefinitionError(f"{shown}: never changes, so there is nothing to report; give its places a start")
    audit = audit_map(package, choice, timeline=timeline)
    drawn = build_scene(package, definition, timeline)
    places = [track.place.id for track in timeline.tracks]
    compared = compare_sources(package, places=places, day=audit.day)
    numbers = _number(package, audit, drawn)
    return PeriodsMaterial(
        package=package,
        definition=definition,
        timeline=timeline,
        ground=Ground(drawn),
        audit=audit,
        spells=tuple(
            list_changes(timeline, day_before(spell[0]), spell[-1]) for spell in split_spells(timeline.stops)
        ),
        comparisons=tuple(item for item in compared if item.verdict != "alone"),
        shown=drawn,
        numbers=numbers,
        day=find_day(drawn, definition.opening(timeline.stops) if day is None else day),
        key_days=pick_key_days(timeline.stops),
        lead={lang: audit.lead.text(lang) for lang in LANGUAGES},
    )


def pick_key_days(stops: tuple[date, ...], most: int = KEY_DAYS) -> tuple[date, ...]:
    """Return the stops after which nothing changed for longest; the last one lasts for ever.

    Examples
    --------
    >>> pick_key_days((date(1990, 1, 1), date(1990, 1, 2), date(1999, 1, 1)), 2)
    (datetime.date(1990, 1, 2), datetime.date(1999, 1, 1))
    """
    lasting = [(later - stop, stop) for stop, later in pairwise((*stops, date.max))]
    return tuple(sorted(stop for _, stop in sorted(lasting, key=lambda pair: (-pair[0], pair[1]))[:most]))


def split_spells(stops: tuple[date, ...], most_days: int = 365) -> list[tuple[date, ...]]:
    """Cut stops into runs without a longer pause.

    Examples
    --------
    >>> [len(spell) for spell in split_spells((date(1990, 1, 1), date(1990, 5, 1), date(1995, 1, 1)))]
    [2, 1]
    """
    spells: list[list[date]] = []
    for stop in stops:
        if spells and (stop - spells[-1][-1]).days <= most_days:
            spells[-1].append(stop)
        else:
            spells.append([stop])
    return [tuple(spell) for spell in spells]


def _number(package: Package, audit: Audit, drawn: Scene) -> dict[str, int]:
    """Number the sources as the page does, and go on with those that only the report names."""
    names = [source.id for source in drawn.sources]
    names += [claim.statement.source for claim in audit.claims]
    names += [row.source for row in audit.published]
    names += [row.source for place in audit.places for row in place.said_held]
    rows = package.boundaries
    ids = [place.id for place in drawn.places if place.drawn]
    names += list(rows[rows["place"].isin(ids) | rows["id"].isin(audit.outlines)]["source"])
    known = [name for name in dict.fromkeys(names) if name in package.sources]
    return {name: number for number, name in enumerate(known, start=1)}
