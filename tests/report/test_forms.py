"""PDF and DOCX: the same words in the same order, and what makes each usable by everyone."""

import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.table import Table as Grid

from geo.report.blocks import Bullets, Cell, Figure, Heading, Paragraph, Report, Sources, Table, Verbatim
from geo.text.words import LANGUAGES
from tests import needs

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


def name(lang: str, ending: str) -> str:
    return f"occupation-report{'' if lang == 'en' else f'-{lang}'}.{ending}"


def bare(text: str) -> str:
    return re.sub(r"[\s\u200b\xad]+", "", text)


def texts(report: Report) -> Iterator[tuple[str, bool]]:
    """Every text of a report in order, and whether it may stand elsewhere: the small maps may, in print."""

    def runs(cell: Cell) -> Iterator[str]:
        for run in cell:
            yield run.text
            yield "".join(str(number) + "," for number in run.cites)[:-1]

    for text in (report.kicker, report.title, report.subtitle, report.byline):
        yield text, False
    for block in report.blocks:
        match block:
            case Heading():
                yield block.text, False
            case Paragraph():
                yield from ((text, False) for text in runs(block.texts))
            case Bullets():
                yield from ((text, False) for item in block.items for text in runs(item))
            case Table():
                yield block.caption, False
                yield from ((column.title, False) for column in block.columns)
                yield from ((text, False) for row in block.rows for cell in row.cells for text in runs(cell))
                yield block.note, False
            case Figure():
                yield block.caption, block.name == "multiples"
            case Sources():
                for entry in block.entries:
                    yield from (
                        (text, False) for text in (str(entry.number), entry.title, entry.about, entry.shown)
                    )
            case Verbatim():
                yield block.text, False


def missing(report: Report, whole: str) -> list[str]:
    """The texts that do not follow each other in what was read from a file."""
    read, place, lost = bare(whole), 0, []
    for text, free in texts(report):
        found = read.find(bare(text), 0 if free else place)
        if found < 0:
            lost.append(text)
        elif not free:
            place = found + len(bare(text))
    return lost


