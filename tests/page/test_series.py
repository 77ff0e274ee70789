"""Values over time on a map: what is sent, and what is refused with which words."""

import base64
import json
import re
import subprocess
import sys
import zlib
from datetime import date
from xml.etree import ElementTree as ET

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import DateError, InputError, JoinError
from geo.look.palette import RAMP, pick_colours, ramp
from geo.model.classes import class_categories, class_numbers, find_breaks
from geo.model.period import Choice
from geo.model.timeline import build_timeline
from geo.page.areas import SCRIPTS, AreaLayer
from geo.page.assets import read_asset
from geo.page.layer import TimeChoropleth
from geo.page.save import save
from geo.page.series import make_layer, read_table, time_choropleth
from tests.made import pack, square

SVG = "{http://www.w3.org/2000/svg}"


def land(*ids: str, **columns) -> gpd.GeoDataFrame:
    boxes = [shapely.box(45 + n, 39, 46 + n, 40) for n in range(len(ids))]
    return gpd.GeoDataFrame(columns, index=list(ids), geometry=boxes, crs=4326)


def long(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "time", "value"])


TWO = land("w", "e", name=["West", None])
ROWS = long(("w", "2020", 1.0), ("e", "2020", 2.0), ("w", "2021", 3.0))


def layer_of(view: folium.Map) -> AreaLayer:
    return next(child for child in view._children.values() if isinstance(child, AreaLayer))


def unpack(layer: AreaLayer, block: str) -> bytes:
    return zlib.decompress(base64.b64decode(layer.encoded.blocks[block]))


def codes_of(layer: AreaLayer) -> list[list[int]]:
    data = layer.encoded.data
    cells = np.frombuffer(unpack(layer, "cells"), np.uint8).reshape(data["areas"], len(data["stops"]))
    return (np.cumsum(cells, axis=1, dtype=np.uint8) if data["order"] == "change" else cells).tolist()


def test_what_is_sent_by_hand():
    layer = layer_of(time_choropleth(TWO, ROWS, title="Two <places>", unit="mm", classes=[1, 2, 3]))
    data = layer.encoded.data
    assert data["stops"] == ["2020-01-01", "2021-01-01"]
    assert data["labels"] == ["2020", "2021"]
    # code 1 is missing: the east has no row for 2021, and does not keep its colour of 2020
    assert codes_of(layer) == [[2, 4], [3, 1]]
    assert [style.get("word") for style in data["styles"]] == [
        None,
        "no figure",
        "1",
        "1 to 2",
        "2 to 3",
    ]
    assert json.loads(unpack(layer, "rows")) == {"ids": ["w", "e"], "names": ["West", "e"]}
    assert data["values"] == {"kind": "decimal", "step": 1.0}
    assert data["bounds"] == pytest.approx([39, 45, 40, 47], abs=0.02)  # of the plane's box, in degrees


def test_the_same_map_gives_the_same_bytes(tmp_path):
    one = save(time_choropleth(TWO, ROWS, title="A"), tmp_path / "one.html").read_bytes()
    other = save(time_choropleth(TWO, ROWS, title="A"), tmp_path / "other.html").read_bytes()
    assert one == other
    assert not re.search(rb"(?:src|href)\s*=\s*.?https?:", one.split(b"</style>", 1)[1])


def test_text_from_data_stays_text(tmp_path):
    places = land("w", name=["</script><script>alert(1)</script>"])
    made = time_choropleth(places, long(("w", "2020", "<b>")), title="</title><script>alert(2)</script>")
    text = save(made, tmp_path / "map.html").read_text(encoding="utf-8")
    assert "<script>alert" not in text
    assert "<title>&lt;/title&gt;&lt;script&gt;alert(2)" in text
    assert "<b>" not in text.split("</head>")[1].split('type="application/json"')[1].split("</script>")[0]


