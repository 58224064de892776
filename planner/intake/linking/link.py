"""The one verb of linking: referrals and their placements to households, links with reasons, and pairs to review."""

from __future__ import annotations

from collections import defaultdict
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
    nodes = nodes_of(frame)
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
        verdict = judge(one, other, uses.get(one.phone), names.get(one.name))
        if verdict.outcome is not Outcome.DIFFERENT:
            edges.append(Edge(left, right, verdict))
    return edges


def _use(ats: list[int], nodes: Sequence[Node]) -> PhoneUse:
    """How many doors and how many people a phone speaks for; a short name counts with the longer one it begins."""
    names = {frozenset((*nodes[at].given, *nodes[at].father)) for at in ats if nodes[at].given}
    longest = [name for name in names if not any(name < other for other in names)]
    return PhoneUse(len({nodes[at].unit for at in ats if nodes[at].unit}), len(longest))


def _name_uses(nodes: Sequence[Node]) -> dict[str, NameUse]:
    doors: dict[str, set[str]] = defaultdict(set)
    phones: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        doors[node.name] |= {f"{node.place_id}|{node.unit}"} if node.unit else set()
        phones[node.name] |= {node.phone} - {""}
    return {name: NameUse(len(found), len(phones[name])) for name, found in doors.items() if name}


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
