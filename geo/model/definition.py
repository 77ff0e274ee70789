"""What a map draws: `maps/*.toml`, checked before anything is drawn.

Every key is a field of `Definition`; an unknown key is refused with the nearest good one.
"""

import tomllib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from geo.errors import UNFIT, DateError, DefinitionError, InputError
from geo.look.choice import check_name
from geo.model.period import Choice
from geo.package.read import Package, read_package, shipped
from geo.package.schema import QUANTITIES
from geo.text.dates import parse_date
from geo.text.names import nearest
from geo.text.words import is_language, list_languages

STATE_WORDS = ("before", "possible", "held", "ended", "unknown", "some", "outside", "alone")
# What TOML calls the kinds of values.
_KINDS = {
    "model_type": "a table", "tuple_type": "a list", "string_type": "a text", "bool_type": "true or false",
    "bool_parsing": "true or false", "int_type": "a whole number", "int_parsing": "a whole number",
    "int_from_float": "a whole number", "float_type": "a number", "float_parsing": "a number", "finite_number": "a finite number",
}  # fmt: skip


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Words(_Table):
    """A text per language, those of `--words` too; English is needed, the others fall back to it."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, str]

    en: str
    az: str = ""
    hy: str = ""
    ru: str = ""

    @model_validator(mode="after")
    def _in_languages(self) -> Self:
        for lang in self.__pydantic_extra__:
            if not is_language(lang):
                raise ValueError(f"texts by the codes of languages, such as en or fr; CLDR knows no {lang!r}")
        return self

    def per_language(self) -> dict[str, str]:
        """Return the texts that are given, by language."""
        return {lang: text for lang in list_languages() if (text := getattr(self, lang, None))}


def _as_words(value: object) -> object:
    return {"en": value} if isinstance(value, str) else value


def _as_projection(named: str) -> str:
    try:
        return check_name(named)
    except InputError:
        raise ValueError("auto, equal-earth, laea, albers or mercator; or EPSG:n of a projected plane") from None


def _as_language(code: str) -> str:
    if code not in list_languages():
        there = ", ".join(list_languages())
        raise ValueError(f"one of {there}; another with a file of its words, as in: geo --words {code}.json build")
    return code


Text = Annotated[Words, BeforeValidator(_as_words)]


class NeutralWords(_Table):
    """What a map calls states of which the source of its words does not speak; left out, the program's words."""

    before: Text | None = None
    possible: Text | None = None
    held: Text | None = None
    ended: Text | None = None
    unknown: Text | None = None
    some: Text | None = None
    outside: Text | None = None
    alone: Text | None = None


class StateWords(NeutralWords):
    """What a map calls its states, and which source uses these words.

    With a source they stand only for periods and parts that it states itself; elsewhere stand the neutral ones.
    """

    source: str = Field("", description="id of the source that uses these words")
    neutral: NeutralWords = Field(NeutralWords(), description="words for what that source does not speak of")


class SourceOrder(_Table):
    """Source ids by quantity, preferred first; a quantity left out takes any source that nobody contradicts.

    Of how much was held, a list within the list names equals: the smallest of their amounts is held, the rest up
    to the largest possible.
    """

    start: tuple[str, ...] | None = None
    end: tuple[str, ...] | None = None
    part_start: tuple[str, ...] | None = None
    part_end: tuple[str, ...] | None = None
    area: tuple[str, ...] | None = None
    held_area: tuple[str | tuple[str, ...], ...] | None = None
    held_share: tuple[str | tuple[str, ...], ...] | None = None


class Tiles(_Table):
    """Online tiles beneath the map: off until the reader turns them on, the only thing that asks the network."""

    url: str = Field(pattern=r"^https://[^\s\"'<>]+$", description="address with {z}, {x} and {y}")
    attribution: str = Field(description="whom to credit for the tiles, as plain text")


class Step(_Table):
    """One step of a guided reading: a date, and a sentence on what the map shows then."""

    date: str = Field(description="the date (EDTF); its first day is shown")
    text: Text = Field(description="a sentence")
    place: str = Field("", description="id of a place that is outlined, and that the map moves to")
    view: tuple[float, float, float, float] | None = Field(
        None, description="where the map moves to instead: west, south, east, north in degrees"
    )
    sources: tuple[str, ...] = Field((), description="ids of the sources that say so")


def _as_figure(value: object) -> object:
    return {"name": value} if isinstance(value, str) or (isinstance(value, dict) and "name" not in value) else value


def _by_column(value: object) -> object:
    return {name: name for name in value} if isinstance(value, list) else value


