"""What people copy from papers is read back as the plan's ids."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.errors import PlannerError
from planner.model.dispatch import Changes
from planner.report.printed_names import as_ids, served_by_name
from tests.report import fixtures

REFERENCES = ("164c2208aaaa0000", "164c2999bbbb1111")


def plan():
    """The hand-written plan: two doors in Hulu Kelang under long references, a lorry and a patrol car."""
    plan = fixtures.plan()
    doors = tuple(
        replace(door, delivery_id=f"door-{reference}", household_id=reference, name="Hulu Kelang", lon=101.76 + k / 100)
        for k, (door, reference) in enumerate(zip(plan.patrol_problem.deliveries, REFERENCES, strict=True))
    )
    lorry = replace(plan.convoy_problem.vehicles[0], vehicle_id="lorry-2")
    car = replace(plan.patrol_problem.vehicles[0], vehicle_id="mpv-dang-wangi-1")
    return replace(
        plan,
        convoy_problem=replace(plan.convoy_problem, vehicles=(lorry,)),
        patrol_problem=replace(plan.patrol_problem, deliveries=doors, vehicles=(car,)),
    )


FIRST, SECOND = (f"door-{reference}" for reference in REFERENCES)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("Hulu Kelang", {FIRST, SECOND}),
        ("HULU kelang", {FIRST, SECOND}),
        ("Hulu Kelang (164c2208)", {FIRST}),
        ("164c2208", {FIRST}),
        ("164C29", {SECOND}),
        ("164c2", set()),
        ("door-164c2208", {FIRST}),
        (REFERENCES[1], {SECOND}),
        ("ppr jelatek", {"S1"}),
        ("nowhere", set()),
        ("", set()),
    ],
)
def test_a_name_means_all_that_the_plan_knows_under_it(name, meant):
    """Names of places whatever the case, references from six characters on, and both as the papers print them."""
    assert served_by_name(plan(), name) == meant


@pytest.mark.parametrize("lost", ["lorry-2", "Lorry 2", "Lori 2", "lori 2"])
def test_a_vehicle_is_known_by_its_printed_name(lost):
    """In either language and by its id."""
    assert as_ids(plan(), Changes(lost=(lost,))).lost == ("lorry-2",)


def test_changes_are_read_by_what_the_papers_print():
    """A short reference and a printed household become ids; names of stops and unknown names are left to the replan."""
    given = Changes(
        cancelled=("164c2208", "PPR Jelatek", "nowhere"),
        pins=(("Hulu Kelang (164c2999)", 1),),
        lost=("Kereta peronda Dang Wangi 1", "lorry-9"),
    )
    made = as_ids(plan(), given)
    assert made.cancelled == (FIRST, "PPR Jelatek", "nowhere")
    assert made.pins == ((SECOND, 1),)
    assert made.lost == ("mpv-dang-wangi-1", "lorry-9")


def test_a_name_of_two_households_is_refused_with_both():
    """Which of them is cancelled cannot be guessed."""
    with pytest.raises(PlannerError, match=r"E1544.*2 households: Hulu Kelang \(164c2208\), Hulu Kelang \(164c2999\)"):
        as_ids(plan(), Changes(cancelled=("Hulu Kelang",)))
