"""What a row of a data package must be.

Each table has one model. `check_rows` turns raw records into rows and findings;
a finding names file, row, field and value, what was wanted, and the remedy.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from geo.errors import UNFIT, DateError, Finding
from geo.reading.countries import country_names
from geo.text.dates import Span, parse_date
from geo.text.words import list_languages

DATED = ("start", "end", "part_start", "part_end")  # quantities whose date is the statement
QUANTITIES = (*DATED, "area", "held_area", "held_share")
_NAMING = re.compile(r"(name|title)_[a-z]+")
WHERE_USED = {"party", "value_to", "symbol", "copy_url"}  # columns that a written table has only if a row fills them


def _strip(value: object) -> object:
    if isinstance(value, str) and UNFIT.search(value):
        raise PydanticCustomError("unfit", "text without control characters")
    return value.strip() if isinstance(value, str) else value


def _blank_to_none(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else _strip(value)


def _to_span(value: object) -> object:
    value = _blank_to_none(value)
    if isinstance(value, str):
        try:
            return parse_date(value)
        except DateError as error:
            raise PydanticCustomError("date", "{remedy}", {"remedy": str(error)}) from None
    return value


Text = Annotated[str, BeforeValidator(_strip)]
Title = Annotated[str, BeforeValidator(_strip), Field(min_length=1)]
Id = Annotated[str, BeforeValidator(_strip), Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")]
OptionalId = Annotated[Id | None, BeforeValidator(_blank_to_none)]
OptionalNumber = Annotated[
    Annotated[float, Field(allow_inf_nan=False)] | None, BeforeValidator(_blank_to_none)
]
Longitude = Annotated[Annotated[float, Field(ge=-180, le=180)] | None, BeforeValidator(_blank_to_none)]
Latitude = Annotated[Annotated[float, Field(ge=-90, le=90)] | None, BeforeValidator(_blank_to_none)]
OptionalSpan = Annotated[Span | None, BeforeValidator(_to_span)]


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class _Named(_Row):
    """A row that may be called something in more languages: a column of its own each, such as `name_ar` or `title_fr`."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Text]


def has_field(model: type[BaseModel], name: str) -> bool:
    """Whether a table of the model may have a column."""
    stem = name.partition("_")[0]
    named = issubclass(model, _Named) and bool(_NAMING.fullmatch(name)) and f"{stem}_ru" in model.model_fields
    return name in model.model_fields or named


class Place(_Named):
    """A row of `places.csv`: an areal unit with its names."""

    id: Id
    kind: Text = ""
    part_of: OptionalId = None
    boundary: Text = ""
    iso_3166_2: Text = ""
    name_en: Text = ""
    name_az: Text = ""
    name_hy: Text = ""
    name_ru: Text = ""
    other_names: Text = ""

    def name(self, lang: str = "en") -> str:
        """Return the name in a language, a country's as CLDR has it where the row has none, else in English, else the id."""
        named = getattr(self, f"name_{lang}", "")
        if not named and self.kind == "country" and self.name_en:
            named = country_names(self.name_en, (lang,)).get(lang, "")
        return str(named or self.name_en or self.id)

    @property
    def names(self) -> dict[str, str]:
        """The names that are given, per language."""
        return {lang: name for lang in list_languages() if (name := getattr(self, f"name_{lang}", ""))}

    @property
    def others(self) -> tuple[str, ...]:
        """The further spellings under which the place can be found."""
        return tuple(name.strip() for name in self.other_names.split(";") if name.strip())


