"""Values over time on a map: what is sent, and what is refused with which words."""

import base64
import gc
import re
import subprocess
import sys
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import folium
import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from geo.errors import DateError, InputError, JoinError
from geo.model.grid import read_grid
from geo.model.period import Choice
from geo.model.timeline import build_timeline
from geo.page.layer import TimeChoropleth
from geo.page.save import save
from geo.page.series import time_choropleth
from tests.made import pack, square


def land(*ids: str, **columns) -> gpd.GeoDataFrame:
    boxes = [shapely.box(45 + n, 39, 46 + n, 40) for n in range(len(ids))]
    return gpd.GeoDataFrame(columns, index=list(ids), geometry=boxes, crs=4326)


def long(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["place", "time", "value"])


TWO = land("w", "e", name=["West", None])
ROWS = long(("w", "2020", 1.0), ("e", "2020", 2.0), ("w", "2021", 3.0))


def codes_of(made: Any) -> list[list[int]]:
    """The codes of the places at each stop."""
    return made.scene.series[0].place_codes[:, 1:].tolist()


def words_of(made: Any) -> list[str]:
    return [style.words.get("en", "") for style in made.scene.series[0].styles]


def test_what_is_drawn_by_hand():
    made = time_choropleth(TWO, ROWS, title="Two <places>", unit="mm", classes=[1, 2, 3])
    data = made.payload.data
    assert data["stops"] == ["2020-01-01", "2021-01-01"]
    assert [data["dates"][time]["en"] for time in data["times"]] == ["2020", "2021"]
    # code 1 is missing: the east has no row for 2021, and does not keep its colour of 2020
    assert codes_of(made) == [[2, 4], [3, 1]]
    assert words_of(made)[1:] == ["no figure", "1", "1 to 2", "2 to 3"]
    assert [place.name("en") for place in made.scene.places] == ["West", "e"]
    assert made.scene.series[0].values[:, 1:].tolist()[0] == [1.0, 3.0]
    assert made.plane.degrees_of(made.plane.home) == pytest.approx([39, 45, 40, 47], abs=0.02)


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
        (stopped,) = read_grid(long(("w", given, 1)), ["w"]).stops
        assert (stopped.day.isoformat(), stopped.label("en")) == (stop, label)


def test_categories_keep_their_order_and_take_given_colours():
    values = long(("w", "2020", "high"), ("e", "2020", "low"), ("e", "2021", None))
    values["value"] = pd.Categorical(values["value"], ["low", "high"], ordered=True)
    made = time_choropleth(TWO, values, colours={"low": "#111111", "high": "#EEEEEE"})
    assert [(s.key, s.fill) for s in made.scene.series[0].styles[2:]] == [
        ("low", "#111111"),
        ("high", "#eeeeee"),
    ]
    assert codes_of(made) == [[3, 1], [2, 1]]
    assert made.payload.data["series"][0]["values"] is None


def test_numbers_written_as_text_are_numbers():
    made = time_choropleth(TWO, long(("w", "2020", "1.5"), ("e", "2020", None)))
    assert made.payload.data["series"][0]["values"]["decimals"] == 1


def test_ids_may_be_numbers_on_either_side():
    places = land("1", "2")
    places.index = [1, 2]
    assert codes_of(time_choropleth(places, long(("2", "2020", 1.0)))) == [[1], [2]]


def test_boundaries_as_people_have_them():
    places = land("w", "e", "x")
    line = shapely.LineString([(45, 39), (46, 40)])
    places.loc["w", "geometry"] = shapely.GeometryCollection([places.geometry["w"], line])
    places.loc["x", "geometry"] = shapely.Polygon()
    with pytest.warns(
        UserWarning, match=r"boundaries: 1 without a polygon, drawn as nothing: x; give each a polygon"
    ):
        assert codes_of(time_choropleth(places, ROWS))[2] == [1, 1]


