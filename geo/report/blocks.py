"""What a report is made of: one list of blocks per language, which DOCX and PDF both print.

Text is plain text. Nothing in it is markup for either form, so text from data cannot become any.
"""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from geo.text.words import say

_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")  # but for the line's end
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")

Align = Literal["left", "right"]
Tone = Literal["plain", "strong", "muted", "part"]


@dataclass(frozen=True)
class Text:
    """A run of text and the numbers of the sources that it rests on."""

    text: str
    cites: tuple[int, ...] = ()
    strong: bool = False


Cell = tuple[Text, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; level 1 begins a section."""

    text: str
    level: int = 1


@dataclass(frozen=True)
class Paragraph:
    """Sentences that belong together.

    `lead` is set larger, `intro` stays with what follows, `note` is set apart, `small` is fine print.
    """

    texts: Cell
    style: Literal["body", "lead", "intro", "note", "small"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list without order."""

    items: tuple[Cell, ...]


@dataclass(frozen=True)
class Column:
    """A table's column: its heading, how it is set, and its width: against the others', then in millimetres."""

    title: str
    align: Align = "left"
    width: float = 1.0


@dataclass(frozen=True)
class Row:
    """A table's row; a `part` row belongs to the one above, a `strong` one is a total."""

    cells: tuple[Cell, ...]
    tone: Tone = "plain"


@dataclass(frozen=True)
class Table:
    """A table with its caption. The first column names the row."""

    name: str
    caption: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture by name, with its caption and a text that stands for it.

    `height` is in millimetres, or 0 for the picture's own.
    """

    name: str
    caption: str
    alt: str
    height: float = 0.0


@dataclass(frozen=True)
class Source:
    """An entry in the list of sources. `number` is what the text cites, `shown` the address as one reads it."""

    number: int
    title: str
    about: str
    url: str
    shown: str


@dataclass(frozen=True)
class Sources:
    """The numbered list of sources."""

    entries: tuple[Source, ...]


@dataclass(frozen=True)
class Verbatim:
    """Text for machines, such as a BibTeX entry."""

    text: str


Block = Heading | Paragraph | Bullets | Table | Figure | Sources | Verbatim


@dataclass(frozen=True)
class Report:
    """A report in one language.

    Parameters
    ----------
    lang : str
        One of `geo.text.words.LANGUAGES`.
    title, subtitle, kicker, byline : str
        What stands above everything else.
    footer : str
        What stands at the foot of every page, beside its number.
    labels : dict of str to str
        The words `figure`, `table` and `page` in the language.
    blocks : tuple of Block
        In reading order.
    recipe : str
        What the report was made from, as JSON, for the file's metadata.
    """

    lang: str
    title: str
    subtitle: str
    kicker: str
    byline: str
    footer: str
    labels: dict[str, str]
    blocks: tuple[Block, ...]
    recipe: str = ""

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The pictures, in order."""
        return tuple(block for block in self.blocks if isinstance(block, Figure))


def tell(key: str, lang: str, **values: object) -> str:
    """Return a sentence; a date that ends in an abbreviation, as Russian ones do, brings its own full stop."""
    return say(key, lang, **values).replace("..", ".")


def cell(text: str, *cites: int, strong: bool = False) -> Cell:
    """Return a cell or sentence of one run."""
    return (Text(text, cites, strong),) if text or cites else ()


def clean(value: Any) -> Any:
    r"""Return blocks whose texts have nothing that a file cannot hold or that turns the text around it.

    Control characters become spaces; marks that override the direction of writing are left out.

    Examples
    --------
    >>> clean(Heading("a\x07b\u202ec")).text
    'a bc'
    """
    if isinstance(value, str):
        return _TURNS.sub("", _CONTROLS.sub(" ", value))
    if isinstance(value, tuple):
        return tuple(clean(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: clean(getattr(value, field.name)) for field in fields(value)})
    return value


def as_data(value: Any) -> Any:
    """Return a report, or a piece of one, as plain data; each piece has its `type`."""
    if isinstance(value, tuple):
        return [as_data(item) for item in value]
    if is_dataclass(value) and not isinstance(value, type):
        own = {field.name: as_data(getattr(value, field.name)) for field in fields(value)}
        return {"type": type(value).__name__.lower(), **own}
    return value
