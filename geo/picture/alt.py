"""A picture in words: alternative text and a caption, from the same answers as the picture."""

from collections.abc import Sequence
from datetime import date

from geo.model.scene import in_language
from geo.picture.ground import Ground
from geo.picture.layout import Options, foot_lines
from geo.text.lists import list_apart, list_some, list_words
from geo.text.words import capital, format_amount, format_area, say

_NAMED = 30  # places that a text names of those under one style; of more it counts the rest


def describe_map(ground: Ground, day: date, options: Options) -> str:
    """Say what the map of one day shows: the places by style, the parts, the land."""
    lang = options.lang
    dated = ground.label(day, lang).removesuffix(".")
    return " ".join([_opening("picture.alt_map", ground, options, date=dated), *_styles(ground, day, lang)])


def describe_pair(ground: Ground, before: date, after: date, options: Options) -> str:
    """Say what a before-and-after shows: what differs, then the later map."""
    lang = options.lang
    names = [ground.scene.places[place].name(lang) for place in ground.moved(before, after)]
    parts = [_opening("picture.alt_pair", ground, options, before=ground.label(before, lang),
                      date=ground.label(after, lang).removesuffix("."))]  # fmt: skip
    if names and len(names) <= _NAMED:
        parts.append(say("picture.alt_changed", lang, names=list_words(names, lang)))
    return " ".join([*parts, *_styles(ground, after, lang)])


def describe_series(ground: Ground, days: Sequence[date], options: Options) -> str:
    """Say what a series of maps shows: how many, from when to when, the number of each."""
    lang = options.lang
    opening = _opening(
        "picture.alt_series", ground, options, n=len(days),
        first=ground.label(days[0], lang), last=ground.label(days[-1], lang).removesuffix("."),
    )  # fmt: skip
    return f"{opening} {list_amounts(ground, days, '', lang)}".strip()


def list_amounts(ground: Ground, days: Sequence[date], what: str, lang: str) -> str:
    """Say of each day what it comes to: how much land was held, the median."""
    if ground.scene.asks == "values":
        return " ".join(ground.headline(day, lang) for day in days)
    what = what or capital(ground.word("held", lang, days), lang)
    each = [f"{format_area(ground.amount(ground.moment(day)), lang)} ({ground.label(day, lang)})" for day in days]
    return say("picture.alt_each", lang, what=what, each=list_apart(each, lang))


def headline(ground: Ground, day: date, options: Options) -> str:
    """Return the sentence to print under a picture where credit and notes have a place of their own."""
    lang = options.lang
    title = options.title or ground.title(lang)
    if ground.scene.asks == "values":
        return f"{title}. {ground.headline(day, lang)}"
    dated = ground.label(day, lang).removesuffix(".")
    return say("picture.headline", lang, title=title, date=dated, land=ground.headline(day, lang, whose=True))


def caption_map(ground: Ground, day: date, options: Options) -> str:
    """Return a caption to print under the picture: title, day, numbers, credit, boundary note."""
    return " ".join([headline(ground, day, options), *foot_lines(ground, options)[:2]])


def _opening(key: str, ground: Ground, options: Options, **values: object) -> str:
    return say(key, options.lang, title=options.title or ground.title(options.lang), **values)


def _styles(ground: Ground, day: date, lang: str) -> list[str]:
    """The places under each style, the styles that the map is about first."""
    rows = [row for row in ground.scene.rows(ground.moment(day), ground.number) if row.place.drawn]
    sentences = []
    used = [ground.series.styles[code] for code in ground.series.used]
    for style in reversed(used) if ground.scene.asks == "states" else used:
        names = [row.place.name(lang) for row in rows if row.style == style]
        if names:
            listed = list_some(names, _NAMED, lang)
            word = capital(ground.scene.legend_word(style, lang), lang)
            if style.kind == "class":
                word = f"{word} {in_language(ground.series.unit, lang)}".strip()
            sentences.append(say("picture.alt_state", lang, state=word, n=len(names), names=listed))
    parts = [
        say("picture.alt_part", lang, place=row.place.name(lang), area=format_amount(part.km2, part.km2_to, lang))
        if part.km2 is not None
        else row.place.name(lang)
        for row in rows
        if (part := row.detail.part) is not None
    ]
    if parts:
        sentences.append(say("picture.alt_parts", lang, names=", ".join(parts)))
    for flag in ground.series.flags:
        names = [ground.scene.places[place].name(lang) for place in ground.flagged(day).get(flag.key, ())]
        if names:
            word = capital(in_language(flag.words, lang), lang)
            sentences.append(say("picture.alt_state", lang, state=word, n=len(names), names=", ".join(names[:_NAMED])))
    return [*sentences, ground.headline(day, lang)]
