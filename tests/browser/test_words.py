"""The page says every sentence as Python says it: the same messages, filled in by another hand."""

import json
from typing import Any

import pytest

from geo.page.assets import read_asset
from geo.text.arguments import list_arguments
from geo.text.words import LANGUAGES, calendar, describe_date, format_number, load_words, say

NUMBERS = (0, 1, 2, 3, 5, 11, 21, 100, 1900, 1994, 2000, 2010, 4400, 1.5)
PAGE = (
    "<script>"
    + "\n".join(map(read_asset, ("core/message.js", "core/dates.js", "core/words.js")))
    + "</script>"
)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_and_python_say_the_same(chromium: Any, lang: str) -> None:
    asked: list[tuple[str, dict[str, object]]] = []
    for key, text in load_words(lang).items():
        arguments = list_arguments(text)
        counted = {argument.name for argument in arguments if argument.kind in ("plural", "selectordinal")}
        chosen = {argument.name: argument.options for argument in arguments if argument.kind == "select"}
        plain = {argument.name: f"‹{argument.name}› {{it's}} #" for argument in arguments}
        for number in NUMBERS if counted else NUMBERS[:1]:
            longest = max((len(options) for options in chosen.values()), default=1)
            for turn in range(longest):
                picked = {name: options[turn % len(options)] for name, options in chosen.items()}
                asked.append((key, {**plain, **picked, **dict.fromkeys(counted, number)}))
    days = ["1993-08-23", "2000-01-02", "1994-05-12"]
    data = {"words": {lang: load_words(lang)}, "calendar": {lang: calendar(lang)}, "dates": {}}
    page = chromium.new_page()
    page.set_content(PAGE)
    said = page.evaluate(
        """([data, lang, asked, days, numbers]) => {
          const words = GeoTimeMaps.createWords(data);
          return [asked.map(([key, values]) => words.say(lang, key, values)), days.map((day) => words.edtf(lang, day)),
            numbers.map((number) => words.number(lang, number, 1))];
        }""",
        [data, lang, json.loads(json.dumps(asked)), days, NUMBERS],
    )
    page.close()
    for (key, values), text in zip(asked, said[0], strict=True):
        assert text == say(key, lang, **values), key
    assert said[1] == [describe_date(day, lang) for day in days]
    assert said[2] == [format_number(number, lang, 1) for number in NUMBERS]
