"""A map's own words in a language: states, notes, credit."""

from typing import Any

from geo.model.definition import STATE_WORDS, Definition
from geo.model.timeline import Situation
from geo.package.read import Package
from geo.text.words import LANGUAGES, say


def state_words(definition: Definition) -> dict[str, dict[str, str]]:
    """Return the words for every state, per language: the definition's own, else the neutral ones."""
    words = {}
    for state in STATE_WORDS:
        own = getattr(definition.states, state)
        neutral = {lang: say(f"state.{state}", lang) for lang in LANGUAGES}
        words[state] = {**neutral, **own.per_language()} if own else neutral
    return words


def boundary_note(definition: Definition) -> dict[str, str]:
    """Return what the drawn boundaries do not imply, per language."""
    own = definition.boundary_note
    return own.per_language() if own else {lang: say("map.boundary_note", lang) for lang in LANGUAGES}


def credit_line(package: Package, situation: Situation, definition: Definition, lang: str) -> str:
    """Name the sources of what was drawn: of the dates and areas first, then of the boundaries."""
    figures = [name for place in situation.places for name in place.sources]
    shown = package.boundaries[
        package.boundaries["place"].isin(definition.places)
        | package.boundaries["id"].isin((*definition.lines, *definition.outlines))
    ]
    sources = package.sources
    said = "; ".join(dict.fromkeys(sources[name].title for name in figures if name in sources))
    drawn = "; ".join(dict.fromkeys(sources[name].title for name in shown["source"] if name in sources))
    return say("map.credit", lang, figures=said, boundaries=drawn)


def state_word(definition: Definition, state: str, lang: str) -> str:
    """Return a map's own word for a state in a language, else the neutral one."""
    own = getattr(definition.states, state) if state in STATE_WORDS else None
    if own:
        return str(own.per_language().get(lang) or own.en)
    return say(f"state.{state}", lang)


def name_line(year: str, lang: str) -> str:
    """Name a drawn line by its year."""
    return say("map.line", lang, year=str(int(year)), nth=int(year))


def text_in(words: Any, lang: str) -> str:
    """Return a definition's text in a language, else in English; empty without one."""
    return str(words.per_language().get(lang) or words.en) if words is not None else ""
