"""The one verb of linking: referrals and their placements to households, links with reasons, and pairs to review."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from planner.errors import refuse
from planner.frames import LINK_DECISIONS, LINK_REVIEW, LINKS, PLACEMENTS, REFERRALS, check
from planner.intake.linking import candidates
from planner.intake.linking.clusters import Clusters, Edge, gather
from planner.intake.linking.evidence import NameUse, Outcome, PhoneUse, judge
from planner.intake.linking.households import household_ids, households_of
from planner.intake.linking.nodes import Node, nodes_of
from planner.model.referral import Linkage
from planner.progress import Progress, silent

ALONE = "heard once"


def link(
    referrals: pd.DataFrame,
    placements: pd.DataFrame,
    *,
    key: bytes,
    decisions: pd.DataFrame | None = None,
    progress: Progress = silent,
) -> Linkage:
    """Households of ``referrals`` (``REFERRALS``) placed by ``placements`` (``PLACEMENTS``, id = referral_id).

    ``decisions`` (``LINK_DECISIONS``: same, different, undone; the last on a pair counts) stand above every rule.
    The result does not depend on the order of rows. Referrals without a placement are linked by phone and name.
    """
    check(referrals, REFERRALS)
    check(placements, PLACEMENTS)
    frame = _joined(referrals, placements)
    nodes = nodes_of(frame, key)
    progress("link", 0.1, f"{len(nodes):,} referrals")
    edges = _edges(nodes)
    progress("link", 0.6, f"{len(edges):,} pairs compared")
    clusters, ask = gather(nodes, edges, _decided(decisions, nodes))
    roots = [clusters.root(at) for at in range(len(nodes))]
    frame["household_id"] = pd.Series(household_ids(frame, nodes, roots, key), index=frame.index, dtype=object)
    result = Linkage(households_of(frame), _links(frame, clusters), _review(ask, nodes))
    progress("link", 1.0, f"{len(result.households):,} households")
    return result


def _joined(referrals: pd.DataFrame, placements: pd.DataFrame) -> pd.DataFrame:
    """Referrals in order of id with their placement beside them; columns that may be absent are filled."""
    frame = referrals.sort_values("referral_id").reset_index(drop=True)
    for name in ("nric_key", "name_tokens"):
        if name not in frame.columns:
            frame[name] = ""
    columns = ["place_id", "level", "probability", "runner_up_id", "unit"]
    placed = placements.rename(columns={"id": "referral_id", "lon": "lon_placed", "lat": "lat_placed"})
    frame = frame.merge(placed[["referral_id", "lon_placed", "lat_placed", *columns]], on="referral_id", how="left")
    texts = {name: frame[name].fillna("") for name in ("place_id", "runner_up_id", "unit")}
    return frame.assign(level=frame["level"].fillna("none"), probability=frame["probability"].fillna(0.0), **texts)


def _edges(nodes: Sequence[Node]) -> list[Edge]:
    blocks = candidates.blocks(nodes)
    uses = {phone: _use(ats, nodes) for phone, ats in blocks["phone"].items()}
    names = _name_uses(nodes)
    edges = []
    for left, right in candidates.pairs(blocks, nodes):
        one, other = nodes[left], nodes[right]
        verdict = judge(one, other, uses.get(one.phone), names.get(one.parts))
        if verdict.outcome is not Outcome.DIFFERENT:
            edges.append(Edge(left, right, verdict))
    return edges


def _use(ats: list[int], nodes: Sequence[Node]) -> PhoneUse:
    """How many doors and how many families a phone speaks for.

    A short name counts with the longer one it begins, a father with his children; a door without its block is the one
    that it may be.
    """
    named = [nodes[at] for at in ats if nodes[at].given]
    parts = {node.parts: node for node in named}
    longest = [node for name, node in parts.items() if not any(name < other for other in parts)]
    units = {nodes[at].unit for at in ats if nodes[at].unit}
    doors = [unit for unit in units if not any(other.endswith(f"-{unit}") for other in units)]
    return PhoneUse(len(doors), _families(longest))


def _families(nodes: list[Node]) -> int:
    """How many families the bearers of these names are at most: a father's name joins, as does one father."""
    families: list[set[str]] = []
    for node in nodes:
        mine = {*node.own, *node.father}
        kin = [family for family in families if any(part in family for part in node.father)]
        kin += [family for family in families if family not in kin and node.own and f"child of {node.own[0]}" in family]
        families = [family for family in families if family not in kin]
        families.append(mine.union(*kin, {f"child of {part}" for part in node.father}))
    return len(families)


def _name_uses(nodes: Sequence[Node]) -> dict[frozenset[str], NameUse]:
    """How common each name is, in whatever order its parts were written."""
    doors: dict[frozenset[str], set[str]] = {}
    phones: dict[frozenset[str], set[str]] = {}
    for node in nodes:
        if node.given:
            parts = node.parts
            doors.setdefault(parts, set()).update((f"{node.place_id}|{node.unit}",) if node.unit else ())
            phones.setdefault(parts, set()).update((node.phone,) if node.phone else ())
    return {parts: NameUse(len(found), len(phones[parts])) for parts, found in doors.items()}


def _decided(decisions: pd.DataFrame | None, nodes: Sequence[Node]) -> list[tuple[int, int, str]]:
    """The last decision on each pair still known here; an undone one is as if never made."""
    if decisions is None or decisions.empty:
        return []
    check(decisions, LINK_DECISIONS)
    unknown = set(decisions["decision"]) - {"same", "different", "undone"}
    if unknown:
        raise refuse("E1140", "a link decision is none of same, different, undone", "correct the decision")
    at = {node.referral_id: position for position, node in enumerate(nodes)}
    last: dict[frozenset[str], str] = {}
    for left, right, decision in decisions[["left_id", "right_id", "decision"]].itertuples(index=False):
        last[frozenset((left, right))] = decision
    known = ((sorted(pair), decision) for pair, decision in last.items() if len(pair) == 2 and pair <= at.keys())
    return sorted((at[pair[0]], at[pair[1]], decision) for pair, decision in known if decision != "undone")


def _links(frame: pd.DataFrame, clusters: Clusters) -> pd.DataFrame:
    if frame.empty:
        return LINKS.empty()
    reasons = [clusters.reasons.get(at, ALONE) for at in range(len(frame))]
    table = frame[["referral_id", "household_id"]].assign(reason=reasons)
    return check(table, LINKS)


def _review(ask: Sequence[Edge], nodes: Sequence[Node]) -> pd.DataFrame:
    if not ask:
        return LINK_REVIEW.empty()
    rows = [
        (
            *sorted((nodes[edge.left].referral_id, nodes[edge.right].referral_id)),
            edge.verdict.score,
            edge.verdict.reason,
        )
        for edge in ask
    ]
    return check(pd.DataFrame(sorted(rows), columns=LINK_REVIEW.names), LINK_REVIEW)
