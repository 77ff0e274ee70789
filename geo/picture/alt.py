"""A picture in words: alternative text and a caption, from the same answers as the picture."""

from collections.abc import Sequence
from datetime import date

from babel.lists import format_list

from geo.model.timeline import STATES, Situation
from geo.model.wording import text_in
from geo.picture.layout import Options, foot_lines
from geo.picture.scene import Scene
from geo.text.words import capital, format_area, format_day, say


def describe_map(scene: Scene, day: date, options: Options) -> str:
    """Say what the map of one day shows: the places by state, the parts, the land."""
    situation = scene.timeline.on(day)
    return " ".join([_opening("picture.alt_map", scene, options, date=format_day(day, options.lang).removesuffix(".")),
                     *_states(scene, situation, options.lang)])  # fmt: skip


def describe_pair(scene: Scene, before: date, after: date, options: Options) -> str:
    """Say what a before-and-after shows: what differs, then the later map."""
    lang = options.lang
    first, second = scene.timeline.on(before), scene.timeline.on(after)
    names = [scene.package.places[name].name(lang) for name in scene.changed(first, second)]
    parts = [_opening("picture.alt_pair", scene, options, before=format_day(before, lang),
                      date=format_day(after, lang).removesuffix("."))]  # fmt: skip
    if names:
        parts.append(say("picture.alt_changed", lang, names=format_list(names, locale=lang)))
    return " ".join([*parts, *_states(scene, second, lang)])


def describe_series(scene: Scene, days: Sequence[date], options: Options) -> str:
    """Say what a series of maps shows: how many, from when to when, the land held on each day."""
    lang = options.lang
    held = scene.state_word("held", lang)
    opening = _opening(
        "picture.alt_series", scene, options, n=len(days),
        first=format_day(days[0], lang), last=format_day(days[-1], lang).removesuffix("."),
    )  # fmt: skip
    return f"{opening} {list_land(scene, days, capital(held, lang), lang)}"


def list_land(scene: Scene, days: Sequence[date], what: str, lang: str) -> str:
    """Say of each day how much land was held."""
    each = [f"{format_area(scene.timeline.on(day).held_km2, lang)} ({format_day(day, lang)})" for day in days]
    return say("picture.alt_each", lang, what=what, each="; ".join(each))


def headline(scene: Scene, day: date, options: Options) -> str:
    """Return the sentence to print under a picture where credit and notes have a place of their own."""
    lang = options.lang
    title = options.title or text_in(scene.definition.title, lang)
    land = say(
        "picture.total_land", lang, held=scene.state_word("held", lang),
        area=format_area(scene.timeline.on(day).held_km2, lang),
    )  # fmt: skip
    return say("picture.headline", lang, title=title, date=format_day(day, lang).removesuffix("."), land=land)


def caption_map(scene: Scene, day: date, options: Options) -> str:
    """Return a caption to print under the picture: title, day, land held, credit, boundary note."""
    return " ".join([headline(scene, day, options), *foot_lines(scene, options, [scene.timeline.on(day)])[:2]])


def _opening(key: str, scene: Scene, options: Options, **values: object) -> str:
    return say(key, options.lang, title=options.title or text_in(scene.definition.title, options.lang), **values)


def _states(scene: Scene, situation: Situation, lang: str) -> list[str]:
    sentences = []
    for state in ("held", "possible", "ended", "before", "unknown"):
        assert state in STATES
        names = [here.place.name(lang) for here in situation.places if here.drawn and here.state == state]
        if names:
            word = scene.state_word(state, lang)
            sentences.append(
                say("picture.alt_state", lang, state=capital(word, lang), n=len(names), names=", ".join(names))
            )
    parts = [
        say("picture.alt_part", lang, place=here.place.name(lang), area=format_area(here.part.km2, lang))
        if here.part.km2 is not None
        else here.place.name(lang)
        for here in situation.places
        if here.drawn and here.part is not None
    ]
    if parts:
        sentences.append(say("picture.alt_parts", lang, names=", ".join(parts)))
    held = scene.state_word("held", lang)
    sentences.append(say("picture.total_land", lang, held=held, area=format_area(situation.held_km2, lang)))
    return sentences
