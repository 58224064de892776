"""Workers for jobs that fall into independent parts: none, processes of this machine, or a Dask cluster.

``KEMBARA_CLUSTER`` chooses: empty does everything here; ``local:2`` starts two processes on this machine (Dask's when
the optional package is installed, plain processes otherwise); ``tcp://host:8786`` uses an existing Dask scheduler,
whose workers have the same version of kembara installed. Results are the same to the last row, because each part is
worked on by the same function from the same input and the answers are put in the order of the parts.
"""

from __future__ import annotations

import gc
import multiprocessing
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from types import TracebackType
from typing import Any, Self, TypeVar

from planner.errors import refuse
from planner.ports import Cluster, InTurn

Part = TypeVar("Part")
Done = TypeVar("Done")
_LOCAL = re.compile(r"local:([1-9]\d{0,2})")
_SCHEDULER = re.compile(r"(?:tcp|tls)://\S+:\d+")
# How often a part may lose its worker before the part itself is suspected.
_MOST_LOSSES = 5
FEWEST_SHARED = 25_000
"""Rows from which a second process saves more than the seconds it takes to start."""


class _Closing:
    """A cluster that lets go at the end of a ``with`` block."""

    def close(self) -> None:
        """Let the workers go."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


class Here(_Closing, InTurn):
    """No workers, opened and closed like any other."""


@contextmanager
def readers(size: int, workers: int, fewest: int | None = None) -> Iterator[Cluster | None]:
    """Processes of this machine for ``size`` rows, None where starting them would cost more than they save.

    ``fewest`` rows are worth it, ``FEWEST_SHARED`` unless told.
    """
    if workers < 2 or size < (FEWEST_SHARED if fewest is None else fewest):
        yield None
        return
    with Processes(workers) as cluster:
        yield cluster


class Processes(_Closing):
    """Plain processes of this machine. A process that dies costs time: its parts are done again in new ones."""

    def __init__(self, workers: int) -> None:
        self.name = f"{workers} processes"
        self._workers = workers
        self._pool = self._start()

    def _start(self) -> ProcessPoolExecutor:
        # Spawned, not forked: solvers and databases in this process have threads of their own.
        return ProcessPoolExecutor(
            self._workers, mp_context=multiprocessing.get_context("spawn"), initializer=gc.set_threshold,
            initargs=(100_000, 20, 50),  # as in planner.cli: looking for lost objects took a tenth of a long job
        )  # fmt: skip

    def map(self, function: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
        """``function`` of every part, in order; E3705 when workers die again and again."""
        done: dict[int, Done] = {}
        for _ in range(_MOST_LOSSES + 1):
            left = [number for number in range(len(parts)) if number not in done]
            if self._try(function, parts, left, done):
                return [done[number] for number in range(len(parts))]
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = self._start()
        raise _lost(f"workers died {_MOST_LOSSES + 1} times")

    def _try(
        self, function: Callable[[Part], Done], parts: Sequence[Part], left: list[int], done: dict[int, Done]
    ) -> bool:
        """Work on the parts that are ``left``; whether all of them came back."""
        waiting: dict[int, Future[Done]] = {}
        try:
            for number in left:
                waiting[number] = self._pool.submit(function, parts[number])
            for number, future in waiting.items():
                done[number] = future.result()
        except BrokenProcessPool:
            for number, future in waiting.items():  # what was ready before the loss is kept
                if future.done() and not future.cancelled() and future.exception() is None:
                    done[number] = future.result()
            return False
        return True

    def close(self) -> None:
        """End the processes."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Dask(_Closing):
    """Workers of a Dask cluster, an existing one or one on this machine. Dask itself repeats what a lost worker had."""

    def __init__(self, client: Any, name: str, owned: Any = None) -> None:  # noqa: ANN401 — the package is optional
        self.name = name
        self._client = client
        self._owned = owned

    def map(self, function: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
        """``function`` of every part, in order; E3705 when the cluster gives up."""
        distributed = import_module("distributed")
        try:
            futures = self._client.map(function, list(parts), pure=False)
            return list(self._client.gather(futures))
        except (distributed.KilledWorker, distributed.comm.core.CommClosedError, OSError) as error:
            raise _lost(str(error)) from error

    def close(self) -> None:
        """Leave the cluster; end it when it was started here."""
        self._client.close()
        if self._owned is not None:
            self._owned.close()


class WhenNeeded(_Closing):
    """The cluster at an address, opened by the first job: most commands have none that is worth starting workers for.

    Errors of ``open_cluster`` come with that job.
    """

    def __init__(self, address: str) -> None:
        self.name = address
        self._address = address
        self._cluster: Cluster | None = None

    def map(self, function: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
        """``function`` of every part, in order."""
        if self._cluster is None:
            self._cluster = open_cluster(self._address)
        return self._cluster.map(function, parts)

    def close(self) -> None:
        """Let the workers go if there are any; the next job starts new ones."""
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None


def open_cluster(address: str) -> Cluster:
    """The cluster at ``address`` (see above). E2704 unknown address, E2705 Dask not installed, E3705 unreachable."""
    text = address.strip()
    if not text:
        return Here()
    if match := _LOCAL.fullmatch(text):
        workers = int(match[1])
        return _local_dask(workers) if find_spec("distributed") else Processes(workers)
    if not _SCHEDULER.fullmatch(text):
        action = "set KEMBARA_CLUSTER to local:2 or tcp://host:8786, or leave it empty"
        raise refuse("E2704", f"{text!r} is not the address of a cluster", action)
    if not find_spec("distributed"):
        raise refuse("E2705", "Dask is not installed", "install kembara-planner[cluster], or use local:2")
    return _existing_dask(text)


def _local_dask(workers: int) -> Dask:
    distributed = import_module("distributed")
    cluster = distributed.LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    )
    return Dask(distributed.Client(cluster), f"Dask, {workers} workers here", cluster)


def _existing_dask(address: str) -> Dask:
    distributed = import_module("distributed")
    try:
        client = distributed.Client(address, timeout=10, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise _lost(f"no scheduler answers at {address}") from error
    return Dask(client, f"Dask at {address}")


def _lost(cause: str) -> Exception:
    action = "check that scheduler and workers run and have memory to spare, or leave KEMBARA_CLUSTER empty"
    return refuse("E3705", f"the cluster failed: {cause}", action)
