"""Small packages to test with: squares on the equator, whose areas and overlaps a reader can see."""

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import shapely

from geo.package.boundaries import Feature
from geo.package.read import Package
from geo.package.schema import DATED, Place, Source, Statement

# A place: its polygon, or None for a part without a line; and the place it lies in.
Places = Mapping[str, tuple[shapely.Geometry | None, str | None]]
# A statement: place, quantity, its date or number, source, and for a number since or for when.
Said = Iterable[Any]


def square(west: float, south: float = 0, size: float = 1) -> shapely.Polygon:
    return shapely.box(west / 10, south / 10, (west + size) / 10, (south + size) / 10)


def pack(places: Places, said: Said = (), outlines: Mapping[str, tuple[Any, ...]] | None = None) -> Package:
    """Put a package together in memory; `outlines` are polygons with the days they are valid from and to, and whose.

    A statement may be a mapping of its fields instead.
    """
    rows = []
    for number, row in enumerate(said):
        if isinstance(row, dict):
            rows.append(Statement(id=f"s{number}", **row))
            continue
        place, quantity, what, source, *rest = row
        dated = quantity in DATED
        rows.append(
            Statement(
                id=f"s{number}",
                place=place,
                quantity=quantity,
                source=source,
                period=rest[0] if dated and rest else 1,
                value=None if dated else what,
                unit={"held_share": "percent"}.get(quantity, "" if dated else "km2"),
                date=what if dated else (rest[0] if rest else ""),
            )
        )
    blank = {
        "source": "s",
        "valid_from": "",
        "valid_to": "",
        "party": "",
        "exactness": "",
        "note": "",
        "file": "squares",
    }
    shapes = [
        {**blank, "id": place, "place": place, "kind": "district", "geometry": shape}
        for place, (shape, _) in places.items()
        if shape is not None
    ]
    for name, (shape, first, after, *party) in (outlines or {}).items():
        outline = {
            "id": name,
            "place": "",
            "kind": "held-outline",
            "geometry": shape,
            "party": "".join(party),
        }
        shapes.append({**blank, **outline, "valid_from": first, "valid_to": after})
    return Package(
        path=Path("made"),
        name="made",
        title="Made up",
        licences=(),
        digest="",
        places={
            place: Place(id=place, part_of=part_of, boundary="squares" if shape is not None else "")
            for place, (shape, part_of) in places.items()
        },
        statements=tuple(rows),
        events=(),
        sources={row.source: Source(id=row.source, title=row.source) for row in rows},
        features=tuple(Feature(**row) for row in shapes),
    )


TABLES: dict[str, list[list[str]]] = {
    "places": [
        ["id", "kind", "part_of", "boundary", "name_en", "other_names"],
        ["fizuli", "district", "", "squares", "Fizuli", "Fuzuli;Varanda"],
        ["lachin", "district", "", "squares", "Lachin", ""],
        ["lachin-corridor", "corridor", "lachin", "", "Lachin corridor", ""],
    ],
    "statements": [
        ["id", "place", "period", "quantity", "value", "unit", "date", "source"],
        ["fizuli-start", "fizuli", "1", "start", "", "", "1993-08-23", "figures"],
        ["lachin-start", "lachin", "1", "start", "", "", "1992-05-18", "figures"],
        ["lachin-area", "lachin", "1", "area", "1840", "km2", "", "figures"],
    ],
    "sources": [["id", "title"], ["figures", "Figures"]],
}


def feature(place: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    drawn = geometry if isinstance(geometry, dict) or geometry is None else shapely.geometry.mapping(geometry)
    named = {"id": place, "place": place, "kind": "district", "source": "figures", **properties}
    return {"type": "Feature", "properties": named, "geometry": drawn}


FEATURES = [feature("fizuli", square(0)), feature("lachin", square(2))]


class Folder:
    """A package on disk that is sound until a test damages it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        path.mkdir(parents=True)
        for name, rows in TABLES.items():
            self.table(name, rows)
        self.features(FEATURES)
        self.describe()

    @classmethod
    def at(cls, path: Path) -> "Folder":
        """Take a package that is there already."""
        found = cls.__new__(cls)
        found.path = path
        return found

    def table(self, name: str, rows: list[list[str]]) -> None:
        with (self.path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(rows)

    def features(self, features: Any, **members: Any) -> None:
        collection = {"type": "FeatureCollection", **members, "features": features}
        (self.path / "squares.geojson").write_text(json.dumps(collection), "utf-8")

    def describe(self, *, without: str = "", **changes: Any) -> None:
        """Write the descriptor with hash and bytes of the files as they are; `changes` are of resources."""
        resources = []
        for file in sorted(self.path.glob("*.*")):
            if file.suffix in (".csv", ".geojson") and file.stem != without:
                data = file.read_bytes()
                entry = {"name": file.stem, "path": file.name, "bytes": len(data)}
                entry["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
                resources.append({**entry, **changes.get(file.stem, {})})
        self.write(
            "datapackage.json", json.dumps({"name": "made", "title": "Made up", "resources": resources})
        )

    def write(self, name: str, text: str | bytes) -> None:
        (self.path / name).write_bytes(text.encode() if isinstance(text, str) else text)


def project(path: Path) -> Path:
    """Make a folder with a package and a map `small` of it, and return the folder of definitions."""
    Folder(path / "package")
    (path / "maps").mkdir()
    text = 'title = "Small"\ndata = "../package"\nplaces = ["fizuli", "lachin"]\nopen = "1993-08-23"\n'
    (path / "maps" / "small.toml").write_text(text, "utf-8")
    return path / "maps"


def valued(path: Path, flag: str = "p") -> Path:
    """Make a folder with a package of figures and a map `figured` of it, and return the definition's file."""
    folder = Folder(path / "package")
    rows = [["fizuli", "2000", "10.5", "", "figures"], ["lachin", "2000", "30", "", "figures"],
            ["fizuli", "2010", "35.25", flag, "figures"]]  # fmt: skip
    folder.table("values", [["place", "time", "value", "flag", "source"], *rows])
    folder.describe()
    (path / "maps").mkdir()
    text = 'title = "Figured"\ndata = "../package"\nvalues = "values"\nunit = "years"\nclasses = [20, 40]\nopen = "2010"\n'
    (path / "maps" / "figured.toml").write_text(text, "utf-8")
    return path / "maps" / "figured.toml"
