"""Scenes of periods: what a timeline answers, as styled codes per piece of land and place."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.look.style import PALETTE
from geo.model.captions import caption_stop
from geo.model.party_styles import list_paints, party_colours, party_style, place_paint
from geo.model.scale import Scale, held_since
from geo.model.scene import (
    Curve,
    Detail,
    Holding,
    Land,
    Outline,
    ScenePlace,
    Sentence,
    Series,
    Stop,
    Style,
    Texts,
)
from geo.model.situation import STATES
from geo.model.timeline import PAINTS, Paint, PlaceOn, Situation, Timeline
from geo.model.wording import Wording, name_publishers
from geo.package.read import Package
from geo.package.schema import Party, Place, Source
from geo.reading.countries import country_names
from geo.text.dates import day_before, parse_date
from geo.text.lists import list_some
from geo.text.words import LANGUAGES, format_area, format_day, format_number, say

_ORDER = "bphsoaeu"  # the paints, in the order of codes and legends: ways of being held follow it, what nobody knows is last
_PATTERNS = {"p": "hatch", "s": "rows", "o": "thin", "u": "dots", "a": "posts"}
_YEAR = 365.2425  # days
_NOTHING_KM2 = 0.005
_NAMED = 3  # parties that the first sentence names
_KINDS = {"possible": ("possible", "several")}  # ways of painting land in a state, where there are several


def describe_place(
    place: Place, package: Package | None, within: tuple[str, ...], *, drawn: bool, km2: float | None
) -> ScenePlace:
    """Return a place as drawers know it."""
    above = package.places.get(place.part_of or "") if package else None
    return ScenePlace(
        id=place.id, names=_names(place), others=place.others, kind=place.kind, iso=place.iso_3166_2, part_of=place.part_of,
        within=within, parent=above.names if above else {}, drawn=drawn, measured_km2=km2,
    )  # fmt: skip


def _names(place: Place) -> Texts:
    """The names that are given; of a country those that it lacks as CLDR has them."""
    if place.kind != "country" or not place.name_en:
        return place.names
    return {**country_names(place.name_en, LANGUAGES), **place.names}


def list_places(timeline: Timeline, package: Package | None = None) -> tuple[ScenePlace, ...]:
    """Return the places of a timeline in the map's order."""
    return tuple(
        describe_place(track.place, package, track.within, drawn=track.drawn, km2=track.measured_km2)
        for track in timeline.tracks
    )


def list_land(timeline: Timeline, stops: Sequence[Stop]) -> Land:
    """Return the faces of a timeline, each with its places, the inmost first; where boundaries change, with whose it is when."""
    position = {track.place.id: number for number, track in enumerate(timeline.tracks)}
    over = [
        sorted((position[name] for name in face.places), key=lambda n: (-len(timeline.tracks[n].within), n))
        for face in timeline.faces
    ]
    geometries = np.empty(len(timeline.faces), object)
    geometries[:] = [face.geometry for face in timeline.faces]
    groups: dict[tuple[int, ...], int] = {}
    grouped = None
    if timeline.changing:
        eras = [timeline.era(day) for day in _days(stops)]
        then = [[[position[name] for name in face.places] for face in era.faces] for era in eras]
        grouped = np.array([
            [groups.setdefault(tuple(n for n in over[piece] if n in here), len(groups)) for piece, here in enumerate(now)]
            for now in then
        ], np.int32).T  # fmt: skip
    land = Land(geometries, over, tuple(groups), grouped)
    land.__dict__["km2"] = np.array([face.km2 for face in timeline.faces], float)  # as measured when they were cut
    return land


def pair_overlaps(timeline: Timeline) -> tuple[tuple[int, int], ...]:
    """Return the pairs of places that share land, by position, the smaller first."""
    position = {track.place.id: number for number, track in enumerate(timeline.tracks)}
    return tuple((position[inner], position[outer]) for inner, outer in timeline.overlaps)


def list_outlines(timeline: Timeline) -> tuple[Outline, ...]:
    """Return the lines of each place that has a boundary, each with its days."""
    return tuple(
        Outline(number, one.shape, *one.days, tuple(date.fromisoformat(day) for day in one.anew))
        for number, track in enumerate(timeline.tracks) for one in track.versions
    )


