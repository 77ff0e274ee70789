"""Which rules of a style sheet a reader without scripts sees at work: the others wait, compressed, until scripts come."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

_TOKEN = re.compile(r"[.#]-?[A-Za-z_][\w-]*|\[[\w-]+[~|^$*]?=[^\]]+\]")
_ASIDE = re.compile(r":(?:not|is|where)\((?:[^()]|\([^()]*\))*\)")  # what they hold need not be there
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
_OPENING = (".opening", ".failed")  # set on the document before the scripts are there, and when they fail


class _Standing(HTMLParser):
    """Collects the classes, ids and attributes of what stands in a document without scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = {*_OPENING}
        self._hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        names = given.get("class", "").split()
        inside = bool(self._hidden)
        if (inside or "scripted" in names) and tag not in _VOID:
            self._hidden.append(tag)
        if inside:
            return
        self.found.update(f".{name}" for name in names)
        self.found.update(f"[{name}={value}]" for name, value in given.items())
        if "id" in given:
            self.found.add(f"#{given['id']}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        hidden = [*self._hidden]
        self.handle_starttag(tag, attrs)
        self._hidden = hidden

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            del self._hidden[len(self._hidden) - 1 - self._hidden[::-1].index(tag) :]


def split_sheet(sheet: str, markup: str) -> tuple[str, list[str]]:
    """Split a style sheet into what a document needs without scripts, and the rest.

    Parameters
    ----------
    sheet : minified, without remarks.
    markup : the document's, without its scripts and styles.

    Returns
    -------
    early : the sheet with a numbered hole, `/*0*/`, for each stretch that waits.
    late : the stretches; put into the holes they give the sheet again.

    Examples
    --------
    >>> split_sheet("p{top:0}.live p{top:1px}", "<p>")
    ('p{top:0}/*0*/', ['.live p{top:1px}'])
    """
    standing = _Standing()
    standing.feed(markup)
    late: list[str] = []
    early = _split(sheet, standing.found, late)
    return early, late


def _split(sheet: str, found: set[str], late: list[str]) -> str:
    kept: list[str] = []
    waiting: list[str] = []

    def wait() -> None:
        if waiting:
            kept.append(f"/*{len(late)}*/")
            late.append("".join(waiting))
            waiting.clear()

    for head, body in _rules(sheet):
        rule = head if body is None else f"{head}{{{body}}}"
        if body and head.startswith(("@media", "@supports")):
            if not any(_is_early(inner, found) for inner, _ in _rules(body)):
                waiting.append(rule)
                continue
            wait()
            kept.append(f"{head}{{{_split(body, found, late)}}}")
        elif _is_early(head, found):
            wait()
            kept.append(rule)
        else:
            waiting.append(rule)
    wait()
    return "".join(kept)


def _rules(sheet: str) -> Iterator[tuple[str, str | None]]:
    """Give each rule's head and body; no body for what ends in a semicolon."""
    start = depth = opened = 0
    for match in re.finditer(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[{};]", sheet):
        if match[0] == "{":
            depth += 1
            opened = match.start() if depth == 1 else opened
        elif match[0] == "}":
            depth -= 1
            if depth == 0:
                yield sheet[start:opened], sheet[opened + 1 : match.start()]
                start = match.end()
        elif match[0] == ";" and depth == 0:
            yield sheet[start : match.end()], None
            start = match.end()


def _is_early(head: str, found: set[str]) -> bool:
    if head.startswith("@"):
        return True
    return any(
        all(token.replace('"', "").replace("'", "") in found for token in _TOKEN.findall(selector))
        for selector in _ASIDE.sub("", head).split(",")
    )
