"""What a test needs of the machine: without it the test is skipped and counted, in CI it fails."""

import os
import shutil
from importlib import import_module
from typing import Any

import pytest


def lack(what: str, remedy: str) -> None:
    """Skip the test for want of something, in the one place, so that pytest counts all skips of one reason together."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is not here, and in CI nothing may be missing: {remedy}")
    pytest.skip(f"{what} is not here: {remedy}")


def program(package: str, *names: str) -> str:
    """Return a program's path, by the first of its names that is there."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        lack(names[0], f"install Debian's {package}")
    assert found is not None
    return found


def module(name: str) -> Any:
    """Return a module that the extra `test` brings."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        return lack(name, "install geo-timemaps[test]")


def folder(variable: str) -> str:
    """Return a folder that an environment variable names and `.ci/run` fills."""
    found = os.environ.get(variable, "")
    if not os.path.isdir(found):  # noqa: PTH112 - an empty path is the current folder
        lack(variable, "name a folder in it; see `.ci/run`")
    return found
