"""What changed in each spell of time in which changes followed each other."""

from collections.abc import Iterable
from datetime import timedelta

from geo.audit.changes import Change, Changes
from geo.audit.remarks import Remark
from geo.report.blocks import Block, Bullets, Cell, Heading, Text, cell
from geo.report.material import PeriodsMaterial
from geo.text.dates import Span
from geo.text.lists import list_apart, list_words
from geo.text.words import capital, describe_date, format_area, format_day, say


def tell_spells(material: PeriodsMaterial, lang: str) -> list[Block]:
    """Return a heading and a list for each spell.

    There are none if every change stands alone: the table of changes then says the same in less room.
    """
    if all(changes.last - changes.first == timedelta(days=1) for changes in material.spells):
        return []
    blocks: list[Block] = [Heading(say("report.col.change", lang), 2)]
    for changes in material.spells:
        blocks += [Heading(_time(changes, lang), 3), Bullets(tuple(_items(material, changes, lang)))]
    return blocks


def _time(changes: Changes, lang: str) -> str:
    """Name a spell from its first change to its last."""
    first, last = changes.first + timedelta(days=1), changes.last
    if first == last:
        return format_day(last, lang)
    return capital(describe_date(Span(f"{first}/{last}", first, last), lang, "time"), lang)


def _items(material: PeriodsMaterial, changes: Changes, lang: str) -> Iterable[Cell]:
    for kind, all_of_kind in (("gained", changes.gained), ("ended", changes.ended)):
        for key, sure in ((f"report.{kind}", True), (f"report.perhaps_{kind}", False)):
            found = [change for change in all_of_kind if change.certain == sure]
            if found:
                cites = material.cites(*(source for change in found for source in change.sources))
                yield (Text(Remark(key, {"places": _by_date(found, lang)}).text(lang), cites),)
    for remark in changes.redrawn_remarks():
        yield cell(remark.text(lang))
    yield cell(_land(changes, lang))


def _by_date(changes: list[Change], lang: str) -> str:
    """List places by date, those of one date together."""
    dated: dict[str, list[str]] = {}
    for change in changes:
        dated.setdefault(describe_date(change.span, lang), []).append(change.called(lang))
    said = [say("changes.place", lang, place=list_words(names, lang), date=when) for when, names in dated.items()]
    return list_apart(said, lang)


def _land(changes: Changes, lang: str) -> str:
    """Say how much land was held before and after."""
    net = changes.whole_km2[1]
    change = ("+" if net > 0 else "") + format_area(net, lang)
    values = {"from_km2": changes.from_km2, "to_km2": changes.to_km2, "change": change}
    said = Remark("report.land" if net else "report.land_same", values).text(lang)
    return " ".join([said, *(remark.text(lang) for remark in changes.bounds_remarks())])