def test_building_pauses_the_search_for_garbage_and_takes_it_up_again(monkeypatch):
    seen = []
    monkeypatch.setattr("geo.page.series.scene_of_values", lambda *_, **__: seen.append(gc.isenabled()) or 1 / 0)
    with pytest.raises(ZeroDivisionError):
        time_choropleth(TWO, ROWS)
    assert seen == [False]
    assert gc.isenabled()


def test_overlaps_are_drawn_and_said():
    places = land("w", "e")
    places.loc["e", "geometry"] = shapely.box(45.5, 39, 47, 40)
    with pytest.warns(UserWarning, match="2 of 2 overlap their neighbours or leave gaps.*: w, e"):
        time_choropleth(places, ROWS)


def test_another_crs_is_projected():
    made = time_choropleth(TWO.to_crs(3857), ROWS)
    assert made.plane.degrees_of(made.plane.home) == pytest.approx([39, 45, 40, 47], abs=0.02)


def test_detail_costs_bytes_and_may_be_lowered():
    t = np.linspace(0, 2 * np.pi, 40_000)
    wild = shapely.Polygon(np.column_stack([46 + np.cos(t) + 0.01 * np.sin(900 * t), 40 + np.sin(t)]))
    places = gpd.GeoDataFrame(index=["w"], geometry=[wild], crs=4326)
    values = long(("w", "2020", 1.0))
    low, high = (time_choropleth(places, values, detail=d).ground for d in (0, 4))
    assert low.drawing["kind"] == "pixels"
    first = low.drawing["levels"][0]["zoom"]
    assert high.drawing["levels"][-1]["zoom"] == first + 4
    assert sum(map(len, high.blocks.values())) > 2 * sum(map(len, low.blocks.values()))


def test_above_a_million_values_only_classes_are_sent_and_the_map_says_so(monkeypatch):
    monkeypatch.setattr("geo.page.grids.MOST_VALUES", 2)
    monkeypatch.setattr("geo.page.draw.MOST_VALUES", 2)
    made = time_choropleth(TWO, ROWS)
    assert made.payload.data["series"][0]["values"] is None
    assert made.payload.data["notes"][-1]["en"].startswith("This file has classes only: its 3 values")


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
    refused(
        InputError,
        r"'value' holds numbers written with a decimal comma, such as '7,5'; .* decimal=','",
        values=comma,
    )
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
    many = long(*(("w", str(1000 + n), f"c{n}") for n in range(300)))
    refused(InputError, r"came 300 categories, wanted at most 249", values=many)


def test_a_default_map_imports_nothing_heavy():
    words = "import sys, geo.page.series; print([m for m in ('mapclassify', 'sklearn', 'matplotlib') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


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
    series = layer.scene.series[0]
    keys = [style.key for style in series.styles]
    assert [stop.day.isoformat() for stop in layer.scene.stops] == ["1993-01-01", "1994-01-01", "1996-01-01"]
    assert [[keys[code] for code in row] for row in codes_of(layer)] == [
        ["held"] * 3,
        ["before", "held", "ended"],
    ]
    assert series.styles[keys.index("held")].words["en"] == "occupied"
    assert series.land_codes.tolist() == series.place_codes.tolist()  # one face each, painted as its place


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
        TimeChoropleth(TWO, ROWS).add_to(view)
    folium.LayerControl().add_to(view)
    text = save(view, tmp_path / "map.html").read_text(encoding="utf-8")
    assert text.count("function createTimeline") == 1
    assert text.count("new GeoTimeMaps.TimeLayer(") == 2
    assert text.count("<template id=") == 2


def test_bounds_serve_foliums_own_fitting():
    view = folium.Map(tiles=None)
    TimeChoropleth(TWO, ROWS).add_to(view)
    assert np.allclose(view.get_bounds(), [[39, 45], [40, 47]])


def test_a_map_in_another_projection_is_refused():
    view = folium.Map(tiles=None, crs="EPSG4326")
    TimeChoropleth(TWO, ROWS).add_to(folium.FeatureGroup().add_to(view))
    with pytest.raises(InputError, match=r"crs: the map has 'EPSG4326', wanted 'EPSG3857'"):
        view.get_root().render()


