"""A report as PDF through Typst: tagged, with bookmarks, embedded fonts, and the same bytes each time.

It is PDF/UA-1 where the fonts have all its letters.
"""

import json
import re
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Any

import typst

from geo.look.letters import families, font_file, other_fonts
from geo.report.blocks import Report, as_data
from geo.report.material import Material
from geo.report.plates import plate_svg

_LONG = re.compile(r"[^\s\u200b/-]{30,}")
_JOINT = re.compile(r"(?<=[/_&?=.-])(?<!//)(?!/)")  # where an address may be broken
_WHOLE = ("alt", "lang", "recipe", "url")  # not set in lines, or broken elsewhere


def soften(value: Any) -> Any:
    """Return data whose very long words may be broken at the end of a line."""
    if isinstance(value, str):
        return _LONG.sub(lambda word: "\u200b".join(re.findall(".{1,12}", word[0])), value)
    if isinstance(value, list):
        return [soften(item) for item in value]
    if isinstance(value, dict):
        softer = {name: item if name in _WHOLE else soften(item) for name, item in value.items()}
        return {**softer, "shown": soften(_JOINT.sub("\u200b", value["shown"]))} if "shown" in value else softer
    return value


def draw_pdf(report: Report, material: Material) -> bytes:
    """Return a report as PDF; the same report gives the same bytes.

    Parameters
    ----------
    report : Report
        From `write_content`.
    material : Material
        What its pictures are drawn from.
    """
    # The fonts that packages carry, and no others: what is installed here must not matter.
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[font_file(False).parent, *sorted({file.parent for file in other_fonts().values()})],
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "report.typ").write_bytes((files("geo.report") / "report.typ").read_bytes())
        content = json.dumps(soften(as_data(report)), ensure_ascii=False)
        (folder / "content.json").write_text(content, "utf-8")
        (folder / "fonts.json").write_text(json.dumps(families(content)), "utf-8")
        for figure in report.figures:
            (folder / f"{figure.name}.svg").write_bytes(plate_svg(material, figure, report.lang))
        compiler = typst.Compiler(folder / "report.typ", root=folder, font_paths=fonts)
        try:
            data = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError as error:
            if "missing codepoints" not in str(error):
                raise
            data = compiler.compile(format="pdf", timestamp=0)  # boxes stand for letters, which PDF/UA does not allow
    assert isinstance(data, bytes)  # one PDF, not a page each
    return data
