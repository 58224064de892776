"""What officials outside the case team may see of hotspots: small cells hidden, and nothing that gives them back.

Every published count is the lower end of a fixed span (``planner.scoring.spans``). A published row is made of its own
households alone, of what is public anyway and of other published rows: no prior, no runner-up and no rank in it comes
from a hidden place. So whatever happens inside a hidden cell changes no published byte, and no arithmetic over
tables, filters and days can find it. The reasoning and the attacks are in ``docs/decisions/0007-need-small-cells.md``,
``tests/scoring/test_no_trace.py`` and ``tests/scoring/test_suppress_attack.py``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.frames import HOTSPOTS, check
from planner.model.need import NeedWeights
from planner.model.reason import cell_of
from planner.roles import Role
from planner.scoring.clusters import TOO_FEW, gi_star, label
from planner.scoring.draws import standing
from planner.scoring.need import saturate
from planner.scoring.provisional import cell_middles, point_name, to_metres
from planner.scoring.rows import records
from planner.scoring.spans import lower_ends, span_of
from planner.scoring.why import why_public

Floats = NDArray[np.float64]
COARSE = 5.0  # points to which published parts are rounded
DRAWS = 200
_SEED = 1
_KEPT = ["hotspot_id", "place_id", "name", "kind", "lon", "lat", "police_district", "parliament", "units", "grade"]
_ROUNDED = ("part_vulnerability", "part_urgency", "part_access")
_VAGUE = {"low", "memory", ""}  # grades of coordinates that may have been worked out from homes


def suppress(table: pd.DataFrame, role: Role, *, weights: NeedWeights | None = None, k: int = 5) -> pd.DataFrame:
    """``table`` (schema ``HOTSPOTS``) as ``role`` may see it: unchanged for the case team, else a new, safe frame.

    Rows with hidden households are left out, because a pin alone tells that a few people there asked for help.
    ``households`` and ``referrals`` become lower ends of spans (``households_to`` the upper), the rate is the
    middle of the span over the units, vulnerability, urgency and access are rounded to 5 points, volume is computed
    anew from the span, and ranks, their doubt, P(among the first ``k``) and clusters from published figures. Columns
    not named here do not pass.
    """
    check(table, HOTSPOTS)
    if span_of(role) == 1:
        return table
    settings = weights or NeedWeights()
    low = lower_ends(table["households"], role)
    # By id, not by rank: the exact rank is made of hidden places too, and would decide ties.
    shown = table.assign(households_low=low)[low > 0].sort_values("hotspot_id", kind="stable").reset_index(drop=True)
    shown = coarse_points(shown)
    low = shown["households_low"].to_numpy(dtype=np.int64)
    public = shown[_KEPT].assign(
        households=low,
        households_to=low + span_of(role) - 1,
        referrals=np.maximum(lower_ends(shown["referrals"], role), low),
    )
    public = public.assign(**_rate(public))
    public = public.assign(**_points(shown, public, settings, span_of(role)))
    public = _ranked(_clustered(public, settings), settings, k)
    public["why"] = [cell_of(why_public(row)) for row in records(public)]
    return check(public, HOTSPOTS)


def coarse_points(shown: pd.DataFrame) -> pd.DataFrame:
    """``shown`` with every point that may come from homes moved to the middle of its H3 cell.

    That is provisional hotspots, which are also named after it, and places without a coordinate of their own, which
    stand at the median of their homes: the middle of a few homes moves when one is added, and two of them give its
    address back. Without the column ``coordinate_grade`` only provisional ones are known.
    """
    loose = (shown["place_id"] == "").to_numpy(dtype=bool)
    vague = loose.copy()
    if "coordinate_grade" in shown.columns:
        vague |= shown["coordinate_grade"].astype(str).isin(_VAGUE).to_numpy(dtype=bool)
    if not vague.any():
        return shown
    points, cells = cell_middles(shown[["lon", "lat"]].to_numpy(dtype=float)[vague])
    moved = shown.copy()
    moved.loc[vague, ["lon", "lat"]] = points
    cell_of = pd.Series(cells)[loose[vague]]
    repeats = cell_of.groupby(cell_of).cumcount().tolist()
    moved.loc[loose, "hotspot_id"] = [
        f"hs:area:{c}" + (f":{n}" if n else "") for c, n in zip(cell_of, repeats, strict=True)
    ]
    is_point = loose & moved["name"].astype(str).str.startswith("Titik ").to_numpy(dtype=bool)
    at = moved.loc[is_point, ["lon", "lat"]].to_numpy(dtype=float)
    moved.loc[is_point, "name"] = [point_name(lon, lat) for lon, lat in at]
    return moved


def _middle(public: pd.DataFrame) -> Floats:
    return np.asarray(public[["households", "households_to"]].to_numpy(dtype=float).mean(axis=1))


def _units(public: pd.DataFrame) -> Floats:
    return public["units"].to_numpy(dtype=float, na_value=np.nan)


def _rate(public: pd.DataFrame) -> dict[str, Floats]:
    units = _units(public)
    return {
        "rate": 100.0 * _middle(public) / units,
        "rate_low": 100.0 * public["households"].to_numpy(dtype=float) / units,
        "rate_high": 100.0 * public["households_to"].to_numpy(dtype=float) / units,
    }


def _volume(count: Floats, units: Floats, weights: NeedWeights) -> Floats:
    """Points of volume for ``count`` households (rows, or rows × draws) at places of ``units`` (rows)."""
    homes = units if count.ndim == 1 else units[:, None]
    rate = 100.0 * count / homes
    by_rate = np.where(np.isnan(rate), 0.5, saturate(np.nan_to_num(rate), weights.scales.rate))
    return np.asarray(50.0 * weights.volume * (saturate(count, weights.scales.households) + by_rate))


def _means(shown: pd.DataFrame, weights: NeedWeights, span: int) -> dict[str, Floats]:
    """Points of vulnerability, urgency and access from each row's own households.

    Where the members of fewer than a span of households are known, the mean over the rows that have enough is taken.
    A table read back from a store holds no own means; its parts, which a prior has touched, stand in.
    """
    access = shown["part_access"].to_numpy(dtype=float)
    if not {"own_vulnerability", "own_urgency", "members_known"} <= set(shown.columns):
        return {name: shown[name].to_numpy(dtype=float) for name in _ROUNDED}
    fragile = shown["own_vulnerability"].to_numpy(dtype=float)
    enough = shown["members_known"].to_numpy(dtype=float) >= span
    usual = float(fragile[enough].mean()) if enough.any() else 0.5
    return {
        "part_vulnerability": 100.0 * weights.vulnerability * np.where(enough, fragile, usual),
        "part_urgency": 100.0 * weights.urgency * shown["own_urgency"].to_numpy(dtype=float),
        "part_access": access,
    }


def _points(shown: pd.DataFrame, public: pd.DataFrame, weights: NeedWeights, span: int) -> dict[str, Floats]:
    """Published points, each to 5; they add up to the published score."""
    points = {"part_volume": _volume(_middle(public), _units(public), weights), **_means(shown, weights, span)}
    rounded = {name: COARSE * np.rint(values / COARSE) for name, values in points.items()}
    return {**rounded, "score": np.sum(list(rounded.values()), axis=0)}


def _clustered(public: pd.DataFrame, weights: NeedWeights) -> pd.DataFrame:
    """Gi* of the published rates of the published places: the exact one hears of hidden neighbours."""
    told = public.assign(cluster=TOO_FEW, cluster_q=np.nan)
    known = np.flatnonzero(~np.isnan(_units(public)))
    if len(known) < weights.least_features:
        return told
    metres = to_metres(public[["lon", "lat"]].to_numpy(dtype=float)[known])
    rate = public["rate"].to_numpy(dtype=float)[known]
    found = gi_star(rate, metres, neighbours=weights.neighbours, seed=_SEED)
    told.loc[known, "cluster"] = label(found)
    told.loc[known, "cluster_q"] = found.q
    return told


def _ranked(public: pd.DataFrame, weights: NeedWeights, k: int) -> pd.DataFrame:
    """Ranks of the published score, and their doubt from draws inside the spans and the rounding alone."""
    order = public.sort_values(["score", "households", "hotspot_id"], ascending=[False, False, True]).index
    rank = pd.Series(np.arange(1, len(public) + 1), index=order).reindex(public.index)
    rng = np.random.default_rng(_SEED)
    size = (len(public), DRAWS)
    low, high = (public[name].to_numpy(dtype=float)[:, None] for name in ("households", "households_to"))
    counted = rng.gamma(rng.uniform(low, high, size=size) + 0.5)
    others = public[list(_ROUNDED)].sum(axis=1).to_numpy(dtype=float)[:, None]
    blur = rng.uniform(-COARSE / 2.0, COARSE / 2.0, size=(len(_ROUNDED), *size)).sum(axis=0)
    doubt = standing(_volume(counted, _units(public), weights) + others + blur, k) if len(public) else None
    return (
        public.assign(
            rank=rank,
            rank_low=rank if doubt is None else np.minimum(doubt.low, rank),
            rank_high=rank if doubt is None else np.maximum(doubt.high, rank),
            p_top_k=0.0 if doubt is None else np.round(doubt.p_top_k, 2),
        )
        .sort_values("rank")
        .reset_index(drop=True)
    )
