"""Hotspots that no recommended stop reaches, each with its reason: nobody is passed over in silence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from planner.model.need import LeftOut


def left_out(frame: pd.DataFrame, covered: Sequence[str], closed: Mapping[int, str]) -> tuple[LeftOut, ...]:
    """Every hotspot of ``frame`` not among ``covered``; ``closed`` gives the reason by row, else it was outranked."""
    reached = set(covered)
    missed = []
    for row, (hotspot, name) in enumerate(zip(frame["hotspot_id"], frame["name"], strict=True)):
        if hotspot not in reached:
            missed.append(LeftOut(str(hotspot), str(name), closed.get(row, "outranked")))
    return tuple(missed)
