"""What a table of who held what says of a day, read plainly: nothing of the program's own reading of dates or time is used."""

import calendar
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

DAY = timedelta(days=1)
ROOM = (date(1900, 1, 1), date(2100, 1, 1))  # what an open side is asked about


class Spell(NamedTuple):
    """One row: whose place it was, and the first and last day that each end may have been."""

    place: str
    party: str
    start: tuple[date, date]
    end: tuple[date, date] | None


def read_span(text: str) -> tuple[date, date]:
    """Read 1990, 1990-05, 1990-05-12, and two of them with / between; .. is open."""
    first, _, last = text.partition("/")
    return (ROOM[0] if first == ".." else _ends(first)[0]), (_ends(last or first)[1])


def _ends(text: str) -> tuple[date, date]:
    year, month, day = (*(int(part) for part in text.split("-")), 0, 0)[:3]
    last = month or 12
    return date(year, month or 1, day or 1), date(year, last, day or calendar.monthrange(year, last)[1])


def read_spell(place: str, party: str, start: str, end: str) -> Spell:
    """Read a row; an end that is not said is open."""
    return Spell(
        place, party, read_span(start), None if end in ("", "?", "present", "now") else read_span(end)
    )


def hold(spell: Spell, day: date) -> str:
    """Say whether a spell's party held its place on a day: held, possible, or empty."""
    if day < spell.start[0] or (spell.end and day >= spell.end[1]):
        return ""
    return "held" if day >= spell.start[1] and not (spell.end and day >= spell.end[0]) else "possible"


def list_holders(spells: Iterable[Spell], place: str, day: date) -> dict[str, str]:
    """Say who held a place on a day, and how surely."""
    found = {spell.party: hold(spell, day) for spell in spells if spell.place == place and hold(spell, day)}
    return dict(sorted(found.items()))


def list_days(spells: Iterable[Spell]) -> Iterator[date]:
    """List every day on which a row says that something changes, the day before each, and one long after."""
    days = {
        day for spell in spells for span in (spell.start, spell.end) if span for day in span if day != ROOM[0]
    }
    yield from sorted({*days, *(day - DAY for day in days), ROOM[1]})
