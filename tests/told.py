"""`geo` as a terminal runs it, without a process of its own: what it writes, and its exit code."""

import io
import os
import sys
import warnings
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from geo.cli import main


@dataclass
class Told:
    """What a command answered."""

    returncode: int
    stdout: str
    stderr: str


def tell(*words: str, folder: Path | str = ".", given: str = "") -> Told:
    """Run the command line in a folder, with words behind `geo` and text on its input."""
    streams = [io.TextIOWrapper(io.BytesIO(text), "utf-8") for text in (given.encode("utf-8"), b"", b"")]
    streams[0].buffer.name = "<stdin>"  # type: ignore[attr-defined]
    code: object = 0
    with (
        patch.object(sys, "argv", ["geo", *words]), patch.object(sys, "stdin", streams[0]), redirect_stdout(streams[1]),
        redirect_stderr(streams[2]), patch.dict(os.environ, NO_COLOR="1"), chdir(folder), warnings.catch_warnings(),
    ):  # fmt: skip
        warnings.resetwarnings()
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            main()
        except SystemExit as end:
            code = end.code
    for stream in streams[1:]:
        stream.flush()
    out, err = (stream.buffer.getvalue().decode("utf-8") for stream in streams[1:])
    return Told(code if isinstance(code, int) else int(code is not None), out, err)
