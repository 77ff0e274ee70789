"""One self-contained file from any folium map."""

import base64
import hashlib
import re
from pathlib import Path

import folium
import folium.plugins
import html5lib
import pytest

from geo.errors import SaveError
from geo.package.files import write_text
from geo.page.libraries import Shelf, asked_major, plain_name
from geo.page.save import save, seal

JQUERY = "https://code.jquery.com/jquery-3.7.1.min.js"


@pytest.fixture
def plain_map() -> folium.Map:
    return folium.Map([40, 47], zoom_start=7, tiles=None)


def read(map_, tmp_path, **options) -> str:
    return save(map_, tmp_path / "map.html", **options).read_text(encoding="utf-8")


def policy_of(html: str) -> dict[str, list[str]]:
    text = re.search(r'Content-Security-Policy" content="([^"]*)"', html).group(1)
    return {rule.split()[0]: rule.split()[1:] for rule in text.split("; ")}


def test_a_bare_map_needs_only_leaflet(plain_map, tmp_path):
    html = read(plain_map, tmp_path)
    assert not re.search(r"<(script|link|img)\b[^>]*\b(src|href)\s*=\s*[\"']?http", html)
    assert "Leaflet 1.9" in html
    for name in ("jquery", "bootstrap", "awesome", "glyphicon"):
        assert name not in html.lower()


def test_the_same_map_gives_the_same_bytes_and_a_twin_does_too(tmp_path):
    def make():
        m = folium.Map([40, 47], tiles=None)
        folium.Marker([40, 47], popup="a <b>town</b>", tooltip="town").add_to(m)
        folium.LayerControl().add_to(m)
        return m

    first = make()
    a = save(first, tmp_path / "a.html").read_bytes()
    b = save(first, tmp_path / "b.html").read_bytes()
    c = save(make(), tmp_path / "c.html").read_bytes()
    assert a == b == c
    assert b"map_1" in a


def test_ids_are_counted_and_data_is_left_alone():
    ours, data = "0" * 31 + "a", "0" * 31 + "b"
    html = (
        f'<html><head></head><body><div id="map_{ours}"></div><p>{data} x_{data}</p></body>'
        f"<script>var map_{ours} = 1; var taken_1 = map_{ours}_extra;</script></html>"
    )
    sealed = seal(html)
    assert f"{data} x_{data}" in sealed
    assert ours not in sealed
    assert "var map_2 = 1; var taken_1 = map_2_extra;" in sealed  # 1 is taken by the document's own name


def test_scripts_go_by_the_hash_of_what_is_written(plain_map, tmp_path):
    html = read(plain_map, tmp_path)
    rules = policy_of(html)
    assert rules["default-src"] == ["'none'"]
    assert rules["connect-src"] == ["'none'"]
    scripts = re.findall(r"<script\b[^>]*>(.*?)</script>", html, re.DOTALL)
    wanted = {base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts}
    assert {rule.removeprefix("'sha256-").rstrip("'") for rule in rules["script-src"]} == wanted


def test_a_strict_page_names_its_styles_by_hash_and_its_data_not_at_all():
    html = (
        "<!DOCTYPE html><html><head><style>p{color:red}</style></head><body><p>x</p>"
        '<script type="application/json">{"a":1}</script><script>let a = 1;</script></body></html>'
    )
    rules = policy_of(seal(html))
    assert len(rules["style-src"]) == 1
    assert rules["style-src"][0].startswith("'sha256-")
    assert len(rules["script-src"]) == 1
    assert rules["img-src"] == ["data:", "blob:"]


def test_styles_go_by_hash_unless_something_writes_them(plain_map, tmp_path):
    assert all(rule.startswith("'sha256-") for rule in policy_of(read(plain_map, tmp_path))["style-src"])
    folium.Marker([40, 47], popup="a town").add_to(plain_map)
    assert policy_of(read(plain_map, tmp_path))["style-src"] == ["'unsafe-inline'"]


