"""Save any folium map as one file that needs nothing else: no server, no network; same map, same bytes."""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

from geo.errors import SaveError
from geo.package.files import write_text
from geo.page.garbage import left_lying
from geo.page.guard import PIECE, guard_script, replace_pieces
from geo.page.hashes import add_recipe
from geo.page.inline import SCRIPT_TYPES, Inliner, read_attributes, tile_hosts
from geo.page.libraries import Fetch, Shelf
from geo.page.packing import pack

_BRANCA_ID = re.compile(r"_([0-9a-f]{32})(?![0-9a-f])")
_BRANCA_NAME = re.compile(r"(?:\b(?:var|let|const)\s+|\bid=[\"'])\w+?_([0-9a-f]{32})(?![0-9a-f])")


def save(
    map: Any,  # noqa: A002 - the word folium's users know
    path: str | Path,
    *,
    assets: str | Path | Fetch | None = None,
    online_tiles: bool = False,
    recipe: Mapping[str, Any] | None = None,
) -> Path:
    """Write a folium map as one self-contained HTML file.

    Scripts, styles, fonts and images that Python packages on this machine carry are put into the file;
    libraries that nothing in the map uses are left out; a content policy in the file forbids the network.
    It admits the scripts of libraries, of folium and of the caller's own elements, each by its hash. Texts of
    popups, tooltips and names become no script: what would end a script in them is escaped, handlers in them
    (`onclick`) are not admitted, and no text or element may send the reader elsewhere by `http-equiv`.

    What remains possible: a reader may follow a link in a popup; scripts that the caller adds may do what
    scripts can, navigate away included, as no policy in a file forbids that; HTML that the caller hands to
    folium as an element of the page (`get_root().html`) is taken as the caller's own word.

    Parameters
    ----------
    map : a `folium.Map`, a `branca` figure, or anything added to one.
    path : the file to write; replaced as a whole or not at all.
    assets : where files that no Python package has come from: a folder, such as `node_modules`, or a
        function that takes an address and gives its bytes, or None if it has none.
    online_tiles : keep tile layers as links, and allow exactly their hosts; without it a tile layer is an
        error.
    recipe : what the map was made from, to be carried in the file, see `geo.model.recipe`.

    Returns
    -------
    The path written.

    Raises
    ------
    SaveError
        For an address that cannot be put into the file, a tile layer without `online_tiles`, an object that
        is on no map, or a path that cannot be written.

    Examples
    --------
    >>> import folium, tempfile
    >>> from geo.page.save import save
    >>> m = folium.Map([40, 47], zoom_start=7, tiles=None)
    >>> _ = folium.Marker([39.8, 46.75], popup="Shusha").add_to(m)
    >>> save(m, tempfile.gettempdir() + "/map.html").name
    'map.html'
    """
    target = Path(path)
    try:
        html = render_document(map, assets=assets, online_tiles=online_tiles)
    except SaveError as error:
        raise SaveError(f"{target.name}: {error}") from None
    return write_text(add_recipe(html, recipe) if recipe else html, target)


@left_lying
def render_document(
    map: Any,  # noqa: A002
    *,
    assets: str | Path | Fetch | None = None,
    online_tiles: bool = False,
) -> str:
    """Give the file that `save` writes, as text; see there.

    Raises
    ------
    SaveError
        See `save`.
    """
    from branca.element import Figure

    root = map.get_root() if hasattr(map, "get_root") else None
    if not isinstance(root, Figure):
        raise SaveError(
            f"geo.save: map is a {type(map).__name__} that is on no map; give a folium.Map, or add it to one."
        )
    return seal(
        _render(root),
        assets=assets,
        online_tiles=online_tiles,
        strict=None,
        ids=_element_ids(root),
        packed=any(getattr(child, "packs", False) for child in root._children.values()),
    )


def _render(root: Any) -> str:
    """Render a figure so that no text in its script ends the script, and none in its title the title."""
    title, script = root.title, root.script

    def guarded(**words: Any) -> str:
        return guard_script(type(script).render(script, **words))

    script.render = guarded
    root.title = escape(title) if isinstance(title, str) else title
    try:
        return str(root.render())
    finally:
        root.title = title
        del script.render


