"""Which vehicles must come along to a stop, and which of them nobody brings."""

from __future__ import annotations

from planner.model.dispatch import ConvoyProblem, Stop, VehicleKind
from planner.routing.rules import Today, today

Kinds = frozenset[VehicleKind]


def wanted_by(problem: ConvoyProblem, stop: Stop) -> Kinds:
    """Every kind that must come with the food on some day of the stop, by its own wish or by a rule."""
    return Kinds().union(*(rules.wanted(stop) for rules in _open_days(problem, stop)))


def lacking(problem: ConvoyProblem, stop: Stop) -> Kinds:
    """The kinds wanted that nobody at work is of, on the day of the stop on which they are fewest."""
    missing = [rules.wanted(stop) - _at_work(problem, rules) for rules in _open_days(problem, stop)]
    return min(missing, key=lambda kinds: (len(kinds), sorted(kinds)), default=Kinds())


def _open_days(problem: ConvoyProblem, stop: Stop) -> list[Today]:
    days = [today(problem, day) for day in range(problem.days)]
    return [rules for rules in days if rules.is_open(stop)]


def _at_work(problem: ConvoyProblem, rules: Today) -> Kinds:
    return frozenset(vehicle.kind for vehicle in problem.vehicles if rules.works(vehicle))
