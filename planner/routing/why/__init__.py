"""Why something is not in the plan, and the smallest change that would bring it in, proved by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from planner.model.dispatch import ConvoyProblem, Looked, PatrolProblem, Solution, Unserved, UnservedReason
from planner.routing.clock import Clock, clock_of
from planner.routing.why.changes import convoy_changes, patrol_changes
from planner.routing.why.proof import convoys_serve, patrols_serve

NOTHING = "no change: it fits in, but its need counts less than the driving it costs"
POSSIBLE = (UnservedReason.NOT_WORTH, UnservedReason.NO_STOCK, UnservedReason.NO_TIME)
TRIES_A_SECOND = 2.0  # a third of what a quiet machine of two cores manages, so that the clock seldom cuts
USUAL_PLACES = 300  # up to here a try costs the same; beyond, writing the problem down begins to count
NEARLY_S = 0.1  # a search stops a little before its clock does

Try = tuple[str, Callable[[Clock], bool]]
"""A change in words, and whether a plan with it serves the place and keeps everything else."""


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
    problem: ConvoyProblem | PatrolProblem, solution: Solution, *, time_limit_s: float, seed: int
) -> tuple[Unserved, ...]:
    """Every unserved entry with its smallest change; ``is_change_proved`` when a plan with that change was found.

    A change counts as proof only if the plan found with it keeps everything served before and serves this one too.
    Changes are tried from the smallest up, as many as :func:`tries_for` allows, so that the same inputs and seed give
    the same answer. The clock is a safety above that: an entry it cut says so (:class:`Looked`).
    """
    places = len(problem.stops) if isinstance(problem, ConvoyProblem) else len(problem.deliveries)
    purse = _Purse(clock_of(time_limit_s), tries_for(time_limit_s, places))
    found = []
    for place, entry in enumerate(solution.unserved):
        purse.give(len(solution.unserved) - place)
        found.append(_explained(entry, _tries(problem, solution, entry, seed), purse))
    return tuple(found)


def _explained(entry: Unserved, tries: Iterator[Try], purse: _Purse) -> Unserved:
    looked = Looked.NOT
    for text, serves in tries:
        if purse.clock.left <= NEARLY_S:
            return replace(entry, looked=Looked.CLOCK)
        if purse.share <= 0:
            return replace(entry, looked=Looked.BUDGET)
        purse.spend()
        if serves(purse.clock):
            return replace(entry, change=text, is_change_proved=True)
        looked = Looked.ALL if purse.clock.left > NEARLY_S else Looked.CLOCK
    return replace(entry, looked=looked)


def _tries(problem: ConvoyProblem | PatrolProblem, solution: Solution, entry: Unserved, seed: int) -> Iterator[Try]:
    """As it is, where only the search may have missed it; then every change, from the smallest up."""
    if isinstance(problem, ConvoyProblem):
        if entry.reason in POSSIBLE:
            yield NOTHING, _convoys(problem, solution, entry, seed)
        for change in convoy_changes(problem, solution, entry):
            yield change.text, _convoys(change.problem, solution, entry, seed)
    else:
        if entry.reason in POSSIBLE:
            yield NOTHING, _patrols(problem, solution, entry, seed)
        for step in patrol_changes(problem, entry):
            yield step.text, _patrols(step.problem, solution, entry, seed)


def _convoys(problem: ConvoyProblem, solution: Solution, entry: Unserved, seed: int) -> Callable[[Clock], bool]:
    return lambda clock: convoys_serve(problem, solution, entry.serves_id, clock, seed)


def _patrols(problem: PatrolProblem, solution: Solution, entry: Unserved, seed: int) -> Callable[[Clock], bool]:
    return lambda clock: patrols_serve(problem, solution, entry.serves_id, clock, seed)
