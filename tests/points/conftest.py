"""Events cut over the files of a folder."""

import pytest

from tests.points.events import HEADER, ROWS


@pytest.fixture
def folder(tmp_path):
    """Events cut over two files, in an order that is not that of their dates."""
    lines = ROWS.splitlines(keepends=True)
    (tmp_path / "events").mkdir()
    (tmp_path / "events" / "1.csv").write_text(HEADER + "".join(lines[3:]))
    (tmp_path / "events" / "2.csv").write_text(HEADER + "".join(lines[:3]))
    (tmp_path / "events" / "README.txt").write_text("not events")
    return tmp_path / "events"
