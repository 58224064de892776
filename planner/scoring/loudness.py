"""Correction for loud channels and for places that report more, or less, of their need than others."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.model.need import Reporting

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
_MOST_ALIKE = 1000.0


def channel_weights(channels: pd.Series[str], spot: Ints, rules: Reporting) -> Floats:
    """What each household counts after loud channels are damped, in (0, 1], aligned to ``channels``.

    A household heard through several channels counts fully. Among those heard through one alone, a channel may
    bring ``ratio`` times what the other channels at the same place lead one to expect from its share everywhere;
    each household above counts ``discount``. ``spot`` is -1 for households in no hotspot, which count fully.
    """
    codes, distinct = pd.factorize(channels)
    is_single = np.array([";" not in str(text).strip(";") for text in distinct], dtype=bool)
    weights = np.ones(len(channels))
    rows = np.flatnonzero((spot >= 0) & is_single[codes]) if len(distinct) else np.array([], dtype=np.int64)
    if rows.size == 0 or rules.discount >= 1.0:
        return weights
    table = np.zeros((int(spot.max()) + 1, len(distinct)))
    np.add.at(table, (spot[rows], codes[rows]), 1.0)
    weights[rows] = _cell_weights(table, rules)[spot[rows], codes[rows]]
    return weights


def _cell_weights(table: Floats, rules: Reporting) -> Floats:
    """Weight per household for each place × channel of ``table`` (households heard through one channel alone).

    A channel's odds against the others are taken from all other places: a campaign must not raise its own allowance.
    """
    others = table.sum(axis=1, keepdims=True) - table
    elsewhere = table.sum(axis=0) - table
    odds = (elsewhere + 1.0) / (others.sum(axis=0) - others + 1.0)
    allowed = rules.ratio * odds * (others + rules.slack)
    counted = np.where(table > allowed, allowed + rules.discount * (table - allowed), table)
    return np.divide(counted, table, out=np.ones_like(table), where=table > 0)


def heard_share(once: Floats, twice: Floats) -> Floats:
    """The share of needy households that is heard at all, from how many were heard once and twice.

    Zelterman's estimator for a zero-truncated Poisson: calls per household μ = 2 f2 / f1, heard 1 - exp(-μ)
    (Zelterman 1988, J. Stat. Planning and Inference 18). It reads only once and twice, so one telephone that calls
    a hundred times does not move it.
    """
    mu = 2.0 * twice / np.maximum(once, 1e-9)
    return np.asarray(1.0 - np.exp(-mu))


def pooled(once: Floats, twice: Floats) -> float:
    """The common share of "twice" among "once or twice"; 0 when no household was heard twice."""
    total = float(once.sum() + twice.sum())
    return float(twice.sum()) / total if total else 0.0


def repeat_prior(once: Floats, twice: Floats) -> float:
    """How alike places report: the households of a beta prior for each place's share of "twice", 1 to 1,000.

    The moments of the beta-binomial (Kleinman 1973, J. American Statistical Association 68): where the shares differ no
    more than chance would make them, the most; fewer, the more they do.
    """
    heard = once + twice
    known = heard > 0
    n, share = heard[known], twice[known] / heard[known]
    total, common = float(n.sum()), pooled(once, twice)
    chance = common * (1.0 - common)
    free = total - float((n * n).sum()) / total - (n.size - 1) if total else 0.0
    if chance <= 0.0 or free <= 0.0:
        return _MOST_ALIKE
    spread = float((n * (share - common) ** 2).sum()) / chance - (n.size - 1)
    alike = free / spread - 1.0 if spread > 0.0 else _MOST_ALIKE
    return float(np.clip(alike, 1.0, _MOST_ALIKE))


def reporting(share_twice: Floats, common: float, rules: Reporting) -> Floats:
    """Reporting rate relative to the common one (1 = as usual), from the shares of "twice"; bounded by ``limits``."""
    if common <= 0.0:
        return np.ones_like(share_twice)
    usual = heard_share(np.array(1.0 - common), np.array(common))
    relative = heard_share(1.0 - share_twice, share_twice) / usual
    return np.asarray(np.clip(relative**rules.strength, *rules.limits))


def shrunk_share(once: Floats, twice: Floats, common: float, rules: Reporting) -> Floats:
    """Each place's share of "twice", drawn towards the common one by ``prior`` households."""
    return np.asarray((rules.prior * common + twice) / (rules.prior + once + twice))
