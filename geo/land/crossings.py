"""How often lines cross each other, up to a little more than can be cut or mended."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.limits import most

_AT_ONCE = 256  # segments: with all others, no more than memory holds


def count_crossings(shapes: Iterable[BaseGeometry]) -> int:
    """Count where the rings of polygons cross themselves and each other; the count ends beyond `GEO_MOST_CROSSINGS`."""
    pieces = []
    for ring in shapely.get_rings(shapely.get_parts(np.array(list(shapes), dtype=object))):
        xy = shapely.get_coordinates(ring)
        pieces.append(np.stack([xy[:-1], xy[1:]], axis=1))
    if not pieces:
        return 0
    segments: Any = shapely.linestrings(np.concatenate(pieces))
    tree = shapely.STRtree(segments)
    count = 0
    for first in range(0, len(segments), _AT_ONCE):
        count += len(tree.query(segments[first : first + _AT_ONCE], predicate="crosses")[0]) // 2
        if count > most("CROSSINGS"):
            break
    return count
