"""Fixed spans of published counts: 0–9, 10–19, 20–29 … or, for the ministry, 0–4, 5–9 …; the lowest is not shown."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from planner.roles import Role, Thing, may_see

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
SPAN = {Role.MINISTRY: 5}
DEFAULT_SPAN = 10


def span_of(role: Role) -> int:
    """How wide a published count's span is for ``role``, 1 for who may see exact counts."""
    return 1 if may_see(role, Thing.HOTSPOTS) else SPAN.get(role, DEFAULT_SPAN)


def lower_ends(counts: Sequence[int] | Ints | pd.Series[int], role: Role) -> Ints:
    """The lower end of each count's span; 0 means hidden (which includes a true 0)."""
    span = span_of(role)
    values = np.asarray(counts, dtype=np.int64)
    return values // span * span


def upper_ends(counts: Sequence[int] | Ints | pd.Series[int], role: Role) -> Ints:
    """The upper end of each count's span, the lowest span included."""
    return lower_ends(counts, role) + span_of(role) - 1


def middles(counts: Sequence[int] | Ints | pd.Series[int], role: Role) -> Floats:
    """The middle of each count's span, 0 where it is hidden; the count itself for who may see it."""
    low = lower_ends(counts, role)
    return np.where(low > 0, low + (span_of(role) - 1) / 2.0, 0.0)


def at_least(cells: pd.DataFrame, role: Role, *, by: str, counts: Sequence[str]) -> pd.DataFrame:
    """Sums of ``counts`` per value of ``by`` as ``role`` may see them, missing where nothing may be shown.

    ``cells`` has one row per place (or stop): the cells themselves are cut to the lower ends of their spans before
    anything is added, because the sum of exact cells, less those that are shown, gives back the hidden ones.
    """
    low = cells[[by]].assign(**{name: lower_ends(cells[name], role) for name in counts})
    summed = low.groupby(by, sort=True)[list(counts)].sum().astype("Int64")
    return (summed if span_of(role) == 1 else summed.mask(summed == 0)).reset_index()
