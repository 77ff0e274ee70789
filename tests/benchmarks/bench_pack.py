"""How long a newsroom pack takes, and whether checking files takes longer than making them.

    python tests/benchmarks/bench_pack.py

Every command is a process of its own, as a user would run it; the shortest of two runs counts. The ratio is of processor
time: on a machine that others use too, waiting says little.
"""

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(*arguments: str) -> tuple[float, float]:
    """Run `geo` and return the seconds it takes, and those of the processor."""
    runs = []
    for _ in range(2):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, "-m", "geo.cli", *arguments], check=True, capture_output=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        runs.append((time.perf_counter() - began, worked))
    return min(run[0] for run in runs), min(run[1] for run in runs)


def main() -> None:
    """Print a row for each: seconds to make and to verify, those of the processor, and the ratio of these."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        jobs = {
            "pack": ["pack", "occupation", "--out", name + "/pack"],
            "page": ["build", "occupation", "--out", name + "/page"],
        }
        for kind in ("png", "pdf", "gif", "gpkg", "xlsx", "csv"):
            jobs[kind] = ["export", "occupation", "--format", kind, "--out", f"{name}/{kind}"]
        print("| what | make s | verify s | make processor s | verify processor s | verify / make |")  # noqa: T201
        print("|---|---|---|---|---|---|")  # noqa: T201
        for kind, arguments in jobs.items():
            (made, worked) = seconds(*arguments)
            folder = out / kind
            files = (
                [str(folder)] if kind == "pack" else [str(p) for p in folder.iterdir() if p.stem != "index"]
            )
            (checked, again) = seconds("verify", *files)
            print(  # noqa: T201
                f"| {kind} | {made:.1f} | {checked:.1f} | {worked:.2f} | {again:.2f} | {again / worked:.2f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
