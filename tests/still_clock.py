"""A clock that stands still: a search then ends by the work its limit buys, on any machine and under any load."""

from __future__ import annotations

from time import monotonic

import pytest

from planner.routing import clock
from planner.routing.engines.native import worker


def stand_still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock that searches look at; their limits still say how much work there is."""
    now = monotonic()
    monkeypatch.setattr(clock, "monotonic", lambda: now)
    monkeypatch.setattr(worker, "monotonic", lambda: now)


COMMAND = (
    "import pytest; from tests.still_clock import stand_still; stand_still(pytest.MonkeyPatch()); "
    "from planner.cli import main; main()"
)
"""For ``python -c`` from the repository's folder: ``kembara`` on such a clock, in a process of its own."""
