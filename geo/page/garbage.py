"""Building a map without looking for garbage: each look visits all that the libraries hold, a tenth of the time in all."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


def left_lying(build: Callable[Given, Made]) -> Callable[Given, Made]:
    """Let a function look for no garbage while it works; what is in no circle frees itself as ever."""

    @wraps(build)
    def built(*args: Given.args, **options: Given.kwargs) -> Made:
        looked = gc.isenabled()
        gc.disable()
        try:
            return build(*args, **options)
        finally:
            if looked:
                gc.enable()

    return built
