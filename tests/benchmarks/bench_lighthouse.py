"""Lighthouse on a phone, for every page of the gallery, served over loopback as static hosts serve: compressed.

    npm install --prefix FOLDER lighthouse@12
    python tests/benchmarks/bench_lighthouse.py FOLDER [PAGE ...]

Run it on a quiet machine: the numbers of performance are of this machine's processor, slowed down four times. The audit
`robots-txt` is left out: the file is the host's, and a page whose policy forbids every connection forbids Lighthouse's
own, which then counts the file as broken.
"""

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

GALLERY = Path(__file__).parents[2] / "maps" / "gallery"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
NUMBERS = {
    "first-contentful-paint": "paint", "largest-contentful-paint": "largest", "total-blocking-time": "blocked",
    "cumulative-layout-shift": "shift", "max-potential-fid": "longest",
}  # fmt: skip
FLAGS = "--headless=new --no-sandbox --disable-gpu"
LEAST = 0.95


class Host(BaseHTTPRequestHandler):
    """Serves the gallery as a static host does."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Give a file of the gallery, compressed; or say that it is not there."""
        path = GALLERY / Path(self.path.split("?")[0]).name
        found = path.is_file()
        body = path.read_bytes() if found else b"User-agent: *\nAllow: /\n"
        kind = {".html": "text/html; charset=utf-8", ".png": "image/png"}.get(
            path.suffix, "text/plain; charset=utf-8"
        )
        self.send_response(200 if found or path.name == "robots.txt" else 404)
        self.send_header("Content-Type", kind)
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, 6, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def run_lighthouse(program: Path, address: str, report: Path) -> dict | None:
    """Return Lighthouse's report of a page, as it prints it in JSON; None where it gave up."""
    options = [
        "--quiet",
        "--skip-audits=robots-txt",
        "--output=json",
        f"--output-path={report}",
        f"--chrome-flags={FLAGS}",
    ]
    command = ["node", str(program), address, *options]
    chrome = os.environ.get("CHROME_PATH") or shutil.which("chromium") or ""
    done = subprocess.run(command, check=False, timeout=300, env={**os.environ, "CHROME_PATH": chrome})
    return json.loads(report.read_text(encoding="utf-8")) if done.returncode == 0 else None


def describe(name: str, told: dict) -> tuple[str, list[str]]:
    """Return a row of the table, and what each category finds wrong."""
    audits = told["audits"]
    scores = [told["categories"][key]["score"] for key in CATEGORIES]
    numbers = [audits[key].get("numericValue", float("nan")) for key in NUMBERS]
    cells = [f"{score:.2f}" if score is not None else "none" for score in scores]
    cells += [f"{number:.3f}" if number < 1 else f"{number:,.0f} ms" for number in numbers]
    wrong = []
    for key, score in zip(CATEGORIES, scores, strict=True):
        listed = told["categories"][key]["auditRefs"] if score is None or score < LEAST else []
        low = [
            one["id"]
            for one in listed
            if one["weight"] and (audits.get(one["id"], {}).get("score") or 0) < 0.9
        ]
        wrong += [f"  {name}: {key}: {audits[one]['title']}" for one in low if one in audits]
    return f"{name:24}" + "".join(f"{cell:>12}" for cell in cells), wrong


def main() -> None:
    """Print one table for all pages, and what stands in the way of 0.95."""
    program = Path(sys.argv[1]) / "node_modules" / "lighthouse" / "cli" / "index.js"
    names = sys.argv[2:] or sorted(path.stem for path in GALLERY.glob("*.html"))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    Thread(target=server.serve_forever, daemon=True).start()
    heads = [key.split("-")[0] for key in CATEGORIES] + list(NUMBERS.values())
    print(f"{'page':24}" + "".join(f"{head:>12}" for head in heads), flush=True)  # noqa: T201
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            address = f"http://127.0.0.1:{server.server_port}/{name}.html"
            told = run_lighthouse(program, address, Path(folder) / "report.json")
            row, found = describe(name, told) if told else (f"{name:24}  Lighthouse gave up", [])
            print(row, flush=True)  # noqa: T201
            wrong += found
    print("\n".join(wrong))  # noqa: T201
    server.shutdown()


if __name__ == "__main__":
    main()
