"""What must hold for any table: it comes back as it was written, and the order of rows says nothing."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from random import Random

import geopandas
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.errors import UNFIT, fit_text, plain_line
from geo.model.timeline import Choice, build_timeline
from geo.package.read import read_package
from geo.points.aggregate import aggregate_events
from geo.points.places import PlaceIndex
from geo.reading.lists import listing_statements, read_listing
from geo.reading.tables import read_table
from tests.made import TABLES, Folder, square

# A cell as tables keep it: trimmed, of characters that every format can hold.
CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"), max_size=20).map(fit_text)
NAMES = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=8)
DAYS = st.dates(date(1000, 1, 1), date(9000, 1, 1))
POINTS = st.tuples(st.integers(0, 400), st.floats(-1, 3), st.floats(0, 1), st.floats(-1e9, 1e9))
quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@quick
@given(
    rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), separator=st.sampled_from(",;\t|")
)
def test_a_table_comes_back_as_it_was_written(
    tmp_path: Path, rows: list[tuple[str, str, str]], separator: str
) -> None:
    header = ("place", "time", "value")
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        (header, *rows)
    )
    kept = tuple(row for row in rows if any(row))
    written = {
        "t.csv": text.getvalue(),
        "t.json": json.dumps([dict(zip(header, row, strict=True)) for row in rows]),
    }
    for name, whole in written.items():
        file = tmp_path / name
        file.write_text(whole, "utf-8", newline="")
        if kept:
            table = read_table(file)
            assert table.columns == header
            assert table.rows == kept


@quick
@given(st.text())
def test_text_for_terminals_and_files(text: str) -> None:
    assert "\n" not in plain_line(text)
    assert plain_line(plain_line(text)) == plain_line(text)
    assert not UNFIT.search(fit_text(text))
    assert fit_text(fit_text(text)) == fit_text(text)


@quick
@given(
    st.lists(st.tuples(NAMES, DAYS, st.integers(1, 5_000)), max_size=6, unique_by=lambda row: row[0]),
    st.randoms(use_true_random=False),
)
def test_the_order_of_a_list_says_nothing(rows: list[tuple[str, date, int]], rng: Random) -> None:
    items = [f"{name}: {day}, {km2} km2" for name, day, km2 in rows]

    def said(items: list[str]) -> list[tuple[str, ...]]:
        rows = listing_statements(read_listing("; ".join(items)))
        return sorted((row["place"], row["quantity"], row["value"], row["date"]) for row in rows)

    before = said(items)
    rng.shuffle(items)
    assert said(items) == before
    assert len(before) == 2 * len(rows)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Folder:
    return Folder(tmp_path_factory.mktemp("order") / "package")


@quick
@given(st.randoms(use_true_random=False))
def test_the_order_of_a_package_says_nothing(made: Folder, rng: Random) -> None:
    def answers() -> list[tuple[str, str]]:
        timeline = build_timeline(read_package(made.path), Choice(("fizuli", "lachin", "lachin-corridor")))
        return [(place.place.id, place.state) for day in timeline.stops for place in timeline.on(day).places]

    for name, rows in TABLES.items():
        made.table(name, rows)
    made.describe()
    before = answers()
    for name, rows in TABLES.items():
        made.table(name, [rows[0], *rng.sample(rows[1:], len(rows) - 1)])
    made.describe()
    assert answers() == before


@quick
@given(st.lists(POINTS, min_size=1), st.randoms(use_true_random=False))
def test_the_order_of_events_says_nothing(rows: list[tuple[int, float, float, float]], rng: Random) -> None:
    squares = geopandas.GeoDataFrame(
        {"id": ["a", "b"]}, geometry=[square(0, size=10), square(10, size=10)], crs=4326
    )

    def summed(rows: list[tuple[int, float, float, float]]) -> pd.DataFrame:
        days = [(date(2020, 1, 1) + timedelta(days=row[0])).isoformat() for row in rows]
        frame = pd.DataFrame(rows, columns=["date", "lon", "lat", "n"]).assign(date=days)
        found = aggregate_events(frame, squares, time="date", statistic="sum", value="n")
        assert found.points == len(rows)
        return found.table

    before = summed(rows)
    shuffled = rng.sample(rows, len(rows))
    pd.testing.assert_frame_equal(summed(shuffled), before, check_exact=True)


@quick
@given(st.randoms(use_true_random=False))
def test_the_order_of_polygons_says_nothing(rng: Random) -> None:
    shapes = {"a": square(0), "b": square(1), "c": square(0.5)}
    given_first = PlaceIndex(shapes, list(shapes.values()))
    turned = rng.sample(sorted(shapes), 3)
    again = PlaceIndex(turned, [shapes[name] for name in turned])
    assert given_first.pack() == again.pack()
