"""The plane follows the land: its family, its middle, what is in one piece, and what it opens on."""

import numpy as np
import pytest
import shapely

from geo.errors import InputError
from geo.land.area import geodesic_km2
from geo.look.choice import choose_plane
from geo.look.plane import Plane

FIJI = shapely.MultiPolygon(
    [
        shapely.box(177.2, -18.3, 178.7, -17.3),
        shapely.box(178.6, -17, 180, -16.2),
        shapely.box(-180, -17, -179.8, -16.3),
    ]
)
RUSSIA = shapely.MultiPolygon(
    [shapely.box(28, 50, 180, 72), shapely.box(-180, 64, -170, 69), shapely.box(20, 54.3, 22.8, 55.3)]
)
EUROPE = [shapely.box(-9, 36, 3, 43), shapely.box(5, 45, 25, 55), shapely.box(10, 56, 30, 70)]
AMERICAS = [shapely.box(-165, 50, -60, 70), shapely.box(-120, 15, -80, 49), shapely.box(-80, -54, -40, 10)]
WORLD = [
    RUSSIA,
    *AMERICAS,
    shapely.box(-17, -34, 50, 36),
    shapely.box(114, -38, 153, -12),
    shapely.box(-9, 37, 19, 70),
]
CITY = [shapely.box(49.7, 40.3, 49.85, 40.45), shapely.box(49.85, 40.3, 50.1, 40.5)]
STATES = shapely.box(-124.7, 25, -67, 49.4)
ICE = shapely.box(-180, -90, 180, -64)
MAPS = {
    "world": WORLD,
    "Russia": [RUSSIA],
    "Fiji": [FIJI],
    "the Americas": AMERICAS,
    "Europe": EUROPE,
    "city": CITY,
}


def size(plane: Plane) -> tuple[float, float]:
    left, top, right, bottom = plane.home
    return (right - left) * plane.metres_per_unit / 1000, (bottom - top) * plane.metres_per_unit / 1000


@pytest.mark.parametrize(
    ("name", "kind", "said"),
    [("world", "equal-earth", "central meridian 10° E"), ("Russia", "albers", "Albers"), ("Fiji", "laea", "17.3° S, 178.7° E"),
     ("the Americas", "laea", "azimuthal"), ("Europe", "laea", "azimuthal"), ("city", "laea", "40.4° N, 49.9° E")],
)  # fmt: skip
def test_family_follows_the_land(name: str, kind: str, said: str) -> None:
    plane = choose_plane(MAPS[name])
    assert plane.kind == kind
    assert said in plane.name("en")


@pytest.mark.parametrize("name", MAPS)
def test_ink_follows_the_land_within_a_percent(name: str) -> None:
    land = np.array(MAPS[name], dtype=object)
    plane = choose_plane(land)
    ink = shapely.area(plane.project(land)) / np.array([geodesic_km2(item) for item in land])
    assert ink.max() / ink.min() < 1.002
    assert ink.mean() * plane.metres_per_unit**2 / 1e6 == pytest.approx(1, rel=1e-3)


def test_land_across_180_is_one_piece_and_fills_the_frame() -> None:
    plane = choose_plane([FIJI])
    assert size(plane)[0] == pytest.approx(320, abs=15)
    assert len(shapely.get_parts(plane.project(FIJI))) == 2  # its two islands
    russia = choose_plane([RUSSIA])
    assert len(shapely.get_parts(russia.project(RUSSIA))) == 2
    assert size(russia)[0] < 9000


def test_chukotka_stays_with_russia_on_a_map_of_the_world() -> None:
    plane = choose_plane(WORLD)
    assert len(shapely.get_parts(plane.project(RUSSIA))) == 2
    assert plane.home[2] - plane.home[0] < 1


def test_wide_land_gets_two_true_parallels() -> None:
    plane = choose_plane([STATES])
    assert (
        plane.name("en")
        == "Projection: Albers equal-area conic, central meridian 96° W, parallels 29° N and 45° N"
    )
    assert "средний меридиан 96° з. д." in plane.name("ru")


