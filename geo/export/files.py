"""Write a map in any mix of formats: pictures, moving pictures, tables, GIS files."""

import json
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import geopandas

from geo.errors import DefinitionError
from geo.export import gis, tables
from geo.export.rows import event_row, face_frame, place_rows, source_row, statement_row
from geo.model.definition import Definition, open_package, read_definition
from geo.model.recipe import build_recipe, canonical
from geo.model.timeline import Timeline, build_timeline
from geo.model.wording import boundary_note, credit_line
from geo.package.files import make_folder, write_bytes
from geo.package.read import Package
from geo.picture.alt import caption_map
from geo.picture.draw import FORMATS as PICTURES
from geo.picture.draw import describe, draw_picture
from geo.picture.layout import Options
from geo.picture.motion import save_motion
from geo.picture.scene import Scene, view_of
from geo.picture.sheet import parse_size

MOTION = ("gif", "mp4")
DATA = ("csv", "xlsx", "geojson", "gpkg", "fgb", "parquet", "kml", "datapackage")
FORMATS = (*PICTURES, *MOTION, *DATA)
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
    title: str = ""
    caption: str = ""
    grey: bool = False
    transparent: bool = False
    projection: str = ""


def export_map(
    file: str | Path,
    days: Sequence[date] | None,
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
    days : sequence of datetime.date, or None
        The days to write; None for the definition's. A moving picture shows all of them, or every stop if one.
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
        Named `NAME-DATE[-LAYOUT][-LANG].EXT`, in the order of days, then formats.

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
    chosen = list(days) if days else [work.definition.opening(work.timeline.stops)]
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
        self.timeline: Timeline = build_timeline(self.package, self.definition.account)
        self.request = request
        if self.definition.compare and not request.title:
            # A file shows one account of a map that compares several, and says which.
            title = self.definition.title.per_language()
            account = self.package.sources[self.definition.compare[0]].title
            self.request = replace(request, title=f"{title.get(self.lang, title['en'])} · {account}")

    @property
    def lang(self) -> str:
        """The language of the files."""
        return self.request.lang or self.definition.language

    def asking(self, **changes: Any) -> "Work":
        """Return the same map for files that should look otherwise."""
        other = copy(self)
        other.request = replace(self.request, **changes)
        return other

    def name(self, day: date, ending: str) -> str:
        """Return NAME-DATE[-LAYOUT][-LANG].EXT; what is the default is left out."""
        parts = [self.definition.name, day.isoformat()]
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
                self.package, self.definition, day, target, timeline=self.timeline,
                **{**vars(self.request), "size": self.request.size or "a4"},
            )
        return self.write_data(day, kind, target)

    def write_data(self, day: date, kind: str, target: Path) -> Path:
        """Write a table or GIS file, with its recipe inside or beside it."""
        recipe = self.recipe(day, kind)
        about = self.about(day, recipe)
        if kind == "csv":
            write_recipe(recipe, about, target)
            return tables.write_csv(place_rows(self.timeline, self.definition, day, self.lang), target)
        if kind == "datapackage":
            return tables.write_datapackage(self.package, target.with_suffix(".datapackage.zip"), recipe)
        if kind == "xlsx":
            return tables.write_xlsx(self.sheets(day), target, about)
        frame = face_frame(self.package, self.timeline, self.definition, day, self.lang)
        if kind == "geojson":
            return gis.write_geojson(frame, target, {"name": about["title"], "about": about})
        if kind == "kml":
            return gis.write_kml(
                frame, target, about["title"], "\n".join(f"{key}: {text}" for key, text in about.items())
            )
        if kind == "gpkg":
            layers = {"states": frame, "places": self.place_frame(day)}
            rows = {
                name: rows for name, rows in self.sheets(day).items() if name in ("statements", "sources")
            }
            return gis.write_geopackage(layers, {**rows, "about": [about]}, target)
        write_recipe(recipe, about, target)
        return gis.write_flatgeobuf(frame, target) if kind == "fgb" else gis.write_parquet(frame, target)

    def place_frame(self, day: date) -> geopandas.GeoDataFrame:
        """Return the drawn places (EPSG:4326) with the day's answers; stated dates are EDTF."""
        shapes = {track.place.id: track.geometry for track in self.timeline.tracks if track.drawn}
        rows = [
            row
            for row in place_rows(self.timeline, self.definition, day, self.lang)
            if row["place"] in shapes
        ]
        frame = geopandas.GeoDataFrame(rows, geometry=[shapes[row["place"]] for row in rows], crs="EPSG:4326")
        frame["date"] = day.isoformat()
        named = {"start": "stated_start", "end": "stated_end", "state": "state_on_date"}
        return frame.drop(columns=["state_words"]).rename(columns=named)

    def sheets(self, day: date) -> dict[str, list[dict[str, Any]]]:
        """Return the tables of a spreadsheet: the day, the statements and events behind it, their sources."""
        shown = {track.place.id for track in self.timeline.tracks}
        return {
            "places": place_rows(self.timeline, self.definition, day, self.lang),
            "statements": [statement_row(row) for row in self.package.statements if row.place in shown],
            "events": [event_row(row) for row in self.package.events],
            "sources": [source_row(row) for row in self.package.sources.values()],
        }

    def about(self, day: date, recipe: dict[str, Any]) -> dict[str, str]:
        """Return what every file says of itself."""
        title = self.definition.title.per_language()
        credit = credit_line(self.package, self.timeline.on(day), self.definition, self.lang)
        return {
            "title": self.request.title or title.get(self.lang, title["en"]),
            "date": day.isoformat(),
            "intervals": "half-open: from start up to, not including, end",
            "credit": credit,
            "boundary_note": boundary_note(self.definition).get(
                self.lang, boundary_note(self.definition)["en"]
            ),
            "licence": "; ".join(self.package.licences),
            "recipe": canonical(recipe),
        }

    def scene(self, kind: str, recipe: dict[str, Any]) -> tuple[Scene, Options]:
        """Return what to draw, and how."""
        asked = self.request
        scene = Scene(
            self.package, self.definition, self.timeline, view_of(self.timeline, asked.bbox, asked.places), asked.projection
        )
        options = Options(
            parse_size(asked.size or ("slide" if kind in MOTION else "a4")), self.lang, asked.title, asked.caption,
            scene.view if asked.bbox or asked.places else None, asked.grey, asked.transparent, recipe["hash"],
        )  # fmt: skip
        return scene, options

    def shown(self, days: Sequence[date]) -> list[date]:
        """Return the days of a moving picture: those asked for and every stop between, or all stops for one day."""
        stops = self.timeline.stops
        if len(days) < 2 and stops:
            return list(stops)
        return sorted({*days, *(stop for stop in stops if min(days) <= stop <= max(days))})

    def move(
        self, days: Sequence[date], kind: str, target: Path, tell: Callable[[int, int], None] | None = None
    ) -> Path:
        """Write a moving picture, which holds longer on stops."""
        shown = self.shown(days)
        recipe = self.recipe(shown[-1], kind, days if len(days) > 1 else ())
        scene, options = self.scene(kind, recipe)
        return save_motion(
            scene, shown, target, options, canonical(recipe), lambda done: tell(done, len(shown)) if tell else None
        )

    def describe(self, day: date, folder: Path) -> Path:
        """Write alternative text and caption of a day."""
        scene, options = self.scene("txt", self.recipe(day, "txt"))
        text = f"{describe(scene, day, self.request.layout, options)}\n\n{caption_map(scene, day, options)}\n"
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
    _WORK = Work(file, request)


def _run(job: tuple[date, str, Path]) -> Path:
    assert _WORK is not None
    return _write(_WORK, *job)
