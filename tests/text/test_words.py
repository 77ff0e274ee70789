"""Words: every form in every language, checked by hand, and language files that cannot drift apart."""

import ast
import datetime as dt
import json
import re
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st
from icu4py.messageformat import MessageFormat

from geo.errors import DateError, InputError
from geo.text import messages
from geo.text.arguments import list_arguments
from geo.text.dates import Span, parse_date
from geo.text.words import (
    LANGUAGES,
    add_words,
    calendar,
    describe_date,
    format_area,
    format_day,
    format_number,
    list_languages,
    load_words,
    read_locale,
    say,
)

LANG = Path(messages.__file__).parent / "lang"
NBSP = "\N{NO-BREAK SPACE}"
# an ordinal may go with a year, where a language has one
COMPANIONS = {"nth"}
DATE_FIELDS = {
    "slot",
    "day",
    "number",
    "month",
    "month_name",
    "year",
    "nth",
    "century",
    "season",
    "first",
    "last",
    "date",
}

MOMENTS = {
    "1993-08-23": ("23 August 1993", "23 avqust 1993-cü il", "1993 թ. օգոստոսի 23", "23 августа 1993 г."),
    "2020-10": ("October 2020", "oktyabr 2020", "2020 թ. հոկտեմբեր", "октябрь 2020 г."),
    "1993": ("1993", "1993", "1993 թ.", "1993 г."),
    "0033": ("33", "33", "33 թ.", "33 г."),
    "1993-07-23~": (
        "about 23 July 1993",
        "təxminən 23 iyul 1993-cü il",
        "մոտավորապես 1993 թ. հուլիսի 23",
        "около 23 июля 1993 г.",
    ),
    "1993-08~": (
        "about August 1993",
        "təxminən avqust 1993",
        "մոտավորապես 1993 թ. օգոստոս",
        "около августа 1993 г.",
    ),
    "1993-08?": (
        "perhaps August 1993",
        "ehtimal ki, avqust 1993",
        "հավանաբար 1993 թ. օգոստոս",
        "предположительно август 1993 г.",
    ),
    "1993%": (
        "perhaps about 1993",
        "ehtimal ki, təxminən 1993",
        "հավանաբար մոտավորապես 1993 թ.",
        "предположительно около 1993 г.",
    ),
    "1988/1992": (
        "between 1988 and 1992",
        "1988–1992-ci illər arasında",
        "1988 և 1992 թվականների միջև",
        "между 1988 и 1992 годами",
    ),
    "1992-05-08/1992-05-09": (
        "between 8 and 9 May 1992",
        "8 və 9 may 1992-ci il tarixləri arasında",
        "1992 թ. մայիսի 8-ի և 9-ի միջև",
        "между 8 и 9 мая 1992 г.",
    ),
    "2020-10-04/2020-11-10": (
        "between 4 October and 10 November 2020",
        "4 oktyabr və 10 noyabr 2020-ci il tarixləri arasında",
        "2020 թ. հոկտեմբերի 4-ի և նոյեմբերի 10-ի միջև",
        "между 4 октября и 10 ноября 2020 г.",
    ),
    "1993-12-30/1994-01-02": (
        "between 30 December 1993 and 2 January 1994",
        "30 dekabr 1993-cü il və 2 yanvar 1994-cü il tarixləri arasında",
        "1993 թ. դեկտեմբերի 30-ի և 1994 թ. հունվարի 2-ի միջև",
        "между 30 декабря 1993 г. и 2 января 1994 г.",
    ),
    "1991/1993-06-27": (
        "between 1991 and 27 June 1993",
        "1991 və 27 iyun 1993-cü il tarixləri arasında",
        "1991 թվականի և 1993 թ. հունիսի 27-ի միջև",
        "между 1991 годом и 27 июня 1993 г.",
    ),
    "2020-10/2023-09-20": (
        "between October 2020 and 20 September 2023",
        "oktyabr 2020 və 20 sentyabr 2023-cü il tarixləri arasında",
        "2020 թ. հոկտեմբերի և 2023 թ. սեպտեմբերի 20-ի միջև",
        "между октябрём 2020 г. и 20 сентября 2023 г.",
    ),
    "1993-08~/1994?": (
        "between about August 1993 and perhaps 1994",
        "təxminən avqust 1993 və ehtimal ki, 1994 tarixləri arasında",
        "մոտավորապես 1993 թ. օգոստոսի և հավանաբար 1994 թվականի միջև",
        "между примерно августом 1993 г. и предположительно 1994 годом",
    ),
    "../2020": ("2020 or earlier", "2020 və ya daha əvvəl", "ոչ ուշ, քան 2020 թվականը", "не позднее 2020 г."),
    "2020-11/": (
        "November 2020 or later",
        "noyabr 2020 və ya daha sonra",
        "ոչ շուտ, քան 2020 թ. նոյեմբերը",
        "не ранее ноября 2020 г.",
    ),
    "[1993-04-02,1993-04-03]": (
        "2 or 3 April 1993",
        "2 və ya 3 aprel 1993-cü il",
        "1993 թ. ապրիլի 2 կամ 3",
        "2 или 3 апреля 1993 г.",
    ),
    "[1993-04-02,1993-05-03]": (
        "2 April or 3 May 1993",
        "2 aprel və ya 3 may 1993-cü il",
        "1993 թ. ապրիլի 2 կամ մայիսի 3",
        "2 апреля или 3 мая 1993 г.",
    ),
    "[1993,1995,1997]": (
        "1993, 1995 or 1997",
        "1993, 1995 və ya 1997-ci il",
        "1993, 1995 կամ 1997 թ.",
        "1993, 1995 или 1997 г.",
    ),
    "[1993-04-02,1994]": (
        "2 April 1993 or 1994",
        "2 aprel 1993-cü il və ya 1994",
        "1993 թ. ապրիլի 2 կամ 1994 թ.",
        "2 апреля 1993 г. или 1994 г.",
    ),
    "[2020-10-09..2020-10-15]": (
        "between 9 and 15 October 2020",
        "9 və 15 oktyabr 2020-ci il tarixləri arasında",
        "2020 թ. հոկտեմբերի 9-ի և 15-ի միջև",
        "между 9 и 15 октября 2020 г.",
    ),
    "199X": ("the 1990s", "1990-cı illər", "1990-ական թվականներ", "1990-е годы"),
    "19XX": ("the 20th century", "XX əsr", "20-րդ դար", "XX век"),
    "1993-21": ("spring 1993", "1993-cü ilin yazı", "1993 թ. գարուն", "весна 1993 г."),
    "1993-24~": (
        "about winter 1993",
        "təxminən 1993-cü ilin qışı",
        "մոտավորապես 1993 թ. ձմեռ",
        "около зимы 1993 г.",
    ),
    "1993-1X": (
        "between October and December 1993",
        "oktyabr və dekabr 1993 tarixləri arasında",
        "1993 թ. հոկտեմբերի և դեկտեմբերի միջև",
        "между октябрём и декабрём 1993 г.",
    ),
    "1993-02-2X": (
        "between 20 and 28 February 1993",
        "20 və 28 fevral 1993-cü il tarixləri arasında",
        "1993 թ. փետրվարի 20-ի և 28-ի միջև",
        "между 20 и 28 февраля 1993 г.",
    ),
    "1993-1X/1994": (
        "between October 1993 and 1994",
        "oktyabr 1993 və 1994 tarixləri arasında",
        "1993 թ. հոկտեմբերի և 1994 թվականի միջև",
        "между октябрём 1993 г. и 1994 годом",
    ),
    "1993/1993": ("1993", "1993", "1993 թ.", "1993 г."),
}

