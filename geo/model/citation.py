"""How to cite a map and its sources: a line for readers, and BibTeX, CSL-JSON and CFF for reference managers.

The date is that of the data, the latest on which one of its sources was published or read: the files know no clock. What
identifies a map for good is the build, the hash of its data.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from geo.model.definition import Definition
from geo.model.recipe import MAKER, program_version
from geo.package.read import Package
from geo.package.schema import Source
from geo.text.dates import Span
from geo.text.words import format_day, say

_NAMED = 3  # publishers that a citation names
_TEX = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "_": r"\_", "%": r"\%",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
}  # fmt: skip


@dataclass(frozen=True)
class Citation:
    """One map as a work to cite.

    Parameters
    ----------
    key : str
        Unique to map and data, such as `occupation-3f9a1c`.
    title : str
        The map's title in the chosen language.
    lang : str
        One of `geo.text.words.LANGUAGES`.
    package : str
        The data package's title.
    build : str
        Twelve digits of the hash of its data.
    version : str
        The program's version.
    licences : tuple of str
        Of the data.
    issued : str
        The date of the data, as precise as it is known; empty where no source has one.
    publishers : tuple of str
        Of the data's sources, the most cited first.
    url : str
        Where the author publishes the map (`cite_url`); empty without.
    shown : str
        The day or time that is cited, in words; empty for the map as a whole.
    """

    key: str
    title: str
    lang: str
    package: str
    build: str
    version: str
    licences: tuple[str, ...]
    issued: str = ""
    publishers: tuple[str, ...] = ()
    url: str = ""
    shown: str = ""

    @classmethod
    def of(cls, package: Package, definition: Definition, lang: str, shown: str = "") -> "Citation":
        """Return the citation of a map, or of what it shows on a day given in words."""
        build = package.digest[:12]
        title = definition.title.per_language()
        return cls(
            f"{definition.name}-{build[:6]}", title.get(lang) or title["en"], lang, package.title, build,
            program_version(), package.licences, _latest(package.sources.values()), _publishers(package),
            definition.cite_url, shown.removesuffix("."),
        )  # fmt: skip

    def line(self, shown: date | str) -> str:
        """Return the line that the page's "Share and cite" gives for a day, or for a time in words."""
        said = shown if isinstance(shown, str) else format_day(shown, self.lang)
        dated = said.removesuffix(".")  # the sentence brings the full stop
        line = say("share.cite_line", self.lang, title=self.title, date=dated, build=self.build)
        return f"{MAKER}. {line}"

    def _data(self) -> str:
        return say("cite.data", self.lang, package=self.package, build=self.build)

    def _note(self) -> str:
        note = self._drawn()
        return f"{say('cite.shown', self.lang, date=self.shown)}. {note}" if self.shown else note

    def _publisher(self) -> str:
        """Return the first publishers; of more than three, the rest as a word."""
        named = "; ".join(self.publishers[:_NAMED])
        return f"{named}; et al." if len(self.publishers) > _NAMED else named

    def _drawn(self) -> str:
        return say("cite.drawn", self.lang, data=self._data(), maker=MAKER, version=self.version)

    def bibtex(self) -> str:
        """Return a BibTeX entry; markup in titles is escaped."""
        fields = {
            "author": f"{{{{{MAKER}}}}}",
            "title": f"{{{{{_tex(self.title)}}}}}",
            "year": f"{{{self.issued[:4]}}}" if self.issued else "",
            "date": f"{{{self.issued}}}" if self.issued else "",
            "publisher": f"{{{_tex(self._publisher())}}}" if self.publishers else "",
            "version": f"{{{self.build}}}",
            "howpublished": f"{{{_tex(say('cite.kind', self.lang))}}}",
            "url": f"{{{_tex_url(self.url)}}}" if self.url else "",
            "note": f"{{{_tex(self._note())}}}",
            "language": f"{{{self.lang}}}",
        }
        body = "".join(f"  {name} = {value},\n" for name, value in fields.items() if value)
        return f"@misc{{{self.key},\n{body}}}\n"

    def csl(self) -> str:
        """Return CSL-JSON: a list with one item."""
        item = {
            "id": self.key,
            "type": "map",
            "title": self.title,
            "author": [{"literal": MAKER}],
            "genre": say("cite.kind", self.lang),
            "version": self.build,
            "language": self.lang,
            "container-title": self.package,
            "publisher": self._publisher(),
            "issued": _date_parts(self.issued),
            "URL": self.url,
            "note": self._note(),
        }
        item = {name: value for name, value in item.items() if value}
        return json.dumps([item], ensure_ascii=False, indent=1) + "\n"

    def cff(self) -> str:
        """Return a CITATION.cff (version 1.2.0). Texts are quoted as JSON, which is YAML too."""
        lines = {
            "cff-version": '"1.2.0"',
            "message": _quote(say("cite.message", self.lang)),
            "type": "dataset",
            "title": _quote(self.title),
            "abstract": _quote(self._data()),
            "version": _quote(self.build),
            "authors": f"\n  - name: {_quote(MAKER)}",
        }
        if len(self.issued) == len("2020-01-01"):  # the format knows days only
            lines["date-released"] = _quote(self.issued)
        if self.url:
            lines["url"] = _quote(self.url)
        # CFF knows SPDX names only; others, such as the public domain of Natural Earth, stay with the data.
        known = [name for name in self.licences if name.startswith(("CC-", "CC0-", "ODbL-", "MIT", "BSD-"))]
        if known:
            lines["license"] = _quote(known[0])
        return "".join(f"{name}:{'' if text.startswith(chr(10)) else ' '}{text}\n" for name, text in lines.items())


