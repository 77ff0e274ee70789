"""Changes made to a file by hand."""

import re
from collections.abc import Callable
from pathlib import Path


def edit_bytes(old: bytes, new: bytes) -> Callable[[Path], None]:
    def edit(path: Path) -> None:
        data = path.read_bytes()
        assert old in data
        path.write_bytes(data.replace(old, new, 1))

    return edit


def edit_text(old: str, new: str) -> Callable[[Path], None]:
    return edit_bytes(old.encode("utf-8"), new.encode("utf-8"))


def block_of(page: str) -> str:
    found = re.search(r'<script type="application/json" id="geo-recipe">.*?</script>\n', page, re.DOTALL)
    assert found
    return found[0]