TIMES = {
    "1993-08-23": ("23 August 1993", "23 avqust 1993-cü il", "1993 թ. օգոստոսի 23", "23 августа 1993 г."),
    "1988/1992": ("1988 to 1992", "1988–1992-ci illər", "1988-ից մինչև 1992 թվականը", "с 1988 по 1992 г."),
    "2020-11/2023-09": (
        "November 2020 to September 2023",
        "noyabr 2020 – sentyabr 2023",
        "2020 թ. նոյեմբերից մինչև 2023 թ. սեպտեմբերը",
        "с ноября 2020 г. по сентябрь 2023 г.",
    ),
    "2020-10-09/2020-10-15": (
        "9 to 15 October 2020",
        "9 – 15 oktyabr 2020-ci il",
        "2020 թ. հոկտեմբերի 9-ից մինչև 15-ը",
        "с 9 по 15 октября 2020 г.",
    ),
    "1992-05-02/1992-05-08": (
        "2 to 8 May 1992",
        "2 – 8 may 1992-ci il",
        "1992 թ. մայիսի 2-ից մինչև 8-ը",
        "со 2 по 8 мая 1992 г.",
    ),
    "../2020": ("until 2020", "2020-ci ilədək", "մինչև 2020 թվականը", "по 2020 г."),
    "1994/..": ("from 1994", "1994-cü ildən", "1994 թվականից", "с 1994 г."),
    "2020-11/": ("from November 2020", "2020-ci ilin noyabrından", "2020 թ. նոյեմբերից", "с ноября 2020 г."),
    "/2021-07": ("until July 2021", "2021-ci ilin iyulunadək", "մինչև 2021 թ. հուլիսը", "по июль 2021 г."),
    "1993-08-23/": (
        "from 23 August 1993",
        "23 avqust 1993-cü ildən",
        "1993 թ. օգոստոսի 23-ից",
        "с 23 августа 1993 г.",
    ),
    "../1993-21": (
        "until spring 1993",
        "1993-cü ilin yazınadək",
        "մինչև 1993 թ. գարունը",
        "по весну 1993 г.",
    ),
    "1993-33": (
        "January to March 1993",
        "yanvar – mart 1993",
        "1993 թ. հունվարից մինչև մարտը",
        "с января по март 1993 г.",
    ),
}


