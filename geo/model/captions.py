"""One sentence per stop: what changed on that day, and who says so."""

from collections.abc import Mapping
from datetime import date

from geo.model.party_styles import tell_holders
from geo.model.scene import Sentence, Texts, in_language
from geo.model.timeline import PlaceOn, Situation
from geo.model.wording import Wording, said_by
from geo.package.schema import Party
from geo.text.lists import list_words
from geo.text.words import LANGUAGES, describe_date, format_amount, say


def caption_stop(
    earlier: Situation, later: Situation, wording: Wording, numbers: Mapping[str, int], parties: Mapping[str, Party]
) -> tuple[Sentence, ...]:
    """Say what differs between two situations; places that changed alike share a sentence.

    Parameters
    ----------
    earlier, later : Situation
        The day before a stop and the stop.
    wording : Wording
        The map's words, and whose they are.
    numbers : mapping of str to int
        The number of each source id.
    parties : mapping of str to Party
        Who holds places, where the map tells several apart: then a sentence says from whom to whom.
    """
    changed: dict[tuple[str, bool, str, tuple[int, ...]], list[PlaceOn]] = {}
    parts: list[PlaceOn] = []
    handed: dict[tuple[object, object, tuple[int, ...]], list[tuple[PlaceOn, PlaceOn]]] = {}
    pairs = list(zip(earlier.places, later.places, strict=True))
    moved = {after.place.id: after.state for before, after in pairs if before.state != after.state}
    for before, after in pairs:
        if parties and _held_by(before) != _held_by(after):
            cited = _cited(after, later.day, numbers)
            handed.setdefault((_held_by(before), _held_by(after), cited), []).append((before, after))
            continue
        # A part without a line of its own that only follows the place it lies in is not worth a sentence.
        follows = not after.drawn and moved.get(after.place.part_of or "") == after.state
        if before.state != after.state and not follows:
            own = wording.states(after, later.day)
            cited = _cited(after, later.day, numbers)
            changed.setdefault((after.state, own, _how(after, later.day), cited), []).append(after)
        elif before.part != after.part and after.drawn:
            parts.append(after)
    said = [
        Sentence(_say_change(group, how, (wording.own if own else wording.neutral)[state]), cited)
        for (state, own, how, cited), group in changed.items()
    ]
    said += [Sentence(_say_handed(group, parties, wording), cited) for (*_, cited), group in handed.items()]
    said += [Sentence({lang: _say_part(here, wording, later.day, lang) for lang in LANGUAGES}) for here in parts]
    alone = (earlier.alone_km2 > 0, later.alone_km2 > 0)
    line = {(False, True): "caption.line_begins", (True, False): "caption.line_ends"}.get(alone)
    if line:
        said.append(Sentence({lang: say(line, lang) for lang in LANGUAGES}))
    return tuple(said)


def _held_by(here: PlaceOn) -> tuple[object, ...]:
    return (here.state, *((holder.party, holder.state) for holder in here.holders))


def _say_handed(group: list[tuple[PlaceOn, PlaceOn]], parties: Mapping[str, Party], wording: Wording) -> Texts:
    """Say from whom to whom places went."""
    said = {}
    for lang in LANGUAGES:
        names = list_words([here.place.name(lang) for _, here in group], lang)
        old, new = (tell_holders(here, parties, wording.own, lang) for here in group[0])
        said[lang] = say("caption.moved", lang, places=names, old=old, new=new)
    return said


def _say_part(here: PlaceOn, wording: Wording, day: date, lang: str) -> str:
    """Say how much of a place is held, with its name."""
    name, part = here.place.name(lang), here.part
    held = in_language((wording.own if wording.measures(here) else wording.neutral)["held"], lang)
    if part is None:
        return say("caption.whole", lang, place=name, state=in_language(wording.of(here.state, here, day), lang))
    if part.km2 is None:
        return say("caption.part_unknown", lang, place=name, held=held)
    return say("caption.part", lang, place=name, held=held, area=format_amount(part.km2, part.km2_to, lang))


def _how(here: PlaceOn, day: date) -> str:
    """Tell a change that surely falls on the day from one that may, or has by now: the key of its sentence."""
    period = here.period
    start, end = (period.start_span, period.end_span) if period else (None, None)
    if here.state == "possible" and end and end.earliest and end.earliest <= day:
        return "caption.perhaps_ended"
    span = {"held": start, "ended": end}.get(here.state)
    # the last day of a span is no event of its own
    late = span is not None and span.latest == day and span.earliest != day
    return "caption.certain" if late else "caption.change"


def _say_change(group: list[PlaceOn], how: str, words: Texts) -> Texts:
    spans = {end.text: end for here in group if here.period and (end := here.period.end_span)}
    said = {}
    for lang in LANGUAGES:
        names = list_words([here.place.name(lang) for here in group], lang)
        if how == "caption.perhaps_ended":
            dates = [describe_date(span, lang) for span in spans.values()]
            said[lang] = say(how, lang, places=names, date=list_words(dates, lang))
        else:
            said[lang] = say(how, lang, places=names, state=in_language(words, lang))
    return said


def _cited(here: PlaceOn, day: date, numbers: Mapping[str, int]) -> tuple[int, ...]:
    """Return the numbers of the sources behind the state that a place has on a day."""
    row = said_by(here, day)
    return tuple(numbers[name] for name in row.sources) if row else ()
