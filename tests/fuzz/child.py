"""Run cases in a process of their own: a crash or a hang inside a C library then fails one test and names its case.

`python -m tests.fuzz.child MODULE COUNT MEBIBYTES` calls the module's `prepare(folder)` and `one(folder, number, ...)`.
"""

import resource
import subprocess
import sys
import tempfile
import warnings
from importlib import import_module
from pathlib import Path

from tests.conftest import ROOT
from tests.fuzz.damage import TIMES

LONGEST = 240  # seconds of the clock for all cases of a module


def run_cases(module: str, count: int, mebibytes: int = 2048) -> None:
    """Run a module's cases in a child with that much address space beyond what its libraries take."""
    command = [
        sys.executable,
        "-X",
        "faulthandler",
        "-m",
        "tests.fuzz.child",
        module,
        str(count),
        str(mebibytes),
    ]
    try:
        done = subprocess.run(
            command, cwd=ROOT, capture_output=True, text=True, timeout=LONGEST * TIMES, check=False
        )
        code, told, said = done.returncode, done.stderr, done.stdout
    except subprocess.TimeoutExpired as hung:
        code, told, said = -1, "hangs", (hung.stdout or b"").decode()
    reached = said.splitlines()[-1:] or ["nothing"]
    assert code == 0, f"{module}, case {reached[0]}: exit code {code}\n{told[-3000:]}"
    assert reached == [str(count - 1)], f"{module}: only {reached[0]} of {count} cases ran"


def main(module: str, count: str, mebibytes: str) -> None:
    """Run the cases, each number said before its case."""
    cases = import_module(module)
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        given = cases.prepare(folder)
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + (int(mebibytes) << 20)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
        for number in range(int(count)):
            print(number, flush=True)  # noqa: T201
            cases.one(folder, number, given)


if __name__ == "__main__":
    main(*sys.argv[1:])
