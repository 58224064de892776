"""Clusters of referrals to household rows: what each household needs, where it is, how often it was heard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil

import numpy as np
import pandas as pd

from planner.frames import HOUSEHOLDS, check
from planner.intake import identity
from planner.intake.linking.nodes import Node
from planner.model.referral import NeedCode
from planner.ports import Cluster

_LEVELS = {"unit": 0, "block": 1, "scheme": 2, "street": 3, "locality": 4, "postcode": 5, "none": 6}
_NEED_ORDER = {code.value: at for at, code in enumerate(NeedCode)}
PART_ROWS = 25_000
"""Referrals a worker gathers into households at a time."""
_COUNTS = ("household_size", "children", "elderly", "disabled", "infants")

_TOLD_FROM = [
    "referral_id", "household_id", "channel", "received_at", "needs", "is_bedridden", *_COUNTS,
    "place_id", "probability", "runner_up_id", "level", "lon_placed", "lat_placed",
]  # fmt: skip


def household_ids(frame: pd.DataFrame, nodes: Sequence[Node], roots: Sequence[int], key: bytes) -> list[str]:
    """The household id of each row.

    A known full door names its household, so the same door gives the same id in any file; any other household is named
    by its earliest referral, which later ones do not change.
    """
    order = frame.sort_values(["received_at", "referral_id"]).index.tolist()
    names: dict[int, str] = {}
    taken: set[str] = set()
    for at in order:
        door = nodes[at].door
        if door and not nodes[at].is_partial and roots[at] not in names and f"door\x1f{door}" not in taken:
            names[roots[at]] = f"door\x1f{door}"
            taken.add(f"door\x1f{door}")
    for at in order:
        names.setdefault(roots[at], f"referral\x1f{nodes[at].referral_id}")
    keyed = {root: identity.digest(key, "household", name) for root, name in names.items()}
    return [keyed[root] for root in roots]


def households_on(cluster: Cluster | None, frame: pd.DataFrame) -> pd.DataFrame:
    """:func:`households_of`, in parts of whole households on ``cluster`` when there are many rows."""
    if cluster is None or len(frame) <= PART_ROWS:
        return households_of(frame)
    needed = frame[_TOLD_FROM]  # no address and no text leaves this process
    order = needed["household_id"].rank(method="dense").to_numpy()
    edges = np.linspace(0, order.max(), ceil(len(frame) / PART_ROWS) + 1)
    parts = [needed[(order > low) & (order <= high)] for low, high in pairwise(edges)]
    return pd.concat(cluster.map(households_of, parts), ignore_index=True)


def households_of(frame: pd.DataFrame) -> pd.DataFrame:
    """Household rows (schema ``HOUSEHOLDS``) of referrals joined with placements and ``household_id``."""
    if frame.empty:
        return HOUSEHOLDS.empty()
    ranked = frame.assign(rank=frame["level"].map(_LEVELS).fillna(6), doubt=-frame["probability"])
    ranked = ranked.sort_values(["rank", "doubt", "referral_id"])
    grouped = ranked.groupby("household_id", sort=True)
    best = grouped[["place_id", "probability", "runner_up_id", "level", "lon_placed", "lat_placed"]].head(1)
    best.index = pd.Index(ranked.loc[best.index, "household_id"])
    best = best.sort_index().rename(
        columns={"probability": "place_probability", "lon_placed": "lon", "lat_placed": "lat"}
    )
    table = best.assign(
        referrals=grouped.size().astype("Int64"),
        channels=_told(ranked, "channel", lambda channels: ";".join(sorted(set(channels)))),
        first_at=grouped["received_at"].min(),
        last_at=grouped["received_at"].max(),
        needs=_told(ranked, "needs", _needs),
        is_bedridden=grouped["is_bedridden"].any(),
        **{name: grouped[name].max().astype("Int64") for name in _COUNTS},
    )
    table.index.name = "household_id"
    return check(table.reset_index()[HOUSEHOLDS.names], HOUSEHOLDS)


def _told(rows: pd.DataFrame, column: str, tell: Callable[[tuple[str, ...]], str]) -> pd.Series:
    """``tell`` of each household's values of a text column, by household id; the same values are told once."""
    heard: dict[str, list[str]] = {}
    for household, value in zip(rows["household_id"].tolist(), rows[column].tolist(), strict=True):
        heard.setdefault(household, []).append(value)
    once = {values: tell(values) for values in {tuple(values) for values in heard.values()}}
    return pd.Series({household: once[tuple(values)] for household, values in heard.items()}, dtype=rows[column].dtype)


def _needs(values: Sequence[str]) -> str:
    """All needs of a household in the order of the codes; ``unclassified`` only when nothing else is known."""
    codes = {code for value in values for code in value.split(";") if code}
    known = codes - {NeedCode.UNCLASSIFIED.value} or codes
    return ";".join(sorted(known, key=lambda code: _NEED_ORDER.get(code, 99)))
