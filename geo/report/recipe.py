"""Read back what a report was made from: neither form needs its own library for that."""

import io
import json
import zipfile
from typing import Any
from xml.etree import ElementTree

from geo.errors import InputError

_PACKET = b"<?xpacket begin"
_KEYWORDS = "{http://ns.adobe.com/pdf/1.3/}Keywords"
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


def read_recipe_from_pdf(data: bytes) -> dict[str, Any]:
    """Return the recipe in a report's PDF: the keywords of its XMP packet, which is plain text.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    InputError
        The file is no report of ours.
    """
    start = data.rfind(_PACKET)  # the last one: a title may hold anything
    end = data.find(b"</x:xmpmeta>", start)
    if start < 0 or end < 0:
        raise InputError("the PDF has no XMP packet, so no recipe; give a report as `geo report` wrote it")
    return _recipe(data[data.index(b"<x:xmpmeta", start) : end + len(b"</x:xmpmeta>")], _KEYWORDS, "PDF")


def read_recipe_from_docx(data: bytes) -> dict[str, Any]:
    """Return the recipe in a report's DOCX: the description in `docProps/core.xml`.

    Parameters
    ----------
    data : bytes
        The file.

    Raises
    ------
    InputError
        The file is no report of ours.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            core = archive.read("docProps/core.xml")
    except (zipfile.BadZipFile, KeyError):
        raise InputError("the DOCX cannot be opened; give a report as `geo report` wrote it") from None
    return _recipe(core, _DESCRIPTION, "DOCX")


def _recipe(xml: bytes, tag: str, kind: str) -> dict[str, Any]:
    try:
        recipe = json.loads(ElementTree.fromstring(xml).findtext(f".//{tag}") or "")
    except (ElementTree.ParseError, ValueError):
        recipe = None
    if not isinstance(recipe, dict) or "hash" not in recipe:
        raise InputError(f"the {kind} holds no recipe; give a report as `geo report` wrote it")
    return recipe
