"""Boundaries that change while a map shows them: named in the day's caption, and with their areas at the place."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import pairwise

from geo.land.area import geodesic_km2
from geo.model.scene import Outline, Scene, Sentence, Texts
from geo.model.versions import REDIGITISED_KM
from geo.text.dates import day_before
from geo.text.lists import list_some, list_words
from geo.text.words import format_area, format_day, format_number, say

_NAMED = 6  # places in one sentence; of more, the first are named and the rest counted


def tell_redrawn(scene: Scene) -> Scene:
    """Add to a scene what its outlines say of boundaries that change: a sentence per stop, a note per place."""
    lines: dict[int, list[Outline]] = {}
    for line in scene.outlines:
        lines.setdefault(line.place, []).append(line)
    changing = {
        place: sorted(own, key=lambda line: line.first or date.min)
        for place, own in lines.items()
        if any(line.first or line.after or line.anew for line in own)
    }
    if not changing:
        return scene
    days = [stop.day for stop in scene.stops]
    first = [day_before(days[0])] if scene.asks == "states" and days else days[:1]
    said = [(), *(_sentences(scene, changing, before, day) for before, day in zip([*first, *days], days, strict=False))]
    series = tuple(
        replace(one, captions=tuple(
            (*(one.captions[moment] if moment < len(one.captions) else ()), *told) for moment, told in enumerate(said)
        ))
        for one in scene.series
    )  # fmt: skip
    notes = dict(scene.place_notes)
    for place, own in changing.items():
        name = scene.places[place].id
        notes[name] = (*notes.get(name, ()), *_notes(scene, own))
    return replace(scene, series=series, place_notes={name: told for name, told in notes.items() if told})


def _sentences(scene: Scene, lines: dict[int, list[Outline]], before: date, day: date) -> tuple[Sentence, ...]:
    """Say which places came, went or were redrawn between two days."""
    found: dict[str, list[int]] = {"drawn": [], "gone": [], "redrawn": []}
    for place, own in lines.items():
        was, now = (next((line for line in own if line.shown(at)), None) for at in (before, day))
        if was is not now:
            found["drawn" if was is None else "gone" if now is None else "redrawn"].append(place)
    return tuple(
        Sentence({lang: say(f"caption.boundary_{what}", lang, places=_list(scene, places, lang)) for lang in scene.languages})
        for what, places in found.items()
        if places
    )


def _list(scene: Scene, places: Sequence[int], lang: str) -> str:
    names = [scene.places[place].name(lang) for place in places]
    return list_words(names, lang) if len(names) <= _NAMED + 1 else list_some(names, _NAMED, lang)


def _notes(scene: Scene, own: Sequence[Outline]) -> list[Texts]:
    """Say when a place's boundary changed, how large the place was before and after, and when it was only drawn anew."""
    notes: list[Texts] = []
    for day in (day for line in own for day in line.anew):
        km = {lang: format_number(REDIGITISED_KM, lang) for lang in scene.languages}
        notes.append({lang: say("note.boundary_anew", lang, date=format_day(day, lang), km=far) for lang, far in km.items()})
    for old, new in pairwise(own):
        if new.first is None or old.after != new.first:
            continue
        before, after = geodesic_km2(old.geometry), geodesic_km2(new.geometry)
        notes.append({
            lang: say(
                "note.boundary_redrawn", lang, date=format_day(new.first, lang), before=format_area(before, lang),
                after=format_area(after, lang),
            )
            for lang in scene.languages
        })  # fmt: skip
    return notes
