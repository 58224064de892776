"""The bound shown with a plan: above every plan there is, and not far above where it can be known."""

from __future__ import annotations

from dataclasses import replace
from time import monotonic

import numpy as np
import pytest
from scipy.optimize import linprog
from scipy.sparse import coo_matrix

from benchmarks.towns import town
from planner.model.dispatch import ConvoyProblem, Route, VehicleKind, Visit
from planner.model.kinds import VisitKind
from planner.routing import check_convoys, solve_convoys
from planner.routing.clock import Clock
from planner.routing.convoy.bound import FLOWS_FROM_S, convoy_bound
from planner.routing.convoy.flow_bound import written_out
from planner.routing.convoy.near_first import solve_near_first
from planner.routing.convoy.solve import solution_of
from planner.routing.roads import RoadTable
from tests.routing.by_hand import best_by_hand, small_escorted
from tests.routing.cases import H, convoy_problem, helper, lorry, random_convoys, stop

COUNTER = VehicleKind.MOBILE_COUNTER


@pytest.mark.parametrize("seed", range(10, 18))
def test_no_plan_is_above_the_bound(seed):
    """Plans of random problems, with stops that may be split and stops that may not, never exceed it."""
    problem = random_convoys(seed)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=seed)
    assert solution.objective <= convoy_bound(problem).most


def test_one_stop_is_bounded_by_its_round():
    """A full lorry for one stop: its prize less the way there and the way back, to the rounding."""
    problem = convoy_problem([stop("a", 0.05, 0.0, 135, 50)], [lorry("l", room=135)])
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert [visit.serves_id for route in solution.routes for visit in route.visits if visit.serves_id] == ["a"]
    assert solution.objective <= convoy_bound(problem).most <= solution.objective + 2


def test_whole_stops_are_not_served_in_parts():
    """Two stops that together want more than the stock: the bound takes one of them where neither may be split."""
    stops = [stop(name, 0.01 * k, 0.0, 60, 50) for k, name in enumerate("ab", 1)]
    problem = convoy_problem(stops, [lorry("l", "ipd-a")], stock=100)
    whole = replace(problem, stops=tuple(replace(one, may_split=False) for one in problem.stops))
    in_parts = replace(problem, stops=tuple(replace(one, may_split=True) for one in problem.stops))
    assert convoy_bound(whole).most <= 1000 * 50 + 1 < convoy_bound(in_parts).most
    solution = solve_convoys(whole, time_limit_s=0.5, seed=1)
    assert solution.objective <= convoy_bound(whole).most


def test_one_counter_may_stand_beside_two_queues():
    """Two lorries hand out side by side and one counter serves both: its day is not the sum of their queues."""
    big = stop("s", 0.02, 0.0, 260, 500, setup_s=1200, service_s_per_household=150)
    problem = convoy_problem([big], [lorry("l1"), lorry("l2"), helper("c", COUNTER)], max_reloads=0)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    along = Route("c", "c", 0, _alone(problem, "s", solution), 2 * 2220, 2 * 278)
    routes = (*(replace(route, convoy_id="") for route in solution.routes), along)
    wanting = replace(problem, stops=(replace(big, services=(COUNTER,)),))
    made = solution_of(wanting, routes, None, "by hand")
    assert len(solution.routes) == 2
    assert check_convoys(wanting, made) == ()
    assert convoy_bound(wanting).most >= made.objective


def _alone(problem: ConvoyProblem, name: str, beside) -> tuple[Visit, ...]:
    call = next(visit for visit in beside.routes[0].visits if visit.serves_id == name)
    seconds = RoadTable(problem.travel).seconds("ipd-a", name)
    home_s = call.departure_s + seconds
    return (
        Visit("ipd-a", VisitKind.DEPOT, 8 * H, 8 * H, 8 * H),
        Visit(name, VisitKind.STOP, 8 * H + seconds, call.start_s, call.departure_s, serves_id=name),
        Visit("ipd-a", VisitKind.DEPOT, home_s, home_s, home_s),
    )


@pytest.mark.parametrize("seed", range(4))
def test_far_legs_left_out_change_next_to_nothing(seed):
    """With most legs left out the bound is that of the whole relaxation, solved at once by HiGHS, or a hair above."""
    problem = town(seed, 17 + 4 * seed, 3)
    network = written_out(problem)
    lp = network.lp
    rows, columns, amounts = zip(*lp.entries, strict=True)
    table = coo_matrix((amounts, (rows, columns)), shape=(len(lp.rooms), len(lp.values)))
    limits = np.column_stack([np.zeros(len(lp.most)), lp.most])
    whole = -linprog(-np.array(lp.values), A_ub=table.tocsr(), b_ub=lp.rooms, bounds=limits).fun
    assert whole - 1e-6 * whole <= solve_near_first(lp, network.driven).most <= 1.0006 * whole


@pytest.mark.parametrize("seed", range(3))
def test_flows_say_more_than_totals_where_stops_are_many(seed):
    """Forty stops: no plan above the bound, and at most four fifths of the gap that totals alone would show."""
    problem = town(seed, 40, 3)
    solution = solve_convoys(problem, time_limit_s=10, seed=seed)
    assert solution.bound == convoy_bound(problem).most
    assert solution.objective <= solution.bound
    totals = convoy_bound(problem, Clock(0.0, FLOWS_FROM_S - 0.01)).most
    assert solution.bound - solution.objective <= 0.8 * (totals - solution.objective)


def test_a_clock_that_is_over_leaves_the_totals_and_says_so():
    """The bound is then what totals tell, and the plan does not claim that another run would say the same."""
    problem = town(1, 40, 3)
    over = Clock(monotonic() - 5, monotonic())
    found = convoy_bound(problem, over)
    assert found.is_cut
    assert found.most == convoy_bound(problem, Clock(0.0, FLOWS_FROM_S - 0.01)).most


def test_the_bound_of_escorted_stops_is_near_the_best_plan_there_is():
    """Never below the best of all orders tried by hand, and together no more than a quarter above them."""
    cases = [small_escorted(seed) for seed in range(12)]
    best, bound = [best_by_hand(case) for case in cases], [convoy_bound(case).most for case in cases]
    assert all(a <= b for a, b in zip(best, bound, strict=True))
    assert sum(bound) <= 1.25 * sum(best)
