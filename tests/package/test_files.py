"""A file or a folder stands whole or not at all: whoever is killed, out of room, or of two at once."""

import os
import stat
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from geo.errors import SaveError
from geo.package.files import finish_writing, write_bytes, write_files, write_text, writing, writing_folder

OLD: dict[str, bytes | None] = {
    "data/list.json": b"old list", "data/a.csv": b"old a", "b.csv": b"old b", "c.csv": b"old c",
}  # fmt: skip
NEW: dict[str, bytes | None] = {
    "data/list.json": b"new list", "data/a.csv": b"new a", "maps/n.toml": b"new", "b.csv": None, "c.csv": b"new c",
}  # fmt: skip
_WATCH: dict[str, Any] = {}


def _watch(event: str, args: tuple[Any, ...]) -> None:
    """Count what is opened to write, made, moved or removed below a folder, and disturb it."""
    if not _WATCH:
        return
    writes = event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
    if not writes and event not in ("os.rename", "os.remove", "os.rmdir", "os.mkdir"):
        return
    if isinstance(args[0], int) or not os.fspath(args[0]).startswith(_WATCH["below"]):
        return
    _WATCH["n"] += 1
    if _WATCH["n"] >= _WATCH["at"]:
        if _WATCH["how"] == "kill":
            os._exit(99)
        if event not in ("os.remove", "os.rmdir"):
            raise OSError(28, "No space left on device")


sys.addaudithook(_watch)


def disturbed(how: str, at: int, below: Path, do: Callable[[], object]) -> int:
    """Do something in a child that is killed, or has no room, from its Nth operation on; its exit code."""
    child = os.fork()
    if not child:
        code = 1
        try:
            _WATCH.update(how=how, at=at, n=0, below=str(below))
            do()
            code = 0
        except SaveError:
            code = 2
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def everything(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.mark.parametrize("how", ["kill", "full"])
@pytest.mark.parametrize("before", [None, OLD])
def test_the_same_again_heals_a_folder_wherever_it_was_disturbed(
    tmp_path: Path, how: str, before: Any
) -> None:
    for at in range(1, 60):
        home = tmp_path / str(at)
        home.mkdir()
        folder = home / "m"
        if before:
            write_files(before, folder)
            (folder / "mine.txt").write_text("mine", "utf-8")
        code = disturbed(how, at, home, lambda folder=folder: write_files(NEW, folder))
        if not before:  # a folder appears with all that is in it
            wanted = {name: data for name, data in NEW.items() if data}
            assert not folder.exists() or contents(folder) == wanted
        write_files(NEW, folder)
        mine = {"mine.txt": b"mine"} if before else {}
        assert contents(folder) == {name: data for name, data in NEW.items() if data} | mine
        assert not [name for name in everything(home) if ".geo-" in name]
        if code == 0:
            break
    else:
        raise AssertionError("never undisturbed")
    assert at > (12 if before else 5)


def test_what_a_killed_run_began_is_finished_before_anything_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "m"
    seen = set()
    for at in range(1, 60):
        write_files(OLD, folder)
        code = disturbed("kill", at, folder, lambda: write_files(NEW, folder))
        finish_writing(folder)
        found = contents(folder)
        old = {**OLD, "maps/n.toml": b"new"} if (folder / "maps").exists() else OLD
        whole_new = {name: data for name, data in NEW.items() if data}
        assert found in ({k: v for k, v in old.items() if v}, whole_new), at
        seen.add(found == whole_new)
        (folder / "maps" / "n.toml").unlink(missing_ok=True)
        if (folder / "maps").exists():
            (folder / "maps").rmdir()
        if code == 0:
            break
    assert seen == {True, False}


@pytest.mark.parametrize("how", ["kill", "full"])
def test_a_folder_replaced_as_a_whole_is_the_old_or_the_new_one(tmp_path: Path, how: str) -> None:
    def replace(home: Path, text: str) -> None:
        with writing_folder(home / "pack") as part:
            for name in ("a", "b"):
                write_text(f"{text} {name}", part / name)

    for at in range(1, 60):
        home = tmp_path / str(at)
        replace(home, "old")
        code = disturbed(how, at, home, lambda home=home: replace(home, "new"))
        finish_writing(home)
        assert contents(home / "pack") in ({"a": b"old a", "b": b"old b"}, {"a": b"new a", "b": b"new b"}), at
        assert everything(home) == {"pack", "pack/a", "pack/b"}
        if code == 0:
            break
    assert code == 0
    assert contents(home / "pack")["a"] == b"new a"


def test_a_file_is_never_seen_half_written(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    texts = [mark * 400_000 for mark in "ab"]
    write_text(texts[0], target)
    failed: list[Exception] = []

    def write(text: str) -> None:
        try:
            for _ in range(40):
                write_text(text, target)
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=(text,)) for text in texts]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        assert target.read_text("utf-8") in texts
    assert not failed
    assert everything(tmp_path) == {"page.html"}


def test_no_link_is_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine", "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    for name in ("m.html", ".m.html.part", ".m.part.html"):
        (out / name).symlink_to("../victim")
    write_text("page", out / "m.html")
    assert victim.read_text("utf-8") == "mine"
    assert not (out / "m.html").is_symlink()
    (out / "data").symlink_to(tmp_path, target_is_directory=True)
    with pytest.raises(SaveError, match="leads out of"):
        write_files({"data/victim": b"x"}, out)
    with pytest.raises(SaveError, match="leads out of"):
        write_files({"../victim": b"x"}, out)
    assert victim.read_text("utf-8") == "mine"


def test_a_temporary_folder_is_its_owners_alone_and_a_file_everybodys(tmp_path: Path) -> None:
    with writing(tmp_path / "a.txt") as part:
        part.write_bytes(b"x")
        assert stat.S_IMODE(part.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) & 0o400
    assert everything(tmp_path) == {"a.txt"}


def test_strays_go_and_running_writers_are_left_alone(tmp_path: Path) -> None:
    code = disturbed("kill", 2, tmp_path, lambda: write_bytes(b"x", tmp_path / "a"))
    assert code == 99
    assert len(everything(tmp_path)) == 1
    with writing(tmp_path / "b") as part:
        part.write_bytes(b"b")
        finish_writing(tmp_path)
        assert part.exists()
    assert contents(tmp_path) == {"b": b"b"}
    assert everything(tmp_path) == {"b"}


@pytest.mark.parametrize(
    "plan", ['{"moves": [["../x", true]]}', '{"moves": 3}', '{"back": "../x"}', "[", '{"moves": [["a"]]}']
)
def test_a_strangers_plan_leads_nowhere(tmp_path: Path, plan: str) -> None:
    home = tmp_path / "m"
    shop = home / ".geo-0123456789abcdef.part"
    (shop / "new").mkdir(parents=True)
    (shop / "x").write_text("x", "utf-8")
    (shop / "plan.json").write_text(plan, "utf-8")
    with suppress(SaveError):
        finish_writing(home)
    assert not (tmp_path / "x").exists()


def test_what_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    for target in (tmp_path / "no" / "a", tmp_path, Path("a\0b")):
        with pytest.raises(SaveError, match=r"cannot be written|is no name"):
            write_bytes(b"x", target)
    with pytest.raises(SaveError, match="half a character after 'abc'"):
        write_text("abc\ud83d", tmp_path / "a")
    assert not everything(tmp_path)
