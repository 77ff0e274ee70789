"""A map's own words in a language, and whose words they are: states, notes, credit."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from geo.model.definition import STATE_WORDS, Definition, StateWords
from geo.model.scene import Texts, in_language
from geo.model.timeline import PlaceOn
from geo.package.read import Package
from geo.package.schema import Source, Statement
from geo.text.lists import list_apart
from geo.text.words import LANGUAGES, say

_CREDITED = 2  # publishers that are named beside the first; more are counted


@dataclass(frozen=True)
class Wording:
    """What a map calls its states, and where.

    Attributes
    ----------
    own, neutral : the words by state. `own` stand wherever their source states what holds, everywhere without a source.
    source : id of the source whose words `own` are; empty where they are the map's.
    whose : that source.
    parts : ids of the statements of that source about how much was held.
    """

    own: Mapping[str, Texts]
    neutral: Mapping[str, Texts]
    source: str = ""
    whose: Source | None = None
    parts: frozenset[str] = field(default_factory=frozenset)

    def states(self, here: PlaceOn, day: date) -> bool:
        """Whether the map's own words stand for a place on a day: without a source always.

        Else where that source states the start or end behind the state, and nobody else how much was held. Within a
        line they stand too: whoever states the whole of a place states what lies inside.
        """
        if not self.source:
            return True
        row = said_by(here, day)
        by_line = here.paint != "s" and (here.part is None or here.part.kind != "statement")
        return row is not None and self.source in row.sources and (by_line or self.measures(here))

    def measures(self, here: PlaceOn) -> bool:
        """Whether the part of a place is one that the source of the words states, or the words are the map's own."""
        return not self.source or (here.part is not None and here.part.by in self.parts)

    def of(self, state: str, here: PlaceOn, day: date) -> Texts:
        """Return the words for a place's state on a day."""
        return self.own[state] if self.states(here, day) else self.neutral[state]

    def attributed(self, state: str, lang: str, *, own: bool = True) -> str:
        """Return the word for a state, with whose it is where it is a source's."""
        if own and self.whose:
            word = in_language(self.own[state], lang)
            return say("state.attributed", lang, word=word, source=self.whose.named(lang))
        return in_language((self.own if own else self.neutral)[state], lang)

    def notes(self) -> tuple[Texts, ...]:
        """Return the sentence that says whose the map's word is, where it is a source's."""
        whose, word = self.whose, self.own["held"]
        if whose is None:
            return ()
        return (
            {lang: say("legend.word", lang, word=in_language(word, lang), source=whose.called(lang)) for lang in LANGUAGES},
        )


def read_wording(package: Package, definition: Definition) -> Wording:
    """Return a map's words for states, and which of its statements they may stand for."""
    source = definition.states.source
    parts = (row.id for row in package.statements if row.quantity.startswith("held_"))
    mine = {row.id: row.sources for row in package.statements} if source else {}
    return Wording(
        own=state_words(definition),
        neutral=neutral_words(definition.states),
        source=source,
        whose=package.sources.get(source),
        parts=frozenset(name for name in parts if source and source in mine[name]),
    )


def said_by(here: PlaceOn, day: date) -> Statement | None:
    """Return the statement behind the state that a place has on a day: of its start, or of its end once that may be."""
    period = here.period
    if period is None:
        return None
    end = period.end_span
    ending = here.state == "ended" or (here.state == "possible" and end is not None and (end.earliest or day) <= day)
    return period.end if ending else period.start


def state_words(definition: Definition) -> dict[str, Texts]:
    """Return the words for every state, per language: the definition's own, else the neutral ones.

    Own words have the languages that they were written in and no other: another language is no translation of them.
    """
    neutral = neutral_words(definition.states)
    return {
        state: own.per_language() if (own := getattr(definition.states, state)) else neutral[state] for state in STATE_WORDS
    }


def neutral_words(states: StateWords) -> dict[str, Texts]:
    """Return the words for what the source of a map's words does not speak of: the definition's, else the program's."""
    return {
        state: own.per_language() if (own := getattr(states.neutral, state)) else _built_in(state) for state in STATE_WORDS
    }


def _built_in(state: str) -> Texts:
    return {lang: say(f"state.{state}", lang) for lang in LANGUAGES}


def boundary_note(definition: Definition) -> dict[str, str]:
    """Return what the drawn boundaries do not imply, per language."""
    own = definition.boundary_note
    return own.per_language() if own else {lang: say("map.boundary_note", lang) for lang in LANGUAGES}


def name_publishers(sources: Iterable[Source], lang: str, more: str = "map.credit_more") -> str:
    """Name the publisher of the first source, and by the message `more` how many others there are: the map lists them."""
    first, *others = [*dict.fromkeys(source.credited(lang) for source in sources)] or [""]
    if len(others) <= _CREDITED:
        return list_apart([first, *others], lang)
    return say(more, lang, first=first, n=len(others))


def name_sources(note: str, sources: Mapping[str, Source]) -> str:
    """Return a note in which the ids of sources are their publishers and titles."""

    def named(match: re.Match[str]) -> str:
        source = sources.get(match[0])
        return f"{source.publisher}, “{source.title}”" if source else match[0]

    return re.sub(r"\w+(?:-\w+)+", named, note)


def name_line(year: str, lang: str) -> str:
    """Name a drawn line by its year, where it has one."""
    return say("map.line", lang, year=str(int(year)), nth=int(year)) if year else say("map.line_undated", lang)


def text_in(words: Any, lang: str) -> str:
    """Return a definition's text in a language, else in English; empty without one."""
    return str(words.per_language().get(lang) or words.en) if words is not None else ""
