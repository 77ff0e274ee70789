"""The one way to write: a file or a folder stands whole under its name, or not at all.

Everything is made in a folder of chance name that only its owner may enter, beside where it will stand, and takes its
name in one step. Nothing follows a link that stands at a name. What a killed run left is finished or removed by the
next run that writes there.
"""

import io
import json
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from geo.errors import GeoError, SaveError, is_inside

if sys.platform != "win32":  # which has no such locks: there the age of a stray decides
    import fcntl

_STRAY = re.compile(r"\.geo-[0-9a-f]{16}\.part")
_PLAN = "plan.json"  # once it stands in a workshop, all the files of a folder do, and only their moves may be missing
_NEW, _OLD = "new", "old"
_OLD_AGE = 24 * 3600  # seconds after which a stray has nobody who works in it, where no lock can say so
_REMEDY = "give a folder that exists, may be written and has room"
_tidied: set[Path] = set()


def make_folder(path: str | Path) -> Path:
    """Make a folder, and those above it, where there is none; return its path.

    Raises
    ------
    SaveError
        It cannot be made.
    """
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        raise SaveError(f"{folder}: cannot be made ({_why(error)}); name another folder") from None
    return folder


def pack_archive(files: Mapping[str, bytes]) -> bytes:
    """Return a ZIP archive of files in their order; the same files give the same bytes, on any machine and at any time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in files.items():
            about = zipfile.ZipInfo(name)  # of 1980, the earliest that a ZIP can say
            about.compress_type, about.create_system, about.external_attr = zipfile.ZIP_DEFLATED, 3, 0o644 << 16
            archive.writestr(about, data)
    return packed.getvalue()


@contextmanager
def writing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path of the same name; on success what is written there takes the target's place.

    Raises
    ------
    SaveError
        The folder does not exist, is full or may not be written. Nothing is left behind.
    """
    target = Path(path)
    if "\0" in str(target) or not target.name:
        raise SaveError(f"{target}: is no name of a file; name one")
    try:
        with _workshop(target.parent) as shop, _plain_place(shop / target.name) as part:
            yield part
            if part.parent != shop:
                shutil.copyfile(part, shop / target.name)
            (shop / target.name).replace(target)
    except OSError as error:
        raise SaveError(f"{target}: cannot be written ({_why(error)}); {_REMEDY}") from error


@contextmanager
def _plain_place(part: Path) -> Iterator[Path]:
    """Give a path itself, or, where its name is no text, one that any library can open."""
    try:
        os.fspath(part).encode("utf-8")
    except UnicodeEncodeError:
        with tempfile.TemporaryDirectory(prefix="geo-") as folder:
            yield Path(folder, f"made{''.join(part.suffixes)}")
    else:
        yield part


def write_bytes(data: bytes, path: str | Path) -> Path:
    """Write bytes as a file and return its path.

    Raises
    ------
    SaveError
        The file cannot be written.
    """
    target = Path(path)
    with writing(target) as part:
        part.write_bytes(data)
    return target


def write_text(text: str, path: str | Path) -> Path:
    """Write text as a file in UTF-8 and return its path.

    Raises
    ------
    SaveError
        The file cannot be written, or the text holds half a character.
    """
    try:
        data = text.encode("utf-8")
    except UnicodeEncodeError as error:
        near = text[max(0, error.start - 20) : error.start]
        raise SaveError(f"{path}: cannot be written: half a character after {near!r}; correct that text") from None
    return write_bytes(data, path)


@contextmanager
def writing_folder(path: str | Path) -> Iterator[Path]:
    """Give an empty folder to fill; on success it takes the place of the target, with all that was in that.

    Raises
    ------
    SaveError
        It cannot be made or moved there. The target is then as it was.
    """
    target = Path(path)
    make_folder(target.parent)
    finish_writing(target.parent)
    try:
        with _workshop(target.parent) as shop:
            new, old = shop / _NEW, shop / _OLD
            new.mkdir()
            yield new
            if target.is_dir():
                # Whoever is killed between the two moves leaves a plan: the next run puts the older one back.
                _write_plan(shop, {"back": target.name})
                target.rename(old)
            try:
                new.rename(target)
            except OSError:
                if old.exists():
                    old.rename(target)
                raise
    except OSError as error:
        raise SaveError(f"{target}: cannot be replaced ({_why(error)}); close what uses it, or name another") from None


def write_files(files: Mapping[str, bytes | None], folder: str | Path) -> None:
    """Write several files into a folder as one: all of them, or none; other files there stay.

    A run that is killed halfway leaves a plan, and `finish_writing` carries it out.

    Parameters
    ----------
    files : mapping of str to bytes or None
        What is to stand at each path below the folder, with `/` between its parts; None removes what is there. They
        take their places in this order: one that names the hashes of the others belongs first, so that a reader
        finds out about a half-written folder.
    folder : str or Path
        Made where there is none, and then it appears with everything in it.

    Raises
    ------
    SaveError
        A path leads out of the folder, or something cannot be written.
    """
    target = Path(os.path.realpath(folder))
    for name in files:
        _refuse_outside(target, name)
    for place in (target.parent, target):
        finish_writing(place)
    if target.is_dir():
        _write_into(target, files)
        return
    with writing_folder(target) as new:
        _fill(new, files)


