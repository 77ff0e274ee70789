"""A language of the user's own is known to every command; `--quiet` says nothing of what was done."""

import json
import subprocess
import sys
from pathlib import Path

from tests.page.unpacked import page_data


def geo(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "geo.cli", *words]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder)


def test_words_of_ones_own_reach_page_and_sentence(tmp_path: Path) -> None:
    (tmp_path / "ar.json").write_text(json.dumps({"state.held": "محتل", "changes.title": "ما تغير"}), "utf-8")
    asked = geo(tmp_path, "--words", "ar.json", "changes", "1993-01-01", "1993-06-01", "--lang", "ar")
    assert asked.returncode == 0, asked.stderr
    assert "ما تغير" in asked.stdout
    built = geo(tmp_path, "--quiet", "--words", "ar.json", "build", "life-expectancy", "--out", "out")
    assert (built.returncode, built.stdout, built.stderr) == (0, "", "")
    data = page_data((tmp_path / "out" / "life-expectancy.html").read_text("utf-8"))
    assert "ar" in data["langs"]


def test_a_language_of_ones_own_names_the_places_from_right_to_left(tmp_path: Path) -> None:
    features = [
        {"type": "Feature", "properties": {"name": name, "name_ar": own, "name_short": name[0]},
         "geometry": {"type": "Polygon", "coordinates": [[[x, 30], [x + 1, 30], [x + 1, 31], [x, 31], [x, 30]]]}}
        for x, (name, own) in enumerate({"North": "الشمال", "South": "الجنوب"}.items())
    ]  # fmt: skip
    (tmp_path / "land.geojson").write_text(
        json.dumps({"type": "FeatureCollection", "features": features}), "utf-8"
    )
    (tmp_path / "figures.csv").write_text("name,year,n\nNorth,2019,1\nSouth,2019,2\n", "utf-8")
    (tmp_path / "ar.json").write_text(json.dumps({"ui.play": "تشغيل"}), "utf-8")
    words = ("--words", "ar.json")
    told = ("m", "--boundaries", "land.geojson", "--figures", "figures.csv")
    made = geo(tmp_path, *words, "new", *told, "--lang", "ar", "--title", "السكان")
    assert made.returncode == 0, made.stderr
    built = geo(tmp_path, *words, "build", "--maps", "m/maps", "--out", "out")
    assert built.returncode == 0, built.stderr
    page = (tmp_path / "out" / "m.html").read_text("utf-8")
    assert '<html lang="ar" dir="rtl">' in page
    assert "الجنوب" in page
    assert "تشغيل" in page
    assert page_data(page)["rtl"] == ["ar"]
    without = geo(tmp_path, "build", "--maps", "m/maps", "--out", "out")
    assert "geo --words ar.json build" in without.stderr
    # the column that names them: in the boundaries, and in the package
    geo(tmp_path, "new", *told, "--names", "name_short", "--replace")
    assert "North" in (tmp_path / "m" / "data" / "places.csv").read_text("utf-8")
    answer = json.loads(geo(tmp_path, "at", "2019", "--map", "m", "--maps", "m/maps", "--json").stdout)
    assert [here["name"] for here in answer["places"]] == ["N", "S"]
    places = (tmp_path / "m" / "data" / "places.csv").read_text("utf-8").splitlines()
    long = [places[0] + ",name_long", *(f"{row},Long {number}" for number, row in enumerate(places[1:]))]
    (tmp_path / "m" / "data" / "places.csv").write_text("\n".join(long) + "\n", "utf-8")
    assert geo(tmp_path, "check", "--renew", "m").returncode == 0
    definition = tmp_path / "m" / "maps" / "m.toml"
    definition.write_text('names = "name_long"\n' + definition.read_text("utf-8"), "utf-8")
    answer = json.loads(geo(tmp_path, "at", "2019", "--map", "m", "--maps", "m/maps", "--json").stdout)
    assert [here["name"] for here in answer["places"]] == ["Long 0", "Long 1"]


def test_words_that_are_wrong_are_one_line(tmp_path: Path) -> None:
    (tmp_path / "ar.json").write_text('{"state.heldd": "x"}', "utf-8")
    asked = geo(tmp_path, "--words", "ar.json", "at", "1993")
    assert asked.returncode == 1
    assert asked.stderr.count("\n") == 1
    assert "state.held" in asked.stderr
    (tmp_path / "ar.json").write_text('{"legend.up_to": "{high}"}', "utf-8")
    assert (
        "fills in {high}; the English one fills in {to}"
        in geo(tmp_path, "--words", "ar.json", "at", "1993").stderr
    )


def test_exit_codes_are_listed(tmp_path: Path) -> None:
    assert "Exit codes" in geo(tmp_path, "--help").stdout
