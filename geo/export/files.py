"""Write a map in any mix of formats: pictures, moving pictures, tables, GIS files."""

import json
import signal
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from geo.errors import DefinitionError
from geo.export import gis, tables
from geo.export.qgis import style_row
from geo.export.rows import (
    Row,
    class_rows,
    day_rows,
    event_row,
    figure_rows,
    holder_rows,
    land_frame,
    party_rows,
    place_frame,
    source_row,
    statement_row,
)
from geo.model.build import build_scene
from geo.model.definition import Definition, open_package, read_definition
from geo.model.recipe import build_recipe, canonical
from geo.model.scene import Scene, Style, in_language
from geo.package.files import make_folder, write_bytes
from geo.package.read import Package
from geo.picture.alt import caption_map
from geo.picture.draw import FORMATS as PICTURES
from geo.picture.draw import describe, draw_picture
from geo.picture.ground import Ground, find_day, find_series, name_time, view_of
from geo.picture.layout import Options
from geo.picture.motion import save_motion
from geo.picture.sheet import parse_size

MOTION = ("gif", "mp4")
DATA = ("csv", "xlsx", "geojson", "jsonfg", "gpkg", "fgb", "parquet", "kml", "datapackage")
FORMATS = (*PICTURES, *MOTION, *DATA)
_BESIDE = ("holders", "parties", "statements", "classes", "sources")  # tables beside the layers of a GeoPackage
_FEW = 4  # so few pictures are not worth a second process


@dataclass(frozen=True)
class Request:
    """How files should look; see `draw_picture` for each field. Without a size a picture is A4, a moving one a slide."""

    layout: str = "single"
    size: str = ""
    dpi: int = 150
    lang: str | None = None
    bbox: tuple[float, ...] | None = None
    places: tuple[str, ...] = ()
    projection: str = ""
    figure: str = ""
    title: str = ""
    caption: str = ""
    grey: bool = False
    transparent: bool = False


