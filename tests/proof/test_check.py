"""Every output is proved by making it again; a changed digit in any of them is found, named and explained."""

import base64
import io
import json
import re
import shutil
import sqlite3
import zipfile
import zlib
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import geopandas
import pyogrio
import pytest

from geo.export.files import Request, export_map
from geo.export.gis import write_flatgeobuf, write_parquet
from geo.model import recipe as recipes
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.recipe import sign
from geo.model.timeline import build_timeline
from geo.package.files import write_text
from geo.package.read import read_package
from geo.page.index import draw_index
from geo.page.packing import deflate, inflate
from geo.picture.draw import draw_picture
from geo.proof.check import verify_files
from geo.proof.opening import png_chunks
from geo.proof.reading import read_carried
from geo.report.files import write_report
from tests.made import Folder, project
from tests.proof.conftest import DAY, FILM, NAME, verdict
from tests.proof.edits import block_of, edit_bytes, edit_text


def test_every_output_is_identical_when_made_again(made: Path, maps: Path) -> None:
    verdicts = list(verify_files(sorted(made.iterdir()), maps))
    assert (
        len(verdicts)
        == len([path for path in made.iterdir() if not path.name.endswith(".recipe.json")])
        == 15
    )
    for found in verdicts:
        assert found.kind == "identical", str(found)


def test_a_renamed_file_is_still_the_same(copied: Path, maps: Path, tmp_path: Path) -> None:
    for name in (f"{NAME}.png", f"{NAME}.fgb", "small.html"):
        path = (copied / name).rename(tmp_path / f"другое имя.{name.rsplit('.')[-1]}")
        beside = copied / f"{name}.recipe.json"
        if beside.exists():
            beside.rename(path.with_name(f"{path.name}.recipe.json"))
        assert verdict(path, maps).kind == "identical"


