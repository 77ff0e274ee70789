"""A map in a notebook: interactive where scripts may run, a still picture where they may not."""

import base64
from html import escape

HEIGHT = 640  # pixels of the frame


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
    page = f'<div style="position:relative;min-height:{HEIGHT}px">{image}{frame}</div>'
    found = {"text/plain": text, "text/html": page}
    return found | {"image/svg+xml": still} if still else found
