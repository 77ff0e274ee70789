"""The places that hold others: parts within a map, and the country that shares are shares of."""

from collections.abc import Iterable, Sequence

from shapely.geometry.base import BaseGeometry

from geo.land.area import geodesic_km2, union_km2
from geo.package.read import Package
from geo.package.schema import Place


def find_contained(package: Package, ids: Iterable[str]) -> dict[str, str]:
    """Return which of the places are part of another of them, at any remove, and of which (the nearest)."""
    shown = list(ids)
    holders = ((name, [up for up in package.within(name) if up in shown]) for name in shown)
    return {name: up[0] for name, up in holders if up}


def find_country(package: Package, places: Sequence[Place]) -> tuple[Place | None, float | None]:
    """Find what shares are shares of.

    Parameters
    ----------
    package : Package
        With boundaries in EPSG:4326.
    places : sequence of Place
        The map's places.

    Returns
    -------
    Place or None
        The outermost place that all of them are part of, itself not among them.
    float or None
        Its geodesic area in km²: of its own boundary, else of all places that are part of it together; without
        such a place, of all boundaries of the package together. None when there is no boundary.
    """
    chains = [[place.id, *package.within(place.id)] for place in places]
    common = [name for name in chains[0][1:] if all(name in chain for chain in chains)] if chains else []
    if common:
        country = package.places[common[-1]]
        own = package.boundary(country.id) if country.boundary else None
        if own is not None:
            return country, geodesic_km2(own)
        shapes = _shapes(package, (p for p in package.places.values() if country.id in package.within(p.id)))
        return country, union_km2(shapes) if shapes else None
    shapes = _shapes(package, package.places.values())
    return None, union_km2(shapes) if shapes else None


def _shapes(package: Package, places: Iterable[Place]) -> list[BaseGeometry]:
    return [package.boundary(place.id) for place in places if place.boundary]
