"""Lists: the published nine, units and separators, failures with their place, and any text at all."""

import csv
import datetime as dt
import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.package.schema import Statement
from geo.reading.lists import Listing, ListingRow, listing_statements, read_listing

NINE = (
    "Nagorno-Karabakh: 1988-1992, territory 4400 km2; Shusha: may 08, 1992, territory 289 km2; "
    "Lachin: may 18, 1992, territory 1840 km2; Kalbajar: april 2, 1993, territory 3054 km2; "
    "Aghdam: july 23, 1993, territory 1150 km2; Fizuli: august 23, 1993, territory 1390 km2; "
    "Jabrayil: august 23, 1993, territory 1050 km2; Gubadli: august 31, 1993, territory 802 km2; "
    "Zangilan: october 29, 1993, territory 707 km2."
)


def only(text: str) -> ListingRow:
    listing = read_listing(text)
    assert not listing.failures, [str(failure) for failure in listing.failures]
    (row,) = listing.rows
    return row


def test_the_published_nine() -> None:
    listing = read_listing(NINE)
    assert listing.failures == ()
    assert [
        (row.item, row.name, row.start and row.start.text, row.end, row.area_km2) for row in listing.rows
    ] == [
        (1, "Nagorno-Karabakh", "1988/1992", None, 4400),
        (2, "Shusha", "1992-05-08", None, 289),
        (3, "Lachin", "1992-05-18", None, 1840),
        (4, "Kalbajar", "1993-04-02", None, 3054),
        (5, "Aghdam", "1993-07-23", None, 1150),
        (6, "Fizuli", "1993-08-23", None, 1390),
        (7, "Jabrayil", "1993-08-23", None, 1050),
        (8, "Gubadli", "1993-08-31", None, 802),
        (9, "Zangilan", "1993-10-29", None, 707),
    ]


@pytest.mark.parametrize(
    "text", [NINE.upper(), NINE.lower(), NINE.replace("; ", "\r\n"), NINE.replace("; ", ";\n\n")]
)
def test_the_nine_in_any_case_and_on_lines(text: str) -> None:
    wanted = [(row.start, row.area_km2) for row in read_listing(NINE).rows]
    assert [(row.start, row.area_km2) for row in read_listing(text).rows] == wanted


@pytest.mark.parametrize(
    ("area", "km2"),
    [
        ("territory 1840 km2", 1840),
        ("AREA of 1840 KM2", 1840),
        ("1840 km²", 1840),
        ("1840km²", 1840),
        ("1840 km^2", 1840),
        ("1840 sq km", 1840),
        ("1840 sq. km.", 1840),
        ("1840 square kilometres", 1840),
        ("1840 square kilometers", 1840),
        ("площадь 1840 кв. км", 1840),
        ("1840 км²", 1840),
        ("1840 км2", 1840),
        ("1840 квадратных километров", 1840),
        ("1840 kv. km", 1840),
        ("1840 կմ²", 1840),
        ("(1840 km2)", 1840),
        ("184000 ha", 1840),
        ("184000 hectares", 1840),
        ("184000 га", 1840),
        ("100 mi²", 258.9988110336),
        ("100 mi2", 258.9988110336),
        ("100 sq mi", 258.9988110336),
        ("100 sq. mi.", 258.9988110336),
        ("100 square miles", 258.9988110336),
        ("1 square mile", 2.589988110336),
        ("1.1 ha", 0.011),
        ("1 840 km2", 1840),
        ("1\N{NO-BREAK SPACE}840 km2", 1840),
        ("1\N{THIN SPACE}840 km2", 1840),
        ("1\N{NARROW NO-BREAK SPACE}840\N{NO-BREAK SPACE}km2", 1840),
        ("1,840 km2", 1840),
        ("1.840 km2", 1840),
        ("1'840 km2", 1840),
        ("1’840 km2", 1840),
        ("1,234,567 km2", 1_234_567),
        ("1.234.567,5 km2", 1_234_567.5),
        ("1 234 567,5 km2", 1_234_567.5),
        ("1,840.25 km2", 1840.25),
        ("1.84 km2", 1.84),
        ("1,84 km2", 1.84),
        ("0.840 km2", 0.84),
        ("0,840 km2", 0.84),
        ("1840.125 km2", 1840.125),
    ],
)
def test_areas(area: str, km2: float) -> None:
    for text in (
        f"Lachin: may 18, 1992, {area}",
        f"Lachin: 18 May 1992 {area}.",
        f"Lachin: 1992-05-18,{area}",
    ):
        row = only(text)
        assert row.start is not None
        assert (row.start.text, row.area_km2) == ("1992-05-18", km2)


