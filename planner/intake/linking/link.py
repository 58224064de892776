"""The one verb of linking: referrals and their placements to households, links with reasons, and pairs to review."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.errors import refuse
from planner.frames import LINK_DECISIONS, LINK_REVIEW, LINKS, PLACEMENTS, REFERRALS, check
from planner.intake.linking.clusters import Edge
from planner.intake.linking.households import household_ids, households_on
from planner.intake.linking.nodes import Node, nodes_of
from planner.intake.linking.settling import settle_all
from planner.model.referral import Linkage
from planner.ports import Cluster
from planner.progress import Progress, silent

ALONE = "heard_once"


def link(
    referrals: pd.DataFrame,
    placements: pd.DataFrame,
    *,
    key: bytes,
    decisions: pd.DataFrame | None = None,
    cluster: Cluster | None = None,
    progress: Progress = silent,
) -> Linkage:
    """Households of ``referrals`` (``REFERRALS``) placed by ``placements`` (``PLACEMENTS``, id = referral_id).

    ``decisions`` (``LINK_DECISIONS``: same, different, undone; the last on a pair counts) stand above every rule.
    The result does not depend on the order of rows, nor on ``cluster``, which shares the work on many. Referrals
    without a placement are linked by phone and name.
    """
    check(referrals, REFERRALS)
    check(placements, PLACEMENTS)
    frame = _joined(referrals, placements)
    nodes = nodes_of(frame, key)
    progress("link", 0.1, f"{len(nodes):,} referrals")
    settled = settle_all(nodes, _decided(decisions, nodes), cluster)
    progress("link", 0.6, f"{settled.compared:,} pairs compared")
    ids = household_ids(frame, nodes, settled.roots, key)
    frame["household_id"] = pd.Series(ids, index=frame.index, dtype=object)
    households = households_on(cluster, frame)
    result = Linkage(households, _links(frame, settled.reasons), _review(settled.ask, nodes))
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


def _links(frame: pd.DataFrame, told: Mapping[int, str]) -> pd.DataFrame:
    if frame.empty:
        return LINKS.empty()
    reasons = [told.get(at, ALONE) for at in range(len(frame))]
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
