"""Progress lines on stderr: none for short work, at most one every two seconds for long."""

from __future__ import annotations

import sys
import time

from planner.progress import Note


class LineProgress:
    """Prints ``stage  42 %  note`` to stderr when two seconds have passed since the last line or the start."""

    def __init__(self, every_s: float = 2.0) -> None:
        self._every_s = every_s
        self._last_s = time.monotonic()
        self._stage = ""

    def __call__(self, stage: str, share: float | None, note: Note = "") -> None:
        """Report; see :class:`planner.progress.Progress`."""
        now_s = time.monotonic()
        if now_s - self._last_s < self._every_s:
            return
        self._last_s = now_s
        if share is None and stage == self._stage:
            return  # nothing new to say
        self._stage = stage
        percent = "" if share is None else f"  {round(100 * share)} %"
        sys.stderr.write(f"{stage}{percent}  {note}".rstrip() + "\n")
        sys.stderr.flush()
