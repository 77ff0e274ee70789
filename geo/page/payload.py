"""What the page's scripts are given: a scene as plain data. One writer, here; one reader, `assets/core/scene.js`.

Nothing is computed here but words: every number comes from the scene. Indices count from 0; -1 and null are none.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from html import escape
from typing import Any, NotRequired, TypedDict

import numpy as np

from geo.look.hatches import PATTERNS
from geo.model.answers import round_off
from geo.model.scene import Curve, Detail, GuideStep, Scene, ScenePlace, Sentence, Series, Shape, Style
from geo.model.wording import name_sources
from geo.package.schema import QUANTITIES, Event, Source, Statement
from geo.page.assets import LAYER_SCRIPTS, SCRIPTS, TEMPLATES, read_asset
from geo.page.curve import tell_curve
from geo.page.grids import CodesData, Grids, ValuesData
from geo.page.shades import dark_colours
from geo.text.dates import Span
from geo.text.short_dates import shorten_date
from geo.text.words import calendar, describe_date, load_words, read_direction

FORMAT = 3
# keys that scripts and templates put together
_BUILT = (
    "confidence.", "gap.", "legend.event_",
    "quantity.", "report.side.", "table.", "ui.full", "ui.layer_", "ui.reset", "ui.share_", "ui.zoom_",
)  # fmt: skip

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
Texts = Mapping[str, str]


class StyleData(TypedDict):
    """A code's look; `source` is a number of the list of sources."""

    key: str
    kind: str
    words: Texts
    fill: str
    dark: NotRequired[str]
    mark: NotRequired[str]
    darkMark: NotRequired[str]
    pattern: NotRequired[str]
    counted: bool
    source: NotRequired[int]


class SentenceData(TypedDict):
    """A sentence per language, and numbers of sources."""

    text: Texts
    sources: list[int]


class DetailData(TypedDict, total=False):
    """What stands behind an answer; dates are EDTF."""

    state: str
    part: dict[str, Any]
    start: str
    end: str
    reported: float
    flag: str
    sources: list[int]


class CurveData(TypedDict):
    """A line over all moments, null where there is nothing."""

    words: Texts
    unit: Texts
    middle: list[float | None]
    low: list[float | None]
    high: list[float | None]


class SeriesData(TypedDict):
    """One set of answers. `rows` is null where places and pieces of land are one; `values` where there are none or too many."""

    id: str
    names: Texts
    legend: Texts
    unit: Texts
    numeric: bool
    styles: list[StyleData]
    used: list[int]
    land: CodesData
    rows: CodesData | None
    values: ValuesData | None
    detailCodes: CodesData | None
    details: list[DetailData]
    flags: dict[str, Texts]
    added: dict[int, list[float]]
    curves: list[CurveData]
    layers: list[tuple[int, list[float]]]
    captions: list[list[SentenceData]]
    summaries: list[SentenceData]


class PlacesData(TypedDict):
    """Places in columns; a column of texts or numbers that few have is kept by position."""

    ids: list[str]
    names: dict[str, list[str]]
    parents: dict[str, dict[str, str]]
    others: dict[int, list[str]]
    kinds: list[str]
    isos: dict[int, str]
    partOf: dict[int, str]
    sub: list[int]
    undrawn: list[int]
    measured: list[float | None]
    statements: dict[int, list[dict[str, Any]]]
    notes: dict[int, list[Texts]]


class PageData(TypedDict):
    """Everything; blocks of bytes stand beside it by name."""

    format: int
    name: str
    asks: str
    title: Texts
    subtitle: Texts
    lang: str
    langs: list[str]
    stops: list[str]
    times: list[str]
    open: str
    opening: int
    spacing: str
    arrangement: str
    columns: list[str]
    series: list[SeriesData]
    places: PlacesData
    pieces: int
    km2: list[float]
    over: list[list[int]] | None
    groups: list[list[int]]
    grouped: list[list[int]] | None
    overlaps: list[list[int]]
    base: dict[str, Texts]
    lines: list[dict[str, Any]]
    events: list[dict[str, Any]]
    steps: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    notes: list[Texts]
    boundaryNote: Texts
    credit: Texts
    build: str
    dates: dict[str, Texts]
    brief: dict[str, Texts]
    hatches: dict[str, Any]
    plane: dict[str, Any]
    drawing: dict[str, Any]
    tiles: NotRequired[dict[str, str]]
    about: NotRequired[dict[str, Texts]]
    words: dict[str, dict[str, str]]
    calendar: dict[str, Any]
    rtl: list[str]


@dataclass
class Payload:
    """The data, and the blocks of bytes that it names, in base64."""

    data: PageData
    blocks: dict[str, str] = field(default_factory=dict)


