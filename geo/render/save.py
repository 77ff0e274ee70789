"""Save any folium map as one file that needs nothing else: no server, no network; same map, same bytes."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geo.errors import SaveError
from geo.render.libraries import (
    POPUP_CALL,
    POPUP_STAND_IN,
    Fetch,
    Library,
    Shelf,
    find_optional,
    join_address,
    media_type,
    plain_name,
)
from geo.render.packing import pack

_ATTRIBUTES = r"(?:[^>\"']|\"[^\"]*\"|'[^']*')*"
_PIECE = re.compile(
    rf"<!--.*?-->|<(?P<block>script|style)\b(?P<block_attributes>{_ATTRIBUTES})>(?P<text>.*?)</(?P=block)\s*>"
    rf"|<(?P<tag>link|img|iframe|source|video|audio|embed|object|meta)\b(?P<attributes>{_ATTRIBUTES})>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"([^\s=/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")
_CSS_ADDRESS = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)\"']*)\s*\)")
_CSS_IMPORT = re.compile(r"@import\s+(?:url\()?\s*(\"[^\"]*\"|'[^']*'|[^)\s;]+)\s*\)?[^;]*;")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FONT_ORDER = (".woff2", ".woff", ".ttf", ".otf")
_BRANCA_ID = re.compile(r"_([0-9a-f]{32})(?![0-9a-f])")
_BRANCA_NAME = re.compile(r"(?:\b(?:var|let|const)\s+|\bid=[\"'])\w+?_([0-9a-f]{32})(?![0-9a-f])")
_SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript", "importmap"}

# What a folium script fetches by address: the pattern's last group is the address.
_TILES = re.compile(r"\b(?:L\.)?(tileLayer(?:\.wms)?|vectorGrid\.protobuf)\(\s*([\"'`])(.*?)\2")
_REMOTE = re.compile(
    r"(?:\bL\.(?:imageOverlay|videoOverlay|svgOverlay)\(\s*|\bfetch\(\s*|\$\.(?:get|getJSON|ajax)\(\s*|"
    r"[\"']?(?:iconUrl|iconRetinaUrl|shadowUrl|iconImage)[\"']?\s*:\s*|\bomnivore\.\w+\(\s*)"
    r"([\"'`])((?:https?:)?//.*?)\1"
)
_DEFAULT_MARKERS = re.compile(r"\bL\.(?:marker|Marker|geoJ|GeoJ|Icon\.Default|Draw|Control\.Draw|timeline)")


def save(
    map: Any,  # noqa: A002 - the word folium's users know
    path: str | Path,
    *,
    assets: str | Path | Fetch | None = None,
    online_tiles: bool = False,
) -> Path:
    """Write a folium map as one self-contained HTML file.

    Scripts, styles, fonts and images that Python packages on this machine carry are put into the file;
    libraries that nothing in the map uses are left out; a content policy in the file forbids the network.

    Parameters
    ----------
    map : a `folium.Map`, a `branca` figure, or anything added to one.
    path : the file to write; replaced as a whole or not at all.
    assets : where files that no Python package has come from: a folder, such as `node_modules`, or a
        function that takes an address and gives its bytes, or None if it has none.
    online_tiles : keep tile layers as links, and allow exactly their hosts; without it a tile layer is an
        error.

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
    >>> from geo.render.save import save
    >>> m = folium.Map([40, 47], zoom_start=7, tiles=None)
    >>> _ = folium.Marker([39.8, 46.75], popup="Shusha").add_to(m)
    >>> save(m, tempfile.gettempdir() + "/map.html").name
    'map.html'
    """
    from branca.element import Figure

    root = map.get_root() if hasattr(map, "get_root") else None
    if not isinstance(root, Figure):
        raise SaveError(
            f"geo.save: map is a {type(map).__name__} that is on no map; give a folium.Map, or add it to one."
        )
    target = Path(path)
    try:
        html = seal(
            root.render(), assets=assets, online_tiles=online_tiles, strict=False, ids=_element_ids(root)
        )
    except SaveError as error:
        raise SaveError(f"{target.name}: {error}") from None
    return write_text(html, target)


def write_text(text: str, path: str | Path) -> Path:
    """Write a text file whole or not at all: beside its place first, then moved there.

    Raises
    ------
    SaveError
        If the folder does not exist or cannot be written.
    """
    target = Path(path)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(text.encode("utf-8"))
        part.replace(target)
    except OSError as error:
        if part.parent.is_dir():
            part.unlink(missing_ok=True)
        raise SaveError(
            f"{target}: cannot be written ({error.strerror or error}); give a path in a folder that exists "
            "and may be written."
        ) from error
    return target


def seal(
    html: str,
    *,
    assets: str | Path | Fetch | None = None,
    online_tiles: bool = False,
    strict: bool = True,
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
    strict : allow styles by hash only, as for pages whose markup is ours. Folium's own markup and plugins
        write style attributes and style elements, which need False; scripts go by hash in either case.
    ids : the random ids to count; those the document declares, if None.
    packed : compress scripts and data, see `geo.render.packing`.
    tiles : address of tiles that a reader may turn on; the policy then allows exactly their hosts.

    Raises
    ------
    SaveError
        For an address that cannot be put into the file, or a tile layer without `online_tiles`.
    """
    html = html.replace("\r\n", "\n").replace("\r", "\n")  # as parsers read it, or hashes would not match
    html = _count_ids(html, ids)
    sealer = _Sealer(Shelf(assets), online_tiles, html)
    html = _PIECE.sub(sealer.replace, html)
    if sealer.missing:
        listed = "\n".join(f"  {address} ({use})" for address, use in sorted(sealer.missing.items()))
        raise SaveError(
            f"these addresses cannot be put into the file:\n{listed}\n"
            "Pass assets=, a folder that has these files (such as node_modules) or a function from address "
            "to bytes; or remove what needs them."
        )
    if tiles:
        sealer.hosts["img-src"].update(_tile_hosts(tiles, ""))
    html, inside = pack(html) if packed else (html, [])
    return _add_policy(html, sealer, inside, strict=strict)


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
    taken = {int(number) for number in re.findall(r"\w_(\d{1,6})(?!\w)", html)}
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


