"""How long a newsroom pack takes, and whether checking files takes longer than making them.

    python tests/benchmarks/bench_pack.py

Every command is a process of its own, as a user would run it; the shortest of three runs counts.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path


def seconds(*arguments: str) -> float:
    """Run `geo` and return the seconds it takes."""
    best = float("inf")
    for _ in range(3):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "geo.cli", *arguments], check=True, capture_output=True)
        best = min(best, time.perf_counter() - began)
    return best


def main() -> None:
    """Print a row for each: seconds to make, seconds to verify, their ratio."""
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        jobs = {"pack": ["pack", "occupation", "--out", name + "/pack"], "page": ["build", "occupation", "--out", name + "/page"]}
        for kind in ("png", "pdf", "gif", "gpkg", "xlsx", "csv"):
            jobs[kind] = ["export", "occupation", "--format", kind, "--out", f"{name}/{kind}"]
        print("| what | make s | verify s | verify / make |\n|---|---|---|---|")  # noqa: T201
        for kind, arguments in jobs.items():
            made = seconds(*arguments)
            folder = out / kind
            files = [str(folder)] if kind == "pack" else [str(p) for p in folder.iterdir() if p.stem != "index"]
            checked = seconds("verify", *files)
            print(f"| {kind} | {made:.1f} | {checked:.1f} | {checked / made:.2f} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
