"""Why something is not in the plan, and the smallest change that would bring it in, proved by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from planner.model.dispatch import (
    ConvoyProblem,
    Detail,
    Looked,
    PatrolProblem,
    Solution,
    Unserved,
    UnservedReason,
)
from planner.progress import Progress, silent
from planner.routing.clock import Clock, clock_of
from planner.routing.details import change_text, told
from planner.routing.why.changes import convoy_changes, patrol_changes
from planner.routing.why.proof import convoys_serve, patrols_serve

NOTHING = (told("nothing"),)
POSSIBLE = (UnservedReason.NOT_WORTH, UnservedReason.NO_STOCK, UnservedReason.NO_TIME)
TRIES_A_SECOND = 2.0  # a third of what a quiet machine of two cores manages, so that the clock seldom cuts
USUAL_PLACES = 300  # up to here a try costs the same; beyond, writing the problem down begins to count
NEARLY_S = 0.1  # a search stops a little before its clock does

Try = tuple[tuple[Detail, ...], Callable[[Clock], bool]]
"""A change, and whether a plan with it serves the place and keeps everything else."""


@dataclass
class _Purse:
    """How many tries are left, for all places and for the one in hand."""

    clock: Clock
    whole: int
    share: int = 0

    def give(self, places: int) -> None:
        """An equal share of what is left to the first of ``places``, at least one try."""
        self.share = min(self.whole, max(1, self.whole // places))

    def spend(self) -> None:
        """One try."""
        self.whole -= 1
        self.share -= 1


def tries_for(time_limit_s: float, places: int) -> int:
    """How many tries a time limit buys: a count, so that the explanation does not depend on the machine."""
    return int(TRIES_A_SECOND * time_limit_s * min(1.0, USUAL_PLACES / max(1, places)))


def explain(
    problem: ConvoyProblem | PatrolProblem,
    solution: Solution,
    *,
    time_limit_s: float,
    seed: int,
    progress: Progress = silent,
) -> tuple[Unserved, ...]:
    """Every unserved entry with its smallest change; ``is_change_proved`` when a plan with that change was found.

    A change counts as proof only if the plan found with it keeps everything served before and serves this one too.
    Changes are tried from the smallest up, as many as :func:`tries_for` allows, so that the same inputs and seed give
    the same answer. The clock is a safety above that: an entry it cut says so (:class:`Looked`), and so does one that
    came after ``progress`` said stop. ``progress`` hears how many entries are done.
    """
    whole = len(solution.unserved)
    purse = _Purse(clock_of(time_limit_s, progress), tries_for(time_limit_s, _served(solution)))
    found = []
    for place, entry in enumerate(solution.unserved):
        purse.give(whole - place)
        found.append(_explained(entry, _tries(problem, solution, entry, seed), purse))
        progress("reasons", (place + 1) / whole, f"{place + 1} of {whole}")
    return tuple(found)


def _served(solution: Solution) -> int:
    """How many places the plan serves: what a proof has to plan again, however many are left out."""
    return len({visit.serves_id for route in solution.routes for visit in route.visits if visit.serves_id})


def _explained(entry: Unserved, tries: Iterator[Try], purse: _Purse) -> Unserved:
    looked = Looked.NOT
    for steps, serves in tries:
        if purse.clock.left <= NEARLY_S:
            return replace(entry, looked=Looked.CLOCK)
        if purse.share <= 0:
            return replace(entry, looked=Looked.BUDGET)
        purse.spend()
        if serves(purse.clock):
            return replace(entry, change=change_text(steps), steps=steps, is_change_proved=True)
        looked = Looked.ALL if purse.clock.left > NEARLY_S else Looked.CLOCK
    return replace(entry, looked=looked)


def _tries(problem: ConvoyProblem | PatrolProblem, solution: Solution, entry: Unserved, seed: int) -> Iterator[Try]:
    """As it is, where only the search may have missed it; then every change, from the smallest up."""
    if isinstance(problem, ConvoyProblem):
        if entry.reason in POSSIBLE:
            yield NOTHING, _convoys(problem, solution, entry, seed)
        for change in convoy_changes(problem, solution, entry):
            yield change.steps, _convoys(change.problem, solution, entry, seed)
    else:
        if entry.reason in POSSIBLE:
            yield NOTHING, _patrols(problem, solution, entry, seed)
        for step in patrol_changes(problem, entry):
            yield step.steps, _patrols(step.problem, solution, entry, seed)


def _convoys(problem: ConvoyProblem, solution: Solution, entry: Unserved, seed: int) -> Callable[[Clock], bool]:
    return lambda clock: convoys_serve(problem, solution, entry.serves_id, clock, seed)


def _patrols(problem: PatrolProblem, solution: Solution, entry: Unserved, seed: int) -> Callable[[Clock], bool]:
    return lambda clock: patrols_serve(problem, solution, entry.serves_id, clock, seed)
