"""Where line and sources disagree about a place, in words."""

from collections.abc import Iterable, Mapping

from geo.model.period import Track
from geo.model.scene import in_language
from geo.model.timeline import Timeline
from geo.package.read import Package
from geo.text.words import format_area, format_number, say


def note_place(
    package: Package,
    timeline: Timeline,
    track: Track,
    langs: Iterable[str],
    states: Mapping[str, Mapping[str, str]],
) -> list[dict[str, str]]:
    """Set the land inside the held outline beside what sources report as held.

    Returns
    -------
    list of dict
        One note per disagreement of more than 1 % of the place, each in every language; empty without an outline.
    """
    if not timeline.outlines or track.measured_km2 is None:
        return []
    line = timeline.outlines[0]
    day = line.first
    here = next(p for p in timeline.on(day).places if p.place.id == track.place.id) if day else None
    if here is None or here.state != "held":
        return []
    inside = here.part.km2 if here.part and here.part.kind == "outline" else track.measured_km2
    share = (inside or 0.0) / track.measured_km2
    notes = []
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
