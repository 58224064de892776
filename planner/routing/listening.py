"""A progress between the engines, which know rows of numbers, and whoever wants routes in the field's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, runtime_checkable

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Route
from planner.ports import HearsBest
from planner.progress import CanStop, Note, Progress, stop_of

Rows = tuple[tuple[int, ...], ...]


@runtime_checkable
class HearsRows(Progress, Protocol):
    """What an engine may be given as progress: it also wants the best rows found so far."""

    def hears_rows(self, rows: Rows) -> None:
        """Called from the searching thread a few times in a search; must return quickly."""


class Listening(CanStop, HearsRows):
    """Passes everything on to ``progress``; rows go on as routes of ``problem``, by ``lift``."""

    def __init__(
        self, progress: HearsBest, problem: ConvoyProblem | PatrolProblem, lift: Callable[[Rows], tuple[Route, ...]]
    ) -> None:
        self._progress, self._problem, self._lift = progress, problem, lift

    def __call__(self, stage: str, share: float | None, note: Note = "") -> None:
        """Pass on."""
        self._progress(stage, share, note)

    def is_stopped(self) -> bool:
        """Whether who listens behind has had enough."""
        return stop_of(self._progress)()

    def hears_rows(self, rows: Rows) -> None:
        """The best rows so far."""
        self._progress.hears_best(self._problem, self._lift(rows))


def listening(
    progress: Progress, problem: ConvoyProblem | PatrolProblem, lift: Callable[[Rows], tuple[Route, ...]]
) -> Progress:
    """``progress`` as the engines need it; itself when it wants no routes, so that nothing is worked out for nobody."""
    return Listening(progress, problem, lift) if isinstance(progress, HearsBest) else progress
