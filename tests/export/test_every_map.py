"""For every map, for every format: one loop over the gallery, the commands that answer, and all that can be written."""

import json
from pathlib import Path
from zipfile import ZipFile

import geopandas
import pyogrio
import pytest
from click.testing import CliRunner
from PIL import Image

from geo.cli import cli
from geo.export.files import DATA, FORMATS, MOTION, Request, Work
from geo.export.pack import _list_steps
from geo.export.rows import list_runs
from geo.model.definition import find_definitions
from geo.page.write import make_page
from geo.picture.layout import LAYOUTS
from tests.made import valued

MAPS = [file.stem for file in find_definitions(None, ())]
FEW = 3  # stops: a map of more is not drawn at each of them here, but in one picture of two
GIS = ("geojson", "jsonfg", "fgb", "kml", "gpkg")


@pytest.mark.parametrize("name", ["figured", *MAPS])
def test_every_map_answers_and_is_written_in_every_format(name: str, tmp_path: Path) -> None:
    file = valued(tmp_path) if name == "figured" else find_definitions(None, [name])[0]
    work = Work(file, Request(size="a5", dpi=40))
    first, last = work.days[0], work.days[-1]
    year = str(last.year)
    where = ("--map", file.stem, "--maps", str(file.parent), "--json")
    for asked in (("at", year), ("changes", first.isoformat(), year), ("audit",), ("sources",)):
        done = CliRunner().invoke(cli, [*asked, *where])
        assert done.exit_code == 0, (asked, done.output[-300:])
        assert json.loads(done.stdout), asked
    day = work.day(year)
    assert work.day(None) <= last or work.scene.asks == "states"
    assert f'<time datetime="{day}"' in make_page(work.package, work.definition, day=day)
    count = len(list_runs(work.scene))
    # One program films every map, and draws it as PDF: that takes long, and is tried on the small one.
    for kind in FORMATS if name == "figured" else ("png", *DATA):
        path = work.move([first, first], kind, tmp_path / f"x.{kind}") if kind in MOTION else None
        path = path or work.write(day, kind, tmp_path / f"x.{kind}")
        check_file(path, kind, work.scene.asks if kind == "gpkg" else None, count)
    for layout in LAYOUTS if len(work.days) <= FEW else ("single", "before-after"):
        path = work.asking(layout=layout).write(day, "svg", tmp_path / f"{layout}.svg")
        assert path.read_text("utf-8").count("<path") > 3, layout
    done = CliRunner().invoke(
        cli, ["report", file.stem, "--maps", str(file.parent), "--format", "docx", "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output[-300:]
    with ZipFile(tmp_path / f"{file.stem}-report.docx") as parts:
        text = parts.read("word/document.xml").decode("utf-8")
        assert year in text
        assert text.count("<w:tbl>") > 1
        assert any(name.startswith("word/media/") for name in parts.namelist())
    steps = [step.name for step in _list_steps(work, day, file, None)]
    assert {f"{file.stem}.html", f"{file.stem}.gpkg", f"{file.stem}.csv", "alt.txt"} <= set(steps)


def check_file(path: Path, kind: str, layer: str | None, count: int) -> None:
    """It is there, and a reader that is not ours finds in it what there is."""
    if kind in GIS:
        assert len(pyogrio.read_dataframe(path, layer=layer)) == count, kind
    elif kind == "parquet":
        assert len(geopandas.read_parquet(path)) == count
    elif kind == "png":
        with Image.open(path) as image:
            assert len(image.getcolors(1 << 24) or ()) > 50
    else:
        assert kind in (*DATA, *FORMATS)
        assert path.stat().st_size > 150, kind
