"""Progress of long work: a callable that every slow stage takes, that may do nothing, and that may ask for more."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class BestSoFar:
    """A search's note: how many of ``whole`` jobs (stops or doors) the best plan it has found so far does."""

    done: int
    whole: int

    def __str__(self) -> str:
        return f"{self.done}/{self.whole}"


Note = str | BestSoFar
"""A sentence for a person, or figures for whoever shows them in words of its own; ``str`` makes a sentence of both."""


class Progress(Protocol):
    """Called with the stage's name, the share done in 0…1 (or None when unknown) and a short note."""

    def __call__(self, stage: str, share: float | None, note: Note = "") -> None:
        """Report; must return quickly and must not raise."""


@runtime_checkable
class CanStop(Progress, Protocol):
    """A progress that can also say that whoever listens has had enough.

    A search that is told to stop ends soon and gives the best it has found, as it does when its time is over.
    """

    def is_stopped(self) -> bool:
        """Whether to stop; asked often, from the searching threads."""


def stop_of(progress: Progress) -> Callable[[], bool]:
    """How to ask ``progress`` whether to stop; one that cannot say so never does."""
    return progress.is_stopped if isinstance(progress, CanStop) else never


def never() -> bool:
    """Nobody asks to stop."""
    return False


def silent(stage: str, share: float | None, note: Note = "") -> None:
    """Report to nobody."""