def finish_writing(folder: str | Path) -> None:
    """Finish or remove what runs that were killed left in a folder; runs that go on are left alone.

    Raises
    ------
    SaveError
        What is left cannot be moved to its place.
    """
    home = Path(folder)
    try:
        entries = list(home.iterdir()) if home.is_dir() else []
    except OSError:
        return  # where nothing can be read nothing can be left, and the writer will say why it cannot write
    for stray in entries:
        if not _STRAY.fullmatch(stray.name) or stray.is_symlink() or not stray.is_dir():
            continue
        held = _hold(stray, wait=False)
        if held is None:
            continue
        try:
            plan = _read_plan(stray)
            if "moves" in plan:
                _move(stray / _NEW, home, plan["moves"])
            elif "back" in plan and (stray / _OLD).is_dir() and not (home / plan["back"]).exists():
                (stray / _OLD).rename(home / plan["back"])
            shutil.rmtree(stray, ignore_errors=True)
        except OSError as error:
            raise SaveError(f"{home}: what an earlier run began cannot be finished ({_why(error)}); {_REMEDY}") from None
        finally:
            _let_go(held)


def _write_into(home: Path, files: Mapping[str, bytes | None]) -> None:
    try:
        with _workshop(home) as shop:
            _fill(shop / _NEW, files)
            moves = [[name, data is not None] for name, data in files.items()]
            _write_plan(shop, {"moves": moves})
            _move(shop / _NEW, home, moves)
            (shop / _PLAN).unlink()
    except OSError as error:
        raise SaveError(f"{home}: cannot be written ({_why(error)}); {_REMEDY}, and run the same again") from None


def _write_plan(shop: Path, plan: Mapping[str, object]) -> None:
    part = shop / f"{_PLAN}.part"
    part.write_text(json.dumps(plan), "utf-8")
    part.rename(shop / _PLAN)


def _fill(new: Path, files: Mapping[str, bytes | None]) -> None:
    for name, data in files.items():
        if data is not None:
            part = new / name
            part.parent.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)


def _move(new: Path, home: Path, moves: list[list[object]]) -> None:
    """Move files from a workshop to their places; those that were moved before are no longer there."""
    for name, there in moves:
        if not isinstance(name, str) or not is_inside(name):
            raise OSError(f"the plan names {name!r}")
        _refuse_outside(home, name)
        if not there:
            (home / name).unlink(missing_ok=True)
        elif (new / name).exists():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).replace(home / name)


def _refuse_outside(home: Path, name: str) -> None:
    """Refuse to write through a link that leads out of a folder."""
    where = home / name
    root = Path(os.path.realpath(home))
    if not is_inside(name) or not Path(os.path.realpath(where.parent)).is_relative_to(root):
        raise SaveError(f"{where}: leads out of {home}; remove the link, or name another folder")


def _read_plan(shop: Path) -> dict[str, Any]:
    try:
        plan = json.loads((shop / _PLAN).read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(plan, dict):
        return {}
    sound = isinstance(plan.get("moves", []), list) and all(
        isinstance(move, list) and len(move) == 2 for move in plan.get("moves", [])
    )
    back = plan.get("back", "-")
    return plan if sound and isinstance(back, str) and "/" not in back and back not in ("", ".", "..") else {}


@contextmanager
def _workshop(parent: Path) -> Iterator[Path]:
    """Make a folder that only its owner may enter, held while it is used; it stays only with a plan in it."""
    _tidy(parent)
    shop, held = _open_workshop(parent)
    try:
        yield shop
    finally:
        plan = _read_plan(shop)
        lost = "back" in plan and (shop / _OLD).exists() and not (parent / plan["back"]).exists()
        if not plan.get("moves") and not lost:
            shutil.rmtree(shop, ignore_errors=True)
        _let_go(held)


def _open_workshop(parent: Path) -> tuple[Path, int]:
    for _ in range(100):
        shop = parent / f".geo-{secrets.token_hex(8)}.part"
        shop.mkdir(mode=0o700)
        held = _hold(shop, wait=True)
        if held is not None and shop.is_dir():  # a tidier may have come before the lock
            return shop, held
        _let_go(held)
    raise OSError(f"no room of its own in {parent}")


def _tidy(parent: Path) -> None:
    """Remove strays, once per folder and run."""
    if parent not in _tidied:
        _tidied.add(parent)
        with suppress(GeoError, OSError):
            finish_writing(parent)


def _hold(shop: Path, *, wait: bool) -> int | None:
    """Lock a workshop; None if somebody works in it, or (without locks) might."""
    try:
        if sys.platform == "win32":
            return -1 if wait or _is_old(shop.stat()) else None
        held = os.open(shop, os.O_RDONLY | os.O_NOFOLLOW | os.O_DIRECTORY)
    except OSError:
        return None
    about = os.fstat(held)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        free = True
    except BlockingIOError:
        free = False
    except OSError:  # a file system without locks
        free = wait or _is_old(about)
    if free and about.st_uid == os.geteuid():
        return held
    os.close(held)
    return None


def _is_old(about: os.stat_result) -> bool:
    return time.time() - about.st_mtime > _OLD_AGE


def _let_go(held: int | None) -> None:
    if held is not None and held >= 0:
        os.close(held)


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
