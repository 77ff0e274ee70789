"""The example of several parties answers for every place on every day as its table does, read plainly."""

import calendar
import csv

import pytest

from geo.commands.at import describe_situation
from geo.model.build import build_scene
from geo.model.timeline import build_timeline
from tests.data.test_examples import ROOT, load
from tests.spells import Spell, list_days, list_holders, read_spell

RAW = ROOT / "data" / "examples" / "raw"


@pytest.fixture(scope="module")
def spells() -> list[Spell]:
    with (RAW / "colonial-rule.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (ROOT / "data" / "examples" / "colonial-rule" / "places.csv").open(
        encoding="utf-8", newline=""
    ) as file:
        ids = {row["id"] for row in csv.DictReader(file)}
    own = {
        "Côte d'Ivoire": "cote-d-ivoire",
        "São Tomé and Principe": "sao-tome-and-principe",
        "eSwatini": "eswatini",
    }
    places = [
        own.get(row["country"]) or row["country"].lower().replace(".", "").replace(" ", "-") for row in rows
    ]
    found = [
        read_spell(place, row["party"], row["start"], row["end"])
        for place, row in zip(places, rows, strict=True)
    ]
    assert {spell.place for spell in found} == ids
    return found


def test_every_place_day_is_as_the_table_says(spells: list[Spell]) -> None:
    package, definition = load("colonial-rule")
    timeline = build_timeline(package, definition.choice)
    scene = build_scene(package, definition, timeline)
    asked, days = 0, list(list_days(spells))
    for day in days:
        moment = scene.moment(day)
        told = {
            place["place"]: {one["id"]: one["state"] for one in place["holders"]}
            for place in describe_situation(timeline.on(day), package)["places"]
        }
        for number, place in enumerate(scene.places):
            wanted = list_holders(spells, place.id, day)
            assert told[place.id] == wanted, (day, place.id)
            row = scene.row(number, moment)
            assert {one.party: one.state for one in row.detail.holders} == wanted, (day, place.id)
            sure, may = (
                sorted(name for name, state in wanted.items() if state == kind)
                for kind in ("held", "possible")
            )
            assert sorted((*row.style.parties, *row.style.perhaps)) == sorted((*sure, *may)), (day, place.id)
            # The land in the place's colour: the same style, whoever else's outline crosses it.
            for piece, over in enumerate(scene.land.over or ()):
                if list(over) == [number]:
                    assert (
                        scene.series[0].styles[scene.series[0].land_codes[piece, moment]].key == row.style.key
                    ), (day, place.id)
            asked += 1
    assert asked == len(days) * 51
    assert len(days) > 100


def test_every_end_is_in_the_registry_package_as_it_is_cited() -> None:
    """What cites the edition that a registry carries is said there: the day, or the year where no day is known."""
    with (RAW / "factbook-2015.csv").open(encoding="utf-8", newline="") as file:
        texts: dict[str, str] = {}
        for row in csv.DictReader(file):
            texts[row["country"]] = f"{texts.get(row['country'], '')} {row['text']}"
    with (RAW / "colonial-rule.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cited = 0
    for row in rows:
        for end in ("start", "end"):
            if "factbook-2015" not in (row[f"{end}_source"], row[f"{end}_also"]):
                continue
            for part in row[end].split("/"):
                year, *day = part.split("-")
                said = f"{int(day[1])} {calendar.month_name[int(day[0])]} {year}" if day else year
                assert said in texts[row["country"]], (row["country"], end, said)
                cited += 1
    ends = [row for row in rows if row["end"]]
    others = {(row["country"], row["end_source"]) for row in ends if row["end_source"] != "factbook-2015"}
    assert others == {("Somalia", "unga-442-v"), ("W. Sahara", "spain-1976")}
    assert cited > 55
