"""Moving pictures: frames keep still, colours are exact, stops are held."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from geo.errors import DefinitionError
from geo.look.style import PALETTE
from geo.model.scene import Scene
from geo.picture.ground import Ground
from geo.picture.layout import Options
from geo.picture.motion import draw_frames, frame_pixels, hold_times, save_motion
from geo.picture.sheet import parse_size


def test_between_stops_only_the_date_moves(ground: Ground) -> None:
    days = [date(1995, 1, 1), date(1995, 2, 1)]
    drawn = draw_frames(ground, days, Options(parse_size("slide")), (960, 540), lambda _: None)
    first, second = (np.asarray(frame).astype(int) for frame in drawn)
    rows, columns = np.nonzero(np.abs(first - second).sum(axis=2))
    assert len(rows)
    assert rows.max() < 60  # the date stands at the upper right
    assert columns.min() > 480


def test_stops_are_held_longer_and_the_end_longest() -> None:
    stop = date(1993, 8, 23)
    assert hold_times([date(1993, 8, 1), stop, date(1993, 9, 1)], [stop]) == [100, 1600, 3200]
    assert hold_times([], [stop]) == []


def test_frame_sizes_are_even() -> None:
    assert frame_pixels(parse_size("slide"), "mp4") == (1920, 1080)
    assert frame_pixels(parse_size("square"), "gif") == (720, 720)
    assert all(side % 2 == 0 for side in frame_pixels(parse_size("101x77mm"), "gif"))


def test_gif_keeps_the_exact_colours_of_the_land_and_repeats(ground: Ground, tmp_path: Path) -> None:
    days = list(ground.days[:4])
    one, two = (
        save_motion(ground, days, tmp_path / name, Options(parse_size("square")), "recipe", lambda _: None)
        for name in ("a.gif", "b.gif")
    )
    assert one.read_bytes() == two.read_bytes()
    with Image.open(one) as image:
        assert image.n_frames == 4
        assert image.info["comment"] == b"recipe"
        image.seek(3)
        seen = {
            tuple(pixel)
            for pixel in np.unique(np.asarray(image.convert("RGB")).reshape(-1, 3), axis=0).tolist()
        }
    wanted = {
        tuple(int(PALETTE[name][n : n + 2], 16) for n in (1, 3, 5)) for name in ("paper", "held", "before")
    }
    assert wanted <= seen


def test_mp4_is_written_by_the_encoder_that_comes_along(ground: Ground, tmp_path: Path) -> None:
    days = list(ground.days[:2])
    told: list[int] = []
    path = save_motion(ground, days, tmp_path / "a.mp4", Options(parse_size("square")), "recipe", told.append)
    assert path.read_bytes()[4:8] == b"ftyp"
    assert [item.name for item in tmp_path.iterdir()] == ["a.mp4"]
    assert told == [1, 2]


def test_too_many_frames_are_refused(ground: Ground, tmp_path: Path) -> None:
    days = [date(1994, 6, 1)] * 2001
    with pytest.raises(DefinitionError, match="2000 are the most"):
        save_motion(ground, days, tmp_path / "x.gif", Options(parse_size("slide")), "r", lambda _: None)


def test_a_film_of_figures_has_a_frame_for_each_time(figures: Scene, tmp_path: Path) -> None:
    ground = Ground(figures)
    path = save_motion(
        ground, list(ground.days), tmp_path / "a.gif", Options(parse_size("square")), "r", lambda _: None
    )
    with Image.open(path) as image:
        assert image.n_frames == 2
    days = [date(year, 1, 1) for year in range(1900, 2020)]
    assert hold_times(days, days)[:2] == [500, 500]  # a minute for all
