"""A run's result as pages show it: under a key, and cut to what its reader may see before any page gets it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from uuid import uuid4

from planner.pipeline.result import Result


@dataclass(frozen=True, slots=True)
class Shown(Result):
    """A result with the ``key`` that names it in caches and scenarios. Pages only read it.

    Whoever makes another out of it with ``replace`` gives it a key of its own.
    """

    key: str = field(default_factory=lambda: uuid4().hex, compare=False)


def shown(made: Result) -> Shown:
    """``made`` under a key of its own."""
    return Shown(**{part.name: getattr(made, part.name) for part in fields(Result)})