@pytest.mark.parametrize("text", MOMENTS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_moment_in_words(text: str, lang: str) -> None:
    assert describe_date(text, lang) == MOMENTS[text][LANGUAGES.index(lang)]
    assert describe_date(parse_date(text), lang) == MOMENTS[text][LANGUAGES.index(lang)]


@pytest.mark.parametrize("text", TIMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_time_in_words(text: str, lang: str) -> None:
    assert describe_date(text, lang, kind="time") == TIMES[text][LANGUAGES.index(lang)]


@pytest.mark.parametrize(
    ("year", "said"),
    [
        (1986, "1986-cı ildən"),
        (1987, "1987-ci ildən"),
        (1989, "1989-cu ildən"),
        (1990, "1990-cı ildən"),
        (1991, "1991-ci ildən"),
        (1993, "1993-cü ildən"),
        (1930, "1930-cu ildən"),
        (1900, "1900-cü ildən"),
        (2000, "2000-ci ildən"),
        (2010, "2010-cu ildən"),
    ],
)
def test_azerbaijani_ordinals_follow_the_last_word_of_the_number(year: int, said: str) -> None:
    assert describe_date(f"{year}/..", "az", kind="time") == said


def test_english_centuries() -> None:
    said = [describe_date(text, "en") for text in ("00XX", "01XX", "02XX", "03XX", "10XX", "20XX")]
    assert said == [f"the {nth} century" for nth in ("1st", "2nd", "3rd", "4th", "11th", "21st")]


def test_a_text_that_is_no_date() -> None:
    with pytest.raises(DateError, match="'soon' is not an EDTF date"):
        describe_date("soon", "en")


@given(st.dates(), st.dates(), st.sampled_from(LANGUAGES), st.sampled_from(["moment", "time"]))
def test_no_field_is_left_unfilled_and_each_end_is_named(
    a: dt.date, b: dt.date, lang: str, kind: str
) -> None:
    first, last = sorted((a, b))
    for text in (
        f"{first}/{last}",
        f"{first}~/..",
        f"../{last}?",
        f"[{first},{last}]",
        f"{first.isoformat()[:7]}/{last}",
    ):
        said = describe_date(text, lang, kind=kind)  # type: ignore[arg-type]
        assert "{" not in said
        assert str(last.year if last.isoformat() in text else first.year) in said


def test_a_day() -> None:
    said = [format_day(dt.date(1993, 8, 23), lang) for lang in LANGUAGES]
    assert said == list(MOMENTS["1993-08-23"])


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", ["4,400", "1,234,567.89", "−5", "0", "999", "0.0"]),
        ("az", ["4.400", "1.234.567,89", "−5", "0", "999", "0,0"]),
        ("hy", [f"4{NBSP}400", f"1{NBSP}234{NBSP}567,89", "−5", "0", "999", "0,0"]),
        ("ru", [f"4{NBSP}400", f"1{NBSP}234{NBSP}567,89", "−5", "0", "999", "0,0"]),
    ],
)
def test_numbers(lang: str, said: list[str]) -> None:
    numbers = [(4400, 0), (1234567.891, 2), (-5, 0), (-0.2, 0), (999.4, 0), (-0.04, 1)]
    assert [format_number(number, lang, digits) for number, digits in numbers] == said


