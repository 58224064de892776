"""What officials outside the case team may see: small cells hidden, and nothing published that gives them back.

Every published count is the lower end of a fixed span (0–9, 10–19, 20–29 … or, for the ministry, 0–4, 5–9 …), a
function of that one cell alone; the lowest span is hidden. Everything else in a published row is computed from those
spans or coarsened, and every total from published rows. So a difference between any two published figures is known
only to within a span on either side, and the span always holds the whole of a hidden cell. The reasoning and the
attacks it was tried against are in ``docs/decisions/small-cells.md`` and ``tests/scoring/test_suppress_attack.py``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.frames import HOTSPOTS, check
from planner.model.need import NeedWeights
from planner.roles import Role, Thing, may_see
from planner.scoring.need import saturate
from planner.scoring.provisional import cell_middles, point_name
from planner.scoring.rows import records
from planner.scoring.why_public import public_en, public_ms

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPAN = {Role.MINISTRY: 5}
DEFAULT_SPAN = 10
COARSE = 5.0  # points to which published parts are rounded
_KEPT = [
    "hotspot_id", "place_id", "name", "kind", "lon", "lat", "police_district", "parliament", "units", "grade",
    "cluster",
]  # fmt: skip


def span_of(role: Role) -> int:
    """How wide a published count's span is for ``role``, 1 for who may see exact counts."""
    return 1 if may_see(role, Thing.HOTSPOTS) else SPAN.get(role, DEFAULT_SPAN)


def lower_ends(counts: Sequence[int] | Ints | pd.Series[int], role: Role) -> Ints:
    """The lower end of each count's span; 0 means hidden (which includes a true 0)."""
    span = span_of(role)
    values = np.asarray(counts, dtype=np.int64)
    return values // span * span


def suppress(table: pd.DataFrame, role: Role, *, weights: NeedWeights | None = None) -> pd.DataFrame:
    """``table`` (schema ``HOTSPOTS``) as ``role`` may see it: unchanged for the case team, else a new, safe frame.

    Rows with hidden households are left out, because a pin alone tells that a few people there asked for help.
    ``households`` and ``referrals`` become lower ends of spans (``households_to`` the upper), the rate is the
    middle of the span over the units, vulnerability, urgency and access are rounded to 5 points, volume is computed
    anew from the span, ranks follow the published score. Columns not named here do not pass.
    """
    check(table, HOTSPOTS)
    if span_of(role) == 1:
        return table
    settings = weights or NeedWeights()
    low = lower_ends(table["households"], role)
    shown = coarse_points(table[low > 0].reset_index(drop=True))
    low = low[low > 0]
    public = shown[_KEPT].assign(
        households=low,
        households_to=low + span_of(role) - 1,
        referrals=np.maximum(lower_ends(shown["referrals"], role), low),
        cluster_q=np.nan,
    )
    public = public.assign(**_rate(public))
    public = public.assign(**_points(shown, public, settings))
    public = _ranked(public, shown)
    rows = records(public)
    public["why_ms"], public["why_en"] = [public_ms(r) for r in rows], [public_en(r) for r in rows]
    return check(public, HOTSPOTS)


def coarse_points(shown: pd.DataFrame) -> pd.DataFrame:
    """``shown`` with provisional hotspots moved to the middle of their H3 cell and named after it.

    The middle of a few homes moves when one home is added, and two of them give its address back.
    """
    loose = np.flatnonzero((shown["place_id"] == "").to_numpy(dtype=bool))
    if not loose.size:
        return shown
    points, cells = cell_middles(shown[["lon", "lat"]].to_numpy(dtype=float)[loose])
    moved = shown.copy()
    moved.loc[loose, ["lon", "lat"]] = points
    repeats = pd.Series(cells).groupby(cells).cumcount().tolist()
    moved.loc[loose, "hotspot_id"] = [
        f"hs:area:{c}" + (f":{n}" if n else "") for c, n in zip(cells, repeats, strict=True)
    ]
    is_point = moved["name"].astype(str).str.startswith("Titik ").to_numpy(dtype=bool)[loose]
    moved.loc[loose[is_point], "name"] = [point_name(lon, lat) for lon, lat in points[is_point]]
    return moved


