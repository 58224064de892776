"""What the house needs from outside, as small protocols; adapters implement them, tests fake them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar, runtime_checkable

import pandas as pd

from planner.model.dispatch import ConvoyProblem, PatrolProblem, Route
from planner.model.travel import TravelMatrix
from planner.progress import Progress

Part = TypeVar("Part")
Done = TypeVar("Done")


class TravelTimes(Protocol):
    """Anything that can tell driving times: the loaded road network, an OSRM server, crow-fly."""

    @property
    def source(self) -> str:
        """Where the times come from, for the plan's receipt and every map."""

    def matrix(self, points: pd.DataFrame, *, profile: str, depart_hour: int, progress: Progress) -> TravelMatrix:
        """Times between all ``points`` (columns id, lon, lat in EPSG:4326) for ``profile`` lorry or car."""

    def path(self, stops: list[tuple[float, float]], *, profile: str) -> list[tuple[float, float]]:
        """The driven line through ``stops`` as (lon, lat) points, for maps and GPX."""


@runtime_checkable
class HearsBest(Progress, Protocol):
    """A progress that also wants the best routes a search has found so far."""

    def hears_best(self, problem: ConvoyProblem | PatrolProblem, routes: tuple[Route, ...]) -> None:
        """Called from the searching thread a few times in a search; must return quickly.

        What is told is a step on the way: neither checked nor explained.
        """


class Cluster(Protocol):
    """Where independent parts of a job are worked on: this process, several, or other machines."""

    @property
    def name(self) -> str:
        """What it is, for progress lines and the plan's receipt."""

    def map(self, function: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
        """``function`` of every part, in the order of ``parts``, whatever worker did it.

        ``function`` stands at the top of a module (it travels by name) and depends on its part alone, so that a part
        whose worker was lost is simply done again. An exception of a part comes out as it was raised.
        """

    def close(self) -> None:
        """Let the workers go."""


class InTurn:
    """The cluster of one: part after part in this process."""

    name = "this process"

    def map(self, function: Callable[[Part], Done], parts: Sequence[Part]) -> list[Done]:
        """``function`` of every part, in order."""
        return [function(part) for part in parts]

    def close(self) -> None:
        """Nothing to let go."""