def list_stops(timelines: Sequence[Timeline], scale: Scale | None = None) -> tuple[Stop, ...]:
    """Return the days on which any of the timelines changes, or the class of a place by years held."""
    days = {day for timeline in timelines for day in timeline.stops}
    if scale is not None and scale.colour == "years":
        for timeline in timelines:
            days |= set(_anniversaries(timeline, scale))
    return tuple(Stop(day.isoformat(), parse_date(day.isoformat()), day) for day in sorted(days))


def _anniversaries(timeline: Timeline, scale: Scale) -> list[date]:
    """The days on which a place that is held comes into another class of years."""
    found = []
    bounds = [*timeline.stops, date.max]
    for day, after in pairwise(bounds):
        for since in filter(None, map(held_since, timeline.on(day).places)):
            for years in scale.breaks[1:-1]:
                turn = since.toordinal() + math.ceil(years * _YEAR)
                if day.toordinal() < turn < after.toordinal():
                    found.append(date.fromordinal(turn))
    return found


def state_styles(wording: Wording) -> tuple[Style, ...]:
    """Return the style of each paint in the map's words, in the order of their codes from 1, then in neutral words.

    The second row is there only where the map's words are a source's, since that source does not speak of everything.
    """
    styles = [Style("absent", {}, "#ffffff", kind="absent", counted=False)]
    rows = ((wording.own, wording.source), (wording.neutral, "")) if wording.source else ((wording.own, ""),)
    for words, source in rows:
        for letter in _ORDER:
            state = PAINTS[letter]
            pattern = _PATTERNS.get(letter)
            mark = None if pattern is None else PALETTE["country"] if letter == "u" else PALETTE["held"]
            fill = PALETTE["before"] if pattern else PALETTE[state]
            styles.append(Style(state, words[state], fill, mark, pattern, source=source, counted=letter not in "soa"))
    return tuple(styles)


def build_series(
    timeline: Timeline,
    stops: Sequence[Stop],
    wording: Wording,
    numbers: Mapping[str, int],
    *,
    scale: Scale | None = None,
    colours: Mapping[str, str] | None = None,
    sources: Mapping[str, Source] | None = None,
) -> Series:
    """Ask a timeline at every stop, and say of every moment what it shows.

    Parameters
    ----------
    timeline : what is drawn.
    stops : the map's, of which a timeline beside others changes only at some.
    wording : the map's words by state, each per language, and whose they are.
    numbers : the number of each source id.
    scale : classes that colour the land, instead of the state.
    colours : the definition's, by party.
    sources : those that the first sentences may name, by id.

    Returns
    -------
    Series
        Code 0 is absent land, then the paints, in the map's words and in neutral ones, then those of parties, then the
        classes of a scale.
    """
    situations = [timeline.on(day) for day in _days(stops)]
    code = {"x": 0} | {letter: number for number, letter in enumerate(_ORDER, start=1)}
    letters = {state: letter for letter, state in PAINTS.items()}
    styles = state_styles(wording)
    paints = np.array([[code[letter] for letter in now.letters] for now in situations], np.uint8).reshape(len(situations), -1)
    places = np.array(
        [[code[here.paint if here.paint in "sx" else letters[here.state]] for here in now.places] for now in situations], np.uint8
    )
    stated = np.array([[wording.states(here, now.day) for here in now.places] for now in situations], bool)
    if wording.source:
        own = _stated_land(timeline, situations, stated)
        places = np.where(stated | (places == 0), places, places + len(_ORDER)).astype(np.uint8)
        paints = np.where(own | (paints == 0), paints, paints + len(_ORDER)).astype(np.uint8)
    layers: dict[int, npt.NDArray[np.float64]] = {}
    parties = timeline.party_rows
    if parties:
        hues = party_colours(timeline.parties, parties, colours or {})
        styles, paints, places = _by_party(timeline, situations, parties, hues, wording, styles, paints, places)
        styles, layers = _layer(situations, parties, hues, wording, styles)
    if scale is not None:
        styles, paints, places = _classed(timeline, situations, scale, styles, paints, places)
    details: dict[Detail, int] = {Detail(): 0}
    at = np.array(
        [[details.setdefault(_detail(here), len(details)) for here in now.places] for now in situations], np.uint32
    )
    held = np.array([now.held_km2 for now in situations])
    may = held + np.array([now.possible_km2 for now in situations])
    unit = {lang: say("unit.km2_name", lang) for lang in LANGUAGES}
    curve = Curve(wording.own["held"], unit, PALETTE["held"], held, held, may)
    return Series(
        styles=styles, land_codes=paints.T, place_codes=places.T, detail_codes=at.T, details=tuple(details), unit=unit,
        added_km2=_added(timeline, situations, stated, code["h"], wording), curves=(curve,), layers=layers,
        captions=((), *(caption_stop(*pair, wording, numbers, parties) for pair in pairwise(situations))),
        summaries=tuple(_summary(now, wording, numbers, parties, sources or {}) for now in situations),
    )  # fmt: skip


