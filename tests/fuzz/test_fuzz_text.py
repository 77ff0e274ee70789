"""Damaged lists, definitions, dates, figures of columns: small texts, in great number."""

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from random import Random

from geo.model.definition import Definition, read_definition
from geo.package.schema import Statement, check_rows
from geo.reading.columns import make_id
from geo.reading.lists import listing_statements, read_listing
from geo.reading.numbers import read_numbers
from geo.reading.when import find_day_order, is_time, read_when
from geo.text.dates import parse_date
from geo.text.words import LANGUAGES, describe_date
from geo.text.written_dates import read_dates
from tests.conftest import ROOT
from tests.fuzz.damage import FIRST, HOSTILE, ODD, damage_text, damage_value, many
from tests.fuzz.watch import check_message, survive

CASES = {
    "listing": many(1200),
    "definitions": many(600),
    "edtf": many(1200),
    "written": many(1200),
    "columns": many(600),
}
LIST = """Nagorno-Karabakh: 1988-1992, territory 4388 km2; Lachin: may 18, 1992, territory 1840 km2;
Kalbajar: april 2, 1993, territory 1936 km2; Aghdam: 23 июля 1993, площадь 1 150 кв. км
Fizuli: 1993-08-23, 1.386 km²; Jabrayil: august 26, 1993 – 9 November 2020, 105 000 ha.
"""
EDTF = (
    "1993", "1993-08", "1993-08-23", "1993-07-23~", "1988/1992", "[1993-04-02,1993-04-03]", "../2020", "2020-11/", "199X",
    "1993-21", "1993-08?", "1993-1X", "[2020-10-09..2020-10-15]", "1993?-08", "2020-09-27/2020-11-10~",
)  # fmt: skip
WRITTEN = (
    "may 08, 1992", "1 марта 2022", "12.04.2014", "1988-1992", "8 May 1992 – 8 November 2020", "4/13/2014",
    "between 1988 and 1992", "circa 1992", "с 2 мая 1992 по 3 мая 1993", "2020-W10", "2020 Q3",
    "1992, 8 մայիսի", "May 1992", "8-mai-1992",
)  # fmt: skip
NUMBERS = (
    "1.5", "1,5", "1 234,5", "1,234.5", "12%", "-3", "1e5", "n/a", "", "٣", "½", "1e400", "9" * 400, "1.2.3", "--1", "+", ".",
    ",",
)  # fmt: skip


def damage(rng: Random, texts: tuple[str, ...]) -> str:
    """Change some marks of a text, or put parts of two together with something hostile between."""
    text = rng.choice(texts)
    if rng.random() < 0.3:
        other = rng.choice(texts)
        text = (
            text[: rng.randrange(len(text) + 1)]
            + rng.choice(HOSTILE)[:5000]
            + other[rng.randrange(len(other) + 1) :]
        )
    marks = list(text)
    for _ in range(rng.choice((0, 1, 1, 2))):
        if marks:
            marks[rng.randrange(len(marks))] = rng.choice("0123456789012345678901234567890X-/~?%[].,: ;W")
    return "".join(marks)


def as_toml(value: object) -> str:
    """Write a value as inline TOML, which is JSON but for tables and odd numbers."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {as_toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_toml, value)) + "]"
    return str(value) if isinstance(value, float) else json.dumps(value)


def test_every_item_of_a_list_is_a_row_or_a_failure() -> None:
    for number in range(CASES["listing"]):
        rng, case = Random(FIRST + number), f"listing {number}"
        text = damage_text(rng, LIST).decode("utf-8", "replace")
        listing = survive(case, lambda text=text: read_listing(text))  # type: ignore[misc]
        assert listing is not None
        items = sorted([row.item for row in listing.rows] + [failure.item for failure in listing.failures])
        assert items == list(range(1, len(items) + 1)), f"{case}: an item is lost"
        for failure in listing.failures:
            check_message(case, str(failure), f"item {failure.item}")
        statements = listing_statements(listing, source="figures")
        for row in listing.rows:
            assert any(said["place"] == row.name for said in statements), f"{case}: {row.name!r} says nothing"
        records = {n: {**said, "place": "x"} for n, said in enumerate(statements, start=2)}
        assert check_rows(Statement, "statements.csv", records)[1] == [], case


def test_definitions(tmp_path: Path) -> None:
    whole = [
        (ROOT / "maps" / f"{name}.toml").read_text("utf-8")
        for name in ("occupation", "us-unemployment", "checked")
    ]
    file = tmp_path / "damaged.toml"
    for number in range(CASES["definitions"]):
        rng, case = Random(FIRST + number), f"definition {number}"
        text = rng.choice(whole)
        if rng.random() < 0.7:
            key = rng.choice(sorted(Definition.model_fields.keys() - {"name"}))
            table = damage_value(
                rng, {**tomllib.loads(text), key: rng.choice((1979, rng.choice(HOSTILE), rng.choice(ODD)))}
            )
            file.write_text(
                "\n".join(f"{json.dumps(key)} = {as_toml(item)}" for key, item in table.items()),
                "utf-8",
                "replace",
            )
        else:
            file.write_bytes(damage_text(rng, text))
        definition = survive(case, lambda: read_definition(file), "damaged.toml")
        if definition is not None:
            survive(case, lambda definition=definition: definition.opening(()), "damaged.toml")  # type: ignore[misc]


def test_edtf_is_read_to_the_day_or_refused() -> None:
    for number in range(CASES["edtf"]):
        rng, case = Random(FIRST + number), f"edtf {number}"
        text = damage(rng, EDTF)
        span = survive(case, lambda text=text: parse_date(text))  # type: ignore[misc]
        if span is not None:
            assert parse_date(span.text) == span, case
            assert span.earliest is None or span.latest is None or span.earliest <= span.latest, case
            for lang in LANGUAGES:
                assert describe_date(span, lang), case


def test_written_dates() -> None:
    for number in range(CASES["written"]):
        rng, case = Random(FIRST + number), f"written date {number}"
        text = damage(rng, (*WRITTEN, *EDTF))
        stated = survive(case, lambda text=text: read_dates(text))  # type: ignore[misc]
        if stated is not None:
            assert stated.start.earliest or stated.start.latest, case
        when = survive(case, lambda text=text, rng=rng: read_when(text, rng.choice(("dmy", "mdy"))))  # type: ignore[misc]
        if when is not None:
            assert parse_date(when).text == when, case
        assert is_time(text) in (True, False)


def test_columns_of_figures() -> None:
    for number in range(CASES["columns"]):
        rng, case = Random(FIRST + number), f"column {number}"
        texts = [
            damage(rng, NUMBERS) if rng.random() < 0.3 else rng.choice(NUMBERS)
            for _ in range(rng.randrange(1, 6))
        ]
        answers: list[Callable[[], object]] = [
            lambda texts=texts, rng=rng: read_numbers(texts, rng.choice(",;")),  # type: ignore[misc]
            lambda texts=texts: [make_id(text) for text in texts],  # type: ignore[misc]
            lambda texts=texts: find_day_order(texts, "when"),  # type: ignore[misc]
        ]
        for ask in answers:
            survive(case, ask, "when")
        read = read_numbers(texts)
        if read is not None:
            values = read.values(texts)
            assert len(values) == len(texts), case
            assert all(value is None or float(value) is not None for value in values), case
