"""A real Chromium, off line; whatever a page logs, throws or asks the network for fails its test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from geo.model.definition import find_definitions, open_package, read_definition
from geo.page.save import save as save_map
from geo.page.write import make_page
from tests import needs

FLAGS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --disable-sync --no-first-run"
READY = "html[data-ready=true]"


def find_chromium() -> str:
    return needs.program("chromium", "chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    path = find_chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The shipped maps as files."""
    folder = tmp_path_factory.mktemp("pages")
    drawn = {}
    for file in find_definitions():
        definition = read_definition(file)
        drawn[file.stem] = folder / file.name.replace(".toml", ".html")
        drawn[file.stem].write_text(make_page(open_package(file, definition), definition), "utf-8")
    return drawn


@pytest.fixture
def visit(chromium: Any, pages: dict[str, Path]) -> Iterator[Callable[..., Any]]:
    """Open a page, by a map's name or a file, with a fragment and any options of a browser context."""
    opened: list[tuple[Any, list[str], bool]] = []

    def open_page(
        which: str | Path = "occupation",
        fragment: str = "",
        *,
        ready: bool = True,
        quiet: bool = True,
        **options: Any,
    ) -> Any:
        path = pages[which] if isinstance(which, str) else which
        context = chromium.new_context(
            **{"viewport": {"width": 1280, "height": 800}, "offline": True, **options}
        )
        context.set_default_timeout(20_000)
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: said.append(f"thrown: {error}"))
        page.on(
            "request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else said.append(r.url)
        )
        page.goto(path.as_uri() + fragment)
        if ready:
            page.wait_for_selector(READY, state="attached")
        opened.append((context, said, quiet))
        page.said = said
        return page

    yield open_page
    for context, said, quiet in opened:
        context.close()
        if quiet:
            assert said == []


@pytest.fixture
def show(chromium: Any, tmp_path: Path) -> Iterator[Any]:
    """Save a map, open it off line, wait until it is ready; nothing may be logged or thrown."""
    opened = []

    def open_map(
        made: Any,
        fragment: str = "",
        *,
        ready: bool = True,
        quiet: bool = True,
        save: dict | None = None,
        **context: Any,
    ) -> Any:
        path = (
            made
            if isinstance(made, Path)
            else save_map(made, tmp_path / f"map{len(opened)}.html", **(save or {}))
        )
        shown = chromium.new_context(offline=True, **{"viewport": {"width": 800, "height": 600}, **context})
        shown.set_default_timeout(6000)
        page = shown.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(path.as_uri() + fragment)
        if ready:
            page.wait_for_selector("html[data-ready=true]", state="attached", timeout=20_000)
            if page.locator(".geo-bar").count():
                page.wait_for_selector(".geo-bar[data-complete=true]", state="attached", timeout=20_000)
        page.said, page.asked = said, asked
        opened.append((shown, said, asked, quiet))
        return page

    yield open_map
    for shown, said, asked, quiet in opened:
        shown.close()
        if quiet:
            assert said == []
            assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []


def states(page: Any) -> dict[str, str]:
    """The table's answer: state by place."""
    rows = page.eval_on_selector_all(
        "[data-place]", "rows => rows.map(row => [row.dataset.place, row.dataset.state])"
    )
    assert len(dict(rows)) == len(rows), "exactly one element per place"
    return dict(rows)


def until(page: Any, expression: str, argument: Any = None) -> None:
    """Wait for a state with a deadline; the page's own policy forbids Playwright's way of doing this."""
    for _ in range(100):
        if page.evaluate(expression, argument):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {expression}; the page said {page.said}")