def cite_sources(sources: Iterable[Source], form: str) -> str:
    """Return sources as a bibliography.

    Parameters
    ----------
    sources : iterable of Source
    form : {"csl", "bibtex"}
        CSL-JSON or BibTeX.
    """
    rows = list(sources)
    if form == "csl":
        return json.dumps([_source_item(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    return "\n".join(_source_entry(row) for row in rows)


def _source_item(source: Source) -> dict[str, Any]:
    item = {
        "id": source.id,
        "type": "document",
        "title": source.title,
        "author": [{"literal": source.publisher}] if source.publisher else None,
        "publisher": source.publisher,
        "number": source.symbol,
        "issued": _span_parts(source.published),
        "accessed": _span_parts(source.accessed),
        "URL": source.address,
        "note": source.note,
    }
    return {name: value for name, value in item.items() if value}


def _source_entry(source: Source) -> str:
    fields: Mapping[str, str] = {
        "author": f"{{{_tex(source.publisher)}}}" if source.publisher else "",
        "title": f"{{{_tex(source.title)}}}",
        "number": _tex(source.symbol),
        "year": source.published.text[:4] if source.published and source.published.text[:4].isdigit() else "",
        "date": source.published.text if source.published else "",
        "urldate": source.accessed.text if source.accessed else "",
        "url": _tex_url(source.address),
        "note": _tex(source.note),
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{source.id},\n{body}}}\n"


def _span_parts(span: Span | None) -> dict[str, Any] | None:
    """A date as precise as it was given: a year, a month or a day."""
    if span is None or span.earliest is None:
        return None
    digits = span.text.strip("~?%").split("-")
    if len(digits) <= 3 and all(part.isdigit() for part in digits):
        return {"date-parts": [[int(part) for part in digits]]}
    return {"literal": span.text}


def _date_parts(day: str) -> dict[str, Any] | None:
    return {"date-parts": [[int(part) for part in day.split("-")]]} if day else None


def _latest(sources: Iterable[Source]) -> str:
    """The latest date of a source, as precise as it was given."""
    spans = [span for source in sources for span in (source.published, source.accessed) if span]
    plain = [span for span in spans if span.earliest and all(part.isdigit() for part in span.text.split("-"))]
    return max(plain, key=lambda span: (span.earliest or date.min, span.text)).text if plain else ""


def _publishers(package: Package) -> tuple[str, ...]:
    """The publishers of the data's sources, those of most statements first, then in the order of the sources."""
    said: dict[str, int] = {source.publisher: 0 for source in package.sources.values() if source.publisher}
    for row in package.statements:
        publisher = package.sources[row.source].publisher
        if publisher in said:
            said[publisher] += 1
    return tuple(sorted(said, key=lambda name: -said[name]))


def _tex_url(url: str) -> str:
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D").replace("%", r"\%").replace("#", r"\#")


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
