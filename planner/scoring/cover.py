"""Maximal covering with capacity, floors and caps, solved exactly by CP-SAT with its bound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.model.dispatch import Status
from planner.model.reason import Detail, told

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpModel, CpSolver, IntVar


@dataclass(frozen=True, slots=True)
class CoverProblem:
    """Choose ``k`` sites so that the most need is covered; plain integers, no geography.

    Place i has ``households[i]`` who each carry ``worth[i]``; ``reach[j]`` lists the places site j can serve, the one
    it stands in first, and it serves at most ``capacity`` households. Sites of ``group[j]`` number at least its floor
    and at most its cap.
    """

    worth: tuple[int, ...]
    households: tuple[int, ...]
    reach: tuple[tuple[int, ...], ...]
    group: tuple[str, ...]
    k: int
    capacity: int
    floors: tuple[tuple[str, int], ...] = ()
    caps: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """The chosen sites and who is served where: ``served`` holds (place, site, households).

    ``bound`` is proved: no choice of sites covers more. Both are 0 when nothing can be chosen.
    """

    sites: tuple[int, ...]
    served: tuple[tuple[int, int, int], ...]
    status: Status
    objective: int
    bound: int


def cover(problem: CoverProblem, *, seed: int, time_limit_s: float) -> Cover:
    """Solve ``problem``; the same seed gives the same choice unless the time runs out.

    Among choices that cover as much, the one with the fewest sites is taken, then the lowest-numbered: callers put
    the most needed first, and a stop that adds nothing is not made.
    """
    from ortools.sat.python import cp_model  # noqa: PLC0415 - slow to load

    model = cp_model.CpModel()
    site = [model.new_bool_var(f"site{j}") for j in range(len(problem.reach))]
    whole, amount = _demand(model, site, problem)
    model.add(sum(site) <= problem.k)
    for name, least in problem.floors:
        model.add(sum(_of_group(site, problem.group, name)) >= least)
    for name, most in problem.caps:
        model.add(sum(_of_group(site, problem.group, name)) <= most)
    covered = [problem.worth[i] * problem.households[i] * y for i, y in whole.items()]
    need = sum(covered) + sum(problem.worth[i] * a for (i, _), a in amount.items())
    count = len(site)
    most = 2 * count * min(problem.k, count)  # what the second aim can at most cost
    model.maximize((most + 1) * need - sum((count + j) * s for j, s in enumerate(site)))
    solver = _solver(seed, time_limit_s)
    code = solver.solve(model)
    if code not in {cp_model.OPTIMAL, cp_model.FEASIBLE}:
        status = Status.INFEASIBLE if code == cp_model.INFEASIBLE else Status.NO_TIME
        return Cover((), (), status, 0, 0)
    sites = tuple(j for j, s in enumerate(site) if solver.value(s))
    split = [(i, j, solver.value(a)) for (i, j), a in amount.items() if solver.value(a) > 0]
    served = sorted(split + _whole_served(problem, sites, [i for i, y in whole.items() if solver.value(y)]))
    return Cover(
        sites=sites,
        served=tuple(served),
        status=Status.OPTIMAL if code == cp_model.OPTIMAL else Status.FEASIBLE,
        objective=sum(problem.worth[i] * households for i, _, households in served),
        bound=(round(solver.best_objective_bound) + most) // (most + 1),
    )


def _solver(seed: int, time_limit_s: float) -> CpSolver:
    from ortools.sat.python import cp_model  # noqa: PLC0415 - slow to load

    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed % 2**31
    solver.parameters.num_workers = 1  # several workers race, and the winner differs from run to run
    solver.parameters.linearization_level = 2  # without it 600 places end 50 % below the optimum after 8 s
    solver.parameters.max_time_in_seconds = time_limit_s
    return solver


def _of_group(site: list[IntVar], group: tuple[str, ...], name: str) -> list[IntVar]:
    return [s for s, g in zip(site, group, strict=True) if g == name]


def _demand(
    model: CpModel, site: list[IntVar], problem: CoverProblem
) -> tuple[dict[int, IntVar], dict[tuple[int, int], IntVar]]:
    """Variables of what is served: a yes or no where every reaching site has room for all, else amounts per site.

    Amounts everywhere would be right too, but weaken the bound so much that small cases stay unproved.
    """
    sites_of: dict[int, list[int]] = {}
    for j, places in enumerate(problem.reach):
        for i in places:
            sites_of.setdefault(i, []).append(j)
    is_tight = [sum(problem.households[i] for i in places) > problem.capacity for places in problem.reach]
    whole, amount = {}, {}
    for i, sites in sites_of.items():
        if not any(is_tight[j] for j in sites):
            whole[i] = model.new_bool_var(f"covered{i}")
            model.add_bool_or([site[j] for j in sites] + [whole[i].negated()])
            continue
        most = min(problem.households[i], problem.capacity)
        for j in sites:
            amount[i, j] = model.new_int_var(0, most, f"amount{i}_{j}")
            model.add(amount[i, j] <= most * site[j])
        model.add(sum(amount[i, j] for j in sites) <= problem.households[i])
    for j, places in enumerate(problem.reach):
        shared = [amount[i, j] for i in places if (i, j) in amount]
        if is_tight[j] and shared:
            model.add(sum(shared) <= problem.capacity * site[j])
    return whole, amount


def _whole_served(problem: CoverProblem, sites: tuple[int, ...], covered: list[int]) -> list[tuple[int, int, int]]:
    """Each wholly covered place goes to the stop in it, else to the first that reaches it."""
    result = []
    for i in covered:
        reaching = [j for j in sites if i in problem.reach[j]]
        home = next((j for j in reaching if problem.reach[j][0] == i), reaching[0])
        result.append((i, home, problem.households[i]))
    return result


def feasible_floors(
    floors: tuple[tuple[str, int], ...], caps: tuple[tuple[str, int], ...], group: tuple[str, ...], k: int
) -> tuple[tuple[tuple[str, int], ...], tuple[Detail, ...]]:
    """The floors that can be kept with these candidates, caps and ``k`` stops, and what to tell of each cut one."""
    kept: list[tuple[str, int]] = []
    notes: list[Detail] = []
    left, most = k, dict(caps)
    for name, least in floors:
        can = min(least, group.count(name), most.get(name, k), left)
        if can < least:
            notes.append(told("floor_cut", district=name, least=least, can=can))
        left -= can
        kept.append((name, can))
    return tuple(kept), tuple(notes)
