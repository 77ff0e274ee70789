"""A map in a notebook: interactive where scripts may run, a still picture where they may not."""

import base64
import sys
from html import escape
from typing import Any

import folium

from geo.errors import SaveError
from geo.page.save import render_document

WIDTH, HEIGHT = 960, 720  # pixels of the frame; as wide as what it stands in, where that has a width of its own


def write_document(view: Any) -> str:
    """Return the page of a map, or of what is on one, with what it links inside: a notebook may be off line."""
    try:
        return render_document(view, online_tiles=True)
    except SaveError:  # a plugin's files that are not here: the notebook's browser may get them
        return str(view.get_root().render())


def bundle(document: str, still: str, text: str) -> dict[str, str]:
    """Give a map's forms by media type, as Jupyter asks for them.

    The interactive map lies in a frame over the still picture. A notebook that is not trusted takes the frame out and
    shows the picture; where only the scripts are stopped, the document in the frame shows its own.

    Parameters
    ----------
    document : the whole page, as HTML.
    still : one SVG element; empty where there is none.
    text : what the picture shows, in words.
    """
    said = escape(text)
    source = base64.b64encode(still.encode("utf-8")).decode("ascii")
    image = f'<img alt="{said}" style="width:100%" src="data:image/svg+xml;base64,{source}">' if still else said
    frame = (
        f'<iframe title="{said}" srcdoc="{escape(document)}" allowfullscreen '
        'style="position:absolute;left:0;top:0;width:100%;height:100%;border:0;background:#faf9f6"></iframe>'
    )
    page = (
        f'<div style="position:relative;width:{WIDTH}px;min-width:100%;max-width:100%;min-height:{HEIGHT}px">{image}{frame}</div>'
    )
    found = {"text/plain": text, "text/html": page}
    return found | {"image/svg+xml": still} if still else found


def offer_maps() -> None:
    """Have IPython show a `folium.Map` with a layer of ours as the layer is shown: folium's own form asks the network."""
    shell = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    if shell is not None:
        shell.display_formatter.mimebundle_formatter.for_type(folium.Map, _show)


def _show(view: Any, **_: Any) -> dict[str, str] | None:
    shown = next((thing for thing in _walk(view) if hasattr(thing, "_repr_mimebundle_")), None)
    return shown._repr_mimebundle_() if shown is not None else None


def _walk(thing: Any) -> Any:
    yield thing
    for child in thing._children.values():
        yield from _walk(child)
