"""Everything that is wrong, or worth knowing, in a package and the maps drawn from it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import shapely

from geo.audit.faults import find_faults, find_map_faults
from geo.audit.neutrality import read_loaded_words, review_map
from geo.errors import Finding, GeoError, few
from geo.look.palette import propose_palette
from geo.look.vision import Kind, judge_palette
from geo.model.build import build_scene
from geo.model.definition import Definition, find_definitions, open_package, read_definition
from geo.model.scene import Scene, ScenePlace, in_language
from geo.model.steps import list_steps
from geo.model.timeline import build_timeline
from geo.model.twins import build_twins
from geo.model.values import examine_values
from geo.package.read import Package, examine_package, shipped
from geo.package.schema import Place
from geo.reading.tables import read_table


def check_project(path: str | Path | None = None) -> list[Finding]:
    """List the findings of a package, and of the definitions that lie beside it.

    Parameters
    ----------
    path : str or Path, optional
        A package, or a folder with `data` and `maps`; without one, what comes with the program.

    Returns
    -------
    list of Finding
        The package's first, in the order of its files, then those of each map by name.
    """
    folder = Path(path) if path is not None else None
    if folder is None:
        data, maps = shipped("data"), shipped("maps")
    elif (folder / "data" / "datapackage.json").is_file():
        data, maps = folder / "data", folder / "maps"
    else:
        data, maps = folder, folder / "maps"
    package, findings = examine_package(data)
    if folder is not None:
        findings += list_unmatched(folder / "unmatched.csv")
    if package is None or any(finding.level == "error" for finding in findings):
        return findings
    findings += find_faults(package)
    if not maps.is_dir():
        return findings
    loaded = read_loaded_words(maps)
    for file in find_definitions(maps) if any(maps.glob("*.toml")) else []:
        findings += _check_map(package, file, loaded)
    return list(dict.fromkeys(findings))  # maps of one package share some


def _check_map(package: Package, file: Path, loaded: Mapping[str, tuple[str, ...]]) -> list[Finding]:
    shown = f"{file.parent.name}/{file.name}"
    try:
        definition = read_definition(file)
        drawn = package if not definition.data else open_package(file, definition)
        # A package beside the one that is checked: its tables have the same names.
        beside = bool(definition.data) and drawn.path.resolve() != package.path.resolve()
        own = [replace(item, file=f"{drawn.path.name}/{item.file}") for item in find_faults(drawn)] if beside else []
        if definition.values:
            return [*own, *_check_values(drawn, definition, shown)]
        package = drawn
        timeline = build_timeline(package, definition.choice)
        definition.opening(timeline.stops)
        build_twins(package, definition)
        list_steps(package, definition, tuple(track.place.id for track in timeline.tracks))
    except GeoError as error:
        message = str(error).removeprefix(f"{shown}, ").removeprefix(f"{shown}: ")
        return [Finding("error", shown, None, "", "a map that cannot be drawn", "one that can", message)]
    if not timeline.faces:
        wanted = "a place with a boundary"
        return [Finding("error", shown, None, "places", "none has a boundary", wanted, "name a place that has one")]
    if not timeline.stops:
        wanted = "a start or an end by one of the chosen sources"
        return [Finding("error", shown, None, "sources", "no date", wanted, "name other sources or places")]
    ids = {track.place.id for track in timeline.tracks}
    bare = [track.place for track in timeline.tracks if not track.drawn and track.place.part_of not in ids]
    own += _check_landless(bare, shown)
    return [*own, *find_map_faults(package, definition, timeline, shown), *review_map(package, definition, shown, loaded)]


def _check_values(package: Package, definition: Definition, shown: str) -> list[Finding]:
    findings: list[Finding] = []
    for table in filter(None, (definition.values, definition.per if definition.per != "km2" else "")):
        _, found = examine_values(package, table, newest=definition.boundary_times == "any")
        findings += found
    if not any(finding.level == "error" for finding in findings):
        try:
            scene = build_scene(package, definition)
            findings += _check_landless([place for place in scene.places if not place.drawn], shown)
            findings += _check_edges(scene, shown) + _check_colours(scene, definition, shown)
        except GeoError as error:
            message = str(error).removeprefix(f"{shown}, ").removeprefix(f"{shown}: ")
            return [*findings, Finding("error", shown, None, "", message, "a map that can be drawn", "correct it")]
    return findings


def _check_landless(bare: Sequence[Place | ScenePlace], shown: str) -> list[Finding]:
    """Name the places of a map that have no land to be drawn on."""
    if not bare:
        return []
    came = f"{len(bare)} with figures and without a boundary: {few([place.name('en') for place in bare])}"
    remedy = "they are not drawn and stay in the table; add their boundaries, or let it be"
    return [Finding("warning", shown, None, "places", came, "land for every figure", remedy)]


def _check_edges(scene: Scene, shown: str) -> list[Finding]:
    """Find land that overlaps its neighbours or leaves gaps: common edges may part by a pixel."""
    apart = np.flatnonzero(~shapely.is_empty(shapely.coverage_invalid_edges(scene.land.geometries)))
    if not len(apart):
        return []
    whose = list(dict.fromkeys(scene.places[scene.land.places(piece)[0]].name("en") for piece in apart.tolist()))
    came = f"{len(apart)} of {len(scene.land)} overlap their neighbours or leave gaps: {few(whose)}"
    remedy = "let it be where a pixel does not matter, else mend the edges, in QGIS by `Snap geometries to layer` and `v.clean`"
    return [Finding("warning", shown, None, "boundaries", came, "polygons that meet edge to edge", remedy)]


def _check_colours(scene: Scene, definition: Definition, shown: str) -> list[Finding]:
    """Find classes that some readers cannot tell apart, and name a palette whose classes they can."""
    classes = [style for style in scene.series[0].styles if style.kind in ("class", "category")]
    fills, words = [style.fill for style in classes], [in_language(style.words, "en") for style in classes]
    kind: Kind = "categories" if classes[0].kind == "category" else "sequential"
    if kind == "sequential" and definition.middle is not None:
        kind = "diverging"
    doubts = judge_palette(fills, words, kind)
    if not doubts:
        return []
    other = propose_palette(fills, kind)
    fewer = "put the rarest together as one, or list colours of your own in `palette`"
    own = "leave out `palette`: the program's own colours hold for 8 categories" if definition.palette else fewer
    remedy = own if kind == "categories" else f'palette = "{other}" can be told apart' if other else "use fewer classes"
    return [Finding("warning", shown, None, "palette", doubt.came, doubt.wanted, remedy) for doubt in doubts]


def list_unmatched(file: Path) -> list[Finding]:
    """List the rows that `geo new` could not draw, from the table in which it keeps them."""
    if not file.is_file():
        return []
    try:
        table = read_table(file)
        columns = [table.columns.index(name) for name in ("row", "name", "reason", "nearest")]
    except (GeoError, ValueError):
        wanted, remedy = "row, name, reason, nearest", "run `geo new` again"
        return [Finding("warning", file.name, None, "", "another table", wanted, remedy)]
    same: dict[tuple[str, str, str], list[tuple[int, str]]] = {}
    for number, row in zip(table.numbers, table.rows, strict=True):
        at, name, reason, near = (row[column] for column in columns)
        same.setdefault((name, reason, near), []).append((number, at))
    findings = []
    for (name, reason, near), rows in same.items():
        hint = f"nearest: {near}; " if near else ""
        named = "matches no place" in reason or "fits " in reason
        which = f"row{'s' * (len(rows) > 1)} {', '.join(at for _, at in rows[:5])}{' ...' * (len(rows) > 5)}"
        other = "add the name to aliases.csv" if named else f"leave {'it' if len(rows) == 1 else 'them'} out"
        remedy = f"{hint}correct {which} of the figures or {other}, and run `geo new` again"
        came = f"{name}: {reason}" if name else reason
        findings.append(Finding("warning", file.name, rows[0][0], "", came, "a row that can be drawn", remedy))
    return findings
