"""A search that is told to stop ends soon, with a checked plan."""

from __future__ import annotations

import pytest

from planner.model.dispatch import Route
from planner.ports import HearsBest
from planner.progress import BestSoFar, CanStop, Note, silent, stop_of
from planner.routing import check_convoys, prepare, solve_convoys
from planner.routing.clock import clock_of
from planner.routing.convoy.solve import solution_of
from planner.routing.engines.native.run import NativeSearch
from planner.routing.listening import listening
from tests.report import fixtures
from tests.still_clock import stand_still


class Impatient(CanStop):
    """Listens, and says stop once it has heard anything or from the start."""

    def __init__(self, after: int) -> None:
        self.notes: list[Note] = []
        self._after = after

    def __call__(self, stage: str, share: float | None, note: Note = "") -> None:
        """Remember what is told."""
        self.notes.append(note)

    def is_stopped(self) -> bool:
        """Whether it has heard enough."""
        return len(self.notes) >= self._after


@pytest.fixture
def rounds(monkeypatch) -> list[int]:
    """How many iterations each call of a search was asked for, on a clock that stands still."""
    asked: list[int] = []
    improve = NativeSearch.improve

    def counting(search: NativeSearch, iterations: int, *heat: float) -> None:
        asked.append(iterations)
        improve(search, iterations, *heat)

    monkeypatch.setattr(NativeSearch, "improve", counting)
    stand_still(monkeypatch)
    return asked


def test_stopped_search_ends_early_with_a_plan_that_passes_the_checker(rounds):
    """Stopped from the start it does no round, stopped at the first news a part of all: both plans hold, and say so."""
    prepare(silent)
    problem, done = fixtures.plan().convoy_problem, {}
    for after in (0, 1, 10_000):
        rounds.clear()
        solution = solve_convoys(problem, time_limit_s=60, seed=1, progress=Impatient(after))
        done[after] = sum(rounds)
        assert check_convoys(problem, solution) == ()
        assert solution.is_cut == (after < 10_000)
    assert done[0] == 0 < done[1] <= done[10_000] / 4


class Curious(Impatient, HearsBest):
    """Wants the best routes so far."""

    def __init__(self) -> None:
        super().__init__(10_000)
        self.told: list[tuple[object, tuple[Route, ...]]] = []

    def hears_best(self, problem: object, routes: tuple[Route, ...]) -> None:
        """Remember."""
        self.told.append((problem, routes))


def test_listener_hears_plans_that_pass_the_checker_and_changes_nothing(monkeypatch):
    """Each best plan so far is sound and no worse than the one before, and hearing it does not change the plan."""
    prepare(silent)
    stand_still(monkeypatch)
    problem, curious = fixtures.plan().convoy_problem, Curious()
    found = solve_convoys(problem, time_limit_s=4, seed=1, progress=curious)
    drafts = [solution_of(given, routes, None, "") for given, routes in curious.told]
    assert drafts
    assert all(given is problem for given, _ in curious.told)
    assert [check_convoys(problem, draft) for draft in drafts] == [()] * len(drafts)
    worths = [draft.objective for draft in drafts]
    assert worths == sorted(worths)
    assert found.objective >= worths[-1]
    assert found.routes == solve_convoys(problem, time_limit_s=4, seed=1).routes
    counts = [note for note in curious.notes if isinstance(note, BestSoFar)]
    assert counts
    assert all(0 < note.done <= note.whole for note in counts)
    assert {note.whole >= len(problem.stops) for note in counts} == {True}  # a large stop counts in parts


def test_plain_function_is_asked_for_nothing_and_a_listener_behind_another_can_still_stop():
    """What can neither stop nor hear routes goes to the engines as it is; what can keeps its stop on the way."""
    problem = fixtures.plan().convoy_problem
    assert listening(silent, problem, lambda rows: ()) is silent
    curious = Curious()
    passed = listening(curious, problem, lambda rows: ())
    assert not stop_of(passed)()
    curious.notes += [""] * 10_000
    assert stop_of(passed)()


def test_clock_is_over_when_told_so():
    """A clock made with a listener that says stop has nothing left, and neither has any part of it."""
    clock = clock_of(60.0, Impatient(0))
    assert clock.left == 0
    assert clock.until(0.5).left == 0
    assert clock_of(60.0).left > 50
    assert not stop_of(silent)()