def test_times_of_every_kind_people_have():
    stamps = [
        (pd.Timestamp("2020-06-30"), "2020-06-30", "30 June 2020"),
        (date(2020, 6, 30), "2020-06-30", "30 June 2020"),
        (pd.Period("2020-06", "M"), "2020-06-01", "June 2020"),
        (pd.Period("2020", "Y"), "2020-01-01", "2020"),
        (2020, "2020-01-01", "2020"),
        ("2020-06", "2020-06-01", "June 2020"),
        ("2020-06~", "2020-06-01", "about June 2020"),
    ]
    for given, stop, label in stamps:
        table = read_table(long(("w", given, 1)), ["w"], place="place", time="time", value="value")
        assert (table.stops, table.labels) == ((stop,), (label,))


def test_categories_keep_their_order_and_take_given_colours():
    values = long(("w", "2020", "high"), ("e", "2020", "low"), ("e", "2021", None))
    values["value"] = pd.Categorical(values["value"], ["low", "high"], ordered=True)
    layer = layer_of(time_choropleth(TWO, values, colours={"low": "#111111", "high": "#EEEEEE"}))
    styles = layer.encoded.data["styles"]
    assert [(s["key"], s["fill"]) for s in styles[2:]] == [("low", "#111111"), ("high", "#eeeeee")]
    assert codes_of(layer) == [[3, 1], [2, 1]]
    assert layer.encoded.data["values"] is None


def test_numbers_written_as_text_are_numbers():
    layer = layer_of(time_choropleth(TWO, long(("w", "2020", "1.5"), ("e", "2020", None))))
    assert layer.encoded.data["values"] == {"kind": "decimal", "step": 0.1}


def test_ids_may_be_numbers_on_either_side():
    places = land("1", "2")
    places.index = [1, 2]
    layer = layer_of(time_choropleth(places, long(("2", "2020", 1.0))))
    assert codes_of(layer) == [[1], [2]]


def test_boundaries_as_people_have_them():
    places = land("w", "e", "x")
    line = shapely.LineString([(45, 39), (46, 40)])
    places.loc["w", "geometry"] = shapely.GeometryCollection([places.geometry["w"], line])
    places.loc["x", "geometry"] = shapely.Polygon()
    with pytest.warns(UserWarning, match=r"boundaries: 1 without a polygon, drawn as nothing: x; give each a polygon"):
        layer = layer_of(time_choropleth(places, ROWS))
    assert codes_of(layer)[2] == [1, 1]


def test_overlaps_are_drawn_and_said():
    places = land("w", "e")
    places.loc["e", "geometry"] = shapely.box(45.5, 39, 47, 40)
    with pytest.warns(UserWarning, match="2 of 2 overlap their neighbours or leave gaps.*: w, e"):
        time_choropleth(places, ROWS)


def test_another_crs_is_projected():
    there = layer_of(time_choropleth(TWO.to_crs(3857), ROWS)).encoded.data["bounds"]
    assert there == pytest.approx([39, 45, 40, 47], abs=0.02)


def test_detail_costs_bytes_and_may_be_lowered():
    t = np.linspace(0, 2 * np.pi, 40_000)
    wild = shapely.Polygon(np.column_stack([46 + np.cos(t) + 0.01 * np.sin(900 * t), 40 + np.sin(t)]))
    places = gpd.GeoDataFrame(index=["w"], geometry=[wild], crs=4326)
    values = long(("w", "2020", 1.0))
    low, high = (layer_of(time_choropleth(places, values, detail=d)).encoded for d in (0, 4))
    assert next(iter(low.blocks)) == f"level_{low.zoom}"
    assert [level["zoom"] for level in high.data["levels"]][-1] == low.zoom + 4
    assert sum(map(len, high.blocks.values())) > 2 * sum(map(len, low.blocks.values()))


def test_above_a_million_values_only_classes_are_sent_and_the_map_says_so(monkeypatch):
    monkeypatch.setattr("geo.page.areas.MOST_VALUES", 2)
    monkeypatch.setattr("geo.page.series.MOST_VALUES", 2)
    data = layer_of(time_choropleth(TWO, ROWS)).encoded.data
    assert data["values"] is None
    assert data["note"].startswith("This file has classes only: its 3 values")


# What is refused


def refused(error, match, boundaries=TWO, values=ROWS, **options):
    with pytest.raises(error, match=match):
        time_choropleth(boundaries, values, **options)


