"""The memory of a process and everything it starts: proportional set sizes added up, where no shared page counts twice.

A process sampled every fifth of a second; a shorter peak between two looks is missed.
"""

from __future__ import annotations

import contextlib
import threading
from types import TracebackType
from typing import Self

import psutil

EVERY_S = 0.2


def held(pid: int) -> int:
    """Bytes held by a process and all below it: proportional (Linux), resident where the system tells no more."""
    total = 0
    with contextlib.suppress(psutil.NoSuchProcess):
        root = psutil.Process(pid)
        for process in (root, *root.children(recursive=True)):
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                told = process.memory_full_info()
                total += getattr(told, "pss", told.rss)
    return total


class Peak:
    """The most that a process and all below it held together while the block ran, in ``gb``."""

    def __init__(self, pid: int) -> None:
        self.gb = 0.0
        self._pid = pid
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._is_over.wait(EVERY_S):
            self.gb = max(self.gb, held(self._pid) / 1e9)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        self._thread.join()