def test_what_may_be_missing() -> None:
    assert only("Lachin: 1992").area_km2 is None
    row = only("Lachin: 1840 km2")
    assert (row.start, row.end, row.area_km2) == (None, None, 1840)


def test_a_start_and_an_end() -> None:
    row = only("Shusha: 8 May 1992 – 8 November 2020, 289 km2")
    assert row.start is not None
    assert row.end is not None
    assert (row.start.text, row.end.text, row.area_km2) == ("1992-05-08", "2020-11-08", 289)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Nagorno-Karabakh (former oblast), west", "Nagorno-Karabakh (former oblast), west"),
        ("  Old   town ", "Old town"),
        ("Шуша", "Шуша"),
        ("Շուշի", "Շուշի"),
        ("Şuşa", "Şuşa"),
        ("沙赫布兹", "沙赫布兹"),
        ("- Lachin", "Lachin"),
        ("12. Lachin", "Lachin"),
        ("• Lachin", "Lachin"),
        ("District 9", "District 9"),
        ('<b>"Lachin"</b>', '<b>"Lachin"</b>'),
    ],
)
def test_names_are_kept_as_written(written: str, name: str) -> None:
    assert only(f"{written}: 1992, 5 km2").name == name


@pytest.mark.parametrize(
    ("text", "place", "came", "remedy"),
    [
        ("Lachin 1992", (1, 1, 1), "Lachin 1992", "there is no colon; write name: date, area"),
        (": 1992", (1, 1, 1), ": 1992", "there is no name before the colon"),
        ("Lachin:", (1, 1, 8), "", "there is no date; write one such as May 8, 1992"),
        ("Old town: new: 1992", (1, 1, 14), ": 1992", "there is a second colon; a name holds none"),
        ("Lachin: soon, 5 km2", (1, 1, 9), "soon", "it is no date known here"),
        ("A: 1992;  B: 4/12/2014, 5 km2", (2, 1, 14), "4/12/2014", "write 2014-04-12 or 2014-12-04"),
        ("A: 1992\n\nB: 1993\n  C: 30 June", (3, 4, 6), "30 June", "it is no date known here"),
        (
            "A: 1992, territory 44 acres",
            (1, 1, 10),
            "territory 44 acres",
            "behind the date only an area can stand",
        ),
        ("A: 1992 territory 44", (1, 1, 9), "territory 44", "write a number and km2"),
        ("A: may 18, 1992, 4400", (1, 1, 18), "4400", "behind the date only an area can stand"),
        ("A: 1992, about 44 km2", (1, 1, 10), "about 44 km2", "behind the date only an area can stand"),
        ("A: 1992, 12 km", (1, 1, 10), "12 km", "behind the date only an area can stand"),
        ("A: 1992, 0 km2", (1, 1, 10), "0 km2", "an area is more than nothing"),
        ("A: 1992, 510100001 km2", (1, 1, 10), "510100001 km2", "at most the Earth's"),
        (
            "A: " + "9" * 398,
            (1, 1, 1),
            "A: " + "9" * 54 + "...",
            "it has 401 characters and an item at most 400",
        ),
    ],
)
def test_failures_say_where_what_and_what_to_do(
    text: str, place: tuple[int, int, int], came: str, remedy: str
) -> None:
    (failure,) = read_listing(text).failures
    assert (failure.item, failure.line, failure.column) == place
    assert failure.came == came
    assert remedy in failure.remedy
    item, line, column = place
    assert str(failure).startswith(f"item {item}, line {line}, column {column}: came {came!r}; ")


def test_good_rows_stand_beside_failures() -> None:
    listing = read_listing("Lachin: may 18, 1992, 1840 km2; Aghdam; ; Fizuli: august 23, 1993")
    assert [row.item for row in listing.rows] == [1, 3]
    assert [failure.item for failure in listing.failures] == [2]


def test_nothing_in_nothing_out() -> None:
    assert read_listing("") == Listing((), ())
    assert read_listing("\ufeff ;; \n\t;") == Listing((), ())


