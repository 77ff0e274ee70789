"""How a scene's land is drawn on the page: few pieces as vectors, many as pixels. Size decides, nothing else."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import shapely

from geo.model.scene import Scene
from geo.page.encode import (
    TILE,
    TOLERANCE,
    encode_boundaries,
    find_apart,
    opening_zoom,
    repair,
    simplify_shared,
)
from geo.page.still import JOINED, Still, draw_still

DETAIL = 4  # zooms beyond the opening one that stay sharp
MOST_VERTICES = 30_000  # of land drawn as vectors: a browser repaints so much within a frame
_DEEPEST = 13
_LINES = {"inner": "#756c60", "outer": "#6b6558", "focus": "#1f5f8b"}


@dataclass
class Ground:
    """The still picture, what the scripts are told of it, blocks of bytes, and which pieces do not meet their neighbours."""

    still: Still
    drawing: dict[str, Any]
    blocks: dict[str, str] = field(default_factory=dict)
    apart: tuple[int, ...] = ()


def is_small(scene: Scene) -> bool:
    """Say whether the land is little enough for vectors."""
    land = scene.land.geometries
    return len(land) <= JOINED and int(shapely.get_num_coordinates(land).sum()) <= MOST_VERTICES


def lay_ground(
    scene: Scene, *, name: str, described_by: str, detail: int = DETAIL, pixels: bool | None = None
) -> Ground:
    """Draw the land of a scene's opening moment, and encode it where it is much.

    Parameters
    ----------
    scene : what is shown.
    name : begins the names of patterns and variables.
    described_by : id of the element that names the still picture.
    detail : how many zooms beyond the opening one stay sharp, for pixels.
    pixels : whether to draw pixels; found by size if None.
    """
    moment = scene.opening
    if not (not is_small(scene) if pixels is None else pixels):
        still = draw_still(scene, moment, name=name, lang=scene.language, described_by=described_by)
        land = scene.plane.project(scene.land.geometries)
        coarse = simplify_shared(repair(land), TOLERANCE / (TILE * 2 ** opening_zoom(scene.plane.home)))
        apart = tuple(find_apart(land, coarse).tolist())
        return Ground(still, _describe("vectors", still, (), max(_DEEPEST, opening_zoom(scene.plane.home) + 3)), apart=apart)
    land = scene.plane.project(scene.land.geometries)
    zoom = opening_zoom(scene.plane.home)
    zooms = sorted({round(zoom + step, 1) for step in (*range(0, detail, 2), detail)})
    levels, coarse = encode_boundaries(land, zooms)
    with ThreadPoolExecutor(1) as beside:
        wrong = beside.submit(find_apart, land, coarse)
        still = draw_still(scene, moment, name=name, lang=scene.language, described_by=described_by, land=coarse)
    drawing = _describe("pixels", still, [{"zoom": level.zoom, "units": level.units} for level in levels], zoom + detail + 3)
    return Ground(still, drawing, {f"level-{level.zoom:g}": level.text for level in levels}, tuple(wrong.result().tolist()))


def _describe(kind: str, still: Still, levels: Sequence[dict[str, Any]], deepest: float) -> dict[str, Any]:
    window = still.window
    return {
        "kind": kind, "frame": [window.zoom, window.left, window.top, window.width, window.height],
        "home": [round(number, 9) for number in still.view], "levels": [*levels], "deepest": deepest, "lines": _LINES,
    }  # fmt: skip