def test_wrong_boundaries_are_named():
    refused(InputError, r"boundaries: came a list, wanted a GeoDataFrame", boundaries=[])
    refused(InputError, r"boundaries: came empty", boundaries=TWO.iloc[:0])
    bare = gpd.GeoDataFrame(index=["w"], geometry=[shapely.box(0, 0, 1, 1)])
    refused(InputError, r"without a CRS; .*set_crs\(4326\)", boundaries=bare)
    refused(InputError, r"w in the index more than once", boundaries=land("w", "w"))
    refused(InputError, r"name: came 'nam', which is no column of boundaries; nearest: name", name="nam")


def test_wrong_values_are_named():
    refused(InputError, r"values: came a list, wanted a DataFrame", values=[])
    refused(InputError, r"values: came empty", values=ROWS.iloc[:0])
    refused(InputError, r"time: came 'tim', which is no column of values; nearest: time", time="tim")
    refused(
        InputError,
        r"values: 1 rows repeat .*'w' at '2020' \(rows 0, 1\)",
        values=long(("w", "2020", 1), ("w", "2020", 2)),
    )
    refused(InputError, r"'value' is infinite in row 0", values=long(("w", "2020", np.inf)))
    refused(InputError, r"place: came 'zzz', .*; there are: place, time, value", place="zzz")
    comma = long(("w", "2020", "7,5"), ("e", "2020", "8,0"))
    refused(InputError, r"'value' holds numbers written with a decimal comma, such as '7,5'; .* decimal=','", values=comma)
    mixed = long(("w", "2020", "1"), ("e", "2020", "2"), ("w", "2021", "n/a"))
    refused(InputError, r"holds numbers but for row 2, 'n/a'", values=mixed)


@pytest.mark.parametrize("nothing", [np.nan, None, pd.NA])
def test_values_that_are_all_missing_are_refused(nothing):
    refused(InputError, r"every value", values=long(("w", "2020", nothing)))


def test_unknown_places_are_named_with_the_nearest():
    places = land("lachin", "fizuli")
    refused(
        JoinError, r"no boundary has the id 'fizul' \(nearest: fizuli", places, long(("fizul", "2020", 1))
    )
    refused(JoinError, r"and 2 more; correct", places, long(*((f"x{n}", "2020", 1) for n in range(7))))
    refused(InputError, r"column 'place': no place in row 0", places, long((None, "2020", 1)))


def test_times_that_do_not_parse_are_named_with_their_rows():
    values = long(("w", "2020", 1), ("w", "2020-13", 2), ("e", "2020-13", 2))
    refused(DateError, r"column 'time', rows 1, 2: .*2020-13", values=values)
    refused(DateError, r"column 'time': no time in row 0", values=long(("w", None, 1)))
    refused(DateError, r"has no first day", values=long(("w", "../2020", 1)))
    refused(
        DateError,
        r"'2020-01' and '2020' begin on the same day",
        values=long(("w", "2020", 1), ("w", "2020-01", 1)),
    )


def test_wrong_options_are_named():
    refused(InputError, r"language: came 'de', wanted one of en, az, hy, ru", language="de")
    refused(InputError, r"detail: came -1", detail=-1)
    refused(InputError, r"classes: came 0, wanted a number of classes from 1", classes=0)
    refused(InputError, r"classes: came \[3, 1\], wanted", classes=[3, 1])
    refused(InputError, r"classes: came 'NaturalBreak', .*nearest: NaturalBreaks", classes="NaturalBreak")
    refused(InputError, r"colours: no palette .*'batlo'; nearest: batlow", colours="batlo")
    refused(InputError, r"colours: came 1, wanted one for each of 3", colours=["#000000"], classes=[1, 2, 3])
    refused(InputError, r"colours: came 'red', wanted colours as", colours=["red"] * 5)
    refused(InputError, r"a mapping is for categories", colours={1: "#000000"})
    named = long(("w", "2020", "a"), ("e", "2020", "b"))
    refused(InputError, r"colours: none for 'b' \(1 lacking\)", values=named, colours={"a": "#000000"})
    many = long(*(("w", str(1000 + n), f"c{n}") for n in range(300)))
    refused(InputError, r"came 300 categories, wanted at most 249", values=many)