def test_far_specks_are_named_not_shown_first() -> None:
    guam = shapely.box(144.6, 13.2, 144.95, 13.65)
    alone, both = choose_plane([STATES]), choose_plane([STATES, guam])
    assert both.beyond == (1,)
    assert size(both) == pytest.approx(size(alone), rel=0.02)
    parts = [shapely.box(-4, 43, 7, 51), shapely.box(-54, 2, -52, 5), shapely.box(55.2, -21.3, 55.8, -20.9)]
    opened = choose_plane([shapely.MultiPolygon(parts)])
    assert (opened.beyond, opened.partly) == ((), (0,))
    assert (
        opened.tell_beyond(["France"], "en")
        == "Far from the rest, and outside the opening view: parts of France."
    )
    assert both.tell_beyond(["States", "Guam"], "ru") == "Далеко от остального и вне начального вида: Guam."
    assert size(opened)[0] < 1100


def test_overseas_parts_do_not_shrink_a_continent_and_islands_of_their_own_name_stay() -> None:
    france = shapely.MultiPolygon([shapely.box(-4, 43, 7, 51), shapely.box(-54.5, 2.2, -51.7, 5.7)])
    alone, opened = choose_plane(EUROPE), choose_plane([*EUROPE, france])
    assert opened.partly == (3,)
    assert size(opened) == pytest.approx(size(alone), rel=0.02)
    zealand = [shapely.box(170, -44, 175, -41), shapely.box(173.5, -41, 178, -37), shapely.box(-176.9, -44.3, -176.1, -43.7)]
    assert choose_plane(zealand).beyond == ()


def test_places_are_no_specks_where_they_are_most_of_the_map() -> None:
    samoa, tonga = shapely.box(-170.9, -14.4, -170.5, -14.2), shapely.box(-175.4, -21.3, -175, -21)
    assert choose_plane([FIJI, samoa]).beyond == (1,)  # as Guam of the States
    assert choose_plane([FIJI, samoa, tonga]).beyond == ()
    isles = [shapely.box(lon, lat, lon + 0.02, lat + 0.02) for lon, lat in ((-59, -52), (-14, -8), (72, -7), (-130, -25))]
    assert len(choose_plane([shapely.box(-6, 50, 2, 58), *isles]).beyond) == 4  # a world would shrink the rest to nothing


def test_wide_land_in_the_north_has_its_cone_however_it_is_divided() -> None:
    parts = [shapely.box(lon, 41 if lon < 130 else 50, lon + 15, 81 if lon < 120 else 72) for lon in range(20, 170, 15)]
    assert [choose_plane(land).kind for land in (parts, [shapely.MultiPolygon(parts)])] == ["albers", "albers"]


def test_what_is_in_view_is_not_said_to_be_outside() -> None:
    pitcairn = shapely.box(-130.2, -25.1, -130, -25)
    plane = choose_plane([*WORLD, pitcairn])
    assert plane.home[0] < plane.units([[-130.1, -25]])[0, 0] < plane.home[2]
    assert plane.beyond == ()


def test_the_edge_of_a_world_parts_no_country_from_itself() -> None:
    states = shapely.MultiPolygon(
        [STATES, shapely.box(-168.1, 55, -141, 71), shapely.box(-171.8, 63, -168.7, 63.8), shapely.box(172.5, 51.8, 174, 53)]
    )
    land = [RUSSIA, states, shapely.box(-74, -34, -35, 5), shapely.box(16.5, -34, 33, -22), shapely.box(114, -38, 153, -12)]
    plane = choose_plane(land)
    assert plane.kind == "equal-earth"
    left, _, right, _ = shapely.bounds(plane.project(shapely.MultiPolygon(states.geoms[:2]))).tolist()
    assert right - left < 0.3


def test_islands_far_apart_are_all_shown() -> None:
    kiribati = [
        shapely.box(172.9, 1.3, 173.1, 1.5),
        shapely.box(-171.8, -2.9, -171.6, -2.7),
        shapely.box(-157.6, 1.7, -157.3, 2),
    ]
    plane = choose_plane(kiribati)
    assert plane.beyond == ()
    assert 3000 < size(plane)[0] < 3500


