"""The plane that a map is drawn in: the one thing that page, still, layer, picture and report project with.

Its unit square is what the page counts pixels in, as Leaflet does: the middle of the plane at (0.5, 0.5), y downwards,
the equator's length of metres across. So a pixel of a zoom is as many metres as in Web Mercator at the equator.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from pyproj import CRS, Geod
from shapely.geometry.base import BaseGeometry

from geo.errors import InputError
from geo.land.antimeridian import cut_edges, recentre
from geo.land.area import keep_polygons
from geo.look.projection import AROUND, Albers, Azimuthal, Coded, EqualEarth, Mercator, Projection
from geo.text.words import format_number, say

Floats = npt.NDArray[np.float64]
Box = tuple[float, float, float, float]

TRUE = 0.05  # how much a scale may vary across a frame that has a scale bar
KINDS: dict[type, str] = {
    EqualEarth: "equal-earth",
    Azimuthal: "laea",
    Albers: "albers",
    Mercator: "mercator",
    Coded: "code",
}
_STEPS = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 30, 45)
_WGS84 = Geod(ellps="WGS84")
_REACHES = (88.0, 75.0, 60.0, 45.0, 30.0)  # degrees around its meridian that a coded projection may show
_ANTIPODE = 8.0  # degrees around the point opposite a centre that an azimuthal plane cannot show


@dataclass(frozen=True)
class Plane:
    """A projection, and what of its plane a map opens on.

    Attributes
    ----------
    projection : Projection
        The formulas, in metres.
    home : tuple of float
        Left, top, right, bottom in the unit square: where the drawn land is, without far specks.
    whole : tuple of float
        The same of all the land, far specks too.
    longest : float
        Degrees that an edge may span before it is cut.
    beyond, partly : tuple of int
        Positions of the geometries that are outside `home`, and of those of which a part is.
    """

    projection: Projection
    home: Box = (0.0, 0.0, 1.0, 1.0)
    whole: Box = (0.0, 0.0, 1.0, 1.0)
    longest: float = 2.0
    beyond: tuple[int, ...] = ()
    partly: tuple[int, ...] = ()

    # forward and back ------------------------------------------------------------------------------

    def project(self, geometries: Any) -> Any:
        """Return geometries (EPSG:4326, an array or one) in the unit square, long edges cut first."""
        return self._carry(geometries, self.units)

    def metres(self, geometries: Any) -> Any:
        """Return geometries (EPSG:4326, an array or one) in metres of the plane, y to the north, their polygons valid."""
        carried = self._carry(geometries, self._forward)
        if isinstance(carried, BaseGeometry):
            return sound(carried)
        for number in np.flatnonzero(~shapely.is_valid(carried)).tolist():  # short edges stay straight, and may cross
            carried[number] = sound(carried[number])
        return carried

    def units(self, degrees: Any) -> Floats:
        """Return points of the unit square (n, 2) of longitudes and latitudes (n, 2)."""
        return self.to_units(self._forward(degrees))

    def inverse(self, units: Any) -> Floats:
        """Return longitudes, from -180 to 180, and latitudes (n, 2) of points of the unit square (n, 2)."""
        return self.degrees(self.to_metres(units))

    def degrees(self, points: Any) -> Floats:
        """Return longitudes, from -180 to 180, and latitudes (n, 2) of points of the plane in metres (n, 2)."""
        points = np.asarray(points, dtype=float).reshape(-1, 2)
        turn, lat = self.projection.inverse(points[:, 0], points[:, 1])
        lon = turn + self.projection.lon
        return np.column_stack([np.where(np.abs(lon) > 180, (lon + 180) % 360 - 180, lon), lat])

    def _forward(self, degrees: Any) -> Floats:
        degrees = np.asarray(degrees, dtype=float).reshape(-1, 2)
        turn = degrees[:, 0] - self.projection.lon
        turn = np.where(np.abs(turn) > 180 + 1e-9, (turn + 180) % 360 - 180, turn)
        x, y = self.projection.forward(turn, degrees[:, 1])
        return np.column_stack([x, y])

    def _carry(self, geometries: Any, forward: Any) -> Any:
        given = np.array([geometries], dtype=object) if isinstance(geometries, BaseGeometry) else np.asarray(geometries)
        land = recentre(given, self.projection.lon)
        if not isinstance(self.projection, Mercator):
            land = self._without_what_is_off(cut_edges(self._without_antipode(land), self.longest))
        carried = shapely.transform(land, forward)
        if isinstance(self.projection, Azimuthal):
            self._close_seam(land, carried)
        return carried[0] if isinstance(geometries, BaseGeometry) else carried

    def _close_seam(self, land: Any, carried: Any) -> None:
        """Join what was cut at the meridian opposite the centre, where an azimuthal plane has both sides together."""
        low, high = self.projection.lon - 180 + 1e-9, self.projection.lon + 180 - 1e-9
        west, _, east, _ = shapely.bounds(land).T
        for number in np.flatnonzero((west < low) & (east > high) & (shapely.get_dimensions(land) == 2)).tolist():
            carried[number] = shapely.make_valid(carried[number], method="structure")

    def _without_antipode(self, land: Any) -> Any:
        """Leave out what lies opposite the centre, which an azimuthal plane would turn inside out."""
        if not isinstance(self.projection, Azimuthal):
            return land
        lon, lat = self.projection.lon, -self.projection.lat
        hole = shapely.union_all(
            [shapely.box(lon - 180, lat - _ANTIPODE, lon - 180 + 2 * _ANTIPODE, lat + _ANTIPODE),
             shapely.box(lon + 180 - 2 * _ANTIPODE, lat - _ANTIPODE, lon + 180, lat + _ANTIPODE)]
        )  # fmt: skip
        near = np.flatnonzero(shapely.intersects(land, hole))
        if len(near):
            land = np.array(land, dtype=object)
            land[near] = shapely.difference(land[near], hole)
        return land

    def _without_what_is_off(self, land: Any) -> Any:
        """Leave out what a coded projection has no place for, such as what is far from a zone of transverse Mercator."""
        if not isinstance(self.projection, Coded):
            return land
        xy, owner = shapely.get_coordinates(land, return_index=True)
        wrong = np.unique(owner[~np.isfinite(self._forward(xy)).all(axis=1)])
        if len(wrong):
            land = np.array(land, dtype=object)
        for number in wrong.tolist():
            land[number] = next(
                (cut for reach in _REACHES if (cut := self._near(land[number], reach)) is not None), type(land[number])()
            )
        return land

    def _near(self, shape: BaseGeometry, reach: float) -> BaseGeometry | None:
        """What of a shape is within so many degrees of the meridian; None if there is any of it that the plane cannot show."""
        lon = self.projection.lon
        cut = shapely.intersection(shape, shapely.box(lon - reach, -reach, lon + reach, reach))
        cut = cut_edges(np.array([cut], dtype=object), self.longest)[0]
        return cut if np.isfinite(self._forward(shapely.get_coordinates(cut))).all() else None

    @staticmethod
    def to_units(metres: Any) -> Floats:
        """Return points of the unit square (n, 2) of points in metres (n, 2)."""
        metres = np.asarray(metres, dtype=float).reshape(-1, 2)
        return np.column_stack([0.5 + metres[:, 0] / AROUND, 0.5 - metres[:, 1] / AROUND])

    @staticmethod
    def to_metres(units: Any) -> Floats:
        """Return points in metres (n, 2) of points of the unit square (n, 2)."""
        units = np.asarray(units, dtype=float).reshape(-1, 2)
        return np.column_stack([(units[:, 0] - 0.5) * AROUND, (0.5 - units[:, 1]) * AROUND])

    def degrees_of(self, box: Box) -> Box:
        """Return south, west, north, east in degrees around a box of the unit square; east may be beyond 180."""
        left, top, right, bottom = box
        xs, ys = np.meshgrid(np.linspace(left, right, 33), np.linspace(top, bottom, 33))
        points = self.to_metres(np.column_stack([xs.ravel(), ys.ravel()]))
        turn, lat = self.projection.inverse(points[:, 0], points[:, 1])
        lon = turn + self.projection.lon
        return float(lat.min()), float(lon.min()), float(lat.max()), float(lon.max())

    # what a page and a foot say of it ---------------------------------------------------------------

    @property
    def kind(self) -> str:
        """`equal-earth`, `laea`, `albers`, `mercator` or `code`."""
        return KINDS[type(self.projection)]

    @property
    def metres_per_unit(self) -> float:
        """Metres of the plane across the unit square."""
        return AROUND

    def crs_data(self) -> dict[str, Any]:
        """Return what the page's scripts build the same plane from.

        Raises
        ------
        InputError
            The plane is pyproj's, which only pictures are drawn in.
        """
        if isinstance(self.projection, Coded):
            raise InputError(
                f"projection: came {self.projection.code!r}, which only pictures can be drawn in; for a page take auto, "
                "equal-earth, laea, albers or mercator"
            )
        numbers = {name: getattr(self.projection, name) for name in self.projection.__dataclass_fields__}  # type: ignore[attr-defined]
        boxes = {"home": self.home, "whole": self.whole}
        return {"kind": self.kind, **numbers, **{name: [round(side, 9) for side in box] for name, box in boxes.items()}}

    def name(self, lang: str) -> str:
        """Return what the foot calls it, in a language."""
        plane = self.projection
        values = {}
        if isinstance(plane, Coded):
            values["name"] = f"{CRS.from_user_input(plane.code).name} ({plane.code})"
        else:
            values["lon"] = write_degrees(plane.lon, "lon", lang)
        if isinstance(plane, Azimuthal):
            values["lat"] = write_degrees(plane.lat, "lat", lang)
        if isinstance(plane, Albers):
            values |= {"south": write_degrees(plane.south, "lat", lang), "north": write_degrees(plane.north, "lat", lang)}
        return say(f"picture.projection_{self.kind.replace('-', '_')}", lang, **values)

    def sentence(self, lang: str) -> str:
        """Return its name as a sentence that ends once, even after an abbreviation."""
        name = self.name(lang)
        return f"{name}\N{ARMENIAN FULL STOP}" if lang == "hy" else f"{name.removesuffix('.')}."

    def tell_beyond(self, names: Sequence[str] | Mapping[int, str], lang: str) -> str:
        """Return a sentence that names, of the geometries' names, those outside the opening view; empty without any."""
        whole = {names[number] for number in self.beyond}
        parts = {names[number] for number in self.partly} - whole
        listed = [*sorted(whole), *(say("map.beyond_part", lang, place=name) for name in sorted(parts))]
        return say("map.beyond", lang, places=", ".join(listed)) if listed else ""

    # how true it is ---------------------------------------------------------------------------------

    def north(self, x: float, y: float) -> float:
        """Return by how many degrees north leans to the right at a point of the plane, in metres."""
        lon, lat = self.degrees([[x, y]])[0]
        ahead = np.array([[lon, lat], [lon, lat + 0.01 if lat < 89.9 else lat - 0.01]])
        (x0, y0), (x1, y1) = self._forward(ahead)
        turn = 1 if lat < 89.9 else -1
        return math.degrees(math.atan2(turn * (x1 - x0), turn * (y1 - y0)))

    def stretch(self, x: float, y: float) -> float:
        """Return how many metres of the plane a true metre takes, to the right at a point of the plane in metres."""
        across, _ = self._stretches(np.array([[x, y]]))
        return float(across[0])

    def _stretches(self, points: Floats) -> tuple[Floats, Floats]:
        """Metres of the plane in a true one, to the right and upwards; NaN off the globe."""
        found = []
        for step in ((500.0, 0.0), (0.0, 500.0)):
            ends = [self.degrees(points - step), self.degrees(points + step)]
            true = np.asarray(_WGS84.inv(ends[0][:, 0], ends[0][:, 1], ends[1][:, 0], ends[1][:, 1])[2])
            back = self._forward(ends[1]) - self._forward(ends[0])
            on = np.hypot(back[:, 0] - 2 * step[0], back[:, 1] - 2 * step[1]) < 1
            found.append(np.where(on & (true > 0), 1000 / np.where(true > 0, true, 1), np.nan))
        return found[0], found[1]

    def is_true(self, bounds: Box) -> bool:
        """Say whether one scale is true within 5 % over a frame (left, bottom, right, top in metres), whatever the direction."""
        left, bottom, right, top = bounds
        xs, ys = np.meshgrid(np.linspace(left, right, 5), np.linspace(bottom, top, 5))
        points = np.column_stack([xs.ravel(), ys.ravel()])
        middle = self.stretch((left + right) / 2, (bottom + top) / 2)
        both = np.concatenate(self._stretches(points)) / middle
        return bool(np.all(np.abs(both - 1) <= TRUE))  # NaN is not

    # lines that say where one is --------------------------------------------------------------------

    def globe(self) -> BaseGeometry | None:
        """Return the edge of the globe as a polygon in metres, where the plane shows the whole; else None."""
        if not isinstance(self.projection, EqualEarth):
            return None
        lat = np.linspace(-90, 90, 181)
        side = np.full(181, 180.0)
        x, y = self.projection.forward(np.concatenate([side, -side]), np.concatenate([lat, lat[::-1]]))
        return shapely.Polygon(np.column_stack([x, y]))

    def graticule(self, bounds: Box, most: float = 5.5) -> list[tuple[str, float, BaseGeometry]]:
        """Return meridians and parallels at a round step over a frame.

        Parameters
        ----------
        bounds : tuple of float
            Left, bottom, right, top in metres.
        most : float
            How many steps there may be across the frame's longer span of degrees.

        Returns
        -------
        list of tuple
            "lon" or "lat", the degrees, and the line in metres, not cut to the frame.
        """
        left, bottom, right, top = bounds
        xs, ys = np.meshgrid(np.linspace(left, right, 33), np.linspace(bottom, top, 33))
        points = np.column_stack([xs.ravel(), ys.ravel()])
        turn, lat = self.projection.inverse(points[:, 0], points[:, 1])
        x, y = self.projection.forward(turn, lat)
        on = np.hypot(x - points[:, 0], y - points[:, 1]) < 1
        if not on.any():
            return []
        turn, lat = turn[on], lat[on]
        pole = next((pole for pole in (90.0, -90.0) if self.holds_pole(bounds, pole)), None)
        if pole is not None and isinstance(self.projection, Azimuthal):
            turn, lat = np.array([-180.0, 180.0]), np.append(lat, pole)
        west, east, south, north = turn.min(), turn.max(), lat.min(), lat.max()
        if isinstance(self.projection, EqualEarth) and east - west > 300:
            west, east, south, north = -180.0, 180.0, -90.0, 90.0  # from edge to edge
        lon = self.projection.lon
        step = next((s for s in _STEPS if max(east - west, north - south) / s <= most), 60)
        lines: list[tuple[str, float, BaseGeometry]] = []
        for number in range(math.ceil((west + lon) / step), math.floor((east + lon) / step) + 1):
            value = number * step
            ends = np.linspace(max(south, -90), min(north, 90), 91)
            xy = np.column_stack(self.projection.forward(np.full(91, value - lon), ends))
            shown = value - 360 if value > 180 else value + 360 if value <= -180 else value
            lines.append(("lon", shown, shapely.LineString(xy)))
        for number in range(math.ceil(south / step), math.floor(north / step) + 1):
            value = number * step
            if abs(value) == 90:
                continue
            ends = np.linspace(west, east, 181)
            lines.append(("lat", value, shapely.LineString(np.column_stack(self.projection.forward(ends, np.full(181, value))))))
        return lines

    def holds_pole(self, bounds: Box, *poles: float) -> bool:
        """Say whether a frame (left, bottom, right, top in metres) holds a pole, around which north is on every side."""
        left, bottom, right, top = bounds
        for pole in poles or (90.0, -90.0):
            ((x, y),) = self._forward([[self.projection.lon, pole]])
            if left <= x <= right and bottom <= y <= top and math.hypot(x, y) < 0.95 * AROUND / math.pi:
                return True
        return False


def sound(geometry: BaseGeometry) -> BaseGeometry:
    """Return polygons valid, and anything else as it is."""
    area = shapely.get_dimensions(geometry) == 2
    return keep_polygons(geometry) if area and not geometry.is_valid else geometry


def write_degrees(value: float, axis: str, lang: str) -> str:
    """Return a longitude or latitude with its side, in a language."""
    side = ("east" if value >= 0 else "west") if axis == "lon" else ("north" if value >= 0 else "south")
    text = f"{abs(value):.2f}".rstrip("0").rstrip(".")
    digits = len(text.partition(".")[2])
    return say(f"picture.degrees_{side}", lang, number=format_number(abs(value), lang, digits))


WEB = Plane(Mercator())