# Classes and colours


def test_breaks_by_hand():
    numbers = np.array([0.0, 1, 2, 3, 4, 5, 6, 7, 8, 100])
    assert find_breaks(numbers, 2).tolist() == [4.5, 100]
    assert find_breaks(np.array([1.0, 1, 1, 1, 9]), 4).tolist() == [1, 9]  # ties make fewer classes
    assert find_breaks(np.array([5.0]), 3).tolist() == [5]


def test_schemes_of_mapclassify_by_name():
    numbers = np.array([1.0, 2, 3, 50, 51, 52, 99, 100, 101])
    assert find_breaks(numbers, "naturalbreaks", 3).tolist() == [3, 52, 101]


def schemes() -> list[str]:
    import mapclassify

    return sorted(set(mapclassify.CLASSIFIERS) - {"UserDefined", "MaxPClassifier"})


@pytest.mark.parametrize("scheme", schemes())
def test_every_scheme_of_mapclassify_parts_the_values_the_same_way_each_time(scheme):
    numbers = np.exp(np.arange(60) % 17 / 5.0) + np.arange(60)
    found = []
    for seed in (1, 2):
        np.random.seed(seed)
        found.append(find_breaks(numbers, scheme, 4).tolist())
        assert np.random.get_state()[1][0] == seed
    assert found[0] == found[1]
    assert found[0] == sorted(set(found[0]))
    assert found[0][0] >= numbers.min()
    assert found[0][-1] == numbers.max()


@pytest.mark.parametrize("scheme", schemes())
def test_values_fewer_than_classes_have_one_each(scheme):
    assert find_breaks(np.array([0, 0, 0, 1.0]), scheme, 5).tolist() == [0, 1]


@pytest.mark.parametrize("scheme", schemes())
def test_many_equal_values_are_parted_or_refused(scheme):
    numbers = np.append(np.zeros(60), np.arange(30.0))
    if scheme.startswith("JenksCaspall") or scheme == "MaxP":
        with pytest.raises(InputError, match="cannot part"):
            find_breaks(numbers, scheme, 5)
    else:
        assert find_breaks(numbers, scheme, 5)[-1] == 29


def test_a_scheme_that_would_take_hours_is_refused():
    with pytest.raises(InputError, match="FisherJenksSampled or NaturalBreaks"):
        find_breaks(np.arange(5000.0), "FisherJenks")


def test_a_value_on_a_break_belongs_below_it():
    codes = class_numbers(np.array([1.0, 2, 2.5, np.nan]), [2, 3]).codes
    assert codes.tolist() == [2, 2, 3, 1]


def test_colours_by_hand():
    assert ramp(("#000000", "#0000ff"), 3) == ["#000000", "#000080", "#0000ff"]
    assert pick_colours(None, 7, ordered=True) == list(RAMP)
    assert pick_colours("batlow", 2, ordered=True) == ["#011959", "#faccfa"]
    assert len(set(pick_colours(None, 20, ordered=False))) == 20


def test_a_default_map_imports_nothing_heavy():
    words = "import sys, geo.page.series; print([m for m in ('mapclassify', 'sklearn', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_categories_beyond_the_hues_stay_apart():
    styles, codes = class_categories(pd.Categorical([str(n) for n in range(40)]))
    assert len({style.fill for style in styles}) == 41
    assert sorted(codes.tolist()) == list(range(2, 42))


# The layer on anyone's map


