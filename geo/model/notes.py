"""Where line and sources disagree about a place, and what has no land to be drawn on, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from geo.model.period import Track
from geo.model.scene import Scene, in_language
from geo.model.timeline import Outline, Timeline
from geo.package.read import Package
from geo.text.lists import list_some, list_words
from geo.text.words import format_area, format_day, format_number, say

_NAMED = 12  # places that one note names; of more, the rest are counted


def tell_undrawn(scene: Scene) -> Scene:
    """Add to a scene a note of the places that it answers for and does not draw; parts of others are told with these."""
    bare = [place for place in scene.places if not place.drawn and place.part_of not in scene.positions]
    if not bare:
        return scene
    note = {}
    for lang in scene.languages:
        names = [place.name(lang) for place in bare]
        listed = list_some(names, _NAMED, lang) if len(names) > _NAMED else list_words(names, lang)
        note[lang] = say("note.undrawn", lang, places=listed)
    return replace(scene, notes=(note, *scene.notes))


def note_place(
    package: Package,
    timeline: Timeline,
    track: Track,
    langs: Iterable[str],
    states: Mapping[str, Mapping[str, str]],
) -> list[dict[str, str]]:
    """Set the land inside a held outline beside what sources report as held, and say how the two are combined.

    Returns
    -------
    list of dict
        A note per disagreement of more than 1 % of the place with the first outline that bounds it, one where its extent
        before that is not known, one where a stated amount follows; each in every language. Empty without an outline.
    """
    stages = timeline.stages(track.place.id)
    names = {name for stage in stages if stage.shape for name in stage.shape.ids}
    line = next((line for line in timeline.outlines if line.id in names), None)
    if line is None or track.measured_km2 is None:
        return []
    combined = _combine(package, timeline, track, line, langs)
    day = line.first
    here = next(p for p in timeline.on(day).places if p.place.id == track.place.id) if day else None
    if here is None or here.state != "held":
        return combined
    inside = here.part.km2 if here.part and here.part.kind == "outline" else track.measured_km2
    share = (inside or 0.0) / track.measured_km2
    notes = combined
    rows = [row for row in package.statements if row.place == track.place.id and row.quantity == "held_area"]
    until = line.after
    rows = [r for r in rows if not (r.date and r.date.earliest and (r.date.earliest < day.replace(month=1, day=1)
            or (until and r.date.earliest >= until)))] if day else rows  # fmt: skip
    if not rows and share < 0.99:
        notes.append({
            lang: say("note.line_only", lang, share=format_number(100 * share, lang), held=in_language(states["held"], lang))
            for lang in langs
        })  # fmt: skip
    for row in rows:
        area = here.reported_km2 or track.measured_km2
        said = (row.value or 0.0) / area
        if abs(said - share) > 0.01:
            notes.append({
                lang: say(
                    "note.line_disagrees", lang,
                    share=format_number(100 * share, lang), area=format_area(inside or 0.0, lang),
                    said_share=format_number(100 * said, lang), said=format_area(row.value or 0.0, lang),
                    source=package.sources[row.source].called(lang),
                )
                for lang in langs
            })  # fmt: skip
    return notes


def _combine(
    package: Package, timeline: Timeline, track: Track, line: Outline, langs: Iterable[str]
) -> list[dict[str, str]]:
    """Say what is counted before an outline is known, and after an amount has replaced it."""
    notes = []
    eve = line.first - timedelta(days=1) if line.first and line.first > date.min else None
    before = next((p for p in timeline.on(eve).places if p.place.id == track.place.id), None) if eve else None
    if line.first and before and before.part and before.part.by == line.id and before.part.km2_to is not None:
        notes.append({lang: say("note.before_line", lang, date=format_day(line.first, lang)) for lang in langs})
    after = next((stage for stage in timeline.stages(track.place.id) if stage.shape and stage.figure), None)
    if after and after.figure:
        said = {row.id: row.source for row in package.statements_of(track.place.id)}
        titles = [package.sources[said[name]].title for name in after.figure.ids if name in said]
        notes.append({
            lang: say("note.combined", lang, date=format_day(after.since, lang), source=list_words(titles, lang))
            for lang in langs
        })  # fmt: skip
    return notes