def _by_party(
    timeline: Timeline, situations: Sequence[Situation], parties: Mapping[str, Party], colours: Mapping[str, str],
    wording: Wording, styles: tuple[Style, ...], paints: Any, places: Any,
) -> tuple[tuple[Style, ...], Any, Any]:  # fmt: skip
    """Put the paints of parties in the place of the states that do not tell them apart."""
    told = [[place_paint(here) for here in now.places] for now in situations]
    listed = list_paints(timeline.paints, [paint for row in told for paint in row if paint is not None])
    code = {paint.key: len(styles) + number for number, paint in enumerate(listed)}
    painted, answered = paints.copy(), places.copy()
    for moment, now in enumerate(situations):
        for piece, key in enumerate(now.paints):
            painted[moment, piece] = code.get(key, painted[moment, piece])
        for number, paint in enumerate(told[moment]):
            if paint is not None:
                answered[moment, number] = code.get(paint.key, answered[moment, number])
    return (*styles, *(party_style(paint, parties, colours, wording.own) for paint in listed)), painted, answered


def _layer(
    situations: Sequence[Situation], parties: Mapping[str, Party], colours: Mapping[str, str], wording: Wording,
    styles: tuple[Style, ...],
) -> tuple[tuple[Style, ...], dict[int, npt.NDArray[np.float64]]]:  # fmt: skip
    """Part all land held or possibly held among layers that add up to it: the styles of all, and km² per moment by code."""
    known = {style.key: code for code, style in enumerate(styles) if style.parties}
    more: list[Style] = []

    def code_of(style: Style) -> int:
        if style.key not in known:
            known[style.key] = len(styles) + len(more)
            more.append(style)
        return known[style.key]

    def add(style: Style, km2: Iterable[float]) -> None:
        amounts = np.array([*km2], float)
        if (amounts > _NOTHING_KM2).any():
            layers[code_of(style)] = amounts

    def look(letter: str, *whose: str) -> Style:
        return party_style(Paint(letter, whose), parties, colours, wording.own)

    layers: dict[int, npt.NDArray[np.float64]] = {}
    for name in parties:
        code_of(look("h", name))  # which says what colour a party has
        add(look("h", name), (now.parties[name].measured_km2 for now in situations))
        add(look("p", name), (now.km2.get(f"p:{name}", 0.0) for now in situations))
    solid = [style for style in styles if style.key[:2] == "c:"]
    doubtful = [style for style in styles if style.key[:2] == "v:"]
    for style in (*solid, *doubtful):
        add(style, (now.km2.get(style.key, 0.0) for now in situations))
    # Of amounts that no line bounds: what several must hold at once, and what may be held besides.
    add(look("c", *parties), (now.contested_km2 - now.kind_km2("contested") for now in situations))
    possible = next(style for style in styles if style.key == "possible")
    rest = (now.possible_km2 - now.kind_km2("possible") - now.kind_km2("several") for now in situations)
    add(replace(possible, key="p", mark=PALETTE["country"]), rest)
    return (*styles, *more), layers


def _stated_land(timeline: Timeline, situations: Sequence[Situation], stated: Any) -> Any:
    """Say per moment and face whether the map's own words stand there: for a place over it that is painted like it."""
    at = {track.place.id: number for number, track in enumerate(timeline.tracks)}
    return np.array([
        [
            letter not in "oa" and any(mine[at[name]] and now.places[at[name]].paint == letter for name in face.places)
            for face, letter in zip(timeline.faces, now.letters, strict=True)
        ]
        for now, mine in zip(situations, stated, strict=True)
    ], bool).reshape(len(situations), -1)  # fmt: skip


