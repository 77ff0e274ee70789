import pytest

from geo.text.dates import parse_date
from geo.text.short_dates import shorten_date
from geo.text.words import LANGUAGES, describe_date

CASES = {
    "1993-08-23": ("23 Aug 1993", "23 avq 1993", "23 օգոստ. 1993", "23 авг. 1993"),
    "1993-08": ("Aug 1993", "avq 1993", "օգոստ. 1993", "авг. 1993"),
    "1988/1992": ("1988–1992",) * 4,
    "2023-09-19/2023-09-20": ("19–20 Sep 2023", "19–20 sen 2023", "19–20 սեպտ. 2023", "19–20 сент. 2023"),
    "2020-10-17/2020-11-10": (
        "17 Oct – 10 Nov 2020", "17 okt – 10 noy 2020", "17 հոկտ. – 10 նոյ. 2020", "17 окт. – 10 нояб. 2020",
    ),
    "[2020-10-09..2020-10-15]": ("9–15 Oct 2020", "9–15 okt 2020", "9–15 հոկտ. 2020", "9–15 окт. 2020"),
}  # fmt: skip


@pytest.mark.parametrize("text", CASES)
def test_a_date_is_as_short_as_tells_it(text: str) -> None:
    assert tuple(shorten_date(text, lang) for lang in LANGUAGES) == CASES[text]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1993-08-31~", "~31 Aug 1993"),
        ("1993?", "1993?"),
        ("?1993-08-02", "2 Aug 1993?"),
        ("1993-12-30/1994-01-02", "30 Dec 1993 – 2 Jan 1994"),
        ("1991/1993-06-27", "1991 – 27 Jun 1993"),  # each end as finely as it is stated
        ("1993-08-30/1993-09", "30 Aug – Sep 1993"),
        ("1993-01/1993", "Jan – 1993"),
        ("1988-03/1992-03", "Mar 1988 – Mar 1992"),
        ("0987", "987"),
    ],
)
def test_ends_keep_what_they_state(text: str, words: str) -> None:
    assert shorten_date(text, "en") == words
    assert shorten_date(parse_date(text), "en") == words


@pytest.mark.parametrize("text", ["../2020", "2020-11/..", "[1993-04-02,1993-08-03]", "199X", "1993-21"])
def test_what_is_no_span_keeps_its_words(text: str) -> None:
    """Two days that one of is meant are not all the days between them; an open end has no second word."""
    assert shorten_date(text, "en") == describe_date(text, "en")
