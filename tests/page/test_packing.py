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


def test_rules_that_only_scripts_need_are_packed_and_told_to_the_policy() -> None:
    sheet = '.card{top:0}p,.card{top:1px}@media print{.live p{top:2px}p[title="a"]{top:3px}}.live p{top:4px}'
    html, _, styles = pack(PAGE.replace("<p>", f'<style data-late>{sheet}</style><p title="a">'))
    assert styles == [sheet]
    early, packed = re.findall(r'<style data-late>([^<]*)</style>\n<script [^>]*="styles">([^<]*)<', html)[0]
    assert early == '/*0*/p,.card{top:1px}@media print{/*1*/p[title="a"]{top:3px}}/*2*/'
    late = json.loads(inflate(packed))
    assert re.sub(r"/\*(\d+)\*/", lambda hole: late[int(hole[1])], early) == sheet


@given(st.binary(max_size=40).map(bytes.hex))
def test_packed_text_is_no_markup(text: str) -> None:
    assert not set("<>&") & set(deflate(text))


def test_data_keeps_its_id() -> None:
    html, _, _ = pack(PAGE)
    packed = re.search(r'id="geo-data" data-packed="data">([^<]*)<', html)
    assert packed is not None
    assert inflate(packed[1]) == '{"a":1}'
