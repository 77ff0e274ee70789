"""Tables of who controls what, as strangers bring them, draw what they say on every day on which they say something."""

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shapely
from click.testing import CliRunner

from geo.cli import cli
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.timeline import build_timeline
from tests.new.command import new
from tests.spells import DAY, list_days, list_holders, read_spell

SPELLS = """district,from,to,party
Alder,1992-05-18,2020-12-01,Northern Army
Alder,2020-12-01,,River Council
Birch,1993-07-23,2020-11-20,Northern Army
Birch,2020-11-20,?,River Council
Cedar,1993-04-02,2020-11-25,Northern Army
Dogwood,1991,2024-12-08,River Council
Elm,1999-03/2000-02,2010,Free Guard
Elm,2009,present,Northern Army
"""
CHANGES = """district,date,party
Alder,1991-01-01,River Council
Alder,1992-05-18,Northern Army
Alder,2020-12-01,River Council
Birch,1991-01-01,River Council
Birch,1993-07-23,Northern Army
Birch,2020-11-20,River Council
Cedar,2014-01-13,Free Guard
"""
NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir")


@pytest.fixture
def districts(tmp_path: Path) -> Path:
    file = tmp_path / "districts.geojson"
    features = [
        {
            "type": "Feature",
            "properties": {"district": name},
            "geometry": shapely.geometry.mapping(shapely.box(n, 40, n + 1, 41)),
        }
        for n, name in enumerate(NAMES)
    ]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return file


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.parametrize("named", [True, False], ids=["named", "guessed"])
def test_spells_draw_what_they_say_on_every_day(tmp_path: Path, districts: Path, named: bool) -> None:
    told = ("--place", "district", "--start", "from", "--end", "to", "--party", "party") if named else ()
    assert new(tmp_path, districts, SPELLS, *told).exit_code == 0
    spells = [read_spell(row["district"], row["party"], row["from"], row["to"]) for row in table(SPELLS)]
    (file,) = find_definitions(tmp_path / "out" / "maps", ())
    definition = read_definition(file)
    package = open_package(file, definition)
    timeline = build_timeline(package, definition.choice)
    days = list(list_days(spells))
    for day in days:
        here = timeline.on(day)
        drawn = {
            place.place.name(): {package.party_name(one.party): one.state for one in place.holders}
            for place in here.places
        }
        for name in NAMES:
            assert drawn.get(name, {}) == list_holders(spells, name, day), (day, name)
        for face, key in zip(timeline.faces, here.paints, strict=True):
            paint = next(one for one in timeline.paints if one.key == key)
            (place,) = face.places
            whose = {package.party_name(name) for name in (*paint.parties, *paint.perhaps)}
            assert whose == set(list_holders(spells, package.places[place].name(), day)), (day, place)
    assert len(days) > 25


def test_changes_last_until_the_next_on_every_day(tmp_path: Path, districts: Path) -> None:
    done = new(tmp_path, districts, CHANGES, "--time", "date", "--value", "party", "--until-next")
    assert done.exit_code == 0, done.output
    rows = [(row["district"], date.fromisoformat(row["date"]), row["party"]) for row in table(CHANGES)]
    for day in sorted({when - step for _, when, _ in rows for step in (0 * DAY, DAY)} | {date(2030, 1, 1)}):
        asked = CliRunner().invoke(cli, ["at", str(day), "--maps", str(tmp_path / "out" / "maps"), "--json"])
        told: dict[str, Any] = {place["name"]: place["value"] for place in json.loads(asked.stdout)["places"]}
        for name in NAMES[:3]:
            said = [party for place, when, party in rows if place == name and when <= day]
            assert told[name] == (said[-1] if said else None), (day, name)