class FigureLook(_Table):
    """A further column of a table of values: what it is called, and how it is classed and coloured."""

    name: Text = Field(description="what the figure is called")
    unit: Text | None = Field(None, description="written behind the numbers")
    classes: int | str | tuple[float, ...] = Field(5, description="as for the map's own values")
    class_count: int = Field(5, ge=2, le=12, description="as for the map's own values")
    middle: float | None = Field(None, description="as for the map's own values")
    log: bool = Field(False, description="as for the map's own values")
    palette: str | tuple[str, ...] = Field((), description="as for the map's own values")


# Keys that mean something for one kind of map alone; the other kind refuses them.
_OF_VALUES = frozenset((
    "classes", "class_count", "middle", "log", "palette", "per", "per_count", "unit", "lasts", "order", "figures", "figure_name",
    "values_note",
))  # fmt: skip
_OF_PERIODS = frozenset(("colour", "sources", "outline", "states", "compare"))


class Definition(_Table):
    """One map. Texts may be one string (English) or a table by language."""

    name: str = Field(description="the map's name: the file's name without .toml", exclude=True)
    title: Text = Field(description="the map's title")
    subtitle: Text | None = Field(None, description="a line under the title")
    data: str = Field(
        "", description="the data package's folder, relative to this file; empty for the one shipped"
    )
    places: tuple[str, ...] = Field(
        (), description="ids of the places to draw, in the table's order; needed unless `values` is given"
    )
    values: str = Field("", description="table of the package to draw as values over time, instead of periods")
    classes: int | str | tuple[float, ...] = Field(
        5,
        description="of values: how many classes with about as many values each, the upper ends of classes, "
        "`equal`, or a scheme of mapclassify",
    )
    class_count: int = Field(5, ge=2, le=12, description="of values: how many classes a named scheme makes")
    middle: float | None = Field(
        None, description="of values: the number at which a diverging palette turns; classes lie evenly on both sides"
    )
    log: bool = Field(False, description="of values: classes that grow by the same factor")
    palette: str | tuple[str, ...] = Field(
        (), description="of values: a ramp of cmcrameri, ColorBrewer or matplotlib by name, or colours from low to high"
    )
    colours: dict[str, Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]] = Field(
        {}, description="colours #rrggbb by category or party; those left out take the program's"
    )
    per: str = Field("", description="of values: `km2`, or a second table of values, to divide by")
    per_count: float = Field(1, gt=0, description="of values: per how many of `per`, such as 1000")
    unit: Text | None = Field(None, description="of values: written behind the numbers")
    lasts: bool = Field(
        False, description="of values: each lasts until the place's next row, as in a table of changes, not on its own time alone"
    )
    order: tuple[str, ...] = Field(
        (), description="of categories: from low to high, or as the legend lists them; those left out follow"
    )
    figures: Annotated[dict[str, Annotated[FigureLook, BeforeValidator(_as_figure)]], BeforeValidator(_by_column)] = Field(
        {},
        description="of values: further columns of the table that a reader can switch to: a list of columns, or a table by "
        "column of what each is called (`name`) with its own unit, classes, palette",
    )
    figure_name: Text | None = Field(None, description="of values: what the column `value` is called, where the title says more")
    boundary_times: Literal["valid", "any"] = Field(
        "valid",
        description="draw each boundary only while it is `valid`, or each place's newest at `any` time",
    )
    values_note: Text | None = Field(None, description="of values: a sentence under the legend")
    open: str = Field("last", description="the day the page opens on, `first` or `last` stop")
    spacing: Literal["event", "time"] = Field(
        "time", description="how stops are spaced: true time, or equal steps from `event` to event"
    )
    colour: Literal["state", "start", "years", "reported", "measured"] = Field(
        "state", description="what the colours say"
    )
    projection: Annotated[str, AfterValidator(_as_projection)] = Field(
        "auto",
        description="the plane: `auto` follows the land and keeps areas; or `equal-earth`, `laea`, `albers`, `mercator`; "
        "or `EPSG:n` for pictures, whose page takes `auto`",
    )
    language: Annotated[str, AfterValidator(_as_language)] = Field(
        "en", description="the language the page opens in: `en`, `az`, `hy`, `ru`, or one that `--words` gives"
    )
    names: str = Field(
        "", pattern="^(name_[a-z]+)?$",
        description="the column of `places.csv` that names the places in every language; without it each has its own",
    )
    sources: SourceOrder = Field(SourceOrder(), description="whose dates and figures to follow")
    outline: str | tuple[str, ...] | None = Field(
        None, description="id of the boundary that says which land was held, or several: of one party the later replaces "
        "the earlier",
    )
    lines: tuple[str, ...] = Field((), description="ids of boundary lines to draw")
    context: tuple[str, ...] = Field((), description="boundary files drawn beneath, without a state")
    events: bool = Field(True, description="mark the package's events on the time axis")
    states: StateWords = Field(StateWords(), description="the map's own words for the states")
    notes: tuple[Text, ...] = Field((), description="notes under the map")
    boundary_note: Text | None = Field(None, description="what the drawn boundaries do not imply")
    steps: tuple[Step, ...] = Field(
        (), description="a guided reading: tables `[[steps]]` in the order in which they are read"
    )
    cite_url: str = Field(
        "", pattern=r"^(https?://[^\s\"'<>{}\\]+)?$", description="where you publish the map: its citation leads there"
    )
    tiles: Tiles | None = Field(
        None, description="online tiles that a reader may turn on; none by default. With them the page is in Web Mercator, "
        "which enlarges land towards the poles, and its foot says so",
    )
    compare: tuple[str, ...] = Field((), description="source ids to draw side by side")

    @model_validator(mode="after")
    def _draws_something(self) -> Self:
        if not self.places and not self.values:
            raise ValueError("places: is missing; list the ids of places to draw, or name a table with values")
        kind, other, keys = ("values", "periods", _OF_PERIODS) if self.values else ("periods", "values", _OF_VALUES)
        idle = sorted(self.model_fields_set & keys)
        if idle:
            raise ValueError(f"{idle[0]}: is for maps of {other}, and this one draws {kind}; leave the key out")
        if self.tiles and self.projection in ("equal-earth", "laea", "albers"):
            raise ValueError(
                f"projection: came {self.projection!r}, and online tiles are in Web Mercator; leave out this key or [tiles]"
            )
        return self

    @property
    def choice(self) -> Choice:
        """Which places, whose dates and areas, which outline: what a timeline is built from."""
        if self.values:
            raise DefinitionError(
                f"maps/{self.name}.toml draws values, not periods; this works on maps of periods: name one with --map"
            )
        orders = {name: order for name in QUANTITIES if (order := getattr(self.sources, name)) is not None}
        return Choice(self.places, orders, self.outlines, self.boundary_times == "any")

    @property
    def outlines(self) -> tuple[str, ...]:
        """Ids of the boundaries that say which land was held."""
        return (self.outline,) if isinstance(self.outline, str) else self.outline or ()

    @property
    def account(self) -> Choice:
        """The choice that one map follows: of a map that compares accounts, the first of them."""
        return self.choice.following(self.compare[0], self.compare) if self.compare else self.choice

    @property
    def page_projection(self) -> str:
        """The plane of the page: what online tiles are in, where it has them; a code's plane is for pictures only."""
        if self.tiles:
            return "mercator"
        return "auto" if self.projection.startswith("EPSG:") else self.projection

    def opening(self, stops: tuple[date, ...]) -> date:
        """Return the day on which the map opens."""
        if self.open in ("first", "last"):
            return (stops[0] if self.open == "first" else stops[-1]) if stops else date(2000, 1, 1)
        try:
            day = parse_date(self.open).earliest
        except DateError as error:
            raise DefinitionError(f"maps/{self.name}.toml, open: {error}") from None
        if day is None:
            raise DefinitionError(
                f"maps/{self.name}.toml, open: came {self.open!r}, wanted a day, `first` or `last`"
            )
        return day