class Statement(_Row):
    """A row of `statements.csv`: one source saying one thing about one place.

    Areas are in km², shares in percent. For `start` and `end`, and for `part_start` and `part_end` (some of the
    place, nobody says how much), the date is the statement; for areas and shares it says since when (a single
    date) or for what time (an interval). `value_to` makes an amount a span. `party` is whose hold it speaks of,
    on a map that tells several apart.
    """

    id: Id
    place: Id
    period: Annotated[int, Field(ge=1)] = 1
    party: Annotated[str, BeforeValidator(_strip), Field(pattern=r"^([a-z0-9][a-z0-9._-]*)?$")] = ""
    quantity: Annotated[
        Literal["start", "end", "part_start", "part_end", "area", "held_area", "held_share"],
        BeforeValidator(_strip),
    ]
    value: OptionalNumber = None
    value_to: OptionalNumber = None
    unit: Text = ""
    date: OptionalSpan = None
    source: Id
    also_source: OptionalId = None
    locator: Text = ""
    confidence: Annotated[Literal["high", "medium", "low", ""], BeforeValidator(_strip)] = ""
    note: Text = ""

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that say it."""
        return (self.source, self.also_source) if self.also_source else (self.source,)

    @model_validator(mode="after")
    def _fits_quantity(self) -> Self:
        if self.quantity in DATED:
            if self.date is None:
                raise ValueError(f"date: an EDTF date for {self.quantity}")
            for field in ("value", "value_to"):
                if getattr(self, field) is not None:
                    raise ValueError(f"{field}: nothing, since a {self.quantity} is a date")
            return self
        if self.value is None:
            raise ValueError(f"value: a number for {self.quantity}")
        wanted = "percent" if self.quantity == "held_share" else "km2"
        if self.unit != wanted:
            raise ValueError(f"unit: {wanted}, the unit of {self.quantity}")
        top = 100 if wanted == "percent" else float("inf")
        if not 0 <= self.value <= top:
            raise ValueError(f"value: {self.quantity} between 0 and {top:g}")
        if self.quantity == "area":
            if self.value == 0:
                raise ValueError("value: an area above 0")
            if self.party:
                raise ValueError("party: nothing, since an area is the whole place's, whoever holds it")
        if self.value_to is not None and not self.value < self.value_to <= top:
            raise ValueError(f"value_to: nothing, or a number above {self.value:g} that is at most {top:g}")
        return self


class Party(_Named):
    """A row of `parties.csv`: who holds places, on a map that tells several apart; `colour` is `#rrggbb`, or none."""

    id: Id
    name_en: Title
    name_az: Text = ""
    name_hy: Text = ""
    name_ru: Text = ""
    side: Text = ""
    colour: Annotated[str, BeforeValidator(_strip), Field(pattern=r"^(#[0-9a-fA-F]{6})?$")] = ""

    def name(self, lang: str = "en") -> str:
        """Return the name in a language, else in English."""
        return str(getattr(self, f"name_{lang}", "") or self.name_en)

    @property
    def names(self) -> dict[str, str]:
        """The names that are given, per language."""
        return {lang: name for lang in list_languages() if (name := getattr(self, f"name_{lang}", ""))}


class Event(_Named):
    """A row of `events.csv`: a dated happening, with or without a point (WGS 84 degrees)."""

    id: Id
    date: Annotated[Span, BeforeValidator(_to_span)]
    kind: Text = ""
    title_en: Title
    title_az: Text = ""
    title_hy: Text = ""
    title_ru: Text = ""
    location: Text = ""
    lon: Longitude = None
    lat: Latitude = None
    source: Id
    also_source: OptionalId = None

    @model_validator(mode="after")
    def _has_whole_point(self) -> Self:
        if (self.lon is None) != (self.lat is None):
            raise ValueError(f"{'lon' if self.lon is None else 'lat'}: both lon and lat, or neither")
        return self

    @property
    def sources(self) -> tuple[str, ...]:
        """The ids of the sources that tell of it."""
        return (self.source, self.also_source) if self.also_source else (self.source,)

    @property
    def titles(self) -> dict[str, str]:
        """The titles that are given, per language."""
        return {lang: title for lang in list_languages() if (title := getattr(self, f"title_{lang}", ""))}


class Source(_Named):
    """A row of `sources.csv`: who published a statement.

    `url` is the publisher's own page; `copy_url` a copy of it on somebody else's, where that was read.
    """

    id: Id
    title: Title
    title_az: Text = ""
    title_hy: Text = ""
    title_ru: Text = ""
    publisher: Text = ""
    side: Text = ""
    symbol: Text = ""
    published: OptionalSpan = None
    accessed: OptionalSpan = None
    url: Text = ""
    copy_url: Text = ""
    licence: Text = ""
    note: Text = ""

    def called(self, lang: str) -> str:
        """Return what it is called in a language, else its title as published."""
        return getattr(self, f"title_{lang}", "") or self.title

    def named(self, lang: str) -> str:
        """Return what it is called in a language, and of a title as published whose it is."""
        told = getattr(self, f"title_{lang}", "")
        return told or (f"{self.title} ({self.publisher})" if self.publisher not in ("", self.title) else self.title)

    def credited(self, lang: str) -> str:
        """Return whom a sentence names: what it is called in a language where somebody said so, else its publisher."""
        return getattr(self, f"title_{lang}", "") or self.publisher or self.title

    @property
    def name(self) -> str:
        """The title, with the document's symbol where it has one."""
        return f"{self.title} ({self.symbol})" if self.symbol else self.title

    @property
    def address(self) -> str:
        """Where it can be opened: the publisher's page, else a copy; nothing that a browser would not open."""
        return next((url for url in (self.url, self.copy_url) if url.startswith(("http://", "https://"))), "")


RowT = TypeVar("RowT", bound=BaseModel)

_REMEDIES = {
    "missing": "add the value",
    "extra_forbidden": "remove the field or correct its name",
    "too_short": "write it",
    "literal_error": "use one of the listed words",
    "string_pattern_mismatch": "use lower-case letters, digits, dot, hyphen and underscore",
    "float_parsing": "write a plain number with a dot, without unit or separators",
    "int_parsing": "write a whole number",
    "unfit": "remove what cannot be shown",
}


def check_rows(
    model: type[RowT], file: str, records: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, RowT], list[Finding]]:
    """Turn records of one file into rows, and say what is wrong with the others.

    Parameters
    ----------
    model : type
        One of `Place`, `Statement`, `Party`, `Event`, `Source`.
    file : str
        The file's name, for the findings.
    records : mapping of int to mapping
        Field to text, by row number, in file order.

    Returns
    -------
    rows : dict of int to row
        The good rows by row number, in file order.
    findings : list of Finding
        One per failure; a bad row may give several.
    """
    rows: dict[int, RowT] = {}
    findings: list[Finding] = []
    for number, record in records.items():
        try:
            rows[number] = model.model_validate(dict(record))
        except ValidationError as error:
            findings.extend(_finding(file, number, record, dict(problem)) for problem in error.errors())
    return rows, findings


def _finding(file: str, row: int, record: Mapping[str, Any], problem: Mapping[str, Any]) -> Finding:
    field = str(problem["loc"][0]) if problem["loc"] else ""
    message = str(problem["msg"]).removeprefix("Value error, ")
    if not field and ": " in message:
        field, message = message.split(": ", 1)
    kind = str(problem["type"])
    wanted = {
        "missing": "a value",
        "too_short": "a text",
        "extra_forbidden": "no such field",
        "string_pattern_mismatch": "an id",
        "float_parsing": "a number",
        "int_parsing": "a whole number",
        "dataclass_type": "an EDTF date",
        "date": "an EDTF date",
    }.get(kind, message.removeprefix("Input should be "))
    remedy = message if kind == "date" else _REMEDIES.get(kind, "correct the row")
    return Finding("error", file, row, field, str(record.get(field) or ""), wanted, remedy)
