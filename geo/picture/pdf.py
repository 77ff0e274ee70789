"""Sheets as one PDF: text that can be searched, a language, a title, XMP, and alternative text for who cannot see the map."""
# mypy: disable-error-code="no-untyped-call"

import io
from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

import matplotlib
from matplotlib.backends.backend_pdf import Name, PdfFile, PdfPages

from geo.model.recipe import MAKER
from geo.picture.sheet import STYLE, Sheet

_XMP = """<?xpacket begin="\N{ZERO WIDTH NO-BREAK SPACE}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{description}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{lang}</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>{maker}</xmp:CreatorTool><pdf:Producer>{maker}</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class _Tagged(PdfFile):
    """matplotlib's writer, with each page as one figure of a structure tree, and what a reader asks of a document."""

    def __init__(self, filename: Any, metadata: Any, about: Mapping[str, str], lang: str) -> None:
        self._about, self._lang, self._open = about, lang, False
        self._pages: list[Any] = []
        super().__init__(filename, metadata=metadata)

    def writeObject(self, object: Any, contents: Any) -> None:  # noqa: A002
        kind = contents.get("Type") if isinstance(contents, dict) else None
        if kind == Name("Catalog"):
            self._tree, self._xmp = self.reserveObject("structure"), self.reserveObject("metadata")
            contents = {
                **contents, "Lang": self._lang.encode(), "MarkInfo": {"Marked": True}, "Metadata": self._xmp,
                "StructTreeRoot": self._tree, "ViewerPreferences": {"DisplayDocTitle": True},
            }  # fmt: skip
        elif kind == Name("Page"):
            contents = {**contents, "StructParents": len(self._pages), "Tabs": Name("S")}
            self._pages.append(object)
        super().writeObject(object, contents)

    def newPage(self, width: float, height: float) -> None:
        super().newPage(width, height)
        stream: Any = self.currentstream
        stream.write(b"/Figure <</MCID 0>> BDC\n")
        self._open = True

    def endStream(self) -> None:
        if self._open and self.currentstream is not None:
            self.currentstream.write(b"EMC\n")
            self._open = False
        super().endStream()

    def writeInfoDict(self) -> None:
        """Write the structure tree and XMP before the document's own description, which is last."""
        document, parents = self.reserveObject("document"), self.reserveObject("parents")
        figures = [self.reserveObject("figure") for _ in self._pages]
        for number, (figure, page) in enumerate(zip(figures, self._pages, strict=True)):
            alt = self._about["Description"] if number == 0 else self._about["Title"]
            self.writeObject(figure, {"Type": Name("StructElem"), "S": Name("Figure"), "P": document, "Pg": page, "K": 0,
                                      "Alt": alt, "Lang": self._lang.encode()})  # fmt: skip
        self.writeObject(document, {"Type": Name("StructElem"), "S": Name("Document"), "P": self._tree, "K": figures})
        numbers = [item for number, figure in enumerate(figures) for item in (number, [figure])]
        self.writeObject(parents, {"Nums": numbers})
        self.writeObject(self._tree, {"Type": Name("StructTreeRoot"), "K": [document], "ParentTree": parents})
        texts = {"title": self._about["Title"], "description": self._about["Description"], "lang": self._lang, "maker": MAKER}
        data = _XMP.format(**{key: escape(text) for key, text in texts.items()}).encode("utf-8")
        self.recordXref(self._xmp.id)
        self.write(b"%d 0 obj\n<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n" % (self._xmp.id, len(data)))
        self.write(data + b"\nendstream\nendobj\n")
        super().writeInfoDict()


class _Pages(PdfPages):
    def __init__(self, target: Any, metadata: Any, about: Mapping[str, str], lang: str) -> None:
        super().__init__(target, metadata=metadata)
        self._file = _Tagged(target, metadata, about, lang)


def pdf_bytes(sheets: Sequence[Sheet], about: Mapping[str, str], lang: str) -> bytes:
    """Return sheets as one PDF with embedded fonts and text that can be searched.

    Parameters
    ----------
    about : mapping
        `Title`, `Description` (the alternative text of the first sheet; the others have the title) and `Recipe`.
    lang : str
        Language of the words.
    """
    target = io.BytesIO()
    metadata = {
        "Title": about["Title"], "Subject": about["Description"], "Keywords": about["Recipe"], "Creator": MAKER,
        "Producer": MAKER, "CreationDate": None,
    }  # fmt: skip
    with matplotlib.rc_context(STYLE), _Pages(target, metadata, about, lang) as pages:
        for sheet in sheets:
            pages.savefig(sheet.figure)
    return target.getvalue()