def test_areas() -> None:
    assert [format_area(4400, lang) for lang in LANGUAGES] == [
        "4,400 km²",
        "4.400 km²",
        f"4{NBSP}400 կմ²",
        f"4{NBSP}400 км²",
    ]
    assert [format_area(km2, "en") for km2 in (0, 0.44, 9.94, 9.96, 284.1)] == [
        "0 km²",
        "0.4 km²",
        "9.9 km²",
        "10 km²",
        "284 km²",
    ]
    assert format_area(284.14, "ru", digits=1) == "284,1 км²"


def test_an_unknown_language() -> None:
    for ask in (
        load_words,
        lambda lang: say("date.until", lang),
        lambda lang: describe_date("1993", lang),
        calendar,
    ):
        with pytest.raises(InputError, match="the language is 'de'; choose one of en, az, hy, ru"):
            ask("de")


def test_plurals_and_numbers_in_a_text(monkeypatch: pytest.MonkeyPatch) -> None:
    made = {
        "en": {
            "places": "{n, plural, one {# place} other {# places}}",
            "only.english": "{n, plural, one {one} other {#}}",
        },
        "ru": {"places": "{n, plural, =1 {место} one {# место} few {# места} many {# мест} other {# места}}"},
    }
    monkeypatch.setattr(messages, "_read", lambda lang: made[lang])
    messages._message.cache_clear()
    try:
        assert [say("places", "en", n=n) for n in (1, 2, 4400)] == ["1 place", "2 places", "4,400 places"]
        assert [say("places", "ru", n=n) for n in (1, 2, 5, 21, 1.5)] == [
            "место",
            "2 места",
            "5 мест",
            "21 место",
            "1,5 места",
        ]
        # 21 is "one" in Russian, never in a sentence that is said in English
        assert say("only.english", "ru", n=21) == "21"
        assert load_words("ru")["only.english"].startswith("{n")
    finally:
        messages._message.cache_clear()


@given(st.integers(0, 10**9), st.sampled_from(LANGUAGES))
def test_a_count_in_a_sentence_is_written_like_any_number(n: int, lang: str) -> None:
    assert format_number(n, lang) in say("table.found", lang, n=n)


