from datetime import date

import pytest

from geo.model.timeline import Timeline
from tests.browser.conftest import states, until

pytestmark = pytest.mark.browser


def shown_date(page) -> str:
    return page.get_attribute("#date time", "datetime")


def test_contract_of_the_slider(visit, occupation: Timeline) -> None:
    page = visit()
    slider = page.locator("input[type=range]").first
    assert slider.get_attribute("id") == "time"
    assert [slider.get_attribute(name) for name in ("min", "max", "step")] == [
        "0",
        str(len(occupation.stops) - 1),
        "1",
    ]
    assert shown_date(page) == "1994-05-12"
    assert "12 May 1994" in slider.get_attribute("aria-valuetext")
    assert page.locator("[role=status]").count() == 1


def test_keyboard_walks_through_all_stops_and_rows_follow(visit, occupation: Timeline) -> None:
    page = visit()
    page.focus("#time")
    page.keyboard.press("Home")
    for stop in occupation.stops:
        assert shown_date(page) == stop.isoformat()
        expected = {here.place.id: here.state for here in occupation.on(stop).places}
        assert states(page) == expected
        page.keyboard.press("ArrowRight")
    page.keyboard.press("End")
    assert shown_date(page) == occupation.stops[-1].isoformat()


def test_an_input_event_updates_heading_rows_and_status_at_once(visit, occupation: Timeline) -> None:
    page = visit()
    answer = page.evaluate(
        """() => { const time = document.querySelector("#time"); time.value = 0;
        time.dispatchEvent(new Event("input", {bubbles: true}));
        return [document.querySelector("#date time").dateTime,
          document.querySelector("[data-place=nagorno-karabakh]").dataset.state,
          document.querySelector("[role=status]").textContent, time.getAttribute("aria-valuetext")]; }"""
    )
    assert answer[0] == occupation.stops[0].isoformat()
    assert answer[1] == "possible"
    assert "Nagorno-Karabakh" in answer[2]
    assert "1 January 1988" in answer[3]


def test_typed_dates_may_fall_between_stops(visit, occupation: Timeline) -> None:
    page = visit("occupation", "#date=1993-08-01")
    assert shown_date(page) == "1993-08-01"
    assert states(page) == {here.place.id: here.state for here in occupation.on(date(1993, 8, 1)).places}
    page.click("[data-ui=date-open]")
    assert page.get_attribute("[data-ui=date-open]", "aria-expanded") == "true"
    page.fill("#date-text", "soon")
    page.keyboard.press("Enter")
    assert page.get_attribute("#date-text", "aria-invalid") == "true"
    page.fill("#date-text", "1992-06-15")
    page.keyboard.press("Enter")
    assert page.get_attribute("#date-text", "aria-invalid") is None
    assert page.get_attribute("[data-ui=date-open]", "aria-expanded") == "false"
    assert shown_date(page) == "1992-06-15"
    assert states(page)["lachin"] == "held"
    assert states(page)["kalbajar"] == "before"


def test_before_the_first_stop_nothing_is_held(visit) -> None:
    assert set(states(visit("occupation", "#date=1950-01-01")).values()) == {"before"}


def test_value_is_the_stop_in_either_spacing(visit, occupation: Timeline) -> None:
    page = visit()
    before = page.input_value("#time")
    assert page.input_value("[data-ui=spacing]") == "time"  # the default
    page.select_option("[data-ui=spacing]", "event")
    assert page.input_value("#time") == before
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    assert page.input_value("#time") == str(int(before) + 1)
    assert shown_date(page) == occupation.stops[int(before) + 1].isoformat()


def test_play_never_starts_by_itself_and_stops_on_a_touch(visit) -> None:
    page = visit()
    first = shown_date(page)
    page.wait_for_timeout(600)
    assert shown_date(page) == first
    page.select_option("[data-ui=speed]", "4")
    page.click("[data-ui=play]")
    until(page, "first => document.querySelector('#date time').dateTime !== first", first)
    page.locator("#time").press("ArrowLeft")
    assert page.get_attribute("[data-ui=play]", "aria-pressed") == "false"


def test_play_rewinds_from_the_end_and_stops_there(visit, occupation: Timeline) -> None:
    page = visit("occupation", f"#date={occupation.stops[-1].isoformat()}")
    page.select_option("[data-ui=speed]", "4")
    page.click("[data-ui=play]")
    until(
        page,
        "first => document.querySelector('#date time').dateTime === first",
        occupation.stops[0].isoformat(),
    )


def test_end_buttons(visit, occupation: Timeline) -> None:
    page = visit()
    page.click("[data-step=first]")
    assert shown_date(page) == occupation.stops[0].isoformat()
    page.click("[data-step=last]")
    assert shown_date(page) == occupation.stops[-1].isoformat()


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Honolulu"])
def test_a_day_is_the_same_day_everywhere(visit, occupation: Timeline, zone: str) -> None:
    page = visit("occupation", "#date=1993-08-01", timezone_id=zone)
    assert page.inner_text("#date time") == "1 August 1993"
    assert states(page) == {here.place.id: here.state for here in occupation.on(date(1993, 8, 1)).places}
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    assert shown_date(page) == "1993-08-23"
