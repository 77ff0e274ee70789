"""What a report says: the sections of its kind, then how to cite it and its sources. Every number comes from the material."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import unquote

from geo.model.citation import Citation
from geo.model.recipe import MAKER, canonical, program_version
from geo.model.wording import name_sources, text_in
from geo.report.blocks import (
    Block,
    Heading,
    Paragraph,
    Report,
    Source,
    Sources,
    Verbatim,
    cell,
    clean,
)
from geo.report.material import Material, PeriodsMaterial
from geo.report.periods import write_periods
from geo.report.room import share_room
from geo.report.values import ValuesMaterial, write_values
from geo.text.words import capital, describe_date, say

_SIDES = ("azerbaijani", "armenian", "third-party", "reference", "compiler")


def write_content(material: Material, lang: str, recipe: Mapping[str, Any]) -> Report:
    """Write a report in one language.

    Parameters
    ----------
    material : Material
        From `gather_periods` or `gather_values`.
    lang : str
        One of `geo.text.words.LANGUAGES`.
    recipe : mapping
        What the report is made from (`build_recipe`); goes into the file, its hash into the foot of every page.
    """
    definition, shown = material.definition, material.shown
    if isinstance(material, ValuesMaterial):
        own = write_values(material, lang)
    else:
        assert isinstance(material, PeriodsMaterial)
        own = write_periods(material, lang)
    build = material.package.digest[:12]
    told = sorted([*(stop.day for stop in shown.stops), *(event.date.earliest or date.min for event in shown.events)])
    years = "–".join(dict.fromkeys(f"{day.year}" for day in (told[0], told[-1])))
    title = text_in(definition.title, lang)
    if definition.compare:
        title = f"{title} · {material.package.sources[definition.compare[0]].called(lang)}"
    report = Report(
        lang=lang,
        title=title,
        # A map that sets accounts side by side says so in its subtitle; the report tells one of them.
        subtitle="" if definition.compare else text_in(definition.subtitle, lang),
        kicker=say("report.kicker", lang, n=sum(place.drawn for place in shown.places), years=years),
        byline=say(
            "report.byline", lang, package=material.package.title, build=build,
            program=f"{MAKER} {program_version()}", count=len(material.numbers),
        ),
        footer=f"{_shorten(title)} · {say('picture.made', lang, name=definition.name, data=build, recipe=recipe['hash'])}",
        labels={
            **{name: say(f"report.label.{name}", lang) for name in ("figure", "table")},
            "page": say("report.label.page", lang, page="{page}", pages="{pages}"),
        },
        blocks=(*own, *_citation(material, lang), *_sources(material, lang)),
        recipe=canonical(recipe),
    )
    return share_room(clean(report))


def _shorten(text: str, most: int = 60) -> str:
    return text if len(text) <= most else f"{text[:most].rstrip()}…"


def _citation(material: Material, lang: str) -> list[Block]:
    citation = Citation.of(material.package, material.definition, lang)
    return [
        Heading(say("report.cite", lang)),
        Paragraph(cell(citation.line(material.ground.label(material.day, lang)))),
        Verbatim(citation.bibtex()),
        Paragraph(cell(say("report.cite_source", lang)), "small"),
    ]


def readable(url: str) -> str:
    """Return an address as one reads it, if that still leads to the same place.

    Examples
    --------
    >>> readable("https://ru.wikipedia.org/wiki/%D0%A8%D1%83%D1%88%D0%B0?a=%20b")
    'https://ru.wikipedia.org/wiki/Шуша?a=%20b'
    """

    def letters(match: re.Match[str]) -> str:
        text = unquote(match[0], errors="replace")
        return text if text.isalnum() and not text.isascii() else match[0]

    return re.sub(r"(?:%[89A-F][0-9A-F])+", letters, url, flags=re.IGNORECASE)


def _sources(material: Material, lang: str) -> list[Block]:
    entries = []
    for name, number in material.numbers.items():
        source = material.package.sources[name]
        key = f"report.side.{source.side}"
        side = say(key, lang) if source.side in _SIDES else source.side
        dated = describe_date(source.published, lang, "time") if source.published else ""
        # in the data's words
        licence, note = capital(source.licence, "en"), name_sources(source.note, material.package.sources).rstrip(".")
        url = source.address
        copied = source.copy_url if source.copy_url != url else ""
        copy = f"{capital(say('ui.source_copy', lang), lang)}: {readable(copied)}" if copied else ""
        about = [source.publisher, capital(side, lang), capital(dated, lang), licence, note, copy]
        said = " ".join(part if part.endswith(".") else f"{part}." for part in about if part)
        entries.append(Source(number, source.name.rstrip("."), said, url, readable(url)))
    return [Heading(say("ui.sources", lang)), Sources(tuple(entries))]
