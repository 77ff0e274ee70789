"""What a reader sees: the land is there, each place in its colour, at the right spot, whatever the layout and kind of map."""

from datetime import date
from typing import Any

import matplotlib
import numpy as np
import pytest
import shapely
from pyproj import Geod

from geo.look.letters import POINT
from geo.model.scene import Scene
from geo.picture import frame as frames
from geo.picture.draw import compose, render
from geo.picture.frame import Frame
from geo.picture.ground import Ground, find_day
from geo.picture.layout import Options
from geo.picture.legend import all_rows, legend_rows
from geo.picture.sheet import STYLE, Sheet, grey_of, parse_size
from tests.picture.conftest import load

DPI = 100.0
DAYS = {"occupation": "1994-06-01", "eu-members": "2016-01-01", "life-expectancy": "2002"}


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Frame, date]]:
    """The frames that are drawn, each with its day."""
    seen: list[tuple[Frame, date]] = []
    draw = Frame.draw

    def spy(self: Frame, day: date, lang: str, **more: Any) -> None:
        seen.append((self, day))
        draw(self, day, lang, **{**more, "names": False})

    monkeypatch.setattr(frames.Frame, "draw", spy)
    return seen


def colour_of(pixels: Any, sheet: Sheet, x: float, y: float) -> tuple[int, ...]:
    row, column = int((sheet.size.height - y) / 25.4 * DPI), int(x / 25.4 * DPI)
    return tuple(int(value) for value in pixels[row, column][:3])


def check_frame(sheet: Sheet, pixels: Any, frame: Frame, day: date, ground: Ground) -> int:
    """Hold each place's middle against the pixel where it must lie; the number of places seen."""
    left, bottom, right, top = frame.rect
    home = ground.plane.to_metres([ground.plane.home[:2], ground.plane.home[2:]])
    (west, north), (east, south) = home.tolist()
    scale = min((right - left) * 0.89 / (east - west), (top - bottom) * 0.89 / (north - south))
    middle = np.array([(west + east) / 2, (south + north) / 2])
    series, moment = ground.series, ground.moment(day)
    wrong, seen = [], 0
    for piece, shape in enumerate(ground.land):
        style = series.styles[series.land_codes[piece, moment]]
        if style.kind == "absent" or style.pattern or shape.is_empty:
            continue
        largest = max(shapely.get_parts(shape), key=lambda part: part.area)
        spot = shapely.maximum_inscribed_circle(largest)
        if spot.length * scale / 25.4 * DPI < 4 or (ground.scene.asks == "values" and ground.series.flags):
            continue  # too small to be told from its border
        (x, y), _ = spot.coords
        mm = (np.array([x, y]) - middle) * scale + [(left + right) / 2, (bottom + top) / 2]
        if not (left < mm[0] < right and bottom < mm[1] < top):
            continue
        want = tuple(int(style.fill[at : at + 2], 16) for at in (1, 3, 5))
        came = colour_of(pixels, sheet, *mm)
        seen += 1
        if max(abs(a - b) for a, b in zip(came, want, strict=True)) > 6:
            wrong.append((piece, came, want))
    assert len(wrong) <= 0.04 * seen, wrong[:5]
    return seen


@pytest.mark.parametrize("name", list(DAYS))
def test_the_land_of_every_map_lies_where_it_must_in_its_colours(
    name: str, drawn: list[tuple[Frame, date]]
) -> None:
    scene = load(name)
    ground = Ground(scene)
    (sheet,) = compose(
        ground, find_day(scene, DAYS[name]), "single", Options(parse_size("a4"), outlined=True)
    )
    ((frame, day),) = drawn
    with matplotlib.rc_context(STYLE):
        pixels = np.asarray(render(sheet, DPI))
    seen = check_frame(sheet, pixels, frame, day, ground)
    assert seen >= {"occupation": 5, "eu-members": 20, "life-expectancy": 70}[name]


@pytest.mark.parametrize("layout", ["before-after", "multiples", "atlas"])
@pytest.mark.parametrize("kind", ["shown", "figures"])
def test_every_frame_of_every_layout_shows_its_own_day(
    layout: str, kind: str, drawn: list[tuple[Frame, date]], request: pytest.FixtureRequest
) -> None:
    scene: Scene = request.getfixturevalue(kind)
    ground = Ground(scene)
    days = ground.days[:2] if kind == "shown" else ground.days
    small = Ground(scene) if kind == "figures" else ground
    options = Options(parse_size("a5"), outlined=True)
    if layout == "atlas" and kind == "shown":
        from geo.picture.atlas import _change_page

        sheets = [_change_page(ground, days[1], options, 2, 3)]
    else:
        sheets = compose(small, days[-1], layout, options)
    for sheet in sheets[:2]:
        with matplotlib.rc_context(STYLE):
            pixels = np.asarray(render(sheet, DPI))
        mine = [item for item in drawn if item[0].sheet is sheet]
        assert mine
        whole = [
            item
            for item in mine
            if item[0].bounds[2] - item[0].bounds[0] > 0.9 * np.ptp(ground.frame_of()[::2])
        ]
        for frame, day in whole:
            check_frame(sheet, pixels, frame, day, ground)


