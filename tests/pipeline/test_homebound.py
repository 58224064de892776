"""Every basket is promised once and every household counted once: counted again from the plan and the households."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.model.dispatch import ConvoyProblem, Route, Solution, Status, VehicleKind, Visit
from planner.model.kinds import VisitKind
from planner.model.need import HouseholdPoints
from planner.model.travel import TravelMatrix
from planner.pipeline import problems
from planner.pipeline.homebound import homebound, kept_at_stops, pickups_by_place
from planner.pipeline.order import Order, Situation
from planner.pipeline.problems import pickup_points
from planner.pipeline.result import Result
from planner.settings import read_settings
from planner.workspace import Workspace
from planner.workspace.story import Demonstration
from tests.routing.cases import convoy_problem, lorry, stop

H = 3600
STORY = Demonstration(rows=1200, seed=2, time_limit_s=3.0, days=2)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, data_dir) -> Result:
    """A small demonstration: real places, lorries and one car a district."""
    home = tmp_path_factory.mktemp("home")
    return Workspace(read_settings({"KEMBARA_HOME": str(home), "KEMBARA_DATA": str(data_dir)})).demonstration(STORY)


def handed(made: Result) -> Counter[str]:
    """Baskets that lorries bring to each stop."""
    routes = made.plan.convoys.routes
    return Counter(v.serves_id for r in routes for v in r.visits if v.kind == "stop" for _ in range(-v.baskets))


def loaded(made: Result) -> Counter[str]:
    """Baskets that cars load at each place, stop or headquarters."""
    place = {pickup.pickup_id: pickup.location_id for pickup in made.plan.patrol_problem.pickups}
    found: Counter[str] = Counter()
    for route in made.plan.patrols.routes:
        for visit in route.visits:
            if visit.kind == VisitKind.PICKUP:
                found[place[visit.serves_id]] += visit.baskets
    return found


def waiting(made: Result) -> pd.DataFrame:
    """The households of places that nobody has visited yet, with the baskets they need, written a second time."""
    homes = made.need.households
    homes = homes[(homes["place_id"] != "") & ~homes["place_id"].isin(set(made.need.visited["place_id"]))]
    large = homes["household_size"].fillna(0) >= HouseholdPoints().large_size
    return homes.assign(needs_baskets=1 + large.astype(int))


def test_no_stop_gives_the_queue_and_the_cars_more_than_was_brought(made: Result) -> None:
    """At every stop what the cars load and what those who come need is at most what the lorries bring."""
    homes, brought, cars = waiting(made), handed(made), loaded(made)
    queue = homes[~homes["is_bedridden"]].groupby("place_id")["needs_baskets"].sum()
    stops = [s for s in made.plan.convoy_problem.stops if s.place_id in queue.index and brought[s.stop_id]]
    whole = [s for s in stops if brought[s.stop_id] == s.baskets]
    assert sum(cars[s.stop_id] for s in whole), "cars load at stops, or nothing is shown"
    short = {s.name: brought[s.stop_id] - cars[s.stop_id] - int(queue[s.place_id]) for s in whole}
    assert {name: by for name, by in short.items() if by < 0} == {}


def test_every_household_is_counted_once(made: Result) -> None:
    """A stop served in full counts its place's households that come; the others are doors, each once, none served."""
    homes, plan = waiting(made), made.plan
    served: Counter[str] = Counter()
    for route in plan.convoys.routes:
        for visit in route.visits:
            served[visit.serves_id] += visit.households
    brought = handed(made)
    for one in plan.convoy_problem.stops:
        here = homes[homes["place_id"] == one.place_id]
        if len(here) and brought[one.stop_id] == one.baskets:
            assert served[one.stop_id] == int((~here["is_bedridden"]).sum()), one.name
            assert one.baskets == int(here["needs_baskets"].sum()), one.name
    doors = [door.household_id for door in plan.patrol_problem.deliveries]
    assert len(set(doors)) == len(doors)
    assert set(homes[homes["is_bedridden"] & homes["lon"].notna()]["household_id"]) <= set(doors)
    assert all(homes.set_index("household_id")["is_bedridden"].reindex(doors).dropna())


