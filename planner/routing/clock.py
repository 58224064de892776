"""A hard end for a search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic, thread_time

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

    def before(self, seconds: float) -> Clock:
        """A clock from now that ends ``seconds`` before this one."""
        return Clock(monotonic(), self.ends - seconds, self.is_stopped)

    def until(self, share: float) -> Clock:
        """A clock that ends when ``share`` of what is left of this one is gone."""
        now = monotonic()
        return Clock(now, now + max(0.0, self.ends - now) * share, self.is_stopped)


SLOWEST = 8.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How much slower than alone on the machine this thread gets on, from its making."""

    begun_s: float = field(default_factory=monotonic)
    worked_s: float = field(default_factory=thread_time)

    @property
    def slowdown(self) -> float:
        """Wall-clock for each second of processor, 1 … 8; 1 before there is anything to tell by."""
        worked = thread_time() - self.worked_s
        return min(SLOWEST, max(1.0, (monotonic() - self.begun_s) / worked)) if worked > 0 else 1.0


def clock_of(time_limit_s: float, progress: Progress = silent) -> Clock:
    """A clock that starts now, and that is over early when ``progress`` can say stop and does."""
    now = monotonic()
    return Clock(now, now + time_limit_s, stop_of(progress))