def export_map(
    file: str | Path,
    days: Sequence[date | str] | None,
    formats: Iterable[str],
    out: str | Path,
    request: Request | None = None,
    *,
    alt: bool = False,
    report: Callable[[Path], None] | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> list[Path]:
    """Write a map's files.

    Parameters
    ----------
    file : str or Path
        The definition (TOML).
    days : sequence of datetime.date or str, or None
        The days to write, of figures any times as EDTF writes them; None for the definition's. A moving picture shows
        all of them, or every stop if one.
    formats : iterable of str
        Any of `FORMATS`.
    out : str or Path
        The folder; made if it is not there.
    request : Request, optional
        Layout, size, language and the like.
    alt : bool
        Also write alternative text and caption of each picture beside it.
    report : callable, optional
        Called with each file as it is written.
    tell : callable, optional
        Called with the frames that a moving picture has, and how many it will have.

    Returns
    -------
    list of Path
        Named `NAME-TIME[-LAYOUT][-LANG].EXT`, in the order of days, then formats.

    Raises
    ------
    DefinitionError
        A format, layout or size is not one there is.
    SaveError
        A file cannot be written, or needs a package that is not installed. No half-written file has its name.
    """
    wanted = list(dict.fromkeys(formats))
    for name in wanted:
        if name not in FORMATS:
            raise DefinitionError(f"format: came {name!r}, wanted any of {', '.join(FORMATS)}")
    asked = request or Request()
    work = Work(Path(file), asked)
    folder = make_folder(out)
    chosen = list(dict.fromkeys(work.day(asked) for asked in days)) if days else [work.day(None)]
    jobs = [(day, kind, folder) for day in chosen for kind in wanted if kind not in MOTION]
    paths: list[Path] = []
    if len([job for job in jobs if job[1] in PICTURES]) > _FEW:
        # Fresh processes: what a fork inherits of fonts and threads is not to be relied on.
        with ProcessPoolExecutor(2, get_context("spawn"), _prepare, (Path(file), asked)) as pool:
            for path in pool.map(_run, jobs):
                paths.append(path)
                if report:
                    report(path)
    else:
        for job in jobs:
            paths.append(_write(work, *job))
            if report:
                report(paths[-1])
    for kind in [kind for kind in wanted if kind in MOTION]:
        paths.append(work.move(chosen, kind, folder / work.name(work.shown(chosen)[-1], kind), tell))
        if report:
            report(paths[-1])
    if alt:
        paths += [work.describe(day, folder) for day in chosen]
    return paths


class Work:
    """One map, opened once, and how its files should look."""

    def __init__(self, file: Path, request: Request, package: Package | None = None) -> None:
        self.definition: Definition = read_definition(file)
        self.package: Package = package or open_package(file, self.definition)
        self.scene: Scene = build_scene(self.package, self.definition)
        self.request = request

    @property
    def lang(self) -> str:
        """The language of the files."""
        return self.request.lang or self.definition.language

    @property
    def series(self) -> int:
        """Which of several figures or accounts the files are of."""
        return find_series(self.scene, self.request.figure)

    @property
    def layer(self) -> str:
        """What a layer of the map's land is called: states or values."""
        return self.scene.asks

    @property
    def field(self) -> str:
        """The field of that layer which holds a style's key."""
        return "style" if self.scene.parties else "state" if self.scene.asks == "states" else "class"

    @property
    def styles(self) -> list[Style]:
        """The styles that the map uses, one of each key."""
        series = self.scene.series[self.series]
        used = [series.styles[code] for code in series.used]
        return list({style.key: style for style in reversed(used)}.values())[::-1]

    def asking(self, **changes: Any) -> "Work":
        """Return the same map for files that should look otherwise."""
        other = copy(self)
        other.request = replace(self.request, **changes)
        return other

    def day(self, asked: date | str | None) -> date:
        """Return the day that a time stands for, without one the day on which the map opens."""
        return find_day(self.scene, asked if asked is not None else self.definition.opening(self.days))

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the map's stops."""
        return tuple(stop.day for stop in self.scene.stops)

    def name(self, day: date, ending: str) -> str:
        """Return NAME-TIME[-LAYOUT][-LANG].EXT; what is the default is left out. Figures' time is that they are of."""
        parts = [self.definition.name, name_time(self.scene, day)]
        if self.request.layout != "single" and ending in (*PICTURES, "txt"):
            parts.append(self.request.layout)
        if self.lang != self.definition.language:
            parts.append(self.lang)
        return f"{'-'.join(parts)}.{ending}"

    def recipe(self, day: date, kind: str, days: Sequence[date] = ()) -> dict[str, Any]:
        """Return what a file is made from; `days` are those of a moving picture."""
        asked = {"date": day.isoformat(), "format": kind, **vars(self.request), "lang": self.lang}
        asked["days"] = [each.isoformat() for each in days]
        return build_recipe(self.package, self.definition, asked)

    def write(self, day: date, kind: str, target: Path) -> Path:
        """Write one file of one day."""
        if kind in PICTURES:
            return draw_picture(
                self.package, self.definition, day, target, scene=self.scene,
                **{**vars(self.request), "size": self.request.size or "a4"},
            )
        return self.write_data(day, kind, target)

    def write_data(self, day: date, kind: str, target: Path) -> Path:
        """Write a table or GIS file, with its recipe inside or beside it."""
        recipe = self.recipe(day, kind)
        about = self.about(day, recipe)
        if kind == "csv":
            write_recipe(recipe, about, target)
            return tables.write_csv(self.table(day), target)
        if kind == "datapackage":
            return tables.write_datapackage(self.package, target.with_suffix(".datapackage.zip"), recipe)
        if kind == "xlsx":
            return tables.write_xlsx(self.sheets(day), target, about)
        frame = land_frame(self.scene, day, self.lang, self.series)
        if kind == "geojson":
            return gis.write_geojson(frame, target, {"name": about["title"], "about": about})
        if kind == "jsonfg":
            return gis.write_jsonfg(frame, target, {"name": about["title"], "about": about}, self.layer)
        if kind == "kml":
            note = "\n".join(f"{key}: {text}" for key, text in about.items())
            return gis.write_kml(frame, target, about["title"], note, self.field, self.styles)
        if kind == "gpkg":
            rows = {name: rows for name, rows in self.sheets(day).items() if name in _BESIDE}
            styles = [style_row(self.layer, self.field, self.styles, self.lang)]
            layers = {self.layer: frame, "places": place_frame(self.scene, day, self.lang, self.series)}
            return gis.write_geopackage(layers, {**rows, "about": [about]}, styles, target)
        write_recipe(recipe, about, target)
        if kind == "fgb":
            return gis.write_flatgeobuf(frame, target, self.layer)
        return gis.write_parquet(frame, target)

    def table(self, day: date) -> list[Row]:
        """Return the map's table: the places on a day, or all figures."""
        if self.scene.asks == "values":
            return figure_rows(self.scene, self.lang)
        return day_rows(self.scene, day, self.lang, self.series)

    def sheets(self, day: date) -> dict[str, list[Row]]:
        """Return the tables of a spreadsheet: the day, what is behind it, its sources."""
        scene = self.scene
        sources = {"sources": [source_row(row) for row in self.package.sources.values()]}
        if scene.asks == "values":
            places, values = day_rows(scene, day, self.lang, self.series), figure_rows(scene, self.lang)
            classes = class_rows(scene, self.lang, self.series)
            return {"places": places, "values": values, "classes": classes, **sources}
        shown = set(scene.positions)
        held = holder_rows(scene, day, self.lang, self.series)
        return {
            "places": day_rows(scene, day, self.lang, self.series),
            **({"holders": held} if held else {}),
            **({"parties": party_rows(scene, self.lang, self.series)} if scene.parties else {}),
            "statements": [statement_row(row) for row in self.package.statements if row.place in shown],
            "events": [event_row(row) for row in self.package.events],
            **sources,
        }

    def about(self, day: date, recipe: dict[str, Any]) -> dict[str, str]:
        """Return what every file says of itself."""
        return {
            "title": self.request.title or in_language(self.scene.title, self.lang),
            "date": day.isoformat(),
            "intervals": "half-open: from start up to, not including, end",
            **({"unit": in_language(self.scene.series[self.series].unit, self.lang)} if self.scene.asks == "values" else {}),
            "credit": in_language(self.scene.credit, self.lang),
            "boundary_note": in_language(self.scene.boundary_note, self.lang),
            "licence": "; ".join(self.package.licences),
            "recipe": canonical(recipe),
        }

    def ground(self, kind: str, recipe: dict[str, Any]) -> tuple[Ground, Options]:
        """Return what to draw, and how."""
        asked = self.request
        ground = Ground(self.scene, view_of(self.scene, asked.bbox, asked.places), asked.projection or self.definition.projection,
                        self.series)
        options = Options(
            parse_size(asked.size or ("slide" if kind in MOTION else "a4")), self.lang, asked.title, asked.caption,
            ground.view if asked.bbox or asked.places else None, asked.grey, asked.transparent, recipe["hash"],
            alone=bool(asked.figure),
        )  # fmt: skip
        return ground, options

    def shown(self, days: Sequence[date]) -> list[date]:
        """Return the days of a moving picture: those asked for and every stop between, or all stops for one day."""
        stops = self.days
        if len(days) < 2 and stops:
            return list(stops)
        return sorted({*days, *(stop for stop in stops if min(days) <= stop <= max(days))})

    def move(
        self, days: Sequence[date], kind: str, target: Path, tell: Callable[[int, int], None] | None = None
    ) -> Path:
        """Write a moving picture, which holds longer on stops."""
        shown = self.shown(days)
        recipe = self.recipe(shown[-1], kind, days if len(days) > 1 else ())
        ground, options = self.ground(kind, recipe)
        return save_motion(
            ground, shown, target, options, canonical(recipe), lambda done: tell(done, len(shown)) if tell else None
        )

    def describe(self, day: date, folder: Path) -> Path:
        """Write alternative text and caption of a day."""
        ground, options = self.ground("txt", self.recipe(day, "txt"))
        text = f"{describe(ground, day, self.request.layout, options)}\n\n{caption_map(ground, day, options)}\n"
        return write_bytes(text.encode("utf-8"), folder / self.name(day, "txt"))


def write_recipe(recipe: dict[str, Any], about: dict[str, str], target: Path) -> Path:
    """Write a recipe beside a file that cannot carry it, with what the file says of itself."""
    text = json.dumps({**about, "recipe": recipe}, ensure_ascii=False, indent=1) + "\n"
    return write_bytes(text.encode("utf-8"), target.with_name(f"{target.name}.recipe.json"))


_WORK: Work | None = None


def _write(work: Work, day: date, kind: str, folder: Path) -> Path:
    return work.write(day, kind, folder / work.name(day, kind))


def _prepare(file: Path, request: Request) -> None:
    global _WORK
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever interrupts speaks to the program, not to its helpers
    _WORK = Work(file, request)


def _run(job: tuple[date, str, Path]) -> Path:
    assert _WORK is not None
    return _write(_WORK, *job)
