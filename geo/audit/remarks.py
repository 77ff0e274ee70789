"""Sentences about figures, kept as a key and its values until the reader's language is known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from geo.package.schema import Party, Place, Source
from geo.text.dates import Span
from geo.text.lists import list_words
from geo.text.words import describe_date, format_area, format_day, format_number, format_percent, say


@dataclass(frozen=True)
class Remark:
    """One sentence to come.

    Parameters
    ----------
    key : str
        A key of `lang/*.json`.
    values : mapping of str to object
        Its fields. A number named `…_km2` is written as an area, one named `…_pct` as percent; places, sources,
        days and spans in the reader's words; a tuple as a list; a remark as its own text.

    Examples
    --------
    >>> Remark("unit.percent", {"number": "20"}).text("en")
    '20%'
    """

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, lang: str = "en") -> str:
        """Return the sentence in a language."""
        worded = {
            name: value if name == "n" else _word(name, value, lang) for name, value in self.values.items()
        }
        # A value that ends in an abbreviation, as Russian dates do, brings its own full stop.
        return say(self.key, lang, **worded).replace("..", ".")


def hold(place: Place, party: Party | None) -> Place | Remark:
    """Return a place, with whose hold on it is meant where a map tells parties apart."""
    return Remark("changes.party", {"place": place, "party": party}) if party else place


def name_hold(place: Place, party: Party | None, lang: str) -> str:
    """Name a place, and whose hold on it is meant, in a language."""
    named = hold(place, party)
    return named.text(lang) if isinstance(named, Remark) else named.name(lang)


def _word(name: str, value: object, lang: str) -> str:
    if isinstance(value, Remark):
        return value.text(lang)
    if isinstance(value, Place | Party):
        return value.name(lang)
    if isinstance(value, Source):
        return value.title
    if isinstance(value, Span):
        return describe_date(value, lang)
    if isinstance(value, date):
        return format_day(value, lang)
    if isinstance(value, tuple):
        return list_words([_word(name, item, lang) for item in value], lang)
    if isinstance(value, int | float):
        if name.endswith("_pct"):
            return format_percent(value, lang)
        return format_area(value, lang) if name.endswith("_km2") else format_number(value, lang)
    return str(value)
