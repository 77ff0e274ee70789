"""Everything that one map shows, of whatever kind: places, land, stops, series of styled answers, captions, sources.

Page, layer, picture, export, report, pack and proof are given a scene and draw it; none of them asks what kind of map it
is. Answers are kept per moment: moment 0 is the time before the first stop, moment n the time from stop n - 1 on.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
from shapely.geometry.base import BaseGeometry

from geo.land.area import Geometries, geodesic_km2
from geo.look.choice import choose_plane
from geo.look.plane import Plane
from geo.model.timeline import Part
from geo.package.schema import Event, Source, Statement
from geo.text.dates import Span, lies_in
from geo.text.words import describe_date, format_day, say

Texts = Mapping[str, str]  # per language; a language that is not there has no text of its own
Codes = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float64]
Kind = Literal["state", "class", "category", "missing", "absent"]


def in_language(texts: Texts, lang: str) -> str:
    """Return the text in a language, else in English, else in the first language there is; empty without any.

    >>> in_language({"en": "Shusha"}, "ru")
    'Shusha'
    """
    return texts.get(lang) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True, slots=True)
class ScenePlace:
    """A place as every drawer knows it.

    `names` are those given, per language, `others` further spellings, `within` the places of this map that it lies in, the
    nearest first, `parent` the names of the place it is part of, on the map or not. Without land of its own it is not `drawn`.
    """

    id: str
    names: Texts
    others: tuple[str, ...] = ()
    kind: str = ""
    iso: str = ""
    part_of: str | None = None
    within: tuple[str, ...] = ()
    parent: Texts = field(default_factory=dict)
    drawn: bool = True
    measured_km2: float | None = None

    def name(self, lang: str) -> str:
        """Return the name in a language, else another, else the id."""
        return in_language(self.names, lang) or self.id

    def full_name(self, lang: str) -> str:
        """Return the name, with what it is part of where that is not on the map: Washington, Alabama."""
        parent = "" if self.within else in_language(self.parent, lang)
        return f"{self.name(lang)}, {parent}" if parent else self.name(lang)


@dataclass(frozen=True)
class Land:
    """Pieces of land that never overlap at one moment.

    Attributes
    ----------
    geometries : polygons in EPSG:4326; empty ones are drawn as nothing.
    over : per piece, the places (by position) over it, the one that a click means first; None when piece and place are one.
    groups, grouped : where land changes hands, the sets of places that lie over a piece together, in the order of `over`, and
        per piece and moment which of them does. The first of a set is whose the land is; nobody's has an empty one.
    """

    geometries: Geometries
    over: Sequence[Sequence[int]] | None = None
    groups: tuple[tuple[int, ...], ...] = ()
    grouped: npt.NDArray[np.int32] | None = None

    def __len__(self) -> int:
        return len(self.geometries)

    def places(self, piece: int, moment: int | None = None) -> Sequence[int]:
        """Return the places over a piece, by position: those of a moment, without one those of any."""
        if moment is not None and self.grouped is not None:
            return self.groups[self.grouped[piece, moment]]
        return (piece,) if self.over is None else self.over[piece]

    @cached_property
    def km2(self) -> Floats:
        """The geodesic area of each piece, in km² on WGS 84."""
        return np.array([geodesic_km2(shape) for shape in self.geometries], float)


@dataclass(frozen=True)
class Outline:
    """The line around a place, drawn on days in [first, after): None is open. Polygons in EPSG:4326.

    On the days `anew` the same line was drawn anew, within what drawing it again moves.
    """

    place: int
    geometry: BaseGeometry
    first: date | None = None
    after: date | None = None
    anew: tuple[date, ...] = ()

    def shown(self, day: date) -> bool:
        """Whether it is drawn on a day."""
        return lies_in(day, self.first, self.after)


@dataclass(frozen=True)
class Shape:
    """Something under or over the land without an answer of its own: context, a border, a line of some years.

    `kind` is home, land, district, line (of some years), border (of no year) or a boundary's own kind; geometries in
    EPSG:4326; days as in `Outline`.
    """

    id: str
    kind: str
    geometry: BaseGeometry
    names: Texts = field(default_factory=dict)
    source: str = ""
    first: date | None = None
    after: date | None = None

    def shown(self, day: date) -> bool:
        """Whether it is drawn on a day."""
        return lies_in(day, self.first, self.after)


@dataclass(frozen=True)
class Stop:
    """A day on which something changes, or a time that figures are of; `time` as it was given (EDTF)."""

    time: str
    span: Span
    day: date

    def label(self, lang: str) -> str:
        """Return the time in words."""
        return describe_date(self.span, lang, "time")


@dataclass(frozen=True)
class Style:
    """How a code looks and what it is called.

    Attributes
    ----------
    key : what rows, files and addresses carry: a state, a class's number, a category.
    words : the legend's, per language.
    fill, mark : colours, #rrggbb; `mark` draws `pattern`, one of `geo.look.hatches.PATTERNS`, over the fill.
    kind : a state, a class, a category, a missing figure, or absent land, which is not drawn.
    low, high : a class holds low < number ≤ high, the lowest its low end too; None is open.
    parties, perhaps : ids of those who hold what looks so, or hold it possibly, and of those who possibly do besides.
    source : id of the source whose words these are; empty for neutral ones.
    counted : whether the legend counts places and land under it.
    """

    key: str
    words: Texts
    fill: str
    mark: str | None = None
    pattern: str | None = None
    kind: Kind = "state"
    low: float | None = None
    high: float | None = None
    source: str = ""
    counted: bool = True
    parties: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True)
class Holding:
    """A party's hold on a place: `km2` that it surely holds, of a possible hold all it may; None where nobody says."""

    party: str
    state: str
    km2: float | None
    start: str = ""
    end: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Detail:
    """What stands behind the answer for a place at a moment. Dates are EDTF, areas km², sources ids.

    `state` says whether, where the style says how much; `flag` is the key of a `Flag`. `holders` are there where the map
    tells parties apart.
    """

    state: str = ""
    part: Part | None = None
    start: str = ""
    end: str = ""
    reported_km2: float | None = None
    flag: str = ""
    sources: tuple[str, ...] = ()
    holders: tuple[Holding, ...] = ()


