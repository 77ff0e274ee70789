"""Coordinates in whole units of a drawing, and in parts of one where land is so small that it would lose its area."""

from typing import Any

import numpy as np
import shapely

from geo.land.area import Geometries

LOST = 0.0015  # of a piece of land may go or come with rounding, and as much with thinning


def settle(shapes: Geometries, times: int, base: int) -> Geometries:
    """Round the corners of polygons so that each keeps its area within 0.15 %.

    Parameters
    ----------
    shapes : array of Polygon or MultiPolygon
        In units of a drawing. What neighbours share stays shared: a corner of small land is as fine in all of them.
    times, base : int
        How often a corner's step may be divided, and by how much.

    Returns
    -------
    array
        The same polygons; most of their corners are whole.
    """
    if len(shapes) == 0:
        return shapes
    xy, of = shapely.get_coordinates(shapes, return_index=True)
    true = shapely.area(shapes)
    settled: Geometries = shapely.set_coordinates(shapes.copy(), np.rint(xy))
    wrong = _differ(settled, true)
    if not wrong.any():
        return settled
    # Only what touches wrong land can share its corners.
    near = np.unique(shapely.STRtree(shapes).query(shapes[wrong])[1])
    here = np.flatnonzero(np.isin(of, near))
    own, of = xy[here], of[here]
    _, corner = np.unique(own[:, 0] + 1j * own[:, 1], return_inverse=True)
    parts = np.ones(len(here))
    for _ in range(times):
        parts[np.unique(corner[wrong[of]])] *= base
        step = parts[corner, None]
        settled[near] = shapely.set_coordinates(shapes[near], np.rint(own * step) / step)
        wrong[near] = _differ(settled[near], true[near])
        if not wrong.any():
            break
    return settled


def _differ(shapes: Geometries, true: Any) -> Any:
    return np.abs(shapely.area(shapes) - true) > LOST * true
