"""Notebooks and apps show the right map from three lines, as Chromium sees it; without a network where that can be."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from geo.model.timeline import Timeline
from tests.apps.conftest import LAYER, PAGE, check_layer, check_page, frame_of
from tests.test_readme import SET_UP

pytestmark = [pytest.mark.apps, pytest.mark.enable_socket]


def run(*words: str, cwd: Path) -> None:
    env = {**os.environ, "HOME": str(cwd)}
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=cwd, env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture
def notebook(tmp_path: Path) -> Path:
    """A notebook that was run: a folium map with a layer, the layer on its own, and a map of values."""
    import nbclient
    import nbformat

    cells = [LAYER + "m", PAGE + "page", SET_UP["notebook"]]
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
    nbformat.write(book, tmp_path / "maps.ipynb")
    return tmp_path / "maps.ipynb"


def test_jupyterlab(
    notebook: Path, serve: Callable[..., str], look: Callable[..., Any], occupation: Timeline
) -> None:
    words = ("--no-browser", "--allow-root", "--ServerApp.port={port}", "--IdentityProvider.token=")
    address = serve(
        "jupyterlab", *words, f"--ServerApp.root_dir={notebook.parent}", path="/lab/tree/maps.ipynb"
    )
    page = look(address)
    page.locator(".jp-OutputArea-output img").first.wait_for()  # not trusted: the still picture
    assert not page.locator(".jp-OutputArea-output iframe").count()
    page.close()
    run("jupyter", "trust", "maps.ipynb", cwd=notebook.parent)
    page = look(address)
    frame = frame_of(page, "Held")
    check_layer(frame, occupation)
    box = frame.frame_element().bounding_box()
    scrolled = "Math.max(...[...document.querySelectorAll('*')].map((one) => one.scrollTop))"
    before = page.evaluate(scrolled)
    page.mouse.move(box["x"] + 300, box["y"] + 100)
    page.mouse.wheel(0, 300)
    page.wait_for_function(f"{scrolled} > {before}")  # the wheel scrolls the notebook
    check_page(frame_of(page, "Rain"))


def test_nbconvert(notebook: Path, look: Callable[..., Any], occupation: Timeline) -> None:
    run("nbconvert", "--to", "html", "maps.ipynb", cwd=notebook.parent)
    page = look(notebook.with_suffix(".html").as_uri())
    check_layer(frame_of(page, "Held"), occupation)
    check_page(frame_of(page, "Rain"))
    front = frame_of(page, "The Occupation in Figures")
    assert front.locator("tr[data-place]").count() >= 9


def test_streamlit(
    tmp_path: Path, serve: Callable[..., str], look: Callable[..., Any], occupation: Timeline
) -> None:
    words = (
        "streamlit",
        "run",
        "app.py",
        "--server.headless=true",
        "--server.port={port}",
        "--browser.gatherUsageStats=false",
    )
    app = """
import streamlit as st
from streamlit_folium import st_folium
if st.button("Other"):
    m = folium.Map([40, 46], tiles=None)
    geo.TimeChoropleth(timeline, title="Other").add_to(m)
st_folium(m, use_container_width=True, height=600, returned_objects=[])
st.components.v1.html(page._repr_html_(), height=720)
"""
    (tmp_path / "app.py").write_text(LAYER + PAGE + app, "utf-8")
    page = look(serve(*words), linked=True)
    frame = frame_of(page, "Held")
    assert frame.locator("#time").bounding_box()["width"] > 200
    check_layer(frame, occupation)
    check_page(frame_of(page, "Rain"))
    page.get_by_role("button", name="Other").click()
    frame_of(page, "Other")  # what is given anew is shown anew


def test_panel(
    tmp_path: Path, serve: Callable[..., str], look: Callable[..., Any], occupation: Timeline
) -> None:
    lines = [LAYER, PAGE, "import panel as pn", "pn.Column(pn.panel(layer), pn.panel(page)).servable()"]
    (tmp_path / "app.py").write_text("\n".join(lines), "utf-8")
    page = look(
        serve(
            "panel",
            "serve",
            "app.py",
            "--port={port}",
            "--allow-websocket-origin=127.0.0.1:{port}",
            path="/app",
        )
    )
    check_layer(frame_of(page, "Held"), occupation)
    check_page(frame_of(page, "Rain"))


def test_marimo(
    tmp_path: Path, serve: Callable[..., str], look: Callable[..., Any], occupation: Timeline
) -> None:
    cells = [LAYER + "layer", PAGE.replace("import geo,", "import") + "page"]
    written = ["import marimo", "app = marimo.App()"]
    for number, (code, takes) in enumerate(zip(cells, ("", "geo"), strict=True)):
        body = "\n".join("    " + line for line in code.strip().splitlines())
        written.append(
            f"@app.cell\ndef cell{number}({takes}):\n{body}\n    return{' geo,' if not number else ''}"
        )
    (tmp_path / "app.py").write_text(
        "\n".join([*written, 'if __name__ == "__main__":\n    app.run()']), "utf-8"
    )
    page = look(
        serve("marimo", "run", "app.py", "--headless", "--port={port}", "--no-token", "--host=127.0.0.1")
    )
    check_layer(frame_of(page, "Held"), occupation)
    check_page(frame_of(page, "Rain"))
