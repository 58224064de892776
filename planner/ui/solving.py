"""A search that runs beside the page, tells how far it is, and can be asked to stop with the best it has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from threading import Event, Thread
from time import monotonic

from planner.model.dispatch import ConvoyProblem, Override, PatrolProblem, Route
from planner.ports import HearsBest
from planner.progress import BestSoFar, CanStop, Note, Progress
from planner.ui.shown import Shown


@dataclass(frozen=True, slots=True)
class Wish:
    """What a planner asks of a search."""

    days: int
    seed: int
    seconds: float
    overrides: tuple[Override, ...] = ()


_NUMBERS = count(1)  # for all searches of this server, so that no two drafts are taken for one


@dataclass(frozen=True, slots=True)
class Draft:
    """The best routes a search has found so far. ``number`` is its alone; patrols come after the convoys."""

    number: int
    problem: ConvoyProblem
    convoys: tuple[Route, ...]
    patrol_problem: PatrolProblem | None = None
    patrols: tuple[Route, ...] = ()


class Heard(CanStop, HearsBest):
    """A progress that remembers what it was told last, and can say stop."""

    def __init__(self) -> None:
        self.stage, self.share = "", 0.0
        self.best: BestSoFar | None = None
        self.draft: Draft | None = None
        self._stop = Event()

    def hears_best(self, problem: ConvoyProblem | PatrolProblem, routes: tuple[Route, ...]) -> None:
        """Remember the best routes so far; called from the searching thread."""
        if isinstance(problem, ConvoyProblem):
            self.draft = Draft(next(_NUMBERS), problem, routes)
        elif self.draft is not None:
            self.draft = Draft(next(_NUMBERS), self.draft.problem, self.draft.convoys, problem, routes)

    def __call__(self, stage: str, share: float | None, note: Note = "") -> None:
        """Remember; called from the searching thread."""
        self.stage, self.share = stage, min(max(share or 0.0, 0.0), 1.0)
        self.best = note if isinstance(note, BestSoFar) else self.best

    def is_stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return self._stop.is_set()

    def stop(self) -> None:
        """Ask the search to end with what it has."""
        self._stop.set()


class Job:
    """One search in a thread of its own."""

    def __init__(self, name: str, work: Callable[[Progress], Shown]) -> None:
        self.name, self.heard, self._begun = name, Heard(), monotonic()
        self._result: Shown | None = None
        self._error: BaseException | None = None
        self._thread = Thread(target=self._run, args=(work,), daemon=True)
        self._thread.start()

    def _run(self, work: Callable[[Progress], Shown]) -> None:
        try:
            self._result = work(self.heard)
        except BaseException as error:  # noqa: BLE001  # raised again where somebody sees it
            self._error = error

    @property
    def is_done(self) -> bool:
        """Whether it has ended, one way or the other."""
        return not self._thread.is_alive()

    @property
    def seconds(self) -> float:
        """Seconds since it began."""
        return monotonic() - self._begun

    def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds`` for the end; whether it has come."""
        self._thread.join(seconds)
        return self.is_done

    def answer(self) -> Shown:
        """What it found; the error it met is raised."""
        if self._error is not None:
            raise self._error
        if self._result is None:
            raise RuntimeError("the search has not ended")
        return self._result
