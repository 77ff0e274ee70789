"""Damaged files of boundaries in every format, in a process of their own: GDAL and Arrow are C++."""

import io
import json
import zipfile
from pathlib import Path
from random import Random

import geopandas
import shapely

from geo.reading.boundaries import read_boundaries
from tests.fuzz.child import run_cases
from tests.fuzz.damage import FIRST, HOSTILE, damage_bytes, damage_json, damage_text, many
from tests.fuzz.watch import check_message, survive

CASES = many(900)
HOLED = shapely.box(47, 39, 48, 40).difference(shapely.box(47.2, 39.2, 47.4, 39.4))
SHAPES = [shapely.box(45, 39, 46, 40), shapely.box(46, 39, 47, 40), HOLED]
KML = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2">\n<Document>\n<Placemark>\n<name>A</name>\n<Polygon>'
    "<outerBoundaryIs><LinearRing>\n<coordinates>45,39 46,39 46,40 45,39</coordinates>\n</LinearRing></outerBoundaryIs>"
    "</Polygon>\n</Placemark>\n</Document>\n</kml>\n"
)
TOPOLOGY = {
    "type": "Topology",
    "transform": {"scale": [0.01, 0.01], "translate": [45, 39]},
    "arcs": [[[0, 0], [100, 0], [0, 100], [-100, -100]]],
    "objects": {
        "land": {
            "type": "GeometryCollection",
            "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"n": "A"}}],
        }
    },
}


def prepare(folder: Path) -> dict[str, bytes]:
    """Make a sound file of each format."""
    frame = geopandas.GeoDataFrame(
        {"name": ["Şuşa", "Laçın", "Ağdam"], "code": ["01", "02", "03"]}, geometry=SHAPES, crs=4326
    )
    for ending in ("geojson", "gpkg", "shp", "fgb"):
        frame.to_file(folder / f"b.{ending}")
    frame.to_parquet(folder / "b.parquet")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(
            file for file in folder.glob("b.*") if file.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg")
        ):
            archive.write(part, part.name)
    given = {file.suffix[1:]: file.read_bytes() for file in folder.glob("b.*")}
    return {**given, "zip": packed.getvalue(), "kml": KML.encode(), "json": json.dumps(TOPOLOGY).encode()}


def one(folder: Path, number: int, given: dict[str, bytes]) -> None:
    """Read one damaged file; nothing is made beside it, and no feature is lost."""
    rng = Random(FIRST + number)
    kind = rng.choice(
        ("geojson", "geojson", "gpkg", "shp", "dbf", "prj", "fgb", "parquet", "zip", "kml", "json")
    )
    case = f"boundaries {number} ({kind})"
    work = folder / "work"
    work.mkdir(exist_ok=True)
    for part in ("shp", "shx", "dbf", "prj", "cpg") if kind in ("shp", "dbf", "prj") else ():
        (work / f"b.{part}").write_bytes(given[part])
    file = work / f"b.{'shp' if kind in ('dbf', 'prj') else kind}"
    data = given[kind]
    if kind in ("geojson", "json") and rng.random() < 0.7:
        damaged = damage_json(rng, json.loads(data)).encode("utf-8", "replace")
    elif kind in ("kml", "prj") and rng.random() < 0.6:
        damaged = damage_text(rng, data.decode())
    else:
        damaged = damage_bytes(rng, data)
    (work / f"b.{kind}").write_bytes(damaged)
    source = f"{file}:{rng.choice(('b', 'land', *HOSTILE))}" if rng.random() < 0.1 else file
    before = sorted(path.name for path in work.iterdir())
    found = survive(case, lambda: read_boundaries(source), file.name, "--crs")
    if found is not None:
        for finding in found.findings:
            check_message(case, str(finding), file.name)
        shapes = found.frame.geometry
        assert shapely.is_valid(shapes.array).all(), f"{case}: an invalid polygon"
        west, _, east, _ = shapes.total_bounds
        assert -180 <= west <= east <= 180, f"{case}: {west} to {east}"
        named = {finding.row for finding in found.findings}
        empty = [row for row, shape in enumerate(shapes, start=1) if shape.is_empty]
        assert set(empty) <= named, f"{case}: land is lost without a word"
        lost = list_features(kind, damaged) - len(found.frame)
        assert lost <= 0 or any("left out" in finding.remedy for finding in found.findings), (
            f"{case}: {lost} features are lost"
        )
    assert sorted(path.name for path in work.iterdir()) == before, f"{case}: a file was made"
    for path in work.iterdir():
        path.unlink()


def list_features(kind: str, data: bytes) -> int:
    """Count what a careful reader would take for features, where that is plain."""
    if kind == "kml":
        return data.count(b"<Placemark>")
    try:
        whole = json.loads(data) if kind in ("geojson", "json") else {}
        items = whole.get("features") or whole["objects"]["land"]["geometries"]
        return sum(isinstance(item, dict) and not {"geometry", "arcs"}.isdisjoint(item) for item in items)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return 0


def test_damaged_files_of_boundaries_are_read_or_refused() -> None:
    run_cases("tests.fuzz.test_fuzz_boundaries", CASES)