def words_of(path: Path) -> str:
    parts: list[str] = []
    for piece in docx.Document(str(path)).iter_inner_content():
        if isinstance(piece, Grid):
            parts += [cell.text for row in piece.rows for cell in row.cells]
        else:
            parts.append(piece.text)
    return "\n".join(parts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_docx_says_what_the_report_says(drawn: Path, reports: Mapping[str, Report], lang: str) -> None:
    assert missing(reports[lang], words_of(drawn / name(lang, "docx"))) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pdf_says_what_the_report_says(drawn: Path, reports: Mapping[str, Report], lang: str) -> None:
    program = needs.program("poppler-utils", "pdftotext")
    told = subprocess.run(
        [program, "-raw", drawn / name(lang, "pdf"), "-"], capture_output=True, check=True
    ).stdout
    # The foot stands between the pages; its recipe is another than that of the report made here.
    foot = [re.escape(word) for word in reports[lang].footer.split()[:-1]] + ["[0-9a-f]{12}"]
    foot += [re.sub(r"\\{\w+\\}", r"\\d+", re.escape(word)) for word in reports[lang].labels["page"].split()]
    whole, count = re.subn(r"\s+".join(foot) + r"\s", "", told.decode())
    assert count == told.count(b"\f")
    assert missing(reports[lang], whole) == []


def test_a_lost_word_would_be_noticed(drawn: Path, reports: Mapping[str, Report]) -> None:
    whole = words_of(drawn / name("en", "docx"))
    assert missing(reports["en"], whole.replace("Lachin: occupied", "Lachin: ccupied"))
    assert missing(reports["az"], whole)


def test_pdf_is_tagged_with_bookmarks_and_a_language(drawn: Path, reports: Mapping[str, Report]) -> None:
    for lang in LANGUAGES:
        data = (drawn / name(lang, "pdf")).read_bytes()
        assert b"/MarkInfo<</Marked true" in data
        assert f"/Lang({lang})".encode() in data
        assert b"<pdfuaid:part>1</pdfuaid:part>" in data
        assert b"/DisplayDocTitle true" in data
        for tag in (
            b"/S/H1/",
            b"/S/H2/",
            b"/S/Table/",
            b"/S/TH/",
            b"/S/Figure/",
            b"/S/Caption/",
            b"/S/LI/",
            b"/S/Link/",
        ):
            assert tag in data, tag
        assert data.count(b"/S/Table/") == sum(isinstance(block, Table) for block in reports[lang].blocks)
        assert len(re.findall(rb"/Alt[(<]", data)) >= len(reports[lang].figures)
    data = (drawn / name("en", "pdf")).read_bytes()
    for block in reports["en"].blocks:
        if isinstance(block, Heading) and block.level == 1:
            assert f"/Title({block.text})/Dest".encode() in data, block.text


def test_pdf_carries_its_fonts(drawn: Path) -> None:
    for lang in LANGUAGES:
        program = needs.program("poppler-utils", "pdffonts")
        told = subprocess.run(
            [program, drawn / name(lang, "pdf")], capture_output=True, text=True, check=True
        ).stdout
        fonts = [line.split() for line in told.splitlines()[2:]]
        assert fonts
        assert all(
            row[0][6:7] == "+" and "DejaVu" in row[0] and row[-5:-3] == ["yes", "yes"] for row in fonts
        ), told


@pytest.fixture(scope="module", params=LANGUAGES)
def opened(
    request: pytest.FixtureRequest, drawn: Path, reports: Mapping[str, Report]
) -> tuple[Report, docx.document.Document]:
    lang = request.param
    return reports[lang], docx.Document(str(drawn / name(lang, "docx")))


def test_docx_has_styles_an_editor_knows(opened: tuple[Report, docx.document.Document]) -> None:
    report, document = opened
    used = {line.style.name for line in document.paragraphs}
    assert {
        "Title",
        "Subtitle",
        "Heading 1",
        "Heading 2",
        "Heading 3",
        "Caption",
        "List Bullet",
        "Intense Quote",
    } <= used
    headings = [line.text for line in document.paragraphs if line.style.name.startswith("Heading")]
    assert headings == [block.text for block in report.blocks if isinstance(block, Heading)]
    assert {table.style.name for table in document.tables} == {"Report Table"}


def test_docx_tables_repeat_their_heads_and_keep_rows_whole(
    opened: tuple[Report, docx.document.Document],
) -> None:
    report, document = opened
    assert len(document.tables) == sum(isinstance(block, Table) for block in report.blocks)
    for table in document.tables:
        first, *rest = table._tbl.tr_lst
        assert first.find("./w:trPr/w:tblHeader", W) is not None
        assert all(row.find("./w:trPr/w:cantSplit", W) is not None for row in (first, *rest))
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None


def test_docx_captions_are_fields_numbered_as_in_print(opened: tuple[Report, docx.document.Document]) -> None:
    report, document = opened
    captions = [line for line in document.paragraphs if line.style.name == "Caption"]
    counts = {"figure": 0, "table": 0}
    for line, block in zip(
        captions, [b for b in report.blocks if isinstance(b, Figure | Table)], strict=True
    ):
        kind = type(block).__name__.lower()
        counts[kind] += 1
        field = line._p.find("w:fldSimple", W)
        assert field.get(qn("w:instr")).split()[:2] == ["SEQ", kind.capitalize()]
        shown = "".join(text.text for text in line._p.iter(qn("w:t")))
        assert bare(shown) == bare(f"{report.labels[kind]} {counts[kind]}. {block.caption}")


def test_docx_pictures_have_texts_that_stand_for_them(opened: tuple[Report, docx.document.Document]) -> None:
    report, document = opened
    shapes = document.inline_shapes
    assert [shape._inline.docPr.get("descr") for shape in shapes] == [figure.alt for figure in report.figures]
    assert all(figure.alt for figure in report.figures)


def test_docx_says_its_language_and_has_fonts_for_every_script(
    opened: tuple[Report, docx.document.Document],
) -> None:
    report, document = opened
    spoken = document.styles.element.find("./w:docDefaults/w:rPrDefault/w:rPr/w:lang", W)
    assert spoken.get(qn("w:val")).startswith(report.lang)
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        assert {key.split("}")[1] for key in fonts.attrib} == {"ascii", "hAnsi", "eastAsia", "cs"}
        assert all(family.startswith("DejaVu Sans") for family in fonts.attrib.values())
    assert document.core_properties.title == report.title
    assert document.core_properties.author == "geo-timemaps"
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert "PAGE" in "".join(
        field.get(qn("w:instr")) for field in section.footer._element.iter(qn("w:fldSimple"))
    )


def test_docx_numbers_lead_to_their_sources(opened: tuple[Report, docx.document.Document]) -> None:
    report, document = opened
    marks = {mark.get(qn("w:name")) for mark in document.element.iter(qn("w:bookmarkStart"))}
    wanted = {link.get(qn("w:anchor")) for link in document.element.iter(qn("w:hyperlink"))} - {None}
    assert wanted <= marks
    (sources,) = [block for block in report.blocks if isinstance(block, Sources)]
    assert marks == {f"source-{entry.number}" for entry in sources.entries}
    addresses = {rel.target_ref for rel in document.part.rels.values() if rel.is_external}
    assert addresses == {entry.url for entry in sources.entries if entry.url}


def test_docx_archive_knows_no_clock(drawn: Path) -> None:
    with zipfile.ZipFile(drawn / name("en", "docx")) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert "docProps/thumbnail.jpeg" not in archive.namelist()
        core = archive.read("docProps/core.xml").decode()
    assert set(re.findall(r"\d{4}-\d{2}-\d{2}T[\d:]+Z", core)) == {"1980-01-01T00:00:00Z"}


# The order in which the format (ISO/IEC 29500) wants what is inside these; Word refuses a file that has another.
ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens spacing ind contextualSpacing jc outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike outline shadow noProof color spacing kern position sz szCs u "
    "shd vertAlign rtl cs lang",
    "tcPr": "tcW tcBorders shd vAlign",
    "tblPr": "tblStyle tblStyleRowBandSize tblStyleColBandSize tblW jc tblInd tblBorders shd tblLayout tblCellMar tblLook "
    "tblCaption tblDescription",
    "style": "name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked rsid "
    "pPr rPr tblPr trPr tcPr tblStylePr",
}  # fmt: skip


def test_docx_has_its_parts_in_the_order_of_the_format(opened: tuple[Report, docx.document.Document]) -> None:
    _, document = opened
    footer = document.sections[0].footer._element
    for root in (document.element, document.styles.element, footer):
        for tag, names in ORDER.items():
            order = names.split()
            for element in root.iter(qn(f"w:{tag}")):
                places = [order.index(child.tag.split("}")[1]) for child in element]
                assert places == sorted(places), (tag, [order[place] for place in places])
