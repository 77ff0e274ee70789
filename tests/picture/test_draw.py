import re
import subprocess
from datetime import date
from pathlib import Path

import matplotlib
import numpy as np
import pytest
from PIL import Image

from geo.errors import DefinitionError, SaveError
from geo.model.definition import Definition, find_definitions, read_definition
from geo.model.timeline import Timeline
from geo.package.files import writing
from geo.package.read import Package
from geo.picture.draw import compose, draw_picture
from geo.picture.ground import Ground
from geo.picture.layout import Options
from geo.picture.sheet import STYLE, parse_size
from geo.text.words import LANGUAGES, format_day

DAY = date(2021, 6, 1)


@pytest.fixture(scope="module")
def definition() -> Definition:
    return read_definition(find_definitions(None, ["occupation"])[0])


@pytest.fixture
def draw(shipped_package: Package, definition: Definition, occupation: Timeline, tmp_path: Path):
    def make(name: str, **options) -> Path:
        return draw_picture(shipped_package, definition, DAY, tmp_path / name, timeline=occupation, **options)

    return make


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("layout", ["single", "before-after"])
def test_svg_keeps_its_text_in_every_language(draw, occupation: Timeline, lang: str, layout: str) -> None:
    text = draw("a.svg", lang=lang, layout=layout, size="a5").read_text("utf-8")
    words = re.sub(r"<[^>]+>", "", text)
    assert occupation.track("fizuli").place.name(lang) in words
    if layout == "single":
        assert format_day(DAY, lang) in words
    assert "@font-face" in text
    assert "http" not in re.sub(
        r"https?://(www\.w3\.org|purl\.org|creativecommons\.org|matplotlib\.org)[^\"'<> ]*", "", text
    )


@pytest.mark.parametrize("size", ["a4", "a5", "letter", "slide", "square", "180x120mm"])
def test_sizes_are_what_they_say(draw, size: str) -> None:
    with Image.open(draw("a.png", size=size, dpi=60)) as image:
        wide, high = {
            "a4": (297, 210), "a5": (210, 148), "letter": (279.4, 215.9), "180x120mm": (180, 120),
        }.get(size, (image.width / 60 * 25.4, image.height / 60 * 25.4))  # fmt: skip
        assert image.width == pytest.approx(wide / 25.4 * 60, abs=2)
        assert image.height == pytest.approx(high / 25.4 * 60, abs=2)


def test_same_inputs_same_bytes(draw) -> None:
    for ending in ("png", "svg", "pdf"):
        assert draw(f"a.{ending}").read_bytes() == draw(f"b.{ending}").read_bytes(), ending


def test_grey_has_no_colour_and_keeps_its_states_apart(draw) -> None:
    with Image.open(draw("a.png", grey=True, dpi=60)) as image:
        pixels = np.asarray(image.convert("RGB")).reshape(-1, 3).astype(int)
    assert np.ptp(pixels, axis=1).max() <= 2
    shades, counts = np.unique(pixels[:, 0], return_counts=True)
    assert len(shades[counts > 500]) >= 4


def test_transparent_leaves_the_paper_out(draw) -> None:
    with Image.open(draw("a.png", transparent=True, dpi=60)) as image:
        assert image.getpixel((2, 2))[3] == 0


def test_pdf_embeds_its_fonts_and_says_what_it_is(draw) -> None:
    data = draw("a.pdf", lang="hy").read_bytes()
    assert b"/FontFile2" in data
    assert b"/Title" in data
    assert b"CreationDate" not in data


def test_a_pdf_says_what_it_is_to_who_cannot_see_it(draw) -> None:
    path = draw("a.pdf", lang="az", title="Rayonlar <1994>")
    told = subprocess.run(["pdfinfo", str(path)], capture_output=True, text=True, check=True).stdout
    assert "Title:           Rayonlar <1994>" in told
    assert "Tagged:          yes" in told
    tree = subprocess.run(
        ["pdfinfo", "-struct", str(path)], capture_output=True, text=True, check=True
    ).stdout
    assert "Figure" in tree
    xmp = subprocess.run(["pdfinfo", "-meta", str(path)], capture_output=True, text=True, check=True).stdout
    assert "Rayonlar &lt;1994&gt;" in xmp
    assert "<rdf:li>az</rdf:li>" in xmp
    data = path.read_bytes()
    assert b"/Lang (az)" in data
    assert b"/Alt (\xfe\xff" in data
    text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
    assert "Dağlıq" in text


def test_names_stay_in_the_frame_and_apart(ground: Ground) -> None:
    for lang in LANGUAGES:
        for size in ("a4", "a5", "square"):
            (sheet,) = compose(ground, DAY, "single", Options(parse_size(size), lang))
            figure = sheet.figure
            with matplotlib.rc_context(STYLE):
                figure.canvas.draw()
                texts = figure.findobj(
                    match=lambda item: hasattr(item, "get_text") and item.get_text().strip()
                )
                boxes = [(text, text.get_window_extent()) for text in texts]
            page = figure.bbox
            for text, box in boxes:
                assert box.x0 >= page.x0 - 1, (lang, size, text.get_text())
                assert box.x1 <= page.x1 + 1, (lang, size, text.get_text())
                assert box.y0 >= page.y0 - 1, (lang, size, text.get_text())
                assert box.y1 <= page.y1 + 1, (lang, size, text.get_text())


def test_part_of_the_map(draw) -> None:
    whole, part = draw("a.png", dpi=50), draw("b.png", dpi=50, places=("fizuli", "jabrayil"))
    assert whole.read_bytes() != part.read_bytes()
    box = draw("c.png", dpi=50, bbox=(46.5, 39.2, 47.5, 39.8))
    assert box.read_bytes() not in (whole.read_bytes(), part.read_bytes())


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"layout": "double"}, "before-after"),
        ({"size": "a9"}, "a4"),
        ({"size": "3x2mm"}, "mm"),
        ({"places": ("x",)}, "x"),
    ],
)
def test_wrong_wishes_say_what_there_is(draw, options, said) -> None:
    with pytest.raises(DefinitionError, match=said):
        draw("a.png", **options)


def test_a_wrong_ending(draw) -> None:
    with pytest.raises(DefinitionError, match="png"):
        draw("a.jpg")


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "a.png"

    def fail(error: BaseException) -> None:
        with writing(target) as part:
            part.write_bytes(b"half")
            raise error

    with pytest.raises(KeyboardInterrupt):
        fail(KeyboardInterrupt())
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SaveError, match="room"):
        fail(OSError(28, "No space left on device"))
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(SaveError, match="none"), writing(tmp_path / "none" / "a.png") as part:
        part.write_bytes(b"x")
