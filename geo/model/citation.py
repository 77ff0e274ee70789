"""How to cite a map: a line for readers, and BibTeX, CSL-JSON and CFF for reference managers.

There is no year: the files know no clock. What identifies a map for good is the build, the hash of its data.
"""

import json
from dataclasses import dataclass
from datetime import date

from geo.model.definition import Definition
from geo.model.recipe import MAKER, program_version
from geo.package.read import Package
from geo.text.words import format_day, say

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
    """

    key: str
    title: str
    lang: str
    package: str
    build: str
    version: str
    licences: tuple[str, ...]

    @classmethod
    def of(cls, package: Package, definition: Definition, lang: str) -> "Citation":
        """Return the citation of a map."""
        build = package.digest[:12]
        title = definition.title.per_language()
        return cls(
            f"{definition.name}-{build[:6]}", title.get(lang) or title["en"], lang, package.title, build,
            program_version(), package.licences,
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
        return say("cite.drawn", self.lang, data=self._data(), maker=MAKER, version=self.version)

    def bibtex(self) -> str:
        """Return a BibTeX entry; markup in titles is escaped."""
        fields = {
            "author": f"{{{{{MAKER}}}}}",
            "title": f"{{{{{_tex(self.title)}}}}}",
            "howpublished": f"{{{_tex(say('cite.kind', self.lang))}}}",
            "note": f"{{{_tex(self._note())}}}",
            "language": f"{{{self.lang}}}",
        }
        body = "".join(f"  {name} = {value},\n" for name, value in fields.items())
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
            "note": self._note(),
        }
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
        # CFF knows SPDX names only; others, such as the public domain of Natural Earth, stay with the data.
        known = [name for name in self.licences if name.startswith(("CC-", "CC0-", "ODbL-", "MIT", "BSD-"))]
        if known:
            lines["license"] = _quote(known[0])
        return "".join(f"{name}:{'' if text.startswith(chr(10)) else ' '}{text}\n" for name, text in lines.items())


def _tex(text: str) -> str:
    return "".join(_TEX.get(letter, letter) for letter in text)


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
