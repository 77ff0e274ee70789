"""What a stranger's file may ask for while it is read: an address, a pipe, corners without end, letters that hide."""

import json
import os
import socket
import threading
import time
from pathlib import Path

import pytest
import shapely
from click.testing import CliRunner

from geo.cli import cli
from geo.errors import InputError
from geo.land.area import cut_faces
from geo.points.aggregate import aggregate_events
from geo.reading.boundaries import read_boundaries
from geo.reading.codes import without_code
from geo.reading.formats import offline
from geo.reading.numbers import read_numbers
from geo.reading.tables import read_table
from geo.reading.when import read_times

SQUARE = {"type": "Polygon", "coordinates": [[[46, 39], [47, 39], [47, 40], [46, 39]]]}


def square(**more: object) -> str:
    feature = {"type": "Feature", "properties": {}, "geometry": SQUARE}
    return json.dumps({"type": "FeatureCollection", **more, "features": [feature]})


def test_a_reference_system_is_never_fetched(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        calls: list[bool] = []
        server.settimeout(2)
        watch = threading.Thread(target=lambda: _listen(server, calls))
        watch.start()
        link = {"type": "link", "properties": {"href": f"http://127.0.0.1:{server.getsockname()[1]}/crs"}}
        plain, odd = tmp_path / "plain.geojson", tmp_path / "odd.geojson"
        plain.write_text(square(crs=link).replace('"crs"', '"\\u0063rs"'), "utf-8")
        odd.write_text(square(crs={"pad": "x" * 9000, **link}), "utf-8")
        with pytest.raises(
            InputError, match=r"plain\.geojson, crs: names an address, and nothing is fetched"
        ):
            read_boundaries(plain)
        read_boundaries(odd)  # what no pattern finds stays unfetched too
        with pytest.raises(InputError, match=r"plain\.geojson, crs: names an address"):
            aggregate_events(plain, odd, time="day")
        with pytest.raises(InputError, match="no column 'day'"):
            aggregate_events(odd, plain, time="day")
        watch.join()
    assert not calls
    with offline(), offline():
        pass


def _listen(server: socket.socket, calls: list[bool]) -> None:
    try:
        server.accept()[0].close()
        calls.append(True)
    except TimeoutError:
        pass


def test_an_arc_that_stands_too_often_is_refused(tmp_path: Path) -> None:
    ring = {"type": "Polygon", "arcs": [[0] * 6000]}
    path = tmp_path / "b.topojson"
    path.write_text(
        json.dumps({"type": "Topology", "arcs": [[[0, 0]] * 2000], "objects": {"o": ring}}), "utf-8"
    )
    with pytest.raises(
        InputError, match=r"b\.topojson: corners of its areas: 12,000,000, and 10,000,000 are the most"
    ):
        read_boundaries(path)


def test_combs_that_cross_are_refused_before_they_are_cut() -> None:
    count = 200
    rows = shapely.multipolygons([shapely.box(0, n / count, 1, (n + 0.5) / count) for n in range(count)])
    columns = shapely.multipolygons([shapely.box(n / count, 0, (n + 0.5) / count, 1) for n in range(count)])
    with pytest.raises(InputError, match="crossings of their rings"):
        cut_faces({"rows": rows, "columns": columns})


def test_few_letters_that_cannot_be_shown_do_not_make_a_text_another(tmp_path: Path) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(b"district,tonnes\nLachin,71\nAgh\0dam,5\n\xef\xbb\xbfFizuli,\x074\n")
    table = read_table(path)
    assert table.rows == (("Lachin", "71"), ("Aghdam", "5"), ("Fizuli", "4"))
    assert any("left out of 2 rows, first row 3" in remark for remark in table.remarks)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("sign", ["*", "²", "1", "1 ", " ", "1,"])
def test_long_runs_in_a_cell_are_read_soon(sign: str) -> None:
    began = time.monotonic()
    for count in (40, 400, 20_000):
        for text in (f"1{sign * count}x", f"2020{sign * count}!", sign * count):
            read_numbers([text, "5", "6"])
            read_times([text], "t")
            without_code(text)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("words", [["figures"], ["--words"]])
def test_a_pipe_with_a_name_is_not_waited_for(tmp_path: Path, words: list[str]) -> None:
    os.mkfifo(tmp_path / "p")
    result = CliRunner().invoke(
        cli, [*words, str(tmp_path / "p"), "at", "1993"][: 2 if words == ["figures"] else 4]
    )
    assert "is a pipe or a device" in str(result.exception)