def write_payload(
    scene: Scene,
    drawing: Mapping[str, Any],
    grids: Sequence[Grids],
    *,
    named: Collection[str] = (),
    day: str = "",
    languages: Sequence[str] = (),
    tiles: Mapping[str, str] | None = None,
    listed: bool = False,
) -> Payload:
    """Put together what the page's scripts are given.

    Parameters
    ----------
    scene : what is shown.
    drawing : how the land is drawn, from `geo.page.ground`.
    grids : the series' codes and numbers, from `geo.page.grids`.
    named : ids of the surroundings whose names are on the map.
    day : the ISO day to open on, instead of the opening moment's.
    languages : those that a reader can choose; the scene's by default.
    tiles : `url` and `attribution` of online tiles that a reader may turn on.
    listed : the document lists the sources by number, and the steps of a guided reading: titles, publishers and addresses,
        and the steps in the map's own language, are read from there.
    """
    langs = [*(languages or scene.languages)]
    spans: dict[str, tuple[Span, str]] = {}
    for stop in scene.stops:
        if stop.time != stop.day.isoformat():
            spans[stop.time] = (stop.span, "time")
    series = [_series(scene, one, packed) for one, packed in zip(scene.series, grids, strict=True)]
    begins = scene.stop(scene.opening)
    places = _places(scene, langs, spans)
    ends = {text for one in scene.series for detail in one.details for text in (detail.start, detail.end) if text}
    data: PageData = {
        "format": FORMAT, "name": scene.name, "asks": scene.asks, "title": scene.title, "subtitle": scene.subtitle,
        "lang": scene.language, "langs": langs,
        "stops": [stop.day.isoformat() for stop in scene.stops], "times": [stop.time for stop in scene.stops],
        "open": day or (begins.day.isoformat() if begins else ""), "opening": scene.opening, "spacing": scene.spacing,
        "arrangement": scene.arrangement, "columns": list_columns(scene), "series": series, "places": places,
        "pieces": len(scene.land), "km2": _areas(scene),
        "over": None if scene.land.over is None else [[*over] for over in scene.land.over],
        "groups": [[*group] for group in scene.land.groups],
        "grouped": None if scene.land.grouped is None else [_list_changes(row) for row in scene.land.grouped],
        "overlaps": [[*pair] for pair in scene.overlaps],
        "base": {shape.id: shape.names for shape in scene.base if shape.id in named},
        "lines": [_line(scene, line) for line in scene.lines],
        "events": [_event(scene, event, spans) for event in scene.events],
        "steps": [_step(scene, step, spans, listed) for step in scene.steps],
        "sources": [_source(source, number, spans, listed) for number, source in enumerate(scene.sources, start=1)],
        "notes": [*scene.notes], "boundaryNote": scene.boundary_note, "credit": scene.credit, "build": scene.digest[:12],
        "dates": {}, "brief": {text: {lang: shorten_date(text, lang) for lang in langs} for text in sorted(ends)},
        "hatches": {
            name: {"tile": hatch.tile, "angle": hatch.angle, "gap": hatch.gap, "width": hatch.width}
            for name, hatch in PATTERNS.items()
        },
        "plane": {
            **scene.plane.crs_data(), "told": {lang: tell_plane(scene, lang) for lang in langs},
            "named": {lang: scene.plane.sentence(lang) for lang in langs},
        },
        "drawing": {**drawing},
        "words": {lang: _page_words(lang) for lang in langs}, "calendar": {lang: calendar(lang) for lang in langs},
        "rtl": [lang for lang in langs if read_direction(lang) == "rtl"],
    }  # fmt: skip
    data["dates"] = {
        text: {lang: describe_date(span, lang, kind) for lang in langs}  # type: ignore[arg-type]
        for text, (span, kind) in sorted(spans.items()) if not _DAY.fullmatch(text)  # those the page writes by itself
    }
    if tiles:
        data["tiles"] = {"url": tiles["url"], "attribution": escape(tiles["attribution"])}
    return Payload(data, {name: text for packed in grids for name, text in packed.blocks.items()})


def tell_plane(scene: Scene, lang: str) -> str:
    """Name the plane, and what of the map's land lies beyond the opening view."""
    plane = scene.plane
    owners = {piece: scene.land.places(piece) for piece in (*plane.beyond, *plane.partly)}
    names = {piece: scene.places[over[0]].name(lang) if over else "" for piece, over in owners.items()}
    return " ".join(filter(None, [plane.tell_beyond(names, lang), plane.sentence(lang)]))


