"""Take the gallery's pictures of the main page: `python tests/browser/screenshots.py`, after `geo build`."""

import io
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.conftest import FLAGS, READY, find_chromium

GALLERY = Path(__file__).resolve().parents[2] / "maps" / "gallery"
# name: fragment, width, height, colour scheme, medium, what to do first
SHOTS = {
    "desktop": ("", 1280, 800, "light", "screen", ""),
    "card": ("#date=1994-05-12&place=fizuli", 1280, 800, "light", "screen", ""),
    "dark": ("#date=2021-06-01&lang=hy", 1280, 800, "dark", "screen", ""),
    "phone": ("#date=1993-08-23&lang=az", 360, 740, "light", "screen", ""),
    "print": ("#date=1990-06-01&lang=ru", 794, 1123, "light", "print", ""),
    "compared": (
        "",
        1280,
        800,
        "light",
        "screen",
        "document.querySelector('input[name=compare][value=date]').click()",
    ),
}


def main() -> None:
    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=find_chromium(), args=FLAGS.split())
        for name, (fragment, width, height, scheme, medium, first) in SHOTS.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            page.goto((GALLERY / "occupation.html").as_uri() + fragment)
            page.wait_for_selector(READY, state="attached")
            if first:
                page.evaluate(first)
            page.emulate_media(media=medium)
            page.wait_for_timeout(500)
            image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            image.quantize(224, dither=Image.Dither.NONE).save(GALLERY / f"{name}.png", optimize=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
