"""A forger may change any byte, recipe and hashes included; whoever packed honestly with another library is no forger."""

import hashlib
import io
import json
import re
import sqlite3
import struct
import zipfile
import zlib
from base64 import b64decode, b64encode, b85decode, b85encode
from collections.abc import Callable
from pathlib import Path

import pytest

from geo.export.files import Request, Work
from geo.model.definition import find_definitions
from geo.model.recipe import sign
from geo.page.hashes import RECIPE, hash_data, hash_page, recipe_block, split_recipe
from geo.page.packing import deflate, escape_json, inflate
from geo.proof import check
from geo.proof.opening import png_chunks
from tests.proof.conftest import DAY, NAME, verdict

pytestmark = pytest.mark.usefixtures("again")


def forge(path: Path, change: Callable[[str], str], **recipe: object) -> Path:
    """Change a page and make every hash in it again, as anybody can."""
    own, page = split_recipe(path.read_text("utf-8"))
    assert own is not None
    page = change(page)
    own |= {"data_sha256": hash_data(page), "page_sha256": hash_page(page)}
    own["options"] = {**own["options"], **recipe.pop("options", {})}  # type: ignore[dict-item]
    end = page.index("</head>")
    path.write_text(page[:end] + recipe_block(sign({**own, **recipe})) + page[end:], "utf-8")
    return path


