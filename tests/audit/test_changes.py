from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.audit.changes import Changes, list_changes
from geo.errors import InputError
from geo.model.period import Choice
from geo.model.timeline import Timeline, build_timeline
from geo.text.words import LANGUAGES
from tests.audit.test_totals import UNIT, strip
from tests.made import pack

SAID = [
    ("a", "start", "1990-01-01", "s"),
    ("a", "end", "1995-06-01", "s"),
    ("b", "start", "1991/1992", "s"),
    ("c", "start", "1993-03-03", "s"),
    ("c", "end", "1994/1996", "s"),
]


def timeline(said=SAID) -> Timeline:
    places = {"a": (strip(0, 1), None), "b": (strip(1, 3), None), "c": (strip(0.5, 1.5), None)}
    return build_timeline(pack(places, said), Choice(("a", "b", "c")))


DAYS = st.dates(date(1989, 1, 1), date(1998, 1, 1))


def test_gained_and_ended_with_dates_and_areas() -> None:
    changes = list_changes(timeline(), date(1989, 1, 1), date(1990, 1, 1))
    assert [row.place.id for row in changes.gained] == ["a"]
    assert changes.net_km2 == pytest.approx(UNIT)
    changes = list_changes(timeline(), date(1992, 12, 31), date(1993, 3, 3))
    assert [row.place.id for row in changes.gained] == ["c"]
    assert changes.net_km2 == pytest.approx(0)  # c lies on land already held: nothing is counted twice


def test_an_uncertain_start_has_bounds() -> None:
    changes = list_changes(timeline(), date(1990, 6, 1), date(1991, 6, 1))
    assert changes.net_km2 == pytest.approx(0)
    assert changes.max_km2 == pytest.approx(2 * UNIT)
    assert not changes.gained[0].certain


@given(DAYS, DAYS, DAYS)
@settings(max_examples=60)
def test_two_steps_make_the_whole_way(first: date, middle: date, last: date) -> None:
    first, middle, last = sorted((first, middle, last))
    line = timeline()
    if first == middle or middle == last:
        return
    one, two = list_changes(line, first, middle), list_changes(line, middle, last)
    both = list_changes(line, first, last)
    assert both.net_km2 == pytest.approx(one.net_km2 + two.net_km2, abs=1e-6)
    assert both.net_km2 == pytest.approx(line.on(last).held_km2 - line.on(first).held_km2, abs=1e-6)
    assert both.min_km2 - 1e-6 <= both.net_km2 <= both.max_km2 + 1e-6


@given(st.permutations(SAID))
@settings(max_examples=20)
def test_order_of_rows_never_matters(said) -> None:
    span = date(1989, 1, 1), date(1998, 1, 1)
    assert list_changes(timeline(said), *span).to_json() == list_changes(timeline(), *span).to_json()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sentence_in_every_language_carries_the_numbers(occupation: Timeline, lang: str) -> None:
    sentence = list_changes(occupation, date(1993, 7, 1), date(1993, 9, 1)).sentence(lang)
    assert "1993" in sentence
    assert occupation.track("aghdam").place.name(lang) in sentence
    assert "{" not in sentence


def test_nothing_changed() -> None:
    changes = list_changes(timeline(), date(1997, 1, 1), date(1997, 1, 1) + timedelta(days=1))
    assert changes.changes == ()
    assert changes.net_km2 == 0


@pytest.mark.parametrize(
    ("lang", "opening"),
    [
        ("en", "On 1 January 1997, "),
        ("az", "1 yanvar 1997-ci il tarixində "),
        ("hy", "1997 թ. հունվարի 1-ին "),
        ("ru", "1 января 1997 г. "),
    ],
)
def test_a_day_beside_itself_is_that_day(lang: str, opening: str) -> None:
    day = date(1997, 1, 1)
    assert list_changes(timeline(), day, day).sentence(lang).startswith(opening)


def test_the_later_day_first_is_refused() -> None:
    with pytest.raises(InputError, match="1990-01-01"):
        list_changes(timeline(), date(1995, 1, 1), date(1990, 1, 1))


@given(DAYS, DAYS)
@settings(max_examples=40)
def test_the_list_adds_up_to_the_net(first: date, last: date) -> None:
    first, last = sorted((first, last))
    changes = list_changes(timeline(), first, last)
    listed = sum(row.km2 for row in (*changes.gained, *changes.redrawn)) - sum(
        row.km2 for row in changes.ended
    )
    assert listed == pytest.approx(changes.net_km2, abs=1e-6)


@given(DAYS, DAYS, DAYS)
@settings(max_examples=40)
def test_two_lists_make_the_whole_list(first: date, middle: date, last: date) -> None:
    first, middle, last = sorted((first, middle, last))
    line = timeline()
    sums: dict[tuple[str, str, str], float] = {}
    for changes in (list_changes(line, first, middle), list_changes(line, middle, last)):
        for row in changes.changes:
            key = row.kind, row.place.id, row.span.text
            sums[key] = sums.get(key, 0.0) + row.km2
    both = {
        (row.kind, row.place.id, row.span.text): row.km2 for row in list_changes(line, first, last).changes
    }
    assert both == pytest.approx(sums, abs=1e-6)


def test_an_outline_ends_nothing_that_was_ever_sure() -> None:
    package = pack(
        {"a": (strip(0, 2), None)},
        [("a", "start", "1990-01-01", "s")],
        {"line": (strip(-1, 1), "1994-01-01", "")},
    )
    line = build_timeline(package, Choice(("a",), {}, ("line",)))
    changes = list_changes(line, date(1993, 1, 1), date(1995, 1, 1))
    assert (changes.gained, changes.ended) == ((), ())
    assert changes.redrawn == ()
    assert changes.net_km2 == 0
    assert changes.min_km2 == pytest.approx(-UNIT)


