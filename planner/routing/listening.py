"""A progress between the engines, which know rows of numbers, and whoever wants routes in the field's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from planner.model.dispatch import Route
from planner.progress import Progress, best_of, stop_of

Rows = tuple[tuple[int, ...], ...]


class Listening:
    """Passes everything on to ``progress``; rows go on as routes of ``problem``, by ``lift``."""

    def __init__(self, progress: Progress, problem: Any, lift: Callable[[Rows], tuple[Route, ...]]) -> None:  # noqa: ANN401  # convoys' or patrols'
        self._progress, self._problem, self._lift = progress, problem, lift
        self.is_stopped = stop_of(progress)

    def __call__(self, stage: str, share: float | None, note: str = "") -> None:
        """Pass on."""
        self._progress(stage, share, note)

    def hears_rows(self, rows: Rows) -> None:
        """The best rows so far."""
        tell = best_of(self._progress)
        if tell is not None:
            tell(self._problem, self._lift(rows))


def listening(progress: Progress, problem: Any, lift: Callable[[Rows], tuple[Route, ...]]) -> Progress:  # noqa: ANN401  # as above
    """``progress`` as the engines need it; itself when it wants no routes, so that nothing is worked out for nobody."""
    return progress if best_of(progress) is None else Listening(progress, problem, lift)