def in_data(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(page: str) -> str:
        found = re.search(r'id="geo-data" data-packed="data">([^<]*)<', page)
        assert found
        return page.replace(found[1], deflate(change(inflate(found[1]))))

    return changed


def permuted(text: str) -> str:
    """Swap two neighbours in the first list of things that have ids."""
    table = json.loads(text)

    def swap(value: object) -> bool:
        if (
            isinstance(value, list)
            and len(value) > 1
            and all(isinstance(item, dict) and "id" in item for item in value)
        ):
            value[0], value[1] = value[1], value[0]
            return True
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return any(swap(item) for item in inner)

    assert swap(table)
    return escape_json(table)


def once(old: str, new: str) -> Callable[[str], str]:
    def changed(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, 1)

    return changed


def behind(mark: str, more: str) -> Callable[[str], str]:
    return once(mark, f"{mark}{more}")


def bent(page: str) -> str:
    """Move the first point of the still picture's first shape."""
    start = page.index('id="still"')
    return page[:start] + re.sub(r'(<path\b[^>]*\bd="M)(\d)', r"\g<1>1\g<2>", page[start:], count=1)


PAGES: dict[str, tuple[Callable[[str], str], str]] = {
    "order of places": (in_data(permuted), "stands in the place of"),
    "a digit in the data": (in_data(once("1993-08-23", "1993-08-24")), "data geo-data: "),
    "a text without its data": (once(">1,840", ">99,999"), "row lachin, Published, km²: has 99,999, wanted 1,840"),
    "a script more": (once("</body>", "<script>alert(1)</script></body>"), "has <script>"),
    "an event's handler": (once("<body", "<body onload=alert(1)"), "wanted <body"),
    "a style that hides a row": (once("data-late>", 'data-late>tr[data-place="lachin"]{display:none}'), "a style sheet: has"),
    "a picture": (once("</body>", '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="></body>'), "has <img"),
    "a shape in the still picture": (bent, "the still picture"),
    "a policy that lets go": (once("connect-src 'none'", "connect-src *"), "has …"),
    "a block that opens to nothing needed": (
        once("</body>", f'<script type="application/json" id="d" data-packed="data">{deflate("{}")}</script></body>'), "'d'"),
    "something behind the end": (lambda page: page + "<p>99,999", "line "),
    "a comment": (once("<main", "<!-- 99,999 --><main"), "has <!--"),
}  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
def test_a_forged_page_differs_and_the_place_is_named(copied: Path, maps: Path, kind: str) -> None:
    change, said = PAGES[kind]
    before = (copied / "small.html").read_text("utf-8")
    found = verdict(forge(copied / "small.html", change), maps)
    assert (copied / "small.html").read_text("utf-8") != before
    assert found.kind == "differs", str(found)
    assert said in found.text
    assert "its own hashes were made to fit" in found.text


@pytest.mark.parametrize(
    "recipe",
    [
        {"options": {"timeline": "own"}},
        {"options": {"zz": 1}},
        {"options": {"date": "0000"}},
        {"map": "small-1"},
        {"map": ".."},
    ],
)
def test_a_recipe_that_cannot_be_followed_proves_nothing(
    copied: Path, maps: Path, recipe: dict[str, object]
) -> None:
    found = verdict(forge(copied / "small.html", once(">1,840", ">99,999"), **recipe), maps)
    assert found.kind == "unknown"
    assert found.text.startswith("cannot be checked: ")
    assert "unchanged" not in found.text


def test_hashes_that_were_forgotten_are_named_after_the_place(copied: Path, maps: Path) -> None:
    path = copied / "small.html"
    path.write_text(once(">1,840", ">99,999")(path.read_text("utf-8")), "utf-8")
    assert (
        verdict(path, maps).text
        == "differs: row lachin, Published, km²: has 99,999, wanted 1,840: edited by hand, or damaged"
    )
    text = (copied / "small.html").read_text("utf-8").replace(">99,999", ">1,840")
    own, page = split_recipe(text)
    assert own is not None
    end = page.index("</head>")
    path.write_text(page[:end] + recipe_block(sign({**own, "page_sha256": "0" * 64})) + page[end:], "utf-8")
    assert (
        verdict(path, maps).text
        == "differs: it does not have the hash that it carries: edited by hand, or damaged"
    )


MARKS = str.maketrans("<&>,.:", ",.:<&>")  # markup's signs change places with others, the same way back


def unpacked(text: str) -> bytes:
    return b85decode(text.translate(MARKS))


def packed_again(data: bytes) -> str:
    return b85encode(data).decode().translate(MARKS)


def repack(page: str) -> str:
    def again(match: re.Match[str]) -> str:
        packer = zlib.compressobj(1, zlib.DEFLATED, -15)
        data = packer.compress(zlib.decompress(unpacked(match[2]), -15)) + packer.flush()
        return f"{match[1]}{packed_again(data)}</script>"

    def numbers(match: re.Match[str]) -> str:
        return (
            f"{match[1]}{b64encode(zlib.compress(zlib.decompress(b64decode(match[2])), 0)).decode()}</script>"
        )

    page = re.sub(r'(<script type="text/plain" id="geo-[\w-]+">)([^<]+)</script>', numbers, page)
    return re.sub(r'(<script\b[^>]*data-packed="\w+">)([^<]*)</script>', again, page)


@pytest.mark.parametrize("hashed", [False, True])
def test_a_page_that_another_library_packed_is_equal(copied: Path, maps: Path, hashed: bool) -> None:
    path = copied / "small.html"
    text = repack(path.read_text("utf-8"))
    if hashed:  # over the bytes as they were packed there
        own, page = split_recipe(text)
        assert own is not None
        own["page_sha256"] = hashlib.sha256(page.encode()).hexdigest()
        end = page.index("</head>")
        text = page[:end] + recipe_block(sign(own)) + page[end:]
    assert text != path.read_text("utf-8")
    path.write_text(text, "utf-8")
    found = verdict(path, maps)
    assert found.kind == "equal", str(found)


def test_nothing_hides_in_what_is_packed(copied: Path, maps: Path) -> None:
    path = copied / "small.html"
    text = path.read_text("utf-8")
    packed = re.search(r'id="geo-data" data-packed="data">([^<]*)<', text)
    assert packed
    for more in (packed_again(unpacked(packed[1]) + b"99999"), f"{packed[1]}\n!99999"):
        path.write_text(text.replace(packed[1], more), "utf-8")
        assert verdict(path, maps).kind == "differs"


def test_a_recipe_says_nothing_twice(copied: Path, maps: Path) -> None:
    path = copied / "small.html"
    text = path.read_text("utf-8")
    assert f'id="{RECIPE}"' in text
    path.write_text(text.replace('"program": ', '"program": "another", "program": ', 1), "utf-8")
    assert "written in another way" in verdict(path, maps).text


def zipped(path: Path, change: Callable[[list[tuple[zipfile.ZipInfo, bytes]]], object]) -> None:
    with zipfile.ZipFile(path) as archive:
        members = [(entry, archive.read(entry)) for entry in archive.infolist()]
    change(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in members:
            archive.writestr(entry, content)


def _between(path: Path) -> None:
    data = path.read_bytes()
    foot = data.rfind(b"PK\5\6")
    start = struct.unpack("<I", data[foot + 16 : foot + 20])[0]
    more = b"<p>99999</p>"
    foot_now = data[foot : foot + 16] + struct.pack("<I", start + len(more)) + data[foot + 20 :]
    path.write_bytes(data[:start] + more + data[start:foot] + foot_now)


def _comment(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as archive:
        archive.comment = b"99999"


ZIPS: dict[str, Callable[[Path], object]] = {
    "before": lambda path: path.write_bytes(b"<html>99999" + path.read_bytes()),
    "behind": lambda path: path.write_bytes(path.read_bytes() + b"99999"),
    "between": _between,
    "a remark": _comment,
    "a member's remark": lambda path: zipped(
        path, lambda members: setattr(members[0][0], "comment", b"99999")
    ),
    "a member's extra": lambda path: zipped(
        path, lambda members: setattr(members[0][0], "extra", b"\x99\x99\x04\0abcd")
    ),
    "a member more": lambda path: zipped(
        path, lambda members: members.append((zipfile.ZipInfo("held.xml"), b"99999"))
    ),
    "another order": lambda path: zipped(path, lambda members: members.reverse()),
    "a link": lambda path: zipped(
        path, lambda members: setattr(members[0][0], "external_attr", 0o120777 << 16)
    ),
}


@pytest.mark.parametrize("how", ZIPS)
@pytest.mark.parametrize("name", [f"{NAME}.xlsx", f"{NAME}.datapackage.zip"])
def test_a_zip_holds_its_members_and_nothing_else(copied: Path, maps: Path, how: str, name: str) -> None:
    ZIPS[how](copied / name)
    found = verdict(copied / name, maps)
    assert not found.good, str(found)


def _png(chunks: list[tuple[str, bytes]]) -> bytes:
    out = b"\x89PNG\r\n\x1a\n"
    for kind, content in chunks:
        body = kind.encode() + content
        out += len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return out


def _level(chunks: list[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    packed = zlib.compress(zlib.decompress(b"".join(data for kind, data in chunks if kind == "IDAT")), 9)
    first = next(number for number, (kind, _) in enumerate(chunks) if kind == "IDAT")
    rest = [chunk for chunk in chunks if chunk[0] != "IDAT"]
    return [*rest[:first], ("IDAT", packed[:1000]), ("IDAT", packed[1000:]), *rest[first:]]


PNGS: dict[str, tuple[Callable[[list[tuple[str, bytes]]], list[tuple[str, bytes]]], str]] = {
    "packed otherwise": (_level, "equal"),
    "a text more": (lambda chunks: [*chunks[:-1], ("tEXt", b"Comment\x0099999"), chunks[-1]], "differs"),
    "zeros behind a text": (
        lambda chunks: [(kind, data + b"\0\0" if data.startswith(b"Description") else data) for kind, data in chunks], "differs"),
    "behind the pixels": (lambda chunks: [(kind, data + b"9" if kind == "IDAT" else data) for kind, data in chunks], "differs"),
    "another order": (lambda chunks: [chunks[0], *reversed(chunks[1:3]), *chunks[3:]], "differs"),
    "a picture behind the first": (lambda chunks: [*chunks[:1], ("acTL", bytes([0, 0, 0, 2, *[0] * 4])), *chunks[1:]], "differs"),
}  # fmt: skip


@pytest.mark.parametrize("how", PNGS)
def test_a_png_holds_its_chunks_and_nothing_else(copied: Path, maps: Path, how: str) -> None:
    change, kind = PNGS[how]
    path = copied / f"{NAME}.png"
    path.write_bytes(_png(change(png_chunks(path.read_bytes()))))
    found = verdict(path, maps)
    assert found.kind == kind, str(found)
    path.write_bytes(path.read_bytes() + b"99999")
    assert verdict(path, maps).kind == "differs"


def _sql(*lines: str) -> Callable[[Path], None]:
    def change(path: Path) -> None:
        base = sqlite3.connect(path, isolation_level=None)
        for line in lines:
            base.execute(line)
        base.close()

    return change


def _index(path: Path) -> None:
    """An index that says something else than its table: readers who filter by place are answered from it."""
    base = sqlite3.connect(path, isolation_level=None)
    base.execute("CREATE TABLE other AS SELECT * FROM places")
    base.execute("UPDATE other SET reported_km2 = 99999")
    base.execute("CREATE INDEX theirs ON other (place, reported_km2)")
    base.execute("CREATE INDEX ours ON places (place, reported_km2)")
    (page,) = base.execute("SELECT rootpage FROM sqlite_master WHERE name = 'theirs'").fetchone()
    base.execute("PRAGMA writable_schema = ON")
    base.execute("UPDATE sqlite_master SET rootpage = ? WHERE name = 'ours'", (page,))
    base.execute("DELETE FROM sqlite_master WHERE name IN ('theirs', 'other')")
    base.close()


BASES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a view": (_sql("CREATE VIEW held AS SELECT 99999 AS km2"), "view held"),
    "a trigger": (_sql("CREATE TRIGGER t AFTER INSERT ON places BEGIN SELECT 1; END"), "trigger t"),
    "an index": (_index, "index ours"),
    "a sound index": (_sql("CREATE INDEX ours ON places (place)"), "index ours"),
    "a table": (_sql("CREATE TABLE more (a)"), "table more"),
    "a row": (_sql("DELETE FROM sources WHERE fid = 1"), "table "),
    "another kind of number": (_sql("UPDATE statements SET value = CAST(value AS BLOB)"), "table statements"),
    "who it is for": (_sql("PRAGMA user_version = 99999"), "its user_version"),
    "behind it": (
        lambda path: path.write_bytes(path.read_bytes() + b"\0" * 4096 + b"99999"),
        "bytes behind the database",
    ),
    "packed otherwise": (_sql("VACUUM"), ""),
}


@pytest.mark.parametrize("how", BASES)
def test_a_geopackage_holds_its_tables_and_nothing_else(copied: Path, maps: Path, how: str) -> None:
    change, said = BASES[how]
    path = copied / f"{NAME}.gpkg"
    change(path)
    found = verdict(path, maps)
    assert found.kind == ("differs" if said else "equal"), str(found)
    assert said in found.text


@pytest.mark.parametrize("kind", ["gif", "pdf", "fgb", "parquet"])
def test_what_is_hidden_in_what_nobody_takes_apart_is_not_proved(copied: Path, maps: Path, kind: str) -> None:
    path = copied / f"{NAME}.{kind}"
    path.write_bytes(path.read_bytes() + b"\n% 99999")
    assert not verdict(path, maps).good


def test_a_journal_beside_a_geopackage_is_part_of_what_readers_see(copied: Path, maps: Path) -> None:
    for end in ("-journal", "-wal"):
        beside = copied / f"{NAME}.gpkg{end}"
        beside.write_bytes(b"pages")
        found = verdict(copied / f"{NAME}.gpkg", maps)
        assert found.kind == "differs"
        assert beside.name in found.text
        beside.unlink()


def test_a_title_of_the_makers_own_is_not_vouched_for(
    copied: Path, maps: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = copied / f"{NAME}.svg"
    Work(find_definitions(maps)[0], Request(size="a5", dpi=50, title="All of it was held")).write(
        DAY, "svg", path
    )
    monkeypatch.setattr(check, "make_again", lambda *_: path)
    found = verdict(path, maps)
    assert (
        found.kind,
        "its title was written by whoever made it, and no data vouch for it" in found.text,
    ) == ("identical", True)


def test_a_part_that_stands_twice_is_found(copied: Path, maps: Path) -> None:
    out = io.BytesIO()
    path = copied / f"{NAME}.xlsx"
    with zipfile.ZipFile(path) as archive:
        members = [(entry, archive.read(entry)) for entry in archive.infolist()]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for entry, content in members:
            archive.writestr(entry, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr(*members[-1])
    path.write_bytes(out.getvalue())
    assert "stands twice" in verdict(path, maps).text
