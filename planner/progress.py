"""Progress of long work: a callable that every slow stage takes and that may do nothing."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called with the stage's name, the share done in 0…1 (or None when unknown) and a short note."""

    def __call__(self, stage: str, share: float | None, note: str = "") -> None:
        """Report; must return quickly and must not raise."""


def silent(stage: str, share: float | None, note: str = "") -> None:
    """Report to nobody."""
