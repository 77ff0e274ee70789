"""Damaged data packages: hashes are renewed, so that the damage gets past them."""

import csv
import io
import json
from collections import Counter
from random import Random

import pytest

from geo.errors import Finding
from geo.model.timeline import Choice, build_timeline
from geo.model.values import examine_values
from geo.package.read import Package, examine_package, read_package
from tests.fuzz.damage import FIRST, HOSTILE, damage_bytes, damage_json, damage_rows, damage_text, many
from tests.fuzz.watch import check_message, survive
from tests.made import FEATURES, TABLES, Folder, feature, square

CASES = {"tables": many(1300), "boundaries": many(500), "descriptors": many(400), "values": many(500)}
EVENTS = [
    ["id", "date", "kind", "title_en", "lon", "lat", "source"],
    ["res-822", "1993-04-30", "resolution", "Resolution 822", "", "", "figures"],
    ["truce", "1994-05-12", "truce", "Truce", "46.5", "39.5", "figures"],
]
VALUES = [
    ["place", "time", "value", "source"],
    ["fizuli", "1990", "1.5", "figures"],
    ["fizuli", "1991", "2.5", "figures"],
    ["lachin", "1990-05", "3", "figures"],
]
ALL = {**TABLES, "events": EVENTS}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("fuzz") / "package")


def as_csv(rows: list[list[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def examine(case: str, made: Folder, *names: str) -> tuple[Package | None, list[Finding]]:
    """Examining never raises; what it finds is said so that it helps; a sound package makes a timeline."""
    answer = survive(case, lambda: examine_package(made.path))
    assert answer is not None, f"{case}: examining a package raised"
    package, findings = answer
    for finding in findings:
        check_message(case, str(finding), "datapackage.json", *names, finding.file)
    if package is None or any(finding.level == "error" for finding in findings):
        assert findings, f"{case}: refused without a word"
        if case.endswith("0"):  # reading is examining; it need not be done twice each time
            assert (
                survive(case, lambda: read_package(made.path), "datapackage.json", *names, findings[0].file)
                is None
            )
    else:
        timeline = survive(
            case, lambda: build_timeline(package, Choice(tuple(package.places))), *package.places
        )
        if timeline:
            for day in timeline.stops[:3]:
                timeline.on(day)
    return package, findings


def test_tables_lose_no_row(made: Folder) -> None:
    for table, rows in ALL.items():
        made.table(table, rows)
    for number in range(CASES["tables"]):
        rng, case = Random(FIRST + number), f"package table {number}"
        name = rng.choice(sorted(ALL))
        damaged: list[list[str]] | None = None
        if rng.random() < 0.7:
            damaged = damage_rows(rng, ALL[name])
            made.write(f"{name}.csv", as_csv(damaged).encode("utf-8", "replace"))
        else:
            made.write(f"{name}.csv", damage_text(rng, as_csv(ALL[name])))
        made.describe()
        package, findings = examine(case, made, f"{name}.csv")
        data = (made.path / f"{name}.csv").read_bytes()
        made.table(name, ALL[name])
        mine = [finding for finding in findings if finding.file == f"{name}.csv"]
        assert package is not None
        if any(finding.row in (None, 1) for finding in mine):
            continue  # the table as a whole is refused
        if damaged is None and findings:
            continue  # which row is which is not known here
        text = data.decode("utf-8-sig")
        given = [
            number
            for number, row in enumerate(csv.reader(io.StringIO(text, newline="")), 1)
            if row and number > 1
        ]
        kept = getattr(package, name)
        named = {finding.row for finding in mine}
        assert len(kept) + len(named & set(given)) >= len(given), f"{case}: a row of {name}.csv is lost"


def test_boundaries(made: Folder) -> None:
    for table, rows in TABLES.items():
        made.table(table, rows)
    collection = {
        "type": "FeatureCollection",
        "features": [*FEATURES, feature("lachin", square(2), id="old", valid_to="1980")],
    }
    for number in range(CASES["boundaries"]):
        rng, case = Random(FIRST + number), f"package boundaries {number}"
        text = json.dumps(collection)
        flipped = rng.random() < 0.3
        data = (
            damage_bytes(rng, text.encode())
            if flipped
            else damage_json(rng, collection).encode("utf-8", "replace")
        )
        made.write("squares.geojson", data)
        made.describe()
        package, findings = examine(case, made, "squares.geojson")
        assert package is not None
        if not any(finding.level == "error" for finding in findings):
            given = json.loads((made.path / "squares.geojson").read_bytes())["features"]
            assert len(package.boundaries) == len(given), f"{case}: a feature is lost"
    made.features(FEATURES)


def test_descriptors(made: Folder) -> None:
    for table, rows in TABLES.items():
        made.table(table, rows)
    outside = made.path.parent / "outside.csv"
    outside.write_text("id,title\nfigures,Secret\n", "utf-8")
    (made.path / "link.csv").unlink(missing_ok=True)
    (made.path / "link.csv").symlink_to(outside)
    for number in range(CASES["descriptors"]):
        rng, case = Random(FIRST + number), f"descriptor {number}"
        made.describe(without="link")
        described = json.loads((made.path / "datapackage.json").read_text("utf-8"))
        if rng.random() < 0.5:
            entry = rng.choice(described["resources"])
            elsewhere = (
                "link.csv",
                "../outside.csv",
                str(outside),
                "https://example.org/a.csv",
                "file:///etc/passwd",
            )
            entry["path"] = rng.choice((*HOSTILE, *elsewhere))
        text = json.dumps(described) if rng.random() < 0.3 else damage_json(rng, described)
        made.write("datapackage.json", text.encode("utf-8", "replace"))
        package, _ = examine(case, made)
        assert package is None or "Secret" not in [source.title for source in package.sources.values()], (
            f"{case}: read outside"
        )
    (made.path / "link.csv").unlink()


def test_values_lose_no_row(made: Folder) -> None:
    for table, rows in TABLES.items():
        made.table(table, rows)
    for number in range(CASES["values"]):
        rng, case = Random(FIRST + number), f"values {number}"
        damaged = damage_rows(rng, VALUES) if rng.random() < 0.7 else None
        data = as_csv(damaged).encode("utf-8", "replace") if damaged else damage_text(rng, as_csv(VALUES))
        made.write("values.csv", data)
        made.describe()
        package = examine_package(made.path)[0]
        assert package is not None
        answer = survive(case, lambda package=package: examine_values(package, "values"), "values.csv")  # type: ignore[misc]
        assert answer is not None, f"{case}: examining values raised"
        table, findings = answer
        for finding in findings:
            check_message(case, str(finding), "values.csv")
        if any(finding.row is None for finding in findings):
            continue
        text = data.decode("utf-8-sig")
        given = Counter(bool(row) for row in list(csv.reader(io.StringIO(text, newline="")))[1:])[True]
        named = {finding.row for finding in findings if finding.level == "error"}
        assert len(table) + len(named) >= given, f"{case}: a value is lost"
    (made.path / "values.csv").unlink()