def test_what_a_lorry_brought_for_a_door_is_not_carried_twice(made: Result) -> None:
    """Doors of a place whose stop is served in full are all loaded for at that stop."""
    brought, cars = handed(made), loaded(made)
    dropped = {v.serves_id for r in made.plan.patrols.routes for v in r.visits if v.kind == VisitKind.DROP}
    for one in made.plan.convoy_problem.stops:
        if brought[one.stop_id] == one.baskets:
            here = [d for d in made.plan.patrol_problem.deliveries if d.location_id == f"at-{one.place_id}"]
            assert cars[one.stop_id] == sum(d.baskets for d in here if d.delivery_id in dropped), one.name


def test_a_household_that_was_served_gets_no_car(made: Result) -> None:
    """Whom an outcome says was served, and who has not called since, is neither in the queue nor a door again."""
    homes = made.need.households
    (first, *_) = homebound(made.need, STORY.now)["household_id"]
    done = homes["last_at"].where(homes["household_id"] == first)
    need = replace(made.need, households=homes.assign(served_at=done))
    assert first not in set(homebound(need, STORY.now)["household_id"])


class _Anywhere:
    """Travel times that nobody asks."""

    def matrix(self, points: pd.DataFrame, **_: object) -> TravelMatrix:
        zeros = ((0,) * len(points),) * len(points)
        return TravelMatrix(tuple(points["id"]), zeros, zeros, "none")


@pytest.mark.parametrize("has_cars", [True, False])
def test_without_a_car_somebody_comes_to_the_queue_for_them(made: Result, data_dir, tmp_path, *, has_cars) -> None:
    """A fleet without patrol cars brings nothing to doors: its queues are of all the place's households."""
    settings = read_settings({"KEMBARA_HOME": str(tmp_path), "KEMBARA_DATA": str(data_dir)})
    workspace = Workspace(settings)
    fleet = workspace.fleet()
    kept = tuple(v for v in fleet.vehicles if has_cars or v.kind is not VehicleKind.PATROL_CAR)
    situation = Situation(made.need, (), replace(fleet, vehicles=kept), workspace.places, _Anywhere())
    order = Order(STORY.start, 1, 1.0, 1, STORY.now)
    problem = problems.convoy_problem(situation, order)
    homes = waiting(made)
    here = homes[homes["place_id"].isin({one.place_id for one in problem.stops})]
    counted = here[~here["is_bedridden"]] if has_cars else here
    by_place = {one.place_id: one.households for one in problem.stops if one.place_id in set(here["place_id"])}
    assert by_place == {place: int((counted["place_id"] == place).sum()) for place in by_place}
    assert (problems.patrol_problem(situation, order, problem, convoys()) is None) is not has_cars


# --- what a stop keeps, by hand -----------------------------------------------------------------------------------


def problem(baskets: int = 28, **more: object) -> ConvoyProblem:
    """One stop of place P wanting ``baskets``, and two days."""
    return convoy_problem([stop("s", 0.02, 0.0, baskets, place_id="P")], [lorry("l1"), lorry("l2")], days=2, **more)


def convoys(*calls: tuple[int, int, int]) -> Solution:
    """Lorries that hand out (day, start, baskets) at the stop."""
    routes = []
    for at, (day, start, baskets) in enumerate(calls):
        depot = Visit("ipd-a", VisitKind.DEPOT, 8 * H, 8 * H, 9 * H, baskets)
        there = Visit("s", VisitKind.STOP, start - 600, start, start + H, -baskets, baskets, "s")
        routes.append(Route(f"r{at}", "l1", day, (depot, there), 1000, 600))
    return Solution(Status.FEASIBLE, tuple(routes), (), 0, None, None, "by hand")