def test_antarctica_takes_no_room_without_figures() -> None:
    full = choose_plane([*WORLD, ICE])
    bare = choose_plane([*WORLD, ICE], given=np.array([True] * len(WORLD) + [False]))
    assert size(bare)[1] < 0.9 * size(full)[1]
    assert choose_plane([*WORLD, ICE], given=np.array([True] * (len(WORLD) + 1))).home == full.home
    assert choose_plane([ICE]).projection.lat == -90  # type: ignore[attr-defined]


@pytest.mark.parametrize("named", ["equal-earth", "laea", "albers"])
def test_named_planes_are_centred_on_the_land(named: str) -> None:
    plane = choose_plane([STATES], named)
    assert plane.kind == named
    assert plane.projection.lon == pytest.approx(-96, abs=1)


def test_mercator_is_the_webs_and_codes_are_pyprojs() -> None:
    assert choose_plane([FIJI], "mercator").projection.lon == 0
    plane = choose_plane(EUROPE, "epsg:3035")
    assert plane.name("en") == "Projection: ETRS89-extended / LAEA Europe (EPSG:3035)"
    with pytest.raises(InputError, match="only pictures can be drawn in"):
        plane.crs_data()


@pytest.mark.parametrize(
    ("named", "message"),
    [
        ("albert", "nearest: albers"),
        ("EPSG:4326", "which is in degrees"),
        ("EPSG:5773", "EGM96 height.*which is no plane"),
        ("EPSG:7415", "which has heights besides"),
        ("EPSG:2193", "longitudes 166.37 to 178.63 and latitudes -47.33 to -34.1, where this map has no land; take auto"),
        ("robinson", "wanted one of auto, equal-earth, laea, albers, mercator; or EPSG and a number, such as EPSG:3035"),
        ("EPSG:99999999", "does not know"),
        (None, "wanted one of auto, equal-earth"),
    ],
)
def test_unknown_names_are_refused(named: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        choose_plane([STATES], named)


def test_a_code_that_folds_the_land_is_refused_and_one_that_lacks_what_is_far_is_not() -> None:
    with pytest.raises(InputError, match="shows two places at one; take auto"):
        choose_plane(EUROPE, "EPSG:5513")
    isle = shapely.box(104, 0, 106, 1)  # UTM ends before it
    plane = choose_plane([*EUROPE, isle, shapely.box(-180, -80, 180, -70)], "EPSG:32633", np.array([True] * 4 + [False]))
    assert plane.metres(np.array([isle], dtype=object))[0].is_empty
    assert plane.metres(EUROPE[1]).area / 1e6 == pytest.approx(geodesic_km2(EUROPE[1]), rel=0.01)


@pytest.mark.parametrize(
    ("code", "lon", "lat"),  # axes to the west and south, south and west, in feet, away from a pole
    [("EPSG:2053", 29, -29), ("EPSG:5513", 15, 50), ("EPSG:2263", -74, 40.7), ("EPSG:5041", 0, 88)],
)
def test_codes_are_drawn_in_metres_with_north_up(code: str, lon: float, lat: float) -> None:
    plane = choose_plane([shapely.box(lon, lat, lon + 0.1, lat + 0.1)], code)
    points = np.array([[lon, lat], [lon + 0.01, lat], [lon, lat + 0.01]])
    here, east, north = plane.to_metres(plane.units(points))
    assert np.hypot(*(north - here)) == pytest.approx(1112, abs=9)
    assert (north - here)[1] > 1100
    assert (east - here)[0] == pytest.approx(1113 * np.cos(np.radians(lat)), rel=0.02)
    assert plane.inverse(plane.units(points)) == pytest.approx(points, abs=1e-6)


def test_a_cone_over_both_sides_of_the_equator_is_refused() -> None:
    with pytest.raises(InputError, match="take laea or equal-earth"):
        choose_plane([shapely.box(10, -20, 40, 20)], "albers")


def test_nothing_to_draw_is_a_world() -> None:
    assert choose_plane([shapely.Polygon()]).kind == "equal-earth"
