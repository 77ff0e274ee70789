"""The styles of the DOCX report: the same type, sizes and colours as in `report.typ`."""

from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.opc.oxml import serialize_part_xml
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

CITE = "Citation Number"
FAMILY = "DejaVu Sans"  # what the pictures are set in; covers all four languages
INK, MUTED, ACCENT, HELD = "23211D", "6B6558", "1F5F8B", "A8472F"
_LOCALES = {"en": "en-GB", "az": "az-Latn-AZ", "hy": "hy-AM", "ru": "ru-RU"}
# Where a machine does not have the family, one that reads alike and has the same scripts.
_INSTEAD = {FAMILY: "Segoe UI", "DejaVu Sans Mono": "Consolas"}

# Style: the one it is based on, size in points, bold, colour, space before and after in points.
_LINES: dict[str, tuple[str, float, bool, str, float, float]] = {
    "Normal": ("", 8.6, False, INK, 0, 5),
    "Body Text": ("Normal", 8.6, False, INK, 0, 6),
    "Lead": ("Body Text", 9.4, False, INK, 0, 6),
    "Fine Print": ("Body Text", 7.4, False, MUTED, 2, 6),
    "Kicker": ("Normal", 7.6, True, HELD, 0, 5),
    "Title": ("Normal", 21, True, INK, 0, 4),
    "Subtitle": ("Normal", 10.5, False, MUTED, 0, 5),
    "Byline": ("Normal", 7, False, MUTED, 0, 4),
    "Heading 1": ("Normal", 13, True, INK, 16, 6),
    "Heading 2": ("Normal", 9.6, True, INK, 10, 5),
    "Heading 3": ("Normal", 8.6, True, MUTED, 6, 3),
    "List Bullet": ("Normal", 8.6, False, INK, 0, 3.5),
    "Intense Quote": ("Normal", 8, False, INK, 8, 8),
    "Picture": ("Normal", 8.6, False, INK, 6, 3),
    "Caption": ("Normal", 7.6, False, INK, 6, 5),
    "Table Text": ("Normal", 7.4, False, INK, 0, 0),
    "Table Head": ("Table Text", 7.4, True, INK, 0, 0),
    "Table Muted": ("Table Text", 7.4, False, MUTED, 0, 0),
    "Table Note": ("Normal", 7, False, MUTED, 4, 11),
    "Source": ("Normal", 6.9, False, INK, 0, 4),
    "Verbatim": ("Normal", 6.6, False, INK, 4, 6),
    "Footer": ("Normal", 6.8, False, MUTED, 0, 0),
}
_TIGHT = ("Title", "Table Text", "Table Head", "Table Muted", "Source", "Verbatim")


def set_styles(document: Document, lang: str) -> None:
    """Give a document the report's styles, its language, and fonts for every script in it."""
    for fonts in document.styles.element.iter(qn("w:rFonts")):
        _set_family(fonts, FAMILY)  # the template's follow a theme
    _set_language(document, lang)
    for name, row in _LINES.items():
        _set_line(document, name, *row)
    styles: Any = document.styles
    for name in ("Heading 1", "Heading 2", "Heading 3", "Picture"):
        styles[name].paragraph_format.keep_with_next = True
    styles["List Bullet"].paragraph_format.left_indent = Mm(4)
    styles["List Bullet"].paragraph_format.first_line_indent = Mm(-4)
    styles["Source"].paragraph_format.left_indent = Mm(5)
    styles["Source"].paragraph_format.first_line_indent = Mm(-5)
    styles["Source"].paragraph_format.keep_together = styles["Verbatim"].paragraph_format.keep_together = True
    styles["Source"].paragraph_format.tab_stops.add_tab_stop(Mm(5))
    quote = styles["Intense Quote"]
    quote.font.italic = False
    quote.paragraph_format.left_indent, quote.paragraph_format.right_indent = Mm(3), Mm(0)
    _set_borders(quote, left=(16, ACCENT, 8))
    _set_borders(styles["Title"])
    _set_borders(styles["Byline"], top=(6, INK, 6))
    _set_borders(styles["Verbatim"])
    _set_family(_fonts(styles["Verbatim"]), "DejaVu Sans Mono")
    _insert(styles["Verbatim"], parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="F5F2EB"/>'))
    cite = styles.add_style(CITE, WD_STYLE_TYPE.CHARACTER)
    cite.font.color.rgb = RGBColor.from_string(ACCENT)
    cite.font.bold, cite.font.size = False, Pt(6.6)
    link = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb = RGBColor.from_string(ACCENT)
    _add_table_style(document)
    _name_fonts(document)
    _set_age(document)


def _set_line(
    document: Document, name: str, base: str, size: float, bold: bool, colour: str, before: float, after: float
) -> None:
    styles: Any = document.styles
    style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if base:
        style.base_style = styles[base]
    _set_family(_fonts(style), FAMILY)
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    style.quick_style = True
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
    form.line_spacing = 1.0 if name in _TIGHT else 1.12
    # What the template would add: spread letters in titles, no space between entries, tabs for a narrower foot.
    runs, lines = style.element.rPr, style.element.pPr
    for owner, tag in ((runs, "w:spacing"), (lines, "w:contextualSpacing"), (lines, "w:tabs")):
        for child in owner.findall(qn(tag)):
            owner.remove(child)


def _fonts(style: Any) -> Any:
    return style.element.get_or_add_rPr().get_or_add_rFonts()


def _set_family(fonts: Any, family: str) -> None:
    """Name a font for every kind of letter."""
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for kind in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), family)


