"""A hard end for a search."""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True, slots=True)
class Clock:
    """Begin and hard end in the monotonic clock's seconds."""

    begun: float
    ends: float

    @property
    def left(self) -> float:
        """Seconds left; negative when over."""
        return self.ends - monotonic()

    @property
    def share(self) -> float:
        """How much of the time is gone, 0 … 1."""
        whole = self.ends - self.begun
        return 1.0 if whole <= 0 else min(1.0, max(0.0, (monotonic() - self.begun) / whole))

    def until(self, share: float) -> Clock:
        """A clock that ends when ``share`` of what is left of this one is gone."""
        now = monotonic()
        return Clock(now, now + max(0.0, self.ends - now) * share)


def clock_of(time_limit_s: float) -> Clock:
    """A clock that starts now."""
    now = monotonic()
    return Clock(now, now + time_limit_s)
