"""A report as DOCX: real styles, captions, header rows and alternative texts, so that an editor can go on."""

import io
import zipfile
from collections import Counter
from datetime import datetime
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE as KINDS
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.table import _Cell
from docx.text.paragraph import Paragraph as Line

from geo.model.recipe import MAKER
from geo.package.files import pack_archive
from geo.report import blocks
from geo.report.blocks import Bullets, Cell, Figure, Heading, Paragraph, Report, Sources, Table, Verbatim
from geo.report.material import Material
from geo.report.plates import plate_png
from geo.report.room import WIDTH
from geo.report.word_styles import CITE, set_styles

_EPOCH = datetime(1980, 1, 1)  # the first day a ZIP archive can name  # noqa: DTZ001
_PARAGRAPHS = {"body": "Body Text", "lead": "Lead", "intro": "Body Text", "note": "Intense Quote", "small": "Fine Print"}
_KEPT = 3  # rows that stay with the head of a table, and with its end
_SHORT = 14  # a table with no more rows stays whole


def draw_docx(report: Report, material: Material) -> bytes:
    """Return a report as DOCX; the same report gives the same bytes.

    Parameters
    ----------
    report : Report
        From `write_content`.
    material : Material
        What its pictures are drawn from.
    """
    writer = _Writer(report, material)
    writer.head()
    for block in report.blocks:
        writer.write(block)
    return _pack(writer.document)


