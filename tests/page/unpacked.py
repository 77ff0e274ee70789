"""What a page carries, opened again by another hand than the browser's."""

import base64
import json
import re
import zlib
from typing import Any

import numpy as np

from geo.page.packing import inflate


def opened(text: str) -> bytes:
    return zlib.decompress(base64.b64decode(text))


def read_codes(text: str, layout: Any, moments: int) -> np.ndarray:
    """A code per row and moment."""
    width, content = layout["width"], np.frombuffer(opened(text), np.uint8)
    numbers = join(content, width).reshape(-1, moments)
    return np.cumsum(numbers, axis=1) % 256 if layout["order"] == "change" else numbers


def read_values(text: str, layout: Any) -> np.ndarray:
    """The numbers that were sent, in their order."""
    content = np.frombuffer(opened(text), np.uint8)
    if layout["kind"] == "float":
        return np.ascontiguousarray(content.reshape(8, -1).T).view("<f8").ravel()
    folded = join(content, layout["width"])
    steps = np.where(folded % 2 == 1, -((folded + 1) // 2), folded // 2)
    return np.cumsum(steps) / 10.0 ** layout["decimals"]


def join(content: np.ndarray, width: int) -> np.ndarray:
    planes = content.reshape(width, -1).astype(np.int64)
    return sum(planes[n] << (8 * n) for n in range(width))


def page_data(page: str, name: str = "geo") -> Any:
    """The data of a page, packed or plain."""
    found = re.search(rf'id="{name}-data"( data-packed="data")?>([^<]*)<', page)
    assert found is not None
    data = json.loads(inflate(found[2]) if found[1] else found[2])
    texts, keys = data.pop("texts"), data.pop("keys")
    rows = zip(*(told for told, _, _ in texts.values()), strict=True)
    whole = [{lang: text for lang, text in zip(texts, row, strict=True) if text is not None} for row in rows]
    data["words"] = {lang: dict(zip(keys, words, strict=True)) for lang, (_, words, _) in texts.items()}
    data["calendar"] = {lang: calendar for lang, (_, _, calendar) in texts.items()}

    def put_back(value: Any) -> Any:
        if isinstance(value, dict):
            return (
                whole[value["$"]] if "$" in value else {key: put_back(inner) for key, inner in value.items()}
            )
        return [put_back(inner) for inner in value] if isinstance(value, list) else value

    return put_back(data)


def page_block(page: str, block: str, name: str = "geo") -> str:
    found = re.search(rf'<script type="text/plain" id="{name}-{block}">([^<]*)</script>', page)
    assert found is not None, block
    return found[1]
