import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from geo.model.definition import Definition, open_package, read_definition
from geo.model.timeline import build_timeline
from geo.model.values import examine_values, read_values
from geo.package.read import Package

ROOT = Path(__file__).resolve().parents[2]


def load(name: str) -> tuple[Package, Definition]:
    file = ROOT / "maps" / f"{name}.toml"
    definition = read_definition(file)
    return open_package(file, definition), definition


@pytest.mark.parametrize("name", ["us-unemployment", "life-expectancy"])
def test_every_figure_has_a_place_a_time_and_a_source(name: str) -> None:
    package, definition = load(name)
    assert examine_values(package, definition.values)[1] == []
    assert all(source.publisher and source.licence for source in package.sources.values())


def test_counties_are_more_than_three_thousand_at_four_censuses() -> None:
    package, _ = load("us-unemployment")
    values = read_values(package, "values")
    assert values["place"].nunique() > 3000
    assert sorted(set(values["time"])) == ["1960", "1970", "1980", "1990"]
    # Lake of the Woods, Minnesota, as the censuses have it
    lake = values[values["place"] == "27077"].set_index("time")["value"]
    assert lake.to_dict() == {"1960": "7.9", "1970": "9.0", "1980": "5.9", "1990": "3.9"}


def test_life_expectancy_is_as_published() -> None:
    package, _ = load("life-expectancy")
    values = read_values(package, "values").set_index(["place", "time"])["value"]
    assert values["afghanistan", "1952"] == "28.8"
    assert values["japan", "2007"] == "82.6"
    assert pd.to_numeric(values).between(20, 90).all()


@pytest.mark.parametrize(
    ("day", "members"),
    [
        (dt.date(1957, 12, 31), 0),
        (dt.date(1958, 1, 1), 6),
        (dt.date(1973, 1, 1), 9),
        (dt.date(1981, 1, 1), 10),
        (dt.date(1986, 1, 1), 12),
        (dt.date(1995, 1, 1), 15),
        (dt.date(2004, 4, 30), 15),
        (dt.date(2004, 5, 1), 25),
        (dt.date(2007, 1, 1), 27),
        (dt.date(2013, 7, 1), 28),
        (dt.date(2020, 1, 31), 28),
        (dt.date(2020, 2, 1), 27),
    ],
)
def test_the_union_has_as_many_members_as_it_says(day: dt.date, members: int) -> None:
    package, definition = load("eu-members")
    assert build_timeline(package, definition.choice).on(day).count("held") == members


def test_germany_is_drawn_as_a_part_until_it_was_one() -> None:
    package, definition = load("eu-members")
    timeline = build_timeline(package, definition.choice)

    def part(day: dt.date) -> object:
        return next(place.part for place in timeline.on(day).places if place.place.id == "germany")

    assert part(dt.date(1990, 10, 2)) is not None
    assert part(dt.date(1990, 10, 3)) is None


@pytest.mark.parametrize(
    ("day", "ruled"),
    [
        (
            dt.date(1947, 1, 1),
            {"belgium": 3, "france": 20, "italy": 0, "portugal": 5, "south-africa": 1, "spain": 2},
        ),
        (
            dt.date(1955, 1, 1),
            {"belgium": 3, "france": 20, "italy": 1, "portugal": 5, "south-africa": 1, "spain": 2},
        ),
        (
            dt.date(1961, 1, 1),
            {"belgium": 0, "france": 3, "italy": 0, "portugal": 5, "south-africa": 1, "spain": 2},
        ),
        (
            dt.date(1981, 1, 1),
            {"ethiopia": 1, "south-africa": 1, "morocco": 1, "polisario": 1, "united-kingdom": 0},
        ),
    ],
)
def test_colonial_rule_by_power_on_a_day(day: dt.date, ruled: dict[str, int]) -> None:
    package, definition = load("colonial-rule")
    situation = build_timeline(package, definition.choice).on(day)
    holders = [holder for place in situation.places for holder in place.holders if holder.state == "held"]
    counted = {name: sum(holder.party == name for holder in holders) for name in ruled}
    # Rwanda, Burundi and the Belgian Congo; the last of these became independent in June 1960
    expected = {**ruled, "belgium": 2} if day.year == 1961 else ruled
    assert counted == expected


def test_colonial_rule_has_uncertain_and_contested_stretches() -> None:
    package, definition = load("colonial-rule")
    timeline = build_timeline(package, definition.choice)

    def states(place: str, day: dt.date) -> dict[str, str]:
        found = next(item for item in timeline.on(day).places if item.place.id == place)
        return {
            holder.party: holder.state for holder in found.holders if holder.state in ("held", "possible")
        }

    assert states("guinea-bissau", dt.date(1974, 1, 1)) == {"portugal": "possible"}
    assert states("zimbabwe", dt.date(1970, 1, 1)) == {"united-kingdom": "held", "rhodesia": "held"}
    assert states("w-sahara", dt.date(1985, 1, 1)) == {"morocco": "held", "polisario": "held"}
    assert all(row.party in package.parties for row in package.statements)
    assert all(package.sources[row.source].publisher for row in package.statements)


def test_the_examples_stay_small() -> None:
    files = [file for file in (ROOT / "data" / "examples").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 3_000_000