def read_definition(file: str | Path) -> Definition:
    """Read and check one definition.

    Parameters
    ----------
    file : str or Path
        A TOML file, whose name without `.toml` becomes the map's name; or the bare name of a map that comes with the
        program.

    Returns
    -------
    Definition
        Checked, with the paths that it names as the file has them.

    Raises
    ------
    DefinitionError
        The file cannot be read, or a key or value is not what it must be; names file, key, value and remedy.

    Examples
    --------
    >>> read_definition("occupation").title.en
    'The Occupation in Figures'
    """
    path = Path(file)
    if str(file) == path.stem:
        (path,) = find_definitions(names=[path.stem])
    shown = f"{path.parent.name}/{path.name}"
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise DefinitionError(f"{shown}: cannot be read ({error.strerror}); check the name") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise DefinitionError(f"{shown}: is not TOML ({error}); correct that place") from None
    unfit = _find_unfit(table)
    if unfit is not None:
        raise DefinitionError(f"{shown}, {unfit}: holds a control character; remove what cannot be shown")
    if "name" in table:
        raise DefinitionError(f"{shown}, name: the file's name is the map's; remove the key")
    try:
        return Definition.model_validate({"name": path.stem, **table})
    except ValidationError as error:
        raise DefinitionError(f"{shown}, {_explain(error.errors(), Definition)}") from None


