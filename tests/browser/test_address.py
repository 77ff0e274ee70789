import pytest

from geo.model.timeline import Timeline
from geo.text.words import say
from tests.browser.conftest import states, until

pytestmark = pytest.mark.browser


def test_the_address_is_the_state_and_back_steps_through_settled_dates(visit, occupation: Timeline) -> None:
    page = visit()
    stops = [stop.isoformat() for stop in occupation.stops]
    first, second = (
        stops[(at := stops.index(page.get_attribute("#date time", "datetime"))) + 1],
        stops[at + 2],
    )
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    until(page, f"location.hash.includes('date={first}')")
    page.keyboard.press("ArrowRight")
    until(page, f"location.hash.includes('date={second}')")
    page.go_back()
    until(page, f"document.querySelector('#date time').dateTime === '{first}'")
    page.go_forward()
    until(page, f"document.querySelector('#date time').dateTime === '{second}'")


def test_a_link_opens_date_place_and_language(visit) -> None:
    page = visit("occupation", "#date=1993-07-23&place=aghdam&lang=ru")
    assert page.get_attribute("html", "lang") == "ru"
    assert page.inner_text("#date time").startswith("23 июля 1993")
    card = page.locator("[data-ui=card]")
    assert card.is_visible()
    assert "Агдам" in card.inner_text()


def test_between_stops_the_sentence_is_of_the_day_that_was_asked(visit) -> None:
    page = visit("occupation", "#date=2000-06-01&lang=az")
    assert page.inner_text("[data-ui=summary]").startswith("1 iyun 2000-ci il: 9 yerdən 9")
    page.select_option("[data-ui=language]", "en")
    assert page.inner_text("[data-ui=summary]").startswith("1 June 2000: 9 of 9 places")


@pytest.mark.parametrize(
    "fragment",
    [
        "#date=1993-99-99", "#date=%ff", "#place=nowhere", "#lang=xx&date=", "#=&&", "#date=99999-01-01",
        "#compare=%00&compare=__proto__", "#compare=occupation-in-figures", "#spacing=sideways",
    ],
)  # fmt: skip
def test_a_damaged_address_is_ignored(visit, fragment: str) -> None:
    page = visit("occupation", fragment)
    assert page.get_attribute("#date time", "datetime")
    assert page.locator(".twin").count() == 0
    assert page.get_attribute("[data-ui=timeline]", "data-spacing") in ("event", "time")
    assert states(page)


def test_a_comparison_is_in_the_address_and_comes_back(visit) -> None:
    page = visit("occupation", "#date=1993-08-23")
    second = page.locator(".twin-head.second")
    page.click("[data-ui=compare] summary")
    page.check("input[name=compare][value=date]")
    page.select_option("[data-ui=compare-date]", "2023-09-20")
    assert "compare=2023-09-20" in page.evaluate("location.hash")
    page.focus("#time")
    page.keyboard.press("ArrowRight")
    until(page, "!location.hash.includes('1993-08-23')")
    page.check("input[name=compare][value=off]")
    assert page.evaluate("location.hash").startswith("#date=")
    assert "compare" not in page.evaluate("location.hash")
    page.go_back()
    until(page, "document.querySelector('.twin-head.second') !== null")
    assert second.inner_text() == "20 September 2023"
    assert page.get_attribute("#date time", "datetime") == "1993-08-23"
    page.reload()
    page.wait_for_selector("html[data-ready=true]", state="attached")
    assert second.inner_text() == "20 September 2023"
    assert page.is_checked("input[name=compare][value=date]", timeout=1000)
    assert page.input_value("[data-ui=compare-date]") == "2023-09-20"


def test_an_account_beside_the_first_may_be_left_out_and_embedded(visit) -> None:
    page = visit("side-by-side", "#embed&compare=off")
    assert page.locator(".twin").count() == 0
    page.evaluate("location.hash = '#embed&compare=cross-check&lang=ru'")
    until(page, "document.querySelector('.twin-head.second') !== null")
    assert page.locator(".twin-head.second").is_visible()
    page.evaluate("location.hash = '#embed&compare=2020-12-05'")  # between stops: the stop that holds then
    until(page, "document.querySelector('.twin-head.second').textContent.includes('2020')")
    assert page.evaluate("location.hash") == "#embed&compare=2020-12-05"
    assert page.get_attribute("[data-ui=embed-credit] a", "href").endswith("#compare=2020-12-01")
    page.set_viewport_size({"width": 720, "height": 560})
    tops = "Array.from(document.querySelectorAll('.folium-map'), (map) => map.querySelector('.faces').getBoundingClientRect().y)"
    until(page, f"Math.abs({tops}[0] - {tops}[1]) < 2")  # both maps keep step whatever becomes of their frame


def test_names_dates_and_numbers_follow_the_language(visit) -> None:
    page = visit()
    for lang, title, place, number in (
        ("az", "İşğal faktı rəqəmlərdə", "Kəlbəcər", "3.054"),
        ("hy", "Օկուպացիան թվերով", "Քելբաջար", "3 054"),
        ("ru", "Оккупация в цифрах", "Кельбаджар", "3 054"),
        ("en", "The Occupation in Figures", "Kalbajar", "3,054"),
    ):
        page.select_option("[data-ui=language]", lang)
        assert page.get_attribute("html", "lang") == lang
        assert page.inner_text("h1") == title
        row = page.locator("[data-place=kalbajar]").inner_text().replace("\u00a0", " ")
        assert place in row
        assert number in row
        assert page.text_content("#about-title") == say("audit.title", lang)
        assert page.locator(f".label:has-text('{place}')").count() == 1