def seal(
    html: str,
    *,
    assets: str | Path | Fetch | None = None,
    online_tiles: bool = False,
    strict: bool | None = True,
    ids: Iterable[str] | None = None,
    packed: bool = False,
    tiles: str = "",
) -> str:
    """Make a finished HTML text self-contained: inline what it links, count its ids, add a content policy.

    Parameters
    ----------
    html : the document.
    assets : see `save`.
    online_tiles : see `save`.
    strict : allow styles by hash only, as for pages whose markup is ours. Folium's popups and plugins write
        style attributes and style elements, which need False; None finds out. Scripts go by hash in any case.
    ids : the random ids to count; those the document declares, if None.
    packed : compress scripts and data, see `geo.page.packing`.
    tiles : address of tiles that a reader may turn on; the policy then allows exactly their hosts.

    Raises
    ------
    SaveError
        For an address that cannot be put into the file, or a tile layer without `online_tiles`.
    """
    html = html.replace("\r\n", "\n").replace("\r", "\n")  # as parsers read it, or hashes would not match
    html = _count_ids(html, ids)
    inliner = Inliner(Shelf(assets), online_tiles, html)
    html = replace_pieces(html, inliner.replace)
    if inliner.missing:
        listed = "\n".join(f"  {address} ({use})" for address, use in sorted(inliner.missing.items()))
        raise SaveError(
            f"these addresses cannot be put into the file:\n{listed}\n"
            "Pass assets=, a folder that has these files (such as node_modules) or a function from address "
            "to bytes; or remove what needs them."
        )
    if tiles:
        inliner.hosts["img-src"].update(tile_hosts(tiles, ""))
    html, inside, late = pack(html) if packed else (html, [], [])
    return _add_policy(html, inliner, inside, late, strict=inliner.is_plain() if strict is None else strict)


def _element_ids(root: Any) -> set[str]:
    """Give the random id of every branca element within reach of a figure."""
    from branca.element import Element

    found: set[str] = set()
    seen: set[int] = set()
    waiting: list[Any] = [root]
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen:
            continue
        seen.add(id(thing))
        if isinstance(thing, Element):
            found.add(thing._id)
            waiting.extend(
                value for value in vars(thing).values() if isinstance(value, Element | list | dict)
            )
        elif isinstance(thing, dict):
            # Rendering leaves elements in the figure under the name of the element that made them.
            found.update(key[-32:] for key in thing if isinstance(key, str) and _BRANCA_ID.search(key))
            waiting.extend(value for value in thing.values() if isinstance(value, Element))
        elif isinstance(thing, list) and len(thing) < 10_000:
            waiting.extend(value for value in thing if isinstance(value, Element))
    return found


def _count_ids(html: str, ids: Iterable[str] | None) -> str:
    """Replace random ids by 1, 2, 3 in order of appearance; hexadecimal digits in data stay as they are."""
    known = set(_BRANCA_NAME.findall(html)) if ids is None else set(ids)
    found = re.finditer(r"_(\d{1,6})(?!\w)", html)  # a word before it is asked for afterwards: that is much faster
    taken = {int(match[1]) for match in found if html[max(0, match.start() - 1)].isalnum() or html[match.start() - 1] == "_"}
    free = (number for number in range(1, 10**9) if number not in taken)
    counted: dict[str, int] = {}

    def count(match: re.Match[str]) -> str:
        digits = match.group(1)
        if digits not in known:
            return match.group(0)
        if digits not in counted:
            counted[digits] = next(free)
        return f"_{counted[digits]}"

    return _BRANCA_ID.sub(count, html)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _add_policy(html: str, inliner: Inliner, inside: Iterable[str], late: Iterable[str], *, strict: bool) -> str:
    """Write the encoding and the content policy at the top of the head, before anything that they rule."""
    scripts: dict[str, None] = dict.fromkeys(_hash(text) for text in inside)
    styles: dict[str, None] = dict.fromkeys(_hash(text) for text in late)
    for match in PIECE.finditer(html):
        given = read_attributes(match["block_attributes"] or "")
        if (match["block"] or "").lower() == "script" and given.get("type", "").lower() in SCRIPT_TYPES:
            scripts[_hash(match["text"])] = None
        elif (match["block"] or "").lower() == "style":
            styles[_hash(match["text"])] = None
    if not strict and re.search(r"\bnew Function\(|\beval\(", inliner.libraries):
        scripts["'unsafe-eval'"] = None  # vega compiles its expressions
    rules = {
        "default-src": ["'none'"],
        "script-src": list(scripts) or ["'none'"],
        "style-src": (list(styles) or ["'none'"]) if strict else ["'unsafe-inline'"],
        "img-src": ["data:", "blob:", *sorted(inliner.hosts["img-src"])],
        "font-src": ["data:"],
        "connect-src": sorted(inliner.hosts["connect-src"]) or ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'none'"],
    }
    if not strict:
        rules |= {"media-src": ["data:", "blob:"], "frame-src": ["data:", "blob:"], "worker-src": ["blob:"]}
    policy = "; ".join(f"{rule} {' '.join(values)}" for rule, values in rules.items())
    metas = f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{policy}">'
    head = re.search(r"<head\b[^>]*>", html, re.IGNORECASE)
    if head is None:
        raise SaveError("the document has no <head> to carry a content policy; give a whole HTML document.")
    return f"{html[: head.end()]}\n{metas}{html[head.end() :]}"
