"""The dated rules that bind one stop: which, and how long they last."""

from __future__ import annotations

from collections.abc import Iterable

from planner.model.dispatch import ConvoyProblem, DatedRule, Depot, Stop, Vehicle
from planner.model.reason import Detail
from planner.routing.details import told_rules
from planner.routing.rules import Today, today


def closing(stop: Stop, days: Iterable[Today]) -> Detail:
    """The cordons that keep convoys away from ``stop`` on its days."""
    rules = [rule for day in days if stop.days is None or day.day in stop.days for rule in day.cordons(stop)]
    return told_rules("closed", rules)


def keeping_away(stop: Stop, ways: Iterable[tuple[Today, Vehicle, Depot]]) -> Detail:
    """The district and radius rules that keep the vehicles of ``ways`` away from ``stop``."""
    rules = [rule for day, vehicle, depot in ways for rule in day.barriers(vehicle, depot, stop)]
    return told_rules("kept_away", rules)


def rules_on(problem: ConvoyProblem, stop: Stop) -> tuple[DatedRule, ...]:
    """Every cordon, district or radius rule that touches ``stop`` on a day of the plan, in the problem's order."""
    depots = {depot.depot_id: depot for depot in problem.depots}
    found: set[str] = set()
    for day in (today(problem, number) for number in range(problem.days)):
        if stop.days is None or day.day in stop.days:
            found |= {rule.rule_id for rule in day.cordons(stop)}
            for vehicle in problem.vehicles:
                found |= {rule.rule_id for rule in day.barriers(vehicle, depots[vehicle.depot_id], stop)}
    return tuple(rule for rule in problem.rules if rule.rule_id in found)
