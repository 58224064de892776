"""Who travels with whom is found together with where they go, and service vehicles drive where they are wanted."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from itertools import chain, combinations
from random import Random

import pytest

from planner.model.dispatch import ConvoyProblem, DatedRule, TimeWindow, Vehicle, VehicleKind
from planner.model.kinds import RuleKind
from planner.routing import check_convoys, solve_convoys
from planner.routing.clock import clock_of
from planner.routing.convoy.forming import MOST_TEAMS, possible_teams
from planner.routing.convoy.lower import lower
from planner.routing.convoy.solve import as_solution
from planner.routing.convoy.teams import Team, dealt, is_choice
from planner.routing.core import has_vehicles
from planner.routing.engines.greedy import cost_of_rows
from planner.routing.solver import solve_core
from tests.routing.by_hand import best_by_hand, small_escorted
from tests.routing.cases import FRIDAY, FRIDAY_BREAK, H, convoy_problem, helper, lorry, random_convoys, stop
from tests.still_clock import stand_still

COUNTER, OFFICE = VehicleKind.MOBILE_COUNTER, VehicleKind.MOBILE_OFFICE


@pytest.fixture(autouse=True)
def no_clock(monkeypatch):
    """Plans here are as good as the work that their limits buy, however busy the machine."""
    stand_still(monkeypatch)


def served(solution) -> set[str]:
    return {visit.serves_id for route in solution.routes for visit in route.visits if visit.serves_id}


@pytest.mark.parametrize("seed", range(24))
def test_small_escorted_plans_are_the_best_there_are(seed):
    """Five stops, a lorry, a counter from elsewhere: the best of all orders tried by hand."""
    problem = small_escorted(seed)
    solution = solve_convoys(problem, time_limit_s=2.0, seed=1)
    assert check_convoys(problem, solution) == ()
    assert solution.objective == best_by_hand(problem)


def test_a_counter_drives_past_stops_that_do_not_want_it():
    """Four stops on a line, the last wants the counter: it goes there and home, and comes when the food does."""
    stops = [stop(f"s{k}", 0.02 * k, 0.0, 20) for k in range(1, 5)]
    stops[3] = replace(stops[3], services=(COUNTER,))
    problem = convoy_problem(stops, [lorry("l"), helper("c", COUNTER)])
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, solution) == ()
    visits = {r.vehicle_id: [v.serves_id for v in r.visits if v.serves_id] for r in solution.routes}
    assert set(visits["l"]) == {"s1", "s2", "s3", "s4"}
    assert visits["c"] == ["s4"]


def test_a_counter_nobody_wants_stays_at_home():
    problem = convoy_problem([stop("a", 0.02, 0.0), stop("b", 0.03, 0.0)], [lorry("l"), helper("c", COUNTER)])
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert [route.vehicle_id for route in solution.routes] == ["l"]


def test_two_lorries_go_together_to_a_stop_that_one_cannot_serve():
    """200 baskets that may not be split, and two lorries of 135 that otherwise go their own ways."""
    whole = stop("whole", 0.02, 0.0, 200, 500, may_split=False, service_s_per_household=30)
    others = [stop(f"s{k}", -0.02 * k, 0.01, 60, 30) for k in range(1, 3)]
    problem = convoy_problem([whole, *others], [lorry("l1"), lorry("l2"), helper("c", COUNTER)], days=2)
    solution = solve_convoys(problem, time_limit_s=1.0, seed=1)
    assert check_convoys(problem, solution) == ()
    assert served(solution) == {"whole", "s1", "s2"}


def test_the_counter_goes_with_the_lorry_that_can_use_it():
    """The counter's stop wants more than the small lorry holds; the largest lorry is not the nearest to it."""
    wanting = stop("w", 0.1, 0.1, 120, 300, services=(COUNTER,), may_split=False, service_s_per_household=30)
    plain = [stop(f"p{k}", 0.01 * k, -0.05, 60, 40) for k in range(1, 4)]
    vehicles = [lorry("big", "ipd-b", 135), lorry("small", "ipd-a", 70), helper("c", COUNTER, "ipd-a")]
    problem = convoy_problem([wanting, *plain], vehicles, two_depots=True)
    solution = solve_convoys(problem, time_limit_s=1.0, seed=1)
    assert check_convoys(problem, solution) == ()
    assert "w" in served(solution)


def formations(problem: ConvoyProblem) -> list[list[Team]]:
    """Every set of one-lorry teams of a day in which no vehicle stands twice and no lorry is left out."""
    lorries = [v for v in problem.vehicles if v.kind is VehicleKind.LORRY]
    helpers = [v for v in problem.vehicles if v.kind is not VehicleKind.LORRY]
    ways = [[Team(0, (one,), ()) for one in lorries]]
    for rider in helpers:
        ways = [
            [replace(t, service=(*t.service, rider)) if k == to else t for k, t in enumerate(way)]
            for way in ways
            for to in range(len(lorries))
        ]
    return ways


