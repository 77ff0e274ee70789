"""The grids of a scene's series as a page is sent them: codes of land, rows and details, and numbers, each a block of bytes."""

from dataclasses import dataclass
from typing import TypedDict

import numpy as np

from geo.model.scene import Scene, Series
from geo.page.cells import Cells, encode_codes, encode_values

MOST_VALUES = 1_000_000  # above it only classes are sent


class CodesData(TypedDict):
    """How the bytes of a block of codes are laid out, see `geo.page.cells`."""

    block: str
    order: str
    width: int


class ValuesData(TypedDict):
    """How the bytes of a block of numbers are laid out, see `geo.page.cells`."""

    block: str
    kind: str
    decimals: int
    width: int


@dataclass(frozen=True)
class Grids:
    """How the blocks of a series are laid out, and the blocks by name, in base64.

    `rows` is None where places and pieces of land are one, `details` where nothing stands behind any answer, `values` where
    there are none or too many.
    """

    land: CodesData
    rows: CodesData | None
    details: CodesData | None
    values: ValuesData | None
    blocks: dict[str, str]


def pack_grids(scene: Scene) -> list[Grids]:
    """Pack the grids of each series of a scene."""
    return [_pack(scene, series, number) for number, series in enumerate(scene.series)]


def _pack(scene: Scene, series: Series, number: int) -> Grids:
    blocks: dict[str, str] = {}

    def tell(name: str, cells: Cells) -> CodesData:
        blocks[f"{name}-{number}"] = cells.text
        return {"block": f"{name}-{number}", "order": cells.order, "width": cells.width}

    same = scene.land.over is None and (
        series.land_codes is series.place_codes or np.array_equal(series.land_codes, series.place_codes)
    )
    values: ValuesData | None = None
    if series.values is not None:
        given = np.array([style.kind not in ("absent", "missing") for style in series.styles])[series.place_codes]
        given[:, 0] = False  # before the first stop there are no figures
        if np.count_nonzero(given) <= MOST_VALUES:
            found = encode_values(series.values, given)
            blocks[f"values-{number}"] = found.text
            values = {"block": f"values-{number}", "kind": found.kind, "decimals": found.decimals, "width": found.width}
    land = tell("land", encode_codes(series.land_codes))
    rows = None if same else tell("rows", encode_codes(series.place_codes))
    details = tell("details", encode_codes(series.detail_codes)) if len(series.details) > 1 else None
    return Grids(land, rows, details, values, blocks)
