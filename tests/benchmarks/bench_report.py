"""Seconds for the report of the main map, in both forms.

    python tests/benchmarks/bench_report.py

Each row is a process of its own, started as the command is: its seconds include Python's and the libraries' start.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

CASES = (("pdf", "en"), ("docx", "en"), ("docx,pdf", "en"), ("docx,pdf", "hy"))
BUDGET_S = 15


def seconds(formats: str, lang: str, folder: Path) -> float:
    command = [
        sys.executable,
        "-m",
        "geo.cli",
        "report",
        "occupation",
        "--format",
        formats,
        "--lang",
        lang,
        "--out",
        folder,
    ]
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - began


def main() -> None:
    lines = ["| formats | language | seconds | kB |", "|---|---|---|---|"]
    with tempfile.TemporaryDirectory() as name:
        for formats, lang in CASES:
            folder = Path(name) / f"{formats}-{lang}"
            took = min(seconds(formats, lang, folder) for _ in range(3))
            size = sum(file.stat().st_size for file in folder.iterdir()) / 1000
            lines.append(f"| {formats} | {lang} | {took:.1f} | {size:,.0f} |")
    sys.stdout.write("\n".join([*lines, f"\nBudget: {BUDGET_S} s for both.\n"]))


if __name__ == "__main__":
    main()
