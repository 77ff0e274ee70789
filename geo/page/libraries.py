"""The libraries folium links: which a finished map needs, and where on this machine their files are."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

from geo.errors import SaveError

Fetch = Callable[[str], bytes | None]


@dataclass(frozen=True)
class Library:
    """A library that `folium.Map` links whether or not anything needs it.

    Attributes
    ----------
    name : what people call it.
    file : pattern of its file name in an address.
    code : pattern that shows its use in a script of the page; empty when no script can use it.
    markup : pattern over the class names (and `data-` attributes) of the page's elements.
    """

    name: str
    file: str
    code: str = ""
    markup: str = ""


_BOOTSTRAP_CLASS = (
    r"(?:accordion|alert|badge|breadcrumb|btn|card|carousel|col|collapse|container|dropdown|form-control|"
    r"form-select|input-group|list-group|modal|nav|navbar|offcanvas|pagination|progress|row|spinner|table)"
    r"(?:-[\w-]+)?|(?:[dfghmpw]|m[btsexy]|p[btsexy]|bg|border|rounded|text|fw|fs|justify-content|align-items)-[\w-]+"
)

OPTIONAL = (
    Library("jQuery", r"jquery(?:\.slim)?(?:\.min)?\.js", r"(?<![\w$.])\$[.(]|\bjQuery\b"),
    Library("Bootstrap", r"bootstrap(?:\.bundle)?(?:\.min)?\.js", r"\bbootstrap\.[A-Z]", r"data-bs-[\w-]+"),
    Library("Bootstrap's styles", r"bootstrap(?:\.min)?\.css", markup=_BOOTSTRAP_CLASS),
    Library("Glyphicons", r"bootstrap-glyphicons(?:\.min)?\.css", r"glyphicon", r"glyphicon(?:-[\w-]+)?"),
    Library("Font Awesome", r"all(?:\.min)?\.css", r"[\"']fa[bsr]?[\"' -]", r"fa[bsrl]?|fa-[\w-]+"),
    Library("Awesome Markers", r"leaflet\.awesome-markers(?:\.min)?\.(?:js|css)", r"\bAwesomeMarkers\b"),
    Library(
        "awesome.rotate", r"leaflet\.awesome\.rotate(?:\.min)?\.css", r"fa-rotate-|\brotate", r"fa-rotate-\w+"
    ),
)

# What folium asks of jQuery for a popup is one call; these words do the same without the library.
POPUP_CALL = re.compile(r"= \$\(`[^`]*`\)\[0\];")
POPUP_STAND_IN = (
    "window.$ = function (html) { var t = document.createElement('template'); "
    "t.innerHTML = html.trim(); return t.content.childNodes; };"
)

MEDIA_TYPES = {
    ".css": "text/css",
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".js": "text/javascript",
    ".otf": "font/otf",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
}

_VERSION = re.compile(r"[-.@]v?\d+(?:\.\d+)*(?=\.|$)")


def plain_name(address: str) -> str:
    """Give the file name of an address, lower case and without a version: `jquery.min.js`."""
    name = unquote(urlsplit(address).path).rsplit("/", 1)[-1].lower()
    return _VERSION.sub("", name)


def asked_major(address: str) -> int | None:
    """Give the major version an address names (`leaflet@1.9.3`, `/2.0.2/`, `d3.v4.js`), or None."""
    found = re.search(r"(?:@|/|[-.]v?)(\d+)(?:\.\d+)*(?=[/.]|$)", urlsplit(address).path)
    return int(found.group(1)) if found else None


def media_type(address: str) -> str:
    """Give the media type of an address by its ending."""
    return MEDIA_TYPES.get(Path(urlsplit(address).path).suffix.lower(), "application/octet-stream")


def find_optional(address: str) -> Library | None:
    """Give the library an address belongs to, if it is one of those folium links by default."""
    name = plain_name(address)
    return next((library for library in OPTIONAL if re.fullmatch(library.file, name)), None)


class Shelf:
    """Files by address: from what the caller names first, then from Python packages on the machine.

    Parameters
    ----------
    assets : a folder (such as `node_modules`), a function from address to bytes or None, or nothing.
    """

    def __init__(self, assets: str | Path | Fetch | None = None) -> None:
        self._fetch: Fetch | None = None
        self._folders: list[Path] = []
        if callable(assets):
            self._fetch = assets
        elif assets is not None:
            folder = Path(assets)
            if not folder.is_dir():
                raise SaveError(f"assets: {folder} is no folder; give one that has the files, or a function.")
            self._folders.append(folder)
        self._index: dict[str, list[Path]] | None = None

    def read(self, address: str) -> bytes | None:
        """Give the bytes behind an address, or None when no place has them."""
        if self._fetch is not None:
            found: object = self._fetch(address)
            if isinstance(found, bytes):
                return found
            if found is not None:
                raise SaveError(
                    f"assets: gave a {type(found).__name__} for {address}, wanted bytes, or None if it has none."
                )
        path = self._find(address)
        return path.read_bytes() if path else None

    def _find(self, address: str) -> Path | None:
        if self._index is None:
            self._index = {}
            for path in (*self._listed(), *_python_packages()):
                self._index.setdefault(plain_name(path.as_posix()), []).append(path)
        major = asked_major(address)
        name = plain_name(address)
        fitting = [
            path
            # A server may make a smaller file that the package itself does not carry.
            for path in self._index.get(name) or self._index.get(name.replace(".min.", "."), [])
            if major is None or _package_major(path) in (None, major)
        ]
        wanted = _words(address)
        # The file whose path shares most words with the address; then the shortest path, for a stable choice.
        return min(
            fitting, key=lambda p: (-len(wanted & _words(p.as_posix())), len(p.parts), p), default=None
        )

    def _listed(self) -> Iterator[Path]:
        for folder in self._folders:
            yield from sorted(p for p in folder.rglob("*") if p.suffix.lower() in MEDIA_TYPES and p.is_file())


def _words(address: str) -> frozenset[str]:
    path = re.sub(r"@[\w.^~]+", "", unquote(urlsplit(address).path).lower())
    return frozenset(re.split(r"[/@]", path)) - {""}


def _package_major(path: Path) -> int | None:
    """Give the major version of the npm package a file lies in, or None outside of one."""
    for folder in list(path.parents)[:4]:
        manifest = folder / "package.json"
        if manifest.is_file():
            version = str(json.loads(manifest.read_text(encoding="utf-8")).get("version", ""))
            return int(version.split(".")[0]) if version[:1].isdigit() else None
    return None


def _python_packages() -> Iterator[Path]:
    """Give the web files that `XStatic-*` packages carry (Leaflet's comes with ours)."""
    import xstatic.pkg

    for root in sorted(map(str, xstatic.pkg.__path__)):
        yield from sorted(p for p in Path(root).rglob("*") if p.suffix.lower() in MEDIA_TYPES)


def join_address(base: str, part: str) -> str:
    """Resolve an address that a stylesheet or page gives relative to its own."""
    return urljoin(base, part.strip().strip("\"'"))
