"""Two plans set against each other: each thing served otherwise has its kind, what is served alike has no line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner.model.difference import Service, changed_routes, differences
from planner.model.kinds import DifferenceKind
from tests.report import fixtures

PLAN = fixtures.plan()
FIRST, SECOND = PLAN.convoys.routes


def with_routes(*routes):
    """The hand-written plan with other convoys."""
    return replace(PLAN, convoys=replace(PLAN.convoys, routes=routes))


def later(route, seconds):
    """``route`` with every service so much later."""
    return replace(route, visits=tuple(replace(visit, start_s=visit.start_s + seconds) for visit in route.visits))


@pytest.mark.parametrize(
    ("other", "kind", "keeps_days"),
    [
        (with_routes(SECOND), DifferenceKind.REMOVED, False),
        (with_routes(replace(FIRST, day=1), SECOND), DifferenceKind.MOVED, False),
        (with_routes(replace(FIRST, vehicle_id="L2"), SECOND), DifferenceKind.MOVED, True),
        (with_routes(later(FIRST, 60), SECOND), DifferenceKind.RETIMED, True),
    ],
)
def test_each_kind_of_difference(other, kind, keeps_days):
    """Only S1, which the first convoy serves, has a line; seen from the other plan a removed stop is an added one."""
    (found,) = differences(PLAN, other)
    assert (found.serves_id, found.kind, found.keeps_days) == ("S1", kind, keeps_days)
    assert found.before == (Service(0, 9 * 3600, "L1"),)
    (back,) = differences(other, PLAN)
    assert back.kind is (DifferenceKind.ADDED if kind is DifferenceKind.REMOVED else kind)
    assert (back.before, back.after) == (found.after, found.before)


def test_a_second_service_of_a_split_stop_is_a_difference():
    """A stop that a second vehicle serves too is moved: its services are told all, in order of time."""
    (found,) = differences(PLAN, with_routes(FIRST, replace(FIRST, route_id="R9", vehicle_id="L0"), SECOND))
    assert found.kind is DifferenceKind.MOVED
    assert [one.vehicle_id for one in found.after] == ["L0", "L1"]


def test_doors_come_after_stops_and_a_plan_without_patrols_delivers_nothing():
    """Without its patrols and its first convoy a plan lacks a stop and both doors, in that order."""
    bare = replace(with_routes(SECOND), patrol_problem=None, patrols=None)
    assert [(one.serves_id, one.kind) for one in differences(PLAN, bare)] == [
        ("S1", "removed"), ("T1", "removed"), ("T2", "removed"),
    ]  # fmt: skip
    assert differences(PLAN, PLAN) == ()


def test_routes_that_are_not_as_announced():
    """A route with another time is changed; the two others are exactly as they were."""
    other = later(FIRST, 60)
    assert changed_routes(PLAN, with_routes(other, SECOND)) == ((other,), 2)
