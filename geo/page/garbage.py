"""Building a map without looking for garbage: each look visits all that the libraries hold, a tenth of the time in all."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def left_lying() -> Iterator[None]:
    """Look for no garbage meanwhile; also to be put before a function. What is in use frees itself as ever."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()