@pytest.mark.parametrize("seed", range(4))
def test_choosing_company_is_no_worse_than_any_company_given(seed):
    """Two lorries of unlike size and depot, a counter, an office: better than or equal to each of the four ways."""
    rng = Random(seed)
    wishes = [(), (COUNTER,), (OFFICE,), (COUNTER, OFFICE)]
    stops = [
        stop(f"s{k}", rng.uniform(-0.1, 0.1), rng.uniform(-0.1, 0.1), rng.choice([20, 40, 60]), rng.randint(20, 90),
             services=rng.choice(wishes), service_s_per_household=60, windows=(TimeWindow(9 * H, 15 * H),))
        for k in range(8)
    ]  # fmt: skip
    vehicles = [lorry("l1", "ipd-a", 90), lorry("l2", "ipd-b", 130), helper("c", COUNTER, "ipd-b"), helper("o", OFFICE)]
    problem = convoy_problem(stops, vehicles, two_depots=True, max_reloads=0)
    chosen = solve_convoys(problem, time_limit_s=2.0, seed=1)
    assert check_convoys(problem, chosen) == ()
    for way in formations(problem):
        lowered = lower(problem, way)
        assert not is_choice(way)
        given = solve_core(lowered.core, clock=clock_of(20.0), seed=1, iterations=5000)
        assert chosen.objective >= as_solution(problem, lowered, given.routes, None, "given").objective


@pytest.mark.parametrize("seed", range(6))
def test_routes_found_keep_the_fleet_and_cost_what_plain_sums_say(seed):
    """The compiled search's cost, riders and all, is the plain one's; no vehicle is asked for twice."""
    problem = random_convoys(seed, stops=10)
    lowered = lower(problem, possible_teams(problem))
    solved = solve_core(lowered.core, clock=clock_of(20.0), seed=seed, iterations=3000)
    assert has_vehicles(lowered.core, solved.routes)
    assert solved.cost == cost_of_rows(lowered.core, solved.routes)
    teams = dealt(lowered.teams, [bool(nodes) for nodes in solved.routes])
    out = [(t.day, v.vehicle_id) for t, nodes in zip(teams, solved.routes, strict=True) if nodes for v in t.members]
    assert max(Counter(out).values()) == 1


def test_equal_vehicles_are_dealt_out_one_each():
    """Two teams that name the same lorry both travel: the second gets its equal, the counter stays where it was."""
    first, second, counter = lorry("l1"), lorry("l2"), helper("c", COUNTER)
    teams = [Team(0, (first,), (counter,)), Team(0, (first,), ()), Team(0, (second,), ())]
    made = dealt(teams, [True, True, False])
    assert [[v.vehicle_id for v in team.members] for team in made[:2]] == [["l1", "c"], ["l2"]]


def test_every_vehicle_stands_in_some_team_and_teams_stay_few():
    """A large fleet is grouped less freely, but nobody is forgotten."""
    fleet = [lorry(f"l{d}{k}", d, 100 + 10 * k) for d in ("ipd-a", "ipd-b") for k in range(6)]
    fleet += [
        helper(f"{kind}-{d}-{k}", kind, d) for kind in (COUNTER, OFFICE) for d in ("ipd-a", "ipd-b") for k in (1, 2)
    ]
    stops = [stop("a", 0.02, 0.0, services=(COUNTER,)), stop("b", 0.03, 0.0, services=(COUNTER, OFFICE))]
    problem = convoy_problem(stops, fleet, two_depots=True, days=2)
    teams = possible_teams(problem)
    assert len(teams) <= MOST_TEAMS
    there = set(chain.from_iterable(((t.day, v.vehicle_id) for v in t.members) for t in teams))
    assert there == {(day, vehicle.vehicle_id) for day in range(2) for vehicle in fleet}
    assert {kind for t in teams for kind in t.kinds} == {COUNTER, OFFICE}
    assert all(set(a.members) != set(b.members) for a, b in combinations([t for t in teams if t.day == 0], 2))


def _many_lorries(*helpers: Vehicle, **more) -> ConvoyProblem:
    """Twelve lorries at two depots for a week: too many for every company. One stop wants a counter in the evening."""
    lorries = [replace(lorry(f"{d[-1]}{k}", d), shift_end_s=20 * H) for d in ("ipd-a", "ipd-b") for k in range(6)]
    evening = (TimeWindow(17 * H + 1800, 19 * H + 1800),)
    eve = stop("eve", 0.02, 0.02, 30, 300, services=(COUNTER,), windows=evening, **more)
    stops = [eve, stop("s1", 0.02, 0.0, 60, 60)]
    return convoy_problem(stops, [*lorries, *helpers], two_depots=True, days=7)