def test_a_start_open_on_both_days_can_only_have_gained() -> None:
    changes = list_changes(timeline(), date(1991, 3, 1), date(1992, 3, 1))
    assert changes.min_km2 == pytest.approx(0)
    assert changes.max_km2 == pytest.approx(2 * UNIT)


def held(quantity: str, when: str, party: str, place: str = "a", **more: str) -> dict[str, str]:
    return {"place": place, "quantity": quantity, "date": when, "party": party, "source": "s", **more}


HANDED = [
    held("start", "1990-01-01", "north"),
    held("end", "2000-01-01", "north"),
    held("start", "2000-01-01", "river"),
]


def parties_of(said: list[dict[str, str]], outlines: dict[str, object] | None = None) -> Timeline:
    package = pack({"a": (strip(0, 1), None)}, said, outlines)
    return build_timeline(package, Choice(("a",), {}, tuple(outlines or ())))


def told(changes: Changes) -> list[tuple[str, str, float]]:
    return [(row.kind, row.party.id, pytest.approx(row.km2)) for row in changes.changes if row.party]


def test_a_handover_is_lost_by_one_and_gained_by_the_other() -> None:
    changes = list_changes(parties_of(HANDED), date(1999, 1, 1), date(2001, 1, 1))
    assert told(changes) == [("ended", "north", UNIT), ("gained", "river", UNIT)]
    assert changes.net_km2 == 0
    assert "a – river" in changes.sentence()


def test_a_handover_between_uncertain_dates_counts_for_each_at_its_own_end() -> None:
    said = [
        held("start", "1980-01-01", "north"),
        held("end", "1991/1992", "north"),
        held("start", "1991/1992", "river"),
    ]
    line = parties_of(said)
    half = list_changes(line, date(1990, 1, 1), date(1991, 6, 1))
    assert [(row.kind, row.km2, row.certain) for row in half.changes] == [
        ("ended", pytest.approx(UNIT), False), ("gained", 0, False),
    ]  # fmt: skip
    assert [row.max_km2 for row in half.changes] == pytest.approx([UNIT, UNIT])
    assert told(list_changes(line, date(1990, 1, 1), date(1993, 1, 1))) == [
        ("ended", "north", UNIT),
        ("gained", "river", UNIT),
    ]


def test_who_joins_a_holder_gains_what_both_then_hold() -> None:
    said = [held("start", "1990-01-01", "north"), held("start", "2000-01-01", "river")]
    changes = list_changes(parties_of(said), date(1999, 1, 1), date(2001, 1, 1))
    assert told(changes) == [("gained", "river", UNIT)]
    assert changes.net_km2 == 0  # it was held before, and counts once


def test_land_that_changes_hands_inside_a_place() -> None:
    """Two fronts move: north loses a third of the place, river gains it; neither came nor went."""
    said = [held("start", "1990-01-01", "north"), held("start", "1990-01-01", "river")]
    outlines = {
        "n1": (strip(-0.1, 2 / 3), "1990-01-01", "2000-01-01", "north"), "n2": (strip(-0.1, 1 / 3), "2000-01-01", "", "north"),
        "r1": (strip(2 / 3, 1.1), "1990-01-01", "2000-01-01", "river"), "r2": (strip(1 / 3, 1.1), "2000-01-01", "", "river"),
    }  # fmt: skip
    changes = list_changes(parties_of(said, outlines), date(1999, 1, 1), date(2001, 1, 1))
    third = pytest.approx(UNIT / 3, rel=1e-3)
    assert [(row.kind, row.party and row.party.id, abs(row.km2)) for row in changes.changes] == [
        ("redrawn", "north", third), ("redrawn", "river", third),
    ]  # fmt: skip
    assert [row.km2 > 0 for row in changes.changes] == [False, True]
    assert "a – north (" in changes.sentence()
    assert changes.net_km2 == pytest.approx(0, abs=1e-6)


def test_each_party_is_told_with_what_it_held_alone_before_and_after() -> None:
    changes = list_changes(parties_of(HANDED), date(1999, 1, 1), date(2001, 1, 1))
    assert [(row.id, before, after) for row, before, after in changes.parties] == [
        ("north", pytest.approx(UNIT), 0), ("river", 0, pytest.approx(UNIT)),
    ]  # fmt: skip
    assert "Held by one party alone: north: from" in changes.sentence()


def test_a_period_that_goes_on_in_the_next_is_no_change() -> None:
    said = [
        held("start", "1990-01-01", "north"), held("end", "2000-01-01", "north"),
        held("start", "2000-01-01", "north", period="2"),
    ]  # fmt: skip
    assert list_changes(parties_of(said), date(1999, 1, 1), date(2001, 1, 1)).changes == ()


def test_stated_shares_change_hands_too() -> None:
    said = [held("start", "1990-01-01", "north"), held("start", "1990-01-01", "river")]
    said += [
        held("held_share", span, party, value=str(value), unit="percent")
        for span, party, value in (
            ("1990-01-01", "north", 70), ("1990-01-01", "river", 20), ("2000-01-01", "north", 40), ("2000-01-01", "river", 50),
        )
    ]  # fmt: skip
    changes = list_changes(parties_of(said), date(1999, 1, 1), date(2001, 1, 1))
    # What north had beyond its smaller share was only possible: nobody knows when it was lost.
    assert told(changes) == [("redrawn", "river", 0.3 * UNIT)]