def test_figures_have_the_colours_of_their_classes(figures: Scene, drawn: list[tuple[Frame, date]]) -> None:
    ground = Ground(figures)
    (sheet,) = compose(ground, find_day(figures, "2000"), "single", Options(parse_size("a5"), outlined=True))
    ((frame, _),) = drawn
    with matplotlib.rc_context(STYLE):
        pixels = np.asarray(render(sheet, DPI))
    for place, key in (("fizuli", "1"), ("lachin", "2")):
        (shape,) = (
            shape for number, shape in ground.outlines(date(2000, 1, 1)) if figures.places[number].id == place
        )
        x, y = shapely.get_coordinates(frame.paper(shape).centroid)[0]
        fill = next(style.fill for style in ground.series.styles if style.key == key)
        assert colour_of(pixels, sheet, x, y) == tuple(int(fill[at : at + 2], 16) for at in (1, 3, 5))
    west, east = (frame.paper(shape).centroid.x for _, shape in ground.outlines(date(2000, 1, 1)))
    assert west < east


@pytest.mark.parametrize("kind", ["shown", "figures"])
def test_the_legend_shows_each_style_beside_its_words(kind: str, request: pytest.FixtureRequest) -> None:
    scene: Scene = request.getfixturevalue(kind)
    ground = Ground(scene)
    day = scene.stops[-1].day
    (sheet,) = compose(ground, day, "single", Options(parse_size("a4"), outlined=True))
    with matplotlib.rc_context(STYLE):
        pixels = np.asarray(render(sheet, DPI))
    rows = legend_rows(ground, day, "en")
    totals = scene.totals(scene.moment(day))
    seen = [total for total in totals if total.places or total.km2 or total.style.kind != "state"]
    seen.sort(key=lambda total: total.style.kind == "missing")  # last, as on the page
    assert [row.mark for row in rows] == [total.style for total in seen]
    for row in rows:
        total = next(total for total in totals if total.style == row.mark)
        assert not row.count or row.count.startswith(f"{total.places} ")
        spot = next(
            box for box in sheet.boxes if len(box[0]) > 3 and row.text.startswith(box[0])
        )  # its first line
        size = 0.92 * sheet.size.type * POINT
        colour = colour_of(pixels, sheet, spot[1] - 2.65 * size + 0.95 * size, (spot[2] + spot[4]) / 2)
        fill = tuple(int(total.style.fill[at : at + 2], 16) for at in (1, 3, 5))
        if not total.style.pattern:
            assert max(abs(a - b) for a, b in zip(colour, fill, strict=True)) < 6, row.text


def test_a_flag_is_drawn_and_explained(figures: Scene, drawn: list[tuple[Frame, date]]) -> None:
    ground = Ground(figures)
    texts = [row.text for row in all_rows(ground, find_day(figures, "2010"), "en")]
    assert any("provisional (1)" in text for text in texts)
    assert not any(
        "provisional" in text
        for text in [row.text for row in all_rows(ground, find_day(figures, "2000"), "en")]
    )
    sheets = [
        compose(ground, find_day(figures, day), "single", Options(parse_size("a5")))[0]
        for day in ("2000", "2010")
    ]
    ink = []
    for sheet, (frame, day) in zip(sheets, drawn, strict=True):
        (shape,) = (shape for place, shape in ground.outlines(day) if figures.places[place].id == "fizuli")
        left, bottom, right, top = frame.paper(shape).buffer(-2).bounds
        pixels = np.asarray(render(sheet, DPI))[..., :3]
        rows = slice(
            int((sheet.size.height - top) / 25.4 * DPI), int((sheet.size.height - bottom) / 25.4 * DPI)
        )
        land = pixels[rows, int(left / 25.4 * DPI) : int(right / 25.4 * DPI)].reshape(-1, 3)
        ink.append(len(np.unique(land, axis=0)))
    assert ink[0] == 1
    assert ink[1] > 4


def test_the_scale_bar_is_as_long_as_it_says(
    ground: Ground, monkeypatch: pytest.MonkeyPatch, drawn: list[tuple[Frame, date]]
) -> None:
    boxes: list[tuple[float, ...]] = []
    box = Sheet.box

    def spy(self: Sheet, *at: float, **more: Any) -> None:
        if more.get("line") and more.get("fill"):
            boxes.append(at)
        box(self, *at, **more)

    monkeypatch.setattr(Sheet, "box", spy)
    (sheet,) = compose(ground, date(1994, 6, 1), "single", Options(parse_size("a4")))
    bar = [part for part in boxes if part[3] < 1.0][:4]
    assert len(bar) == 4
    ((frame, _),) = drawn
    left, right = bar[0][0], bar[3][0] + bar[3][2]
    ends = [[(x - frame.rect[0]) / frame.scale + frame.bounds[0], frame.middle[1]] for x in (left, right)]
    (lon0, lat0), (lon1, lat1) = ground.plane.degrees(ends)
    metres = Geod(ellps="WGS84").inv(lon0, lat0, lon1, lat1)[2]
    text = next(text for text in sheet.texts if text.endswith(" km"))
    assert metres / 1000 == pytest.approx(float(text.split()[0].split("\N{NO-BREAK SPACE}")[0]), rel=0.05)


def test_no_scale_bar_where_no_one_scale_is_true() -> None:
    (sheet,) = compose(Ground(load("life-expectancy")), date(2002, 1, 1), "single", Options(parse_size("a5")))
    assert not any(text.endswith(" km") for text in sheet.texts)


def test_grey_keeps_every_class_apart(figures: Scene) -> None:
    fills = [grey_of(style.fill) for style in figures.series[0].styles if style.kind == "class"]
    assert len(set(fills)) == len(fills)
