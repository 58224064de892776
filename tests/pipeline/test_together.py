"""The districts' answers as one plan."""

from __future__ import annotations

from planner.model.dispatch import Route, Solution, Status
from planner.pipeline.districts import together


def _route(vehicle: str, convoy: str, day: int = 0) -> Route:
    return Route(f"{convoy or 'P'}-{vehicle}", vehicle, day, (), 0, 0, convoy)


def _solution(*routes: Route) -> Solution:
    return Solution(Status.FEASIBLE, routes, (), 0, None, None, "test")


def test_vehicles_of_two_districts_never_share_a_convoy() -> None:
    """Both districts call their first convoy D1-C1: in the whole, only vehicles that travel together share a name."""
    north = _solution(_route("lorry 1", "D1-C1"), _route("van 1", "D1-C1"), _route("lorry 2", "D2-C1", day=1))
    south = _solution(_route("lorry 3", "D1-C1"), _route("car 9", ""))
    whole = together([north, south]).routes
    assert [(route.vehicle_id, route.convoy_id) for route in whole] == [
        ("lorry 1", "D1-C1"), ("van 1", "D1-C1"), ("lorry 2", "D2-C1"), ("lorry 3", "D1-C2"), ("car 9", ""),
    ]  # fmt: skip
    assert len({route.route_id for route in whole}) == len(whole)
    assert together([north]).routes == north.routes
