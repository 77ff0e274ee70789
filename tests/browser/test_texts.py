"""No text is cut, covered or laid over another: sizes, frames, languages, schemes, print, zoom, browsers and letters."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from geo.text.words import LANGUAGES
from tests.browser.conftest import FLAGS, READY, find_chromium
from tests.browser.firefox import Firefox, start_firefox

pytestmark = pytest.mark.browser

CHECK = (
    (Path(__file__).parent / "texts.js").read_text("utf-8").split("\n", 2)[2]
)  # without what it says of itself
LETTERS = {"wide": "DejaVu Sans", "usual": "Liberation Sans", "narrow": "Liberation Sans Narrow"}
SIZES = [(360, 740), (390, 844), (820, 1180), (1280, 800), (1920, 1080)]
FRAME = (600, 400)
PAPER = (794, 1123)


class View(NamedTuple):
    """What a reader has before them."""

    name: str
    size: tuple[int, int]
    lang: str = "en"
    fragment: str = ""
    dark: bool = False
    printed: bool = False
    zoom: int = 1

    @property
    def address(self) -> str:
        return "#" + "&".join([part for part in (self.fragment, f"lang={self.lang}") if part])


Look = Callable[[Path, View], list[str]]


def configure(family: str, folder: Path) -> Path:
    """Write a fontconfig file in which every family is one, and DejaVu has the letters that it lacks."""
    file = folder / f"{family.replace(' ', '-')}.conf"
    file.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include><match target="pattern">'
        f'<edit name="family" mode="assign" binding="strong"><string>{family}</string><string>DejaVu Sans</string></edit>'
        "</match></fontconfig>",
        "utf-8",
    )
    return file


@pytest.fixture(scope="module")
def look(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, str], Look]]:
    """Give, by browser and letters, what opens a page as a view says and returns the texts that cannot be read there."""
    folder, running = tmp_path_factory.mktemp("letters"), {}
    with ExitStack() as stack:

        def start(browser: str, letters: str) -> Look:
            key = browser, letters
            if key in running:
                return running[key]
            fonts = configure(LETTERS[letters], folder)
            if browser == "firefox":
                fox = stack.enter_context(start_firefox(fonts=fonts))
                running[key] = lambda path, view: look_in_firefox(fox, path, view)
            else:
                env = {"FONTCONFIG_FILE": str(fonts)}
                made = chromium.browser_type.launch(
                    executable_path=find_chromium(), args=FLAGS.split(), env=env
                )
                stack.callback(made.close)
                running[key] = lambda path, view: look_in_chromium(made, path, view)
            return running[key]

        yield start


def look_in_chromium(browser: Any, path: Path, view: View) -> list[str]:
    width, height = (side // view.zoom for side in view.size)
    page = browser.new_page(
        viewport={"width": width, "height": height}, device_scale_factor=view.zoom,
        color_scheme="dark" if view.dark else "light",
    )  # fmt: skip
    page.goto(path.as_uri() + view.address)
    page.wait_for_selector(READY, state="attached")
    if view.printed:
        page.emulate_media(media="print")
    found = page.evaluate(CHECK, view.printed)
    page.close()
    return list(found)


WAIT = """async () => { for (let n = 0; n < 200 && document.documentElement.dataset.ready !== "true"; n++)
  await new Promise((go) => setTimeout(go, 50)); return document.documentElement.dataset.ready; }"""


def look_in_firefox(fox: Firefox, path: Path, view: View) -> list[str]:
    width, height = (side // view.zoom for side in view.size)
    fox.open(path.as_uri() + view.address, width, height, view.zoom)
    assert fox.evaluate(WAIT) == "true"
    return list(fox.evaluate(CHECK, view.printed))


# Every two of size, language, map, letters and browser meet at least once, or nearly; see `matrix` for all.
CHOSEN = [
    ("chromium", "wide", View("occupation", (1280, 800), "ru")),
    ("chromium", "wide", View("life-expectancy", (360, 740), "hy")),
    ("chromium", "wide", View("us-unemployment", FRAME, "en", "embed")),
    ("chromium", "wide", View("checked", PAPER, "az", printed=True)),
    ("chromium", "usual", View("colonial-rule", (1280, 800), "ru", dark=True)),
    ("chromium", "usual", View("side-by-side", (390, 844), "az")),
    ("chromium", "usual", View("eu-members", (1920, 1080), "hy")),
    ("chromium", "narrow", View("checked", (1280, 800), "hy", zoom=2)),
    ("chromium", "narrow", View("colonial-rule", FRAME, "hy", "embed")),
    ("chromium", "narrow", View("life-expectancy", PAPER, "ru", printed=True)),
    ("chromium", "narrow", View("side-by-side", PAPER, "en", printed=True)),
    ("firefox", "wide", View("checked", (360, 740), "ru")),
    ("firefox", "wide", View("side-by-side", (1280, 800), "hy")),
    ("firefox", "wide", View("eu-members", (820, 1180), "ru")),
    ("firefox", "wide", View("occupation", FRAME, "az", "embed")),
    ("firefox", "wide", View("us-unemployment", (1920, 1080), "az")),
]


@pytest.mark.parametrize(("browser", "letters", "view"), CHOSEN)
def test_no_text_is_cut(
    look: Callable[[str, str], Look], pages: dict[str, Path], browser: str, letters: str, view: View
) -> None:
    assert "\n".join(look(browser, letters)(pages[view.name], view)) == ""


def test_the_embed_text_works_in_columns_of_every_width(
    chromium: Any, pages: dict[str, Path], tmp_path: Path
) -> None:
    page = chromium.new_page()
    page.goto(pages["colonial-rule"].as_uri())
    page.wait_for_selector(READY, state="attached")
    page.click("[data-ui=share] summary")
    text = page.input_value("#copy-embed")
    for width in (320, 400, 480, 560, 600, 700, 800, 1000):
        article = tmp_path / f"article-{width}.html"
        style = f'<meta charset="utf-8"><style>body {{ width: {width}px }}</style>'
        article.write_text(f"{style}<p>Before</p>{text}<p>After</p>", "utf-8")
        page.set_viewport_size({"width": width + 16, "height": 700})
        page.goto(article.as_uri())
        frame = page.wait_for_selector("iframe").content_frame()
        frame.wait_for_selector(READY, state="attached")
        assert "\n".join(frame.evaluate(CHECK, False)) == "", width
        for part in ("h1", "#date", ".map-frame", "[data-ui=legend]", ".slider", ".embed-credit"):
            box = frame.locator(part).evaluate("e => e.getBoundingClientRect().toJSON()")
            assert box["height"] > 0, (width, part)
            assert 0 <= box["top"] <= box["bottom"] <= frame.evaluate("innerHeight"), (width, part)
        assert frame.locator(".map-frame").evaluate("e => e.clientHeight / innerHeight") > 0.5
    page.close()


MAPS = [
    "checked",
    "colonial-rule",
    "eu-members",
    "life-expectancy",
    "occupation",
    "side-by-side",
    "us-unemployment",
]


@pytest.mark.matrix
@pytest.mark.parametrize("letters", LETTERS)
@pytest.mark.parametrize("browser", ["chromium", "firefox"])
@pytest.mark.parametrize("name", MAPS)
def test_no_text_is_cut_anywhere(
    look: Callable[[str, str], Look], pages: dict[str, Path], name: str, browser: str, letters: str
) -> None:
    views = [View(name, size, lang) for size, lang in product(SIZES, LANGUAGES)]
    views += [View(name, FRAME, lang, "embed") for lang in LANGUAGES]
    views += [View(name, (1280, 800), lang, zoom=2) for lang in LANGUAGES]
    views += [View(name, PAPER, lang, printed=True) for lang in LANGUAGES if browser == "chromium"]
    seen = look(browser, letters)
    found = {view: seen(pages[name], view) for view in views}
    assert "\n".join(f"{view}: {fault}" for view, faults in found.items() for fault in faults) == ""
