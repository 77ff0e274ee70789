"""Which rules of a style sheet a reader without scripts sees at work: the others wait, compressed, until scripts come."""

import re
from collections.abc import Iterator

_TOKEN = re.compile(r"[.#]-?[A-Za-z_][\w-]*|\[[\w-]+[~|^$*]?=[^\]]+\]")
_ASIDE = re.compile(r":(?:not|is|where)\((?:[^()]|\([^()]*\))*\)")  # what they hold need not be there
_TAG = re.compile(r"</(?P<end>[\w-]+)|<(?P<tag>[\w-]+)(?P<given>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_GIVEN = re.compile(r"([\w:-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_VOID = frozenset(["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"])
_OPENING = (".opening", ".failed")  # set on the document before the scripts are there, and when they fail


def find_standing(markup: str) -> set[str]:
    """Return the classes, ids and attributes, as selectors, of what stands in a document without scripts."""
    found: set[str] = {*_OPENING}
    hidden: list[str] = []
    for match in _TAG.finditer(markup):
        tag, given, end = match["tag"], match["given"], match["end"]
        if end:
            if end in hidden:
                del hidden[len(hidden) - 1 - hidden[::-1].index(end) :]
            continue
        alone = tag in _VOID or given.endswith("/")
        if hidden:
            hidden += [] if alone else [tag]
            continue
        for name, quoted in _GIVEN.findall(given):
            value = quoted.strip("\"'")
            found.add(f"[{name}={value}]")
            if name == "id":
                found.add(f"#{value}")
            elif name == "class":
                found.update(f".{word}" for word in value.split())
                hidden += [tag] if "scripted" in value.split() and not alone else []
    return found


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
    late: list[str] = []
    early = _split(sheet, find_standing(markup), late)
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