def _attributes(text: str) -> dict[str, str]:
    return {
        name.lower(): unescape(value[1:-1] if value[:1] in "\"'" and value else value)
        for name, value in _ATTRIBUTE.findall(text)
    }


def _is_remote(address: str) -> bool:
    return bool(address) and not address.lower().startswith(("data:", "blob:", "#", "about:", "javascript:"))


@dataclass
class _Usage:
    """What the document itself, without the libraries it links, says and asks for."""

    code: str
    classes: frozenset[str]
    links: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, html: str) -> "_Usage":
        code: list[str] = []
        markup: list[str] = []
        links: list[str] = []
        last = 0
        for match in _PIECE.finditer(html):
            markup.append(html[last : match.start()])
            last = match.end()
            given = _attributes(match["block_attributes"] or match["attributes"] or "")
            if (match["block"] or "").lower() == "script":
                if given.get("type", "").lower() in _SCRIPT_TYPES:
                    code.append(match["text"])
                links.append(given.get("src", ""))
            elif (match["tag"] or "").lower() == "link":
                links.append(given.get("href", ""))
            elif match["tag"]:
                markup.append(match.group(0))
        markup.append(html[last:])
        script = "\n".join(code)
        everything = "\n".join(markup) + script
        classes = {
            name
            for found in re.findall(r"class(?:Name)?\s*[=:]\s*\\?[\"']([^\"'\\]*)", everything)
            for name in found.split()
        }
        classes.update(re.findall(r"\bdata-bs-[\w-]+", everything))
        return cls(script, frozenset(classes), [link for link in links if link])

    def is_doubled(self, address: str) -> bool:
        """Say whether a library is linked twice: once by folium.Map, once by a plugin that needs it."""
        return sum(plain_name(link) == plain_name(address) for link in self.links) > 1

    def needs(self, library: Library, address: str) -> bool:
        if self.is_doubled(address):
            return True
        if library.code and re.search(library.code, self.code):
            return True
        return bool(library.markup) and any(re.fullmatch(library.markup, name) for name in self.classes)