def test_a_timeline_by_hand():
    # Two squares: one held from 1993, the other from 1994 and no longer in 1996.
    package = pack(
        {"a": (square(0), None), "b": (square(1), None)},
        [
            ("a", "start", "1993-01-01", "s"),
            ("b", "start", "1994-01-01", "s"),
            ("b", "end", "1996-01-01", "s"),
        ],
    )
    layer = TimeChoropleth(build_timeline(package, Choice(("a", "b"))), states={"held": "occupied"})
    data = layer.encoded.data
    keys = [style.get("key") for style in data["styles"]]
    states = np.frombuffer(unpack(layer, "states"), np.uint8).reshape(2, 3)
    if data["states"] == "change":
        states = np.cumsum(states, axis=1, dtype=np.uint8)
    assert data["stops"] == ["1993-01-01", "1994-01-01", "1996-01-01"]
    assert [[keys[code] for code in row] for row in states] == [["held"] * 3, ["before", "held", "ended"]]
    assert (
        next(s["word"] for s in data["styles"][1:] if s["key"] == "held" and "pattern" not in s) == "occupied"
    )
    assert codes_of(layer) == states.tolist()  # one face each, painted as its place


def test_one_long_frame_is_taken_apart():
    frame = gpd.GeoDataFrame(ROWS, geometry=[TWO.geometry[p] for p in ROWS["place"]], crs=4326)
    assert codes_of(TimeChoropleth(frame, classes=[1, 2, 3])) == [[2, 4], [3, 1]]


def test_what_the_layer_refuses():
    timeline = build_timeline(pack({"a": (square(0), None)}, [("a", "start", "1993", "s")]), Choice(("a",)))
    with pytest.raises(InputError, match="values: is of no use with a timeline"):
        TimeChoropleth(timeline, ROWS)
    with pytest.raises(InputError, match="classes: is of no use with a timeline"):
        TimeChoropleth(timeline, classes=3)
    with pytest.raises(InputError, match="states: came 'hold', wanted words for before"):
        TimeChoropleth(timeline, states={"hold": "x"})
    with pytest.raises(InputError, match="states: names the states of a timeline"):
        TimeChoropleth(TWO, ROWS, states={"held": "x"})
    with pytest.raises(InputError, match="data: came a list, wanted a timeline"):
        TimeChoropleth([])
    with pytest.raises(InputError, match="data has no column 'place'"):
        TimeChoropleth(TWO)
    with pytest.raises(InputError, match=r"opacity: came 2, wanted more than 0"):
        TimeChoropleth(timeline, opacity=2)
    empty = build_timeline(pack({"a": (square(0), None)}), Choice(("a",)))
    with pytest.raises(InputError, match="the timeline has no stop"):
        TimeChoropleth(empty)
    with pytest.raises(InputError, match="language: came 'de'"):
        TimeChoropleth(timeline, language="de")


def test_several_layers_carry_their_scripts_once(tmp_path):
    view = folium.Map([39.5, 46], tiles=None)
    for _ in range(2):
        make_layer(TWO, ROWS)[0].add_to(view)
    folium.LayerControl().add_to(view)
    text = save(view, tmp_path / "map.html").read_text(encoding="utf-8")
    assert text.count(read_asset("raster.js")) == 1
    assert text.count("new GeoTimeMaps.SeriesLayer(") == 2


def test_bounds_serve_foliums_own_fitting():
    view = folium.Map(tiles=None)
    make_layer(TWO, ROWS)[0].add_to(view)
    assert np.allclose(view.get_bounds(), [[39, 45], [40, 47]])


def test_a_map_in_another_projection_is_refused():
    view = folium.Map(tiles=None, crs="EPSG4326")
    make_layer(TWO, ROWS)[0].add_to(folium.FeatureGroup().add_to(view))
    with pytest.raises(InputError, match=r"crs: the map has 'EPSG4326', wanted 'EPSG3857'"):
        view.get_root().render()


def plain_of(view: folium.Map, tmp_path) -> str:
    text = save(view, tmp_path / "map.html").read_text(encoding="utf-8")
    return text.split("<noscript><main")[1].split("</noscript>")[0]


def test_a_reader_without_scripts_gets_the_opening_date(tmp_path):
    values = long(("w", "2020", 1.5), ("e", "2020", 2), ("w", "2021", 1234.25))
    plain = plain_of(time_choropleth(TWO, values, title="A & B", unit="mm", note="By <hand>."), tmp_path)
    assert "<h1>A &amp; B</h1><p>The interactive map needs scripts" in plain
    assert "<caption>Places, 2021 (mm)</caption><tr><th>West<td>1,234.25<tr><th>e<td>no figure</table>" in plain
    svg = ET.fromstring(re.search(r"<svg.*</svg>", plain, re.DOTALL)[0])
    words = [text.strip() for text in svg.itertext()]
    for word in ("A & B", "2021", "On this date (mm)", "no figure"):
        assert word in words, word
    assert any(word.startswith("By <hand>. Land around: Natural Earth. Projection: Lambert azimuthal") for word in words)


