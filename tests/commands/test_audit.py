import json
import time
from itertools import pairwise
from pathlib import Path

import pytest

from tests.told import tell

README = Path(__file__).resolve().parents[2] / "README.md"


@pytest.fixture(scope="module")
def audit() -> dict:
    done = tell("audit", "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_plain_sum_is_not_the_land_held(audit: dict) -> None:
    assert audit["reported_sum_km2"] == 14682
    assert audit["reported_without_contained_km2"] == 14682 - 289
    assert audit["measured_held_km2"] < audit["measured_union_km2"] < audit["reported_sum_km2"]
    said = " ".join(README.read_text("utf-8").split())
    assert f"add up to 14,682 km² are {audit['measured_held_km2']:,.0f} km² of land held" in said
    assert audit["measured_held_km2"] == pytest.approx(11704, abs=1)


def test_the_waterfall_adds_up_to_the_last_square_kilometre(audit: dict) -> None:
    steps = audit["waterfall"]
    assert steps[0]["total_km2"] == audit["reported_sum_km2"]
    for before, step in pairwise(steps):
        assert step["total_km2"] == pytest.approx(before["total_km2"] + step["km2"], abs=0.011)
    assert steps[-1]["total_km2"] == audit["measured_held_km2"]


def test_keys_are_as_documented(audit: dict) -> None:
    assert {"country_km2", "shares_pct", "overlaps", "places", "claims", "waterfall"} <= set(audit)
    assert set(audit["shares_pct"]) == {
        "reported_sum",
        "reported_without_contained",
        "measured_union",
        "measured_held",
    }
    assert {
        "place",
        "reported_km2",
        "source",
        "measured_km2",
        "difference_pct",
        "held_km2",
        "verdict",
    } <= set(audit["places"][0])
    assert {"source", "claim_pct", "measured_pct", "verdict"} <= set(audit["claims"][0])
    assert {"a", "b", "km2"} <= set(audit["overlaps"][0])


def test_twenty_percent_gets_a_plain_verdict(audit: dict) -> None:
    claim = next(item for item in audit["claims"] if item["source"] == "article-russia-priority-2018")
    assert claim["claim_pct"] == 20
    assert claim["measured_pct"] == pytest.approx(13.6, abs=0.1)
    assert claim["verdict"].startswith("higher than the map")


def test_changes_between_two_days() -> None:
    done = tell("changes", "1993-07-01", "1993-09-01", "--json")
    answer = json.loads(done.stdout)
    assert [row["place"] for row in answer["gained"]] == ["aghdam", "fizuli", "jabrayil", "gubadli"]
    assert answer["ended"] == []
    assert answer["net_km2"] == pytest.approx(sum(row["km2"] for row in answer["gained"]), abs=0.05)
    assert "Aghdam" in answer["sentence"]
    assert answer["from"] == "1993-07-01"


def test_sources_side_by_side() -> None:
    answer = json.loads(tell("sources", "--place", "kalbajar", "--json").stdout)
    start = next(item for item in answer if item["quantity"] == "start")
    assert start["verdict"] == "differ"
    assert start["days"] == 2


@pytest.mark.parametrize("arguments", [("audit",), ("changes", "1993-01-01", "1994-01-01"), ("sources",)])
def test_tables_for_people_come_soon(arguments: tuple[str, ...]) -> None:
    began = time.perf_counter()
    done = tell(*arguments)
    assert done.returncode == 0, done.stderr
    assert len(done.stdout.splitlines()) > 5
    assert time.perf_counter() - began < 30  # only a hang fails here; the benchmark measures


def test_days_the_wrong_way_round() -> None:
    done = tell("changes", "1994-01-01", "1993-01-01")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_values_have_changes_an_audit_and_sources_too() -> None:
    moved = json.loads(tell("changes", "1952", "2007", "--map", "life-expectancy", "--json").stdout)
    assert (moved["from"], moved["to"]) == ("1952", "2007")
    assert moved["moves"][0]["place"] == "oman"
    assert moved["moves"][0]["amount"] == pytest.approx(75.6 - 37.6)
    found = json.loads(tell("audit", "--map", "life-expectancy", "--json").stdout)
    assert [row["with_value"] for row in found["stops"]] == [135] * 12
    (giver,) = json.loads(tell("sources", "--map", "life-expectancy", "--json").stdout)
    assert (giver["source"], giver["figures"], giver["from"], giver["to"]) == (
        "gapminder",
        1620,
        "1952",
        "2007",
    )
    assert "both name what to read" in tell("sources", "--map", "checked", "--data", "data").stderr


def test_land_held_by_the_line_alone_is_named_by_district(audit: dict) -> None:
    assert [(row["place"], round(row["km2"])) for row in audit["alone"]] == [
        ("tartar", 112),
        ("agcabadi", 85),
        ("goranboy", 25),
    ]
    assert sum(row["km2"] for row in audit["alone"]) == pytest.approx(audit["alone_km2"], abs=0.5)