def test_the_counter_that_works_in_the_evening_goes_out_too():
    """Two counters at one depot: the first by name is home by six, the other serves the evening stop."""
    early = helper("c1", COUNTER)
    problem = _many_lorries(early, replace(helper("c2", COUNTER), shift_start_s=12 * H, shift_end_s=20 * H))
    assert {v.vehicle_id for team in possible_teams(problem) for v in team.service} == {"c1", "c2"}
    solution = solve_convoys(problem, time_limit_s=1.0, seed=1)
    assert check_convoys(problem, solution) == ()
    assert served(solution) == {"eve", "s1"}


def test_the_nearest_counter_is_one_that_may_come_along():
    """Two counters at A under a ban between districts: the one that belongs to B goes with B's lorries."""
    ban = DatedRule("ban", RuleKind.DISTRICT_BAN, FRIDAY, FRIDAY + timedelta(days=6))
    of_b = replace(helper("c2", COUNTER), police_district="B", shift_end_s=20 * H)
    problem = replace(_many_lorries(helper("c1", COUNTER), of_b, police_district="B"), rules=(ban,))
    pairs = {(team.depot_id, v.vehicle_id) for team in possible_teams(problem) for v in team.service}
    assert pairs == {("ipd-a", "c1"), ("ipd-b", "c2")}
    solution = solve_convoys(problem, time_limit_s=1.0, seed=1)
    assert check_convoys(problem, solution) == ()
    assert "eve" in served(solution)


def test_every_one_of_many_equal_counters_stands_in_some_team():
    """Seven counters alike stand beside three lorries: the four left over go with lorries of the other depot."""
    counters = [helper(f"c{k}", COUNTER) for k in range(7)]
    lorries = [lorry(f"a{k}", room=90 + k) for k in range(3)] + [lorry(f"b{k}", "ipd-b", 90 + k) for k in range(9)]
    fleet = [*lorries, *counters, helper("d", COUNTER, "ipd-b")]
    wanting = stop("w", 0.02, 0.0, services=(COUNTER,))
    problem = convoy_problem([wanting], fleet, two_depots=True, days=9)
    teams = possible_teams(problem)
    for day in range(9):
        assert {v.vehicle_id for t in teams if t.day == day for v in t.members} == {v.vehicle_id for v in fleet}


def test_two_equal_counters_both_go_out():
    """Two unlike lorries, two counters alike, and two stops far apart that want one in the same hour."""
    early = (TimeWindow(9 * H, 10 * H + 1800),)
    stops = [stop(name, x, 0.0, 40, 90, services=(COUNTER,), windows=early) for name, x in (("w", -0.1), ("e", 0.1))]
    vehicles = [lorry("l1", room=90), lorry("l2", room=135), helper("c1", COUNTER), helper("c2", COUNTER)]
    problem = convoy_problem(stops, vehicles)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, solution) == ()
    assert served(solution) == {"w", "e"}


def test_a_counter_does_not_come_when_all_is_over():
    """One household is served in a minute; a counter a quarter of an hour behind has missed it, so the food waits."""
    quick = stop("q", -0.05, 0.0, 1, 90, setup_s=0, services=(COUNTER,))
    problem = convoy_problem([quick], [lorry("l"), helper("c", COUNTER, "ipd-b")], two_depots=True)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, solution) == ()
    assert served(solution) == {"q"}


def test_a_convoy_with_a_counter_from_elsewhere_reloads():
    """Two loads for stops that want the counter: the lorry fetches more, the counter drives on."""
    stops = [stop(f"s{k}", 0.01 * k, 0.01, 120, 200, services=(COUNTER,), service_s_per_household=30) for k in (1, 2)]
    problem = convoy_problem(stops, [lorry("l"), helper("c", COUNTER, "ipd-b")], two_depots=True)
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, solution) == ()
    assert served(solution) == {"s1", "s2"}


def test_a_counter_from_after_the_break_serves_after_the_break():
    """The counter's shift begins at two on a Friday: its stop is served at a quarter to three, not in the evening."""
    wanting = stop("w", 0.03, 0.0, 30, 90, services=(COUNTER,))
    late = replace(helper("c", COUNTER), shift_start_s=14 * H)
    problem = convoy_problem([wanting], [lorry("l"), late], breaks=(FRIDAY_BREAK,))
    solution = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, solution) == ()
    assert served(solution) == {"w"}


def test_a_counter_alone_serves_nobody():
    """A stop without a wish for food, and a plan that sends it the counter and no lorry: it is not served."""
    only = stop("a", 0.02, 0.0, 0, 50, households=10, services=(COUNTER,))
    problem = convoy_problem([only], [lorry("l"), helper("c", COUNTER)])
    whole = solve_convoys(problem, time_limit_s=0.5, seed=1)
    assert check_convoys(problem, whole) == ()
    alone = [replace(route, convoy_id="") for route in whole.routes if route.vehicle_id == "c"]
    assert alone
    assert "silent" in {item.code for item in check_convoys(problem, replace(whole, routes=tuple(alone)))}