def test_the_still_paints_each_area_by_its_class_and_dots_what_is_too_small(monkeypatch):
    monkeypatch.setattr("geo.page.plain.JOINED", 3)
    areas = gpd.GeoDataFrame(
        index=["w", "e", "speck", "x"],
        geometry=[shapely.box(45, 39, 46, 40), shapely.box(46, 39, 47, 40), shapely.box(47.5, 39.5, 47.5001, 39.5001),
                  shapely.box(48, 39, 49, 40)],
        crs=4326,
    )  # fmt: skip
    values = long(("w", "2020", 1), ("e", "2020", 1), ("speck", "2020", 3))
    svg = ET.fromstring(layer_of(time_choropleth(areas, values, classes=[1, 2, 3])).encoded.still)
    paths = {path.get("fill"): path.get("d") for path in svg.iter(f"{SVG}path") if path.get("fill")}
    assert set(paths) >= {"url(#plain-1)", RAMP[0], RAMP[6]}
    # two neighbours of one class are one ring: two of four degrees over 936 pixels, in half pixels
    x, y, steps = re.fullmatch(r"M(\d+) (\d+)l([-\d ]+)z", paths[RAMP[0]]).groups()
    found = [int(step) for step in re.findall(r"-?\d+", steps)]
    ring = np.cumsum([[int(x), int(y)], *zip(found[::2], found[1::2], strict=True)], axis=0)
    assert ring.min(axis=0).tolist() == [0, 0]
    assert ring[:, 0].max() == 936
    assert re.fullmatch(r"M\d+ \d+h2v2h-2z", paths[RAMP[6]])


def test_land_that_overlaps_is_not_lost_from_the_still(monkeypatch):
    monkeypatch.setattr("geo.page.plain.JOINED", 1)
    shapes = [shapely.box(45, 39, 47, 40), shapely.box(46, 39, 48, 40)]
    with pytest.warns(UserWarning, match="overlap"):
        view = time_choropleth(
            gpd.GeoDataFrame(index=["a", "b"], geometry=shapes, crs=4326), long(("a", "2020", 1), ("b", "2020", 1))
        )
    (path,) = [p.get("d") for p in ET.fromstring(layer_of(view).encoded.still).iter(f"{SVG}path") if p.get("fill")]
    assert path.count("z") == 2


def test_very_many_areas_have_no_still_and_the_page_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("geo.page.plain.MOST", 1)
    plain = plain_of(time_choropleth(TWO, ROWS, title="A"), tmp_path)
    assert "too many for a still picture and a table" in plain
    assert "<svg" not in plain
    assert "<table" not in plain


def test_notebooks_show_a_map_a_layer_and_what_it_is_on():
    view = time_choropleth(TWO, ROWS, title="A")
    forms = view._repr_mimebundle_()
    assert set(forms) == {"text/plain", "text/html", "image/svg+xml"}
    assert forms["text/plain"] == "A, 2021"
    assert "<iframe" in forms["text/html"]
    assert view._repr_html_() == forms["text/html"] == view._repr_mimebundle_()["text/html"]
    ET.fromstring(forms["image/svg+xml"])
    layer = make_layer(TWO, ROWS, title="A")[0]
    alone = layer._repr_mimebundle_()
    assert layer._parent is None
    assert "packed" in alone["text/html"]
    other = folium.Map([39.5, 46], tiles=None)
    layer.add_to(other)
    assert "new GeoTimeMaps.SeriesLayer(" in layer._repr_mimebundle_()["text/html"]
    assert "https://cdn" not in layer._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts_cannot_end_their_element(script):
    assert "</script" not in read_asset(script).lower()
    assert len(read_asset(script).splitlines()) <= 400
