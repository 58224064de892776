"""PyVRP in a process of its own beside the search: it hands over each better plan and can be stopped at any moment.

It runs as it would alone, from its own start and on a core of its own, so that together the two are never behind it.
The process gets the problem's arrays on its standard input and writes plans to its standard output, one JSON list a
line.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from threading import Thread
from time import monotonic
from typing import BinaryIO

import numpy as np

from planner.routing.core import CoreProblem
from planner.routing.engines.plain import is_plain

Rows = tuple[tuple[int, ...], ...]
LEAST_S = 3.0  # with less there is no time to find anything
PRIZE_LEGS = 10.0  # with a usual prize above so many legs the order of visits counts less than their choice
EVERY_S = 0.3  # how often a better plan is handed over at most
HAND_OVER_S = 0.1  # before the end, for the last plan to arrive


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def is_wanted(problem: CoreProblem, seconds: float) -> bool:
    """Whether a second engine on the other core is worth a search less."""
    return seconds >= LEAST_S and not problem.is_pairs[0] and is_plain(problem)


def is_better(problem: CoreProblem, leg: float) -> bool:
    """Whether the partner alone is the better one: driving counts more than which jobs are done."""
    prizes = problem.job_prize[problem.job_prize < 1 << 40]
    return not len(prizes) or float(np.median(prizes)) < PRIZE_LEGS * leg


class Partner:
    """A running process; :attr:`rows` is its best plan so far, None before the first.

    Without ``start`` it begins from its own. It ends after ``seconds`` and tells its last plan then.
    """

    def __init__(self, problem: CoreProblem, seed: int, seconds: float, start: Rows | None = None) -> None:
        self.rows: Rows | None = None
        self.ends = monotonic() + seconds
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-c", f"from {__name__} import main; main()"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
        )
        self._thread = Thread(target=self._talk, args=(problem, [seed, self.ends, start]), daemon=True)
        self._thread.start()

    def _talk(self, problem: CoreProblem, order: list[object]) -> None:
        """Send the problem, then listen until the process ends; a process that fails has nothing to say."""
        sent, heard = self._process.stdin, self._process.stdout
        if sent is None or heard is None:
            return
        packed = io.BytesIO()
        np.savez(packed, order=np.frombuffer(json.dumps(order).encode(), np.uint8), **problem._asdict())
        try:
            sent.write(packed.getbuffer())
            sent.close()
            for line in heard:
                self.rows = tuple(tuple(row) for row in json.loads(line))
        except (OSError, ValueError):
            return  # ended in the middle of a line, or before it had read everything

    def wait(self, ends: float) -> None:
        """Until the process has told its last plan, but no longer than until ``ends`` (monotonic seconds)."""
        self._thread.join(timeout=max(0.0, ends - monotonic()))

    def stop(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._thread.join(timeout=1.0)


def main() -> None:
    """The child: improve until killed, the time is over, or the parent no longer listens."""
    packed = np.load(io.BytesIO(sys.stdin.buffer.read()), allow_pickle=False)
    seed, ends, start = json.loads(packed["order"].tobytes())
    problem = CoreProblem(**{name: packed[name] for name in CoreProblem._fields})
    try:
        _improve(problem, seed, start, ends - HAND_OVER_S, sys.stdout.buffer)
    except BrokenPipeError:
        os._exit(0)


def _improve(problem: CoreProblem, seed: int, start: Rows | None, ends: float, out: BinaryIO) -> None:
    from planner.routing.engines.pyvrp_engine import Improver  # noqa: PLC0415  # slow to import

    improver = Improver(problem)
    told = monotonic()

    def tell() -> None:
        rows = improver.take()
        if rows is not None:
            out.write(json.dumps(rows).encode() + b"\n")
            out.flush()

    def is_over() -> bool:
        nonlocal told
        now = monotonic()
        if now - told > EVERY_S:
            told = now
            tell()
        return now > ends

    improver.run(seed, start, is_over)
    tell()
