"""One damaged input: it is read, or refused with a message that helps; in time, in memory, without a traceback."""

import re
import resource
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from geo.errors import GeoError, plain_line

MOST_SECONDS = 10.0  # of processor time for one small input
HANGS = 60  # seconds of the clock after which an input is said to hang
MOST_GROWTH = 1 << 30  # bytes
LONGEST_MESSAGE = 3000  # characters
_INNARDS = re.compile(
    r"Traceback|<class |object at 0x|\b[A-Z]\w*(Error|Exception|Warning)\(|/geo-\w{8}|\bpydantic\b"
)
_ODD = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]")

Answer = TypeVar("Answer")


def survive(case: str, read: Callable[[], Answer], *names: str) -> Answer | None:
    """Return what was read, or None where it was refused as it should be; `names` are what a message may name."""
    began, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer: Answer | None = None
    with _alarm(case):
        try:
            answer = read()
        except GeoError as error:
            check_message(case, str(error), *names)
        except Exception as error:
            raise AssertionError(f"{case}: {type(error).__name__}: {str(error)[:300]}") from error
    spent = time.process_time() - began
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) << 10
    assert spent < MOST_SECONDS, f"{case}: took {spent:.1f} s of processor time"
    assert grown < MOST_GROWTH, f"{case}: took {grown >> 20} MiB"
    return answer


def check_message(case: str, text: str, *names: str) -> None:
    """A message names the file, stays on one line, shows no innards and does not steer a terminal."""
    assert text.strip(), f"{case}: an empty message"
    assert len(text) <= LONGEST_MESSAGE, f"{case}: a message of {len(text)} characters: {text[:200]!r}"
    assert not _INNARDS.search(text), f"{case}: the message shows innards: {text[:500]!r}"
    assert not _ODD.search(text), f"{case}: the message holds control characters: {text[:500]!r}"
    assert not names or any(plain_line(name)[:60] in text for name in names), (
        f"{case}: the message names no file: {text[:500]!r}"
    )


@contextmanager
def _alarm(case: str) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise AssertionError(f"{case}: hangs")

    old = signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, old)
