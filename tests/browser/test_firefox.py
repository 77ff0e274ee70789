"""Pages in Debian's Firefox: nothing is thrown or logged, and what is seen is what Chromium shows."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from tests.browser.firefox import Firefox, start_firefox
from tests.browser.test_texts import WAIT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def firefox() -> Iterator[Firefox]:
    with start_firefox() as fox:
        yield fox


@pytest.mark.parametrize("which", ["occupation", "life-expectancy"])
def test_the_same_map_as_in_chromium(
    which: str, firefox: Firefox, visit: Any, pages: dict[str, Path]
) -> None:
    firefox.open(pages[which].as_uri(), 1280, 800)
    assert firefox.evaluate(WAIT) == "true"
    page = visit(which)
    page.wait_for_timeout(500)
    images = [Image.open(BytesIO(data)).convert("RGB") for data in (firefox.picture(), page.screenshot())]
    frame = "document.querySelector('.map-frame').getBoundingClientRect()"
    area = f"() => {{ const at = {frame}; return [at.x, at.y, at.right, at.bottom]; }}"
    boxes = [firefox.evaluate(area), page.evaluate(area)]
    assert np.allclose(*boxes, atol=12)
    shares = [share_colours(image.crop(boxes[1])) for image in images]
    assert np.abs(shares[0] - shares[1]).sum() / 2 < 0.08  # letters and edges differ, land does not
    assert firefox.said == []


def share_colours(image: Image.Image) -> np.ndarray:
    """Give the share of an image's pixels that each of 512 colours has."""
    coarse = np.asarray(image.resize((200, 150), Image.Resampling.NEAREST), int) // 32
    return np.bincount((coarse @ [64, 8, 1]).ravel(), minlength=512) / (200 * 150)
