"""Which places hold a point: a grid of cells that answers most points at once, exact geometry for the rest.

A point counts in every place whose inside holds it. A point inside none, but on the border of one or more, counts in the one
of them whose id sorts first. So a point on a shared border counts once, and places that overlap each get their own true number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from geo.errors import InputError
from geo.points.vectors import read_vectors

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ID_COLUMNS = ("id", "place", "iso_3166_2", "adm1_code", "name")
_NOWHERE = -1
_CELLS_PER_SEGMENT = 8
_FEWEST_CELLS, _MOST_CELLS = 1 << 12, 1 << 22


@dataclass(frozen=True)
class Located:
    """Pairs of row and place number, and which rows lie in several places."""

    rows: Ints
    places: Ints
    shared: int


class PlaceIndex:
    """Polygons in degrees (EPSG:4326) under ids, ready to be asked for millions of points."""

    def __init__(self, ids: Iterable[str], shapes: npt.ArrayLike) -> None:
        names = np.array(list(ids), dtype=object)
        order = np.argsort(names, kind="stable")
        self.ids: tuple[str, ...] = tuple(names[order])
        self._shapes = np.asarray(shapes, dtype=object)[order]
        shapely.prepare(self._shapes)
        self._tree = shapely.STRtree(self._shapes)
        self._build_grid()

    def pack(self) -> tuple[tuple[str, ...], list[bytes]]:
        """Return ids and shapes as plain bytes, to send elsewhere."""
        return self.ids, list(shapely.to_wkb(self._shapes))

    @classmethod
    def unpack(cls, packed: tuple[tuple[str, ...], list[bytes]]) -> "PlaceIndex":
        """Build again what `pack` gave."""
        ids, shapes = packed
        return cls(ids, shapely.from_wkb(shapes))

    def locate(self, lon: Floats, lat: Floats) -> Located:
        """Find the places of points in degrees; points outside all places are in no pair."""
        codes = np.full(len(lon), _NOWHERE, np.int64)
        near = (lon >= self._west) & (lon <= self._east) & (lat >= self._south) & (lat <= self._north)
        near_rows = np.flatnonzero(near)
        column, row = self._columns_of(lon[near_rows]), self._rows_of(lat[near_rows])
        codes[near_rows] = self._grid[row * self._width + column]
        simple = np.flatnonzero((codes >= 0) & (codes < len(self.ids)))
        several = np.flatnonzero(codes >= len(self.ids))
        mixed = np.flatnonzero(codes < _NOWHERE)
        several_rows, several_places = _spread(
            several, codes[several] - len(self.ids), self._set_starts, self._set_places
        )
        mixed_rows, mixed_places = self._locate_mixed(lon, lat, mixed, _NOWHERE - 1 - codes[mixed])
        rows = np.concatenate([simple, several_rows, mixed_rows])
        places = np.concatenate([codes[simple], several_places, mixed_places])
        _, times = np.unique(mixed_rows, return_counts=True)
        return Located(rows, places, len(several) + int((times > 1).sum()))

    def _locate_mixed(self, lon: Floats, lat: Floats, rows: Ints, cells: Ints) -> tuple[Ints, Ints]:
        """Ask the geometry of each place that a point's cell may touch."""
        rows, places = _spread(rows, cells, self._mixed_starts, self._mixed_places)
        touched = self._test(shapely.intersects_xy, lon, lat, rows, places)
        rows, places = rows[touched], places[touched]
        order = np.lexsort((places, rows))
        rows, places = rows[order], places[order]
        _, first, inverse, times = np.unique(rows, return_index=True, return_inverse=True, return_counts=True)
        disputed = np.flatnonzero(times[inverse] > 1)
        if not len(disputed):
            return rows, places
        inside = np.zeros(len(rows), bool)
        inside[disputed] = self._test(shapely.contains_xy, lon, lat, rows[disputed], places[disputed])
        settled = np.zeros(len(times), bool)  # truly inside some place: borders with others then say nothing
        settled[inverse[inside]] = True
        keep = inside | (~settled[inverse] & (np.arange(len(rows)) == first[inverse]))
        return rows[keep], places[keep]

    def _test(self, ask: Any, lon: Floats, lat: Floats, rows: Ints, places: Ints) -> Flags:
        """Answer `ask(shape, lon, lat)` for pairs of row and place, one call a place."""
        answers = np.zeros(len(rows), bool)
        order = np.argsort(places, kind="stable")
        numbers, starts = np.unique(places[order], return_index=True)
        for number, pairs in zip(numbers, np.split(order, starts[1:]), strict=False):
            answers[pairs] = ask(self._shapes[number], lon[rows[pairs]], lat[rows[pairs]])
        return answers

    # The grid. A cell that no border touches lies as a whole in the same places, so one answer serves all its points;
    # so does a run of such cells side by side. Points and borders find their cell by the same monotonic formula.

    def _build_grid(self) -> None:
        starts, ends, owners = _segments(self._shapes)
        self._west, self._south, self._east, self._north = (
            float(x) for x in shapely.total_bounds(self._shapes)
        )
        wide, high = self._east - self._west, self._north - self._south
        cells = min(max(len(starts) * _CELLS_PER_SEGMENT, _FEWEST_CELLS), _MOST_CELLS)
        side = (wide * high / cells) ** 0.5
        self._width, self._height = max(1, round(wide / side)), max(1, round(high / side))
        self._column_scale, self._row_scale = self._width / wide, self._height / high

        pairs = self._touched_cells(starts, ends, owners, side)
        count = len(self.ids)
        mixed = np.unique(pairs // count)
        code = np.full(self._width * self._height, _NOWHERE, np.int32)
        code[mixed] = _NOWHERE - 1 - np.arange(len(mixed))

        # Clear cells: ask once for the first cell of each run.
        clear = code == _NOWHERE
        before = np.concatenate([[False], clear[:-1]])
        before[:: self._width] = False
        heads = np.flatnonzero(clear & ~before)
        head_rows, head_places = self._ask_centres(heads)
        sets: dict[tuple[int, ...], int] = {}  # places that overlap, by the number of their set
        times = np.bincount(head_rows, minlength=len(heads))
        answers = np.full(len(heads), _NOWHERE, np.int32)
        alone = times[head_rows] == 1
        answers[head_rows[alone]] = head_places[alone]
        grouped: dict[int, list[int]] = {}
        for head, place in zip(head_rows[~alone].tolist(), head_places[~alone].tolist(), strict=True):
            grouped.setdefault(head, []).append(place)
        for head, members in grouped.items():
            answers[head] = count + sets.setdefault(tuple(sorted(members)), len(sets))
        lengths = np.diff(np.append(np.flatnonzero((clear & ~before)[clear]), int(clear.sum())))
        code[clear] = np.repeat(answers, lengths)
        self._grid = code
        self._set_starts = np.cumsum([0, *(len(members) for members in sets)])
        self._set_places = np.array([place for members in sets for place in members], np.int64)

        # Mixed cells: the places whose border is in the cell, and those that hold the cell as a whole.
        whole_rows, whole_places = self._ask_centres(mixed, known=pairs)
        every = np.concatenate([pairs, mixed[whole_rows] * count + whole_places])
        every.sort()
        self._mixed_places = every % count
        self._mixed_starts = np.append(np.searchsorted(every // count, mixed), len(every))

    def _touched_cells(self, starts: Floats, ends: Floats, owners: Ints, side: float) -> Ints:
        """List cell × places + place, sorted, for each cell that a border may touch."""
        pieces = np.maximum(1, np.ceil(np.abs(ends - starts).max(axis=1) / side)).astype(np.int64)
        which = np.repeat(np.arange(len(starts)), pieces)
        step = np.arange(len(which)) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        share = (ends - starts)[which] / pieces[which][:, None]
        begin = starts[which] + share * step[:, None]
        finish = np.where((step + 1 == pieces[which])[:, None], ends[which], begin + share)
        slack = side * 1e-6  # more than rounding can move a cut
        low, high = np.minimum(begin, finish) - slack, np.maximum(begin, finish) + slack
        left, right = self._columns_of(low[:, 0]), self._columns_of(high[:, 0])
        bottom, top = self._rows_of(low[:, 1]), self._rows_of(high[:, 1])
        found = []
        for across in range(int((right - left).max()) + 1):
            for up in range(int((top - bottom).max()) + 1):
                here = (left + across <= right) & (bottom + up <= top)
                cell = (bottom[here] + up) * self._width + left[here] + across
                found.append(np.unique(cell * len(self.ids) + owners[which[here]]))
        return np.unique(np.concatenate(found))

    def _ask_centres(self, cells: Ints, known: Ints | None = None) -> tuple[Ints, Ints]:
        """Find the places at the cells' centres, but for the pairs of cell and place known already."""
        lon = self._west + (cells % self._width + 0.5) / self._column_scale
        lat = self._south + (cells // self._width + 0.5) / self._row_scale
        rows, places = self._tree.query(shapely.points(lon, lat))
        if known is not None and len(known):
            wanted = cells[rows] * len(self.ids) + places
            at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
            rows, places = rows[known[at] != wanted], places[known[at] != wanted]
        inside = self._test(shapely.contains_xy, lon, lat, rows, places)
        return rows[inside], places[inside]

    def _columns_of(self, lon: Floats) -> Ints:
        columns: Ints = ((lon - self._west) * self._column_scale).astype(np.int64)
        return columns.clip(0, self._width - 1)

    def _rows_of(self, lat: Floats) -> Ints:
        rows: Ints = ((lat - self._south) * self._row_scale).astype(np.int64)
        return rows.clip(0, self._height - 1)


def read_places(boundaries: Any, *, id_column: str | None = None) -> PlaceIndex:
    """Read polygons from a file or a GeoDataFrame into an index.

    Parameters
    ----------
    boundaries : path or GeoDataFrame
        Polygons in any CRS; they are taken to EPSG:4326.
    id_column : str, optional
        The column of unique ids; without it the first of `id`, `place`, `iso_3166_2`, `adm1_code`, `name` that can serve.

    Raises
    ------
    InputError
        The file cannot be read, has no CRS, no polygons, or no unique ids.
    """
    frame, label = _open(boundaries)
    column = _choose_id(frame, id_column, label)
    if frame.crs is None:
        raise InputError(
            f"{label}: the boundaries say no coordinate reference system; longitude and latitude (EPSG:4326) or another "
            "named one is needed; add it to the file, or set it with GeoDataFrame.set_crs"
        )
    frame = frame[frame.geometry.notna() & ~frame.geometry.is_empty]  # a place without land holds no point
    wrong = ~frame.geom_type.isin(["Polygon", "MultiPolygon"])
    if wrong.any():
        row = frame[wrong].iloc[0]
        raise InputError(
            f"{label}: place {str(row[column])!r} is a {row.geometry.geom_type}; polygons are wanted; "
            "leave out what has no area"
        )
    shapes = np.array(frame.geometry.to_crs(4326).to_numpy(), dtype=object)
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = [_land_of(shape) for shape in shapely.make_valid(shapes[broken])]
    solid = shapely.area(shapes) > 0
    if not solid.any():
        raise InputError(f"{label}: no polygons; give a file of boundaries with at least one")
    return PlaceIndex(frame[column].astype(str)[solid], shapes[solid])


def _open(boundaries: Any) -> tuple[Any, str]:
    import geopandas

    if isinstance(boundaries, geopandas.GeoDataFrame):
        if boundaries.active_geometry_name is None:
            raise InputError(
                "boundaries: the GeoDataFrame has no active geometry; choose one with set_geometry"
            )
        return boundaries, "boundaries"
    if not isinstance(boundaries, (str, Path)):
        raise InputError(f"boundaries: a GeoDataFrame or a path is wanted, not {type(boundaries).__name__}")
    path = Path(boundaries)
    if not path.exists():
        raise InputError(f"{path}: no such file; give the boundaries as a file of polygons")
    return read_vectors(path, "polygons"), str(path)


def _choose_id(frame: Any, wanted: str | None, label: str) -> str:
    columns = [str(column) for column in frame.columns if column != frame.active_geometry_name]
    if wanted is not None:
        if wanted not in columns:
            raise InputError(f"{label}: no column {wanted!r} for ids; there are: {', '.join(columns)}")
        values = frame[wanted]
        if values.isna().any():
            row = int(values.isna().to_numpy().argmax()) + 1
            raise InputError(f"{label}: column {wanted!r} is empty in feature {row}; every place needs an id")
        texts = values.astype(str)
        if texts.duplicated().any():
            twice = texts[texts.duplicated()].iloc[0]
            raise InputError(
                f"{label}: id {twice!r} stands {int((texts == twice).sum())} times in column {wanted!r}; "
                "ids must be unique: choose another column, or join the features of one place first"
            )
        return wanted
    for column in ID_COLUMNS:
        if column in columns and frame[column].notna().all() and frame[column].astype(str).is_unique:
            return column
    raise InputError(
        f"{label}: none of the columns {', '.join(ID_COLUMNS)} holds unique ids; "
        f"name one with --id; there are: {', '.join(columns)}"
    )


def _land_of(shape: Any) -> Any:
    """Keep the polygons of what mending made."""
    parts = shapely.get_parts(shapely.get_parts(shape))
    return shapely.union_all([part for part in parts if shapely.get_dimensions(part) == 2])


def _segments(shapes: Any) -> tuple[Floats, Floats, Ints]:
    """Return starts, ends and owners of all border segments."""
    parts, part_owner = shapely.get_parts(shapes, return_index=True)
    rings, ring_part = shapely.get_rings(parts, return_index=True)
    points, point_ring = shapely.get_coordinates(rings, return_index=True)
    joined = point_ring[1:] == point_ring[:-1]
    return points[:-1][joined], points[1:][joined], part_owner[ring_part[point_ring[:-1][joined]]]


def _spread(rows: Ints, sets: Ints, starts: Ints, members: Ints) -> tuple[Ints, Ints]:
    """Pair each row with every member of its set."""
    firsts, sizes = starts[sets], starts[sets + 1] - starts[sets]
    offsets = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(rows, sizes), members[np.repeat(firsts, sizes) + offsets]
