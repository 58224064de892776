"""The dated rules that bind one stop, in words: which, and how long they last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from planner.model.dispatch import ConvoyProblem, DatedRule, Depot, Stop, Vehicle
from planner.routing.rules import Today, today

MOST_NAMED = 3  # more ids than this no reader takes in; the rest are counted
NO_END_YEAR = 2999  # a fleet file's rule without an end


def closing(stop: Stop, days: Iterable[Today]) -> str:
    """The cordons that keep convoys away from ``stop`` on its days."""
    rules = [rule for day in days if stop.days is None or day.day in stop.days for rule in day.cordons(stop)]
    return f"closed by {named(rules)}"


def keeping_away(stop: Stop, ways: Iterable[tuple[Today, Vehicle, Depot]]) -> str:
    """The district and radius rules that keep the vehicles of ``ways`` away from ``stop``."""
    rules = [rule for day, vehicle, depot in ways for rule in day.barriers(vehicle, depot, stop)]
    return f"every vehicle is kept away by {named(rules)}"


def named(rules: Iterable[DatedRule]) -> str:
    """``rule a (until 2021-07-14)``; at most :data:`MOST_NAMED` ids, those that last longest, and how many more."""
    ends = {rule.rule_id: rule.end for rule in rules}
    order = sorted(ends, key=lambda rule_id: (-ends[rule_id].toordinal(), rule_id))
    words = [f"{rule_id} (until {_end(ends[rule_id])})" for rule_id in order[:MOST_NAMED]]
    more = len(order) - len(words)
    return f"rule{'s' if len(order) > 1 else ''} {', '.join(words)}{f' and {more} more' if more else ''}"


def _end(last: date) -> str:
    return "further notice" if last.year >= NO_END_YEAR else last.isoformat()


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
