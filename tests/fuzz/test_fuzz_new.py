"""`geo new` as a whole on damaged figures and odd attributes: each row is drawn, kept with a reason, or said."""

import csv
import io
import json
import re
from pathlib import Path
from random import Random
from typing import Any

import shapely

from geo.audit.check import check_project
from geo.model.definition import open_package, read_definition
from geo.model.timeline import build_timeline
from geo.new.files import write_new
from geo.new.make import make_new
from geo.new.request import Request
from geo.page.write import make_page
from geo.reading.tables import read_table
from tests.fuzz.child import run_cases
from tests.fuzz.damage import FIRST, HOSTILE, damage_rows, many
from tests.fuzz.watch import check_message, survive
from tests.model.test_bounds import check_sums

CASES = many(200)
DRAWN = 5  # one in so many is also checked and drawn
NAMES = ("Nord", "Süd", "Ost", "West")
FIGURES = (
    [
        ["region", "from", "to"],
        ["Nord", "1990-05-01", "1995-03-01"], ["Süd", "1991", ""], ["Ost", "1988/1992", "2000"], ["West", "8 May 1992", "..."],
    ],
    [
        ["region", "year", "rate"],
        ["Nord", "2000", "1.5"], ["Nord", "2001", "2"], ["Süd", "2000", "3"], ["Ost", "2000", ""], ["West", "2000", "1"],
    ],
    [["region", "2000", "2001"], ["Nord", "1", "2"], ["Süd", "3", ""], ["Ost", "5", "6"], ["West", "7", "8"]],
    [
        ["region", "from", "to", "party", "source"],
        ["Nord", "1990-05-01", "1995-03-01", "Red Army", "diary"], ["Nord", "1995-03-01", "", "Blue Guard", "diary"],
        ["Süd", "1991", "?", "Blue Guard", ""], ["Ost", "1988/1992", "present", "Red Army", "gazette"],
        ["Ost", "1990", "1996", "Green Band", "gazette"], ["West", "", "4 June 1999", "Red Army", ""],
    ],
    [
        ["code", "time", "party"],
        ["1", "2020 Q1", "red"], ["2", "2020 Q1", "blue"], ["3", "2020 Q2", "red"], ["4", "2020-W30", "blue"],
    ],
)  # fmt: skip


def prepare(folder: Path) -> None:
    """Nothing is shared."""


def write_boundaries(rng: Random, file: Path) -> None:
    features = []
    for number, name in enumerate(NAMES):
        named: dict[str, Any] = {"region": name, "code": f"{number + 1:02}"}
        if rng.random() < 0.1:
            named[rng.choice(("region", "code", "valid_from", "name_az", rng.choice(HOSTILE)))] = rng.choice(
                HOSTILE
            )[:2000]
        shape = shapely.geometry.mapping(shapely.box(number, 0, number + 1, 1))
        features.append({"type": "Feature", "properties": named, "geometry": shape})
    if rng.random() < 0.1:
        features.append(dict(rng.choice(features)))
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")


def one(folder: Path, number: int, given: None) -> None:
    """Make, write, check and perhaps draw one map."""
    del given
    rng = Random(FIRST + number)
    make(
        folder,
        rng,
        f"new {number}",
        f"map{number}",
        damage_rows(rng, rng.choice(FIGURES)),
        drawn=number % DRAWN == 0,
    )


def make(folder: Path, rng: Random, case: str, name: str, rows: list[list[str]], *, drawn: bool) -> bool:
    """Make a map of a table, and ask where each row went and whether all land has one paint; say whether it was made."""
    home = folder / name
    figures, boundaries = folder / "figures.csv", folder / "regions.geojson"
    write_boundaries(rng, boundaries)
    if rng.random() < 0.2:
        lines = [json.dumps(dict(zip(rows[0], row, strict=False))) for row in rows[1:]]
        figures.write_text("\n".join(lines), "utf-8")
    else:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows(rows)
        figures.write_bytes(text.getvalue().encode("utf-8", "replace"))
    title, unit = (rng.choice(HOSTILE)[:200] if rng.random() < 0.1 else "" for _ in range(2))
    before = {path for path in folder.rglob("*") if home not in path.parents}
    request = Request(home, str(boundaries), str(figures), title=title, unit=unit)
    new = survive(case, lambda: make_new(request), figures.name, boundaries.name, "aliases.csv", "column ")
    if new is None:
        assert not home.exists(), f"{case}: refused, and something was written"
        return False
    survive(case, lambda: write_new(home, new), home.name)
    assert {path for path in folder.rglob("*") if home not in path.parents} - {home} == before, (
        f"{case}: written outside"
    )
    for line in (*new.said, *map(str, new.left)):
        check_message(case, line)

    table = read_table(figures)
    records = {name: read_rows(home / "data" / f"{name}.csv") for name in ("statements", "values")}
    said = len([line for line in new.said if re.search(r"row \d+(: says the same| repeats)", line)])
    said += sum(
        int(found[1]) for line in new.said if (found := re.search(r"(\d+) rows, first \d+, repeat", line))
    )
    blank = sum(
        int(found[1]) for line in new.said if (found := re.search(r"(\d+) cells have no value", line))
    )
    left = {row["row"] for row in read_rows(home / "unmatched.csv")}
    assert left == {str(item.number) for item in new.left}, f"{case}: unmatched.csv lacks a row"
    if records["statements"]:
        drawn = {row["locator"] for row in records["statements"]}
        assert len(drawn) + len(new.left) + said >= len(table.rows), f"{case}: a row is lost"
    else:
        kept = len(records["values"]) + len(new.left) + said + blank
        assert kept >= len(table.rows), f"{case}: {len(table.rows)} rows given, {kept} accounted for"
    definition = read_definition(home / "maps" / f"{new.name}.toml")
    package = open_package(home / "maps" / "x.toml", definition)
    if not definition.values:
        timeline = survive(
            case, lambda: build_timeline(package, definition.choice), definition.name, *package.places
        )
        for day in timeline.stops if timeline else ():
            check_sums(timeline, timeline.on(day))
    if not drawn:
        return True
    for finding in survive(case, lambda: check_project(home)) or ():
        check_message(case, str(finding), finding.file)
    if definition.values:
        survive(case, lambda: make_page(package, definition), definition.name)
    return True


def read_rows(file: Path) -> list[dict[str, str]]:
    if not file.is_file():
        return []
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def test_every_row_is_drawn_or_named() -> None:
    run_cases("tests.fuzz.test_fuzz_new", CASES)
