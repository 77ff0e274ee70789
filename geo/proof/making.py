"""Make a file again from its recipe. The recipe is a stranger's: every word of it is checked before it is used."""

import math
import re
import warnings
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.errors import DefinitionError, InputError
from geo.model.definition import Definition, find_definitions, open_package, read_definition
from geo.model.recipe import build_index_recipe, build_recipe
from geo.package.files import write_bytes
from geo.package.read import Package
from geo.proof.reading import printable
from geo.text.words import LANGUAGES

if TYPE_CHECKING:
    from geo.export.files import Request, Work

# What writes a file is imported when a file is made: to check a page nobody waits for what draws pictures.
_MOST_DAYS = 2000
_MOST_PIXELS = 100_000_000
_SIZE = re.compile(r"[a-z0-9]{1,10}|[0-9.]{1,10}x[0-9.]{1,10}mm")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


class Here:
    """The maps on this machine, each opened once."""

    def __init__(self, folder: str | Path | None = None) -> None:
        self.folder = folder
        self._maps: dict[str, Map] = {}

    def open(self, recipe: Mapping[str, Any]) -> "Map | Index":
        """Return what a recipe says a file was made from: a map, or a list of maps.

        Raises
        ------
        GeoError
            It is not here, or its data cannot be read.
        """
        if recipe["options"].get("kind") == "index":
            names = check_options(recipe["options"]).get("maps", [])
            return Index([self.find(name) for name in names])
        return self.find(recipe["map"])

    def find(self, name: str) -> "Map":
        """Return the map of a name.

        Raises
        ------
        GeoError
            There is none, or its data cannot be read.
        """
        if name not in self._maps:
            try:
                (file,) = find_definitions(self.folder, [name])
            except DefinitionError as error:
                raise DefinitionError(f"{error}; --maps names the folder of definitions") from None
            self._maps[name] = Map(file)
        return self._maps[name]


