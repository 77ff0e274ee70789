import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.audit.comparison import compare_sources
from geo.errors import InputError
from geo.package.read import Package
from geo.text.dates import parse_date
from tests.made import pack, square

SAID = [
    ("a", "start", "1993-04-01", "one"),
    ("a", "start", "1993-04-03", "two"),
    ("a", "area", 100, "one"),
    ("a", "area", 100.4, "two"),
    ("a", "area", 180, "three"),
    ("b", "start", "1992", "one"),
    ("b", "start", "1992-05-08", "two"),
    ("b", "end", "2020-11-08", "one"),
    ("c", "area", 1000, "one"),
    ("c", "area", 1001, "two"),
]


def made(said=SAID) -> Package:
    places = {name: (square(number), None) for number, name in enumerate("abc")}
    rows = [(place, quantity, parse_date(what) if quantity in ("start", "end") else what, source)
            for place, quantity, what, source in said]  # fmt: skip
    return pack(places, rows)


def found(package: Package) -> dict[tuple[str, str], object]:
    return {(item.place.id, item.quantity): item for item in compare_sources(package)}


def test_dates_that_cannot_both_be_true_differ_by_days() -> None:
    item = found(made())["a", "start"]
    assert item.verdict == "differ"
    assert item.days == 2


def test_a_year_and_a_day_in_it_overlap() -> None:
    assert found(made())["b", "start"].verdict == "overlap"


def test_one_source_speaks_alone() -> None:
    assert found(made())["b", "end"].verdict == "alone"


def test_numbers_differ_by_their_spread_and_rounding_is_agreement() -> None:
    items = found(made())
    assert items["a", "area"].verdict == "differ"
    assert items["a", "area"].spread == 80
    assert items["c", "area"].verdict == "agree"


def test_order_of_rows_never_matters() -> None:
    assert [i.to_json() for i in compare_sources(made())] == [
        i.to_json() for i in compare_sources(made(SAID[::-1]))
    ]


@given(st.permutations(SAID))
def test_no_statement_is_lost(said) -> None:
    items = compare_sources(made(said))
    assert sum(len(item.statements) for item in items) == len(SAID)


def test_an_unknown_place_names_the_nearest(shipped_package: Package) -> None:
    with pytest.raises(InputError, match="aghdam"):
        compare_sources(shipped_package, places=["agdam"])


def test_kalbajar_is_the_worked_case(shipped_package: Package) -> None:
    items = {item.quantity: item for item in compare_sources(shipped_package, places=["kalbajar"])}
    assert items["start"].verdict == "differ"
    assert items["start"].days == 2  # 1 to 3 April 1993
    assert items["area"].spread == 3054 - 1936
    assert {"azerbaijani", "third-party"} <= set(items["start"].sides)


def test_what_is_said_of_two_parties_does_not_contradict_itself() -> None:
    said = [
        {"place": "a", "quantity": "start", "date": when, "party": party, "source": source}
        for when, party, source in (
            ("1990-01-01", "north", "one"),
            ("2000-01-01", "river", "two"),
            ("2001-01-01", "river", "one"),
        )
    ]
    found = compare_sources(pack({"a": (square(0), None)}, said))
    assert [(row.called(), row.verdict, row.days) for row in found] == [
        ("a – north", "alone", 0),
        ("a – river", "differ", 366),
    ]
