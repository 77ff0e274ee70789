"""Names stand in their land, else on a leader, else nowhere; lines wrap without losing a letter."""

import pytest
import shapely

from geo.look.letters import subset_font, text_width, wrap_text
from geo.picture.labels import Name, Placer

FRAME = (0.0, 0.0, 100.0, 100.0)
LINES = (("Nagorno-Karabakh", 10.0, False),)


def test_a_name_stands_in_the_middle_of_its_land() -> None:
    (spot,) = Placer(FRAME).place([Name("a", LINES, shapely.box(10, 10, 90, 90), must=True)])
    left, bottom, right, top = spot.box
    assert spot.leader is None
    assert ((left + right) / 2, (bottom + top) / 2) == pytest.approx((50, 50), abs=2)


def test_a_name_without_room_gets_a_leader_or_is_left_out() -> None:
    small = shapely.box(49, 49, 51, 51)
    (spot,) = Placer(FRAME).place([Name("a", LINES, small, must=True)])
    assert spot.leader is not None
    assert spot.leader[0] == pytest.approx((50, 50), abs=0.2)
    assert Placer(FRAME).place([Name("a", LINES, small, must=False)]) == []


def test_names_on_the_same_land_stand_apart() -> None:
    land = shapely.box(10, 10, 90, 90)
    spots = Placer(FRAME).place([Name(str(number), LINES, land, must=True) for number in range(8)])
    boxes = [shapely.box(*spot.box) for spot in spots]
    assert len(boxes) == 8
    assert shapely.union_all(boxes).area == pytest.approx(sum(box.area for box in boxes))
    assert all(shapely.box(*FRAME).contains(box) for box in boxes)


def test_a_full_frame_leaves_the_name_out() -> None:
    assert Placer(FRAME, [FRAME]).place([Name("a", LINES, shapely.box(10, 10, 90, 90), must=True)]) == []


def test_wrapping_keeps_every_letter_and_no_line_is_too_wide() -> None:
    text = "Լեռնային Ղարաբաղը և Ադրբեջանի յոթ շրջան pneumonoultramicroscopicsilicovolcanoconiosis"
    lines = wrap_text(text, 30, 9)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 9) <= 30 for line in lines)
    assert wrap_text("", 30, 9) == [""]


def test_a_subset_of_the_font_is_small_and_repeats() -> None:
    one = subset_font("Şuşa Շուշի Шуша", bold=False)
    assert one == subset_font(reversed("Şuşa Շուշի Шуша"), bold=False)
    assert len(one) < 20_000
