"""Leaflet as a page of our own needs it: of the library's source, the parts that the page's scripts reach."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from rcssmin import cssmin
from rjsmin import jsmin
from xstatic.pkg import leaflet

# The module's statements begin at the left edge; what is indented, or closes, belongs to the one before.
_STATEMENT = re.compile(r"^(?=(?:var|function|if)\b|[A-Za-z]\w*[.(])", re.MULTILINE)
_REMARK = re.compile(r"/\*[\s\S]*?\*/|^\s*//.*$", re.MULTILINE)
_SUBJECT = re.compile(r"(?:(?P<kind>var|function)\s+)?(?P<name>[\w$]+(?:\.[\w$]+)?)")
_CONDITION = re.compile(r"^\s+(?P<kind>var )?(?P<name>\w+) = ", re.MULTILINE)
_CLASS = re.compile(r"var (\w+) = \w+\.extend\(")
_MAKER = re.compile(r"(?:var|function) (\w+)(?: = function ?)?\([^)]*\) \{\s*return [^;{}]*?new (\w+)\(")
_HANDLER = re.compile(r"Map\.addInitHook\('addHandler', '\w+', (\w+)\)")
_NAME = re.compile(r"(?<![\w$.])[A-Za-z_$][\w$]*(?!:\s)|(?<=[?:] )[A-Za-z_$][\w$]*")
_USED = re.compile(r"(?<![\w$.])([A-Za-z_$][\w$]*)(?=\()|^\w+\.\w+ = (\w+);")
_ASKED = re.compile(r"\b(?:window\.)?L\.(\w+(?:\.\w+)?)")


def leaflet_styles() -> str:
    """Return Leaflet's style sheet without the rules that carry pictures: the page has no use for them."""
    text = cssmin((Path(leaflet.BASE_DIR) / "leaflet.css").read_text("utf-8"))
    return "".join(rule for rule in re.findall(r"[^{}]+\{[^{}]*\}", text) if "url(" not in rule and "@" not in rule)


def leaflet_script(scripts: str, without: Iterable[str] = ()) -> str:
    """Return what the scripts ask of Leaflet, and a map's handlers of keys, wheel and touch, as one script that sets `L`.

    Parameters
    ----------
    scripts : the scripts that use it, by the name `L`.
    without : names of `L` that they name and never call.
    """
    return _cut(frozenset(_ASKED.findall(scripts)) - frozenset(without))


@cache
def _cut(asked: frozenset[str]) -> str:
    source = (Path(leaflet.BASE_DIR) / "leaflet-src.esm.js").read_text("utf-8")
    licence = source[: source.index("*/") + 2]
    body, _, listed = _REMARK.sub("", source).partition("export {")
    exported = {public or own: own for own, public in re.findall(r"([\w$]+)(?: as ([\w$]+))?", listed.partition("}")[0])}
    statements = [text for text in _STATEMENT.split(body) if text.strip()]
    kept = _reach(statements, {exported.get(name.split(".")[0], name) for name in asked}, asked, exported)
    declared = {_subject(statements[number])[0] for number in kept}
    public = ",".join(f"{name}:{own}" for name, own in sorted(exported.items()) if own in declared)
    code = "".join(statements[number] for number in sorted(kept))
    return f"{licence}\n" + str(jsmin(f'(function(){{"use strict";{code}\nwindow.L={{{public}}};}})();'))


def _subject(statement: str) -> tuple[str, bool]:
    """What a statement is about: the name that it declares, or the one that it adds to, under whatever condition."""
    found = (_CONDITION if statement.startswith("if") else _SUBJECT).search(statement)
    return (found["name"], bool(found["kind"])) if found else ("", False)


def _reach(statements: list[str], roots: set[str], asked: frozenset[str], exported: dict[str, str]) -> set[int]:
    """Return the statements that the roots need.

    An addition to a kept name is kept too, unless it would bring in a class that nothing else needs: so a map's
    handlers stay, which are asked for by name, and what opens popups on a layer goes with the popups.
    """
    subjects = [_subject(text) for text in statements]
    declared: dict[str, list[int]] = {}
    for number, (name, declares) in enumerate(subjects):
        if declares:
            declared.setdefault(name, []).append(number)
    classes = {found[1] for text in statements if (found := _CLASS.match(text))}
    # `layers`, `zoom` and `scale` are words of everyday too: who makes an object by such a name calls it.
    makers = {found[1] for text in statements if (found := _MAKER.match(text)) and found[2] in classes}

    @cache
    def named(number: int) -> set[str]:
        text = statements[number]
        used = makers & {name for pair in _USED.findall(text) for name in pair}
        return (set(_NAME.findall(text)) - makers | used) & declared.keys()

    wanted = {f"{exported.get(head, head)}.{rest}" for head, _, rest in (name.partition(".") for name in asked) if rest}

    def closure(start: Iterable[str], known: set[str]) -> set[str]:
        found: set[str] = set()
        waiting = [name for name in start if name in declared and name not in known]
        while waiting:
            name = waiting.pop()
            if name in found:
                continue
            found.add(name)
            waiting += [other for number in declared[name] for other in named(number) if other not in found | known]
        return found

    handlers = {found[1] for text in statements if (found := _HANDLER.match(text))}
    names = closure(roots | handlers, set())
    kept: set[int] = set()
    while True:
        before = len(kept), len(names)
        for number, (name, declares) in enumerate(subjects):
            head = name.partition(".")[0]
            if number in kept or head not in names:
                continue
            brought = closure(named(number), names)
            if declares or name in wanted or not brought & classes:
                kept.add(number)
                names |= brought
        if (len(kept), len(names)) == before:
            return kept
