"""Up to five places in one chart, of states and of numbers, told apart without colour; the address keeps them."""

from itertools import pairwise
from typing import Any

import pytest

from tests.browser.conftest import until

pytestmark = pytest.mark.browser


def compared(page: Any) -> list[tuple[str, str]]:
    """Names in the chart's list, and what each is on the date."""
    rows = page.locator(".compared-places li").all()
    return [(row.locator("b").inner_text(), row.locator(".compared-now").inner_text()) for row in rows]


def choose(page: Any, name: str) -> None:
    page.fill("[data-ui=search]", name)
    page.press("[data-ui=search]", "Enter")


def test_places_of_a_map_of_periods_are_compared_by_keyboard_and_let_go(visit) -> None:
    page = visit("occupation", "#date=2020-11-26&place=fizuli")
    assert page.locator(".card .history").count() == 1
    page.locator(".card-keep").press("Enter")
    assert page.locator(".card-keep").get_attribute("aria-pressed") == "true"
    assert page.evaluate("document.activeElement.className") == "card-keep"
    page.click(".card-close")  # the list is there again
    choose(page, "Lachin")
    assert compared(page) == [("Lachin", "occupied"), ("Fizuli", "again under Azerbaijani control")]
    bars = page.locator(".compared-places .history").all()
    assert [bar.get_attribute("aria-label") for bar in bars] == [
        "Lachin over all dates",
        "Fizuli over all dates",
    ]
    outlined = page.locator(".outline.selected").evaluate_all("all => all.map(e => e.dataset.outline)")
    assert set(outlined) == {"fizuli", "lachin"}
    until(page, "() => location.hash.includes('place=lachin,fizuli')")
    page.locator("#time").press("Home")
    assert page.locator(".history .curve-now").first.get_attribute("x1") == "4"  # where the first stop stands
    page.locator("#time").press("End")
    assert compared(page)[0] == ("Lachin", "again under Azerbaijani control")
    page.locator(".compared-places button[value=lachin]").click()
    assert page.inner_text("#card-title") == "Fizuli"
    assert page.locator(".compared-places").count() == 0


@pytest.mark.parametrize("which", ["life-expectancy", "us-unemployment"])
def test_lines_of_numbers_are_told_apart_by_dash_and_number(visit, which: str) -> None:
    page = visit(which)
    rows = page.eval_on_selector_all(
        "tr[data-place]",
        "all => all.filter(e => e.dataset.value).map(e => [e.dataset.place, e.dataset.value])",
    )
    some = dict(rows[:5])
    page.evaluate("hash => { location.hash = hash }", "place=" + ",".join(some))
    until(page, "() => document.querySelectorAll('.compared-places li').length === 5")
    assert [float(said.split()[0].rstrip("%")) for _, said in compared(page)] == pytest.approx(
        [float(value) for value in some.values()], abs=0.01
    )
    lines = page.locator(".card > .history .history-line")
    dashes = lines.evaluate_all("all => all.map(e => e.getAttribute('stroke-dasharray'))")
    assert len(set(dashes)) == 5
    keys = page.locator(".compared-places .history-line").evaluate_all(
        "all => all.map(e => e.getAttribute('stroke-dasharray'))"
    )
    assert keys == dashes
    numbers = page.eval_on_selector_all(
        ".history-nth",
        "all => all.map(e => [Number(e.textContent), e.getBoundingClientRect()]).map(([n, b]) => [n, b.top])",
    )
    assert {number for number, _ in numbers} == {1, 2, 3, 4, 5}
    tops = sorted(top for _, top in numbers)
    assert min(after - before for before, after in pairwise(tops)) > 8


def test_a_sixth_place_is_not_kept(visit) -> None:
    page = visit("life-expectancy", "#place=japan,nigeria,brazil,rwanda,albania")
    page.click(".card-close")
    choose(page, "Kenya")
    assert [name for name, _ in compared(page)] == ["Kenya", "Nigeria", "Brazil", "Rwanda", "Albania"]
    assert page.locator(".card-keep").is_disabled()
