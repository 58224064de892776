"""Progress of long work: a callable that every slow stage takes and that may do nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol


class Progress(Protocol):
    """Called with the stage's name, the share done in 0…1 (or None when unknown) and a short note."""

    def __call__(self, stage: str, share: float | None, note: str = "") -> None:
        """Report; must return quickly and must not raise."""


def stop_of(progress: Progress) -> Callable[[], bool]:
    """How to ask ``progress`` whether whoever listens has had enough: its ``is_stopped``, or never.

    A search that is told to stop ends soon and gives the best it has found, as it does when its time is over.
    """
    asked: Callable[[], bool] = getattr(progress, "is_stopped", never)
    return asked


def best_of(progress: Progress) -> Callable[[Any, tuple[Any, ...]], None] | None:
    """Where ``progress`` wants the best routes found so far: its ``hears_best(problem, routes)``, or nowhere.

    Called from the searching thread a few times in a search; whoever listens must return quickly. What is told is a
    step on the way: neither checked nor explained.
    """
    told: Callable[[Any, tuple[Any, ...]], None] | None = getattr(progress, "hears_best", None)
    return told


def never() -> bool:
    """Nobody asks to stop."""
    return False


def silent(stage: str, share: float | None, note: str = "") -> None:
    """Report to nobody."""
