"""What an ICU message names and chooses by: enough of its grammar to check a language's file."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Argument(NamedTuple):
    """What a message fills in or chooses by; `kind` is plural, select, selectordinal, or empty where it is filled in."""

    name: str
    kind: str
    options: tuple[str, ...]


def list_arguments(text: str) -> list[Argument]:
    """Return every argument of a message, those within its choices too."""
    plain = re.sub(r"'[{}#|][^']*'|''", "", text)
    return list(_arguments(plain))


def _arguments(text: str) -> Iterator[Argument]:
    for inside in _braced(text):
        name, _, rest = inside.partition(",")
        kind, _, choices = rest.partition(",")
        yield Argument(name.strip(), kind.strip(), tuple(re.sub(r"\{.*?\}", " ", _outermost(choices)).split()))
        for branch in _braced(choices):
            yield from _arguments(branch)


def _outermost(text: str) -> str:
    for inside in _braced(text):
        text = text.replace("{" + inside + "}", "{}", 1)
    return text


def _braced(text: str) -> Iterator[str]:
    """Yield what stands in the outermost braces."""
    depth, start = 0, 0
    for at, letter in enumerate(text):
        if letter == "{":
            depth += 1
            start = at + 1 if depth == 1 else start
        elif letter == "}":
            depth -= 1
            if depth == 0:
                yield text[start:at]