class _Sealer:
    """Replaces, piece by piece, what a document links by what it links to."""

    def __init__(self, shelf: Shelf, online_tiles: bool, html: str) -> None:
        self.shelf = shelf
        self.online_tiles = online_tiles
        self.usage = _Usage.of(html)
        self.missing: dict[str, str] = {}
        self.hosts: dict[str, set[str]] = {"img-src": set(), "connect-src": set()}
        self.libraries = ""
        self._popups_only = bool(POPUP_CALL.search(self.usage.code)) and not re.search(
            r"(?<![\w$.])\$[.(]|\bjQuery\b", POPUP_CALL.sub("", self.usage.code)
        )
        self._written: set[str] = set()

    def replace(self, match: re.Match[str]) -> str:
        block, tag = (match["block"] or "").lower(), (match["tag"] or "").lower()
        given = _attributes(match["block_attributes"] or match["attributes"] or "")
        if block == "script":
            if "src" in given:
                return self._script(given)
            if given.get("type", "").lower() in _SCRIPT_TYPES:
                self._check_script(match["text"])
            return match.group(0)
        if block == "style":
            return f"<style{match['block_attributes']}>{self._css(match['text'], '')}</style>"
        if tag == "link":
            return self._link(given, match.group(0))
        if tag == "meta":
            kind = given.get("http-equiv", "").lower()
            return "" if kind == "content-type" or "charset" in given else match.group(0)
        if tag in {"img", "source", "video", "audio", "embed", "iframe", "object"}:
            return self._medium(tag, given, match.group(0))
        return match.group(0)

    def _script(self, given: dict[str, str]) -> str:
        address = given["src"]
        library = find_optional(address)
        if library and library.name == "jQuery" and self._popups_only and not self.usage.is_doubled(address):
            return self._once("popup stand-in", f"<script>{POPUP_STAND_IN}</script>")
        if library and not self.usage.needs(library, address):
            return ""
        text = self._text(address, "a script")
        if text is None:
            return ""
        text = re.sub(r"^[ \t]*//[#@] sourceMappingURL=.*$", "", text, flags=re.MULTILINE).rstrip()
        text = re.sub(r"</(?=script)", r"<\\/", text, flags=re.IGNORECASE).replace("<!--", r"<\!--")
        self.libraries += text if library is None else ""
        kind = ' type="module"' if given.get("type") == "module" else ""
        extra = ""
        if re.fullmatch(r"leaflet(?:-src)?(?:\.min)?\.js", address.rsplit("/", 1)[-1]):
            extra = self._marker_icons(address)
        return self._once(text, f"<script{kind}>{text}\n</script>{extra}")

    def _once(self, key: str, text: str) -> str:
        if key in self._written:
            return ""
        self._written.add(key)
        return text

    def _marker_icons(self, address: str) -> str:
        """Give Leaflet its default marker pictures: it looks for them beside a stylesheet that is gone."""
        plugins = any(
            find_optional(a) is None and not a.endswith(("leaflet.js", ".css")) for a in self.usage.links
        )
        if not plugins and not _DEFAULT_MARKERS.search(self.usage.code):
            return ""
        icons = {
            "iconUrl": "marker-icon.png",
            "iconRetinaUrl": "marker-icon-2x.png",
            "shadowUrl": "marker-shadow.png",
        }
        pairs = [
            f'{key}: "{self._data(join_address(address, f"images/{name}"))}"' for key, name in icons.items()
        ]
        words = f'L.Icon.Default.imagePath = ""; L.Icon.Default.mergeOptions({{{", ".join(pairs)}}});'
        return f"<script>{words}</script>"

    def _link(self, given: dict[str, str], whole: str) -> str:
        address, kind = given.get("href", ""), given.get("rel", "").lower()
        if kind in {"preconnect", "dns-prefetch", "preload", "modulepreload", "prefetch"}:
            return ""
        if not _is_remote(address):
            return whole
        if "stylesheet" in kind:
            library = find_optional(address)
            if library and not self.usage.needs(library, address):
                return ""
            text = self._text(address, "a stylesheet")
            if text is None:
                return ""
            text = self._css(text, address).replace("</style", r"<\/style")
            return self._once(text, f"<style>{text}</style>")
        if "icon" in kind:
            return f'<link rel="{escape(kind)}" href="{self._data(address)}">'
        return whole

    def _medium(self, tag: str, given: dict[str, str], whole: str) -> str:
        name = "data" if tag == "object" else "src"
        address = given.get(name, "")
        if not _is_remote(address):
            return whole
        if tag == "iframe":
            self.missing.setdefault(address, "a page in a frame")
            return whole
        found = self._data(address)
        return re.sub(rf"(\b{name}\s*=\s*)(\"[^\"]*\"|'[^']*'|[^\s>]+)", rf'\1"{found}"', whole, count=1)

    def _check_script(self, code: str) -> None:
        for match in _TILES.finditer(code):
            kind, address = match.group(1), match.group(3)
            if address.startswith(("data:", "blob:")):
                continue
            if not self.online_tiles:
                raise SaveError(
                    f"tiles come from the network, {address}; make the map with folium.Map(tiles=None) and "
                    "without tile layers, or pass online_tiles=True to keep them as links."
                )
            rule = "connect-src" if kind.startswith("vector") else "img-src"
            self.hosts[rule].update(_tile_hosts(address, code[match.end() : match.end() + 2000]))
        for match in _REMOTE.finditer(code):
            self.missing.setdefault(match.group(2), "fetched by a script")

    def _css(self, text: str, base: str) -> str:
        def take_in(match: re.Match[str]) -> str:
            address = join_address(base, match.group(1))
            sheet = self._text(address, "an imported stylesheet")
            return "" if sheet is None else self._css(sheet, address)

        def data(match: re.Match[str]) -> str:
            part = match.group(1).strip().strip("\"'")
            return f'url("{self._data(join_address(base, part))}")' if _is_remote(part) else match.group(0)

        text = _CSS_IMPORT.sub(take_in, text)
        text = _FONT_FACE.sub(lambda match: self._font(match.group(0), base), text)
        return _CSS_ADDRESS.sub(data, text)

    def _font(self, rule: str, base: str) -> str:
        """Keep the best format of a font that is at hand; one is enough for every browser of today."""
        given = [join_address(base, part) for part in _CSS_ADDRESS.findall(rule)]
        remote = [address for address in given if _is_remote(address)]
        for ending in _FONT_ORDER:
            for address in remote:
                found = self.shelf.read(address) if urlsplit(address).path.endswith(ending) else None
                if found is not None:
                    rest = re.sub(r"src\s*:[^;}]*[;]?", "", rule).rstrip("} \n").rstrip(";")
                    return f'{rest};src:url("{_data_address(found, address)}")}}'
        return rule

    def _text(self, address: str, use: str) -> str | None:
        found = self.shelf.read(address)
        if found is None:
            self.missing.setdefault(address, use)
            return None
        return found.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")

    def _data(self, address: str) -> str:
        found = self.shelf.read(address)
        if found is None:
            self.missing.setdefault(address, "an image or font")
            return ""
        return _data_address(found, address)


