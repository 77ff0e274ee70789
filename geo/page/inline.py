"""Put what a document links into it: scripts, styles, fonts, images; leave out libraries that nothing uses."""

import base64
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import urlsplit

from geo.errors import SaveError
from geo.page.guard import PIECE, guard_markup
from geo.page.libraries import (
    POPUP_CALL,
    POPUP_STAND_IN,
    Library,
    Shelf,
    find_optional,
    join_address,
    media_type,
    plain_name,
)

_ATTRIBUTE = re.compile(r"([^\s=/]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]+))?")
_CSS_ADDRESS = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)\"']*)\s*\)")
_CSS_IMPORT = re.compile(r"@import\s+(?:url\()?\s*(\"[^\"]*\"|'[^']*'|[^)\s;]+)\s*\)?[^;]*;")
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_FONT_ORDER = (".woff2", ".woff", ".ttf", ".otf")
SCRIPT_TYPES = {"", "module", "text/javascript", "application/javascript", "importmap"}

# What a folium script fetches by address: the pattern's last group is the address.
_TILES = re.compile(r"\b(?:L\.)?(tileLayer(?:\.wms)?|vectorGrid\.protobuf)\(\s*([\"'`])(.*?)\2")
_REMOTE = re.compile(
    r"(?:\bL\.(?:imageOverlay|videoOverlay|svgOverlay)\(\s*|\bfetch\(\s*|\$\.(?:get|getJSON|ajax)\(\s*|"
    r"[\"']?(?:iconUrl|iconRetinaUrl|shadowUrl|iconImage)[\"']?\s*:\s*|\bomnivore\.\w+\(\s*)"
    r"([\"'`])((?:https?:)?//.*?)\1"
)
_DEFAULT_MARKERS = re.compile(r"\bL\.(?:marker|Marker|geoJ|GeoJ|Icon\.Default|Draw|Control\.Draw|timeline)")


def read_attributes(text: str) -> dict[str, str]:
    """Give an element's attributes by name, lower case; of two with one name the first counts, as in browsers."""
    found: dict[str, str] = {}
    for name, value in _ATTRIBUTE.findall(text):
        found.setdefault(name.lower(), unescape(value[1:-1] if value[:1] in "\"'" and value else value))
    return found


def _is_remote(address: str) -> bool:
    return bool(address) and not address.lower().startswith(("data:", "blob:", "#", "about:", "javascript:"))


@dataclass
class Usage:
    """What the document itself, without the libraries it links, says and asks for."""

    code: str
    classes: frozenset[str]
    has_style: bool = False
    links: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, html: str) -> "Usage":
        """Read a document's own scripts, class names and links."""
        code: list[str] = []
        markup: list[str] = []
        links: list[str] = []
        last = 0
        for match in PIECE.finditer(html):
            markup.append(html[last : match.start()])
            last = match.end()
            given = read_attributes(match["block_attributes"] or match["attributes"] or "")
            if (match["block"] or "").lower() == "script":
                if given.get("type", "").lower() in SCRIPT_TYPES:
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
        has_style = bool(
            re.search(r"\bstyle\s*=\s*\\?[\"']|\.innerHTML\b|\.insertAdjacentHTML\b", everything)
        )
        return cls(script, frozenset(classes), has_style, [link for link in links if link])

    def is_doubled(self, address: str) -> bool:
        """Say whether a library is linked twice: once by folium.Map, once by a plugin that needs it."""
        return sum(plain_name(link) == plain_name(address) for link in self.links) > 1

    def needs(self, library: Library, address: str) -> bool:
        """Say whether something in the document uses a library that folium links in any case."""
        if self.is_doubled(address):
            return True
        if library.code and re.search(library.code, self.code):
            return True
        return bool(library.markup) and any(re.fullmatch(library.markup, name) for name in self.classes)


class Inliner:
    """Replaces, piece by piece, what a document links by what it links to."""

    def __init__(self, shelf: Shelf, online_tiles: bool, html: str) -> None:
        self.shelf = shelf
        self.online_tiles = online_tiles
        self.usage = Usage.of(html)
        self.missing: dict[str, str] = {}
        self.hosts: dict[str, set[str]] = {"img-src": set(), "connect-src": set()}
        self.libraries = ""
        self._popups_only = bool(POPUP_CALL.search(self.usage.code)) and not re.search(
            r"(?<![\w$.])\$[.(]|\bjQuery\b", POPUP_CALL.sub("", self.usage.code)
        )
        self._written: set[str] = set()

    def replace(self, match: re.Match[str]) -> str:
        """Give what stands for one element of the finished document."""
        block, tag = (match["block"] or "").lower(), (match["tag"] or "").lower()
        given = read_attributes(match["block_attributes"] or match["attributes"] or "")
        if block == "script":
            if "src" in given:
                return self._script(given)
            if given.get("type", "").lower() in SCRIPT_TYPES:
                self._check_script(match["text"])
            return match.group(0)
        if block == "style":
            return f"<style{match['block_attributes']}>{self._css(match['text'], '')}</style>"
        if tag == "link":
            return self._link(given, match.group(0))
        if tag == "meta":
            kind = given.get("http-equiv", "").lower()
            return "" if kind in ("content-type", "refresh") or "charset" in given else guard_markup(match.group(0), kind)
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

    def is_plain(self) -> bool:
        """Say whether nothing in the document writes styles: no attribute, and no library but Leaflet."""
        others = [
            a
            for a in self.usage.links
            if not re.match(r"leaflet(?:-src)?(?:\.min)?\.(?:js|css)$", plain_name(a))
        ]
        kept = [a for a in others if (library := find_optional(a)) is None or self.usage.needs(library, a)]
        return not kept and not self.usage.has_style

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
            self.hosts[rule].update(tile_hosts(address, code[match.end() : match.end() + 2000]))
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


def tile_hosts(address: str, options: str) -> Iterator[str]:
    """Give the hosts a tile address stands for, one for each of its subdomains."""
    found = re.search(r"[\"']?subdomains[\"']?\s*:\s*(?:[\"']([^\"']*)[\"']|\[([^\]]*)\])", options)
    names = list(found.group(1)) if found and found.group(1) else ["a", "b", "c"]
    if found and found.group(2):
        names = re.findall(r"[\"']([^\"']+)[\"']", found.group(2))
    for name in names if "{s}" in address else [""]:
        parts = urlsplit(address.replace("{s}", name))
        yield f"{parts.scheme or 'https'}://{parts.netloc}"