class _Writer:
    def __init__(self, report: Report, material: Material) -> None:
        self.report, self.material = report, material
        self.document: Document = docx.Document()
        self.counts: Counter[str] = Counter()
        self.marks = 0
        set_styles(self.document, report.lang)
        self._describe()
        self._page()

    def head(self) -> None:
        """Write what stands above everything else."""
        report = self.report
        self.line(report.kicker, "Kicker")
        self.line(report.title, "Title")
        if report.subtitle:
            self.line(report.subtitle, "Subtitle")
        self.line(report.byline, "Byline")

    def write(self, block: blocks.Block) -> None:
        """Write one block."""
        match block:
            case Heading():
                self.line(block.text, f"Heading {block.level}")
            case Paragraph():
                line = self.runs(self.document.add_paragraph(style=_PARAGRAPHS[block.style]), block.texts)
                line.paragraph_format.keep_with_next = True if block.style == "intro" else None
            case Bullets():
                for item in block.items:
                    self.runs(self.document.add_paragraph(style="List Bullet"), item)
            case Table():
                self.table(block)
            case Figure():
                self.figure(block)
            case Sources():
                self.sources(block)
            case Verbatim():
                line = self.document.add_paragraph(style="Verbatim")
                for number, text in enumerate(block.text.rstrip("\n").split("\n")):
                    if number:
                        line.add_run().add_break()
                    line.add_run(text)

    def line(self, text: str, style: str) -> Line:
        return self.document.add_paragraph(text, style)

    def runs(self, line: Line, runs: Cell, between: str = " ", *, strong: bool = False) -> Line:
        """Write runs of text, each with links to the sources that it rests on."""
        for number, item in enumerate(runs):
            if number:
                line.add_run(between)
            if item.text:
                line.add_run(item.text).bold = True if item.strong or strong else None
            if item.cites:
                line.add_run("\N{NO-BREAK SPACE}[" if item.text else "[", CITE)
                for place, cited in enumerate(item.cites):
                    if place:  # a few numbers stay together
                        line.add_run(",\N{NO-BREAK SPACE}" if len(item.cites) < 4 else ", ", CITE)
                    link = _add(line._p, "w:hyperlink", {"w:anchor": f"source-{cited}", "w:history": "1"})
                    run = line.add_run(str(cited), CITE)._r
                    link.append(run)
                line.add_run("]", CITE)
        return line

    def caption(self, kind: str, text: str) -> Line:
        """Write a caption whose number is a field, so that it follows when an editor adds or moves one."""
        self.counts[kind] += 1
        line = self.document.add_paragraph(style="Caption")
        line.add_run(f"{self.report.labels[kind]} ").bold = True
        _field(line, f"SEQ {kind.capitalize()} \\* ARABIC", str(self.counts[kind]), bold=True)
        line.add_run(f".\N{EN SPACE}{text}")
        return line

    def figure(self, block: Figure) -> None:
        line = self.document.add_paragraph(style="Picture")
        data = io.BytesIO(plate_png(self.material, block, self.report.lang))
        drawn = line.add_run().add_picture(data, Mm(WIDTH))
        drawn._inline.docPr.set("name", f"{self.report.labels['figure']} {self.counts['figure'] + 1}")
        drawn._inline.docPr.set("descr", block.alt)
        for side in "TBLR":  # where they are missing, some programs leave room at the sides
            drawn._inline.set(f"dist{side}", "0")
        self.caption("figure", block.caption)

    def table(self, block: Table) -> None:
        self.caption("table", block.caption).paragraph_format.keep_with_next = True
        grid = self.document.add_table(1 + len(block.rows), len(block.columns), "Report Table")
        grid.autofit = False
        facts = grid._tbl.tblPr
        _add(facts, "w:tblCaption", {"w:val": block.caption})
        if block.note:
            _add(facts, "w:tblDescription", {"w:val": block.note})
        widths = [Mm(column.width) for column in block.columns]
        for column, width in zip(grid.columns, widths, strict=True):
            column.width = width
        head = list(grid.rows[0].cells)
        for cell, column, width in zip(head, block.columns, widths, strict=True):
            cell.width = width
            self.cell(cell, (blocks.Text(column.title),), "Table Head", column.align)
        _add(grid.rows[0]._tr.get_or_add_trPr(), "w:cantSplit")
        _add(grid.rows[0]._tr.get_or_add_trPr(), "w:tblHeader")
        _keep(head)
        count = len(block.rows)
        for number, (row, made) in enumerate(zip(block.rows, list(grid.rows)[1:], strict=True)):
            _add(made._tr.get_or_add_trPr(), "w:cantSplit")
            cells = list(made.cells)
            for place, (cell, runs) in enumerate(zip(cells, row.cells, strict=True)):
                cell.width = widths[place]
                style = "Table Muted" if row.tone == "muted" else "Table Text"
                line = self.cell(cell, runs, style, block.columns[place].align, strong=row.tone == "strong")
                if row.tone == "part" and place == 0:
                    line.paragraph_format.left_indent = Mm(3)
                if row.tone == "strong":
                    _add(cell._tc.get_or_add_tcPr(), "w:shd", {"w:val": "clear", "w:color": "auto", "w:fill": "F5F2EB"})
            last = number == count - 1
            if (count <= _SHORT or number < _KEPT - 1 or number >= count - _KEPT) and not (last and not block.note):
                _keep(cells)
        self.line(block.note, "Table Note")

    def cell(self, cell: _Cell, runs: Cell, style: str, align: str, *, strong: bool = False) -> Line:
        line = self.runs(cell.paragraphs[0], runs, " · ", strong=strong)
        line.style = self.document.styles[style]
        if align == "right":
            line.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        return line

    def sources(self, block: Sources) -> None:
        """Write the sources in two columns; each number is a mark that the text links to."""
        section = self.document.add_section(WD_SECTION.CONTINUOUS)
        columns = section._sectPr.find(qn("w:cols"))
        columns.set(qn("w:num"), "2")
        columns.set(qn("w:space"), str(round(Mm(6).twips)))
        for entry in block.entries:
            line = self.document.add_paragraph(style="Source")
            self.marks += 1
            name = {"w:id": str(self.marks), "w:name": f"source-{entry.number}"}
            _add(line._p, "w:bookmarkStart", name)
            line.add_run(str(entry.number), CITE)
            _add(line._p, "w:bookmarkEnd", {"w:id": str(self.marks)})
            line.add_run("\t")
            line.add_run(f"{entry.title}.").bold = True
            if entry.about:
                line.add_run(f" {entry.about}")
            if entry.url:
                line.add_run(" ")
                key = self.document.part.relate_to(entry.url, KINDS.HYPERLINK, is_external=True)
                link = _add(line._p, "w:hyperlink", {"r:id": key, "w:history": "1"})
                link.append(line.add_run(entry.shown, "Hyperlink")._r)

    def _describe(self) -> None:
        report, facts = self.report, self.document.core_properties
        facts.author = facts.last_modified_by = MAKER
        facts.title = report.title[:255]
        facts.subject = report.subtitle[:255]
        facts.language = report.lang
        facts.keywords, facts.category, facts.revision = "", "", 1
        facts.created = facts.modified = _EPOCH
        # The library takes 255 letters for comments; the format has no such limit.
        facts.comments = ""
        facts._element.find(qn("dc:description")).text = report.recipe

    def _page(self) -> None:
        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.left_margin = section.right_margin = Mm((210 - WIDTH) / 2)
        section.top_margin, section.bottom_margin = Mm(20), Mm(21)
        section.header_distance = section.footer_distance = Mm(11)
        line = section.footer.paragraphs[0]
        line.paragraph_format.tab_stops.add_tab_stop(Mm(WIDTH), WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(f"{self.report.footer}\t")
        before, rest = self.report.labels["page"].split("{page}")
        between, after = rest.split("{pages}")
        line.add_run(before)
        _field(line, "PAGE", "1")
        line.add_run(between)
        _field(line, "NUMPAGES", "1")
        line.add_run(after)


def _add(parent: Any, tag: str, values: dict[str, str] | None = None) -> Any:
    element = OxmlElement(tag)
    for name, value in (values or {}).items():
        element.set(qn(name), value)
    parent.append(element)
    return element


def _field(line: Line, code: str, shown: str, *, bold: bool | None = None) -> None:
    field = _add(line._p, "w:fldSimple", {"w:instr": f" {code} "})
    run = line.add_run(shown)
    run.bold = bold
    field.append(run._r)


def _keep(cells: list[_Cell]) -> None:
    """Keep a row on the page of the next one."""
    for cell in cells:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def _pack(document: Document) -> bytes:
    """Write the archive with its parts in one order and all of one time."""
    package = document.part.package
    for key in [key for key, rel in package.rels.items() if rel.reltype == KINDS.THUMBNAIL]:
        package.rels.pop(key)
    raw = io.BytesIO()
    document.save(raw)
    with zipfile.ZipFile(raw) as made:
        names = sorted(made.namelist(), key=lambda name: (name != "[Content_Types].xml", name))
        return pack_archive({name: made.read(name) for name in names})
