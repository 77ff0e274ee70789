import json
import subprocess
import sys
from collections import Counter

import pytest

from tests.told import tell

# What the published table and the announcements say of the nine places, day by day; read off the sources by hand.
NINE = (
    "nagorno-karabakh", "shusha", "lachin", "kalbajar", "aghdam", "fizuli", "jabrayil", "gubadli", "zangilan",
)  # fmt: skip
EXPECTED = {
    "1990-06-01": "pbbbbbbbb",  # the oblast's start is a span of years, nothing else has begun
    "1993-08-01": "hhhhhbbbb",
    "2019-01-01": "hhhhhhhhh",
    "2020-11-15": "hhhhheeee",  # the four southern districts have ended; of Shusha, only the town
    "2021-06-01": "hheeeeeee",
    "2024-06-01": "eeeeeeeee",
}


def at(day: str, *options: str) -> dict:
    done = tell("at", day, "--json", *options)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("day", EXPECTED)
def test_nine_places_on_a_day(day: str) -> None:
    answer = at(day)
    states = {row["place"]: row["state"] for row in answer["places"]}
    assert "".join(states[place][0] for place in NINE) == EXPECTED[day]
    assert answer["date"] == day
    assert answer["totals"]["held"] == EXPECTED[day].count("h")
    assert answer["totals"]["possible"] == EXPECTED[day].count("p")


def test_keys_are_as_documented() -> None:
    answer = at("2019-01-01")
    assert list(answer) == ["date", "places", "totals", "causes"]
    assert list(answer["places"][0]) == [
        "place", "name", "state", "part", "start", "end", "reported_km2", "measured_km2", "sources",
        "holders",
    ]  # fmt: skip
    assert list(answer["totals"]) == [
        "held", "possible", "reported_km2", "measured_km2", "measured_possible_km2", "unstated_km2", "nobody_km2",
        "line_alone_km2", "contested", "parties",
    ]  # fmt: skip
    holder = {row["place"]: row["holders"] for row in answer["places"]}["lachin"]
    assert holder == [
        {
            "party": None, "id": None, "state": "held", "km2": pytest.approx(1843, abs=1), "start": "1992-05-18",
            "end": "2020-12-01", "sources": ["occupation-in-figures", "yjc-lachin-2020", "trilateral-2020"],
        }
    ]  # fmt: skip


def test_parts_after_the_ceasefire_follow_the_line() -> None:
    rows = {row["place"]: row for row in at("2019-01-01")["places"]}
    cut = {place for place, row in rows.items() if row["part"] and row["part"]["by"] == "held-1994"}
    assert cut == {"nagorno-karabakh", "aghdam", "fizuli", "kalbajar"}
    assert rows["fizuli"]["part"]["share"] == pytest.approx(0.46, abs=0.01)
    assert rows["aghdam"]["part"]["share"] == pytest.approx(0.87, abs=0.01)


def test_parts_after_2020() -> None:
    rows = {row["place"]: row for row in at("2021-06-01")["places"]}
    assert rows["nagorno-karabakh"]["part"]["km2"] == 2800  # to 3,200
    assert rows["lachin"]["part"] == {"km2": None, "share": None, "by": "lachin-corridor"}
    assert rows["lachin-corridor"]["state"] == "held"
    assert at("2022-08-26")["totals"]["held"] == 2


def test_totals_leave_out_what_lies_in_another_counted_place() -> None:
    totals = at("1993-08-01")["totals"]
    assert totals["reported_km2"] == 4400 + 1840 + 3054 + 1150  # Shusha's 289 are in the 4,400
    assert totals["measured_km2"] < 4393 + 1843 + 2771 + 1068  # and land under two places counts once


def test_context_districts_have_no_state() -> None:
    assert {row["place"] for row in at("1993-08-01")["places"]} == {*NINE, "hadrut", "lachin-corridor"}