@dataclass(frozen=True)
class Flag:
    """A mark that a publisher sets on figures: provisional, estimated, break, withheld or its own letters."""

    key: str
    words: Texts


@dataclass(frozen=True)
class Row:
    """The answer for one place at one moment. `value` is a number, a category, or None; `text` the style's key."""

    place: ScenePlace
    style: Style
    value: float | str | None
    detail: Detail


@dataclass(frozen=True)
class Total:
    """What a style counts at a moment: places, and of states also painted land in km², nothing twice."""

    style: Style
    places: int
    km2: float


@dataclass(frozen=True)
class Sentence:
    """A sentence per language, with the numbers of the sources it stands on."""

    texts: Texts
    sources: tuple[int, ...] = ()


@dataclass(frozen=True)
class Curve:
    """A line over all moments with its band: land held and what may be held besides, or a median and its quartiles.

    NaN where there is nothing.
    """

    words: Texts
    unit: Texts
    fill: str
    middle: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Series:
    """One set of answers over all moments: one account of the sources, or one figure of a table.

    Attributes
    ----------
    id : a source's id, a column's name, or empty.
    names : what it is called where there are several.
    legend : what the legend is headed by.
    unit : behind numbers.
    styles : by code.
    land_codes : a code per piece of land (rows) and moment (columns).
    place_codes : a code per place and moment.
    values : numbers per place and moment, NaN where there is none; None where the styles say all.
    details, detail_codes : what stands behind each answer: the different ones, and which it is per place and moment.
    flags : those that occur.
    added_km2 : by code, km² per moment that count beside the painted land (a stated part of hatched land).
    curves : over all moments, for the axis and the report.
    layers : where parties are told apart, what the first curve and its band are made of: by code, km² per moment, from below.
    captions : per moment, what changed with it.
    summaries : per moment, the first sentence under the title.
    headline : per moment, the number that a small picture shows: held land, a median; NaN for none.
    """

    styles: tuple[Style, ...]
    land_codes: Codes
    place_codes: Codes
    detail_codes: npt.NDArray[np.uint32]
    details: tuple[Detail, ...]
    id: str = ""
    names: Texts = field(default_factory=dict)
    legend: Texts = field(default_factory=dict)
    unit: Texts = field(default_factory=dict)
    values: Floats | None = None
    flags: tuple[Flag, ...] = ()
    added_km2: Mapping[int, Floats] = field(default_factory=dict)
    curves: tuple[Curve, ...] = ()
    layers: Mapping[int, Floats] = field(default_factory=dict)
    captions: tuple[tuple[Sentence, ...], ...] = ()
    summaries: tuple[Sentence, ...] = ()

    @property
    def numeric(self) -> bool:
        """Whether its answers are numbers."""
        return self.values is not None

    @cached_property
    def used(self) -> tuple[int, ...]:
        """The codes that occur on land or in a row at any moment, in the order of the styles."""
        seen = np.bincount(self.land_codes[:, 1:].ravel(), minlength=256)
        seen += np.bincount(self.place_codes[:, 1:].ravel(), minlength=256)
        seen[[*self.added_km2]] += 1
        return tuple(code for code in np.flatnonzero(seen).tolist() if self.styles[code].kind != "absent")


