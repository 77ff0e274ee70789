import json
import re

from hypothesis import given
from hypothesis import strategies as st

from geo.page.packing import deflate, inflate, pack

PAGE = (
    '<html><body><p>x</p><script type="application/json" id="geo-data">{"a":1}</script>\n'
    '<script>one()</script><script>two("Şuşa")</script>\n</body></html>'
)


@given(st.text())
def test_inflate_undoes_deflate(text: str) -> None:
    assert inflate(deflate(text)) == text


def test_scripts_are_kept_in_order_and_told_to_the_policy() -> None:
    html, scripts, _ = pack(PAGE)
    assert scripts == ["one()", 'two("Şuşa")']
    packed = re.search(r'data-packed="scripts">([^<]*)<', html)
    assert packed is not None
    assert json.loads(inflate(packed[1])) == scripts
    assert "one()" not in html


def test_late_styles_are_packed_and_told_to_the_policy() -> None:
    html, _, styles = pack(PAGE.replace("<p>", "<style data-late>p{color:red}</style><p>"))
    assert styles == ["p{color:red}"]
    packed = re.search(r'data-packed="styles">([^<]*)<', html)
    assert packed is not None
    assert inflate(packed[1]) == styles[0]


@given(st.binary(max_size=40).map(bytes.hex))
def test_packed_text_is_no_markup(text: str) -> None:
    assert not set("<>&") & set(deflate(text))


def test_data_keeps_its_id() -> None:
    html, _, _ = pack(PAGE)
    packed = re.search(r'id="geo-data" data-packed="data">([^<]*)<', html)
    assert packed is not None
    assert inflate(packed[1]) == '{"a":1}'