def test_a_language_of_ones_own_is_one_file(tmp_path: Path) -> None:
    file = tmp_path / "ar.json"
    found = (
        "{n, plural, zero {لا مكان} one {مكان واحد} two {مكانان} few {# أماكن} many {# مكانًا} other {# مكان}}"
    )
    file.write_text(json.dumps({"table.found": found, "date.day": "{day} {month} {year}"}), "utf-8")
    try:
        assert add_words(file) == "ar"
        assert list_languages() == (*LANGUAGES, "ar")
        assert [say("table.found", "ar", n=n) for n in (0, 1, 2, 5, 11, 100)] == [
            "لا مكان", "مكان واحد", "مكانان", "5 أماكن", "11 مكانًا", "100 مكان",
        ]  # fmt: skip
        assert describe_date("1993-08-23", "ar") == "23 أغسطس 1993"
        assert say("ui.layers", "ar") == say("ui.layers", "en")
        assert read_locale("ar").text_direction == "rtl"
    finally:
        messages._FILES.pop("ar", None)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("ar.json", "[]", "ar.json: holds a list; an object of texts by key is wanted"),
        ("ar.json", "{", "ar.json: cannot be read as JSON"),
        ("xx-words.json", "{}", "'xx-words' is no language that CLDR knows"),
        ("ar.json", '{"table.fund": "x"}', "the key 'table.fund' is unknown; did you mean 'table.found'?"),
        ("ar.json", '{"table.found": 3}', "table.found: holds 3; a text is wanted"),
        ("ar.json", '{"table.found": "{n, plural, one {x}"}', "table.found: is no ICU message"),
    ],
)
def test_a_language_file_that_cannot_be_used_is_refused(
    name: str, text: str, said: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, "utf-8")
    with pytest.raises(InputError, match=re.escape(said)):
        add_words(tmp_path / name)
    assert list_languages() == LANGUAGES


def test_a_value_is_not_read_as_a_pattern() -> None:
    assert say("date.until", "en", date="{first}") == "until {first}"


def fields(text: str) -> set[str]:
    return {argument.name for argument in list_arguments(text)}


@pytest.fixture(scope="module")
def raw() -> dict[str, dict[str, str]]:
    return {lang: json.loads((LANG / f"{lang}.json").read_text(encoding="utf-8")) for lang in LANGUAGES}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_language_has_every_key_with_the_same_fields(lang: str, raw: dict[str, dict[str, str]]) -> None:
    assert set(raw[lang]) == set(raw["en"])
    assert list(raw[lang]) == sorted(raw[lang])
    for key, text in raw[lang].items():
        if key.startswith("date."):
            assert fields(text) <= DATE_FIELDS, key
        else:
            assert fields(text) - COMPANIONS == fields(raw["en"][key]) - COMPANIONS, key
        assert text.strip(), key
        MessageFormat(text, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_plural_categories_are_those_of_the_language(lang: str, raw: dict[str, dict[str, str]]) -> None:
    wanted = {*Locale.parse(lang).plural_form.tags, "other"}
    for key, text in raw[lang].items():
        for argument in list_arguments(text):
            given = {option for option in argument.options if not option.startswith("=")}
            if argument.kind == "plural":
                # behind a number Azerbaijani and Armenian keep the singular; Russian cases other than the
                # first ("в 2 местах") know one plural
                assert given in (wanted, {"other"}, {"one", "other"}), key
            assert not argument.kind or "other" in given, key


def test_every_sentence_is_asked_for_with_the_values_it_names(raw: dict[str, dict[str, str]]) -> None:
    asked = set()
    for file in (LANG.parents[1]).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"):
                continue
            names = {keyword.arg for keyword in node.keywords}
            keys = [part.value for part in ast.walk(node.args[0]) if isinstance(part, ast.Constant)]
            for key in keys if None not in names else []:
                if key in raw["en"] and not key.startswith("date."):
                    asked.add(key)
                    lacking = fields(raw["en"][key]) - names
                    assert not lacking, f"{file.name}:{node.lineno}: {key} names {lacking}"
    assert len(asked) > 150


def test_a_span_made_by_hand() -> None:
    day = dt.date(2020, 10, 4)
    assert describe_date(Span("2020-10-04", day, day), "en") == "4 October 2020"
