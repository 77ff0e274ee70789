"""Faults of a package that can be drawn: each names its file, its row, its field and what to do."""

import shutil
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import shapely

from geo.audit.faults import find_faults, find_map_faults
from geo.errors import Finding
from geo.model.definition import Definition
from geo.model.timeline import build_timeline
from geo.package.read import Package, read_package
from geo.package.schema import Event, Source
from tests.made import pack, square

FULL = {
    "id": "s",
    "title": "S",
    "publisher": "The surveyors",
    "published": "1993",
    "url": "https://example.org/s",
}


def named(found: Iterable[Finding]) -> list[tuple[str, str]]:
    return [(item.file, item.field) for item in found]


def with_source(**changes: str) -> Package:
    made = pack({"a": (square(0), None)}, [("a", "start", "1993", "s")])
    return replace(made, sources={"s": Source.model_validate({**FULL, **changes})})


def test_a_source_that_says_who_when_and_where_has_no_fault() -> None:
    assert find_faults(with_source()) == []
    assert find_faults(with_source(published="", accessed="2026-11")) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"publisher": ""}, "publisher"),
        ({"published": ""}, "published"),
        ({"url": "https://alchetron.com/Karabakh"}, "url"),
        ({"url": "https://www.wikiwand.com/en/x"}, "url"),
        ({"url": "https://web.archive.org/web/2008/http://example.org"}, "url"),
    ],
)
def test_a_source_that_cannot_be_weighed_or_followed(changes: dict[str, str], field: str) -> None:
    (found,) = find_faults(with_source(**changes))
    assert (found.level, found.file, found.field) == ("warning", "sources.csv", field)
    assert found.remedy


def test_what_many_sources_lack_is_said_once() -> None:
    made = pack({"a": (square(0), None)}, [("a", "start", "1993", f"s{number}") for number in range(9)])
    sources = {f"s{number}": Source.model_validate({**FULL, "id": f"s{number}", "publisher": ""}) for number in range(9)}
    (found,) = find_faults(replace(made, sources=sources))
    assert found.came == "none for s0, s1, s2, s3, s4 and 4 more"


def test_a_copy_named_as_a_copy_is_none() -> None:
    assert find_faults(with_source(url="", copy_url="https://alchetron.com/Karabakh")) == []
    assert find_faults(with_source(url="https://notalchetron.com/x")) == []  # another host that ends alike


def sound(made: Package) -> Package:
    return replace(made, sources={name: replace_id(name) for name in made.sources})


def replace_id(name: str) -> Source:
    return Source(id=name, title="S", publisher="P", published="1993")  # type: ignore[arg-type]


def test_more_held_than_there_is() -> None:
    # a square of a tenth of a degree on the equator has some 123 km²
    made = sound(pack({"a": (square(0), None)}, [("a", "held_area", 200, "s", "1993")]))
    (found,) = find_faults(made)
    assert (found.file, found.field) == ("statements.csv", "value")
    assert "200 km²" in found.came
    said = [("a", "held_area", 200, "s", "1993"), ("a", "area", 250, "t")]
    assert find_faults(sound(pack({"a": (square(0), None)}, said))) == []


def test_a_part_larger_than_its_place() -> None:
    said = [("whole", "area", 100, "s"), ("part", "area", 120, "s")]
    places = {"whole": (None, None), "part": (None, "whole")}
    (found,) = find_faults(sound(pack(places, said)))
    assert (found.file, found.field) == ("places.csv", "part_of")
    assert find_faults(sound(pack(places, [said[0], ("part", "area", 90, "s")]))) == []


def on_map(made: Package, **changes: object) -> list[Finding]:
    definition = Definition.model_validate(
        {"name": "m", "title": "M", "places": list(made.places), **changes}
    )
    return find_map_faults(made, definition, build_timeline(made, definition.choice), "maps/m.toml")


RING = shapely.difference(square(0, 0, 3), square(1, 1, 1))
RIBBON = shapely.difference(square(0, 0, 3), shapely.box(0.01, 0.1, 0.29, 0.102))


@pytest.mark.parametrize("land", [RING, RIBBON])
def test_a_hole_that_nothing_covers(land: shapely.Polygon) -> None:
    (found,) = on_map(pack({"a": (land, None)}, [("a", "start", "1993-01-01", "s")]))
    assert (found.file, found.field) == ("boundaries", "geometry")
    assert "inside a" in found.came
    assert "0.15" in found.came or "0.10" in found.came  # where it lies


def test_an_enclave_that_the_map_draws_is_no_hole_but_a_ribbon_is() -> None:
    said = [("a", "start", "1993-01-01", "s")]
    around = square(1, 1, 1)
    made = pack({"a": (RING, None), "b": (around, None)}, said)
    assert on_map(made) == []
    assert on_map(made, places=["a"], context=["squares"]) == []
    thin = pack({"a": (RIBBON, None), "b": (shapely.difference(square(0, 0, 3), RIBBON), None)}, said)
    assert len(on_map(thin, places=["a"], context=["squares"])) == 1


def test_an_amount_that_moves_the_total_on_a_day_it_does_not_name() -> None:
    place, start = {"a": (square(0), None)}, ("a", "start", "1993-01-01", "s")
    loose = pack(place, [start, ("a", "held_area", 60, "s", "1994-05/2000")])
    (found,) = on_map(loose)
    assert (found.file, found.field) == ("statements.csv", "date")
    assert "1994-05-31" in found.came
    assert on_map(pack(place, [start, ("a", "held_area", 60, "s", "1994-05-12/2000")])) == []
    told = Event(id="e", date="1994-05-31", title_en="Ceasefire", source="s")  # type: ignore[arg-type]
    assert on_map(replace(loose, events=(told,))) == []


def test_the_row_is_the_tables(tmp_path: Path, shipped_package: Package) -> None:
    folder = tmp_path / "data"
    shutil.copytree(shipped_package.path, folder, ignore=shutil.ignore_patterns("examples", "__pycache__"))
    table = folder / "sources.csv"
    lines = table.read_text("utf-8").splitlines()
    number = next(at for at, line in enumerate(lines, start=1) if line.startswith("babel-2023,"))
    made = replace(shipped_package, path=folder)
    bare = made.sources["babel-2023"].model_copy(update={"publisher": ""})
    (found,) = find_faults(replace(made, sources={**made.sources, "babel-2023": bare}))
    assert (found.file, found.row, found.field) == ("sources.csv", number, "publisher")


def test_the_shipped_package_has_no_faults(shipped_package: Package) -> None:
    # Three sources are read only in forums, which are no addresses; they say when they were published or are undated.
    assert {item.came.split(":")[0] for item in find_faults(shipped_package)} <= {"google-map-maker-table"}
    assert read_package().events[-1].date.earliest == date(2025, 11, 30)