def _middle(public: pd.DataFrame) -> Floats:
    return np.asarray(public[["households", "households_to"]].to_numpy(dtype=float).mean(axis=1))


def _rate(public: pd.DataFrame) -> dict[str, Floats]:
    units = public["units"].to_numpy(dtype=float, na_value=np.nan)
    return {
        "rate": 100.0 * _middle(public) / units,
        "rate_low": 100.0 * public["households"].to_numpy(dtype=float) / units,
        "rate_high": 100.0 * public["households_to"].to_numpy(dtype=float) / units,
    }


def _points(shown: pd.DataFrame, public: pd.DataFrame, weights: NeedWeights) -> dict[str, Floats]:
    """Published points: volume from the span, the rest rounded; they add up to the published score."""
    scales = weights.scales
    rate = public["rate"].to_numpy(dtype=float)
    by_rate = np.where(np.isnan(rate), 0.5, saturate(np.nan_to_num(rate), scales.rate))
    volume = 100.0 * weights.volume * 0.5 * (saturate(_middle(public), scales.households) + by_rate)
    points = {"part_volume": volume}
    for name in ("part_vulnerability", "part_urgency", "part_access"):
        points[name] = shown[name].to_numpy(dtype=float)
    rounded = {name: COARSE * np.rint(values / COARSE) for name, values in points.items()}
    return {**rounded, "score": np.sum(list(rounded.values()), axis=0)}


def _ranked(public: pd.DataFrame, shown: pd.DataFrame) -> pd.DataFrame:
    """Ranks of the published score; the chance to be among the first only as low, even or high (0.25, 0.5, 0.75)."""
    order = public.sort_values(["score", "households", "hotspot_id"], ascending=[False, False, True]).index
    rank = pd.Series(np.arange(1, len(public) + 1), index=order).reindex(public.index)
    chance = np.digitize(shown["p_top_k"].to_numpy(dtype=float), [1 / 3, 2 / 3])
    ties = public.groupby("score")["score"].transform("size")
    first = public["score"].rank(method="min", ascending=False).astype(np.int64)
    return (
        public.assign(rank=rank, rank_low=first, rank_high=first + ties - 1, p_top_k=0.25 * (chance + 1))
        .sort_values("rank")
        .reset_index(drop=True)
    )


def suppress_counts(
    table: pd.DataFrame, role: Role, *, counts: Sequence[str], derived: Sequence[str] = ()
) -> pd.DataFrame:
    """Any other table by area: ``counts`` become lower ends of spans (missing when hidden), ``derived`` is emptied
    where one of the counts is hidden and rounded to two figures elsewhere. Rows stay: an area is no secret.
    """
    if span_of(role) == 1:
        return table
    public = table.copy()
    hidden = np.zeros(len(table), dtype=bool)
    for name in counts:
        low = lower_ends(table[name], role)
        hidden |= low == 0
        public[name] = pd.array(low, dtype="Int64")
        public.loc[low == 0, name] = pd.NA
    for name in derived:
        values = table[name].to_numpy(dtype=float)
        public[name] = np.where(hidden, np.nan, _two_figures(values))
    return public


def _two_figures(values: Floats) -> Floats:
    size = np.floor(np.log10(np.maximum(np.abs(np.nan_to_num(values)), 1e-9)))
    step = 10.0 ** (size - 1.0)
    return np.asarray(np.round(values / step) * step)


def totals(published: pd.DataFrame, by: str) -> pd.DataFrame:
    """Households "at least" and places shown per value of ``by``, from published rows alone.

    A total of exact counts, less the published rows, would give back what is hidden; one of published rows cannot.
    """
    groups = published.groupby(by, sort=True)
    return pd.DataFrame(
        {
            "households_at_least": groups["households"].sum(),
            "places_shown": groups.size(),
        }
    ).reset_index()