def test_one_source_alone() -> None:
    rows = {row["place"]: row for row in at("1993-04-02", "--source", "cross-check")["places"]}
    assert rows["kalbajar"]["state"] == "possible"  # 2 or 3 April
    assert rows["kalbajar"]["end"] is None


def test_table_for_people() -> None:
    done = tell("at", "1993-08-23")
    assert done.returncode == 0
    assert "23 August 1993" in done.stdout
    assert "Fizuli" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("at", "1993-02-30"), 1, "1993-02-30"),
        (("at", "1993/.."), 1, "open"),
        (("at", "1993-08-23", "--jsn"), 2, "--json"),
        (("at", "1993-08-23", "--map", "ocupation"), 1, "occupation"),
        (("at", "1993-08-23", "--source", "occupation-in-figure"), 1, "occupation-in-figures"),
    ],
)
def test_wrong_calls_say_what_to_do(arguments: tuple[str, ...], code: int, message: str) -> None:
    done = tell(*arguments)
    assert done.returncode == code
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_month_and_a_year_are_answered_by_their_last_day() -> None:
    for time, held in (("1993", 9), ("1993-08", 8), ("1993-08-22", 5)):
        answer = json.loads(tell("at", time, "--json").stdout)
        assert answer["totals"]["held"] == held, time


def test_a_map_of_values_answers_with_the_last_stop_and_says_which() -> None:
    answer = json.loads(tell("at", "1988-06", "--map", "life-expectancy", "--json").stdout)
    assert (answer["date"], answer["time"], answer["exact"]) == ("1988-06", "1987", False)
    here = {place["place"]: place for place in answer["places"]}
    assert here["albania"] == {
        "place": "albania", "name": "Albania", "value": 72, "class": "70 to 80", "flag": None, "sources": ["gapminder"]
    }  # fmt: skip
    assert here["armenia"]["value"] is here["armenia"]["class"] is None
    assert answer["totals"] == {"with_value": 135, "without_value": len(here) - 135}
    assert json.loads(tell("at", "1987", "--map", "life-expectancy", "--json").stdout)["exact"] is True
    before = json.loads(tell("at", "1900", "--map", "life-expectancy", "--json").stdout)
    assert before["time"] is None
    assert before["totals"]["with_value"] == 0
    assert "the last figures at or before 1988" in tell("at", "1988", "--map", "life-expectancy").stdout
    assert (
        "follow one table" in tell("at", "1988", "--map", "life-expectancy", "--source", "gapminder").stderr
    )


def test_a_day_is_answered_without_the_libraries_of_tables() -> None:
    """They take longer to load than all the rest."""
    code = (
        "import sys\nfrom geo.cli import cli\ncli(['at', '1993-08-23'], standalone_mode=False)\n"
        "print(sorted({'pandas', 'geopandas', 'matplotlib', 'folium'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_table_for_people_says_every_state_and_cuts_nothing() -> None:
    answer, table = at("2020-10-20"), tell("at", "2020-10-20").stdout
    lines = {line.lstrip("· ").split("  ")[0]: line.split() for line in table.splitlines()}
    for here in answer["places"]:
        assert here["state"] in lines[here["name"]], here["name"]
        if here["measured_km2"] is not None:
            assert f"{here['measured_km2']:,.0f}" == lines[here["name"]][-1]
    assert "17 Oct – 10 Nov 2020" in table
    assert "…" not in table


def test_the_table_for_people_says_who_holds_what() -> None:
    table = tell("at", "1960-01-01", "--map", "colonial-rule").stdout
    held = Counter(
        row["party"]
        for here in at("1960-01-01", "--map", "colonial-rule")["places"]
        for row in here["holders"]
    )
    for party, count in held.items():
        assert sum(f"  {party}: " in line for line in table.splitlines()) >= count, party
    assert "…" not in table


def test_the_table_of_figures_names_unit_and_state() -> None:
    table = tell("at", "1990", "--map", "us-unemployment").stdout.splitlines()
    assert table[1].split() == ["place", "value", "(%)", "flag", "class"]
    assert sum(line.startswith("Washington, ") for line in table) == 31