def list_columns(scene: Scene) -> list[str]:
    """Return the columns of the table: those for which any place has something to say."""
    if scene.asks == "values":
        return ["place", "value"]
    told = [detail for series in scene.series for detail in series.details]
    found = {
        "period": any(detail.start or detail.end for detail in told),
        "reported": any(detail.reported_km2 is not None for detail in told),
        "measured": any(place.measured_km2 is not None for place in scene.places),
    }
    return ["place", *(name for name, there in found.items() if there)]


def _areas(scene: Scene) -> list[float]:
    """Of each piece in km², to 0.001, for sums to round right; none where classes of values count places."""
    return [round(float(km2), 3) for km2 in scene.land.km2] if scene.asks == "states" else []


def _series(scene: Scene, series: Series, grids: Grids) -> SeriesData:
    dark = dark_colours(scene)
    return {
        "id": series.id, "names": series.names, "legend": series.legend, "unit": series.unit, "numeric": series.numeric,
        "styles": [_style(style, scene, dark) for style in series.styles], "used": [*series.used],
        "land": grids.land, "rows": grids.rows, "values": grids.values, "detailCodes": grids.details,
        "details": [_detail(detail, scene) for detail in series.details],
        "flags": {flag.key: flag.words for flag in series.flags},
        "added": {code: [round(float(km2), 1) for km2 in row] for code, row in series.added_km2.items()},
        "curves": [_curve(curve, {lang: tell_curve(scene, series, lang) for lang in scene.languages}) for curve in series.curves],
        "layers": [(code, [round(float(km2), 1) for km2 in row]) for code, row in series.layers.items()],
        "captions": [[_sentence(said) for said in moment] for moment in series.captions],
        "summaries": [_sentence(said) for said in series.summaries],
    }  # fmt: skip


def _style(style: Style, scene: Scene, dark: Mapping[str, str]) -> StyleData:
    data: StyleData = {
        "key": style.key, "kind": style.kind, "words": style.words, "fill": style.fill,
        "counted": style.counted,
    }  # fmt: skip
    if style.fill in dark:
        data["dark"] = dark[style.fill]
    if style.mark and style.pattern:
        data |= {"mark": style.mark, "pattern": style.pattern, "darkMark": dark.get(style.mark, style.mark)}
    if style.source in scene.source_numbers:
        data["source"] = scene.source_numbers[style.source]
    return data


def _detail(detail: Detail, scene: Scene) -> DetailData:
    part = detail.part
    data: DetailData = {
        "state": detail.state,
        "part": {"km2": round_off(part.km2, 1), "km2To": round_off(part.km2_to, 1),
                 "share": round_off(part.share, 4), "by": part.by,
                 "kind": part.kind} if part else {},
        "start": detail.start, "end": detail.end, "flag": detail.flag,
        "sources": list_numbers(scene, *detail.sources),
    }  # fmt: skip
    kept: Any = {name: value for name, value in data.items() if value}
    if detail.reported_km2 is not None:
        kept["reported"] = detail.reported_km2
    found: DetailData = kept
    return found


def _curve(curve: Curve, words: Texts) -> CurveData:
    def plain(numbers: Any) -> list[float | None]:
        return [None if np.isnan(number) else float(f"{number:.6g}") for number in numbers]

    return {
        "words": words, "unit": curve.unit, "middle": plain(curve.middle),
        "low": plain(curve.low), "high": plain(curve.high),
    }  # fmt: skip


def _sentence(said: Sentence) -> SentenceData:
    return {"text": said.texts, "sources": [*said.sources]}


def _places(scene: Scene, langs: Sequence[str], spans: dict[str, tuple[Span, str]]) -> PlacesData:
    places = scene.places
    on_map = scene.positions
    return {
        "ids": [place.id for place in places],
        "names": _names(places, langs),
        "parents": {place.part_of or "": {**place.parent} for place in places if place.parent},
        "others": {number: [*place.others] for number, place in enumerate(places) if place.others},
        "kinds": [place.kind for place in places] if any(place.kind for place in places) else [],
        "isos": {number: place.iso for number, place in enumerate(places) if place.iso},
        "partOf": {number: place.part_of for number, place in enumerate(places) if place.part_of},
        "sub": [number for number, place in enumerate(places) if place.part_of in on_map],
        "undrawn": [number for number, place in enumerate(places) if not place.drawn],
        "measured": [round_off(place.measured_km2) for place in places] if scene.asks == "states" else [],
        "statements": {
            number: [
                _statement(row, scene, spans)
                for row in sorted(rows, key=lambda row: _rank(row, scene))
            ]
            for number, place in enumerate(places) if (rows := scene.statements.get(place.id))
        },
        "notes": {number: [*notes] for number, place in enumerate(places) if (notes := scene.place_notes.get(place.id))},
    }  # fmt: skip


