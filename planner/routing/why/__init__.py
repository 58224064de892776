"""Why something is not in the plan, and the smallest change that would bring it in, proved by solving again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from planner.model.dispatch import (
    AsOf,
    ConvoyProblem,
    Looked,
    PatrolProblem,
    Solution,
    Unserved,
    UnservedReason,
)
from planner.model.reason import Detail, told
from planner.progress import Progress, silent
from planner.routing.clock import Clock, clock_of
from planner.routing.why.ahead import ahead_of
from planner.routing.why.changes import convoy_changes
from planner.routing.why.patrol_changes import patrol_changes
from planner.routing.why.proof import convoys_serve, is_too_much, patrols_serve, wanted_with

NOTHING = (told("nothing"),)
POSSIBLE = (UnservedReason.NOT_WORTH, UnservedReason.NO_STOCK, UnservedReason.NO_TIME)
MOST_A_SECOND = 8.0  # tries with few places served: a third of what a quiet machine manages, so the clock seldom cuts
PLACES_A_SECOND = 300.0  # places served × tries: each try plans all that is served again
LEAST_TRIES = 12  # for one place: with fewer, many places would be begun and none answered
NEARLY_S = 0.1  # a search stops a little before its clock does
LEEWAY = 4  # equal shares of the time that one try may take, since some take longer than others,
LEAST_SHARE = 0.1  # and this part of it at least: a search that thinks itself late goes on to the end of its clock
LEAST_S = 0.25  # nor less than this

Try = tuple[tuple[Detail, ...], Callable[[Clock], bool | None] | None]
"""A change, and whether a plan with it serves the place and keeps everything else; None where that is plainly not so.
"""


@dataclass
class _Purse:
    """How many tries are left, for all places and for the one in hand."""

    clock: Clock
    whole: int
    share: int = 0
    most: float = field(init=False)

    def __post_init__(self) -> None:
        """Which part of the time left one try may take: a late one must not take all from those after it."""
        self.most = max(LEAST_SHARE, LEEWAY / self.whole)

    def give(self, places: int) -> None:
        """An equal share of what is left to the first of ``places``, and enough to find something out."""
        self.share = min(self.whole, max(LEAST_TRIES, self.whole // places))

    def one_try(self) -> Clock:
        """The clock of one try; ask for it while there is time left."""
        return self.clock.until(min(1.0, max(self.most, LEAST_S / max(NEARLY_S, self.clock.left))))

    def spend(self) -> None:
        """One try."""
        self.whole -= 1
        self.share -= 1


def tries_for(time_limit_s: float, places: int) -> int:
    """How many tries a time limit buys: a count, so that the explanation does not depend on the machine."""
    return max(LEAST_TRIES, int(time_limit_s * min(MOST_A_SECOND, PLACES_A_SECOND / max(1, places))))


def explain(
    problem: ConvoyProblem | PatrolProblem,
    solution: Solution,
    *,
    time_limit_s: float,
    seed: int,
    progress: Progress = silent,
    as_of: AsOf | None = None,
) -> tuple[Unserved, ...]:
    """Every unserved entry with its smallest change; ``is_change_proved`` when a plan with that change was found.

    ``as_of`` is the plan's own, if it was made again: only what can still be done from then on counts.

    A change counts as proof only if the plan found with it keeps everything served before and serves this one too.
    The neediest come first; changes are tried from the smallest up, as many as :func:`tries_for` allows, so that the
    same inputs and seed give the same answer. The clock is a safety above that, for all and for each try: an entry it
    cut says so (:class:`Looked`), and so does one that came after ``progress`` said stop, which hears how many are
    done.
    """
    if as_of is not None:
        problem, solution = ahead_of(problem, solution, as_of)
    purse = _Purse(clock_of(time_limit_s, progress), tries_for(time_limit_s, _served(solution)))
    worth = _worth(problem)
    order = sorted(range(len(solution.unserved)), key=lambda at: -worth.get(solution.unserved[at].serves_id, 0))
    found = list(solution.unserved)
    for done, at in enumerate(order):
        purse.give(len(order) - done)
        found[at] = _explained(found[at], _tries(problem, solution, found[at], seed), purse)
        progress("reasons", (done + 1) / len(order), f"{done + 1} of {len(order)}")
    return tuple(found)


def _worth(problem: ConvoyProblem | PatrolProblem) -> dict[str, int]:
    if isinstance(problem, ConvoyProblem):
        return {stop.stop_id: stop.prize for stop in problem.stops}
    return {door.delivery_id: door.prize for door in problem.deliveries}


def _served(solution: Solution) -> int:
    """How many places the plan serves: what a proof has to plan again, however many are left out."""
    return len({visit.serves_id for route in solution.routes for visit in route.visits if visit.serves_id})


def _explained(entry: Unserved, tries: Iterator[Try], purse: _Purse) -> Unserved:
    found, looked = _first_that_serves(tries, purse)
    if found:
        return replace(entry, steps=found, is_change_proved=True, looked=Looked.NOT)
    return entry if entry.is_change_proved else replace(entry, looked=looked)  # what was proved before stays so


def _first_that_serves(tries: Iterator[Try], purse: _Purse) -> tuple[tuple[Detail, ...], Looked]:
    """The smallest change that was proved, or none and how far it was looked for."""
    looked, is_cut = Looked.NOT, False
    if purse.clock.left <= NEARLY_S:  # before anything is written down for it: there may be hundreds of them
        return (), Looked.CLOCK
    for steps, serves in tries:
        if purse.clock.left <= NEARLY_S:
            return (), Looked.CLOCK
        if serves is not None and purse.share <= 0:
            return (), Looked.CLOCK if is_cut else Looked.BUDGET
        own = purse.one_try()
        answer = serves(own) if serves is not None else None
        if answer is not None:  # what is plainly in vain costs nothing
            purse.spend()
            is_cut = is_cut or own.left <= NEARLY_S
        if answer:
            return steps, Looked.NOT
        looked = Looked.CLOCK if is_cut or purse.clock.left <= NEARLY_S else Looked.ALL
    return (), looked


def _tries(problem: ConvoyProblem | PatrolProblem, solution: Solution, entry: Unserved, seed: int) -> Iterator[Try]:
    """As it is, where only the search may have missed it; then every change, from the smallest up."""
    if entry.serves_id not in _worth(problem):  # a convoy that has left has brought all it can be brought
        return
    if isinstance(problem, ConvoyProblem):
        wanted = wanted_with(problem, solution, entry.serves_id)
        if entry.reason in POSSIBLE and not is_too_much(problem, wanted):
            yield NOTHING, _convoys(problem, solution, entry, seed)
        for change in convoy_changes(problem, solution, entry):
            is_vain = is_too_much(change.problem, wanted)
            yield change.steps, None if is_vain else _convoys(change.problem, solution, entry, seed)
    else:
        if entry.reason in POSSIBLE:
            yield NOTHING, _patrols(problem, solution, entry, seed)
        for step in patrol_changes(problem, entry):
            yield step.steps, _patrols(step.problem, solution, entry, seed)


def _convoys(problem: ConvoyProblem, solution: Solution, entry: Unserved, seed: int) -> Callable[[Clock], bool | None]:
    return lambda clock: convoys_serve(problem, solution, entry.serves_id, clock, seed)


def _patrols(problem: PatrolProblem, solution: Solution, entry: Unserved, seed: int) -> Callable[[Clock], bool | None]:
    return lambda clock: patrols_serve(problem, solution, entry.serves_id, clock, seed)
