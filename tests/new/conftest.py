"""Three squares side by side, with names and codes."""

from pathlib import Path

import geopandas
import pytest
import shapely

NAMES = ["Nord", "Süd", "Ost"]


@pytest.fixture
def regions(tmp_path: Path) -> Path:
    file = tmp_path / "regions.geojson"
    shapes = [shapely.box(n, 0, n + 1, 1) for n in range(3)]
    frame = geopandas.GeoDataFrame({"region": NAMES, "code": ["01", "02", "03"]}, geometry=shapes, crs=4326)
    frame.to_file(file)
    return file
