"""How the land of several parties looks: a colour for each, hatches and stripes where it is in doubt or contested."""

from collections.abc import Mapping, Sequence

from geo.errors import DefinitionError
from geo.look.palette import HUES, check_colour, pick_colours
from geo.look.style import PALETTE
from geo.look.vision import VISIONS, difference
from geo.model.scene import Style, Texts, in_language
from geo.model.situation import Paint, PlaceOn
from geo.package.schema import Party
from geo.text.lists import list_words
from geo.text.names import nearest
from geo.text.words import LANGUAGES, say

_CLEAR = 9.0  # CIEDE2000
_MOST = 200  # paints: a code is one byte, and the states have some
_STATES = {"p": "possible", "s": "some", "a": "alone"}


def party_colours(
    ids: Sequence[str], parties: Mapping[str, Party], colours: Mapping[str, str]
) -> dict[str, str]:
    """Give each party its colour: the definition's, else the package's, else one that nobody has.

    Raises
    ------
    DefinitionError
        A colour is for no party of the map.
    """
    unknown = [name for name in colours if name not in ids]
    if unknown:
        near = nearest(unknown[0], list(ids), ids)
        raise DefinitionError(f"colours: no party of the map is called {unknown[0]!r}; nearest: {near}")
    own = {name: row.colour for name, row in parties.items() if row.colour}
    given = {name: check_colour(found) for name in ids if (found := colours.get(name) or own.get(name))}
    # Colours that the land of nobody any more comes near to go last.
    hues = pick_colours(None, max(len(HUES), len(ids)), ordered=False)
    hues.sort(key=lambda hue: min(difference(hue, PALETTE["ended"], vision) for vision in VISIONS) < _CLEAR)
    free = iter([hue for hue in hues if hue not in given.values()] + list(hues))
    return {name: given[name] if name in given else next(free) for name in ids}


def place_paint(here: PlaceOn) -> Paint | None:
    """How a place as a whole is told: by its holders; None where nobody holds it, even possibly."""
    held = tuple(holder.party for holder in here.holders if holder.state == "held")
    may = tuple(holder.party for holder in here.holders if holder.state == "possible")
    if held:
        only = here.holders[0].part if len(here.holders) == 1 else None
        if only is not None and here.paint == "s":
            return Paint("s", held)
        return Paint("c" if len(held) > 1 else "h", held, may)
    if may:
        return Paint("v" if len(may) > 1 else "p", may)
    return None


def list_paints(painted: Sequence[Paint], places: Sequence[Paint]) -> tuple[Paint, ...]:
    """Return the paints that are some party's, in the order of the legend: held, in doubt, contested.

    Raises
    ------
    DefinitionError
        There are more than a map can hold.
    """
    order = "hpscva"
    found = {paint for paint in (*painted, *places) if paint.parties}
    if len(found) > _MOST:
        raise DefinitionError(
            f"parties: {len(found)} ways of holding land occur, wanted at most {_MOST}; leave parties out, or split the map"
        )
    return tuple(sorted(found, key=lambda paint: (bool(paint.perhaps), order.index(paint.letter), paint)))


def party_style(paint: Paint, parties: Mapping[str, Party], colours: Mapping[str, str], words: Mapping[str, Texts]) -> Style:
    """Return the style of a paint that is some party's; `words` are the map's by state."""
    first = colours[paint.parties[0]] if paint.parties[0] in colours else PALETTE["held"]
    other = next((colours[name] for name in (*paint.parties[1:], *paint.perhaps) if name in colours), first)
    said = {lang: _words(paint, parties, words, lang) for lang in LANGUAGES}
    ground = PALETTE["before"]
    looks: dict[str, tuple[str, str | None, str | None]] = {
        "h": (first, other, "hatch") if paint.perhaps else (first, None, None),
        "c": (first, other, "stripes"),
        "p": (ground, first, "hatch"),
        "v": (ground, PALETTE["country"], "hatch"),
        "s": (ground, first, "rows"),
        "a": (ground, first, "posts"),
    }
    fill, mark, pattern = looks[paint.letter]
    return Style(
        paint.key, said, fill, mark, pattern, counted=paint.letter not in "sa", parties=paint.parties, perhaps=paint.perhaps
    )


def tell_holders(here: PlaceOn, parties: Mapping[str, Party], states: Mapping[str, Texts], lang: str) -> str:
    """Say who holds a place, or the state of one that nobody does; `states` are the map's words."""
    paint = place_paint(here)
    return _words(paint, parties, states, lang) if paint else in_language(states[here.state], lang)


def _words(paint: Paint, parties: Mapping[str, Party], words: Mapping[str, Texts], lang: str) -> str:
    def names(ids: Sequence[str]) -> str:
        return list_words([parties[name].name(lang) if name in parties else name for name in ids], lang)

    whose = names(paint.parties)
    if paint.letter == "c":
        whose = say("party.contested", lang, parties=whose)
    elif paint.letter == "v":
        return say("party.several", lang, parties=whose)
    elif paint.letter in _STATES:
        whose = say("party.state", lang, party=whose, state=in_language(words[_STATES[paint.letter]], lang))
    return say("party.perhaps", lang, party=whose, others=names(paint.perhaps)) if paint.perhaps else whose
