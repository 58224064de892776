"""What run sheets tell beside a plan: what its stops bring, whom they call, and which plan they replace."""

from __future__ import annotations

from dataclasses import dataclass

from planner.model.need import RecommendedStop

Blocks = dict[str, tuple[tuple[str, int], ...]]
"""Households by block, in the blocks' order, by stop id; the name is empty where an address tells none."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What run sheets were made of that the plan ``plan_id`` itself does not hold: goods, services, plan B, blocks."""

    plan_id: str
    recommended: tuple[RecommendedStop, ...]
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Replaced:
    """The announced plan that a replan takes the place of, and what the changes file noted.

    ``standing`` are the routes driven exactly as announced, where goods and blocks could not be found again: their
    crews keep those of the sheet they have. It is empty where everything was found.
    """

    plan_id: str
    note: str = ""
    standing: frozenset[str] = frozenset()
