"""Codes and names of countries and of the states of the USA, each as one key, for tables and boundaries of different kinds.

Countries come from pycountry and, in many languages, from Babel's CLDR; the states with their FIPS numbers from `us`.
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from importlib import resources

from geo.text.names import fold_name

LONGEST_NAME = 200  # letters of a name with a code beside it
MOST_TEXTS = 5000  # different ones in a column of codes
MOSTLY = 0.7  # of the different texts: so many must be known for a column to be of a kind
_LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "ru", "az", "hy", "tr", "nl", "pl")
_SHORTENED = {
    "rep": "republic", "dem": "democratic", "is": "islands", "isl": "islands", "islds": "islands", "st": "saint",
    "fed": "federated", "sts": "states", "prov": "province",
    "eq": "equatorial", "herz": "herzegovina", "n": "north", "s": "south", "w": "western",
    "terr": "territories", "peop": "peoples", "ste": "saint", "u": "united",
}  # fmt: skip
_EMPTY_WORDS = frozenset({"the", "of", "and", "", "a", "la", "state", "kingdom"})
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("ss", "s"))


def plain_code(text: str) -> str:
    """Return a code without what programs add to it: `1001.0` is 1001, `0500000US01001` is 01001, `DE: Germany` is DE.

    >>> plain_code("1001.0"), plain_code("0500000US01001"), plain_code("DE: Germany"), plain_code("Lee")
    ('1001', '01001', 'DE', 'Lee')
    """
    if found := re.fullmatch(r"(-?\d+)\.0+", text):
        return found[1]
    if found := re.fullmatch(r"(?:\d{7})?US-?(\d{2}|\d{5,})", text):
        return found[1]
    if found := re.fullmatch(r"([A-Z][A-Z0-9_-]{1,11}): \S.*", text):
        return found[1]
    return text


def fold_digraphs(text: str) -> str:
    """Return a name folded, its ae, oe and ue as the letters with two dots are without them.

    >>> fold_digraphs("Baden-Wuerttemberg") == fold_digraphs("Baden-Württemberg")
    True
    """
    folded = fold_name(text)
    for two, one in _DIGRAPHS:
        folded = folded.replace(two, one)
    return folded


def join_codes(texts: Iterable[str], known: Iterable[str]) -> tuple[dict[str, str], str]:
    """Give texts of one kind of code the known texts of another kind that mean the same; with both kinds in words.

    Empty where a column is of no kind, or nothing meets. What two known texts share, or a text means twice, is left out.

    >>> join_codes(["FRA", "DEU"], ["Germany", "France", "Norway"])
    ({'DEU': 'Germany', 'FRA': 'France'}, 'countries by ISO 3166 alpha-3, against countries by name')
    """
    asked, there = sorted(set(texts)), sorted(set(known))
    best: dict[str, str] = {}
    words = ""
    for kind, read in _kinds(asked):
        for other, tell in _kinds(there):
            if kind == other == _PLAIN:
                continue
            owners: dict[str, list[str]] = {}
            for text in there:
                if key := tell(plain_code(text)):
                    owners.setdefault(key, []).append(text)
            met = {text: owners[key][0] for text in asked if len(owners.get(key := read(plain_code(text)), ())) == 1}
            if len(met) > len(best):
                best, words = met, f"{kind}, against {other}"
    return best, words


def _kinds(texts: Sequence[str]) -> list[tuple[str, Callable[[str], str]]]:
    """Return the kinds of codes that most texts are, each with its reader."""
    given = {plain_code(text) for text in texts} - {"", "-99"}
    return [
        (kind, read)
        for kind, read in _READERS.items()
        if given and len(given) <= MOST_TEXTS and sum(bool(read(text)) for text in given) >= MOSTLY * len(given)
    ]


def _alpha3(text: str) -> str:
    return text.upper() if len(text) == 3 and text.upper() in _codes()[0] else ""


def _alpha2(text: str) -> str:
    return _codes()[1].get(text.upper(), "") if len(text) == 2 else ""


def _numeric(text: str) -> str:
    return _codes()[2].get(text.zfill(3), "") if text.isascii() and text.isdigit() and len(text) <= 3 else ""


def _country(text: str) -> str:
    names, words = _names()
    return names.get(fold_name(text), "") or words.get(_bag(text), "")


def find_country(name: str) -> str:
    """Return a country's code of two letters by any of its names or codes of letters; empty where none is known."""
    three = _country(name) or _alpha3(name) or _alpha2(name)
    return next((two for two, code in _codes()[1].items() if code == three and two not in ("EL", "UK")), "") if three else ""


