"""Template, styles and scripts, in the order in which a page or a layer on someone's map carries them."""

from importlib.resources import files

STYLES = (
    "timeline.css", "twin.css", "embed.css", "tokens.css", "page.css", "parts.css", "map.css", "media.css", "about.css",
)  # fmt: skip
LAYER_PARTS = ("parts.css", "timeline.css")
TEMPLATES = ("page.html", "layer.html", "parts.html", "about.html")
_CORE = ("message", "dates", "words", "dom", "scene", "view", "filter", "address")
_PIXELS = ("level", "fill", "vectors", "pixels")
_LAND = ("plane", "frame", "decode", *_PIXELS, "marks", "names", "ground", "scale-bar", "tip", "compose", "scrolling")
_PARTS = ("date-form", "heading", "axis", "loupe", "timeline", "curve", "legend", "table", "files", "picture", "export")
_PAGE = ("land/pane", "land/map", "parts/history", "parts/card", "parts/panel", "parts/twin", "parts/about", "parts/embed",
         "parts/guide", "land/guests")  # fmt: skip


def _paths(folder: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}.js" for name in names)


_COMMON = (*_paths("core", _CORE), *_paths("land", _LAND), *_paths("parts", _PARTS))
SCRIPTS = (*_COMMON, *(f"{name}.js" for name in _PAGE), "parts/start.js")
PIXEL_SCRIPTS = _paths("land", _PIXELS)  # of no use where land is drawn as vectors
GUEST_SCRIPTS = ("land/guests.js",)  # of no use where the map has no layers of others
LAYER_SCRIPTS = (*_COMMON, "parts/start.js", "parts/layer.js")


def read_asset(name: str) -> str:
    """Return the text of one asset, by its path in this folder."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
