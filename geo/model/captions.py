"""One sentence per stop: what changed on that day, and who says so."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from babel.lists import format_list

from geo.model.timeline import PlaceOn, Situation
from geo.text.words import format_area, say


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
    moved = {
        after.place.id: after.state
        for before, after in zip(earlier.places, later.places, strict=True)
        if before.state != after.state
    }
    for before, after in zip(earlier.places, later.places, strict=True):
        # A part without a line of its own that only follows the place it lies in is not worth a sentence.
        follows = not after.drawn and moved.get(after.place.part_of or "") == after.state
        if before.state != after.state and not follows:
            cited = _cited(after, later.day, numbers)
            changed.setdefault((after.state, cited), []).append(after)
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
        return say("caption.whole", lang, place=name, state=states[here.state][lang])
    if part.km2 is None:
        return say("caption.part_unknown", lang, place=name, held=held)
    return say("caption.part", lang, place=name, held=held, area=format_area(part.km2, lang))


def _cited(here: PlaceOn, day: date, numbers: Mapping[str, int]) -> tuple[int, ...]:
    """Return the numbers of the sources behind the state that a place has on a day."""
    period = here.period
    if period is None:
        return ()
    end = period.end_span
    ending = here.state == "ended" or (here.state == "possible" and end is not None and (end.earliest or day) <= day)
    row = period.end if ending else period.start
    return tuple(numbers[name] for name in (row.source, row.also_source) if name) if row else ()
