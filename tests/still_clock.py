"""A clock that stands still: a search then ends by the work its limit buys, on any machine and under any load."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import pytest

from planner.routing import clock, solver
from planner.routing.convoy import bound
from planner.routing.engines.native import worker

LONG_S = 3600.0
Part = TypeVar("Part")
Done = TypeVar("Done")


def stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock that searches look at; their limits still say how much work there is.

    What is handed seconds of its own, beside a measure of work, is given as many as it wants.
    """
    now, choose, flow_bound = monotonic(), solver.choose, bound.flow_bound
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    monkeypatch.setattr(worker, "monotonic", lambda: now)
    monkeypatch.setattr(solver, "choose", lambda *given, seconds, **more: choose(*given, seconds=LONG_S, **more))
    monkeypatch.setattr(bound, "flow_bound", lambda problem, _: flow_bound(problem))


def on_still_clock(function: Callable[[Part], Done], part: Part) -> Done:
    """``function`` of ``part`` on such a clock, for workers in processes of their own."""
    with pytest.MonkeyPatch.context() as patch:
        stand_still(patch)
        return function(part)


def still_map(cluster: type[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every worker of a kind of cluster work on such a clock."""
    plain = cluster.map
    monkeypatch.setattr(
        cluster, "map", lambda self, function, parts: plain(self, partial(on_still_clock, function), parts)
    )


COMMAND = (
    "import pytest; from tests.still_clock import stand_still; stand_still(pytest.MonkeyPatch()); "
    "from planner.cli import main; main()"
)
"""For ``python -c`` from the repository's folder: ``kembara`` on such a clock, in a process of its own."""
