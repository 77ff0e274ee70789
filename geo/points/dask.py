"""The same aggregation on a Dask cluster: pieces go out, exact tallies come back, in any order.

The boundaries are a worker plugin: the scheduler hands them once to every worker, also to one that starts later in the place
of one that died. A piece is a pure function of its input, so the work of a lost worker is done again with the same result.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from geo.errors import InputError
from geo.points.files import Piece
from geo.points.places import PlaceIndex
from geo.points.rows import Report, Tally, tally_piece
from geo.points.sums import Sums
from geo.points.times import By

try:
    import dask.config
    import distributed
    from distributed import KilledWorker, WorkerPlugin
except ImportError as error:
    raise InputError(
        "the engine dask needs distributed and dask-geopandas, which are not installed; "
        "run: pip install 'geo-timemaps[dask,export]'"
    ) from error

_api: Any = distributed  # partly typed: as a whole it would not pass the checks
Ints = npt.NDArray[np.int64]
_FEWEST_WORKERS = 2
_AHEAD = 4  # pieces per worker under way at once: enough to keep it busy, few enough to stay small
_RETRIES = 2
_PATIENCE = 10  # seconds for a scheduler to answer


class PlacesPlugin(WorkerPlugin):
    """Boundaries on a worker; the index is built when the first piece needs it."""

    def __init__(self, name: str, packed: tuple[tuple[str, ...], list[bytes]]) -> None:
        self.name = name
        self._packed = packed
        self._index: PlaceIndex | None = None
        self._lock: Any = None

    def setup(self, worker: Any) -> None:  # noqa: ARG002 - the plugin interface
        """Get ready in the worker's own process."""
        self._lock = Lock()

    def index(self) -> PlaceIndex:
        """Return the index, built once."""
        with self._lock:
            if self._index is None:
                self._index = PlaceIndex.unpack(self._packed)
            return self._index


def tally_pieces(
    pieces: list[Piece],
    places: PlaceIndex,
    by: By,
    sums: Sums,
    *,
    scheduler: str | None = None,
    report: Report | None = None,
) -> list[Tally]:
    """Tally pieces on a cluster, adding to `sums`; return the tallies in the pieces' order.

    Raises
    ------
    InputError
        The scheduler cannot be reached, workers keep dying, or a piece cannot be read.
    """
    tallies: list[Tally | None] = [None] * len(pieces)
    with _connect(scheduler) as client:
        name = f"geo-places-{client.id}"
        client.register_plugin(PlacesPlugin(name, places.pack()))
        waiting = iter(enumerate(pieces))
        numbers: dict[Any, int] = {}

        def send() -> Any:
            number, piece = next(waiting, (0, None))
            if piece is None:
                return None
            later = piece.source if hasattr(piece.source, "compute") else None
            frame = None if later is None else client.compute(later)
            task = client.submit(
                _work,
                piece if later is None else replace(piece, source=None),
                frame,
                name,
                by,
                pure=False,
                retries=_RETRIES,
            )
            numbers[task] = number
            return task

        try:
            workers = max(_FEWEST_WORKERS, len(client.nthreads()))
            first = [task for task in [send() for _ in range(_AHEAD * workers)] if task is not None]
            under_way = _api.as_completed(first, loop=client.loop)
            for done in under_way:
                number = numbers.pop(done)
                tally, keys, part = _result(client, done, pieces[number])
                sums.merge(keys, part)
                tallies[number] = tally
                if report is not None:
                    report(tally.points, pieces[number].weight)
                following = send()
                if following is not None:
                    under_way.add(following)
        finally:
            for task in numbers:
                task.cancel()
            client.unregister_worker_plugin(name)
    return [tally for tally in tallies if tally is not None]


def _work(piece: Piece, frame: Any, name: str, by: By) -> tuple[Tally, Ints, Ints]:
    """Tally one piece on a worker."""
    plugin: PlacesPlugin = _api.get_worker().plugins[name]
    sums = Sums()
    tally = tally_piece(piece if frame is None else replace(piece, source=frame), plugin.index(), by, sums)
    return tally, *sums.pack()


def _result(client: Any, task: Any, piece: Piece) -> tuple[Tally, Ints, Ints]:
    try:
        answer: tuple[Tally, Ints, Ints] = client.gather(task)
    except KilledWorker as error:
        raise InputError(
            f"{piece.label}: {error.allowed_failures + 1} workers died over the same piece, perhaps for want of "
            "memory; give the workers more, or use the engine local"
        ) from error
    return answer


@contextmanager
def _connect(scheduler: str | None) -> Iterator[Any]:
    """Yield a client of the scheduler at an address, or of a cluster of this machine that ends with the work."""
    if scheduler is not None:
        try:
            client = _api.Client(scheduler, set_as_default=False, timeout=_PATIENCE)
        except (OSError, ValueError) as error:
            raise InputError(
                f"no Dask scheduler answers at {scheduler!r}; give an address such as tcp://host:8786: {error}"
            ) from error
        with client:
            yield client
        return
    with (
        tempfile.TemporaryDirectory(prefix="geo-dask-") as folder,  # where partitions spill; gone afterwards
        dask.config.set(temporary_directory=folder),
        _api.LocalCluster(
            n_workers=max(_FEWEST_WORKERS, os.cpu_count() or 1),
            threads_per_worker=1,
            dashboard_address="127.0.0.1:0",  # any free port, seen from here only
        ) as cluster,
        _api.Client(cluster, set_as_default=False) as client,
    ):
        yield client
