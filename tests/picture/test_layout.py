"""Sheets: what they say comes from the timeline, and nothing on them overlaps or leaves the paper."""

from datetime import date
from itertools import combinations, pairwise

import numpy as np
import pytest
import shapely

from geo.errors import DefinitionError
from geo.look.style import PALETTE
from geo.model.definition import Definition, find_definitions, read_definition
from geo.model.scene import Scene, in_language
from geo.model.timeline import Timeline
from geo.picture.alt import describe_map, describe_pair
from geo.picture.charts import list_runs
from geo.picture.draw import compose, render
from geo.picture.ground import Ground, view_of
from geo.picture.layout import LAYOUTS, Options, last_change
from geo.picture.legend import legend_rows
from geo.picture.paint import paint
from geo.picture.sheet import Sheet, grey_of, parse_size
from geo.text.dates import day_before
from geo.text.words import LANGUAGES, format_area, format_day

CEASEFIRE = date(1994, 6, 1)
RETREAT = date(2020, 10, 20)


@pytest.fixture(scope="module")
def definition() -> Definition:
    return read_definition(find_definitions(None, ["occupation"])[0])


def options(size: str = "a4", lang: str = "en", **more: object) -> Options:
    return Options(parse_size(size), lang=lang, recipe="0" * 12, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_legend_counts_what_the_timeline_counts(ground: Ground, occupation: Timeline, lang: str) -> None:
    situation = occupation.on(CEASEFIRE)
    # a source's words come before neutral ones
    rows = {row.mark.key: row for row in reversed(legend_rows(ground, CEASEFIRE, lang))}  # type: ignore[union-attr]
    assert rows["held"].text == ground.word("held", lang, whose=True)
    assert ground.scene.sources[0].called(lang) in rows["held"].text
    assert rows["held"].count.startswith("9")
    assert rows["held"].area == format_area(situation.held_km2, lang)
    assert rows["outside"].area == format_area(situation.km2["o"], lang)


def test_the_legend_has_the_same_rows_on_every_day(ground: Ground) -> None:
    assert (
        len({tuple(row.text for row in legend_rows(ground, day, "en", steady=True)) for day in ground.days})
        == 1
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_picture_carries_date_credit_note_projection_and_recipe(ground: Ground, lang: str) -> None:
    (sheet,) = compose(ground, CEASEFIRE, "single", options(lang=lang))
    text = " ".join(sheet.texts)
    assert format_day(CEASEFIRE, lang) in text
    publishers = {
        "en": "Virtual Karabakh ICT Centre",
        "az": "Virtual Qarabağ mərkəzi",
        "hy": "«Virtual Karabakh» կենտրոն",
        "ru": "центр «Виртуальный Карабах»",
    }
    assert publishers[lang] in text
    assert "azimuthal" in text or "azimutal" in text or "азимутальная" in text or "ազիմուտային" in text
    assert "000000000000" in text
    assert in_language(ground.scene.boundary_note, lang).split(",")[0] in text


def test_a_part_is_named_with_its_area(ground: Ground, occupation: Timeline) -> None:
    (sheet,) = compose(ground, RETREAT, "single", options())
    part = next(p.part for p in occupation.on(RETREAT).places if p.place.id == "aghdam")
    assert part is not None
    assert part.km2 is not None
    assert f"in part: {format_area(part.km2, 'en')}" in sheet.texts


@pytest.mark.parametrize("lang", LANGUAGES)
def test_alternative_text_lists_every_place_under_its_state(
    ground: Ground, occupation: Timeline, lang: str
) -> None:
    text = describe_map(ground, date(1992, 6, 1), options(lang=lang))
    for here in occupation.on(date(1992, 6, 1)).places:
        if here.drawn:
            assert here.place.name(lang) in text
    assert "(2)" in text  # Shusha and Lachin


def test_alternative_text_of_a_pair_says_what_changed(ground: Ground) -> None:
    day = last_change(ground, date(1993, 8, 25))
    assert day == date(1993, 8, 23)
    text = describe_pair(ground, day_before(day), day, options())
    assert "22 August 1993 and 23 August 1993" in text
    assert "Changed between the two: Fizuli and Jabrayil." in text


def test_the_bar_of_a_place_splits_where_the_line_divides_it(ground: Ground) -> None:
    runs = list_runs(ground, ground.scene.positions["fizuli"], date(1988, 1, 1), date(2024, 1, 1))
    said = [(start, {style.key: share for style, share in shares}) for start, _, shares in runs]
    assert said[0] == (date(1988, 1, 1), {"before": 1.0})
    # whether it was held beyond the line of 1994 before that day is not known
    assert said[1] == (date(1993, 8, 23), {"held": 0.464, "possible": 0.536})
    assert said[2] == (date(1994, 5, 12), {"held": 0.464, "outside": 0.536})
    assert all(end == after for (_, end, _), (after, _, _) in pairwise(runs))
    assert {style.key for style, _ in runs[-1][2]} == {"ended", "outside"}
    assert all(sum(share for _, share in shares) == pytest.approx(1, abs=0.002) for _, _, shares in runs)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("layout", "size"),
    [("single", "a4"), ("single", "slide"), ("single", "square"), ("single", "90x150mm"), ("before-after", "a5"),
     ("before-after", "120x200mm"), ("multiples", "a4"), ("multiples", "90x150mm")],
)  # fmt: skip
def test_texts_never_collide_or_leave_the_sheet(ground: Ground, layout: str, size: str, lang: str) -> None:
    for sheet in compose(ground, RETREAT, layout, options(size, lang)):
        _check_texts(sheet)


def test_texts_of_the_atlas_never_collide(ground: Ground) -> None:
    sheets = compose(ground, RETREAT, "atlas", options(lang="hy"))
    assert len(sheets) == len(ground.days) + sum(place.drawn for place in ground.scene.places)
    for sheet in sheets:
        _check_texts(sheet)


def _check_texts(sheet: Sheet) -> None:
    for text, left, bottom, right, top in sheet.boxes:
        assert min(left, bottom, sheet.size.width - right, sheet.size.height - top) >= 1, text
    for (one, l1, b1, r1, t1), (two, l2, b2, r2, t2) in combinations(sheet.boxes, 2):
        wide, high = min(r1, r2) - max(l1, l2), min(t1, t2) - max(b1, b2)
        assert wide < 0.25 or high < 0.3, f"{one!r} lies on {two!r}"


def test_hatches_hold_back_ink_in_the_order_of_certainty(ground: Ground) -> None:
    held = np.array([int(PALETTE["held"][n : n + 2], 16) for n in (1, 3, 5)])
    ink = {}
    for style in ground.series.styles[1:]:
        sheet = Sheet(parse_size("60x60mm"))
        paint(sheet, shapely.box(0, 0, 60, 60), style, 1.0)
        pixels = np.asarray(render(sheet, 300)).reshape(-1, 3).astype(int)
        ink[style.key] = float(np.mean(np.all(np.abs(pixels - held) < 24, axis=1)))
    assert ink["held"] > 0.99
    assert 0.3 < ink["possible"] < 0.5
    assert 0.4 < ink["some"] < 0.6
    assert 0.05 < ink["outside"] < 0.25
    assert max(ink["before"], ink["ended"], ink["unknown"]) == 0


def test_grey_is_the_grey_of_the_same_lightness() -> None:
    assert grey_of("#ffffff") == "#ffffff"
    assert grey_of("#000000") == "#000000"
    assert grey_of("#00ff00") == "#dcdcdc"  # the luminance of pure green is 0.7152
    sheet = Sheet(parse_size("a5"), grey=True)
    assert sheet.colour("water") != sheet.colour("before")


def test_a_view_can_be_a_box_or_places(shown: Scene) -> None:
    assert view_of(shown, (45, 39, 47, 40), ()) == (45, 39, 47, 40)
    view = view_of(shown, None, ("shusha",))
    assert view is not None
    assert 46.4 < view[0] < view[2] < 47.1
    assert 39.5 < view[1] < view[3] < 40.1
    assert view_of(shown, None, ()) is None


@pytest.mark.parametrize(
    ("bbox", "places", "message"),
    [((47, 39, 45, 40), (), "west < east"), (None, ("shush",), "nearest: shusha")],
)
def test_wrong_views(
    shown: Scene, bbox: tuple[float, ...] | None, places: tuple[str, ...], message: str
) -> None:
    with pytest.raises(DefinitionError, match=message):
        view_of(shown, bbox, places)


@pytest.mark.parametrize(
    ("text", "message"),
    [("a3", "wanted a4, a5"), ("10x10mm", "60 to 2000"), ("9000x100mm", "60 to 2000"), ("", "WxHmm")],
)
def test_wrong_sizes(text: str, message: str) -> None:
    with pytest.raises(DefinitionError, match=message):
        parse_size(text)


def test_a_sheet_without_room_for_a_map_is_refused(ground: Ground) -> None:
    with pytest.raises(DefinitionError, match=r"leaves .* mm .* choose a larger size"):
        compose(ground, CEASEFIRE, "single", options("60x60mm"))


def test_an_unknown_layout_names_those_there_are(ground: Ground) -> None:
    with pytest.raises(DefinitionError, match=", ".join(LAYOUTS)):
        compose(ground, CEASEFIRE, "triptych", options())