def find_definitions(folder: str | Path | None = None, names: Iterable[str] = ()) -> list[Path]:
    """List the definitions of a folder (default: those that come with the program), sorted by name.

    Raises
    ------
    DefinitionError
        The folder has none, or a name is not among them.
    """
    where = Path(folder) if folder is not None else shipped("maps")
    files = {file.stem: file for file in sorted(where.glob("*.toml"))}
    if not files:
        raise DefinitionError(f"{where}: holds no definition (*.toml); name another folder with --maps")
    wanted = list(names) or list(files)
    for name in wanted:
        if name not in files:
            near = nearest(name, sorted(files), sorted(files))
            raise DefinitionError(f"no map is called {name!r} in {where.name}/; there are: {near}")
    return [files[name] for name in wanted]


def open_package(file: Path, definition: Definition) -> Package:
    """Read the package a definition draws from; `data` is relative to the definition's file."""
    package = read_package(file.parent / definition.data) if definition.data else read_package()
    return _rename(package, definition, file) if definition.names else package


def _rename(package: Package, definition: Definition, file: Path) -> Package:
    """Call the places by the column that the definition names, those that have nothing there by their own names."""
    column = definition.names
    named = {place.id: {"name_en": name} for place in package.places.values() if (name := getattr(place, column, ""))}
    if not named:
        there = sorted({key for place in package.places.values() for key in place.model_dump() if key.startswith("name_")})
        raise DefinitionError(
            f"maps/{file.name}, names: no place has a name in {column!r}; "
            f"name a column of places.csv that has: {', '.join(there)}"
        )
    blank = {f"name_{lang}": "" for lang in list_languages()}
    places = {
        key: place.model_copy(update=blank | named[key]) if key in named else place for key, place in package.places.items()
    }
    return replace(package, places=places)


def _explain(problems: list[Any], model: type[BaseModel]) -> str:
    """Say the first problem; what may be one of several kinds gives one problem for each."""
    problem = problems[0]
    path = _path(problem)
    key = ".".join(path)
    came = repr(problem.get("input"))
    came = came if len(came) <= 60 else came[:57] + "..."
    if problem["type"] == "extra_forbidden":
        for part in path[:-1]:
            annotation = model.model_fields[part].annotation if part in model.model_fields else None
            nested = next(
                (item for item in (annotation, *getattr(annotation, "__args__", ())) if _is_model(item)), None
            )
            model = nested or model
        near = nearest(path[-1], sorted(model.model_fields), sorted(model.model_fields))
        return f"{key}: no such key; nearest: {near}"
    if problem["type"] == "value_error" and not path:
        return str(problem["msg"]).removeprefix("Value error, ")
    if problem["type"] == "missing":
        return f"{key}: is missing; add it"
    wanted = " or ".join(dict.fromkeys(_wanted(item) for item in problems if _path(item) == path))
    return f"{key}: came {came}, wanted: {wanted}; correct it"


def _find_unfit(value: Any, key: str = "") -> str | None:
    """Return the key of the first text that not every format can hold."""
    if isinstance(value, str):
        return key if UNFIT.search(value) else None
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = (_find_unfit(item, f"{key}.{name}" if key else str(name)) for name, item in inside)
    return next((name for name in found if name is not None), None)


def _path(problem: dict[str, Any]) -> list[str]:
    """Return the keys that lead to a problem, without the kinds that were tried there; the last of a key that is none is it."""
    *path, last = (str(part) for part in problem["loc"]) if problem["loc"] else ("",)
    kept = [part for part in path if part not in ("int", "str") and "[" not in part]
    known = last and last not in ("int", "str") and "[" not in last
    return [*kept, last] if known or problem["type"] == "extra_forbidden" else kept


def _wanted(problem: dict[str, Any]) -> str:
    if problem["type"] == "model_type" and problem["ctx"]["class_name"] == "Words":
        return "a text, or a table of texts by language"
    said = str(problem["msg"]).removeprefix("Input should be ").removeprefix("Value error, ")
    return _KINDS.get(problem["type"], said)


def _is_model(item: object) -> bool:
    return isinstance(item, type) and issubclass(item, BaseModel)