def test_the_policy_stands_before_what_it_rules_and_the_encoding_first(plain_map, tmp_path):
    html = read(plain_map, tmp_path)
    assert (
        html.index('<meta charset="utf-8">') < html.index("Content-Security-Policy") < html.index("<script")
    )
    assert html.index('<meta charset="utf-8">') < 1024
    assert html.count("charset") == 1


def test_what_is_written_parses_strictly(plain_map, tmp_path):
    html = (
        read(plain_map, tmp_path)
        .replace("</body>\n<script>", "<script>")
        .replace("</script>\n</html>", "</script></body></html>")
    )  # branca's own figure writes its last script behind the body
    html5lib.HTMLParser(strict=True).parse(html)


def test_popups_need_no_jquery_but_other_uses_do(plain_map, tmp_path):
    folium.Marker([40, 47], popup="a town").add_to(plain_map)
    assert "createElement('template')" in read(plain_map, tmp_path)
    plain_map.get_root().script.add_child(folium.Element("$('#x').hide();"))
    with pytest.raises(SaveError, match=re.escape(JQUERY)):
        save(plain_map, tmp_path / "map.html")
    taken = save(plain_map, tmp_path / "map.html", assets=lambda a: b"/* jq */" if a == JQUERY else None)
    assert "/* jq */" in taken.read_text(encoding="utf-8")


def test_default_markers_carry_their_pictures(plain_map, tmp_path):
    assert "L.Icon.Default.mergeOptions({iconUrl" not in read(plain_map, tmp_path)
    folium.Marker([40, 47]).add_to(plain_map)
    assert re.search(r'mergeOptions\(\{iconUrl: "data:image/png;base64,', read(plain_map, tmp_path))


def test_an_address_nobody_has_is_named_with_the_remedy(plain_map, tmp_path):
    folium.Marker([40, 47], icon=folium.Icon(icon="cloud")).add_to(plain_map)
    with pytest.raises(SaveError) as caught:
        save(plain_map, tmp_path / "map.html")
    message = str(caught.value)
    assert message.startswith("map.html: these addresses cannot be put into the file")
    assert "leaflet.awesome-markers.js (a script)" in message
    assert "assets=" in message
    assert not (tmp_path / "map.html").exists()


def test_tiles_are_an_error_that_names_the_remedies(tmp_path):
    with pytest.raises(SaveError, match=r"tile\.openstreetmap\.org.*tiles=None.*online_tiles=True"):
        save(folium.Map([40, 47]), tmp_path / "map.html")


def test_online_tiles_allow_exactly_their_hosts(tmp_path):
    many = folium.Map([40, 47], tiles=None)
    tiles = folium.TileLayer("https://{s}.tiles.example/{z}/{x}/{y}.png", attr="x", subdomains="pq")
    html = read(tiles.add_to(many), tmp_path, online_tiles=True)
    assert policy_of(html)["img-src"] == [
        "data:",
        "blob:",
        "https://p.tiles.example",
        "https://q.tiles.example",
    ]
    one = read(
        folium.Map([40, 47], tiles="https://tiles.example/{z}/{x}/{y}.png", attr="x"),
        tmp_path,
        online_tiles=True,
    )
    assert policy_of(one)["img-src"] == ["data:", "blob:", "https://tiles.example"]


def test_remote_pictures_and_data_are_named(plain_map, tmp_path):
    folium.Marker([40, 47], icon=folium.CustomIcon("https://pics.example/a.png")).add_to(plain_map)
    folium.raster_layers.ImageOverlay("https://pics.example/b.png", [[0, 0], [1, 1]]).add_to(plain_map)
    with pytest.raises(SaveError) as caught:
        save(plain_map, tmp_path / "map.html")
    assert "https://pics.example/a.png" in str(caught.value)
    assert "https://pics.example/b.png" in str(caught.value)


