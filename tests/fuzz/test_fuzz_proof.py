"""Forged outputs: whatever is changed in a file, it is never called identical or equal unless all it holds is the same."""

import io
import json
import shutil
import sqlite3
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import pytest

from geo.export.files import DATA, Request, export_map
from geo.model.definition import find_definitions, read_definition
from geo.model.recipe import sign
from geo.package.read import read_package
from geo.page.hashes import hash_data, hash_page, read_pieces, recipe_block, split_recipe
from geo.page.packing import deflate
from geo.page.write import write_page
from geo.proof import check
from geo.proof.check import verify_files
from geo.proof.opening import png_chunks
from tests.fuzz.damage import FIRST, HOSTILE, damage_bytes, damage_text, damage_value, many
from tests.made import project
from tests.proof.conftest import DAY

CASES = many(700)


@pytest.fixture(scope="module")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    maps = project(tmp_path_factory.mktemp("fuzz"))
    out = maps.parent / "out"
    (file,) = find_definitions(maps)
    export_map(file, [DAY], ("png", "svg", *DATA), out, Request(size="a5", dpi=40))
    write_page(read_package(maps.parent / "package"), read_definition(file), out / "small.html")
    return {path.suffix[1:]: path for path in out.iterdir() if not path.name.endswith(".recipe.json")}


def forge_page(rng: Random, data: bytes) -> bytes:
    """Change a piece of a page, markup or packed, and make its hashes again."""
    recipe, page = split_recipe(data.decode("utf-8"))
    assert recipe is not None
    pieces = list(read_pieces(page))
    at = rng.randrange(len(pieces))
    out = []
    for number, (_, head, text) in enumerate(pieces):
        if number == at:
            packed = head and text.startswith(("{", "[")) and rng.random() < 0.7
            changed = (
                json.dumps(damage_value(rng, json.loads(text))).encode() if packed else damage_text(rng, text)
            )
            text = changed.decode("utf-8", "replace")
        text = text.encode("utf-8", "replace").decode("utf-8")
        out.append(f"{head}{deflate(text) if 'data-packed' in head else text}</script>" if head else text)
    page = "".join(out)
    with suppress(Exception):  # what cannot be opened keeps its old hashes
        recipe |= {"data_sha256": hash_data(page), "page_sha256": hash_page(page)}
    if rng.random() < 0.2:
        recipe["options"] = json.loads(json.dumps(damage_value(rng, recipe["options"])), parse_constant=str)
    end = page.find("</head>")
    return f"{page[:end]}{recipe_block(sign(recipe))}{page[end:]}".encode("utf-8", "replace")


def forge_zip(rng: Random, data: bytes) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        members = [(entry, archive.read(entry)) for entry in archive.infolist()]
        at = rng.randrange(len(members))
        members[at] = (members[at][0], damage_bytes(rng, members[at][1]))
        for entry, content in members:
            made.writestr(entry, content)
    return out.getvalue()


def forge_png(rng: Random, data: bytes) -> bytes:
    chunks = png_chunks(data)
    at = rng.randrange(len(chunks))
    chunks[at] = (chunks[at][0], damage_bytes(rng, chunks[at][1]))
    out = data[:8]
    for kind, content in chunks:
        body = kind.encode() + content
        out += len(content).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
    return out


def forge_base(rng: Random, data: bytes) -> bytes:
    base = sqlite3.connect(":memory:")
    base.deserialize(data)
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    table = rng.choice([name for name in tables if not name.startswith(("sqlite_", "rtree"))])
    column = rng.choice([row[1] for row in base.execute(f'PRAGMA table_info("{table}")')])
    word = rng.choice(HOSTILE).encode("utf-8", "replace").decode()[:200]
    orders: tuple[tuple[str, tuple[Any, ...]], ...] = (
        (f'UPDATE "{table}" SET "{column}" = ?', (word,)), (f'DELETE FROM "{table}"', ()),
        (f'CREATE VIEW "v" AS SELECT 1 AS "{column}"', ()), (f'CREATE INDEX "i" ON "{table}" ("{column}")', ()),
        (f'CREATE TRIGGER "t" AFTER DELETE ON "{table}" BEGIN SELECT 1; END', ()),
        (f'ALTER TABLE "{table}" ADD COLUMN "more"', ()),
        (f'INSERT INTO "{table}" SELECT * FROM "{table}" LIMIT 1', ()), (f"PRAGMA user_version = {rng.randrange(9)}", ()),
    )  # fmt: skip
    try:
        base.execute(*rng.choice(orders))
        base.commit()
    except sqlite3.Error:
        base.rollback()
    return base.serialize()


FORGERS = {"html": forge_page, "xlsx": forge_zip, "zip": forge_zip, "png": forge_png, "gpkg": forge_base}


def test_no_forgery_is_called_good(
    outputs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = Path()
    monkeypatch.setattr(check, "make_again", lambda *_: current)
    maps = outputs["html"].parent.parent / "maps"
    kinds = sorted(outputs)
    for number in range(CASES):
        rng = Random(FIRST + number)
        kind = rng.choice(kinds)
        current = outputs[kind]
        beside = current.with_name(f"{current.name}.recipe.json")
        target = tmp_path / current.name
        data = current.read_bytes()
        forged = (
            FORGERS[kind](rng, data) if kind in FORGERS and rng.random() < 0.7 else damage_bytes(rng, data)
        )
        target.write_bytes(forged)
        if beside.exists():
            shutil.copy(beside, tmp_path / beside.name)
        (found,) = verify_files([target], maps)
        assert found.text.isprintable(), number
        assert not found.good or forged == data or _same(kind, forged, data), (
            f"case {FIRST + number}: {found}"
        )


def _same(kind: str, forged: bytes, data: bytes) -> bool:
    """Whether all that a file holds is the same, and only how it is packed differs: by other means than the program's."""
    if kind == "gpkg":
        dumps = []
        for each in (forged, data):
            base = sqlite3.connect(":memory:")
            base.deserialize(each)
            dumps.append(sorted(base.iterdump()))
        return dumps[0] == dumps[1]
    if kind in ("xlsx", "zip"):
        read = []
        for each in (forged, data):
            with zipfile.ZipFile(io.BytesIO(each)) as archive:
                read.append([(entry.filename, archive.read(entry)) for entry in archive.infolist()])
        return read[0] == read[1]
    if kind == "html":
        pages = [
            [piece for piece in read_pieces(each.decode("utf-8")) if piece.name != "geo-recipe"]
            for each in (forged, data)
        ]
        return pages[0] == pages[1]
    return False
