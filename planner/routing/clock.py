"""A hard end for a search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from planner.progress import Progress, never, silent, stop_of


@dataclass(frozen=True, slots=True)
class Clock:
    """Begin and hard end in the monotonic clock's seconds; over at once when ``is_stopped`` says so."""

    begun: float
    ends: float
    is_stopped: Callable[[], bool] = never

    @property
    def left(self) -> float:
        """Seconds left; zero or less when over."""
        return 0.0 if self.is_stopped() else self.ends - monotonic()

    @property
    def share(self) -> float:
        """How much of the time is gone, 0 … 1."""
        whole = self.ends - self.begun
        return 1.0 if whole <= 0 else min(1.0, max(0.0, (monotonic() - self.begun) / whole))

    def until(self, share: float) -> Clock:
        """A clock that ends when ``share`` of what is left of this one is gone."""
        now = monotonic()
        return Clock(now, now + max(0.0, self.ends - now) * share, self.is_stopped)


def clock_of(time_limit_s: float, progress: Progress = silent) -> Clock:
    """A clock that starts now, and that is over early when ``progress`` can say stop and does."""
    now = monotonic()
    return Clock(now, now + time_limit_s, stop_of(progress))
