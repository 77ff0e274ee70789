"""Every page of the gallery under the Nu checker, the one that the web's own standards body runs."""

import subprocess
from pathlib import Path

from tests.needs import folder, program

GALLERY = Path(__file__).parents[2] / "maps" / "gallery"


def test_the_nu_checker_finds_no_error_on_any_page_of_the_gallery() -> None:
    checker = f"{folder('GEO_NPM')}/vnu-jar/build/dist/vnu.jar"
    pages = sorted(GALLERY.glob("*.html"))
    command = [
        program("default-jre-headless", "java"),
        "-jar",
        checker,
        "--errors-only",
        "--format",
        "gnu",
        *pages,
    ]
    found = subprocess.run(command, capture_output=True, text=True, check=False)
    assert found.stderr == ""
    assert pages
