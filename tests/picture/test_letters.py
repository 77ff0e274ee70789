"""Texts are drawn as they were written: dollars, long names, and the letters of every script."""

import re
from datetime import date
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image

from geo.export.files import Request, export_map
from geo.look.letters import families, fit_lines, missing_letters, other_fonts, text_width, wrap_text
from geo.model.definition import find_definitions
from geo.picture.sheet import STYLE, Sheet, _letters, parse_size
from tests.made import Folder, project

DOLLARS = ("Costs of $5 and $10", "From $x^{2 to $", r"$\frac$", "$$", "$a_1$")
SCRIPTS = {
    "กรุงเทพ": "Noto Sans Thai", "दिल्ली": "Noto Sans Devanagari", "北京": "WenQuanYi Micro Hei", "ひらがな": "WenQuanYi Micro Hei",
    "서울": "WenQuanYi Micro Hei", "বাংলা": "Noto Sans Bengali", "አዲስ": "Noto Sans Ethiopic",
}  # fmt: skip


@pytest.mark.parametrize("text", DOLLARS)
@pytest.mark.parametrize("bold", [False, True])
def test_a_dollar_is_a_dollar_wherever_it_is_drawn_from(text: str, bold: bool) -> None:
    assert matplotlib.rcParams["text.parse_math"]  # outside of our own style
    shape = _letters(text, bold)
    with matplotlib.rc_context(STYLE):
        parts = sum(len(_letters(letter, bold).vertices) for letter in text.replace(" ", ""))
    assert len(shape.vertices) >= parts - 2 * len(text)


@pytest.mark.parametrize("kind", ["png", "svg", "pdf"])
def test_titles_and_names_of_dollars_are_drawn(tmp_path: Path, kind: str) -> None:
    maps = project(tmp_path)
    folder = tmp_path / "package"
    text = (folder / "places.csv").read_text("utf-8")
    (folder / "places.csv").write_text(re.sub(r"\bFizuli\b", "F$x^{2$", text), "utf-8")
    Folder.at(folder).describe()
    request = Request(
        size="a5", dpi=50, title=DOLLARS[0] + "\ufeff", caption=DOLLARS[2]
    )  # and the mark that begins a file
    (path,) = export_map(find_definitions(maps)[0], [date(1993, 8, 23)], [kind], tmp_path / "out", request)
    if kind == "svg":
        words = re.findall(r">([^<>]*\$[^<>]*)<", path.read_text("utf-8"))
        assert {DOLLARS[0], DOLLARS[2]} <= set(words)


@pytest.mark.parametrize("text", SCRIPTS)
def test_the_letters_of_a_script_come_from_a_package(text: str) -> None:
    assert families(text) == ("DejaVu Sans", SCRIPTS[text])
    assert not missing_letters(text)
    assert 1 < text_width(text, 10) < 40
    sheet = Sheet(parse_size("a5"), outlined=True)
    sheet.write(10, 10, text, 20)
    sheet.figure.canvas.draw()
    shown = _letters(text, False).vertices
    box = _letters("\u25a1" * len(text), False).vertices
    assert shown.shape != box.shape or not np.allclose(shown, box)


def test_no_font_of_the_machine_stands_before_ours() -> None:
    from matplotlib.font_manager import FontProperties, findfont

    for text, family in SCRIPTS.items():
        families(text)
        for weight in ("normal", "bold"):
            assert Path(findfont(FontProperties(family=family, weight=weight))) == other_fonts()[family]


def test_an_svg_carries_the_letters_that_its_first_font_lacks(tmp_path: Path) -> None:
    request = Request(size="a5", title="北京 กรุงเทพ")
    file = find_definitions(project(tmp_path))[0]
    (svg,) = export_map(file, [date(1993, 8, 23)], ["svg"], tmp_path, request)
    text = svg.read_text("utf-8")
    assert set(re.findall(r'font-family:"([^"]+)"', text)) == {
        "DejaVu Sans",
        "WenQuanYi Micro Hei",
        "Noto Sans Thai",
    }
    assert len(text) < 400_000


def test_a_name_longer_than_its_land_is_broken_and_crosses_no_other(tmp_path: Path) -> None:
    maps = project(tmp_path)
    long = "The long and winding name of a district that goes on and on until it has crossed three of its neighbours at least"
    folder = tmp_path / "package"
    text = (folder / "places.csv").read_text("utf-8")
    (folder / "places.csv").write_text(re.sub(r"\bFizuli\b", long, text), "utf-8")
    Folder.at(folder).describe()
    (svg,) = export_map(find_definitions(maps)[0], [date(1993, 8, 23)], ["svg"], tmp_path, Request(size="a5"))
    lines = [
        line
        for line in re.findall(r"<text[^>]*>([^<]*)</text>", svg.read_text("utf-8"))
        if line.strip("…") in long
    ]
    assert 2 <= len([line for line in lines if len(line) > 8]) <= 3


@pytest.mark.parametrize("text", ["word " * 60, "x" * 5000, "漢" * 900, "ก\u0e31" * 300])
def test_long_texts_are_cut_to_lines_that_fit(text: str) -> None:
    lines = fit_lines(text, 40, 10, most=3)
    assert len(lines) == 3
    assert all(text_width(line, 10) <= 40 for line in lines)
    assert lines[-1].endswith("…")
    assert "".join(wrap_text(text, 40, 10)).replace(" ", "") == text.replace(" ", "")
    assert not any(line.startswith("\u0e31") for line in lines)


def test_a_picture_of_strange_letters_has_ink_where_they_stand(tmp_path: Path) -> None:
    file = find_definitions(project(tmp_path))[0]
    ink = {}
    for title in (".", "北京市 北京市"):
        request = Request(size="a5", dpi=60, title=title)
        (png,) = export_map(file, [date(1993, 8, 23)], ["png"], tmp_path / str(len(title)), request)
        with Image.open(png) as image:
            head = np.asarray(image.convert("L"))[: image.height // 8, : image.width // 2]
        ink[title] = int((head < 120).sum())
    assert ink["北京市 北京市"] > ink["."] + 30