def _added(
    timeline: Timeline, situations: Sequence[Situation], stated: Any, held: int, wording: Wording
) -> dict[int, npt.NDArray[np.float64]]:
    """Sum per moment the stated part of hatched land, by the code of held land in the words that stand there."""
    at = {track.place.id: number for number, track in enumerate(timeline.tracks)}
    added = np.zeros((2, len(situations)))
    for moment, now in enumerate(situations):
        for name, km2 in now.stated_km2.items():
            added[0 if stated[moment, at[name]] else 1, moment] += km2
    codes = (held, held + len(_ORDER) if wording.source else held)
    return {code: km2 for code, km2 in zip(codes, added, strict=True) if km2.any()}


def _days(stops: Sequence[Stop]) -> list[date]:
    """The day before the first stop, then every stop."""
    days = [stop.day for stop in stops]
    if not days:
        return [date(2000, 1, 1)]
    return [day_before(days[0]), *days]


def _classed(
    timeline: Timeline, situations: Sequence[Situation], scale: Scale, styles: tuple[Style, ...], paints: Any, places: Any
) -> tuple[tuple[Style, ...], Any, Any]:
    """Put the classes of a scale in the place of the states that it colours."""
    classes = [
        Style(str(number + 1), words, fill, kind="class", low=low, high=high)
        for number, (words, fill, (low, high)) in enumerate(
            zip(scale.words, scale.colours, pairwise(scale.breaks), strict=True)
        )
    ]
    missing = Style("no_figure", {lang: say("legend.no_figure", lang) for lang in LANGUAGES}, PALETTE["before"],
                    PALETTE["country"], "dots", kind="missing")  # fmt: skip
    painted, answered = paints.copy(), places.copy()
    for moment, now in enumerate(situations):
        for piece, found in enumerate(scale.faces(timeline, now)):
            if found is not None:
                painted[moment, piece] = len(styles) + found
        for number, here in enumerate(now.places):
            if here.paint != "x" and (here.state == "held" or not scale.of_holding):
                answered[moment, number] = len(styles) + scale.sort(here, now.day)
    return (*styles, *classes, missing), painted, answered


def _detail(here: PlaceOn) -> Detail:
    start, end = here.dates
    holders = (Holding(one.party, one.state, one.km2, *one.dates, one.sources) for one in here.holders if one.party)
    return Detail(here.state, here.part, start, end, here.reported_km2, sources=here.sources, holders=tuple(holders))


def _summary(
    now: Situation, wording: Wording, numbers: Mapping[str, int], parties: Mapping[str, Party], sources: Mapping[str, Source]
) -> Sentence:
    """Say when, how many places and how much land, whose, and who says so: of what is held, else of the commonest state."""
    state = "held" if now.count("held") else max(STATES, key=now.count)
    mine = [here for here in now.places if here.drawn and here.state == state]
    own = bool(mine) and all(wording.states(here, now.day) for here in mine)
    km2 = now.held_km2 if state == "held" else sum(now.kind_km2(kind) for kind in _KINDS.get(state, (state,)))
    cited = Counter(name for here in mine for name in here.sources)
    by = [sources[name] for name, _ in cited.most_common() if name in sources]
    holders = Counter(held.party for here in mine for held in here.holders if held.party and held.state == "held" == state)
    texts = {}
    for lang in LANGUAGES:
        word = wording.attributed(state, lang, own=own)
        if holders:
            word = say("summary.holders", lang, word=word, holders=_list_holders(holders, parties, lang))
        said = say(
            "summary.states", lang, date=format_day(now.day, lang), n=len(mine), area=format_area(km2, lang),
            all=sum(here.drawn for here in now.places), state=word, parts=sum(bool(here.part) for here in mine),
        )  # fmt: skip
        if by and not (own and wording.whose):
            said = say("summary.source", lang, said=said, source=name_publishers(by, lang, "summary.more"))
        texts[lang] = said
    ids = {name for here in now.places if here.state == state for name in here.sources}
    return Sentence(texts, tuple(sorted(numbers[name] for name in ids if name in numbers)))


def _list_holders(holders: Counter[str], parties: Mapping[str, Party], lang: str) -> str:
    counted = [f"{parties[name].name(lang)} {format_number(count, lang)}" for name, count in holders.most_common()]
    return list_some(counted, _NAMED, lang)
