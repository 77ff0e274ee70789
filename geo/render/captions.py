"""One sentence per stop: what changed on that day, and who says so."""

from collections.abc import Iterable, Mapping
from typing import Any

from babel.lists import format_list

from geo.timeline import PlaceOn, Situation
from geo.words import format_area, say


def caption_stop(
    earlier: Situation,
    later: Situation,
    states: Mapping[str, Mapping[str, str]],
    numbers: Mapping[str, int],
    langs: Iterable[str],
) -> dict[str, list[dict[str, Any]]]:
    """Say what differs between two situations.

    Parameters
    ----------
    earlier, later : Situation
        The day before a stop and the stop.
    states : mapping
        The map's words, by state and language.
    numbers : mapping of str to int
        The number of each source id.
    langs : iterable of str
        The languages to say it in.

    Returns
    -------
    dict
        Per language a list of `{"text", "sources"}`: places that changed alike share a sentence.
    """
    changed: dict[tuple[str, tuple[int, ...]], list[PlaceOn]] = {}
    parts: list[PlaceOn] = []
    for before, after in zip(earlier.places, later.places, strict=True):
        if before.state != after.state:
            changed.setdefault((after.state, _cited(after, numbers)), []).append(after)
        elif before.part != after.part and after.drawn:
            parts.append(after)
    return {
        lang: [
            {
                "text": say(
                    "caption.change",
                    lang,
                    places=format_list([here.place.name(lang) for here in group], locale=lang),
                    state=states[state][lang],
                ),
                "sources": list(cited),
            }
            for (state, cited), group in changed.items()
        ]
        + [{"text": say_part(here, states, lang), "sources": []} for here in parts]
        for lang in langs
    }


def say_part(here: PlaceOn, states: Mapping[str, Mapping[str, str]], lang: str) -> str:
    """Say how much of a place is held, with its name."""
    name, held, part = here.place.name(lang), states["held"][lang], here.part
    if part is None:
        return say("caption.change", lang, places=name, state=states[here.state][lang])
    if part.km2 is None:
        return say("caption.part_unknown", lang, place=name, held=held)
    return say("caption.part", lang, place=name, held=held, area=format_area(part.km2, lang))


def _cited(here: PlaceOn, numbers: Mapping[str, int]) -> tuple[int, ...]:
    """The numbers of the sources behind the state that a place has now."""
    if here.period is None:
        return ()
    row = here.period.end if here.state == "ended" else here.period.start
    if here.state == "possible" and here.period.end and here.period.start_span:
        latest = here.period.start_span.latest
        end = here.period.end.date
        row = here.period.end if end and end.earliest and latest and end.earliest > latest else row
        # A possible state after the start is settled is about the end.
    return tuple(numbers[name] for name in (row.source, row.also_source) if name) if row else ()
