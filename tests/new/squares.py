"""Three squares in a row as boundaries, and the figures that a new package has of them."""

import json
from pathlib import Path
from typing import Any

from click.testing import Result

from tests.new.command import rows

SQUARES = ("Nord", "Ost", "West")


def land(tmp_path: Path, properties: list[dict[str, Any]], **more: Any) -> Path:
    """Squares in a row, each with properties; a feature's own members are under `feature`, its square's place under `at`."""
    features = []
    for number, given in enumerate(properties):
        own = {key: value for key, value in given.items() if key not in ("feature", "at", "wide", "none")}
        x, wide = 10 + given.get("at", number), given.get("wide", 1)
        ring = [[x, 48], [x + wide, 48], [x + wide, 49], [x, 49], [x, 48]]
        shape = None if given.get("none") else {"type": "Polygon", "coordinates": [ring]}
        features.append({"type": "Feature", "properties": own, "geometry": shape, **given.get("feature", {})})
    file = tmp_path / "land.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features, **more}), "utf-8")
    return file


def read(tmp_path: Path, done: Result) -> dict[tuple[str, str], tuple[str, str]]:
    assert done.exit_code == 0, f"{done.output} {done.exception}"
    return {
        (row["place"], row["time"]): (row["value"], row["flag"])
        for row in rows(tmp_path / "out" / "data" / "values.csv")
    }