def _set_language(document: Document, lang: str) -> None:
    run = document.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    spoken = run.find(qn("w:lang"))
    if spoken is None:
        spoken = OxmlElement("w:lang")
        run.append(spoken)
    for name in list(spoken.attrib):
        del spoken.attrib[name]
    for kind in ("val", "eastAsia", "bidi"):
        spoken.set(qn(f"w:{kind}"), _LOCALES.get(lang, lang))


def _properties(style: Any) -> Any:
    return style.element.get_or_add_pPr()


def _set_borders(style: Any, **sides: tuple[int, str, int]) -> None:
    """Give a style lines at these sides (eighths of a point, colour, distance in points) and no others."""
    properties = _properties(style)
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    if not sides:
        return
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="{width}" w:space="{gap}" w:color="{colour}"/>'
        for side, (width, colour, gap) in sides.items()
    )
    made = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    _insert(style, made)


def _insert(style: Any, made: Any) -> None:
    """Put lines or a ground where the format wants them: after what keeps lines together, before spacing."""
    first = {qn(f"w:{name}") for name in ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl",
                                          "numPr", "suppressLineNumbers", "pBdr")}  # fmt: skip
    properties = _properties(style)
    properties.insert(sum(child.tag in first for child in properties), made)


def _add_table_style(document: Document) -> None:
    line = 'w:val="single" w:space="0"'
    document.styles.element.append(
        parse_xml(
            f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
            <w:name w:val="Report Table"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/><w:qFormat/>
            <w:tblPr><w:tblBorders>
            <w:top {line} w:sz="8" w:color="{INK}"/><w:bottom {line} w:sz="4" w:color="C9C2B4"/>
            <w:insideH {line} w:sz="4" w:color="C9C2B4"/></w:tblBorders>
            <w:tblCellMar><w:top w:w="34" w:type="dxa"/><w:left w:w="62" w:type="dxa"/>
            <w:bottom w:w="34" w:type="dxa"/><w:right w:w="62" w:type="dxa"/></w:tblCellMar></w:tblPr>
            <w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>
            <w:bottom {line} w:sz="8" w:color="{INK}"/></w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>
            </w:style>"""
        )
    )


def _set_age(document: Document) -> None:
    """Say that the file follows Word 2013 and later, or tables hang out of the margin and Word warns of an old file."""
    settings = document.settings.element
    compat = settings.find(qn("w:compat"))
    for old in compat.findall(qn("w:compatSetting")):
        compat.remove(old)
    names = {"w:name": "compatibilityMode", "w:uri": "http://schemas.microsoft.com/office/word", "w:val": "15"}
    made = OxmlElement("w:compatSetting")
    for name, value in names.items():
        made.set(qn(name), value)
    compat.append(made)


def _name_fonts(document: Document) -> None:
    """Say which font stands in where the family is not installed."""
    part = next(rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/fontTable"))
    fonts = parse_xml(part.blob)
    for family, instead in _INSTEAD.items():
        fonts.append(
            parse_xml(f'<w:font {nsdecls("w")} w:name="{family}"><w:altName w:val="{instead}"/><w:charset w:val="00"/></w:font>')
        )
    part._blob = serialize_part_xml(fonts)