def kept(wanted: int, *calls: tuple[int, int, int], baskets: int = 28) -> list[tuple[int, int, int]]:
    """(day, ready, baskets) of each place where cars may load at the stop."""
    found = kept_at_stops(problem(baskets), convoys(*calls), {"P": wanted}, 900)
    return [(point.day, point.ready_s, point.stock_baskets) for point in found]


def test_a_stop_keeps_the_baskets_of_those_who_cannot_come() -> None:
    """28 come for 27 households that queue and one that cannot: one is kept, from when the hand-out begins."""
    assert kept(1, (0, 10 * H, 28)) == [(0, 10 * H, 1)]
    assert kept(0, (0, 10 * H, 28)) == []


def test_a_part_of_the_food_is_shared_by_queue_and_doors() -> None:
    """Half of 28 came, 8 of the 28 are for doors: 4 are kept, 10 are left for a queue whose half needs 10."""
    assert kept(8, (0, 10 * H, 14)) == [(0, 10 * H, 4)]


def test_food_is_there_when_the_last_convoy_of_the_day_hands_out() -> None:
    """Two convoys on one day: the first alone need not have brought what is kept."""
    assert kept(8, (0, 10 * H, 14), (0, 14 * H, 14)) == [(0, 14 * H, 8)]


def test_the_second_day_brings_what_rounding_held_back() -> None:
    """One basket for a door, the food in halves on two days: it is kept once, on the second."""
    assert kept(1, (0, 10 * H, 14), (1, 11 * H, 14)) == [(1, 11 * H, 1)]


@given(
    wanted=st.integers(0, 40),
    calls=st.lists(st.tuples(st.integers(0, 1), st.integers(0, 4), st.integers(1, 30)), max_size=4),
    others=st.integers(0, 60),
)
def test_kept_is_never_more_than_the_doors_share(wanted: int, calls: list[tuple[int, int, int]], others: int) -> None:
    """Over any convoys the stops keep no more than the doors' share, and all of it once all is there."""
    brought = sum(count for _, _, count in calls)
    baskets = max(wanted + others, brought, 1)
    total = sum(count for _, _, count in kept(wanted, *((d, (9 + h) * H, n) for d, h, n in calls), baskets=baskets))
    assert total * baskets <= wanted * brought
    assert (brought - total) * baskets >= (baskets - wanted) * brought  # the queue's share
    assert brought < baskets or total == wanted


def test_headquarters_have_what_convoys_left() -> None:
    """A headquarters offers its stock less what lorries loaded there, and a stop nobody needs offers nothing."""
    points = pickup_points(problem(stock=40), convoys((0, 10 * H, 28)), {})
    assert [(point.pickup_id, point.stock_baskets) for point in points] == [("ipd-a", 12)]


@pytest.mark.parametrize(
    ("brought", "expected"),
    [(28, ("s@0",)), (14, ("s@0", "ipd-a")), (0, ("ipd-a",))],
)
def test_doors_load_where_their_baskets_are(brought: int, expected: tuple[str, ...]) -> None:
    """At their own stop when all of theirs are there, at headquarters when none are, at either when a part is."""
    solution = convoys((0, 10 * H, brought)) if brought else convoys()
    homes = pd.DataFrame({"place_id": ["P"], "district": ["A"]})
    points = pickup_points(problem(), solution, {"P": 8})
    assert pickups_by_place(homes, problem(), points, {"P": 8}) == {"P": expected}


def test_a_district_without_headquarters_may_be_helped_by_others() -> None:
    """Nobody is left without a source: with consent a car of another district may come."""
    homes = pd.DataFrame({"place_id": ["Q"], "district": ["Nowhere"]})
    points = pickup_points(problem(two_depots=True), convoys(), {"Q": 1})
    assert pickups_by_place(homes, problem(two_depots=True), points, {"Q": 1}) == {"Q": ("ipd-a", "ipd-b")}
