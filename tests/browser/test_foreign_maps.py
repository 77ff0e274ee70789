"""What `geo.save` makes of maps with strangers' words: nothing runs, nothing is asked of the network, the map is drawn."""

from pathlib import Path
from typing import Any

import folium
import pytest

from geo.page.save import save

pytestmark = pytest.mark.browser

# A template's text is JavaScript's before it is HTML: what its escapes stand for counts too.
ORDER = '<meta http-equiv="refresh" content="0;url=http://elsewhere.example/">'
WORDS = (
    "</script><script>window.hacked=1</script>",
    "</ScRiPt ><script>window.hacked=1</script><!--<script>",
    '<img src=x onerror="window.hacked=1">',
    ORDER,
    ORDER.replace("http", r"\u0068t\x74\p").replace("<", r"\u003c"),
)
HEADS = (
    ORDER,
    '<META/HTTP-EQUIV=refresh CONTENT=0;url=http://elsewhere.example/ x">',
    ORDER.replace("<meta ", "<meta http-equiv=refresh HTTP-EQUIV=content-language "),
    f"<!--> {ORDER} -->",
    ORDER.replace("refresh", "&#114;efresh"),
)


def foreign(tmp_path: Path, word: str, head: str) -> Path:
    drawn = folium.Map([40, 47], zoom_start=7, tiles=None)
    drawn.get_root().header.add_child(folium.Element(head))
    drawn.get_root().title = word
    folium.Marker([40, 47], tooltip=folium.Tooltip(word, permanent=True)).add_to(drawn)
    folium.Circle([40.2, 47], radius=5000, popup=folium.Popup(word, show=True)).add_to(drawn)
    return save(drawn, tmp_path / "map.html")


@pytest.mark.parametrize(("word", "head"), list(zip(WORDS, HEADS, strict=True)))
def test_words_of_strangers_run_nothing_and_lead_nowhere(
    chromium: Any, tmp_path: Path, word: str, head: str
) -> None:
    path = foreign(tmp_path, word, head)
    page = chromium.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector(".leaflet-tooltip", state="attached")
    page.wait_for_timeout(400)
    assert page.evaluate("window.hacked") is None
    assert page.url == path.as_uri()
    assert not [url for url in asked if url.startswith("http")]
    page.close()
