"""What the page knows: the timeline's answers, names, words and sources as one plain structure for the script.

Nothing is computed here but words: every number comes from the timeline.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from itertools import pairwise
from typing import Any

from geo.model.captions import caption_stop
from geo.model.definition import Definition
from geo.model.notes import note_place
from geo.model.scale import Scale, build_scale, held_since
from geo.model.timeline import STATES, Part, PlaceOn, Situation, Timeline
from geo.model.twins import build_twins
from geo.model.wording import boundary_note, credit_line, name_line, read_wording, state_words
from geo.package.read import Package
from geo.package.schema import QUANTITIES, Event, Statement
from geo.text.dates import Span
from geo.text.short_dates import shorten_date
from geo.text.words import LANGUAGES, calendar, describe_date, load_words

# Keys that the page's script needs; the rest of the words is for pictures, reports and the terminal.
_PAGE_WORDS = (
    "ui.", "legend.", "card.", "table.", "panel.", "state.", "unit.", "export.page",
    "confidence.", "quantity.", "share.", "status.", "list.",
)  # fmt: skip


def build_payload(package: Package, definition: Definition, timeline: Timeline) -> dict[str, Any]:
    """Put together what the page's script is given.

    Parameters
    ----------
    package, definition, timeline
        What is drawn.

    Returns
    -------
    dict
        Plain data for JSON; the same inputs give the same structure in the same order. Areas in km² with
        one decimal, shares from 0 to 1 with four.
    """
    twins = build_twins(package, definition)
    wording = read_wording(package, definition)
    stops = tuple(sorted(set(timeline.stops).union(*(twin.stops for twin in twins.values()))))
    situations = _situations(timeline, stops)
    numbers = _number_sources(package, definition, timeline, situations[-1])
    spans: dict[str, tuple[Span, str]] = {}
    places = [_place(package, timeline, place, numbers, spans, definition) for place in situations[-1].places]
    scale = build_scale(timeline, definition.colour) if definition.colour != "state" else None
    events = _events(package, definition, numbers, spans)
    sources = [_source(package, name, number, spans) for name, number in numbers.items()]
    return {
        "format": 1,
        "name": definition.name,
        "title": definition.title.per_language(),
        "subtitle": definition.subtitle.per_language() if definition.subtitle else {},
        "lang": definition.language,
        "langs": list(LANGUAGES),
        "open": definition.opening(stops).isoformat(),
        "spacing": definition.spacing,
        "colour": definition.colour,
        **({"scale": scale.payload(timeline)} if scale else {}),
        "stops": [day.isoformat() for day in stops],
        "captions": [
            caption_stop(earlier, later, wording, numbers, LANGUAGES)
            for earlier, later in pairwise(situations)
        ],
        **({"compare": _compare(package, twins, stops, numbers, scale)} if twins else {}),
        "states": state_words(definition),
        "events": events,
        "places": places,
        "situations": [_situation(situation, timeline, scale) for situation in situations],
        "faces": [list(face.places) for face in timeline.faces],
        "overlaps": [list(pair) for pair in timeline.overlaps],
        "lines": _lines(package, definition, numbers),
        "sources": sources,
        "dates": {text: {lang: describe_date(span, lang, kind) for lang in LANGUAGES}  # type: ignore[arg-type]
                  for text, (span, kind) in sorted(spans.items())},
        "brief": {text: {lang: shorten_date(text, lang) for lang in LANGUAGES}
                  for text in sorted({place[end] for place in places for end in ("start", "end") if place[end]})},
        "notes": [*wording.notes(), *(note.per_language() for note in definition.notes)],
        "boundary_note": boundary_note(definition),
        "credit": {lang: credit_line(package, situations[-1], definition, lang) for lang in LANGUAGES},
        **({"tiles": {"url": definition.tiles.url, "attribution": escape(definition.tiles.attribution)}}
           if definition.tiles else {}),
        "build": package.digest[:12],
        "words": {lang: _page_words(lang) for lang in LANGUAGES},
        "calendar": {lang: calendar(lang) for lang in LANGUAGES},
    }  # fmt: skip


def _situations(timeline: Timeline, stops: Sequence[date]) -> list[Situation]:
    """The day before the first stop, then every stop."""
    before = stops[0] - timedelta(days=1) if stops and stops[0] > date.min else date.min
    return [timeline.on(before), *(timeline.on(day) for day in stops)]


def _compare(
    package: Package,
    twins: Mapping[str, Timeline],
    stops: Sequence[date],
    numbers: Mapping[str, int],
    scale: Scale | None,
) -> list[dict[str, Any]]:
    return [
        {
            "source": numbers.get(name),
            "title": package.sources[name].title,
            "situations": [_situation(situation, twin, scale) for situation in _situations(twin, stops)],
        }
        for name, twin in twins.items()
    ]


def _page_words(lang: str) -> dict[str, Any]:
    return {key: text for key, text in load_words(lang).items() if key.startswith(_PAGE_WORDS)}


def _number_sources(
    package: Package, definition: Definition, timeline: Timeline, last: Situation
) -> dict[str, int]:
    """Number the sources in the order in which a reader meets them."""
    shown = {track.place.id for track in timeline.tracks}
    boundaries = package.boundaries
    drawn = boundaries[boundaries["place"].isin(shown) | boundaries["id"].isin(definition.lines)]
    order: list[str] = [definition.states.source] if definition.states.source else []
    order += [*definition.compare, *(name for place in last.places for name in place.sources)]
    order += [name for event in package.events for name in _named(event)] if definition.events else []
    wider = {above for track in timeline.tracks for above in track.within}
    order += [name for row in package.statements if row.place in shown | wider for name in _named(row)]
    order += [name for name in drawn["source"] if name]
    known = [name for name in dict.fromkeys(order) if name in package.sources]
    return {name: number for number, name in enumerate(known, start=1)}


def _named(row: Statement | Event) -> tuple[str, ...]:
    return (row.source, row.also_source) if row.also_source else (row.source,)


def _place(
    package: Package,
    timeline: Timeline,
    here: PlaceOn,
    numbers: Mapping[str, int],
    spans: dict[str, tuple[Span, str]],
    definition: Definition,
) -> dict[str, Any]:
    track, place = timeline.track(here.place.id), here.place
    periods = track.periods
    chosen = {row.id for p in periods for row in (p.start, p.end) if row}
    chosen |= {row.id for row in (*track.areas, *track.held)}
    rows = [row for row in package.statements if row.place == place.id]
    for row in rows:
        if row.date:
            kind = "moment" if row.quantity in ("start", "end") else "time"
            if kind == "moment" or row.date.text not in spans:
                spans[row.date.text] = (row.date, kind)
    start, end = (here.period.start, here.period.end) if here.period else (None, None)
    return {
        "id": place.id,
        "kind": place.kind,
        "drawn": here.drawn,
        "part_of": place.part_of,
        "names": place.names,
        "other": list(place.others),
        "iso": place.iso_3166_2,
        "measured_km2": _tenth(here.measured_km2),
        "reported_km2": here.reported_km2,
        "start": start.date.text if start and start.date else None,
        "end": end.date.text if end and end.date else None,
        "sources": [numbers[name] for name in here.sources],
        "statements": [
            {
                "id": row.id,
                "quantity": row.quantity,
                "value": row.value,
                **({"value_to": row.value_to} if row.value_to is not None else {}),
                "unit": row.unit,
                "date": row.date.text if row.date else "",
                "source": numbers[row.source],
                "also": numbers[row.also_source] if row.also_source else None,
                "locator": row.locator,
                "confidence": row.confidence,
                "note": row.note,
                "chosen": row.id in chosen,
            }
            for row in sorted(rows, key=lambda row: (_QUANTITY_ORDER[row.quantity], row.id not in chosen))
        ],
        "notes": note_place(package, timeline, track, LANGUAGES, state_words(definition)),
    }


_QUANTITY_ORDER = {name: number for number, name in enumerate(QUANTITIES)}


def _events(
    package: Package, definition: Definition, numbers: Mapping[str, int], spans: dict[str, tuple[Span, str]]
) -> list[dict[str, Any]]:
    if not definition.events:
        return []
    rows = sorted(package.events, key=lambda event: (event.date.earliest or date.min, event.id))
    for row in rows:
        spans.setdefault(row.date.text, (row.date, "time"))
    return [
        {
            "id": row.id,
            "first": (row.date.earliest or date.min).isoformat(),
            "last": (row.date.latest or date.max).isoformat(),
            "date": row.date.text,
            "kind": row.kind,
            "title": row.titles,
            "location": row.location,
            "lon": row.lon,
            "lat": row.lat,
            "sources": [numbers[name] for name in _named(row)],
        }
        for row in rows
    ]


def _situation(situation: Situation, timeline: Timeline, scale: Scale | None) -> dict[str, Any]:
    totals: dict[str, Any] = {
        state: {"count": situation.count(state), "km2": _tenth(situation.kind_km2(state))}
        for state in STATES
    }
    totals["held"] |= {"km2": _tenth(situation.held_km2)}
    totals["possible"] |= {"km2": _tenth(situation.possible_km2)}
    totals |= {name: {"km2": _tenth(situation.kind_km2(name))} for name in ("some", "outside", "alone")}
    answer: dict[str, Any] = {
        "states": "".join(place.state[0] for place in situation.places),
        "marks": "".join(place.paint for place in situation.places),
        "paints": situation.letters,
        "parts": {place.place.id: _part(place.part) for place in situation.places if place.part},
        "totals": totals,
    }
    if scale:
        answer["classes"] = scale.faces(timeline, situation)
        answer["class_totals"] = scale.totals(timeline, situation)
        if scale.colour == "years":  # years go on between stops: the page counts them from these
            order = {place.place.id: number for number, place in enumerate(situation.places)}
            speakers = scale.speakers(timeline, situation)
            answer["speakers"] = [-1 if place is None else order[place.place.id] for place in speakers]
            answer["since"] = [held_since(place) for place in situation.places]
    return answer


def _part(part: Part) -> dict[str, Any]:
    share = None if part.share is None else round(part.share, 4)
    upper = {} if part.km2_to is None else {"km2_to": _tenth(part.km2_to)}
    return {"km2": _tenth(part.km2), **upper, "share": share, "by": part.by, "kind": part.kind}


def _lines(package: Package, definition: Definition, numbers: Mapping[str, int]) -> list[dict[str, Any]]:
    rows = package.boundaries[package.boundaries["id"].isin(definition.lines)]
    return [
        {
            "id": row.id,
            "title": {lang: name_line(row.valid_from[:4], lang) for lang in LANGUAGES},
            "from": row.valid_from,
            "to": row.valid_to,
            "source": numbers.get(row.source),
        }
        for row in rows.itertuples()
    ]


def _source(package: Package, name: str, number: int, spans: dict[str, tuple[Span, str]]) -> dict[str, Any]:
    source = package.sources[name]
    for span in (source.published, source.accessed):
        if span:
            spans.setdefault(span.text, (span, "time"))
    return {
        "n": number,
        "id": source.id,
        "title": source.name,
        "publisher": source.publisher,
        "side": source.side,
        "published": source.published.text if source.published else "",
        "accessed": source.accessed.text if source.accessed else "",
        "url": source.address,
        **({"copy_url": source.copy_url} if source.copy_url.startswith(("http://", "https://")) else {}),
        "licence": source.licence,
        "note": source.note,
    }


def _tenth(value: float | None) -> float | None:
    return None if value is None else round(value, 1)
