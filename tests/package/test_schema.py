"""Rows: what is taken, and what is said of the rest."""

from datetime import date
from typing import Any

import pytest

from geo.errors import Finding
from geo.package.schema import Event, Place, Source, Statement, check_rows

SAID = {"id": "a", "place": "b", "source": "s"}


def findings(model: Any, **record: str) -> list[str]:
    rows, found = check_rows(model, "x.csv", {7: record})
    assert bool(rows) != bool(found)
    return [str(finding) for finding in found]


def test_a_statement_of_each_kind() -> None:
    records = {
        2: {**SAID, "quantity": "start", "date": " 1993-08-23~ ", "value": " ", "unit": ""},
        3: {**SAID, "quantity": " area ", "value": " 1390 ", "unit": "km2", "date": "", "confidence": "high"},
        4: {**SAID, "quantity": "held_share", "value": "100", "unit": "percent", "also_source": ""},
        5: {**SAID, "quantity": "held_area", "value": "0", "unit": "km2", "period": "2"},
    }
    rows, found = check_rows(Statement, "statements.csv", records)
    assert found == []
    assert list(rows) == [2, 3, 4, 5]
    assert rows[2].date is not None
    assert rows[2].date.earliest == date(1993, 8, 23)
    assert (rows[2].value, rows[3].value, rows[3].date) == (None, 1390, None)
    assert (rows[2].period, rows[5].period, rows[4].also_source) == (1, 2, None)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"quantity": "Area"},
            "came 'Area', wanted 'start', 'end', 'part_start', 'part_end', 'area', 'held_area' or",
        ),
        ({"value": "1,390"}, "value: came '1,390', wanted a number; write a plain number with a dot"),
        ({"value": "nan"}, "value: came 'nan', wanted a finite number"),
        ({"value": "-1"}, "value: came '-1', wanted area between 0 and inf"),
        ({"value": "0"}, "value: came '0', wanted an area above 0"),
        ({"value": ""}, "value: came '', wanted a number for area"),
        ({"unit": "ha"}, "unit: came 'ha', wanted km2, the unit of area"),
        ({"quantity": "held_share", "unit": "percent", "value": "101"}, "held_share between 0 and 100"),
        ({"quantity": "start", "date": "1993"}, "value: came '5', wanted nothing, since a start is a date"),
        (
            {"quantity": "part_end", "date": "2020", "unit": ""},
            "value: came '5', wanted nothing, since a part_end is a date",
        ),
        ({"value_to": "5"}, "value_to: came '5', wanted nothing, or a number above 5 that is at most inf"),
        ({"party": "north"}, "party: came 'north', wanted nothing, since an area is the whole place's"),
        ({"party": "The North"}, "party: came 'The North', wanted an id"),
        ({"quantity": "end", "value": ""}, "date: came '', wanted an EDTF date for end"),
        ({"period": "0"}, "period: came '0', wanted greater than or equal to 1"),
        ({"period": "2.5"}, "period: came '2.5', wanted a whole number; write a whole number"),
        ({"id": "A b"}, "id: came 'A b', wanted an id; use lower-case letters, digits"),
        ({"source": ""}, "source: came '', wanted an id"),
        ({"confidence": "sure"}, "confidence: came 'sure', wanted 'high', 'medium', 'low' or ''"),
        ({"colour": "red"}, "colour: came 'red', wanted no such field; remove the field or correct its name"),
        (
            {"date": "1993-02-29"},
            "date: came '1993-02-29', wanted an EDTF date; '1993-02-29' is no day of the calendar",
        ),
    ],
)
def test_what_is_wrong_with_a_statement(changes: dict[str, str], message: str) -> None:
    good = {**SAID, "quantity": "area", "value": "5", "unit": "km2"}
    found = findings(Statement, **{**good, **changes})
    assert len(found) == 1
    assert found[0].startswith("x.csv, row 7, ")
    assert message in found[0]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"date": ""}, "date: came '', wanted an EDTF date"),
        ({"title_en": " "}, "title_en: came ' ', wanted a text; write it"),
        ({"lon": "181"}, "lon: came '181', wanted less than or equal to 180"),
        ({"lat": "nan"}, "lat: came 'nan', wanted"),
        ({"lat": ""}, "lat: came '', wanted both lon and lat, or neither"),
        ({"lon": ""}, "lon: came '', wanted both lon and lat, or neither"),
    ],
)
def test_what_is_wrong_with_an_event(changes: dict[str, str], message: str) -> None:
    good = {"id": "e", "date": "1993", "title_en": "x", "source": "s", "lon": "46.7", "lat": "39.8"}
    found = findings(Event, **{**good, **changes})
    assert len(found) == 1
    assert message in found[0]


def test_a_row_with_two_faults_gives_two_findings() -> None:
    assert len(findings(Source, id="", title="")) == 2


def test_a_missing_value_is_named() -> None:
    assert findings(Source, id="s") == ["x.csv, row 7, title: came '', wanted a value; add the value"]


def test_names_fall_back_to_english_and_then_the_id() -> None:
    place = Place(id="lachin", name_en="Lachin", name_az="Laçın", other_names=" Berdzor ;; Կաշաթաղ")
    assert [place.name(lang) for lang in ("az", "hy", "xx")] == ["Laçın", "Lachin", "Lachin"]
    assert Place(id="hadrut").name() == "hadrut"
    assert place.names == {"en": "Lachin", "az": "Laçın"}
    assert place.others == ("Berdzor", "Կաշաթաղ")
    assert Event(id="e", date="1994", title_en="Ceasefire", source="s").titles == {"en": "Ceasefire"}


def test_a_finding_is_one_short_line() -> None:
    finding = Finding("error", "x.csv", None, "", "y" * 5000, "less", "cut it")
    assert len(str(finding)) < 300
    assert str(finding).startswith("x.csv: came 'yyy")


def test_a_control_character_is_no_part_of_a_text() -> None:
    rows, findings = check_rows(Place, "places.csv", {2: {"id": "a", "name_en": "A\x0b"}})
    assert rows == {}
    assert str(findings[0]) == (
        "places.csv, row 2, name_en: came 'A\\x0b', wanted text without control characters; remove what cannot be shown"
    )