def _names(places: Sequence[ScenePlace], langs: Iterable[str]) -> dict[str, list[str]]:
    """Names in each language that any place has one in; an empty text where a place has none."""
    given = {lang: [place.names.get(lang, "") for place in places] for lang in (*langs, "en")}
    found = {lang: names for lang, names in given.items() if any(names)}
    if not found:  # in a language that nobody can choose
        return {"en": [place.name("en") for place in places]}
    return found


_ORDER = {name: number for number, name in enumerate(QUANTITIES)}


def _rank(row: Statement, scene: Scene) -> tuple[object, ...]:
    """Order what is said of a place: by quantity, or party by party in time; what the map stands on first."""
    if scene.parties and row.quantity in ("start", "end"):
        first = (row.date.earliest if row.date else None) or date.min
        return 0, row.party, row.period, _ORDER[row.quantity], row.id not in scene.chosen, first
    return 1, _ORDER[row.quantity], row.id not in scene.chosen


def _statement(row: Statement, scene: Scene, spans: dict[str, tuple[Span, str]]) -> dict[str, Any]:
    if row.date:
        kind = "moment" if row.unit == "" and row.value is None else "time"
        if kind == "moment" or row.date.text not in spans:
            spans[row.date.text] = (row.date, kind)
    numbers = scene.source_numbers
    return {
        "id": row.id, "quantity": row.quantity, "party": scene.parties.get(row.party, {}), "value": row.value,
        "valueTo": row.value_to, "unit": row.unit,
        "date": row.date.text if row.date else "",
        "source": numbers.get(row.source), "also": numbers.get(row.also_source) if row.also_source else None,
        "locator": row.locator, "confidence": row.confidence, "chosen": row.id in scene.chosen,
        "note": name_sources(row.note, {source.id: source for source in scene.sources}),
    }  # fmt: skip


def _line(scene: Scene, line: Shape) -> dict[str, Any]:
    return {
        "id": line.id, "kind": line.kind, "names": line.names, "first": line.first.isoformat() if line.first else "",
        "after": line.after.isoformat() if line.after else "", "source": scene.source_numbers.get(line.source),
    }  # fmt: skip


def _event(scene: Scene, event: Event, spans: dict[str, tuple[Span, str]]) -> dict[str, Any]:
    spans.setdefault(event.date.text, (event.date, "time"))
    return {
        "id": event.id, "date": event.date.earliest.isoformat() if event.date.earliest else "", "when": event.date.text,
        "kind": event.kind, "title": event.titles, "location": event.location,
        "sources": list_numbers(scene, *event.sources),
    }  # fmt: skip


def _step(scene: Scene, step: GuideStep, spans: dict[str, tuple[Span, str]], listed: bool) -> dict[str, Any]:
    spans.setdefault(step.when.text, (step.when, "time"))
    told = {lang: text for lang, text in step.texts.items() if not listed or lang != scene.language}
    return {
        "date": step.day.isoformat(), "when": step.when.text, "text": told, "sources": list_numbers(scene, *step.sources),
        "place": step.place, "view": step.view,
    }  # fmt: skip


def _source(source: Source, number: int, spans: dict[str, tuple[Span, str]], listed: bool) -> dict[str, Any]:
    if source.published:
        spans.setdefault(source.published.text, (source.published, "time"))
    told = {"n": number, "id": source.id, "published": source.published.text if source.published else ""}
    return told if listed else {**told, "title": source.name, "publisher": source.publisher, "url": source.address}


def list_numbers(scene: Scene, *names: str | None) -> list[int]:
    """Return the numbers of sources by their ids; those that are none of the map's left out."""
    return [scene.source_numbers[name] for name in names if name and name in scene.source_numbers]


def _list_changes(grouped: Any) -> list[int]:
    """List the moments at which a piece of land changes hands, each followed by the group whose it is then."""
    changes = np.flatnonzero(np.diff(grouped, prepend=-1))
    return [int(number) for number in np.column_stack([changes, grouped[changes]]).ravel()]


def _page_words(lang: str) -> dict[str, str]:
    return {key: text for key, text in load_words(lang).items() if key in _page_keys()}


@cache
def _page_keys() -> frozenset[str]:
    """The keys that the page's scripts and templates name; the rest of the words is for pictures, reports, the terminal."""
    said = "\n".join(read_asset(name) for name in (*SCRIPTS, *LAYER_SCRIPTS, *TEMPLATES))
    named = set(re.findall(r"[a-z]+\.[a-z_0-9]+", said))
    return frozenset(key for key in load_words("en") if key in named or key.startswith(_BUILT))
