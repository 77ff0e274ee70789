"""What goes with names and numbers: a word that all names share, a title, a publisher, a unit."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import DateError
from geo.reading.numbers import read_numbers
from geo.reading.table import Table
from geo.reading.tables import STANDARD_INPUT
from geo.text.dates import parse_date

if TYPE_CHECKING:
    from geo.new.guess import Plan

LONGEST = 1000  # letters of a source that are taken apart
MOST = 0.6  # of the names: that many must share a word before it says nothing about each
_PUBLISHER = re.compile(r"[#%\s]*(?:source|quelle|fuente|fonte|источник|mənbə|աղբյուր(?:ը)?)\s*[:\-–—]\s*(.+)", re.IGNORECASE)
_UNIT = re.compile(r"(?:,\s*|\()([^\s,()]*[%‰$€£₽₼₾°²/][^,()]{0,12})\)?\s*$")


def shared_word(names: Iterable[str]) -> str:
    """Return a word at the end or the beginning of most names, such as County; empty when there is none.

    >>> shared_word(["Lee County", "Clay County", "Orleans Parish"])
    'County'
    """
    words = [name.split() for name in set(names) if len(name.split()) > 1]
    for at in (-1, 0):
        word, count = Counter(name[at] for name in words).most_common(1)[0] if words else ("", 0)
        if count > 2 - (len(words) < 4) and count >= MOST * len(set(names)):
            return word
    begun = {found[1] if (found := _PREFIX.fullmatch(name)) else "" for name in names if name}
    return begun.pop() if len(begun) == 1 else ""


_PREFIX = re.compile(r"([A-Za-z]{2,3}[-._:])[A-Za-z\d]\S*")  # the country of all codes, as in AM-AG


def without_word(name: str, word: str) -> str:
    """Return a name without a word, or the country of a code, at its beginning, or its end; a name of that alone stays.

    >>> without_word("Lee County", "County"), without_word("AM-AG", "AM-")
    ('Lee', 'AG')
    """
    if word and not word[-1].isalnum() and name.startswith(word):
        return name[len(word) :] or name
    parts = name.split()
    if word and len(parts) > 1 and word in (parts[0], parts[-1]):
        parts = parts[:-1] if parts[-1] == word else parts[1:]
    return " ".join(parts)


def guess_title(table: Table, folder: str) -> str:
    """Return what stands above the header, else the name of the file, or of the folder where there is none, in words."""
    above = [text for text in table.above if not _PUBLISHER.match(text) and text[:1] not in "#%"]
    stem = (folder if table.name == STANDARD_INPUT else Path(table.name).stem).replace("_", " ").replace("-", " ").strip()
    return capital(without_unit(above[0] if above else stem, "%")) or "Map"


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def without_unit(text: str, unit: str) -> str:
    """Return a text without a unit at its end, as the legend says it beside the numbers.

    >>> without_unit("Unemployment, %", "%"), without_unit("Rain (mm/day)", "mm/day"), without_unit("Rain", "mm")
    ('Unemployment', 'Rain', 'Rain')
    """
    bare = text.removesuffix(")").removesuffix(unit)
    return bare.rstrip(" ,(") if unit and text.rstrip(")").endswith(unit) else text


def take_units(table: Table, plan: "Plan") -> tuple[Table, str]:
    """Take the row below the header out of a table where it says units: it names no place, and has words alone, of values too."""
    first = dict(zip(table.columns, table.rows[0], strict=True)) if table.rows else {}
    shown = [first.get(column, "") for column in ([column for column, _ in plan.wide] or [plan.value or ""])]
    units = {text for text in shown if text}
    given = [text for text in first.values() if text]
    figures = any(re.search(r"\d", text) for text in given)
    if len(table.rows) < 2 or first[plan.place] or len(units) != 1 or not all(shown) or figures:
        return table, ""
    return replace(table, rows=table.rows[1:], numbers=table.numbers[1:]), units.pop().strip("()[] ")


_CITED = re.compile(
    r"(?P<publisher>[^:]+?)(?::\s+(?P<title>(?!https?:).+?))?(?:\s*\((?P<published>\d[\dXx~./-]*)\))?(?::?\s+(?P<url>https?://\S+))?"
)


def read_source(text: str, table: Table) -> dict[str, str]:
    r"""Return title, publisher, date and address of figures, written as `PUBLISHER: TITLE (DATE) ADDRESS`, or as less of it.

    Without a text it is what is named above the header; where there is no title, the file's name is one.

    >>> read_source("Bureau: Births by district (2021-03) https://bureau.example/b", Table("b.csv", (), (), ()))
    {'title': 'Births by district', 'publisher': 'Bureau', 'published': '2021-03', 'url': 'https://bureau.example/b'}
    >>> read_source("Bureau of Statistics", Table("b.csv", (), (), ()))
    {'title': 'b.csv', 'publisher': 'Bureau of Statistics', 'published': '', 'url': ''}
    """
    text = text or next((match[1].strip() for above in table.above if (match := _PUBLISHER.match(above))), "")
    found = _CITED.fullmatch(text) if len(text) <= LONGEST else None
    parts = {key: part or "" for key, part in found.groupdict().items()} if found else {"publisher": text}
    try:
        published = parse_date(parts.get("published", "")).text if parts.get("published") else ""
    except DateError:
        published = ""
    return {
        "title": parts.get("title") or table.name, "publisher": parts["publisher"], "published": published,
        "url": parts.get("url", ""),
    }  # fmt: skip


def guess_unit(texts: Sequence[str], cells: Iterable[str]) -> str:
    """Return the unit in brackets or behind a comma at the end of a text, or what stands at most numbers.

    >>> guess_unit(["Unemployment, %"], []), guess_unit(["Votes (total)"], []), guess_unit([], ["4 EUR", "5 EUR"])
    ('%', '', 'EUR')
    """
    for text in texts:
        if found := _UNIT.search(text):
            return found[1]
    numbers = read_numbers(cells)
    return numbers.unit if numbers else ""
