"""What all tests share: a sound package on disk to damage, the shipped package, the main map's timeline."""

import os
from collections import Counter
from pathlib import Path

import hypothesis
import pytest

from geo.model.definition import read_definition
from geo.model.timeline import Timeline, build_timeline
from geo.package.read import Package, read_package
from tests.made import Folder

ROOT = Path(__file__).resolve().parents[1]
collect_ignore = ["export/qgis_probe.py"]  # it runs in the Python of QGIS

# The same examples on every machine, however busy it is.
hypothesis.settings.register_profile("repeatable", deadline=None, derandomize=True)
hypothesis.settings.load_profile("repeatable")


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Share the whole suite among the machine's cores; named files, which take seconds, stay in one process."""
    return (os.cpu_count() or 1) if config.args == config.getini("testpaths") else 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what could not run here, and how many tests each lack cost."""
    reasons = [
        report.longrepr[2]
        for report in terminalreporter.stats.get("skipped", [])
        if isinstance(report.longrepr, tuple)
    ]
    for reason, count in sorted(Counter(reasons).items()):
        terminalreporter.write_line(f"{count} not run: {reason.removeprefix('Skipped: ')}")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "package")


@pytest.fixture(scope="session")
def shipped_package() -> Package:
    return read_package(ROOT / "data")


@pytest.fixture(scope="session")
def occupation(shipped_package: Package) -> Timeline:
    return build_timeline(shipped_package, read_definition(ROOT / "maps" / "occupation.toml").choice)