def test_stylesheets_bring_imports_images_and_one_font(plain_map, tmp_path):
    files = {
        "https://x.example/css/a.css": b'@import "more.css"; @font-face{font-family:F;src:url(../f.eot);'
        b'src:url(../f.eot?#iefix) format("eot"),url("../f.woff2") format("woff2"),url(../f.ttf)}'
        b"p{background:url(i.png)}",
        "https://x.example/css/more.css": b"b{color:red}",
        "https://x.example/f.woff2": b"font",
        "https://x.example/f.ttf": b"other font",
        "https://x.example/css/i.png": b"image",
    }
    plain_map.get_root().header.add_child(
        folium.Element('<link rel="stylesheet" href="https://x.example/css/a.css">')
    )
    html = read(plain_map, tmp_path, assets=files.get)
    assert "b{color:red}" in html
    assert f'src:url("data:font/woff2;base64,{base64.b64encode(b"font").decode()}")' in html
    assert base64.b64encode(b"other font").decode() not in html
    assert f'url("data:image/png;base64,{base64.b64encode(b"image").decode()}")' in html


def test_a_folder_is_searched_by_name_and_major_version(tmp_path):
    for version, folder in (("4.13.0", "d3"), ("7.0.0", "d3-new")):
        build = tmp_path / folder / "build"
        build.mkdir(parents=True)
        (tmp_path / folder / "package.json").write_text(f'{{"version": "{version}"}}', encoding="utf-8")
        (build / "d3.min.js").write_text(f"// {version}", encoding="utf-8")
    shelf = Shelf(tmp_path)
    assert shelf.read("https://d3js.org/d3.v4.min.js") == b"// 4.13.0"
    assert shelf.read("https://cdn.example/d3@7/d3.min.js") == b"// 7.0.0"
    assert shelf.read("https://d3js.org/d3.v3.min.js") is None


@pytest.mark.parametrize(
    ("address", "name", "major"),
    [
        (JQUERY, "jquery.min.js", 3),
        ("https://d3js.org/d3.v4.min.js", "d3.min.js", 4),
        ("https://cdn.example/npm/leaflet@1.9.3/dist/leaflet.js", "leaflet.js", 1),
        ("https://cdn.example/ajax/libs/moment.js/2.18.1/moment.min.js", "moment.min.js", 2),
        (
            "https://unpkg.example/leaflet.boatmarker/leaflet.boatmarker.min.js",
            "leaflet.boatmarker.min.js",
            None,
        ),
    ],
)
def test_names_and_versions_of_addresses(address, name, major):
    assert (plain_name(address), asked_major(address)) == (name, major)


def test_library_text_cannot_end_its_own_element(plain_map, tmp_path):
    plain_map.get_root().header.add_child(folium.Element('<script src="https://x.example/a.js"></script>'))
    html = read(plain_map, tmp_path, assets=lambda _: b'let a = "<!--<script></script>";')
    assert r'let a = "<\!--<script><\/script>";' in html


def test_assets_that_are_none_are_named(plain_map, tmp_path):
    with pytest.raises(SaveError, match=r"assets: .*nowhere is no folder"):
        save(plain_map, tmp_path / "map.html", assets=tmp_path / "nowhere")
    with pytest.raises(SaveError, match=r"assets: gave a str for https://.*leaflet\.js, wanted bytes"):
        save(plain_map, tmp_path / "map.html", assets=lambda _: "text")


def test_what_is_on_no_map_is_refused(tmp_path):
    with pytest.raises(SaveError, match=r"map is a Marker that is on no map; give a folium\.Map"):
        save(folium.Marker([40, 47]), tmp_path / "map.html")


def test_a_folder_that_does_not_exist_is_named(plain_map, tmp_path):
    with pytest.raises(SaveError, match=r"nowhere.*cannot be written.*folder that exists"):
        save(plain_map, tmp_path / "nowhere" / "map.html")


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch):
    target = tmp_path / "map.html"
    target.write_text("old", encoding="utf-8")

    def refuse(_self, _target):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(SaveError, match="Permission denied"):
        write_text("new", target)
    assert target.read_text(encoding="utf-8") == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["map.html"]


def test_a_document_without_a_head_is_refused():
    with pytest.raises(SaveError, match="has no <head>"):
        seal("<p>text</p>")
