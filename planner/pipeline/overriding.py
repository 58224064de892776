"""A person's word above the search: places that must be served, and places that must not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from planner.model.dispatch import ConvoyProblem, DatedRule, Override, Stop
from planner.model.kinds import OverrideKind, RuleKind


def overridden(problem: ConvoyProblem, overrides: Sequence[Override]) -> ConvoyProblem:
    """``problem`` with ``overrides`` in it, so that solver, checker and reasons all keep them.

    A pinned stop is required, on its day if one is given. An excluded one is closed by a rule of the plan's days that
    carries the reason, so it stands among the unserved with that reason. Overrides of unknown stops say nothing.
    """
    pins = {item.stop_id: item for item in overrides if item.kind == OverrideKind.PIN}
    stops = tuple(_pinned(stop, pins[stop.stop_id].day) if stop.stop_id in pins else stop for stop in problem.stops)
    known = {stop.stop_id for stop in stops}
    last = problem.start + timedelta(days=problem.days - 1)
    closed = tuple(
        DatedRule(f"exclude-{item.stop_id}", RuleKind.CORDON, problem.start, last, (item.stop_id,), note=item.reason)
        for item in overrides
        if item.kind == OverrideKind.EXCLUDE and item.stop_id in known
    )
    return replace(problem, stops=stops, rules=(*problem.rules, *closed)) if overrides else problem


def _pinned(stop: Stop, day: int | None) -> Stop:
    return replace(stop, required=True, days=stop.days if day is None else (day,))
