"""Covering: equal to trying every choice, and to spopt's MCLP where that can speak."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from planner.model.dispatch import Status
from planner.scoring.cover import CoverProblem, cover, feasible_floors


def random_problem(seed, n, *, k, capacity, reach_km=3.0, floors=(), caps=()):
    rng = np.random.default_rng(seed)
    at = rng.uniform(0, 10, (n, 2))
    near = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1)) <= reach_km
    reach = tuple((j, *[i for i in range(n) if near[i, j] and i != j]) for j in range(n))
    group = tuple("AB"[i % 2] for i in range(n))
    worth, households = rng.integers(1, 100, n), rng.integers(1, 60, n)
    return CoverProblem(
        tuple(worth.tolist()), tuple(households.tolist()), reach, group, k, capacity, floors=floors, caps=caps
    )


def best_by_hand(problem):
    """The best need over every choice of sites, each judged by a transport problem solved by scipy's HiGHS."""
    best = None
    for size in range(problem.k + 1):
        for sites in combinations(range(len(problem.reach)), size):
            names = [problem.group[j] for j in sites]
            if any(names.count(g) < n for g, n in problem.floors) or any(names.count(g) > n for g, n in problem.caps):
                continue
            value = transport(problem, sites)
            best = value if best is None else max(best, value)
    return best


def transport(problem, sites):
    arcs = [(i, j) for j in sites for i in problem.reach[j]]
    if not arcs:
        return 0
    places = sorted({i for i, _ in arcs})
    rows = [[float(i == p) for i, _ in arcs] for p in places] + [[float(j == s) for _, j in arcs] for s in sites]
    limits = [problem.households[p] for p in places] + [problem.capacity] * len(sites)
    found = linprog([-problem.worth[i] for i, _ in arcs], A_ub=rows, b_ub=limits, method="highs")
    return round(-found.fun)


@given(st.integers(0, 10**6), st.integers(1, 3), st.sampled_from([25, 70, 10_000]))
@settings(max_examples=25, deadline=None)
def test_equal_to_trying_every_choice(seed, k, capacity):
    """On small cases, with capacity that binds, sometimes and never, the optimum is that of brute force."""
    problem = random_problem(seed, 8, k=k, capacity=capacity)
    found = cover(problem, seed=1, time_limit_s=10)
    assert found.status is Status.OPTIMAL
    assert found.objective == found.bound == best_by_hand(problem)


@given(st.integers(0, 10**6), st.integers(0, 2), st.integers(1, 2))
@settings(max_examples=15, deadline=None)
def test_equal_to_trying_every_choice_under_floors_and_caps(seed, floor, cap):
    """Floors and caps per district are kept, and the optimum under them is that of brute force."""
    problem = random_problem(seed, 7, k=3, capacity=60, floors=(("A", floor),), caps=(("B", cap),))
    found = cover(problem, seed=1, time_limit_s=10)
    assert found.objective == best_by_hand(problem)
    names = [problem.group[j] for j in found.sites]
    assert names.count("A") >= floor
    assert names.count("B") <= cap


@given(st.integers(0, 10**6))
@settings(max_examples=20, deadline=None)
def test_what_is_served_is_possible_and_adds_up(seed):
    """Nobody is served twice, from out of reach or above capacity, and the need served is the objective."""
    problem = random_problem(seed, 12, k=4, capacity=50)
    found = cover(problem, seed=1, time_limit_s=10)
    by_place, by_site = {}, {}
    for i, j, amount in found.served:
        assert j in found.sites
        assert i in problem.reach[j]
        by_place[i] = by_place.get(i, 0) + amount
        by_site[j] = by_site.get(j, 0) + amount
    assert all(amount <= problem.households[i] for i, amount in by_place.items())
    assert all(amount <= problem.capacity for amount in by_site.values())
    assert sum(problem.worth[i] * amount for i, _, amount in found.served) == found.objective


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_equal_to_spopt_on_larger(seed):
    """Without capacity the optimum is that of spopt's maximal covering on 80 places."""
    pulp = pytest.importorskip("pulp")
    spopt = pytest.importorskip("spopt.locate")
    problem = random_problem(seed, 80, k=6, capacity=10**6, reach_km=1.2)
    weight = np.array(problem.worth) * np.array(problem.households)
    cost = np.full((80, 80), 9.0)
    for j, places in enumerate(problem.reach):
        cost[list(places), j] = 0.0
    oracle = spopt.MCLP.from_cost_matrix(cost, weight, service_radius=1.0, p_facilities=6)
    oracle.solve(pulp.PULP_CBC_CMD(msg=False))
    assert cover(problem, seed=1, time_limit_s=20).objective == round(oracle.problem.objective.value())


def test_floors_that_cannot_be_kept_are_cut_and_said():
    """A floor above the candidates, the cap or k is cut to what can be kept, with a sentence for each."""
    kept, notes = feasible_floors((("A", 3), ("B", 1), ("C", 2)), (("A", 1),), ("A", "A", "B"), 4)
    assert kept == (("A", 1), ("B", 1), ("C", 0))
    assert len(notes) == 2