@pytest.mark.parametrize(
    "request_", [Request("atlas", "a5", 40), Request("multiples", "slide", 40, "ru", grey=True, transparent=True),
                 Request("before-after", "120x90mm", 60, bbox=(0.0, -0.2, 0.5, 0.3), title="T", caption="C"),
                 Request(places=("fizuli",), lang="hy", dpi=40)],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_is_made_again_from_its_recipe_alone(
    maps: Path, tmp_path: Path, request_: Request, kind: str
) -> None:
    export_map(find_definitions(maps)[0], [DAY], [kind], tmp_path, request_)
    sheets = sorted(tmp_path.iterdir())
    assert len(sheets) > 1 or request_.layout != "atlas"
    for found in verify_files(sheets[-2:], maps):
        assert found.kind == "identical", str(found)


def test_a_film_names_its_days_and_one_of_all_stops_needs_none(
    made: Path, maps: Path, tmp_path: Path
) -> None:
    recipe = read_carried(made / f"{NAME}.gif").recipe
    assert recipe["options"]["days"] == [day.isoformat() for day in FILM]
    (path,) = export_map(find_definitions(maps)[0], None, ["gif"], tmp_path, Request(size="120x90mm"))
    assert verdict(path, maps).kind == "identical"


def test_a_map_that_compares_accounts_is_drawn_the_same_by_every_way(tmp_path: Path) -> None:
    file = find_definitions(None, ["side-by-side"])[0]
    (path,) = export_map(file, [date(1993, 8, 1)], ["csv"], tmp_path)
    by_hand = draw_picture(
        read_package(), read_definition(file), date(1993, 8, 1), tmp_path / "a.png", dpi=40
    )
    for found in verify_files([path, by_hand], None):
        assert found.kind == "identical", str(found)


def test_a_timeline_of_the_callers_own_cannot_be_made_again(maps: Path, tmp_path: Path) -> None:
    package, definition = read_package(maps.parent / "package"), read_definition(maps / "small.toml")
    other = build_timeline(package, type(definition.choice)(("lachin",)))
    path = draw_picture(package, definition, DAY, tmp_path / "own.png", timeline=other, dpi=40)
    found = verdict(path, maps)
    assert found.kind == "unknown"
    assert "timeline of its own" in found.text


def edit_data(path: Path) -> None:
    """Change a digit in a page's packed data."""
    text = path.read_text("utf-8")
    found = re.search(r'id="geo-data" data-packed="data">([^<]*)<', text)
    assert found
    opened = inflate(found[1])
    assert "1993-08-23" in opened
    path.write_text(text.replace(found[1], deflate(opened.replace("1993-08-23", "1993-08-24", 1))), "utf-8")


def edit_pixel(path: Path) -> None:
    out = b"\x89PNG\r\n\x1a\n"
    for kind, content in png_chunks(path.read_bytes()):
        if kind == "IDAT":
            pixels = bytearray(zlib.decompress(content))
            pixels[len(pixels) // 2] ^= 1
            content = zlib.compress(bytes(pixels), 2)
        body = kind.encode() + content
        out += len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    path.write_bytes(out)


def edit_frame(path: Path) -> None:
    """Change every colour of a GIF by one: it opens as before."""
    data = bytearray(path.read_bytes())
    for at in range(13, 13 + 3 * 2 ** ((data[10] & 7) + 1)):  # the table of colours behind the head
        data[at] ^= 1
    path.write_bytes(data)


def edit_stream(path: Path) -> None:
    """Change a digit in what a PDF draws."""
    data = path.read_bytes()
    for match in re.finditer(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            opened = zlib.decompress(match[1])
        except zlib.error:
            continue
        if opened.startswith(b"/Device"):  # the page: not a font
            changed = zlib.compress(opened.replace(b"1", b"2", 1))
            path.write_bytes(data.replace(match[1], changed))
            return
    raise AssertionError("no stream that draws")


def edit_member(member: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as changed:
            for entry in archive.infolist():
                content = archive.read(entry)
                if entry.filename == member:
                    assert old in content
                    content = content.replace(old, new, 1)
                changed.writestr(entry, content)
        path.write_bytes(out.getvalue())

    return edit


def edit_row(path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("UPDATE statements SET value = 1841 WHERE id = 'lachin-area'")
    base.close()


def edit_frame_of(write: Callable[[geopandas.GeoDataFrame, Path], Path]) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        frame = geopandas.read_parquet(path) if path.suffix == ".parquet" else pyogrio.read_dataframe(path)
        frame.loc[0, "km2"] += 0.001
        write(frame, path)

    return edit


EDITS: dict[str, tuple[str, Callable[[Path], None], str]] = {
    "page, table": ("small.html", edit_text(">1,840", ">1,841"), "row lachin, Published, km²: has 1,841, wanted 1,840"),
    "page, data": ("small.html", edit_data, "data geo-data: "),
    "csv": (f"{NAME}.csv", edit_text("1840", "1841"), "row lachin, reported_km2: has 1841.0, wanted 1840.0"),
    "svg": (f"{NAME}.svg", edit_text("23 August 1993", "24 August 1993"), "24 August"),
    "png": (f"{NAME}.png", edit_pixel, "its pixels, row "),
    "gif": (f"{NAME}.gif", edit_frame, ""),
    "pdf": (f"{NAME}.pdf", edit_stream, "drawing: has"),
    "pdf, metadata": (f"{NAME}.pdf", edit_bytes(b"/Creator (geo", b"/Creator (gea"),
                      "its metadata, Creator: has gea-timemaps, wanted geo-timemaps"),
    "xlsx": (f"{NAME}.xlsx", edit_member("xl/worksheets/sheet2.xml", b"<v>1840<", b"<v>1841<"),
             "sheet places, cell L3: has 1841, wanted 1840"),
    "gpkg": (f"{NAME}.gpkg", edit_row, "table statements, row lachin-area, value: has 1841, wanted 1840.0"),
    "fgb": (f"{NAME}.fgb", edit_frame_of(partial(write_flatgeobuf, layer="states")), "km2: has "),
    "parquet": (f"{NAME}.parquet", edit_frame_of(write_parquet), "row 1, km2: has "),
    "kml": (f"{NAME}.kml", edit_text("<begin>1993-08-23", "<begin>1993-08-24"), "08-24"),
    "jsonfg": (f"{NAME}.jsonfg", edit_text('"interval": ["1993-08-23"', '"interval": ["1993-08-24"'), "interval: has"),
    "geojson": (f"{NAME}.geojson", edit_text('"start": "1993-08-23"', '"start": "1993-08-24"'), ".start: has 1993-08-24"),
    "datapackage": (f"{NAME}.datapackage.zip", edit_member("statements.csv", b"1840", b"1841"), "statements.csv, line 4"),
    "beside": (f"{NAME}.csv.recipe.json", edit_text('"title": "Small"', '"title": "Smell"'), "recipe.json, line 2"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_a_changed_digit_is_found_named_and_explained(copied: Path, maps: Path, edit: str) -> None:
    name, change, said = EDITS[edit]
    change(copied / name)
    found = verdict(copied / name, maps)
    assert found.kind == "differs", str(found)
    assert said in found.text
    # Only a page has hashes that an editor may have forgotten.
    assert found.text.endswith(
        ": edited by hand, or damaged" if name == "small.html" else "a changed copy of this program"
    )
    assert not found.good


def test_a_page_of_a_changed_program_is_not_called_edited(
    copied: Path, maps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("geo.proof.check.make_again", lambda *_: changed)
    changed = copied / "changed.html"
    shutil.copy(copied / "small.html", changed)
    edit_text(">1,840", ">1,841")(changed)
    found = verdict(copied / "small.html", maps)
    assert found.kind == "differs"
    assert (
        "row lachin, Published, km²: has 1,840, wanted 1,841: its own hashes were made to fit" in found.text
    )


@pytest.mark.parametrize(
    ("member", "old", "new", "said"),
    [
        ("word/document.xml", b"km", b"cm", "paragraph "),
        ("word/footer1.xml", b"Small", b"Smell", "footer1, paragraph 1: has Smell"),
        ("docProps/core.xml", b"<dc:creator>geo", b"<dc:creator>gea", "its metadata, creator: has gea-timemaps, wanted geo-"),
    ],
)  # fmt: skip
def test_an_edited_report_is_named_by_where_a_reader_finds_it(
    maps: Path, tmp_path: Path, member: str, old: bytes, new: bytes, said: str
) -> None:
    (path,) = write_report(maps / "small.toml", ["docx"], None, tmp_path)
    edit_member(member, old, new)(path)
    found = verdict(path, maps)
    assert found.kind == "differs"
    assert said in found.text


@pytest.mark.parametrize("name", [f"{NAME}.xlsx", f"{NAME}.datapackage.zip", "small.html", f"{NAME}.gpkg"])
def test_a_file_packed_by_another_library_is_equal_in_content(copied: Path, maps: Path, name: str) -> None:
    path = copied / name
    if name.endswith("html"):
        text = path.read_text("utf-8")
        found = re.search(r'id="geo-data" data-packed="data">([^<]*)<', text)
        assert found
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        data = packer.compress(inflate(found[1]).encode()) + packer.flush()
        again = base64.b85encode(data).decode().translate(str.maketrans("<&>,.:", ",.:<&>"))
        path.write_text(text.replace(found[1], again), "utf-8")
    elif name.endswith("gpkg"):
        with sqlite3.connect(path) as base:
            base.execute("PRAGMA user_version")
        base.close()
        with sqlite3.connect(path, isolation_level=None) as base:
            base.execute("VACUUM")
        base.close()
    else:
        edit_member("none", b"", b"")(path)
        with zipfile.ZipFile(path) as archive:
            members = {entry.filename: archive.read(entry) for entry in archive.infolist()}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
            for member, content in members.items():
                archive.writestr(member, content)
    found_ = verdict(path, maps)
    assert found_.kind == "equal", str(found_)
    assert found_.good


@pytest.mark.parametrize("name", ["small.html", f"{NAME}.csv", f"{NAME}.png"])
def test_other_data_is_said_and_what_differs(made: Path, tmp_path: Path, name: str) -> None:
    other = project(tmp_path / "other")
    folder = tmp_path / "other" / "package"
    text = (folder / "statements.csv").read_text("utf-8").replace("1840", "1841")
    (folder / "statements.csv").write_text(text, "utf-8")
    Folder.at(folder).describe()
    found = verdict(made / name, other)
    assert found.kind == "differs"
    own, here = read_carried(made / name).recipe["package"]["sha256"][:12], read_package(folder).digest[:12]
    assert f"made from other data (package made: {own}; here {here})" in found.text
    assert "edited" not in found.text
    if name.endswith("csv"):
        assert "row lachin, reported_km2: has 1840.0, wanted 1841.0" in found.text


def test_another_version_and_another_definition_are_said(
    made: Path, maps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = project(tmp_path / "other")
    edit_text('title = "Small"', 'title = "Tall"')(other / "small.toml")
    monkeypatch.setattr(recipes, "program_version", lambda: "9.9.9")
    found = verdict(made / f"{NAME}.geojson", maps)
    assert found.kind == "differs"
    assert "made by another version (geo-timemaps 0.1.0; here geo-timemaps 9.9.9)" in found.text
    assert "what it says is the same" in found.text
    both = verdict(made / "small.html", other).text
    assert "another version" in both
    assert "another definition of the map" in both


def test_what_cannot_be_made_again_here_is_vouched_for_by_nothing(copied: Path, tmp_path: Path) -> None:
    nowhere = project(tmp_path / "nowhere")
    (nowhere / "small.toml").rename(nowhere / "tall.toml")
    for name in ("small.html", f"{NAME}.png"):
        found = verdict(copied / name, nowhere)
        assert found.kind == "unknown"
        assert not found.good
        assert found.text.startswith("cannot be checked: it cannot be made again here: ")
        assert "no map is called 'small'" in found.text


def test_a_pages_recipe_can_be_read_by_people(made: Path) -> None:
    block = block_of((made / "small.html").read_text("utf-8"))
    recipe = json.loads(block[block.index("{") : block.rindex("}") + 1])
    assert recipe["options"] == {"format": "html", "kind": "page"}
    assert sign(recipe)["hash"] == recipe["hash"]
    assert "\n" in block.strip()


def test_a_list_of_maps_is_verified_too(maps: Path, tmp_path: Path) -> None:
    listed = [
        (open_package(file, found), found)
        for file in find_definitions(maps)
        for found in [read_definition(file)]
    ]
    page = write_text(draw_index(listed), tmp_path / "index.html")
    (verdict,) = verify_files([page], maps)
    assert verdict.kind == "identical"
    title = listed[0][1].title.en
    page.write_text(page.read_text("utf-8").replace(f">{title}<", f">{title} 2<"), "utf-8")
    (verdict,) = verify_files([page], maps)
    assert verdict.kind == "differs"
    assert f"{title} 2" in verdict.text
