"""Damaged definitions and figures, taken as far as the page: what is read is also drawn, or refused."""

import json
import tomllib
from pathlib import Path
from random import Random

from geo.audit.check import check_project
from geo.model.definition import open_package, read_definition
from geo.page.write import make_page
from tests.fuzz.child import run_cases
from tests.fuzz.damage import FIRST, HOSTILE, ODD, damage_value, many
from tests.fuzz.test_fuzz_text import as_toml
from tests.fuzz.watch import check_message, survive
from tests.made import Folder

CASES = many(140)
PERIODS = """title = "Periods"
places = ["fizuli", "lachin", "lachin-corridor"]
data = ".."
context = ["squares"]
notes = ["A note"]
open = "first"
[sources]
start = ["figures"]
[states]
held = { en = "occupied" }
"""
VALUES = """title = "Values"
values = "values"
data = ".."
unit = "%"
classes = [1, 2, 5]
palette = "batlow"
per_count = 1000
"""
KEYS = (
    "classes", "class_count", "middle", "log", "palette", "per", "per_count", "unit", "open", "spacing", "colour", "places",
    "lines", "context", "outline", "compare", "events", "values", "tiles", "notes", "language",
)  # fmt: skip
GIVEN = (
    "equal", "quantiles", "FisherJenks", "cmaps", "viridis", "km2", "values", "squares", "figures", 0, 1, 3, 1e308, -1e308, [1],
    [3, 2, 1], [0.1] * 3, True,
)  # fmt: skip
CELLS = ("1", "2.5", "1e308", "-1e308", "1e400", "inf", "nan", "0", "", "red", *HOSTILE[:20])


def prepare(folder: Path) -> Folder:
    """Make a package with both kinds of map."""
    made = Folder(folder / "package")
    (made.path / "maps").mkdir()
    return made


def one(folder: Path, number: int, made: Folder) -> None:
    """Check and draw one map."""
    del folder
    rng, case = Random(FIRST + number), f"drawn {number}"
    cells = [rng.choice(CELLS) if rng.random() < 0.2 else str(n) for n in range(4)]
    times = ("1990", "1991", "1990-05", "1988/1992")
    rows = [["place", "time", "value", "source"]]
    rows += [
        [rng.choice(("fizuli", "lachin")), time, cell, "figures"]
        for time, cell in zip(times, cells, strict=True)
    ]
    made.table("values", rows)
    made.describe()
    table = tomllib.loads(rng.choice((PERIODS, VALUES)))
    for key in rng.sample(KEYS, rng.randrange(3)):
        table[key] = rng.choice((*GIVEN, rng.choice(ODD), rng.choice(HOSTILE)[:300]))
    if rng.random() < 0.3:
        table = damage_value(rng, table)
    file = made.path / "maps" / "map.toml"
    file.write_text(
        "\n".join(f"{json.dumps(key)} = {as_toml(item)}" for key, item in table.items()), "utf-8", "replace"
    )
    for finding in survive(case, lambda: check_project(made.path)) or ():
        check_message(case, str(finding), finding.file)
    definition = survive(case, lambda: read_definition(file), "map.toml")
    package = definition and survive(
        case, lambda: open_package(file, definition), "datapackage.json", "values.csv"
    )
    if definition is None or package is None:
        return
    if definition.values:
        names = ("map.toml", "values.csv", "datapackage.json", "squares.geojson")
        survive(case, lambda: make_page(package, definition), *names)
    else:
        survive(case, lambda: make_page(package, definition), "map.toml", "package", *package.places)


def test_what_is_read_is_drawn_or_refused() -> None:
    run_cases("tests.fuzz.test_fuzz_drawn", CASES)
