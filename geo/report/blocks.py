"""What a report is made of: one list of blocks per language, which DOCX and PDF both print.

Text is plain text. Nothing in it is markup for either form, so text from data cannot become any.
"""

from dataclasses import dataclass
from typing import Any, Literal

from geo.words import say

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
    """A table's column: its heading, how it is set, and its width against the others'."""

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
    """A picture by name, with its caption and a text that stands for it."""

    name: str
    caption: str
    alt: str


@dataclass(frozen=True)
class Source:
    """An entry in the list of sources. `number` is what the text cites."""

    number: int
    title: str
    about: str
    url: str


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
        One of `geo.words.LANGUAGES`.
    title, subtitle, kicker, byline : str
        What stands above everything else.
    footer : str
        What stands at the foot of every page, beside its number.
    labels : dict of str to str
        The words `figure`, `table`, `page` and `contents` in the language.
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
    def figures(self) -> tuple[str, ...]:
        """The names of the pictures, in order."""
        return tuple(block.name for block in self.blocks if isinstance(block, Figure))


def tell(key: str, lang: str, **values: object) -> str:
    """Return a sentence; a date that ends in an abbreviation, as Russian ones do, brings its own full stop."""
    return say(key, lang, **values).replace("..", ".")


def cell(text: str, *cites: int, strong: bool = False) -> Cell:
    """Return a cell or sentence of one run."""
    return (Text(text, cites, strong),) if text or cites else ()


def as_data(report: Report) -> dict[str, Any]:
    """Return a report as plain data, each block with its `type`."""
    return {
        **{name: getattr(report, name) for name in ("lang", "title", "subtitle", "kicker", "byline", "footer", "recipe")},
        "labels": report.labels,
        "blocks": [_block(block) for block in report.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    data: dict[str, Any] = {"type": type(block).__name__.lower()}
    match block:
        case Heading():
            return {**data, "text": block.text, "level": block.level}
        case Paragraph():
            return {**data, "texts": _runs(block.texts), "style": block.style}
        case Bullets():
            return {**data, "items": [_runs(item) for item in block.items]}
        case Table():
            columns = [vars(column) for column in block.columns]
            rows = [{"cells": [_runs(runs) for runs in row.cells], "tone": row.tone} for row in block.rows]
            return {**data, "caption": block.caption, "columns": columns, "rows": rows, "note": block.note}
        case Figure():
            return {**data, "name": block.name, "caption": block.caption, "alt": block.alt}
        case Sources():
            return {**data, "entries": [vars(entry) for entry in block.entries]}
        case Verbatim():
            return {**data, "text": block.text}


def _runs(runs: Cell) -> list[dict[str, Any]]:
    return [{"text": run.text, "cites": list(run.cites), "strong": run.strong} for run in runs]