def test_tiles_under_a_plane_that_keeps_areas_are_refused(tmp_path):
    view = time_choropleth(TWO, ROWS)
    folium.TileLayer("https://tile.example.org/{z}/{x}/{y}.png", attr="x").add_to(view)
    with pytest.raises(InputError, match="projection='mercator'"):
        save(view, tmp_path / "map.html", online_tiles=True)


def test_a_page_takes_other_layers_too(tmp_path):
    view = time_choropleth(TWO, ROWS, title="Two")
    folium.Marker([39.5, 45.5], popup="Here").add_to(view)
    text = save(view, tmp_path / "map.html").read_text(encoding="utf-8")
    assert 'data-ui="page"' in text
    assert "default-src 'none'" in text


def test_a_layer_without_scripts_has_its_picture_and_table(tmp_path):
    view = folium.Map([39.5, 46], tiles=None)
    values = long(("w", "2020", 1.5), ("e", "2020", 2), ("w", "2021", 1234.25))
    TimeChoropleth(TWO, values, title="A & B", unit="mm", note="By <hand>.").add_to(view)
    text = save(view, tmp_path / "map.html").read_text(encoding="utf-8")
    plain = text.split("<noscript><section")[1].split("</noscript>")[0]
    assert "<h2>A &amp; B</h2><p>The interactive map needs scripts" in plain
    assert "<caption>2021</caption><tr><th>West<td>1,234.25\u00a0mm<tr><th>e<td>no figure</table>" in plain
    ET.fromstring(re.search(r"<svg.*</svg>", plain, re.DOTALL)[0])
    assert "By &lt;hand&gt;." in text


def test_notebooks_show_a_map_a_layer_and_what_it_is_on():
    view = time_choropleth(TWO, ROWS, title="A")
    forms = view._repr_mimebundle_()
    assert set(forms) == {"text/plain", "text/html", "image/svg+xml"}
    assert forms["text/plain"] == "A, 2021"
    assert "<iframe" in forms["text/html"]
    assert view._repr_html_() == forms["text/html"] == view._repr_mimebundle_()["text/html"]
    ET.fromstring(forms["image/svg+xml"])
    layer = TimeChoropleth(TWO, ROWS, title="A")
    alone = layer._repr_mimebundle_()
    assert layer._parent is None
    assert "packed" in alone["text/html"]
    other = folium.Map([39.5, 46], tiles=None)
    layer.add_to(other)
    assert "new GeoTimeMaps.TimeLayer(" in layer._repr_mimebundle_()["text/html"]
    assert "https://cdn" not in layer._repr_mimebundle_()["text/html"]


def test_hosts_that_run_only_linked_scripts_get_the_layers_and_one_that_changes():
    """As streamlit-folium does it: the layer is renamed, its script is taken, its elements keep their names."""
    other = folium.Map([39.5, 46], tiles=None)
    layer = TimeChoropleth(TWO, ROWS, title="A").add_to(other)
    other.get_root().render()
    html, first = other.get_root().html.render(), layer.digest
    layer._id = "div_0"
    script = layer._template.module.script(layer)
    (name,) = re.findall(r'TimeLayer\("([^"]+)"\)', script)
    assert f'id="{name}-shell"' in html
    assert f'id="{name}-data"' in html
    assert first in script
    ((_, address),) = layer.default_js
    assert b"TimeLayer" in base64.b64decode(address.partition("base64,")[2])
    again = TimeChoropleth(TWO, ROWS.assign(value=9.0), title="A").add_to(folium.Map([39.5, 46], tiles=None))
    again.get_root().render()
    assert again.digest != first
    page = time_choropleth(TWO, ROWS, title="A")
    page._id = "div"
    with pytest.raises(
        InputError, match=r"st_folium: came a map that is a page of its own.*components\.v1\.html"
    ):
        page._template.module.script(page)
    assert "<iframe" in page._repr_html_()
    assert not hasattr(page, "_repr_png_")
