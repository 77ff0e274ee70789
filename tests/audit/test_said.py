"""Every sentence of `geo changes` between neighbouring stops of three maps, as reviewed, in every language.

`said/LANG.txt` holds them. After a change that is meant, renew the files and read what differs:
    python -m tests.audit.test_said && git diff tests/audit/said
"""

from datetime import timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from geo.audit.changes import Changes, list_changes
from geo.model.definition import find_definitions, open_package, read_definition
from geo.model.timeline import build_timeline
from geo.text.words import LANGUAGES

MAPS = ("occupation", "checked", "side-by-side")
SAID = Path(__file__).parent / "said"


@cache
def changes_of(name: str) -> tuple[Changes, ...]:
    """What changed at every stop since the one before, and at the first since the day before it."""
    (file,) = find_definitions(None, [name])
    definition = read_definition(file)
    timeline = build_timeline(open_package(file, definition), definition.choice)
    days = (timeline.stops[0] - timedelta(days=1), *timeline.stops)
    return tuple(list_changes(timeline, *pair) for pair in pairwise(days))


def write_all(lang: str) -> str:
    """Every sentence of a language, after its map and its two days."""
    lines = []
    for name in MAPS:
        lines.append(f"== {name}")
        for changes in changes_of(name):
            lines += ["", f"{changes.first} {changes.last}", changes.sentence(lang)]
        lines.append("")
    return "\n".join(lines)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_as_reviewed(lang: str) -> None:
    assert write_all(lang).splitlines() == (SAID / f"{lang}.txt").read_text("utf-8").splitlines()


if __name__ == "__main__":
    for language in LANGUAGES:
        (SAID / f"{language}.txt").write_text(write_all(language), "utf-8")
