"""What the police read of a kept plan: where it drives, and no difference tells of another place."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from store_people import KEY, NOW, plan, travel

from planner.errors import PlannerError
from planner.model.dispatch import ClosedRoad, DatedRule, Looked, PickupPoint, Plan, Unserved, UnservedReason
from planner.model.kinds import RuleKind
from planner.model.reason import told
from planner.model.visited import visited_only
from planner.roles import Role, Thing, may_see
from planner.store import open_store
from planner.store.plan_desk import pack

WORDS = {"role": Role.PLANNER, "actor": "aminah", "now": NOW}
WHOLE = [role for role in Role if may_see(role, Thing.CANDIDATES)]
CUT = [role for role in Role if may_see(role, Thing.PLAN) and not may_see(role, Thing.CANDIDATES)]


def world(hidden: dict[str, int], *, plan_id: str = "p1", doors: int = 0, prize: int = 7, day: int = 0) -> Plan:
    """The same convoy, and ``hidden`` candidates (name → households) and doors that nobody drives to."""
    base = plan(plan_id)
    problem, patrol = base.convoy_problem, base.patrol_problem
    stop = problem.stops[0]
    others = tuple(
        replace(stop, stop_id=f"s-{name}", name=name, households=n, baskets=n, prize=n * prize, place_id=name)
        for name, n in hidden.items()
    )
    missed = tuple(
        Unserved(
            f"s-{name}",
            name,
            UnservedReason.NOT_WORTH,
            (told("brought", brought=0, wanted=n),),
            (told("pickup_stock", baskets=n, place="s1"),),
            looked=Looked.ALL,
        )
        for name, n in hidden.items()
    )
    shut = tuple(
        DatedRule(f"exclude-s-{name}", RuleKind.CORDON, problem.start, problem.start, (f"s-{name}",), note=f"{n} wait")
        for name, n in hidden.items()
    )
    roads = tuple(ClosedRoad(("d1", f"s-{name}"), 0, 0) for name in hidden)
    points = tuple(PickupPoint(f"s-{name}@0", f"s-{name}", "S", 0, 0, 600, n) for name, n in hidden.items())
    homes = tuple(replace(patrol.deliveries[0], delivery_id=f"d{i}", household_id=f"h{i}") for i in range(doors))
    worth = sum(other.prize for other in others)
    return replace(
        base,
        convoy_problem=replace(
            problem,
            start=problem.start + timedelta(days=day),
            stops=(*others, replace(stop, prize=stop.prize + prize, households=stop.households + doors)),
            travel=travel("d1", "s1", *(other.stop_id for other in others)),
            rules=shut,
            closed=roads,
        ),
        convoys=replace(base.convoys, unserved=missed, objective=1000 - worth, bound=1000 + worth, gap=worth / 1000),
        patrol_problem=replace(
            patrol,
            deliveries=homes,
            pickups=(*patrol.pickups, *points),
            travel=travel("d1", *(h.location_id for h in homes[:1]), *(point.location_id for point in points)),
            closed=roads,
        ),
        receipt=replace(base.receipt, hashes=(("households", str(hidden)), ("roads", "same"))),
    )


@pytest.fixture
def kept(tmp_path):
    """A store of one kind: what is asked here does not depend on the database."""
    opened = open_store(f"sqlite:///{tmp_path / 'k.db'}", key=KEY)
    yield opened
    opened.close()


def test_who_reads_a_plan_whole():
    """Planner and case team do; the police do not, and nobody else reads plans at all."""
    assert WHOLE == [Role.PLANNER, Role.JKM]
    assert CUT == [Role.PDRM]


@pytest.mark.parametrize("role", CUT)
def test_no_word_of_what_is_not_visited(kept, role):
    """No name, id, count, door or reason of another place is in what the police read; every visit still is."""
    whole = world({"Flat Rahsia": 7, "Rumah Panjang": 3141}, doors=3)
    kept.save_plan(whole, **WORDS)
    seen = kept.plan("p1", role)
    text = pack(seen)[0].decode()
    for word in ("Rahsia", "Panjang", "3141", "exclude", "door-", "no car", "households wait"):
        assert word not in text
    assert seen.convoys.routes == whole.convoys.routes
    assert [(s.name, s.households, s.baskets) for s in seen.convoy_problem.stops] == [("PPR Rekaan", 20, 20)]
    assert (seen.convoys.objective, seen.convoys.bound, seen.convoys.gap) == (0, None, None)
    assert all(kept.plan("p1", other) == whole for other in WHOLE)


names = st.text(st.characters(categories=("Lu", "Ll", "Nd")), min_size=1, max_size=8)
candidates = st.dictionaries(names, st.integers(0, 400), max_size=6)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(candidates, candidates, st.integers(0, 5), st.integers(0, 5), st.integers(1, 9))
def test_two_plans_with_the_same_drive_are_the_same(one, two, few, more, prize):
    """Whatever waits where nobody drives, how many, how needy: the police's bytes do not change, so no difference of
    two plans, of consecutive days or of totals can tell of it."""
    for day in (0, 1):
        left = pack(visited_only(world(one, doors=few, day=day)))
        right = pack(visited_only(world(two, doors=more, prize=prize, day=day)))
        assert left == right


def test_totals_of_two_days_give_no_candidate_back(kept):
    """A candidate visited on the second day only: nothing of the first day's reading tells that it waited already."""
    first, second = world({"Flat Rahsia": 7}), world({"Flat Rahsia": 7}, plan_id="p2", day=1)
    for made in (first, second):
        kept.save_plan(made, **WORDS)
    without = world({}, plan_id="p3")
    kept.save_plan(without, **WORDS)
    assert replace(kept.plan("p1", Role.PDRM), plan_id="p3") == kept.plan("p3", Role.PDRM)
    assert kept.plan("p2", Role.PDRM).convoy_problem.start == date(2021, 7, 8)


def test_a_cut_plan_cannot_take_the_whole_ones_place(kept):
    """Saving what the police read would lose the candidates and a first approval: it is refused (E1736)."""
    kept.save_plan(world({"Flat Rahsia": 7}), **WORDS)
    kept.approve("p1", "aminah", Role.PLANNER, "good", now=NOW)
    seen = kept.plan("p1", Role.PDRM)
    with pytest.raises(PlannerError, match="E1736"):
        kept.save_plan(seen, **WORDS)
    assert len(kept.approvals("p1", Role.PDRM)) == 1
    assert kept.plan("p1", Role.PLANNER).convoy_problem.stops[0].name == "Flat Rahsia"


def test_cutting_twice_is_cutting_once():
    """A plan that is cut already stays as it is."""
    seen = visited_only(world({"Flat Rahsia": 7}))
    assert visited_only(seen) is seen
    assert seen.is_visited_only
    assert not plan().is_visited_only
