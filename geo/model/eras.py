"""Eras: stretches of days in which no boundary changes, each with its land and who speaks for it.

Land is cut once by all boundaries of all times; in an era a face is of the places whose boundary is valid then. A map whose
boundaries never change has one era.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from shapely.geometry.base import BaseGeometry

from geo.land.area import Face, cut_faces
from geo.model.bounds import Bound
from geo.model.extent import Extents
from geo.model.period import Track


@dataclass(frozen=True)
class Era:
    """The land from a day on, until the next era.

    Attributes
    ----------
    tracks : by id, the places that are there, with the boundary of the time; those that never have one are always there.
    faces : all faces of the map, with the places that they are of now; land of nobody has none.
    speakers : per face, the places that speak for it: those over it that have no other of them within.
    extents : how much of each place is held.
    tenures : all of the map, in its order.
    """

    tracks: Mapping[str, Track]
    faces: tuple[Face, ...]
    speakers: Sequence[tuple[str, ...]]
    extents: Extents
    tenures: Sequence[tuple[str, str]]

    @cached_property
    def land_km2(self) -> float:
        """The land of the places, nothing twice."""
        return sum(face.km2 for face in self.faces if face.places)

    @cached_property
    def claims(self) -> list[list[int]]:
        """Per face, the tenures of the places that speak for it, by position."""
        numbers = {tenure: number for number, tenure in enumerate(self.tenures)}
        return [
            [numbers[place, one.party] for place in names for one in self.tracks[place].tenures] for names in self.speakers
        ]

    @cached_property
    def order(self) -> list[int]:
        """The tenures that are there, by position: the inner places first, of overlapping ones the smaller."""
        there = [number for number, (place, _) in enumerate(self.tenures) if place in self.tracks]

        def rank(number: int) -> tuple[int, float, tuple[str, str]]:
            track = self.tracks[self.tenures[number][0]]
            return -len(track.within), track.measured_km2 or 0.0, self.tenures[number]

        return sorted(there, key=rank)


class Eras:
    """The land of a map over time.

    Parameters
    ----------
    tracks : the places.
    outlines : polygons by id that say which land was held.
    bounds : what these say.

    Attributes
    ----------
    faces : the land of all times, each face with the places that it is ever of.
    edges : the days on which some boundary changes.
    """

    def __init__(self, tracks: Sequence[Track], outlines: Mapping[str, BaseGeometry], bounds: Sequence[Bound]) -> None:
        self._tracks, self._bounds = tracks, bounds
        owners, shapes = {}, {}
        for track in tracks:
            for number, one in enumerate(track.versions):
                key = f"{track.place.id} {number}" if number else track.place.id  # no id has a space
                owners[key], shapes[key] = (track.place.id, one), one.shape
        cut = cut_faces(shapes, outlines)
        self._versions = [[owners[key] for key in face.places] for face in cut]
        self.faces = tuple(
            replace(face, places=tuple(sorted({place for place, _ in over})))
            for face, over in zip(cut, self._versions, strict=True)
        )
        edges = {day for track in tracks for one in track.versions for day in one.days if day and day > date.min}
        self.edges = tuple(sorted(edges))
        self._found: dict[int, Era] = {}
        self._tenures = [(track.place.id, tenure.party) for track in tracks for tenure in track.tenures]

    def on(self, day: date) -> Era:
        """Return the era of a day."""
        number = bisect_right(self.edges, day)
        if number not in self._found:
            self._found[number] = self._era(self.edges[number - 1] if number else date.min)
        return self._found[number]

    def _era(self, first: date) -> Era:
        there = {track.place.id: track.as_of(first) for track in self._tracks if track.there(first)}
        faces = self.faces
        if self.edges:
            faces = tuple(
                replace(face, places=tuple(sorted({place for place, one in over if one.valid(first)})))
                for face, over in zip(self.faces, self._versions, strict=True)
            )
        speakers = [_speaking(face, there) for face in faces]
        return Era(there, faces, speakers, Extents(list(there.values()), faces, speakers, self._bounds), self._tenures)


def _speaking(face: Face, tracks: Mapping[str, Track]) -> tuple[str, ...]:
    """List the places that speak for a face: those over it that have no other of them within."""
    wider = {place for place_id in face.places for place in tracks[place_id].within}
    return tuple(place for place in face.places if place not in wider)
