"""A step whose transaction the database gave up in favour of another one is done again, a few times."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sqlalchemy import exc

from planner.errors import PlannerError

Given = ParamSpec("Given")
Done = TypeVar("Done")

# "serialization_failure" and "deadlock_detected" (PostgreSQL's manual, appendix A): nothing was kept, try once more.
UNDONE = frozenset({"40001", "40P01"})
WAITS_S = (0.05, 0.1, 0.2, 0.4)
"""Seconds before each further try: the same every time, and under a second in all."""


def again_when_undone(step: Callable[Given, Done]) -> Callable[Given, Done]:
    """``step`` in one transaction, repeated while the database undoes it for another's sake; then E3701.

    Only for steps that change nothing but the store: a transaction that was undone left no trace there.
    """

    @wraps(step)
    def tried(*args: Given.args, **words: Given.kwargs) -> Done:
        for wait_s in WAITS_S:
            try:
                return step(*args, **words)
            except PlannerError as error:
                if not _was_undone(error):
                    raise
            time.sleep(wait_s)
        return step(*args, **words)

    return tried


def _was_undone(error: PlannerError) -> bool:
    cause = error.__cause__
    return isinstance(cause, exc.DBAPIError) and getattr(cause.orig, "sqlstate", None) in UNDONE
