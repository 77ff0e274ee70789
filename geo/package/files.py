"""Write a file whole or not at all: beside its place first, then moved there in one step."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import SaveError


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
    except OSError as error:
        raise SaveError(f"{folder}: cannot be made ({error.strerror}); name another folder") from None
    return folder


@contextmanager
def writing(path: str | Path) -> Iterator[Path]:
    """Give a temporary path with the same ending beside the target; on success it takes the target's name.

    Raises
    ------
    SaveError
        The folder does not exist, is full or may not be written. Nothing is left behind.
    """
    target = Path(path)
    part = target.with_name(f".{target.stem}.part{target.suffix}")
    try:
        part.unlink(missing_ok=True)
        yield part
        part.replace(target)
    except OSError as error:
        raise SaveError(
            f"{target}: cannot be written ({error.strerror or error}); give a folder that exists, may be written "
            "and has room"
        ) from error
    finally:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)


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