def test_statements_of_the_nine() -> None:
    statements = listing_statements(read_listing(NINE), source="occupation-in-figures")
    assert len(statements) == 18
    assert statements[:2] == [
        {
            **{
                "id": "nagorno-karabakh-start",
                "place": "Nagorno-Karabakh",
                "period": "1",
                "quantity": "start",
            },
            **{
                "value": "",
                "unit": "",
                "date": "1988/1992",
                "source": "occupation-in-figures",
                "also_source": "",
            },
            **{"locator": "item 1", "confidence": "", "note": ""},
        },
        {
            **{"id": "nagorno-karabakh-area", "place": "Nagorno-Karabakh", "period": "1", "quantity": "area"},
            **{
                "value": "4400",
                "unit": "km2",
                "date": "",
                "source": "occupation-in-figures",
                "also_source": "",
            },
            **{"locator": "item 1", "confidence": "", "note": ""},
        },
    ]


def test_statements_are_rows_of_the_package() -> None:
    wanted = [name for name in Statement.model_fields if name not in ("party", "value_to")]
    for statement in listing_statements(read_listing(NINE), source="a"):
        assert list(statement) == wanted
        row = Statement.model_validate({**statement, "place": "x"})
        assert row.date is not None or row.value is not None


def test_ids_are_counted_and_a_second_time_is_a_second_period() -> None:
    text = "Şuşa: 8 May 1992 - 8 Nov 2020; Susa: 289 km2; şuşa: 2021; Шуша: 1992, 2.5 km2; Şuşa: 5 ha"
    rows = [
        (row["id"], row["period"], row["date"] or row["value"])
        for row in listing_statements(read_listing(text))
    ]
    assert rows == [
        ("susa-start", "1", "1992-05-08"),
        ("susa-end", "1", "2020-11-08"),
        ("susa-area", "1", "289"),
        ("susa-start-2", "2", "2021"),
        ("item-4-start", "1", "1992"),
        ("item-4-area", "1", "2.5"),
        ("susa-area-2", "2", "0.05"),
    ]


fragments = st.sampled_from(
    [
        *(
            "Lachin",
            ": ",
            "may 18, 1992",
            "1988",
            "-",
            " – ",
            " to ",
            ", ",
            "territory ",
            "4 400",
            " km2",
            " ha",
            ".",
        ),
        *(
            "; ",
            "\n",
            "[1993,",
            "1994]",
            "/",
            "..",
            "29 February 1993",
            "4/12/2014",
            "1.840",
            "²",
            "(",
            ")",
            "\x85",
        ),
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(fragments, max_size=40).map("".join)))
def test_every_item_of_any_text_is_a_row_or_a_failure(text: str) -> None:
    listing = read_listing(text)
    lines = text.removeprefix("\ufeff").splitlines()
    items = [item for line in lines for item in line.split(";") if item.strip()]
    assert sorted(entry.item for entry in (*listing.rows, *listing.failures)) == list(
        range(1, len(items) + 1)
    )
    for failure in listing.failures:
        assert 1 <= failure.line <= len(lines)
        assert 1 <= failure.column <= len(lines[failure.line - 1]) + 1
    statements = listing_statements(listing)
    assert len({row["id"] for row in statements}) == len(statements)
    for row in listing.rows:
        assert row.name
        assert row.start or row.area_km2


names = st.text(
    st.characters(blacklist_categories=["C", "Z"], blacklist_characters=":：;"), min_size=3, max_size=12
)


@given(names.filter(lambda name: name[0].isalpha()), st.dates(), st.integers(1, 999_999))
def test_what_is_written_comes_back(name: str, day: dt.date, km2: int) -> None:
    row = only(f"{name}: {day.isoformat()}, territory {km2:,} km2.")
    assert row.start is not None
    assert (row.name, row.start.earliest, row.area_km2) == (name, day, km2)


def test_a_hostile_text_ends_soon() -> None:
    began = time.perf_counter()
    for text in (
        "1 111" * 20_000,
        "a:" + "1-" * 199,
        "a:" + "1 111 " * 66,
        "a: " + "may 1992, " * 39,
        ";" * 100_000,
    ):
        read_listing(text)
    assert time.perf_counter() - began < 5


def test_statements_survive_csv() -> None:
    rows = listing_statements(read_listing('A, "b": 1992, 5 km2'))
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    assert list(csv.DictReader(io.StringIO(out.getvalue()))) == rows


def test_a_control_character_is_a_failure_of_its_item() -> None:
    listing = read_listing("La\x1bchin: 1992; Fizuli: 1993")
    assert [row.name for row in listing.rows] == ["Fizuli"]
    assert str(listing.failures[0]) == (
        "item 1, line 1, column 3: came '\\x1bchin: 1992'; remove the character that cannot be shown"
    )