def _data_address(content: bytes, address: str) -> str:
    return f"data:{media_type(address)};base64,{base64.b64encode(content).decode('ascii')}"


def _tile_hosts(address: str, options: str) -> Iterator[str]:
    """Give the hosts a tile address stands for, one for each of its subdomains."""
    found = re.search(r"[\"']?subdomains[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|\[([^\]]*)\])", options)
    names = list(found.group(1)) if found and found.group(1) else ["a", "b", "c"]
    if found and found.group(2):
        names = re.findall(r"[\"']([^\"']+)[\"']", found.group(2))
    for name in names if "{s}" in address else [""]:
        parts = urlsplit(address.replace("{s}", name))
        yield f"{parts.scheme or 'https'}://{parts.netloc}"


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _add_policy(html: str, sealer: _Sealer, inside: Iterable[str], *, strict: bool) -> str:
    """Write the encoding and the content policy at the top of the head, before anything that they rule."""
    scripts: dict[str, None] = dict.fromkeys(_hash(text) for text in inside)
    styles: dict[str, None] = {}
    for match in _PIECE.finditer(html):
        given = _attributes(match["block_attributes"] or "")
        if (match["block"] or "").lower() == "script" and given.get("type", "").lower() in _SCRIPT_TYPES:
            scripts[_hash(match["text"])] = None
        elif (match["block"] or "").lower() == "style":
            styles[_hash(match["text"])] = None
    if not strict and re.search(r"\bnew Function\(|\beval\(", sealer.libraries):
        scripts["'unsafe-eval'"] = None  # vega compiles its expressions
    rules = {
        "default-src": ["'none'"],
        "script-src": list(scripts) or ["'none'"],
        "style-src": (list(styles) or ["'none'"]) if strict else ["'unsafe-inline'"],
        "img-src": ["data:", "blob:", *sorted(sealer.hosts["img-src"])],
        "font-src": ["data:"],
        "connect-src": sorted(sealer.hosts["connect-src"]) or ["'none'"],
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
