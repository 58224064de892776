"""Pairs to clusters: strongest evidence first, never two doors in one household, a person's decision above all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from planner.intake.linking.evidence import DOOR_ALONE, Outcome, Verdict
from planner.intake.linking.nodes import Node


@dataclass(frozen=True, slots=True)
class Edge:
    """Two node positions and what was found about them."""

    left: int
    right: int
    verdict: Verdict


@dataclass(slots=True)
class Clusters:
    """Disjoint sets of nodes, each with the doors in it and the sets it must stay apart from."""

    nodes: Sequence[Node]
    parent: list[int] = field(default_factory=list)
    doors: dict[int, set[str]] = field(default_factory=dict)
    apart: dict[int, set[int]] = field(default_factory=dict)
    reasons: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.parent = list(range(len(self.nodes)))
        self.doors = {at: {node.unit} for at, node in enumerate(self.nodes) if node.unit and not node.is_partial}

    def root(self, at: int) -> int:
        """The set's representative."""
        while self.parent[at] != at:
            self.parent[at] = self.parent[self.parent[at]]
            at = self.parent[at]
        return at

    def keep_apart(self, left: int, right: int) -> None:
        """Forbid the two nodes' sets ever to become one; where they are one already, they stay so."""
        left, right = self.root(left), self.root(right)
        if left == right:
            return
        self.apart.setdefault(left, set()).add(right)
        self.apart.setdefault(right, set()).add(left)

    def join(self, edge: Edge, *, is_decided: bool = False) -> bool:
        """Unite the edge's sets; False when they hold two doors or a person said they are different."""
        left, right = self.root(edge.left), self.root(edge.right)
        if left == right:
            return True
        doors = self.doors.get(left, set()) | self.doors.get(right, set())
        if not is_decided and (len(doors) > 1 or self._is_apart(left, right)):
            return False
        keep, drop = min(left, right), max(left, right)
        self.parent[drop] = keep
        if doors:
            self.doors[keep] = doors
        if drop in self.apart:
            self.apart.setdefault(keep, set()).update(self.apart[drop])
        for at in (edge.left, edge.right):
            self.reasons.setdefault(at, edge.verdict.reason)
        return True

    def _is_apart(self, left: int, right: int) -> bool:
        return any(self.root(other) == right for other in self.apart.get(left, ())) or any(
            self.root(other) == left for other in self.apart.get(right, ())
        )


def gather(
    nodes: Sequence[Node], edges: Iterable[Edge], decided: Sequence[tuple[int, int, str]]
) -> tuple[Clusters, list[Edge]]:
    """Clusters of ``nodes``, and the edges a person should decide: doubtful ones and those a door stands against.

    ``nodes`` stand in the order of their ids, and an edge's left before its right: so the answer does not depend on
    the order of rows.
    """
    clusters = Clusters(nodes)
    for left, right, decision in decided:
        if decision == "same":
            clusters.join(Edge(left, right, Verdict(Outcome.SAME, 1.0, "person_decided")), is_decided=True)
    for left, right, decision in decided:
        if decision == "different":
            clusters.keep_apart(left, right)
    settled = {frozenset((left, right)) for left, right, _ in decided}
    ask: list[Edge] = []
    for edge in sorted(edges, key=_turn):
        if frozenset((edge.left, edge.right)) in settled:
            continue
        if edge.verdict.keeps_apart:
            clusters.keep_apart(edge.left, edge.right)
        if edge.verdict.outcome is Outcome.ASK or (edge.verdict.outcome is Outcome.SAME and not clusters.join(edge)):
            ask.append(edge)
    return clusters, [edge for edge in ask if clusters.root(edge.left) != clusters.root(edge.right)]


def _turn(edge: Edge) -> tuple[float, int, int, int]:
    """The strongest first; what keeps two apart comes before a door that nothing else bears out."""
    strength = DOOR_ALONE if edge.verdict.keeps_apart else edge.verdict.score
    return -strength, -edge.verdict.keeps_apart, edge.left, edge.right