@dataclass(frozen=True)
class GuideStep:
    """A day and a sentence; the place that it is about, or the view in degrees (west, south, east, north), if any."""

    when: Span
    day: date
    texts: Texts
    sources: tuple[str, ...]
    place: str = ""
    view: tuple[float, float, float, float] | None = None


@dataclass(frozen=True)
class Scene:
    """Everything that one map shows.

    Attributes
    ----------
    name : the definition's.
    asks : what a moment is asked for, `states` or `values`: it decides the columns of tables and the words of prose, never a
        way of drawing.
    language, languages : the one it opens in, and all it can be read in.
    stops : ascending days.
    opening : the moment it opens at.
    arrangement : how several series stand: one, beside each other (accounts), or to switch between (figures).
    statements : per place id, everything the package says of it; `chosen` are the ids that the answers stand on.
    place_notes : per place id, where sources or line disagree.
    overlaps : pairs of places that share land, the smaller first, by position.
    parties : the names of those that the map tells apart, by id.
    sea : whether what is no land of it or of its base is known to be water.
    projection : the name of the plane that it is drawn in, see `geo.look.choice`.
    """

    name: str
    asks: Literal["states", "values"]
    title: Texts
    subtitle: Texts
    language: str
    languages: tuple[str, ...]
    places: tuple[ScenePlace, ...]
    land: Land
    outlines: tuple[Outline, ...]
    stops: tuple[Stop, ...]
    series: tuple[Series, ...]
    opening: int
    spacing: Literal["event", "time"] = "time"
    arrangement: Literal["one", "beside", "switch"] = "one"
    base: tuple[Shape, ...] = ()
    sea: bool = False
    lines: tuple[Shape, ...] = ()
    events: tuple[Event, ...] = ()
    sources: tuple[Source, ...] = ()
    notes: tuple[Texts, ...] = ()
    boundary_note: Texts = field(default_factory=dict)
    credit: Texts = field(default_factory=dict)
    statements: Mapping[str, tuple[Statement, ...]] = field(default_factory=dict)
    chosen: frozenset[str] = frozenset()
    place_notes: Mapping[str, tuple[Texts, ...]] = field(default_factory=dict)
    overlaps: tuple[tuple[int, int], ...] = ()
    parties: Mapping[str, Texts] = field(default_factory=dict)
    steps: tuple[GuideStep, ...] = ()
    digest: str = ""
    projection: str = "auto"

    @cached_property
    def plane(self) -> Plane:
        """The plane of page, layer, picture and report, and what it opens on: where the land is, far specks apart."""
        return choose_plane(self.land.geometries, self.projection, self._has_figures)

    @cached_property
    def _has_figures(self) -> npt.NDArray[np.bool_]:
        """Which pieces of land ever have an answer."""
        given = np.zeros(len(self.land), bool)
        for series in self.series:
            kinds = np.array([style.kind not in ("missing", "absent") for style in series.styles], bool)
            given |= kinds[series.land_codes].any(axis=1)
        return given

    @cached_property
    def _days(self) -> list[date]:
        return [stop.day for stop in self.stops]

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """The position of each place by id."""
        return {place.id: number for number, place in enumerate(self.places)}

    @cached_property
    def source_numbers(self) -> Mapping[str, int]:
        """The number of each source by id, from 1."""
        return {source.id: number for number, source in enumerate(self.sources, start=1)}

    @property
    def moments(self) -> int:
        """How many moments there are: one more than stops."""
        return len(self.stops) + 1

    def moment(self, day: date) -> int:
        """Return the moment that answers for a day: that of the last stop on or before it."""
        return bisect_right(self._days, day)

    def stop(self, moment: int) -> Stop | None:
        """Return the stop with which a moment begins; None before the first."""
        return self.stops[moment - 1] if moment else None

    def label(self, day: date, lang: str) -> str:
        """Return a day in words: of states that last the day itself, of figures the time that they are of."""
        stop = self.stop(self.moment(day))
        return stop.label(lang) if self.asks == "values" and stop is not None else format_day(day, lang)

    def row(self, place: int, moment: int, series: int = 0) -> Row:
        """Answer for one place, by position, at a moment."""
        found = self.series[series]
        style = found.styles[found.place_codes[place, moment]]
        value: float | str | None = None
        if found.values is not None:
            number = float(found.values[place, moment])
            value = None if np.isnan(number) else number
        elif style.kind == "category":
            value = style.key
        return Row(self.places[place], style, value, found.details[found.detail_codes[place, moment]])

    def rows(self, moment: int, series: int = 0) -> list[Row]:
        """Answer for every place at a moment, in the map's order."""
        return [self.row(number, moment, series) for number in range(len(self.places))]

    def totals(self, moment: int, series: int = 0) -> list[Total]:
        """Count places, and of states land, by style at a moment: the styles that the map ever uses, in their order."""
        found = self.series[series]
        count = len(found.styles)
        counted = np.array([place.drawn for place in self.places], bool)
        places = np.bincount(found.place_codes[counted, moment], minlength=count)
        measured = self.land.km2 if self.asks == "states" else np.zeros(len(self.land))  # measuring takes its time
        km2 = np.bincount(found.land_codes[:, moment], weights=measured, minlength=count)
        return [
            Total(
                found.styles[code], int(places[code]),
                float(km2[code]) + float(found.added_km2[code][moment] if code in found.added_km2 else 0),
            )
            for code in found.used
        ]  # fmt: skip

    def overlap_held(self, moment: int, series: int = 0) -> tuple[float, list[tuple[Row, Row]]]:
        """Sum the reported areas of the drawn places held at a moment, and pair those that share land, the smaller first."""
        held = {
            number: row
            for number, row in enumerate(self.rows(moment, series))
            if row.place.drawn and (row.detail.state or row.style.key) == "held" and row.detail.reported_km2 is not None
        }
        pairs = [(held[inner], held[outer]) for inner, outer in self.overlaps if {inner, outer} <= held.keys()]
        return sum(row.detail.reported_km2 or 0.0 for row in held.values()), pairs

    def style_of(self, key: str, moments: Iterable[int], series: int = 0) -> Style | None:
        """Return the style that stands for a key at some moments: the one in a source's words only where no other is used."""
        found = self.series[series]
        named = [code for code, style in enumerate(found.styles) if style.key == key]
        used: set[int] = set()
        for moment in moments:
            shown = {*found.land_codes[:, moment].tolist(), *found.place_codes[:, moment].tolist()}
            used |= shown | {code for code, km2 in found.added_km2.items() if km2[moment]}
        neutral = [code for code in named if code in used and not found.styles[code].source]
        return next((found.styles[code] for code in [*neutral, *named]), None)

    def legend_word(self, style: Style, lang: str) -> str:
        """Return what a legend or a description calls a style; that of held land says whose words they all are."""
        word = in_language(style.words, lang)
        whose = next((source.called(lang) for source in self.sources if source.id == style.source and style.key == "held"), "")
        return say("state.attributed", lang, word=word, source=whose) if whose else word
