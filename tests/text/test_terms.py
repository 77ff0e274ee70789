"""One notion, one word: terms that were dropped, for they mean something else or two things, do not come back."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from geo.text import messages
from geo.text.words import LANGUAGES

ROOT = Path(messages.__file__).parents[2]
# beginnings of words, or phrases; beside each what is said instead
DROPPED = {
    "en": {
        "reported": "published", "held outline": "outline of control", "held line": "outline of control",
        "line of 1994": "1994 line of contact", "nothing twice": "overlaps counted once",
        "nothing counted twice": "overlaps counted once", "borne out": "agrees with the map", "plain sum": "simple sum",
        "plainly": "simply", "recipe": "settings", "sliver": "narrow strip", "generalised": "simplified",
        "exactness": "precision", "another part": "the part held changes", "is a span": "date uncertain",
        "returned": "again under",
    },
    "az": {
        "torpaq": "ərazi, sahə", "torpağ": "ərazi, sahə", "bəyanat": "məlumat", "tutulan": "nəzarətdə olan",
        "təyinat": "işarələmə", "ola bilsin": "ehtimal ki", "ehtimalən": "ehtimal ki", "ümumiləşdiril": "sadələşdirilmiş",
        "bildirilən": "dərc olunmuş", "bildirilmiş": "dərc olunmuş",
    },
    "hy": {
        "հող": "տարածք, մակերես", "համընկնում են": "մասամբ վերածածկվում են", "հաղորդում": "տեղեկություն",
        "հաղորդված": "հրապարակված", "ընդհանրացված": "պարզեցված", "Բերձոր": "Լաչին", "Քարվաճառ": "Քելբաջար",
        "Քաշունիք": "Կուբաթլու", "Կովսական": "Զանգելան", "Ակնա": "Աղդամ", "Վարանդա": "Ֆիզուլի",
    },
    "ru": {
        "земл": "территория, площадь", "заявлен": "опубликовано", "сообщённ": "опубликованный", "обобщ": "упрощённый",
        "оккупировано": "под оккупацией", "контур под контролем": "контур контроля",
    },
}  # fmt: skip


def texts(lang: str) -> dict[str, str]:
    """Every text of a language that the program or a shipped map says."""
    file = ROOT / "geo" / "text" / "lang" / f"{lang}.json"
    said: dict[str, str] = json.loads(file.read_text("utf-8"))
    for path in sorted((ROOT / "maps").glob("*.toml")):
        listed = [(path.name, tomllib.loads(path.read_text("utf-8")))]
        for where, value in listed:
            inside = (
                value.items()
                if isinstance(value, dict)
                else enumerate(value)
                if isinstance(value, list)
                else ()
            )
            listed += [(f"{where}.{key}", item) for key, item in inside]
            if isinstance(value, str) and where.endswith(f".{lang}"):
                said[where] = value
    return said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_dropped_terms_stay_dropped(lang: str) -> None:
    found = [
        f"{where}: {word!r} in {text!r}; say {instead!r}"
        for where, text in texts(lang).items()
        for word, instead in DROPPED.get(lang, {}).items()
        if re.search(rf"(?<!\w){re.escape(word)}", re.sub(r"\{\w+\}", "", text), re.IGNORECASE)
    ]
    assert not found, "\n".join(found)


def test_armenian_names_are_those_of_the_same_district_in_other_languages() -> None:
    places = (ROOT / "data" / "places.csv").read_text("utf-8").splitlines()
    names = [dict(zip(places[0].split(","), row.split(","), strict=False))["name_hy"] for row in places[1:]]
    assert all(names)
    assert not set(names) & DROPPED["hy"].keys()