class Map:
    """A definition and its package, which may be another than the one it names."""

    def __init__(self, file: Path, package: Package | None = None) -> None:
        self.file = file
        self.definition: Definition = read_definition(file)
        self._package = package

    @cached_property
    def package(self) -> Package:
        """The data that the definition draws from."""
        return self._package or open_package(self.file, self.definition)

    @cached_property
    def work(self) -> "Work":
        """What writes the files of a map."""
        from geo.export.files import Request, Work

        return Work(self.file, Request(), self.package)

    def recipe(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """Return the recipe that a file with these options would get here and now."""
        return build_recipe(self.package, self.definition, options)


class Index:
    """A list of maps."""

    def __init__(self, maps: Sequence[Map]) -> None:
        self.maps = [(found.package, found.definition) for found in maps]

    def recipe(self, _: Mapping[str, Any]) -> dict[str, Any]:
        """Return the recipe that the page which lists them would get here and now."""
        return build_index_recipe(self.maps)

    def write(self, path: Path) -> Path:
        """Write that page."""
        from geo.page.index import draw_index

        return write_bytes(draw_index(self.maps).encode("utf-8"), path)


def make_again(found: Map | Index, recipe: Mapping[str, Any], folder: Path, sheet: int = 1) -> Path:
    """Make a file from its recipe.

    Parameters
    ----------
    found : Map or Index
        What the recipe names.
    recipe : mapping
        From the file.
    folder : Path
        An empty folder to write in; the file's name is ours.
    sheet : int
        Which sheet of a picture, from 1.

    Returns
    -------
    Path
        The file, or the folder of a pack.

    Raises
    ------
    GeoError
        The recipe asks for what this program does not know, or for too much.
    """
    options = check_options(recipe["options"])
    if isinstance(found, Index):
        return found.write(folder / "made.html")
    if options.get("timeline"):
        raise InputError("it was drawn from Python with a timeline of its own, which no definition describes")
    kind = options.get("kind", "file")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = _MAKERS[kind](found, options, folder)
    if sheet > 1:
        path = path.with_name(f"{path.stem}-{sheet}{path.suffix}")
        if not path.is_file():
            raise InputError(f"its recipe gives fewer than {sheet} sheets")
    return path


def _day(options: Mapping[str, Any]) -> date:
    if "date" not in options:
        raise InputError("its recipe names no date")
    day: date = options["date"]
    return day


def _page(found: Map, options: Mapping[str, Any], folder: Path) -> Path:
    from geo.page.write import write_page

    target = folder / "made.html"
    return write_page(found.package, found.definition, target, lang=options.get("lang"), day=options.get("date"))


def _data(found: Map, options: Mapping[str, Any], folder: Path) -> Path:
    from geo.export.pack import write_data

    return write_data(found.package, found.definition, folder / f"made.{options.get('format', '')}.zip")


def _report(found: Map, options: Mapping[str, Any], folder: Path) -> Path:
    from geo.report.files import write_report

    kind, lang, day = options.get("format", "pdf"), options.get("lang"), options.get("date")
    made: Path = write_report(found.file, [kind], lang, folder, day=day)[0]
    return made


def _pack(found: Map, options: Mapping[str, Any], folder: Path) -> Path:
    from geo.export.pack import write_pack

    day = options.get("date")
    return write_pack(found.file, folder / "made", day=day, lang=options.get("lang"), package=found.package)[0].parent


def _file(found: Map, options: Mapping[str, Any], folder: Path) -> Path:
    from geo.export.files import DATA, MOTION, Request
    from geo.picture.draw import FORMATS as PICTURES

    kind = options.get("format", "")
    asked = {key: options[key] for key in vars(Request()) if key in options}
    work = found.work.asking(**{**vars(Request()), **asked})
    target = folder / f"made.{kind}"
    if kind in MOTION:
        return work.move(options.get("days") or [_day(options)], kind, target)
    if kind in (*PICTURES, *DATA):
        _bound(work.request)
        return work.write(_day(options), kind, target)
    raise InputError(f"its recipe asks for the format {kind!r}, which this program does not write as a file of a map")


_MAKERS: Mapping[str, Callable[[Map, Mapping[str, Any], Path], Path]] = {
    "page": _page, "data": _data, "report": _report, "pack": _pack, "file": _file,
}  # fmt: skip


def _bound(request: "Request") -> None:
    from geo.picture.sheet import parse_size

    size = parse_size(request.size or "a4")
    pixels = (size.width / 25.4 * request.dpi) * (size.height / 25.4 * request.dpi)
    if pixels > _MOST_PIXELS:
        raise InputError(f"its recipe asks for {pixels / 1e6:.0f} million pixels; {_MOST_PIXELS // 1_000_000} are the most")


def check_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a recipe's options as this program uses them.

    Raises
    ------
    InputError
        One is not known, or is not what it must be.
    """
    checked = {}
    for key, value in options.items():
        reader = _OPTIONS.get(key)
        if reader is None:
            raise InputError(f"its recipe has the option {printable(key)!r}, which this program does not know")
        try:
            checked[key] = reader(value)
        except (ValueError, TypeError, OverflowError, DefinitionError):
            raise InputError(f"its recipe says {key}: {printable(value)!r}, which is not what that can be") from None
    return checked


def _one_of(*known: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in known:
            raise ValueError
        return str(value)

    return read


def _as_day(value: Any) -> date:
    if not isinstance(value, str) or not _ISO.fullmatch(value):
        raise ValueError
    return date.fromisoformat(value)


def _as_days(value: Any) -> list[date]:
    if not isinstance(value, list) or not 1 < len(value) <= _MOST_DAYS:
        raise ValueError
    return [_as_day(day) for day in value]


def _as_text(most: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if not isinstance(value, str) or len(value) > most:
            raise ValueError
        return value

    return read


def _as_size(value: Any) -> str:
    if not _SIZE.fullmatch(_as_text(40)(value)):  # and what it says is checked where it is used
        raise ValueError
    return str(value)


def _as_dpi(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 36 <= value <= 1200:
        raise ValueError
    return value


def _as_box(value: Any) -> tuple[float, ...]:
    if not isinstance(value, list) or len(value) != 4 or not all(isinstance(side, int | float) for side in value):
        raise ValueError
    if not all(math.isfinite(side) for side in value):
        raise ValueError
    return tuple(value)


def _as_names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) > 100_000:
        raise ValueError
    return tuple(_as_text(200)(name) for name in value)


def _as_true(value: Any) -> bool:
    if value is not True:
        raise ValueError
    return True


_OPTIONS: Mapping[str, Callable[[Any], Any]] = {
    "kind": _one_of("page", "index", "data", "report", "pack"), "format": _as_text(20),
    "date": _as_day, "days": _as_days, "lang": _one_of(*LANGUAGES), "layout": _as_text(20), "size": _as_size,
    "dpi": _as_dpi, "bbox": _as_box, "places": _as_names, "maps": _as_names, "projection": _as_text(40), "figure": _as_text(200),
    "title": _as_text(2000), "caption": _as_text(5000),
    "grey": _as_true, "transparent": _as_true, "timeline": _one_of("own"),
}  # fmt: skip