def without_code(text: str) -> str:
    """Return a name without the code before or behind it; empty where there is none.

    >>> without_code("AL01 Alabama"), without_code("Alabama (AL)"), without_code("Alabama")
    ('Alabama', 'Alabama', '')
    """
    found = _BESIDE.fullmatch(text) if len(text) <= LONGEST_NAME else None
    return (found["after"] or found["before"]) if found else ""


def _beside_code(text: str) -> str:
    return fold_name(without_code(text))


def _state(text: str) -> str:
    return _states()[0].get(fold_name(re.sub(r"^(?:state|commonwealth) of ", "", text, flags=re.IGNORECASE)), "")


def _state_fips(text: str) -> str:
    return _states()[1].get(text.zfill(2), "") if text.isascii() and text.isdigit() and len(text) <= 2 else ""


def _state_code(text: str) -> str:
    return _states()[2].get(text.upper().removeprefix("US-"), "")


@cache
def _codes() -> tuple[frozenset[str], dict[str, str], dict[str, str]]:
    import pycountry

    both = list(pycountry.countries)
    two = {item.alpha_2: item.alpha_3 for item in both} | {"EL": "GRC", "UK": "GBR", "XK": "XKX"}  # as Eurostat writes them
    three = frozenset({item.alpha_3 for item in both} | {"XKX"})
    return three, two, {item.numeric: item.alpha_3 for item in both}


@cache
def _names() -> tuple[dict[str, str], dict[frozenset[str], str]]:
    import pycountry
    from babel import Locale

    two = _codes()[1]
    given: list[tuple[str, str]] = []
    for item in pycountry.countries:
        given += [(getattr(item, field, "") or "", item.alpha_3) for field in ("name", "common_name", "official_name")]
    for language in _LANGUAGES:
        given += [(name, two[code]) for code, name in Locale.parse(language).territories.items() if code in two]
    english = _read_english()
    given += english
    owners: dict[str, set[str]] = {}
    bags: dict[frozenset[str], set[str]] = {}
    for name, code in given:
        if name:
            owners.setdefault(fold_name(name), set()).add(code)
            bags.setdefault(_bag(name), set()).add(code)
    names = {folded: min(codes) for folded, codes in owners.items() if len(codes) == 1}
    names |= {fold_name(name): code for name, code in english}
    return names, {bag: min(codes) for bag, codes in bags.items() if len(codes) == 1 and bag}


def _read_english() -> list[tuple[str, str]]:
    """Return what English tables call countries beside their names in pycountry and CLDR."""
    text = resources.files("geo.reading").joinpath("countries.csv").read_text("utf-8")
    return [(row["name"], row["code"]) for row in csv.DictReader(text.splitlines())]


def _bag(name: str) -> frozenset[str]:
    """Return the words of a name in any order, shortened ones in full: Korea, Rep. and the Republic of Korea are one."""
    words = [fold_name(word) for word in re.split(r"[\s,.()/-]+", name.replace("'s", "s"))]
    return frozenset(_SHORTENED.get(word, word) for word in words) - _EMPTY_WORDS


@cache
def _states() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    import us

    there = [*us.states.STATES_AND_TERRITORIES, us.states.DC]
    keys = {state.abbr: f"US-{state.abbr}" for state in there}
    names = {fold_name(state.name): keys[state.abbr] for state in there}
    return names, {state.fips: keys[state.abbr] for state in there if state.fips}, keys


_PLAIN = "names"
_CODE = r"(?:[A-Z]{2,3}\d*|[A-Z]{0,3}[-.]?\d{1,6})"
_BESIDE = re.compile(rf"[\[(]?{_CODE}[\])]?\s*[-–—:.]?\s+(?P<after>\D{{3,}})|(?P<before>\D{{3,}}?)\s*[\[(]{_CODE}[\])]")
_READERS: dict[str, Callable[[str], str]] = {
    "states of the USA by name": _state,
    "states of the USA by postal code": _state_code,
    "states of the USA by FIPS": _state_fips,
    "countries by ISO 3166 alpha-3": _alpha3,
    "countries by ISO 3166 alpha-2": _alpha2,
    "countries by ISO 3166 number": _numeric,
    "countries by name": _country,
    "names beside a code": _beside_code,
    _PLAIN: fold_name,
}
