"""The page's template, styles and scripts, in the order in which a page carries them."""

from importlib.resources import files

STYLES = ("page.css", "map.css", "timeline.css", "media.css", "twin.css", "about.css")
SCRIPTS = (
    "message.js",
    "calendar.js",
    "words.js",
    "plane.js",
    "geometry.js",
    "view.js",
    "classes.js",
    "hash.js",
    "date-form.js",
    "heading.js",
    "axis.js",
    "timeline.js",
    "curve.js",
    "marks.js",
    "scale-bar.js",
    "mapview.js",
    "legend.js",
    "table.js",
    "card.js",
    "panel.js",
    "twin.js",
    "about.js",
    "compose.js",
    "drawing.js",
    "files.js",
    "export.js",
    "start.js",
)


def read_asset(name: str) -> str:
    """Return the text of one asset, by file name."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
